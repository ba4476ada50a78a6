//! Verbs: nulls under which the chance of a journey hangs on its length (or on nothing).
use crate::arrays::{patterns, slice, steps};
use crate::border::{enter, to_python};
use crate::constraints::Constraints;
use crate::nulls::{Journeys, columns_into};
use journeymine_core::budget::Budget;
use journeymine_core::nulls::chain::Chain;
use journeymine_core::nulls::serial::{Rows, serial_rows};
use journeymine_core::nulls::tabled::{Table, tabled};
use journeymine_core::nulls::transition::transition_rows;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

fn rows_into<'py>(py: Python<'py>, rows: Rows) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(py);
    out.set_item("values", rows.values.into_pyarray(py))?;
    out.set_item("of", rows.of.into_pyarray(py))?;
    Ok(out)
}

/// q by length under the serial null.
#[pyfunction]
#[pyo3(signature = (rates, offsets, lengths, *, n_jobs))]
fn serial_table<'py>(
    py: Python<'py>,
    rates: PyReadonlyArray1<'py, f64>,
    offsets: PyReadonlyArray1<'py, u64>,
    lengths: PyReadonlyArray1<'py, u32>,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (rates, offsets, lengths) = (rates.as_slice()?, offsets.as_slice()?, lengths.as_slice()?);
    let budget = Budget::new(None);
    let rows = enter(py, &budget, || serial_rows(rates, offsets, lengths, n_jobs, &budget))?;
    rows_into(py, rows)
}

/// q by length under the transition null.
#[pyfunction]
#[pyo3(signature = (start, rows, codes, chances, items, offsets, lengths, *, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn transition_table<'py>(
    py: Python<'py>,
    start: PyReadonlyArray1<'py, f64>,
    rows: PyReadonlyArray1<'py, u64>,
    codes: PyReadonlyArray1<'py, u32>,
    chances: PyReadonlyArray1<'py, f64>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    lengths: PyReadonlyArray1<'py, u32>,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let chain = Chain::new(start.as_slice()?, rows.as_slice()?, codes.as_slice()?, chances.as_slice()?)
        .map_err(|error| to_python(py, error))?;
    let (patterns, lengths) = (patterns(py, items.as_slice()?, &offsets)?, lengths.as_slice()?);
    let budget = Budget::new(None);
    let rows = enter(py, &budget, || transition_rows(chain, patterns, lengths, n_jobs, &budget))?;
    rows_into(py, rows)
}

/// Every pattern under a null of which a table says it all: `of[i]` is its row, `classes[s]` the column of a journey.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, values, width, of, classes, *, constraints, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn table_statistics<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    values: PyReadonlyArray1<'py, f64>,
    width: usize,
    of: PyReadonlyArray1<'py, u32>,
    classes: PyReadonlyArray1<'py, u32>,
    constraints: Constraints<'py>,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let db = constraints.timed(py, slots.db)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let table =
        Table::new(values.as_slice()?, width, (of.as_slice()?, patterns.len()), (classes.as_slice()?, db.len()))
            .map_err(|error| to_python(py, error))?;
    let (rules, budget) = (constraints.rules(), Budget::new(None));
    let rows = enter(py, &budget, || tabled(&db, customers, patterns, &rules, table, seed, n_jobs, &budget))?;
    let out = PyDict::new(py);
    columns_into(&out, rows.sums, &rows.verdicts)?;
    out.set_item("expected", rows.expected.into_pyarray(py))?;
    out.set_item("fitting", rows.possible.into_pyarray(py))?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(serial_table, module)?)?;
    module.add_function(wrap_pyfunction!(transition_table, module)?)?;
    module.add_function(wrap_pyfunction!(table_statistics, module)?)
}
