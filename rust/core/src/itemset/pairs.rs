//! How many baskets hold each pair of the frequent items, counted basket by basket before any search.
use crate::budget::{Budget, heard};
use std::sync::OnceLock;

/// The most items whose pairs are counted: some megabytes, which a cache can hold for the most part.
const MOST_ITEMS: usize = 2048;

/// A pair is counted in so much less time than it takes to look for it later that so many more places may be made.
const PLACES_A_PAIR: usize = 2;

/// Fewer pairs are counted by one thread.
const FEW_PAIRS: usize = 1 << 16;

/// Each thread that helps goes through all baskets.
const MOST_HELPERS: usize = 8;

/// So many ranks are mirrored at a time.
const BLOCK: usize = 32;

/// Counts of the pairs of the last ranks.
#[derive(Debug)]
pub struct Pairs {
    /// The first rank whose pairs are counted.
    base: usize,
    /// How many ranks there are from it on.
    n: usize,
    /// The pairs of the first of them with all after it, then those of the second, …
    counts: Vec<u32>,
    /// The pairs of each with all before it, laid out when somebody asks for them.
    mirror: OnceLock<Vec<u32>>,
}

/// What baskets hold, as far as pairs are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// Ranks, basket after basket, ascending, each basket followed by `end`.
    pub ranks: &'a [u32],
    /// How many baskets each of these stands for; absent where each is one.
    pub weights: Option<&'a [u32]>,
    /// What ends a basket; greater than all ranks.
    pub end: u32,
    /// How many ranks there are.
    pub n_ranks: usize,
}

impl Cells<'_> {
    /// How many ranks come after each rank from `base` on, in all baskets with it together.
    fn tails(&self, base: usize) -> Vec<usize> {
        let mut tails = vec![0; self.n_ranks - base];
        let mut after = 0;
        for &rank in self.ranks.iter().rev() {
            if rank == self.end {
                after = 0;
                continue;
            }
            if let Some(tail) = (rank as usize).checked_sub(base) {
                tails[tail] += after;
            }
            after += 1;
        }
        tails
    }
}

impl Pairs {
    /// Counts the pairs, if that pays and there is room; `None` as well when nobody waits for it any more.
    pub fn count(cells: Cells, n_jobs: usize, budget: Option<&Budget>) -> Option<Pairs> {
        let n = cells.n_ranks.min(MOST_ITEMS);
        let base = cells.n_ranks - n;
        let places = n * n.saturating_sub(1) / 2;
        let room = budget.and_then(Budget::memory_left).is_none_or(|left| 16 * places <= left);
        let tails = cells.tails(base);
        let work: usize = tails.iter().sum();
        if places > PLACES_A_PAIR * work || !room {
            return None;
        }
        let mut pairs = Pairs { base, n, counts: vec![0; places], mirror: OnceLock::new() };
        let mut rest = pairs.counts.as_mut_slice();
        let helpers = if work < FEW_PAIRS { 1 } else { n_jobs.clamp(1, MOST_HELPERS) };
        std::thread::scope(|scope| {
            let (mut first, mut done) = (0, 0);
            for helper in 1..=helpers {
                let mut end = first;
                while end < n && (helper == helpers || done < work / helpers * helper) {
                    done += tails[end];
                    end += 1;
                }
                let counts = rest.split_off_mut(..begin(n, end) - begin(n, first)).unwrap_or_default();
                let share = Share { base, n, first, end, counts };
                if helper == helpers {
                    share.count(cells, budget);
                } else {
                    scope.spawn(move || share.count(cells, budget));
                }
                first = end;
            }
        });
        budget.is_none_or(|budget| !budget.is_cancelled()).then_some(pairs)
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        // Once as counted and once mirrored.
        8 * self.counts.capacity()
    }

    /// The first rank whose pairs are counted.
    pub fn base(&self) -> u32 {
        self.base as u32
    }

    /// The later ranks, each with the number of baskets that hold it and `rank`.
    pub fn after(&self, rank: u32) -> impl Iterator<Item = (u32, u32)> {
        let at = rank as usize - self.base;
        let counts = &self.counts[begin(self.n, at)..begin(self.n, at + 1)];
        (rank + 1..).zip(counts.iter().copied())
    }

    /// The same for the ranks before it whose pairs are counted.
    pub fn before(&self, rank: u32) -> impl Iterator<Item = (u32, u32)> {
        let at = rank as usize - self.base;
        let mirror = self.mirror.get_or_init(|| self.mirrored());
        (self.base as u32..).zip(mirror[at * at.saturating_sub(1) / 2..][..at].iter().copied())
    }

    /// The counts by the later rank, a block of earlier ones at a time to stay in the cache.
    fn mirrored(&self) -> Vec<u32> {
        let mut mirror = vec![0; self.counts.len()];
        for block in (0..self.n).step_by(BLOCK) {
            for later in block + 1..self.n {
                let line = later * (later - 1) / 2;
                for earlier in block..later.min(block + BLOCK) {
                    mirror[line + earlier] = self.counts[begin(self.n, earlier) + later - earlier - 1];
                }
            }
        }
        mirror
    }
}

/// Where the pairs of a rank begin; for `n` where those of the last one end.
fn begin(n: usize, at: usize) -> usize {
    at * (2 * n).saturating_sub(at + 1) / 2
}

/// The ranks from `first` to `end`, counted from `base`, that one thread counts.
struct Share<'a> {
    base: usize,
    n: usize,
    first: usize,
    end: usize,
    counts: &'a mut [u32],
}

impl Share<'_> {
    fn count(self, cells: Cells, budget: Option<&Budget>) {
        let (low, high) = ((self.base + self.first) as u32, (self.base + self.end) as u32);
        let shift = begin(self.n, self.first);
        let stop = || budget.is_some_and(Budget::is_cancelled);
        let mut basket = 0;
        for (at, &rank) in heard(cells.ranks.iter().enumerate(), stop) {
            if rank < low || rank >= high {
                basket += usize::from(rank == cells.end);
                continue;
            }
            let weight = cells.weights.map_or(1, |weights| weights[basket]);
            let own = rank as usize - self.base;
            let line = begin(self.n, own) - shift;
            let line = &mut self.counts[line..line + self.n - own - 1];
            for &other in cells.ranks[at + 1..].iter().take_while(|&&other| other != cells.end) {
                line[(other - rank) as usize - 1] += weight;
            }
        }
    }
}
