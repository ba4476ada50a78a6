//! Which patterns of a tree are told.
use super::walk::Walk;
use super::{Marks, Tree};
use crate::sequence::search::Lengths;
use crate::sequence::wanted::Wanted;
use crate::sink::rank;
use std::ops::ControlFlow;

/// What is asked of a pattern in a tree, and how it is told.
#[derive(Debug)]
pub struct Choice<'a> {
    /// How many events it may have.
    pub lengths: Lengths,
    /// The rank it must at least have; 0 for any.
    pub least_rank: u64,
    /// Which events it must hold and where, in numbers.
    pub wanted: &'a Wanted,
    /// How many patterns are told at most: the first ones in result order.
    pub most: Option<usize>,
    /// The code of each item.
    pub codes: &'a [u32],
}

impl Choice<'_> {
    /// May a pattern of `length` events at this node be told?
    #[inline]
    pub(super) fn takes(&self, tree: &Tree, at: usize, length: usize) -> bool {
        length >= self.lengths.min
            && length <= self.lengths.max
            && (self.least_rank == 0 || rank(tree.supports[at], length) >= self.least_rank)
    }

    /// Is this pattern of items one to be told?
    #[inline]
    pub(super) fn admits(&self, pattern: &[u32]) -> bool {
        pattern.len() >= self.lengths.min
            && pattern.len() <= self.lengths.max
            && (self.wanted.is_everything() || self.wanted.admits(pattern))
    }

    /// Of the marked nodes, of all where there are no marks, those with the events wanted; nothing where `stop` says so.
    pub(super) fn sift(&self, tree: &Tree, marks: Option<&Marks>, stop: impl Fn() -> bool) -> Option<Marks> {
        let sifted = Marks::new(tree.len());
        let mut pattern: Vec<u32> = Vec::new();
        let visit = |at: usize, length: usize| {
            pattern.truncate(length - 1);
            pattern.push(tree.steps[at]);
            if marks.is_none_or(|marks| marks.has(at)) && self.admits(&pattern) {
                sifted.set(at);
            }
        };
        let look = || if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        Walk::new(tree, self.lengths.max).run(tree.block(1), 1, visit, look).is_continue().then_some(sifted)
    }
}
