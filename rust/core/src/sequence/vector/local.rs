//! Local databases of short journeys: for each event the set of its positions in every journey, and its last one.
use super::pairs::Few;
use super::places::Places;
use crate::kernels::Level;
use crate::kernels::advance::Positions;
use crate::kernels::byte_rows::ByteRows;
use crate::kernels::records::Records;
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::{self, Counted};

/// Journeys of at most [`Positions::MOST`] events, told apart by `step`, the number of the event among `steps`.
///
/// An *entry* is `journey << 8 | position`: the journey goes on at that position.
#[derive(Debug, Default)]
pub struct Local<B> {
    /// How many journeys.
    pub n: usize,
    /// The step of each event, ascending.
    pub steps: Vec<u32>,
    /// One past the last position of each event in each journey.
    rows: ByteRows,
    /// The positions of each event in each journey, event by event.
    sets: Vec<B>,
    /// What positions stand for.
    places: Places,
}

/// More journeys do not fit into entries.
pub const MOST_JOURNEYS: usize = 1 << 24;

impl<B: Positions> Local<B> {
    /// Lays out what comes after a node; `number` of an item is its place among the node's children, or `u32::MAX`.
    pub fn lay_out<C: Cell>(&mut self, node: &Counted<C>, number: &[u32]) {
        self.steps.clear();
        self.steps.extend(node.children.iter().map(|child| node.local.steps[child.item as usize]));
        let kept = |place| kept(node.local, place, number);
        let n = node.places.iter().filter(|&&place| kept(place).next().is_some()).count();
        self.n = n;
        self.rows.reset(n, self.steps.len());
        self.sets.clear();
        self.sets.resize(n * self.steps.len(), B::default());
        self.places.clear();
        let mut journey = 0;
        for &place in node.places {
            let mut position = 0;
            for (event, _) in kept(place) {
                let event = event as usize;
                let set = &mut self.sets[event * n + journey];
                *set = set.with(position);
                position += 1;
                self.rows.set(journey, event, position as u8);
            }
            journey += usize::from(position > 0);
            if position > 0 && !node.local.origins.is_empty() {
                let places = [place].into_iter().chain(kept(place).map(|(_, after)| after));
                self.places.push(places.map(|place| node.local.origins[place as usize]));
            }
        }
    }

    /// Lays out what comes after `entries` of another one, with nothing but some of its events.
    pub fn rebuild(&mut self, from: &Local<B>, entries: &[u32], events: impl Iterator<Item = u32> + Clone) {
        let n = entries.len();
        self.n = n;
        self.steps.clear();
        self.steps.extend(events.clone().map(|event| from.steps[event as usize]));
        self.rows.reset(n, self.steps.len());
        self.sets.clear();
        self.sets.reserve(n * self.steps.len());
        for (event, number) in events.zip(0..) {
            let (sets, start) = (from.sets_of(event), self.sets.len());
            self.sets.extend(entries.iter().map(|&entry| sets[(entry >> 8) as usize].from(entry & 255)));
            self.rows.set_column(number, self.sets[start..].iter().map(|set| set.last() as u8));
        }
        self.places.cut(&from.places, entries);
    }

    /// The positions of an event in each journey.
    #[inline]
    pub fn sets_of(&self, event: u32) -> &[B] {
        &self.sets[event as usize * self.n..][..self.n]
    }

    /// For each event, in how many of `entries` it is still to come; room for whole rows.
    #[inline]
    pub fn count(&self, level: Level, entries: &[u32], counts: &mut Vec<u32>) {
        counts.resize(self.row_bytes(), 0);
        self.rows.count(level, entries, counts);
    }

    /// Lays out what comes after entries, with nothing but some of its events, for the walk by pairs; `false` where
    /// positions are too far apart for it.
    pub fn few(&self, level: Level, entries: &[u32], events: &[u32], few: &mut Few) -> bool {
        few.records.clear(events.len());
        few.steps.clear();
        few.steps.extend(events.iter().map(|&event| self.steps[event as usize]));
        few.places.cut(&self.places, entries);
        few.records.extend(level, entries, events.len(), |event| self.sets_of(events[event]))
    }

    /// Equal for entries after which the same comes in the same journeys.
    pub fn hash(&self, entries: &[u32]) -> u128 {
        self.places.hash(entries)
    }

    /// Bytes of a row.
    pub fn row_bytes(&self) -> usize {
        self.rows.width() * 64
    }
}

impl Few {
    /// Lays out what comes after a node; `number` as in [`Local::lay_out`].
    pub fn lay_out<C: Cell>(&mut self, node: &Counted<C>, number: &[u32]) {
        let n = node.children.len();
        self.records.clear(n);
        self.steps.clear();
        self.steps.extend(node.children.iter().map(|child| node.local.steps[child.item as usize]));
        self.places.clear();
        for &place in node.places {
            let mut sets = [0u64; Records::MOST_EVENTS];
            let mut position = 0;
            for (event, _) in kept(node.local, place, number) {
                sets[event as usize] |= 1 << position;
                position += 1;
            }
            if position == 0 {
                continue;
            }
            self.records.push(&sets[..n]);
            if !node.local.origins.is_empty() {
                let places = [place].into_iter().chain(kept(node.local, place, number).map(|(_, after)| after));
                self.places.push(places.map(|place| node.local.origins[place as usize]));
            }
        }
    }
}

/// The numbered events from a place on, each with the place after it.
fn kept<C: Cell>(local: &local::Local<C>, place: u32, number: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    let numbers = local.suffix(place).map(|cell| number[cell.item() as usize]);
    numbers.zip(place + 1..).filter(|&(event, _)| event != u32::MAX)
}
