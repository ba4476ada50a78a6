//! What else the baskets of an itemset hold, of the items that were left out on the way to it.
//!
//! Below one item of the root each basket is a few words: a bit for each item that is frequent with it, candidates
//! first. An itemset P grows by rank, so what was left out is what came before the candidate taken in last. P is closed
//! only if its baskets have none of that in common, and maximal only if none of it is in `min_support` of them. For
//! closed ones the words of the baskets are met until nothing is left, mostly after two or three; for maximal ones each
//! item may be missed a number of times, which is counted for 64 items at once.
use super::baskets::{Baskets, Split};

/// Words that are worth making for one item of the root.
const MOST_WORDS: usize = 1 << 22;

/// A code of no item.
const NONE: u32 = 0;

/// Tells codes of items from none.
const SOME: u32 = 1 << 31;

/// The baskets of one item of the root; memory is kept for the next one.
#[derive(Debug)]
pub struct Outside {
    /// The number of each rank, marked, or none.
    codes: Vec<u32>,
    words: usize,
    bits: Vec<u64>,
    weights: Vec<u32>,
    is_weighted: bool,
    candidates: usize,
    /// A bit for each item.
    all: Vec<u64>,
    sought: Vec<u64>,
    rows: Vec<u32>,
}

/// An itemset asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its ranks, the last of them the one taken in last.
    pub ranks: &'a [u32],
    /// How many baskets hold it.
    pub support: u32,
    /// How many of them shall hold one more item.
    pub least: u32,
}

impl Outside {
    /// For databases of up to `n` ranks.
    pub fn new(n: usize) -> Self {
        let [bits, all, sought] = Default::default();
        let [weights, rows] = Default::default();
        let codes = vec![NONE; n];
        Outside { codes, words: 0, bits, weights, is_weighted: false, candidates: 0, all, sought, rows }
    }

    /// Are so many baskets with so many items few enough to be loaded?
    pub fn has_room(rows: usize, items: usize) -> bool {
        rows.saturating_mul(items.div_ceil(64)) <= MOST_WORDS
    }

    /// The baskets of the root that hold `rank`, and the items of its `split`.
    pub fn load(&mut self, baskets: &Baskets, rank: u32, split: &Split) {
        let items = split.candidates.len() + split.blockers.len();
        self.candidates = split.candidates.len();
        self.words = items.div_ceil(64);
        self.all.clear();
        self.all.resize(self.words, u64::MAX);
        if !items.is_multiple_of(64) {
            self.all[self.words - 1] = (1 << (items % 64)) - 1;
        }
        kept(split).zip(SOME..).for_each(|(rank, code)| self.codes[rank as usize] = code);
        let rows = baskets.holders(rank).len();
        self.bits.clear();
        self.bits.resize(rows * self.words, 0);
        for (row, (basket, _)) in self.bits.chunks_exact_mut(self.words.max(1)).zip(baskets.wholes(rank)) {
            for &rank in basket {
                let Some(&code) = self.codes.get(rank as usize) else { break };
                row[(code & !SOME) as usize / 64] |= u64::from(code >> 31) << (code % 64);
            }
        }
        self.is_weighted = baskets.weights().is_some();
        self.weights.clear();
        if self.is_weighted {
            self.weights.extend(baskets.holders(rank).iter().map(|&row| baskets.weight(row as usize)));
        }
    }

    /// Forgets what was loaded.
    pub fn forget(&mut self, split: &Split) {
        kept(split).for_each(|rank| self.codes[rank as usize] = NONE);
    }

    /// The candidates in each basket, by their place in the split, and its weight; there must be at most 64 candidates.
    pub fn masks(&self) -> impl Iterator<Item = (u64, u32)> {
        let candidates = before(self.candidates, 0);
        let masks = self.bits.chunks_exact(self.words.max(1)).map(move |row| row[0] & candidates);
        masks.enumerate().map(|(row, mask)| (mask, self.weight(row)))
    }

    #[inline]
    fn weight(&self, row: usize) -> u32 {
        if self.is_weighted { self.weights[row] } else { 1 }
    }

    /// Is there an item, left out on the way to the itemset, that `least` of its `rows` hold?
    pub fn is_met(&mut self, asked: Asked, rows: impl Iterator<Item = u32> + Clone) -> bool {
        if !self.seek(asked.ranks) {
            return false;
        }
        let spare = asked.support - asked.least;
        if spare == 0 {
            return (0..self.words).any(|word| self.is_common(word, rows.clone()));
        }
        let mut listed = std::mem::take(&mut self.rows);
        listed.clear();
        listed.extend(rows);
        let is_met = (0..self.words).any(|word| self.is_common_but(spare, word, &listed));
        self.rows = listed;
        is_met
    }

    /// Marks what was left out; is there anything?
    fn seek(&mut self, ranks: &[u32]) -> bool {
        let Outside { codes, all, sought, candidates, .. } = self;
        sought.clone_from(all);
        let number = |rank: u32| codes[rank as usize].checked_sub(SOME).map(|number| number as usize);
        let last = ranks.last().and_then(|&rank| number(rank)).unwrap_or(0);
        // Candidates from the last one on were not left out.
        for (word, sought) in sought.iter_mut().enumerate() {
            *sought &= before(last, word) | !before(*candidates, word);
        }
        ranks.iter().filter_map(|&rank| number(rank)).for_each(|number| sought[number / 64] &= !(1 << (number % 64)));
        sought.iter().any(|&word| word != 0)
    }

    /// Is something sought of this word in all rows?
    fn is_common(&self, word: usize, mut rows: impl Iterator<Item = u32>) -> bool {
        let mut left = self.sought[word];
        while left != 0 {
            let Some(row) = rows.next() else { return true };
            left &= self.bits[row as usize * self.words + word];
        }
        false
    }

    /// The same for rows of which `spare` baskets may miss it. Misses are counted in binary, a bit of each count a
    /// plane, beginning so high that one more than `spare` of them overflow.
    fn is_common_but(&self, spare: u32, word: usize, rows: &[u32]) -> bool {
        match u32::BITS - spare.leading_zeros() {
            1 => self.is_common_within::<1>(spare, word, rows),
            2 => self.is_common_within::<2>(spare, word, rows),
            3 => self.is_common_within::<3>(spare, word, rows),
            4 => self.is_common_within::<4>(spare, word, rows),
            5 | 6 => self.is_common_within::<6>(spare, word, rows),
            _ => self.is_common_within::<32>(spare, word, rows),
        }
    }

    /// The same in so many planes, of which there must be enough for `spare`.
    fn is_common_within<const PLANES: usize>(&self, spare: u32, word: usize, rows: &[u32]) -> bool {
        let begin = (1 << PLANES) - 1 - u64::from(spare);
        let mut planes: [u64; PLANES] = std::array::from_fn(|plane| (begin >> plane & 1) * u64::MAX);
        let mut left = self.sought[word];
        for &row in rows {
            if left == 0 {
                return false;
            }
            let missed = left & !self.bits[row as usize * self.words + word];
            if self.is_weighted {
                left &= !Self::overflow(&mut planes, self.weights[row as usize], missed);
                continue;
            }
            // Without a branch where there are few planes: in registers.
            let mut carry = missed;
            for plane in &mut planes {
                (*plane, carry) = (*plane ^ carry, *plane & carry);
                if PLANES > 6 && carry == 0 {
                    break;
                }
            }
            left &= !carry;
        }
        left != 0
    }

    /// Adds `weight` to the counts of `bits`; those that overflow.
    fn overflow(planes: &mut [u64], weight: u32, bits: u64) -> u64 {
        let powers = (0..u32::BITS).filter(|power| weight >> power & 1 == 1);
        powers.fold(0, |over, power| {
            let above = planes.iter_mut().skip(power as usize);
            over | above.fold(bits, |carry, plane| {
                let both = *plane & carry;
                *plane ^= carry;
                both
            })
        })
    }
}

/// The kept ranks of a split, candidates first.
fn kept(split: &Split) -> impl Iterator<Item = u32> {
    split.candidates.iter().chain(&split.blockers).map(|&(rank, _)| rank)
}

/// The bits of the numbers below `end` in a word.
fn before(end: usize, word: usize) -> u64 {
    let bits = end.saturating_sub(64 * word).min(64);
    u64::MAX.checked_shr(64 - bits as u32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::itemset::baskets::Scratch;
    use crate::itemset::frequent::Counted;
    use crate::kernels::noise::Noise;

    /// `n` items in `rows` baskets, each by the chance of one in `one_in`; the last item is in all.
    fn baskets(noise: &mut Noise, rows: usize, n: u32, one_in: u32, most: u32) -> (Baskets, Vec<Vec<u32>>, Vec<u32>) {
        let lists: Vec<Vec<u32>> = (0..rows)
            .map(|_| (0..n).filter(|&rank| rank + 1 == n || noise.below(one_in as usize) == 0).collect())
            .collect();
        let weights: Vec<u32> = lists.iter().map(|_| 1 + noise.below(most as usize) as u32).collect();
        let support = |rank| lists.iter().zip(&weights).filter(|(list, _)| list.contains(&rank)).map(|(_, w)| w).sum();
        let items = (0..n).map(|rank| Counted { item: rank, support: support(rank) }).collect();
        let mut baskets = Baskets::of(items, 0, weights.iter().sum(), most > 1);
        lists.iter().zip(&weights).for_each(|(list, &weight)| baskets.add(list, weight));
        baskets.index(1);
        (baskets, lists, weights)
    }

    #[test]
    fn what_was_left_out_is_found_as_by_counting() {
        let mut noise = Noise(5);
        let mut met = 0;
        for round in 0..300 {
            let (n, most) = ([3, 70, 150][round % 3], [1, 1, 40][round / 3 % 3]);
            let one_in = 1 + noise.below(3) as u32;
            let (baskets, lists, weights) = baskets(&mut noise, 2 + round % 50, n, one_in, most);
            let first = noise.below(n as usize - 1) as u32;
            let split = baskets.split(first, 1, true, &mut Scratch::new(n as usize));
            let mut outside = Outside::new(n as usize);
            outside.load(&baskets, first, &split);
            let Some(&(last, support)) = split.candidates.last() else { continue };
            let ranks = [first, last];
            let rows: Vec<u32> = (0..baskets.holders(first).len() as u32).collect();
            let holds = |at: u32, rank: u32| lists[baskets.holders(first)[at as usize] as usize].contains(&rank);
            let weight = |at: u32| weights[baskets.holders(first)[at as usize] as usize];
            let held: Vec<u32> = rows.into_iter().filter(|&at| holds(at, last)).collect();
            let count = |rank: u32| held.iter().filter(|&&at| holds(at, rank)).map(|&at| weight(at)).sum::<u32>();
            // What all baskets of the first item hold belongs to it, and is in no split.
            let known = || kept(&split).filter(|&rank| rank < last && !ranks.contains(&rank));
            let best = known().map(count).max().unwrap_or(0);
            for least in [1, best, best + 1, support].into_iter().filter(|&least| 0 < least && least <= support) {
                let asked = Asked { ranks: &ranks, support, least };
                assert_eq!(outside.is_met(asked, held.iter().copied()), best >= least, "{round} {least} {best}");
                met += usize::from(best >= least);
            }
            outside.forget(&split);
            assert!(outside.codes.iter().all(|&code| code == NONE));
        }
        assert!(met > 100, "{met}");
    }
}
