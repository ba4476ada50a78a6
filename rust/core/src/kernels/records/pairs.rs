//! Counting in how many journeys one event comes after another: whole squares of events at once.
use super::counts::PAIRS;
use super::{EVENTS, Line, MOST_EVENTS, PairCounts, Records};
use crate::kernels::Level;
use crate::kernels::advance::Positions;

impl<B: Positions> Records<B> {
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn pairs_avx2(&self, entries: &[u32], counts: &mut PairCounts) {
        self.pairs_each(entries, counts);
    }

    #[inline(always)]
    fn pairs_each(&self, entries: &[u32], counts: &mut PairCounts) {
        for entries in entries.chunks(FULL) {
            let mut bytes = [[0u8; MOST_EVENTS]; MOST_EVENTS];
            for &entry in entries {
                let start = (entry >> 8) as usize * self.width;
                let lasts = &self.lasts[start..][..self.width];
                for line in 0..self.width {
                    for at in 0..EVENTS {
                        let after = self.lines[start + line].0[at].beyond(entry & 255).first() as u8;
                        let bytes = &mut bytes[line * EVENTS + at];
                        for second in 0..self.width {
                            for to in 0..EVENTS {
                                bytes[second * EVENTS + to] += u8::from(lasts[second][to] > after);
                            }
                        }
                    }
                }
            }
            let n = self.width * EVENTS;
            for first in 0..n {
                let row = &mut counts.counts[first * n..][..n];
                for second in 0..n {
                    row[second] += u32::from(bytes[first][second]);
                }
            }
        }
    }
}

impl Records<u128> {
    /// For every two events, adds in how many of `entries` the second comes after the first.
    pub fn count_pairs(&self, level: Level, entries: &[u32], counts: &mut PairCounts) {
        assert!(counts.width == self.width, "counts of the same events");
        dispatch!(
            level,
            self.pairs_each(entries, counts),
            self.pairs_avx2(entries, counts),
            self.pairs_avx2(entries, counts)
        );
    }
}

/// How many journeys fit in a byte counter.
const FULL: usize = 255;

/// Lines of first events and of second ones that are counted at once begin at these.
type Corner = (usize, usize);

impl Records<u64> {
    /// For every two events, adds in how many of `entries` the second comes after the first.
    pub fn count_pairs(&self, level: Level, entries: &[u32], counts: &mut PairCounts) {
        assert!(counts.width == self.width, "counts of the same events");
        let side = if self.width > 4 { self.width / 2 } else { self.width };
        for first in (0..self.width).step_by(side) {
            for second in (0..self.width).step_by(side) {
                let corner = (first, second);
                match side {
                    1 => self.square::<1>(level, corner, entries, counts),
                    2 => self.square::<2>(level, corner, entries, counts),
                    3 => self.square::<3>(level, corner, entries, counts),
                    _ => self.square::<4>(level, corner, entries, counts),
                }
            }
        }
    }

    fn square<const N: usize>(&self, level: Level, corner: Corner, entries: &[u32], counts: &mut PairCounts) {
        dispatch!(
            level,
            if corner == (0, 0) {
                self.pairs_each(entries, counts)
            },
            self.square_avx2::<N>(corner, entries, counts),
            self.square_avx512::<N>(corner, entries, counts)
        );
    }

    /// Some lines of an entry's journey, from `at` on.
    #[inline(always)]
    fn lines<const N: usize>(&self, entry: u32, at: usize) -> &[Line<u64>; N] {
        let start = (entry >> 8) as usize * self.width + at;
        self.lines[start..].first_chunk().expect("a journey has all its lines")
    }

    #[inline(always)]
    fn lasts<const N: usize>(&self, entry: u32, at: usize) -> &[[u8; EVENTS]; N] {
        let start = (entry >> 8) as usize * self.width + at;
        self.lasts[start..].first_chunk().expect("a journey has all its lines")
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn square_avx2<const N: usize>(&self, corner: Corner, entries: &[u32], counts: &mut PairCounts) {
        use std::arch::x86_64::*;
        let (all, one, zero) = (_mm256_set1_epi64x(-1), _mm256_set1_epi64x(1), _mm256_setzero_si256());
        // How many bits there are in four.
        let bits = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        let four = _mm256_set1_epi8(15);
        // The low byte of each word in all its bytes.
        let low = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8));
        for entries in entries.chunks(FULL) {
            let mut bytes = [[[zero; 2]; N]; N];
            for &entry in entries {
                let (lines, lasts) = (self.lines::<N>(entry, corner.0), self.lasts::<N>(entry, corner.1));
                let seen = _mm256_sllv_epi64(all, _mm256_set1_epi64x(i64::from(entry & 255)));
                for first in 0..N {
                    for half in 0..2 {
                        // SAFETY: a line is two aligned halves of 32 bytes.
                        let line = unsafe { _mm256_load_si256(lines[first].0.as_ptr().add(4 * half).cast()) };
                        let set = _mm256_and_si256(line, seen);
                        let up_to_it = _mm256_xor_si256(set, _mm256_sub_epi64(set, one));
                        let evens = _mm256_shuffle_epi8(bits, _mm256_and_si256(up_to_it, four));
                        let odds = _mm256_and_si256(_mm256_srli_epi16::<4>(up_to_it), four);
                        let ones = _mm256_add_epi8(evens, _mm256_shuffle_epi8(bits, odds));
                        let after = _mm256_shuffle_epi8(_mm256_sad_epu8(ones, zero), low);
                        for second in 0..N {
                            let last = _mm256_set1_epi64x(i64::from_ne_bytes(lasts[second]));
                            let bytes = &mut bytes[first][second][half];
                            // True is -1.
                            *bytes = _mm256_sub_epi8(*bytes, _mm256_cmpgt_epi8(last, after));
                        }
                    }
                }
            }
            for first in 0..N {
                for second in 0..N {
                    // SAFETY: two registers are 64 bytes, and any byte is a u8.
                    let bytes = unsafe { std::mem::transmute::<[__m256i; 2], [u8; PAIRS]>(bytes[first][second]) };
                    counts.widen((corner.0 + first, corner.1 + second), &bytes);
                }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn square_avx512<const N: usize>(&self, corner: Corner, entries: &[u32], counts: &mut PairCounts) {
        use std::arch::x86_64::*;
        let (all, one) = (_mm512_set1_epi64(-1), _mm512_set1_epi64(1));
        let one_byte = _mm512_set1_epi8(1);
        // The low byte of each word in all its bytes.
        let low = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8));
        for entries in entries.chunks(FULL) {
            let mut bytes = [[_mm512_setzero_si512(); N]; N];
            for &entry in entries {
                let (lines, lasts) = (self.lines::<N>(entry, corner.0), self.lasts::<N>(entry, corner.1));
                let seen = _mm512_sllv_epi64(all, _mm512_set1_epi64(i64::from(entry & 255)));
                for first in 0..N {
                    // SAFETY: a line is 64 aligned bytes.
                    let line = unsafe { _mm512_load_si512(lines[first].0.as_ptr().cast()) };
                    let set = _mm512_and_si512(line, seen);
                    let after = _mm512_popcnt_epi64(_mm512_xor_si512(set, _mm512_sub_epi64(set, one)));
                    let after = _mm512_shuffle_epi8(after, low);
                    for second in 0..N {
                        let last = _mm512_set1_epi64(i64::from_ne_bytes(lasts[second]));
                        let follows = _mm512_cmpgt_epi8_mask(last, after);
                        bytes[first][second] =
                            _mm512_mask_add_epi8(bytes[first][second], follows, bytes[first][second], one_byte);
                    }
                }
            }
            for first in 0..N {
                for second in 0..N {
                    // SAFETY: a register is 64 bytes, and any byte is a u8.
                    let bytes = unsafe { std::mem::transmute::<__m512i, [u8; PAIRS]>(bytes[first][second]) };
                    counts.widen((corner.0 + first, corner.1 + second), &bytes);
                }
            }
        }
    }
}
