//! Journeys of elements laid out for walking: eight bytes an event.

/// Marks the first event of an element.
const OPENS: u32 = 1 << 31;

/// Marks, in a list of occurrences, the first one of a journey.
pub const FIRST: u32 = 1 << 31;

/// One event.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Its item, marked where it opens an element.
    item: u32,
    /// One past the place of the same item before it in the journey, or 0.
    pub previous: u32,
}

impl Cell {
    /// An event.
    #[inline(always)]
    pub fn new(item: u32, opens: bool, previous: u32) -> Self {
        Cell { item: item | u32::from(opens) << 31, previous }
    }

    /// Does an element begin here? True of what follows the last event of a journey too.
    #[inline(always)]
    pub fn opens(self) -> bool {
        self.item & OPENS != 0
    }

    /// Which item.
    #[inline(always)]
    pub fn item(self) -> usize {
        (self.item & !OPENS) as usize
    }
}

/// Journeys one after the other, each closed by a cell of an item of its own, the first that is none.
#[derive(Debug, Default)]
pub struct Journeys {
    /// The events.
    pub cells: Vec<Cell>,
    /// What each item is called in patterns, ascending.
    pub items: Vec<u32>,
    /// Which element, among all of the database, each cell is in; where somebody asked for it.
    pub elements: Vec<u32>,
}

impl Journeys {
    /// The item that closes a journey.
    #[inline(always)]
    pub fn closing(&self) -> usize {
        self.items.len()
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>() + 4 * (self.items.capacity() + self.elements.capacity())
    }

    /// Are the elements of cells known?
    #[inline(always)]
    pub fn has_elements(&self) -> bool {
        !self.elements.is_empty()
    }
}
