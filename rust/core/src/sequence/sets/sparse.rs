//! Sparse nodes: all occurrences of the last event, walked on from.
use super::journeys::{Cell, Journeys};
use super::local::Cutter;
use super::memo::sum_of_occurrences;
use super::part::{Part, Shares};
use super::roots::Roots;
use super::tallies::{Extension, Tallies};
use crate::budget::make_room;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sink::JOINED;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

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
struct Branches {
    branches: Vec<Branch>,
    occurrences: Vec<u32>,
}

/// Branches that another thread goes on with, and the journeys they occur in.
#[derive(Debug)]
pub struct Given {
    journeys: Arc<Journeys>,
    stack: Branches,
}

impl Given {
    /// Memory held that comes along.
    pub fn bytes(&self) -> usize {
        self.journeys.bytes()
    }
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

/// A search that takes nodes over from this one.
pub trait Denser {
    /// Goes into all children of a node, if that is cheaper there.
    fn takes(&mut self, journeys: &Journeys, node: &Counted, harvest: &mut Harvest, pool: &dyn Shares) -> bool;
}

impl Branches {
    /// Splits off the oldest half of the branches, for they are the largest; `None` where there is too little.
    fn split(&mut self, worth_giving: usize) -> Option<Branches> {
        let total: usize = self.branches.iter().map(|branch| branch.occurrences.len()).sum();
        if total < worth_giving {
            return None;
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
        Some(given)
    }

    /// Puts children on the stack, occurrences to come; what is taken off first comes last: the best, or else the last,
    /// for items join in ascending order, so that the last ones have the smallest subtrees, and those before them may
    /// share their futures.
    fn push(&mut self, extensions: &mut [Extension], first: Node, length: usize, best_first: bool) -> usize {
        let from = self.branches.len();
        let nodes = (first.at..).map(|at| Node { at, ..first });
        self.branches.extend(extensions.iter().zip(nodes).map(|(extension, node)| Branch {
            item: extension.step,
            support: extension.support,
            length,
            node,
            occurrences: 0..extension.occurrences as usize,
        }));
        if best_first {
            extensions.sort_by_key(|extension| (extension.support, Reverse(extension.step)));
            self.branches[from..].sort_by_key(|child| (child.support, Reverse(child.item)));
        }
        let mut top = self.occurrences.len();
        for child in &mut self.branches[from..] {
            child.occurrences = top..top + child.occurrences.len();
            top = child.occurrences.end;
        }
        let more = top - self.occurrences.len();
        make_room(&mut self.occurrences, more);
        self.occurrences.resize(top, 0);
        from
    }

    /// Keeps, of the children from `from` on, those that can grow to `min_support`, now that their occurrences are
    /// written, from `base` on; `place` finds the number of an item.
    fn settle(
        &mut self,
        (from, base): (usize, usize),
        tallies: &mut Tallies,
        min_support: u32,
        place: impl Fn(u32) -> u32,
    ) {
        let mut kept = from;
        for at in from..self.branches.len() {
            let child = &mut self.branches[at];
            child.occurrences.end = base + tallies.finish(child.item);
            child.item = place(child.item & !JOINED);
            if child.occurrences.len() >= min_support as usize {
                self.branches.swap(kept, at);
                kept += 1;
            }
        }
        self.branches.truncate(kept);
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
    cutter: Cutter,
    stack: Branches,
    local: Arc<Journeys>,
    /// See [`super::tuning::Tuning`].
    worth_giving: usize,
}

impl Sparse {
    /// For `n_items` items.
    pub fn new(n_items: usize, worth_giving: usize) -> Self {
        Sparse {
            tallies: Tallies::new(n_items),
            extensions: Vec::new(),
            cutter: Cutter::new(n_items),
            stack: Branches::default(),
            local: Arc::default(),
            worth_giving,
        }
    }

    /// Goes into the subtree of an event that `support` journeys hold; nodes that `denser` takes are left to it.
    pub fn root(
        &mut self,
        roots: &Roots,
        (item, support): (u32, u32),
        harvest: &mut Harvest,
        pool: &dyn Shares,
        denser: &mut impl Denser,
    ) {
        let node = Node { tree: 0, at: item + 1 };
        let occurrences = roots.of(item);
        let branch = Branch { item, support, length: 1, node, occurrences: 0..0 };
        let Some(first) = self.count(&roots.journeys, &branch, occurrences, harvest) else { return };
        let node =
            Counted { occurrences, branch: &branch, extensions: &self.extensions, first, walked: self.tallies.walked };
        if denser.takes(&roots.journeys, &node, harvest, pool) {
            return;
        }
        // The occurrences of the children, and a local database of no more cells than these.
        let occurrences_below: usize = self.extensions.iter().map(|extension| extension.occurrences as usize).sum();
        if !harvest.take(occurrences_below * (4 + size_of::<Cell>())) {
            return harvest.leave(support);
        }
        // Parts of the last subtree may still be at work elsewhere.
        let mut local = std::mem::take(&mut self.local);
        if Arc::get_mut(&mut local).is_none() {
            local = Arc::default();
        }
        let fresh = Arc::get_mut(&mut local).expect("nobody else has it");
        let from = self.stack.push(&mut self.extensions, first, 2, harvest.is_rising());
        let lists = (fresh, &mut self.stack.occurrences[..]);
        self.cutter.cut(&roots.journeys, occurrences, &self.extensions, &mut self.tallies, lists);
        let place = |item| local.items.partition_point(|&other| other < item) as u32;
        self.stack.settle((from, 0), &mut self.tallies, harvest.min_support_at(3), place);
        self.run(&local, harvest, pool, denser);
        self.local = local;
        harvest.weigh(Owner::Sets, self.bytes());
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, given: Given, harvest: &mut Harvest, pool: &dyn Shares, denser: &mut impl Denser) {
        self.stack = given.stack;
        self.run(&given.journeys, harvest, pool, denser);
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        let Branches { branches, occurrences } = &self.stack;
        self.local.bytes() + 4 * occurrences.capacity() + branches.capacity() * size_of::<Branch>()
    }

    /// Goes into all that is on the stack.
    fn run(&mut self, local: &Arc<Journeys>, harvest: &mut Harvest, pool: &dyn Shares, denser: &mut impl Denser) {
        while let Some(branch) = self.stack.branches.pop() {
            if harvest.is_spent() {
                harvest.leave(branch.support);
                return self.stack.abandon(harvest);
            }
            if pool.is_hungry()
                && let Some(stack) = self.stack.split(self.worth_giving)
            {
                pool.give(Part::Sparse(Given { journeys: Arc::clone(local), stack }), harvest);
            }
            self.stack.occurrences.truncate(branch.occurrences.end);
            self.visit(local, &branch, harvest, pool, denser);
            harvest.weigh(Owner::Sets, self.bytes());
        }
        self.stack.occurrences.clear();
    }

    /// Finds the children of one pattern, reports them and puts those that can grow on the stack.
    fn visit(
        &mut self,
        local: &Journeys,
        branch: &Branch,
        harvest: &mut Harvest,
        pool: &dyn Shares,
        denser: &mut impl Denser,
    ) {
        let stack = std::mem::take(&mut self.stack.occurrences);
        let occurrences = &stack[branch.occurrences.clone()];
        let first = self.count(local, branch, occurrences, harvest);
        let grown = first.filter(|&first| {
            let walked = self.tallies.walked;
            let node = Counted { occurrences, branch, extensions: &self.extensions, first, walked };
            !denser.takes(local, &node, harvest, pool)
        });
        self.stack.occurrences = stack;
        let Some(first) = grown else { return };
        let more: usize = self.extensions.iter().map(|extension| extension.occurrences as usize).sum();
        if more > self.stack.occurrences.capacity() - self.stack.occurrences.len() && !harvest.take(4 * more) {
            return harvest.leave(branch.support);
        }
        let (base, length) = (self.stack.occurrences.len(), branch.length + 1);
        let from = self.stack.push(&mut self.extensions, first, length, harvest.is_rising());
        let (before, after) = self.stack.occurrences.split_at_mut(base);
        self.tallies.deliver(local, &before[branch.occurrences.clone()], &self.extensions, after);
        self.stack.settle((from, base), &mut self.tallies, harvest.min_support_at(length + 1), |item| item);
    }

    /// Counts the children of a pattern and reports them; gives the first one's node if they may grow.
    fn count(
        &mut self,
        journeys: &Journeys,
        branch: &Branch,
        occurrences: &[u32],
        harvest: &mut Harvest,
    ) -> Option<Node> {
        let length = branch.length + 1;
        let min_support = harvest.min_support_at(length);
        if branch.support < min_support || length > harvest.max_length {
            return None;
        }
        let hash = harvest.memo_wanted().then(|| sum_of_occurrences(journeys, branch.item, occurrences));
        if hash.is_some_and(|hash| harvest.known(branch.node, length, hash)) {
            return None;
        }
        self.extensions.clear();
        self.tallies.count(journeys, occurrences, min_support, &mut self.extensions);
        if self.extensions.is_empty() {
            return None;
        }
        let children = self.extensions.iter().map(|extension| {
            let item = journeys.items[(extension.step & !JOINED) as usize];
            (item | extension.step & JOINED, extension.support)
        });
        let first = harvest.block(branch.node, length, children);
        if let Some(hash) = hash {
            harvest.remember(length, hash, first);
        }
        (length < harvest.max_length).then_some(first)
    }
}
