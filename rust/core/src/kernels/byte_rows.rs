//! Rows of bytes, compared with a position each: in how many rows does each column lie beyond it?
use crate::kernels::Level;

/// A row of bytes for each journey, a byte for each event: one past the last position of the event, 0 without one.
///
/// Rows are filled up with zeros to whole cache lines.
#[derive(Debug, Default)]
pub struct ByteRows {
    lines: Vec<Line>,
    /// How many lines a row has.
    width: usize,
}

/// A cache line, and a register at the widest.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; COLUMNS]);

/// Bytes of a line.
const COLUMNS: usize = 64;

/// How many rows fit in a byte counter.
const FULL: usize = 255;

impl ByteRows {
    /// The largest value of a byte: comparisons are signed where registers know no other.
    pub const MOST: u8 = 127;

    /// Makes it `n` rows of `columns` zeros; memory is kept.
    pub fn reset(&mut self, n: usize, columns: usize) {
        self.width = columns.div_ceil(COLUMNS);
        self.lines.clear();
        self.lines.resize(n * self.width, Line([0; COLUMNS]));
    }

    /// Lines a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.lines.capacity() * COLUMNS
    }

    /// Sets the byte of `row` and `column`, both within what was reset; at most [`ByteRows::MOST`].
    #[inline]
    pub fn set(&mut self, row: usize, column: usize, value: u8) {
        debug_assert!(value <= Self::MOST && column < self.width * COLUMNS);
        self.lines[row * self.width + column / COLUMNS].0[column % COLUMNS] = value;
    }

    /// Sets the bytes of a column, row by row.
    #[inline]
    pub fn set_column(&mut self, column: usize, values: impl Iterator<Item = u8>) {
        let lines = self.lines[column / COLUMNS..].iter_mut().step_by(self.width);
        for (line, value) in lines.zip(values) {
            debug_assert!(value <= Self::MOST);
            line.0[column % COLUMNS] = value;
        }
    }

    /// For each column, in how many of `entries`, `row << 8 | position`, the row has a byte beyond the position; all
    /// positions at most [`ByteRows::MOST`]. `counts` must hold all columns of all lines.
    pub fn count(&self, level: Level, entries: &[u32], counts: &mut [u32]) {
        let counts = &mut counts[..self.width * COLUMNS];
        let (mut at, mut left) = (0, counts);
        while !left.is_empty() {
            let lines = (left.len() / COLUMNS).min(4);
            let (now, later) = left.split_at_mut(lines * COLUMNS);
            match lines {
                1 => dispatch!(
                    level,
                    self.plain::<1>(at, entries, now),
                    self.avx2::<1>(at, entries, now),
                    self.avx512::<1>(at, entries, now)
                ),
                2 => dispatch!(
                    level,
                    self.plain::<2>(at, entries, now),
                    self.avx2::<2>(at, entries, now),
                    self.avx512::<2>(at, entries, now)
                ),
                3 => dispatch!(
                    level,
                    self.plain::<3>(at, entries, now),
                    self.avx2::<3>(at, entries, now),
                    self.avx512::<3>(at, entries, now)
                ),
                _ => dispatch!(
                    level,
                    self.plain::<4>(at, entries, now),
                    self.avx2::<4>(at, entries, now),
                    self.avx512::<4>(at, entries, now)
                ),
            }
            (at, left) = (at + lines, later);
        }
    }

    /// The lines of an entry's row from line `at` on, and its position.
    #[inline(always)]
    fn row<const N: usize>(&self, at: usize, entry: u32) -> (&[Line; N], u8) {
        let start = (entry >> 8) as usize * self.width + at;
        let lines = self.lines[start..].first_chunk::<N>().expect("a row has all its lines");
        (lines, entry as u8)
    }

    fn plain<const N: usize>(&self, at: usize, entries: &[u32], counts: &mut [u32]) {
        counts.fill(0);
        for entries in entries.chunks(FULL) {
            let mut bytes = [Line([0; COLUMNS]); N];
            for &entry in entries {
                let (row, position) = self.row::<N>(at, entry);
                for line in 0..N {
                    for column in 0..COLUMNS {
                        bytes[line].0[column] += u8::from(row[line].0[column] > position);
                    }
                }
            }
            for line in 0..N {
                widen(&bytes[line], &mut counts[line * COLUMNS..]);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx2<const N: usize>(&self, at: usize, entries: &[u32], counts: &mut [u32]) {
        use std::arch::x86_64::*;
        counts.fill(0);
        for entries in entries.chunks(FULL) {
            let mut bytes = [[_mm256_setzero_si256(); 2]; N];
            for &entry in entries {
                let (row, position) = self.row::<N>(at, entry);
                let position = _mm256_set1_epi8(position as i8);
                for line in 0..N {
                    for half in 0..2 {
                        // SAFETY: a line is two aligned halves of 32 bytes.
                        let last = unsafe { _mm256_load_si256(row[line].0.as_ptr().cast::<__m256i>().add(half)) };
                        // True is -1.
                        bytes[line][half] = _mm256_sub_epi8(bytes[line][half], _mm256_cmpgt_epi8(last, position));
                    }
                }
            }
            for line in 0..N {
                // SAFETY: two registers of 32 bytes fill a line, and any byte is a u8.
                let bytes = unsafe { std::mem::transmute::<[__m256i; 2], Line>(bytes[line]) };
                widen(&bytes, &mut counts[line * COLUMNS..]);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn avx512<const N: usize>(&self, at: usize, entries: &[u32], counts: &mut [u32]) {
        use std::arch::x86_64::*;
        counts.fill(0);
        let one = _mm512_set1_epi8(1);
        for entries in entries.chunks(FULL) {
            let mut bytes = [_mm512_setzero_si512(); N];
            for &entry in entries {
                let (row, position) = self.row::<N>(at, entry);
                let position = _mm512_set1_epi8(position as i8);
                for line in 0..N {
                    // SAFETY: a line is 64 aligned bytes.
                    let last = unsafe { _mm512_load_si512(row[line].0.as_ptr().cast()) };
                    let beyond = _mm512_cmpgt_epi8_mask(last, position);
                    bytes[line] = _mm512_mask_add_epi8(bytes[line], beyond, bytes[line], one);
                }
            }
            for line in 0..N {
                // SAFETY: a register fills a line, and any byte is a u8.
                let bytes = unsafe { std::mem::transmute::<__m512i, Line>(bytes[line]) };
                widen(&bytes, &mut counts[line * COLUMNS..]);
            }
        }
    }
}

/// Adds byte counters to wide ones.
#[inline(always)]
fn widen(bytes: &Line, counts: &mut [u32]) {
    let counts = &mut counts[..COLUMNS];
    for column in 0..COLUMNS {
        counts[column] += u32::from(bytes.0[column]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn every_level_counts_what_lies_beyond() {
        let sizes: &[_] = if cfg!(miri) { &[(3, 65)] } else { &[(1, 1), (9, 64), (300, 65), (600, 200), (40, 500)] };
        for &(n, columns) in sizes {
            let mut noise = Noise(n as u64);
            let mut rows = ByteRows::default();
            rows.reset(7, 1000);
            rows.set(6, 999, 5);
            rows.reset(n, columns);
            let values: Vec<u8> = (0..n * columns).map(|_| noise.below(128) as u8).collect();
            for (at, &value) in values.iter().enumerate() {
                rows.set(at / columns, at % columns, value);
            }
            let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(128)) as u32).collect();
            let beyond = |column: usize| {
                let is_beyond =
                    |entry: &&u32| u32::from(values[(**entry >> 8) as usize * columns + column]) > **entry & 255;
                entries.iter().filter(is_beyond).count() as u32
            };
            let mut wanted: Vec<u32> = (0..columns).map(beyond).collect();
            wanted.resize(rows.width() * COLUMNS, 0);
            for level in Level::all() {
                let mut counts = vec![9; wanted.len()];
                rows.count(level, &entries, &mut counts);
                assert_eq!(counts, wanted, "{n} rows of {columns}, {level:?}");
            }
        }
    }

    #[test]
    fn a_row_that_is_not_there_is_not_read() {
        for level in Level::all() {
            let mut rows = ByteRows::default();
            rows.reset(2, 10);
            let count = || rows.count(level, &[2 << 8], &mut [0; 64]);
            assert!(catch_unwind(AssertUnwindSafe(count)).is_err(), "{level:?}");
        }
    }
}
