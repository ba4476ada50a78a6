//! What positions stand for outside, where nodes with equal futures are to be told.
use crate::sequence::tree::hash;
use std::sync::Arc;

/// The hash of each position of each journey, of two kinds of journeys; nothing where nobody asks.
#[derive(Debug, Default)]
pub struct Places {
    hashes: Arc<Vec<u128>>,
    /// Where each journey of either kind begins in `hashes`.
    begins: [Vec<u32>; 2],
    /// Are the hashes those of another one, which counts them?
    is_shared: bool,
}

impl Places {
    /// For no journeys.
    pub fn clear(&mut self) {
        self.begins.iter_mut().for_each(Vec::clear);
        self.is_shared = false;
        match Arc::get_mut(&mut self.hashes) {
            Some(hashes) => hashes.clear(),
            None => self.hashes = Arc::default(),
        }
    }

    /// Adds a journey: the places (see [`crate::sequence::tree::hash`]) of its positions, the end among them.
    pub fn push(&mut self, kind: usize, places: impl Iterator<Item = u32>) {
        let hashes = Arc::get_mut(&mut self.hashes).expect("nobody else has it yet");
        self.begins[kind].push(hashes.len() as u32);
        hashes.extend(places.map(hash));
    }

    /// For no journeys yet, but for some of those of `from`.
    pub fn share(&mut self, from: &Places) {
        self.begins.iter_mut().for_each(Vec::clear);
        self.hashes = Arc::clone(&from.hashes);
        self.is_shared = true;
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let hashes = if self.is_shared { 0 } else { size_of::<u128>() * self.hashes.capacity() };
        hashes + 4 * self.begins.iter().map(Vec::capacity).sum::<usize>()
    }

    /// Adds the journeys of `from` where they go on in `entries`, which may be of another kind there.
    pub fn add(&mut self, kind: usize, from: &Places, kind_there: usize, entries: &[u32]) {
        let begins = &from.begins[kind_there];
        if !begins.is_empty() {
            let begin = |&entry: &u32| begins[(entry >> 8) as usize] + (entry & 255);
            self.begins[kind].extend(entries.iter().map(begin));
        }
    }

    /// Equal for entries after which the same comes in the same journeys.
    pub fn hash(&self, kind: usize, entries: &[u32]) -> u128 {
        let begins = &self.begins[kind];
        let place = |entry: u32| self.hashes[(begins[(entry >> 8) as usize] + (entry & 255)) as usize];
        entries.iter().fold(0, |sum, &entry| sum.wrapping_add(place(entry)))
    }
}
