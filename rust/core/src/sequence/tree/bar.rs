//! What a pattern must at least be worth while the k best are looked for.
use crate::sink::{asked, rank};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// The ranks of the k best patterns found so far by all threads; the worst of them is the bar.
#[derive(Debug)]
pub struct Bar {
    k: usize,
    min_support: u32,
    kept: Mutex<BinaryHeap<Reverse<u64>>>,
    /// 0 as long as fewer than k are kept.
    rank: AtomicU64,
}

impl Bar {
    /// For the `k` best patterns of at least `min_support`.
    pub fn new(k: usize, min_support: u32) -> Self {
        Bar { k, min_support, kept: Mutex::default(), rank: AtomicU64::new(if k == 0 { u64::MAX } else { 0 }) }
    }

    /// The rank a pattern must at least have to be among the best.
    pub fn rank(&self) -> u64 {
        self.rank.load(Relaxed)
    }

    /// The least support that a pattern of `length` events needs to be among the best.
    #[inline]
    pub fn min_support_at(&self, length: usize) -> u32 {
        asked(self.rank(), self.min_support, length)
    }

    /// Takes note of patterns of `length` events; each pattern must be offered once.
    pub fn offer(&self, length: usize, supports: &[u32]) {
        let least = self.min_support_at(length);
        if !supports.iter().any(|&support| support >= least) {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for &support in supports.iter().filter(|&&support| support >= least) {
            if kept.len() < self.k {
                kept.push(Reverse(rank(support, length)));
            } else if let Some(mut worst) = kept.peek_mut()
                && worst.0 < rank(support, length)
            {
                *worst = Reverse(rank(support, length));
            }
        }
        if kept.len() == self.k
            && let Some(worst) = kept.peek()
        {
            self.rank.store(worst.0, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_the_kth_best_rank_and_never_lets_a_tie_go() {
        let bar = Bar::new(3, 2);
        assert_eq!((bar.min_support_at(1), bar.rank()), (2, 0));
        bar.offer(1, &[9, 4, 1]);
        assert_eq!(bar.min_support_at(5), 2, "two are kept");
        bar.offer(2, &[4, 3]);
        assert_eq!(bar.rank(), rank(4, 2));
        assert_eq!((bar.min_support_at(1), bar.min_support_at(2), bar.min_support_at(3)), (4, 4, 5));
        bar.offer(2, &[4, 4, 8]);
        assert_eq!(bar.rank(), rank(4, 1));
        assert_eq!(Bar::new(0, 1).min_support_at(1), u32::MAX, "none is wanted");
    }
}
