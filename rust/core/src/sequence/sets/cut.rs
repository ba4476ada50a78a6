//! What follows a pattern, cut out of all journeys: the events that may extend it, elements without any left out.
use super::journeys::{FIRST, Journeys};

/// The most elements of a journey in a dense node.
pub const MOST_ELEMENTS: u32 = 128;
/// The most items of a dense node.
pub const MOST_ITEMS: usize = 64 * 16;

/// Events by journey, from the first end of the pattern on, and the ends. Element 0 is that of the first end.
#[derive(Debug, Default)]
pub struct Cut {
    /// The items, ascending; events have the place of theirs among them.
    pub items: Vec<u32>,
    /// Packed events and ends; those beyond `n_events` are of no meaning.
    events: Vec<u32>,
    n_events: usize,
    /// Where the events of each journey end, and how many elements it has.
    pub journeys: Vec<(u32, u32)>,
    /// The number of each element among all journeys, where somebody asked for it.
    pub elements: Vec<u32>,
    /// How many elements there are.
    pub n_elements: usize,
    /// The most elements of a journey.
    pub longest: u32,
    /// The place of each item of the journeys, or `OTHER`.
    places: Vec<u32>,
}

const OTHER: u32 = u32::MAX;

impl Cut {
    /// The item that stands for an end of the pattern.
    pub const END: usize = 0xFFFF;

    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Cut { places: vec![OTHER; n_items + 1], ..Cut::default() }
    }

    /// An event's item (or [`Cut::END`]) and element.
    #[inline(always)]
    pub fn unpack(event: u32) -> (usize, u32) {
        ((event & 0xFFFF) as usize, event >> 16)
    }

    /// The events and ends of all journeys.
    pub fn events(&self) -> &[u32] {
        &self.events[..self.n_events]
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        4 * (self.events.capacity() + self.elements.capacity()) + 8 * self.journeys.capacity()
    }

    /// The place of an item among those that were cut out.
    pub fn place(&self, item: u32) -> u32 {
        self.items.partition_point(|&other| other < item) as u32
    }

    /// Cuts out what follows a pattern that occurs at `occurrences`, with the events of `self.items` only; false where
    /// a journey is too long.
    pub fn fill(&mut self, journeys: &Journeys, occurrences: &[u32]) -> bool {
        self.n_events = 0;
        self.journeys.clear();
        self.elements.clear();
        (self.n_elements, self.longest) = (0, 0);
        self.items.iter().zip(0..).for_each(|(&item, place)| self.places[item as usize] = place);
        let fits = occurrences.chunk_by(|_, next| next & FIRST == 0).all(|ends| self.journey(journeys, ends));
        self.items.iter().for_each(|&item| self.places[item as usize] = OTHER);
        fits
    }

    /// Cuts one journey.
    fn journey(&mut self, journeys: &Journeys, ends: &[u32]) -> bool {
        let (start, closing) = ((ends[0] & !FIRST) as usize, journeys.closing());
        let mut ends = ends[1..].iter().map(|&at| at as usize);
        let mut next_end = ends.next().unwrap_or(usize::MAX);
        self.push(Self::END as u32);
        if journeys.has_elements() {
            self.elements.push(journeys.elements[start]);
        }
        // An element gets its number when the first event of it is kept.
        let (mut walked, mut seen, mut element) = (0u32, 0u32, 0u32);
        for (cell, at) in journeys.cells[start + 1..].iter().zip(start + 1..) {
            let item = cell.item();
            if item == closing {
                break;
            }
            walked += u32::from(cell.opens());
            let (place, is_end) = (self.places[item], at == next_end);
            let is_kept = place != OTHER;
            let is_new = (is_kept | is_end) & (walked != seen);
            element += u32::from(is_new);
            seen = if is_new { walked } else { seen };
            // Every event is written, but only those kept stay.
            self.push(place & 0xFFFF | element << 16);
            self.n_events -= usize::from(!is_kept);
            if is_end {
                self.push(Self::END as u32 | element << 16);
                next_end = ends.next().unwrap_or(usize::MAX);
            }
            if is_new && journeys.has_elements() {
                self.elements.push(journeys.elements[at]);
            }
        }
        self.journeys.push((self.n_events as u32, element + 1));
        self.n_elements += element as usize + 1;
        self.longest = self.longest.max(element + 1);
        element < MOST_ELEMENTS
    }

    /// Writes an event.
    #[inline(always)]
    fn push(&mut self, event: u32) {
        if self.n_events == self.events.len() {
            self.events.resize(2 * self.events.len() + 64, 0);
        }
        self.events[self.n_events] = event;
        self.n_events += 1;
    }
}
