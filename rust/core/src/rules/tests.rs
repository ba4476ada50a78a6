//! The search against every rule counted by hand.
use super::found::Found;
use super::{Mined, Request, Side, mine};
use crate::budget::{Budget, StoppedBy};
use crate::database::SequenceDb;
use crate::kernels::noise::Noise;
use std::collections::BTreeSet;

/// Elements of a journey with their times.
type Journey = Vec<(i64, BTreeSet<u32>)>;

type Row = (Vec<u32>, Vec<u32>, u32, u32);

fn holds(journey: &Journey, left: &[u32], right: &[u32], within: Option<u64>) -> bool {
    let span = |a: usize, b: usize| within.is_none_or(|most| (journey[b].0 - journey[a].0) as u64 <= most);
    let all = |events: &[u32], range: std::ops::Range<usize>| {
        events.iter().all(|event| journey[range.clone()].iter().any(|(_, element)| element.contains(event)))
    };
    let n = journey.len();
    (0..n).any(|a| (a..n).any(|b| span(a, b) && (a + 1..=b).any(|cut| all(left, a..cut) && all(right, cut..b + 1))))
}

fn sets(events: u32) -> Vec<Vec<u32>> {
    (1..1u32 << events).map(|mask| (0..events).filter(|event| mask >> event & 1 == 1).collect()).collect()
}

fn by_hand(journeys: &[Journey], events: u32, request: &Request) -> Vec<Row> {
    let allowed = |side: &Side, set: &Vec<u32>| {
        set.len() <= side.most && side.events.as_ref().is_none_or(|named| set.iter().all(|one| named.contains(one)))
    };
    let mut rows = Vec::new();
    for left in sets(events).iter().filter(|set| allowed(&request.left, set)) {
        let base = journeys.iter().filter(|j| left.iter().all(|one| j.iter().any(|(_, e)| e.contains(one)))).count();
        for right in sets(events).iter().filter(|set| allowed(&request.right, set)) {
            let length = left.len() + right.len();
            if left.iter().any(|one| right.contains(one)) || length < request.lengths.0 || length > request.lengths.1 {
                continue;
            }
            let support = journeys.iter().filter(|j| holds(j, left, right, request.within)).count() as u32;
            if support >= request.min_support && support >= request.confident(base as u32) {
                rows.push((left.clone(), right.clone(), support, base as u32));
            }
        }
    }
    rows.sort_by(|a, b| {
        b.2.cmp(&a.2).then((a.0.len(), &a.0, a.1.len(), &a.1).cmp(&(b.0.len(), &b.0, b.1.len(), &b.1)))
    });
    if request.non_redundant {
        let inside = |few: &[u32], many: &[u32]| few.iter().all(|one| many.contains(one));
        let all = rows.clone();
        rows.retain(|a| {
            !all.iter().any(|b| b != a && (b.2, b.3) == (a.2, a.3) && inside(&b.0, &a.0) && inside(&a.1, &b.1))
        });
    }
    rows.truncate(request.top_k.unwrap_or(usize::MAX));
    rows
}

fn rows(found: &Found) -> Vec<Row> {
    let row = |at| {
        let rule = found.rule(at);
        (rule.left.to_vec(), rule.right.to_vec(), rule.support, rule.base)
    };
    (0..found.len()).map(row).collect()
}

fn random(noise: &mut Noise, events: u32, sets: bool) -> Vec<Journey> {
    let element = |noise: &mut Noise| {
        let size = if sets { 1 + noise.below(2) } else { 1 };
        (0..size).map(|_| noise.below(events as usize) as u32).collect()
    };
    let journey = |noise: &mut Noise| {
        let mut time = 0;
        (0..noise.below(8))
            .map(|_| {
                time += 1 + noise.below(4) as i64;
                (time, element(noise))
            })
            .collect()
    };
    (0..1 + noise.below(9)).map(|_| journey(noise)).collect()
}

/// The arrays of a database: events, offsets, bits that open elements, times.
fn flat(journeys: &[Journey]) -> (Vec<u32>, Vec<u64>, Vec<u8>, Vec<i64>) {
    let (mut items, mut offsets, mut bits, mut times) = (vec![], vec![0], vec![], vec![]);
    for journey in journeys {
        for (time, element) in journey {
            for (nth, &event) in element.iter().enumerate() {
                if items.len() % 8 == 0 {
                    bits.push(0);
                }
                if nth == 0 {
                    bits[items.len() / 8] |= 1 << (items.len() % 8);
                }
                items.push(event);
                times.push(*time);
            }
        }
        offsets.push(items.len() as u64);
    }
    (items, offsets, bits, times)
}

fn plain() -> Request {
    Request {
        min_support: 1,
        min_confidence: (0, 1),
        left: Side::default(),
        right: Side::default(),
        lengths: (2, usize::MAX),
        within: None,
        top_k: None,
        max_rules: None,
        non_redundant: false,
        n_jobs: 1,
    }
}

fn side(noise: &mut Noise, events: u32) -> Side {
    let named = (noise.below(3) == 0).then(|| (0..events).filter(|_| noise.below(2) == 0).collect());
    Side { events: named, most: if noise.below(2) == 0 { usize::MAX } else { 1 + noise.below(2) } }
}

#[test]
fn random_journeys_have_the_rules_counted_by_hand() {
    let mut noise = Noise(3);
    for round in 0..400 {
        let events = 2 + noise.below(4) as u32;
        let journeys = random(&mut noise, events, round % 2 == 0);
        let (items, offsets, bits, times) = flat(&journeys);
        let db = SequenceDb::new(&items, &offsets, Some(&bits)).unwrap().with_times(&times).unwrap();
        let request = Request {
            min_support: 1 + noise.below(3) as u32,
            min_confidence: (noise.below(5) as u64, 4),
            left: side(&mut noise, events),
            right: side(&mut noise, events),
            lengths: (2 + noise.below(2), if noise.below(2) == 0 { usize::MAX } else { 3 }),
            within: (noise.below(2) == 0).then(|| noise.below(12) as u64),
            top_k: (noise.below(3) == 0).then(|| 1 + noise.below(6)),
            non_redundant: noise.below(3) == 0,
            ..plain()
        };
        let wanted = by_hand(&journeys, events, &request);
        for n_jobs in [1, 3] {
            let request = Request { n_jobs, ..request.clone() };
            let Mined { found, stopped_by, proven_above } = mine(&db, &request, &Budget::new(None)).unwrap();
            assert_eq!(rows(&found), wanted, "{journeys:?} {request:?}");
            assert_eq!((stopped_by, proven_above), (None, None));
        }
    }
}

#[test]
fn the_first_rules_are_a_prefix_and_say_so() {
    let journeys = random(&mut Noise(11), 5, true);
    let (items, offsets, bits, _) = flat(&journeys);
    let db = SequenceDb::new(&items, &offsets, Some(&bits)).unwrap();
    let all = rows(&mine(&db, &plain(), &Budget::new(None)).unwrap().found);
    for n in [0, 1, 5, all.len(), all.len() + 1] {
        let mined = mine(&db, &Request { max_rules: Some(n), ..plain() }, &Budget::new(None)).unwrap();
        assert_eq!(rows(&mined.found), all[..n.min(all.len())], "first {n}");
        assert_eq!(mined.stopped_by, (n < all.len()).then_some(StoppedBy::MaxPatterns));
    }
}

#[test]
fn a_search_cut_short_is_right_above_what_it_says() {
    let mut noise = Noise(21);
    let journeys: Vec<Journey> = (0..8).flat_map(|_| random(&mut noise, 6, false)).collect();
    let (items, offsets, bits, _) = flat(&journeys);
    let db = SequenceDb::new(&items, &offsets, Some(&bits)).unwrap();
    let all = rows(&mine(&db, &plain(), &Budget::new(None)).unwrap().found);
    let mut shortened = 0;
    for questions in [0, 1, 3, 10, 40, 100, 400, 1_000_000] {
        let mined = mine(&db, &plain(), &Budget::of_questions(questions)).unwrap();
        let found = rows(&mined.found);
        let proven = mined.proven_above.unwrap_or(0);
        assert!(found.iter().all(|row| all.contains(row)));
        assert!(all.iter().filter(|row| row.2 > proven).all(|row| found.contains(row)), "{questions} questions");
        assert_eq!(found.len() < all.len(), mined.stopped_by.is_some(), "{questions} questions");
        shortened += u32::from(mined.stopped_by == Some(StoppedBy::TimeLimit));
    }
    assert!(shortened > 3);
}
