//! Journeys in which every element holds its events and all that is more general than they are.
use super::Levels;
use crate::budget::Budget;
use crate::database::{ElementStarts, Item, SequenceDb};
use crate::error::Result;
use std::ops::Range;

/// Journeys of our own with the elements of others, in the same places, at the same times.
#[derive(Debug, Default)]
pub struct Extended {
    /// Event codes; inside an element ascending and distinct.
    pub items: Vec<Item>,
    /// Journey `s` is `items[offsets[s]..offsets[s + 1]]`.
    pub offsets: Vec<u64>,
    /// One bit an event: does it open an element?
    pub starts: Vec<u8>,
    /// For each event a position in the journeys extended: the event itself where the element holds it, else the first
    /// that is a special case of it.
    pub origins: Vec<u64>,
    times: Option<Vec<i64>>,
}

/// Bytes that each event takes at least when it is laid out for a search, so that what is told to be enough is.
const LAID_OUT: usize = 24;

/// How many journeys are extended between two looks at the budget.
const LOOK_EVERY: usize = 1 << 6;

impl Extended {
    /// The journeys of `db` with all levels.
    pub fn new(db: &SequenceDb, levels: &Levels, budget: &Budget) -> Result<Self> {
        let most = db.items.iter().map(|&item| 1 + levels.above(item).len()).sum::<usize>();
        let each = size_of::<Item>() + size_of::<u64>() + db.times.map_or(0, |_| size_of::<i64>()) + LAID_OUT;
        budget.require("journeys with all levels", most * each + most.div_ceil(8) + 8 * db.offsets.len())?;
        let mut made = Extended {
            items: Vec::with_capacity(most),
            offsets: Vec::with_capacity(db.offsets.len()),
            starts: Vec::with_capacity(most.div_ceil(8)),
            origins: Vec::with_capacity(most),
            times: None,
        };
        made.offsets.push(0);
        let mut element = Vec::new();
        for s in 0..db.len() {
            if s % LOOK_EVERY == 0 {
                budget.check()?;
            }
            each_element(db, s, |events| made.element(db, levels, events, &mut element));
            made.offsets.push(made.items.len() as u64);
        }
        made.times = db.times.map(|times| made.origins.iter().map(|&at| times[at as usize]).collect());
        Ok(made)
    }

    /// Adds an element: `all` is working memory, (event, is it general here, position).
    fn element(&mut self, db: &SequenceDb, levels: &Levels, events: Range<usize>, all: &mut Vec<(Item, bool, usize)>) {
        all.clear();
        for at in events {
            all.push((db.items[at], false, at));
            all.extend(levels.above(db.items[at]).iter().map(|&general| (general, true, at)));
        }
        all.sort_unstable();
        all.dedup_by_key(|(event, ..)| *event);
        let first = self.items.len();
        self.items.extend(all.iter().map(|(event, ..)| event));
        self.origins.extend(all.iter().map(|&(.., at)| at as u64));
        self.starts.resize(self.items.len().div_ceil(8), 0);
        self.starts[first >> 3] |= 1 << (first & 7);
    }

    /// The journeys as every search takes them.
    pub fn view(&self) -> SequenceDb<'_> {
        SequenceDb {
            items: &self.items,
            offsets: &self.offsets,
            element_starts: Some(ElementStarts(&self.starts)),
            times: self.times.as_deref(),
            multiplicity: None,
            worth: None,
        }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let times = self.times.as_ref().map_or(0, Vec::capacity);
        4 * self.items.capacity()
            + 8 * (self.offsets.capacity() + self.origins.capacity() + times)
            + self.starts.capacity()
    }
}

/// The elements of journey `s`, in order.
pub fn each_element(db: &SequenceDb, s: usize, mut each: impl FnMut(Range<usize>)) {
    let Range { start: mut begin, end } = db.range(s);
    while begin < end {
        let stop = (begin + 1..end).find(|&at| db.opens(at)).unwrap_or(end);
        each(begin..stop);
        begin = stop;
    }
}
