//! Verbs: the order null of patterns and of rules, and the size of the family they were chosen from.
use crate::arrays::{Array, journeys, journeys as sets, patterns, slice, standing, steps};
use crate::border::{budget, enter, to_python};
use crate::constraints::Constraints;
use crate::counting::Compressed;
use journeymine_core::budget::Budget;
use journeymine_core::error::Error;
use journeymine_core::nulls::chances::chances;
use journeymine_core::nulls::customers::Sums;
use journeymine_core::nulls::family::family;
use journeymine_core::nulls::lift::{Lifts, lifts};
use journeymine_core::nulls::rule::{Claim, Law, Rules, count, rules};
use journeymine_core::nulls::shuffle::Slots;
use journeymine_core::nulls::spread::spread;
use journeymine_core::nulls::unordered::{Sides, unordered};
use journeymine_core::nulls::verdict::Verdict;
use journeymine_core::nulls::visit::Shuffles;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Journeys as the null sees them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Journeys<'py> {
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    customers: PyReadonlyArray1<'py, u32>,
    times: Option<PyReadonlyArray1<'py, i64>>,
    tie_rank: Option<PyReadonlyArray1<'py, u32>>,
    collapsed: bool,
    cut: Option<PyReadonlyArray1<'py, bool>>,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
}

impl Journeys<'_> {
    /// Checked, with the owner of each.
    pub fn slots(&self, py: Python<'_>) -> PyResult<(Slots<'_>, &[u32])> {
        let db = journeys(py, &self.events, &self.offsets, &self.element_starts)?;
        let db = standing(py, db, slice(&self.multiplicity)?)?;
        let slots = Slots {
            db,
            times: slice(&self.times)?,
            tie_rank: slice(&self.tie_rank)?,
            collapsed: self.collapsed,
            cut: slice(&self.cut)?,
        };
        let customers = self.customers.as_slice()?;
        let fits = |what, found: usize, expected: usize| {
            let (found, expected) = (found as u64, expected as u64);
            if found == expected { Ok(()) } else { Err(to_python(py, Error::Shape { what, found, expected })) }
        };
        fits("number of customer codes", customers.len(), db.len())?;
        let repeats = customers.windows(2).filter(|pair| pair[0] == pair[1] && db.multiplicity.is_some()).count();
        fits("number of customers with several journeys that stand for more", repeats, 0)?;
        fits("number of cut journeys", slots.cut.map_or(db.len(), <[bool]>::len), db.len())?;
        fits("number of times", slots.times.map_or(db.items.len(), <[i64]>::len), db.items.len())?;
        let codes = db.items.iter().max().map_or(0, |&code| code as usize + 1);
        let ranks = slots.tie_rank.map_or(codes, <[u32]>::len);
        fits("number of tie ranks", ranks.min(codes), codes)?;
        Ok((slots, customers))
    }
}

/// Sums and verdicts by name.
pub fn columns_into(out: &Bound<'_, PyDict>, sums: Sums, verdicts: &[Verdict]) -> PyResult<()> {
    let py = out.py();
    out.set_item("support", sums.support.into_pyarray(py))?;
    out.set_item("squares", sums.squares.into_pyarray(py))?;
    out.set_item("sizes", sums.sizes.into_pyarray(py))?;
    out.set_item("crossed", sums.crossed.into_pyarray(py))?;
    out.set_item("chance_squares", sums.chance_squares.into_pyarray(py))?;
    let column = |of: fn(&Verdict) -> f64| verdicts.iter().map(of).collect::<Vec<_>>().into_pyarray(py);
    out.set_item("p", column(|verdict| verdict.p))?;
    out.set_item("p_mid", column(|verdict| verdict.mid))?;
    out.set_item("low", column(|verdict| verdict.low))?;
    out.set_item("high", column(|verdict| verdict.high))?;
    out.set_item("noise", column(|verdict| verdict.noise))
}

/// The order null of every pattern.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, *, shuffles, bounded, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn lift_statistics<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    shuffles: u32,
    bounded: bool,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let budget = Budget::new(None);
    let shuffles = Shuffles { count: shuffles, seed };
    let rows = enter(py, &budget, || lifts(slots, customers, patterns, (shuffles, bounded), n_jobs, &budget))?;
    lifts_into(py, rows)
}

/// The order null of patterns by name.
pub fn lifts_into(py: Python<'_>, rows: Lifts) -> PyResult<Bound<'_, PyDict>> {
    let out = PyDict::new(py);
    columns_into(&out, rows.sums, &rows.verdicts)?;
    out.set_item("expected", rows.expected.into_pyarray(py))?;
    out.set_item("fitting", rows.fitting.into_pyarray(py))?;
    out.set_item("keys", vec![rows.keys.0, rows.keys.1].into_pyarray(py))?;
    out.set_item("tied", rows.tied.into_pyarray(py))?;
    Ok(out)
}

/// The chance of each journey to hold each pattern under the order null, in compressed rows.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, *, shuffles, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn order_chances<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    shuffles: u32,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Compressed<'py, f64>> {
    let (slots, _) = journeys.slots(py)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let (budget, shuffles) = (Budget::new(None), Shuffles { count: shuffles, seed });
    let rows = enter(py, &budget, || chances(&slots, patterns, shuffles, n_jobs, &budget))?;
    Ok((rows.ends.into_pyarray(py), rows.columns.into_pyarray(py), rows.values.into_pyarray(py)))
}

/// The support of every pattern under constraints, and its sums over customers.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, *, constraints, n_jobs))]
fn support_sums<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let db = constraints.timed(py, slots.db)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let budget = Budget::new(None);
    let rules = constraints.rules();
    let sums = enter(py, &budget, || spread(&db, customers, patterns, &rules, n_jobs, &budget))?;
    let out = PyDict::new(py);
    out.set_item("support", sums.support.into_pyarray(py))?;
    out.set_item("squares", sums.squares.into_pyarray(py))?;
    out.set_item("sizes", sums.sizes.into_pyarray(py))?;
    Ok(out)
}

/// The order null of every rule: pattern `which[i]` cut after its first `splits[i]` events.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, which, splits, *, constraints, within, shuffles, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn rule_statistics<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    which: PyReadonlyArray1<'py, u32>,
    splits: PyReadonlyArray1<'py, u32>,
    constraints: Constraints<'py>,
    within: Option<u64>,
    shuffles: u32,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let (patterns, claims) = (patterns(py, &all, &offsets)?, claims(&which, &splits)?);
    let law = Law { gaps: constraints.rules(), within, times: constraints.times()? };
    let budget = Budget::new(None);
    let shuffles = Shuffles { count: shuffles, seed };
    let rows = enter(py, &budget, || rules(slots, customers, patterns, &claims, law, shuffles, n_jobs, &budget))?;
    rows_into(py, rows)
}

fn claims(which: &PyReadonlyArray1<'_, u32>, splits: &PyReadonlyArray1<'_, u32>) -> PyResult<Vec<Claim>> {
    let pairs = which.as_slice()?.iter().zip(splits.as_slice()?);
    Ok(pairs.map(|(&pattern, &split)| Claim { pattern, split }).collect())
}

fn rows_into(py: Python<'_>, rows: Rules) -> PyResult<Bound<'_, PyDict>> {
    let out = PyDict::new(py);
    columns_into(&out, rows.sums, &rows.verdicts)?;
    out.set_item("expected", rows.expected.into_pyarray(py))?;
    out.set_item("antecedent", rows.antecedent.into_pyarray(py))?;
    out.set_item("possible", rows.possible.into_pyarray(py))?;
    out.set_item("antecedent_squares", rows.antecedent_squares.into_pyarray(py))?;
    out.set_item("customers", rows.customers.into_pyarray(py))?;
    out.set_item("tied", rows.tied.into_pyarray(py))?;
    Ok(out)
}

/// How many journeys hold every rule: pattern `which[i]` cut after its first `splits[i]` events.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, which, splits, *, constraints, within, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_rules<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    which: PyReadonlyArray1<'py, u32>,
    splits: PyReadonlyArray1<'py, u32>,
    constraints: Constraints<'py>,
    within: Option<u64>,
    n_jobs: usize,
) -> PyResult<Array<'py, u32>> {
    let (slots, _) = journeys.slots(py)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let (patterns, claims) = (patterns(py, &all, &offsets)?, claims(&which, &splits)?);
    let law = Law { gaps: constraints.rules(), within, times: constraints.times()? };
    let budget = Budget::new(None);
    let counted = enter(py, &budget, || count(slots.db, patterns, &claims, law, n_jobs, &budget))?;
    Ok(counted.into_pyarray(py))
}

/// The order null of every partially ordered rule.
#[pyfunction]
#[pyo3(signature = (journeys, antecedents, antecedent_offsets, consequents, consequent_offsets, *, times, within,
                    shuffles, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn unordered_statistics<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    antecedents: PyReadonlyArray1<'py, u32>,
    antecedent_offsets: PyReadonlyArray1<'py, u64>,
    consequents: PyReadonlyArray1<'py, u32>,
    consequent_offsets: PyReadonlyArray1<'py, u64>,
    times: Option<PyReadonlyArray1<'py, i64>>,
    within: Option<u64>,
    shuffles: u32,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let left = sets(py, &antecedents, &antecedent_offsets, &None)?;
    let right = sets(py, &consequents, &consequent_offsets, &None)?;
    if left.len() != right.len() {
        let (found, expected) = (right.len() as u64, left.len() as u64);
        return Err(to_python(py, Error::Shape { what: "number of consequents", found, expected }));
    }
    let window = slice(&times)?.zip(within);
    if let Some((found, expected)) = window.map(|(times, _)| (times.len() as u64, slots.db.items.len() as u64))
        && found != expected
    {
        return Err(to_python(py, Error::Shape { what: "number of times", found, expected }));
    }
    let budget = Budget::new(None);
    let (sides, shuffles) = (Sides { left, right }, Shuffles { count: shuffles, seed });
    let rows = enter(py, &budget, || unordered(slots, customers, sides, window, shuffles, n_jobs, &budget))?;
    rows_into(py, rows)
}

/// How many sequences (and cuts of them) have events that co-occur in `least` journeys; None when time ran out.
#[pyfunction]
#[pyo3(signature = (events, offsets, *, least, longest, time_limit, multiplicity=None))]
fn count_family(
    py: Python<'_>,
    events: PyReadonlyArray1<'_, u32>,
    offsets: PyReadonlyArray1<'_, u64>,
    least: u32,
    longest: usize,
    time_limit: f64,
    multiplicity: Option<PyReadonlyArray1<'_, u32>>,
) -> PyResult<Option<(f64, f64)>> {
    let db = standing(py, journeys(py, &events, &offsets, &None)?, slice(&multiplicity)?)?;
    let budget = budget(Some(time_limit), None);
    let counted = enter(py, &budget, || Ok(family(&db, least, longest, &budget)))?;
    Ok(counted.map(|counted| (counted.patterns, counted.rules)))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(lift_statistics, module)?)?;
    module.add_function(wrap_pyfunction!(order_chances, module)?)?;
    module.add_function(wrap_pyfunction!(rule_statistics, module)?)?;
    module.add_function(wrap_pyfunction!(count_rules, module)?)?;
    module.add_function(wrap_pyfunction!(unordered_statistics, module)?)?;
    module.add_function(wrap_pyfunction!(support_sums, module)?)?;
    module.add_function(wrap_pyfunction!(count_family, module)?)
}
