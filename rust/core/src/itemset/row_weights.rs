//! How many baskets each row of a node stands for, as bit sets: plane k holds the rows whose number has bit k.
use crate::kernels::bitset::{compress, count_all, count_and, set, words_for};
use std::sync::Arc;

/// Bit sets that tell these numbers apart; none where each is one.
pub fn planes_of(weights: Option<&[u32]>) -> usize {
    let most = weights.and_then(|weights| weights.iter().max());
    most.map_or(0, |most| (u32::BITS - most.leading_zeros()) as usize)
}

/// The planes of the rows of a node, one behind the other; nothing where each row is one basket.
#[derive(Debug, Clone, Default)]
pub struct RowWeights(Option<Arc<[u64]>>);

impl RowWeights {
    /// Those of `rows`, which are numbered as they come.
    pub fn of(weights: Option<&[u32]>, rows: impl ExactSizeIterator<Item = u32>) -> Self {
        let Some(weights) = weights else { return RowWeights(None) };
        let words = words_for(rows.len());
        let mut planes = vec![0; words * planes_of(Some(weights))];
        for (new, row) in rows.enumerate() {
            let mut left = weights[row as usize];
            while left != 0 {
                set(&mut planes[left.trailing_zeros() as usize * words..], new);
                left &= left - 1;
            }
        }
        RowWeights(Some(planes.into()))
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |planes| 8 * planes.len())
    }

    /// The weight of `rows`, which are `held` in number.
    #[inline]
    pub fn sum(&self, rows: &[u64], held: u32) -> u32 {
        self.over(rows.len(), |plane| count_and(rows, plane)).unwrap_or(held)
    }

    /// The weight of `a ∩ b`.
    #[inline]
    pub fn count_and(&self, a: &[u64], b: &[u64]) -> u32 {
        self.over(a.len(), |plane| count_all(a, b, plane)).unwrap_or_else(|| count_and(a, b))
    }

    /// How many `rows` there are, whose weight is `sum`.
    pub fn rows(&self, rows: &[u64], sum: u32) -> usize {
        if self.0.is_none() { sum as usize } else { rows.iter().map(|word| word.count_ones() as usize).sum() }
    }

    /// The weights of the rows of `mask`, moved together into bit sets of so many words.
    pub fn among(&self, mask: &[u64], words: usize) -> Self {
        let planes = self.0.as_ref().map(|planes| {
            let mut kept = vec![0; planes.len() / mask.len() * words];
            let places = kept.chunks_exact_mut(words);
            planes.chunks_exact(mask.len()).zip(places).for_each(|(plane, place)| compress(plane, mask, place));
            kept.into()
        });
        RowWeights(planes)
    }

    /// Σ 2ᵏ · what `count` says of plane k; nothing where there are no planes.
    #[inline]
    fn over(&self, words: usize, count: impl Fn(&[u64]) -> u32) -> Option<u32> {
        let planes = self.0.as_ref()?;
        Some(planes.chunks_exact(words.max(1)).enumerate().map(|(k, plane)| count(plane) << k).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_weights() {
        let weights: Vec<u32> = (0..200).map(|row| 1 + row * row % 70_001).collect();
        let rows: Vec<u32> = (0..200).filter(|row| row % 3 > 0).collect();
        let (mut a, mut b) = (vec![0; 3], vec![0; 3]);
        (0..rows.len()).filter(|new| new % 2 == 0).for_each(|new| set(&mut a, new));
        (0..rows.len()).filter(|new| new % 5 < 3).for_each(|new| set(&mut b, new));
        let wanted = |keep: &dyn Fn(usize) -> bool| {
            (0..rows.len()).filter(|&new| keep(new)).map(|new| weights[rows[new] as usize]).sum::<u32>()
        };
        let planes = RowWeights::of(Some(&weights), rows.iter().copied());
        assert_eq!(planes.sum(&a, 67), wanted(&|new| new % 2 == 0));
        assert_eq!(planes.count_and(&a, &b), wanted(&|new| new % 2 == 0 && new % 5 < 3));
        assert_eq!((planes.rows(&a, 9), planes_of(Some(&weights)), planes.bytes()), (67, 16, 8 * 16 * 3));
        let mut kept = vec![0; 2];
        compress(&b, &a, &mut kept);
        assert_eq!(planes.among(&a, 2).sum(&kept, 0), wanted(&|new| new % 2 == 0 && new % 5 < 3));

        let none = RowWeights::of(None, rows.iter().copied());
        assert_eq!((none.sum(&a, 67), none.count_and(&a, &b), none.rows(&a, 67), none.bytes()), (67, 41, 67, 0));
        assert_eq!(RowWeights::of(Some(&[]), std::iter::empty()).sum(&[], 0), 0);
    }
}
