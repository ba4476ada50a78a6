//! What is said of every hypothesis once all customers have been visited: p, and the bounds where few journeys hold it.
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use std::ops::Range;

/// One row a hypothesis.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// P(X ≥ support).
    pub p: Vec<f64>,
    /// Bootstrap bounds of the lift; not a number where enough journeys hold the pattern.
    pub low: Vec<f64>,
    /// See `low`.
    pub high: Vec<f64>,
}

/// Asks `of` for (p, low, high) of hypotheses `0..len`, on several threads.
pub fn verdicts(
    len: usize,
    n_jobs: usize,
    budget: &Budget,
    of: impl Fn(usize) -> (f64, f64, f64) + Sync,
) -> Result<Verdicts> {
    let mut all = Verdicts::default();
    let some = |(): &mut (), range: Range<usize>| range.take_while(|_| !budget.is_spent()).map(&of).collect::<Vec<_>>();
    let merge = |part: Vec<(f64, f64, f64)>| {
        for (p, low, high) in part {
            all.p.push(p);
            all.low.push(low);
            all.high.push(high);
        }
    };
    in_order(len, n_jobs, budget, || (), some, merge)?;
    Ok(all)
}
