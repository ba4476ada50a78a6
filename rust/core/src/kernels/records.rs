//! Journeys of few events as records of positions: for every two events, how many journeys have them one after the other.
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

/// Counters of two lines: eight events by eight events.
const PAIRS: usize = EVENTS * EVENTS;

/// How many journeys fit in a byte counter.
const FULL: usize = 255;

/// So many journeys ahead memory is asked for.
const AHEAD: usize = 4;

/// How many lines a journey of so many events takes: a number that the registers can be shared out to.
pub fn width_for(events: usize) -> usize {
    match events.div_ceil(EVENTS) {
        width @ 0..=4 => width.max(1),
        5..=6 => 6,
        _ => 8,
    }
}

/// How often any two events come one after the other.
#[derive(Debug, Default)]
pub struct PairCounts {
    width: usize,
    /// Rows of all events, each as long as the lines.
    counts: Vec<u32>,
}

impl PairCounts {
    /// All zero, for records of so many events.
    pub fn clear(&mut self, events: usize) {
        self.width = width_for(events);
        self.counts.clear();
        self.counts.resize(self.width * self.width * PAIRS, 0);
    }

    /// The events that follow `first` in at least `asked` journeys, one bit each.
    #[inline]
    pub fn following(&self, level: Level, first: usize, asked: u32) -> u64 {
        let row = self.row(first);
        dispatch!(level, at_least(row, asked), at_least_avx2(row, asked), at_least_avx512(row, asked))
    }

    /// In how many journeys `first` is followed by each event.
    #[inline]
    pub fn row(&self, first: usize) -> &[u32] {
        let n = self.width * EVENTS;
        &self.counts[first * n..][..n]
    }

    /// Adds the byte counters of eight events by eight events.
    #[inline(always)]
    fn widen(&mut self, (first, second): (usize, usize), bytes: &[u8; PAIRS]) {
        let n = self.width * EVENTS;
        for at in 0..EVENTS {
            let row = &mut self.counts[(first * EVENTS + at) * n + second * EVENTS..][..EVENTS];
            for to in 0..EVENTS {
                row[to] += u32::from(bytes[at * EVENTS + to]);
            }
        }
    }
}

/// Which of `counts`, eight at a time, are at least `asked`.
#[inline(always)]
fn at_least(counts: &[u32], asked: u32) -> u64 {
    let mut found = 0;
    for (at, eight) in counts.chunks_exact(EVENTS).enumerate() {
        let mut bits = 0;
        for to in 0..EVENTS {
            bits |= u64::from(eight[to] >= asked) << to;
        }
        found |= bits << (EVENTS * at);
    }
    found
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn at_least_avx2(counts: &[u32], asked: u32) -> u64 {
    use std::arch::x86_64::*;
    let (asked, mut found) = (_mm256_set1_epi32(asked as i32), 0);
    for (at, eight) in counts.chunks_exact(EVENTS).enumerate() {
        // SAFETY: eight counts are a register.
        let counts = unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) };
        let enough = _mm256_cmpeq_epi32(_mm256_max_epu32(counts, asked), counts);
        found |= (_mm256_movemask_ps(_mm256_castsi256_ps(enough)) as u64) << (EVENTS * at);
    }
    found
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn at_least_avx512(counts: &[u32], asked: u32) -> u64 {
    use std::arch::x86_64::*;
    let (asked, mut found) = (_mm256_set1_epi32(asked as i32), 0);
    for (at, eight) in counts.chunks_exact(EVENTS).enumerate() {
        // SAFETY: eight counts are a register.
        let counts = unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) };
        found |= u64::from(_mm256_cmpge_epu32_mask(counts, asked)) << (EVENTS * at);
    }
    found
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// A set of few, of one, of no or of many positions, the last of all among them.
    fn set<B: Positions>(noise: &mut Noise) -> B {
        let n = [3, 1, 0, 50][noise.below(4)];
        let set = (0..n).fold(B::default(), |set, _| set.with(noise.below(B::MOST)));
        if n == 50 { set.with(B::MOST - 1) } else { set }
    }

    fn check<B: Positions>(n: usize, events: usize, count: impl Fn(&Records<B>, Level, &[u32], &mut PairCounts)) {
        let mut noise = Noise((n + events) as u64);
        let mut records = Records::default();
        records.clear(MOST_EVENTS);
        records.push(&[B::default().with(7); MOST_EVENTS]);
        records.clear(events);
        let sets: Vec<Vec<B>> = (0..n).map(|_| (0..events).map(|_| set(&mut noise)).collect()).collect();
        sets.iter().for_each(|sets| records.push(sets));
        assert_eq!(records.len(), n);
        let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(B::MOST + 1)) as u32).collect();
        let next = |entry: u32, event: usize| {
            let first = sets[(entry >> 8) as usize][event].beyond(entry & 255).first();
            (first <= B::MOST as u32).then_some(entry & !255 | first)
        };
        for level in Level::all() {
            let mut counts = PairCounts::default();
            counts.clear(events);
            count(&records, level, &entries[..n], &mut counts);
            count(&records, level, &entries[n..], &mut counts);
            for first in 0..events {
                let after: Vec<u32> = entries.iter().filter_map(|&entry| next(entry, first)).collect();
                let mut to = vec![0; entries.len() + SPARE];
                let moved = records.advance(level, first, &entries, &mut to);
                assert_eq!(to[..moved], after, "{n} journeys, {level:?}");
                let asked = counts.row(first)[events / 2].max(1);
                let enough: Vec<usize> = (0..events).filter(|&second| counts.row(first)[second] >= asked).collect();
                let following = counts.following(level, first, asked);
                assert_eq!((0..64).filter(|bit| following >> bit & 1 == 1).collect::<Vec<usize>>(), enough);
                for second in 0..events {
                    let wanted = after.iter().filter(|&&entry| next(entry, second).is_some()).count();
                    let found = counts.row(first)[second];
                    assert_eq!(found as usize, wanted, "{first} {second} in {n} journeys of {events}, {level:?}");
                }
            }
        }
    }

    #[test]
    fn every_level_counts_what_follows_what() {
        let sizes: &[_] = match cfg!(miri) {
            true => &[(3, 9)],
            false => &[(1, 1), (5, 7), (130, 8), (300, 9), (40, 24), (9, 32), (7, 33), (30, 48), (20, 64)],
        };
        for &(n, events) in sizes {
            check::<u64>(n, events, Records::<u64>::count_pairs);
            check::<u128>(n, events, Records::<u128>::count_pairs);
        }
    }

    fn lines<B: Positions>(records: &Records<B>) -> Vec<(Vec<u32>, [u8; EVENTS])> {
        let line = |line: &Line<B>| line.0.iter().map(|set| set.first() << 8 | set.last()).collect();
        records.lines.iter().map(line).zip(records.lasts.iter().copied()).collect()
    }

    /// The same, added by `extend` and by `extend_from`, as when pushed one by one.
    fn check_cut<B: Positions, S: Positions>(
        n: usize,
        events: usize,
        cut: impl Fn(&mut Records<B>, Level, &Records<S>, &[u32], u64),
    ) {
        let mut noise = Noise((n * events) as u64);
        let mut column = |_| (0..n).map(|_| set(&mut noise)).collect();
        let sets: Vec<Vec<S>> = (0..events).map(&mut column).collect();
        let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(65)) as u32).collect();
        let bits = noise.next() | 1;
        let kept: Vec<usize> = (0..events).filter(|event| bits >> event & 1 == 1).collect();
        let later: Vec<u32> = (0..entries.len() as u32).map(|journey| journey << 8 | noise.below(9) as u32).collect();
        for level in Level::all() {
            let (mut all, mut some) = (Records::<S>::default(), Records::<B>::default());
            let (mut all_pushed, mut some_pushed) = (Records::<S>::default(), Records::<B>::default());
            [&mut all, &mut all_pushed].into_iter().for_each(|records| records.clear(events));
            [&mut some, &mut some_pushed].into_iter().for_each(|records| records.clear(kept.len()));
            all.extend(level, &entries, events, |event| &sets[event]);
            cut(&mut some, level, &all, &later, bits & u64::MAX >> (64 - events));
            for (&entry, &later) in entries.iter().zip(&later) {
                let left = |event: usize| sets[event][(entry >> 8) as usize].rest(entry & 255);
                all_pushed.push(&(0..events).map(left).collect::<Vec<_>>());
                some_pushed.push(&kept.iter().map(|&event| B::cut(left(event).rest(later & 255))).collect::<Vec<_>>());
                let last = kept.iter().map(|&event| left(event).rest(later & 255).last()).max();
                let bits = bits & u64::MAX >> (64 - events);
                assert_eq!(Some(all_pushed.span(later, bits)), last, "{kept:?}");
            }
            assert_eq!(lines(&all), lines(&all_pushed), "{level:?}");
            assert_eq!(lines(&some), lines(&some_pushed), "{level:?}");
        }
    }

    #[test]
    fn journeys_are_cut_out_of_others() {
        let sizes: &[_] = if cfg!(miri) { &[(2, 9)] } else { &[(1, 1), (70, 8), (90, 13), (5, 32), (9, 50), (3, 64)] };
        for &(n, events) in sizes {
            check_cut::<u64, u64>(n, events, Records::<u64>::cut);
            check_cut::<u64, u64>(n, events, Records::<u64>::extend_from);
            check_cut::<u128, u128>(n, events, Records::<u128>::extend_from);
            check_cut::<u64, u128>(n, events, Records::<u64>::extend_from);
        }
    }

    #[test]
    fn a_journey_that_is_not_there_is_not_read() {
        for level in Level::all() {
            let (mut records, mut counts) = (Records::<u64>::default(), PairCounts::default());
            records.clear(3);
            counts.clear(3);
            records.push(&[1, 2, 3]);
            let count = || records.count_pairs(level, &[1 << 8], &mut counts);
            assert!(catch_unwind(AssertUnwindSafe(count)).is_err(), "{level:?}");
        }
    }
}
