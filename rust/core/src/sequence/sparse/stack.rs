//! What a depth-first search keeps in mind: the nodes on its path, and what is left to do in each.
use super::cell::Cell;
use super::local::{Child, Counted, Local};
use super::pace::paced;
use super::tables::Tables;
use crate::budget::lengthen;
use crate::sequence::harvest::{Harvest, Node};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// The memory of a search, used again for every subtree.
#[derive(Debug, Default)]
pub struct Stack {
    /// The places of all children on the path, and room above `top`.
    places: Vec<u32>,
    top: usize,
    children: Vec<Child>,
    open: Vec<Open>,
}

/// A node whose children are being gone into.
#[derive(Debug, Clone)]
struct Open {
    /// The children still to be gone into.
    left: Range<usize>,
    /// What was there before its children and their places came.
    first: usize,
    base: usize,
    /// Whose tree the children are in, and how many events they have.
    tree: u32,
    length: usize,
}

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub struct Part<C> {
    pub(super) local: Arc<Local<C>>,
    places: Vec<u32>,
    children: Vec<Child>,
    tree: u32,
    length: usize,
}

impl<C: Cell> Part<C> {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.local.bytes() + 4 * self.places.len() + self.children.len() * size_of::<Child>()
    }
}

/// The next node to look at.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The node.
    pub node: Node,
    /// Its support.
    pub support: u32,
    /// Where its places lie.
    pub places: Range<usize>,
    /// How many events it has.
    pub length: usize,
}

impl Stack {
    /// Begins with nothing.
    pub fn clear(&mut self) {
        self.open.clear();
        self.children.clear();
        self.top = 0;
    }

    /// Adds places; where they lie.
    pub fn add_places(&mut self, places: &[u32]) -> Range<usize> {
        let at = self.top..self.top + places.len();
        self.reserve(at.end);
        self.places[at.clone()].copy_from_slice(places);
        self.top = at.end;
        at
    }

    /// Begins where another thread stopped.
    pub fn resume<C>(&mut self, part: &Part<C>) {
        self.clear();
        self.add_places(&part.places);
        self.children.extend_from_slice(&part.children);
        let left = 0..self.children.len();
        self.open.push(Open { left, first: 0, base: 0, tree: part.tree, length: part.length });
    }

    /// The children of the node being looked at; those from `first` on.
    pub fn children(&mut self, first: usize) -> &mut [Child] {
        &mut self.children[first..]
    }

    /// The node being looked at, with the children from `first` on, as other engines take it.
    pub fn counted<'a, C>(
        &'a self,
        local: &'a Local<C>,
        (first, tree, length): (usize, u32, usize),
        places: &Range<usize>,
    ) -> Counted<'a, C> {
        Counted { local, places: &self.places[places.clone()], children: &self.children[first..], tree, length }
    }

    /// Adds children to the node being looked at.
    pub fn add_children(&mut self, children: &[Child]) {
        self.children.extend_from_slice(children);
    }

    /// Forgets the children from `first` on.
    pub fn truncate(&mut self, first: usize) {
        self.children.truncate(first);
    }

    /// Places by where they lie.
    pub fn places(&self, at: &Range<usize>) -> &[u32] {
        &self.places[at.clone()]
    }

    /// Counts what comes after the places; the first of the children, which end the list of children, and how many
    /// events there were; `None` when the budget is spent.
    pub fn count<C: Cell>(
        &mut self,
        local: &Local<C>,
        places: Range<usize>,
        min_support: u32,
        tables: &mut Tables,
        harvest: &mut Harvest,
    ) -> Option<(usize, usize)> {
        let first = self.children.len();
        let mut spent = false;
        for (chunk, pause) in paced(&self.places[places], local.longest) {
            tables.count(local, chunk);
            spent |= pause && harvest.is_spent();
            if spent {
                break;
            }
        }
        let events = tables.take(if spent { u32::MAX } else { min_support }, &mut self.children);
        (!spent).then_some((first, events))
    }

    /// Opens a node with the children from `first` on, if one of them can have children.
    pub fn open<C: Cell>(
        &mut self,
        local: &Local<C>,
        (first, tree, length): (usize, u32, usize),
        places: Range<usize>,
        tables: &mut Tables,
        harvest: &mut Harvest,
    ) {
        let base = self.top;
        let asked = if length < harvest.max_length { harvest.min_support_at(length + 1) } else { u32::MAX };
        if harvest.is_rising() {
            self.children[first..].sort_unstable_by_key(|child| (Reverse(child.support), child.item));
        }
        for child in &mut self.children[first..] {
            let n = if child.grows >= asked { child.grows as usize } else { 0 };
            child.places = (self.top, self.top + n);
            self.top += n;
        }
        if self.top == base {
            self.children.truncate(first);
            return;
        }
        if self.top > self.places.len() && !harvest.take(4 * (self.top - self.places.len())) {
            self.children.drain(first..).for_each(|child| harvest.leave(child.support));
            self.top = base;
            return;
        }
        self.reserve(self.top);
        let (above, below) = self.places.split_at_mut(base);
        let children = &self.children[first..];
        tables.expect(children, base);
        for (chunk, pause) in paced(&above[places], local.longest) {
            tables.deliver(local, chunk, below);
            // What is not delivered is not gone into any more either.
            if pause && harvest.is_spent() {
                break;
            }
        }
        tables.forget(children);
        self.open.push(Open { left: first..self.children.len(), first, base, tree, length });
    }

    /// The next child to look at; `None` when all is done.
    pub fn next(&mut self) -> Option<Visit> {
        loop {
            let open = self.open.last_mut()?;
            for at in open.left.by_ref() {
                let child = &self.children[at];
                if child.places.0 < child.places.1 {
                    let node = Node { tree: open.tree, at: child.node };
                    let places = child.places.0..child.places.1;
                    return Some(Visit { node, support: child.support, places, length: open.length });
                }
            }
            self.children.truncate(open.first);
            self.top = open.base;
            self.open.pop();
        }
    }

    /// Gives up: tells the harvest what is left.
    pub fn leave(&mut self, harvest: &mut Harvest) {
        while let Some(left) = self.next() {
            harvest.leave(left.support);
        }
    }

    /// Splits off about half of what is left in the node nearest to the root that has at least `worth` places left.
    pub fn split<C>(&mut self, local: &Arc<Local<C>>, worth: usize) -> Option<Part<C>> {
        let deepest = self.open.len().checked_sub(1)?;
        let Stack { places, children, open, .. } = self;
        let size = |child: &Child| child.places.1 - child.places.0;
        for (depth, open) in open.iter_mut().enumerate() {
            let left = &children[open.left.clone()];
            let total: usize = left.iter().map(size).sum();
            // The last child of the deepest node is what this thread itself goes on with.
            if total < worth || depth == deepest && left.iter().filter(|child| size(child) > 0).count() == 1 {
                continue;
            }
            let mut given = 0;
            let mut middle = open.left.end;
            while 2 * given < total {
                middle -= 1;
                given += size(&children[middle]);
            }
            let mut part = Part {
                local: Arc::clone(local),
                places: vec![],
                children: vec![],
                tree: open.tree,
                length: open.length,
            };
            for child in &children[middle..open.left.end] {
                let at = part.places.len();
                part.places.extend_from_slice(&places[child.places.0..child.places.1]);
                part.children.push(Child { places: (at, part.places.len()), ..*child });
            }
            open.left.end = middle;
            return Some(part);
        }
        None
    }

    fn reserve(&mut self, top: usize) {
        lengthen(&mut self.places, top);
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let Stack { places, children, open, .. } = self;
        4 * places.capacity() + children.capacity() * size_of::<Child>() + open.capacity() * size_of::<Open>()
    }
}
