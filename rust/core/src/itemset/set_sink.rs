//! What sinks of itemsets may take at once.
use super::output::Lengths;
use crate::budget::Budget;
use crate::database::Item;
use crate::error::Result;
use crate::sink::{Collect, FirstN, Found, Shared, Sink, TopK};

/// Many itemsets in few words.
#[derive(Debug, Clone, Copy)]
pub struct Family<'a> {
    /// Items in all of them.
    pub prefix: &'a [Item],
    /// Items that may be in or not, at no loss of support.
    pub free: &'a [Item],
    /// Lengths asked for.
    pub lengths: Lengths,
}

/// A sink of itemsets. What it does not take at once is offered one by one.
pub trait SetSink: Sink + Send + Sync {
    /// What it is when all is found.
    type Whole;

    /// A sink for one task.
    fn for_task(&self) -> Self;

    /// Takes back what a task has found.
    fn absorb(&mut self, found: Self);

    /// Everything found, in result order; [`crate::error::Error::Cancelled`] where nobody wants it any more.
    fn finish(self, budget: &Budget) -> Result<Self::Whole>;

    /// Takes the prefix with every subset of the free items; did it?
    fn take_free(&mut self, _family: Family, _support: u32) -> bool {
        false
    }

    /// Takes the same with every subset of `items` but the empty one; `supports` are in binary order of the subsets,
    /// those below the support asked for are none. Did it?
    fn take_table(&mut self, _family: Family, _items: &[Item], _supports: &[u32]) -> bool {
        false
    }
}

/// Sinks of patterns of any kind.
macro_rules! one_by_one {
    ($($sink:ty),*) => {$(
        impl SetSink for $sink {
            type Whole = Found;

            fn for_task(&self) -> Self {
                Shared::for_task(self)
            }

            fn absorb(&mut self, found: Self) {
                Shared::absorb(self, found);
            }

            fn finish(self, budget: &Budget) -> Result<Found> {
                self.into_found(budget)
            }
        }
    )*};
}

one_by_one!(Collect, FirstN, TopK);
