//! The first results only: all threads keep them together, in one list.
use super::{FixedThreshold, Found, Shared, Sink, asked, in_order, rank};
use crate::budget::{Budget, make_room};
use crate::error::Result;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The best results of all tasks together.
#[derive(Debug)]
struct Best {
    limit: usize,
    min_support: u32,
    kept: Mutex<Kept>,
    /// What a result must at least be once `limit` are kept: the rank of the worst one kept.
    bar: AtomicU64,
    /// Bytes held, so that nobody waits to know.
    bytes: AtomicUsize,
}

/// Patterns as a heap, the worst on top; their steps lie one after the other, those of patterns let go in between.
#[derive(Debug, Default)]
struct Kept {
    heap: Vec<Entry>,
    steps: Vec<u32>,
    /// Steps of patterns let go.
    idle: usize,
}

/// A pattern kept: its rank, which tells support and length, and where its steps begin.
#[derive(Debug, Clone, Copy)]
struct Entry {
    rank: u64,
    begin: usize,
}

impl Entry {
    fn length(self) -> usize {
        !(self.rank as u32) as usize
    }
}

impl Kept {
    fn pattern(&self, entry: Entry) -> &[u32] {
        &self.steps[entry.begin..entry.begin + entry.length()]
    }

    /// Does `a` come after `b` in result order?
    fn is_worse(&self, a: Entry, b: Entry) -> bool {
        a.rank < b.rank || a.rank == b.rank && self.pattern(a) > self.pattern(b)
    }

    /// Puts a pattern among the kept ones; of more than `limit` the worst is let go.
    fn offer(&mut self, pattern: &[u32], support: u32, limit: usize) {
        let entry = Entry { rank: rank(support, pattern.len()), begin: self.steps.len() };
        make_room(&mut self.steps, pattern.len());
        self.steps.extend_from_slice(pattern);
        if self.heap.len() < limit {
            make_room(&mut self.heap, 1);
            self.heap.push(entry);
            self.rise();
        } else if self.is_worse(self.heap[0], entry) {
            self.idle += self.heap[0].length();
            self.heap[0] = entry;
            self.sink();
        } else {
            self.steps.truncate(entry.begin);
        }
        if self.idle > self.steps.len() / 2 {
            self.pack();
        }
    }

    /// Moves the last entry up to its place.
    fn rise(&mut self) {
        let mut at = self.heap.len() - 1;
        while at > 0 && self.is_worse(self.heap[at], self.heap[(at - 1) / 2]) {
            self.heap.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    /// Moves the first entry down to its place.
    fn sink(&mut self) {
        let mut at = 0;
        loop {
            let below = [2 * at + 1, 2 * at + 2].into_iter().filter(|&child| child < self.heap.len());
            let worst = below.reduce(|a, b| if self.is_worse(self.heap[b], self.heap[a]) { b } else { a });
            match worst {
                Some(child) if self.is_worse(self.heap[child], self.heap[at]) => {
                    self.heap.swap(at, child);
                    at = child;
                }
                _ => return,
            }
        }
    }

    /// Forgets the steps of patterns let go.
    fn pack(&mut self) {
        let mut steps = Vec::with_capacity(self.steps.len() - self.idle);
        for entry in &mut self.heap {
            let begin = steps.len();
            steps.extend_from_slice(&self.steps[entry.begin..entry.begin + entry.length()]);
            entry.begin = begin;
        }
        (self.steps, self.idle) = (steps, 0);
    }

    /// What is held, and half as much again for a time while it is packed or put in order.
    fn bytes(&self) -> usize {
        let (steps, entries) = (4 * self.steps.capacity(), size_of::<Entry>() * self.heap.capacity());
        2 * steps + entries + self.heap.len() * 24
    }
}

impl Best {
    fn new(limit: usize, min_support: u32) -> Arc<Self> {
        let bar = AtomicU64::new(if limit == 0 { u64::MAX } else { 0 });
        Arc::new(Best { limit, min_support, kept: Mutex::default(), bar, bytes: AtomicUsize::new(0) })
    }

    fn offer(&self, pattern: &[u32], support: u32) {
        if support < self.min_support || rank(support, pattern.len()) < self.bar.load(Relaxed) || self.limit == 0 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.offer(pattern, support, self.limit);
        if kept.heap.len() == self.limit {
            self.bar.store(kept.heap[0].rank, Relaxed);
        }
        self.bytes.store(kept.bytes(), Relaxed);
    }

    /// The least support that a pattern of `length` events needs to be kept.
    #[inline]
    fn asked(&self, length: usize) -> u32 {
        asked(self.bar.load(Relaxed), self.min_support, length)
    }

    fn bytes(&self) -> usize {
        self.bytes.load(Relaxed)
    }

    /// All that is kept, in no order.
    fn drain(&self) -> Found {
        let mut kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        kept.pack();
        let supports = kept.heap.iter().map(|entry| (entry.rank >> 32) as u32).collect();
        let ends = kept.heap.iter().map(|entry| (entry.begin + entry.length()) as u64);
        Found { offsets: std::iter::once(0).chain(ends).collect(), supports, steps: kept.steps }
    }
}

/// Keeps the k best by support, ties by pattern order; asks for more and more support as better ones are found.
#[derive(Debug)]
pub struct TopK(Arc<Best>);

impl TopK {
    /// Keeps the `k` best results of at least `min_support`.
    pub fn new(k: usize, min_support: u32) -> Self {
        TopK(Best::new(k, min_support))
    }
}

impl Sink for TopK {
    const BEST_FIRST: bool = true;
    const IS_ONE: bool = true;

    #[inline]
    fn min_support(&self) -> u32 {
        self.0.asked(0)
    }

    #[inline]
    fn min_support_at(&self, length: usize) -> u32 {
        self.0.asked(length)
    }

    fn bytes(&self) -> usize {
        // Every task at work counts its share.
        self.0.bytes() / (Arc::strong_count(&self.0) - 1).max(1)
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        self.0.offer(pattern, support);
    }
}

impl Shared for TopK {
    fn for_task(&self) -> Self {
        TopK(Arc::clone(&self.0))
    }

    fn absorb(&mut self, _found: Self) {}

    fn into_found(self, budget: &Budget) -> Result<Found> {
        in_order(vec![self.0.drain()], budget)
    }
}

/// Keeps the first n in result order, as [`TopK`] does, but asks for the same support all the time.
#[derive(Debug)]
pub struct FirstN(Arc<Best>);

impl FirstN {
    /// Keeps the first `n` results of at least `min_support`.
    pub fn new(n: usize, min_support: u32) -> Self {
        FirstN(Best::new(n, min_support))
    }
}

impl Sink for FirstN {
    const IS_ONE: bool = true;

    #[inline]
    fn min_support(&self) -> u32 {
        self.0.min_support
    }

    fn bytes(&self) -> usize {
        // Every task at work counts its share.
        self.0.bytes() / (Arc::strong_count(&self.0) - 1).max(1)
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        self.0.offer(pattern, support);
    }
}

impl FixedThreshold for FirstN {}

impl Shared for FirstN {
    fn for_task(&self) -> Self {
        FirstN(Arc::clone(&self.0))
    }

    fn absorb(&mut self, _found: Self) {}

    fn into_found(self, budget: &Budget) -> Result<Found> {
        in_order(vec![self.0.drain()], budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_the_best_of_all_that_was_offered() {
        let mut number = 1u64;
        let mut next = |n: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % n
        };
        for limit in [1, 2, 7, 100] {
            let mut offered: Vec<(u32, Vec<u32>)> =
                (0..500).map(|_| (next(6) as u32, (0..1 + next(3)).map(|_| next(9) as u32).collect())).collect();
            offered.dedup();
            let mut sink = TopK::new(limit, 0);
            offered.iter().for_each(|(support, pattern)| sink.offer(pattern, *support));
            offered.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.len().cmp(&b.1.len())).then(a.1.cmp(&b.1)));
            offered.truncate(limit);
            assert!(sink.bytes() > 0);
            let found = sink.into_found(&Budget::new(None)).expect("nobody cancels");
            let rows: Vec<_> = (0..found.len()).map(|at| (found.supports[at], found.pattern(at).to_vec())).collect();
            assert_eq!(rows, offered, "the best {limit}");
        }
    }

    #[test]
    fn patterns_let_go_are_forgotten() {
        let mut kept = Kept::default();
        (0..100_000).for_each(|support| kept.offer(&[support; 50], support, 10));
        assert!(kept.steps.len() <= 2 * 500 + 50 && kept.heap.len() == 10);
    }
}
