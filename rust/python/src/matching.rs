//! Verbs: where one pattern occurs, and how many journeys hold each of many.
use crate::arrays::{Array, journeys, patterns, slice, standing, steps};
use crate::border::enter;
use crate::constraints::Constraints;
use journeymine_core::budget::Budget;
use journeymine_core::matching::query::{self, Step};
use journeymine_core::matching::tightest::tightest;
use journeymine_core::matching::windows::windows;
use journeymine_core::matching::{count, positions};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::prelude::*;

type JourneysAndPositions<'py> = (Array<'py, u64>, Array<'py, u64>);
type Occurrences<'py> = (Array<'py, u64>, Array<'py, u64>, Array<'py, u64>);

/// The journeys that hold a pattern and the positions of its leftmost occurrence there, journey after journey.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, starts, *, constraints, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn match_positions<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<JourneysAndPositions<'py>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let pattern = steps(items.as_slice()?, slice(&starts)?);
    let budget = Budget::new(None);
    let rules = constraints.rules();
    let found = enter(py, &budget, || positions(&db, &pattern, &rules, n_jobs, &budget))?;
    Ok((found.journeys.into_pyarray(py), found.positions.into_pyarray(py)))
}

/// The journeys that hold a query and the positions of its parts there, journey after journey; of each step its parts
/// (each the codes that it may be), whether it is in the very next element, and the codes that must not come before it.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, steps, *, constraints, n_jobs))]
fn match_query<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    steps: Vec<(Vec<Vec<u32>>, bool, Vec<u32>)>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<JourneysAndPositions<'py>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let step = |(parts, is_next, without)| Step { parts, is_next, without };
    let steps: Vec<Step> = steps.into_iter().map(step).collect();
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let found = enter(py, &budget, || query::find(&db, &steps, &rules, n_jobs, &budget))?;
    Ok((found.journeys.into_pyarray(py), found.positions.into_pyarray(py)))
}

/// Where each pattern lies closest together in each journey that holds it: where the occurrences of each pattern end, the
/// journeys of all, their positions.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, constraints, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn tightest_positions<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Occurrences<'py>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let found = enter(py, &budget, || tightest(&db, patterns, &rules, n_jobs, &budget))?;
    Ok((found.ends.into_pyarray(py), found.journeys.into_pyarray(py), found.positions.into_pyarray(py)))
}

/// The minimal windows of each pattern: where those of each pattern end, where each begins, and behind its last event.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, constraints, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn pattern_windows<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Occurrences<'py>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let found = enter(py, &budget, || windows(&db, patterns, &rules, n_jobs, &budget))?;
    Ok((found.ends.into_pyarray(py), found.begins.into_pyarray(py), found.afters.into_pyarray(py)))
}

/// How many journeys hold each pattern.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, constraints, n_jobs,
                    multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_patterns<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Array<'py, u32>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let db = standing(py, db, slice(&multiplicity)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let budget = Budget::new(None);
    let rules = constraints.rules();
    Ok(enter(py, &budget, || count(&db, patterns, &rules, n_jobs, &budget))?.into_pyarray(py))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(match_positions, module)?)?;
    module.add_function(wrap_pyfunction!(match_query, module)?)?;
    module.add_function(wrap_pyfunction!(tightest_positions, module)?)?;
    module.add_function(wrap_pyfunction!(pattern_windows, module)?)?;
    module.add_function(wrap_pyfunction!(count_patterns, module)?)
}
