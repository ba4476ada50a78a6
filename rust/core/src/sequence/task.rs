//! What threads do and give to one another in a plain search.
use crate::budget::Budget;
use crate::error::Result;
use crate::kernels::Level;
use crate::pool::Pool;
use crate::sequence::blocks::{self, Blocks};
use crate::sequence::cells::Cells;
use crate::sequence::choose::{self, Engine, Measure, Size, Whole};
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::hops::{self, Hops};
use crate::sequence::sets;
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;
use crate::sequence::sparse::{self, Around};
use crate::sequence::vector;
use std::sync::Arc;

/// A piece of a plain search, and how large a share of all of it.
#[derive(Debug)]
pub struct Task {
    /// What is to be done.
    pub piece: Piece,
    share: f64,
}

impl Task {
    /// All patterns that begin with an item, so large a share of the search.
    pub fn root(item: u32, share: f64) -> Self {
        Task { piece: Piece::Root(item), share }
    }

    /// A part of the task at hand, which keeps half of its share.
    pub fn part(piece: Piece, harvest: &mut Harvest) -> Self {
        Task { piece, share: harvest.give_share() }
    }
}

/// What is to be done. Everything an engine gives away goes on in the engine that gave it.
#[derive(Debug)]
pub enum Piece {
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

impl sets::OfPart for Task {
    fn of(part: sets::Part, harvest: &mut Harvest) -> Self {
        Task::part(Piece::Sets(Box::new(part)), harvest)
    }
}

/// What all threads of a plain search look at.
#[derive(Debug)]
pub struct Ground {
    /// In how many journeys each item occurs.
    pub supports: Vec<u32>,
    /// How many events and journeys there are.
    pub size: usize,
    /// The journeys as the engines need them that begin.
    pub start: Start,
}

/// All journeys as the engines need them that begin.
#[derive(Debug)]
pub enum Start {
    /// Walks, which others go on from.
    Walks(sparse::Roots),
    /// Blocks, to the end.
    Blocks(Arc<Blocks>),
    /// Hops, to the end.
    Hops(Arc<Hops>),
    /// The engines for set elements.
    Sets(sets::Roots),
}

impl Start {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        match self {
            Start::Walks(roots) => roots.bytes(),
            Start::Blocks(blocks) => blocks.bytes(),
            Start::Hops(hops) => hops.bytes(),
            Start::Sets(roots) => roots.bytes(),
        }
    }
}

impl Ground {
    /// What [`Ground::new`] will hold beside what the cells did.
    pub fn bytes_of(cells: &Cells, shares: bool) -> usize {
        if cells.has_sets() { sets::Roots::bytes_of(cells, shares) } else { sparse::Roots::bytes_of(cells, shares) }
    }

    /// The journeys as the engines for walks and for set elements need them; `shares` where nodes with equal futures
    /// share their children. Of no use where `stop` said so.
    pub fn new(cells: Cells, shares: bool, stop: impl Fn() -> bool) -> Self {
        let (supports, size) = (cells.supports.clone(), cells.cells.len());
        let start = if cells.has_sets() {
            Start::Sets(sets::Roots::new(&cells, shares, stop))
        } else {
            Start::Walks(sparse::Roots::new(cells, shares, stop))
        };
        Ground { supports, size, start }
    }

    /// The journeys as the engine needs them that is best for all of them and for which there is memory;
    /// [`crate::error::Error::Memory`] where there is none for any.
    pub fn chosen(cells: Cells, shares: bool, budget: &Budget) -> Result<Self> {
        let n = cells.len();
        let names = cells.codes.len();
        let size = Size { names, journeys: n, events: cells.cells.len() - n, longest: cells.longest() };
        let is_spent = || budget.is_spent();
        let left = budget.memory_left().unwrap_or(usize::MAX);
        let start = match choose::whole(size) {
            _ if cells.has_sets() => None,
            Whole::None => None,
            Whole::Blocks => Blocks::all(&cells, left, is_spent).map(|blocks| Start::Blocks(Arc::new(blocks))),
            Whole::Hops if Hops::bytes_of(names, size.events + n) > left => None,
            Whole::Hops => Hops::all(&cells, is_spent).map(|hops| Start::Hops(Arc::new(hops))),
        };
        if let Some(start) = start {
            return Ok(Ground { supports: cells.supports, size: cells.cells.len(), start });
        }
        budget.require("journeys", Ground::bytes_of(&cells, shares))?;
        let stop = cells.stop_by(budget);
        let ground = Ground::new(cells, shares, stop);
        if stop() { budget.check_room().map(|()| ground) } else { Ok(ground) }
    }
}

/// One thread of a plain search: what it has found, and the memory of its engines.
#[derive(Debug)]
pub struct Worker<'g, 'a> {
    ground: &'g Ground,
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
    /// See [`choose::room`].
    room: usize,
}

impl Engines {
    /// With registers of this width, for journeys of so many events in all.
    pub fn new(level: Level, events: usize) -> Self {
        let (vector, blocks) = (vector::Desk::new(level), blocks::Desk::new(level));
        Engines { vector, blocks, advantage: choose::ADVANTAGE, room: choose::room(events) }
    }

    /// Searches all below a counted node if another engine than the sparse one is to do it; did one?
    pub fn enter<C: Cell>(
        &mut self,
        node: &Counted<C>,
        events: usize,
        harvest: &mut Harvest,
        pool: &Pool<Task>,
    ) -> bool {
        let deliveries = node.children.iter().map(|child| u64::from(child.support)).sum();
        let measure = Measure { journeys: node.places.len(), events, children: node.children.len(), deliveries };
        match choose::engine(measure, self.advantage, self.room) {
            Engine::Sparse => false,
            // Blocks of a part of the journeys do not know what their places are called in all of them.
            Engine::Vector => {
                self.vector.enter(node, harvest, pool)
                    || !harvest.memo_wanted() && self.blocks.enter(node, harvest, pool)
            }
        }
    }
}

impl<'g, 'a> Worker<'g, 'a> {
    /// A thread that has done nothing yet.
    pub fn new(ground: &'g Ground, harvest: Harvest<'a>) -> Self {
        let (n_items, level) = (ground.supports.len(), Level::widest());
        Worker {
            ground,
            harvest,
            sparse: sparse::Desk::new(n_items),
            engines: Engines::new(level, ground.size),
            hops: hops::Desk::new(level),
            sets: sets::Desk::new(n_items, level),
        }
    }

    /// Does a task, or gives part of it away.
    pub fn work(&mut self, task: Task, pool: &Pool<Task>) {
        self.harvest.begin(task.share);
        self.harvest.weigh(Owner::Part, self.bytes_of(&task.piece));
        self.search(task.piece, pool);
        self.harvest.weigh(Owner::Part, 0);
        self.harvest.finish();
    }

    /// What a piece has brought along that no engine counts as its own.
    fn bytes_of(&self, piece: &Piece) -> usize {
        match (piece, &self.ground.start) {
            (Piece::Sparse(part), _) => part.bytes(),
            (Piece::Blocks(part), Start::Walks(_)) => part.bytes(),
            (Piece::Sets(part), _) => part.bytes(),
            _ => 0,
        }
    }

    fn search(&mut self, piece: Piece, pool: &Pool<Task>) {
        match piece {
            Piece::Root(item) => self.root(item, pool),
            Piece::Sparse(part) => {
                if let Start::Walks(roots) = &self.ground.start {
                    let Worker { harvest, sparse, engines, .. } = self;
                    sparse.resume(part, &mut Around { roots, harvest, engines, pool });
                }
            }
            Piece::Vector(part) => self.engines.vector.resume(part, &mut self.harvest, pool),
            Piece::Blocks(part) => self.engines.blocks.resume(part, &mut self.harvest, pool),
            Piece::Hops(part) => self.hops.resume(part, &mut self.harvest, pool),
            Piece::Sets(part) => self.sets.resume(*part, &mut self.harvest, pool),
        }
    }

    fn root(&mut self, item: u32, pool: &Pool<Task>) {
        let Worker { ground, harvest, sparse, engines, hops, sets } = self;
        let (support, node) = (ground.supports[item as usize], Node { tree: 0, at: item + 1 });
        if harvest.is_spent() {
            harvest.leave(support);
        } else if support >= harvest.min_support_at(1) {
            match &ground.start {
                Start::Walks(roots) => sparse.root(item, support, &mut Around { roots, harvest, engines, pool }),
                Start::Blocks(blocks) => engines.blocks.root(blocks, (item, support, node), harvest, pool),
                Start::Hops(all) => hops.root(all, (item, support, node), harvest, pool),
                Start::Sets(roots) => sets.root(roots, (item, support), harvest, pool),
            }
        }
    }

    /// What was found.
    pub fn into_harvest(self) -> Harvest<'a> {
        self.harvest
    }
}
