//! How often each chance came up, by hypothesis: what the Poisson binomial needs, in whole numbers.
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Mixes whole numbers; the keys come from our own data, no stranger can choose them to collide.
#[derive(Debug, Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(value.into());
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A hash map over whole numbers.
pub type Numbers<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Counts of (hypothesis, chance).
#[derive(Debug, Default)]
pub struct Tally {
    counts: Numbers<(u32, u64), u64>,
    /// The chance each hypothesis had last, and how often in a row: most journeys repeat it.
    last: Vec<(f64, u64)>,
}

impl Tally {
    /// For hypotheses `0..len`.
    pub fn new(len: usize) -> Self {
        Tally { counts: Numbers::default(), last: vec![(0.0, 0); len] }
    }

    /// So many more journeys that hold hypothesis `h` with chance `q`.
    #[inline]
    pub fn add(&mut self, h: u32, q: f64, many: u32) {
        let (last, times) = &mut self.last[h as usize];
        if *last == q {
            *times += u64::from(many);
            return;
        }
        if *times > 0 {
            *self.counts.entry((h, last.to_bits())).or_insert(0) += *times;
        }
        (*last, *times) = (q, many.into());
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, mut other: Tally) {
        other.flush();
        for (key, times) in other.counts {
            *self.counts.entry(key).or_insert(0) += times;
        }
    }

    fn flush(&mut self) {
        for (h, (q, times)) in self.last.iter_mut().enumerate() {
            if *times > 0 {
                *self.counts.entry((h as u32, q.to_bits())).or_insert(0) += std::mem::take(times);
            }
        }
    }

    /// Every (hypothesis, chance) with its count, in any order.
    pub fn entries(mut self) -> Vec<(u32, f64, u64)> {
        self.flush();
        self.counts.into_iter().map(|((h, bits), times)| (h, f64::from_bits(bits), times)).collect()
    }

    /// The counts that such entries say, of hypotheses `0..len`; one that is beyond is no entry.
    pub fn of(len: usize, entries: impl Iterator<Item = (u32, f64, u64)>) -> Self {
        let mut tally = Tally::new(len);
        for (h, q, times) in entries.filter(|entry| (entry.0 as usize) < len) {
            *tally.counts.entry((h, q.to_bits())).or_insert(0) += times;
        }
        tally
    }

    /// The chances of every hypothesis with their counts, ascending.
    pub fn groups(mut self) -> Vec<Vec<(f64, u64)>> {
        self.flush();
        let mut groups = vec![Vec::new(); self.last.len()];
        for ((h, bits), times) in self.counts {
            groups[h as usize].push((f64::from_bits(bits), times));
        }
        groups.iter_mut().for_each(|group: &mut Vec<(f64, u64)>| group.sort_by(|a, b| a.0.total_cmp(&b.0)));
        groups
    }
}
