//! Verb: in which cells patterns were completed, and by how many.
use crate::arrays::{Array, journeys, patterns, slice, steps};
use crate::border::enter;
use crate::constraints::Constraints;
use journeymine_core::budget::Budget;
use journeymine_core::matching::completions::{self, Cells, Completed};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How often each pattern was completed in each cell, pattern after pattern, for each kind of cells. `cells` has the cell
/// of each event, the largest number for none, how many cells there are, and what is counted: `"customers"`, `"first"` or
/// `"all"`. The owners of the journeys ascend.
#[pyfunction]
#[pyo3(signature = (
    events, offsets, element_starts, customers, items, pattern_offsets, starts, *, cells, constraints, n_jobs
))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_completions<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    customers: PyReadonlyArray1<'py, u32>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    cells: Vec<(PyReadonlyArray1<'py, u32>, usize, String)>,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Vec<Array<'py, u64>>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let owners = customers.as_slice()?;
    let kinds = cells.iter().map(|(of_event, len, counted)| {
        Ok(Cells { of_event: of_event.as_slice()?, len: *len, counted: named(counted)? })
    });
    let kinds = kinds.collect::<PyResult<Vec<_>>>()?;
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let counts =
        enter(py, &budget, || completions::completions(&db, owners, patterns, &rules, &kinds, n_jobs, &budget))?;
    Ok(counts.into_iter().map(|one| one.into_pyarray(py)).collect())
}

fn named(counted: &str) -> PyResult<Completed> {
    match counted {
        "customers" => Ok(Completed::Customers),
        "first" => Ok(Completed::First),
        "all" => Ok(Completed::All),
        other => Err(PyValueError::new_err(format!("nothing is called {other}"))),
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(count_completions, module)?)
}
