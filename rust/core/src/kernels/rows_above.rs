//! How many places lie before the end of each name: rows of u32 compared with a position.
use crate::kernels::Level;

/// Where a journey goes on: a row and a position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Place {
    /// Which journey.
    pub row: u32,
    /// The position of its next event.
    pub at: u32,
}

/// Numbers a register holds; rows are a multiple of it wide.
pub const LANES: usize = 16;

/// Registers of one pass.
const PASS: usize = 4;

/// Writes to `counts[column]` in how many of the rows of `places` the number in `column` is larger than `at`. Rows are
/// `counts.len()` numbers wide, a multiple of [`LANES`].
///
/// # Panics
/// When the width is no such multiple or a row is not there.
pub fn count_above(level: Level, rows: &[u32], places: &[Place], counts: &mut [u32]) {
    let width = counts.len();
    assert!(width.is_multiple_of(LANES));
    for (pass, counts) in counts.chunks_mut(PASS * LANES).enumerate() {
        let from = pass * PASS * LANES;
        match counts.len() / LANES {
            1 => of_width::<1>(level, rows, width, from, places, counts),
            2 => of_width::<2>(level, rows, width, from, places, counts),
            3 => of_width::<3>(level, rows, width, from, places, counts),
            _ => of_width::<PASS>(level, rows, width, from, places, counts),
        }
    }
}

fn of_width<const W: usize>(
    level: Level,
    rows: &[u32],
    width: usize,
    from: usize,
    places: &[Place],
    counts: &mut [u32],
) {
    let chunks = places.iter().map(|place| (part::<W>(rows, place.row as usize * width + from), place.at));
    let sums: [[u32; LANES]; W] = dispatch!(level, plain(chunks), avx2(chunks), avx512(chunks));
    counts.copy_from_slice(sums.as_flattened());
}

/// The numbers from `start` on.
#[inline(always)]
fn part<const W: usize>(rows: &[u32], start: usize) -> &[[u32; LANES]; W] {
    let (chunks, _) = rows[start..start + W * LANES].as_chunks::<LANES>();
    chunks.try_into().expect("as many chunks as asked for")
}

fn plain<'a, const W: usize>(chunks: impl Iterator<Item = (&'a [[u32; LANES]; W], u32)>) -> [[u32; LANES]; W] {
    let mut sums = [[0u32; LANES]; W];
    for (row, at) in chunks {
        for (sums, row) in sums.iter_mut().zip(row) {
            for (sum, &number) in sums.iter_mut().zip(row) {
                *sum = sum.wrapping_add(u32::from(number > at));
            }
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn avx2<'a, const W: usize>(chunks: impl Iterator<Item = (&'a [[u32; LANES]; W], u32)>) -> [[u32; LANES]; W] {
    use std::arch::x86_64::*;
    // There is no unsigned compare: number > at is not (max(number, at) = at). Counted is what is equal, as -1.
    let mut sums = [[_mm256_setzero_si256(); 2]; W];
    let mut n = 0u32;
    for (row, at) in chunks {
        n = n.wrapping_add(1);
        let at = _mm256_set1_epi32(at as i32);
        for (sums, row) in sums.iter_mut().zip(row) {
            for (sum, half) in sums.iter_mut().zip(row.as_chunks::<8>().0) {
                // SAFETY: eight numbers are read where eight are.
                let half = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
                *sum = _mm256_add_epi32(*sum, _mm256_cmpeq_epi32(_mm256_max_epu32(half, at), at));
            }
        }
    }
    let n = _mm256_set1_epi32(n as i32);
    // SAFETY: two registers of 32 bytes are 16 numbers.
    sums.map(|sums| unsafe { std::mem::transmute(sums.map(|sum| _mm256_add_epi32(n, sum))) })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn avx512<'a, const W: usize>(chunks: impl Iterator<Item = (&'a [[u32; LANES]; W], u32)>) -> [[u32; LANES]; W] {
    use std::arch::x86_64::*;
    let mut sums = [_mm512_setzero_si512(); W];
    let one = _mm512_set1_epi32(1);
    for (row, at) in chunks {
        let at = _mm512_set1_epi32(at as i32);
        for (sum, row) in sums.iter_mut().zip(row) {
            // SAFETY: sixteen numbers are read where sixteen are.
            let row = unsafe { _mm512_loadu_si512(row.as_ptr().cast()) };
            *sum = _mm512_mask_add_epi32(*sum, _mm512_cmpgt_epu32_mask(row, at), *sum, one);
        }
    }
    // SAFETY: a register is sixteen numbers.
    sums.map(|sum| unsafe { std::mem::transmute(sum) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_counts_every_width() {
        let mut noise = Noise(9);
        let large = u32::MAX - 3;
        let widths: &[usize] = if cfg!(miri) { &[16, 80] } else { &[16, 32, 48, 64, 80, 144] };
        for &width in widths {
            let rows: Vec<u32> = (0..9 * width)
                .map(|_| noise.below(6) as u32 + if noise.below(2) == 0 { large - 3 } else { 0 })
                .collect();
            for n in if cfg!(miri) { vec![0, 5] } else { vec![0, 1, 7, 300] } {
                let places: Vec<Place> = (0..n)
                    .map(|_| Place { row: noise.below(9) as u32, at: [0, 1, 3, large][noise.below(4)] })
                    .collect();
                let is_above = |place: &&Place, column| rows[place.row as usize * width + column] > place.at;
                let wanted: Vec<u32> = (0..width)
                    .map(|column| places.iter().filter(|place| is_above(place, column)).count() as u32)
                    .collect();
                for level in Level::all() {
                    let mut counts = vec![9; width];
                    count_above(level, &rows, &places, &mut counts);
                    assert_eq!(counts, wanted, "{level:?}, {n} places, {width} columns");
                }
            }
        }
    }
}
