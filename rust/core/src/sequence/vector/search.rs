//! The depth-first walk over local databases, with a stack of its own.
use super::local::Local;
use crate::kernels::Level;
use crate::kernels::advance::{Positions, SPARE};
use crate::sequence::harvest::{Harvest, Node};
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

/// A piece of a search that another thread goes on with: some children of a node.
#[derive(Debug)]
pub struct Part<B> {
    pub(super) local: Arc<Local<B>>,
    pub(super) entries: Vec<u32>,
    pub(super) children: Vec<Child>,
    pub(super) tree: u32,
    pub(super) length: usize,
}

/// The memory of a search, used again for every subtree.
#[derive(Debug)]
pub struct Search<B> {
    level: Level,
    /// The databases on the path, the deepest last, and some that nobody needs any more.
    locals: Vec<Arc<Local<B>>>,
    spare: Vec<Arc<Local<B>>>,
    /// The entries of all nodes on the path, and room above `top`.
    entries: Vec<u32>,
    top: usize,
    counts: Vec<u32>,
    children: Vec<Child>,
    open: Vec<Open>,
}

/// A node whose children are being gone into.
#[derive(Debug, Clone)]
struct Open {
    /// Where its journeys go on, in the database `local` of the path.
    entries: Range<usize>,
    local: usize,
    /// The children still to be gone into.
    left: Range<usize>,
    /// What was there before it came.
    first_child: usize,
    base: usize,
    /// Whose tree the children are in, and how many events they have.
    tree: u32,
    length: usize,
}

/// Children with fewer entries than this to walk are not worth giving away.
const WORTH_GIVING: usize = 4096;

impl<B: Positions> Search<B> {
    /// Nothing to do yet.
    pub fn new(level: Level) -> Self {
        Search {
            level,
            locals: Vec::new(),
            spare: Vec::new(),
            entries: Vec::new(),
            top: 0,
            counts: Vec::new(),
            children: Vec::new(),
            open: Vec::new(),
        }
    }

    /// A database to lay something out in, with the memory of one that is not needed any more.
    pub fn blank(&mut self) -> Arc<Local<B>> {
        self.spare.pop().unwrap_or_default()
    }

    /// Begins with all journeys of a database, whose `children` of `length` events are in this `tree`.
    pub fn begin(&mut self, local: Arc<Local<B>>, children: impl Iterator<Item = Child>, tree: u32, length: usize) {
        let n = local.n;
        self.locals.push(local);
        let base = self.all_of_last(n);
        self.children.extend(children);
        let open = Open {
            entries: base..self.top,
            local: 0,
            left: 0..self.children.len(),
            first_child: 0,
            base,
            tree,
            length,
        };
        self.open.push(open);
    }

    /// Begins where another thread stopped.
    pub fn resume(&mut self, part: Part<B>) {
        self.locals.push(part.local);
        let n = part.entries.len();
        self.reserve(n);
        self.entries[..n].copy_from_slice(&part.entries);
        self.top = n;
        self.children.extend_from_slice(&part.children);
        let left = 0..self.children.len();
        self.open.push(Open {
            entries: 0..n,
            local: 0,
            left,
            first_child: 0,
            base: 0,
            tree: part.tree,
            length: part.length,
        });
    }

    /// Looks at everything that is left; `hungry` is asked once a node whether to `give` something away.
    pub fn run(&mut self, harvest: &mut Harvest, hungry: impl Fn() -> bool, give: impl Fn(Part<B>)) {
        while let Some((child, at)) = self.next() {
            if harvest.is_spent() {
                harvest.leave(child.support);
                while let Some((child, _)) = self.next() {
                    harvest.leave(child.support);
                }
                return;
            }
            if hungry()
                && let Some(part) = self.split()
            {
                give(part);
            }
            self.visit(child, at, harvest);
        }
    }

    /// The next child to look at, with the number of its parent on the path; `None` when all is done.
    fn next(&mut self) -> Option<(Child, usize)> {
        while let Some(open) = self.open.last_mut() {
            if let Some(at) = open.left.next() {
                return Some((self.children[at], self.open.len() - 1));
            }
            self.children.truncate(open.first_child);
            self.top = open.base;
            self.open.pop();
            let needed = self.open.last().map_or(0, |open| open.local + 1);
            self.spare.extend(
                self.locals.drain(needed..).filter_map(|mut local| Arc::get_mut(&mut local).is_some().then_some(local)),
            );
        }
        None
    }

    fn visit(&mut self, child: Child, parent: usize, harvest: &mut Harvest) {
        let Open { entries, local, length, tree, .. } = self.open[parent].clone();
        let asked = harvest.min_support_at(length + 1);
        if length >= harvest.max_length || child.support < asked {
            return;
        }
        let base = self.top;
        let n = self.advance(local, entries, child.event);
        let first_child = self.count(local, base..base + n, asked);
        let children = &mut self.children[first_child..];
        if children.is_empty() {
            return;
        }
        let steps = &self.locals[local].steps;
        let block = children.iter().map(|child| (steps[child.event as usize], child.support));
        let node = harvest.block(Node { tree, at: child.node }, length + 1, block);
        children.iter_mut().zip(node.at..).for_each(|(child, at)| child.node = at);
        self.top = base + n;
        let left = first_child..self.children.len();
        let mut open =
            Open { entries: base..self.top, local, left, first_child, base, tree: node.tree, length: length + 1 };
        if self.is_worth_rebuilding(local, n, first_child) {
            self.rebuild(&mut open);
        }
        if harvest.is_rising() {
            self.children[first_child..].sort_by_key(|child| Reverse(child.support));
        }
        self.open.push(open);
    }

    /// Writes above `top` where the journeys go on after `event`; how many do.
    fn advance(&mut self, local: usize, entries: Range<usize>, event: u32) -> usize {
        self.reserve(self.top + entries.len());
        let (from, to) = self.entries.split_at_mut(self.top);
        B::advance(self.level, self.locals[local].sets_of(event), &from[entries], to)
    }

    /// Appends the events that are still to come in at least `asked` of the journeys; gives the first.
    fn count(&mut self, local: usize, entries: Range<usize>, asked: u32) -> usize {
        let first = self.children.len();
        let local = &self.locals[local];
        local.count(self.level, &self.entries[entries], &mut self.counts);
        let counts = self.counts[..local.steps.len()].iter().zip(0..);
        let frequent = counts.filter(|&(&support, _)| support >= asked);
        self.children.extend(frequent.map(|(&support, event)| Child { event, support, node: 0 }));
        first
    }

    /// Does a smaller database pay for itself?
    fn is_worth_rebuilding(&self, local: usize, n: usize, first_child: usize) -> bool {
        let (events, local) = (self.children.len() - first_child, &self.locals[local]);
        let (now, then) = (local.row_bytes(), events.next_multiple_of(64));
        events >= 4
            && (2 * then <= now || 3 * n <= local.n && 12 * events >= now || 8 * n <= local.n && n * now > 1 << 15)
    }

    fn rebuild(&mut self, open: &mut Open) {
        let mut local = self.blank();
        let children = &mut self.children[open.first_child..];
        let events = children.iter().map(|child| child.event);
        let fresh = Arc::get_mut(&mut local).expect("spare databases are nobody's");
        fresh.rebuild(&self.locals[open.local], &self.entries[open.entries.clone()], events);
        children.iter_mut().zip(0..).for_each(|(child, number)| child.event = number);
        let n = fresh.n;
        self.locals.push(local);
        open.local = self.locals.len() - 1;
        self.top = open.base;
        open.entries = self.all_of_last(n)..self.top;
    }

    /// Adds entries for the beginnings of all `n` journeys; where they lie.
    fn all_of_last(&mut self, n: usize) -> usize {
        let base = self.top;
        self.top += n;
        self.reserve(self.top);
        self.entries[base..self.top].iter_mut().zip(0..).for_each(|(entry, journey)| *entry = journey << 8);
        base
    }

    /// Splits off about half of what is left in the node nearest to the root that has enough.
    fn split(&mut self) -> Option<Part<B>> {
        for open in &mut self.open {
            let left = &self.children[open.left.clone()];
            if open.left.len() * open.entries.len() < WORTH_GIVING {
                continue;
            }
            let middle = open.left.start + left.len() / 2;
            let part = Part {
                local: Arc::clone(&self.locals[open.local]),
                entries: self.entries[open.entries.clone()].to_vec(),
                children: self.children[middle..open.left.end].to_vec(),
                tree: open.tree,
                length: open.length,
            };
            open.left.end = middle;
            return Some(part);
        }
        None
    }

    fn reserve(&mut self, top: usize) {
        if self.entries.len() < top + SPARE {
            self.entries.resize((top + SPARE).max(2 * self.entries.len()), 0);
        }
    }
}
