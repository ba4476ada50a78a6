//! Where one way of doing things becomes cheaper than another.
use crate::sequence::choose::ADVANTAGE;

/// Bounds that were measured; results are the same with any others, as tests see to.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// See [`crate::sequence::choose::is_for_table`].
    pub advantage: f64,
    /// Fewer occurrences are not worth to be given away.
    pub worth_giving: usize,
    /// A table has a place for every item of every journey where one of so many is used.
    pub fill: usize,
    /// All children get their entries in one pass where they have fewer than one of so many of their parent's.
    pub one_pass: usize,
    /// A new table is made when so many times fewer journeys are left …
    pub shrunk: usize,
    /// … and these have so many places for items.
    pub worth_a_table: usize,
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning { advantage: ADVANTAGE, worth_giving: 1 << 11, fill: 6, one_pass: 3, shrunk: 4, worth_a_table: 512 }
    }
}

impl Tuning {
    /// Does a table of `n` journeys and so many items, of whose pairs `uses` are used, have a place for every pair?
    pub fn is_full(&self, uses: usize, n: usize, n_items: usize) -> bool {
        uses.saturating_mul(self.fill) >= n * n_items
    }
}
