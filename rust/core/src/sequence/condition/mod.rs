//! Which of the frequent patterns are results, and which subtrees hold none.
mod all;
mod closed;
mod generators;
mod maximal;
mod one_item_away;

pub use all::All;
pub use closed::Closed;
pub use generators::Generators;
pub use maximal::Maximal;
pub use one_item_away::Desk;

use crate::sequence::projection::{Child, Projection};
use crate::sink::Sink;

/// A pattern the search has reached.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// Its steps.
    pub pattern: &'a [u32],
    /// Its prefixes of length 1, 2, … up to itself.
    pub path: &'a [Child],
    /// What the entries of the path index into.
    pub entries: &'a [u32],
    /// How many journeys hold it.
    pub support: u32,
    /// The highest support of a pattern one event longer at the end; 0 where the condition does not look ahead.
    pub best_extension: u32,
    /// The least support that is asked for.
    pub min_support: u32,
}

impl<'a> Node<'a> {
    /// The occurrences of its prefix of `length` ≥ 1 events.
    pub fn occurrences(&self, length: usize) -> &'a [u32] {
        &self.entries[self.path[length - 1].entries.clone()]
    }

    /// How many journeys hold it without its last event.
    pub fn support_before(&self, n_journeys: u32) -> u32 {
        self.pattern.len().checked_sub(2).map_or(n_journeys, |parent| self.path[parent].support)
    }
}

/// One kind of result; `P` and `S` say where it makes sense.
///
/// Closed, maximal and generators ask for [`Antimonotone`](crate::sequence::projection::Antimonotone) projections, maximal for a
/// [`FixedThreshold`](crate::sink::FixedThreshold) as well, so this does not compile:
///
/// ```compile_fail
/// use journeymine_core::{sequence::condition::{Condition, Maximal}, sequence::projection::Leftmost, sink::TopK};
/// fn needs<C: Condition<Leftmost, TopK>>(_: C) {}
/// needs(Maximal);
/// ```
///
/// while this does:
///
/// ```
/// use journeymine_core::{sequence::condition::{Closed, Condition, Maximal}, sequence::projection::Leftmost, sink::{Collect, TopK}};
/// fn needs<S: journeymine_core::sink::Sink, C: Condition<Leftmost, S>>(_: C) {}
/// needs::<Collect, _>(Maximal);
/// needs::<TopK, _>(Closed);
/// ```
pub trait Condition<P: Projection, S: Sink>: Sync {
    /// Must [`Node::best_extension`] be known?
    const LOOKS_AHEAD: bool;
    /// Are the occurrences of the pattern asked for, even where it does not grow?
    const LOOKS_BACK: bool;

    /// What is to be expected of a pattern before it is grown, without its best extension.
    fn outlook(&self, projection: &P, node: &Node, desk: &mut Desk) -> Outlook;

    /// Is this very pattern a result? Asked last, and only where the outlook is [`Outlook::Open`].
    fn is_result(&self, _projection: &P, _node: &Node, _desk: &mut Desk) -> bool {
        true
    }
}

/// What may still come of a pattern. `Open` is always safe, anything less must be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Neither it nor a longer pattern that starts with it is a result: the subtree is cut.
    Nothing,
    /// It is no result.
    OnlyLonger,
    /// It may be a result.
    Open,
}
