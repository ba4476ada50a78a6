//! How far the next event of each name is, from every place of journeys of few names: a byte for each name, in rows.
//!
//! A journey is a record of rows: first one of the last positions of the names, then one for each place, which begins
//! with how many rows before it the record begins.
use crate::kernels::Level;
use crate::kernels::prefetch::prefetch;
use std::ops::Range;

/// With its first byte a row of so many names fits a register.
pub const MOST_NAMES: usize = 63;

/// Positions in longer journeys do not fit a byte.
pub const LONGEST: usize = 254;

/// The distance to what does not come any more, or comes last, with nothing to go on to after it.
const NONE: u8 = u8::MAX;

/// The records of all journeys. A place is the number of its row.
#[derive(Debug)]
pub struct HopTable {
    /// Bytes of a row: one more than names.
    width: usize,
    bytes: Vec<u8>,
}

/// Bytes behind the last row, so that more than it can be read.
const MARGIN: usize = 64;

impl HopTable {
    /// Without a journey yet, and with room for so many rows: one an event, and one a journey. `None` when there is no
    /// name, or too many, or when there would be 2³¹ bytes or more.
    pub fn new(names: usize, n_rows: usize) -> Option<Self> {
        let width = names + 1;
        let bytes = n_rows.checked_mul(width)?.checked_add(MARGIN)?;
        let fits = (1..=MOST_NAMES).contains(&names) && bytes < 1 << 31;
        fits.then(|| {
            let mut table = HopTable { width, bytes: Vec::with_capacity(bytes) };
            table.bytes.resize(MARGIN, 0);
            table
        })
    }

    /// Adds a journey; the place where it begins.
    ///
    /// # Panics
    /// When there is a name beyond the number of names, or more events than [`LONGEST`], or 2³¹ bytes.
    pub fn push(&mut self, journey: &[u8]) -> u32 {
        let (start, width) = (self.bytes.len() - MARGIN, self.width);
        let end = start + (journey.len() + 1) * width;
        assert!(journey.len() <= LONGEST && end + MARGIN < 1 << 31);
        self.bytes.resize(end + MARGIN, 0);
        let (lasts, rows) = self.bytes[start..end].split_at_mut(width);
        lasts.fill(0);
        let mut hops = [NONE; MOST_NAMES + 1];
        for (place, row) in rows.chunks_exact_mut(width).enumerate().rev() {
            // What was `NONE` stays so.
            hops.iter_mut().for_each(|hop| *hop = hop.saturating_add(1));
            let name = usize::from(journey[place]) + 1;
            lasts[name] = lasts[name].max(place as u8 + 2);
            if place + 1 < journey.len() {
                hops[name] = 1;
            }
            hops[0] = place as u8 + 1;
            row.copy_from_slice(&hops[..width]);
        }
        (start / width) as u32 + 1
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.bytes.capacity()
    }

    /// Appends the places after the next event `name` of each of the places in `from`; those that have none, or nothing
    /// after it, are left out.
    ///
    /// # Panics
    /// When the name or a place is not there. (Of places with numbers too large nothing is promised, but that no memory
    /// is read that is not the table's.)
    pub fn follow(&self, level: Level, name: usize, list: &mut Vec<u32>, from: Range<usize>) {
        assert!(name + 1 < self.width && from.end <= list.len());
        dispatch!(level, self.plain(name, list, from), self.avx2(name, list, from), self.avx512(name, list, from));
    }

    #[inline(always)]
    fn plain(&self, name: usize, list: &mut Vec<u32>, from: Range<usize>) {
        let top = list.len();
        list.resize(top + from.len(), 0);
        let (places, after) = list.split_at_mut(top);
        let hops = &self.bytes[name + 1..];
        let mut n = 0;
        for &place in &places[from] {
            let hop = hops[place as usize * self.width];
            after[n] = place + u32::from(hop);
            n += usize::from(hop != NONE);
        }
        list.truncate(top + n);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx2(&self, name: usize, list: &mut Vec<u32>, from: Range<usize>) {
        self.plain(name, list, from);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn avx512(&self, name: usize, list: &mut Vec<u32>, from: Range<usize>) {
        use std::arch::x86_64::*;
        const LANES: usize = 16;
        list.reserve(from.len() + LANES);
        let (places, mut top) = (list.as_mut_ptr(), list.len());
        // The four bytes read end with the one that is wanted, which is never among the first three of the table.
        let last = _mm512_set1_epi32((self.bytes.len() - 4) as i32);
        let (width, column) = (_mm512_set1_epi32(self.width as i32), _mm512_set1_epi32(name as i32 + 1 - 3));
        let none = _mm512_set1_epi32(i32::from(NONE));
        for at in from.clone().step_by(LANES) {
            let lanes = u16::MAX >> LANES.saturating_sub(from.end - at);
            // SAFETY: `places` holds `from.end` numbers, and lanes beyond them are not read; four bytes are read from at
            // most the last four of the table on, below 2³¹. Written are 16 numbers from `top` on, which is at most the
            // first length of the list and the places looked up before: there is room for 16 more than all of them.
            unsafe {
                let place = _mm512_maskz_loadu_epi32(lanes, places.add(at).cast());
                let index = _mm512_min_epu32(_mm512_add_epi32(_mm512_mullo_epi32(place, width), column), last);
                let zero = _mm512_setzero_si512();
                let word = _mm512_mask_i32gather_epi32::<1>(zero, lanes, index, self.bytes.as_ptr().cast());
                let hop = _mm512_srli_epi32::<24>(word);
                let some = _mm512_mask_cmpneq_epi32_mask(lanes, hop, none);
                let next = _mm512_maskz_compress_epi32(some, _mm512_add_epi32(place, hop));
                _mm512_storeu_si512(places.add(top).cast(), next);
                top += some.count_ones() as usize;
            }
        }
        // SAFETY: so many were written.
        unsafe { list.set_len(top) };
    }

    /// Counts, for each of `children`, how many of the places come to its name and, after that, to each name: the counts
    /// of child `i` are `counts[i / n][i % n * names..]`, where n is [`HopTable::children_in_one`].
    ///
    /// # Panics
    /// When a child or a place is not there.
    pub fn look_ahead(&self, level: Level, places: &[u32], children: &[u32], counts: &mut Vec<[u32; 64]>) {
        assert!(children.iter().all(|&name| (name as usize) < self.width - 1));
        counts.clear();
        counts.resize(children.len().div_ceil(self.children_in_one()), [0; 64]);
        let mut counts = counts.as_mut_slice();
        for children in children.chunks(PASS * self.children_in_one()) {
            let n = children.len().div_ceil(self.children_in_one());
            let (now, later) = counts.split_at_mut(n);
            counts = later;
            match n {
                1 => self.pass::<1>(level, places, children, now),
                2 => self.pass::<2>(level, places, children, now),
                3 => self.pass::<3>(level, places, children, now),
                4 => self.pass::<4>(level, places, children, now),
                5 => self.pass::<5>(level, places, children, now),
                _ => self.pass::<PASS>(level, places, children, now),
            }
        }
    }

    /// The counts of how many children lie side by side.
    pub fn children_in_one(&self) -> usize {
        64 / (self.width - 1)
    }

    fn pass<const W: usize>(&self, level: Level, places: &[u32], children: &[u32], counts: &mut [[u32; 64]]) {
        let picks = Picks::<W>::new(self.width - 1, children);
        for places in places.chunks(FULL) {
            let bytes: [[u8; 64]; W] = dispatch!(
                level,
                self.ahead_plain(places, &picks),
                self.ahead_avx2(places, &picks),
                self.ahead_avx512(places, &picks)
            );
            for (counts, bytes) in counts.iter_mut().zip(&bytes) {
                counts.iter_mut().zip(bytes).for_each(|(count, &byte)| *count = count.wrapping_add(u32::from(byte)));
            }
        }
    }

    /// The row of a place and the one its record begins with.
    #[inline(always)]
    fn rows(&self, place: u32) -> (&[u8], &[u8]) {
        let start = place as usize * self.width;
        let row = &self.bytes[start..start + self.width];
        let start = start - usize::from(row[0]) * self.width;
        (row, &self.bytes[start..start + self.width])
    }

    #[inline(always)]
    fn ahead_plain<const W: usize>(&self, places: &[u32], picks: &Picks<W>) -> [[u8; 64]; W] {
        let mut sums = [[0; 64]; W];
        let names = self.width - 1;
        for (sums, picks) in sums.iter_mut().zip(&picks.children) {
            for (sums, picks) in sums.chunks_exact_mut(names).zip(picks.chunks_exact(names)) {
                let hop = usize::from(picks[0]);
                if names <= 32 {
                    sums.copy_from_slice(&self.ahead_of_one::<32>(places, hop)[..names]);
                } else {
                    sums.copy_from_slice(&self.ahead_of_one::<64>(places, hop)[..names]);
                }
            }
        }
        sums
    }

    /// How many of the places come to the name with this byte and then to each name; beyond the names it says nothing.
    #[inline(always)]
    fn ahead_of_one<const LANES: usize>(&self, places: &[u32], hop: usize) -> [u8; LANES] {
        let mut sums = [0u8; LANES];
        for &place in places {
            let start = place as usize * self.width;
            let (back, hop) = (self.bytes[start], self.bytes[start + hop]);
            let lasts = start - usize::from(back) * self.width + 1;
            let (lasts, at) = (&self.bytes[lasts..lasts + LANES], back.saturating_add(hop));
            sums.iter_mut().zip(lasts).for_each(|(sum, &last)| *sum = sum.wrapping_add(u8::from(last > at)));
        }
        sums
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn ahead_avx2<const W: usize>(&self, places: &[u32], picks: &Picks<W>) -> [[u8; 64]; W] {
        self.ahead_plain(places, picks)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn ahead_avx512<const W: usize>(&self, places: &[u32], picks: &Picks<W>) -> [[u8; 64]; W] {
        use std::arch::x86_64::*;
        // SAFETY: 64 bytes are read where 64 are.
        let register = |bytes: &[u8; 64]| unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
        let (children, lasts) = (picks.children.each_ref().map(register), register(&picks.lasts));
        let bytes = u64::MAX >> (64 - self.width);
        let is_used = picks.used;
        let one = _mm512_set1_epi8(1);
        let mut sums = [_mm512_setzero_si512(); W];
        for (at, &place) in places.iter().enumerate() {
            // What is read soon is scattered over more memory than is near.
            if let Some(&soon) = places.get(at + 2 * AHEAD) {
                prefetch(&self.bytes, soon as usize * self.width);
            }
            if let Some(&soon) = places.get(at + AHEAD) {
                let start = soon as usize * self.width;
                let back = self.bytes.get(start).map_or(0, |&back| usize::from(back) * self.width);
                prefetch(&self.bytes, start.wrapping_sub(back));
            }
            let (row, first) = self.rows(place);
            let back = _mm512_set1_epi8(row[0] as i8);
            // SAFETY: read are the bytes of the two rows and no others.
            let (hops, ends) = unsafe {
                (
                    _mm512_maskz_loadu_epi8(bytes, row.as_ptr().cast()),
                    _mm512_maskz_loadu_epi8(bytes, first.as_ptr().cast()),
                )
            };
            let at = _mm512_adds_epu8(hops, back);
            let ends = _mm512_maskz_permutexvar_epi8(is_used, lasts, ends);
            for (sum, &children) in sums.iter_mut().zip(&children) {
                let comes = _mm512_cmpgt_epu8_mask(ends, _mm512_permutexvar_epi8(children, at));
                *sum = _mm512_mask_add_epi8(*sum, comes, *sum, one);
            }
        }
        // SAFETY: a register is 64 bytes, and any byte is a u8.
        sums.map(|sum| unsafe { std::mem::transmute::<__m512i, [u8; 64]>(sum) })
    }
}

/// How many places ahead rows are fetched.
const AHEAD: usize = 16;

/// Registers of one pass.
const PASS: usize = 6;

/// How many places fit byte counters.
const FULL: usize = 255;

/// Which byte of a row each lane of a register looks at.
struct Picks<const W: usize> {
    /// The hop to a child, the same in as many lanes as there are names.
    children: [[u8; 64]; W],
    /// The last position of a name.
    lasts: [u8; 64],
    /// The lanes in use.
    used: u64,
}

impl<const W: usize> Picks<W> {
    fn new(names: usize, children: &[u32]) -> Self {
        let in_one = 64 / names;
        let child = |number: usize| children.get(number).map_or(1, |&name| name as u8 + 1);
        Picks {
            children: std::array::from_fn(|word| {
                std::array::from_fn(|lane| child(word * in_one + (lane / names).min(in_one - 1)))
            }),
            lasts: std::array::from_fn(|lane| (lane % names) as u8 + 1),
            used: u64::MAX >> (64 - in_one * names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    /// Journeys, the table of them, and the places and what is left at each, but for the ends.
    fn laid_out(noise: &mut Noise, names: usize, longest: usize) -> (HopTable, Vec<(u32, Vec<u8>)>) {
        let journeys: Vec<Vec<u8>> = (0..JOURNEYS)
            .map(|n| {
                let length = if n == 0 { longest } else { 1 + noise.below(longest) };
                (0..length).map(|_| noise.below(names).min(noise.below(names)) as u8).collect()
            })
            .collect();
        let rows = journeys.iter().map(|journey| journey.len() + 1).sum();
        let mut table = HopTable::new(names, rows).unwrap();
        let mut places = Vec::new();
        for journey in journeys {
            let begin = table.push(&journey);
            places.extend((0..journey.len()).map(|at| (begin + at as u32, journey[at..].to_vec())));
        }
        (table, places)
    }

    fn after(left: &[u8], name: usize) -> Option<&[u8]> {
        left.iter().position(|&other| usize::from(other) == name).map(|at| &left[at + 1..])
    }

    const SIZES: &[(usize, usize)] = if cfg!(miri) {
        &[(2, 9), (17, 4), (33, 3)]
    } else {
        &[(1, 1), (1, 254), (2, 9), (16, 20), (17, 254), (21, 30), (31, 40), (32, 70), (33, 254), (63, 200)]
    };
    const JOURNEYS: usize = if cfg!(miri) { 3 } else { 12 };

    #[test]
    fn every_level_hops_where_a_walk_comes_to() {
        let mut noise = Noise(8);
        for &(names, longest) in SIZES {
            let (table, places) = laid_out(&mut noise, names, longest);
            let rows: Vec<u32> = places.iter().map(|(place, _)| *place).collect();
            for name in 0..names {
                let wanted = places.iter().filter_map(|(place, left)| {
                    let rest = after(left, name).filter(|rest| !rest.is_empty())?;
                    Some(place + (left.len() - rest.len()) as u32)
                });
                let wanted: Vec<u32> = rows.iter().copied().chain(wanted).collect();
                for level in Level::all() {
                    let mut list = rows.clone();
                    table.follow(level, name, &mut list, 0..rows.len());
                    assert_eq!(list, wanted, "{level:?}, {name} of {names} names");
                }
            }
        }
    }

    #[test]
    fn every_level_looks_ahead_as_a_walk_does() {
        let mut noise = Noise(9);
        for &(names, longest) in SIZES {
            let (table, places) = laid_out(&mut noise, names, longest);
            let rows: Vec<u32> = places.iter().map(|(place, _)| *place).collect();
            let some: Vec<u32> = (0..names as u32).filter(|_| noise.below(3) == 0).collect();
            for children in [some, vec![names as u32 - 1], (0..names as u32).collect(), vec![]] {
                let comes = |child: u32, name: usize| {
                    let rest = |left| after(left, child as usize).is_some_and(|rest| after(rest, name).is_some());
                    places.iter().filter(|(_, left)| rest(left)).count() as u32
                };
                for level in Level::all() {
                    let mut counts = vec![[7; 64]; 3];
                    table.look_ahead(level, &rows, &children, &mut counts);
                    for (number, &child) in children.iter().enumerate() {
                        let in_one = table.children_in_one();
                        let found = &counts[number / in_one][number % in_one * names..][..names];
                        let wanted: Vec<u32> = (0..names).map(|name| comes(child, name)).collect();
                        assert_eq!(found, wanted, "{level:?}, child {child} of {names} names");
                    }
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(HopTable::new(0, 5).is_none() && HopTable::new(64, 5).is_none());
        assert!(HopTable::new(63, 1 << 25).is_none() && HopTable::new(63, usize::MAX).is_none());
        let mut table = HopTable::new(2, 9).unwrap();
        let mut push =
            |journey: &[u8]| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| table.push(journey))).is_err();
        assert!(push(&[2]) && push(&[0; LONGEST + 1]));
    }

    #[test]
    fn places_that_are_not_there_are_never_read() {
        for level in Level::all() {
            let mut table = HopTable::new(2, 9).unwrap();
            table.push(&[0, 1]);
            let mut list = vec![u32::MAX; 20];
            let ahead = || table.look_ahead(level, &list, &[0, 1], &mut Vec::new());
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(ahead)).is_err());
            let follow = || table.follow(level, 1, &mut list, 0..20);
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(follow));
            assert!(outcome.is_err() || list.len() <= 40);
        }
    }
}
