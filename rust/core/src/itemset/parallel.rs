//! The tasks of a search and the threads that take them, one after the other, as they become free.
use super::condition::Condition;
use super::generators::GeneratorSearch;
use super::output::{Lengths, Output};
use super::search::{Density, Root, Search};
use crate::budget::Budget;
use crate::sink::{Found, Shared};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Everything the threads of one search share.
pub struct Job<'a> {
    /// Where it begins.
    pub root: &'a Root,
    /// Number of baskets, empty ones included.
    pub n_rows: u32,
    /// Lengths asked for.
    pub lengths: Lengths,
    /// Threads.
    pub n_jobs: usize,
    /// When to turn lists into bit sets.
    pub density: Density,
    /// Time and patience.
    pub budget: &'a Budget,
}

impl Job<'_> {
    /// Searches by a condition that looks one item away.
    pub fn search<S: Shared, C: Condition<S>>(&self, sink: S) -> Found {
        self.spread(sink, |out, next| {
            let mut search = Search::<S, C>::new(out, self.root.tasks(), self.density);
            next.for_each(|task| search.run(self.root, task));
            search.out.sink
        })
    }

    /// Searches for generators; those with lists at the root are not settled yet.
    pub fn generators<S: Shared>(&self, sink: S) -> Found {
        self.spread(sink, |out, next| {
            let mut search = GeneratorSearch::new(out, self.root.tasks());
            next.for_each(|task| search.run(self.root, task, self.n_rows));
            search.out.sink
        })
    }

    /// Runs `work` on every thread with the tasks that fall to it, the most frequent items first.
    fn spread<'b, S: Shared>(&'b self, mut sink: S, work: impl Fn(Output<'b, S>, Tasks<'_>) -> S + Sync) -> Found {
        let taken = AtomicUsize::new(0);
        let of_one = || {
            let tasks = Tasks { taken: &taken, all: self.root.tasks(), budget: self.budget };
            work(Output::new(sink.for_task(), self.lengths, self.budget), tasks)
        };
        let n_threads = self.n_jobs.clamp(1, self.root.tasks().max(1));
        let parts: Vec<S> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(of_one)).collect();
            let own = of_one();
            let others =
                others.into_iter().map(|thread| thread.join().unwrap_or_else(|p| std::panic::resume_unwind(p)));
            std::iter::once(own).chain(others).collect()
        });
        if self.budget.is_cancelled() {
            // Nobody will see what was found: do not put it in order.
            return Found::default();
        }
        parts.into_iter().for_each(|part| sink.absorb(part));
        sink.into_found()
    }
}

/// The tasks of one thread.
struct Tasks<'a> {
    taken: &'a AtomicUsize,
    all: usize,
    budget: &'a Budget,
}

impl Iterator for Tasks<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let task = self.taken.fetch_add(1, Relaxed);
        (task < self.all && !self.budget.is_spent()).then(|| self.all - 1 - task)
    }
}
