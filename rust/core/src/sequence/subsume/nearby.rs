//! Families in which one event away is far enough.
use super::Family;
use super::features::Fold;
use crate::budget::Budget;
use crate::sequence::Kind;
use crate::sink::{Found, JOINED};
use std::hash::Hasher;

/// Patterns between two looks at the budget.
const LOOK_EVERY: usize = 1 << 10;

/// Compares each pattern with all that have one event less.
pub fn decide(found: &Found, kind: Kind, family: &Family, budget: &Budget) -> Vec<bool> {
    let places = Places::new(found);
    let mut is_result = vec![true; found.len()];
    let mut shorter = Vec::new();
    for at in 0..found.len() {
        if at % LOOK_EVERY == 0 {
            budget.advance(LOOK_EVERY.min(found.len() - at) as f64 / found.len() as f64);
            if budget.is_cancelled() {
                break;
            }
        }
        let (pattern, support) = (found.pattern(at), found.supports[at]);
        if pattern.len() == 1 {
            let is_generator = support != family.n_journeys;
            is_result[at] &= is_generator || !matches!(kind, Kind::Generators(_));
            continue;
        }
        for dropped in 0..pattern.len() {
            if !may_drop(pattern, dropped, family.rules.max_step_gap == Some(1)) {
                continue;
            }
            without(pattern, dropped, &mut shorter);
            // A search cut short may not have come to it.
            let Some(inner) = places.find(found, &shorter) else { continue };
            match kind {
                Kind::Closed(_) => is_result[inner] &= found.supports[inner] != support,
                Kind::Maximal => is_result[inner] = false,
                Kind::Generators(_) => is_result[at] &= found.supports[inner] != support,
                Kind::All(_) => {}
            }
        }
    }
    is_result
}

/// Is the pattern without this event inside the pattern? Among neighbours only if no element in the middle gets lost.
fn may_drop(pattern: &[u32], dropped: usize, neighbours: bool) -> bool {
    let is_open = |at: usize| pattern.get(at).is_none_or(|step| step & JOINED == 0);
    let is_alone = is_open(dropped) && is_open(dropped + 1);
    !neighbours || !is_alone || dropped == 0 || dropped + 1 == pattern.len()
}

fn without(pattern: &[u32], dropped: usize, shorter: &mut Vec<u32>) {
    shorter.clear();
    shorter.extend_from_slice(&pattern[..dropped]);
    shorter.extend_from_slice(&pattern[dropped + 1..]);
    // The next event of the element opens it now.
    if pattern[dropped] & JOINED == 0
        && let Some(next) = shorter.get_mut(dropped)
    {
        *next &= !JOINED;
    }
}

/// Where each pattern is.
struct Places {
    /// One past the number of a pattern, or 0; a power of two of slots, at least twice as many as patterns.
    slots: Vec<u32>,
}

impl Places {
    fn new(found: &Found) -> Self {
        let mut slots = vec![0; (2 * found.len()).next_power_of_two()];
        let mask = slots.len() - 1;
        for at in 0..found.len() {
            let mut slot = hash(found.pattern(at)) as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = at as u32 + 1;
        }
        Places { slots }
    }

    fn find(&self, found: &Found, pattern: &[u32]) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash(pattern) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return None,
                at if found.pattern(at as usize - 1) == pattern => return Some(at as usize - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }
}

fn hash(pattern: &[u32]) -> u64 {
    let mut fold = Fold::default();
    pattern.iter().for_each(|&step| fold.write_u64(u64::from(step) + 1));
    fold.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_dropped_from_its_element() {
        let pattern = [1, 2 | JOINED, 3, 4];
        let shorter = |dropped| {
            let mut shorter = vec![];
            without(&pattern, dropped, &mut shorter);
            shorter
        };
        assert_eq!(shorter(0), [2, 3, 4]);
        assert_eq!(shorter(1), [1, 3, 4]);
        assert_eq!(shorter(2), [1, 2 | JOINED, 4]);
        assert_eq!((0..4).map(|at| may_drop(&pattern, at, true)).collect::<Vec<_>>(), [true, true, false, true]);
        assert!((0..4).all(|at| may_drop(&pattern, at, false)));
    }

    #[test]
    fn every_pattern_is_found_again() {
        let mut found = Found::default();
        let patterns: Vec<Vec<u32>> = (0..500).map(|n| vec![n % 7, n / 7, n | JOINED]).collect();
        patterns.iter().for_each(|pattern| found.push(pattern, 1));
        let places = Places::new(&found);
        for (at, pattern) in patterns.iter().enumerate() {
            assert_eq!(places.find(&found, pattern), Some(at));
        }
        assert_eq!(places.find(&found, &[1, 2, 3]), None);
        assert_eq!(Places::new(&Found::default()).find(&Found::default(), &[1]), None);
    }
}
