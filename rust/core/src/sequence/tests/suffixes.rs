//! Patterns by lists of suffixes: slow and obvious, for journeys of single events; and trees written out to compare.
use crate::sequence::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Supports by pattern.
pub type Patterns = BTreeMap<Vec<u32>, u32>;

/// All patterns of up to `longest` events in at least `min_support` of the journeys.
pub fn by_suffixes(journeys: &[Vec<u32>], min_support: u32, longest: usize) -> Patterns {
    let mut found = Patterns::new();
    let mut left: Vec<(Vec<u32>, Vec<&[u32]>)> = vec![(vec![], journeys.iter().map(Vec::as_slice).collect())];
    while let Some((pattern, suffixes)) = left.pop() {
        let events: BTreeSet<u32> = suffixes.iter().copied().flatten().copied().collect();
        for event in events {
            let after = |suffix: &&'_ [u32]| suffix.iter().position(|&other| other == event);
            let grown: Vec<&[u32]> =
                suffixes.iter().filter_map(|suffix| after(suffix).map(|at| &suffix[at + 1..])).collect();
            if grown.len() >= min_support as usize {
                let longer: Vec<u32> = pattern.iter().copied().chain([event]).collect();
                found.insert(longer.clone(), grown.len() as u32);
                if longer.len() < longest {
                    left.push((longer, grown));
                }
            }
        }
    }
    found
}

/// All patterns of a tree, whose steps stand for what `code` says.
pub fn unrolled(tree: &Tree, code: impl Fn(u32) -> u32) -> Patterns {
    let mut found = Patterns::new();
    let mut left = vec![(vec![], 1)];
    while let Some((pattern, block)) = left.pop() {
        let steps: Vec<u32> = tree.block(block).map(|slot| tree.steps[slot]).collect();
        assert!(steps.is_sorted(), "blocks are ascending by step");
        for slot in tree.block(block) {
            let longer: Vec<u32> = pattern.iter().copied().chain([code(tree.steps[slot])]).collect();
            left.push((longer.clone(), tree.first[slot]));
            assert_eq!(found.insert(longer, tree.supports[slot]), None, "every pattern once");
        }
    }
    found
}
