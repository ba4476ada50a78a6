//! NumPy arrays as the core takes them: borrowed, never copied.
use crate::border::to_python;
use journeymine_core::database::SequenceDb;
use journeymine_core::matching::Patterns;
use journeymine_core::sink::JOINED;
use numpy::{Element, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

/// An array that goes out.
pub type Array<'py, T> = Bound<'py, PyArray1<T>>;

/// The numbers of an array that may be absent.
pub fn slice<'a, T: Element>(array: &'a Option<PyReadonlyArray1<'_, T>>) -> PyResult<Option<&'a [T]>> {
    Ok(array.as_ref().map(|array| array.as_slice()).transpose()?)
}

/// Journeys out of events, offsets and, where elements may hold several events, the bits that open them.
pub fn journeys<'a>(
    py: Python<'_>,
    events: &'a PyReadonlyArray1<'_, u32>,
    offsets: &'a PyReadonlyArray1<'_, u64>,
    element_starts: &'a Option<PyReadonlyArray1<'_, u8>>,
) -> PyResult<SequenceDb<'a>> {
    SequenceDb::new(events.as_slice()?, offsets.as_slice()?, slice(element_starts)?)
        .map_err(|error| to_python(py, error))
}

/// The same journeys, each standing for so many where that is said.
pub fn standing<'a>(py: Python<'_>, db: SequenceDb<'a>, multiplicity: Option<&'a [u32]>) -> PyResult<SequenceDb<'a>> {
    multiplicity.map_or(Ok(db), |all| db.with_multiplicity(all)).map_err(|error| to_python(py, error))
}

/// Patterns out of steps and offsets.
pub fn patterns<'a>(
    py: Python<'_>,
    steps: &'a [u32],
    offsets: &'a PyReadonlyArray1<'_, u64>,
) -> PyResult<Patterns<'a>> {
    Patterns::new(steps, offsets.as_slice()?).map_err(|error| to_python(py, error))
}

/// Steps from items and, where elements may hold several events, which items open an element.
pub fn steps(items: &[u32], starts: Option<&[bool]>) -> Vec<u32> {
    match starts {
        None => items.to_vec(),
        Some(starts) => items.iter().zip(starts).map(|(item, opens)| item | if *opens { 0 } else { JOINED }).collect(),
    }
}
