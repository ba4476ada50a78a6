//! What threads do and give to one another in a plain search.
use crate::kernels::Level;
use crate::pool::Pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::Harvest;
use crate::sequence::sparse;
use crate::sequence::vector;

/// A piece of a plain search. Everything an engine gives away goes on in the engine that gave it.
#[derive(Debug)]
pub enum Task {
    /// All patterns that begin with this item.
    Root(u32),
    /// Some children of a node of the sparse engine.
    Sparse(sparse::Part),
    /// Some children of a node of the vector engine.
    Vector(vector::Part),
}

/// What all threads of a plain search look at.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The journeys.
    pub cells: &'a Cells,
    /// Where they go on after each item.
    pub roots: sparse::Roots,
}

/// One thread of a plain search: what it has found, and the memory of its engines.
#[derive(Debug)]
pub struct Worker<'g, 'a> {
    ground: &'g Ground<'g>,
    harvest: Harvest<'a>,
    sparse: sparse::Desk,
    vector: vector::Desk,
}

impl<'g, 'a> Worker<'g, 'a> {
    /// A thread that has done nothing yet.
    pub fn new(ground: &'g Ground<'g>, harvest: Harvest<'a>) -> Self {
        Worker {
            ground,
            harvest,
            sparse: sparse::Desk::new(ground.cells.codes.len()),
            vector: vector::Desk::new(Level::widest()),
        }
    }

    /// Does a task, or gives part of it away.
    pub fn work(&mut self, task: Task, pool: &Pool<Task>) {
        let Worker { ground, harvest, sparse, vector } = self;
        match task {
            Task::Root(item) => {
                let support = ground.cells.supports[item as usize];
                if harvest.is_spent() {
                    harvest.leave(support);
                } else if support >= harvest.min_support_at(1) {
                    sparse.root(ground, item, harvest, pool);
                }
            }
            Task::Sparse(part) => sparse.resume(ground, part, harvest, pool),
            Task::Vector(part) => vector.resume(part, harvest, pool),
        }
    }

    /// What was found.
    pub fn into_harvest(self) -> Harvest<'a> {
        self.harvest
    }
}
