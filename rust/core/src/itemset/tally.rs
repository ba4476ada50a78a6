//! How many itemsets there are by length and support, without making them.
use super::set_sink::{Family, SetSink};
use crate::budget::Budget;
use crate::database::Item;
use crate::error::{Error, Result};
use crate::kernels::Level;
use crate::kernels::tally::{Counters, tally};
use crate::sink::{FixedThreshold, Group, Groups, Sink, rank};

/// So many counters are kept in one table; beyond, only those that are used.
const FEW_COUNTERS: usize = 1 << 18;

/// Numbers of itemsets, in result order of what is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items of each of them.
    pub lengths: Vec<u32>,
    /// Baskets that hold each of them.
    pub supports: Vec<u32>,
    /// How many there are of this length and support.
    pub counts: Vec<u64>,
}

/// Counts results; what does not fit in 64 bits stays at the largest number, and is an error at the end.
#[derive(Debug)]
pub struct Tally {
    min_support: u32,
    most: u32,
    /// One more than the longest length of the table; 0 where there is no table.
    width: usize,
    level: Level,
    /// By support, then by length.
    table: Vec<u64>,
    others: Groups,
}

impl Tally {
    /// Counts results of at least `min_support` in `n_rows` baskets of `n_items` frequent items.
    pub fn new(min_support: u32, n_rows: u32, n_items: usize) -> Self {
        let places = (n_items + 1).saturating_mul(n_rows.saturating_sub(min_support) as usize + 1);
        let is_small = places <= FEW_COUNTERS;
        let (width, places) = if is_small { (n_items + 1, places) } else { (0, 0) };
        let (level, table) = (Level::widest(), vec![0; places]);
        Tally { min_support, most: n_rows, width, level, table, others: Groups::default() }
    }

    #[inline]
    fn add(&mut self, length: usize, support: u32, n: u64) {
        let count = if self.width > 0 {
            &mut self.table[(support - self.min_support) as usize * self.width + length]
        } else {
            &mut self.others.of(rank(support, length)).n
        };
        *count = count.saturating_add(n);
    }

    /// Adds itemsets of `length` and every number of `free` items more.
    fn add_free(&mut self, length: usize, free: usize, support: u32, family: &Family) {
        for more in (0..=free).filter(|more| family.lengths.hold(length + more)) {
            self.add(length + more, support, choose(free, more));
        }
    }

    fn groups(self) -> Vec<Group> {
        let mut all = self.others;
        for (at, &n) in self.table.iter().enumerate().filter(|(_, n)| **n > 0) {
            let support = self.min_support + (at / self.width) as u32;
            all.of(rank(support, at % self.width)).n = n;
        }
        all.sorted()
    }
}

/// How many subsets of `k` of `n` there are, or the largest number.
fn choose(n: usize, k: usize) -> u64 {
    let mut ways = 1u128;
    for taken in 0..k.min(n - k) {
        // Grows with every step on this side of the middle.
        ways = ways * (n - taken) as u128 / (taken as u128 + 1);
        if ways > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    ways as u64
}

impl Sink for Tally {
    fn min_support(&self) -> u32 {
        self.min_support
    }

    fn bytes(&self) -> usize {
        8 * self.table.capacity() + self.others.bytes()
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        if support >= self.min_support {
            self.add(pattern.len(), support, 1);
        }
    }
}

impl FixedThreshold for Tally {}

impl SetSink for Tally {
    type Whole = Counts;

    fn for_task(&self) -> Self {
        let n_items = self.width.checked_sub(1).unwrap_or(usize::MAX - 1);
        Tally::new(self.min_support, self.most, n_items)
    }

    fn absorb(&mut self, found: Self) {
        for group in found.groups() {
            self.add(group.length() as usize, (group.rank >> 32) as u32, group.n);
        }
    }

    fn finish(self, _budget: &Budget) -> Result<Counts> {
        let mut counts = Counts::default();
        for group in self.groups() {
            if group.n == u64::MAX {
                let what = "itemsets of one length and support";
                return Err(Error::Capacity { what, found: u64::MAX, limit: u64::MAX - 1 });
            }
            counts.lengths.push(group.length() as u32);
            counts.supports.push((group.rank >> 32) as u32);
            counts.counts.push(group.n);
        }
        Ok(counts)
    }

    fn take_free(&mut self, family: Family, support: u32) -> bool {
        if support >= self.min_support {
            self.add_free(family.prefix.len(), family.free.len(), support, &family);
        }
        true
    }

    fn take_table(&mut self, family: Family, _items: &[Item], supports: &[u32]) -> bool {
        let (prefix, free) = (family.prefix.len(), family.free.len());
        let longest = prefix + supports.len().trailing_zeros() as usize;
        // All of them are asked for, and each has a counter.
        if free == 0 && family.lengths.least <= prefix + 1 && longest <= family.lengths.most && longest < self.width {
            let Tally { min_support: least, width, ref mut table, .. } = *self;
            tally(self.level, supports, prefix, &mut Counters { least, width, counts: table });
            return true;
        }
        for (subset, &support) in supports.iter().enumerate().skip(1) {
            if support < self.min_support {
                continue;
            }
            let length = prefix + subset.count_ones() as usize;
            if free > 0 {
                self.add_free(length, free, support, &family);
            } else if family.lengths.hold(length) {
                self.add(length, support, 1);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::itemset::output::Lengths;

    #[test]
    fn too_many_of_one_kind_are_an_error_and_others_are_exact() {
        let lengths = Lengths { least: 1, most: usize::MAX };
        for (n_rows, n_items) in [(3, 100), (4_000_000_000, 1000)] {
            let family = |free| Family { prefix: &[0], free, lengths };
            let (few, many): (Vec<u32>, Vec<u32>) = ((1..64).collect(), (1..100).collect());
            let mut sink = Tally::new(2, n_rows, n_items);
            let mut task = sink.for_task();
            assert!(
                task.take_free(family(&few), 3) && task.take_free(family(&[]), 2) && task.take_free(family(&[1]), 1)
            );
            sink.absorb(task);
            let counts = sink.finish(&Budget::new(None)).expect("they fit");
            assert_eq!(counts.counts.iter().map(|&n| u128::from(n)).sum::<u128>(), (1 << 63) + 1);
            assert_eq!((counts.lengths[31], counts.supports[31], counts.counts[31]), (32, 3, 916_312_070_471_295_267));
            assert_eq!([choose(5, 2), choose(300, 299), choose(300, 0), choose(68, 34)], [10, 300, 1, u64::MAX]);
            let mut sink = Tally::new(2, n_rows, n_items);
            sink.take_free(family(&many), 3);
            assert!(sink.finish(&Budget::new(None)).is_err());
        }
    }
}
