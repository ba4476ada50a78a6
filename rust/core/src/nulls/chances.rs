//! The order null journey by journey: the chance of each to hold each pattern.
use super::bags::{Bags, NO_BAG};
use super::lift::singles;
use super::shuffle::Slots;
use super::visit::{Shuffles, Visit};
use crate::budget::Budget;
use crate::error::Result;
use crate::matching::Patterns;
use crate::matching::counting::{Rows, rows};

/// Journeys × patterns: an entry where a journey can hold a pattern in some order, or did in a shuffle. Journeys are
/// shuffled as [`super::lift::lifts`] does; one that stands for several is shuffled as the first of these.
pub fn chances(
    slots: &Slots<'_>,
    patterns: Patterns<'_>,
    shuffles: Shuffles,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows<f64>> {
    let trie = patterns.trie();
    let bags = Bags::new((0..patterns.len()).map(|i| singles(patterns.pattern(i), &trie)));
    let mut of_bag: Vec<Vec<u32>> = vec![Vec::new(); bags.len];
    for (&bag, pattern) in bags.of.iter().zip(0..).filter(|(bag, _)| **bag != NO_BAG) {
        of_bag[bag as usize].push(pattern);
    }
    let numbers = super::customers::numbers(slots.db.multiplicity);
    let state = || Visit::new(&trie, bags.room());
    rows(slots.db.len(), patterns.len(), n_jobs, budget, state, |visit, s, row| {
        if visit.observe(&trie, slots, s, |_| ()) {
            let Visit { journey, kernel, room, .. } = visit;
            bags.run(journey, kernel, room, |bag, q| {
                of_bag[bag as usize].iter().for_each(|&pattern| row.set(pattern, q));
            });
            return;
        }
        visit.prune(&trie);
        let number = numbers.as_ref().map_or(s as u64, |firsts| firsts[s]);
        visit.shuffle(&trie, slots, (s, number), shuffles, budget, |_, _| ());
        for (node, &held) in visit.possible.iter().zip(&visit.shuffled).filter(|(node, held)| node.ends && **held > 0) {
            let chance = f64::from(held) / f64::from(shuffles.count);
            trie.ending(node).iter().for_each(|&pattern| row.set(pattern, chance));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::SequenceDb;

    #[test]
    fn half_of_the_orders_of_two_events() {
        // a b | b | a b b
        let (items, offsets) = ([0, 1, 1, 0, 1, 1], [0, 2, 3, 6]);
        let db = SequenceDb::new(&items, &offsets, None).unwrap();
        let slots = Slots { db, times: None, tie_rank: None, collapsed: false, cut: None };
        let (steps, ends) = ([0, 1, 1, 0], [0, 2, 4]);
        let patterns = Patterns::new(&steps, &ends).unwrap();
        for n_jobs in [1, 2] {
            let shuffles = Shuffles { count: 9, seed: 0 };
            let found = chances(&slots, patterns, shuffles, n_jobs, &Budget::new(None)).unwrap();
            assert_eq!((found.ends, found.columns), (vec![0, 2, 2, 4], vec![0, 1, 0, 1]));
            for (value, expected) in found.values.iter().zip([0.5, 0.5, 2.0 / 3.0, 2.0 / 3.0]) {
                assert!((value - expected).abs() < 1e-12);
            }
        }
    }
}
