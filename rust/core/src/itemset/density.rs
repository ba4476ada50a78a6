//! Which form a sub-problem is searched in: lists, bit sets or masks, chosen by what each will cost.
//!
//! Processor time of counting all itemsets, as a multiple of the time with this choice:
//!
//! | data, minimum support | bit sets never | bit sets always | masks never |
//! |---|---|---|---|
//! | 60,000 generated baskets of 56 of 160 items with classes, as of traffic accidents, 30 % | > 50 | 1 | 1.3 |
//! | chess, 1600 | 1 | 1 | 2.6 |
//! | Online Retail by invoice, 78 | 1 | 3 | 1.8 |
//! | retail, 18 | 1 | > 40 | 1.6 |
//! | T10I4D100K, 20 | 1 | 2.3 | 1.4 |
//! | T40I10D100K, generated, 1000 | 1 | 1 | 2.3 |
//!
//! Masks for rows up to 2¹⁰ or 2¹⁷ instead of 2¹⁴ take 1 to 2.5 times as long.
use super::baskets::{Baskets, Split};
use super::outside::Outside;
use super::row_weights::planes_of;
use crate::kernels::bitset::words_for;

/// What meeting two columns costs before their first word.
const WORDS_A_MEETING: usize = 4;

/// Making lists anew costs as much as following each cell so many times.
const STEPS_TO_MAKE: usize = 5;

/// Chooses between lists, bit sets and masks by what the search below will cost.
#[derive(Debug, Clone, Copy)]
pub struct Density {
    /// How many words of bit sets are worth one step along a list.
    pub words_a_step: usize,
    /// Masks are used for up to so many rows that differ.
    pub mask_rows: usize,
    /// All subsets of up to so many items may be counted at once.
    pub table_items: u32,
    /// So many items left out of an itemset are carried along, and not looked for in its baskets.
    pub carried_items: usize,
    /// More are too, unless baskets hold no more than one in so many of the items.
    pub items_a_cell: usize,
}

impl Default for Density {
    fn default() -> Self {
        Density { words_a_step: 2, mask_rows: 1 << 14, table_items: 12, carried_items: 64, items_a_cell: 12 }
    }
}

impl Density {
    /// Do so many items fit in a mask?
    pub fn is_few(self, items: usize) -> bool {
        items <= 64 && self.mask_rows > 0
    }

    /// Baskets that hold few of many items have few of those that were left out in common: looking for them ends soon.
    pub fn is_thin(self, shape: &Shape) -> bool {
        let items = shape.candidates + shape.blockers;
        let is_thin = shape.cells.saturating_mul(self.items_a_cell) <= shape.rows * items;
        items > self.carried_items && is_thin && Outside::has_room(shape.rows, items)
    }

    /// Bit sets meet every candidate with every other column; lists touch each basket once for each of its items.
    pub fn is_dense(self, shape: &Shape) -> bool {
        let &Shape { rows, candidates, blockers, cells, planes } = shape;
        let meetings = candidates.saturating_mul(candidates + 2 * blockers) / 2;
        let words = meetings.saturating_mul(words_for(rows) * (1 + planes) + WORDS_A_MEETING);
        let steps = cells.saturating_mul(cells / rows.max(1) + STEPS_TO_MAKE);
        words <= steps.saturating_mul(self.words_a_step)
    }
}

/// What a search among some baskets will cost hangs on this.
pub struct Shape {
    rows: usize,
    candidates: usize,
    blockers: usize,
    /// Sum of the lengths of the baskets.
    cells: usize,
    /// Bit sets that tell how many baskets each row stands for.
    planes: usize,
}

impl Shape {
    /// All baskets.
    pub fn of_all(baskets: &Baskets) -> Self {
        let (rows, cells) = (baskets.n_filled(), baskets.cells());
        Shape { rows, candidates: baskets.items.len(), blockers: 0, cells, planes: planes_of(baskets.weights()) }
    }

    /// The baskets with `rank`, and what they hold besides.
    pub fn of_split(baskets: &Baskets, rank: u32, split: &Split) -> Self {
        let (rows, support) = (baskets.holders(rank).len(), baskets.items[rank as usize].support);
        let together = split.candidates.iter().chain(&split.blockers).map(|&(_, support)| support as usize);
        // As if every row stood for as many as the others.
        let cells = (together.sum::<usize>() as u64 * rows as u64 / u64::from(support)) as usize;
        let (candidates, blockers) = (split.candidates.len(), split.blockers.len());
        Shape { rows, candidates, blockers, cells, planes: planes_of(baskets.weights()) }
    }
}
