//! The next event of a name, from many places at once: a word of positions for each block of 64, and how far it is
//! where the block holds none.
use crate::kernels::Level;
use crate::kernels::rows_above::Place;
use std::ops::Range;

/// What stands where no later block of the journey has the name.
pub const NONE: u32 = u32::MAX;

/// The positions of `width` names in blocks of 64.
#[derive(Debug, Default)]
pub struct BlockTable {
    width: usize,
    /// For each block and name the positions in the block.
    masks: Vec<u64>,
    /// For each block and name the first position in a later block of the same journey, or [`NONE`].
    far: Vec<u32>,
}

impl BlockTable {
    /// `n_blocks` blocks without any event.
    pub fn new(width: usize, n_blocks: usize) -> Self {
        BlockTable { width, masks: vec![0; width * n_blocks], far: vec![NONE; width * n_blocks] }
    }

    /// Puts an event of `name` at a position.
    #[inline]
    pub fn put(&mut self, name: usize, at: u32) {
        self.masks[(at >> 6) as usize * self.width + name] |= 1 << (at & 63);
    }

    /// Tells the blocks of a journey, from `first` on, where events are in later ones.
    pub fn link(&mut self, blocks: Range<usize>) {
        for block in blocks.rev().skip(1) {
            let (here, there) = (block * self.width, (block + 1) * self.width);
            let (far, later) = self.far[here..there + self.width].split_at_mut(self.width);
            let masks = &self.masks[there..there + self.width];
            let start = (block as u32 + 1) << 6;
            for ((far, &later), &mask) in far.iter_mut().zip(&*later).zip(masks) {
                *far = if mask != 0 { start + mask.trailing_zeros() } else { later };
            }
        }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        8 * self.masks.capacity() + 4 * self.far.capacity()
    }

    /// Appends the places after the next `name` from each of the places in `from`, those without one left out.
    ///
    /// # Panics
    /// When a place is in no block or the name in no column.
    pub fn follow(&self, level: Level, name: usize, list: &mut Vec<Place>, from: Range<usize>) {
        assert!(name < self.width && from.end <= list.len());
        dispatch!(level, self.plain(name, list, from), self.avx2(name, list, from), self.avx512(name, list, from));
    }

    #[inline(always)]
    fn plain(&self, name: usize, list: &mut Vec<Place>, from: Range<usize>) {
        let top = list.len();
        list.resize(top + from.len(), Place::default());
        let (places, after) = list.split_at_mut(top);
        let (masks, far) = (&self.masks[name..], &self.far[name..]);
        let mut n = 0;
        for &Place { row, at } in &places[from] {
            let cell = (at >> 6) as usize * self.width;
            let left = masks[cell] & u64::MAX << (at & 63);
            let near = (at & !63) + left.trailing_zeros();
            let next = if left != 0 { near } else { far[cell] };
            after[n] = Place { row, at: next.wrapping_add(1) };
            n += usize::from(next != NONE);
        }
        list.truncate(top + n);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn avx2(&self, name: usize, list: &mut Vec<Place>, from: Range<usize>) {
        self.plain(name, list, from);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(
        enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
    )]
    fn avx512(&self, name: usize, list: &mut Vec<Place>, from: Range<usize>) {
        self.plain(name, list, from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::noise::Noise;

    #[test]
    fn every_level_finds_what_a_walk_finds() {
        let mut noise = Noise(5);
        let lengths: &[usize] = if cfg!(miri) { &[1, 65] } else { &[1, 63, 64, 65, 127, 128, 129, 700] };
        for &length in lengths {
            for names in if cfg!(miri) { vec![3] } else { vec![1, 3, 20] } {
                let journeys: Vec<Vec<usize>> =
                    (0..3).map(|_| (0..length).map(|_| noise.below(names).min(noise.below(names))).collect()).collect();
                let blocks = length / 64 + 1;
                let mut table = BlockTable::new(names, 3 * blocks);
                for (row, journey) in journeys.iter().enumerate() {
                    journey.iter().enumerate().for_each(|(at, &name)| table.put(name, (row * blocks * 64 + at) as u32));
                    table.link(row * blocks..(row + 1) * blocks);
                }
                let places: Vec<Place> = (0..3 * (length + 1))
                    .map(|n| (n / (length + 1), n % (length + 1)))
                    .map(|(row, at)| Place { row: row as u32, at: (row * blocks * 64 + at) as u32 })
                    .collect();
                let name = noise.below(names);
                let wanted = places.iter().filter_map(|place| {
                    let start = place.row as usize * blocks * 64;
                    let next = (place.at as usize - start..length).find(|&at| journeys[place.row as usize][at] == name);
                    next.map(|at| Place { row: place.row, at: (start + at) as u32 + 1 })
                });
                let wanted: Vec<Place> = places.iter().copied().chain(wanted).collect();
                for level in Level::all() {
                    let mut list = places.clone();
                    table.follow(level, name, &mut list, 0..places.len());
                    assert_eq!(list, wanted, "{level:?}, {length} events of {names} names");
                }
            }
        }
    }
}
