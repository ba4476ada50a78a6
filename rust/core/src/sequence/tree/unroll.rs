//! From a tree to patterns in result order: counted by rank first, then each written straight to its place.
use super::walk::Walk;
use super::{Choice, Marks, Tree};
use crate::budget::Budget;
use crate::error::Result;
use crate::pool;
use crate::sink::{Found, Group, Groups, JOINED, lay_out, rank};
use std::ops::{ControlFlow, Range};

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
    let mut groups = source.count(n_jobs, look);
    budget.check()?;
    cut(&mut groups, choice.most);
    let mut account = budget.account();
    let cut_off = if account.take(groups.iter().map(Group::bytes).sum()) { 0 } else { fit(&mut groups, budget) };
    budget.advance(COUNTING);
    let (mut found, ends) = lay_out(&mut groups);
    let parts = parts(&groups, &ends, &mut found.steps, n_jobs);
    let share = (1.0 - COUNTING) / parts.len().max(1) as f64;
    let work = |(): &mut (), part: Part, _: &pool::Pool<Part>| {
        part.write(source, look);
        budget.advance(share);
    };
    pool::run(n_jobs, parts, |_| (), work);
    budget.check()?;
    Ok(Unrolled { found, cut_off })
}

impl Source<'_> {
    #[inline]
    fn has(&self, at: usize, length: usize) -> bool {
        self.choice.takes(self.tree, at, length) && self.marks.is_none_or(|marks| marks.has(at))
    }

    /// How many patterns there are of each rank, the best rank first.
    fn count(&self, n_jobs: usize, look: impl Fn() -> ControlFlow<()> + Sync) -> Vec<Group> {
        let start = |_| (Groups::default(), Walk::new(self.tree, self.choice.lengths.max));
        let work = |(groups, walk): &mut (Groups, Walk), item: usize, _: &pool::Pool<usize>| {
            let visit = |at: usize, length: usize| {
                if self.has(at, length) {
                    groups.of(rank(self.tree.supports[at], length)).n += 1;
                }
            };
            // Who breaks off is asked again when all is done.
            let _ = walk.run(item..item + 1, 1, visit, &look);
        };
        let mut counted = pool::run(n_jobs, self.tree.block(1), start, work).into_iter();
        let (mut all, _) = counted.next().expect("there is at least one thread");
        for (groups, _) in counted {
            groups.sorted().into_iter().for_each(|group| all.of(group.rank).n += group.n);
        }
        all.sorted()
    }
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

/// A run of groups, to be written by one thread.
struct Part<'a> {
    /// From the first group's rank down to the last one's.
    ranks: (u64, u64),
    groups: Groups,
    steps: &'a mut [u32],
}

/// Splits the result into as many parts of about equal size as there are threads.
fn parts<'a>(groups: &[Group], ends: &[u64], mut steps: &'a mut [u32], n_jobs: usize) -> Vec<Part<'a>> {
    let total = steps.len() as u64;
    let jobs = n_jobs.max(1) as u64;
    let mut parts = Vec::new();
    let mut range: Range<usize> = 0..0;
    for job in 1..=jobs {
        range = range.end..ends.partition_point(|&end| end <= total / jobs * job + total % jobs * job / jobs);
        if range.is_empty() {
            continue;
        }
        let begin = groups[range.start].next;
        let (own, rest) = steps.split_at_mut((ends[range.end - 1] - begin) as usize);
        steps = rest;
        parts.push(Part {
            ranks: (groups[range.start].rank, groups[range.end - 1].rank),
            groups: groups[range.clone()].iter().map(|group| Group { next: group.next - begin, ..*group }).collect(),
            steps: own,
        });
    }
    parts
}

impl Part<'_> {
    fn write(mut self, source: Source, look: impl Fn() -> ControlFlow<()>) {
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
            if rank > self.ranks.0 || rank < self.ranks.1 || !source.has(at, length) {
                return;
            }
            let group = self.groups.of(rank);
            if group.n > 0 {
                group.n -= 1;
                let begin = group.next as usize;
                group.next += length as u64;
                let place = &mut self.steps[begin..begin + length];
                place.iter_mut().zip(&pattern).for_each(|(place, &step)| *place = step);
            }
        };
        // The caller looks whether the walk was broken off.
        let _ = Walk::new(tree, choice.lengths.max).run(tree.block(1), 1, visit, look);
    }
}
