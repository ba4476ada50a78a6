//! Bytes become journeys and a request; every way to search must find what the slow twin finds.
pub mod journeys;
pub mod matrix;
pub mod request;
pub mod shapes;
pub mod source;
pub mod twin;

use crate::journeys::Journeys;
use crate::source::Source;
use journeymine_core::budget::{Budget, StoppedBy};
use journeymine_core::sequence::{Mined, Request, mine};

/// A pattern in steps of codes, and its support.
pub type Row = (Vec<u32>, u32);

/// What was compared.
#[derive(Debug)]
pub struct Compared {
    /// The journeys.
    pub journeys: Journeys,
    /// What was asked.
    pub request: Request,
    /// How many results there were.
    pub n_results: usize,
}

/// Compares all ways to search with the twin; `None` where the twin gave up.
///
/// # Panics
/// When anything differs.
pub fn check(bytes: &[u8]) -> Option<Compared> {
    let mut source = Source::new(bytes);
    let journeys = Journeys::drawn(&mut source);
    let request = request::drawn(&mut source, &journeys);
    let mut wanted = twin::results(&journeys, &request)?;
    let n_results = wanted.len();
    let more = request.max_patterns.is_some_and(|n| n < wanted.len());
    wanted.truncate(request.max_patterns.unwrap_or(usize::MAX));
    let stopped_by = more.then_some(StoppedBy::MaxPatterns);
    for asked in request::ways(&request) {
        let (rows, stopped) = mined(&journeys, &asked);
        assert!(
            rows == wanted && (stopped == stopped_by || asked.max_patterns != request.max_patterns),
            "{asked:?} of {journeys:?}\n gives {rows:?}, {stopped:?}\n expected {wanted:?}, {stopped_by:?}"
        );
    }
    Some(Compared { journeys, request, n_results })
}

fn mined(journeys: &Journeys, request: &Request) -> (Vec<Row>, Option<StoppedBy>) {
    let flat = journeys.flat();
    let db = flat.database();
    let Mined { found, stopped_by, .. } = mine(&db, request, &Budget::new(None)).expect("nobody has cancelled");
    let rows = (0..found.len()).map(|at| (found.pattern(at).to_vec(), found.supports[at])).collect();
    (rows, stopped_by)
}
