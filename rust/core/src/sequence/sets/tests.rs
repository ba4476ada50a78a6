//! Every way through the engines against containment tried word by word.
use super::*;
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Field, Node};
use crate::sequence::task::{Piece, Task};
use crate::sequence::tree::{Tree, join};
use crate::sink::{JOINED, rank};
use std::collections::BTreeMap;

type Journey = Vec<Vec<u32>>;
type Patterns = BTreeMap<Vec<u32>, u32>;

struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

fn seeded(seed: u64) -> Rng {
    Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
}

/// Up to `n` journeys of up to `longest` elements of up to `largest` out of `names` events, low ones more often;
/// repeats and empty journeys among them.
fn random(seed: u64, n: usize, longest: usize, names: usize, largest: usize) -> Vec<Journey> {
    let mut rng = seeded(seed);
    let element = |rng: &mut Rng| {
        let mut element: Vec<u32> =
            (0..1 + rng.below(largest)).map(|_| rng.below(names).min(rng.below(names)) as u32).collect();
        element.sort_unstable();
        element.dedup();
        element
    };
    let n = 1 + rng.below(n);
    (0..n).map(|_| (0..rng.below(longest + 1)).map(|_| element(&mut rng)).collect()).collect()
}

/// Journeys of so many elements in which only a few events occur more than once in the database, none more than three
/// times in a journey: patterns stay short, tables get long.
fn long(seed: u64, n_elements: &[usize]) -> Vec<Journey> {
    let mut rng = seeded(seed);
    let mut filler = 100;
    let mut journeys = Vec::new();
    for &n in n_elements {
        let mut journey: Journey = (0..n)
            .map(|_| {
                filler += 1;
                vec![filler]
            })
            .collect();
        for event in 0..6 {
            for _ in 0..rng.below(4) {
                let at = [0, n - 1, rng.below(n), rng.below(n)][rng.below(4)];
                journey[at].push(event);
            }
        }
        journey.iter_mut().for_each(|element| element.sort_unstable());
        journey.iter_mut().for_each(|element| element.dedup());
        journeys.push(journey);
    }
    journeys
}

/// Two events that are in every element, so that no element is left out of a table, and one that is nowhere else.
fn full(n_elements: usize) -> Vec<Journey> {
    let mut journey: Journey = (0..n_elements).map(|_| vec![0]).collect();
    journey[0].push(1);
    journey[n_elements - 1].extend([2, 3]);
    vec![journey.clone(), journey]
}

fn database(journeys: &[Journey]) -> (Vec<u32>, Vec<u64>, Vec<u8>) {
    let (mut items, mut offsets, mut opens) = (vec![], vec![0], vec![]);
    for journey in journeys {
        for element in journey {
            items.extend_from_slice(element);
            opens.extend((0..element.len()).map(|at| at == 0));
        }
        offsets.push(items.len() as u64);
    }
    let mut starts = vec![0; items.len().div_ceil(8)];
    opens.iter().enumerate().filter(|(_, opens)| **opens).for_each(|(at, _)| starts[at >> 3] |= 1 << (at & 7));
    (items, offsets, starts)
}

fn elements(steps: &[u32]) -> Vec<Vec<u32>> {
    let parts = steps.chunk_by(|_, next| next & JOINED != 0);
    parts.map(|part| part.iter().map(|step| step & !JOINED).collect()).collect()
}

fn holds(journey: &Journey, pattern: &[Vec<u32>]) -> bool {
    let mut elements = journey.iter();
    pattern.iter().all(|part| elements.any(|element| part.iter().all(|item| element.contains(item))))
}

/// All frequent patterns of up to `max_length` events, by trying.
fn expected(journeys: &[Journey], min_support: u32, max_length: usize) -> Patterns {
    let support = |steps: &[u32]| {
        let pattern = elements(steps);
        journeys.iter().filter(|journey| holds(journey, &pattern)).count() as u32
    };
    let mut names: Vec<u32> = journeys.iter().flatten().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|&name| support(&[name]) >= min_support);
    let (mut found, mut open) = (Patterns::new(), vec![vec![]]);
    while let Some(steps) = open.pop() {
        let last = steps.last().map(|step| step & !JOINED);
        let joined = names.iter().filter(|&&name| last.is_some_and(|last| last < name)).map(|name| name | JOINED);
        for step in names.iter().copied().chain(joined) {
            let longer = [steps.as_slice(), &[step]].concat();
            let support = support(&longer);
            if support >= min_support {
                if longer.len() < max_length {
                    open.push(longer.clone());
                }
                found.insert(longer, support);
            }
        }
    }
    found
}

/// All paths of a tree.
fn paths(tree: &Tree) -> Patterns {
    let (mut found, mut open) = (Patterns::new(), vec![(1, vec![])]);
    while let Some((block, steps)) = open.pop() {
        for at in tree.block(block) {
            let longer: Vec<u32> = [steps.as_slice(), &[tree.steps[at]]].concat();
            if tree.first[at] != 0 {
                open.push((tree.first[at], longer.clone()));
            }
            assert_eq!(found.insert(longer, tree.supports[at]), None, "a pattern is found once");
        }
    }
    found
}

/// How a search is done.
#[derive(Debug, Clone, Copy)]
struct Way {
    tuning: Tuning,
    level: Level,
    n_jobs: usize,
}

/// What a search of these journeys finds, and the best support of what it left.
fn searched(journeys: &[Journey], field: &Field, way: Way) -> (Tree, u32) {
    let (items, offsets, starts) = database(journeys);
    let db = SequenceDb::new(&items, &offsets, Some(&starts)).unwrap();
    let cells = Cells::new(&db, field.min_support, &[], 2, field.budget).unwrap();
    let roots = Roots::new(&cells, field.is_sharing(), || false);
    let start = |number| {
        let mut harvest = Harvest::new(number, field);
        if number == 0 {
            let events = (0..cells.end()).zip(cells.supports.iter().copied());
            harvest.block(Node { tree: 0, at: 0 }, 1, events.collect::<Vec<_>>().into_iter());
        }
        (harvest, Desk::tuned(cells.codes.len(), way.level, way.tuning))
    };
    let work = |(harvest, desk): &mut (Harvest, Desk), task: Task, pool: &pool::Pool<Task>| match task.piece {
        Piece::Root(item) => desk.root(&roots, (item, cells.supports[item as usize]), harvest, pool),
        Piece::Sets(part) => desk.resume(*part, harvest, pool),
        other => unreachable!("{other:?} is nothing of sets"),
    };
    let done = pool::run(way.n_jobs, (0..cells.end()).map(|item| Task::root(item, 0.0)), start, work);
    let unseen = done.iter().map(|(harvest, _)| harvest.unseen()).max().unwrap_or(0);
    let mut tree = join(done.into_iter().map(|(harvest, _)| harvest).collect());
    // Numbers to codes; headers are no steps.
    let mut header = 0;
    while header < tree.steps.len() {
        let next = header + 1 + tree.steps[header] as usize;
        for step in &mut tree.steps[header + 1..next] {
            *step = cells.codes[(*step & !JOINED) as usize] | *step & JOINED;
        }
        header = next;
    }
    (tree, unseen)
}

/// From all sparse to all dense, with tables of every kind made at every turn, and everything given away.
fn ways() -> Vec<Way> {
    let usual = Tuning::default();
    let sparse = Tuning { advantage: 0.0, worth_giving: 1, ..usual };
    let dense = Tuning { advantage: f64::INFINITY, ..usual };
    let packed = Tuning { fill: 0, one_pass: 0, ..dense };
    let fresh = Tuning { shrunk: 1, worth_a_table: 0, worth_giving: 1, fill: 1000, one_pass: 1000, ..dense };
    let given = Tuning { one_pass: 0, worth_giving: 1, ..dense };
    let few = Tuning { advantage: 1.0, ..fresh };
    let tunings = [usual, sparse, dense, packed, fresh, Tuning { fill: 0, ..fresh }, few, given];
    let levels = Level::all();
    let ways = tunings.into_iter().enumerate();
    ways.map(|(at, tuning)| Way { tuning, level: levels[at % levels.len()], n_jobs: 1 + at % 3 }).collect()
}

/// Every way, alone and with shared futures, finds what there is.
fn check(journeys: &[Journey], min_support: u32, max_length: usize) -> usize {
    let want = expected(journeys, min_support, max_length);
    let budget = Budget::new(None);
    for way in ways() {
        let field = Field::new(min_support, max_length, &budget);
        let (tree, unseen) = searched(journeys, &field, way);
        assert_eq!(unseen, 0);
        assert_eq!(paths(&tree), want, "{way:?} of {journeys:?} at {min_support}");
        let field = Field::new(min_support, max_length, &budget).sharing();
        let (shared, _) = searched(journeys, &field, way);
        assert_eq!(paths(&shared), want, "sharing, {way:?} of {journeys:?} at {min_support}");
    }
    want.len()
}

#[test]
fn every_way_finds_every_pattern() {
    let mut patterns = 0;
    for seed in 0..if cfg!(miri) { 3 } else { 400 } {
        let (n, longest, names, largest) = match seed % 8 {
            0 => (60, 4, 4, 3),
            1 => (8, 4, 90, 6),
            2 => (5, 3, 8, 8),
            _ => (14, 7, 1 + seed as usize % 6, 1 + seed as usize % 4),
        };
        let journeys = random(seed, n, longest, names, largest);
        let min_support = 2 + seed as u32 % 2 + journeys.len() as u32 / [5, 8][seed as usize % 2];
        patterns += check(&journeys, min_support, [usize::MAX, usize::MAX, 3, 2, 1][seed as usize % 5]);
    }
    assert!(cfg!(miri) || patterns > 5000, "the cases must not be trivial: {patterns}");
}

#[test]
fn journeys_around_every_width_of_a_table_and_longer() {
    let mut patterns = 0;
    for (seed, n) in [31, 32, 33, 63, 64, 65, 127, 128, 129, 130, 300].into_iter().enumerate() {
        patterns += check(&long(seed as u64 + 1, &[n, n, n / 2 + 1, n]), 2, usize::MAX);
        check(&full(n), 2, 3);
    }
    assert!(patterns > 1000, "the cases must not be trivial: {patterns}");
}

#[test]
fn more_items_than_a_table_has_room_for() {
    for names in [1000, 1024, 1025, 1100] {
        // After 0 each other event comes twice, once joined, never two of them together.
        let journeys: Vec<Journey> = (1..=names).map(|name| vec![vec![0], vec![0, name], vec![name]]).collect();
        let journeys = [journeys.clone(), journeys].concat();
        let budget = Budget::new(None);
        for way in ways() {
            let (tree, _) = searched(&journeys, &Field::new(2, usize::MAX, &budget), way);
            let found = paths(&tree);
            // 0, 0 0, and for each name: a, 0 a, 0 0 a, (0 a), 0 (0 a), a a, 0 a a, (0 a) a, 0 (0 a) a.
            assert_eq!(found.len(), 2 + 9 * names as usize, "{names}, {way:?}");
            assert!(found.values().filter(|&&support| support == 2).count() == 9 * names as usize);
        }
    }
}

#[test]
fn tables_of_several_words_lose_words_below() {
    let mut rng = seeded(5);
    let sides: Vec<usize> = (0..150).map(|_| 1 + rng.below(2)).collect();
    let journeys: Vec<Journey> = (0..7)
        .map(|at| {
            let mut journey = vec![vec![1], vec![], vec![]];
            for (name, &side) in sides.iter().enumerate() {
                if at == 2 || rng.below(20) == 0 {
                    journey[side].push(name as u32 + 5);
                }
            }
            journey.retain(|element| !element.is_empty());
            journey
        })
        .collect();
    assert!(check(&journeys, 2, 4) > 500);
}

#[test]
fn equal_futures_are_searched_once() {
    // 2^200 patterns, 200 different futures.
    let journeys = vec![vec![(0..200).collect::<Vec<u32>>()]; 3];
    let budget = Budget::new(None);
    for way in ways() {
        let (tree, unseen) = searched(&journeys, &Field::new(2, usize::MAX, &budget).sharing(), way);
        let (mut n, mut at) = (0, 0);
        while at < tree.len() {
            (n, at) = (n + 1, at + 1 + tree.steps[at] as usize);
        }
        assert!(unseen == 0 && (200..=200 * way.n_jobs + 1).contains(&n), "{n} blocks, {way:?}");
    }
}

#[test]
fn a_rising_bar_lets_nothing_good_go() {
    let budget = Budget::new(None);
    for seed in 0..60 {
        let journeys = random(seed, 14, 6, 5, 3);
        let all = expected(&journeys, 1, 4);
        for (k, way) in [1, 5, 40, 1000].into_iter().flat_map(|k| ways().into_iter().map(move |way| (k, way))) {
            let field = Field::new(1, 4, &budget).best(k);
            let found = paths(&searched(&journeys, &field, way).0);
            let least = field.least_rank();
            let good: Vec<_> = all.iter().filter(|(steps, support)| rank(**support, steps.len()) >= least).collect();
            assert!(good.len() >= k.min(all.len()), "{} of {k}", good.len());
            assert!(good.iter().all(|(steps, support)| found.get(*steps) == Some(*support)), "{k}, {way:?}");
        }
    }
}

#[test]
fn what_a_spent_budget_leaves_is_told() {
    let journeys: Vec<Journey> = (0..20).flat_map(|seed| random(seed, 8, 6, 5, 3)).collect();
    let all = expected(&journeys, 2, 5);
    for way in ways() {
        let budget = Budget::of_questions(40);
        let field = Field::new(2, 5, &budget);
        let (tree, unseen) = searched(&journeys, &field, way);
        let found = paths(&tree);
        assert!(unseen > 0 && found.len() < all.len(), "{way:?}");
        assert!(all.iter().all(|(steps, &support)| support <= unseen || found.get(steps) == Some(&support)), "{way:?}");
    }
}
