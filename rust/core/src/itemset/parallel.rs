//! The tasks of a search, shared by threads: an item of the root each, the most frequent first.
use super::condition::Condition;
use super::density::Density;
use super::generators::GeneratorSearch;
use super::output::{Lengths, Output};
use super::search::{Root, Search};
use super::set_sink::SetSink;
use crate::budget::Budget;
use crate::database::Item;
use crate::error::Result;
use crate::pool;
use crate::sink::Found;

/// Everything the threads of one search share.
pub struct Job<'a> {
    /// Where it begins.
    pub root: &'a Root,
    /// What items are called that go by their rank; nothing where they keep their names.
    pub names: Option<&'a [Item]>,
    /// Number of baskets, empty ones included.
    pub n_rows: u32,
    /// Lengths asked for.
    pub lengths: Lengths,
    /// Threads.
    pub n_jobs: usize,
    /// When to turn lists into bit sets.
    pub density: Density,
    /// Time, memory and patience.
    pub budget: &'a Budget,
}

/// What a search has come to.
pub struct Seen<T = Found> {
    /// In result order.
    pub found: T,
    /// The best support of what was reached and not looked into, if it still matters; else 0.
    pub unseen: u32,
}

impl Job<'_> {
    /// Searches by a condition that looks one item away.
    pub fn search<S: SetSink, C: Condition<S>>(&self, sink: S) -> Result<Seen<S::Whole>> {
        let start = |out| Search::<S, C>::new(out, self.root.tasks(), self.density);
        self.spread(sink, start, |search, task| search.run(self.root, task), |search| search.out)
    }

    /// Searches for generators; those with lists at the root are not settled yet.
    pub fn generators<S: SetSink>(&self, sink: S) -> Result<Seen<S::Whole>> {
        let start = |out| GeneratorSearch::new(out, self.root.tasks());
        self.spread(sink, start, |search, task| search.run(self.root, task, self.n_rows), |search| search.out)
    }

    /// Does all tasks with the searches that `start` makes, one a thread.
    fn spread<'b, S: SetSink, W: Send>(
        &'b self,
        mut sink: S,
        start: impl Fn(Output<'b, S>) -> W + Sync,
        run: impl Fn(&mut W, usize) + Sync,
        finish: impl Fn(W) -> Output<'b, S>,
    ) -> Result<Seen<S::Whole>> {
        let n_tasks = self.root.tasks();
        let whole: f64 = (0..n_tasks).map(|task| self.root.weight(task)).sum();
        let searches = pool::run(
            self.n_jobs.min(n_tasks),
            (0..n_tasks).rev(),
            |_| start(Output::new(sink.for_task(), self.lengths, self.names, self.budget)),
            |search, task, _| {
                run(search, task);
                self.budget.advance(self.root.weight(task) / whole);
            },
        );
        // Who has asked to stop does not wait for anything to be put in order.
        self.budget.check()?;
        let mut unseen = 0;
        for out in searches.into_iter().map(finish) {
            unseen = unseen.max(out.unseen);
            sink.absorb(out.sink);
        }
        let unseen = if unseen < sink.min_support() { 0 } else { unseen };
        Ok(Seen { found: sink.finish(self.budget)?, unseen })
    }
}
