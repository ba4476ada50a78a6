//! Sequential patterns: the parts put together for what is asked.
mod best;
pub mod blocks;
mod by_tree;
pub mod cells;
pub mod choose;
pub mod condition;
pub mod constrained;
pub mod harvest;
pub mod hops;
pub mod levels;
pub mod measure;
pub mod parallel;
pub mod plain;
mod prepared;
pub mod projection;
pub mod rules;
pub mod search;
pub mod sets;
pub mod sift;
pub mod sparse;
pub mod subsume;
pub mod task;
pub mod tree;
pub mod vector;
pub mod wanted;

use crate::budget::{Budget, StoppedBy};
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use crate::sequence::best::Best;
use crate::sequence::cells::Cells;
use crate::sequence::condition::{All, Closed, Condition, Generators, Maximal};
use crate::sequence::levels::Levels;
use crate::sequence::measure::Measure;
use crate::sequence::prepared::Prepared;
use crate::sequence::projection::{Antimonotone, Itemset, Leftmost};
use crate::sequence::rules::Rules;
use crate::sequence::search::{Lengths, Plan};
use crate::sequence::sift::Sifted;
use crate::sequence::wanted::Wanted;
use crate::sink::{Collect, FirstN, Found, JOINED, Shared, Sink, TopK, in_order};
use std::cell::Cell;
use std::sync::Arc;

/// Which frequent patterns are results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All of them, or the k best.
    All(Option<usize>),
    /// Those without a longer one of equal support, or the k best of them.
    Closed(Option<usize>),
    /// Those without a shorter one of equal support, or the k best of them.
    Generators(Option<usize>),
    /// Those without a frequent longer one; no k best, for they ask for a fixed threshold.
    Maximal,
}

/// What is asked of a search.
#[derive(Debug, Clone)]
pub struct Request {
    /// How many journeys must hold a pattern.
    pub min_support: u32,
    /// What their journeys must be worth beside that, as [`SequenceDb::worth`] has it; 0 where there is none.
    pub least_worth: u64,
    /// Which patterns are results.
    pub kind: Kind,
    /// How many events a result may have.
    pub lengths: Lengths,
    /// What an occurrence has to meet.
    pub rules: Rules,
    /// Codes that no pattern has; other events keep their positions, and kinds are decided without these.
    pub excludes: Vec<Item>,
    /// Which results are given; decided after their kind.
    pub wanted: Wanted,
    /// Give only the first so many results.
    pub max_patterns: Option<usize>,
    /// How many threads to use.
    pub n_jobs: usize,
}

/// The patterns found, with the codes of the journeys.
#[derive(Debug)]
pub struct Mined {
    /// The patterns in result order; steps of codes.
    pub found: Found,
    /// Set when the search was cut short.
    pub stopped_by: Option<StoppedBy>,
    /// Where time or memory ran out: every result of more support than this was found and is right.
    pub proven_above: Option<u32>,
}

/// Mines what is asked for; [`Error::Cancelled`] when the caller has asked to stop, [`Error::Memory`] where there is no
/// room to begin.
pub fn mine(db: &SequenceDb, request: &Request, budget: &Budget) -> Result<Mined> {
    // Only finished results show who is maximal where journeys count for more than one.
    let compares = !request.rules.is_none() || !db.is_plain() && request.kind == Kind::Maximal;
    let mined = match (compares, request.best_of_all().filter(|_| db.is_plain())) {
        (true, _) => constrained::mine(db, None, request, budget),
        (false, Some(best)) => best.of(db, budget).map(|seen| finished(seen, request, budget)),
        (false, None) => chosen(db, request, budget).map(|seen| finished(seen, request, budget)),
    };
    or_nothing(mined, db, budget)
}

/// The same over events of several levels, whose codes `request` names as well: patterns mix them, and no element of a
/// pattern holds an event beside one that is more general.
pub fn mine_levels(db: &SequenceDb, levels: &Levels, request: &Request, budget: &Budget) -> Result<Mined> {
    or_nothing(constrained::mine(db, Some(levels), request, budget), db, budget)
}

/// Nothing, where the budget was spent before anything was looked into.
fn or_nothing(mined: Result<Mined>, db: &SequenceDb, budget: &Budget) -> Result<Mined> {
    match mined {
        Err(Error::Spent) => {
            let proven_above = Some(u32::try_from(db.total()).unwrap_or(u32::MAX));
            Ok(Mined { found: Found::default(), stopped_by: budget.stopped_by(), proven_above })
        }
        mined => mined,
    }
}

/// What is asked for, looked for in the journeys that may hold it.
fn chosen(db: &SequenceDb, request: &Request, budget: &Budget) -> Result<Seen> {
    let choice = (!matches!(request.kind, Kind::Generators(_))).then(|| request.wanted.choice()).flatten();
    let matters = |s| choice.as_ref().is_none_or(|choice| choice.may_hold(db, s));
    let turns = request.is_told_from_the_end();
    let prepared = (turns || choice.is_some()).then(|| Prepared::new(db, matters, turns, budget)).transpose()?;
    let view = prepared.as_ref().map_or(*db, Prepared::view);
    let mut account = budget.account();
    account.hold(prepared.as_ref().map_or(0, Prepared::bytes));
    let least_rows = measure::least_rows(&view, request.min_support, request.least_worth);
    let lay_out = || cells(&view, least_rows, &request.excludes, request.n_jobs, budget);
    let first = lay_out()?;
    let wanted = if turns { &request.wanted.mirrored() } else { &request.wanted };
    let wanted = Arc::new(wanted.numbered(&first.codes));
    let measure = Measure::new(&view, &first, request.least_worth);
    let asked = Asked { request, wanted, measure, budget };
    let seen = match asked.way(&first).filter(|_| view.is_plain()) {
        None => asked.one_by_one(first)?,
        Some(way) => {
            let first = Cell::new(Some(first));
            match asked.by_tree(way, || first.take().map_or_else(lay_out, Ok))? {
                Some(seen) => seen,
                None => asked.one_by_one(lay_out()?)?,
            }
        }
    };
    if turns { seen.turned(budget) } else { Ok(seen) }
}

fn finished(seen: Seen, request: &Request, budget: &Budget) -> Mined {
    let Seen { mut found, unseen } = seen;
    let more = request.max_patterns.is_some_and(|n| found.truncate(n));
    // A budget that ran out with nothing left to see has cut nothing off.
    let proven_above = (unseen > 0).then_some(unseen);
    let stopped_by = proven_above.and(budget.stopped_by()).or(more.then_some(StoppedBy::MaxPatterns));
    Mined { found, stopped_by, proven_above }
}

/// The frequent events, if their codes leave room for what is noted beside them.
fn cells(db: &SequenceDb, min_support: u32, excludes: &[Item], n_jobs: usize, budget: &Budget) -> Result<Cells> {
    let cells = Cells::new(db, min_support, excludes, n_jobs, budget)?;
    match cells.codes.last() {
        Some(&largest) if largest >= JOINED => {
            let (found, limit) = (u64::from(largest), u64::from(JOINED));
            Err(Error::Capacity { what: "distinct events", found, limit })
        }
        _ => Ok(cells),
    }
}

impl Request {
    /// Is it the best of all patterns that are asked for? A rising threshold cannot know which patterns are wanted.
    fn best_of_all(&self) -> Option<Best<'_>> {
        let Kind::All(k) = self.kind else { return None };
        let k = k.into_iter().chain(self.first()).min().filter(|_| self.wanted.is_everything())?;
        let Request { min_support, lengths, ref excludes, n_jobs, .. } = *self;
        Some(Best { k, min_support, lengths, excludes, n_jobs })
    }

    /// Is it better to look from the end of journeys? Where all patterns that end in certain events are asked for.
    fn is_told_from_the_end(&self) -> bool {
        let Request { wanted, kind, max_patterns, .. } = self;
        *kind == Kind::All(None) && max_patterns.is_none() && wanted.starts_with.is_none() && wanted.ends_with.is_some()
    }

    /// How many results to look for: one more than asked for, to know whether there are more.
    fn first(&self) -> Option<usize> {
        self.max_patterns.map(|n| n.saturating_add(1))
    }
}

/// What a search has come to.
struct Seen {
    /// In result order.
    found: Found,
    /// The best support of what the search reached and did not look into, if it still matters; else 0.
    unseen: u32,
}

impl Seen {
    /// The same out of journeys that were read from their end: results as they are in the journeys, in order again, as
    /// many as there is room to sort.
    fn turned(self, budget: &Budget) -> Result<Self> {
        let Seen { mut found, mut unseen } = self;
        let mut account = budget.account();
        account.hold(found.bytes());
        let mut n = found.len();
        while n > 0 && !account.take(12 * n + 4 * found.offsets[n] as usize) {
            unseen = unseen.max(found.supports[n / 2]);
            n /= 2;
        }
        found.truncate(n);
        for at in 0..n {
            let (begin, end) = (found.offsets[at] as usize, found.offsets[at + 1] as usize);
            let steps = &mut found.steps[begin..end];
            // All events, and those of each element back again.
            steps.reverse();
            steps.chunk_by_mut(|step, _| *step & JOINED != 0).for_each(<[u32]>::reverse);
        }
        Ok(Seen { found: in_order(vec![found], budget)?, unseen })
    }
}

/// What is asked, in the numbers of the cells.
struct Asked<'a> {
    request: &'a Request,
    wanted: Arc<Wanted>,
    measure: Option<Measure>,
    budget: &'a Budget,
}

impl Asked<'_> {
    /// What is asked for, each result proven by itself.
    fn one_by_one(&self, cells: Cells) -> Result<Seen> {
        let codes = cells.codes.clone();
        let mut account = self.budget.account();
        let rows = Leftmost::bytes_of(&cells);
        account.hold(cells.bytes());
        self.budget.require("journeys", rows)?;
        account.hold(cells.bytes() + rows + self.measure.as_ref().map_or(0, Measure::bytes));
        let stop = cells.stop_by(self.budget);
        let mut seen = match cells.has_sets() {
            true => self.search(&Itemset::new(cells, stop))?,
            false => self.search(&Leftmost::new(cells, stop))?,
        };
        seen.found.encode(&codes);
        Ok(seen)
    }

    fn search<P: Antimonotone>(&self, projection: &P) -> Result<Seen> {
        projection.cells().check(self.budget)?;
        let min_support = self.request.min_support;
        match self.request.kind {
            Kind::All(k) => self.best(projection, &All, k),
            Kind::Closed(k) => self.best(projection, &Closed, k),
            Kind::Generators(k) => self.best(projection, &Generators, k),
            Kind::Maximal => match self.request.first() {
                Some(n) => self.run(projection, &Maximal, FirstN::new(n, min_support)),
                None => self.run(projection, &Maximal, Collect::new(min_support)),
            },
        }
    }

    /// All results, or the best where only so many are asked for.
    fn best<P, C>(&self, projection: &P, condition: &C, k: Option<usize>) -> Result<Seen>
    where
        P: Antimonotone,
        C: Condition<P, Sifted<Collect>> + Condition<P, Sifted<TopK>>,
    {
        let min_support = self.request.min_support;
        match k.into_iter().chain(self.request.first()).min() {
            Some(n) => self.run(projection, condition, TopK::new(n, min_support)),
            None => self.run(projection, condition, Collect::new(min_support)),
        }
    }

    fn run<P, C, S>(&self, projection: &P, condition: &C, sink: S) -> Result<Seen>
    where
        P: Antimonotone,
        C: Condition<P, Sifted<S>>,
        S: Shared,
    {
        let Asked { request, measure, budget, .. } = self;
        let plan = Plan { projection, condition, measure: measure.as_ref(), lengths: request.lengths, budget };
        let sink = Sifted::new(Arc::clone(&self.wanted), sink);
        let (found, unseen) = parallel::search(&plan, sink, self.request.n_jobs);
        // Who has asked to stop does not wait for a sort.
        self.budget.check()?;
        let unseen = if unseen < found.min_support() { 0 } else { unseen };
        Ok(Seen { found: found.into_found(self.budget)?, unseen })
    }
}

#[cfg(test)]
mod tests;
