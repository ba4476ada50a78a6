//! All results.
use super::{FixedThreshold, Found, Shared, Sink, in_order};
use crate::budget::Budget;
use crate::error::Result;

/// Keeps every result.
#[derive(Debug)]
pub struct Collect {
    min_support: u32,
    found: Found,
    /// What tasks have found, in their order.
    parts: Vec<Found>,
}

impl Collect {
    /// Keeps every result of at least `min_support`.
    pub fn new(min_support: u32) -> Self {
        Collect { min_support, found: Found::default(), parts: Vec::new() }
    }
}

impl Sink for Collect {
    #[inline]
    fn min_support(&self) -> u32 {
        self.min_support
    }

    fn bytes(&self) -> usize {
        // Once as found and once in order.
        2 * (self.found.bytes() + self.parts.iter().map(Found::bytes).sum::<usize>())
    }

    #[inline]
    fn offer(&mut self, pattern: &[u32], support: u32) {
        if support >= self.min_support {
            self.found.push(pattern, support);
        }
    }
}

impl FixedThreshold for Collect {}

impl Shared for Collect {
    fn for_task(&self) -> Self {
        Collect::new(self.min_support)
    }

    fn absorb(&mut self, found: Self) {
        self.parts.push(found.found);
        self.parts.extend(found.parts);
    }

    fn into_found(mut self, budget: &Budget) -> Result<Found> {
        self.parts.push(self.found);
        in_order(self.parts, budget)
    }
}
