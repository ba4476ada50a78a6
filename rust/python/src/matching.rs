//! Verbs: where one pattern occurs, and how many journeys hold each of many.
use crate::border::{enter, to_python};
use journeymine_core::budget::Budget;
use journeymine_core::database::SequenceDb;
use journeymine_core::matching::{Patterns, count, positions};
use journeymine_core::sink::JOINED;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

/// Steps from items and, where elements may hold several events, which items open an element.
pub fn steps(items: &[u32], starts: Option<&[bool]>) -> Vec<u32> {
    match starts {
        None => items.to_vec(),
        Some(starts) => items.iter().zip(starts).map(|(item, opens)| item | if *opens { 0 } else { JOINED }).collect(),
    }
}

type JourneysAndPositions<'py> = (Bound<'py, PyArray1<u64>>, Bound<'py, PyArray1<u64>>);

/// The journeys that hold a pattern and the positions of its leftmost occurrence there, journey after journey.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, starts, *, n_jobs))]
fn match_positions<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    n_jobs: usize,
) -> PyResult<JourneysAndPositions<'py>> {
    let bits = element_starts.as_ref().map(|bits| bits.as_slice()).transpose()?;
    let db = SequenceDb::new(events.as_slice()?, offsets.as_slice()?, bits).map_err(|error| to_python(py, error))?;
    let opens = starts.as_ref().map(|opens| opens.as_slice()).transpose()?;
    let pattern = steps(items.as_slice()?, opens);
    let budget = Budget::new(None);
    let found = enter(py, &budget, || positions(&db, &pattern, n_jobs, &budget))?;
    Ok((found.journeys.into_pyarray(py), found.positions.into_pyarray(py)))
}

/// How many journeys hold each pattern.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, items, pattern_offsets, starts, *, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn count_patterns<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    items: PyReadonlyArray1<'py, u32>,
    pattern_offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let bits = element_starts.as_ref().map(|bits| bits.as_slice()).transpose()?;
    let db = SequenceDb::new(events.as_slice()?, offsets.as_slice()?, bits).map_err(|error| to_python(py, error))?;
    let opens = starts.as_ref().map(|opens| opens.as_slice()).transpose()?;
    let all = steps(items.as_slice()?, opens);
    let patterns = Patterns::new(&all, pattern_offsets.as_slice()?).map_err(|error| to_python(py, error))?;
    let budget = Budget::new(None);
    Ok(enter(py, &budget, || count(&db, patterns, n_jobs, &budget))?.into_pyarray(py))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(match_positions, module)?)?;
    module.add_function(wrap_pyfunction!(count_patterns, module)?)
}
