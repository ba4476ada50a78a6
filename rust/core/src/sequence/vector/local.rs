//! Local databases of short journeys: for each event the set of its positions in every journey, and its last one.
use crate::kernels::Level;
use crate::kernels::advance::Positions;
use crate::kernels::byte_rows::ByteRows;
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;

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
}

/// More journeys do not fit into entries.
pub const MOST_JOURNEYS: usize = 1 << 24;

impl<B: Positions> Local<B> {
    /// Lays out what comes after a node; `number` of an item is its place among the node's children, or `u32::MAX`.
    pub fn lay_out<C: Cell>(&mut self, node: &Counted<C>, number: &[u32]) {
        self.steps.clear();
        self.steps.extend(node.children.iter().map(|child| node.local.steps[child.item as usize]));
        let kept = |place: u32| {
            let numbers = node.local.suffix(place).map(|cell| number[cell.item() as usize]);
            numbers.filter(|&event| event != u32::MAX)
        };
        let n = node.places.iter().filter(|&&place| kept(place).next().is_some()).count();
        self.n = n;
        self.rows.reset(n, self.steps.len());
        self.sets.clear();
        self.sets.resize(n * self.steps.len(), B::default());
        let mut journey = 0;
        for &place in node.places {
            let mut position = 0;
            for event in kept(place) {
                let event = event as usize;
                let set = &mut self.sets[event * n + journey];
                *set = set.with(position);
                position += 1;
                self.rows.set(journey, event, position as u8);
            }
            journey += usize::from(position > 0);
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
            let sets = from.sets_of(event);
            for (&entry, journey) in entries.iter().zip(0..) {
                let set = sets[(entry >> 8) as usize].from(entry & 255);
                self.sets.push(set);
                self.rows.set(journey, number, set.last() as u8);
            }
        }
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

    /// Bytes of a row, a power of two of events at least.
    pub fn row_bytes(&self) -> usize {
        self.rows.width() * 64
    }
}
