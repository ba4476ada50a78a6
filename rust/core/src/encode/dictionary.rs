//! A hash table from names to ids in order of first sight, built for one pass over millions of rows.
//!
//! Names up to 15 bytes live in the table's keys (16 bytes with their length), so that a look-up touches two cache
//! lines and never the name itself; longer ones are compared where they lie. Rows go in batches: all hashes, then all
//! slots, then all keys, so that the processor waits for many cache misses at once.
use super::column::{Offsets, Place, Text};
use crate::error::{Error, Result};
use std::ops::Range;

const INLINE: usize = 15;
const BATCH: usize = 64;
/// The length byte of names that do not fit; stored keys of these hold where the name is, counted from 1.
const LONG: u128 = 16 << 120;
/// 2^64 / golden ratio: spreads neighbouring numbers.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX: u64 = 0xD6E8_FEB8_6659_FD93;

#[derive(Clone, Copy)]
struct Long<'a> {
    hash: u64,
    bytes: &'a [u8],
}

pub struct Dictionary<'a> {
    /// id + 1; 0 is free. A power of two, at most half full.
    slots: Vec<u32>,
    /// Name or number of each id, counted from 1; the first, for free slots, is no name's.
    keys: Vec<u128>,
    longs: Vec<Long<'a>>,
    limit: u64,
    shift: u32,
}

impl<'a> Dictionary<'a> {
    /// An empty dictionary for at most `limit` names.
    pub fn new(limit: u64) -> Self {
        let bits = 12;
        Dictionary { slots: vec![0; 1 << bits], keys: vec![u128::MAX], longs: Vec::new(), limit, shift: 64 - bits }
    }

    /// How many distinct names it holds.
    pub fn len(&self) -> usize {
        self.keys.len() - 1
    }

    /// The ids of some rows of a chunk, appended to `out`.
    pub fn add_text(&mut self, text: &Text<'a>, rows: Range<usize>, out: &mut Vec<u32>) -> Result<()> {
        match text.offsets {
            Offsets::Small(offsets) => self.add_rows(&offsets[rows.start..=rows.end], text.bytes, out),
            Offsets::Large(offsets) => self.add_rows(&offsets[rows.start..=rows.end], text.bytes, out),
        }
    }

    fn add_rows<O: Place>(&mut self, offsets: &[O], bytes: &'a [u8], out: &mut Vec<u32>) -> Result<()> {
        let (mut keys, mut hashes, mut ids) = ([0u128; BATCH], [0u64; BATCH], [0u32; BATCH]);
        let Some(mut start) = offsets[0].place() else { return Err(misplaced(bytes)) };
        for (batch, first) in offsets[1..].chunks(BATCH).zip((0..).step_by(BATCH)) {
            for (at, end) in batch.iter().enumerate() {
                let Some(end) = end.place().filter(|&end| start <= end && end <= bytes.len()) else {
                    return Err(misplaced(bytes));
                };
                (keys[at], hashes[at]) = key_of(bytes, start, end);
                start = end;
            }
            for at in ones(self.guess(&mut ids[..batch.len()], &hashes, &keys)) {
                let ends = [offsets[first + at], batch[at]].map(|offset| offset.place().unwrap_or(0));
                ids[at] = self.find_or_add(keys[at], hashes[at], &bytes[ends[0]..ends[1]])?;
            }
            out.extend_from_slice(&ids[..batch.len()]);
        }
        Ok(())
    }

    /// The ids of some integers, appended to `out`.
    pub fn add_integers(&mut self, integers: &[i64], out: &mut Vec<u32>) -> Result<()> {
        let (mut keys, mut hashes, mut ids) = ([0u128; BATCH], [0u64; BATCH], [0u32; BATCH]);
        for batch in integers.chunks(BATCH) {
            for (at, &integer) in batch.iter().enumerate() {
                keys[at] = integer_key(integer);
                hashes[at] = hash_key(keys[at]);
            }
            for at in ones(self.guess(&mut ids[..batch.len()], &hashes, &keys)) {
                ids[at] = self.find_or_add(keys[at], hashes[at], &[])?;
            }
            out.extend_from_slice(&ids[..batch.len()]);
        }
        Ok(())
    }

    /// Takes in another dictionary of the same column; the ids here of its ids there.
    pub fn absorb(&mut self, other: &Dictionary<'a>) -> Result<Vec<u32>> {
        let hashed = |key: u128| if is_long(key) { (LONG, other.long(key).hash) } else { (key, hash_key(key)) };
        other.keys[1..]
            .iter()
            .map(|&stored| {
                let (key, hash) = hashed(stored);
                let bytes = if is_long(stored) { other.long(stored).bytes } else { &[] };
                self.find_or_add(key, hash, bytes)
            })
            .collect()
    }

    /// The integer behind an id of an integer column.
    pub fn integer(&self, id: u32) -> i64 {
        self.key(id) as u64 as i64
    }

    /// Comparing these compares the first 15 bytes of names, then their lengths up to 16.
    pub fn order_key(&self, id: u32) -> u128 {
        let key = self.key(id);
        if is_long(key) {
            let bytes = self.long(key).bytes;
            return (u128::from_le_bytes(head(bytes)) & !(0xFF << 120) | LONG).swap_bytes();
        }
        key.swap_bytes()
    }

    /// The bytes of a name that is longer than 15 bytes.
    pub fn long_name(&self, id: u32) -> Option<&'a [u8]> {
        let key = self.key(id);
        is_long(key).then(|| self.long(key).bytes)
    }

    /// Appends the bytes of a name.
    pub fn write_name(&self, id: u32, out: &mut Vec<u8>) {
        match self.long_name(id) {
            Some(bytes) => out.extend_from_slice(bytes),
            None => {
                let key = self.key(id);
                out.extend_from_slice(&key.to_le_bytes()[..(key >> 120) as usize]);
            }
        }
    }

    /// How long a name is, in bytes.
    pub fn name_length(&self, id: u32) -> usize {
        self.long_name(id).map_or((self.key(id) >> 120) as usize, <[u8]>::len)
    }

    #[inline(always)]
    fn slot(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    /// The ids that the first two slots of each key stand for; a bit for every key that is in neither.
    ///
    /// Loops with little else in them, so that the processor has many cache misses under way, and without a branch a
    /// row, as a wrong turn would throw them away.
    #[inline(always)]
    fn guess(&self, ids: &mut [u32], hashes: &[u64; BATCH], keys: &[u128; BATCH]) -> u64 {
        for (id, &hash) in ids.iter_mut().zip(hashes) {
            *id = self.slots[self.slot(hash)];
        }
        let mut open = 0;
        for (at, (id, &key)) in ids.iter_mut().zip(keys).enumerate() {
            open |= u64::from(self.keys[*id as usize] != key) << at;
            *id = id.wrapping_sub(1);
        }
        for at in ones(open) {
            ids[at] = self.slots[(self.slot(hashes[at]) + 1) & (self.slots.len() - 1)];
        }
        let mut still = 0;
        for at in ones(open) {
            still |= u64::from(self.keys[ids[at] as usize] != keys[at]) << at;
            ids[at] = ids[at].wrapping_sub(1);
        }
        still
    }

    #[inline(always)]
    fn key(&self, id: u32) -> u128 {
        self.keys[id as usize + 1]
    }

    fn long(&self, key: u128) -> Long<'a> {
        self.longs[(key & !LONG) as usize - 1]
    }

    fn find_or_add(&mut self, key: u128, hash: u64, bytes: &'a [u8]) -> Result<u32> {
        let mut slot = self.slot(hash);
        while self.slots[slot] != 0 {
            let id = self.slots[slot] - 1;
            let stored = self.key(id);
            if stored == key && !is_long(key) {
                return Ok(id);
            }
            if is_long(key) && is_long(stored) {
                let long = self.long(stored);
                if long.hash == hash && long.bytes == bytes {
                    return Ok(id);
                }
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.add(key, hash, bytes, slot)
    }

    fn add(&mut self, key: u128, hash: u64, bytes: &'a [u8], slot: usize) -> Result<u32> {
        let id = self.len();
        if id as u64 >= self.limit {
            return Err(Error::Capacity { what: "distinct names", found: self.limit + 1, limit: self.limit });
        }
        let mut stored = key;
        if is_long(key) {
            self.longs.push(Long { hash, bytes });
            // Counted from 1: the bare mark equals no stored key.
            stored = LONG | self.longs.len() as u128;
        }
        self.keys.push(stored);
        self.slots[slot] = id as u32 + 1;
        if self.len() * 2 > self.slots.len() {
            self.grow();
        }
        Ok(id as u32)
    }

    fn grow(&mut self) {
        self.shift -= 2;
        self.slots = vec![0; self.slots.len() * 4];
        for (id, &key) in self.keys[1..].iter().enumerate() {
            let hash = if is_long(key) { self.long(key).hash } else { hash_key(key) };
            let mut slot = self.slot(hash);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            self.slots[slot] = id as u32 + 1;
        }
    }
}

/// The places of the bits that are set, ascending.
#[inline(always)]
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        at
    })
}

#[inline(always)]
fn is_long(key: u128) -> bool {
    key >= LONG
}

#[inline(always)]
fn integer_key(integer: i64) -> u128 {
    u128::from(integer as u64)
}

/// The first 16 bytes, zeros behind a shorter name.
#[inline(always)]
fn head(bytes: &[u8]) -> [u8; 16] {
    let mut word = [0; 16];
    let length = bytes.len().min(16);
    word[..length].copy_from_slice(&bytes[..length]);
    word
}

#[inline(always)]
fn key_of(bytes: &[u8], start: usize, end: usize) -> (u128, u64) {
    let length = end - start;
    if length > INLINE {
        return (LONG, hash_bytes(&bytes[start..end]));
    }
    let word = match bytes.get(start..start + 16) {
        Some(word) => u128::from_le_bytes(word.try_into().expect("16 bytes")),
        None => u128::from_le_bytes(head(&bytes[start..end])),
    };
    let key = word & ((1 << (length * 8)) - 1) | (length as u128) << 120;
    (key, hash_key(key))
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline(always)]
fn hash_key(key: u128) -> u64 {
    fold(key as u64 ^ SPREAD, (key >> 64) as u64 ^ MIX).wrapping_mul(SPREAD)
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64 ^ MIX;
    for word in bytes.chunks(16) {
        let word = u128::from_le_bytes(head(word));
        hash = fold(hash ^ word as u64 ^ SPREAD, (word >> 64) as u64 ^ hash.rotate_left(32) ^ MIX);
    }
    hash.wrapping_mul(SPREAD)
}

#[cold]
fn misplaced(bytes: &[u8]) -> Error {
    Error::Shape { what: "offset of a string outside its column", found: u64::MAX, expected: bytes.len() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<u32> {
        let bytes: Vec<u8> = names.iter().flat_map(|name| name.bytes()).collect();
        let mut offsets = vec![0i64];
        for name in names {
            offsets.push(offsets[offsets.len() - 1] + name.len() as i64);
        }
        let mut dictionary = Dictionary::new(u64::from(u32::MAX));
        let mut ids = Vec::new();
        let text = Text { offsets: Offsets::Large(&offsets), bytes: &bytes };
        dictionary.add_text(&text, 0..names.len(), &mut ids).expect("within the limit");
        for (&id, name) in ids.iter().zip(names) {
            let mut written = Vec::new();
            dictionary.write_name(id, &mut written);
            assert_eq!(written, name.as_bytes());
            assert_eq!(dictionary.name_length(id), name.len());
        }
        ids
    }

    #[test]
    fn equal_names_share_an_id_whatever_their_length() {
        let long = "x".repeat(10_000);
        assert_eq!(ids(&["", "a", "a\0", "", &long, "a", &long, "sixteen bytes!!!"]), [0, 1, 2, 0, 3, 1, 3, 4]);
    }

    #[test]
    fn many_long_names_that_fall_on_the_same_slots_stay_apart() {
        let names: Vec<String> = (0..20_000).map(|i| format!("a customer with number {i}")).collect();
        let names: Vec<&str> = names.iter().chain(&names).map(String::as_str).collect();
        let expected: Vec<u32> = (0..20_000).chain(0..20_000).collect();
        assert_eq!(ids(&names), expected);
    }

    #[test]
    fn numbered_names_and_numbers_spread_over_the_slots() {
        let n = 100_000u32;
        let names: Vec<String> = (0..n).map(|i| format!("c{i:08}")).collect();
        let texts = names.iter().map(|name| key_of(name.as_bytes(), 0, name.len()).1);
        let long = names.iter().map(|name| hash_bytes(format!("a customer called {name}").as_bytes()));
        let numbers = (0..n).map(|i| hash_key(integer_key(i64::from(i))));
        for hashes in [texts.collect::<Vec<_>>(), long.collect(), numbers.collect()] {
            let mut slots: Vec<u64> = hashes.iter().map(|hash| hash >> 46).collect();
            slots.sort_unstable();
            slots.dedup();
            // 2^18 slots: by chance 83,092 of them are the first choice of some name.
            assert!(slots.len() > 82_000, "{}", slots.len());
        }
    }

    #[test]
    fn offsets_outside_the_bytes_are_refused() {
        for offsets in [[0i64, 3], [0, -1], [-1, 1], [2, 1]] {
            let text = Text { offsets: Offsets::Large(&offsets), bytes: b"ab" };
            let found = Dictionary::new(9).add_text(&text, 0..1, &mut Vec::new());
            assert!(matches!(found, Err(Error::Shape { .. })), "{offsets:?}");
        }
    }

    #[test]
    fn one_name_too_many_is_refused() {
        let mut dictionary = Dictionary::new(2);
        let mut ids = Vec::new();
        assert_eq!(dictionary.add_integers(&[5, 6, 5], &mut ids), Ok(()));
        let found = dictionary.add_integers(&[7], &mut ids);
        assert_eq!(found, Err(Error::Capacity { what: "distinct names", found: 3, limit: 2 }));
    }
}
