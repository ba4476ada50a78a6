//! Bits of rows moved together: what is left of a table when columns are dropped.
use crate::kernels::Level;

/// Keeps the bits of `mask` in both halves of each row and moves them together.
///
/// A row of `from` has as many pairs of words as `mask` has words, a row of `out` as many as the bits left need; `out`
/// must be zeros, and is filled as far as both go.
pub fn squeeze(level: Level, from: &[[u64; 2]], mask: &[u64], out: &mut [[u64; 2]]) {
    dispatch!(level, rows(from, mask, out, extract), avx2(from, mask, out), avx2(from, mask, out));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn avx2(from: &[[u64; 2]], mask: &[u64], out: &mut [[u64; 2]]) {
    rows(from, mask, out, |word, mask| std::arch::x86_64::_pext_u64(word, mask));
}

#[inline(always)]
fn rows(from: &[[u64; 2]], mask: &[u64], out: &mut [[u64; 2]], extract: impl Fn(u64, u64) -> u64) {
    let kept: u32 = mask.iter().map(|mask| mask.count_ones()).sum();
    if kept == 0 {
        return;
    }
    for (from, out) in from.chunks_exact(mask.len()).zip(out.chunks_exact_mut(kept.div_ceil(64) as usize)) {
        let mut filled = 0;
        for (words, &mask) in from.iter().zip(mask) {
            let (at, bit, n) = (filled as usize / 64, filled % 64, mask.count_ones());
            for (half, &word) in words.iter().enumerate().filter(|_| n > 0) {
                let bits = extract(word, mask);
                out[at][half] |= bits << bit;
                if bit + n > 64 {
                    out[at + 1][half] |= bits >> (64 - bit);
                }
            }
            filled += n;
        }
    }
}

/// The bits of `word` at the places of `mask`, moved together, without an instruction for it.
///
/// Hacker's Delight (Warren, 2nd ed.), 7-4: each round moves bits by a power of two, those that pass an odd number of gaps.
pub(super) fn extract(word: u64, mut mask: u64) -> u64 {
    let mut word = word & mask;
    // Bits that have a gap right below.
    let mut gaps = !mask << 1;
    for round in 0..6 {
        let mut odd = gaps ^ gaps << 1;
        for shift in [2, 4, 8, 16, 32] {
            odd ^= odd << shift;
        }
        let moved = odd & mask;
        mask = mask ^ moved | moved >> (1 << round);
        let bits = word & moved;
        word = word ^ bits | bits >> (1 << round);
        gaps &= !odd;
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    /// Bit by bit.
    fn slowly(row: &[[u64; 2]], half: usize, mask: &[u64]) -> Vec<u64> {
        let places = (0..64 * mask.len()).filter(|&at| mask[at / 64] >> (at % 64) & 1 == 1);
        let bits: Vec<u64> = places.map(|at| row[at / 64][half] >> (at % 64) & 1).collect();
        bits.chunks(64).map(|bits| bits.iter().rev().fold(0, |word, bit| word << 1 | bit)).collect()
    }

    #[test]
    fn every_level_moves_the_same_bits() {
        let mut noise = Noise(11);
        for words in if cfg!(miri) { 1..3 } else { 1..5 } {
            for density in 0..5 {
                let mask: Vec<u64> = (0..words)
                    .map(|_| match density {
                        0 => noise.next() & noise.next() & noise.next(),
                        1 => noise.next() | noise.next(),
                        2 => u64::MAX,
                        3 => 1 << noise.below(64),
                        _ => noise.next() * (noise.next() & 1),
                    })
                    .collect();
                let from: Vec<[u64; 2]> = (0..3 * words).map(|_| [noise.next(), noise.next()]).collect();
                let left = mask.iter().map(|mask| mask.count_ones() as usize).sum::<usize>().div_ceil(64);
                for level in Level::all() {
                    let mut out = vec![[0; 2]; 3 * left];
                    squeeze(level, &from, &mask, &mut out);
                    for row in 0..3 {
                        for half in 0..2 {
                            let found: Vec<u64> = out[row * left..][..left].iter().map(|pair| pair[half]).collect();
                            assert_eq!(found, slowly(&from[row * words..][..words], half, &mask), "{level:?}");
                        }
                    }
                }
            }
        }
    }
}
