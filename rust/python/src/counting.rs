//! Verbs: how many customers hold patterns, how often these occur, and journeys × patterns as a sparse matrix.
use crate::arrays::{Array, journeys, patterns, slice, standing, steps};
use crate::border::enter;
use crate::constraints::Constraints;
use journeymine_core::budget::Budget;
use journeymine_core::matching::counting::{self, Counted, Rows};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How many customers have a journey that holds each pattern; the owners of the journeys ascend.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, customers, items, pattern_offsets, starts, *, constraints, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_customers<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    customers: PyReadonlyArray1<'py, u32>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Array<'py, u32>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let owners = customers.as_slice()?;
    if owners.len() != db.len() {
        return Err(PyValueError::new_err(format!("{} customers for {} journeys", owners.len(), db.len())));
    }
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let counts = enter(py, &budget, || counting::count_customers(&db, owners, patterns, &rules, n_jobs, &budget))?;
    Ok(counts.into_pyarray(py))
}

/// How often each pattern occurs: `counted` is `"occurrences"` (with disjoint spans) or `"windows"` (minimal ones).
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, counted, constraints, n_jobs,
                    multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_within<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    counted: &str,
    constraints: Constraints<'py>,
    n_jobs: usize,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Array<'py, u64>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let db = standing(py, db, slice(&multiplicity)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let counted = named(counted)?;
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let counts = enter(py, &budget, || counting::count_within(&db, patterns, &rules, counted, n_jobs, &budget))?;
    Ok(counts.into_pyarray(py))
}

fn named(counted: &str) -> PyResult<Counted> {
    match counted {
        "occurrences" => Ok(Counted::Occurrences),
        "windows" => Ok(Counted::Windows),
        other => Err(PyValueError::new_err(format!("nothing is called {other}"))),
    }
}

/// Compressed rows: where they begin, columns, values.
pub type Compressed<'py, T> = (Array<'py, i64>, Array<'py, i32>, Array<'py, T>);

/// Journeys × patterns in compressed rows: where rows begin, columns, and of `values`: `"present"` nothing,
/// `"count"` occurrences with disjoint spans.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, values, constraints, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn pattern_rows<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    values: &str,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Compressed<'py, i32>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let rows = enter(py, &budget, || match values {
        "present" => {
            let rows = counting::present(&db, patterns, &rules, n_jobs, &budget)?;
            Ok(Rows { ends: rows.ends, columns: rows.columns, values: Vec::new() })
        }
        _ => counting::valued(&db, patterns, &rules, |ruled, _| ruled.occurrences() as i32, n_jobs, &budget),
    })?;
    Ok((rows.ends.into_pyarray(py), rows.columns.into_pyarray(py), rows.values.into_pyarray(py)))
}

/// As `pattern_rows`, the values being the time from the last end of each pattern to `observed_until` (one a journey),
/// in `unit`s of the journeys' times; where there is none, elements until the end of the journey.
#[pyfunction]
#[pyo3(signature = (
    events, offsets, element_starts, items, pattern_offsets, starts, *, observed_until, unit, constraints, n_jobs
))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn pattern_ages<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    observed_until: Option<PyReadonlyArray1<'py, i64>>,
    unit: f64,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Compressed<'py, f64>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let until = slice(&observed_until)?;
    if until.is_some_and(|until| until.len() != db.len() || db.times.is_none()) {
        return Err(PyValueError::new_err("one end of observation a journey goes with one time an event"));
    }
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let age = |ruled: &journeymine_core::matching::ruled::Ruled, s: usize| {
        let end = ruled.last_end();
        match until.zip(ruled.time(end)) {
            Some((until, time)) => until[s].wrapping_sub(time) as f64 / unit,
            None => f64::from(ruled.n_elements() - 1 - end),
        }
    };
    let rows = enter(py, &budget, || counting::valued(&db, patterns, &rules, age, n_jobs, &budget))?;
    Ok((rows.ends.into_pyarray(py), rows.columns.into_pyarray(py), rows.values.into_pyarray(py)))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(count_customers, module)?)?;
    module.add_function(wrap_pyfunction!(count_within, module)?)?;
    module.add_function(wrap_pyfunction!(pattern_rows, module)?)?;
    module.add_function(wrap_pyfunction!(pattern_ages, module)?)
}
