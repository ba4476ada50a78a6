//! Who is frequent: the items of enough baskets, ranked by how many.
use crate::budget::Budget;
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use crate::pool::each;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// No rank: the item is not frequent.
pub const RARE: u32 = u32::MAX;

/// So many baskets are gone through between two looks at the budget.
const LOOK_EVERY: usize = 1 << 12;

/// Fewer cells are not worth another thread.
const FEW_CELLS: usize = 1 << 17;

/// An item as it comes in, and the number of baskets that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The code of the item.
    pub item: Item,
    /// How many baskets hold it.
    pub support: u32,
}

/// The frequent items of some baskets.
#[derive(Debug)]
pub struct Frequent<'a> {
    /// The item of each rank, the rarest first.
    pub items: Vec<Counted>,
    /// The baskets.
    pub db: &'a SequenceDb<'a>,
    /// What the baskets hold, in numbers that are dense.
    codes: Cow<'a, [u32]>,
    rank_of: Vec<u32>,
}

impl<'a> Frequent<'a> {
    /// Counts and ranks the items found in at least `min_support` baskets; an item counts once a basket.
    pub fn new(db: &'a SequenceDb<'a>, min_support: u32, n_jobs: usize, budget: &Budget) -> Result<Self> {
        let limit = u64::from(u32::MAX);
        let cells = (db.items.len() + db.len()) as u64;
        if cells > limit {
            return Err(Error::Capacity { what: "baskets and their items", found: cells, limit });
        }
        let largest = db.items.iter().max().map_or(0, |&item| item as usize);
        // Ids that are dense enough are their own number, so memory never follows the largest id.
        let (codes, names) = match largest <= 4 * db.items.len() {
            true => (Cow::Borrowed(db.items), None),
            false => {
                let (codes, names) = coded(db.items);
                (Cow::Owned(codes), Some(names))
            }
        };
        let n_codes = names.as_ref().map_or(largest + 1, Vec::len);
        let supports = supports(db, &codes, n_codes, n_jobs, budget)?;
        let mut frequent: Vec<usize> = (0..n_codes).filter(|&code| supports[code] >= min_support.max(1)).collect();
        // Codes ascend as their names do, and the order of equal ones stays.
        frequent.sort_by_key(|&code| supports[code]);
        let mut rank_of = vec![RARE; n_codes];
        frequent.iter().zip(0..).for_each(|(&code, rank)| rank_of[code] = rank);
        let name = |code: usize| names.as_ref().map_or(code as Item, |names| names[code]);
        let items = frequent.iter().map(|&code| Counted { item: name(code), support: supports[code] }).collect();
        Ok(Frequent { items, db, codes, rank_of })
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

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let coded = if let Cow::Owned(codes) = &self.codes { codes.capacity() } else { 0 };
        4 * (coded + self.rank_of.capacity()) + self.items.capacity() * size_of::<Counted>()
    }

    /// The ranks of what basket `row` holds, [`RARE`] where an item has none; in no order, repeats included.
    pub fn ranks(&self, row: usize) -> impl Iterator<Item = u32> {
        self.codes[self.db.range(row)].iter().map(|&code| self.rank_of[code as usize])
    }

    /// The baskets as masks, an item's rank its bit, and for how many each stands; there must be at most 64 items.
    pub fn masks(&self) -> impl Iterator<Item = (u64, u32)> {
        assert!(self.items.len() <= 64, "a mask has 64 bits");
        let bits: Vec<u64> = self.rank_of.iter().map(|&rank| if rank == RARE { 0 } else { 1 << rank }).collect();
        (0..self.db.len()).map(move |row| {
            let held = self.codes[self.db.range(row)].iter();
            (held.fold(0, |mask, &code| mask | bits[code as usize]), self.db.stands_for(row))
        })
    }

    /// Ranges of baskets with about as many cells each, one a thread.
    pub fn shares(&self, n_jobs: usize) -> Vec<Range<usize>> {
        shares(self.db, n_jobs)
    }
}

/// Numbers from 0 in the order of the items, and the items.
fn coded(items: &[Item]) -> (Vec<u32>, Vec<Item>) {
    let mut names = items.to_vec();
    names.sort_unstable();
    names.dedup();
    let codes: HashMap<Item, u32> = names.iter().copied().zip(0..).collect();
    (items.iter().map(|item| codes[item]).collect(), names)
}

fn shares(db: &SequenceDb, n_jobs: usize) -> Vec<Range<usize>> {
    let n = n_jobs.clamp(1, 1 + db.items.len() / FEW_CELLS);
    let bound = |share: usize| {
        let cells = (db.items.len() as u128 * share as u128 / n as u128) as u64;
        if share == n { db.len() } else { db.offsets.partition_point(|&offset| offset < cells).min(db.len()) }
    };
    (0..n).map(|share| bound(share)..bound(share + 1)).collect()
}

/// How many baskets hold each code.
fn supports(db: &SequenceDb, codes: &[u32], n_codes: usize, n_jobs: usize, budget: &Budget) -> Result<Vec<u32>> {
    // A thread's own counts must be worth it.
    let n_jobs = n_jobs.min(1 + db.items.len() / (4 * n_codes));
    let parts = each(shares(db, n_jobs).into_iter().map(|rows| {
        move || {
            let mut supports = vec![0u32; n_codes];
            // The last row (+ 1) that held an item, so that no row has to be sorted.
            let mut seen_in = vec![0u32; n_codes];
            for row in rows {
                if row % LOOK_EVERY == 0 {
                    budget.check()?;
                }
                let (weight, number) = (db.stands_for(row), row as u32 + 1);
                for &code in &codes[db.range(row)] {
                    let seen = &mut seen_in[code as usize];
                    supports[code as usize] += if *seen == number { 0 } else { weight };
                    *seen = number;
                }
            }
            Ok(supports)
        }
    }));
    let mut parts = parts.into_iter();
    let mut all = parts.next().unwrap_or_else(|| Ok(vec![0; n_codes]))?;
    for part in parts {
        all.iter_mut().zip(part?).for_each(|(sum, more)| *sum += more);
    }
    Ok(all)
}
