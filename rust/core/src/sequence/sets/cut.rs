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
    /// Packed events and ends.
    pub events: Vec<u32>,
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

    /// The place of an item among those that were cut out.
    pub fn place(&self, item: u32) -> u32 {
        self.items.partition_point(|&other| other < item) as u32
    }

    /// Cuts out what follows a pattern that occurs at `occurrences`, with the events of `self.items` only; false where
    /// a journey is too long.
    pub fn fill(&mut self, journeys: &Journeys, occurrences: &[u32]) -> bool {
        self.events.clear();
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
        let mut ends = ends.iter().copied();
        let mut next_end = ends.next().map_or(0, |at| at & !FIRST) as usize;
        let (start, closing) = (next_end, journeys.n_items());
        let has_elements = journeys.has_elements();
        let mut opening = if has_elements { journeys.element(start as u32) } else { 0 };
        // Elements are numbered when the first event of theirs is kept.
        let (mut walked, mut seen, mut element) = (0u32, u32::MAX, u32::MAX);
        for (cell, at) in journeys.cells[start..].iter().zip(start..) {
            let item = cell.item();
            if item == closing {
                break;
            }
            if cell.opens() && at > start {
                walked += 1;
                opening = at as u32;
            }
            let (place, is_end) = (self.places[item], at == next_end);
            if place == OTHER && !is_end {
                continue;
            }
            if walked != seen {
                (seen, element) = (walked, element.wrapping_add(1));
                if element >= MOST_ELEMENTS {
                    return false;
                }
                if has_elements {
                    self.elements.push(opening);
                }
            }
            // The first end is where it begins: nothing in that place follows it.
            if place != OTHER && at > start {
                self.events.push(place | element << 16);
            }
            if is_end {
                self.events.push(Self::END as u32 | element << 16);
                next_end = ends.next().map_or(usize::MAX, |at| at as usize);
            }
        }
        let n_elements = element + 1;
        self.journeys.push((self.events.len() as u32, n_elements));
        self.n_elements += n_elements as usize;
        self.longest = self.longest.max(n_elements);
        true
    }
}
