//! The engines that do all of a search against lists of suffixes, on databases as large as their blocks and larger.
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::kernels::noise::Noise;
use crate::sequence::blocks::Blocks;
use crate::sequence::cells::Cells;
use crate::sequence::choose::{Size, Whole, whole};
use crate::sequence::harvest::Field;
use crate::sequence::hops::Hops;
use crate::sequence::plain;
use crate::sequence::task::{Ground, Start};
use crate::sequence::tests::suffixes::{Patterns, by_suffixes, unrolled};
use crate::sequence::tree::join;
use std::sync::Arc;

/// Which engine is to do the search.
#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    /// Those that begin with walks.
    Walks,
    Blocks,
    Hops,
}

fn ground(cells: &Cells, by: By, field: &Field) -> Ground {
    let start = match by {
        By::Walks => return Ground::new(cells.clone(), field.is_sharing(), || false),
        By::Blocks => Start::Blocks(Arc::new(Blocks::all(cells, usize::MAX, || false).expect("small"))),
        By::Hops => Start::Hops(Arc::new(Hops::all(cells, || false).expect("few names and short journeys"))),
    };
    Ground { supports: cells.supports.clone(), size: cells.cells.len(), start }
}

fn cells(journeys: &[Vec<u32>], min_support: u32) -> Cells {
    let items = journeys.concat();
    let ends = journeys.iter().scan(0, |end, journey| {
        *end += journey.len() as u64;
        Some(*end)
    });
    let offsets: Vec<u64> = std::iter::once(0).chain(ends).collect();
    let db = SequenceDb::new(&items, &offsets, None).unwrap();
    Cells::new(&db, min_support, &[], 2, &Budget::new(None)).unwrap()
}

fn found(cells: &Cells, by: By, field: &Field, n_jobs: usize) -> Patterns {
    let harvests = plain::search_on(&ground(cells, by, field), field, n_jobs);
    assert!(harvests.iter().all(|harvest| harvest.unseen() == 0));
    unrolled(&join(harvests), |step| cells.codes[step as usize])
}

/// Every engine finds what there is, with any number of threads, with and without equal futures shared.
fn check(journeys: &[Vec<u32>], min_support: u32, longest: usize, engines: &[By]) {
    let wanted = by_suffixes(journeys, min_support, longest);
    let cells = cells(journeys, min_support);
    let budget = Budget::new(None);
    for &by in engines.iter().filter(|by| **by != By::Hops || cells.end() > 0) {
        for n_jobs in [1, 3] {
            let field = Field::new(min_support, longest, &budget);
            assert_eq!(found(&cells, by, &field, n_jobs), wanted, "{by:?}, {n_jobs} threads, {journeys:?}");
            let sharing = Field::new(min_support, longest, &budget).sharing();
            assert_eq!(found(&cells, by, &sharing, n_jobs), wanted, "{by:?} sharing, {n_jobs} threads");
        }
    }
}

/// Some names far more often than others, and repeats.
fn random_journeys(noise: &mut Noise, n: usize, longest: usize, names: usize) -> Vec<Vec<u32>> {
    (0..n)
        .map(|_| {
            let length = noise.below(longest + 1);
            (0..length).map(|_| 10 * noise.below(names).min(noise.below(names)) as u32).collect()
        })
        .collect()
}

const ALL: [By; 3] = [By::Walks, By::Blocks, By::Hops];

#[test]
fn small_journeys_with_repeats() {
    for seed in 0..300 {
        let mut noise = Noise(seed);
        let (n, names) = (1 + noise.below(12), 1 + noise.below(6));
        let journeys = random_journeys(&mut noise, n, 8, names);
        check(&journeys, 1 + noise.below(1 + n / 2) as u32, [1, 2, 3, usize::MAX][noise.below(4)], &ALL);
    }
}

#[test]
fn journeys_that_end_where_blocks_do() {
    for (seed, length) in [1, 62, 63, 64, 65, 126, 127, 128, 129, 191, 192, 193, 254].into_iter().enumerate() {
        let mut noise = Noise(seed as u64);
        let mut journeys = random_journeys(&mut noise, 5, 3, 2);
        // The last position of all holds an event of its own, and so does the first.
        for rare in 0..3 {
            let mut journey: Vec<u32> = (0..length).map(|_| 10 * noise.below(3) as u32).collect();
            journey[0] = 70;
            journey[length - 1] = 70 + 10 * (rare / 2);
            journeys.push(journey);
        }
        journeys.push(vec![]);
        journeys.push(vec![0]);
        check(&journeys, 2, 4, &ALL);
    }
}

#[test]
fn rare_events_far_apart_in_long_journeys() {
    for seed in 0..12 {
        let mut noise = Noise(seed);
        let journeys: Vec<Vec<u32>> = (0..5)
            .map(|_| {
                let length = 500 + noise.below(1500);
                (0..length).map(|_| if noise.below(200) == 0 { 1 + noise.below(9) as u32 } else { 0 }).collect()
            })
            .collect();
        check(&journeys, 2 + noise.below(2) as u32, 3, &[By::Walks, By::Blocks]);
    }
}

#[test]
fn long_and_short_journeys_of_many_names() {
    let mut noise = Noise(77);
    for names in [31, 32, 63, 64, 65, 150] {
        let mut journeys = random_journeys(&mut noise, 40, 12, names);
        journeys.extend((0..4).map(|_| (0..300).map(|_| 10 * noise.below(names) as u32).collect::<Vec<u32>>()));
        check(&journeys, 4, 3, &[By::Walks, By::Blocks]);
        journeys.truncate(40);
        check(&journeys, 3, usize::MAX, if names < 64 { &ALL } else { &ALL[..2] });
    }
}

#[test]
fn one_event_again_and_again() {
    let journeys = [vec![3; 100_000], vec![3; 2], vec![3; 70_000]];
    let wanted = Patterns::from([(vec![3], 3), (vec![3; 2], 3), (vec![3; 3], 2)]);
    let (far, budget) = (cells(&journeys, 2), Budget::new(None));
    assert_eq!(found(&far, By::Blocks, &Field::new(2, 3, &budget), 1), wanted);
    let near = cells(&[vec![3; 1500], vec![3; 1200]], 2);
    for n_jobs in [1, 2] {
        let deep = found(&near, By::Blocks, &Field::new(2, usize::MAX, &budget), n_jobs);
        assert_eq!(deep.len(), 1200, "as deep as a journey is long");
    }
}

#[test]
fn a_rising_threshold_keeps_the_best() {
    for seed in 0..60 {
        let mut noise = Noise(seed);
        let journeys = random_journeys(&mut noise, 20, 10, 5);
        let (cells, budget) = (cells(&journeys, 1), Budget::new(None));
        let mut supports: Vec<u32> = by_suffixes(&journeys, 1, 6).into_values().collect();
        supports.sort_unstable_by(|a, b| b.cmp(a));
        for by in ALL {
            for n_jobs in [1, 3] {
                let field = Field::new(1, 6, &budget).best(25);
                let mut best: Vec<u32> = found(&cells, by, &field, n_jobs).into_values().collect();
                best.sort_unstable_by(|a, b| b.cmp(a));
                let n = supports.len().min(25);
                assert_eq!(best[..n], supports[..n], "{by:?}, {n_jobs} threads, seed {seed}");
            }
        }
    }
}

#[test]
fn a_spent_budget_leaves_what_is_best_of_the_rest() {
    let mut noise = Noise(5);
    let journeys = random_journeys(&mut noise, 60, 20, 4);
    let wanted = by_suffixes(&journeys, 20, usize::MAX);
    let cells = cells(&journeys, 20);
    for by in ALL {
        for questions in [0, 1, 2, 5, 9] {
            let prepared = Budget::new(None);
            let ground = ground(&cells, by, &Field::new(20, usize::MAX, &prepared));
            let budget = Budget::of_questions(questions);
            let field = Field::new(20, usize::MAX, &budget);
            let harvests = plain::search_on(&ground, &field, 1);
            let unseen = harvests.iter().map(crate::sequence::harvest::Harvest::unseen).max().unwrap_or(0);
            let found = unrolled(&join(harvests), |step| cells.codes[step as usize]);
            assert!(unseen > 0, "{by:?} is not done after {questions} questions");
            let lost = wanted.iter().filter(|(pattern, _)| !found.contains_key(*pattern));
            assert!(lost.into_iter().all(|(_, support)| *support <= unseen), "{by:?} after {questions} questions");
            assert!(found.iter().all(|(pattern, support)| wanted[pattern] == *support));
        }
    }
}

#[test]
fn who_stops_while_journeys_are_laid_out_gets_nothing() {
    let cells = cells(&[vec![1, 2, 1], vec![2, 1]], 1);
    assert!(Blocks::all(&cells, usize::MAX, || true).is_none() && Hops::all(&cells, || true).is_none());
    assert!(Blocks::of(&[0, 1], 2, |at| cells.events(at as u32), usize::MAX, || true).is_none());
}

#[test]
fn what_is_too_large_is_left_to_others() {
    // 10,000 journeys of two events among 2,000 names: rows of all names would be 80 MB.
    let journeys: Vec<Vec<u32>> = (0..10_000).map(|n| vec![n % 2000, n % 1999]).collect();
    let cells = cells(&journeys, 1);
    assert!(Blocks::all(&cells, usize::MAX, || false).is_none());
    let long = vec![0; 255];
    assert!(Hops::of(&[0], 255, [long.into_iter()].into_iter(), || false).is_none());
}

#[test]
fn the_engine_of_a_whole_search_is_chosen_by_its_size() {
    let log = Size { names: 17, journeys: 100_000, events: 1_300_000, longest: 100 };
    assert_eq!(whole(log), Whole::Hops);
    assert_eq!(whole(Size { longest: 5000, ..log }), Whole::Blocks);
    assert_eq!(whole(Size { names: 3000, ..log }), Whole::None);
    assert_eq!(whole(Size { names: 3000, longest: 200, ..log }), Whole::Blocks);
    assert_eq!(whole(Size { names: 0, journeys: 0, events: 0, longest: 0 }), Whole::None);
}
