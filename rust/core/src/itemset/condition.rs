//! Which itemsets are results. Each kind tells the search what to carry along; the search is written once.
//!
//! A node of the search is an itemset P with its *candidates* (items after the last one of P that are frequent with
//! P) and its *blockers* (items before it, left out of P on purpose, that are frequent with P). Every superset of P is
//! P with candidates, or holds a blocker and is found elsewhere. Hence, with no look at other results:
//! P is closed ⇔ no candidate and no blocker has P's support; P is maximal ⇔ it has neither candidates nor blockers.
use crate::sink::{FixedThreshold, Sink};

/// A kind of result, for the sinks it makes sense with.
pub trait Condition<S: Sink> {
    /// Does an item that all rows of P hold belong to P? Otherwise each such item doubles the results.
    const ABSORBS: bool;
    /// Are only itemsets without a frequent superset results?
    const LEAVES_ONLY: bool;
}

/// Every frequent itemset.
pub struct All;

impl<S: Sink> Condition<S> for All {
    const ABSORBS: bool = false;
    const LEAVES_ONLY: bool = false;
}

/// Itemsets that no superset matches in support.
pub struct Closed;

impl<S: Sink> Condition<S> for Closed {
    const ABSORBS: bool = true;
    const LEAVES_ONLY: bool = false;
}

/// Itemsets without a frequent superset; what is frequent must be settled before the search.
pub struct Maximal;

impl<S: FixedThreshold> Condition<S> for Maximal {
    const ABSORBS: bool = true;
    const LEAVES_ONLY: bool = true;
}
