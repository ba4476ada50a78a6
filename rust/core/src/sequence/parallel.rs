//! First-level subtrees as tasks for several threads; the same results for any number of them.
use crate::sequence::condition::Condition;
use crate::sequence::projection::Projection;
use crate::sequence::search::{Plan, Search};
use crate::sink::Shared;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Searches everything with up to `n_jobs` threads; what was found, and the best support of a pattern not looked into.
pub fn search<P: Projection, C: Condition<P, S>, S: Shared>(plan: &Plan<P, C>, mut sink: S, n_jobs: usize) -> (S, u32) {
    let tasks = Tasks::new(plan.projection.supports());
    let work = || tasks.work(plan, &sink);
    let n_jobs = n_jobs.min(tasks.items.len());
    let parts: Vec<Part<S>> = if n_jobs <= 1 {
        vec![work()]
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_jobs).map(|_| scope.spawn(work)).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        })
    };
    if plan.budget.is_cancelled() {
        return (sink, 0);
    }
    let unseen = parts.iter().map(|part| part.unseen).max().unwrap_or(0);
    let mut found: Vec<(u32, S)> = parts.into_iter().flat_map(|part| part.found).collect();
    found.sort_by_key(|(item, _)| *item);
    found.into_iter().for_each(|(_, found)| sink.absorb(found));
    (sink, unseen)
}

/// What one thread has found, by first item.
struct Part<S> {
    found: Vec<(u32, S)>,
    unseen: u32,
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
    fn work<P: Projection, C: Condition<P, S>, S: Shared>(&self, plan: &Plan<P, C>, sink: &S) -> Part<S> {
        let mut search = Search::new(plan);
        let mut found = Vec::new();
        while let Some(&item) = self.items.get(self.next.fetch_add(1, Relaxed)) {
            if plan.budget.is_spent() {
                search.pass_over(plan.projection.supports()[item as usize]);
                break;
            }
            let mut results = sink.for_task();
            search.run(item, &mut results);
            found.push((item, results));
        }
        Part { found, unseen: search.unseen() }
    }
}
