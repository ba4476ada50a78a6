//! First-level subtrees as tasks for several threads; the same results for any number of them.
use crate::sequence::condition::Condition;
use crate::sequence::projection::Projection;
use crate::sequence::search::{Plan, Search};
use crate::sink::Shared;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Searches everything with up to `n_jobs` threads.
pub fn search<P: Projection, C: Condition<P, S>, S: Shared>(plan: &Plan<P, C>, mut sink: S, n_jobs: usize) -> S {
    let tasks = Tasks::new(&plan.projection.cells().supports);
    let work = || tasks.work(plan, &sink);
    let n_jobs = n_jobs.min(tasks.items.len());
    let mut found = if n_jobs <= 1 {
        work()
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_jobs).map(|_| scope.spawn(work)).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().flat_map(join).collect()
        })
    };
    if plan.budget.is_cancelled() {
        return sink;
    }
    found.sort_by_key(|(item, _)| *item);
    found.into_iter().for_each(|(_, found)| sink.absorb(found));
    sink
}

/// The items, best supported first: the largest subtrees come first, and a moving threshold rises early.
struct Tasks {
    items: Vec<u32>,
    next: AtomicUsize,
}

impl Tasks {
    fn new(supports: &[u32]) -> Self {
        let mut items: Vec<u32> = (0..supports.len() as u32).collect();
        items.sort_by_key(|&item| Reverse(supports[item as usize]));
        Tasks { items, next: AtomicUsize::new(0) }
    }

    /// Takes tasks until there are none left.
    fn work<P: Projection, C: Condition<P, S>, S: Shared>(&self, plan: &Plan<P, C>, sink: &S) -> Vec<(u32, S)> {
        let mut search = Search::new(plan);
        let mut found = Vec::new();
        while let Some(&item) = self.items.get(self.next.fetch_add(1, Relaxed)) {
            if plan.budget.is_spent() {
                break;
            }
            let mut results = sink.for_task();
            search.run(item, &mut results);
            found.push((item, results));
        }
        found
    }
}
