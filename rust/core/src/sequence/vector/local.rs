//! Local databases of short journeys: for each event the set of its positions in every journey, and its last one.
use super::few::{Few, SHORT};
use super::path::Weighed;
use super::places::Places;
use crate::kernels::Level;
use crate::kernels::advance::Positions;
use crate::kernels::byte_rows::ByteRows;
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
    /// How many positions each journey has.
    lengths: Vec<u8>,
    /// What positions stand for.
    places: Places,
}

/// More journeys do not fit into entries.
pub const MOST_JOURNEYS: usize = 1 << 24;

impl<B: Positions> Weighed for Local<B> {
    fn bytes(&self) -> usize {
        let Local { steps, rows, sets, lengths, places, .. } = self;
        let numbers = 4 * steps.capacity() + lengths.capacity();
        rows.bytes() + sets.capacity() * size_of::<B>() + numbers + places.bytes()
    }
}

impl<B: Positions> Local<B> {
    /// What a database of so many journeys and events will weigh.
    pub fn bytes_of(journeys: usize, events: usize) -> usize {
        journeys * (events * size_of::<B>() + events.next_multiple_of(64) + 1)
    }

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
        self.lengths.clear();
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
            if position == 0 {
                continue;
            }
            journey += 1;
            self.lengths.push(position as u8);
            if !node.local.origins.is_empty() {
                let places = [place].into_iter().chain(kept(place).map(|(_, after)| after));
                self.places.push(0, places.map(|place| node.local.origins[place as usize]));
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
            self.sets.extend(entries.iter().map(|&entry| sets[(entry >> 8) as usize].rest(entry & 255)));
            self.rows.set_column(number, self.sets[start..].iter().map(|set| set.last() as u8));
        }
        self.lengths.clear();
        self.lengths.extend(entries.iter().map(|&entry| from.left(entry)));
        self.places.share(&from.places);
        self.places.add(0, &from.places, 0, entries);
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

    /// How many positions are left.
    fn left(&self, entry: u32) -> u8 {
        self.lengths[(entry >> 8) as usize].saturating_sub(entry as u8)
    }

    /// Lays out what comes after entries, with nothing but some of its events, for the walk by pairs; `sorted` is room
    /// for the entries of short journeys and of long ones.
    pub fn few(&self, level: Level, entries: &[u32], events: &[u32], sorted: &mut [Vec<u32>; 2], few: &mut Few) {
        let [short, long] = sorted;
        short.clear();
        long.clear();
        for &entry in entries {
            if usize::from(self.left(entry)) <= SHORT { short.push(entry) } else { long.push(entry) }
        }
        let steps = events.iter().map(|&event| self.steps[event as usize]);
        few.fill(level, steps, (short, long), &self.places, |event| self.sets_of(events[event]));
    }

    /// Equal for entries after which the same comes in the same journeys.
    pub fn hash(&self, entries: &[u32]) -> u128 {
        self.places.hash(0, entries)
    }

    /// Bytes of a row.
    pub fn row_bytes(&self) -> usize {
        self.rows.width() * 64
    }
}

/// The numbered events from a place on, each with the place after it.
pub(super) fn kept<C: Cell>(local: &local::Local<C>, place: u32, number: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    let numbers = local.suffix(place).map(|cell| number[cell.item() as usize]);
    numbers.zip(place + 1..).filter(|&(event, _)| event != u32::MAX)
}
