//! The plain search: all patterns of a fixed least support and no rule on gaps, found by fast engines and kept in trees.
use crate::error::Result;
use crate::pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Field, Harvest, Node};
use crate::sequence::task::{Ground, Task, Worker};
use std::cmp::Reverse;

/// All patterns that the field asks for, as what each thread found; thread 0 has the block of the single events.
/// [`crate::error::Error::Memory`] where there is no room to begin.
///
/// The largest subtrees come first, so that the small ones fill the gaps at the end.
pub fn search<'a>(cells: Cells, field: &'a Field<'a>, n_jobs: usize) -> Result<Vec<Harvest<'a>>> {
    let mut account = field.budget.account();
    account.hold(cells.bytes());
    let ground = Ground::chosen(cells, field.is_sharing(), field.budget)?;
    account.hold(ground.start.bytes());
    Ok(search_on(&ground, field, n_jobs))
}

/// The same, with all engines need to know prepared.
pub fn search_on<'a>(ground: &Ground, field: &'a Field<'a>, n_jobs: usize) -> Vec<Harvest<'a>> {
    let supports = &ground.supports;
    let mut items: Vec<u32> = (0..supports.len() as u32).filter(|&item| field.may_begin(item)).collect();
    items.sort_by_key(|&item| Reverse(supports[item as usize]));
    let size = |item: u32| f64::from(supports[item as usize]);
    let all: f64 = items.iter().map(|&item| size(item)).sum();
    let tasks = items.into_iter().map(|item| Task::root(item, size(item) / all));
    let start = |number| {
        let mut harvest = Harvest::new(number, field);
        if number == 0 {
            harvest.block(
                Node { tree: 0, at: 0 },
                1,
                supports.iter().enumerate().map(|(item, &support)| (item as u32, support)),
            );
        }
        Worker::new(ground, harvest)
    };
    let workers = pool::run(n_jobs, tasks, start, Worker::work);
    workers.into_iter().map(Worker::into_harvest).collect()
}
