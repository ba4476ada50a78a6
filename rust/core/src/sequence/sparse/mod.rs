//! Single events by walking: a pattern is the list of places where each journey goes on after it.
//!
//! Good where few journeys hold a pattern or little comes after it; every subtree begins here, and goes on here until
//! another engine is worth its preparation.
pub mod cell;
mod cut;
pub mod local;
mod pace;
mod root;
mod stack;
mod tables;
#[cfg(test)]
mod tests;

pub use root::Roots;

use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::task::{Engines, Piece, Task};
use cell::{Cell, Narrow, Wide};
use cut::Scissors;
use local::{Child, Local};
use root::Whole;
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

impl Part {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        match self {
            Part::Subtree(subtree) => subtree.children.len() * size_of::<Child>(),
            Part::Narrow(part) => part.bytes(),
            Part::Wide(part) => part.bytes(),
        }
    }
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
    pub roots: &'w Roots,
    /// Where patterns go.
    pub harvest: &'w mut Harvest<'a>,
    /// Who may go on where this engine has counted.
    pub engines: &'w mut Engines,
    /// Whom pieces are given to.
    pub pool: &'w Pool<Task>,
}

impl Around<'_, '_> {
    fn give(&mut self, part: Part) {
        self.pool.give(Task::part(Piece::Sparse(part), self.harvest));
    }
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    stack: Stack,
    tables: Tables,
    scissors: Scissors,
    children: Vec<Child>,
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
        let mut tables = Tables::default();
        tables.fit(n_items);
        Desk {
            stack: Stack::default(),
            tables,
            scissors: Scissors::default(),
            children: Vec::new(),
            narrow: Arc::default(),
            wide: Arc::default(),
            worth_giving: WORTH_GIVING,
        }
    }

    /// Searches the subtree of an item; where the threshold rises, only its first level, and gives the rest away.
    pub fn root(&mut self, item: u32, support: u32, around: &mut Around) {
        match &around.roots.whole {
            Whole::Narrow(whole) => self.first_level(whole, (item, support), around),
            Whole::Wide(whole) => self.first_level(whole, (item, support), around),
        }
    }

    fn first_level<C: Cell>(&mut self, whole: &Local<C>, (item, support): (u32, u32), around: &mut Around) {
        let places = around.roots.of(item);
        if places.len() < around.harvest.min_support_at(2) as usize || around.harvest.max_length < 2 {
            return;
        }
        self.stack.clear();
        let places = self.stack.add_places(places);
        around.harvest.weigh(Owner::Sparse, self.stack.bytes());
        let visit = Visit { node: Node { tree: 0, at: item + 1 }, support, places, length: 1 };
        let Some(Reached { tree, .. }) = self.reach(whole, &visit, around.harvest) else { return };
        if around.harvest.is_rising() {
            let rest = Subtree { item, tree, children: self.stack.children(0).to_vec() };
            around.give(Part::Subtree(rest));
        } else {
            self.subtree(whole, (item, tree), visit.places, around);
        }
    }

    /// Searches below the children of an item, which are all that is on the stack.
    fn subtree<C: Cell>(
        &mut self,
        whole: &Local<C>,
        (item, tree): (u32, u32),
        places: Range<usize>,
        around: &mut Around,
    ) {
        let Around { harvest, engines, pool, .. } = around;
        if harvest.max_length < 3 {
            return;
        }
        // What is not frequent below it does not count, for it is cut away before anything is walked again.
        let node = self.stack.counted(whole, (0, tree, 2), &places);
        let events = node.children.iter().map(|child| child.support as usize).sum();
        if engines.enter(&node, events, harvest, pool) {
            return;
        }
        if node.children.len() <= Narrow::ITEMS && whole.longest <= Narrow::LONGEST {
            self.walk::<C, Narrow>(whole, (item, tree), around);
        } else {
            self.walk::<C, Wide>(whole, (item, tree), around);
        }
    }

    /// Cuts out the local database of an item's subtree and searches it.
    fn walk<C: Cell, D: Form>(&mut self, whole: &Local<C>, (item, tree): (u32, u32), around: &mut Around) {
        let mut local = std::mem::take(D::local(self));
        // Parts of the last subtree may still be at work elsewhere.
        if Arc::get_mut(&mut local).is_none() {
            local = Arc::default();
        }
        let fresh = Arc::get_mut(&mut local).expect("nobody else has it");
        let mut children = std::mem::take(&mut self.children);
        children.clear();
        children.extend_from_slice(self.stack.children(0));
        self.stack.clear();
        if self.scissors.cut((whole, around.roots.of(item)), &mut children, fresh, around.harvest) {
            self.stack.add_children(&children);
            let all = self.stack.add_places(&local.starts);
            self.tables.fit(local.steps.len());
            let events = local.cells.len() - local.starts.len();
            self.go_into(&local, Reached { first: 0, tree, length: 2, events }, all, around);
            self.search(&local, around);
        } else {
            children.iter().for_each(|child| around.harvest.leave(child.support));
        }
        self.children = children;
        *D::local(self) = local;
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, around: &mut Around) {
        match part {
            Part::Subtree(part) => match &around.roots.whole {
                Whole::Narrow(whole) => self.second_level(whole, part, around),
                Whole::Wide(whole) => self.second_level(whole, part, around),
            },
            Part::Narrow(part) => self.go_on(&part, around),
            Part::Wide(part) => self.go_on(&part, around),
        }
    }

    fn second_level<C: Cell>(&mut self, whole: &Local<C>, part: Subtree, around: &mut Around) {
        let Subtree { item, tree, mut children } = part;
        // The threshold may have risen since they were counted.
        let asked = around.harvest.min_support_at(2);
        children.retain(|child| child.support >= asked);
        if around.harvest.is_spent() {
            children.iter().for_each(|child| around.harvest.leave(child.support));
        } else if !children.is_empty() {
            self.stack.clear();
            self.stack.add_children(&children);
            let places = self.stack.add_places(around.roots.of(item));
            self.subtree(whole, (item, tree), places, around);
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
                around.give(C::part(part));
            }
            self.visit(local, visit, around);
            around.harvest.weigh(Owner::Sparse, self.stack.bytes());
        }
    }

    fn visit<C: Cell>(&mut self, local: &Local<C>, visit: Visit, around: &mut Around) {
        if visit.support >= around.harvest.min_support_at(visit.length)
            && let Some(reached) = self.reach(local, &visit, around.harvest)
        {
            self.go_into(local, reached, visit.places, around);
        }
    }

    /// Counts and reports a node's children, which come to the end of the stack; `None` when nothing is left to do.
    fn reach<C: Cell>(&mut self, local: &Local<C>, visit: &Visit, harvest: &mut Harvest) -> Option<Reached> {
        let (length, memo, early) = (visit.length + 1, harvest.memo_wanted(), harvest.memo_early());
        let mut hash = 0;
        if memo && early {
            hash = local.hash(self.stack.places(&visit.places));
            if harvest.known(visit.node, length, hash) {
                return None;
            }
        }
        let asked = harvest.min_support_at(length);
        let counted = self.stack.count(local, visit.places.clone(), asked, &mut self.tables, harvest);
        let Some((first, events)) = counted else {
            harvest.leave(visit.support);
            return None;
        };
        if self.stack.children(first).is_empty() {
            return None;
        }
        if memo && !early {
            hash = local.hash(self.stack.places(&visit.places));
            if harvest.known(visit.node, length, hash) {
                self.stack.truncate(first);
                return None;
            }
        }
        let children = self.stack.children(first);
        let steps = children.iter().map(|child| (local.steps[child.item as usize], child.support));
        let node = harvest.block(visit.node, length, steps);
        children.iter_mut().zip(node.at..).for_each(|(child, at)| child.node = at);
        if memo {
            harvest.remember(length, hash, node);
        }
        Some(Reached { first, tree: node.tree, length, events })
    }

    /// Leaves what is below a node's children to another engine, or opens the node.
    fn go_into<C: Cell>(&mut self, local: &Local<C>, reached: Reached, places: Range<usize>, around: &mut Around) {
        let Reached { first, tree, length, events } = reached;
        let Around { harvest, engines, pool, .. } = around;
        let node = (first, tree, length);
        if length < harvest.max_length
            && engines.enter(&self.stack.counted(local, node, &places), events, harvest, pool)
        {
            self.stack.truncate(first);
        } else {
            self.stack.open(local, node, places, &mut self.tables, harvest);
        }
    }
}

/// A node whose children are reported: those from `first` on, of `length` events, in this `tree`; so many events come
/// after it in all journeys.
struct Reached {
    first: usize,
    tree: u32,
    length: usize,
    events: usize,
}
