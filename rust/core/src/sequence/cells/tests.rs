//! Many chunks, laid out by any number of threads, against the definitions event by event.
use super::*;
use std::collections::BTreeSet;

/// Journeys of (code, opens an element); some are empty, and some codes are rare.
fn journeys(far_apart: bool, sets: bool) -> Vec<Vec<(Item, bool)>> {
    let mut state = 7u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let journey = |_| {
        let mut open: Vec<(Item, bool)> = Vec::new();
        for _ in 0..below(60) {
            let code = (below(40) * below(40)) as Item * if far_apart { 1_000_003 } else { 1 };
            let joins = sets && below(3) == 0 && open.last().is_some_and(|&(last, _)| last < code);
            open.push((code, !joins));
        }
        open
    };
    (0..9_000).map(journey).collect()
}

/// What the cells say of each journey: items and the same items before them, and the extent of elements, from its start.
type Told = Vec<(Vec<(u32, u32)>, Vec<(u32, u32)>)>;

fn told(cells: &Cells) -> Told {
    let cells = &cells.clone().with_journeys();
    let journey = |journey| {
        let (start, stop) = (cells.start(journey), cells.stop(journey));
        assert!((start..=stop).all(|at| cells.journey(at) == journey));
        assert_eq!(cells.cells[stop as usize], Cell { item: cells.end(), previous: 0 });
        let own = cells.cells[start as usize..stop as usize].iter();
        let own = own.map(|cell| (cell.item, cell.previous.saturating_sub(start))).collect();
        let extent = |at| (cells.element(at).0 - start, cells.element(at).1 - start);
        (own, if cells.has_sets() { (start..=stop).map(extent).collect() } else { Vec::new() })
    };
    (0..cells.len() as u32).map(journey).collect()
}

fn expected(journeys: &[Vec<(Item, bool)>], codes: &[Item], has_sets: bool) -> Told {
    let journey = |journey: &Vec<(Item, bool)>| {
        let (mut own, mut extents, mut begin): (Vec<(u32, u32)>, Vec<(u32, u32)>, usize) = (vec![], vec![], 0);
        for &(code, opens) in journey {
            begin = if opens { own.len() } else { begin };
            let Ok(item) = codes.binary_search(&code) else { continue };
            let before = own.iter().rposition(|&(other, _)| other == item as u32).map_or(0, |at| at as u32 + 1);
            own.push((item as u32, before));
            extents.push((begin as u32, 0));
            let end = own.len() as u32;
            extents[begin..].iter_mut().for_each(|extent| extent.1 = end);
        }
        let end = own.len() as u32;
        extents.push((end, end + 1));
        (own, if has_sets { extents } else { vec![] })
    };
    journeys.iter().map(journey).filter(|(own, _)| !own.is_empty()).collect()
}

#[test]
fn any_number_of_threads_lays_out_the_same() {
    let (min_support, excluded) = (300, 6);
    for (far_apart, sets) in [(false, false), (false, true), (true, true)] {
        let journeys = journeys(far_apart, sets);
        let events = journeys.concat();
        let items: Vec<Item> = events.iter().map(|event| event.0).collect();
        let mut opens = vec![0u8; events.len().div_ceil(8)];
        events.iter().enumerate().filter(|(_, event)| event.1).for_each(|(at, _)| opens[at >> 3] |= 1 << (at & 7));
        let ends = journeys.iter().scan(0, |end, journey| {
            *end += journey.len() as u64;
            Some(*end)
        });
        let offsets: Vec<u64> = std::iter::once(0).chain(ends).collect();
        let db = SequenceDb::new(&items, &offsets, Some(&opens)).unwrap();
        let holding =
            |code| journeys.iter().filter(|journey| journey.iter().any(|event| event.0 == code)).count() as u32;
        let distinct: BTreeSet<Item> = items.iter().copied().collect();
        let wanted: Vec<(Item, u32)> = distinct.iter().map(|&code| (code, holding(code))).collect();
        let wanted = wanted.into_iter().filter(|&(code, support)| support >= min_support && code != excluded);
        let (codes, supports): (Vec<Item>, Vec<u32>) = wanted.unzip();
        assert!(codes.len() > 20 && codes.len() < distinct.len() - 20, "some are rare");
        for n_jobs in [1, 2, 5] {
            let cells = Cells::new(&db, min_support, &[excluded], n_jobs, &Budget::new(None)).unwrap();
            assert_eq!((&cells.codes, &cells.supports), (&codes, &supports));
            let count = |code: &Item| items.iter().filter(|other| *other == code).count();
            assert_eq!(cells.counts, codes.iter().map(count).collect::<Vec<_>>());
            assert_eq!(cells.has_sets(), sets);
            assert_eq!(told(&cells), expected(&journeys, &codes, sets), "{n_jobs} threads");
        }
    }
}
