//! How often any two events come one after the other: counters, and what reaches a threshold.
use super::EVENTS;
use crate::kernels::Level;

/// Counters of two lines: eight events by eight events.
pub(super) const PAIRS: usize = EVENTS * EVENTS;

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
    pub(super) width: usize,
    /// Rows of all events, each as long as the lines.
    pub(super) counts: Vec<u32>,
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
    pub(super) fn widen(&mut self, (first, second): (usize, usize), bytes: &[u8; PAIRS]) {
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
