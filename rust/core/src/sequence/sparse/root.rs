//! All journeys as the sparse engine walks them, and where each goes on after each item.
use super::cell::{Cell, Narrow, Wide};
use super::local::Local;
use crate::budget::heard;
use crate::sequence::cells::Cells;

/// All journeys, their items numbered as everywhere.
#[derive(Debug)]
pub enum Whole {
    /// Up to 65,535 items and journeys no longer.
    Narrow(Local<Narrow>),
    /// More.
    Wide(Local<Wide>),
}

/// Where each journey goes on after the first occurrence of each item.
#[derive(Debug)]
pub struct Roots {
    /// All journeys.
    pub whole: Whole,
    ends: Vec<usize>,
    places: Vec<u32>,
}

impl Roots {
    /// Over journeys of single events; `traced` where equal futures are looked for. Of no use where `stop` said so.
    pub fn new(cells: &Cells, traced: bool, stop: impl Fn() -> bool) -> Self {
        let end = cells.end();
        let longest = cells.longest();
        if end as usize <= Narrow::ITEMS && longest <= Narrow::LONGEST {
            Roots::over(cells, Whole::Narrow(packed(cells, longest, traced, &stop)), &stop)
        } else {
            Roots::wide(cells, longest, traced, stop)
        }
    }

    /// The same, in eight bytes an event even where four would do.
    pub(super) fn wide(cells: &Cells, longest: usize, traced: bool, stop: impl Fn() -> bool) -> Self {
        Roots::over(cells, Whole::Wide(packed(cells, longest, traced, &stop)), &stop)
    }

    fn over(cells: &Cells, whole: Whole, stop: &impl Fn() -> bool) -> Self {
        let end = cells.end();
        let mut ends = vec![0; end as usize + 1];
        let firsts = || {
            let pairs = heard(cells.cells.windows(2).zip(1..), stop);
            pairs.filter(|(pair, _)| pair[0].previous == 0 && pair[0].item != end && pair[1].item != end)
        };
        firsts().for_each(|(pair, _)| ends[pair[0].item as usize + 1] += 1);
        (0..end as usize).for_each(|item| ends[item + 1] += ends[item]);
        let mut places = vec![0; ends[end as usize]];
        for (pair, after) in firsts() {
            let next = &mut ends[pair[0].item as usize];
            places[*next] = after;
            *next += 1;
        }
        ends.truncate(end as usize);
        Roots { whole, ends, places }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let whole = match &self.whole {
            Whole::Narrow(whole) => whole.bytes(),
            Whole::Wide(whole) => whole.bytes(),
        };
        whole + 8 * self.ends.capacity() + 4 * self.places.capacity()
    }

    /// What [`Roots::new`] will hold at most.
    pub fn bytes_of(cells: &Cells, traced: bool) -> usize {
        let is_narrow = cells.end() as usize <= Narrow::ITEMS && cells.longest() <= Narrow::LONGEST;
        let cell = if is_narrow { size_of::<Narrow>() } else { size_of::<Wide>() };
        let firsts: usize = cells.supports.iter().map(|&support| support as usize).sum();
        let numbers = firsts + cells.len() + 3 * cells.codes.len();
        cells.cells.len() * (cell + if traced { 4 } else { 0 }) + 4 * numbers
    }

    /// The places after the first `item` of each journey in which something comes after it, ascending.
    pub fn of(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.places[start..self.ends[item as usize]]
    }
}

fn packed<C: Cell>(cells: &Cells, longest: usize, traced: bool, stop: impl Fn() -> bool) -> Local<C> {
    let end = cells.end();
    let pack = |(cell, at): (&crate::sequence::cells::Cell, u32)| match (cell.item == end, cell.previous) {
        (true, _) => C::END,
        (false, 0) => C::new(cell.item, u32::MAX),
        (false, previous) => C::new(cell.item, at + 1 - previous),
    };
    let mut packed = Vec::with_capacity(cells.cells.len());
    packed.extend(heard(cells.cells.iter().zip(0..), stop).map(pack));
    Local {
        cells: packed,
        steps: (0..end).collect(),
        starts: (0..cells.len() as u32).map(|journey| cells.start(journey)).collect(),
        origins: if traced { (0..cells.cells.len() as u32).collect() } else { Vec::new() },
        longest,
    }
}
