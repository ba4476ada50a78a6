//! All results of a search over at most 64 items, a word each: put in order by counting, then by comparing words.
//!
//! The first item is the highest bit. Of two itemsets of one length the one that comes first has the larger word.
use super::set_sink::{Family, SetSink};
use crate::budget::{Budget, make_room};
use crate::database::Item;
use crate::error::Result;
use crate::sink::{FixedThreshold, Found, Sink, in_order};
use std::sync::Arc;

/// Free items beyond this are offered subset by subset, with looks at the budget in between.
const FEW_FREE: usize = 8;

/// So many itemsets are put in order between two looks at the budget.
const LOOK_EVERY: usize = 1 << 14;

/// Each thread that helps to put results in order goes through all of them.
const MOST_HELPERS: usize = 8;

/// What one thread has found.
#[derive(Debug, Default)]
struct Part {
    words: Vec<u64>,
    supports: Vec<u32>,
    /// The sum of the lengths.
    cells: usize,
}

/// Keeps every result; the items of patterns offered are places in the list of items, whose order is result order.
#[derive(Debug)]
pub struct Packed {
    items: Arc<[Item]>,
    min_support: u32,
    n_jobs: usize,
    own: Part,
    parts: Vec<Part>,
}

impl Packed {
    /// Keeps every result of at least `min_support`; `n_jobs` threads put them in order.
    pub fn new(items: Arc<[Item]>, min_support: u32, n_jobs: usize) -> Self {
        assert!(items.len() <= 64, "a word has 64 bits");
        Packed { items, min_support, n_jobs, own: Part::default(), parts: Vec::new() }
    }
}

fn word_of(places: &[u32]) -> u64 {
    places.iter().fold(0, |word, &place| word | bit_of(place))
}

fn bit_of(place: u32) -> u64 {
    1 << (63 - place)
}

/// The words of all subsets, in binary order.
fn subsets(places: &[u32]) -> Vec<u64> {
    let mut words = vec![0];
    for &place in places {
        words.extend_from_within(..);
        let half = words.len() / 2;
        words[half..].iter_mut().for_each(|word| *word |= bit_of(place));
    }
    words
}

impl Part {
    #[inline]
    fn push(&mut self, word: u64, support: u32) {
        self.words.push(word);
        self.supports.push(support);
        self.cells += word.count_ones() as usize;
    }

    fn room_for(&mut self, more: usize) {
        make_room(&mut self.words, more);
        make_room(&mut self.supports, more);
    }

    /// What is held now, and what will be once it is in order.
    fn bytes(&self) -> usize {
        12 * self.words.capacity() + 20 * self.words.len() + 4 * self.cells
    }
}

impl Sink for Packed {
    fn min_support(&self) -> u32 {
        self.min_support
    }

    fn bytes(&self) -> usize {
        self.own.bytes() + self.parts.iter().map(Part::bytes).sum::<usize>()
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        if support >= self.min_support {
            self.own.room_for(1);
            self.own.push(word_of(pattern), support);
        }
    }
}

impl FixedThreshold for Packed {}

impl SetSink for Packed {
    type Whole = Found;

    fn for_task(&self) -> Self {
        Packed::new(Arc::clone(&self.items), self.min_support, self.n_jobs)
    }

    fn absorb(&mut self, found: Self) {
        self.parts.push(found.own);
        self.parts.extend(found.parts);
    }

    fn finish(mut self, budget: &Budget) -> Result<Found> {
        self.parts.push(self.own);
        self.parts.retain(|part| !part.words.is_empty());
        match Order::of(&self.parts) {
            Some(order) => order.write(&self.parts, &self.items, self.n_jobs, budget),
            None => in_order(self.parts.iter().map(|part| spelled(part, &self.items)).collect(), budget),
        }
    }

    fn take_free(&mut self, family: Family, support: u32) -> bool {
        if family.free.len() > FEW_FREE || support < self.min_support {
            return false;
        }
        let prefix = word_of(family.prefix);
        self.own.room_for(1 << family.free.len());
        for word in subsets(family.free) {
            if family.lengths.hold((prefix | word).count_ones() as usize) {
                self.own.push(prefix | word, support);
            }
        }
        true
    }

    fn take_table(&mut self, family: Family, items: &[Item], supports: &[u32]) -> bool {
        if family.free.len() > FEW_FREE {
            return false;
        }
        // Two short tables of words stay in the cache; one long one would not.
        let (low, high) = items.split_at(items.len().min(6));
        let (low, high) = (subsets(low), subsets(high));
        for free in subsets(family.free) {
            let prefix = word_of(family.prefix) | free;
            self.own.room_for(supports.len());
            for (supports, high) in supports.chunks(low.len()).zip(&high) {
                for (&support, low) in supports.iter().zip(&low) {
                    let word = prefix | high | low;
                    if support >= self.min_support && family.lengths.hold(word.count_ones() as usize) {
                        self.own.push(word, support);
                    }
                }
            }
        }
        true
    }
}

/// The results as lists, for the few that lie far apart by support.
fn spelled(part: &Part, items: &[Item]) -> Found {
    let mut found = Found::default();
    let mut pattern = Vec::new();
    for (&word, &support) in part.words.iter().zip(&part.supports) {
        pattern.resize(word.count_ones() as usize, 0);
        spell(word, items, &mut pattern);
        found.push(&pattern, support);
    }
    found
}

/// Groups of results of one support and length, in result order.
struct Order {
    most: u32,
    lengths: usize,
    /// How many results each group has.
    counts: Vec<usize>,
}

impl Order {
    /// Counts the groups; none where there would be more groups than results by far, or no results.
    fn of(parts: &[Part]) -> Option<Order> {
        let supports = || parts.iter().flat_map(|part| &part.supports).copied();
        let (least, most) = (supports().min()?, supports().max()?);
        let lengths = parts.iter().flat_map(|part| &part.words).map(|word| word.count_ones()).max()? as usize;
        let n: usize = parts.iter().map(|part| part.words.len()).sum();
        let groups = ((most - least) as usize + 1) * lengths;
        if groups > 8 * n + (1 << 16) {
            return None;
        }
        let mut order = Order { most, lengths, counts: vec![0; groups] };
        for part in parts {
            for (&word, &support) in part.words.iter().zip(&part.supports) {
                let group = order.group(word, support);
                order.counts[group] += 1;
            }
        }
        Some(order)
    }

    #[inline]
    fn group(&self, word: u64, support: u32) -> usize {
        (self.most - support) as usize * self.lengths + word.count_ones() as usize - 1
    }

    fn length(&self, group: usize) -> usize {
        group % self.lengths + 1
    }

    fn write(&self, parts: &[Part], items: &[Item], n_jobs: usize, budget: &Budget) -> Result<Found> {
        let n: usize = self.counts.iter().sum();
        let cells = (0..self.counts.len()).map(|group| self.counts[group] * self.length(group)).sum();
        let mut found = Found { steps: vec![0; cells], offsets: vec![0; n + 1], supports: vec![0; n] };
        let helpers = n_jobs.clamp(1, MOST_HELPERS).min(n.div_ceil(LOOK_EVERY));
        let (mut steps, mut supports) = (found.steps.as_mut_slice(), found.supports.as_mut_slice());
        let mut offsets = &mut found.offsets[1..];
        let (mut first, mut done, mut cells) = (0, 0, 0);
        let written = std::thread::scope(|scope| {
            let mut others = Vec::new();
            for helper in 1..=helpers {
                let mut end = first;
                let (mut taken, mut long) = (0, 0);
                while end < self.counts.len() && (helper == helpers || done + taken < n * helper / helpers) {
                    taken += self.counts[end];
                    long += self.counts[end] * self.length(end);
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
                others.push(scope.spawn(move || share.fill(self, parts, items, budget)));
            }
            others
                .into_iter()
                .try_for_each(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        written.map(|()| found)
    }
}

/// The part of the columns that one thread writes.
struct Share<'a> {
    groups: std::ops::Range<usize>,
    steps: &'a mut [u32],
    offsets: &'a mut [u64],
    supports: &'a mut [u32],
    /// Steps before its first one.
    before: u64,
}

impl Share<'_> {
    fn fill(self, order: &Order, parts: &[Part], items: &[Item], budget: &Budget) -> Result<()> {
        let mut words = self.gather(order, parts, budget)?;
        let (mut rest, mut steps, mut at, mut end) = (words.as_mut_slice(), self.steps, 0, self.before);
        for group in self.groups {
            let (n, length) = (order.counts[group], order.length(group));
            let own = rest.split_off_mut(..n).expect("as counted");
            sort_words(own, budget)?;
            for block in own.rchunks(LOOK_EVERY) {
                budget.check()?;
                for &word in block.iter().rev() {
                    spell(word, items, steps.split_off_mut(..length).expect("as counted"));
                    end += length as u64;
                    self.offsets[at] = end;
                    self.supports[at] = order.most - (group / order.lengths) as u32;
                    at += 1;
                }
            }
        }
        Ok(())
    }

    /// Its words, group by group.
    fn gather(&self, order: &Order, parts: &[Part], budget: &Budget) -> Result<Vec<u64>> {
        let mut next = Vec::with_capacity(self.groups.len());
        let mut end = 0;
        for &count in &order.counts[self.groups.clone()] {
            next.push(end);
            end += count;
        }
        let mut words = vec![0; end];
        for part in parts {
            for (of_words, supports) in part.words.chunks(LOOK_EVERY).zip(part.supports.chunks(LOOK_EVERY)) {
                budget.check()?;
                for (&word, &support) in of_words.iter().zip(supports) {
                    let group = order.group(word, support).wrapping_sub(self.groups.start);
                    if let Some(place) = next.get_mut(group) {
                        words[*place] = word;
                        *place += 1;
                    }
                }
            }
        }
        Ok(words)
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

/// Writes the items of a word, in order; `out` must be as long as there are bits.
#[inline]
fn spell(mut word: u64, items: &[Item], out: &mut [Item]) {
    for item in out {
        let place = word.leading_zeros();
        *item = items[place as usize];
        word &= !(1 << (63 - place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn words_come_out_in_result_order_for_any_threads_and_supports() {
        let mut noise = Noise(9);
        for (n, spread) in [(0, 1), (1, 1), (500, 3), (40_000, 50), (70_000, 2), (300, 1_000_000)] {
            let items: Arc<[Item]> = (0..64).map(|place| 5 * place + 1).collect();
            let mut wanted: Vec<(u32, Vec<u32>)> = (0..n)
                .map(|_| {
                    let word = noise.next() & noise.next() & noise.next() | 1 << noise.below(64);
                    (7 + noise.below(spread) as u32, (0..64).filter(|place| word >> place & 1 == 1).collect())
                })
                .collect();
            for n_jobs in [1, 2, 5] {
                let mut sink = Packed::new(Arc::clone(&items), 7, n_jobs);
                let mut tasks = [sink.for_task(), sink.for_task()];
                wanted.iter().enumerate().for_each(|(at, row)| tasks[at % 2].offer(&row.1, row.0));
                tasks[1].offer(&[3], 6);
                tasks.into_iter().for_each(|task| sink.absorb(task));
                let found = sink.finish(&Budget::new(None)).expect("nobody cancels");
                wanted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.len().cmp(&b.1.len())).then(a.1.cmp(&b.1)));
                assert_eq!(found.len(), wanted.len());
                for (at, (support, places)) in wanted.iter().enumerate() {
                    let pattern: Vec<u32> = places.iter().map(|place| 5 * place + 1).collect();
                    assert_eq!((found.supports[at], found.pattern(at)), (*support, pattern.as_slice()));
                }
            }
        }
    }

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
