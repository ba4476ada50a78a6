//! Verb: all journeys with their own events in random order.
use crate::arrays::Array;
use crate::border::enter;
use crate::nulls::Journeys;
use journeymine_core::budget::Budget;
use journeymine_core::nulls::redrawn::redrawn;
use numpy::IntoPyArray;
use pyo3::prelude::*;

/// The events of all journeys in redrawing `number`.
#[pyfunction]
#[pyo3(signature = (journeys, *, seed, number, n_jobs))]
fn redraw_journeys<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    seed: u64,
    number: u64,
    n_jobs: usize,
) -> PyResult<Array<'py, u32>> {
    let (slots, _) = journeys.slots(py)?;
    let budget = Budget::new(None);
    let events = enter(py, &budget, || redrawn(&slots, seed, number, n_jobs, &budget))?;
    Ok(events.into_pyarray(py))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(redraw_journeys, module)?)
}
