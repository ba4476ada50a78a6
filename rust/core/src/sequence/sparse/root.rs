//! All journeys as the sparse engine walks them, and where each goes on after each item.
use super::cell::{Cell, Narrow, Wide};
use super::local::Local;
use crate::budget::heard;
use crate::sequence::cells::{self, Cells};

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
    pub fn new(cells: Cells, traced: bool, stop: impl Fn() -> bool) -> Self {
        let longest = cells.longest();
        if cells.end() as usize <= Narrow::ITEMS && longest <= Narrow::LONGEST {
            Roots::over(cells, &stop, |cells| Whole::Narrow(packed(cells, longest, traced)))
        } else {
            Roots::wide(cells, longest, traced, stop)
        }
    }

    /// The same, in eight bytes an event even where four would do.
    pub(super) fn wide(cells: Cells, longest: usize, traced: bool, stop: impl Fn() -> bool) -> Self {
        Roots::over(cells, &stop, |cells| Whole::Wide(packed(cells, longest, traced)))
    }

    fn over(cells: Cells, stop: &impl Fn() -> bool, pack: impl FnOnce(Cells) -> Whole) -> Self {
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
        Roots { whole: pack(cells), ends, places }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let whole = match &self.whole {
            Whole::Narrow(whole) => whole.bytes(),
            Whole::Wide(whole) => whole.bytes(),
        };
        whole + 8 * self.ends.capacity() + 4 * self.places.capacity()
    }

    /// What [`Roots::new`] will hold at most beyond the cells, in whose memory events are packed.
    pub fn bytes_of(cells: &Cells, traced: bool) -> usize {
        let firsts: usize = cells.supports.iter().map(|&support| support as usize).sum();
        let numbers = firsts + cells.len() + 3 * cells.codes.len();
        4 * (numbers + if traced { cells.cells.len() } else { 0 })
    }

    /// The places after the first `item` of each journey in which something comes after it, ascending.
    pub fn of(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.places[start..self.ends[item as usize]]
    }
}

/// Every event in fewer bytes, one after the other where it was: what is laid out is never held twice.
fn packed<C: Cell>(cells: Cells, longest: usize, traced: bool) -> Local<C> {
    let (end, n) = (cells.end(), cells.cells.len() as u32);
    let pack = |(at, cell): (usize, cells::Cell)| match (cell.item == end, cell.previous) {
        (true, _) => C::END,
        (false, 0) => C::new(cell.item, u32::MAX),
        (false, previous) => C::new(cell.item, at as u32 + 1 - previous),
    };
    let starts = (0..cells.len() as u32).map(|journey| cells.start(journey)).collect();
    Local {
        cells: cells.cells.into_iter().enumerate().map(pack).collect(),
        steps: (0..end).collect(),
        starts,
        origins: if traced { (0..n).collect() } else { Vec::new() },
        longest,
    }
}
