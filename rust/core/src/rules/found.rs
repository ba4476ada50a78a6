//! Which rules are kept, and in which order: most journeys first, then the antecedents in the order of patterns, then
//! the consequents.
use crate::budget::{Budget, make_room};
use crate::error::Result;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Rules column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Codes of all antecedents, ascending in each.
    pub left: Vec<u32>,
    /// Where each antecedent ends in `left`.
    pub left_ends: Vec<u64>,
    /// Codes of all consequents, ascending in each.
    pub right: Vec<u32>,
    /// Where each consequent ends in `right`.
    pub right_ends: Vec<u64>,
    /// How many journeys hold each rule.
    pub supports: Vec<u32>,
    /// How many hold all events of its antecedent, in whatever order.
    pub bases: Vec<u32>,
}

/// A rule on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule<'a> {
    /// Codes of the antecedent, ascending.
    pub left: &'a [u32],
    /// Codes of the consequent, ascending.
    pub right: &'a [u32],
    /// Journeys that hold it.
    pub support: u32,
    /// Journeys that hold its antecedent.
    pub base: u32,
}

impl Rule<'_> {
    /// The order of results.
    pub fn order(&self, other: &Rule<'_>) -> Ordering {
        let sides = |a: &[u32], b: &[u32]| a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        let left = || sides(self.left, other.left);
        other.support.cmp(&self.support).then_with(left).then_with(|| sides(self.right, other.right))
    }
}

impl Found {
    /// The number of rules.
    pub fn len(&self) -> usize {
        self.supports.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.supports.is_empty()
    }

    /// Rule `at`.
    pub fn rule(&self, at: usize) -> Rule<'_> {
        let begin = |ends: &[u64]| if at == 0 { 0 } else { ends[at - 1] as usize };
        Rule {
            left: &self.left[begin(&self.left_ends)..self.left_ends[at] as usize],
            right: &self.right[begin(&self.right_ends)..self.right_ends[at] as usize],
            support: self.supports[at],
            base: self.bases[at],
        }
    }

    /// Adds a rule at the end.
    pub fn push(&mut self, rule: Rule<'_>) {
        self.left.extend_from_slice(rule.left);
        self.left_ends.push(self.left.len() as u64);
        self.right.extend_from_slice(rule.right);
        self.right_ends.push(self.right.len() as u64);
        self.supports.push(rule.support);
        self.bases.push(rule.base);
    }

    /// Keeps the first `n`; were there more?
    pub fn truncate(&mut self, n: usize) -> bool {
        let more = self.len() > n;
        if more {
            let end = |ends: &[u64]| if n == 0 { 0 } else { ends[n - 1] as usize };
            self.left.truncate(end(&self.left_ends));
            self.right.truncate(end(&self.right_ends));
            [&mut self.left_ends, &mut self.right_ends].into_iter().for_each(|ends| ends.truncate(n));
            [&mut self.supports, &mut self.bases].into_iter().for_each(|counts| counts.truncate(n));
        }
        more
    }
}

/// What one thread has found: codes of the antecedent and the consequent of each rule, one after the other.
#[derive(Debug, Default)]
pub struct Part {
    steps: Vec<u32>,
    entries: Vec<Entry>,
    room: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    begin: usize,
    left: u32,
    right: u32,
    support: u32,
    base: u32,
}

impl Part {
    /// Bytes that the rules weigh until they are in order.
    pub fn bytes(&self) -> usize {
        2 * (4 * self.steps.capacity() + size_of::<Entry>() * self.entries.capacity())
    }

    fn push(&mut self, rule: Rule<'_>) {
        let begin = self.steps.len();
        make_room(&mut self.steps, rule.left.len() + rule.right.len());
        make_room(&mut self.entries, 1);
        self.steps.extend_from_slice(rule.left);
        self.steps.extend_from_slice(rule.right);
        let (left, right) = (rule.left.len() as u32, rule.right.len() as u32);
        self.entries.push(Entry { begin, left, right, support: rule.support, base: rule.base });
    }

    fn rule(&self, entry: Entry) -> Rule<'_> {
        let (left, right) =
            self.steps[entry.begin..][..(entry.left + entry.right) as usize].split_at(entry.left as usize);
        Rule { left, right, support: entry.support, base: entry.base }
    }
}

/// A rule among the best; the worst is the greatest.
#[derive(Debug, PartialEq, Eq)]
struct Ranked {
    left: Box<[u32]>,
    right: Box<[u32]>,
    support: u32,
    base: u32,
}

impl Ranked {
    fn rule(&self) -> Rule<'_> {
        Rule { left: &self.left, right: &self.right, support: self.support, base: self.base }
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rule().order(&other.rule())
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Takes rules from all threads; where only the first are wanted, the support asked for rises as better ones come.
#[derive(Debug)]
pub struct Keeper {
    limit: Option<usize>,
    least: AtomicU32,
    best: Mutex<BinaryHeap<Ranked>>,
    parts: Mutex<Vec<Part>>,
}

impl Keeper {
    /// Keeps rules of at least `min_support`, all or the first so many.
    pub fn new(limit: Option<usize>, min_support: u32) -> Self {
        let least = AtomicU32::new(if limit == Some(0) { u32::MAX } else { min_support });
        Keeper { limit, least, best: Mutex::default(), parts: Mutex::default() }
    }

    /// Are only the first wanted?
    pub fn is_limited(&self) -> bool {
        self.limit.is_some()
    }

    /// The least support that still matters.
    #[inline]
    pub fn least(&self) -> u32 {
        self.least.load(Relaxed)
    }

    /// Takes a rule of the events that `code` names.
    pub fn offer(&self, part: &mut Part, sides: (&[u32], &[u32]), code: impl Fn(u32) -> u32, support: u32, base: u32) {
        if support < self.least() {
            return;
        }
        let mut room = std::mem::take(&mut part.room);
        room.clear();
        room.extend(sides.0.iter().chain(sides.1).map(|&item| code(item)));
        let (left, right) = room.split_at_mut(sides.0.len());
        left.sort_unstable();
        right.sort_unstable();
        let rule = Rule { left, right, support, base };
        match self.limit {
            None => part.push(rule),
            Some(limit) => self.rank(rule, limit),
        }
        part.room = room;
    }

    fn rank(&self, rule: Rule<'_>, limit: usize) {
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = best.len() == limit;
        if is_full && best.peek().is_some_and(|worst| worst.rule().order(&rule).is_lt()) {
            return;
        }
        if is_full {
            best.pop();
        }
        best.push(Ranked { left: rule.left.into(), right: rule.right.into(), support: rule.support, base: rule.base });
        if best.len() == limit
            && let Some(worst) = best.peek()
        {
            self.least.fetch_max(worst.support, Relaxed);
        }
    }

    /// Takes over what a thread has found.
    pub fn absorb(&self, part: Part) {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).push(part);
    }

    /// Everything kept, in order; [`crate::error::Error::Cancelled`] where nobody wants it any more.
    pub fn into_found(self, budget: &Budget) -> Result<Found> {
        let mut found = Found::default();
        if self.limit.is_some() {
            let best = self.best.into_inner().unwrap_or_else(PoisonError::into_inner);
            best.into_sorted_vec().iter().for_each(|one| found.push(one.rule()));
            return Ok(found);
        }
        let parts = self.parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        let all = parts.iter().enumerate();
        let all: Vec<(u32, Entry)> =
            all.flat_map(|(at, part)| part.entries.iter().map(move |&entry| (at as u32, entry))).collect();
        let rule = |one: &(u32, Entry)| parts[one.0 as usize].rule(one.1);
        for one in sorted(all, |a, b| rule(a).order(&rule(b)), budget)? {
            found.push(rule(&one));
        }
        Ok(found)
    }
}

/// So many are put in order between two looks at the budget.
const LOOK_EVERY: usize = 1 << 14;

/// Sorts runs, then merges them two by two, with looks at the budget in between.
fn sorted<T: Copy>(mut all: Vec<T>, order: impl Fn(&T, &T) -> Ordering, budget: &Budget) -> Result<Vec<T>> {
    for run in all.chunks_mut(LOOK_EVERY) {
        budget.check()?;
        run.sort_unstable_by(&order);
    }
    let mut merged = Vec::with_capacity(all.len());
    let mut run = LOOK_EVERY;
    while run < all.len() {
        merged.clear();
        for pair in all.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((a, others)), Some((b, more))) = (left.split_first(), right.split_first()) {
                if merged.len() % LOOK_EVERY == 0 {
                    budget.check()?;
                }
                if order(a, b).is_le() {
                    merged.push(*a);
                    left = others;
                } else {
                    merged.push(*b);
                    right = more;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut all, &mut merged);
        run *= 2;
    }
    Ok(all)
}
