//! Single events by walking: a pattern is the list of places where each journey goes on after it.
//!
//! Good where few journeys hold a pattern or little comes after it; every subtree begins here, and goes on here until
//! another engine is worth its preparation.
pub mod cell;
pub mod local;
mod root;
mod stack;
mod tables;
#[cfg(test)]
mod tests;

pub use root::Roots;

use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Node};
use crate::sequence::task::{Engines, Ground, Task};
use crate::sequence::tree::hash;
use cell::{Cell, Narrow, Wide};
use local::{Child, Local};
use root::Scan;
use stack::{Stack, Visit};
use std::ops::Range;
use std::sync::Arc;
use tables::Tables;

/// Children that have fewer places than this together are not worth giving away.
const WORTH_GIVING: usize = 4096;

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub enum Part {
    /// All below the children of an item.
    Subtree(Subtree),
    /// With up to 65,535 items and journeys no longer.
    Narrow(stack::Part<Narrow>),
    /// With more.
    Wide(stack::Part<Wide>),
}

/// All below the children of an item, which are reported.
#[derive(Debug)]
pub struct Subtree {
    item: u32,
    tree: u32,
    children: Vec<Child>,
}

/// What a thread has around an engine.
#[derive(Debug)]
pub struct Around<'w, 'a> {
    /// What all threads look at.
    pub ground: &'w Ground<'w>,
    /// Where patterns go.
    pub harvest: &'w mut Harvest<'a>,
    /// Who may go on where this engine has counted.
    pub engines: &'w mut Engines,
    /// Whom pieces are given to.
    pub pool: &'w Pool<Task>,
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    scan: Scan,
    children: Vec<Child>,
    stack: Stack,
    tables: Tables,
    narrow: Arc<Local<Narrow>>,
    wide: Arc<Local<Wide>>,
    worth_giving: usize,
}

/// A local database and what parts of a search in it are called.
trait Form: Cell {
    fn local(desk: &mut Desk) -> &mut Arc<Local<Self>>;
    fn part(part: stack::Part<Self>) -> Part;
}

impl Form for Narrow {
    fn local(desk: &mut Desk) -> &mut Arc<Local<Self>> {
        &mut desk.narrow
    }

    fn part(part: stack::Part<Self>) -> Part {
        Part::Narrow(part)
    }
}

impl Form for Wide {
    fn local(desk: &mut Desk) -> &mut Arc<Local<Self>> {
        &mut desk.wide
    }

    fn part(part: stack::Part<Self>) -> Part {
        Part::Wide(part)
    }
}

impl Desk {
    /// For journeys of `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Desk {
            scan: Scan::new(n_items),
            children: Vec::new(),
            stack: Stack::default(),
            tables: Tables::default(),
            narrow: Arc::default(),
            wide: Arc::default(),
            worth_giving: WORTH_GIVING,
        }
    }

    /// Searches the subtree of an item; where the threshold rises, only its first level, and gives the rest away.
    pub fn root(&mut self, item: u32, around: &mut Around) {
        let Around { ground, harvest, .. } = around;
        let (parent, places) = (Node { tree: 0, at: item + 1 }, ground.roots.of(item));
        let (asked, memo) = (harvest.min_support_at(2), harvest.memo_wanted());
        if places.len() < asked as usize || harvest.max_length < 2 {
            return;
        }
        let hash = if memo { places.iter().fold(0, |sum: u128, &place| sum.wrapping_add(hash(place))) } else { 0 };
        if memo && harvest.known(parent, 2, hash) {
            return;
        }
        let mut children = std::mem::take(&mut self.children);
        if !self.scan.count((ground.cells, places, ground.roots.longest), asked, &mut children, harvest) {
            harvest.leave(ground.cells.supports[item as usize]);
        } else if !children.is_empty() {
            let first = harvest.block(parent, 2, children.iter().map(|child| (child.item, child.support)));
            children.iter_mut().zip(first.at..).for_each(|(child, at)| child.node = at);
            if memo {
                harvest.remember(2, hash, first);
            }
            if harvest.is_rising() {
                let rest = Subtree { item, tree: first.tree, children: std::mem::take(&mut children) };
                around.pool.give(Task::Sparse(Part::Subtree(rest)));
            } else {
                self.subtree((item, first.tree), &mut children, around);
            }
        }
        self.children = children;
    }

    /// Searches below the children of an item.
    fn subtree(&mut self, root: (u32, u32), children: &mut [Child], around: &mut Around) {
        if around.harvest.max_length < 3 {
            return;
        }
        if children.len() <= Narrow::ITEMS && around.ground.roots.longest <= Narrow::LONGEST {
            self.enter::<Narrow>(root, children, around);
        } else {
            self.enter::<Wide>(root, children, around);
        }
    }

    /// Cuts out the local database of an item's subtree and searches it.
    fn enter<C: Form>(&mut self, (item, tree): (u32, u32), children: &mut [Child], around: &mut Around) {
        let mut local = std::mem::take(C::local(self));
        // Parts of the last subtree may still be at work elsewhere.
        if Arc::get_mut(&mut local).is_none() {
            local = Arc::default();
        }
        let fresh = Arc::get_mut(&mut local).expect("nobody else has it");
        let Around { ground, harvest, .. } = around;
        let suffixes = (ground.cells, ground.roots.of(item), ground.roots.longest);
        if self.scan.cut(suffixes, children, fresh, harvest) {
            self.stack.clear();
            self.stack.add_children(children);
            let all = self.stack.add_places(&local.starts);
            self.tables.fit(local.steps.len());
            let events = local.cells.len() - local.starts.len();
            self.go_into(&local, (0, tree, 2), (all, events), around);
            self.search(&local, around);
        } else {
            children.iter().for_each(|child| harvest.leave(child.support));
        }
        *C::local(self) = local;
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, around: &mut Around) {
        match part {
            Part::Subtree(Subtree { item, tree, mut children }) => {
                // The threshold may have risen since they were counted.
                let asked = around.harvest.min_support_at(2);
                children.retain(|child| child.support >= asked);
                if around.harvest.is_spent() {
                    children.iter().for_each(|child| around.harvest.leave(child.support));
                } else if !children.is_empty() {
                    self.subtree((item, tree), &mut children, around);
                }
            }
            Part::Narrow(part) => self.go_on(&part, around),
            Part::Wide(part) => self.go_on(&part, around),
        }
    }

    fn go_on<C: Form>(&mut self, part: &stack::Part<C>, around: &mut Around) {
        self.stack.resume(part);
        self.tables.fit(part.local.steps.len());
        self.search(&part.local, around);
    }

    /// Looks at everything the stack has left.
    fn search<C: Form>(&mut self, local: &Arc<Local<C>>, around: &mut Around) {
        while let Some(visit) = self.stack.next() {
            if around.harvest.is_spent() {
                around.harvest.leave(visit.support);
                self.stack.leave(around.harvest);
                return;
            }
            if around.pool.is_hungry()
                && let Some(part) = self.stack.split(local, self.worth_giving)
            {
                around.pool.give(Task::Sparse(C::part(part)));
            }
            self.visit(local, visit, around);
        }
    }

    fn visit<C: Cell>(&mut self, local: &Local<C>, visit: Visit, around: &mut Around) {
        let harvest = &mut *around.harvest;
        if visit.support < harvest.min_support_at(visit.length) {
            return;
        }
        let (length, memo, early) = (visit.length + 1, harvest.memo_wanted(), harvest.memo_early());
        let mut hash = 0;
        if memo && early {
            hash = local.hash(self.stack.places(&visit.places));
            if harvest.known(visit.node, length, hash) {
                return;
            }
        }
        let asked = harvest.min_support_at(length);
        let counted = self.stack.count(local, visit.places.clone(), asked, &mut self.tables, harvest);
        let Some((first, events)) = counted else {
            harvest.leave(visit.support);
            return;
        };
        if self.stack.children(first).is_empty() {
            return;
        }
        if memo && !early {
            hash = local.hash(self.stack.places(&visit.places));
            if harvest.known(visit.node, length, hash) {
                self.stack.truncate(first);
                return;
            }
        }
        let children = self.stack.children(first);
        let steps = children.iter().map(|child| (local.steps[child.item as usize], child.support));
        let node = harvest.block(visit.node, length, steps);
        children.iter_mut().zip(node.at..).for_each(|(child, at)| child.node = at);
        if memo {
            harvest.remember(length, hash, node);
        }
        self.go_into(local, (first, node.tree, length), (visit.places, events), around);
    }

    /// Leaves what is below a node's children, those from `first` on, to another engine, or opens the node.
    fn go_into<C: Cell>(
        &mut self,
        local: &Local<C>,
        node: (usize, u32, usize),
        (places, events): (Range<usize>, usize),
        around: &mut Around,
    ) {
        let (first, _, length) = node;
        let Around { harvest, engines, pool, .. } = around;
        if length < harvest.max_length
            && engines.enter(&self.stack.counted(local, node, &places), events, harvest, pool)
        {
            self.stack.truncate(first);
        } else {
            self.stack.open(local, node, places, &mut self.tables, harvest);
        }
    }
}
