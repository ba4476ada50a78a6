//! Verbs: baskets in, itemsets out, column by column; and how they spread over customers.
use crate::arrays::{Array, journeys, slice, standing};
use crate::border::{budget, enter, enter_telling, name_of};
use journeymine_core::budget::Budget;
use journeymine_core::itemset::customers::{spread, supports};
use journeymine_core::itemset::{Density, Kind, Mined, Options, count, mine};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Items, offsets, supports, what stopped the search, and the support above which everything was found all the same.
type Columns<'py> = (Array<'py, u32>, Array<'py, u64>, Array<'py, u32>, Option<&'static str>, Option<u32>);

/// Mines itemsets; see `journeymine.mining.itemsets.find_itemsets`.
#[pyfunction]
#[pyo3(signature = (items, offsets, *, min_support, kind, min_length, max_length, top_k, max_patterns, time_limit,
                    memory_limit, n_jobs, tell, multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "the options of the verb, one each")]
fn mine_itemsets<'py>(
    py: Python<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
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
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Columns<'py>> {
    let kind = kind_of(kind)?;
    let density = Density::default();
    let options = Options { min_support, kind, min_length, max_length, top_k, max_patterns, n_jobs, density };
    let db = standing(py, journeys(py, &items, &offsets, &None)?, slice(&multiplicity)?)?;
    let budget = budget(time_limit, memory_limit);
    enter_telling(py, &budget, tell.as_ref(), || mine(&db, &options, &budget)).map(|mined| columns(py, mined))
}

fn kind_of(name: &str) -> PyResult<Kind> {
    match name {
        "all" => Ok(Kind::All),
        "closed" => Ok(Kind::Closed),
        "maximal" => Ok(Kind::Maximal),
        "generators" => Ok(Kind::Generators),
        _ => Err(PyValueError::new_err(format!("There is no search for kind {name:?}."))),
    }
}

/// Lengths, supports and numbers of itemsets, what stopped the search, and the support above which all were counted.
type Numbers<'py> = (Array<'py, u32>, Array<'py, u32>, Array<'py, u64>, Option<&'static str>, Option<u32>);

/// Counts itemsets by length and support; see `journeymine.mining.itemset_counts.count_itemsets`.
#[pyfunction]
#[pyo3(signature = (items, offsets, *, min_support, kind, min_length, max_length, time_limit, memory_limit, n_jobs, tell,
                    multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "the options of the verb, one each")]
fn count_itemsets<'py>(
    py: Python<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    min_support: u32,
    kind: &str,
    min_length: usize,
    max_length: Option<usize>,
    time_limit: Option<f64>,
    memory_limit: Option<usize>,
    n_jobs: usize,
    tell: Option<Bound<'py, PyAny>>,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Numbers<'py>> {
    let (kind, density, top_k, max_patterns) = (kind_of(kind)?, Density::default(), None, None);
    let options = Options { min_support, kind, min_length, max_length, top_k, max_patterns, n_jobs, density };
    let db = standing(py, journeys(py, &items, &offsets, &None)?, slice(&multiplicity)?)?;
    let budget = budget(time_limit, memory_limit);
    let counted = enter_telling(py, &budget, tell.as_ref(), || count(&db, &options, &budget))?;
    let found = counted.found;
    let (lengths, supports) = (found.lengths.into_pyarray(py), found.supports.into_pyarray(py));
    let stopped_by = counted.stopped_by.map(name_of);
    Ok((lengths, supports, found.counts.into_pyarray(py), stopped_by, counted.proven_above))
}

fn columns(py: Python<'_>, mined: Mined) -> Columns<'_> {
    let found = mined.found;
    (
        found.steps.into_pyarray(py),
        found.offsets.into_pyarray(py),
        found.supports.into_pyarray(py),
        mined.stopped_by.map(name_of),
        mined.proven_above,
    )
}

/// Σ x_c² and Σ x_c·n_c of each itemset over the customers c, who hold it in x_c of their n_c baskets.
#[pyfunction]
#[pyo3(signature = (items, offsets, customers, set_items, set_offsets, *, n_jobs, multiplicity=None))]
#[expect(clippy::too_many_arguments, reason = "two ragged arrays and whose the rows are")]
fn itemset_customers<'py>(
    py: Python<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    customers: PyReadonlyArray1<'py, u32>,
    set_items: PyReadonlyArray1<'py, u32>,
    set_offsets: PyReadonlyArray1<'py, u64>,
    n_jobs: usize,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<(Array<'py, u64>, Array<'py, u64>)> {
    let db = standing(py, journeys(py, &items, &offsets, &None)?, slice(&multiplicity)?)?;
    let (customers, set_items, set_offsets) = (customers.as_slice()?, set_items.as_slice()?, set_offsets.as_slice()?);
    let budget = Budget::new(None);
    let sums = enter(py, &budget, || spread(&db, customers, set_items, set_offsets, n_jobs, &budget))?;
    Ok((sums.squares.into_pyarray(py), sums.sizes.into_pyarray(py)))
}

/// How many baskets hold each itemset.
#[pyfunction]
#[pyo3(signature = (items, offsets, set_items, set_offsets, *, n_jobs, multiplicity=None))]
fn itemset_supports<'py>(
    py: Python<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    set_items: PyReadonlyArray1<'py, u32>,
    set_offsets: PyReadonlyArray1<'py, u64>,
    n_jobs: usize,
    multiplicity: Option<PyReadonlyArray1<'py, u32>>,
) -> PyResult<Array<'py, u64>> {
    let db = standing(py, journeys(py, &items, &offsets, &None)?, slice(&multiplicity)?)?;
    let (set_items, set_offsets) = (set_items.as_slice()?, set_offsets.as_slice()?);
    let budget = Budget::new(None);
    let counts = enter(py, &budget, || supports(&db, set_items, set_offsets, n_jobs, &budget))?;
    Ok(counts.into_pyarray(py))
}

/// Adds the verbs of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(mine_itemsets, module)?)?;
    module.add_function(wrap_pyfunction!(count_itemsets, module)?)?;
    module.add_function(wrap_pyfunction!(itemset_supports, module)?)?;
    module.add_function(wrap_pyfunction!(itemset_customers, module)?)
}
