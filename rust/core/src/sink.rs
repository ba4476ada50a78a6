//! Where results go, and what support is then still asked for.
//!
//! A pattern is handed over as *steps*: event codes, with [`JOINED`] set on an event that shares the element of the
//! event before it. The order of patterns is shorter first, then the plain order of the steps.
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// The bit of a step that says "in the same element as the step before".
pub const JOINED: u32 = 1 << 31;

/// Receives the results of a search.
pub trait Sink {
    /// Does a search that looks at the best supported patterns first end sooner?
    const BEST_FIRST: bool = false;

    /// The least support that still matters.
    fn min_support(&self) -> u32;

    /// The least support that still matters for patterns of `length` events and more.
    #[inline]
    fn min_support_at(&self, _length: usize) -> u32 {
        self.min_support()
    }

    /// Takes a result; supports below [`Sink::min_support`] may be dropped.
    fn offer(&mut self, pattern: &[u32], support: u32);

    /// Is [`Sink::take`] to be called instead of [`Sink::offer`]?
    const TAKES_JOURNEYS: bool = false;

    /// Takes a result together with the journeys that hold it: `journeys` names each to whom it is given, ascending.
    fn take(&mut self, pattern: &[u32], support: u32, _journeys: impl FnOnce(&mut dyn FnMut(u32))) {
        self.offer(pattern, support);
    }
}

/// Marks sinks whose threshold never moves: only there does "no longer pattern is frequent" mean one thing.
pub trait FixedThreshold: Sink {}

/// A sink that can be handed to several tasks and put together again in the order of the tasks.
pub trait Shared: Sink + Send + Sync {
    /// A sink for one task.
    fn for_task(&self) -> Self;
    /// Takes back what a task has found.
    fn absorb(&mut self, found: Self);
    /// Everything found, in result order.
    fn into_found(self) -> Found;
}

/// Patterns in result order (support descending, then pattern order), column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The steps of all patterns.
    pub steps: Vec<u32>,
    /// Pattern `i` is `steps[offsets[i]..offsets[i + 1]]`; the first is 0.
    pub offsets: Vec<u64>,
    /// How many journeys hold each pattern.
    pub supports: Vec<u32>,
}

impl Default for Found {
    fn default() -> Self {
        Found { steps: Vec::new(), offsets: vec![0], supports: Vec::new() }
    }
}

impl Found {
    /// The number of patterns.
    pub fn len(&self) -> usize {
        self.supports.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.supports.is_empty()
    }

    /// The steps of pattern `at`.
    pub fn pattern(&self, at: usize) -> &[u32] {
        &self.steps[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    /// Keeps the first `n`; were there more?
    pub fn truncate(&mut self, n: usize) -> bool {
        let more = self.len() > n;
        if more {
            self.supports.truncate(n);
            self.offsets.truncate(n + 1);
            self.steps.truncate(self.offsets[n] as usize);
        }
        more
    }

    /// Memory in use.
    pub fn bytes(&self) -> usize {
        4 * self.steps.len() + 8 * self.offsets.len() + 4 * self.supports.len()
    }

    /// Turns steps of items into steps of their codes.
    pub fn encode(&mut self, codes: &[u32]) {
        self.steps.iter_mut().for_each(|step| *step = codes[(*step & !JOINED) as usize] | *step & JOINED);
    }

    /// Adds a pattern at the end.
    pub fn push(&mut self, pattern: &[u32], support: u32) {
        self.steps.extend_from_slice(pattern);
        self.offsets.push(self.steps.len() as u64);
        self.supports.push(support);
    }

    /// Adds the patterns of another list at the end.
    pub fn append(&mut self, other: &Found) {
        let shift = self.steps.len() as u64;
        self.steps.extend_from_slice(&other.steps);
        self.offsets.extend(other.offsets[1..].iter().map(|end| end + shift));
        self.supports.extend_from_slice(&other.supports);
    }

    /// Sorts into result order; linear where the patterns come in the order of their steps, as a search gives them.
    pub fn sorted(self) -> Found {
        let length = |at: usize| self.pattern(at).len() as u64;
        let mut order: Vec<(u64, usize)> =
            (0..self.len()).map(|at| (u64::from(!self.supports[at]) << 32 | length(at), at)).collect();
        order.sort_unstable();
        for alike in order.chunk_by_mut(|a, b| a.0 == b.0) {
            if !alike.is_sorted_by(|a, b| self.pattern(a.1) <= self.pattern(b.1)) {
                alike.sort_by(|a, b| self.pattern(a.1).cmp(self.pattern(b.1)));
            }
        }
        let mut sorted = Found {
            steps: Vec::with_capacity(self.steps.len()),
            offsets: Vec::with_capacity(self.offsets.len()),
            supports: Vec::with_capacity(self.supports.len()),
        };
        sorted.offsets.push(0);
        order.iter().for_each(|&(_, at)| sorted.push(self.pattern(at), self.supports[at]));
        sorted
    }
}

/// Keeps every result.
#[derive(Debug)]
pub struct Collect {
    min_support: u32,
    found: Found,
}

impl Collect {
    /// Keeps every result of at least `min_support`.
    pub fn new(min_support: u32) -> Self {
        Collect { min_support, found: Found::default() }
    }
}

impl Sink for Collect {
    #[inline]
    fn min_support(&self) -> u32 {
        self.min_support
    }

    #[inline]
    fn offer(&mut self, pattern: &[u32], support: u32) {
        if support >= self.min_support {
            self.found.push(pattern, support);
        }
    }
}

impl FixedThreshold for Collect {}

impl Shared for Collect {
    fn for_task(&self) -> Self {
        Collect::new(self.min_support)
    }

    fn absorb(&mut self, found: Self) {
        self.found.append(&found.found);
    }

    fn into_found(self) -> Found {
        self.found.sorted()
    }
}

/// A result and its place: the greatest is the one to let go first.
type Ranked = (Reverse<u32>, usize, Vec<u32>);

/// The best results of all tasks together.
#[derive(Debug)]
struct Best {
    limit: usize,
    min_support: u32,
    kept: Mutex<BinaryHeap<Ranked>>,
    /// What a result must at least be once `limit` are kept: support << 32 | !length, of the worst one kept.
    bar: AtomicU64,
}

/// The place of a pattern in result order, as far as support and length decide it: the greater the earlier.
#[inline]
pub fn rank(support: u32, length: usize) -> u64 {
    u64::from(support) << 32 | u64::from(!u32::try_from(length).unwrap_or(u32::MAX))
}

/// The least support, at least `min_support`, with which a pattern of `length` events has a rank of at least `least`.
#[inline]
pub fn asked(least: u64, min_support: u32, length: usize) -> u32 {
    let support = (least >> 32) as u32;
    let rises = u32::from(rank(support, length) < least);
    min_support.max(support.saturating_add(rises))
}

impl Best {
    fn new(limit: usize, min_support: u32) -> Arc<Self> {
        let bar = if limit == 0 { u64::MAX } else { 0 };
        Arc::new(Best { limit, min_support, kept: Mutex::default(), bar: AtomicU64::new(bar) })
    }

    fn offer(&self, pattern: &[u32], support: u32) {
        if support < self.min_support || rank(support, pattern.len()) < self.bar.load(Relaxed) || self.limit == 0 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((Reverse(support), pattern.len(), pattern.to_vec()));
        if kept.len() > self.limit {
            kept.pop();
        }
        if kept.len() == self.limit
            && let Some((Reverse(support), length, _)) = kept.peek()
        {
            self.bar.store(rank(*support, *length), Relaxed);
        }
    }

    /// The least support that a pattern of `length` events needs to be kept.
    #[inline]
    fn asked(&self, length: usize) -> u32 {
        asked(self.bar.load(Relaxed), self.min_support, length)
    }

    fn drain(&self) -> Found {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        let mut found = Found::default();
        kept.into_sorted_vec().iter().for_each(|(Reverse(support), _, pattern)| found.push(pattern, *support));
        found
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

    #[inline]
    fn min_support(&self) -> u32 {
        self.0.asked(0)
    }

    #[inline]
    fn min_support_at(&self, length: usize) -> u32 {
        self.0.asked(length)
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

    fn into_found(self) -> Found {
        self.0.drain()
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
    #[inline]
    fn min_support(&self) -> u32 {
        self.0.min_support
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

    fn into_found(self) -> Found {
        self.0.drain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESULTS: [(&[u32], u32); 7] =
        [(&[3], 5), (&[1, 2], 7), (&[1], 7), (&[1, JOINED | 2], 7), (&[0], 5), (&[2], 2), (&[0, 0], 5)];

    fn rows(found: &Found) -> Vec<(Vec<u32>, u32)> {
        (0..found.len()).map(|at| (found.pattern(at).to_vec(), found.supports[at])).collect()
    }

    fn fill(mut sink: impl Shared) -> Vec<(Vec<u32>, u32)> {
        let (mut one, mut other) = (sink.for_task(), sink.for_task());
        RESULTS.iter().enumerate().for_each(|(i, r)| if i % 2 == 0 { &mut one } else { &mut other }.offer(r.0, r.1));
        sink.absorb(one);
        sink.absorb(other);
        rows(&sink.into_found())
    }

    #[test]
    fn every_sink_keeps_the_first_in_result_order() {
        let all: Vec<(Vec<u32>, u32)> = [
            (vec![1], 7),
            (vec![1, 2], 7),
            (vec![1, JOINED | 2], 7),
            (vec![0], 5),
            (vec![3], 5),
            (vec![0, 0], 5),
            (vec![2], 2),
        ]
        .to_vec();
        assert_eq!(fill(Collect::new(1)), all);
        assert_eq!(fill(Collect::new(5)), all[..6]);
        for n in 0..9 {
            assert_eq!(fill(TopK::new(n, 1)), all[..n.min(7)], "top {n}");
            assert_eq!(fill(FirstN::new(n, 5)), all[..n.min(6)], "first {n}");
        }
    }

    #[test]
    fn the_bar_rises_for_long_patterns_first() {
        let mut sink = TopK::new(2, 1);
        assert_eq!((sink.min_support(), sink.min_support_at(9)), (1, 1));
        sink.offer(&[1], 4);
        sink.offer(&[1, 2], 3);
        assert_eq!((sink.min_support_at(1), sink.min_support_at(2), sink.min_support_at(3)), (3, 3, 4));
        sink.offer(&[2], 3);
        assert_eq!((sink.min_support_at(1), sink.min_support_at(2)), (3, 4));
    }

    #[test]
    fn truncating_says_whether_there_was_more() {
        let mut found = Found::default();
        found.push(&[1, 2], 3);
        found.push(&[4], 2);
        assert!(!found.truncate(2));
        assert!(found.truncate(1));
        assert_eq!(
            (found.steps.as_slice(), found.offsets.as_slice(), found.len()),
            ([1, 2].as_slice(), [0, 2].as_slice(), 1)
        );
        assert!(found.truncate(0) && found.is_empty() && found.steps.is_empty());
    }
}
