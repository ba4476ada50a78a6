//! Tables over all subsets of up to some dozen bits: each entry takes in those of its supersets.
use crate::kernels::Level;

/// Makes `table[m]` the sum over all entries whose index holds every bit of `m`; the length must be a power of two.
pub fn superset_sums(level: Level, table: &mut [u32]) {
    assert!(table.len().is_power_of_two(), "a table has an entry for every subset");
    dispatch!(level, sums_from(table, 1), sums_avx2(table), sums_avx512(table));
}

/// Makes `table[m]` what all entries whose index holds every bit of `m` have in common; the length as above.
pub fn superset_meets(level: Level, table: &mut [u64]) {
    assert!(table.len().is_power_of_two(), "a table has an entry for every subset");
    dispatch!(level, meets(table), meets_avx2(table), meets_avx512(table));
}

/// All steps from `step` on; those before are done.
#[inline(always)]
fn sums_from(table: &mut [u32], mut step: usize) {
    while step < table.len() {
        for pair in table.chunks_exact_mut(2 * step) {
            let (without, with) = pair.split_at_mut(step);
            for at in 0..step {
                without[at] = without[at].wrapping_add(with[at]);
            }
        }
        step *= 2;
    }
}

#[inline(always)]
fn meets(table: &mut [u64]) {
    let mut step = 1;
    while step < table.len() {
        for pair in table.chunks_exact_mut(2 * step) {
            let (without, with) = pair.split_at_mut(step);
            for at in 0..step {
                without[at] &= with[at];
            }
        }
        step *= 2;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn sums_avx2(table: &mut [u32]) {
    sums_from(table, 1);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn meets_avx2(table: &mut [u64]) {
    meets(table);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn meets_avx512(table: &mut [u64]) {
    meets(table);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn sums_avx512(table: &mut [u32]) {
    use std::arch::x86_64::*;
    if table.len() < 16 {
        return sums_from(table, 1);
    }
    // The first four steps stay within a register of 16 entries.
    for entries in table.chunks_exact_mut(16) {
        // SAFETY: the chunk is 16 entries of 4 bytes, read and written as a whole.
        unsafe {
            let mut sums = _mm512_loadu_si512(entries.as_ptr().cast());
            sums = _mm512_mask_add_epi32(sums, 0x5555, sums, _mm512_shuffle_epi32::<0xB1>(sums));
            sums = _mm512_mask_add_epi32(sums, 0x3333, sums, _mm512_shuffle_epi32::<0x4E>(sums));
            sums = _mm512_mask_add_epi32(sums, 0x0F0F, sums, _mm512_shuffle_i32x4::<0xB1>(sums, sums));
            sums = _mm512_mask_add_epi32(sums, 0x00FF, sums, _mm512_shuffle_i32x4::<0x4E>(sums, sums));
            _mm512_storeu_si512(entries.as_mut_ptr().cast(), sums);
        }
    }
    sums_from(table, 16);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_entry_takes_in_its_supersets() {
        let mut noise = Noise(3);
        for bits in 0..if cfg!(miri) { 6 } else { 9 } {
            let n = 1usize << bits;
            let numbers: Vec<u32> = (0..n).map(|_| noise.next() as u32).collect();
            let words: Vec<u64> = (0..n).map(|_| noise.next() | noise.next()).collect();
            let above = |m: usize| (0..n).filter(move |other| other & m == m);
            for level in Level::all() {
                let (mut sums, mut common) = (numbers.clone(), words.clone());
                superset_sums(level, &mut sums);
                superset_meets(level, &mut common);
                for m in 0..n {
                    assert_eq!(sums[m], above(m).fold(0u32, |sum, at| sum.wrapping_add(numbers[at])), "{level:?}");
                    assert_eq!(common[m], above(m).fold(u64::MAX, |all, at| all & words[at]), "{level:?}");
                }
            }
        }
    }
}
