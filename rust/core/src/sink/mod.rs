//! Where results go, and what support is then still asked for.
//!
//! A pattern is handed over as *steps*: event codes, with [`JOINED`] set on an event that shares the element of the
//! event before it. The order of patterns is shorter first, then the plain order of the steps.
mod best;
mod collect;
mod found;
mod groups;
mod sorting;

pub use best::{FirstN, TopK};
pub use collect::Collect;
pub use found::Found;
pub use groups::{Group, Groups, lay_out};
pub use sorting::in_order;

use crate::budget::Budget;
use crate::error::Result;

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

    /// Is what all tasks have found one list?
    const IS_ONE: bool = false;

    /// Bytes that the results weigh until they are in order, this and all that is needed on the way.
    fn bytes(&self) -> usize;

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
    /// Everything found, in result order; [`crate::error::Error::Cancelled`] where nobody wants it any more.
    fn into_found(self, budget: &Budget) -> Result<Found>;
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
        rows(&sink.into_found(&Budget::new(None)).expect("nobody cancels"))
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
