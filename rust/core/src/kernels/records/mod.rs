//! Journeys of few events as records of positions: for every two events, how many journeys have them one after the other.
mod counts;
mod pairs;

pub use counts::{PairCounts, width_for};

use crate::kernels::Level;
use crate::kernels::advance::{Positions, SPARE, strided};
use crate::kernels::prefetch::prefetch;

/// For each journey the positions of up to [`MOST_EVENTS`] events, a set of positions an event.
///
/// An entry is `journey << 8 | position`, as everywhere: what comes before the position is not seen.
#[derive(Debug, Default)]
pub struct Records<B> {
    /// Lines a journey.
    width: usize,
    lines: Vec<Line<B>>,
    /// One past the last position of each event of each line.
    lasts: Vec<[u8; EVENTS]>,
}

/// The positions of eight events: with 64 positions a cache line, and a register at the widest.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
struct Line<B>([B; EVENTS]);

/// How many events records have room for.
pub const MOST_EVENTS: usize = 64;

/// Events of a line.
const EVENTS: usize = 8;

/// So many journeys ahead memory is asked for.
const AHEAD: usize = 4;

impl<B: Positions> Records<B> {
    /// No journeys, of up to `events` events; memory is kept.
    pub fn clear(&mut self, events: usize) {
        assert!(events <= MOST_EVENTS, "room for {MOST_EVENTS} events, not {events}");
        self.width = width_for(events);
        self.lines.clear();
        self.lasts.clear();
    }

    /// Takes the memory that `n` journeys more need, and none beyond it.
    pub fn reserve(&mut self, n: usize) {
        self.lines.reserve_exact(n * self.width);
        self.lasts.reserve_exact(n * self.width);
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
        self.lines.capacity() * (size_of::<Line<B>>() + EVENTS)
    }

    /// How many positions `journey` has from `start` on, up to the last of the events of bits in `kept`.
    #[inline]
    pub fn span(&self, entry: u32, kept: u64) -> u32 {
        let (mut left, mut last) = (kept, 0);
        while left != 0 {
            let event = left.trailing_zeros() as usize;
            last = last.max(self.lasts[(entry >> 8) as usize * self.width + event / EVENTS][event % EVENTS]);
            left &= left - 1;
        }
        u32::from(last).saturating_sub(entry & 255)
    }

    /// Adds a journey, the positions of its events in their order.
    #[inline]
    pub fn push(&mut self, sets: &[B]) {
        let start = self.grow(1);
        for (event, &set) in sets.iter().enumerate() {
            self.put(start, event, set);
        }
    }

    /// Adds a journey, its events one by one.
    #[inline]
    pub fn push_events(&mut self, events: &[u8]) {
        let start = self.grow(1);
        for (position, &event) in events.iter().enumerate() {
            let (line, event) = (start + event as usize / EVENTS, event as usize % EVENTS);
            let set = &mut self.lines[line].0[event];
            *set = set.with(position);
            self.lasts[line][event] = position as u8 + 1;
        }
    }

    /// Adds a journey for each of `entries` of other journeys, in which `sets(event)` has the positions of each of
    /// `events` events. Positions too far behind an entry for a set are lost.
    pub fn extend<'a, S: Positions>(
        &mut self,
        level: Level,
        entries: &[u32],
        events: usize,
        sets: impl Fn(usize) -> &'a [S],
    ) {
        dispatch!(
            level,
            self.extend_each(entries, events, sets),
            self.extend_avx2(entries, events, sets),
            self.extend_avx2(entries, events, sets)
        );
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn extend_avx2<'a, S: Positions>(&mut self, entries: &[u32], events: usize, sets: impl Fn(usize) -> &'a [S]) {
        self.extend_each(entries, events, sets);
    }

    #[inline(always)]
    fn extend_each<'a, S: Positions>(&mut self, entries: &[u32], events: usize, sets: impl Fn(usize) -> &'a [S]) {
        // So few at a time that their lines stay near.
        for entries in entries.chunks(64) {
            let start = self.grow(entries.len());
            for event in 0..events {
                let sets = sets(event);
                let mut line = start;
                for &entry in entries {
                    self.put(line, event, B::cut(sets[(entry >> 8) as usize].rest(entry & 255)));
                    line += self.width;
                }
            }
        }
    }

    /// Adds what is left of each of `entries` of other records, of nothing but the events of bits in `kept`. Positions
    /// too far behind an entry for a set are lost.
    pub fn extend_from<S: Positions>(&mut self, level: Level, other: &Records<S>, entries: &[u32], kept: u64) {
        assert!(kept.count_ones() as usize <= self.width * EVENTS, "room for the events");
        dispatch!(
            level,
            self.extend_from_each(other, entries, kept),
            self.extend_from_avx2(other, entries, kept),
            self.extend_from_avx2(other, entries, kept)
        );
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn extend_from_avx2<S: Positions>(&mut self, other: &Records<S>, entries: &[u32], kept: u64) {
        self.extend_from_each(other, entries, kept);
    }

    #[inline(always)]
    fn extend_from_each<S: Positions>(&mut self, other: &Records<S>, entries: &[u32], kept: u64) {
        let mut line = self.grow(entries.len());
        for &entry in entries {
            let (mut left, mut event) = (kept, 0);
            let sets = &other.lines[(entry >> 8) as usize * other.width..][..other.width];
            while left != 0 {
                let old = left.trailing_zeros() as usize;
                self.put(line, event, B::cut(sets[old / EVENTS].0[old % EVENTS].rest(entry & 255)));
                left &= left - 1;
                event += 1;
            }
            line += self.width;
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
    fn put(&mut self, line: usize, event: usize, set: B) {
        self.lines[line + event / EVENTS].0[event % EVENTS] = set;
        self.lasts[line + event / EVENTS][event % EVENTS] = set.last() as u8;
    }

    /// Writes to `to` the entries of `from` moved past the next `event`, those without one left out; gives how many.
    /// `to` must be [`SPARE`] longer than `from`.
    pub fn advance(&self, level: Level, event: usize, from: &[u32], to: &mut [u32]) -> usize {
        assert!(to.len() >= from.len() + SPARE, "room for whole registers");
        // SAFETY: a line is eight sets and nothing else.
        let sets = unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast::<B>(), self.lines.len() * EVENTS) };
        strided(level, sets, (self.width * EVENTS, event), from, to)
    }
}

impl Records<u64> {
    /// What is left of entries as by [`Records::extend_from`], of records of the same size.
    pub fn cut(&mut self, level: Level, other: &Records<u64>, entries: &[u32], kept: u64) {
        assert!(kept.count_ones() as usize <= self.width * EVENTS, "room for the events");
        dispatch!(
            level,
            self.extend_from_each(other, entries, kept),
            self.extend_from_avx2(other, entries, kept),
            self.cut_avx512(other, entries, kept)
        );
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn cut_avx512(&mut self, other: &Records<u64>, entries: &[u32], kept: u64) {
        use std::arch::x86_64::*;
        let (mut at, bits) = (self.grow(entries.len()), _mm512_set1_epi64(64));
        // Room for all events, and for a register that begins at the last of them; what is not written stays zero.
        let mut all = [0u64; MOST_EVENTS + EVENTS];
        for (number, &entry) in entries.iter().enumerate() {
            let ahead = entries.get(number + AHEAD).map_or(0, |entry| (entry >> 8) as usize) * other.width;
            (0..other.width).for_each(|line| prefetch(&other.lines, ahead + line));
            let start = (entry >> 8) as usize * other.width;
            let moved = _mm512_set1_epi64(i64::from(entry & 255));
            let mut n = 0;
            for (number, line) in other.lines[start..][..other.width].iter().enumerate() {
                let kept = (kept >> (EVENTS * number)) as u8;
                // SAFETY: a line is 64 aligned bytes.
                let sets = unsafe { _mm512_load_si512(line.0.as_ptr().cast()) };
                let sets = _mm512_maskz_compress_epi64(kept, _mm512_srlv_epi64(sets, moved));
                // SAFETY: n is at most the number of events so far, and there is room for a register behind them.
                unsafe { _mm512_storeu_si512(all.as_mut_ptr().add(n).cast(), sets) };
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
}

#[cfg(test)]
mod tests;
