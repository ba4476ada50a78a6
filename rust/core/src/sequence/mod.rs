//! Sequential patterns: the parts put together for what is asked.
pub mod cells;
pub mod condition;
pub mod harvest;
pub mod parallel;
pub mod plain;
pub mod projection;
pub mod search;
pub mod sparse;
pub mod task;
pub mod tree;

use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::sequence::cells::Cells;
use crate::sequence::condition::{All, Closed, Condition, Generators, Maximal};
use crate::sequence::harvest::Field;
use crate::sequence::projection::{Antimonotone, Itemset, Leftmost};
use crate::sequence::search::{Lengths, Plan};
use crate::sink::{Collect, FirstN, Found, JOINED, Shared, Sink, TopK};

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
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// How many journeys must hold a pattern.
    pub min_support: u32,
    /// Which patterns are results.
    pub kind: Kind,
    /// How many events a result may have.
    pub lengths: Lengths,
    /// Give only the first so many results.
    pub max_patterns: Option<usize>,
    /// How many threads to use.
    pub n_jobs: usize,
}

/// Why a result is not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoppedBy {
    /// There were more results than asked for.
    MaxPatterns,
    /// The time was over.
    TimeLimit,
}

/// The patterns found, with the codes of the journeys.
#[derive(Debug)]
pub struct Mined {
    /// The patterns in result order; steps of codes.
    pub found: Found,
    /// Set when the search was cut short.
    pub stopped_by: Option<StoppedBy>,
}

/// Mines what is asked for; [`Error::Cancelled`] when the caller has asked to stop.
pub fn mine(db: &SequenceDb, request: &Request, budget: &Budget) -> Result<Mined> {
    let cells = Cells::new(db, request.min_support, budget)?;
    let codes = cells.codes.clone();
    if codes.last().is_some_and(|&code| code >= JOINED) {
        let (found, limit) = (u64::from(codes[codes.len() - 1]), u64::from(JOINED));
        return Err(Error::Capacity { what: "distinct events", found, limit });
    }
    let mut found = if let (Kind::All(None), None, false) = (request.kind, request.max_patterns, cells.has_sets()) {
        plainly(&cells, request, budget)?
    } else if cells.has_sets() {
        search(&Itemset::new(cells), request, budget)?
    } else {
        search(&Leftmost::new(cells), request, budget)?
    };
    found.steps.iter_mut().for_each(|step| *step = codes[(*step & !JOINED) as usize] | *step & JOINED);
    let more = request.max_patterns.is_some_and(|n| found.truncate(n));
    let stopped_by = match (budget.is_late(), more) {
        (true, _) => Some(StoppedBy::TimeLimit),
        (false, true) => Some(StoppedBy::MaxPatterns),
        (false, false) => None,
    };
    Ok(Mined { found, stopped_by })
}

/// All patterns by the fast engines.
fn plainly(cells: &Cells, request: &Request, budget: &Budget) -> Result<Found> {
    let Request { min_support, lengths, n_jobs, .. } = *request;
    let field = Field::new(min_support, lengths.max, budget);
    let harvests = plain::search(cells, &field, n_jobs);
    if budget.is_cancelled() {
        return Err(Error::Cancelled);
    }
    let tree = tree::join(harvests);
    let mut sink = Collect::new(min_support);
    let (mut pattern, mut open) = (Vec::new(), vec![tree.block(1)]);
    while let Some(left) = open.last_mut() {
        let Some(at) = left.next() else {
            open.pop();
            pattern.pop();
            continue;
        };
        pattern.push(tree.steps[at]);
        if pattern.len() >= lengths.min && pattern.len() <= lengths.max {
            sink.offer(&pattern, tree.supports[at]);
        }
        open.push(tree.block(tree.first[at]));
    }
    Ok(sink.into_found())
}

fn search<P: Antimonotone>(projection: &P, request: &Request, budget: &Budget) -> Result<Found> {
    match request.kind {
        Kind::All(k) => best(projection, &All, k, request, budget),
        Kind::Closed(k) => best(projection, &Closed, k, request, budget),
        Kind::Generators(k) => best(projection, &Generators, k, request, budget),
        Kind::Maximal => match request.first() {
            Some(n) => run(projection, &Maximal, FirstN::new(n, request.min_support), request, budget),
            None => run(projection, &Maximal, Collect::new(request.min_support), request, budget),
        },
    }
}

/// All results, or the best where only so many are asked for.
fn best<P, C>(projection: &P, condition: &C, k: Option<usize>, request: &Request, budget: &Budget) -> Result<Found>
where
    P: Antimonotone,
    C: Condition<P, Collect> + Condition<P, TopK>,
{
    match k.into_iter().chain(request.first()).min() {
        Some(n) => run(projection, condition, TopK::new(n, request.min_support), request, budget),
        None => run(projection, condition, Collect::new(request.min_support), request, budget),
    }
}

fn run<P: Antimonotone, C: Condition<P, S>, S: Shared>(
    projection: &P,
    condition: &C,
    sink: S,
    request: &Request,
    budget: &Budget,
) -> Result<Found> {
    let plan = Plan { projection, condition, lengths: request.lengths, budget };
    let found = parallel::search(&plan, sink, request.n_jobs);
    // Who has asked to stop does not wait for a sort.
    if budget.is_cancelled() { Err(Error::Cancelled) } else { Ok(found.into_found()) }
}

impl Request {
    /// How many results to look for: one more than asked for, to know whether there are more.
    fn first(&self) -> Option<usize> {
        self.max_patterns.map(|n| n.saturating_add(1))
    }
}

#[cfg(test)]
mod tests;
