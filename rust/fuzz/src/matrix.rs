//! Which combinations of a kind, a projection, a constraint and a limit were compared, and which engines began.
use crate::journeys::Journeys;
use journeymine_core::budget::Budget;
use journeymine_core::sequence::cells::Cells;
use journeymine_core::sequence::rules::Rules;
use journeymine_core::sequence::search::Lengths;
use journeymine_core::sequence::task::{Ground, Start};
use journeymine_core::sequence::wanted::Wanted;
use journeymine_core::sequence::{Kind, Request};
use std::collections::BTreeMap;

/// How often each combination was compared.
pub type Matrix = BTreeMap<[&'static str; 4], usize>;

const KINDS: [&str; 4] = ["all", "closed", "generators", "maximal"];
const PROJECTIONS: [&str; 2] = ["single", "sets"];

/// Every combination that can be asked for, none of them compared yet.
pub fn empty() -> Matrix {
    let request = &Request {
        min_support: 1,
        least_worth: 0,
        kind: Kind::Maximal,
        lengths: Lengths { min: 1, max: usize::MAX },
        rules: Rules::default(),
        excludes: vec![],
        wanted: Wanted::default(),
        max_patterns: None,
        n_jobs: 1,
    };
    let mut matrix = Matrix::new();
    for kind in KINDS {
        for projection in PROJECTIONS {
            for (constraint, _) in constraints(request) {
                for (limit, _) in limits(request) {
                    if (kind, limit) != ("maximal", "top_k") {
                        matrix.insert([kind, projection, constraint, limit], 0);
                    }
                }
            }
        }
    }
    matrix
}

/// Notes everything that a comparison was about.
pub fn note(matrix: &mut Matrix, journeys: &Journeys, request: &Request) {
    let kind = match request.kind {
        Kind::All(_) => KINDS[0],
        Kind::Closed(_) => KINDS[1],
        Kind::Generators(_) => KINDS[2],
        Kind::Maximal => KINDS[3],
    };
    let projection = PROJECTIONS[usize::from(journeys.has_sets())];
    for (constraint, _) in constraints(request).into_iter().filter(|(_, is_asked)| *is_asked) {
        for (limit, _) in limits(request).into_iter().filter(|(_, is_asked)| *is_asked) {
            *matrix.entry([kind, projection, constraint, limit]).or_default() += 1;
        }
    }
}

fn constraints(request: &Request) -> [(&'static str, bool); 13] {
    let Request { rules, wanted, excludes, .. } = request;
    let is_free = rules.is_none() && wanted.is_everything() && excludes.is_empty();
    [
        ("none", is_free),
        ("min_gap", rules.min_gap.is_some()),
        ("max_gap", rules.max_gap.is_some()),
        ("max_span", rules.max_span.is_some()),
        ("min_step_gap", rules.min_step_gap.is_some()),
        ("max_step_gap", rules.max_step_gap.is_some_and(|most| most > 1)),
        ("contiguous", rules.max_step_gap == Some(1)),
        ("START", rules.from_start),
        ("END", rules.to_end),
        ("starts_with", wanted.starts_with.is_some()),
        ("ends_with", wanted.ends_with.is_some()),
        ("contains", !wanted.contains.is_empty()),
        ("excludes", !excludes.is_empty()),
    ]
}

fn limits(request: &Request) -> [(&'static str, bool); 5] {
    let k = match request.kind {
        Kind::All(k) | Kind::Closed(k) | Kind::Generators(k) => k,
        Kind::Maximal => None,
    };
    [
        ("no limit", true),
        ("top_k", k.is_some()),
        ("max_patterns", request.max_patterns.is_some()),
        ("min_length", request.lengths.min > 1),
        ("max_length", request.lengths.max < usize::MAX),
    ]
}

/// The engine that a search without rules begins with.
pub fn engine(journeys: &Journeys, request: &Request) -> &'static str {
    if !request.rules.is_none() {
        return "rules";
    }
    let (flat, budget) = (journeys.flat(), Budget::new(None));
    let cells =
        Cells::new(&flat.database(), request.min_support, &request.excludes, request.n_jobs, &budget).expect("small");
    match Ground::chosen(cells, false, &budget).expect("room").start {
        Start::Walks(_) => "walks",
        Start::Blocks(_) => "blocks",
        Start::Hops(_) => "hops",
        Start::Sets(_) => "sets",
    }
}
