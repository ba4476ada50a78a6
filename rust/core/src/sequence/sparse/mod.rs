//! Single events by walking: a pattern is the list of places where each journey goes on after it.
//!
//! Good where few journeys hold a pattern or little comes after it; every subtree begins here, and goes on here until
//! another engine is worth its preparation.
pub mod cell;
pub mod local;
mod root;
mod stack;
mod tables;

pub use root::Roots;

use crate::pool::Pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Harvest, Node};
use crate::sequence::task::Task;
use cell::{Cell, Narrow, Wide};
use local::{Child, Local};
use root::Scan;
use stack::{Stack, Visit};
use std::sync::Arc;
use tables::Tables;

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub enum Part {
    /// With up to 65,535 items and journeys no longer.
    Narrow(stack::Part<Narrow>),
    /// With more.
    Wide(stack::Part<Wide>),
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    scan: Scan,
    frequent: Vec<(u32, u32)>,
    stack: Stack,
    tables: Tables,
    narrow: Arc<Local<Narrow>>,
    wide: Arc<Local<Wide>>,
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
            frequent: Vec::new(),
            stack: Stack::default(),
            tables: Tables::default(),
            narrow: Arc::default(),
            wide: Arc::default(),
        }
    }

    /// Searches the subtree of an item.
    pub fn root(&mut self, cells: &Cells, roots: &Roots, item: u32, harvest: &mut Harvest, pool: &Pool<Task>) {
        let places = roots.of(item);
        let asked = harvest.min_support_at(2);
        if places.len() < asked as usize || harvest.max_length < 2 {
            return;
        }
        self.scan.count(cells, places, asked, &mut self.frequent);
        if self.frequent.is_empty() {
            return;
        }
        let first = harvest.block(Node { tree: 0, at: item + 1 }, 2, self.frequent.iter().copied());
        if harvest.max_length < 3 {
            return;
        }
        if self.frequent.len() <= Narrow::ITEMS && roots.longest <= Narrow::LONGEST {
            self.enter::<Narrow>(cells, places, first, harvest, pool);
        } else {
            self.enter::<Wide>(cells, places, first, harvest, pool);
        }
    }

    /// Cuts out the local database of an item's subtree and searches it.
    fn enter<C: Form>(&mut self, cells: &Cells, places: &[u32], first: Node, harvest: &mut Harvest, pool: &Pool<Task>) {
        let mut local = std::mem::take(C::local(self));
        // Parts of the last subtree may still be at work elsewhere.
        if Arc::get_mut(&mut local).is_none() {
            local = Arc::default();
        }
        let fresh = Arc::get_mut(&mut local).expect("nobody else has it");
        fresh.steps.clear();
        fresh.steps.extend(self.frequent.iter().map(|&(item, _)| item));
        self.stack.clear();
        for (&(_, support), item) in self.frequent.iter().zip(0..) {
            self.stack.push(Child { item, support, grows: support, node: first.at + item, places: (0, 0) });
        }
        self.scan.cut(cells, places, self.stack.children(0), fresh);
        let all = self.stack.add_places(&local.starts);
        self.tables.fit(local.steps.len());
        self.stack.open(&*local, (0, first.tree, 2), all, &mut self.tables, harvest);
        self.search(&local, harvest, pool);
        *C::local(self) = local;
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, harvest: &mut Harvest, pool: &Pool<Task>) {
        match part {
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
                && let Some(part) = self.stack.split(local)
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
        let length = visit.length + 1;
        let asked = harvest.min_support_at(length);
        let first = self.stack.count(local, visit.places.clone(), asked, &mut self.tables);
        let children = self.stack.children(first);
        if children.is_empty() {
            return;
        }
        let steps = children.iter().map(|child| (local.steps[child.item as usize], child.support));
        let node = harvest.block(visit.node, length, steps);
        children.iter_mut().zip(node.at..).for_each(|(child, at)| child.node = at);
        self.stack.open(local, (first, node.tree, length), visit.places, &mut self.tables, harvest);
    }
}
