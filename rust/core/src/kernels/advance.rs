//! From where a pattern ends to where it ends with one event more, on sets of positions.
use crate::kernels::Level;

/// A set of positions in a journey.
pub trait Positions: Copy + Default + Send + Sync + std::fmt::Debug + 'static {
    /// How many positions there are: 0 and those below.
    const MOST: usize;

    /// With `position`, which is below [`Positions::MOST`].
    fn with(self, position: usize) -> Self;

    /// Without all below `start`, moved down to begin there.
    fn rest(self, start: u32) -> Self;

    /// Without all below `start`.
    fn beyond(self, start: u32) -> Self;

    /// One past the last; 0 where there is none.
    fn last(self) -> u32;

    /// One past the first; where there is none, more than any.
    fn first(self) -> u32;

    /// The first 64 positions.
    fn low(self) -> u64;

    /// All positions.
    fn all(self) -> u128;

    /// Of another set what there is room for.
    fn cut(set: impl Positions) -> Self;

    /// Writes the entries of `from`, `journey << 8 | position`, moved past the first of `sets[journey]` at or beyond
    /// their position, those without one left out; gives how many. `to` must be [`SPARE`] longer than `from`.
    fn advance(level: Level, sets: &[Self], from: &[u32], to: &mut [u32]) -> usize;
}

/// How much longer than its input the output of [`Positions::advance`] must be: wide registers are written whole.
pub const SPARE: usize = 16;

macro_rules! positions {
    ($bits:ty, $most:expr, $cut:ident) => {
        impl Positions for $bits {
            const MOST: usize = $most;

            #[inline(always)]
            fn with(self, position: usize) -> Self {
                self | 1 << position
            }

            #[inline(always)]
            fn rest(self, start: u32) -> Self {
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
            fn all(self) -> u128 {
                self.into()
            }

            #[inline(always)]
            fn cut(set: impl Positions) -> Self {
                set.$cut() as $bits
            }

            fn advance(level: Level, sets: &[Self], from: &[u32], to: &mut [u32]) -> usize {
                advance(level, sets, from, to)
            }
        }
    };
}

positions!(u64, 64, low);
positions!(u128, 127, all);

/// [`Positions::advance`] on every `stride`th of the sets, the first of them number `offset`.
#[inline]
pub(super) fn strided<B: Positions>(
    level: Level,
    sets: &[B],
    (stride, offset): (usize, usize),
    from: &[u32],
    to: &mut [u32],
) -> usize {
    dispatch!(
        level,
        each(|journey| sets[journey * stride + offset], from, to),
        each_avx2(|journey| sets[journey * stride + offset], from, to),
        each_avx2(|journey| sets[journey * stride + offset], from, to)
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
            assert_eq!((set.rest(start as u32).first(), set.rest(start as u32).last()), (moved.first(), moved.last()));
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
