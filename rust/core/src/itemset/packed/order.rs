//! Words put in result order: each thread's by support and length, then group by group by comparing words.
use super::Part;
use crate::budget::Budget;
use crate::database::Item;
use crate::error::Result;
use crate::kernels::Level;
use crate::kernels::packed_words::{Groups, count_groups, put_in_groups, reach};
use crate::kernels::spell::spell;
use crate::pool::each;
use crate::sink::{Found, in_order};
use std::ops::Range;

/// So many itemsets are put in order between two looks at the budget.
const LOOK_EVERY: usize = 1 << 14;

/// More threads than this have too little to do.
const MOST_HELPERS: usize = 64;

/// All that the parts hold, in result order, with up to `n_jobs` threads.
pub(super) fn write(parts: Vec<Part>, items: &[Item], n_jobs: usize, budget: &Budget) -> Result<Found> {
    let order = Order::of(&parts, items);
    let n: usize = parts.iter().map(|part| part.n).sum();
    // More groups than results by far: they are compared instead.
    if order.groups() > 8 * n + (1 << 16) || parts.iter().any(|part| part.n > u32::MAX as usize) {
        return in_order(parts.iter().map(|part| order.spelled(part)).collect(), budget);
    }
    let cells = parts.iter().map(|part| part.cells).sum();
    let parts: Result<Vec<Grouped>> =
        each(parts.into_iter().map(|part| || order.grouped(part, budget))).into_iter().collect();
    order.write(&parts?, (n, cells), n_jobs, budget)
}

/// The order of results: groups of one support and length, and the names of the bits.
struct Order {
    least: u32,
    groups: Groups,
    items: [Item; 64],
    level: Level,
}

/// What one thread has found, group by group.
struct Grouped {
    words: Vec<u64>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl Grouped {
    fn group(&self, group: usize) -> &[u64] {
        let begin = if group == 0 { 0 } else { self.ends[group - 1] };
        &self.words[begin as usize..self.ends[group] as usize]
    }
}

impl Order {
    fn of(parts: &[Part], names: &[Item]) -> Order {
        let level = Level::widest();
        let (mut least, mut groups) = (u32::MAX, Groups { most: 0, longest: 0 });
        for block in parts.iter().flat_map(|part| &part.blocks) {
            let (low, high, longest) = reach(level, block.words(), block.supports());
            least = least.min(low);
            groups = Groups { most: groups.most.max(high), longest: groups.longest.max(longest) };
        }
        let mut items = [0; 64];
        items[..names.len()].copy_from_slice(names);
        Order { least: least.min(groups.most), groups, items, level }
    }

    fn groups(&self) -> usize {
        ((self.groups.most - self.least) as usize + 1) * self.groups.longest as usize
    }

    fn length(&self, group: usize) -> usize {
        group % self.groups.longest as usize + 1
    }

    fn support(&self, group: usize) -> u32 {
        self.groups.most - (group / self.groups.longest as usize) as u32
    }

    fn grouped(&self, part: Part, budget: &Budget) -> Result<Grouped> {
        let mut ends = vec![0; self.groups()];
        let pieces = || {
            let blocks = part.blocks.iter();
            blocks.flat_map(|block| block.words().chunks(LOOK_EVERY).zip(block.supports().chunks(LOOK_EVERY)))
        };
        for (words, supports) in pieces() {
            budget.check()?;
            count_groups(self.level, words, supports, self.groups, &mut ends);
        }
        let mut end = 0;
        ends.iter_mut().for_each(|place| end += std::mem::replace(place, end));
        let mut words = vec![0; part.n];
        for piece in pieces() {
            budget.check()?;
            put_in_groups(self.level, piece, self.groups, &mut ends, &mut words);
        }
        Ok(Grouped { words, ends })
    }

    /// Shares the groups between threads, each with the part of the columns that it writes.
    fn write(&self, parts: &[Grouped], (n, cells): (usize, usize), n_jobs: usize, budget: &Budget) -> Result<Found> {
        let mut found = Found { steps: vec![0; cells], offsets: vec![0; n + 1], supports: vec![0; n] };
        let helpers = n_jobs.clamp(1, MOST_HELPERS).min(n.div_ceil(LOOK_EVERY));
        let (mut steps, mut supports) = (found.steps.as_mut_slice(), found.supports.as_mut_slice());
        let mut offsets = &mut found.offsets[1..];
        let (mut first, mut done, mut cells) = (0, 0, 0);
        let shares = (1..=helpers).map(|helper| {
            let (mut end, mut taken, mut long) = (first, 0, 0);
            while end < self.groups() && (helper == helpers || done + taken < n / helpers * helper) {
                let held: usize = parts.iter().map(|part| part.group(end).len()).sum();
                (taken, long) = (taken + held, long + held * self.length(end));
                end += 1;
            }
            let share = Share {
                groups: first..end,
                steps: steps.split_off_mut(..long).expect("as counted"),
                offsets: offsets.split_off_mut(..taken).expect("as counted"),
                supports: supports.split_off_mut(..taken).expect("as counted"),
                before: cells,
            };
            (first, done, cells) = (end, done + taken, cells + long as u64);
            move || share.fill(self, parts, budget)
        });
        each(shares).into_iter().collect::<Result<()>>().map(|()| found)
    }

    /// The results as lists, for the few that lie far apart by support.
    fn spelled(&self, part: &Part) -> Found {
        let mut found = Found::default();
        let mut pattern = [0; 64];
        for block in &part.blocks {
            for (&word, &support) in block.words().iter().zip(block.supports()) {
                let length = spell(self.level, &[word], &self.items, &mut pattern);
                found.push(&pattern[..length], support);
            }
        }
        found
    }
}

/// The part of the columns that one thread writes.
struct Share<'a> {
    groups: Range<usize>,
    steps: &'a mut [u32],
    offsets: &'a mut [u64],
    supports: &'a mut [u32],
    /// Steps before its first one.
    before: u64,
}

impl Share<'_> {
    fn fill(self, order: &Order, parts: &[Grouped], budget: &Budget) -> Result<()> {
        let Share { groups, mut steps, mut offsets, mut supports, before } = self;
        let (mut words, mut end) = (Vec::new(), before);
        for group in groups {
            words.clear();
            parts.iter().for_each(|part| words.extend_from_slice(part.group(group)));
            // Of two words the larger one comes first.
            words.iter_mut().for_each(|word| *word = !*word);
            sort_words(&mut words, budget)?;
            words.iter_mut().for_each(|word| *word = !*word);
            let length = order.length(group);
            for piece in words.chunks(LOOK_EVERY) {
                budget.check()?;
                let written = spell(order.level, piece, &order.items, steps);
                steps = &mut steps[written..];
            }
            let ends = offsets.split_off_mut(..words.len()).expect("as counted");
            ends.iter_mut().zip(1..).for_each(|(place, at)| *place = end + at * length as u64);
            end += (words.len() * length) as u64;
            supports.split_off_mut(..words.len()).expect("as counted").fill(order.support(group));
        }
        Ok(())
    }
}

/// Sorts words, with looks at the budget where there are many.
fn sort_words(words: &mut [u64], budget: &Budget) -> Result<()> {
    if words.len() <= 1 << 18 {
        words.sort_unstable();
        return Ok(());
    }
    budget.check()?;
    let middle = words.len() / 2;
    words.select_nth_unstable(middle);
    let (low, high) = words.split_at_mut(middle);
    sort_words(low, budget)?;
    sort_words(high, budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn many_words_are_sorted_and_who_does_not_wait_gets_nothing() {
        let mut noise = Noise(4);
        let mut words: Vec<u64> = (0..(1 << 18) + 5).map(|_| noise.next()).collect();
        let budget = Budget::new(None);
        sort_words(&mut words, &budget).expect("nobody cancels");
        assert!(words.is_sorted());
        budget.cancel();
        assert!(sort_words(&mut words, &budget).is_err());
    }
}
