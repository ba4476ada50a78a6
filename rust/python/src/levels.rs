//! Verb: journeys in which every element holds all levels of its events.
use crate::arrays::{Array, journeys};
use crate::border::{enter, to_python};
use journeymine_core::budget::Budget;
use journeymine_core::sequence::levels::{Extended, Levels};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::prelude::*;

/// The codes above each code, one row after the other, and where rows begin.
pub type Above<'py> = (PyReadonlyArray1<'py, u32>, PyReadonlyArray1<'py, u64>);

/// Events, offsets, bits that open elements, and where each event comes from.
type Journeys<'py> = (Array<'py, u32>, Array<'py, u64>, Array<'py, u8>, Array<'py, u64>);

/// The levels as the core takes them.
pub fn levels(py: Python<'_>, above: &Above<'_>) -> PyResult<Levels> {
    let (codes, offsets) = (above.0.as_slice()?.to_vec(), above.1.as_slice()?.to_vec());
    Levels::new(codes, offsets).map_err(|error| to_python(py, error))
}

/// The same journeys with all levels of their events, and for each event the position that it stands for.
#[pyfunction]
fn extend_journeys<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    above: Above<'py>,
) -> PyResult<Journeys<'py>> {
    let db = journeys(py, &events, &offsets, &element_starts)?;
    let (levels, budget) = (levels(py, &above)?, Budget::new(None));
    let made = enter(py, &budget, || Extended::new(&db, &levels, &budget))?;
    Ok((
        made.items.into_pyarray(py),
        made.offsets.into_pyarray(py),
        made.starts.into_pyarray(py),
        made.origins.into_pyarray(py),
    ))
}

/// Adds the verbs of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(extend_journeys, module)?)
}
