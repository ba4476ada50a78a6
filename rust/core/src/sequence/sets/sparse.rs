//! Sparse nodes: all occurrences of the last event, walked on from.
use super::journeys::Journeys;
use super::memo::sum_of_occurrences;
use super::part::{Part, Shares};
use super::tallies::{Extension, Tallies};
use crate::sequence::harvest::{Harvest, Node};
use std::cmp::Reverse;
use std::ops::Range;

/// A pattern that was reported and can still grow.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Its last event, joined or not.
    pub item: u32,
    /// How many journeys hold it.
    pub support: u32,
    /// How many events it has.
    pub length: usize,
    /// Its place in the tree.
    pub node: Node,
    /// Where its occurrences lie in the list they share.
    pub occurrences: Range<usize>,
}

/// Branches and the list of their occurrences, which lie in it in the same order.
#[derive(Debug, Default)]
pub struct Branches {
    branches: Vec<Branch>,
    occurrences: Vec<u32>,
}

/// A node with its extensions counted and reported.
pub struct Counted<'a> {
    /// Where the pattern occurs.
    pub occurrences: &'a [u32],
    /// Its item, support and length are those of the pattern.
    pub branch: &'a Branch,
    /// The children, ascending by step.
    pub extensions: &'a [Extension],
    /// The node of the first child; the others follow it.
    pub first: Node,
    /// How many cells were walked over to count.
    pub walked: usize,
}

/// Branches with fewer occurrences than this are not worth to be given away.
const WORTH_GIVING: usize = 1 << 10;

impl Branches {
    /// The pattern of one event.
    pub fn root(&mut self, journeys: &Journeys, item: u32, support: u32) {
        self.occurrences.extend_from_slice(journeys.occurrences(item));
        let node = Node { tree: 0, at: item + 1 };
        self.branches.push(Branch { item, support, length: 1, node, occurrences: 0..self.occurrences.len() });
    }

    /// Gives away the oldest half of the branches, for they are the largest.
    pub fn share(&mut self, pool: &dyn Shares) -> bool {
        let total: usize = self.branches.iter().map(|branch| branch.occurrences.len()).sum();
        if total < WORTH_GIVING {
            return false;
        }
        let mut given = Branches::default();
        let mut n = 0;
        while given.occurrences.len() * 2 < total {
            let branch = &self.branches[n];
            let start = given.occurrences.len();
            given.occurrences.extend_from_slice(&self.occurrences[branch.occurrences.clone()]);
            given.branches.push(Branch { occurrences: start..given.occurrences.len(), ..branch.clone() });
            n += 1;
        }
        self.branches.drain(..n);
        pool.give(Part::Sparse(given));
        true
    }

    /// Leaves everything where it is, for the budget is spent.
    pub fn abandon(&mut self, harvest: &mut Harvest) {
        self.branches.drain(..).for_each(|branch| harvest.leave(branch.support));
        self.occurrences.clear();
    }
}

/// The search over sparse nodes: its working memory.
#[derive(Debug)]
pub struct Sparse {
    tallies: Tallies,
    extensions: Vec<Extension>,
}

impl Sparse {
    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Sparse { tallies: Tallies::new(n_items), extensions: Vec::new() }
    }

    /// Goes into all of `stack`; nodes that `denser` takes are left to it.
    pub fn run(
        &mut self,
        journeys: &Journeys,
        stack: &mut Branches,
        harvest: &mut Harvest,
        pool: &dyn Shares,
        mut denser: impl FnMut(&Counted, &mut Harvest) -> bool,
    ) {
        while let Some(branch) = stack.branches.pop() {
            if harvest.is_spent() {
                harvest.leave(branch.support);
                return stack.abandon(harvest);
            }
            if pool.is_hungry() {
                stack.share(pool);
            }
            stack.occurrences.truncate(branch.occurrences.end);
            self.visit(journeys, &branch, stack, harvest, &mut denser);
        }
        stack.occurrences.clear();
    }

    /// Finds the children of one pattern, reports them and puts those that can grow on the stack.
    fn visit(
        &mut self,
        journeys: &Journeys,
        branch: &Branch,
        stack: &mut Branches,
        harvest: &mut Harvest,
        denser: &mut impl FnMut(&Counted, &mut Harvest) -> bool,
    ) {
        let length = branch.length + 1;
        let min_support = harvest.min_support_at(length);
        if branch.support < min_support || length > harvest.max_length {
            return;
        }
        let occurrences = &stack.occurrences[branch.occurrences.clone()];
        let hash = harvest.memo_wanted().then(|| sum_of_occurrences(journeys, branch.item, occurrences));
        if hash.is_some_and(|hash| harvest.known(branch.node, length, hash)) {
            return;
        }
        self.extensions.clear();
        self.tallies.count(journeys, occurrences, branch.support, min_support, &mut self.extensions);
        if self.extensions.is_empty() {
            return;
        }
        let children = self.extensions.iter().map(|extension| (extension.step, extension.support));
        let first = harvest.block(branch.node, length, children);
        if let Some(hash) = hash {
            harvest.remember(length, hash, first);
        }
        if length >= harvest.max_length {
            return;
        }
        let (extensions, walked) = (&self.extensions[..], self.tallies.walked);
        if denser(&Counted { occurrences, branch, extensions, first, walked }, harvest) {
            return;
        }
        self.grow(journeys, branch, first, stack, harvest.is_rising());
    }

    /// Puts the children on the stack, the last one first to be taken off again: items join in ascending order, so the
    /// last ones have the smallest subtrees, and those before them may share their futures.
    fn grow(&mut self, journeys: &Journeys, branch: &Branch, first: Node, stack: &mut Branches, best_first: bool) {
        let mut order = stack.branches.len();
        let from = order;
        let nodes = (first.at..).map(|at| Node { at, ..first });
        let children = self.extensions.iter().zip(nodes).map(|(extension, node)| Branch {
            item: extension.step & !crate::sink::JOINED,
            support: extension.support,
            length: branch.length + 1,
            node,
            occurrences: 0..extension.occurrences as usize,
        });
        stack.branches.extend(children);
        if best_first {
            // Those taken off first, the best, come last.
            self.extensions.sort_by_key(|extension| (extension.support, Reverse(extension.step)));
            stack.branches[from..].sort_by_key(|child| (child.support, Reverse(child.node.at)));
        }
        let mut top = stack.occurrences.len();
        while let Some(child) = stack.branches.get_mut(order) {
            let stop = top + child.occurrences.len();
            child.occurrences = top..stop;
            (top, order) = (stop, order + 1);
        }
        let base = stack.occurrences.len();
        stack.occurrences.resize(top, 0);
        let (before, after) = stack.occurrences.split_at_mut(base);
        self.tallies.deliver(journeys, &before[branch.occurrences.clone()], &self.extensions, after);
    }
}
