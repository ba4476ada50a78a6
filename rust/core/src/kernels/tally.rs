//! Supports of all subsets of a few items, counted by length and support.
use crate::kernels::Level;

/// Where itemsets are counted: one counter for each support, from the least on, and length.
#[derive(Debug)]
pub struct Counters<'a> {
    /// The least support that is counted.
    pub least: u32,
    /// One more than the greatest length.
    pub width: usize,
    /// The counters of the least support by length, then those of the next, …
    pub counts: &'a mut [u64],
}

/// Counts every subset but the empty one; `supports` are in binary order, `length` are the items of the empty subset.
///
/// Counters that reach the largest number stay there.
pub fn tally(level: Level, supports: &[u32], length: usize, counters: &mut Counters) {
    dispatch!(
        level,
        plain(supports, length, counters),
        plain_avx2(supports, length, counters),
        by_sixteen(supports, length, counters)
    );
}

impl Counters<'_> {
    #[inline(always)]
    fn add(&mut self, subset: usize, support: u32, length: usize) {
        let length = length + subset.count_ones() as usize;
        let count = &mut self.counts[(support - self.least) as usize * self.width + length];
        *count = count.saturating_add(1);
    }
}

#[inline(always)]
fn plain(supports: &[u32], length: usize, counters: &mut Counters) {
    for (subset, &support) in supports.iter().enumerate().skip(1) {
        if support >= counters.least {
            counters.add(subset, support, length);
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn plain_avx2(supports: &[u32], length: usize, counters: &mut Counters) {
    plain(supports, length, counters);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn by_sixteen(supports: &[u32], length: usize, counters: &mut Counters) {
    use std::arch::x86_64::*;
    let least = _mm512_set1_epi32(counters.least as i32);
    for (block, supports) in supports.chunks(16).enumerate() {
        let lanes = u16::MAX >> (16 - supports.len());
        // SAFETY: only lanes within the chunk are read.
        let all = unsafe { _mm512_maskz_loadu_epi32(lanes, supports.as_ptr().cast()) };
        let mut frequent = _mm512_mask_cmpge_epu32_mask(lanes, all, least);
        if block == 0 {
            frequent &= !1;
        }
        while frequent != 0 {
            let lane = frequent.trailing_zeros() as usize;
            frequent &= frequent - 1;
            counters.add(16 * block + lane, supports[lane], length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_counts_the_same() {
        let mut noise = Noise(2);
        for n in [1, 2, 4, 16, 32, 256] {
            let supports: Vec<u32> = (0..n).map(|_| noise.below(9) as u32).collect();
            let mut wanted = vec![0; 6 * 12];
            for (subset, &support) in supports.iter().enumerate().skip(1).filter(|(_, support)| **support >= 3) {
                wanted[(support as usize - 3) * 12 + 2 + subset.count_ones() as usize] += 1;
            }
            for level in Level::all() {
                let mut counts = vec![0; 6 * 12];
                tally(level, &supports, 2, &mut Counters { least: 3, width: 12, counts: &mut counts });
                assert_eq!(counts, wanted, "{level:?} {n}");
            }
        }
        let mut counts = [u64::MAX; 4];
        tally(Level::widest(), &[0, 5], 0, &mut Counters { least: 5, width: 4, counts: &mut counts });
        assert_eq!(counts, [u64::MAX; 4], "no counter begins again");
    }
}
