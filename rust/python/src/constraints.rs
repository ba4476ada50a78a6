//! Constraints of sequences as Python hands them over.
use crate::arrays::slice;
use crate::border::to_python;
use journeymine_core::database::SequenceDb;
use journeymine_core::sequence::rules::Rules;
use journeymine_core::sequence::wanted::Wanted;
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

/// What occurrences have to meet, and which patterns are wanted; events in codes.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Constraints<'py> {
    times: Option<PyReadonlyArray1<'py, i64>>,
    min_gap: Option<u64>,
    max_gap: Option<u64>,
    max_span: Option<u64>,
    min_step_gap: Option<u32>,
    max_step_gap: Option<u32>,
    from_start: bool,
    to_end: bool,
    starts_with: Option<Vec<u32>>,
    ends_with: Option<Vec<u32>>,
    contains: Vec<Vec<u32>>,
    /// Codes that no pattern has.
    pub excludes: Vec<u32>,
}

impl Constraints<'_> {
    /// What one occurrence has to meet.
    pub fn rules(&self) -> Rules {
        Rules {
            min_gap: self.min_gap,
            max_gap: self.max_gap,
            max_span: self.max_span,
            min_step_gap: self.min_step_gap,
            max_step_gap: self.max_step_gap,
            from_start: self.from_start,
            to_end: self.to_end,
        }
    }

    /// Which patterns are wanted.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            starts_with: self.starts_with.clone(),
            ends_with: self.ends_with.clone(),
            contains: self.contains.clone(),
        }
    }

    /// One time an event, where a rule asks for them.
    pub fn times(&self) -> PyResult<Option<&[i64]>> {
        slice(&self.times)
    }

    /// The journeys with their times, where there are any.
    pub fn timed<'a>(&'a self, py: Python<'_>, db: SequenceDb<'a>) -> PyResult<SequenceDb<'a>> {
        match slice(&self.times)? {
            Some(times) => db.with_times(times).map_err(|error| to_python(py, error)),
            None => Ok(db),
        }
    }
}
