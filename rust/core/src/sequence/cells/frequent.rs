//! Which events are frequent: counted by threads, each in a table of its own.
use super::chunks::{chunks, each};
use crate::budget::Budget;
use crate::database::{Item, SequenceDb};
use crate::error::Result;

/// The frequent codes, ascending.
pub struct Frequent {
    pub codes: Vec<Item>,
    /// In how many journeys each of them occurs.
    pub supports: Vec<u32>,
    /// How often each of them occurs.
    pub counts: Vec<usize>,
    places: Places,
    /// By place: the number of a frequent code, or [`DROPPED`].
    numbers: Vec<u32>,
}

/// What is no frequent code.
pub const DROPPED: u32 = u32::MAX;

/// Counts of a code.
#[derive(Clone, Copy)]
struct Tally {
    /// The latest journey with it.
    last: u32,
    support: u32,
    events: usize,
}

const NONE: Tally = Tally { last: u32::MAX, support: 0, events: 0 };

impl Frequent {
    /// The codes that occur in at least `min_support` journeys and are not in `excludes`.
    pub fn of(db: &SequenceDb, min_support: u32, excludes: &[Item], n_jobs: usize, budget: &Budget) -> Result<Self> {
        let places = Places::of(db.items);
        let mut tallies = count(db, &places, n_jobs, budget)?;
        for place in excludes.iter().filter_map(|&code| places.find(code)) {
            tallies[place].support = 0;
        }
        let kept = || (0..tallies.len()).filter(|&place| tallies[place].support >= min_support.max(1));
        let mut numbers = vec![DROPPED; tallies.len()];
        kept().zip(0..).for_each(|(place, number)| numbers[place] = number);
        Ok(Frequent {
            codes: kept().map(|place| places.code(place)).collect(),
            supports: kept().map(|place| tallies[place].support).collect(),
            counts: kept().map(|place| tallies[place].events).collect(),
            places,
            numbers,
        })
    }

    /// The number of a code of these journeys, or [`DROPPED`].
    #[inline]
    pub fn number(&self, code: Item) -> u32 {
        self.numbers[self.places.of_known(code)]
    }
}

/// The counts of all codes, by place.
fn count(db: &SequenceDb, places: &Places, n_jobs: usize, budget: &Budget) -> Result<Vec<Tally>> {
    // Each thread brings a table that must be added to the others.
    let n_jobs = n_jobs.min(db.items.len() / (2 * places.len()).max(1)).max(1);
    let tables = each(
        chunks(db),
        n_jobs,
        budget,
        || vec![NONE; places.len()],
        |tallies, chunk| {
            for s in chunk {
                for &code in db.journey(s) {
                    let tally = &mut tallies[places.of_known(code)];
                    tally.events += 1;
                    tally.support += u32::from(tally.last != s as u32);
                    tally.last = s as u32;
                }
            }
        },
    )?;
    let mut tables = tables.into_iter();
    let mut all = tables.next().unwrap_or_default();
    for table in tables {
        for (sum, tally) in all.iter_mut().zip(table) {
            sum.support += tally.support;
            sum.events += tally.events;
        }
    }
    Ok(all)
}

/// Where codes stand in tables: never a table as large as a code that merely happens to be large.
enum Places {
    /// At their own number, below this.
    Own(usize),
    /// At their rank among these.
    Ranked(Vec<Item>),
}

impl Places {
    fn of(items: &[Item]) -> Self {
        let end = items.iter().max().map_or(0, |&largest| largest as usize + 1);
        if end <= 4 * items.len() + (1 << 12) {
            return Places::Own(end);
        }
        let mut codes = items.to_vec();
        codes.sort_unstable();
        codes.dedup();
        Places::Ranked(codes)
    }

    fn len(&self) -> usize {
        match self {
            Places::Own(end) => *end,
            Places::Ranked(codes) => codes.len(),
        }
    }

    fn code(&self, place: usize) -> Item {
        match self {
            Places::Own(_) => place as Item,
            Places::Ranked(codes) => codes[place],
        }
    }

    /// The place of a code of these journeys.
    #[inline]
    fn of_known(&self, code: Item) -> usize {
        match self {
            Places::Own(_) => code as usize,
            Places::Ranked(codes) => codes.partition_point(|&other| other < code),
        }
    }

    /// The place of any code, where it has one.
    fn find(&self, code: Item) -> Option<usize> {
        let place = self.of_known(code);
        (place < self.len() && self.code(place) == code).then_some(place)
    }
}
