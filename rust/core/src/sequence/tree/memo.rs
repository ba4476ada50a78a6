//! Which nodes have the same future: a block of children for each set of places where patterns go on.
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

/// 128 pseudo-random bits for a place. Their sum over a set of places, in any order, stands for the set.
#[inline]
pub fn hash(place: u32) -> u128 {
    let low = mix(u64::from(place).wrapping_add(0x9E37_79B9_7F4A_7C15));
    let high = mix(low ^ 0xD1B5_4A32_D192_ED03);
    u128::from(high) << 64 | u128::from(low)
}

/// The finalizer of `SplitMix64` (Steele, Lea & Flood 2014).
#[inline]
fn mix(x: u64) -> u64 {
    let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

/// Blocks by the hash of their parents' places, of one thread.
#[derive(Debug)]
pub struct Memo {
    /// Where patterns may not get longer than so much, blocks of different lengths differ in what is below them.
    is_bounded: bool,
    blocks: HashMap<u128, u32, BuildHasherDefault<Hashed>>,
    /// Bounded only: (block, hash without the length).
    futures: Vec<(u32, u128)>,
    hits: usize,
}

impl Memo {
    /// Nothing known yet.
    pub fn new(max_length: usize) -> Self {
        Memo { is_bounded: max_length < usize::MAX, blocks: HashMap::default(), futures: Vec::new(), hits: 0 }
    }

    fn key(&self, length: usize, sum: u128) -> u128 {
        // Lengths from above, where no place is: place 3 at length 4 is not place 4 at length 3.
        if self.is_bounded { sum.wrapping_add(hash(!(length as u32))) } else { sum }
    }

    /// The block of children of `length` events below places of this sum.
    #[inline]
    pub fn find(&mut self, length: usize, sum: u128) -> Option<u32> {
        let block = self.blocks.get(&self.key(length, sum)).copied();
        self.hits += usize::from(block.is_some());
        block
    }

    /// Notes a block.
    #[inline]
    pub fn note(&mut self, length: usize, sum: u128, block: u32) {
        self.blocks.insert(self.key(length, sum), block);
        if self.is_bounded {
            self.futures.push((block, sum));
        }
    }

    /// Is it asked with success often enough to ask early?
    #[inline]
    pub fn is_busy(&self) -> bool {
        self.hits * 8 > self.blocks.len()
    }

    /// Is there no room for another block but in a larger table?
    #[inline]
    pub fn is_full(&self) -> bool {
        self.blocks.len() == self.blocks.capacity()
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        // A table keeps an eighth of its places free, and a byte for each.
        let places = self.blocks.capacity() / 7 * 8;
        places * (size_of::<(u128, u32)>() + 1) + self.futures.capacity() * size_of::<(u32, u128)>()
    }

    /// Takes in what another thread knows of blocks whose numbers have grown by `shift`; tells of each block that was
    /// known already what it is here.
    pub(super) fn absorb(&mut self, other: Memo, shift: u32, mut same: impl FnMut(u32, u32)) {
        for (key, block) in other.blocks {
            match self.blocks.entry(key) {
                Entry::Occupied(known) => same(block + shift, *known.get()),
                Entry::Vacant(free) => {
                    free.insert(block + shift);
                }
            }
        }
        self.futures.extend(other.futures.into_iter().map(|(block, sum)| (block + shift, sum)));
    }

    /// Every block but the first of each future, with that first one.
    pub(super) fn into_futures(self) -> impl Iterator<Item = (u32, u32)> {
        let mut by_sum: HashMap<u128, u32, BuildHasherDefault<Hashed>> = HashMap::default();
        self.futures.into_iter().filter_map(move |(block, sum)| {
            let stands = *by_sum.entry(sum).or_insert(block);
            (stands != block).then_some((block, stands))
        })
    }
}

/// Keys are hashes already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = mix(self.0 ^ u64::from(byte)));
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }
}
