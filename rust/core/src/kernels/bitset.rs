//! Bit sets over rows, 64 rows a word: the kernels of vertical search.

/// Words that hold `rows` bits.
pub fn words_for(rows: usize) -> usize {
    rows.div_ceil(64)
}

/// Sets bit `row`.
#[inline]
pub fn set(bits: &mut [u64], row: usize) {
    bits[row >> 6] |= 1 << (row & 63);
}

/// Declares a kernel: its plain form, compiled a second time for wide registers and picked at run time.
macro_rules! kernel {
    ($(#[$doc:meta])* $name:ident / $wide:ident ($($arg:ident: $type:ty),*) $(-> $out:ty)? $body:block) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
        fn $wide($($arg: $type),*) $(-> $out)? $body

        $(#[$doc])*
        pub fn $name($($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            if is_wide() {
                // SAFETY: `is_wide` saw every feature the function is compiled for.
                return unsafe { $wide($($arg),*) };
            }
            $body
        }
    };
}

#[cfg(target_arch = "x86_64")]
fn is_wide() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("popcnt")
}

kernel! {
    /// Writes `a ∩ b` to `out` and returns its size.
    and_into / and_into_wide(a: &[u64], b: &[u64], out: &mut [u64]) -> u32 {
        let mut count = 0;
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a & b;
            count += out.count_ones();
        }
        count
    }
}

kernel! {
    /// The size of `a ∩ b`.
    count_and / count_and_wide(a: &[u64], b: &[u64]) -> u32 {
        let mut count = 0;
        for (a, b) in a.iter().zip(b) {
            count += (a & b).count_ones();
        }
        count
    }
}

kernel! {
    /// Keeps in `a` what is in `b` too, and returns how much that is.
    keep / keep_wide(a: &mut [u64], b: &[u64]) -> u32 {
        let mut count = 0;
        for (a, b) in a.iter_mut().zip(b) {
            *a &= b;
            count += a.count_ones();
        }
        count
    }
}

kernel! {
    /// The size of `a ∩ b ∩ c`.
    count_all / count_all_wide(a: &[u64], b: &[u64], c: &[u64]) -> u32 {
        let mut count = 0;
        for ((a, b), c) in a.iter().zip(b).zip(c) {
            count += (a & b & c).count_ones();
        }
        count
    }
}

/// Is `a ⊆ b`? Stops at the first row that says no.
pub fn is_subset(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a & !b == 0)
}

/// Writes what is in `a` and not in `b` to `out`.
pub fn and_not_into(a: &[u64], b: &[u64], out: &mut [u64]) {
    out.iter_mut().zip(a).zip(b).for_each(|((out, a), b)| *out = a & !b);
}

/// Writes `a ∩ b` to `out`; is there anything in it?
pub fn meet(a: &[u64], b: &[u64], out: &mut [u64]) -> bool {
    let mut any = 0;
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a & b;
        any |= *out;
    }
    any != 0
}

/// Keeps the bits of `from` at the rows of `mask` and moves them together, into `out`, which is filled up with zeros.
///
/// `out` must have room for the rows of `mask`.
pub fn compress(from: &[u64], mask: &[u64], out: &mut [u64]) {
    #[cfg(target_arch = "x86_64")]
    if is_wide() {
        // SAFETY: `is_wide` saw bmi2.
        return unsafe { compress_wide(from, mask, out) };
    }
    gather(from, mask, out, extract);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "bmi2,popcnt")]
fn compress_wide(from: &[u64], mask: &[u64], out: &mut [u64]) {
    gather(from, mask, out, |word, mask| std::arch::x86_64::_pext_u64(word, mask));
}

#[inline(always)]
fn gather(from: &[u64], mask: &[u64], out: &mut [u64], extract: impl Fn(u64, u64) -> u64) {
    let (mut word, mut filled, mut at) = (0u64, 0u32, 0);
    for (&from, &mask) in from.iter().zip(mask) {
        let bits = extract(from, mask);
        let taken = mask.count_ones();
        word |= bits << filled;
        filled += taken;
        if filled >= 64 {
            out[at] = word;
            at += 1;
            filled -= 64;
            // What did not fit; a shift by the whole word leaves nothing.
            word = bits.checked_shr(taken - filled).unwrap_or(0);
        }
    }
    if filled > 0 {
        out[at] = word;
        at += 1;
    }
    out[at..].fill(0);
}

/// The bits of `word` at the places of `mask`, moved together.
fn extract(word: u64, mut mask: u64) -> u64 {
    let (mut out, mut at) = (0, 0);
    while mask != 0 {
        out |= (word >> mask.trailing_zeros() & 1) << at;
        at += 1;
        mask &= mask - 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u64, words: usize) -> Vec<u64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            state ^ state >> 29
        };
        (0..words).map(|_| next() & next()).collect()
    }

    fn rows(bits: &[u64]) -> Vec<usize> {
        (0..bits.len() * 64).filter(|&row| bits[row >> 6] >> (row & 63) & 1 == 1).collect()
    }

    #[test]
    fn kernels_agree_with_sets_of_rows() {
        for words in if cfg!(miri) { vec![0, 1] } else { vec![0, 1, 2, 5, 9] } {
            let (a, b) = (noise(1, words), noise(2, words));
            let both: Vec<usize> = rows(&a).into_iter().filter(|row| rows(&b).contains(row)).collect();
            let mut out = vec![7; words];
            assert_eq!(and_into(&a, &b, &mut out) as usize, both.len());
            assert_eq!(rows(&out), both);
            assert_eq!(count_and(&a, &b) as usize, both.len());
            assert!(is_subset(&out, &a) && is_subset(&out, &b));
            assert_eq!(is_subset(&a, &b), both.len() == rows(&a).len());
            assert_eq!(meet(&a, &b, &mut out), !both.is_empty());
            and_not_into(&a, &b, &mut out);
            assert_eq!(rows(&out), rows(&a).into_iter().filter(|row| !both.contains(row)).collect::<Vec<_>>());
            meet(&a, &b, &mut out);
            let mut kept = a.clone();
            assert_eq!((keep(&mut kept, &b) as usize, kept), (both.len(), out));
        }
    }

    #[test]
    fn compress_renumbers_the_rows_of_the_mask() {
        for words in if cfg!(miri) { vec![1, 2] } else { vec![1, 2, 3, 8, 17] } {
            for mask in [noise(3, words), vec![u64::MAX; words], vec![0; words], vec![1 << 63; words]] {
                let from: Vec<u64> = noise(4, words);
                let kept = rows(&mask);
                let wanted: Vec<usize> = (0..kept.len()).filter(|&new| rows(&from).contains(&kept[new])).collect();
                let mut out = vec![9; words_for(kept.len()) + 1];
                compress(&from, &mask, &mut out);
                assert_eq!(rows(&out), wanted);
                let mut plain = vec![9; out.len()];
                gather(&from, &mask, &mut plain, extract);
                assert_eq!(out, plain);
            }
        }
    }
}
