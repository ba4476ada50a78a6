//! Every kind against brute force on small random databases of many shapes.
mod budgets;
mod multiplicity;

use super::*;
use crate::error::Error;
use std::time::Duration;

type Rows = Vec<Vec<u32>>;
type Results = Vec<(Vec<u32>, u32)>;

struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % u64::from(n)) as u32
    }

    /// Rows with repeats, empty rows, equal rows and items that sit in every row.
    fn rows(&mut self) -> Rows {
        let (n, items, length) = (1 + self.below(24), 1 + self.below(8), 1 + self.below(10));
        let everywhere = self.below(3) == 0;
        let spread = if self.below(4) == 0 { 300_000_000 } else { 1 };
        let mut rows: Rows = Vec::new();
        for _ in 0..n {
            let mut row: Vec<u32> = (0..self.below(length + 1)).map(|_| self.below(items) * spread).collect();
            row.extend(everywhere.then_some(items * spread));
            let copies = if self.below(4) == 0 { 3 } else { 1 };
            rows.extend(std::iter::repeat_n(row, copies));
        }
        rows
    }
}

fn brute(rows: &Rows, min_support: u32) -> Results {
    let mut items: Vec<u32> = rows.iter().flatten().copied().collect();
    items.sort_unstable();
    items.dedup();
    let subset = |mask: u32| (0..items.len()).filter(move |i| mask >> i & 1 == 1).map(|i| items[i]).collect::<Vec<_>>();
    let support = |set: &[u32]| rows.iter().filter(|row| set.iter().all(|item| row.contains(item))).count() as u32;
    (1..1u32 << items.len())
        .map(subset)
        .map(|set| (set.clone(), support(&set)))
        .filter(|r| r.1 >= min_support)
        .collect()
}

fn is_result(kind: Kind, (set, support): &(Vec<u32>, u32), all: &Results, n: u32) -> bool {
    let inside = |small: &[u32], big: &[u32]| small.len() < big.len() && small.iter().all(|item| big.contains(item));
    match kind {
        Kind::All => true,
        Kind::Closed => !all.iter().any(|other| inside(set, &other.0) && other.1 == *support),
        Kind::Maximal => !all.iter().any(|other| inside(set, &other.0)),
        Kind::Generators => *support < n && !all.iter().any(|other| inside(&other.0, set) && other.1 == *support),
    }
}

fn expected(rows: &Rows, options: &Options) -> Results {
    let all = brute(rows, options.min_support);
    let mut results: Results =
        all.iter().filter(|r| is_result(options.kind, r, &all, rows.len() as u32)).cloned().collect();
    results.retain(|r| r.0.len() >= options.min_length && r.0.len() <= options.max_length.unwrap_or(usize::MAX));
    results.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.len().cmp(&b.0.len())).then(a.0.cmp(&b.0)));
    results.truncate(options.top_k.unwrap_or(usize::MAX));
    results
}

fn flat(rows: &Rows) -> (Vec<u32>, Vec<u64>) {
    let ends = rows.iter().scan(0, |end, row| {
        *end += row.len() as u64;
        Some(*end)
    });
    (rows.concat(), std::iter::once(0).chain(ends).collect())
}

fn results(found: &Found) -> Results {
    (0..found.len()).map(|at| (found.pattern(at).to_vec(), found.supports[at])).collect()
}

fn run(rows: &Rows, options: &Options) -> Mined {
    let (items, offsets) = flat(rows);
    let db = SequenceDb::new(&items, &offsets, None).expect("well-formed");
    mine(&db, options, &Budget::new(None)).expect("nobody cancels")
}

/// (length, support, number) by what is counted, in result order.
fn counted(rows: &Rows, options: &Options) -> Vec<(u32, u32, u64)> {
    let (items, offsets) = flat(rows);
    let db = SequenceDb::new(&items, &offsets, None).expect("well-formed");
    let found = count(&db, options, &Budget::new(None)).expect("nobody cancels").found;
    let pairs = found.lengths.into_iter().zip(found.supports);
    pairs.zip(found.counts).map(|((length, support), n)| (length, support, n)).collect()
}

fn grouped(results: &Results) -> Vec<(u32, u32, u64)> {
    let same = |a: &(Vec<u32>, u32), b: &(Vec<u32>, u32)| a.1 == b.1 && a.0.len() == b.0.len();
    results.chunk_by(same).map(|group| (group[0].0.len() as u32, group[0].1, group.len() as u64)).collect()
}

fn ask(kind: Kind, min_support: u32) -> Options {
    Options {
        min_support,
        kind,
        min_length: 1,
        max_length: None,
        top_k: None,
        max_patterns: None,
        n_jobs: 1,
        density: Density::default(),
    }
}

/// Always lists, always bit sets, by cost, always masks with tables of no, a few and all items; lists above masks; the
/// same with what is left out looked for in the baskets wherever they are lists.
const FORMS: [Density; 11] = [
    Density { words_a_step: 0, mask_rows: 0, table_items: 0, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: usize::MAX, mask_rows: 0, table_items: 0, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: 2, mask_rows: 1 << 14, table_items: 12, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: usize::MAX, table_items: 0, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: usize::MAX, table_items: 3, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: 7, table_items: 12, carried_items: usize::MAX, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: 0, table_items: 0, carried_items: 0, items_a_cell: 0 },
    Density { words_a_step: 1, mask_rows: 0, table_items: 0, carried_items: 0, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: 9, table_items: 0, carried_items: 0, items_a_cell: 0 },
    Density { words_a_step: 1, mask_rows: 20, table_items: 4, carried_items: 0, items_a_cell: 0 },
    Density { words_a_step: 0, mask_rows: 5, table_items: 4, carried_items: 2, items_a_cell: 2 },
];

const KINDS: [Kind; 4] = [Kind::All, Kind::Closed, Kind::Maximal, Kind::Generators];

#[test]
fn all_options_agree_with_brute_force() {
    let mut random = Random(7);
    for round in 0..1500 {
        let rows = random.rows();
        for kind in KINDS {
            let mut options = ask(kind, 1 + random.below(4));
            options.min_length = 1 + random.below(3) as usize;
            options.max_length = (random.below(2) == 0).then_some(1 + random.below(4) as usize);
            options.top_k = (kind != Kind::Maximal && random.below(2) == 0).then_some(1 + random.below(12) as usize);
            options.density = FORMS[random.below(11) as usize];
            options.n_jobs = 1 + random.below(3) as usize;
            let wanted = expected(&rows, &options);
            assert_eq!(results(&run(&rows, &options).found), wanted, "round {round} {options:?} {rows:?}");

            let whole = expected(&rows, &Options { top_k: None, ..options.clone() });
            assert_eq!(counted(&rows, &options), grouped(&whole), "count {round} {options:?} {rows:?}");

            let n = random.below(12) as usize;
            let cut = run(&rows, &Options { max_patterns: Some(n), ..options.clone() });
            assert_eq!(results(&cut.found), wanted[..n.min(wanted.len())], "first {n} {options:?} {rows:?}");
            assert_eq!(cut.stopped_by, (wanted.len() > n).then_some(StoppedBy::MaxPatterns));
        }
    }
}

#[test]
fn many_rows_with_few_in_common_are_moved_together() {
    let mut random = Random(11);
    for _ in 0..6 {
        let mut rows = Vec::new();
        (0..60).for_each(|_| rows.extend(random.rows()));
        rows.iter_mut().flatten().for_each(|item| *item %= 9);
        for kind in KINDS {
            for density in FORMS {
                let options = Options { density, ..ask(kind, 20) };
                assert_eq!(results(&run(&rows, &options).found), expected(&rows, &options), "{options:?}");
            }
        }
    }
}

#[test]
fn long_patterns_do_not_recurse() {
    // Row r holds the items from r on: every item has a support of its own, and all of them are one chain.
    let rows: Rows = (0..300).map(|r| (r..300).collect()).collect();
    for density in FORMS {
        let closed = run(&rows, &Options { density, ..ask(Kind::Closed, 1) }).found;
        assert_eq!((closed.len(), closed.pattern(299).len()), (300, 300));
        let generators = run(&rows, &Options { density, ..ask(Kind::Generators, 1) }).found;
        assert_eq!((generators.len(), generators.steps.len()), (299, 299), "the last item is in every row");
        let all = run(&rows, &Options { density, top_k: Some(5), ..ask(Kind::All, 1) }).found;
        assert_eq!(results(&all)[..2], [(vec![299], 300), (vec![298], 299)]);
    }
}

#[test]
fn equal_supports_without_end_stop_at_the_best() {
    // 2^64 − 1 itemsets of one support: the first hundred are found without making the others.
    let rows: Rows = vec![(0..64).collect(); 3];
    let first = run(&rows, &Options { max_patterns: Some(100), ..ask(Kind::All, 1) });
    assert_eq!(first.stopped_by, Some(StoppedBy::MaxPatterns));
    assert_eq!(results(&first.found)[99], (vec![0, 36], 3));
}

#[test]
fn a_search_stops_when_time_is_up_or_the_caller_asks() {
    let rows: Rows = (0..64).map(|r| (0..64).filter(|&item| item != r).collect()).collect();
    let (items, offsets) = flat(&rows);
    let db = SequenceDb::new(&items, &offsets, None).expect("well-formed");
    for kind in KINDS {
        for density in FORMS {
            let options = Options { n_jobs: 2, density, ..ask(kind, 30) };
            let late = mine(&db, &options, &Budget::new(Some(Duration::from_millis(20)))).expect("nobody cancels");
            assert_eq!(late.stopped_by, Some(StoppedBy::TimeLimit), "{kind:?}");
            assert!(results(&late.found).iter().all(|(set, support)| set.len() as u32 + support == 64));
            let cancelled = Budget::new(None);
            cancelled.cancel();
            assert_eq!(mine(&db, &options, &cancelled).unwrap_err(), Error::Cancelled);
        }
    }
}

#[test]
fn nothing_to_find_is_no_error() {
    for rows in [vec![], vec![vec![]], vec![vec![3, 3, 3]]] {
        for kind in KINDS {
            for density in FORMS {
                let options = Options { density, n_jobs: 2, ..ask(kind, 1) };
                assert_eq!(results(&run(&rows, &options).found), expected(&rows, &options), "{options:?} {rows:?}");
                assert!(run(&rows, &Options { min_support: 2, ..options }).found.is_empty());
            }
        }
    }
}
