//! Verbs: which of patterns found part by part are results, and what has to be known to tell.
use crate::arrays::{Array, slice, steps};
use crate::border::enter;
use crate::constraints::Constraints;
use crate::sequences::kind_of;
use journeymine_core::budget::Budget;
use journeymine_core::sequence::search::Lengths;
use journeymine_core::sequence::subsume::Asked;
use journeymine_core::sink::Found;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// How long patterns must be known to tell which are of a kind (`None`: however long), and whether their journeys must.
#[pyfunction]
#[pyo3(signature = (*, kind, max_length, constraints))]
fn needs_of_kind(
    kind: &str,
    max_length: Option<usize>,
    constraints: Constraints<'_>,
) -> PyResult<(Option<usize>, bool)> {
    let needs = asked(kind, 1, max_length, None, 0, &constraints)?.needs();
    Ok(((needs.reach < usize::MAX).then_some(needs.reach), needs.journeys))
}

/// The rows of patterns that are results, in result order; see `journeymine.mining.parted.find_in_parts`.
#[pyfunction]
#[pyo3(signature = (items, offsets, starts, supports, *, kind, min_length, max_length, top_k, n_journeys, constraints,
                    holder_ends=None, holders=None))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn results_of_kind<'py>(
    py: Python<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    supports: PyReadonlyArray1<'py, u32>,
    kind: &str,
    min_length: usize,
    max_length: Option<usize>,
    top_k: Option<usize>,
    n_journeys: u32,
    constraints: Constraints<'py>,
    holder_ends: Option<PyReadonlyArray1<'py, u64>>,
    holders: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Array<'py, u64>> {
    let found = Found {
        steps: steps(items.as_slice()?, slice(&starts)?),
        offsets: offsets.as_slice()?.to_vec(),
        supports: supports.as_slice()?.to_vec(),
    };
    let held = slice(&holder_ends)?.zip(slice(&holders)?);
    let fits = |ends: &[u64], n: usize| ends.len() == n + 1 && ends.windows(2).all(|pair| pair[0] <= pair[1]);
    let whole = fits(&found.offsets, found.len()) && found.offsets.last() == Some(&(found.steps.len() as u64));
    if !whole || held.is_some_and(|(ends, all)| !fits(ends, found.len()) || ends.last() != Some(&(all.len() as u64))) {
        return Err(PyValueError::new_err("patterns, supports and holders are not of one length"));
    }
    let asked = asked(kind, min_length, max_length, top_k, n_journeys, &constraints)?;
    let budget = Budget::new(None);
    let rows = enter(py, &budget, || asked.results(&found, held, &budget))?;
    Ok(rows.into_pyarray(py))
}

fn asked(
    kind: &str,
    min_length: usize,
    max_length: Option<usize>,
    top_k: Option<usize>,
    n_journeys: u32,
    constraints: &Constraints<'_>,
) -> PyResult<Asked> {
    Ok(Asked {
        kind: kind_of(kind, top_k)?,
        lengths: Lengths { min: min_length, max: max_length.unwrap_or(usize::MAX) },
        rules: constraints.rules(),
        wanted: constraints.wanted(),
        n_journeys,
    })
}

/// Adds the verbs of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(needs_of_kind, module)?)?;
    module.add_function(wrap_pyfunction!(results_of_kind, module)?)
}
