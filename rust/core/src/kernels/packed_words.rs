//! Itemsets as words with their supports: which of a table are kept, how far they reach, and words put group by group.
use crate::kernels::Level;

/// Which itemsets are kept.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Of at least this support.
    pub support: u32,
    /// Of at least so many items.
    pub shortest: u32,
    /// Of no more than so many items.
    pub longest: u32,
}

/// What was kept of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many itemsets.
    pub n: usize,
    /// The sum of their lengths.
    pub cells: usize,
}

/// Places written beyond the last one that is kept, at most.
pub const SPARE: usize = 8;

/// Writes those words `base | low` that are wanted, and their supports, to the beginning of `words` and `kept`.
///
/// There must be as many supports as low words, and [`SPARE`] more places to write to.
pub fn keep_words(
    level: Level,
    base: u64,
    (low, supports): (&[u64], &[u32]),
    wanted: Wanted,
    (words, kept): (&mut [u64], &mut [u32]),
) -> Kept {
    let n = supports.len();
    assert_eq!(low.len(), n, "a word for every support");
    assert!(words.len() >= n + SPARE && kept.len() >= n + SPARE, "room for all");
    dispatch!(
        level,
        keep(base, low, supports, wanted, words, kept),
        keep_avx2(base, low, supports, wanted, words, kept),
        keep_avx512(base, low, supports, wanted, words, kept)
    )
}

#[inline(always)]
fn keep(base: u64, low: &[u64], supports: &[u32], wanted: Wanted, words: &mut [u64], kept: &mut [u32]) -> Kept {
    let mut all = Kept::default();
    for at in 0..supports.len() {
        let (word, support) = (base | low[at], supports[at]);
        let length = word.count_ones();
        (words[all.n], kept[all.n]) = (word, support);
        let is_kept = support >= wanted.support && length >= wanted.shortest && length <= wanted.longest;
        all.n += usize::from(is_kept);
        all.cells += length as usize * usize::from(is_kept);
    }
    all
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn keep_avx2(base: u64, low: &[u64], supports: &[u32], wanted: Wanted, words: &mut [u64], kept: &mut [u32]) -> Kept {
    keep(base, low, supports, wanted, words, kept)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn keep_avx512(base: u64, low: &[u64], supports: &[u32], wanted: Wanted, words: &mut [u64], kept: &mut [u32]) -> Kept {
    use std::arch::x86_64::*;
    let (base, least) = (_mm512_set1_epi64(base as i64), _mm256_set1_epi32(wanted.support as i32));
    let shortest = _mm512_set1_epi64(i64::from(wanted.shortest));
    let longest = _mm512_set1_epi64(i64::from(wanted.longest));
    let (mut n, mut cells) = (0, _mm512_setzero_si512());
    for at in (0..supports.len()).step_by(8) {
        let lanes = 0xFF >> (8 - (supports.len() - at).min(8));
        // SAFETY: only lanes within both slices are read.
        let (word, support) = unsafe {
            let word = _mm512_maskz_loadu_epi64(lanes, low.as_ptr().add(at).cast());
            (_mm512_or_si512(word, base), _mm256_maskz_loadu_epi32(lanes, supports.as_ptr().add(at).cast()))
        };
        let length = _mm512_popcnt_epi64(word);
        let is_kept = _mm256_mask_cmpge_epu32_mask(lanes, support, least)
            & _mm512_cmpge_epu64_mask(length, shortest)
            & _mm512_cmple_epu64_mask(length, longest);
        // SAFETY: no more were kept than looked at, and there is room for 8 beyond all of them.
        unsafe {
            _mm512_storeu_si512(words.as_mut_ptr().add(n).cast(), _mm512_maskz_compress_epi64(is_kept, word));
            _mm256_storeu_si256(kept.as_mut_ptr().add(n).cast(), _mm256_maskz_compress_epi32(is_kept, support));
        }
        n += is_kept.count_ones() as usize;
        cells = _mm512_mask_add_epi64(cells, is_kept, cells, length);
    }
    Kept { n, cells: _mm512_reduce_add_epi64(cells) as usize }
}

/// The least and the greatest support, and the length of the longest word.
pub fn reach(level: Level, words: &[u64], supports: &[u32]) -> (u32, u32, u32) {
    dispatch!(level, reach_of(words, supports), reach_avx2(words, supports), reach_avx512(words, supports))
}

#[inline(always)]
fn reach_of(words: &[u64], supports: &[u32]) -> (u32, u32, u32) {
    let (mut least, mut most, mut longest) = (u32::MAX, 0, 0);
    for &support in supports {
        (least, most) = (least.min(support), most.max(support));
    }
    for word in words {
        longest = longest.max(word.count_ones());
    }
    (least, most, longest)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn reach_avx2(words: &[u64], supports: &[u32]) -> (u32, u32, u32) {
    reach_of(words, supports)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn reach_avx512(words: &[u64], supports: &[u32]) -> (u32, u32, u32) {
    reach_of(words, supports)
}

/// The groups of itemsets in result order: by support, the greatest first, then by length.
#[derive(Debug, Clone, Copy)]
pub struct Groups {
    /// The greatest support.
    pub most: u32,
    /// The greatest length.
    pub longest: u32,
}

impl Groups {
    #[inline(always)]
    fn of(self, word: u64, support: u32) -> usize {
        (self.most.wrapping_sub(support)) as usize * self.longest as usize
            + (word.count_ones() as usize).wrapping_sub(1)
    }
}

/// Adds to `counts` how many of the itemsets are in each group.
pub fn count_groups(level: Level, words: &[u64], supports: &[u32], groups: Groups, counts: &mut [u32]) {
    dispatch!(
        level,
        count(words, supports, groups, counts),
        count_avx2(words, supports, groups, counts),
        count_avx2(words, supports, groups, counts)
    );
}

#[inline(always)]
fn count(words: &[u64], supports: &[u32], groups: Groups, counts: &mut [u32]) {
    for (&word, &support) in words.iter().zip(supports) {
        counts[groups.of(word, support)] += 1;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn count_avx2(words: &[u64], supports: &[u32], groups: Groups, counts: &mut [u32]) {
    count(words, supports, groups, counts);
}

/// Writes each word to the next place of its group.
pub fn put_in_groups(
    level: Level,
    (words, supports): (&[u64], &[u32]),
    groups: Groups,
    next: &mut [u32],
    out: &mut [u64],
) {
    dispatch!(
        level,
        put(words, supports, groups, next, out),
        put_avx2(words, supports, groups, next, out),
        put_avx2(words, supports, groups, next, out)
    );
}

#[inline(always)]
fn put(words: &[u64], supports: &[u32], groups: Groups, next: &mut [u32], out: &mut [u64]) {
    for (&word, &support) in words.iter().zip(supports) {
        let place = &mut next[groups.of(word, support)];
        out[*place as usize] = word;
        *place += 1;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn put_avx2(words: &[u64], supports: &[u32], groups: Groups, next: &mut [u32], out: &mut [u64]) {
    put(words, supports, groups, next, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_keeps_what_is_wanted() {
        let mut noise = Noise(8);
        for n in [0, 1, 7, 8, 9, 64, 100] {
            let low: Vec<u64> = (0..n).map(|_| noise.next() & noise.next()).collect();
            let supports: Vec<u32> = (0..n).map(|_| noise.below(20) as u32).collect();
            let (base, wanted) = (noise.next() & 0xFF00, Wanted { support: 6, shortest: 15, longest: 20 });
            let all = low.iter().map(|low| base | low).zip(supports.iter().copied());
            let all: Vec<(u64, u32)> = all.filter(|(w, s)| *s >= 6 && (15..=20).contains(&w.count_ones())).collect();
            for level in Level::all() {
                let (mut words, mut kept) = (vec![0; n + SPARE], vec![0; n + SPARE]);
                let found = keep_words(level, base, (&low, &supports), wanted, (&mut words, &mut kept));
                let cells = all.iter().map(|(word, _)| word.count_ones() as usize).sum();
                assert_eq!(found, Kept { n: all.len(), cells }, "{level:?}");
                let got = words.into_iter().zip(kept).take(found.n);
                assert_eq!(got.collect::<Vec<_>>(), all);
            }
        }
    }

    #[test]
    fn every_level_puts_words_into_their_groups() {
        let mut noise = Noise(6);
        let words: Vec<u64> = (0..300).map(|_| 1 | noise.next() & noise.next() & noise.next()).collect();
        let supports: Vec<u32> = (0..300).map(|_| 5 + noise.below(4) as u32).collect();
        let mut wanted: Vec<(u32, u64)> = supports.iter().copied().zip(words.iter().copied()).collect();
        wanted.sort_by_key(|&(support, word)| (std::cmp::Reverse(support), word.count_ones()));
        for level in Level::all() {
            let (least, most, longest) = reach(level, &words, &supports);
            assert_eq!((least, most), (5, 8));
            assert_eq!(Some(longest), words.iter().map(|word| word.count_ones()).max());
            let groups = Groups { most, longest };
            let mut counts = vec![0; 4 * longest as usize];
            count_groups(level, &words, &supports, groups, &mut counts);
            let mut end = 0;
            counts.iter_mut().for_each(|place| end += std::mem::replace(place, end));
            let mut out = vec![0; words.len()];
            put_in_groups(level, (&words, &supports), groups, &mut counts, &mut out);
            assert_eq!(out, wanted.iter().map(|&(_, word)| word).collect::<Vec<_>>());
        }
        assert_eq!(reach(Level::PLAIN, &[], &[]), (u32::MAX, 0, 0));
    }
}
