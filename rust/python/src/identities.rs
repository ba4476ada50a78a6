//! The verb that ties ids into persons.
use crate::arrays::slice;
use crate::border::enter;
use journeymine_core::budget::Budget;
use journeymine_core::identities::{Asked, Links, Rule, gather, persons};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Pairs of ids, each once and in the order they were worked off, and the person of each id.
#[pyfunction]
#[pyo3(signature = (lefts, rights, times, sources, *, counts, n_confirmed, n_ids, n_known, rule, max_ids, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn tie_identities<'py>(
    py: Python<'py>,
    lefts: PyReadonlyArray1<'py, u32>,
    rights: PyReadonlyArray1<'py, u32>,
    times: PyReadonlyArray1<'py, i64>,
    sources: PyReadonlyArray1<'py, u32>,
    counts: Option<PyReadonlyArray1<'py, u64>>,
    n_confirmed: usize,
    n_ids: usize,
    n_known: usize,
    rule: &str,
    max_ids: Option<usize>,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let rule = match rule {
        "first_identify" => Rule::FirstIdentify,
        "connected" => Rule::Connected,
        other => return Err(PyValueError::new_err(format!("there is no rule {other:?}"))),
    };
    let asked = Asked { n_ids, n_known, rule, max_ids: max_ids.unwrap_or(usize::MAX) };
    let (lefts, rights) = (lefts.as_slice()?, rights.as_slice()?);
    let (times, sources) = (times.as_slice()?, sources.as_slice()?);
    let links = Links { lefts, rights, times, sources, counts: slice(&counts)?, n_confirmed };
    let budget = Budget::new(None);
    let (pairs, found) = enter(py, &budget, || {
        let pairs = gather(links, n_jobs, &budget)?;
        let found = persons(&pairs, asked, &budget)?;
        Ok((pairs, found))
    })?;
    let out = PyDict::new(py);
    out.set_item("lefts", pairs.lefts.into_pyarray(py))?;
    out.set_item("rights", pairs.rights.into_pyarray(py))?;
    out.set_item("times", pairs.times.into_pyarray(py))?;
    out.set_item("sources", pairs.sources.into_pyarray(py))?;
    out.set_item("counts", pairs.counts.into_pyarray(py))?;
    out.set_item("confirmed", pairs.confirmed.into_pyarray(py))?;
    out.set_item("verdicts", found.verdicts.into_pyarray(py))?;
    out.set_item("groups", found.groups.into_pyarray(py))?;
    out.set_item("apart", found.apart.into_pyarray(py))?;
    out.set_item("since", found.since.into_pyarray(py))?;
    out.set_item("seen", found.counts.into_pyarray(py))?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(tie_identities, module)?)
}
