//! Lists of lists of names, flattened in one pass; whatever is out of the ordinary is left to Python.
use crate::arrays::Array;
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple};

/// Ctrl-C is heard every so many rows.
const ROWS_A_LOOK: usize = 1 << 14;

type Text<'py> = (Array<'py, i64>, Array<'py, u8>);
/// Integers, or text with its offsets; names a row; names an element, where one of them holds several.
type Flat<'py> = (Option<Array<'py, i64>>, Option<Text<'py>>, Array<'py, u64>, Option<Array<'py, u32>>);

/// The names of all rows one after the other: all integers of 64 bits, or all text.
#[derive(Default)]
struct Flattened {
    integers: Vec<i64>,
    ends: Vec<i64>,
    bytes: Vec<u8>,
    rows: Vec<u64>,
    elements: Vec<u32>,
}

/// Something that only Python can judge: names of another type, of mixed types, or no names at all.
struct Odd;

type Taken = Result<(), Odd>;

impl Flattened {
    fn name(&mut self, item: &Bound<'_, PyAny>) -> Taken {
        if let Ok(integer) = item.cast_exact::<PyInt>() {
            self.integers.push(integer.extract().or(Err(Odd))?);
            return if self.ends.is_empty() { Ok(()) } else { Err(Odd) };
        }
        let text = item.cast_exact::<PyString>().or(Err(Odd))?;
        self.bytes.extend_from_slice(text.to_str().or(Err(Odd))?.as_bytes());
        self.ends.push(self.bytes.len() as i64);
        if self.integers.is_empty() { Ok(()) } else { Err(Odd) }
    }

    fn element(&mut self, item: &Bound<'_, PyAny>) -> Taken {
        let before = self.len();
        if self.name(item).is_err() {
            if self.len() > before {
                return Err(Odd);
            }
            each(item, true, |name| self.name(name))?;
        }
        self.elements.push(u32::try_from(self.len() - before).ok().filter(|&size| size > 0).ok_or(Odd)?);
        Ok(())
    }

    fn len(&self) -> usize {
        self.integers.len() + self.ends.len()
    }

    fn row(&mut self, row: &Bound<'_, PyAny>, ordered: bool) -> Taken {
        let before = if ordered { self.elements.len() } else { self.len() };
        if ordered {
            each(row, false, |element| self.element(element))?;
            self.rows.push((self.elements.len() - before) as u64);
        } else {
            each(row, true, |name| self.name(name))?;
            self.rows.push((self.len() - before) as u64);
        }
        Ok(())
    }
}

/// Every item of a list or tuple or, where order does not count, of a set.
fn each(items: &Bound<'_, PyAny>, sets: bool, mut take: impl FnMut(&Bound<'_, PyAny>) -> Taken) -> Taken {
    if let Ok(list) = items.cast::<PyList>() {
        return list.iter().try_for_each(|item| take(&item));
    }
    if let Ok(tuple) = items.cast::<PyTuple>() {
        return tuple.iter_borrowed().try_for_each(|item| take(&item));
    }
    if !sets {
        return Err(Odd);
    }
    if let Ok(set) = items.cast::<PySet>() {
        return set.iter().try_for_each(|item| take(&item));
    }
    items.cast::<PyFrozenSet>().or(Err(Odd))?.iter().try_for_each(|item| take(&item))
}

/// Flattens rows of names or, where `ordered`, of elements, each a name or a collection of names; None where something
/// in them is neither plain text nor a plain integer, or both occur.
///
/// Gives integers or (offsets, bytes) of text, the number of names (elements) a row, and, where `ordered` and some element
/// holds several names, the number of names an element.
#[pyfunction]
#[pyo3(signature = (rows, *, ordered))]
fn flatten_lists<'py>(py: Python<'py>, rows: &Bound<'py, PyList>, ordered: bool) -> PyResult<Option<Flat<'py>>> {
    let mut flat = Flattened { rows: Vec::with_capacity(rows.len()), ..Flattened::default() };
    for (number, row) in rows.iter().enumerate() {
        if number.is_multiple_of(ROWS_A_LOOK) {
            py.check_signals()?;
        }
        if flat.row(&row, ordered).is_err() {
            return Ok(None);
        }
    }
    let Flattened { integers, mut ends, bytes, rows, elements } = flat;
    let is_text = !ends.is_empty();
    let several = elements.iter().any(|&size| size != 1);
    ends.insert(0, 0);
    let text = is_text.then(|| (ends.into_pyarray(py), bytes.into_pyarray(py)));
    let integers = (!is_text).then(|| integers.into_pyarray(py));
    Ok(Some((integers, text, rows.into_pyarray(py), several.then(|| elements.into_pyarray(py)))))
}

/// Adds the verb of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(flatten_lists, module)?)
}
