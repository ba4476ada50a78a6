//! What a pattern shows of itself: pairs of events near each other. A pattern inside another shows nothing that the
//! other does not show, so those inside are looked for under one feature of theirs, the rarest.
use crate::sink::JOINED;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Multiplies and folds: keys are numbers that differ in many bits.
#[derive(Debug, Default)]
pub struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, key: u64) {
        let product = u128::from(self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

/// A table by numbers.
pub type Table<T> = HashMap<u64, T, BuildHasherDefault<Fold>>;

/// Which features are looked at: those of neighbours inside a window of elements, or single events.
#[derive(Debug, Clone, Copy)]
pub struct Features {
    /// How far apart events of a pair may lie, in elements.
    window: usize,
    pairs: bool,
}

/// More pairs than this, over all patterns, are too many to look at.
const MOST_PAIRS: usize = 100_000_000;

/// An event alone; pairs use all 64 bits but never the mark of this.
const ALONE: u64 = 1 << 63;

fn event(step: u32) -> u64 {
    u64::from(step & !JOINED)
}

/// `first` before `second`, or (`together`) both in one element.
fn pair(first: u32, second: u32, together: bool) -> u64 {
    event(first) << 32 | event(second) << 1 | u64::from(together)
}

impl Features {
    /// For patterns of these lengths in which neighbours lie at most `max_step` elements apart.
    pub fn new(lengths: impl Iterator<Item = usize>, max_step: Option<u32>) -> Self {
        let window = max_step.map_or(usize::MAX, |gap| gap as usize);
        let pairs = lengths.map(|length| length.saturating_mul(length.min(window)) / 2);
        Features { window, pairs: pairs.fold(0usize, usize::saturating_add) <= MOST_PAIRS }
    }

    /// All features of a pattern, each once.
    pub fn all(&self, pattern: &[u32], features: &mut Vec<u64>) {
        features.clear();
        for (at, &first) in pattern.iter().enumerate() {
            features.push(event(first) | ALONE);
            let mut distance = 0;
            for &second in pattern[at + 1..].iter().take_while(|_| self.pairs) {
                distance += usize::from(second & JOINED == 0);
                if distance > self.window {
                    break;
                }
                features.push(pair(first, second, distance == 0));
            }
        }
        features.sort_unstable();
        features.dedup();
    }

    /// Some features of a pattern that every pattern around it shows as well: pairs of neighbours.
    pub fn shared(&self, pattern: &[u32], features: &mut Vec<u64>) {
        features.clear();
        if !self.pairs || pattern.len() == 1 {
            features.extend(pattern.iter().map(|&step| event(step) | ALONE));
            return;
        }
        for (at, &first) in pattern.iter().enumerate() {
            let mut distance = 0;
            for &second in &pattern[at + 1..] {
                distance += usize::from(second & JOINED == 0);
                if distance > 1 {
                    break;
                }
                features.push(pair(first, second, distance == 0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_shows_only_what_is_around_it() {
        let (mut shared, mut all) = (vec![], vec![]);
        let outer = [1, 2 | JOINED, 3, 1, 4];
        for (inner, gap) in
            [(vec![2, 3], Some(1)), (vec![1, 2 | JOINED, 1], Some(2)), (vec![2, 4], None), (vec![4], None)]
        {
            let features = Features::new([outer.len()].into_iter(), gap);
            features.shared(&inner, &mut shared);
            features.all(&outer, &mut all);
            assert!(!shared.is_empty() && shared.iter().all(|feature| all.contains(feature)), "{inner:?}");
        }
    }

    #[test]
    fn together_is_not_one_after_the_other() {
        assert_ne!(pair(1, 2 | JOINED, true), pair(1, 2, false));
        let alone = Features { window: 1, pairs: false };
        let (mut shared, mut all) = (vec![], vec![]);
        alone.all(&[1, 2, 1], &mut all);
        alone.shared(&[1, 2], &mut shared);
        assert_eq!((all.len(), shared), (2, vec![1 | ALONE, 2 | ALONE]));
    }
}
