//! Baskets as lists of ranked items, and how they shrink to those that hold one more item.
use super::frequent::Counted;
use super::pairs::{Cells, Lists, Pairs};
pub use super::split::{Scratch, Split};
use crate::budget::Budget;
use crate::kernels::prefetch::prefetch;
use crate::pool::each;
use std::ops::Range;

/// Baskets are asked for so many steps before they are looked at.
const AHEAD: usize = 8;

/// Fewer cells are not worth another thread.
const FEW_CELLS: usize = 1 << 17;

/// Each thread that helps goes through all baskets.
const MOST_HELPERS: usize = 8;

/// Baskets of frequent items; an item is its *rank*, and later ranks extend earlier ones.
///
/// At the root the rarest item has rank 0: the many rare items then meet short lists, and the few frequent ones, in
/// long lists, have little left to be extended with.
#[derive(Debug)]
pub struct Baskets {
    /// The item of each rank.
    pub items: Vec<Counted>,
    /// Ranks below this one are blockers: looked at, never extended.
    pub first: usize,
    /// Number of baskets, those without any frequent item included.
    pub n_rows: u32,
    /// Ranks, basket after basket, ascending and distinct in each; a basket ends with a number greater than all.
    ranks: Vec<u32>,
    starts: Vec<u32>,
    /// How many baskets each of these stands for; absent where each is one.
    weights: Option<Vec<u32>>,
    /// Which of the baskets of an item of the root these are, where somebody asks.
    origins: Option<Vec<u32>>,
    /// Baskets that hold rank 0, then rank 1, …; those of rank i end at `holder_ends[i]`.
    holders: Vec<u32>,
    /// Where in `ranks` the rest of each of these baskets begins.
    rests: Vec<u32>,
    holder_ends: Vec<usize>,
    pairs: Option<Pairs>,
}

impl Baskets {
    /// No basket yet; `is_weighted` says whether one may stand for several.
    pub(super) fn of(items: Vec<Counted>, first: usize, n_rows: u32, is_weighted: bool) -> Self {
        let [ranks, starts, holders, rests] = Default::default();
        let (weights, holder_ends, pairs) = (is_weighted.then(Vec::new), Vec::new(), None);
        Baskets { items, first, n_rows, ranks, starts, weights, origins: None, holders, rests, holder_ends, pairs }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let weights = self.weights.as_ref().map_or(0, Vec::capacity);
        let lists = self.ranks.capacity() + self.holders.capacity() + self.rests.capacity();
        let items = self.items.capacity() * size_of::<Counted>() + 8 * self.holder_ends.capacity();
        4 * (lists + self.starts.capacity() + weights) + items + self.pairs.as_ref().map_or(0, Pairs::bytes)
    }

    /// Number of baskets with at least one frequent item.
    pub fn n_filled(&self) -> usize {
        self.starts.len()
    }

    /// Sum of the lengths of the baskets.
    pub fn cells(&self) -> usize {
        self.holders.len()
    }

    /// What ends a basket.
    fn end(&self) -> u32 {
        self.items.len() as u32
    }

    /// The ranks of basket `row`.
    pub fn row(&self, row: usize) -> &[u32] {
        let end = self.starts.get(row + 1).map_or(self.ranks.len(), |&next| next as usize);
        &self.ranks[self.starts[row] as usize..end - 1]
    }

    /// How many baskets `row` stands for.
    #[inline]
    pub fn weight(&self, row: usize) -> u32 {
        self.weights.as_ref().map_or(1, |weights| weights[row])
    }

    /// How many baskets each row stands for, where it may be several.
    pub fn weights(&self) -> Option<&[u32]> {
        self.weights.as_deref()
    }

    /// Which of the baskets of an item of the root those with `rank` are: of these baskets, or of those they come from.
    pub fn origins(&self, rank: u32) -> impl Iterator<Item = u32> + Clone {
        (0..self.holders(rank).len()).map(move |at| self.origin(rank, at))
    }

    /// The same for one of those with `rank`.
    #[inline]
    pub fn origin(&self, rank: u32, at: usize) -> u32 {
        self.origins.as_ref().map_or(at as u32, |origins| origins[self.holders(rank)[at] as usize])
    }

    /// The pairs counted beforehand.
    #[cfg(test)]
    pub(super) fn pairs(&self) -> Option<&Pairs> {
        self.pairs.as_ref()
    }

    fn holder_range(&self, rank: u32) -> Range<usize> {
        let rank = rank as usize;
        let start = if rank == 0 { 0 } else { self.holder_ends[rank - 1] };
        start..self.holder_ends[rank]
    }

    /// The baskets that hold `rank`.
    pub fn holders(&self, rank: u32) -> &[u32] {
        &self.holders[self.holder_range(rank)]
    }

    /// What each basket with `rank` holds after it, and then the end; and its weight.
    fn rests(&self, rank: u32) -> impl Iterator<Item = (&[u32], u32)> {
        let (places, rows) = (&self.rests[self.holder_range(rank)], self.holders(rank));
        places.iter().enumerate().map(move |(at, &place)| {
            if let Some(&soon) = places.get(at + AHEAD) {
                prefetch(&self.ranks, soon as usize);
            }
            (&self.ranks[place as usize..], self.weight(rows[at] as usize))
        })
    }

    /// The baskets with `rank` as a whole, and then the end; and their weights.
    pub(super) fn wholes(&self, rank: u32) -> impl Iterator<Item = (&[u32], u32)> {
        let rows = self.holders(rank);
        rows.iter().enumerate().map(move |(at, &row)| {
            if let Some(&soon) = rows.get(at + AHEAD) {
                prefetch(&self.ranks, self.starts[soon as usize] as usize);
            }
            (&self.ranks[self.starts[row as usize] as usize..], self.weight(row as usize))
        })
    }

    /// Counts pairs of items in at least `least` baskets beforehand where that pays.
    pub fn count_pairs(&mut self, least: u32, n_jobs: usize, budget: Option<&Budget>) {
        let (ranks, weights) = (&self.ranks, self.weights());
        let cells = Cells { ranks, weights, end: self.end(), n_ranks: self.items.len() };
        self.pairs = Pairs::count(cells, least, n_jobs, budget);
    }

    /// Counts those of the rarer items as well, so that none has to be looked for from its more frequent end.
    pub fn complete_pairs(&mut self, least: u32, n_jobs: usize, budget: &Budget) {
        let Some(base) = self.pairs.as_ref().map(Pairs::base).filter(|&base| base > 0) else { return };
        let helpers = n_jobs.clamp(1, MOST_HELPERS);
        // The rarest have few baskets; shares of equal cells would ask for a pass of their own.
        let bounds: Vec<u32> = (0..=helpers).map(|helper| (base as usize * helper / helpers) as u32).collect();
        let most = self.cells() / helpers;
        let of = &*self;
        let count = |ranks: Range<u32>| move || of.pairs_of(ranks, least, most, budget);
        let rare: Option<Vec<Lists>> =
            each(bounds.windows(2).map(|ends| count(ends[0]..ends[1]))).into_iter().collect();
        if let (Some(pairs), Some(rare)) = (&mut self.pairs, rare) {
            pairs.complete(rare);
        }
    }

    /// The pairs of these ranks with later ones; none where they are more than `most`, or nobody waits for them.
    fn pairs_of(&self, ranks: Range<u32>, least: u32, most: usize, budget: &Budget) -> Option<Lists> {
        let mut scratch = Scratch::new(self.items.len());
        let mut lists = Lists::default();
        for rank in ranks {
            scratch.count(self.rests(rank), self.end());
            let mut list = Vec::new();
            scratch.take_counts(least, |other, count| list.push((other, count)));
            lists.add(list.into_iter(), least);
            if lists.len() > most || budget.is_cancelled() {
                return None;
            }
        }
        Some(lists)
    }

    /// Counts what the baskets with `rank` hold besides it; `with_blockers` looks before `rank` as well.
    pub fn split(&self, rank: u32, least: u32, with_blockers: bool, scratch: &mut Scratch) -> Split {
        let mut split = Split::default();
        let support = self.items[rank as usize].support;
        let pairs = self.pairs.as_ref().filter(|pairs| pairs.base() <= rank);
        if with_blockers {
            // What is before the pairs that were counted.
            let until = pairs.map_or(rank, Pairs::base);
            if until > 0 {
                scratch.count(self.wholes(rank), until);
                scratch.take_counts(least, |other, count| split.add_blocker(other, count, support, least));
            }
            if let Some(pairs) = pairs {
                pairs.before(rank).iter().for_each(|&(other, count)| split.add_blocker(other, count, support, least));
            }
        }
        match pairs {
            Some(pairs) => {
                pairs.after(rank).iter().for_each(|&(other, count)| split.add_candidate(other, count, support, least));
            }
            None => {
                scratch.count(self.rests(rank), self.end());
                scratch.take_counts(least, |other, count| split.add_candidate(other, count, support, least));
            }
        }
        split
    }

    /// The baskets with `rank` as masks of the kept items of `split`, candidates first: which of them it is, the mask and
    /// its weight; those with none are left out.
    pub fn masks(&self, rank: u32, split: &Split, scratch: &mut Scratch, mut take: impl FnMut(usize, u64, u32)) {
        let kept = || split.candidates.iter().chain(&split.blockers).map(|&(old, _)| old as usize);
        kept().enumerate().for_each(|(bit, old)| scratch.bits[old] = 1 << bit);
        let mut add = |(at, (basket, weight)): (usize, (&[u32], u32))| {
            let mut mask = 0;
            for &other in basket {
                if other == self.end() {
                    break;
                }
                mask |= scratch.bits[other as usize];
            }
            if mask != 0 {
                take(at, mask, weight);
            }
        };
        if split.blockers.is_empty() {
            self.rests(rank).enumerate().for_each(&mut add);
        } else {
            self.wholes(rank).enumerate().for_each(&mut add);
        }
        kept().for_each(|old| scratch.bits[old] = 0);
    }

    /// The baskets with `rank`, cut to the blockers and candidates of `split`, to be searched for itemsets in at least
    /// `least` of them; `with_origins` they know where they
    /// come from.
    pub fn project(&self, rank: u32, split: &Split, least: u32, with_origins: bool, scratch: &mut Scratch) -> Baskets {
        let kept = || split.blockers.iter().chain(&split.candidates);
        scratch.number(kept().map(|&(old, _)| old));
        let items = kept().map(|&(old, support)| Counted { item: self.items[old as usize].item, support }).collect();
        let n_rows = self.items[rank as usize].support;
        let mut baskets = Baskets::of(items, split.blockers.len(), n_rows, self.weights.is_some());
        baskets.origins = with_origins.then(Vec::new);
        let mut add = |((basket, weight), origin): ((&[u32], u32), u32)| {
            let is_added = baskets.add_numbered(basket, weight, self.end(), scratch);
            if let Some(origins) = &mut baskets.origins {
                origins.extend(is_added.then_some(origin));
            }
        };
        if split.blockers.is_empty() {
            self.rests(rank).zip(self.origins(rank)).for_each(&mut add);
        } else {
            self.wholes(rank).zip(self.origins(rank)).for_each(&mut add);
        }
        scratch.forget(kept().map(|&(old, _)| old));
        baskets.index(1);
        baskets.count_pairs(least, 1, None);
        baskets
    }

    /// Adds a basket of ascending ranks, unless it is empty.
    pub(super) fn add(&mut self, ranks: &[u32], weight: u32) {
        let start = self.ranks.len();
        self.ranks.extend_from_slice(ranks);
        self.close(start, weight);
    }

    /// Adds the baskets of the same items that come after these.
    pub(super) fn append(&mut self, others: &Baskets) {
        let shift = self.ranks.len() as u32;
        self.ranks.extend_from_slice(&others.ranks);
        self.starts.extend(others.starts.iter().map(|start| start + shift));
        if let (Some(weights), Some(more)) = (&mut self.weights, &others.weights) {
            weights.extend_from_slice(more);
        }
    }

    /// Ends the basket that begins at `start`, unless it is empty; was it one?
    fn close(&mut self, start: usize, weight: u32) -> bool {
        let is_one = self.ranks.len() > start;
        if is_one {
            self.ranks.push(self.end());
            self.starts.push(start as u32);
            self.weights.iter_mut().for_each(|weights| weights.push(weight));
        }
        is_one
    }

    /// Adds what has a number of a basket that goes on to `end`, unless it is nothing; was it something?
    fn add_numbered(&mut self, basket: &[u32], weight: u32, end: u32, scratch: &Scratch) -> bool {
        let start = self.ranks.len();
        for &old in basket {
            if old == end {
                break;
            }
            // Zero where there is no number.
            let number = scratch.counts[old as usize];
            if number > 0 {
                self.ranks.push(number - 1);
            }
        }
        self.close(start, weight)
    }

    /// Lists the holders of every rank.
    pub(super) fn index(&mut self, n_jobs: usize) {
        let stop = self.end();
        let mut ends: Vec<usize> = match &self.weights {
            None => self.items.iter().map(|counted| counted.support as usize).collect(),
            Some(_) => {
                let mut held = vec![0; self.items.len()];
                self.ranks.iter().filter(|&&rank| rank != stop).for_each(|&rank| held[rank as usize] += 1);
                held
            }
        };
        let mut cells = 0;
        ends.iter_mut().for_each(|end| {
            cells += *end;
            *end = cells;
        });
        (self.holders, self.rests) = (vec![0; cells], vec![0; cells]);
        let (mut holders, mut rests) = (self.holders.as_mut_slice(), self.rests.as_mut_slice());
        let ranks = &self.ranks;
        let helpers = n_jobs.clamp(1, MOST_HELPERS).min(1 + cells / FEW_CELLS);
        let (mut first, mut done) = (0, 0);
        each((1..=helpers).map(|helper| {
            let end = ends.partition_point(|&end| end <= cells / helpers * helper);
            let end = if helper == helpers { ends.len() } else { end };
            let taken = ends[..end].last().map_or(0, |&end| end) - done;
            let own = [&mut holders, &mut rests].map(|lists| lists.split_off_mut(..taken).expect("as counted"));
            let next = (first..end).map(|rank| if rank == 0 { 0 } else { ends[rank - 1] } - done).collect();
            let first_rank = std::mem::replace(&mut first, end) as u32;
            done += taken;
            move || list_holders(ranks, stop, first_rank, next, own)
        }));
        self.holder_ends = ends;
    }
}

/// Lists the holders of the ranks from `first` on, and where the rest of each begins; `next` is where each is written.
fn list_holders(ranks: &[u32], stop: u32, first: u32, mut next: Vec<usize>, [holders, rests]: [&mut [u32]; 2]) {
    let mut row = 0;
    for (at, &rank) in ranks.iter().enumerate() {
        if rank == stop {
            row += 1;
            continue;
        }
        if let Some(place) = next.get_mut(rank.wrapping_sub(first) as usize) {
            (holders[*place], rests[*place]) = (row, at as u32 + 1);
            *place += 1;
        }
    }
}
