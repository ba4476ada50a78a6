//! The verb that covers journeys by windows of patterns.
use crate::arrays::{Array, slice};
use crate::border::enter;
use journeymine_core::budget::Budget;
use journeymine_core::cover::{Saving, Windows, cover};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How often each pattern is used, and over how many gaps, where windows that do not overlap save most.
#[pyfunction]
#[pyo3(signature = (offsets, begins, afters, patterns, *, sizes, gains, costs, multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn cover_windows<'py>(
    py: Python<'py>,
    offsets: PyReadonlyArray1<'py, u64>,
    begins: PyReadonlyArray1<'py, u64>,
    afters: PyReadonlyArray1<'py, u64>,
    patterns: PyReadonlyArray1<'py, u32>,
    sizes: PyReadonlyArray1<'py, u64>,
    gains: PyReadonlyArray1<'py, f64>,
    costs: PyReadonlyArray1<'py, f64>,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<(Array<'py, u64>, Array<'py, u64>)> {
    let windows = Windows { begins: begins.as_slice()?, afters: afters.as_slice()?, patterns: patterns.as_slice()? };
    let saving = Saving { sizes: sizes.as_slice()?, gains: gains.as_slice()?, costs: costs.as_slice()? };
    let (offsets, many) = (offsets.as_slice()?, slice(&multiplicity)?);
    if offsets.is_empty() || many.is_some_and(|many| many.len() + 1 != offsets.len()) {
        return Err(PyValueError::new_err("offsets of journeys have one place more than there are journeys"));
    }
    let budget = Budget::new(None);
    let used = enter(py, &budget, || cover(offsets, windows, saving, |s| many.map_or(1, |many| many[s]), &budget))?;
    Ok((used.usage.into_pyarray(py), used.gaps.into_pyarray(py)))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(cover_windows, module)?)
}
