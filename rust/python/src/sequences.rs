//! `mine_sequences`: journeys in, patterns out, column by column.
use crate::arrays::{Array, journeys, slice, standing};
use crate::border::{budget, enter_telling, name_of, to_python};
use crate::constraints::Constraints;
use crate::levels::{Above, levels};
use journeymine_core::database::Worth;
use journeymine_core::sequence::search::Lengths;
use journeymine_core::sequence::{Kind, Mined, Request, mine, mine_levels};
use journeymine_core::sink::JOINED;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Items, offsets, which items join the element of the one before, supports, what stopped the search, and the support
/// above which everything was found all the same.
type Columns<'py> =
    (Array<'py, u32>, Array<'py, u64>, Option<Array<'py, bool>>, Array<'py, u32>, Option<&'static str>, Option<u32>);

/// Mines sequential patterns; see `journeymine.mining.sequences.find_sequences`.
#[pyfunction]
#[pyo3(signature = (events, offsets, element_starts, *, min_support, kind, min_length, max_length, top_k,
                    max_patterns, time_limit, memory_limit, n_jobs, tell, constraints, above=None,
                    multiplicity=None, weights=None, customers=None, least_worth=0))]
#[expect(clippy::too_many_arguments, reason = "the options of the verb, one each")]
fn mine_sequences<'py>(
    py: Python<'py>,
    events: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    element_starts: Option<PyReadonlyArray1<'py, u8>>,
    min_support: u32,
    kind: &str,
    min_length: usize,
    max_length: Option<usize>,
    top_k: Option<usize>,
    max_patterns: Option<usize>,
    time_limit: Option<f64>,
    memory_limit: Option<usize>,
    n_jobs: usize,
    tell: Option<Bound<'py, PyAny>>,
    constraints: Constraints<'py>,
    above: Option<Above<'py>>,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
    weights: Option<PyReadonlyArray1<'py, u64>>,
    customers: Option<PyReadonlyArray1<'py, u32>>,
    least_worth: u64,
) -> PyResult<Columns<'py>> {
    let levels = above.map(|above| levels(py, &above)).transpose()?;
    let lengths = Lengths { min: min_length, max: max_length.unwrap_or(usize::MAX) };
    let request = Request {
        min_support,
        least_worth,
        kind: kind_of(kind, top_k)?,
        lengths,
        rules: constraints.rules(),
        excludes: constraints.excludes.clone(),
        wanted: constraints.wanted(),
        max_patterns,
        n_jobs,
    };
    let db = constraints.timed(py, journeys(py, &events, &offsets, &element_starts)?)?;
    let db = standing(py, db, slice(&multiplicity)?)?;
    let worth = slice(&weights)?.map(Worth::Weights).or(slice(&customers)?.map(Worth::Customers));
    let db = worth.map_or(Ok(db), |worth| db.with_worth(worth)).map_err(|error| to_python(py, error))?;
    let budget = budget(time_limit, memory_limit);
    let mined = enter_telling(py, &budget, tell.as_ref(), || match &levels {
        Some(levels) => mine_levels(&db, levels, &request, &budget),
        None => mine(&db, &request, &budget),
    });
    mined.map(|mined| columns(py, mined))
}

/// The kind of that name, the k best of it where so many are asked for.
pub fn kind_of(kind: &str, top_k: Option<usize>) -> PyResult<Kind> {
    match (kind, top_k) {
        ("all", k) => Ok(Kind::All(k)),
        ("closed", k) => Ok(Kind::Closed(k)),
        ("generators", k) => Ok(Kind::Generators(k)),
        ("maximal", None) => Ok(Kind::Maximal),
        _ => Err(PyValueError::new_err(format!("There is no search for kind {kind:?} with top_k {top_k:?}."))),
    }
}

fn columns(py: Python<'_>, mined: Mined) -> Columns<'_> {
    let Mined { mut found, stopped_by, proven_above } = mined;
    let joined: Option<Vec<bool>> = found
        .steps
        .iter()
        .any(|step| step & JOINED != 0)
        .then(|| found.steps.iter().map(|step| step & JOINED != 0).collect());
    found.steps.iter_mut().for_each(|step| *step &= !JOINED);
    (
        found.steps.into_pyarray(py),
        found.offsets.into_pyarray(py),
        joined.map(|joined| joined.into_pyarray(py)),
        found.supports.into_pyarray(py),
        stopped_by.map(name_of),
        proven_above,
    )
}

/// Adds the verbs of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(mine_sequences, module)?)
}
