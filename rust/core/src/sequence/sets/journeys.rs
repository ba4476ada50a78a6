//! Journeys of elements laid out for walking: eight bytes an event, and where each event occurs.
use crate::sequence::cells::Cells;

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

/// All journeys, one after the other, each closed by a cell of an item of its own.
#[derive(Debug)]
pub struct Journeys {
    /// The events.
    pub cells: Vec<Cell>,
    n_items: usize,
    /// The first cell of the element of each cell, where somebody asked for it.
    elements: Vec<u32>,
    /// Where the occurrences of each item end.
    ends: Vec<usize>,
    occurrences: Vec<u32>,
}

impl Journeys {
    /// Lays out what `cells` holds; `with_elements` where [`Journeys::element`] will be asked.
    pub fn new(cells: &Cells, with_elements: bool) -> Self {
        let end = cells.end();
        let mut ends = vec![0; end as usize + 1];
        let mut laid = Vec::with_capacity(cells.cells.len());
        for (cell, at) in cells.cells.iter().zip(0..) {
            let opens = !cells.has_sets() || cells.element(at).0 == at;
            laid.push(Cell { item: cell.item | if opens { OPENS } else { 0 }, previous: cell.previous });
            if cell.item != end {
                ends[cell.item as usize + 1] += 1;
            }
        }
        (0..end as usize).for_each(|item| ends[item + 1] += ends[item]);
        let mut occurrences = vec![0; ends[end as usize]];
        for (cell, at) in laid.iter().zip(0u32..) {
            if cell.item() != end as usize {
                let next = &mut ends[cell.item()];
                occurrences[*next] = at | if cell.previous == 0 { FIRST } else { 0 };
                *next += 1;
            }
        }
        ends.truncate(end as usize);
        let n_laid = laid.len() as u32;
        let element = |at| if cells.has_sets() { cells.element(at).0 } else { at };
        let elements = if with_elements { (0..n_laid).map(element).collect() } else { Vec::new() };
        Journeys { cells: laid, n_items: end as usize, elements, ends, occurrences }
    }

    /// How many items there are; the number of the item that closes a journey.
    #[inline(always)]
    pub fn n_items(&self) -> usize {
        self.n_items
    }

    /// The first cell of the element of a cell.
    #[inline(always)]
    pub fn element(&self, at: u32) -> u32 {
        self.elements[at as usize]
    }

    /// Are the elements of cells known?
    pub fn has_elements(&self) -> bool {
        !self.elements.is_empty()
    }

    /// Where an item occurs: cells, ascending, the first one of each journey marked.
    pub fn occurrences(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.occurrences[start..self.ends[item as usize]]
    }
}
