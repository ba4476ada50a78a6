//! First-level subtrees as tasks for several threads; the same results for any number of them.
use crate::pool::{self, Pool};
use crate::sequence::condition::Condition;
use crate::sequence::projection::Projection;
use crate::sequence::search::{Plan, Search, Task};
use crate::sink::Shared;
use std::cmp::Reverse;

/// Searches everything with up to `n_jobs` threads; what was found, and the best support of a pattern not looked into.
pub fn search<P: Projection, C: Condition<P, S>, S: Shared>(plan: &Plan<P, C>, mut sink: S, n_jobs: usize) -> (S, u32) {
    let start = |_| Worker { search: Search::new(plan), found: Vec::new() };
    let work = |worker: &mut Worker<P, C, S>, task: Task, pool: &Pool<Task>| {
        let (first, mut results) = (task.first(), sink.for_task());
        worker.search.run(task, &mut results, pool);
        if !S::IS_ONE {
            worker.found.push((first, results));
        }
    };
    let workers = pool::run(n_jobs, tasks(plan.projection), start, work);
    if plan.budget.is_cancelled() {
        return (sink, 0);
    }
    let unseen = workers.iter().map(|worker| worker.search.unseen()).max().unwrap_or(0);
    let mut found: Vec<(Vec<u32>, S)> = workers.into_iter().flat_map(|worker| worker.found).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, found) in found {
        // Who has asked to stop does not wait for what is put together.
        if plan.budget.is_cancelled() {
            break;
        }
        sink.absorb(found);
    }
    (sink, unseen)
}

/// One thread.
struct Worker<'a, P: Projection, C, S> {
    search: Search<'a, P, C, S>,
    /// What each task has come to, by the first pattern in it.
    found: Vec<(Vec<u32>, S)>,
}

/// The items, best supported first: the largest subtrees come first, and a moving threshold rises early.
fn tasks<P: Projection>(projection: &P) -> Vec<Task> {
    let supports = projection.supports();
    let mut items: Vec<u32> = (0..supports.len() as u32).collect();
    items.sort_by_key(|&item| Reverse(supports[item as usize]));
    let all: usize = items.iter().map(|&item| projection.root(item).len()).sum();
    let share = |item| projection.root(item).len() as f64 / all.max(1) as f64;
    items.into_iter().map(|item| Task::Root(item, share(item))).collect()
}
