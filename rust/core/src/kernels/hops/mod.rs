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
mod tests;
