//! `mine_rules`: journeys in, partially ordered rules out, column by column.
use crate::arrays::{Array, journeys, slice};
use crate::border::{budget, enter_telling, name_of, to_python};
use journeymine_core::rules::{Mined, Request, Side, mine};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Mines partially ordered rules; see `journeymine.mining.rules.find_rules`.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, times, *, min_support, min_confidence, antecedent, consequent,
                    max_antecedent, max_consequent, min_length, max_length, within, top_k, max_patterns,
                    non_redundant, time_limit, memory_limit, n_jobs, tell))]
#[expect(clippy::too_many_arguments, reason = "the options of the verb, one each")]
fn mine_rules<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    times: Option<PyReadonlyArray1<'py, i64>>,
    min_support: u32,
    min_confidence: (u64, u64),
    antecedent: Option<Vec<u32>>,
    consequent: Option<Vec<u32>>,
    max_antecedent: Option<usize>,
    max_consequent: Option<usize>,
    min_length: usize,
    max_length: Option<usize>,
    within: Option<u64>,
    top_k: Option<usize>,
    max_patterns: Option<usize>,
    non_redundant: bool,
    time_limit: Option<f64>,
    memory_limit: Option<usize>,
    n_jobs: usize,
    tell: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let side = |events, most: Option<usize>| Side { events, most: most.unwrap_or(usize::MAX) };
    let request = Request {
        min_support,
        min_confidence,
        left: side(antecedent, max_antecedent),
        right: side(consequent, max_consequent),
        lengths: (min_length, max_length.unwrap_or(usize::MAX)),
        within,
        top_k,
        max_rules: max_patterns,
        non_redundant,
        n_jobs,
    };
    let db = journeys(py, &events, &offsets, &element_starts)?;
    let db = match slice(&times)? {
        Some(times) => db.with_times(times).map_err(|error| to_python(py, error))?,
        None => db,
    };
    let budget = budget(time_limit, memory_limit);
    let mined = enter_telling(py, &budget, tell.as_ref(), || mine(&db, &request, &budget))?;
    columns(py, mined)
}

fn columns(py: Python<'_>, mined: Mined) -> PyResult<Bound<'_, PyDict>> {
    let out = PyDict::new(py);
    let found = mined.found;
    let offsets =
        |ends: Vec<u64>| -> Array<'_, u64> { std::iter::once(0).chain(ends).collect::<Vec<_>>().into_pyarray(py) };
    out.set_item("antecedents", found.left.into_pyarray(py))?;
    out.set_item("antecedent_offsets", offsets(found.left_ends))?;
    out.set_item("consequents", found.right.into_pyarray(py))?;
    out.set_item("consequent_offsets", offsets(found.right_ends))?;
    out.set_item("n_rule", found.supports.into_pyarray(py))?;
    out.set_item("n_antecedent", found.bases.into_pyarray(py))?;
    out.set_item("stopped_by", mined.stopped_by.map(name_of))?;
    out.set_item("proven_above", mined.proven_above)?;
    Ok(out)
}

/// Adds the verb of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(mine_rules, module)?)
}
