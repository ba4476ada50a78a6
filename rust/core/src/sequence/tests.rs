//! Every kind against definitions tried word by word, on small hostile databases.
mod budgets;
mod indexes;
pub mod suffixes;
mod wanted;

use super::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// A journey: a list of elements, each a bit set of items.
pub(super) type Journey = Vec<u32>;
pub(super) type Row = (Vec<u32>, u32);

pub(super) struct Rng(pub(super) u64);

impl Rng {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// Repeats, empty journeys, sets, items in every journey.
pub(super) fn random_journeys(seed: u64) -> Vec<Journey> {
    let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (names, sets, constant) = (2 + rng.below(2), rng.below(2) == 1, rng.below(4) == 0);
    let longest = if sets { 4 } else { 6 };
    (0..1 + rng.below(6))
        .map(|_| {
            let mut journey: Journey = (0..rng.below(longest + 1))
                .map(|_| if sets { 1 + rng.below((1 << names) - 1) } else { 1 << rng.below(names) } as u32)
                .collect();
            if constant {
                journey.push(1);
            }
            journey
        })
        .collect()
}

/// Flat arrays; codes are far apart when `sparse`.
struct Flat {
    items: Vec<u32>,
    offsets: Vec<u64>,
    starts: Vec<u8>,
}

fn code(item: u32, sparse: bool) -> u32 {
    if sparse { item * 700_000_000 + 5 } else { item }
}

fn flat(journeys: &[Journey], sparse: bool) -> Flat {
    let mut flat = Flat { items: vec![], offsets: vec![0], starts: vec![] };
    let mut opens = vec![];
    for journey in journeys {
        for &element in journey {
            let items = (0..32).filter(|item| element >> item & 1 == 1);
            items.enumerate().for_each(|(i, item)| {
                flat.items.push(code(item, sparse));
                opens.push(i == 0);
            });
        }
        flat.offsets.push(flat.items.len() as u64);
    }
    flat.starts = vec![0; opens.len().div_ceil(8)];
    opens.iter().enumerate().filter(|(_, open)| **open).for_each(|(at, _)| flat.starts[at >> 3] |= 1 << (at & 7));
    flat
}

fn inside(small: &[u32], big: &[u32]) -> bool {
    let mut at = big.iter();
    small.iter().all(|element| at.any(|other| element & other == *element))
}

fn n_events(pattern: &[u32]) -> usize {
    pattern.iter().map(|element| element.count_ones() as usize).sum()
}

pub(super) fn steps(pattern: &[u32]) -> Vec<u32> {
    let element = |e: u32| {
        let items = (0..32).filter(move |item| e >> item & 1 == 1);
        items.enumerate().map(|(i, item)| if i == 0 { item } else { item | JOINED })
    };
    pattern.iter().flat_map(|&e| element(e)).collect()
}

/// Every pattern that occurs, with its support.
pub(super) fn occurring(journeys: &[Journey]) -> Vec<(Journey, u32)> {
    let mut supports: BTreeMap<Journey, u32> = BTreeMap::new();
    for journey in journeys {
        let mut parts = vec![vec![]];
        for &element in journey {
            let subsets: Vec<u32> = (1..=element).filter(|subset| subset & element == *subset).collect();
            for part in parts.clone() {
                parts.extend(subsets.iter().map(|&subset| [part.as_slice(), &[subset]].concat()));
            }
        }
        parts.sort();
        parts.dedup();
        parts.into_iter().filter(|part| !part.is_empty()).for_each(|part| *supports.entry(part).or_default() += 1);
    }
    supports.into_iter().collect()
}

pub(super) fn expected(journeys: &[Journey], request: &Request) -> Vec<Row> {
    let all: Vec<_> = occurring(journeys).into_iter().filter(|row| row.1 >= request.min_support).collect();
    let around = |p: &[u32], with: &dyn Fn(u32) -> bool| {
        all.iter().any(|(q, support)| n_events(q) > n_events(p) && with(*support) && inside(p, q))
    };
    let within = |p: &[u32], n: u32| {
        n as usize == journeys.len()
            || all.iter().any(|(q, support)| n_events(q) < n_events(p) && *support == n && inside(q, p))
    };
    type IsResult<'a> = Box<dyn Fn(&[u32], u32) -> bool + 'a>;
    let (k, is_result): (_, IsResult) = match request.kind {
        Kind::All(k) => (k, Box::new(|_, _| true)),
        Kind::Closed(k) => (k, Box::new(|p, n| !around(p, &|support| support == n))),
        Kind::Generators(k) => (k, Box::new(|p, n| !within(p, n))),
        Kind::Maximal => (None, Box::new(|p, _| !around(p, &|_| true))),
    };
    let lengths = request.lengths.min..=request.lengths.max;
    let results = all.iter().filter(|(p, n)| lengths.contains(&n_events(p)) && is_result(p, *n));
    let mut rows: Vec<Row> = results.map(|(p, n)| (steps(p), *n)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.len().cmp(&b.0.len())).then(a.0.cmp(&b.0)));
    rows.truncate(k.unwrap_or(usize::MAX));
    rows
}

fn mined(flat: &Flat, request: &Request) -> (Vec<Row>, Option<StoppedBy>) {
    let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
    let Mined { found, stopped_by, .. } = mine(&db, request, &Budget::new(None)).unwrap();
    (rows(&found), stopped_by)
}

pub(super) fn rows(found: &Found) -> Vec<Row> {
    (0..found.len()).map(|at| (found.pattern(at).to_vec(), found.supports[at])).collect()
}

pub(super) fn request(kind: Kind, min_support: u32) -> Request {
    Request {
        min_support,
        least_worth: 0,
        kind,
        lengths: Lengths { min: 1, max: usize::MAX },
        rules: Rules::default(),
        excludes: Vec::new(),
        wanted: Wanted::default(),
        max_patterns: None,
        n_jobs: 1,
    }
}

const KINDS: [Kind; 10] = [
    Kind::All(None),
    Kind::Closed(None),
    Kind::Generators(None),
    Kind::Maximal,
    Kind::All(Some(1)),
    Kind::All(Some(7)),
    Kind::Closed(Some(3)),
    Kind::Closed(Some(10)),
    Kind::Generators(Some(3)),
    Kind::Generators(Some(1000)),
];

#[test]
fn every_kind_agrees_with_its_definition() {
    let mut patterns = 0;
    for seed in 1..1200 {
        let journeys = random_journeys(seed);
        let flat = flat(&journeys, false);
        for kind in KINDS {
            let min_support = 1 + (seed % 3) as u32;
            let (min, max) = [(1, usize::MAX), (2, usize::MAX), (1, 3), (2, 2), (1, 1)][seed as usize % 5];
            let asked =
                Request { lengths: Lengths { min, max }, n_jobs: 1 + seed as usize % 3, ..request(kind, min_support) };
            let want = expected(&journeys, &asked);
            patterns += want.len();
            assert_eq!(mined(&flat, &asked), (want, None), "{asked:?} of {journeys:?}");
        }
    }
    assert!(patterns > 20_000, "the cases must not be trivial: {patterns}");
}

/// Which of the patterns over items 0, 1, 2 (and one that never occurs) are wanted, and which items are excluded.
fn random_wishes(seed: u64) -> (Wanted, Vec<u32>) {
    let mut rng = Rng(seed.wrapping_mul(0xD134_2543_DE82_EF95) | 1);
    let mut events = |n: u64| (0..1 + rng.below(n)).map(|_| rng.below(4) as u32).collect::<Vec<_>>();
    let (starts, ends, one, pair, out) = (events(2), events(2), events(1), events(2), events(1));
    let mut maybe = |events: Vec<u32>| (rng.below(3) == 0).then_some(events);
    let wanted = Wanted { starts_with: maybe(starts), ends_with: maybe(ends), contains: vec![] };
    let contains = maybe(one).into_iter().chain(maybe(pair)).collect();
    (Wanted { contains, ..wanted }, maybe(out).unwrap_or_default())
}

#[test]
fn filters_come_after_the_kind_and_excluded_events_are_not_there() {
    let mut patterns = 0;
    for seed in 1..1000 {
        let (wanted, excludes) = random_wishes(seed);
        let journeys = random_journeys(seed);
        let left = excludes.iter().fold(u32::MAX, |left, item| left & !(1 << item));
        let seen: Vec<Journey> = journeys
            .iter()
            .map(|journey| journey.iter().map(|element| element & left).filter(|&e| e != 0).collect())
            .collect();
        for kind in KINDS {
            let asked = request(kind, 1 + (seed % 2) as u32);
            let unlimited = match kind {
                Kind::All(_) => Kind::All(None),
                Kind::Closed(_) => Kind::Closed(None),
                Kind::Generators(_) => Kind::Generators(None),
                Kind::Maximal => Kind::Maximal,
            };
            let k = match kind {
                Kind::All(k) | Kind::Closed(k) | Kind::Generators(k) => k.unwrap_or(usize::MAX),
                Kind::Maximal => usize::MAX,
            };
            let mut want = expected(&seen, &Request { kind: unlimited, ..asked.clone() });
            want.retain(|(steps, _)| wanted.admits(steps));
            want.truncate(k);
            patterns += want.len();
            let asked = Request { wanted: wanted.clone(), excludes: excludes.clone(), ..asked };
            assert_eq!(mined(&flat(&journeys, false), &asked), (want, None), "{asked:?} of {journeys:?}");
        }
    }
    assert!(patterns > 10_000, "the cases must not be trivial: {patterns}");
}

#[test]
fn the_first_patterns_are_a_prefix_and_more_is_said_only_if_there_is_more() {
    for seed in 1..200 {
        let flat = flat(&random_journeys(seed), false);
        for kind in KINDS {
            let (all, _) = mined(&flat, &request(kind, 1));
            for n in [0, 1, 2, all.len().saturating_sub(1), all.len(), all.len() + 1] {
                let (first, stopped_by) = mined(&flat, &Request { max_patterns: Some(n), ..request(kind, 1) });
                assert_eq!(first, all[..n.min(all.len())], "{kind:?} first {n}");
                assert_eq!(stopped_by, (n < all.len()).then_some(StoppedBy::MaxPatterns), "{kind:?} first {n}");
            }
        }
    }
}

#[test]
fn codes_far_apart_and_large_are_only_numbers() {
    let journeys = random_journeys(4);
    for kind in KINDS {
        let near = mined(&flat(&journeys, false), &request(kind, 1)).0;
        let far = mined(&flat(&journeys, true), &request(kind, 1)).0;
        let spread = |row: &Row| (row.0.iter().map(|step| code(step & !JOINED, true) | step & JOINED).collect(), row.1);
        assert_eq!(far, near.iter().map(spread).collect::<Vec<Row>>());
    }
}

#[test]
fn a_code_that_leaves_no_room_for_the_joined_bit_is_refused() {
    let db = SequenceDb::new(&[JOINED], &[0, 1], None).unwrap();
    let error = mine(&db, &request(Kind::All(None), 1), &Budget::new(None)).unwrap_err();
    assert!(matches!(error, Error::Capacity { what: "distinct events", .. }));
}

#[test]
fn no_journey_and_no_event_give_no_pattern() {
    for journeys in [vec![], vec![vec![]], vec![vec![], vec![]]] {
        for kind in KINDS {
            assert_eq!(mined(&flat(&journeys, false), &request(kind, 1)), (vec![], None));
        }
    }
}

/// 60 distinct events in a row, twice: 2^60 patterns.
fn explosive() -> Flat {
    flat_of(&[(0..60).collect::<Vec<u32>>(), (0..60).collect()])
}

fn flat_of(journeys: &[Vec<u32>]) -> Flat {
    let ends = journeys.iter().scan(0, |end, journey| {
        *end += journey.len() as u64;
        Some(*end)
    });
    let items = journeys.concat();
    Flat { starts: vec![255; items.len().div_ceil(8)], offsets: std::iter::once(0).chain(ends).collect(), items }
}

#[test]
fn one_closed_pattern_among_two_to_the_sixty_is_found_at_once() {
    for n_jobs in [1, 2] {
        let asked = Request { n_jobs, ..request(Kind::Closed(None), 2) };
        assert_eq!(mined(&explosive(), &asked).0, [((0..60).collect(), 2)]);
        let asked = Request { kind: Kind::Maximal, ..asked };
        assert_eq!(mined(&explosive(), &asked).0, [((0..60).collect(), 2)]);
        let asked = Request { kind: Kind::Generators(None), ..asked };
        assert_eq!(mined(&explosive(), &asked).0, []);
        let best: Vec<Row> = (0..60).map(|item| (vec![item], 2)).collect();
        assert_eq!(mined(&explosive(), &Request { kind: Kind::All(Some(60)), ..asked }).0, best);
    }
}

#[test]
fn time_and_callers_stop_a_search_without_end() {
    let flat = explosive();
    let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
    for n_jobs in [1, 3] {
        let asked = Request { n_jobs, ..request(Kind::All(None), 1) };
        let mined = mine(&db, &asked, &Budget::new(Some(Duration::from_millis(20)))).unwrap();
        assert_eq!(mined.stopped_by, Some(StoppedBy::TimeLimit));
        assert!(!mined.found.is_empty());
        let cancelled = Budget::new(None);
        cancelled.cancel();
        assert_eq!(mine(&db, &asked, &cancelled).unwrap_err(), Error::Cancelled);
    }
}

#[test]
fn patterns_may_be_as_long_as_a_long_journey() {
    let journey: Vec<u32> = (0..3000).map(|at| at % 2).collect();
    let flat = flat_of(&[journey.clone(), journey.clone()]);
    assert_eq!(mined(&flat, &request(Kind::Closed(None), 2)).0, [(journey, 2)]);
}
