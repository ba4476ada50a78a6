//! What threads do and give to one another in a plain search.
use crate::budget::Budget;
use crate::kernels::Level;
use crate::pool::Pool;
use crate::sequence::blocks::{self, Blocks};
use crate::sequence::cells::Cells;
use crate::sequence::choose::{self, Engine, Measure, Size, Whole};
use crate::sequence::harvest::{Harvest, Node};
use crate::sequence::hops::{self, Hops};
use crate::sequence::sets;
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;
use crate::sequence::sparse::{self, Around};
use crate::sequence::vector;
use std::sync::Arc;

/// A piece of a plain search. Everything an engine gives away goes on in the engine that gave it.
#[derive(Debug)]
pub enum Task {
    /// All patterns that begin with this item.
    Root(u32),
    /// Some children of a node of the sparse engine.
    Sparse(sparse::Part),
    /// Some children of a node of the vector engine.
    Vector(vector::Part),
    /// Some patterns of the search in blocks.
    Blocks(blocks::Part),
    /// Some patterns of the search by hops.
    Hops(hops::Part),
    /// Some children of a node of the engines for set elements.
    Sets(Box<sets::Part>),
}

impl From<sets::Part> for Task {
    fn from(part: sets::Part) -> Self {
        Task::Sets(Box::new(part))
    }
}

/// What all threads of a plain search look at.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The journeys.
    pub cells: &'a Cells,
    /// Where they go on after each item; empty where there are set elements.
    pub roots: sparse::Roots,
    /// The same journeys for the engines for set elements, where there are such elements.
    pub sets: Option<sets::Roots>,
    /// The same journeys for an engine that does all of the search, where there is one.
    pub index: Index,
}

/// All journeys as an engine needs them that does all of the search.
#[derive(Debug)]
pub enum Index {
    /// None does.
    None,
    /// In blocks.
    Blocks(Arc<Blocks>),
    /// With hops.
    Hops(Arc<Hops>),
}

impl<'a> Ground<'a> {
    /// Prepares what engines need to know of `cells`; `shares` where nodes with equal futures share their children.
    pub fn new(cells: &'a Cells, shares: bool) -> Self {
        let sets = cells.has_sets().then(|| sets::Roots::new(cells, shares));
        let roots = if sets.is_some() { sparse::Roots::default() } else { sparse::Roots::new(cells) };
        Ground { cells, roots, sets, index: Index::None }
    }

    /// Lays the journeys out anew where one engine is to do all of the search.
    pub fn with_index(self, budget: &Budget) -> Self {
        let cells = self.cells;
        let n = cells.len();
        let names = cells.codes.len();
        let size = Size { names, journeys: n, events: cells.cells.len() - n, longest: self.roots.longest };
        let (steps, is_spent) = ((0..names as u32).collect::<Vec<_>>(), || budget.is_spent());
        let journey = |at| cells.events(at as u32);
        let index = match choose::whole(size) {
            _ if self.sets.is_some() => None,
            Whole::None => None,
            Whole::Blocks => Blocks::of(&steps, n, journey, is_spent).map(|blocks| Index::Blocks(Arc::new(blocks))),
            Whole::Hops => {
                let hops = Hops::of(&steps, size.events, (0..n).map(journey), is_spent);
                hops.map(|hops| Index::Hops(Arc::new(hops)))
            }
        };
        Ground { index: index.unwrap_or(Index::None), ..self }
    }
}

/// One thread of a plain search: what it has found, and the memory of its engines.
#[derive(Debug)]
pub struct Worker<'g, 'a> {
    ground: &'g Ground<'g>,
    harvest: Harvest<'a>,
    pub(super) sparse: sparse::Desk,
    pub(super) engines: Engines,
    hops: hops::Desk,
    sets: sets::Desk,
}

/// The engines that go on where the sparse one has counted.
#[derive(Debug)]
pub struct Engines {
    vector: vector::Desk,
    blocks: blocks::Desk,
    /// See [`choose::engine`].
    pub(super) advantage: f64,
}

impl Engines {
    /// With registers of this width.
    pub fn new(level: Level) -> Self {
        Engines { vector: vector::Desk::new(level), blocks: blocks::Desk::new(level), advantage: choose::ADVANTAGE }
    }

    /// Searches all below a counted node if another engine than the sparse one is to do it; did one?
    pub fn enter<C: Cell>(
        &mut self,
        node: &Counted<C>,
        events: usize,
        harvest: &mut Harvest,
        pool: &Pool<Task>,
    ) -> bool {
        // Only the sparse engine knows equal futures again.
        if harvest.memo_wanted() {
            return false;
        }
        let deliveries = node.children.iter().map(|child| u64::from(child.support)).sum();
        let measure = Measure { journeys: node.places.len(), events, children: node.children.len(), deliveries };
        match choose::engine(measure, self.advantage) {
            Engine::Sparse => false,
            Engine::Vector => self.vector.enter(node, harvest, pool) || self.blocks.enter(node, harvest, pool),
        }
    }
}

impl<'g, 'a> Worker<'g, 'a> {
    /// A thread that has done nothing yet.
    pub fn new(ground: &'g Ground<'g>, harvest: Harvest<'a>) -> Self {
        let (n_items, level) = (ground.cells.codes.len(), Level::widest());
        Worker {
            ground,
            harvest,
            sparse: sparse::Desk::new(n_items),
            engines: Engines::new(level),
            hops: hops::Desk::new(level),
            sets: sets::Desk::new(n_items, level),
        }
    }

    /// Does a task, or gives part of it away.
    pub fn work(&mut self, task: Task, pool: &Pool<Task>) {
        let Worker { ground, harvest, sparse, engines, hops, sets } = self;
        let mut around = Around { ground, harvest, engines, pool };
        match task {
            Task::Root(item) => {
                let support = ground.cells.supports[item as usize];
                if around.harvest.is_spent() {
                    around.harvest.leave(support);
                } else if support >= around.harvest.min_support_at(1) {
                    let root = (item, support, Node { tree: 0, at: item + 1 });
                    match (&ground.sets, &ground.index) {
                        (Some(roots), _) => sets.root(roots, (item, support), harvest, pool),
                        (None, Index::Blocks(blocks)) => engines.blocks.root(blocks, root, harvest, pool),
                        (None, Index::Hops(all)) => hops.root(all, root, harvest, pool),
                        (None, Index::None) => sparse.root(item, &mut around),
                    }
                }
            }
            Task::Sparse(part) => sparse.resume(part, &mut around),
            Task::Vector(part) => engines.vector.resume(part, harvest, pool),
            Task::Blocks(part) => engines.blocks.resume(part, harvest, pool),
            Task::Hops(part) => hops.resume(part, harvest, pool),
            Task::Sets(part) => sets.resume(*part, harvest, pool),
        }
    }

    /// What was found.
    pub fn into_harvest(self) -> Harvest<'a> {
        self.harvest
    }
}
