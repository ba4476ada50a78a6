//! From a tree to patterns in result order: counted by rank first, then each written straight to its place.
//!
//! Threads take runs of first events. How many patterns of each rank the runs before have is known when one is written,
//! so every pattern has a place of its own.
use super::walk::Walk;
use super::{Choice, Marks, Tree};
use crate::budget::Budget;
use crate::error::Result;
use crate::pool;
use crate::sink::{Found, Group, Groups, JOINED, lay_out, rank};
use std::mem;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What is written: the marked patterns, or all, as far as they are chosen.
#[derive(Clone, Copy)]
struct Source<'a> {
    tree: &'a Tree,
    marks: Option<&'a Marks>,
    choice: &'a Choice<'a>,
}

/// How much of the work it is to count patterns; the rest is to write them.
const COUNTING: f64 = 0.4;

/// What a tree has come to.
#[derive(Debug)]
pub struct Unrolled {
    /// Patterns in result order; steps of codes.
    pub found: Found,
    /// The support of the best pattern for which there was no memory; 0 where there was enough.
    pub cut_off: u32,
}

/// The chosen ones of the marked patterns (of all where there are no marks) in result order.
///
/// Children are ascending by step, so the order of a walk is the order of patterns of one rank.
pub fn unroll(tree: &Tree, marks: Option<&Marks>, choice: &Choice, n_jobs: usize, budget: &Budget) -> Result<Unrolled> {
    let n_jobs = tree.threads(n_jobs);
    let look = || if budget.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let sifted = if choice.wanted.is_everything() { None } else { choice.sift(tree, marks, || look().is_break()) };
    let mut marked = budget.account();
    marked.hold(sifted.as_ref().map_or(0, |_| tree.len()));
    let source = Source { tree, marks: sifted.as_ref().or(marks), choice };
    let counted = source.count(n_jobs, look);
    budget.check()?;
    let mut groups = sums(&counted);
    cut(&mut groups, choice.most);
    let mut account = budget.account();
    let cut_off = if account.take(groups.iter().map(Group::bytes).sum()) { 0 } else { fit(&mut groups, budget) };
    budget.advance(COUNTING);
    let (mut found, _) = lay_out(&mut groups);
    // Both ways the memory stays the same.
    let steps: Vec<AtomicU32> = mem::take(&mut found.steps).into_iter().map(AtomicU32::new).collect();
    let parts = parts(&groups, counted);
    let share = (1.0 - COUNTING) / parts.len().max(1) as f64;
    let work = |(): &mut (), part: Part, _: &pool::Pool<Part>| {
        part.write(source, &steps, look);
        budget.advance(share);
    };
    pool::run(n_jobs, parts, |_| (), work);
    found.steps = steps.into_iter().map(AtomicU32::into_inner).collect();
    budget.check()?;
    Ok(Unrolled { found, cut_off })
}

impl Source<'_> {
    #[inline]
    fn has(&self, at: usize, length: usize) -> bool {
        self.choice.takes(self.tree, at, length) && self.marks.is_none_or(|marks| marks.has(at))
    }

    /// How many patterns there are of each rank in every run of first events.
    fn count(&self, n_jobs: usize, look: impl Fn() -> ControlFlow<()> + Sync) -> Vec<Counted> {
        let start = |_| (Vec::new(), Walk::new(self.tree, self.choice.lengths.max));
        let work = |(counted, walk): &mut (Vec<Counted>, Walk), nodes: Range<usize>, _: &pool::Pool<Range<usize>>| {
            let mut groups = Groups::default();
            let visit = |at: usize, length: usize| {
                if self.has(at, length) {
                    groups.of(rank(self.tree.supports[at], length)).n += 1;
                }
            };
            // Who breaks off is asked again when all is done.
            let _ = walk.run(nodes.clone(), 1, visit, &look);
            counted.push(Counted { nodes, groups: groups.sorted() });
        };
        let mut counted: Vec<Counted> = pool::run(n_jobs, runs(self.tree, n_jobs), start, work)
            .into_iter()
            .flat_map(|(counted, _)| counted)
            .collect();
        counted.sort_unstable_by_key(|counted| counted.nodes.start);
        counted
    }
}

/// How many runs each thread takes, on average: small ones fill the gaps at the end.
const RUNS: usize = 8;

/// The single events in runs.
fn runs(tree: &Tree, n_jobs: usize) -> impl Iterator<Item = Range<usize>> {
    let nodes = tree.block(1);
    let runs = if n_jobs <= 1 { 1 } else { RUNS * n_jobs };
    let size = nodes.len().div_ceil(runs).max(1);
    nodes.clone().step_by(size).map(move |first| first..(first + size).min(nodes.end))
}

/// A run of first events, and how many patterns that begin with them have each rank.
struct Counted {
    nodes: Range<usize>,
    groups: Vec<Group>,
}

/// All runs together, the best rank first.
fn sums(counted: &[Counted]) -> Vec<Group> {
    let mut all = Groups::default();
    counted.iter().flat_map(|counted| &counted.groups).for_each(|group| all.of(group.rank).n += group.n);
    all.sorted()
}

/// Leaves the first patterns only.
fn cut(groups: &mut Vec<Group>, most: Option<usize>) {
    let Some(mut left) = most.map(|most| most as u64) else { return };
    for group in groups.iter_mut() {
        group.n = group.n.min(left);
        left -= group.n;
    }
    groups.retain(|group| group.n > 0);
}

/// Leaves the first groups for which there is memory; the support of the first one that goes.
fn fit(groups: &mut Vec<Group>, budget: &Budget) -> u32 {
    let ends = groups.iter().scan(0usize, |end, group| {
        *end += group.bytes();
        Some(*end)
    });
    let fitting = ends.take_while(|&end| budget.memory_left().is_none_or(|left| end <= left)).count();
    let cut_off = groups.get(fitting).map_or(0, |group| (group.rank >> 32) as u32);
    groups.truncate(fitting);
    cut_off
}

/// What is written of a run of first events.
struct Part {
    nodes: Range<usize>,
    /// Where the patterns of each rank go.
    groups: Groups,
    /// No group has a lower rank.
    least: u64,
}

/// Gives every run its places in the groups, one run after the other.
fn parts(groups: &[Group], counted: Vec<Counted>) -> Vec<Part> {
    let least = groups.last().map_or(u64::MAX, |group| group.rank);
    let mut free: Groups = groups.iter().copied().collect();
    let part = |Counted { nodes, groups }: Counted| {
        let own = groups.into_iter().filter(|group| group.rank >= least).map(|group| {
            let free = free.of(group.rank);
            let own = Group { n: group.n.min(free.n), next: free.next, ..group };
            free.n -= own.n;
            free.next += own.n * own.length();
            own
        });
        Part { nodes, groups: own.collect(), least }
    };
    counted.into_iter().map(part).collect()
}

impl Part {
    fn write(mut self, source: Source, steps: &[AtomicU32], look: impl Fn() -> ControlFlow<()>) {
        let Source { tree, choice, .. } = source;
        let mut pattern: Vec<u32> = Vec::new();
        let visit = |at: usize, length: usize| {
            let step = tree.steps[at];
            let code = choice.codes[(step & !JOINED) as usize] | step & JOINED;
            if pattern.len() < length {
                pattern.resize(length, 0);
            }
            pattern[length - 1] = code;
            let rank = rank(tree.supports[at], length);
            if rank < self.least || !source.has(at, length) {
                return;
            }
            let group = self.groups.of(rank);
            if group.n > 0 {
                group.n -= 1;
                let begin = group.next as usize;
                group.next += length as u64;
                let place = &steps[begin..begin + length];
                place.iter().zip(&pattern).for_each(|(place, &step)| place.store(step, Relaxed));
            }
        };
        // The caller looks whether the walk was broken off.
        let _ = Walk::new(tree, choice.lengths.max).run(self.nodes.clone(), 1, visit, look);
    }
}
