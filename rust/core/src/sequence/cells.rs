//! The frequent part of the journeys, renumbered, laid out for walking: what projections work on.
use crate::budget::Budget;
use crate::database::{Item, SequenceDb};
use crate::error::{Error, Result};
use crate::sink::JOINED;

/// One event of a journey.
#[derive(Debug, Clone, Copy)]
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
#[derive(Debug)]
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
    /// The journey of each cell.
    journeys: Vec<u32>,
    /// First and one past the last cell of the element of each cell; empty when every element is single.
    elements: Vec<(u32, u32)>,
}

/// How many journeys are laid out between two looks at the budget.
const LOOK_EVERY: usize = 1 << 14;

impl Cells {
    /// Lays out the events that occur in at least `min_support` journeys, those with a code of `excludes` aside.
    pub fn new(db: &SequenceDb, min_support: u32, excludes: &[Item], budget: &Budget) -> Result<Self> {
        let n_journeys = u32::try_from(db.len()).map_err(|_| Error::Capacity {
            what: "journeys",
            found: db.len() as u64,
            limit: u64::from(u32::MAX),
        })?;
        let Frequent { codes, supports, counts } = Frequent::of(db, min_support, excludes, budget)?;
        let total = counts.iter().sum::<usize>() + n_journeys as usize;
        if total >= JOINED as usize {
            let limit = u64::from(JOINED) - 1;
            return Err(Error::Capacity { what: "frequent events and journeys", found: total as u64, limit });
        }
        let mut layout = Layout::new(codes.len(), total);
        let number = Numbers::new(&codes);
        for s in 0..db.len() {
            if s % LOOK_EVERY == 0 && budget.is_cancelled() {
                return Err(Error::Cancelled);
            }
            layout.journey(db, s, &number);
        }
        let Layout { cells, starts, journeys, mut elements, .. } = layout;
        if elements.iter().all(|(begin, end)| end - begin == 1) {
            elements = Vec::new();
        }
        Ok(Cells { cells, codes, supports, counts, n_journeys, starts, journeys, elements })
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

    /// The journey of a cell.
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

/// The frequent codes, ascending.
struct Frequent {
    codes: Vec<Item>,
    supports: Vec<u32>,
    counts: Vec<usize>,
}

impl Frequent {
    fn of(db: &SequenceDb, min_support: u32, excludes: &[Item], budget: &Budget) -> Result<Self> {
        let distinct = distinct(db.items);
        let number = Numbers::new(&distinct);
        let (mut last, mut supports, mut events) =
            (vec![u32::MAX; distinct.len()], vec![0; distinct.len()], vec![0usize; distinct.len()]);
        for s in 0..db.len() {
            if s % LOOK_EVERY == 0 && budget.is_cancelled() {
                return Err(Error::Cancelled);
            }
            for &code in db.journey(s) {
                let item = number.of(code).expect("all codes are numbered") as usize;
                events[item] += 1;
                if last[item] != s as u32 {
                    last[item] = s as u32;
                    supports[item] += 1;
                }
            }
        }
        excludes.iter().filter_map(|&code| number.of(code)).for_each(|item| supports[item as usize] = 0);
        let kept: Vec<usize> = (0..distinct.len()).filter(|&item| supports[item] >= min_support.max(1)).collect();
        Ok(Frequent {
            codes: kept.iter().map(|&item| distinct[item]).collect(),
            supports: kept.iter().map(|&item| supports[item]).collect(),
            counts: kept.iter().map(|&item| events[item]).collect(),
        })
    }
}

/// Is a table by code no larger than a few times the data?
fn is_dense(largest: Item, n: usize) -> bool {
    (largest as usize) < 4 * n + (1 << 12)
}

/// The distinct codes, ascending; never a table as large as a code that merely happens to be large.
fn distinct(items: &[Item]) -> Vec<Item> {
    let Some(&largest) = items.iter().max() else { return Vec::new() };
    if is_dense(largest, items.len()) {
        let mut occurs = vec![false; largest as usize + 1];
        items.iter().for_each(|&code| occurs[code as usize] = true);
        return (0..=largest).filter(|&code| occurs[code as usize]).collect();
    }
    let mut codes = items.to_vec();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// From codes to numbers: a table, or a search where the codes are far apart.
enum Numbers<'a> {
    Table(Vec<u32>),
    Sorted(&'a [Item]),
}

impl<'a> Numbers<'a> {
    fn new(codes: &'a [Item]) -> Self {
        let largest = codes.last().copied().unwrap_or(0);
        if !is_dense(largest, codes.len()) {
            return Numbers::Sorted(codes);
        }
        let mut table = vec![u32::MAX; largest as usize + 1];
        codes.iter().enumerate().for_each(|(number, &code)| table[code as usize] = number as u32);
        Numbers::Table(table)
    }

    #[inline]
    fn of(&self, code: Item) -> Option<u32> {
        match self {
            Numbers::Table(table) => table.get(code as usize).copied().filter(|&number| number != u32::MAX),
            Numbers::Sorted(codes) => codes.binary_search(&code).ok().map(|number| number as u32),
        }
    }
}

/// The cells while they are laid out.
struct Layout {
    cells: Vec<Cell>,
    starts: Vec<u32>,
    journeys: Vec<u32>,
    elements: Vec<(u32, u32)>,
    /// One past the latest position of each item, in any journey.
    latest: Vec<u32>,
}

impl Layout {
    fn new(n_items: usize, total: usize) -> Self {
        Layout {
            cells: Vec::with_capacity(total),
            starts: Vec::new(),
            journeys: Vec::with_capacity(total),
            elements: Vec::new(),
            latest: vec![0; n_items],
        }
    }

    fn journey(&mut self, db: &SequenceDb, s: usize, number: &Numbers) {
        let start = self.cells.len() as u32;
        let mut begin = start;
        for at in db.range(s) {
            if db.opens(at) {
                self.close(begin, db);
                begin = self.cells.len() as u32;
            }
            if let Some(item) = number.of(db.items[at]) {
                let latest = &mut self.latest[item as usize];
                let previous = if *latest > start { *latest } else { 0 };
                self.cells.push(Cell { item, previous });
                *latest = self.cells.len() as u32;
            }
        }
        self.close(begin, db);
        if self.cells.len() as u32 > start {
            let end = self.cells.len() as u32;
            self.cells.push(Cell { item: self.latest.len() as u32, previous: 0 });
            self.close(end, db);
            self.journeys.resize(self.cells.len(), self.starts.len() as u32);
            self.starts.push(start);
        }
    }

    /// Notes that the cells from `begin` on are one element.
    fn close(&mut self, begin: u32, db: &SequenceDb) {
        if db.element_starts.is_some() {
            let end = self.cells.len() as u32;
            self.elements.resize(end as usize, (begin, end));
        }
    }
}
