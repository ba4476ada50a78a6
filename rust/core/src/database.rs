//! Journeys as flat arrays, borrowed from whoever owns them.
use crate::error::{Error, Result};

/// The code of an event: its rank among the sorted names.
pub type Item = u32;

/// Which events open a new element, one bit an event, least significant bit first.
#[derive(Debug, Clone, Copy)]
pub struct ElementStarts<'a>(pub &'a [u8]);

impl ElementStarts<'_> {
    /// Does event `at` open a new element?
    #[inline]
    pub fn opens(&self, at: usize) -> bool {
        self.0[at >> 3] >> (at & 7) & 1 == 1
    }
}

/// What each journey is worth, where a threshold asks for more than their number.
#[derive(Debug, Clone, Copy)]
pub enum Worth<'a> {
    /// So much each.
    Weights(&'a [u64]),
    /// The owner of each, ascending: one for every owner, however many of the journeys.
    Customers(&'a [u32]),
}

impl Worth<'_> {
    fn len(&self) -> usize {
        match self {
            Worth::Weights(weights) => weights.len(),
            Worth::Customers(owners) => owners.len(),
        }
    }
}

/// Journey `s` is `items[offsets[s]..offsets[s + 1]]`; borrowed, so that it can sit on NumPy or Arrow memory.
#[derive(Debug, Clone, Copy)]
pub struct SequenceDb<'a> {
    /// Event codes, journey after journey, in order; inside an element ascending and distinct.
    pub items: &'a [Item],
    /// `len() + 1` ascending positions in `items`, the first 0, the last `items.len()`.
    pub offsets: &'a [u64],
    /// Absent when every element holds one event.
    pub element_starts: Option<ElementStarts<'a>>,
    /// One time an event, never falling within a journey; absent where nobody asks for times.
    pub times: Option<&'a [i64]>,
    /// For how many journeys each stands, at least one; absent where each is one.
    pub multiplicity: Option<&'a [u32]>,
    /// Absent where only the number of journeys counts.
    pub worth: Option<Worth<'a>>,
}

impl<'a> SequenceDb<'a> {
    /// Checks that the arrays describe journeys.
    pub fn new(items: &'a [Item], offsets: &'a [u64], element_starts: Option<&'a [u8]>) -> Result<Self> {
        let total = items.len() as u64;
        let last = offsets.last().copied().unwrap_or(u64::MAX);
        if last != total {
            return Err(Error::Shape { what: "last offset of the journeys", found: last, expected: total });
        }
        if offsets[0] != 0 {
            return Err(Error::Shape { what: "first offset of the journeys", found: offsets[0], expected: 0 });
        }
        if let Some(pair) = offsets.windows(2).find(|pair| pair[0] > pair[1]) {
            return Err(Error::Shape { what: "offset after another", found: pair[1], expected: pair[0] });
        }
        let bytes = total.div_ceil(8);
        if let Some(bits) = element_starts.filter(|bits| bits.len() as u64 != bytes) {
            return Err(Error::Shape { what: "bytes of element starts", found: bits.len() as u64, expected: bytes });
        }
        Ok(SequenceDb {
            items,
            offsets,
            element_starts: element_starts.map(ElementStarts),
            times: None,
            multiplicity: None,
            worth: None,
        })
    }

    /// The same journeys with the times of their events.
    pub fn with_times(self, times: &'a [i64]) -> Result<Self> {
        let (found, expected) = (times.len() as u64, self.items.len() as u64);
        if found != expected {
            return Err(Error::Shape { what: "number of times", found, expected });
        }
        for s in 0..self.len() {
            if let Some(at) = times[self.range(s)].windows(2).position(|pair| pair[0] > pair[1]) {
                let (found, expected) = (at as u64 + 1, at as u64);
                return Err(Error::Shape { what: "place of the earlier of two times", found, expected });
            }
        }
        Ok(SequenceDb { times: Some(times), ..self })
    }

    /// The same journeys, each standing for so many; all together no more than 32 bits can count.
    pub fn with_multiplicity(self, multiplicity: &'a [u32]) -> Result<Self> {
        let (found, expected) = (multiplicity.len() as u64, self.len() as u64);
        if found != expected {
            return Err(Error::Shape { what: "number of multiplicities", found, expected });
        }
        if multiplicity.contains(&0) {
            return Err(Error::Shape { what: "least multiplicity", found: 0, expected: 1 });
        }
        let (db, limit) = (SequenceDb { multiplicity: Some(multiplicity), ..self }, u64::from(u32::MAX));
        if db.total() > limit {
            return Err(Error::Capacity { what: "journeys that rows stand for", found: db.total(), limit });
        }
        Ok(db)
    }

    /// The same journeys with what each is worth, in sum no more than 64 bits can hold.
    pub fn with_worth(self, worth: Worth<'a>) -> Result<Self> {
        let (found, expected) = (worth.len() as u64, self.len() as u64);
        if found != expected {
            return Err(Error::Shape { what: "number of weights or customers", found, expected });
        }
        if let Worth::Weights(weights) = worth {
            let sum = weights.iter().try_fold(0u64, |sum, &weight| sum.checked_add(weight));
            sum.ok_or(Error::Capacity { what: "units of weight", found: u64::MAX, limit: u64::MAX })?;
        }
        Ok(SequenceDb { worth: Some(worth), ..self })
    }

    /// Does each journey count for one, and nothing else?
    pub fn is_plain(&self) -> bool {
        self.multiplicity.is_none() && self.worth.is_none()
    }

    /// For how many journeys one stands.
    #[inline]
    pub fn stands_for(&self, s: usize) -> u32 {
        self.multiplicity.map_or(1, |all| all[s])
    }

    /// How many journeys all stand for.
    pub fn total(&self) -> u64 {
        self.multiplicity.map_or(self.len() as u64, |all| all.iter().map(|&many| u64::from(many)).sum())
    }

    /// The number of journeys, empty ones included.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Is there no journey at all?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where journey `s` lies in `items`.
    pub fn range(&self, s: usize) -> std::ops::Range<usize> {
        self.offsets[s] as usize..self.offsets[s + 1] as usize
    }

    /// The event codes of journey `s`.
    pub fn journey(&self, s: usize) -> &'a [Item] {
        &self.items[self.range(s)]
    }

    /// Does event `at` (a position in `items`) open a new element? The first of a journey always does.
    #[inline]
    pub fn opens(&self, at: usize) -> bool {
        self.element_starts.is_none_or(|starts| starts.opens(at))
    }
}
