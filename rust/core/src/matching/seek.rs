//! All patterns of a trie in one journey, without rules: from what it holds only to what can still come.
use super::branches::{Branches, Coming, Fork, each_in};
use super::occurrences::Occurrences;
use crate::budget::Budget;
use crate::kernels::{Level, compiled::compiled_for};

/// Looks for patterns without rules; kept by a thread. Without gap rules an earlier end never loses a later match, so the
/// earliest end of each prefix is enough.
#[derive(Debug)]
pub struct Seek {
    level: Level,
    coming: Coming,
    few: Vec<(u32, u64)>,
    many: Vec<(u32, u32)>,
}

impl Default for Seek {
    fn default() -> Self {
        Seek { level: Level::widest(), coming: Coming::default(), few: Vec::new(), many: Vec::new() }
    }
}

impl Seek {
    /// Calls `hit` with the slot of every pattern, and prefix of one, that the journey holds; `events` and `element` are
    /// what `journey` was filled with.
    pub fn find(
        &mut self,
        branches: &Branches,
        journey: &Occurrences,
        (events, element): (&[u32], &[u32]),
        budget: &Budget,
        hit: impl FnMut(u32),
    ) {
        if events.is_empty() {
            return;
        }
        self.coming.fill(branches.width(), events, element);
        let coming = &self.coming;
        if journey.is_few() {
            let stack = &mut self.few;
            compiled_for(
                self.level,
                #[inline(always)]
                || walk(branches, coming, &Few(journey), stack, budget, hit),
            );
        } else {
            let stack = &mut self.many;
            compiled_for(
                self.level,
                #[inline(always)]
                || walk(branches, coming, &Many(journey), stack, budget, hit),
            );
        }
    }
}

/// Where a prefix can end, in one way or another; the default is the empty prefix, before all elements.
trait Ends {
    type At: Copy + Default;
    /// The first element after the earliest end.
    fn after(at: Self::At) -> usize;
    /// Where the prefix can end with this event, which is known to come, in an element of its own.
    fn later(&self, event: u32, at: Self::At) -> Self::At;
    /// Where the prefix can end with the event of this fork in its last element as well.
    fn same(&self, branches: &Branches, fork: &Fork, at: Self::At) -> Option<Self::At>;
}

#[inline(always)]
fn walk<E: Ends>(
    branches: &Branches,
    coming: &Coming,
    ends: &E,
    stack: &mut Vec<(u32, E::At)>,
    budget: &Budget,
    mut hit: impl FnMut(u32),
) {
    stack.clear();
    stack.push((0, E::At::default()));
    while let Some((slot, at)) = stack.pop() {
        if budget.is_spent() {
            return;
        }
        let Some(fork) = branches.fork(slot) else { continue };
        let row = coming.from(E::after(at));
        each_in(branches.leaves(fork), row, |_, leaf| hit(leaf));
        each_in(branches.below(fork), row, |event, child| {
            hit(child);
            stack.push((child, ends.later(event, at)));
        });
        for (child, fork) in branches.joined(fork).zip(branches.forks(fork)) {
            if let Some(same) = ends.same(branches, fork, at) {
                hit(child);
                stack.push((child, same));
            }
        }
    }
}

/// At most 64 elements: all after the earliest end of what comes before that can hold the last element so far, one bit
/// each; the lowest is the earliest end.
struct Few<'a>(&'a Occurrences);

impl Ends for Few<'_> {
    type At = u64;

    #[inline(always)]
    fn after(at: u64) -> usize {
        if at == 0 { 0 } else { at.trailing_zeros() as usize + 1 }
    }

    #[inline(always)]
    fn later(&self, event: u32, at: u64) -> u64 {
        let above = if at == 0 { u64::MAX } else { !(at ^ (at - 1)) };
        self.0.mask(event) & above
    }

    #[inline(always)]
    fn same(&self, _: &Branches, fork: &Fork, at: u64) -> Option<u64> {
        let both = self.0.mask(fork.event) & at;
        (both != 0).then_some(both)
    }
}

/// Any number of elements: one past the earliest end.
struct Many<'a>(&'a Occurrences);

impl Ends for Many<'_> {
    type At = u32;

    #[inline(always)]
    fn after(at: u32) -> usize {
        at as usize
    }

    #[inline(always)]
    fn later(&self, event: u32, at: u32) -> u32 {
        // What comes comes: the last element is there for the compiler.
        let elements = self.0.elements_from(event, at);
        elements.first().map_or(at, |&element| element + 1)
    }

    fn same(&self, branches: &Branches, fork: &Fork, at: u32) -> Option<u32> {
        let holds = |element: u32| {
            let mut other = fork;
            while other.joins {
                match branches.fork(other.above) {
                    Some(above) if self.0.holds(above.event, element) => other = above,
                    _ => return false,
                }
            }
            true
        };
        let elements = self.0.elements_from(fork.event, at - 1);
        elements.iter().find(|&&element| holds(element)).map(|&element| element + 1)
    }
}
