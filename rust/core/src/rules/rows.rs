//! Journeys as rules see them: one row a journey, or one a window of it, with the first and last place of each event.
use super::Request;
use crate::budget::{Budget, heard};
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};

/// An event that does not count.
const NONE: u32 = u32::MAX;

/// An event that enough journeys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its code.
    pub code: Item,
    /// Journeys that hold it.
    pub support: u32,
    /// May it be in an antecedent?
    pub left: bool,
    /// May it be in a consequent?
    pub right: bool,
}

/// Where an event lies in a row: elements, counted in the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The number of the event in [`Rows::items`].
    pub item: u32,
    /// The first element that holds it.
    pub first: u32,
    /// The last one.
    pub last: u32,
}

/// All rows, and where each event is.
#[derive(Debug, Default)]
pub struct Rows {
    /// Events with enough support, the rarest first: antecedents grow in this order, so that rows run out soon.
    pub items: Vec<Event>,
    /// Row r is `cells[offsets[r]..offsets[r + 1]]`, the cell with the last place first.
    cells: Vec<Cell>,
    offsets: Vec<usize>,
    /// Whose row it is; rows of one journey are neighbours.
    pub journey_of: Vec<u32>,
    /// By event: (row, first place there), rows ascending.
    pub rows_of: Vec<Vec<(u32, u32)>>,
    /// By event: journeys that hold it, ascending.
    pub journeys_of: Vec<Vec<u32>>,
    /// May a journey have several rows?
    pub windowed: bool,
}

impl Rows {
    /// Lays out the journeys of `db`; [`Error::Spent`] where there is no room or time for it.
    pub fn new(db: &SequenceDb<'_>, request: &Request, budget: &Budget) -> Result<Self> {
        let mut journeys_by_code = journeys_by_code(db, budget)?;
        let allowed = |side: &Option<Vec<Item>>, code| side.as_ref().is_none_or(|events| events.contains(&code));
        let mut items: Vec<Event> = Vec::new();
        for (journeys, code) in journeys_by_code.iter().zip(0..) {
            let support = journeys.len() as u32;
            if support >= request.min_support.max(1) {
                let (left, right) = (allowed(&request.left.events, code), allowed(&request.right.events, code));
                items.extend((left || right).then_some(Event { code, support, left, right }));
            }
        }
        items.sort_unstable_by_key(|item| (item.support, item.code));
        let mut rows = Rows { windowed: request.within.is_some(), offsets: vec![0], ..Rows::default() };
        let mut local = vec![NONE; journeys_by_code.len()];
        items.iter().zip(0..).for_each(|(item, at)| local[item.code as usize] = at);
        rows.journeys_of = items.iter().map(|item| std::mem::take(&mut journeys_by_code[item.code as usize])).collect();
        drop(journeys_by_code);
        rows.items = items;
        rows.lay(db, request.within, &local, budget)?;
        rows.rows_of = vec![Vec::new(); rows.items.len()];
        for row in 0..rows.journey_of.len() {
            for cell in &rows.cells[rows.offsets[row]..rows.offsets[row + 1]] {
                rows.rows_of[cell.item as usize].push((row as u32, cell.first));
            }
        }
        Ok(rows)
    }

    fn lay(&mut self, db: &SequenceDb<'_>, within: Option<u64>, local: &[u32], budget: &Budget) -> Result<()> {
        let mut account = budget.account();
        let mut journey = Journey { places: vec![(NONE, 0); self.items.len()], ..Journey::default() };
        for s in 0..db.len() {
            if s % 256 == 0 {
                budget.check_room()?;
            }
            journey.take(db, s, local);
            for window in journey.windows(within) {
                if budget.is_spent() {
                    budget.check()?;
                    return Err(Error::Spent);
                }
                if !account.grow(&mut self.cells, window.len().min(self.items.len())) {
                    return Err(Error::Spent);
                }
                journey.places(window, &mut self.cells);
                self.offsets.push(self.cells.len());
                self.journey_of.push(s as u32);
            }
        }
        Ok(())
    }

    /// The cells of a row, the one with the last place first.
    pub fn row(&self, row: u32) -> &[Cell] {
        &self.cells[self.offsets[row as usize]..self.offsets[row as usize + 1]]
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let lists: usize = self.rows_of.iter().map(Vec::len).sum::<usize>() * 8;
        let journeys: usize = self.journeys_of.iter().map(Vec::len).sum::<usize>() * 4;
        size_of::<Cell>() * self.cells.capacity() + 12 * self.offsets.capacity() + lists + journeys
    }
}

/// By event code: the journeys that hold it, ascending. Codes are ranks of names, so few are without journeys.
fn journeys_by_code(db: &SequenceDb<'_>, budget: &Budget) -> Result<Vec<Vec<u32>>> {
    let codes = db.items.iter().max().map_or(0, |&code| code as usize + 1);
    let mut by_code: Vec<Vec<u32>> = vec![Vec::new(); codes];
    for s in heard(0..db.len(), || budget.is_over()) {
        for &code in db.journey(s) {
            let own = &mut by_code[code as usize];
            if own.last() != Some(&(s as u32)) {
                own.push(s as u32);
            }
        }
    }
    budget.check_room()?;
    Ok(by_code)
}

/// One journey's events that count; kept and refilled.
#[derive(Debug, Default)]
struct Journey {
    /// (event, element).
    events: Vec<(u32, u32)>,
    /// Where each element's events begin in `events`, and the end.
    starts: Vec<usize>,
    /// The time of each element, or its number.
    times: Vec<i64>,
    /// First and last place by event, while a row is made.
    places: Vec<(u32, u32)>,
}

impl Journey {
    fn take(&mut self, db: &SequenceDb<'_>, s: usize, local: &[u32]) {
        self.events.clear();
        self.starts.clear();
        self.times.clear();
        for at in db.range(s) {
            if at == db.range(s).start || db.opens(at) {
                self.starts.push(self.events.len());
                self.times.push(db.times.map_or(self.times.len() as i64, |times| times[at]));
            }
            let item = local[db.items[at] as usize];
            if item != NONE {
                self.events.push((item, self.starts.len() as u32 - 1));
            }
        }
        self.starts.push(self.events.len());
    }

    /// Ranges of `events`: the journey, or every window of it that lies in no other and has more than one element.
    fn windows(&self, within: Option<u64>) -> Vec<std::ops::Range<usize>> {
        let n = self.times.len();
        let Some(most) = within else { return std::iter::once(0..self.events.len()).collect() };
        let (mut made, mut end, mut before) = (Vec::new(), 0, 0);
        for begin in 0..n {
            // Times never fall, so the difference is right even where it does not fit into i64.
            while end < n && self.times[end].wrapping_sub(self.times[begin]) as u64 <= most {
                end += 1;
            }
            if end > before && end > begin + 1 {
                made.push(self.starts[begin]..self.starts[end]);
            }
            before = end;
        }
        made
    }

    /// Adds the cells of a window.
    fn places(&mut self, window: std::ops::Range<usize>, cells: &mut Vec<Cell>) {
        let begin = cells.len();
        for &(item, element) in &self.events[window] {
            let place = &mut self.places[item as usize];
            if place.0 == NONE {
                place.0 = element;
                cells.push(Cell { item, first: 0, last: 0 });
            }
            place.1 = element;
        }
        for cell in &mut cells[begin..] {
            (cell.first, cell.last) = std::mem::replace(&mut self.places[cell.item as usize], (NONE, 0));
        }
        cells[begin..].sort_unstable_by(|a, b| b.last.cmp(&a.last).then(a.item.cmp(&b.item)));
    }
}
