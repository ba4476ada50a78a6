//! The walk where few events are left: one pass over a node counts the children of all its children.
//!
//! What follows what after a pattern is a bound for longer patterns, too: a child is only gone into when, of the events
//! that come after it, some come one after the other here.
use super::few::{Few, Span};
use super::path::{Databases, Entries};
use super::search::Child;
use super::{Part, WORTH_GIVING};
use crate::kernels::Level;
use crate::kernels::records::{MOST_EVENTS, PairCounts, width_for};
use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::task::{Piece, Task};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// A pattern whose children were reported, and may have children themselves.
#[derive(Debug, Clone)]
struct Grown {
    /// Its last event.
    event: u32,
    children: Range<usize>,
}

/// A node whose grown children are still to be gone into.
#[derive(Debug, Clone)]
struct Open {
    entries: Span,
    /// Its database, by number.
    local: usize,
    left: Range<usize>,
    /// What was there before it came.
    base: (usize, usize, usize),
    /// Whose tree the children of its children are in, and how many events they have.
    tree: u32,
    length: usize,
}

/// Some children of a node, to be gone into by another thread.
#[derive(Debug)]
pub struct Pairs {
    local: Arc<Few>,
    short: Vec<u32>,
    long: Vec<u32>,
    grown: Vec<Grown>,
    children: Vec<Child>,
    tree: u32,
    length: usize,
}

/// The memory of the walk, used again for every subtree.
#[derive(Debug)]
pub struct PairSearch {
    level: Level,
    locals: Databases<Few>,
    entries: Entries,
    counts: PairCounts,
    children: Vec<Child>,
    grown: Vec<Grown>,
    open: Vec<Open>,
}

/// For each event the events that follow it often enough.
type Follows = [u64; MOST_EVENTS];

impl PairSearch {
    /// Nothing to do yet.
    pub fn new(level: Level) -> Self {
        PairSearch {
            level,
            locals: Databases::default(),
            entries: Entries::default(),
            counts: PairCounts::default(),
            children: Vec::new(),
            grown: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Searches below `children` of all journeys of the database that `fill` makes; they were reported in this tree and
    /// have `length` events.
    pub fn enter(
        &mut self,
        fill: impl FnOnce(&mut Few),
        children: impl Iterator<Item = Child>,
        (tree, length): (u32, usize),
        harvest: &mut Harvest,
        pool: &Pool<Task>,
    ) {
        let local = self.locals.make(|few, _| fill(few));
        let entries = self.locals.get(local).begins(&mut self.entries);
        self.children.extend(children);
        self.look(local, entries, 0..self.children.len(), (tree, length, (0, 0, 0)), harvest);
        self.run(harvest, pool);
        self.locals.truncate(0);
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Pairs, harvest: &mut Harvest, pool: &Pool<Task>) {
        let local = self.locals.add(part.local);
        let entries = Span::of(self.entries.push_all(&part.short), self.entries.push_all(&part.long));
        self.children.extend(part.children);
        self.grown.extend(part.grown);
        let (tree, length) = (part.tree, part.length);
        self.open.push(Open { entries, local, left: 0..self.grown.len(), base: (0, 0, 0), tree, length });
        self.run(harvest, pool);
    }

    fn run(&mut self, harvest: &mut Harvest, pool: &Pool<Task>) {
        while let Some((grown, at)) = self.next() {
            if harvest.is_spent() {
                self.leave(grown, harvest);
                while let Some((grown, _)) = self.next() {
                    self.leave(grown, harvest);
                }
                return;
            }
            if pool.is_hungry()
                && let Some(part) = self.split()
            {
                pool.give(Task::part(Piece::Vector(Part::Pairs(part)), harvest));
            }
            let Open { entries, local, tree, length, .. } = self.open[at].clone();
            let base = (self.entries.top(), self.children.len(), self.grown.len());
            let few = self.locals.get(local);
            let entries = few.advance(self.level, grown.event as usize, entries, &mut self.entries);
            if 2 * width_for(grown.children.len()) <= few.width() {
                let (narrow, entries) = self.narrow(local, entries, grown.children.clone());
                self.look(narrow, entries, grown.children, (tree, length, base), harvest);
            } else {
                self.look(local, entries, grown.children, (tree, length, base), harvest);
            }
            self.locals.truncate(self.open.last().map_or(0, |open| open.local + 1));
            harvest.weigh(Owner::Pairs, self.bytes());
        }
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        let PairSearch { children, grown, open, .. } = self;
        let path = children.capacity() * size_of::<Child>() + grown.capacity() * size_of::<Grown>();
        self.locals.bytes() + self.entries.bytes() + path + open.capacity() * size_of::<Open>()
    }

    /// Cuts out a database that has nothing but these children; the same entries in it.
    fn narrow(&mut self, local: usize, entries: Span, children: Range<usize>) -> (usize, Span) {
        let (level, old) = (self.level, &self.entries);
        let children = &mut self.children[children];
        let events = children.iter().fold(0, |events, child| events | 1 << child.event);
        let narrow = self.locals.make(|few, path| {
            few.cut(level, &path[local], (old.get(entries.short()), old.get(entries.long())), events);
        });
        children.iter_mut().zip(0..).for_each(|(child, event)| child.event = event);
        self.entries.truncate(entries.start);
        (narrow, self.locals.get(narrow).begins(&mut self.entries))
    }

    fn leave(&self, grown: Grown, harvest: &mut Harvest) {
        self.children[grown.children].iter().for_each(|child| harvest.leave(child.support));
    }

    /// The next child to go into, with the number of its parent on the path; `None` when all is done.
    fn next(&mut self) -> Option<(Grown, usize)> {
        while let Some(open) = self.open.last_mut() {
            if let Some(at) = open.left.next() {
                return Some((self.grown[at].clone(), self.open.len() - 1));
            }
            let (entries, children, grown) = open.base;
            self.entries.truncate(entries);
            self.children.truncate(children);
            self.grown.truncate(grown);
            self.open.pop();
            self.locals.truncate(self.open.last().map_or(0, |open| open.local + 1));
        }
        None
    }

    /// Reports the children of some children of a node, and opens it if they may have children in their turn.
    fn look(
        &mut self,
        local: usize,
        entries: Span,
        children: Range<usize>,
        (tree, length, base): (u32, usize, (usize, usize, usize)),
        harvest: &mut Harvest,
    ) {
        let asked = harvest.min_support_at(length + 1);
        let (short, long) = (self.entries.get(entries.short()), self.entries.get(entries.long()));
        self.locals.get(local).count_pairs(self.level, (short, long), &mut self.counts);
        let follows = self.follows(children.clone(), asked);
        let first_grown = self.grown.len();
        let mut own = tree;
        for at in children {
            let child = self.children[at];
            let after = follows[child.event as usize];
            if after == 0 {
                continue;
            }
            let Some(node) = self.report(local, entries, (tree, child), (after, length + 1), harvest) else {
                continue;
            };
            own = node.tree;
            let start = self.children.len();
            for (event, node) in bits(after).zip(node.at..) {
                self.children.push(Child { event, support: self.support(child.event, event), node });
            }
            let goes_on = bits(after).any(|event| follows[event as usize] & after != 0);
            if goes_on && length + 1 < harvest.max_length {
                self.grown.push(Grown { event: child.event, children: start..self.children.len() });
            } else {
                self.children.truncate(start);
            }
        }
        if self.grown.len() == first_grown {
            self.entries.truncate(base.0);
            self.children.truncate(base.1);
            return;
        }
        if harvest.is_rising() {
            let children = &self.children;
            let best = |grown: &Grown| children[grown.children.clone()].iter().map(|child| child.support).max();
            self.grown[first_grown..].sort_by_key(|grown| Reverse(best(grown)));
        }
        let left = first_grown..self.grown.len();
        self.open.push(Open { entries, local, left, base, tree: own, length: length + 1 });
    }

    #[inline]
    fn support(&self, first: u32, second: u32) -> u32 {
        self.counts.row(first as usize)[second as usize]
    }

    /// For each of the children, which of them follow often enough.
    fn follows(&self, children: Range<usize>, asked: u32) -> Follows {
        let children = &self.children[children];
        let all = children.iter().fold(0u64, |all, child| all | 1 << child.event);
        let mut follows = [0; MOST_EVENTS];
        for child in children {
            follows[child.event as usize] = all & self.counts.following(self.level, child.event as usize, asked);
        }
        follows
    }

    /// Reports what comes after a child; `None` where equal futures were known.
    fn report(
        &mut self,
        local: usize,
        entries: Span,
        (tree, child): (u32, Child),
        (after, length): (u64, usize),
        harvest: &mut Harvest,
    ) -> Option<Node> {
        let (few, parent) = (self.locals.get(local), Node { tree, at: child.node });
        let mut hash = 0;
        if harvest.memo_wanted() {
            let top = self.entries.top();
            let moved = few.advance(self.level, child.event as usize, entries, &mut self.entries);
            hash = few.hash(self.entries.get(moved.short()), self.entries.get(moved.long()));
            self.entries.truncate(top);
            if harvest.known(parent, length, hash) {
                return None;
            }
        }
        let mut block = [(0, 0); MOST_EVENTS];
        let n = after.count_ones() as usize;
        for (slot, event) in block.iter_mut().zip(bits(after)) {
            *slot = (few.steps[event as usize], self.support(child.event, event));
        }
        let node = harvest.block(parent, length, block[..n].iter().copied());
        if harvest.memo_wanted() {
            harvest.remember(length, hash, node);
        }
        Some(node)
    }

    /// Splits off about half of what is left in the node nearest to the root that has enough.
    fn split(&mut self) -> Option<Pairs> {
        let open = self.open.iter_mut().find(|open| open.left.len() * open.entries.len() >= WORTH_GIVING)?;
        let middle = open.left.start + open.left.len() / 2;
        let mut part = Pairs {
            local: Arc::clone(self.locals.get(open.local)),
            short: self.entries.get(open.entries.short()).to_vec(),
            long: self.entries.get(open.entries.long()).to_vec(),
            grown: Vec::new(),
            children: Vec::new(),
            tree: open.tree,
            length: open.length,
        };
        for grown in &self.grown[middle..open.left.end] {
            let start = part.children.len();
            part.children.extend_from_slice(&self.children[grown.children.clone()]);
            part.grown.push(Grown { event: grown.event, children: start..part.children.len() });
        }
        open.left.end = middle;
        Some(part)
    }
}

/// The numbers of the bits of a set, ascending.
#[inline]
pub(super) fn bits(set: u64) -> impl Iterator<Item = u32> {
    let mut left = set;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit)
    })
}
