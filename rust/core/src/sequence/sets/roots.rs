//! All journeys, and where each event occurs in them: what every subtree begins with.
use super::journeys::{Cell, FIRST, Journeys};
use crate::budget::heard;
use crate::sequence::cells::Cells;

/// The whole database.
#[derive(Debug)]
pub struct Roots {
    /// All journeys.
    pub journeys: Journeys,
    /// Where the occurrences of each item end.
    ends: Vec<usize>,
    occurrences: Vec<u32>,
}

impl Roots {
    /// Lays out what `cells` holds; `with_elements` where nodes with equal futures are looked for. Of no use where `stop`
    /// said so.
    pub fn new(cells: &Cells, with_elements: bool, stop: impl Fn() -> bool) -> Self {
        let end = cells.end();
        let opening = |at| if cells.has_sets() { cells.element(at).0 } else { at };
        let all = || heard(cells.cells.iter().zip(0u32..), &stop);
        let mut ends = vec![0; end as usize + 1];
        all().filter(|(cell, _)| cell.item != end).for_each(|(cell, _)| ends[cell.item as usize + 1] += 1);
        (0..end as usize).for_each(|item| ends[item + 1] += ends[item]);
        let mut occurrences = vec![0; ends[end as usize]];
        for (cell, at) in all().filter(|(cell, _)| cell.item != end) {
            let next = &mut ends[cell.item as usize];
            occurrences[*next] = at | if cell.previous == 0 { FIRST } else { 0 };
            *next += 1;
        }
        ends.truncate(end as usize);
        let mut elements = Vec::with_capacity(if with_elements { cells.cells.len() } else { 0 });
        elements.extend(all().filter(|_| with_elements).map(|(_, at)| opening(at)));
        let mut laid = Vec::with_capacity(cells.cells.len());
        laid.extend(all().map(|(cell, at)| Cell::new(cell.item, opening(at) == at, cell.previous)));
        Roots { journeys: Journeys { cells: laid, items: (0..end).collect(), elements }, ends, occurrences }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.journeys.bytes() + 8 * self.ends.capacity() + 4 * self.occurrences.capacity()
    }

    /// What [`Roots::new`] will hold at most.
    pub fn bytes_of(cells: &Cells, with_elements: bool) -> usize {
        let numbers = if with_elements { 2 } else { 1 };
        cells.cells.len() * (size_of::<Cell>() + 4 * numbers) + 12 * cells.codes.len()
    }

    /// Where an item occurs: cells, ascending, the first one of each journey marked.
    pub fn of(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.occurrences[start..self.ends[item as usize]]
    }
}
