//! Verbs of the encoder: columns → codes → ordered journeys → shaped journeys.
use crate::arrays::{Array, slice};
use crate::border::{enter, to_python};
use journeymine_core::budget::Budget;
use journeymine_core::encode::codes::{Codes, encode, pair};
use journeymine_core::encode::column::{Coded, Column, Indices, Offsets, Text};
use journeymine_core::encode::names::Names;
use journeymine_core::encode::order::{Plan, order};
use journeymine_core::encode::shape::{Shape, element_starts, shape};
use journeymine_core::error::Error;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Adds the verbs to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<ColumnCodes>()?;
    module.add_function(wrap_pyfunction!(encode_text, module)?)?;
    module.add_function(wrap_pyfunction!(encode_integers, module)?)?;
    module.add_function(wrap_pyfunction!(encode_dictionary, module)?)?;
    module.add_function(wrap_pyfunction!(pair_codes, module)?)?;
    module.add_function(wrap_pyfunction!(order_events, module)?)?;
    module.add_function(wrap_pyfunction!(shape_journeys, module)?)?;
    module.add_function(wrap_pyfunction!(find_element_starts, module)?)
}

/// A column in codes, kept in the core between two verbs; `order_events` takes it over.
#[pyclass(frozen)]
struct ColumnCodes(Mutex<Option<Codes>>);

impl ColumnCodes {
    fn new(codes: Codes) -> Self {
        ColumnCodes(Mutex::new(Some(codes)))
    }

    fn with<T>(&self, look: impl FnOnce(&Codes) -> T) -> PyResult<T> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(look).ok_or_else(gone)
    }

    fn take(&self) -> PyResult<Codes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(gone)
    }
}

fn gone() -> PyErr {
    PyValueError::new_err("These codes were already turned into journeys; encode the column again.")
}

#[pymethods]
impl ColumnCodes {
    /// The names: (UTF-8 bytes, offsets) for strings, one array of integers otherwise.
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.with(|codes| codes.names.clone())? {
            Names::Integers(integers) => Ok(integers.into_pyarray(py).into_any()),
            Names::Text { bytes, offsets } => {
                Ok((bytes.into_pyarray(py), offsets.into_pyarray(py)).into_pyobject(py)?.into_any())
            }
        }
    }

    /// The code of every row.
    fn codes<'py>(&self, py: Python<'py>) -> PyResult<Array<'py, u32>> {
        Ok(self.with(Codes::to_vec)?.into_pyarray(py))
    }
}

#[derive(FromPyObject)]
enum OffsetArray<'py> {
    Small(PyReadonlyArray1<'py, i32>),
    Large(PyReadonlyArray1<'py, i64>),
}

#[derive(FromPyObject)]
enum IndexArray<'py> {
    I8(PyReadonlyArray1<'py, i8>),
    I16(PyReadonlyArray1<'py, i16>),
    I32(PyReadonlyArray1<'py, i32>),
    I64(PyReadonlyArray1<'py, i64>),
    U32(PyReadonlyArray1<'py, u32>),
}

type TextChunk<'py> = (OffsetArray<'py>, PyReadonlyArray1<'py, u8>);

fn texts<'a>(chunks: &'a [TextChunk<'_>]) -> PyResult<Vec<Text<'a>>> {
    let text = |(offsets, bytes): &'a TextChunk<'_>| {
        let offsets = match offsets {
            OffsetArray::Small(offsets) => Offsets::Small(offsets.as_slice()?),
            OffsetArray::Large(offsets) => Offsets::Large(offsets.as_slice()?),
        };
        Ok(Text { offsets, bytes: bytes.as_slice()? })
    };
    chunks.iter().map(text).collect()
}

fn encoded(py: Python<'_>, column: &Column<'_>, n_jobs: usize, limit: u64) -> PyResult<ColumnCodes> {
    let budget = Budget::new(None);
    enter(py, &budget, || encode(column, n_jobs, limit, &budget)).map(ColumnCodes::new)
}

#[pyfunction]
#[pyo3(signature = (chunks, *, n_jobs, limit))]
fn encode_text(py: Python<'_>, chunks: Vec<TextChunk<'_>>, n_jobs: usize, limit: u64) -> PyResult<ColumnCodes> {
    encoded(py, &Column::Text(texts(&chunks)?), n_jobs, limit)
}

#[pyfunction]
#[pyo3(signature = (chunks, *, n_jobs, limit))]
fn encode_integers(
    py: Python<'_>,
    chunks: Vec<PyReadonlyArray1<'_, i64>>,
    n_jobs: usize,
    limit: u64,
) -> PyResult<ColumnCodes> {
    encoded(py, &Column::Integers(slices(&chunks)?), n_jobs, limit)
}

#[pyfunction]
#[pyo3(signature = (chunks, dictionaries, *, n_jobs, limit))]
fn encode_dictionary(
    py: Python<'_>,
    chunks: Vec<(IndexArray<'_>, usize)>,
    dictionaries: Vec<TextChunk<'_>>,
    n_jobs: usize,
    limit: u64,
) -> PyResult<ColumnCodes> {
    let dictionaries = texts(&dictionaries)?;
    let mut coded = Vec::with_capacity(chunks.len());
    for (indices, dictionary) in &chunks {
        if *dictionary >= dictionaries.len() {
            let (found, expected) = (*dictionary as u64, dictionaries.len() as u64);
            return Err(to_python(py, Error::Shape { what: "dictionary of a chunk (at most)", found, expected }));
        }
        let indices = match indices {
            IndexArray::I8(indices) => Indices::I8(indices.as_slice()?),
            IndexArray::I16(indices) => Indices::I16(indices.as_slice()?),
            IndexArray::I32(indices) => Indices::I32(indices.as_slice()?),
            IndexArray::I64(indices) => Indices::I64(indices.as_slice()?),
            IndexArray::U32(indices) => Indices::U32(indices.as_slice()?),
        };
        coded.push(Coded { indices, dictionary: *dictionary });
    }
    encoded(py, &Column::Dictionary(coded, dictionaries), n_jobs, limit)
}

fn slices<'a, T: numpy::Element>(chunks: &'a [PyReadonlyArray1<'_, T>]) -> PyResult<Vec<&'a [T]>> {
    chunks.iter().map(|chunk| Ok(chunk.as_slice()?)).collect()
}

type Pairs<'py> = (ColumnCodes, Array<'py, u32>, Array<'py, u32>);

#[pyfunction]
#[pyo3(signature = (first, second, *, limit))]
fn pair_codes<'py>(py: Python<'py>, first: &ColumnCodes, second: &ColumnCodes, limit: u64) -> PyResult<Pairs<'py>> {
    let (one, other) = (first.with(Codes::clone)?, second.with(Codes::clone)?);
    let budget = Budget::new(None);
    let (codes, ones, others) = enter(py, &budget, || pair(&one, &other, limit, &budget))?;
    Ok((ColumnCodes::new(codes), ones.into_pyarray(py), others.into_pyarray(py)))
}

type OrderedArrays<'py> = (Array<'py, u32>, Array<'py, i64>, Array<'py, u64>, Option<Array<'py, u32>>, u64);

#[pyfunction]
#[pyo3(signature = (journeys, labels, times, *, places, events, merge, carry_rows, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "a keyword each")]
fn order_events<'py>(
    py: Python<'py>,
    journeys: &ColumnCodes,
    labels: &ColumnCodes,
    times: Vec<PyReadonlyArray1<'py, i64>>,
    places: Option<PyReadonlyArray1<'py, u32>>,
    events: Option<PyReadonlyArray1<'py, u32>>,
    merge: bool,
    carry_rows: bool,
    n_jobs: usize,
) -> PyResult<OrderedArrays<'py>> {
    let (journeys, labels, times) = (journeys.take()?, labels.take()?, slices(&times)?);
    let plan = Plan { places: slice(&places)?, events: slice(&events)?, merge, carry_rows, threads: n_jobs };
    let budget = Budget::new(None);
    let ordered = enter(py, &budget, || order(journeys, labels, &times, &plan, &budget))?;
    Ok((
        ordered.events.into_pyarray(py),
        ordered.times.into_pyarray(py),
        ordered.offsets.into_pyarray(py),
        ordered.rows.map(|rows| rows.into_pyarray(py)),
        ordered.tied,
    ))
}

type ShapedArrays<'py> = (
    Array<'py, u32>,
    Array<'py, i64>,
    Array<'py, u64>,
    Array<'py, u32>,
    Array<'py, u64>,
    Array<'py, u32>,
    Array<'py, u32>,
);

#[pyfunction]
#[pyo3(signature = (
    events, times, offsets, *, start, end, merge, sets, session_gap, collapse, min_events, max_events, trace
))]
#[expect(clippy::too_many_arguments, reason = "a keyword each")]
fn shape_journeys<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    times: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, u64>,
    start: Option<i64>,
    end: Option<i64>,
    merge: bool,
    sets: bool,
    session_gap: Option<u64>,
    collapse: bool,
    min_events: u64,
    max_events: Option<u64>,
    trace: bool,
) -> PyResult<ShapedArrays<'py>> {
    let (events, times, offsets) = (events.as_slice()?, times.as_slice()?, offsets.as_slice()?);
    let wanted = Shape { start, end, merge, sets, session_gap, collapse, min_events, max_events, trace };
    let budget = Budget::new(None);
    let shaped = enter(py, &budget, || shape(events, times, offsets, &wanted, &budget))?;
    Ok((
        shaped.events.into_pyarray(py),
        shaped.times.into_pyarray(py),
        shaped.offsets.into_pyarray(py),
        shaped.owners.into_pyarray(py),
        shaped.cut.into_pyarray(py),
        shaped.sources.into_pyarray(py),
        shaped.targets.into_pyarray(py),
    ))
}

#[pyfunction]
fn find_element_starts<'py>(
    py: Python<'py>,
    times: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, u64>,
) -> PyResult<Option<Array<'py, u8>>> {
    let (times, offsets) = (times.as_slice()?, offsets.as_slice()?);
    let budget = Budget::new(None);
    Ok(enter(py, &budget, || Ok(element_starts(times, offsets)))?.map(|bits| bits.into_pyarray(py)))
}
