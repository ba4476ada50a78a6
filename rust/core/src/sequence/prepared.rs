//! Journeys of our own: those of a database that matter, mirrored where that helps.
use crate::budget::Budget;
use crate::database::{ElementStarts, SequenceDb, Worth};
use crate::error::Result;

/// Journeys that own their arrays.
#[derive(Debug, Default)]
pub struct Prepared {
    items: Vec<u32>,
    offsets: Vec<u64>,
    starts: Option<Vec<u8>>,
    times: Option<Vec<i64>>,
    multiplicity: Option<Vec<u32>>,
    weights: Option<Vec<u64>>,
    owners: Option<Vec<u32>>,
}

/// How many journeys are copied between two looks at the budget.
const LOOK_EVERY: usize = 1 << 6;

impl Prepared {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        let Prepared { items, offsets, starts, times, multiplicity, weights, owners } = self;
        let (starts, times) = (starts.as_ref().map_or(0, Vec::capacity), times.as_ref().map_or(0, Vec::capacity));
        let counted = [multiplicity, owners].into_iter().flatten().map(Vec::capacity).sum::<usize>();
        let weighed = weights.as_ref().map_or(0, Vec::capacity);
        4 * (items.capacity() + counted) + 8 * (offsets.capacity() + times + weighed) + starts
    }

    /// The journeys of `db` that `matters` names, from their last element to their first if `mirrored`.
    ///
    /// Distances between elements, in steps and in time, are the same in the mirror; inside an element events stay
    /// ascending.
    pub fn new(db: &SequenceDb, matters: impl Fn(usize) -> bool, mirrored: bool, budget: &Budget) -> Result<Self> {
        let mut made = Prepared { offsets: vec![0], ..Prepared::default() };
        made.starts = db.element_starts.map(|_| Vec::new());
        made.times = db.times.map(|_| Vec::new());
        for s in 0..db.len() {
            if s % LOOK_EVERY == 0 {
                budget.check()?;
            }
            if matters(s) {
                made.journey(db, s, mirrored);
            }
        }
        let kept = || (0..db.len()).filter(|&s| matters(s));
        made.multiplicity = db.multiplicity.map(|all| kept().map(|s| all[s]).collect());
        match db.worth {
            Some(Worth::Weights(all)) => made.weights = Some(kept().map(|s| all[s]).collect()),
            Some(Worth::Customers(all)) => made.owners = Some(kept().map(|s| all[s]).collect()),
            None => (),
        }
        Ok(made)
    }

    /// The journeys as every search takes them.
    pub fn view(&self) -> SequenceDb<'_> {
        SequenceDb {
            items: &self.items,
            offsets: &self.offsets,
            element_starts: self.starts.as_deref().map(ElementStarts),
            times: self.times.as_deref(),
            multiplicity: self.multiplicity.as_deref(),
            worth: self.weights.as_deref().map(Worth::Weights).or(self.owners.as_deref().map(Worth::Customers)),
        }
    }

    fn journey(&mut self, db: &SequenceDb, s: usize, mirrored: bool) {
        let range = db.range(s);
        if mirrored {
            let mut stop = range.end;
            while stop > range.start {
                let begin = (range.start..stop).rev().find(|&at| db.opens(at)).unwrap_or(range.start);
                self.element(db, begin..stop, true);
                stop = begin;
            }
        } else {
            let mut begin = range.start;
            while begin < range.end {
                let stop = (begin + 1..range.end).find(|&at| db.opens(at)).unwrap_or(range.end);
                self.element(db, begin..stop, false);
                begin = stop;
            }
        }
        self.offsets.push(self.items.len() as u64);
    }

    fn element(&mut self, db: &SequenceDb, events: std::ops::Range<usize>, mirrored: bool) {
        let first = self.items.len();
        self.items.extend_from_slice(&db.items[events.clone()]);
        if let Some(starts) = &mut self.starts {
            starts.resize(self.items.len().div_ceil(8), 0);
            starts[first >> 3] |= 1 << (first & 7);
        }
        if let (Some(times), Some(from)) = (&mut self.times, db.times) {
            // Turned upside down, later times come first, their differences as they were.
            times.extend(from[events].iter().map(|&time| if mirrored { !time } else { time }));
        }
    }
}
