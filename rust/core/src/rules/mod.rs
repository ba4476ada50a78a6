//! Partially ordered sequential rules X ⇒ Y: all of X, in any order, before all of Y, in any order.
//!
//! An index splits the journey: X occurs in the elements before it, Y in those after. With first(x) the first element
//! of a row that holds x and last(y) the last that holds y, the rule holds where max first(x) < min last(y), that is
//! where first(x) < last(y) for every pair. So the rows of X ⇒ Y are the intersection of the rows of its pairs, and
//! the search works on bit sets alone.
//!
//! | part | question |
//! |---|---|
//! | [`rows`] | journeys, or their windows where everything must lie within a time: first and last places of each event |
//! | [`bits`] | sets of rows, and how many journeys they are |
//! | [`task`] | where the search below one antecedent event begins |
//! | [`search`] | antecedents grow, and below each of them its consequents |
//! | [`found`] | which rules are kept, and in which order |
//! | [`redundant`] | which rules say no more than another |
pub mod bits;
pub mod found;
pub mod redundant;
pub mod rows;
pub mod search;
pub mod task;
#[cfg(test)]
mod tests;

use crate::budget::{Budget, StoppedBy};
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use crate::pool;
use found::{Found, Keeper};
use rows::Rows;
use search::Search;

/// Which events a side may have, and how many.
#[derive(Debug, Clone)]
pub struct Side {
    /// Events the side may be made of; `None` for all.
    pub events: Option<Vec<Item>>,
    /// The most events.
    pub most: usize,
}

impl Default for Side {
    fn default() -> Self {
        Side { events: None, most: usize::MAX }
    }
}

/// What is asked of a search.
#[derive(Debug, Clone)]
pub struct Request {
    /// Journeys that a rule must hold in; at least 1.
    pub min_support: u32,
    /// The least share of the journeys with the antecedent's events, as a fraction.
    pub min_confidence: (u64, u64),
    /// The antecedent.
    pub left: Side,
    /// The consequent.
    pub right: Side,
    /// The fewest and the most events of both sides together.
    pub lengths: (usize, usize),
    /// The most time from the first matched event to the last; in elements where the journeys have no times.
    pub within: Option<u64>,
    /// Only the best by support, ties in the order of rules.
    pub top_k: Option<usize>,
    /// Only the first in result order, and a word where there were more.
    pub max_rules: Option<usize>,
    /// Leave out rules that another one makes superfluous, see [`redundant`].
    pub non_redundant: bool,
    /// Threads; the result does not depend on them.
    pub n_jobs: usize,
}

impl Request {
    /// The fewest journeys with the rule that are confident enough where so many hold the antecedent.
    pub fn confident(&self, base: u32) -> u32 {
        let (part, whole) = self.min_confidence;
        (u128::from(part) * u128::from(base)).div_ceil(u128::from(whole)) as u32
    }
}

/// What a search found.
#[derive(Debug)]
pub struct Mined {
    /// In result order.
    pub found: Found,
    /// Set when the search was cut short.
    pub stopped_by: Option<StoppedBy>,
    /// Where time or memory ran out: every rule of more support than this was found and is right.
    pub proven_above: Option<u32>,
}

/// Searches the rules of the journeys of `db`.
pub fn mine(db: &SequenceDb<'_>, request: &Request, budget: &Budget) -> Result<Mined> {
    match laid_out(db, request, budget) {
        // There was no time to begin.
        Err(Error::Spent) => {
            let (found, stopped_by) = (Found::default(), budget.stopped_by());
            Ok(Mined { found, stopped_by, proven_above: Some(db.len() as u32) })
        }
        other => other,
    }
}

fn laid_out(db: &SequenceDb<'_>, request: &Request, budget: &Budget) -> Result<Mined> {
    let rows = Rows::new(db, request, budget)?;
    let mut account = budget.account();
    account.hold(rows.bytes());
    let first = request.max_rules.map(|n| n.saturating_add(1));
    let limit = request.top_k.into_iter().chain(first).min();
    let (mut found, unseen) = match limit {
        Some(limit) if request.non_redundant => best_of_use(&rows, request, limit, budget)?,
        _ => {
            let (found, unseen) = search(&rows, request, limit, request.min_support, budget)?;
            (if request.non_redundant { redundant::drop_redundant(found, unseen, budget)? } else { found }, unseen)
        }
    };
    let more = request.max_rules.is_some_and(|n| found.truncate(n));
    let proven_above = (unseen > 0).then_some(unseen);
    let stopped_by = proven_above.and(budget.stopped_by()).or(more.then_some(StoppedBy::MaxPatterns));
    Ok(Mined { found, stopped_by, proven_above })
}

/// Every rule of at least so much support, or the best of them; and the best support that was not looked into.
fn search(
    rows: &Rows,
    request: &Request,
    limit: Option<usize>,
    min_support: u32,
    budget: &Budget,
) -> Result<(Found, u32)> {
    let keeper = Keeper::new(limit, min_support);
    if limit.is_some() {
        // Pairs first: their supports let the threshold rise before anything large is looked into.
        each_task(rows, request, &keeper, budget, Search::pairs)?;
    }
    let unseen = each_task(rows, request, &keeper, budget, Search::run)?;
    let unseen = if unseen < keeper.least() { 0 } else { unseen };
    Ok((keeper.into_found(budget)?, unseen))
}

fn each_task<'a>(
    rows: &'a Rows,
    request: &'a Request,
    keeper: &'a Keeper,
    budget: &'a Budget,
    work: impl Fn(&mut Search<'a>, u32) + Sync,
) -> Result<u32> {
    let n = rows.items.len();
    let part = if keeper.is_limited() { 0.5 } else { 1.0 };
    let searches = pool::run(
        request.n_jobs.min(n),
        (0..n as u32).rev(),
        |_| Search::new(rows, request, keeper, budget),
        |search, task, _| {
            work(search, task);
            budget.advance(part / n as f64);
        },
    );
    budget.check()?;
    Ok(searches.into_iter().map(Search::finish).max().unwrap_or(0))
}

/// The best rules that no other makes superfluous. Only rules of equal support can, so a threshold that lets all rules
/// of some supports in decides about them for good; it falls until there are enough.
fn best_of_use(rows: &Rows, request: &Request, limit: usize, budget: &Budget) -> Result<(Found, u32)> {
    let mut wanted = limit;
    loop {
        let (best, unseen) = search(rows, request, Some(wanted), request.min_support, budget)?;
        let all = best.len() < wanted;
        let support = if all { request.min_support } else { best.supports.last().copied().unwrap_or(1) };
        let (found, unseen) =
            if all || unseen > 0 { (best, unseen) } else { search(rows, request, None, support, budget)? };
        let mut found = redundant::drop_redundant(found, unseen, budget)?;
        if all || unseen > 0 || found.len() >= limit {
            found.truncate(limit);
            return Ok((found, unseen));
        }
        wanted = wanted.saturating_mul(2);
    }
}
