//! The only depth-first search.
use crate::budget::Budget;
use crate::sequence::condition::{self, Condition, Node, Outlook};
use crate::sequence::projection::{Asked, Child, Projection};
use crate::sink::Sink;
use std::marker::PhantomData;

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
    /// How long a result may be.
    pub lengths: Lengths,
    /// When to stop.
    pub budget: &'a Budget,
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
}

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
            unseen: 0,
            sink: PhantomData,
        }
    }

    /// The best support of a pattern reached but not looked into; 0 where all were.
    pub fn unseen(&self) -> u32 {
        self.unseen
    }

    /// Notes that a pattern of this support is not looked into.
    pub fn pass_over(&mut self, support: u32) {
        self.unseen = self.unseen.max(support);
    }

    /// Visits all patterns that start with `item`, depth first, children by step (or best first where the sink gains
    /// by it); stops in between when the budget is spent.
    pub fn run(&mut self, item: u32, sink: &mut S) {
        self.entries.clear();
        self.entries.extend_from_slice(self.plan.projection.root(item));
        let support = self.plan.projection.supports()[item as usize];
        self.visit(Child { step: item, support, entries: 0..self.entries.len() }, sink);
        while let Some(node) = self.open.last_mut() {
            if node.next == node.stop || self.plan.budget.is_spent() {
                let passed = self.children[node.next..node.stop].iter().map(|child| child.support).max();
                self.unseen = self.unseen.max(passed.unwrap_or(0));
                self.children.truncate(node.first);
                self.entries.truncate(node.entries);
                self.open.pop();
                self.leave();
                continue;
            }
            let child = self.children[node.next].clone();
            node.next += 1;
            self.visit(child, sink);
        }
    }

    /// Looks at one pattern and opens it where it grows.
    fn visit(&mut self, child: Child, sink: &mut S) {
        let length = self.pattern.len() + 1;
        if child.support < sink.min_support_at(length) {
            return;
        }
        self.pattern.push(child.step);
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
                    sink.take(&self.pattern, node.support, |each| plan.projection.journeys(occurrences, each));
                } else {
                    sink.offer(&self.pattern, node.support);
                }
            }
        }
        if self.children.len() == before.0 {
            self.leave();
            return;
        }
        if S::BEST_FIRST {
            self.children[before.0..].sort_unstable_by_key(|child| (std::cmp::Reverse(child.support), child.step));
        }
        self.open.push(Open { next: before.0, stop: self.children.len(), first: before.0, entries: before.1 });
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
        let asked = Asked {
            min_support: if length < max { sink.min_support_at(length + 1) } else { u32::MAX },
            entries: C::LOOKS_BACK || C::LOOKS_AHEAD || S::TAKES_JOURNEYS || length + 1 < max,
        };
        let node = &self.path[length - 1];
        self.plan.projection.grow(node, asked, &mut self.entries, &mut self.children, &mut self.desk)
    }
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
