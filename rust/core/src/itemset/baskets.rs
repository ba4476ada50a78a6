//! Baskets as lists of ranked items, and how they shrink to those that hold one more item.
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use std::cmp::Ordering::{Greater, Less};
use std::collections::HashMap;

/// An item as it comes in, and the number of baskets that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The code of the item.
    pub item: Item,
    /// How many baskets hold it.
    pub support: u32,
}

/// Baskets of frequent items; an item is its *rank*, and later ranks extend earlier ones.
///
/// At the root the rarest item has rank 0: the many rare items then meet short lists, and the few frequent ones, in
/// long lists, have little left to be extended with.
#[derive(Debug, Default)]
pub struct Baskets {
    /// The item of each rank.
    pub items: Vec<Counted>,
    /// Ranks below this one are blockers: looked at, never extended.
    pub first: usize,
    /// Number of baskets, those without any frequent item included.
    pub n_rows: u32,
    /// Ranks, basket after basket, ascending and distinct in each; basket r ends at `ends[r]`.
    ranks: Vec<u32>,
    ends: Vec<usize>,
    /// Baskets that hold rank 0, then rank 1, …; those of rank i end at `holder_ends[i]`.
    holders: Vec<u32>,
    holder_ends: Vec<usize>,
}

/// What the baskets with one item hold besides it.
#[derive(Debug, Default)]
pub struct Split {
    /// Items before it, and after it, with enough support together with it: (rank, support together), ranks ascending.
    pub blockers: Vec<(u32, u32)>,
    /// See `blockers`.
    pub candidates: Vec<(u32, u32)>,
    /// Items after it that all of its baskets hold.
    pub absorbed: Vec<u32>,
    /// Does an item before it sit in all of its baskets?
    pub is_blocked: bool,
}

/// Reused memory, all zero between uses.
#[derive(Debug)]
pub struct Scratch {
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl Scratch {
    /// For databases of up to `n` ranks.
    pub fn new(n: usize) -> Self {
        Scratch { counts: vec![0; n], touched: Vec::new() }
    }

    /// Numbers these ranks from 0, until they are forgotten.
    pub fn number(&mut self, ranks: impl Iterator<Item = u32>) {
        ranks.zip(1..).for_each(|(rank, number)| self.counts[rank as usize] = number);
    }

    /// The number of `rank`, if it has one.
    #[inline]
    pub fn numbered(&self, rank: u32) -> Option<u32> {
        self.counts[rank as usize].checked_sub(1)
    }

    /// Ends the numbering.
    pub fn forget(&mut self, ranks: impl Iterator<Item = u32>) {
        ranks.for_each(|rank| self.counts[rank as usize] = 0);
    }
}

impl Baskets {
    /// Ranks the items found in at least `min_support` baskets; an item counts once a basket.
    pub fn new(db: &SequenceDb, min_support: u32) -> Result<Self> {
        let limit = u64::from(u32::MAX);
        if db.len() as u64 > limit {
            return Err(Error::Capacity { what: "baskets", found: db.len() as u64, limit });
        }
        let rows = Rows::distinct(db);
        let mut supports = vec![0u32; rows.items.len()];
        rows.codes.iter().for_each(|&code| supports[code as usize] += 1);
        let mut frequent: Vec<usize> = (0..supports.len()).filter(|&code| supports[code] >= min_support).collect();
        frequent.sort_by_key(|&code| (supports[code], rows.items[code]));
        let mut rank_of = vec![u32::MAX; supports.len()];
        frequent.iter().zip(0..).for_each(|(&code, rank)| rank_of[code] = rank);

        let items = frequent.iter().map(|&code| Counted { item: rows.items[code], support: supports[code] }).collect();
        let mut baskets = Baskets { items, n_rows: db.len() as u32, ..Baskets::default() };
        for row in rows.iter() {
            let start = baskets.ranks.len();
            baskets.ranks.extend(row.iter().map(|&code| rank_of[code as usize]).filter(|&rank| rank != u32::MAX));
            baskets.ranks[start..].sort_unstable();
            baskets.close_row(start);
        }
        baskets.index();
        Ok(baskets)
    }

    /// Renames the items by their place in ascending order; what they were, in that order.
    pub fn rename(&mut self) -> Vec<Item> {
        let mut names: Vec<Item> = self.items.iter().map(|counted| counted.item).collect();
        names.sort_unstable();
        for counted in &mut self.items {
            counted.item = names.partition_point(|&name| name < counted.item) as u32;
        }
        names
    }

    /// What [`Baskets::new`] holds at most on its way.
    pub fn bytes_of(db: &SequenceDb) -> usize {
        12 * db.items.len() + 16 * db.len()
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let rows = 8 * (self.ends.capacity() + self.holder_ends.capacity());
        4 * (self.ranks.capacity() + self.holders.capacity()) + rows + self.items.capacity() * size_of::<Counted>()
    }

    /// Number of baskets with at least one frequent item.
    pub fn n_filled(&self) -> usize {
        self.ends.len()
    }

    /// Sum of the lengths of the baskets.
    pub fn cells(&self) -> usize {
        self.ranks.len()
    }

    /// The ranks of basket `row`.
    pub fn row(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.ranks[start..self.ends[row]]
    }

    /// The baskets that hold `rank`.
    pub fn holders(&self, rank: u32) -> &[u32] {
        let rank = rank as usize;
        let start = if rank == 0 { 0 } else { self.holder_ends[rank - 1] };
        &self.holders[start..self.holder_ends[rank]]
    }

    /// Counts what the baskets with `rank` hold besides it; `with_blockers` looks before `rank` as well.
    pub fn split(&self, rank: u32, least: u32, with_blockers: bool, scratch: &mut Scratch) -> Split {
        let support = self.items[rank as usize].support;
        for &row in self.holders(rank) {
            let row = self.row(row as usize);
            // The tail of a row holds the candidates; the head is left alone where nobody asks for blockers.
            for &other in row.iter().rev().take_while(|&&other| with_blockers || other > rank) {
                let count = &mut scratch.counts[other as usize];
                if *count == 0 {
                    scratch.touched.push(other);
                }
                *count += 1;
            }
        }
        scratch.touched.sort_unstable();
        let mut split = Split::default();
        for other in scratch.touched.drain(..) {
            let count = std::mem::take(&mut scratch.counts[other as usize]);
            match (other.cmp(&rank), count == support) {
                (Less, true) => split.is_blocked = true,
                (Less, false) if count >= least => split.blockers.push((other, count)),
                (Greater, true) => split.absorbed.push(other),
                (Greater, false) if count >= least => split.candidates.push((other, count)),
                _ => {}
            }
        }
        split
    }

    /// The baskets with `rank`, cut to the blockers and candidates of `split`.
    pub fn project(&self, rank: u32, split: &Split, scratch: &mut Scratch) -> Baskets {
        let kept = || split.blockers.iter().chain(&split.candidates);
        scratch.number(kept().map(|&(old, _)| old));
        let items = kept().map(|&(old, support)| Counted { item: self.items[old as usize].item, support }).collect();
        let n_rows = self.items[rank as usize].support;
        let mut baskets = Baskets { items, first: split.blockers.len(), n_rows, ..Baskets::default() };
        for &row in self.holders(rank) {
            let start = baskets.ranks.len();
            baskets.ranks.extend(self.row(row as usize).iter().filter_map(|&old| scratch.numbered(old)));
            baskets.close_row(start);
        }
        scratch.forget(kept().map(|&(old, _)| old));
        baskets.index();
        baskets
    }

    /// Ends the basket that began at `start`, unless it is empty.
    fn close_row(&mut self, start: usize) {
        if self.ranks.len() > start {
            self.ends.push(self.ranks.len());
        }
    }

    /// Lists the holders of every rank.
    fn index(&mut self) {
        let mut next = Vec::with_capacity(self.items.len());
        let mut end = 0;
        for counted in &self.items {
            next.push(end);
            end += counted.support as usize;
        }
        self.holders = vec![0; end];
        for row in 0..self.n_filled() {
            let start = if row == 0 { 0 } else { self.ends[row - 1] };
            for &rank in &self.ranks[start..self.ends[row]] {
                self.holders[next[rank as usize]] = row as u32;
                next[rank as usize] += 1;
            }
        }
        self.holder_ends = next;
    }
}

/// The rows of a database with items numbered from 0 and each once a row.
struct Rows {
    items: Vec<Item>,
    codes: Vec<u32>,
    ends: Vec<usize>,
}

impl Rows {
    fn distinct(db: &SequenceDb) -> Self {
        let (items, code_of) = number(db.items);
        let mut rows = Rows { items, codes: Vec::with_capacity(db.items.len()), ends: Vec::with_capacity(db.len()) };
        // The last row (+ 1) that held an item, so that no row has to be sorted.
        let mut seen_in = vec![0u32; rows.items.len()];
        for row in 0..db.len() {
            for &item in db.journey(row) {
                let code = code_of(item);
                let seen = &mut seen_in[code as usize];
                if *seen != row as u32 + 1 {
                    *seen = row as u32 + 1;
                    rows.codes.push(code);
                }
            }
            rows.ends.push(rows.codes.len());
        }
        rows
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.codes[start..end])
    }
}

/// Numbers the items from 0; ids that are dense enough are their own number, so memory never follows the largest id.
fn number(items: &[Item]) -> (Vec<Item>, Box<dyn Fn(Item) -> u32 + '_>) {
    let largest = items.iter().max().map_or(0, |&item| item as usize);
    if largest <= 4 * items.len() {
        return ((0..=largest as u32).collect(), Box::new(|item| item));
    }
    let mut distinct = items.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let codes: HashMap<Item, u32> = distinct.iter().copied().zip(0..).collect();
    (distinct, Box::new(move |item| codes[&item]))
}
