//! Verbs: the order null of journeys in parts, summed part by part and judged once.
use crate::arrays::{Array, patterns, slice, steps};
use crate::border::{enter, to_python};
use crate::nulls::{Journeys, lifts_into};
use journeymine_core::budget::Budget;
use journeymine_core::error::Error;
use journeymine_core::nulls::customers::Sums;
use journeymine_core::nulls::lift::{Gathered, gather, settle};
use journeymine_core::nulls::tally::Tally;
use journeymine_core::nulls::visit::Shuffles;
use numpy::{IntoPyArray, PyArrayMethods, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What the customers of a part add up to, array by array.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Part<'py> {
    support: PyReadonlyArray1<'py, u32>,
    squares: PyReadonlyArray1<'py, u64>,
    sizes: PyReadonlyArray1<'py, u64>,
    crossed: PyReadonlyArray1<'py, f64>,
    chance_squares: PyReadonlyArray1<'py, f64>,
    rare: PyReadonlyArray1<'py, u32>,
    rare_hits: PyReadonlyArray1<'py, u32>,
    rare_chances: PyReadonlyArray1<'py, f64>,
    bags: PyReadonlyArray1<'py, u32>,
    chances: PyReadonlyArray1<'py, f64>,
    times: PyReadonlyArray1<'py, u64>,
    bag_squares: PyReadonlyArray1<'py, f64>,
    tied_expected: PyReadonlyArray1<'py, f64>,
    tied: PyReadonlyArray1<'py, u32>,
    totals: PyReadonlyArray1<'py, u32>,
    customers: u64,
    keys: (u64, u64),
}

impl Part<'_> {
    fn gathered(&self) -> PyResult<Gathered> {
        let bag_squares = self.bag_squares.to_vec()?;
        let rare = self.rare.as_slice()?.iter().zip(self.rare_hits.as_slice()?).zip(self.rare_chances.as_slice()?);
        let tally = self.bags.as_slice()?.iter().zip(self.chances.as_slice()?).zip(self.times.as_slice()?);
        Ok(Gathered {
            sums: Sums {
                support: self.support.to_vec()?,
                squares: self.squares.to_vec()?,
                sizes: self.sizes.to_vec()?,
                crossed: self.crossed.to_vec()?,
                chance_squares: self.chance_squares.to_vec()?,
                rare: rare.map(|((&h, &x), &q)| (h, x, q)).collect(),
            },
            tally: Tally::of(bag_squares.len(), tally.map(|((&bag, &q), &n)| (bag, q, n))),
            bag_squares,
            tied_expected: self.tied_expected.to_vec()?,
            tied: self.tied.to_vec()?,
            totals: self.totals.to_vec()?,
            customers: self.customers,
            keys: self.keys,
        })
    }
}

/// What the customers of a part of the journeys add up to; journeys are numbered from `first`.
#[pyfunction]
#[pyo3(signature = (journeys, items, offsets, starts, *, shuffles, seed, first, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn gather_lifts<'py>(
    py: Python<'py>,
    journeys: Journeys<'py>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    shuffles: u32,
    seed: u64,
    first: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let (slots, customers) = journeys.slots(py)?;
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let (budget, shuffles) = (Budget::new(None), Shuffles { count: shuffles, seed });
    let sums = enter(py, &budget, || gather(slots, customers, patterns, (shuffles, first), n_jobs, &budget))?;
    let out = PyDict::new(py);
    out.set_item("support", sums.sums.support.into_pyarray(py))?;
    out.set_item("squares", sums.sums.squares.into_pyarray(py))?;
    out.set_item("sizes", sums.sums.sizes.into_pyarray(py))?;
    out.set_item("crossed", sums.sums.crossed.into_pyarray(py))?;
    out.set_item("chance_squares", sums.sums.chance_squares.into_pyarray(py))?;
    triples(&out, ["rare", "rare_hits", "rare_chances"], &sums.sums.rare, |&(h, x, q)| (h, x, q))?;
    triples(&out, ["bags", "times", "chances"], &sums.tally.entries(), |&(bag, q, n)| (bag, n, q))?;
    out.set_item("bag_squares", sums.bag_squares.into_pyarray(py))?;
    out.set_item("tied_expected", sums.tied_expected.into_pyarray(py))?;
    out.set_item("tied", sums.tied.into_pyarray(py))?;
    out.set_item("totals", sums.totals.into_pyarray(py))?;
    out.set_item("customers", sums.customers)?;
    out.set_item("keys", sums.keys)?;
    Ok(out)
}

fn triples<T, A: numpy::Element>(
    out: &Bound<'_, PyDict>,
    names: [&str; 3],
    rows: &[T],
    of: impl Fn(&T) -> (u32, A, f64),
) -> PyResult<()> {
    let py = out.py();
    let column: Array<'_, u32> = rows.iter().map(|row| of(row).0).collect::<Vec<_>>().into_pyarray(py);
    out.set_item(names[0], column)?;
    let column: Array<'_, A> = rows.iter().map(|row| of(row).1).collect::<Vec<_>>().into_pyarray(py);
    out.set_item(names[1], column)?;
    let column: Array<'_, f64> = rows.iter().map(|row| of(row).2).collect::<Vec<_>>().into_pyarray(py);
    out.set_item(names[2], column)
}

/// What `lift_statistics` says, of all parts together; at least one.
#[pyfunction]
#[pyo3(signature = (parts, items, offsets, starts, *, shuffles, bounded, seed, n_jobs))]
#[expect(clippy::too_many_arguments, reason = "flat arrays are the border")]
fn settle_lifts<'py>(
    py: Python<'py>,
    parts: Vec<Part<'py>>,
    items: PyReadonlyArray1<'py, u32>,
    offsets: PyReadonlyArray1<'py, u64>,
    starts: Option<PyReadonlyArray1<'py, bool>>,
    shuffles: u32,
    bounded: bool,
    seed: u64,
    n_jobs: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let all = steps(items.as_slice()?, slice(&starts)?);
    let patterns = patterns(py, &all, &offsets)?;
    let mut sums: Option<Gathered> = None;
    for part in &parts {
        let (found, expected) = (part.support.as_slice()?.len() as u64, patterns.len() as u64);
        if found != expected {
            return Err(to_python(py, Error::Shape { what: "sums of patterns", found, expected }));
        }
        let part = part.gathered()?;
        match &mut sums {
            Some(own) => own.merge(part),
            None => sums = Some(part),
        }
    }
    let (budget, shuffles) = (Budget::new(None), Shuffles { count: shuffles, seed });
    let sums = sums.ok_or_else(|| to_python(py, Error::Shape { what: "parts", found: 0, expected: 1 }))?;
    lifts_into(py, enter(py, &budget, || settle(sums, patterns, (shuffles, bounded), n_jobs, &budget))?)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(gather_lifts, module)?)?;
    module.add_function(wrap_pyfunction!(settle_lifts, module)?)
}
