//! All journeys, and where each event occurs in them: what every subtree begins with.
use super::journeys::{Cell, FIRST, Journeys};
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
    /// Lays out what `cells` holds; `with_elements` where nodes with equal futures are looked for.
    pub fn new(cells: &Cells, with_elements: bool) -> Self {
        let end = cells.end();
        let opening = |at| if cells.has_sets() { cells.element(at).0 } else { at };
        let all = || cells.cells.iter().zip(0u32..);
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
        let elements = if with_elements { all().map(|(_, at)| opening(at)).collect() } else { Vec::new() };
        let laid = all().map(|(cell, at)| Cell::new(cell.item, opening(at) == at, cell.previous)).collect();
        Roots { journeys: Journeys { cells: laid, items: (0..end).collect(), elements }, ends, occurrences }
    }

    /// Where an item occurs: cells, ascending, the first one of each journey marked.
    pub fn of(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.occurrences[start..self.ends[item as usize]]
    }
}
