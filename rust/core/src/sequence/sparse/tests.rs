//! The engine against every pattern counted one by one, on small hostile databases.
use super::*;
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::kernels::Level;
use crate::pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::Field;
use crate::sequence::task::{Ground, Start, Worker};
use crate::sequence::tree::{Tree, join};
use std::collections::BTreeMap;

type Found = BTreeMap<Vec<u32>, u32>;

struct Rng(u64);

impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// Repeats, runs, copies, empty journeys, an item in every journey.
fn journeys(seed: u64) -> Vec<Vec<u32>> {
    let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (names, constant) = (1 + rng.below(4) as u32, rng.below(3) == 0);
    let mut all: Vec<Vec<u32>> = Vec::new();
    for _ in 0..rng.below(9) {
        let mut journey: Vec<u32> = (0..rng.below(8)).map(|_| rng.below(u64::from(names)) as u32 * 7).collect();
        if constant {
            journey.insert(0, 3);
        }
        match rng.below(5) {
            0 => journey = journey.iter().flat_map(|&code| [code, code]).take(8).collect(),
            1 => journey = all.last().cloned().unwrap_or_default(),
            _ => {}
        }
        all.push(journey);
    }
    all
}

fn flat(journeys: &[Vec<u32>]) -> (Vec<u32>, Vec<u64>) {
    let ends = journeys.iter().scan(0, |end, journey| {
        *end += journey.len() as u64;
        Some(*end)
    });
    (journeys.concat(), std::iter::once(0).chain(ends).collect())
}

/// Every subsequence of at least `min_support` journeys and at most `max_length` events.
fn tried(journeys: &[Vec<u32>], min_support: u32, max_length: usize) -> Found {
    let mut supports = Found::new();
    for journey in journeys {
        let mut parts: Vec<Vec<u32>> = vec![vec![]];
        for &code in journey {
            parts.extend(parts.clone().into_iter().map(|part| [part.as_slice(), &[code]].concat()));
            parts.sort();
            parts.dedup();
        }
        parts.into_iter().filter(|part| !part.is_empty()).for_each(|part| *supports.entry(part).or_default() += 1);
    }
    supports.retain(|pattern, support| *support >= min_support && pattern.len() <= max_length);
    supports
}

fn paths(tree: &Tree, codes: &[u32], max_length: usize) -> Found {
    let mut found = Found::new();
    let mut open: Vec<(u32, Vec<u32>)> = vec![(1, vec![])];
    while let Some((block, path)) = open.pop() {
        for at in tree.block(block) {
            let longer = [path.as_slice(), &[codes[tree.steps[at] as usize]]].concat();
            if longer.len() < max_length && tree.first[at] != 0 {
                open.push((tree.first[at], longer.clone()));
            }
            assert_eq!(found.insert(longer, tree.supports[at]), None, "found twice");
        }
    }
    found
}

/// How a search is told to go on.
#[derive(Debug, Clone, Copy)]
struct Way {
    is_wide: bool,
    worth_giving: usize,
    n_jobs: usize,
    /// See [`crate::sequence::choose::engine`].
    advantage: f64,
}

fn searched(cells: &Cells, field: &Field, way: Way) -> Tree {
    // Nothing is that long: the budget is looked at after every journey too.
    let wide = || Start::Walks(Roots::wide(cells.clone(), usize::MAX, field.is_sharing(), || false));
    let ground = if way.is_wide {
        Ground { supports: cells.supports.clone(), size: cells.cells.len(), start: wide() }
    } else {
        Ground::new(cells.clone(), field.is_sharing(), || false)
    };
    let start = |number| {
        let mut harvest = Harvest::new(number, field);
        if number == 0 {
            let events = (0..cells.end() as usize).map(|item| (item as u32, cells.supports[item]));
            harvest.block(Node { tree: 0, at: 0 }, 1, events);
        }
        let mut worker = Worker::new(&ground, harvest);
        worker.sparse.worth_giving = way.worth_giving;
        worker.engines.advantage = way.advantage;
        worker
    };
    let done = pool::run(way.n_jobs, (0..cells.end()).map(|item| Task::root(item, 0.0)), start, Worker::work);
    join(done.into_iter().map(Worker::into_harvest).collect())
}

const WAYS: [Way; 7] = [
    Way { is_wide: false, worth_giving: WORTH_GIVING, n_jobs: 1, advantage: 0.0 },
    Way { is_wide: true, worth_giving: WORTH_GIVING, n_jobs: 1, advantage: 0.0 },
    Way { is_wide: false, worth_giving: 1, n_jobs: 3, advantage: 0.0 },
    Way { is_wide: true, worth_giving: 1, n_jobs: 2, advantage: 0.0 },
    Way { is_wide: false, worth_giving: WORTH_GIVING, n_jobs: 1, advantage: f64::INFINITY },
    Way { is_wide: true, worth_giving: 1, n_jobs: 2, advantage: f64::INFINITY },
    Way { is_wide: false, worth_giving: 1, n_jobs: 2, advantage: 0.5 },
];

#[test]
fn all_ways_find_every_pattern_once() {
    let mut patterns = 0;
    for seed in 0..600 {
        let journeys = journeys(seed);
        let (items, offsets) = flat(&journeys);
        let (min_support, max_length) = (1 + (seed % 3) as u32, [usize::MAX, 1, 2, 3, 5][seed as usize % 5]);
        let budget = Budget::new(None);
        let db = SequenceDb::new(&items, &offsets, None).unwrap();
        let cells = Cells::new(&db, min_support, &[], 2, &budget).unwrap();
        let want = tried(&journeys, min_support, max_length);
        patterns += want.len();
        for way in WAYS {
            for sharing in [false, true] {
                let field = Field::new(min_support, max_length, &budget);
                let tree = searched(&cells, &if sharing { field.sharing() } else { field }, way);
                let found = paths(&tree, &cells.codes, max_length);
                assert_eq!(found, want, "{way:?}, sharing {sharing}: {journeys:?} at {min_support} up to {max_length}");
            }
        }
    }
    assert!(patterns > 5_000, "the cases must not be trivial: {patterns}");
}

#[test]
fn the_best_are_found_while_the_threshold_rises() {
    for seed in 0..400 {
        let journeys = journeys(seed);
        let (items, offsets) = flat(&journeys);
        let budget = Budget::new(None);
        let cells = Cells::new(&SequenceDb::new(&items, &offsets, None).unwrap(), 1, &[], 2, &budget).unwrap();
        let all = tried(&journeys, 1, usize::MAX);
        let mut ranks: Vec<_> = all.iter().map(|(pattern, &n)| (std::cmp::Reverse(n), pattern.len())).collect();
        ranks.sort_unstable();
        for k in [1, 3, 10] {
            for way in WAYS {
                let found =
                    paths(&searched(&cells, &Field::new(1, usize::MAX, &budget).best(k), way), &cells.codes, 99);
                assert!(found.iter().all(|(pattern, support)| all[pattern] == *support));
                let Some(&worst) = ranks.get(k.min(ranks.len()).wrapping_sub(1)) else { continue };
                for (pattern, &support) in &all {
                    let is_wanted = (std::cmp::Reverse(support), pattern.len()) <= worst;
                    assert!(!is_wanted || found.contains_key(pattern), "{way:?} best {k}: {pattern:?} of {journeys:?}");
                }
            }
        }
    }
}

#[test]
fn equal_futures_share_their_children() {
    let journeys = vec![vec![1, 2, 3, 4, 5, 6, 7, 8]; 3];
    let (items, offsets) = flat(&journeys);
    let budget = Budget::new(None);
    let cells = Cells::new(&SequenceDb::new(&items, &offsets, None).unwrap(), 2, &[], 2, &budget).unwrap();
    let tree = searched(&cells, &Field::new(2, usize::MAX, &budget).sharing(), WAYS[0]);
    assert_eq!(paths(&tree, &cells.codes, 99).len(), 255);
    assert!(tree.len() < 8 * 9, "a block for each last event at most: {}", tree.len());
}

#[test]
fn more_items_than_fit_into_sixteen_bits() {
    let mut journeys: Vec<Vec<u32>> = (0..66_000).map(|code| vec![7, 70_000 + code]).collect();
    journeys.push(vec![70_001, 7, 70_000 + 65_999, 7, 70_002]);
    let (items, offsets) = flat(&journeys);
    let budget = Budget::new(None);
    let cells = Cells::new(&SequenceDb::new(&items, &offsets, None).unwrap(), 1, &[], 2, &budget).unwrap();
    for n_jobs in [1, 2] {
        let tree = searched(&cells, &Field::new(1, usize::MAX, &budget), Way { n_jobs, ..WAYS[0] });
        let found = paths(&tree, &cells.codes, 99);
        let mut want = tried(&journeys[66_000..], 1, usize::MAX);
        for journey in &journeys[..66_000] {
            for pattern in [&journey[..1], &journey[1..], &journey[..]] {
                *want.entry(pattern.to_vec()).or_default() += 1;
            }
        }
        assert_eq!(found, want);
    }
}

#[test]
fn an_event_comes_first_however_far_away_it_is() {
    let far = |n: usize| [vec![1], [2, 3].repeat(n / 2), vec![4, 2]].concat();
    for n in [10, 65_530, 65_534, 65_540, 140_000] {
        let journeys = vec![far(n), vec![1, 2, 3, 2, 4, 2], vec![2, 2, 4, 1]];
        let (items, offsets) = flat(&journeys);
        let budget = Budget::new(None);
        let cells = Cells::new(&SequenceDb::new(&items, &offsets, None).unwrap(), 2, &[], 2, &budget).unwrap();
        let found = paths(&searched(&cells, &Field::new(2, usize::MAX, &budget), WAYS[0]), &cells.codes, 99);
        assert_eq!(found, tried(&[far(10), journeys[1].clone(), journeys[2].clone()], 2, usize::MAX), "{n}");
    }
}

#[test]
fn what_is_split_off_and_what_stays_is_all() {
    let journeys: Vec<Vec<u32>> = (1..40).flat_map(journeys).collect();
    let (items, offsets) = flat(&journeys);
    let budget = Budget::new(None);
    let cells = Cells::new(&SequenceDb::new(&items, &offsets, None).unwrap(), 2, &[], 2, &budget).unwrap();
    let n_items = cells.end();
    let roots = Roots::new(cells, false, || false);
    let field = Field::new(2, usize::MAX, &budget);
    let all: Vec<(usize, usize)> = (0..5).map(|every| split_every(&roots, n_items, &field, every)).collect();
    assert!(all[0].1 == 0 && all[1].1 > 10, "{all:?}");
    assert!(all.iter().all(|(patterns, _)| *patterns == all[0].0), "{all:?}");
}

/// Searches the first item, splitting before every so-manieth node; the number of patterns and of parts.
fn split_every(roots: &Roots, n_items: u32, field: &Field, every: usize) -> (usize, usize) {
    let start = |_| (Harvest::new(0, field), 0);
    let work = |(harvest, n_parts): &mut (Harvest, usize), _: Task, pool: &Pool<Task>| {
        harvest.block(Node { tree: 0, at: 0 }, 1, (0..n_items as usize).map(|item| (item as u32, 1)));
        let mut engines = Engines::new(Level::widest(), usize::MAX);
        engines.advantage = 0.0;
        *n_parts = search_in_parts(&mut Around { roots, harvest, engines: &mut engines, pool }, every);
    };
    let (harvest, n_parts) = pool::run(1, [Task::root(0, 0.0)], start, work).remove(0);
    (paths(&join(vec![harvest]), &(0..n_items).collect::<Vec<_>>(), 99).len(), n_parts)
}

fn search_in_parts(around: &mut Around, every: usize) -> usize {
    let Whole::Narrow(whole) = &around.roots.whole else { panic!("there are few items") };
    let mut desk = Desk::new(whole.steps.len());
    let places = desk.stack.add_places(around.roots.of(0));
    let visit = Visit { node: Node { tree: 0, at: 1 }, support: 0, places, length: 1 };
    assert!(desk.reach(whole, &visit, around.harvest).is_some());
    let mut children = desk.stack.children(0).to_vec();
    let mut local: Local<Narrow> = Local::default();
    desk.scissors.cut((whole, around.roots.of(0)), &mut children, &mut local, around.harvest);
    desk.stack.clear();
    desk.stack.add_children(&children);
    let all = desk.stack.add_places(&local.starts);
    desk.tables.fit(children.len());
    let local = Arc::new(local);
    desk.stack.open(&*local, (0, 0, 2), all, &mut desk.tables, around.harvest);
    let (mut parts, mut n_parts, mut n) = (vec![], 0, 0);
    loop {
        while let Some(visit) = desk.stack.next() {
            n += 1;
            if every > 0 && n % every == 0 {
                parts.extend(desk.stack.split(&local, 1));
            }
            desk.visit(&local, visit, around);
        }
        let Some(part) = parts.pop() else { return n_parts };
        n_parts += 1;
        desk.stack.resume(&part);
    }
}
