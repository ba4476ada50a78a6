//! Journeys of few events as records of positions: for every two events, how many journeys have them one after the other.
use crate::kernels::Level;
use crate::kernels::advance::{Positions, SPARE, strided};

/// For each journey the positions of up to [`Records::MOST_EVENTS`] events, as one bit set of 64 positions an event.
///
/// An entry is `journey << 8 | position`, as everywhere: what comes before the position is not seen.
#[derive(Debug, Default)]
pub struct Records {
    /// Lines a journey.
    width: usize,
    lines: Vec<Line>,
    /// One past the last position of each event of each line.
    lasts: Vec<[u8; EVENTS]>,
}

/// The positions of eight events: a cache line, and a register at the widest.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
struct Line([u64; EVENTS]);

/// Events of a line.
const EVENTS: usize = 8;

/// Counters of two lines: eight events by eight events.
const PAIRS: usize = EVENTS * EVENTS;

/// How many journeys fit in a byte counter.
const FULL: usize = 255;

/// How often any two events come one after the other.
#[derive(Debug, Default)]
pub struct PairCounts {
    width: usize,
    /// A square of eight by eight for each line of first events and each line of second ones.
    squares: Vec<[u32; PAIRS]>,
}

impl PairCounts {
    /// The journeys in which `first` is followed by each of the events of line `line`.
    #[inline]
    pub fn row(&self, first: usize, line: usize) -> &[u32; EVENTS] {
        let square = &self.squares[first / EVENTS * self.width + line];
        square[first % EVENTS * EVENTS..].first_chunk().expect("a square has eight rows of eight")
    }
}

impl Records {
    /// How many events there can be.
    pub const MOST_EVENTS: usize = 4 * EVENTS;

    /// No journeys, of up to `events` events; memory is kept.
    pub fn clear(&mut self, events: usize) {
        assert!(events <= Self::MOST_EVENTS, "room for {} events, not {events}", Self::MOST_EVENTS);
        self.width = events.div_ceil(EVENTS).max(1);
        self.lines.clear();
        self.lasts.clear();
    }

    /// Adds a journey, the positions of its events in their order.
    #[inline]
    pub fn push(&mut self, sets: &[u64]) {
        let start = self.grow(1);
        for (event, &set) in sets.iter().enumerate() {
            self.put(start, event, set);
        }
    }

    /// Adds a journey for each of `entries` of other journeys, in which `sets(event)` has the positions of each of
    /// `events` events; `false` where positions are too far behind an entry to be held.
    pub fn extend<'a, B: Positions>(
        &mut self,
        level: Level,
        entries: &[u32],
        events: usize,
        sets: impl Fn(usize) -> &'a [B],
    ) -> bool {
        dispatch!(
            level,
            self.extend_each(entries, events, sets),
            self.extend_avx2(entries, events, sets),
            self.extend_avx2(entries, events, sets)
        )
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn extend_avx2<'a, B: Positions>(
        &mut self,
        entries: &[u32],
        events: usize,
        sets: impl Fn(usize) -> &'a [B],
    ) -> bool {
        self.extend_each(entries, events, sets)
    }

    #[inline(always)]
    fn extend_each<'a, B: Positions>(
        &mut self,
        entries: &[u32],
        events: usize,
        sets: impl Fn(usize) -> &'a [B],
    ) -> bool {
        // So few at a time that their lines stay near.
        for entries in entries.chunks(64) {
            let start = self.grow(entries.len());
            let mut all = B::default();
            for event in 0..events {
                let sets = sets(event);
                let mut line = start;
                for &entry in entries {
                    let set = sets[(entry >> 8) as usize].from(entry & 255);
                    all = all.or(set);
                    self.put(line, event, set.low());
                    line += self.width;
                }
            }
            if !all.is_low() {
                return false;
            }
        }
        true
    }

    /// Adds what is left of each of `entries` of other records, of nothing but the events of bits in `kept`.
    pub fn extend_from(&mut self, level: Level, other: &Records, entries: &[u32], kept: u32) {
        dispatch!(
            level,
            self.extend_from_each(other, entries, kept),
            self.extend_from_avx2(other, entries, kept),
            self.extend_from_avx512(other, entries, kept)
        );
    }

    #[inline(always)]
    fn extend_from_each(&mut self, other: &Records, entries: &[u32], kept: u32) {
        let mut line = self.grow(entries.len());
        for &entry in entries {
            let (mut left, mut event) = (kept, 0);
            while left != 0 {
                let set = other.set((entry >> 8) as usize, left.trailing_zeros() as usize);
                self.put(line, event, set.from(entry & 255));
                left &= left - 1;
                event += 1;
            }
            line += self.width;
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn extend_from_avx2(&mut self, other: &Records, entries: &[u32], kept: u32) {
        self.extend_from_each(other, entries, kept);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn extend_from_avx512(&mut self, other: &Records, entries: &[u32], kept: u32) {
        use std::arch::x86_64::*;
        let (mut at, bits) = (self.grow(entries.len()), _mm512_set1_epi64(64));
        for &entry in entries {
            let start = (entry >> 8) as usize * other.width;
            let moved = _mm512_set1_epi64(i64::from(entry & 255));
            // Room for all events, and for a register that begins at the last of them.
            let mut all = [0u64; Self::MOST_EVENTS + EVENTS];
            let mut n = 0;
            for (number, line) in other.lines[start..][..other.width].iter().enumerate() {
                let kept = (kept >> (EVENTS * number)) as u8;
                // SAFETY: a line is 64 aligned bytes.
                let sets = _mm512_srlv_epi64(unsafe { _mm512_load_si512(line.0.as_ptr().cast()) }, moved);
                // SAFETY: n is at most the number of events so far, and there is room for a register behind them.
                unsafe { _mm512_storeu_si512(all.as_mut_ptr().add(n).cast(), _mm512_maskz_compress_epi64(kept, sets)) };
                n += kept.count_ones() as usize;
            }
            for number in 0..self.width {
                // SAFETY: a register of eight events of those there is room for.
                let sets = unsafe { _mm512_loadu_si512(all.as_ptr().add(EVENTS * number).cast()) };
                let lasts = _mm512_cvtepi64_epi8(_mm512_sub_epi64(bits, _mm512_lzcnt_epi64(sets)));
                // SAFETY: a line is 64 aligned bytes.
                unsafe { _mm512_store_si512(self.lines[at + number].0.as_mut_ptr().cast(), sets) };
                self.lasts[at + number] = _mm_cvtsi128_si64(lasts).to_ne_bytes();
            }
            at += self.width;
        }
    }

    /// Makes room for `n` journeys more; the number of the first line.
    #[inline]
    fn grow(&mut self, n: usize) -> usize {
        let start = self.lines.len();
        self.lines.resize(start + n * self.width, Line::default());
        self.lasts.resize(start + n * self.width, [0; EVENTS]);
        start
    }

    #[inline(always)]
    fn put(&mut self, line: usize, event: usize, set: u64) {
        self.lines[line + event / EVENTS].0[event % EVENTS] = set;
        self.lasts[line + event / EVENTS][event % EVENTS] = (u64::BITS - set.leading_zeros()) as u8;
    }

    /// How many lines the events of a journey take.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many journeys there are.
    pub fn len(&self) -> usize {
        self.lines.len() / self.width.max(1)
    }

    /// Is there no journey?
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.lines.capacity() * (size_of::<Line>() + EVENTS)
    }

    /// Where `journey` has `event`.
    #[inline]
    pub fn set(&self, journey: usize, event: usize) -> u64 {
        self.lines[journey * self.width + event / EVENTS].0[event % EVENTS]
    }

    /// For every two events, in how many of `entries` the second comes after the first.
    pub fn count_pairs(&self, level: Level, entries: &[u32], counts: &mut PairCounts) {
        counts.width = self.width;
        counts.squares.clear();
        counts.squares.resize(self.width * self.width, [0; PAIRS]);
        match self.width {
            1 => self.pairs::<1>(level, entries, &mut counts.squares),
            2 => self.pairs::<2>(level, entries, &mut counts.squares),
            3 => self.pairs::<3>(level, entries, &mut counts.squares),
            _ => self.pairs::<4>(level, entries, &mut counts.squares),
        }
    }

    fn pairs<const W: usize>(&self, level: Level, entries: &[u32], squares: &mut [[u32; PAIRS]]) {
        dispatch!(
            level,
            self.plain::<W>(entries, squares),
            self.avx2::<W>(entries, squares),
            self.avx512::<W>(entries, squares)
        );
    }

    /// Writes to `to` the entries of `from` moved past the next `event`, those without one left out; gives how many.
    /// `to` must be [`SPARE`] longer than `from`.
    pub fn advance(&self, level: Level, event: usize, from: &[u32], to: &mut [u32]) -> usize {
        assert!(to.len() >= from.len() + SPARE, "room for whole registers");
        // SAFETY: a line is eight words and nothing else.
        let words = unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast::<u64>(), self.lines.len() * EVENTS) };
        strided(level, words, (self.width * EVENTS, event), from, to)
    }

    #[inline(always)]
    fn journey<const W: usize>(&self, entry: u32) -> (&[Line; W], &[[u8; EVENTS]; W]) {
        let start = (entry >> 8) as usize * W;
        let lines = self.lines[start..].first_chunk().expect("a journey has all its lines");
        (lines, self.lasts[start..].first_chunk().expect("a journey has all its lines"))
    }

    fn plain<const W: usize>(&self, entries: &[u32], squares: &mut [[u32; PAIRS]]) {
        for &entry in entries {
            let (lines, lasts) = self.journey::<W>(entry);
            let seen = u64::MAX.checked_shl(entry & 255).unwrap_or(0);
            for first in 0..W * EVENTS {
                let set = lines[first / EVENTS].0[first % EVENTS] & seen;
                let after = (set ^ set.wrapping_sub(1)).count_ones() as u8;
                for second in 0..W * EVENTS {
                    let square = &mut squares[first / EVENTS * W + second / EVENTS];
                    square[first % EVENTS * EVENTS + second % EVENTS] +=
                        u32::from(lasts[second / EVENTS][second % EVENTS] > after);
                }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx2<const W: usize>(&self, entries: &[u32], squares: &mut [[u32; PAIRS]]) {
        use std::arch::x86_64::*;
        let (all, one, zero) = (_mm256_set1_epi64x(-1), _mm256_set1_epi64x(1), _mm256_setzero_si256());
        // How many bits there are in four.
        let bits = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        let four = _mm256_set1_epi8(15);
        // The low byte of each word in all its bytes.
        let low = _mm256_setr_epi8(
            0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8,
        );
        for entries in entries.chunks(FULL) {
            let mut bytes = [[[zero; 2]; W]; W];
            for &entry in entries {
                let (lines, lasts) = self.journey::<W>(entry);
                let seen = _mm256_sllv_epi64(all, _mm256_set1_epi64x(i64::from(entry & 255)));
                for first in 0..W {
                    for half in 0..2 {
                        // SAFETY: a line is two aligned halves of 32 bytes.
                        let line = unsafe { _mm256_load_si256(lines[first].0.as_ptr().add(4 * half).cast()) };
                        let set = _mm256_and_si256(line, seen);
                        let up_to_it = _mm256_xor_si256(set, _mm256_sub_epi64(set, one));
                        let evens = _mm256_shuffle_epi8(bits, _mm256_and_si256(up_to_it, four));
                        let odds = _mm256_and_si256(_mm256_srli_epi16::<4>(up_to_it), four);
                        let counts = _mm256_add_epi8(evens, _mm256_shuffle_epi8(bits, odds));
                        let after = _mm256_shuffle_epi8(_mm256_sad_epu8(counts, zero), low);
                        for second in 0..W {
                            let last = _mm256_set1_epi64x(i64::from_ne_bytes(lasts[second]));
                            // True is -1.
                            let bytes = &mut bytes[first][second][half];
                            *bytes = _mm256_sub_epi8(*bytes, _mm256_cmpgt_epi8(last, after));
                        }
                    }
                }
            }
            for first in 0..W {
                for second in 0..W {
                    // SAFETY: two registers are 64 bytes, and any byte is a u8.
                    let bytes = unsafe { std::mem::transmute::<[__m256i; 2], [u8; PAIRS]>(bytes[first][second]) };
                    widen(&bytes, &mut squares[first * W + second]);
                }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn avx512<const W: usize>(&self, entries: &[u32], squares: &mut [[u32; PAIRS]]) {
        use std::arch::x86_64::*;
        let (all, one) = (_mm512_set1_epi64(-1), _mm512_set1_epi64(1));
        let one_byte = _mm512_set1_epi8(1);
        // The low byte of each word in all its bytes.
        let low = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8));
        for entries in entries.chunks(FULL) {
            let mut bytes = [[_mm512_setzero_si512(); W]; W];
            for &entry in entries {
                let (lines, lasts) = self.journey::<W>(entry);
                let seen = _mm512_sllv_epi64(all, _mm512_set1_epi64(i64::from(entry & 255)));
                for first in 0..W {
                    // SAFETY: a line is 64 aligned bytes.
                    let line = unsafe { _mm512_load_si512(lines[first].0.as_ptr().cast()) };
                    let set = _mm512_and_si512(line, seen);
                    let after = _mm512_popcnt_epi64(_mm512_xor_si512(set, _mm512_sub_epi64(set, one)));
                    let after = _mm512_shuffle_epi8(after, low);
                    for second in 0..W {
                        let last = _mm512_set1_epi64(i64::from_ne_bytes(lasts[second]));
                        let follows = _mm512_cmpgt_epi8_mask(last, after);
                        let bytes = &mut bytes[first][second];
                        *bytes = _mm512_mask_add_epi8(*bytes, follows, *bytes, one_byte);
                    }
                }
            }
            for first in 0..W {
                for second in 0..W {
                    // SAFETY: a register is 64 bytes, and any byte is a u8.
                    let bytes = unsafe { std::mem::transmute::<__m512i, [u8; PAIRS]>(bytes[first][second]) };
                    widen(&bytes, &mut squares[first * W + second]);
                }
            }
        }
    }
}

/// Adds byte counters to wide ones.
#[inline(always)]
fn widen(bytes: &[u8; PAIRS], counts: &mut [u32; PAIRS]) {
    for at in 0..PAIRS {
        counts[at] += u32::from(bytes[at]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    fn check(n: usize, events: usize) {
        let mut noise = Noise((n + events) as u64);
        let mut records = Records::default();
        records.clear(32);
        records.push(&[7; 32]);
        records.clear(events);
        let mut set = |journey: usize| match journey % 4 {
            0 => noise.next() & noise.next() & noise.next(),
            1 => 1 << noise.below(64),
            2 => 0,
            _ => noise.next() | 1 << 63,
        };
        let sets: Vec<Vec<u64>> = (0..n).map(|journey| (0..events).map(|_| set(journey)).collect()).collect();
        sets.iter().for_each(|sets| records.push(sets));
        assert_eq!(records.len(), n);
        let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(65)) as u32).collect();
        let next = |entry: u32, event: usize| {
            let set = sets[(entry >> 8) as usize][event];
            (entry & 255..64).find(|at| set >> at & 1 == 1).map(|at| entry & !255 | (at + 1))
        };
        for level in Level::all() {
            let mut counts = PairCounts::default();
            records.count_pairs(level, &entries, &mut counts);
            for first in 0..events {
                let after: Vec<u32> = entries.iter().filter_map(|&entry| next(entry, first)).collect();
                let mut to = vec![0; entries.len() + SPARE];
                let moved = records.advance(level, first, &entries, &mut to);
                assert_eq!(to[..moved], after, "{n} journeys, {level:?}");
                for second in 0..events {
                    let wanted = after.iter().filter(|&&entry| next(entry, second).is_some()).count();
                    let found = counts.row(first, second / EVENTS)[second % EVENTS];
                    assert_eq!(found as usize, wanted, "{first} {second} in {n} journeys of {events}, {level:?}");
                }
            }
        }
    }

    #[test]
    fn every_level_counts_what_follows_what() {
        let sizes: &[_] = if cfg!(miri) { &[(3, 9)] } else { &[(1, 1), (5, 7), (130, 8), (300, 9), (40, 24), (9, 32)] };
        for &(n, events) in sizes {
            check(n, events);
        }
    }

    /// The same, added by `extend` and `extend_from`, as when pushed one by one.
    fn check_extend<B: Positions>(n: usize, events: usize) {
        let mut noise = Noise((n * events) as u64);
        let mut column = |_| (0..n).map(|_| (0..3).fold(B::default(), |set, _| set.with(noise.below(60)))).collect();
        let sets: Vec<Vec<B>> = (0..events).map(&mut column).collect();
        let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(65)) as u32).collect();
        let kept = noise.next() as u32 | 1;
        let kept: Vec<usize> = (0..events).filter(|event| kept >> event & 1 == 1).collect();
        let left = |entry: u32, event: usize| sets[event][(entry >> 8) as usize].from(entry & 255).low();
        let later: Vec<u32> = (0..entries.len() as u32).map(|journey| journey << 8 | noise.below(9) as u32).collect();
        for level in Level::all() {
            let (mut all, mut some) = (Records::default(), Records::default());
            all.clear(events);
            assert!(all.extend(level, &entries, events, |event| &sets[event]));
            some.clear(kept.len());
            some.extend_from(level, &all, &later, kept.iter().fold(0, |kept, event| kept | 1 << event));
            assert_eq!((all.len(), some.len()), (entries.len(), entries.len()));
            let (mut all_pushed, mut some_pushed) = (Records::default(), Records::default());
            all_pushed.clear(events);
            some_pushed.clear(kept.len());
            for (&entry, &later) in entries.iter().zip(&later) {
                let sets: Vec<u64> = (0..events).map(|event| left(entry, event)).collect();
                all_pushed.push(&sets);
                some_pushed.push(&kept.iter().map(|&event| sets[event].from(later & 255)).collect::<Vec<_>>());
            }
            for (found, wanted) in [(&all, &all_pushed), (&some, &some_pushed)] {
                assert!(found.lines.iter().map(|line| line.0).eq(wanted.lines.iter().map(|line| line.0)), "{level:?}");
                assert_eq!(found.lasts, wanted.lasts, "{level:?}");
            }
        }
    }

    #[test]
    fn journeys_are_cut_out_of_others() {
        let sizes: &[_] = if cfg!(miri) { &[(2, 9)] } else { &[(1, 1), (70, 8), (90, 13), (5, 32)] };
        for &(n, events) in sizes {
            check_extend::<u64>(n, events);
            check_extend::<u128>(n, events);
        }
        for level in Level::all() {
            let mut records = Records::default();
            records.clear(1);
            assert!(records.extend(level, &[1], 1, |_| &[1u128 << 64]));
            assert!(!records.extend(level, &[0], 1, |_| &[1u128 << 64]));
        }
    }

    #[test]
    #[should_panic(expected = "lines")]
    fn a_journey_that_is_not_there_is_not_read() {
        let mut records = Records::default();
        records.clear(3);
        records.push(&[1, 2, 3]);
        records.count_pairs(Level::widest(), &[1 << 8], &mut PairCounts::default());
    }
}
