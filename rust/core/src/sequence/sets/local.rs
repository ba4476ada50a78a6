//! First-level subtrees: what follows an event, cut out of all journeys, with the events frequent there only.
use super::journeys::{Cell, FIRST, Journeys};
use super::tallies::{Extension, Tallies};
use crate::sink::JOINED;

/// The working memory for cutting.
#[derive(Debug)]
pub struct Cutter {
    /// The place of each item among those kept, or `OTHER`.
    places: Vec<u32>,
    /// One past the last cell of each kept item.
    latest: Vec<u32>,
    /// Are occurrences kept after which nothing follows?
    keeps_ends: bool,
}

const OTHER: u32 = u32::MAX;

impl Cutter {
    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Cutter { places: vec![OTHER; n_items + 1], latest: Vec::new(), keeps_ends: false }
    }

    /// Writes to `local` what follows the pattern that occurs at `occurrences`, and to `out` where each child occurs in
    /// it, as [`Tallies::deliver`] does.
    pub fn cut(
        &mut self,
        journeys: &Journeys,
        occurrences: &[u32],
        extensions: &[Extension],
        tallies: &mut Tallies,
        (local, out): (&mut Journeys, &mut [u32]),
    ) {
        local.items.clear();
        local.items.extend(extensions.iter().map(|extension| extension.step & !JOINED));
        local.items.sort_unstable();
        local.items.dedup();
        local.cells.clear();
        local.elements.clear();
        local.items.iter().zip(0..).for_each(|(&item, place)| self.places[item as usize] = place);
        self.latest.clear();
        self.latest.resize(local.items.len(), 0);
        self.keeps_ends = journeys.has_elements();
        tallies.prepare(extensions);
        for ends in occurrences.chunk_by(|_, next| next & FIRST == 0) {
            tallies.next_stamp();
            self.journey(journeys, ends, tallies, local, out);
        }
        local.items.iter().for_each(|&item| self.places[item as usize] = OTHER);
    }

    fn journey(
        &mut self,
        journeys: &Journeys,
        ends: &[u32],
        tallies: &mut Tallies,
        local: &mut Journeys,
        out: &mut [u32],
    ) {
        let (first, start) = ((ends[0] & !FIRST) as usize, local.cells.len());
        let mut ends = ends[1..].iter().map(|&at| at as usize);
        let mut next_end = ends.next().unwrap_or(usize::MAX);
        // Can an event here join the pattern's last element? Where does what comes later begin?
        let (mut joins, mut later, mut opens) = (true, usize::MAX, true);
        let mut last = (false, false);
        for (cell, at) in journeys.cells[first + 1..].iter().zip(first + 1..) {
            if cell.opens() {
                if cell.item() == journeys.closing() {
                    break;
                }
                (joins, opens) = (false, true);
                later = later.min(local.cells.len());
            }
            let place = self.places[cell.item()];
            if place != OTHER {
                let now = local.cells.len();
                let latest = std::mem::replace(&mut self.latest[place as usize], now as u32 + 1) as usize;
                let previous = if latest > start { latest } else { 0 };
                local.cells.push(Cell::new(place, opens, previous as u32));
                opens = false;
                if journeys.has_elements() {
                    local.elements.push(journeys.elements[at]);
                }
                let is_later = later <= now;
                last.0 = is_later && tallies.write_later(cell.item(), now as u32, previous <= later, out);
                last.1 = joins && tallies.write_joined(cell.item(), now as u32, out);
            }
            if at == next_end {
                joins = true;
                next_end = ends.next().unwrap_or(usize::MAX);
            }
        }
        self.close(start, last, tallies, local);
    }

    /// Ends a journey, in which the last event was written as occurrence of a later and of a joined step, or not.
    fn close(&mut self, start: usize, last: (bool, bool), tallies: &mut Tallies, local: &mut Journeys) {
        let Some(cell) = local.cells[start..].last() else { return };
        if !self.keeps_ends {
            tallies.take_back(local.items[cell.item()], last);
            if local.cells.len() == start + 1 {
                self.latest[cell.item()] = 0;
                local.cells.truncate(start);
                return;
            }
        }
        local.cells.push(Cell::new(local.closing() as u32, true, 0));
        if self.keeps_ends {
            local.elements.push(0);
        }
    }
}
