//! Sets of rows, and how many journeys they are.
use crate::kernels::bitset::{and_into, set, words_for};

/// How rows of one search lie in the words of bit sets.
#[derive(Debug, Default)]
pub struct Universe {
    /// Words of a set.
    pub words: usize,
    /// Where journeys may have several rows: the last row of each; else empty.
    ends: Vec<u64>,
}

impl Universe {
    /// For rows of these journeys, neighbours where they belong to one.
    pub fn new(journeys: impl ExactSizeIterator<Item = u32>, windowed: bool) -> Self {
        let words = words_for(journeys.len());
        let mut ends = vec![0; if windowed { words } else { 0 }];
        if windowed {
            let mut journeys = journeys.enumerate().peekable();
            while let Some((row, own)) = journeys.next() {
                if journeys.peek().is_none_or(|&(_, next)| next != own) {
                    set(&mut ends, row);
                }
            }
        }
        Universe { words, ends }
    }

    /// Writes `a ∩ b` to `out`; how many journeys it holds, if they may be `least`, else some number below.
    #[inline]
    pub fn meet(&self, a: &[u64], b: &[u64], out: &mut [u64], least: u32) -> u32 {
        let rows = and_into(a, b, out);
        if self.ends.is_empty() || rows < least { rows } else { self.journeys(out) }
    }

    /// How many journeys have a row in the set.
    ///
    /// The rows of a journey are a field of bits that ends with its last one. Adding ones below that bit carries into it
    /// from any bit below, over words too; no carry leaves a field, for all but its last bit are at most all ones twice.
    pub fn journeys(&self, rows: &[u64]) -> u32 {
        if self.ends.is_empty() {
            return rows.iter().map(|word| word.count_ones()).sum();
        }
        let (mut carry, mut count) = (false, 0);
        for (&word, &end) in rows.iter().zip(&self.ends) {
            let (sum, first) = (word & !end).overflowing_add(!end);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            carry = first || second;
            count += ((sum | word) & end).count_ones();
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;
    use std::collections::HashSet;

    #[test]
    fn a_journey_counts_once_however_many_rows_it_has() {
        let mut noise = Noise(5);
        for round in 0..300 {
            let mut owners = Vec::new();
            let mut journey = 0;
            for _ in 0..noise.below(200) {
                journey += u32::from(noise.below(if round % 2 == 0 { 3 } else { 90 }) == 0);
                owners.push(journey);
            }
            let universe = Universe::new(owners.iter().copied(), true);
            let mut held = vec![0; universe.words];
            let rare = 1 + noise.below(20);
            let rows: Vec<usize> = (0..owners.len()).filter(|_| noise.below(rare) == 0).collect();
            rows.iter().for_each(|&row| set(&mut held, row));
            let wanted: HashSet<u32> = rows.iter().map(|&row| owners[row]).collect();
            assert_eq!(universe.journeys(&held), wanted.len() as u32, "{owners:?} {rows:?}");
        }
    }
}
