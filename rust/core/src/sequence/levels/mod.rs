//! Events of several levels: an event stands for itself and for all events more general than it.
mod extended;
mod joins;

#[cfg(test)]
mod tests;

pub use extended::Extended;
pub use joins::Joins;

use crate::database::Item;
use crate::error::{Error, Result};

/// Which events are more general than which.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    above: Vec<Item>,
    offsets: Vec<u64>,
}

impl Levels {
    /// All events above code `c`, near and far, ascending, are `above[offsets[c]..offsets[c + 1]]`.
    pub fn new(above: Vec<Item>, offsets: Vec<u64>) -> Result<Self> {
        let (found, expected) = (offsets.last().copied().unwrap_or(u64::MAX), above.len() as u64);
        if found != expected || offsets[0] != 0 {
            return Err(Error::Shape { what: "last offset of the levels", found, expected });
        }
        if let Some(pair) = offsets.windows(2).find(|pair| pair[0] > pair[1]) {
            return Err(Error::Shape { what: "offset after another", found: pair[1], expected: pair[0] });
        }
        Ok(Levels { above, offsets })
    }

    /// All events more general than this one, ascending.
    #[inline]
    pub fn above(&self, event: Item) -> &[Item] {
        match self.offsets.get(event as usize..event as usize + 2) {
            Some(ends) => &self.above[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }

    /// Is it that event or a special case of it?
    pub fn is_a(&self, event: Item, general: Item) -> bool {
        event == general || self.above(event).binary_search(&general).is_ok()
    }

    /// Is one of them the other, or a special case of it?
    pub fn are_related(&self, one: Item, other: Item) -> bool {
        self.is_a(one, other) || self.is_a(other, one)
    }

    /// Pairs of unrelated events that have a special case in common, smaller code first, ascending.
    fn shared(&self) -> Vec<(Item, Item)> {
        let mut shared = Vec::new();
        for event in 0..self.offsets.len().saturating_sub(1) as Item {
            let above = self.above(event);
            for (at, &one) in above.iter().enumerate() {
                let others = above[at + 1..].iter().filter(|&&other| !self.are_related(one, other));
                shared.extend(others.map(|&other| (one, other)));
            }
        }
        shared.sort_unstable();
        shared.dedup();
        shared
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        4 * self.above.len() + 8 * self.offsets.len()
    }
}
