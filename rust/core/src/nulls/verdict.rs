//! What is said of every hypothesis once all customers have been visited: p, and the bounds where few journeys hold it.
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use std::ops::Range;

/// One row a hypothesis.
#[derive(Debug, Clone, Copy, Default)]
pub struct Verdict {
    /// P(X ≥ support).
    pub p: f64,
    /// P(X > support) + P(X = support) / 2.
    pub mid: f64,
    /// Lower bootstrap bound of the lift; not a number where enough journeys hold the pattern.
    pub low: f64,
    /// Upper bootstrap bound.
    pub high: f64,
    /// The standard deviation of the support over shuffles; 0 where nothing was shuffled.
    pub noise: f64,
}

/// Asks `of` for hypotheses `0..len`, on several threads.
pub fn by_hypothesis<T: Send>(
    len: usize,
    n_jobs: usize,
    budget: &Budget,
    of: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(len);
    let some = |(): &mut (), range: Range<usize>| range.take_while(|_| !budget.is_spent()).map(&of).collect::<Vec<_>>();
    in_order(len, n_jobs, budget, || (), some, |part| all.extend(part))?;
    Ok(all)
}
