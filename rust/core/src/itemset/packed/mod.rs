//! All results of a search over at most 64 items, a word each: put in order by counting, then by comparing words.
//!
//! The first item is the highest bit. Of two itemsets of one length the one that comes first has the larger word.
mod order;

use super::set_sink::{Family, SetSink};
use crate::budget::Budget;
use crate::database::Item;
use crate::error::Result;
use crate::kernels::Level;
use crate::kernels::packed_words::{SPARE, Wanted, keep_words};
use crate::sink::{FixedThreshold, Found, Sink};
use std::sync::Arc;

/// Free items beyond this are offered subset by subset, with looks at the budget in between.
const FEW_FREE: usize = 8;

/// Blocks have room for as many results as came before them, within these bounds.
const BLOCK: std::ops::RangeInclusive<usize> = 1 << 10..=1 << 21;

/// Results with room for more; they are never moved.
#[derive(Debug)]
struct Block {
    /// As long as there is room.
    words: Vec<u64>,
    supports: Vec<u32>,
    filled: usize,
}

impl Block {
    fn of(room: usize) -> Self {
        Block { words: vec![0; room], supports: vec![0; room], filled: 0 }
    }

    fn room(&self) -> usize {
        self.words.len() - self.filled
    }

    fn words(&self) -> &[u64] {
        &self.words[..self.filled]
    }

    fn supports(&self) -> &[u32] {
        &self.supports[..self.filled]
    }
}

/// What one thread has found.
#[derive(Debug, Default)]
struct Part {
    blocks: Vec<Block>,
    n: usize,
    /// The sum of the lengths.
    cells: usize,
    room: usize,
}

/// Keeps every result; the items of patterns offered are places in the list of items, whose order is result order.
#[derive(Debug)]
pub struct Packed {
    items: Arc<[Item]>,
    min_support: u32,
    n_jobs: usize,
    level: Level,
    own: Part,
    parts: Vec<Part>,
}

impl Packed {
    /// Keeps every result of at least `min_support`; `n_jobs` threads put them in order.
    pub fn new(items: Arc<[Item]>, min_support: u32, n_jobs: usize) -> Self {
        assert!(items.len() <= 64, "a word has 64 bits");
        let level = Level::widest();
        Packed { items, min_support, n_jobs, level, own: Part::default(), parts: Vec::new() }
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
    /// A block that has room for so many more.
    fn block(&mut self, more: usize) -> &mut Block {
        if self.blocks.last().is_none_or(|block| block.room() < more) {
            let room = self.n.clamp(*BLOCK.start(), *BLOCK.end()).max(more);
            self.room += room;
            self.blocks.push(Block::of(room));
        }
        self.blocks.last_mut().expect("just added, if there was none")
    }

    #[inline]
    fn push(&mut self, word: u64, support: u32) {
        let block = self.block(1);
        (block.words[block.filled], block.supports[block.filled]) = (word, support);
        block.filled += 1;
        self.n += 1;
        self.cells += word.count_ones() as usize;
    }

    /// What is held now, and what will be once it is in order.
    fn bytes(&self) -> usize {
        12 * self.room + 20 * self.n + 4 * self.cells
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
        self.parts.retain(|part| part.n > 0);
        order::write(self.parts, &self.items, self.n_jobs, budget)
    }

    fn take_free(&mut self, family: Family, support: u32) -> bool {
        if family.free.len() > FEW_FREE || support < self.min_support {
            return false;
        }
        let prefix = word_of(family.prefix);
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
        let bound = |length: usize| length.min(64) as u32;
        let (shortest, longest) = (bound(family.lengths.least), bound(family.lengths.most));
        let wanted = Wanted { support: self.min_support.max(1), shortest, longest };
        for free in subsets(family.free) {
            let prefix = word_of(family.prefix) | free;
            let (mut n, mut cells) = (0, 0);
            let block = self.own.block(supports.len() + SPARE);
            for (supports, high) in supports.chunks(low.len()).zip(&high) {
                let place = (&mut block.words[block.filled..], &mut block.supports[block.filled..]);
                let kept = keep_words(self.level, prefix | high, (&low, supports), wanted, place);
                block.filled += kept.n;
                (n, cells) = (n + kept.n, cells + kept.cells);
            }
            self.own.n += n;
            self.own.cells += cells;
        }
        true
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
}
