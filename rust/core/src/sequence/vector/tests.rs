//! The engine against a search that keeps lists of suffixes, on databases as large as its sets of positions and larger.
use super::*;
use crate::budget::Budget;
use crate::kernels::noise::Noise;
use crate::pool;
use crate::sequence::harvest::{Field, Node};
use crate::sequence::sparse::cell::Narrow;
use crate::sequence::sparse::local;
use crate::sequence::task::{Piece, Task};
use crate::sequence::tests::suffixes::{Patterns, by_suffixes, unrolled};
use crate::sequence::tree::join;
use std::time::Duration;

/// The journeys as the sparse engine has them, and the events as children of the empty pattern.
fn laid_out(journeys: &[Vec<u32>], singles: &[(u32, u32)]) -> (local::Local<Narrow>, Vec<local::Child>) {
    let steps = singles.iter().map(|&(event, _)| event).collect();
    let mut db = local::Local { steps, ..Default::default() };
    for journey in journeys {
        let known = journey.iter().filter_map(|event| db.steps.binary_search(event).ok());
        let cells: Vec<Narrow> = known.map(|item| Narrow::new(item as u32, 1)).collect();
        if !cells.is_empty() {
            db.starts.push(db.cells.len() as u32);
            db.longest = db.longest.max(cells.len());
            db.cells.extend(cells);
            db.cells.push(Narrow::END);
        }
    }
    db.origins = (0..db.cells.len() as u32).collect();
    let child = |(&(_, support), item)| local::Child { item, support, grows: support, node: item + 1, places: (0, 0) };
    (db, singles.iter().zip(0..).map(child).collect())
}

/// What the engine finds; `None` where it does not take the journeys.
fn by_engine(journeys: &[Vec<u32>], field: &Field, level: Level, n_jobs: usize) -> Option<(Patterns, u32)> {
    let singles: Vec<(u32, u32)> =
        by_suffixes(journeys, field.min_support, 1).iter().map(|(p, &n)| (p[0], n)).collect();
    let (db, children) = laid_out(journeys, &singles);
    let node = Counted { local: &db, places: &db.starts, children: &children, tree: 0, length: 1 };
    let start = |number| {
        let mut harvest = Harvest::new(number, field);
        if number == 0 {
            harvest.block(Node { tree: 0, at: 0 }, 1, singles.iter().copied());
        }
        (Desk::new(level), harvest, true)
    };
    let work = |(desk, harvest, taken): &mut (Desk, Harvest, bool), task: Task, pool: &Pool<Task>| match task.piece {
        Piece::Vector(part) => desk.resume(part, harvest, pool),
        _ => *taken = desk.enter(&node, harvest, pool),
    };
    let done = pool::run(n_jobs, [Task::root(0, 0.0)], start, work);
    let taken = done.iter().all(|(_, _, taken)| *taken);
    let harvests: Vec<Harvest> = done.into_iter().map(|(_, harvest, _)| harvest).collect();
    let unseen = harvests.iter().map(|harvest| harvest.unseen).max().unwrap_or(0);
    taken.then(|| (unrolled(&join(harvests), |step| step), unseen))
}

fn check(journeys: &[Vec<u32>], min_support: u32, longest: usize) {
    let wanted = by_suffixes(journeys, min_support, longest);
    let budget = Budget::new(None);
    let field = || Field::new(min_support, longest, &budget);
    for level in Level::all() {
        for (n_jobs, field) in [(1, field()), (3, field()), (1, field().sharing()), (3, field().sharing())] {
            let found = by_engine(journeys, &field, level, n_jobs).expect("journeys are short enough");
            assert_eq!(found.0, wanted, "{level:?}, {n_jobs} threads, {min_support} of {journeys:?}");
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

#[test]
fn small_journeys_with_repeats() {
    for seed in 0..300 {
        let mut noise = Noise(seed);
        let (n, names) = (1 + noise.below(12), 1 + noise.below(6));
        let journeys = random_journeys(&mut noise, n, 8, names);
        check(&journeys, 1 + noise.below(1 + n / 2) as u32, [2, 3, usize::MAX][noise.below(3)]);
    }
}

#[test]
fn journeys_as_long_as_the_sets_have_positions() {
    for (seed, length) in [62usize, 63, 64, 65, 66, 125, 126, 127].into_iter().enumerate() {
        let mut noise = Noise(seed as u64);
        let mut journeys = random_journeys(&mut noise, 5, 3, 2);
        // The last position of all holds an event of its own.
        for rare in 0..3 {
            let mut journey: Vec<u32> = (0..length).map(|_| 10 * noise.below(3) as u32).collect();
            journey[length - 1] = 70 + 10 * (rare / 2);
            journey[0] = 70;
            journeys.push(journey);
        }
        check(&journeys, 2, 4);
    }
}

#[test]
fn more_events_than_a_row_has_bytes() {
    for (seed, names) in [64usize, 65, 128, 129, 200, 300].into_iter().enumerate() {
        let mut noise = Noise(seed as u64);
        let mut journeys = random_journeys(&mut noise, 60, 60, names);
        journeys
            .extend((0..2).map(|_| (0..names as u32).map(|name| 10 * name).filter(|name| name % 30 == 0).collect()));
        check(&journeys, 2, 2);
        check(&journeys, 5, usize::MAX);
    }
}

#[test]
fn more_journeys_than_a_byte_counts_go_empty_one_by_one() {
    let mut noise = Noise(7);
    let mut journeys = random_journeys(&mut noise, 700, 12, 9);
    journeys.extend((0..300).map(|n| vec![10 * (n % 9), 20]));
    check(&journeys, 40, usize::MAX);
    check(&journeys, 255, usize::MAX);
}

#[test]
fn journeys_too_long_are_left_to_others() {
    let budget = Budget::new(None);
    let field = Field::new(1, 2, &budget);
    let journeys = [vec![3; 128], vec![3]];
    assert_eq!(by_engine(&journeys, &field, Level::widest(), 1), None);
}

#[test]
fn what_is_not_looked_into_is_told() {
    let budget = Budget::new(Some(Duration::ZERO));
    assert!(budget.is_spent());
    let field = Field::new(1, usize::MAX, &budget);
    let (found, unseen) = by_engine(&[vec![1, 2], vec![1]], &field, Level::widest(), 1).expect("short journeys");
    assert_eq!((found, unseen), (Patterns::from([(vec![1], 2), (vec![2], 1)]), 2));
}

#[test]
fn the_best_are_among_what_is_found() {
    let mut noise = Noise(3);
    for _ in 0..20 {
        let journeys = random_journeys(&mut noise, 40, 10, 5);
        let wanted = by_suffixes(&journeys, 2, usize::MAX);
        let budget = Budget::new(None);
        let field = Field::new(2, usize::MAX, &budget).best(25);
        let (found, _) = by_engine(&journeys, &field, Level::widest(), 2).expect("short journeys");
        let mut best: Vec<u32> = wanted.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let least = best.get(24).copied().unwrap_or(0);
        assert!(found.iter().all(|(pattern, support)| wanted[pattern] == *support));
        assert!(wanted.iter().all(|(pattern, &support)| support <= least || found.contains_key(pattern)));
    }
}
