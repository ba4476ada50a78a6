//! The Python border: thin verbs, arrays in, arrays out.
mod border;

use pyo3::prelude::*;

/// The compiled core of journeymine.
#[pymodule(gil_used = false)]
fn _core(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
