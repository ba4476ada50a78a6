//! Frequent itemsets: all, closed, maximal, generators.
//!
//! | part | question |
//! |---|---|
//! | [`frequent`], [`rows`], [`baskets`], [`split`], [`pairs`], [`columns`], [`row_weights`] | where an itemset occurs and how it grows: lists while sparse, bit sets once dense |
//! | [`masks`], [`mask_search`] | the same for at most 64 items: rows as masks, equal rows merged, all subsets of a few at once |
//! | [`density`] | which of these forms a sub-problem is searched in, and what is carried along |
//! | [`condition`], [`generators`], [`outside`] | which itemsets are results |
//! | [`search`], [`parallel`] | the depth-first search, its tasks and threads |
//! | [`customers`] | how often each customer's baskets hold an itemset |
//! | [`output`], [`packed`], [`tally`], [`crate::sink`] | where results go and the support then asked |
pub mod baskets;
pub mod columns;
pub mod condition;
pub mod customers;
pub mod density;
pub mod frequent;
pub mod generators;
pub mod mask_search;
pub mod masks;
pub mod output;
pub mod outside;
pub mod packed;
pub mod pairs;
pub mod parallel;
pub mod row_weights;
pub mod rows;
pub mod search;
pub mod set_sink;
pub mod split;
pub mod tally;
#[cfg(test)]
mod tests;

use crate::budget::{Account, Budget, StoppedBy};
use crate::database::{Item, SequenceDb};
use crate::error::Result;
use crate::sink::{Collect, FirstN, Found, Sink, TopK};
use baskets::Baskets;
use condition::{All, Closed, Condition, Maximal};
use frequent::Frequent;
use output::Lengths;
use packed::Packed;
use parallel::{Job, Seen};
use search::Root;
use set_sink::SetSink;
use std::sync::Arc;
use tally::{Counts, Tally};

pub use density::Density;

/// Which itemsets are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every frequent one.
    All,
    /// Those that no superset matches in support.
    Closed,
    /// Those without a frequent superset.
    Maximal,
    /// Those that no proper subset, the empty one included, matches in support.
    Generators,
}

/// What is asked of a search.
#[derive(Debug, Clone)]
pub struct Options {
    /// Baskets that an itemset must be in; at least 1.
    pub min_support: u32,
    /// Which itemsets.
    pub kind: Kind,
    /// Shorter itemsets are left out, once the kind is decided.
    pub min_length: usize,
    /// Longer itemsets are left out; closed and maximal are judged against them all the same.
    pub max_length: Option<usize>,
    /// Only the best by support, ties by pattern order.
    pub top_k: Option<usize>,
    /// Only the first in result order, and a word where there were more.
    pub max_patterns: Option<usize>,
    /// Threads; the result does not depend on them.
    pub n_jobs: usize,
    /// When to turn lists into bit sets; the result does not depend on it.
    pub density: Density,
}

impl Options {
    fn lengths(&self) -> Lengths {
        Lengths { least: self.min_length, most: self.max_length.unwrap_or(usize::MAX) }
    }
}

/// What a search found.
#[derive(Debug)]
pub struct Mined {
    /// In result order.
    pub found: Found,
    /// Set when the search was cut short.
    pub stopped_by: Option<StoppedBy>,
    /// Where time or memory ran out: every result of more support than this was found and is right.
    pub proven_above: Option<u32>,
}

/// Searches the journeys of `db` as baskets: order and repeats do not count.
///
/// [`crate::error::Error::Memory`] where there is no room to begin.
///
/// `top_k` with [`Kind::Maximal`] gives the first of all maximal itemsets: their threshold cannot rise.
pub fn mine(db: &SequenceDb, options: &Options, budget: &Budget) -> Result<Mined> {
    budget.require("baskets", Baskets::bytes_of(db))?;
    // One more than asked for tells whether there were more.
    let first = options.max_patterns.map(|n| n.saturating_add(1));
    let limit = options.top_k.into_iter().chain(first).min();
    let Seen { mut found, unseen } = match options.kind {
        Kind::Generators => generators(db, options, limit, budget),
        Kind::All => search::<All>(db, options, limit, budget),
        Kind::Closed => search::<Closed>(db, options, limit, budget),
        Kind::Maximal => leaves(db, options, limit, budget),
    }?;
    let more = options.max_patterns.is_some_and(|n| found.truncate(n));
    // A budget that ran out with nothing left to see has cut nothing off.
    let proven_above = (unseen > 0).then_some(unseen);
    let stopped_by = proven_above.and(budget.stopped_by()).or(more.then_some(StoppedBy::MaxPatterns));
    Ok(Mined { found, stopped_by, proven_above })
}

/// What counting came to.
#[derive(Debug)]
pub struct Counted {
    /// How many itemsets there are by length and support, in result order.
    pub found: Counts,
    /// Set when the search was cut short.
    pub stopped_by: Option<StoppedBy>,
    /// Where time or memory ran out: all itemsets of more support than this were counted.
    pub proven_above: Option<u32>,
}

/// Counts itemsets by length and support as [`mine`] would find them, without making them; `top_k` and `max_patterns`
/// do not enter. Generators are found first, for only at the end it is known which they are.
pub fn count(db: &SequenceDb, options: &Options, budget: &Budget) -> Result<Counted> {
    budget.require("baskets", Baskets::bytes_of(db))?;
    let Seen { found, unseen } = match options.kind {
        Kind::Generators => {
            let Seen { found, unseen } = generators(db, options, None, budget)?;
            let mut tally = Tally::new(options.min_support.max(1), db.total() as u32, usize::MAX - 1);
            (0..found.len()).for_each(|at| tally.offer(found.pattern(at), found.supports[at]));
            tally.finish(budget).map(|found| Seen { found, unseen })
        }
        Kind::All => tally::<All>(db, options, budget),
        Kind::Closed => tally::<Closed>(db, options, budget),
        Kind::Maximal => tally::<Maximal>(db, options, budget),
    }?;
    let proven_above = (unseen > 0).then_some(unseen);
    Ok(Counted { found, stopped_by: proven_above.and(budget.stopped_by()), proven_above })
}

fn tally<C: Condition<Tally>>(db: &SequenceDb, options: &Options, budget: &Budget) -> Result<Seen<Counts>> {
    let start = Start::new(db, options, None, budget)?;
    let sink = Tally::new(start.min_support, start.n_rows, start.root.tasks());
    start.job(options, budget).search::<_, C>(sink)
}

/// Searches with a threshold that rises once there are `limit` results.
fn search<C>(db: &SequenceDb, options: &Options, limit: Option<usize>, budget: &Budget) -> Result<Seen>
where
    C: Condition<Packed> + Condition<Collect> + Condition<TopK>,
{
    let start = Start::new(db, options, limit, budget)?;
    match limit {
        Some(n) => start.job(options, budget).search::<_, C>(TopK::new(n, start.min_support)),
        None => start.collect::<C>(options, budget),
    }
}

/// Searches for maximal itemsets, whose threshold must not rise.
fn leaves(db: &SequenceDb, options: &Options, limit: Option<usize>, budget: &Budget) -> Result<Seen> {
    let start = Start::new(db, options, limit, budget)?;
    match limit {
        Some(n) => start.job(options, budget).search::<_, Maximal>(FirstN::new(n, start.min_support)),
        None => start.collect::<Maximal>(options, budget),
    }
}

/// The baskets of a search, laid out.
struct Start<'a> {
    root: Root,
    min_support: u32,
    n_rows: u32,
    /// What items were called that are now places in this list; nothing where they kept their names.
    names: Option<Arc<[Item]>>,
    /// What items were called that now go by their rank, the same way.
    ranked: Option<Vec<Item>>,
    _account: Account<'a>,
}

impl<'a> Start<'a> {
    fn new(db: &SequenceDb, options: &Options, limit: Option<usize>, budget: &'a Budget) -> Result<Self> {
        let min_support = options.min_support.max(1);
        let mut frequent = Frequent::new(db, min_support, options.n_jobs, budget)?;
        let names = (limit.is_none() && frequent.items.len() <= 64).then(|| frequent.rename().into());
        let mut root =
            Root::new(&frequent, options.density, options.n_jobs, budget)?.ready(min_support, options.n_jobs, budget);
        let ranked =
            if options.kind == Kind::All { None } else { root.rank_lists(min_support, options.n_jobs, budget) };
        let mut account = budget.account();
        account.hold(root.bytes());
        Ok(Start { root, min_support, n_rows: db.total() as u32, names, ranked, _account: account })
    }

    fn job<'b>(&'b self, options: &Options, budget: &'b Budget) -> Job<'b> {
        let &Options { n_jobs, density, .. } = options;
        let (names, lengths) = (self.ranked.as_deref(), options.lengths());
        Job { root: &self.root, names, n_rows: self.n_rows, lengths, n_jobs, density, budget }
    }

    /// Every result.
    fn collect<C>(&self, options: &Options, budget: &Budget) -> Result<Seen>
    where
        C: Condition<Packed> + Condition<Collect>,
    {
        let job = self.job(options, budget);
        match &self.names {
            Some(names) => job.search::<_, C>(Packed::new(Arc::clone(names), self.min_support, options.n_jobs)),
            None => job.search::<_, C>(Collect::new(self.min_support)),
        }
    }
}

/// Whether an itemset is a generator is known only at the end of a search, so no threshold rises in it: the best ones
/// are found by searching again with less support until there are enough.
fn generators(db: &SequenceDb, options: &Options, limit: Option<usize>, budget: &Budget) -> Result<Seen> {
    let &Options { n_jobs, density, .. } = options;
    let least = options.min_support.max(1);
    let mut support = match limit {
        Some(n) => {
            let items = Frequent::new(db, least, n_jobs, budget)?.items;
            items.iter().rev().nth(n.saturating_sub(1)).map_or(least, |counted| counted.support)
        }
        None => least,
    };
    // The lengths below are needed to settle the others.
    let lengths = Lengths { least: 1, ..options.lengths() };
    loop {
        let root = Root::of_many(Baskets::new(db, support, n_jobs, budget)?, density).ready(support, n_jobs, budget);
        let mut account = budget.account();
        account.hold(root.bytes());
        let job = Job { root: &root, names: None, n_rows: db.total() as u32, lengths, n_jobs, density, budget };
        let seen = job.generators(Collect::new(support))?;
        let mut found = generators::settle(seen.found, &root, options.min_length);
        let is_enough = support == least || limit.is_some_and(|n| found.len() >= n);
        if is_enough || budget.is_spent() {
            found.truncate(limit.unwrap_or(usize::MAX));
            // Below the support of this round nobody has looked.
            let below = if is_enough { 0 } else { support - 1 };
            return Ok(Seen { found, unseen: seen.unseen.max(below) });
        }
        support = least.max(support - (support / 8).max(1));
    }
}
