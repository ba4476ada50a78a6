//! Words of bits written out as lists of items.
use crate::kernels::Level;

/// Writes the items of each word one behind the other, the highest bit of a word first; how many they are.
///
/// The highest bit is item 0. What comes in `out` after the last item may be anything.
pub fn spell(level: Level, words: &[u64], items: &[u32; 64], out: &mut [u32]) -> usize {
    dispatch!(level, plain(words, items, out), plain_avx2(words, items, out), moved_avx512(words, items, out))
}

#[inline(always)]
fn plain(words: &[u64], items: &[u32; 64], out: &mut [u32]) -> usize {
    let mut at = 0;
    for &word in words {
        let mut left = word;
        while left != 0 {
            let place = left.leading_zeros();
            out[at] = items[place as usize & 63];
            left ^= 1 << (63 - place);
            at += 1;
        }
    }
    at
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn plain_avx2(words: &[u64], items: &[u32; 64], out: &mut [u32]) -> usize {
    plain(words, items, out)
}

/// Items in a register.
#[cfg(target_arch = "x86_64")]
const LANES: usize = 16;

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn moved_avx512(words: &[u64], items: &[u32; 64], out: &mut [u32]) -> usize {
    use std::arch::x86_64::*;
    // SAFETY: four registers of 16 items are the 64 there are.
    let all = unsafe { [0, 1, 2, 3].map(|part| _mm512_loadu_si512(items.as_ptr().add(part * LANES).cast())) };
    let mut at = 0;
    for (done, &word) in words.iter().enumerate() {
        if out.len() < at + 64 {
            return at + plain(&words[done..], items, &mut out[at..]);
        }
        let lowest_first = word.reverse_bits();
        for part in 0..4 {
            let lanes = (lowest_first >> (part * LANES)) as u16;
            // SAFETY: at most 48 items were written since there was room for 64.
            unsafe {
                let place = out.as_mut_ptr().add(at).cast();
                _mm512_storeu_si512(place, _mm512_maskz_compress_epi32(lanes, all[part]));
            }
            at += lanes.count_ones() as usize;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_writes_the_same_and_no_more_than_there_is_room_for() {
        let mut noise = Noise(3);
        let items: [u32; 64] = std::array::from_fn(|place| 1000 + 3 * place as u32);
        for n in [0, 1, 2, 50, 300] {
            let mut words: Vec<u64> = (0..n).map(|_| noise.next() & noise.next() & noise.next()).collect();
            words.extend([0, 1, 1 << 63, u64::MAX].iter().take(n));
            let wanted: Vec<u32> = words
                .iter()
                .flat_map(|word| (0..64).filter(move |place| word << place >> 63 == 1).map(|place| items[place]))
                .collect();
            for level in Level::all() {
                for spare in [0, 7, 64] {
                    let mut out = vec![0; wanted.len() + spare];
                    assert_eq!(spell(level, &words, &items, &mut out), wanted.len());
                    assert_eq!(out[..wanted.len()], wanted, "{level:?}");
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn too_little_room_is_no_wrong_access() {
        spell(Level::widest(), &[u64::MAX; 4], &[7; 64], &mut [0; 200]);
    }
}
