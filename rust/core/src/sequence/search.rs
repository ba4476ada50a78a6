//! The only depth-first search.
use crate::budget::{Account, Budget};
use crate::pool::Pool;
use crate::sequence::condition::{self, Condition, Node, Outlook};
use crate::sequence::measure::Measure;
use crate::sequence::projection::{Asked, Child, Projection};
use crate::sink::Sink;
use std::marker::PhantomData;
use std::time::Duration;

/// How many events a result may have.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    /// At least so many; shorter patterns are grown but no results.
    pub min: usize,
    /// At most so many.
    pub max: usize,
}

/// What is searched: where patterns occur, which of them are results, how long, at what cost.
#[derive(Debug)]
pub struct Plan<'a, P, C> {
    /// Where patterns occur.
    pub projection: &'a P,
    /// Which of them are results.
    pub condition: &'a C,
    /// What journeys count for, where each is not one.
    pub measure: Option<&'a Measure>,
    /// How long a result may be.
    pub lengths: Lengths,
    /// When to stop.
    pub budget: &'a Budget,
}

/// A piece of a search.
#[derive(Debug)]
pub enum Task {
    /// All patterns that begin with an item, so large a share of the whole work.
    Root(u32, f64),
    /// Some children of a node.
    Part(Part),
}

impl Task {
    /// The first pattern in it. Whoever gives a part away finds only patterns before that, in the order of steps.
    pub fn first(&self) -> Vec<u32> {
        match self {
            Task::Root(item, _) => vec![*item],
            Task::Part(part) => [&part.pattern[..], &[part.children[0].step]].concat(),
        }
    }
}

/// Some children of a node, with all that is known of the way to it.
#[derive(Debug)]
pub struct Part {
    pattern: Vec<u32>,
    path: Vec<Child>,
    entries: Vec<u32>,
    children: Vec<Child>,
    share: f64,
}

/// One thread's search: all its memory, used again for every node.
pub struct Search<'a, P: Projection, C, S> {
    plan: &'a Plan<'a, P, C>,
    pattern: Vec<u32>,
    path: Vec<Child>,
    entries: Vec<u32>,
    children: Vec<Child>,
    open: Vec<Open>,
    desk: P::Desk,
    condition_desk: condition::Desk,
    account: Account<'a>,
    /// What earlier tasks have found weighs so much.
    kept: usize,
    visited: u32,
    /// The share of the whole work that is done and not told yet.
    done: f64,
    /// The best support of a pattern reached but not looked into, for the budget was spent.
    unseen: u32,
    sink: PhantomData<S>,
}

/// A node whose children are being visited.
struct Open {
    /// The next child, and one past the last.
    next: usize,
    stop: usize,
    /// What was there before the children and their entries came.
    first: usize,
    entries: usize,
    /// The share of the whole work that the children still to come are, and the sum of their supports.
    share: f64,
    supports: u64,
}

impl Open {
    /// The share that a child is; the children after it keep the rest.
    fn take_share(&mut self, support: u32) -> f64 {
        let share = self.share * f64::from(support) / self.supports as f64;
        self.share -= share;
        self.supports -= u64::from(support);
        share
    }
}

/// Children that fewer journeys hold together are not worth giving away.
const WORTH_GIVING: u64 = if cfg!(test) { 1 } else { 64 };

/// So many nodes pass before the budget is told what is held.
const HOLD_EVERY: u32 = 64;

/// About the time that it takes to put a byte of a thread's results in order: so much of a limit is left to those found.
const SORTING: Duration = Duration::from_nanos(10);

/// Progress is told in steps of so large a share.
const TELL_SHARE: f64 = 1e-3;

impl<'a, P: Projection, C: Condition<P, S>, S: Sink> Search<'a, P, C, S> {
    /// A search with nothing done yet.
    pub fn new(plan: &'a Plan<'a, P, C>) -> Self {
        Search {
            plan,
            pattern: Vec::new(),
            path: Vec::new(),
            entries: Vec::new(),
            children: Vec::new(),
            open: Vec::new(),
            desk: plan.projection.desk(),
            condition_desk: condition::Desk::default(),
            account: plan.budget.account(),
            kept: 0,
            visited: 0,
            done: 0.0,
            unseen: 0,
            sink: PhantomData,
        }
    }

    /// The best support of a pattern reached but not looked into; 0 where all were.
    pub fn unseen(&self) -> u32 {
        self.unseen
    }

    fn pass_over(&mut self, support: u32) {
        self.unseen = self.unseen.max(support);
    }

    /// Visits all patterns of the task depth first, children by step (or best first where the sink gains by it); stops
    /// in between when the budget is spent, and gives parts to threads that wait for work.
    pub fn run(&mut self, task: Task, sink: &mut S, pool: &Pool<Task>) {
        match task {
            Task::Root(item, share) => {
                let support = self.plan.projection.supports()[item as usize];
                if self.plan.budget.is_spent() {
                    return self.pass_over(self.plan.measure.map_or(support, |measure| measure.most(support)));
                }
                self.pattern.clear();
                self.path.clear();
                self.entries.clear();
                self.entries.extend_from_slice(self.plan.projection.root(item));
                let mut child = Child { step: item, support, told: support, entries: 0..self.entries.len() };
                if self.is_worth(&mut child) {
                    self.visit(child, share, sink);
                } else {
                    self.tell(share);
                }
            }
            Task::Part(part) => self.resume(part),
        }
        while let Some(node) = self.open.last_mut() {
            if node.next == node.stop || self.plan.budget.is_spent() {
                let (passed, share) = (best_of(&self.children[node.next..node.stop]), node.share);
                self.children.truncate(node.first);
                self.entries.truncate(node.entries);
                self.open.pop();
                self.leave();
                self.pass_over(passed);
                self.tell(share);
                continue;
            }
            let child = self.children[node.next].clone();
            node.next += 1;
            let share = node.take_share(child.told);
            self.visit(child, share, sink);
            self.visited = self.visited.wrapping_add(1);
            if self.visited.is_multiple_of(HOLD_EVERY) {
                self.hold(sink);
            }
            if pool.is_hungry()
                && let Some(part) = self.part()
            {
                pool.give(Task::Part(part));
            }
        }
        self.plan.budget.advance(std::mem::take(&mut self.done));
        self.hold(sink);
        self.kept += if S::IS_ONE { 0 } else { sink.bytes() };
    }

    /// Tells the budget what this thread holds.
    fn hold(&mut self, sink: &S) {
        let entries = self.entries.len() * size_of::<u32>() + self.children.len() * size_of::<Child>();
        let results = self.kept + sink.bytes();
        self.account.hold(entries + results);
        self.plan.budget.keep(SORTING.saturating_mul(u32::try_from(results).unwrap_or(u32::MAX)));
    }

    /// Goes on where another thread has left off.
    fn resume(&mut self, part: Part) {
        let Part { pattern, path, entries, children, share } = part;
        let open = Open { next: 0, stop: children.len(), first: 0, entries: 0, share, supports: sum_of(&children) };
        (self.pattern, self.path, self.entries, self.children) = (pattern, path, entries, children);
        self.open.push(open);
    }

    /// The children still to come of the node nearest to the root, if there are enough of them; they are not visited here.
    fn part(&mut self) -> Option<Part> {
        let depth = self.open.iter().position(|node| node.next < node.stop)?;
        let length = self.path.len() - (self.open.len() - 1 - depth);
        let entries = self.open.get(depth + 1).map_or(self.entries.len(), |below| below.entries);
        let node = &mut self.open[depth];
        if node.supports < WORTH_GIVING {
            return None;
        }
        let children = self.children[node.next..node.stop].to_vec();
        node.next = node.stop;
        Some(Part {
            pattern: self.pattern[..length].to_vec(),
            path: self.path[..length].to_vec(),
            entries: self.entries[..entries].to_vec(),
            children,
            share: std::mem::take(&mut node.share),
        })
    }

    fn tell(&mut self, share: f64) {
        self.done += share;
        if self.done >= TELL_SHARE {
            self.plan.budget.advance(std::mem::take(&mut self.done));
        }
    }

    /// Looks at one pattern and opens it where it grows.
    fn visit(&mut self, child: Child, share: f64, sink: &mut S) {
        let length = self.pattern.len() + 1;
        if child.told < sink.min_support_at(length) {
            return self.tell(share);
        }
        self.pattern.push(child.step);
        let told = child.told;
        self.path.push(child);
        let plan = self.plan;
        let before = (self.children.len(), self.entries.len());
        let node = reached(&self.pattern, &self.path, &self.entries, 0, sink);
        let outlook = plan.condition.outlook(plan.projection, &node, &mut self.condition_desk);
        if outlook != Outlook::Nothing {
            let best_extension = self.grow(sink);
            let node = reached(&self.pattern, &self.path, &self.entries, best_extension, sink);
            if outlook == Outlook::Open
                && length >= plan.lengths.min
                && plan.condition.is_result(plan.projection, &node, &mut self.condition_desk)
            {
                if S::TAKES_JOURNEYS {
                    let occurrences = node.occurrences(length);
                    sink.take(&self.pattern, told, |each| plan.projection.journeys(occurrences, each));
                } else {
                    sink.offer(&self.pattern, told);
                }
            }
        }
        if self.children.len() == before.0 {
            self.leave();
            return self.tell(share);
        }
        if S::BEST_FIRST {
            self.children[before.0..].sort_unstable_by_key(|child| (std::cmp::Reverse(child.told), child.step));
        }
        let supports = sum_of(&self.children[before.0..]);
        let (first, entries) = before;
        self.open.push(Open { next: first, stop: self.children.len(), first, entries, share, supports });
    }

    fn leave(&mut self) {
        self.pattern.pop();
        self.path.pop();
    }

    /// Finds the children of the node on top of the path; the highest support among them, asked for or not.
    fn grow(&mut self, sink: &S) -> u32 {
        let length = self.path.len();
        let max = self.plan.lengths.max;
        if length >= max && !C::LOOKS_AHEAD {
            return 0;
        }
        let least = if length < max { sink.min_support_at(length + 1) } else { u32::MAX };
        let measure = self.plan.measure;
        let asked = Asked {
            pattern: &self.pattern,
            min_support: measure.filter(|_| length < max).map_or(least, |measure| measure.asked(least)),
            entries: C::LOOKS_BACK || C::LOOKS_AHEAD || S::TAKES_JOURNEYS || measure.is_some() || length + 1 < max,
        };
        let (node, first) = (&self.path[length - 1], self.children.len());
        let best = self.plan.projection.grow(node, asked, &mut self.entries, &mut self.children, &mut self.desk);
        if measure.is_some() {
            let mut kept = first;
            for at in first..self.children.len() {
                let mut child = self.children[at].clone();
                if self.is_worth(&mut child) {
                    self.children[kept] = child;
                    kept += 1;
                }
            }
            self.children.truncate(kept);
        }
        best
    }

    /// Notes what a pattern stands for; false where its journeys are not worth enough.
    fn is_worth(&self, child: &mut Child) -> bool {
        let Plan { projection, measure, .. } = *self.plan;
        measure.is_none_or(|measure| measure.tell(projection, child, &self.entries))
    }
}

fn best_of(children: &[Child]) -> u32 {
    children.iter().map(|child| child.told).max().unwrap_or(0)
}

fn sum_of(children: &[Child]) -> u64 {
    children.iter().map(|child| u64::from(child.told)).sum()
}

fn reached<'a>(
    pattern: &'a [u32],
    path: &'a [Child],
    entries: &'a [u32],
    best_extension: u32,
    sink: &impl Sink,
) -> Node<'a> {
    let support = path.last().map_or(0, |child| child.support);
    Node { pattern, path, entries, support, best_extension, min_support: sink.min_support() }
}
