//! Verb: nulls by drawing journeys anew.
use crate::arrays::{patterns, slice, steps};
use crate::border::{enter, to_python};
use crate::constraints::Constraints;
use crate::nulls::{Journeys, columns_into};
use journeymine_core::budget::Budget;
use journeymine_core::database::SequenceDb;
use journeymine_core::matching::counting::Counted;
use journeymine_core::nulls::chain::Chain;
use journeymine_core::nulls::draw::{Law, Prepared};
use journeymine_core::nulls::sampled::{Counting, Unit, sampled};
use journeymine_core::nulls::timelines::Timelines;
use journeymine_core::nulls::visit::Shuffles;
use numpy::{IntoPyArray, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What a null keeps, by name, and the chances it draws with.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Drawing<'py> {
    law: String,
    start: Option<PyReadonlyArray1<'py, f64>>,
    rows: Option<PyReadonlyArray1<'py, u64>>,
    codes: Option<PyReadonlyArray1<'py, u32>>,
    chances: Option<PyReadonlyArray1<'py, f64>>,
    times: Option<PyReadonlyArray1<'py, i64>>,
}

impl Drawing<'_> {
    fn law(&self, py: Python<'_>, db: &SequenceDb<'_>) -> PyResult<Law<'_>> {
        if let Some(times) = slice(&self.times)? {
            let lines = match (self.law.as_str(), slice(&self.rows)?, slice(&self.chances)?) {
                ("rotation", None, None) => Ok(Timelines::turned(times)),
                ("profile", Some(firsts), Some(places)) => Timelines::placed(times, firsts, places),
                (other, ..) => return Err(PyValueError::new_err(format!("no law {other:?} of times"))),
            };
            let checked = lines.and_then(|lines| lines.check(db).map(|()| Law::Times(lines)));
            return checked.map_err(|error| to_python(py, error));
        }
        let chances = slice(&self.chances)?;
        match (self.law.as_str(), slice(&self.start)?, slice(&self.rows)?, slice(&self.codes)?, chances) {
            ("order", None, None, None, None) => Ok(Law::Order),
            ("bigram", None, None, None, None) => Ok(Law::Trail),
            ("serial", None, None, None, Some(chances)) => Ok(Law::Serial(chances)),
            ("transition", Some(start), Some(rows), Some(codes), Some(chances)) => {
                Chain::new(start, rows, codes, chances).map(Law::Walk).map_err(|error| to_python(py, error))
            }
            (other, ..) => Err(PyValueError::new_err(format!("no law {other:?} of these numbers"))),
        }
    }
}

fn unit(name: &str) -> PyResult<Unit> {
    match name {
        "journeys" => Ok(Unit::Journeys),
        "customers" => Ok(Unit::Customers),
        "occurrences" => Ok(Unit::Within(Counted::Occurrences)),
        "windows" => Ok(Unit::Within(Counted::Windows)),
        other => Err(PyValueError::new_err(format!("no unit {other:?}"))),
    }
}

/// Every pattern under a null whose journeys are drawn, in whatever unit it is counted.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, drawing, *, constraints, unit, shuffles, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn sample_statistics<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    drawing: Drawing<'py>,
    constraints: Constraints<'py>,
    unit: &str,
    shuffles: u32,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let (timed, unit) = (constraints.timed(py, slots.db)?, self::unit(unit)?);
    let counting = Counting { slots, timed, customers, rules: constraints.rules(), unit };
    let all = steps(items.as_slice()?, slice(&starts)?);
    let (patterns, law) = (patterns(py, &all, &offsets)?, drawing.law(py, &counting.slots.db)?);
    let most = (0..slots.db.len()).map(|s| slots.db.range(s).len()).max().unwrap_or(0);
    let (budget, shuffles) = (Budget::new(None), Shuffles { count: shuffles, seed });
    let rows = enter(py, &budget, || {
        let law = Prepared::new(law, most, &budget)?;
        sampled(counting, &law, patterns, shuffles, n_jobs, &budget)
    })?;
    let out = PyDict::new(py);
    columns_into(&out, rows.sums, &rows.verdicts)?;
    out.set_item("expected", rows.expected.into_pyarray(py))?;
    out.set_item("fitting", rows.possible.into_pyarray(py))?;
    Ok(out)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sample_statistics, module)?)
}
