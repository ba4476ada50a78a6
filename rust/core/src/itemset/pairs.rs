//! How many baskets hold each pair of the frequent items, counted basket by basket before any search.
use crate::budget::{Budget, heard};
use crate::pool::each;
use std::sync::OnceLock;

/// The most items whose pairs are counted: some megabytes, which a cache can hold for the most part.
const MOST_ITEMS: usize = 2048;

/// A pair is counted in so much less time than it takes to look for it later that so many more places may be made.
const PLACES_A_PAIR: usize = 2;

/// Fewer pairs are counted by one thread.
const FEW_PAIRS: usize = 1 << 16;

/// Each thread that helps goes through all baskets.
const MOST_HELPERS: usize = 8;

/// Pairs by one of their ranks: for each rank the others, ascending, and how many baskets hold both.
#[derive(Debug, Default)]
pub struct Lists {
    ends: Vec<usize>,
    pairs: Vec<(u32, u32)>,
}

impl Lists {
    /// Adds the list of the next rank, of which only what is in `least` baskets counts.
    pub fn add(&mut self, list: impl Iterator<Item = (u32, u32)>, least: u32) {
        self.pairs.extend(list.filter(|&(_, count)| count >= least));
        self.ends.push(self.pairs.len());
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    fn of(&self, at: usize) -> &[(u32, u32)] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.pairs[start..self.ends[at]]
    }

    /// Adds the lists of the ranks that follow.
    fn append(&mut self, later: Lists) {
        let shift = self.pairs.len();
        self.pairs.extend(later.pairs);
        self.ends.extend(later.ends.into_iter().map(|end| shift + end));
    }
}

/// The frequent pairs of the last ranks.
#[derive(Debug)]
pub struct Pairs {
    /// The first rank whose pairs are known.
    base: usize,
    /// The pairs of each with all after it.
    after: Lists,
    /// The pairs of each with all before it, laid out when somebody asks for them.
    before: OnceLock<Lists>,
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
    /// Counts the pairs and keeps those in `least` baskets, if that pays and there is room; `None` as well when nobody
    /// waits for it any more.
    pub fn count(cells: Cells, least: u32, n_jobs: usize, budget: Option<&Budget>) -> Option<Pairs> {
        let n = cells.n_ranks.min(MOST_ITEMS);
        let base = cells.n_ranks - n;
        let places = n * n.saturating_sub(1) / 2;
        let tails = cells.tails(base);
        let work: usize = tails.iter().sum();
        // The counts, and what is kept of them by either rank.
        let bytes = 4 * places + 16 * places.min(work);
        let has_room = budget.and_then(Budget::memory_left).is_none_or(|left| bytes <= left);
        if places > PLACES_A_PAIR * work || !has_room {
            return None;
        }
        let helpers = if work < FEW_PAIRS { 1 } else { n_jobs.clamp(1, MOST_HELPERS) };
        let (mut first, mut done) = (0, 0);
        let shares = (1..=helpers).map(|helper| {
            let mut end = first;
            while end < n && (helper == helpers || done < work / helpers * helper) {
                done += tails[end];
                end += 1;
            }
            let share = Share { base, n, first: std::mem::replace(&mut first, end), end, least };
            move || share.count(cells, budget)
        });
        let mut after = Lists::default();
        each(shares).into_iter().for_each(|lists| after.append(lists));
        let pairs = Pairs { base, after, before: OnceLock::new() };
        budget.is_none_or(|budget| !budget.is_cancelled()).then_some(pairs)
    }

    /// Puts the pairs of all ranks before them in front; nothing is unknown then.
    pub fn complete(&mut self, rare: impl IntoIterator<Item = Lists>) {
        let known = std::mem::take(&mut self.after);
        rare.into_iter().chain([known]).for_each(|lists| self.after.append(lists));
        (self.base, self.before) = (0, OnceLock::new());
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        // By either rank.
        2 * (8 * self.after.ends.capacity() + size_of::<(u32, u32)>() * self.after.pairs.capacity())
    }

    /// The first rank whose pairs are known.
    pub fn base(&self) -> u32 {
        self.base as u32
    }

    /// The later ranks that are frequent with `rank`, each with the number of baskets that hold both.
    pub fn after(&self, rank: u32) -> &[(u32, u32)] {
        self.after.of(rank as usize - self.base)
    }

    /// The same for the ranks before it whose pairs are known.
    pub fn before(&self, rank: u32) -> &[(u32, u32)] {
        self.before.get_or_init(|| self.turned()).of(rank as usize - self.base)
    }

    /// The pairs by the later rank.
    fn turned(&self) -> Lists {
        let mut next = vec![0; self.after.ends.len()];
        self.after.pairs.iter().for_each(|&(later, _)| next[later as usize - self.base] += 1);
        let mut end = 0;
        next.iter_mut().for_each(|place| end += std::mem::replace(place, end));
        let mut pairs = vec![(0, 0); end];
        for at in 0..next.len() {
            for &(later, count) in self.after.of(at) {
                let place = &mut next[later as usize - self.base];
                pairs[*place] = ((self.base + at) as u32, count);
                *place += 1;
            }
        }
        Lists { ends: next, pairs }
    }
}

/// Where the pairs of a rank begin; for `n` where those of the last one end.
fn begin(n: usize, at: usize) -> usize {
    at * (2 * n).saturating_sub(at + 1) / 2
}

/// The ranks from `first` to `end`, counted from `base`, that one thread counts.
struct Share {
    base: usize,
    n: usize,
    first: usize,
    end: usize,
    least: u32,
}

impl Share {
    fn count(self, cells: Cells, budget: Option<&Budget>) -> Lists {
        let (low, high) = ((self.base + self.first) as u32, (self.base + self.end) as u32);
        let shift = begin(self.n, self.first);
        let mut counts = vec![0; begin(self.n, self.end) - shift];
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
            let line = &mut counts[line..line + self.n - own - 1];
            for &other in cells.ranks[at + 1..].iter().take_while(|&&other| other != cells.end) {
                line[(other - rank) as usize - 1] += weight;
            }
        }
        let mut lists = Lists::default();
        for own in self.first..self.end {
            let line = &counts[begin(self.n, own) - shift..begin(self.n, own + 1) - shift];
            lists.add(((self.base + own + 1) as u32..).zip(line.iter().copied()), self.least);
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::itemset::baskets::{Baskets, Scratch};
    use crate::itemset::frequent::Counted;
    use crate::kernels::noise::Noise;

    #[test]
    fn pairs_of_more_items_than_are_counted_together_are_those_of_each_item() {
        let (mut noise, n) = (Noise(3), MOST_ITEMS as u32 + 60);
        // The rarer items in few baskets, the others in up to a quarter of them.
        let odds = |rank: u32| if rank < 60 { 30 } else { 4 + (n - rank) as usize / 300 };
        let lists: Vec<Vec<u32>> =
            (0..80).map(|_| (0..n).filter(|&rank| noise.below(odds(rank)) == 0).collect()).collect();
        let support = |rank| lists.iter().filter(|list| list.contains(&rank)).count() as u32;
        let items = (0..n).map(|rank| Counted { item: rank, support: support(rank) }).collect();
        let mut baskets = Baskets::of(items, 0, 80, false);
        lists.iter().for_each(|list| baskets.add(list, 1));
        baskets.index(1);
        let mut scratch = Scratch::new(n as usize);
        let mut splits = |baskets: &Baskets| -> Vec<_> {
            let ranks = (0..60).chain((60..n).step_by(97));
            ranks.map(|rank| baskets.split(rank, 3, true, &mut scratch)).collect()
        };
        let looked_for = splits(&baskets);
        for n_jobs in [1, 3] {
            baskets.count_pairs(3, n_jobs, None);
            assert_eq!(baskets.pairs().map(Pairs::base), Some(60));
            let some = splits(&baskets);
            baskets.complete_pairs(3, n_jobs, &Budget::new(None));
            assert_eq!(baskets.pairs().map(Pairs::base), Some(0));
            let all = splits(&baskets);
            for (wanted, (some, all)) in looked_for.iter().zip(some.iter().zip(&all)) {
                for got in [some, all] {
                    assert_eq!((&got.blockers, &got.candidates), (&wanted.blockers, &wanted.candidates));
                    assert_eq!((&got.absorbed, got.is_blocked), (&wanted.absorbed, wanted.is_blocked));
                }
            }
        }
    }
}
