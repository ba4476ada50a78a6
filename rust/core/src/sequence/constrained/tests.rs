//! Every kind under every rule against the definitions tried word by word, on small hostile databases.
use crate::budget::Budget;
use crate::database::{SequenceDb, Worth};
use crate::sequence::rules::Rules;
use crate::sequence::search::Lengths;
use crate::sequence::wanted::Wanted;
use crate::sequence::{Kind, Mined, Request, mine};
use crate::sink::JOINED;
use std::collections::BTreeMap;

/// Elements as bit sets of items, each with its time.
type Journey = Vec<(u32, i64)>;
type Pattern = Vec<u32>;
type Row = (Vec<u32>, u32);

struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Self {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn maybe(&mut self, one_in: u64, n: u64) -> Option<u64> {
        let value = self.below(n);
        (self.below(one_in) == 0).then_some(value)
    }
}

/// Repeats, empty journeys, equal times, sets, an item in every journey.
fn random_journeys(rng: &mut Rng) -> Vec<Journey> {
    let (names, sets, constant) = (2 + rng.below(2), rng.below(3) == 0, rng.below(4) == 0);
    let longest = if sets { 4 } else { 7 };
    (0..1 + rng.below(6))
        .map(|_| {
            let mut time = -3;
            let mut journey: Journey = (0..rng.below(longest + 1))
                .map(|_| {
                    time += rng.below(4) as i64;
                    (if sets { 1 + rng.below((1 << names) - 1) } else { 1 << rng.below(names) } as u32, time)
                })
                .collect();
            if constant {
                journey.push((1, time + 1));
            }
            journey
        })
        .collect()
}

fn random_rules(rng: &mut Rng) -> Rules {
    loop {
        let rules = Rules {
            min_gap: rng.maybe(8, 3),
            max_gap: rng.maybe(4, 5),
            max_span: rng.maybe(4, 7),
            min_step_gap: rng.maybe(8, 3).map(|gap| gap as u32 + 1),
            max_step_gap: rng.maybe(2, 3).map(|gap| gap as u32 + 1),
            from_start: rng.below(7) == 0,
            to_end: rng.below(7) == 0,
        };
        if !rules.is_none() {
            return rules;
        }
    }
}

fn random_wanted(rng: &mut Rng) -> Wanted {
    let mut events = |n: u64| (0..1 + rng.below(n)).map(|_| rng.below(4) as u32).collect::<Vec<_>>();
    let (starts, ends, one, pair) = (events(2), events(2), events(1), events(2));
    let mut maybe = |events: Vec<u32>| (rng.below(9) == 0).then_some(events);
    let wanted = Wanted { starts_with: maybe(starts), ends_with: maybe(ends), contains: vec![] };
    Wanted { contains: maybe(one).into_iter().chain(maybe(pair)).collect(), ..wanted }
}

struct Flat {
    items: Vec<u32>,
    offsets: Vec<u64>,
    starts: Vec<u8>,
    times: Vec<i64>,
}

fn flat(journeys: &[Journey]) -> Flat {
    let mut flat = Flat { items: vec![], offsets: vec![0], starts: vec![], times: vec![] };
    let mut opens = vec![];
    for journey in journeys {
        for &(element, time) in journey {
            let items = (0..32).filter(|item| element >> item & 1 == 1);
            items.enumerate().for_each(|(i, item)| {
                flat.items.push(item);
                flat.times.push(time);
                opens.push(i == 0);
            });
        }
        flat.offsets.push(flat.items.len() as u64);
    }
    flat.starts = vec![0; opens.len().div_ceil(8)];
    opens.iter().enumerate().filter(|(_, open)| **open).for_each(|(at, _)| flat.starts[at >> 3] |= 1 << (at & 7));
    flat
}

/// All patterns of a journey: every choice of places that keeps the rules, every choice of events there.
fn held(journey: &Journey, rules: &Rules, excluded: u32) -> Vec<Pattern> {
    let mut found: Vec<Pattern> = vec![];
    let n = journey.len();
    for places in 1u32..1 << n {
        let at: Vec<usize> = (0..n).filter(|place| places >> place & 1 == 1).collect();
        let (first, last) = (at[0], at[at.len() - 1]);
        let keeps = at.windows(2).all(|pair| {
            let steps = (pair[1] - pair[0]) as u32;
            let gap = (journey[pair[1]].1 - journey[pair[0]].1) as u64;
            rules.min_step_gap.is_none_or(|least| steps >= least)
                && rules.max_step_gap.is_none_or(|most| steps <= most)
                && rules.min_gap.is_none_or(|least| gap >= least)
                && rules.max_gap.is_none_or(|most| gap <= most)
        });
        let span = (journey[last].1 - journey[first].1) as u64;
        let keeps = keeps
            && rules.max_span.is_none_or(|most| span <= most)
            && (!rules.from_start || first == 0)
            && (!rules.to_end || last == n - 1);
        if !keeps {
            continue;
        }
        let mut patterns: Vec<Pattern> = vec![vec![]];
        for &place in &at {
            let element = journey[place].0 & !excluded;
            let subsets: Vec<u32> = (1..=element).filter(|subset| subset & element == *subset).collect();
            patterns = patterns
                .iter()
                .flat_map(|pattern| subsets.iter().map(move |&subset| [pattern.as_slice(), &[subset]].concat()))
                .collect();
        }
        found.append(&mut patterns);
    }
    found.sort();
    found.dedup();
    found
}

/// Is `small` inside `big`, its first element at `from` or later, within `gap` of the element before?
fn inside(small: &[u32], big: &[u32], gap: Option<u32>) -> bool {
    fn follows(small: &[u32], big: &[u32], gap: usize) -> bool {
        let Some((first, rest)) = small.split_first() else { return true };
        (0..big.len().min(gap)).any(|at| first & big[at] == *first && follows(rest, &big[at + 1..], gap))
    }
    let gap = gap.map_or(usize::MAX, |gap| gap as usize);
    let Some((first, rest)) = small.split_first() else { return true };
    (0..big.len()).any(|at| first & big[at] == *first && follows(rest, &big[at + 1..], gap))
}

fn n_events(pattern: &[u32]) -> usize {
    pattern.iter().map(|element| element.count_ones() as usize).sum()
}

fn steps(pattern: &[u32]) -> Vec<u32> {
    let element = |e: u32| {
        let items = (0..32).filter(move |item| e >> item & 1 == 1);
        items.enumerate().map(|(i, item)| if i == 0 { item } else { item | JOINED })
    };
    pattern.iter().flat_map(|&e| element(e)).collect()
}

fn expected(journeys: &[Journey], request: &Request) -> Vec<Row> {
    let excluded = request.excludes.iter().fold(0, |set, item| set | 1 << item);
    let mut holders: BTreeMap<Pattern, u32> = BTreeMap::new();
    for (number, journey) in journeys.iter().enumerate() {
        for pattern in held(journey, &request.rules, excluded) {
            *holders.entry(pattern).or_default() |= 1 << number;
        }
    }
    holders.retain(|_, set| set.count_ones() >= request.min_support);
    let everyone = (1u32 << journeys.len()) - 1;
    let gap = request.rules.max_step_gap;
    let around = |p: &Pattern, with: &dyn Fn(u32) -> bool| {
        holders.iter().any(|(q, &set)| n_events(q) > n_events(p) && with(set) && inside(p, q, gap))
    };
    let is_result = |p: &Pattern, set: u32| match request.kind {
        Kind::All(_) => true,
        Kind::Closed(_) => !around(p, &|other| set & !other == 0),
        Kind::Maximal => !around(p, &|_| true),
        Kind::Generators(_) => {
            let same = |(q, other): (&Pattern, &u32)| n_events(q) < n_events(p) && *other == set && inside(q, p, gap);
            set != everyone && !holders.iter().any(same)
        }
    };
    let results = holders.iter().filter(|(p, set)| is_result(p, **set));
    let mut rows: Vec<Row> = results.map(|(p, set)| (steps(p), set.count_ones())).collect();
    let lengths = request.lengths.min..=request.lengths.max;
    rows.retain(|(steps, _)| lengths.contains(&steps.len()) && request.wanted.admits(steps));
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.len().cmp(&b.0.len())).then(a.0.cmp(&b.0)));
    if let Kind::All(Some(k)) | Kind::Closed(Some(k)) | Kind::Generators(Some(k)) = request.kind {
        rows.truncate(k);
    }
    rows
}

fn mined(flat: &Flat, request: &Request) -> Mined {
    let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
    let db = db.with_times(&flat.times).unwrap();
    mine(&db, request, &Budget::new(None)).unwrap()
}

fn rows(mined: &Mined) -> Vec<Row> {
    let found = &mined.found;
    (0..found.len()).map(|at| (found.pattern(at).to_vec(), found.supports[at])).collect()
}

const KINDS: [Kind; 7] = [
    Kind::All(None),
    Kind::Closed(None),
    Kind::Generators(None),
    Kind::Maximal,
    Kind::All(Some(5)),
    Kind::Closed(Some(3)),
    Kind::Generators(Some(3)),
];

fn random_request(rng: &mut Rng) -> Request {
    let (min, max) = [(1, usize::MAX), (2, usize::MAX), (1, 3), (2, 2), (1, 1)][rng.below(5) as usize];
    Request {
        min_support: 1 + rng.below(3) as u32,
        least_worth: 0,
        kind: KINDS[rng.below(KINDS.len() as u64) as usize],
        lengths: Lengths { min, max },
        rules: random_rules(rng),
        excludes: rng.maybe(6, 3).into_iter().map(|item| item as u32).collect(),
        wanted: random_wanted(rng),
        max_patterns: None,
        n_jobs: 1 + rng.below(3) as usize,
    }
}

/// How many random databases; a power of ten more by `JOURNEYMINE_CASES`.
fn n_cases() -> u64 {
    std::env::var("JOURNEYMINE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(6_000)
}

#[test]
fn every_kind_under_every_rule_is_its_definition() {
    let (mut patterns, mut nothing) = (0, 0);
    let n = n_cases();
    for seed in 1..=n {
        let mut rng = Rng::new(seed);
        let journeys = random_journeys(&mut rng);
        let request = random_request(&mut rng);
        let want = expected(&journeys, &request);
        patterns += want.len();
        nothing += u64::from(want.is_empty());
        let found = mined(&flat(&journeys), &request);
        assert_eq!(rows(&found), want, "case {seed}: {request:?} of {journeys:?}");
        assert_eq!((found.stopped_by, found.proven_above), (None, None));
    }
    assert!(patterns as u64 > n && nothing < n * 3 / 5, "too easy: {patterns} patterns, {nothing} times none of {n}");
}

#[test]
fn threads_and_cut_results_change_nothing_else() {
    for seed in 1..400 {
        let mut rng = Rng::new(seed);
        let flat = flat(&random_journeys(&mut rng));
        let request = random_request(&mut rng);
        let all = rows(&mined(&flat, &Request { n_jobs: 1, ..request.clone() }));
        for n_jobs in [2, 3, 8] {
            assert_eq!(rows(&mined(&flat, &Request { n_jobs, ..request.clone() })), all, "{request:?}");
        }
        for n in [0, 1, all.len().saturating_sub(1), all.len(), all.len() + 1] {
            let first = mined(&flat, &Request { max_patterns: Some(n), ..request.clone() });
            assert_eq!(rows(&first), all[..n.min(all.len())], "first {n} of {request:?}");
            assert_eq!(first.stopped_by.is_some(), n < all.len(), "first {n} of {request:?}");
        }
    }
}

#[test]
fn a_journey_that_stands_for_several_is_as_many_journeys() {
    for seed in 1..=n_cases() / 4 {
        let mut rng = Rng::new(seed);
        let journeys = random_journeys(&mut rng);
        let many: Vec<u32> = journeys.iter().map(|_| [1, 1, 2, 3][rng.below(4) as usize]).collect();
        let mut request = random_request(&mut rng);
        if rng.below(3) == 0 {
            request.rules = Rules::default();
        }
        request.min_support += rng.below(3) as u32;
        let written: Vec<Journey> =
            journeys.iter().zip(&many).flat_map(|(journey, &many)| vec![journey.clone(); many as usize]).collect();
        let want = rows(&mined(&flat(&written), &request));
        let flat = flat(&journeys);
        let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
        let db = db.with_times(&flat.times).unwrap().with_multiplicity(&many).unwrap();
        let found = mine(&db, &request, &Budget::new(None)).unwrap();
        assert_eq!(rows(&found), want, "case {seed}: {request:?} of {journeys:?} standing for {many:?}");
    }
}

#[test]
fn steps_longer_than_any_journey_lead_nowhere() {
    for seed in 1..100 {
        let mut rng = Rng::new(seed);
        let flat = flat(&random_journeys(&mut rng));
        let mut request = random_request(&mut rng);
        let mut with = |least: u32| {
            request.rules.min_step_gap = Some(least);
            request.rules.max_step_gap = None;
            rows(&mined(&flat, &request))
        };
        let longest = with(100);
        for least in [(1 << 31) - 1, 1 << 31, u32::MAX - 1, u32::MAX] {
            assert_eq!(with(least), longest, "at least {least} steps in case {seed}");
        }
    }
}

#[test]
fn too_many_journeys_to_count_are_refused() {
    let db = SequenceDb::new(&[0, 1], &[0, 1, 2], None).unwrap();
    assert!(db.with_multiplicity(&[u32::MAX, 1]).is_err() && db.with_multiplicity(&[u32::MAX - 1, 1]).is_ok());
    assert!(db.with_multiplicity(&[0, 1]).is_err() && db.with_multiplicity(&[1]).is_err());
    assert!(db.with_worth(Worth::Weights(&[u64::MAX, 1])).is_err() && db.with_worth(Worth::Customers(&[0])).is_err());
}
