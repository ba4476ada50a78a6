//! The frequent part of the journeys, renumbered, laid out for walking: what projections work on.
mod chunks;
mod frequent;
mod layout;

use crate::budget::Budget;
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use crate::sink::JOINED;
use frequent::Frequent;

/// To go through more cells takes more than a moment.
const LONG: usize = 1 << 18;

/// One event of a journey.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its number; [`Cells::end`] after the last event of a journey.
    pub item: u32,
    /// One past the position of the same item before it in the same journey, or 0.
    pub previous: u32,
}

/// Journeys of frequent events only, those left empty dropped; each ends in a cell of its own.
///
/// Positions are u32 below 2³¹, so that projections have a bit to spare. Items are numbered by ascending code, so the
/// order of patterns in numbers is the order of patterns in codes.
#[derive(Debug, Clone)]
pub struct Cells {
    /// All journeys, one after the other.
    pub cells: Vec<Cell>,
    /// The code of each item.
    pub codes: Vec<Item>,
    /// In how many journeys each item occurs.
    pub supports: Vec<u32>,
    /// How many events each item is.
    pub counts: Vec<usize>,
    /// All journeys that count, the empty ones included.
    pub n_journeys: u32,
    /// Where each journey starts.
    starts: Vec<u32>,
    /// The journey of each cell; empty until [`Cells::with_journeys`].
    journeys: Vec<u32>,
    /// First and one past the last cell of the element of each cell; empty when every element is single.
    elements: Vec<(u32, u32)>,
}

impl Cells {
    /// Lays out the events that occur in at least `min_support` journeys, those with a code of `excludes` aside;
    /// [`Error::Memory`] where there is no room for them.
    pub fn new(db: &SequenceDb, min_support: u32, excludes: &[Item], n_jobs: usize, budget: &Budget) -> Result<Self> {
        let n_journeys = u32::try_from(db.len()).map_err(|_| Error::Capacity {
            what: "journeys",
            found: db.len() as u64,
            limit: u64::from(u32::MAX),
        })?;
        let frequent = Frequent::of(db, min_support, excludes, n_jobs, budget)?;
        let total = frequent.counts.iter().sum::<usize>() + n_journeys as usize;
        if total >= JOINED as usize {
            let limit = u64::from(JOINED) - 1;
            return Err(Error::Capacity { what: "frequent events and journeys", found: total as u64, limit });
        }
        layout::lay_out(db, frequent, n_jobs, budget)
    }

    /// What so many cells of so many journeys weigh.
    fn bytes_of(n_cells: usize, n_journeys: usize, has_sets: bool) -> usize {
        let element = if has_sets { size_of::<(u32, u32)>() } else { 0 };
        n_cells * (size_of::<Cell>() + element) + 4 * n_journeys
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        16 * self.codes.len()
            + 4 * self.journeys.len()
            + Cells::bytes_of(self.cells.len(), self.starts.len(), self.has_sets())
    }

    /// Must whoever goes through all cells stop? What takes a moment is done whole, so that something is found in
    /// however little time.
    pub fn stop_by<'b>(&self, budget: &'b Budget) -> impl Fn() -> bool + Copy + use<'b> {
        let is_long = self.cells.len() > LONG;
        move || is_long && budget.is_over()
    }

    /// The error, where whoever went through all cells was to stop.
    pub fn check(&self, budget: &Budget) -> Result<()> {
        if self.stop_by(budget)() { budget.check_room() } else { Ok(()) }
    }

    /// The item of the cell after a journey's last event.
    #[inline]
    pub fn end(&self) -> u32 {
        self.codes.len() as u32
    }

    /// Does some element hold several events?
    pub fn has_sets(&self) -> bool {
        !self.elements.is_empty()
    }

    /// Is one of these codes kept here?
    pub fn keep_any(&self, codes: &[Item]) -> bool {
        codes.iter().any(|code| self.codes.binary_search(code).is_ok())
    }

    /// How many journeys have a frequent event.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The most events of a journey.
    pub fn longest(&self) -> usize {
        (0..self.len() as u32).map(|journey| self.stop(journey) - self.start(journey)).max().unwrap_or(0) as usize
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The items of a journey, in order.
    pub fn events(&self, journey: u32) -> impl Iterator<Item = u32> + '_ {
        let (start, stop) = (self.start(journey) as usize, self.stop(journey) as usize);
        self.cells[start..stop].iter().map(|cell| cell.item)
    }

    /// The same, with the journey of each cell noted, which takes [`Cells::bytes_of_journeys`].
    pub fn with_journeys(mut self) -> Self {
        self.journeys.reserve_exact(self.cells.len());
        for journey in 0..self.len() as u32 {
            self.journeys.resize(self.stop(journey) as usize + 1, journey);
        }
        self
    }

    /// What [`Cells::with_journeys`] takes.
    pub fn bytes_of_journeys(&self) -> usize {
        4 * self.cells.len()
    }

    /// The journey of a cell, where journeys are noted.
    #[inline]
    pub fn journey(&self, at: u32) -> u32 {
        self.journeys[at as usize]
    }

    /// First cell of a journey.
    #[inline]
    pub fn start(&self, journey: u32) -> u32 {
        self.starts[journey as usize]
    }

    /// The cell after the last event of a journey.
    #[inline]
    pub fn stop(&self, journey: u32) -> u32 {
        self.starts.get(journey as usize + 1).copied().unwrap_or(self.cells.len() as u32) - 1
    }

    /// First and one past the last cell of the element of a cell; only where there are sets.
    #[inline]
    pub fn element(&self, at: u32) -> (u32, u32) {
        self.elements[at as usize]
    }
}

#[cfg(test)]
mod tests;
