//! The plain search: all patterns of a fixed least support and no rule on gaps, found by fast engines and kept in trees.
use crate::budget::Budget;
use crate::pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Harvest, Node};
use crate::sequence::sparse::Roots;
use crate::sequence::task::{Ground, Task, Worker};
use std::cmp::Reverse;

/// How far a plain search goes.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// How many journeys must hold a pattern.
    pub min_support: u32,
    /// How many events it may have.
    pub max_length: usize,
    /// How many threads search.
    pub n_jobs: usize,
}

/// All patterns within the scope, as what each thread found; thread 0 has the block of the single events.
///
/// The largest subtrees come first, so that the small ones fill the gaps at the end.
pub fn search<'a>(cells: &Cells, scope: &Scope, budget: &'a Budget) -> Vec<Harvest<'a>> {
    let ground = Ground { roots: Roots::new(cells), cells };
    let mut items: Vec<u32> = (0..cells.end()).collect();
    items.sort_by_key(|&item| Reverse(cells.supports[item as usize]));
    let start = |number| {
        let mut harvest = Harvest::new(number, scope.min_support, scope.max_length, budget);
        if number == 0 {
            harvest.block(
                Node { tree: 0, at: 0 },
                1,
                (0..cells.end()).map(|item| (item, cells.supports[item as usize])).collect::<Vec<_>>().into_iter(),
            );
        }
        Worker::new(&ground, harvest)
    };
    let workers = pool::run(scope.n_jobs, items.into_iter().map(Task::Root), start, Worker::work);
    workers.into_iter().map(Worker::into_harvest).collect()
}
