//! What sinks of itemsets may take at once.
use super::output::Lengths;
use crate::database::Item;
use crate::sink::{Collect, FirstN, Shared, TopK};

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
pub trait SetSink: Shared {
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

impl SetSink for Collect {}
impl SetSink for FirstN {}
impl SetSink for TopK {}
