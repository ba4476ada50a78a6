//! What is asked of a search, drawn, and the ways in which the same can be asked.
use crate::journeys::{Bulk, Journeys};
use crate::source::Source;
use journeymine_core::sequence::rules::Rules;
use journeymine_core::sequence::search::Lengths;
use journeymine_core::sequence::wanted::Wanted;
use journeymine_core::sequence::{Kind, Request};

/// Any request that makes sense; where journeys are large, one for short patterns.
pub fn drawn(source: &mut Source, journeys: &Journeys) -> Request {
    let codes = journeys.codes();
    let is_large = journeys.bulk == Bulk::Large;
    let rules = if source.once_in(2) { rules(source) } else { Rules::default() };
    let k = source.maybe(4, |source| source.one_of(&[1, 2, 3, 7, 20, 1000]));
    let kind = match source.below(if is_large { 1 } else { 4 }) {
        0 => Kind::All(k),
        1 => Kind::Closed(k),
        2 => Kind::Generators(k),
        _ => Kind::Maximal,
    };
    let min = source.maybe(3, |source| source.within(2..=3)).unwrap_or(1);
    let max = match (is_large, source.maybe(4, |source| min + source.below(4))) {
        (true, _) => source.within(1..=2),
        (false, max) => max.unwrap_or(usize::MAX),
    };
    Request {
        least_worth: 0,
        min_support: 1 + source.below(journeys.rows.len().clamp(1, 4)) as u32 + u32::from(journeys.bulk != Bulk::Small),
        kind,
        lengths: Lengths { min: min.min(max), max },
        rules,
        excludes: source.maybe(4, |source| some(source, &codes)).unwrap_or_default(),
        wanted: if source.once_in(3) { wanted(source, &codes) } else { Wanted::default() },
        max_patterns: source.maybe(4, |source| source.below(12)),
        // Threads are what `cargo fuzz` spends its time on, and two of them share work as many do.
        n_jobs: source.one_of(if cfg!(feature = "libfuzzer-sys") { &[1, 2] } else { &[1, 2, 3, 8] }),
    }
}

fn rules(source: &mut Source) -> Rules {
    let most = |source: &mut Source| source.below(7) as u64;
    Rules {
        min_gap: source.maybe(4, |source| source.below(4) as u64),
        max_gap: source.maybe(3, most),
        max_span: source.maybe(3, |source| source.below(12) as u64),
        min_step_gap: source.maybe(4, |source| source.within(1..=3) as u32),
        max_step_gap: source.maybe(2, |source| source.within(1..=3) as u32),
        from_start: source.once_in(5),
        to_end: source.once_in(5),
    }
}

fn wanted(source: &mut Source, codes: &[u32]) -> Wanted {
    let n_parts = source.below(3);
    Wanted {
        starts_with: source.maybe(2, |source| some(source, codes)),
        ends_with: source.maybe(2, |source| some(source, codes)),
        contains: (0..n_parts).map(|_| some(source, codes)).collect(),
    }
}

/// One or two codes, ascending; now and then one that no journey has.
fn some(source: &mut Source, codes: &[u32]) -> Vec<u32> {
    let mut chosen: Vec<u32> = (0..source.within(1..=2))
        .map(|_| match source.below(8) {
            _ if codes.is_empty() => 99_999,
            7 => 99_999,
            // The low ones are those that much happens to.
            0..=3 => codes[source.below(codes.len().min(4))],
            _ => codes[source.below(codes.len())],
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// The request itself, with other numbers of threads, and in words that lead to other engines.
pub fn ways(request: &Request) -> Vec<Request> {
    let other = Request { n_jobs: if request.n_jobs == 1 { 2 } else { 1 }, ..request.clone() };
    let mut ways = vec![request.clone(), other];
    if request.max_patterns.is_none() {
        // More than there are: nothing is cut off, but another search may do it.
        ways.push(Request { max_patterns: Some(1 << 40), ..request.clone() });
        if let Kind::All(None) = request.kind {
            ways.push(Request { kind: Kind::All(Some(1 << 40)), ..request.clone() });
        }
    }
    ways
}
