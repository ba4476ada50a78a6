//! Trees made of patterns found by trying everything, held against the definitions.
use super::*;
use crate::budget::{Budget, Limits};
use crate::sequence::search::Lengths;
use crate::sequence::tests::{Journey, Rng, expected, occurring, random_journeys, request, rows, steps};
use crate::sequence::wanted::Wanted;
use crate::sequence::{Kind, Request};
use std::collections::{BTreeMap, HashMap};

/// Patterns by their first step.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
struct Branch(BTreeMap<u32, (u32, Branch)>);

impl Branch {
    fn add(&mut self, steps: &[u32], support: u32) {
        let (below, rest) = (self.0.entry(steps[0]).or_default(), &steps[1..]);
        match rest.is_empty() {
            true => below.0 = support,
            false => below.1.add(rest, support),
        }
    }
}

/// Lays branches out as a tree; those that are equal once if `shared`, apart by length if `bounded`.
struct Planter {
    tree: Tree,
    shared: bool,
    bounded: usize,
    known: HashMap<(Branch, usize), u32>,
    futures: HashMap<Branch, u32>,
}

impl Planter {
    fn plant(journeys: &[Journey], min_support: u32, shared: bool, bounded: usize) -> Tree {
        let mut root = Branch::default();
        let all = occurring(journeys).into_iter().filter(|row| row.1 >= min_support);
        all.for_each(|(pattern, support)| root.add(&steps(&pattern), support));
        // The item numbers are those of frequent events.
        let (known, futures) = (HashMap::new(), HashMap::new());
        let mut planter = Planter { tree: Tree::default(), shared, bounded, known, futures };
        planter.block(&root, 1);
        planter.tree
    }

    fn block(&mut self, branch: &Branch, length: usize) -> u32 {
        if branch.0.is_empty() && length > 1 || length > self.bounded {
            return 0;
        }
        let key = (branch.clone(), if self.bounded == usize::MAX { 0 } else { length });
        if self.shared
            && length > 1
            && let Some(&block) = self.known.get(&key)
        {
            return block;
        }
        let children: Vec<(u32, u32)> = branch.0.iter().map(|(step, (support, _))| (*step, *support)).collect();
        let first = self.tree.push(length, children.into_iter());
        if self.shared && length > 1 {
            self.known.insert(key, first);
            let stands = *self.futures.entry(branch.clone()).or_insert(first);
            self.tree.first[first as usize - 1] = if stands == first { 0 } else { stands };
        }
        for (at, (_, below)) in branch.0.values().enumerate() {
            self.tree.first[first as usize + at] = self.block(below, length + 1);
        }
        first
    }
}

/// Small databases in which every event is frequent, so that events are their own numbers.
fn cases(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Vec<Journey>, u32)> {
    seeds.filter_map(|seed| {
        let mut journeys = random_journeys(seed);
        let mut rng = Rng(seed * 77 + 5);
        if seed % 7 == 3 {
            // Near copies of one journey: many equal supports.
            let base: Journey = (0..5).map(|_| 1 + rng.below(7) as u32).collect();
            let near = |rng: &mut Rng| base.iter().copied().filter(|_| rng.below(5) > 0).collect();
            journeys = (0..5).map(|_| near(&mut rng)).collect();
        }
        let min_support = 1 + (seed % 3) as u32;
        let counts = (0..8).map(|item| journeys.iter().filter(|j| j.iter().any(|e| e >> item & 1 == 1)).count());
        let frequent: Vec<bool> = counts.map(|n| n >= min_support as usize).collect();
        let dense = frequent.is_sorted_by(|a, b| a >= b);
        dense.then_some((seed, journeys, min_support))
    })
}

fn judged(kind: Kind, n_journeys: usize) -> Judged {
    match kind {
        Kind::Maximal => Judged::Insertions(Goal::Maximal),
        Kind::Closed(_) => Judged::Insertions(Goal::Closed),
        _ => Judged::Generators(n_journeys as u32),
    }
}

const CODES: [u32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

fn choice(lengths: Lengths, wanted: &Wanted) -> Choice<'_> {
    Choice { lengths, least_rank: 0, wanted, most: None, codes: &CODES }
}

#[test]
fn kinds_by_links_agree_with_their_definitions_in_trees_and_graphs() {
    let budget = Budget::new(None);
    let (mut results, mut sets) = (0, 0);
    let filters = [
        Wanted::default(),
        Wanted { starts_with: Some(vec![1]), ..Wanted::default() },
        Wanted::default(),
        Wanted { ends_with: Some(vec![0, 2]), contains: vec![vec![0, 1]], ..Wanted::default() },
    ];
    for (seed, journeys, min_support) in cases(1..2500) {
        let lengths = [(1, usize::MAX), (2, usize::MAX), (1, 3), (2, 2), (1, 1)][seed as usize % 5];
        let lengths = Lengths { min: lengths.0, max: lengths.1 };
        let n_jobs = 1 + seed as usize % 3;
        let depth = lengths.max.saturating_add(1);
        let tree = Planter::plant(&journeys, min_support, false, depth);
        let graph = Planter::plant(&journeys, min_support, true, depth);
        sets += usize::from(tree.steps.iter().any(|step| step & crate::sink::JOINED != 0));
        let wanted = &filters[seed as usize % filters.len()];
        let choice = choice(lengths, wanted);
        for kind in [Kind::Closed(None), Kind::Maximal, Kind::Generators(None)] {
            let mut want = expected(&journeys, &Request { lengths, ..request(kind, min_support) });
            want.retain(|row| wanted.admits(&row.0));
            let judged = judged(kind, journeys.len());
            let marks = marks(&tree, judged, lengths.max, n_jobs, &budget).unwrap();
            let Unrolled { found, .. } = unroll(&tree, Some(&marks), &choice, n_jobs, &budget).unwrap();
            assert_eq!(rows(&found), want, "{kind:?} by the tree of {journeys:?}, case {seed}");
            let found = columns(&graph, judged, &choice, n_jobs, &budget).unwrap();
            assert_eq!(rows(&found), want, "{kind:?} by the graph of {journeys:?}, case {seed}");
            results += want.len();
        }
    }
    assert!(results > 8_000 && sets > 800, "the cases must not be trivial: {results} {sets}");
}

#[test]
fn unrolled_patterns_come_in_result_order_for_any_threads_and_are_cut_where_asked() {
    let (budget, all) = (Budget::new(None), Wanted::default());
    for (seed, journeys, min_support) in cases(1..400) {
        let tree = Planter::plant(&journeys, min_support, false, usize::MAX);
        let lengths = [(1, usize::MAX), (2, 3)][seed as usize % 2];
        let lengths = Lengths { min: lengths.0, max: lengths.1 };
        let want = expected(&journeys, &Request { lengths, ..request(Kind::All(None), min_support) });
        for n_jobs in [1, 2, 7] {
            let Unrolled { found, .. } = unroll(&tree, None, &choice(lengths, &all), n_jobs, &budget).unwrap();
            assert_eq!(rows(&found), want);
            for most in [0, 1, want.len() / 2, want.len(), want.len() + 1] {
                let first = Choice { most: Some(most), ..choice(lengths, &all) };
                let Unrolled { found, .. } = unroll(&tree, None, &first, n_jobs, &budget).unwrap();
                assert_eq!(rows(&found), want[..most.min(want.len())]);
            }
        }
    }
}

#[test]
fn who_says_stop_gets_nothing() {
    let journeys = random_journeys(5);
    let (tree, budget) = (Planter::plant(&journeys, 1, false, usize::MAX), Budget::new(None));
    let everything = Wanted::default();
    let all = choice(Lengths { min: 1, max: usize::MAX }, &everything);
    budget.cancel();
    assert!(marks(&tree, Judged::Insertions(Goal::Closed), usize::MAX, 1, &budget).is_none());
    assert!(columns(&tree, Judged::Generators(9), &all, 2, &budget).is_none());
    assert!(unroll(&tree, None, &all, 2, &budget).is_err());
}

#[test]
fn the_first_patterns_are_written_where_memory_ends() {
    let journeys = random_journeys(5);
    let (tree, everything) = (Planter::plant(&journeys, 1, false, usize::MAX), Wanted::default());
    let choice = choice(Lengths { min: 1, max: usize::MAX }, &everything);
    let Unrolled { found: all, cut_off } = unroll(&tree, None, &choice, 1, &Budget::new(None)).unwrap();
    assert!(cut_off == 0 && all.len() > 10);
    for memory in 0..all.len() * 40 {
        let budget = Budget::of(Limits { time: None, memory: Some(memory) });
        let Unrolled { found, cut_off } = unroll(&tree, None, &choice, 1, &budget).unwrap();
        let n = found.len();
        assert_eq!(rows(&found), rows(&all)[..n]);
        assert!(all.supports.get(n).is_none_or(|&next| next == cut_off) && budget.is_full() == (n < all.len()));
        assert!(budget.peak() <= memory);
    }
}
