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
use crate::sequence::task::{Ground, Task};
use crate::sequence::tree::hash;
use cell::{Cell, Narrow, Wide};
use local::{Child, Local};
use root::Scan;
use stack::{Stack, Visit};
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
    pub fn root(&mut self, ground: &Ground, item: u32, harvest: &mut Harvest, pool: &Pool<Task>) {
        let (parent, places, asked) =
            (Node { tree: 0, at: item + 1 }, ground.roots.of(item), harvest.min_support_at(2));
        if places.len() < asked as usize || harvest.max_length < 2 {
            return;
        }
        let hash =
            if harvest.memo_wanted() { places.iter().fold(0, |sum: u128, &p| sum.wrapping_add(hash(p))) } else { 0 };
        if harvest.memo_wanted() && harvest.known(parent, 2, hash) {
            return;
        }
        let mut children = std::mem::take(&mut self.children);
        if !self.scan.count((ground.cells, places, ground.roots.longest), asked, &mut children, harvest) {
            harvest.leave(ground.cells.supports[item as usize]);
        } else if !children.is_empty() {
            let first = harvest.block(parent, 2, children.iter().map(|child| (child.item, child.support)));
            children.iter_mut().zip(first.at..).for_each(|(child, at)| child.node = at);
            if harvest.memo_wanted() {
                harvest.remember(2, hash, first);
            }
            if harvest.is_rising() {
                let rest = Subtree { item, tree: first.tree, children: std::mem::take(&mut children) };
                pool.give(Task::Sparse(Part::Subtree(rest)));
            } else {
                self.subtree(ground, (item, first.tree), &mut children, harvest, pool);
            }
        }
        self.children = children;
    }

    /// Searches below the children of an item.
    fn subtree(
        &mut self,
        ground: &Ground,
        root: (u32, u32),
        children: &mut [Child],
        harvest: &mut Harvest,
        pool: &Pool<Task>,
    ) {
        if harvest.max_length < 3 {
            return;
        }
        if children.len() <= Narrow::ITEMS && ground.roots.longest <= Narrow::LONGEST {
            self.enter::<Narrow>(ground, root, children, harvest, pool);
        } else {
            self.enter::<Wide>(ground, root, children, harvest, pool);
        }
    }

    /// Cuts out the local database of an item's subtree and searches it.
    fn enter<C: Form>(
        &mut self,
        ground: &Ground,
        (item, tree): (u32, u32),
        children: &mut [Child],
        harvest: &mut Harvest,
        pool: &Pool<Task>,
    ) {
        let mut local = std::mem::take(C::local(self));
        // Parts of the last subtree may still be at work elsewhere.
        if Arc::get_mut(&mut local).is_none() {
            local = Arc::default();
        }
        let fresh = Arc::get_mut(&mut local).expect("nobody else has it");
        let suffixes = (ground.cells, ground.roots.of(item), ground.roots.longest);
        if self.scan.cut(suffixes, children, fresh, harvest) {
            self.stack.clear();
            self.stack.add_children(children);
            let all = self.stack.add_places(&local.starts);
            self.tables.fit(local.steps.len());
            self.stack.open(&*local, (0, tree, 2), all, &mut self.tables, harvest);
            self.search(&local, harvest, pool);
        } else {
            children.iter().for_each(|child| harvest.leave(child.support));
        }
        *C::local(self) = local;
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, ground: &Ground, part: Part, harvest: &mut Harvest, pool: &Pool<Task>) {
        match part {
            Part::Subtree(Subtree { item, tree, mut children }) => {
                // The threshold may have risen since they were counted.
                let asked = harvest.min_support_at(2);
                children.retain(|child| child.support >= asked);
                if harvest.is_spent() {
                    children.iter().for_each(|child| harvest.leave(child.support));
                } else if !children.is_empty() {
                    self.subtree(ground, (item, tree), &mut children, harvest, pool);
                }
            }
            Part::Narrow(part) => self.go_on(&part, harvest, pool),
            Part::Wide(part) => self.go_on(&part, harvest, pool),
        }
    }

    fn go_on<C: Form>(&mut self, part: &stack::Part<C>, harvest: &mut Harvest, pool: &Pool<Task>) {
        self.stack.resume(part);
        self.tables.fit(part.local.steps.len());
        self.search(&part.local, harvest, pool);
    }

    /// Looks at everything the stack has left.
    fn search<C: Form>(&mut self, local: &Arc<Local<C>>, harvest: &mut Harvest, pool: &Pool<Task>) {
        while let Some(visit) = self.stack.next() {
            if harvest.is_spent() {
                harvest.leave(visit.support);
                self.stack.leave(harvest);
                return;
            }
            if pool.is_hungry()
                && let Some(part) = self.stack.split(local, self.worth_giving)
            {
                pool.give(Task::Sparse(C::part(part)));
            }
            self.visit(local, visit, harvest);
        }
    }

    fn visit<C: Cell>(&mut self, local: &Local<C>, visit: Visit, harvest: &mut Harvest) {
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
        let Some(first) = self.stack.count(local, visit.places.clone(), asked, &mut self.tables, harvest) else {
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
        self.stack.open(local, (first, node.tree, length), visit.places, &mut self.tables, harvest);
    }
}
