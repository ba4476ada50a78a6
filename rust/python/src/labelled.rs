//! Verb: patterns judged by the labels of those who hold them, observed and drawn anew.
use crate::border::{enter, to_python};
use journeymine_core::budget::Budget;
use journeymine_core::error::Error;
use journeymine_core::labelled::margins::{Groups, Test};
use journeymine_core::labelled::{Holders, permuted};
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

fn test_called(name: &str) -> PyResult<Test> {
    match name {
        "fisher" => Ok(Test::Fisher),
        "cmh" => Ok(Test::Cmh),
        "chi2" => Ok(Test::Chi2),
        _ => Err(PyValueError::new_err(format!("no test is called {name:?}"))),
    }
}

/// p of every pattern, the least it could have, and the smallest p of each draw of the labels.
#[pyfunction]
#[pyo3(signature = (offsets, units, labels, strata, *, test, draws, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn permute_labels<'py>(
    py: Python<'py>,
    offsets: PyReadonlyArray1<'py, u64>,
    units: PyReadonlyArray1<'py, u32>,
    labels: PyReadonlyArray1<'py, bool>,
    strata: Option<PyReadonlyArray1<'py, u32>>,
    test: &str,
    draws: usize,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (offsets, units, labels) = (offsets.as_slice()?, units.as_slice()?, labels.as_slice()?);
    let strata = crate::arrays::slice(&strata)?;
    let test = test_called(test)?;
    let fits = |what, found: usize, expected: usize| {
        let (found, expected) = (found as u64, expected as u64);
        if found == expected { Ok(()) } else { Err(to_python(py, Error::Shape { what, found, expected })) }
    };
    fits("number of strata", strata.map_or(labels.len(), <[u32]>::len), labels.len())?;
    fits("end of the offsets", offsets.last().map_or(usize::MAX, |&end| end as usize), units.len())?;
    fits("number of descents in the offsets", offsets.windows(2).filter(|pair| pair[0] > pair[1]).count(), 0)?;
    fits("number of unknown units", units.iter().filter(|&&unit| unit as usize >= labels.len()).count(), 0)?;
    let budget = Budget::new(None);
    let holders = Holders { offsets, units };
    let found =
        enter(py, &budget, || permuted(holders, &Groups::new(labels, strata), test, (draws, seed), n_jobs, &budget))?;
    let out = PyDict::new(py);
    out.set_item("p", found.p.into_pyarray(py))?;
    out.set_item("least", found.least.into_pyarray(py))?;
    out.set_item("minima", found.minima.into_pyarray(py))?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(permute_labels, module)?)
}
