//! The Python border: thin verbs, arrays in, arrays out.
mod arrays;
mod border;
mod completions;
mod constraints;
mod counting;
mod cover;
mod encode;
mod identities;
mod itemsets;
mod kinds;
mod labelled;
mod levels;
mod lift_parts;
mod lists;
mod matching;
mod null_draws;
mod null_tables;
mod nulls;
mod redrawn;
mod rules;
mod sequences;

use pyo3::prelude::*;

/// The compiled core of journeymine.
#[pymodule(gil_used = false)]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    completions::register(module)?;
    counting::register(module)?;
    cover::register(module)?;
    identities::register(module)?;
    itemsets::register(module)?;
    kinds::register(module)?;
    labelled::register(module)?;
    levels::register(module)?;
    lift_parts::register(module)?;
    lists::register(module)?;
    matching::register(module)?;
    null_draws::register(module)?;
    null_tables::register(module)?;
    nulls::register(module)?;
    redrawn::register(module)?;
    rules::register(module)?;
    sequences::register(module)?;
    encode::register(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
