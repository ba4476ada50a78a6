//! How many of many bit sets hold each bit: byte counters added to under a mask, widened before they overflow.
use crate::kernels::Level;

/// Adds to `counts[bit]` how many of `masks` hold `bit`; a mask of `W` words has 64 · `W` bits.
///
/// The masks may be computed on the way: the iterator is compiled into the loop. Counts wrap beyond 2³².
pub fn count_bits<const W: usize>(level: Level, masks: impl Iterator<Item = [u64; W]>, counts: &mut [[u32; 64]; W]) {
    dispatch!(level, plain(masks, counts), avx2(masks, counts), avx512(masks, counts));
}

/// How many masks fit in a byte counter.
const FULL: usize = 255;

fn plain<const W: usize>(masks: impl Iterator<Item = [u64; W]>, counts: &mut [[u32; 64]; W]) {
    for words in masks {
        for (mut word, counts) in words.into_iter().zip(counts.iter_mut()) {
            while word != 0 {
                let count = &mut counts[word.trailing_zeros() as usize];
                *count = count.wrapping_add(1);
                word &= word - 1;
            }
        }
    }
}

/// Adds byte counters to wide ones.
#[inline(always)]
fn widen(bytes: &[u8; 64], counts: &mut [u32; 64]) {
    for bit in 0..64 {
        counts[bit] = counts[bit].wrapping_add(u32::from(bytes[bit]));
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn avx2<const W: usize>(mut masks: impl Iterator<Item = [u64; W]>, counts: &mut [[u32; 64]; W]) {
    use std::arch::x86_64::*;
    // A word is in every lane of 8 bytes; byte i of the low half looks at bit i, which is in byte i / 8.
    let spread = |first: i64| {
        let (a, b) = (first * 0x0101_0101_0101_0101, (first + 1) * 0x0101_0101_0101_0101);
        let (c, d) = ((first + 2) * 0x0101_0101_0101_0101, (first + 3) * 0x0101_0101_0101_0101);
        _mm256_set_epi64x(d, c, b, a)
    };
    let (low, high) = (spread(0), spread(4));
    let bit = _mm256_set1_epi64x(0x8040_2010_0804_0201u64 as i64);
    loop {
        let mut bytes = [[_mm256_setzero_si256(); 2]; W];
        let mut taken = 0;
        for words in masks.by_ref().take(FULL) {
            taken += 1;
            for at in 0..W {
                let word = _mm256_set1_epi64x(words[at] as i64);
                let (lows, highs) = (_mm256_shuffle_epi8(word, low), _mm256_shuffle_epi8(word, high));
                let (lows, highs) = (_mm256_and_si256(lows, bit), _mm256_and_si256(highs, bit));
                // Equal is -1.
                bytes[at][0] = _mm256_sub_epi8(bytes[at][0], _mm256_cmpeq_epi8(lows, bit));
                bytes[at][1] = _mm256_sub_epi8(bytes[at][1], _mm256_cmpeq_epi8(highs, bit));
            }
        }
        for at in 0..W {
            // SAFETY: two registers of 32 bytes are 64 bytes, and any byte is a u8.
            widen(&unsafe { std::mem::transmute::<[__m256i; 2], [u8; 64]>(bytes[at]) }, &mut counts[at]);
        }
        if taken < FULL {
            return;
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn avx512<const W: usize>(mut masks: impl Iterator<Item = [u64; W]>, counts: &mut [[u32; 64]; W]) {
    use std::arch::x86_64::*;
    let one = _mm512_set1_epi8(1);
    loop {
        let mut bytes = [_mm512_setzero_si512(); W];
        let mut taken = 0;
        for words in masks.by_ref().take(FULL) {
            taken += 1;
            for at in 0..W {
                bytes[at] = _mm512_mask_add_epi8(bytes[at], words[at], bytes[at], one);
            }
        }
        for at in 0..W {
            // SAFETY: a register is 64 bytes, and any byte is a u8.
            widen(&unsafe { std::mem::transmute::<__m512i, [u8; 64]>(bytes[at]) }, &mut counts[at]);
        }
        if taken < FULL {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    fn check<const W: usize>(n: usize) {
        let mut noise = Noise(n as u64 + 1);
        let masks: Vec<[u64; W]> = (0..n)
            .map(|_| match noise.below(5) {
                0 => [u64::MAX; W],
                _ => std::array::from_fn(|_| noise.next() & noise.next()),
            })
            .collect();
        let wanted: [[u32; 64]; W] = std::array::from_fn(|word| {
            std::array::from_fn(|bit| 3 + masks.iter().filter(|mask| mask[word] >> bit & 1 == 1).count() as u32)
        });
        for level in Level::all() {
            let mut counts = [[3; 64]; W];
            count_bits(level, masks.iter().copied(), &mut counts);
            assert_eq!(counts, wanted, "{n} masks of {W} words, {level:?}");
        }
    }

    #[test]
    fn every_level_counts_every_bit() {
        for n in if cfg!(miri) { vec![0, 1, 9] } else { vec![0, 1, 2, 254, 255, 256, 510, 511, 2000] } {
            check::<1>(n);
            check::<2>(n);
            check::<4>(n);
        }
    }
}
