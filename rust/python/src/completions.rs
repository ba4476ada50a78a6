//! Verb: in which cells patterns were completed, and by how many.
use crate::arrays::{Array, journeys, patterns, slice, steps};
use crate::border::enter;
use crate::constraints::Constraints;
use journeymine_core::budget::Budget;
use journeymine_core::matching::completions::{self, Cells, Completed};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How often each pattern was completed in each cell, pattern after pattern. `cells` has the cell of each event, the
/// largest number for none; `counted` is `"customers"`, `"first"` or `"all"`; the owners of the journeys ascend.
#[pyfunction]
#[pyo3(signature = (
    events, offsets, element_starts, customers, items, pattern_offsets, starts, *, cells, n_cells, counted, constraints,
    n_jobs
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
    cells: PyReadonlyArray1<'py, u32>,
    n_cells: usize,
    counted: &str,
    constraints: Constraints<'py>,
    n_jobs: usize,
) -> PyResult<Array<'py, u64>> {
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &pattern_offsets)?;
    let (owners, cells) = (customers.as_slice()?, Cells { of_event: cells.as_slice()?, len: n_cells });
    let counted = match counted {
        "customers" => Completed::Customers,
        "first" => Completed::First,
        "all" => Completed::All,
        other => return Err(PyValueError::new_err(format!("nothing is called {other}"))),
    };
    let (budget, rules) = (Budget::new(None), constraints.rules());
    let counts = enter(py, &budget, || {
        completions::completions(&db, owners, patterns, &rules, (cells, counted), n_jobs, &budget)
    })?;
    Ok(counts.into_pyarray(py))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(count_completions, module)?)
}
