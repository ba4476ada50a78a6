//! The walk where many events are left: one pass over a node counts its children.
use super::few::Few;
use super::local::Local;
use super::pairs::PairSearch;
use super::path::{Databases, Entries};
use super::{Form, WORTH_GIVING};
use crate::kernels::Level;
use crate::kernels::records::MOST_EVENTS;
use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::task::{Piece, Task};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// A pattern that was reported and is still to be gone into.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// Its last event.
    pub event: u32,
    /// How many journeys hold it.
    pub support: u32,
    /// Its slot in the tree.
    pub node: u32,
}

/// Some children of a node, to be gone into by another thread.
#[derive(Debug)]
pub struct Part<B> {
    local: Arc<Local<B>>,
    entries: Vec<u32>,
    children: Vec<Child>,
    tree: u32,
    length: usize,
}

/// The memory of the walk, used again for every subtree.
#[derive(Debug)]
pub struct Search<B> {
    level: Level,
    locals: Databases<Local<B>>,
    entries: Entries,
    counts: Vec<u32>,
    children: Vec<Child>,
    open: Vec<Open>,
    sorted: [Vec<u32>; 2],
}

/// A node whose children are still to be gone into.
#[derive(Debug, Clone)]
struct Open {
    /// Where its journeys go on.
    entries: Range<usize>,
    /// Its database, by number.
    local: usize,
    left: Range<usize>,
    /// What was there before it came.
    base: (usize, usize),
    /// Whose tree the children are in, and how many events they have.
    tree: u32,
    length: usize,
}

impl<B: Form> Search<B> {
    /// Nothing to do yet.
    pub fn new(level: Level) -> Self {
        Search {
            level,
            locals: Databases::default(),
            entries: Entries::default(),
            counts: Vec::new(),
            children: Vec::new(),
            open: Vec::new(),
            sorted: Default::default(),
        }
    }

    /// Begins with all journeys of the database that `fill` makes; its children were reported in this tree and have
    /// `length` events.
    pub fn begin(
        &mut self,
        fill: impl FnOnce(&mut Local<B>),
        children: impl Iterator<Item = Child>,
        tree: u32,
        length: usize,
    ) {
        let local = self.locals.make(|local, _| fill(local));
        let entries = self.entries.push_begins(self.locals.get(local).n);
        self.children.extend(children);
        let left = 0..self.children.len();
        self.open.push(Open { entries, local, left, base: (0, 0), tree, length });
    }

    /// Begins where another thread stopped.
    pub fn resume(&mut self, part: Part<B>) {
        let local = self.locals.add(part.local);
        let entries = self.entries.push_all(&part.entries);
        self.children.extend(part.children);
        let (left, tree, length) = (0..self.children.len(), part.tree, part.length);
        self.open.push(Open { entries, local, left, base: (0, 0), tree, length });
    }

    /// Looks at everything that is left, and gives part of it away where another thread waits.
    pub fn run(&mut self, pairs: &mut PairSearch, harvest: &mut Harvest, pool: &Pool<Task>) {
        while let Some((child, at)) = self.next() {
            if harvest.is_spent() {
                harvest.leave(child.support);
                while let Some((child, _)) = self.next() {
                    harvest.leave(child.support);
                }
                return;
            }
            if pool.is_hungry()
                && let Some(part) = self.split()
            {
                pool.give(Task::part(Piece::Vector(B::part(part)), harvest));
            }
            let Open { entries, local, tree, length, .. } = self.open[at].clone();
            if let Some(open) = self.visit(child, (entries, local), (tree, length), harvest) {
                self.open(open, pairs, harvest, pool);
            }
            harvest.weigh(B::OWNER, self.bytes());
        }
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        let sorted = self.sorted.iter().map(Vec::capacity).sum::<usize>();
        let path = self.children.capacity() * size_of::<Child>() + self.open.capacity() * size_of::<Open>();
        self.locals.bytes() + self.entries.bytes() + 4 * sorted + path
    }

    /// The next child to go into, with the number of its parent on the path; `None` when all is done.
    fn next(&mut self) -> Option<(Child, usize)> {
        while let Some(open) = self.open.last_mut() {
            if let Some(at) = open.left.next() {
                return Some((self.children[at], self.open.len() - 1));
            }
            self.drop_last();
        }
        None
    }

    fn drop_last(&mut self) {
        if let Some(open) = self.open.pop() {
            self.entries.truncate(open.base.0);
            self.children.truncate(open.base.1);
            self.locals.truncate(self.open.last().map_or(0, |open| open.local + 1));
        }
    }

    /// Reports the children of a child; gives it to be opened where these may have children.
    fn visit(
        &mut self,
        child: Child,
        (entries, local): (Range<usize>, usize),
        (tree, length): (u32, usize),
        harvest: &mut Harvest,
    ) -> Option<Open> {
        let (asked, base) = (harvest.min_support_at(length + 1), (self.entries.top(), self.children.len()));
        if length >= harvest.max_length || child.support < asked {
            return None;
        }
        let (level, here) = (self.level, self.locals.get(local));
        let entries = self.entries.push(entries, |from, to| B::advance(level, here.sets_of(child.event), from, to));
        let parent = Node { tree, at: child.node };
        let memo = harvest.memo_wanted();
        let mut hash = None;
        if memo && harvest.memo_early() {
            hash = Some(here.hash(self.entries.get(entries.clone())));
        }
        let is_known = |hash: Option<u128>, harvest: &mut Harvest| {
            hash.is_some_and(|hash| harvest.known(parent, length + 1, hash))
        };
        if is_known(hash, harvest) {
            self.entries.truncate(base.0);
            return None;
        }
        here.count(level, self.entries.get(entries.clone()), &mut self.counts);
        let counts = self.counts[..here.steps.len()].iter().zip(0..).filter(|&(&support, _)| support >= asked);
        self.children.extend(counts.map(|(&support, event)| Child { event, support, node: 0 }));
        let children = &mut self.children[base.1..];
        if memo && hash.is_none() && !children.is_empty() {
            hash = Some(here.hash(self.entries.get(entries.clone())));
            if is_known(hash, harvest) {
                self.children.truncate(base.1);
                self.entries.truncate(base.0);
                return None;
            }
        }
        if children.is_empty() {
            self.entries.truncate(base.0);
            return None;
        }
        let block = children.iter().map(|child| (here.steps[child.event as usize], child.support));
        let node = harvest.block(parent, length + 1, block);
        children.iter_mut().zip(node.at..).for_each(|(child, at)| child.node = at);
        if let Some(hash) = hash {
            harvest.remember(length + 1, hash, node);
        }
        let left = base.1..self.children.len();
        Some(Open { entries, local, left, base, tree: node.tree, length: length + 1 })
    }

    /// Puts a node on the path, or has it searched otherwise.
    fn open(&mut self, mut open: Open, pairs: &mut PairSearch, harvest: &mut Harvest, pool: &Pool<Task>) {
        if open.length < harvest.max_length && !self.by_pairs(&open, pairs, harvest, pool) {
            if self.is_worth_rebuilding(&open)
                && harvest.try_take(Local::<B>::bytes_of(open.entries.len(), open.left.len()))
            {
                self.rebuild(&mut open);
            }
            if harvest.is_rising() {
                self.children[open.left.clone()].sort_by_key(|child| Reverse(child.support));
            }
            self.open.push(open);
        } else {
            self.entries.truncate(open.base.0);
            self.children.truncate(open.base.1);
        }
    }

    /// Searches below a node by pairs, if its events are few.
    fn by_pairs(&mut self, open: &Open, pairs: &mut PairSearch, harvest: &mut Harvest, pool: &Pool<Task>) -> bool {
        let children = &self.children[open.left.clone()];
        if children.len() > MOST_EVENTS
            || !harvest.try_take(Few::bytes_of(open.entries.len(), children.len(), B::OWNER == Owner::Short))
        {
            return false;
        }
        let mut events = [0; MOST_EVENTS];
        events.iter_mut().zip(children).for_each(|(event, child)| *event = child.event);
        let (entries, events) = (self.entries.get(open.entries.clone()), &events[..children.len()]);
        let (local, sorted) = (self.locals.get(open.local), &mut self.sorted);
        let fill = |few: &mut _| local.few(self.level, entries, events, sorted, few);
        let children = children.iter().zip(0..).map(|(child, event)| Child { event, ..*child });
        pairs.enter(fill, children, (open.tree, open.length), harvest, pool);
        true
    }

    /// Does a smaller database pay for itself?
    fn is_worth_rebuilding(&self, open: &Open) -> bool {
        let (n, events, local) = (open.entries.len(), open.left.len(), self.locals.get(open.local));
        let (now, then) = (local.row_bytes(), events.next_multiple_of(64));
        events >= 4
            && (2 * then <= now || 3 * n <= local.n && 12 * events >= now || 8 * n <= local.n && n * now > 1 << 15)
    }

    fn rebuild(&mut self, open: &mut Open) {
        let (old, children) = (self.entries.get(open.entries.clone()), &mut self.children[open.left.clone()]);
        let events = children.iter().map(|child| child.event);
        open.local = self.locals.make(|fresh, path| fresh.rebuild(&path[open.local], old, events));
        children.iter_mut().zip(0..).for_each(|(child, number)| child.event = number);
        self.entries.truncate(open.base.0);
        open.entries = self.entries.push_begins(open.entries.len());
    }

    /// Splits off about half of what is left in the node nearest to the root that has enough.
    fn split(&mut self) -> Option<Part<B>> {
        let open = self.open.iter_mut().find(|open| open.left.len() * open.entries.len() >= WORTH_GIVING)?;
        let middle = open.left.start + open.left.len() / 2;
        let part = Part {
            local: Arc::clone(self.locals.get(open.local)),
            entries: self.entries.get(open.entries.clone()).to_vec(),
            children: self.children[middle..open.left.end].to_vec(),
            tree: open.tree,
            length: open.length,
        };
        open.left.end = middle;
        Some(part)
    }
}
