//! Rows as masks of up to 64 items, each with a weight: what they weigh by item, and those that hold one.
use crate::kernels::Level;

/// Sets `sums[bit]` to the weight of the rows that hold `bit`, for every bit of `bits`; others may be anything.
///
/// There must be as many weights as masks. Sums wrap beyond 2³².
pub fn weigh_bits(level: Level, masks: &[u64], weights: &[u32], bits: u64, sums: &mut [u32; 64]) {
    assert_eq!(masks.len(), weights.len(), "a weight for every mask");
    dispatch!(
        level,
        weigh(masks, weights, bits, sums),
        weigh_avx2(masks, weights, bits, sums),
        weigh_avx512(masks, weights, bits, sums)
    );
}

#[inline(always)]
fn weigh(masks: &[u64], weights: &[u32], mut bits: u64, sums: &mut [u32; 64]) {
    while bits != 0 {
        let bit = bits.trailing_zeros();
        bits &= bits - 1;
        let mut sum = 0u32;
        for (mask, weight) in masks.iter().zip(weights) {
            sum = sum.wrapping_add(weight & ((mask >> bit) as u32 & 1).wrapping_neg());
        }
        sums[bit as usize] = sum;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn weigh_avx2(masks: &[u64], weights: &[u32], bits: u64, sums: &mut [u32; 64]) {
    weigh(masks, weights, bits, sums);
}

/// Bits that are weighed in one pass, each in a register of its own.
#[cfg(target_arch = "x86_64")]
const AT_ONCE: usize = 8;

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn weigh_avx512(masks: &[u64], weights: &[u32], mut bits: u64, sums: &mut [u32; 64]) {
    use std::arch::x86_64::*;
    while bits != 0 {
        let mut places = [0; AT_ONCE];
        let mut taken = 0;
        while bits != 0 && taken < AT_ONCE {
            places[taken] = bits.trailing_zeros();
            bits &= bits - 1;
            taken += 1;
        }
        let ones: [__m512i; AT_ONCE] = std::array::from_fn(|at| _mm512_set1_epi64(1 << places[at]));
        let mut held = [_mm256_setzero_si256(); AT_ONCE];
        let mut row = 0;
        while row < masks.len() {
            let left = (masks.len() - row).min(8);
            let lanes = 0xFF >> (8 - left);
            // SAFETY: only the first `left` lanes are read, which both slices have.
            let (mask, weight) = unsafe {
                let mask = _mm512_maskz_loadu_epi64(lanes, masks.as_ptr().add(row).cast());
                (mask, _mm256_maskz_loadu_epi32(lanes, weights.as_ptr().add(row).cast()))
            };
            for at in 0..AT_ONCE {
                let holds = _mm512_test_epi64_mask(mask, ones[at]);
                held[at] = _mm256_mask_add_epi32(held[at], holds, held[at], weight);
            }
            row += 8;
        }
        for at in 0..taken {
            // SAFETY: a register of 32 bytes is 8 numbers.
            let lanes = unsafe { std::mem::transmute::<__m256i, [u32; 8]>(held[at]) };
            sums[places[at] as usize] = lanes.iter().fold(0, |sum, &lane| sum.wrapping_add(lane));
        }
    }
}

/// Writes the bits of each word at the places of `mask`, at most 32 of them, moved together.
pub fn gather_bits(level: Level, words: &[u64], mask: u64, out: &mut Vec<u32>) {
    out.clear();
    dispatch!(level, gather(words, mask, out), gather_avx2(words, mask, out), gather_avx2(words, mask, out));
}

#[inline(always)]
fn gather(words: &[u64], mask: u64, out: &mut Vec<u32>) {
    out.extend(words.iter().map(|&word| super::squeeze::extract(word, mask) as u32));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn gather_avx2(words: &[u64], mask: u64, out: &mut Vec<u32>) {
    out.extend(words.iter().map(|&word| std::arch::x86_64::_pext_u64(word, mask) as u32));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_weighs_every_bit_and_moves_it() {
        let mut noise = Noise(5);
        for n in if cfg!(miri) { vec![0, 3, 9] } else { vec![0, 1, 7, 8, 9, 16, 100, 1000] } {
            let masks: Vec<u64> = (0..n).map(|_| noise.next() & noise.next()).collect();
            let weights: Vec<u32> = (0..n).map(|_| noise.next() as u32).collect();
            for bits in [0, 1, 1 << 63, 0xF0F0_1234, u64::MAX, noise.next()] {
                for level in Level::all() {
                    let mut sums = [7; 64];
                    weigh_bits(level, &masks, &weights, bits, &mut sums);
                    for bit in (0..64).filter(|bit| bits >> bit & 1 == 1) {
                        let rows = masks.iter().zip(&weights).filter(|(mask, _)| *mask >> bit & 1 == 1);
                        assert_eq!(sums[bit], rows.fold(0u32, |sum, (_, weight)| sum.wrapping_add(*weight)));
                    }
                    let mut moved = vec![9];
                    let few = bits & 0xFFFF_FFFF;
                    gather_bits(level, &masks, few, &mut moved);
                    let slowly = |mask: u64| {
                        let places = (0..64).filter(|place| few >> place & 1 == 1);
                        places.enumerate().fold(0, |word, (at, place)| word | ((mask >> place & 1) as u32) << at)
                    };
                    assert_eq!(moved, masks.iter().map(|&mask| slowly(mask)).collect::<Vec<_>>(), "{level:?}");
                }
            }
        }
    }
}
