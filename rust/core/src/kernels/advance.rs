//! From where a pattern ends to where it ends with one event more, on sets of positions.
use crate::kernels::Level;

/// A set of positions in a journey.
pub trait Positions: Copy + Default + Send + Sync + std::fmt::Debug + 'static {
    /// How many positions there are: 0 and those below.
    const MOST: usize;

    /// With `position`, which is below [`Positions::MOST`].
    fn with(self, position: usize) -> Self;

    /// Without all below `start`, moved down to begin there.
    fn from(self, start: u32) -> Self;

    /// Without all below `start`.
    fn beyond(self, start: u32) -> Self;

    /// One past the last; 0 where there is none.
    fn last(self) -> u32;

    /// One past the first; where there is none, more than any.
    fn first(self) -> u32;

    /// The first 64 positions.
    fn low(self) -> u64;

    /// Are there no others?
    fn is_low(self) -> bool;

    /// What is in either.
    fn or(self, other: Self) -> Self;

    /// Writes the entries of `from`, `journey << 8 | position`, moved past the first of `sets[journey]` at or beyond
    /// their position, those without one left out; gives how many. `to` must be [`SPARE`] longer than `from`.
    fn advance(level: Level, sets: &[Self], from: &[u32], to: &mut [u32]) -> usize;
}

/// How much longer than its input the output of [`Positions::advance`] must be: wide registers are written whole.
pub const SPARE: usize = 16;

macro_rules! positions {
    ($bits:ty, $most:expr) => {
        impl Positions for $bits {
            const MOST: usize = $most;

            #[inline(always)]
            fn with(self, position: usize) -> Self {
                self | 1 << position
            }

            #[inline(always)]
            fn from(self, start: u32) -> Self {
                self.checked_shr(start).unwrap_or(0)
            }

            #[inline(always)]
            fn beyond(self, start: u32) -> Self {
                self & <$bits>::MAX.checked_shl(start).unwrap_or(0)
            }

            #[inline(always)]
            fn last(self) -> u32 {
                <$bits>::BITS - self.leading_zeros()
            }

            #[inline(always)]
            fn first(self) -> u32 {
                self.trailing_zeros() + 1
            }

            #[inline(always)]
            fn low(self) -> u64 {
                self as u64
            }

            #[inline(always)]
            fn is_low(self) -> bool {
                u64::try_from(self).is_ok()
            }

            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }

            fn advance(level: Level, sets: &[Self], from: &[u32], to: &mut [u32]) -> usize {
                advance(level, sets, from, to)
            }
        }
    };
}

positions!(u64, 64);
positions!(u128, 127);

/// [`Positions::advance`] on every `stride`th of the sets, the first of them number `offset`.
#[inline]
pub(super) fn strided(
    level: Level,
    sets: &[u64],
    (stride, offset): (usize, usize),
    from: &[u32],
    to: &mut [u32],
) -> usize {
    assert!(to.len() >= from.len() + SPARE, "room for whole registers");
    assert!(offset < stride && sets.len() <= i32::MAX as usize, "sets in rows, and not too many");
    dispatch!(
        level,
        each(|journey| sets[journey * stride + offset], from, to),
        each_avx2(|journey| sets[journey * stride + offset], from, to),
        wide(sets, stride, offset, from, to)
    )
}

#[inline]
fn advance<B: Positions>(level: Level, sets: &[B], from: &[u32], to: &mut [u32]) -> usize {
    assert!(to.len() >= from.len() + SPARE, "room for whole registers");
    dispatch!(
        level,
        each(|journey| sets[journey], from, to),
        each_avx2(|journey| sets[journey], from, to),
        each_avx2(|journey| sets[journey], from, to)
    )
}

#[inline(always)]
fn each<B: Positions>(set: impl Fn(usize) -> B, from: &[u32], to: &mut [u32]) -> usize {
    let mut n = 0;
    for &entry in from {
        let journey = entry >> 8;
        let first = set(journey as usize).beyond(entry & 255).first();
        to[n] = journey << 8 | first & 255;
        n += usize::from(first <= B::MOST as u32);
    }
    n
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn each_avx2<B: Positions>(set: impl Fn(usize) -> B, from: &[u32], to: &mut [u32]) -> usize {
    each(set, from, to)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn wide(sets: &[u64], stride: usize, offset: usize, from: &[u32], to: &mut [u32]) -> usize {
    use std::arch::x86_64::*;
    let (one, all) = (_mm512_set1_epi64(1), _mm512_set1_epi64(-1));
    let end = _mm256_set1_epi32((sets.len() / stride).min(1 << 24) as i32);
    let (stride, offset) = (_mm256_set1_epi32(stride as i32), _mm256_set1_epi32(offset as i32));
    let mut n = 0;
    for eight in from.chunks(8) {
        let there = (0xffu32 >> (8 - eight.len())) as u8;
        // SAFETY: masked to the entries there are.
        let entries = unsafe { _mm256_maskz_loadu_epi32(there, eight.as_ptr().cast()) };
        let journeys = _mm256_srli_epi32::<8>(entries);
        let within = _mm256_mask_cmplt_epu32_mask(there, journeys, end);
        let starts = _mm512_cvtepu32_epi64(_mm256_and_si256(entries, _mm256_set1_epi32(255)));
        let places = _mm256_add_epi32(_mm256_mullo_epi32(journeys, stride), offset);
        // SAFETY: masked to journeys of which all sets are there, and there are fewer than 2³¹ sets.
        let found =
            unsafe { _mm512_mask_i32gather_epi64::<8>(_mm512_setzero_si512(), within, places, sets.as_ptr().cast()) };
        // Shifts by 64 and more give 0.
        let found = _mm512_and_si512(found, _mm512_sllv_epi64(all, starts));
        let kept = _mm512_test_epi64_mask(found, found);
        let first = _mm512_popcnt_epi64(_mm512_xor_si512(found, _mm512_sub_epi64(found, one)));
        let moved = _mm256_or_si256(_mm256_slli_epi32::<8>(journeys), _mm512_cvtepi64_epi32(first));
        // SAFETY: n is at most the number of entries gone by, and `to` is longer than all of them by a register.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().add(n).cast(), _mm256_maskz_compress_epi32(kept, moved)) };
        n += kept.count_ones() as usize;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    fn check<B: Positions>(journeys: usize, density: usize) {
        let mut noise = Noise(journeys as u64);
        let positions: Vec<Vec<usize>> =
            (0..journeys).map(|_| (0..B::MOST).filter(|_| noise.below(density) == 0).collect()).collect();
        let sets: Vec<B> =
            positions.iter().map(|all| all.iter().fold(B::default(), |set, &position| set.with(position))).collect();
        let mut entry = |journey| (noise.below(4) > 0).then(|| (journey << 8 | noise.below(B::MOST + 1)) as u32);
        let from: Vec<u32> = (0..journeys).filter_map(&mut entry).collect();
        let step = |&entry: &u32| {
            let next = positions[(entry >> 8) as usize].iter().find(|&&position| position >= (entry & 255) as usize)?;
            Some(entry & !255 | (next + 1) as u32)
        };
        let wanted: Vec<u32> = from.iter().filter_map(step).collect();
        for level in Level::all() {
            let mut to = vec![0; from.len() + SPARE];
            let n = B::advance(level, &sets, &from, &mut to);
            assert_eq!(to[..n], wanted, "{journeys} journeys, {level:?}");
        }
        for (set, all) in sets.iter().zip(&positions) {
            assert_eq!(set.last() as usize, all.last().map_or(0, |last| last + 1));
            let start = noise.below(B::MOST + 1);
            let moved = all.iter().filter(|&&at| at >= start).fold(B::default(), |set, at| set.with(at - start));
            assert_eq!((set.from(start as u32).first(), set.from(start as u32).last()), (moved.first(), moved.last()));
        }
    }

    #[test]
    fn every_level_finds_the_next_one() {
        for journeys in if cfg!(miri) { vec![1, 9] } else { vec![0, 1, 7, 8, 9, 100, 1000] } {
            for density in [1, 3, 60] {
                check::<u64>(journeys, density);
                check::<u128>(journeys, density);
            }
        }
    }

    #[test]
    fn the_last_position_of_all_is_reached_and_left() {
        for level in Level::all() {
            let mut to = [0; 2 + SPARE];
            assert_eq!((u64::advance(level, &[1 << 63, 1 << 63], &[63, 1 << 8 | 64], &mut to), to[0]), (1, 64));
            assert_eq!((u128::advance(level, &[1 << 126, 1 << 126], &[126, 1 << 8 | 127], &mut to), to[0]), (1, 127));
        }
    }
}
