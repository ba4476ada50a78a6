//! Patterns column by column.
use super::JOINED;
use crate::budget::make_room;

/// Patterns column by column; as a result in result order (support descending, then pattern order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The steps of all patterns.
    pub steps: Vec<u32>,
    /// Pattern `i` is `steps[offsets[i]..offsets[i + 1]]`; the first is 0.
    pub offsets: Vec<u64>,
    /// How many journeys hold each pattern.
    pub supports: Vec<u32>,
}

impl Default for Found {
    fn default() -> Self {
        Found { steps: Vec::new(), offsets: vec![0], supports: Vec::new() }
    }
}

impl Found {
    /// The number of patterns.
    pub fn len(&self) -> usize {
        self.supports.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.supports.is_empty()
    }

    /// The steps of pattern `at`.
    pub fn pattern(&self, at: usize) -> &[u32] {
        &self.steps[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    /// Keeps the first `n`; were there more?
    pub fn truncate(&mut self, n: usize) -> bool {
        let more = self.len() > n;
        if more {
            self.supports.truncate(n);
            self.offsets.truncate(n + 1);
            self.steps.truncate(self.offsets[n] as usize);
        }
        more
    }

    /// Turns steps of items into steps of their codes.
    pub fn encode(&mut self, codes: &[u32]) {
        self.steps.iter_mut().for_each(|step| *step = codes[(*step & !JOINED) as usize] | *step & JOINED);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        4 * self.steps.capacity() + 8 * self.offsets.capacity() + 4 * self.supports.capacity()
    }

    /// Adds a pattern at the end.
    pub fn push(&mut self, pattern: &[u32], support: u32) {
        make_room(&mut self.steps, pattern.len());
        make_room(&mut self.offsets, 1);
        make_room(&mut self.supports, 1);
        self.steps.extend_from_slice(pattern);
        self.offsets.push(self.steps.len() as u64);
        self.supports.push(support);
    }

    /// Adds the patterns of another list at the end.
    pub fn append(&mut self, other: &Found) {
        let shift = self.steps.len() as u64;
        self.steps.extend_from_slice(&other.steps);
        self.offsets.extend(other.offsets[1..].iter().map(|end| end + shift));
        self.supports.extend_from_slice(&other.supports);
    }
}
