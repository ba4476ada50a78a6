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
    /// The floor as long as fewer than k are kept.
    rank: AtomicU64,
}

impl Bar {
    /// For the `k` best patterns of at least `min_support`, which are known to have a rank of at least `floor`.
    pub fn new(k: usize, min_support: u32, floor: u64) -> Self {
        let rank = if k == 0 { u64::MAX } else { floor };
        Bar { k, min_support, kept: Mutex::default(), rank: AtomicU64::new(rank) }
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
        let bar = Bar::new(3, 2, 0);
        assert_eq!((bar.min_support_at(1), bar.rank()), (2, 0));
        bar.offer(1, &[9, 4, 1]);
        assert_eq!(bar.min_support_at(5), 2, "two are kept");
        bar.offer(2, &[4, 3]);
        assert_eq!(bar.rank(), rank(4, 2));
        assert_eq!((bar.min_support_at(1), bar.min_support_at(2), bar.min_support_at(3)), (4, 4, 5));
        bar.offer(2, &[4, 4, 8]);
        assert_eq!(bar.rank(), rank(4, 1));
        let low = Bar::new(2, 1, rank(5, 2));
        low.offer(2, &[5, 4]);
        assert_eq!((low.rank(), low.min_support_at(2), low.min_support_at(3)), (rank(5, 2), 5, 6));
        low.offer(1, &[6]);
        assert_eq!(low.rank(), rank(5, 2));
        assert_eq!(Bar::new(0, 1, 0).min_support_at(1), u32::MAX, "none is wanted");
    }
}
