//! What positions stand for outside, where nodes with equal futures are to be told.
use crate::sequence::tree::hash;
use std::sync::Arc;

/// The hash of each position of each journey; nothing where nobody asks.
#[derive(Debug, Default)]
pub struct Places {
    hashes: Arc<Vec<u128>>,
    /// Where each journey begins in `hashes`.
    begins: Vec<u32>,
}

impl Places {
    /// For no journeys.
    pub fn clear(&mut self) {
        self.begins.clear();
        match Arc::get_mut(&mut self.hashes) {
            Some(hashes) => hashes.clear(),
            None => self.hashes = Arc::default(),
        }
    }

    /// Adds a journey: the places (see [`crate::sequence::tree::hash`]) of its positions, the end among them.
    pub fn push(&mut self, places: impl Iterator<Item = u32>) {
        let hashes = Arc::get_mut(&mut self.hashes).expect("nobody else has it yet");
        self.begins.push(hashes.len() as u32);
        hashes.extend(places.map(hash));
    }

    /// For the journeys of `from` where they go on in `entries`.
    pub fn cut(&mut self, from: &Places, entries: &[u32]) {
        self.begins.clear();
        self.hashes = Arc::clone(&from.hashes);
        if !from.begins.is_empty() {
            self.begins.extend(entries.iter().map(|&entry| from.begins[(entry >> 8) as usize] + (entry & 255)));
        }
    }

    /// Equal for entries after which the same comes in the same journeys.
    pub fn hash(&self, entries: &[u32]) -> u128 {
        let place = |entry: u32| self.hashes[(self.begins[(entry >> 8) as usize] + (entry & 255)) as usize];
        entries.iter().fold(0, |sum, &entry| sum.wrapping_add(place(entry)))
    }
}
