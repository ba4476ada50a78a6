//! How many orderings could have been tested: the family of co-occurring events, counted without writing it down.
//!
//! Under the order null a journey keeps its events, so how many journeys hold a pattern's events (in any order) is
//! fixed before the order is looked at; the patterns whose events co-occur often enough are a legitimate family.
use crate::budget::Budget;
use crate::database::SequenceDb;

/// The sizes of the family, rounded to floats beyond 2^53.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Family {
    /// Sequences of 2 … `longest` events, at least two of them distinct.
    pub patterns: f64,
    /// The same, each counted once for every place at which it can be cut in two.
    pub rules: f64,
}

/// One event, at least `times` of it, and the journeys where that is so, one bit each.
struct Level {
    event: usize,
    times: usize,
    journeys: Vec<u64>,
}

/// Counts the family of sequences up to `longest` events whose events at least `least` journeys hold, in any order;
/// `None` where the budget ended first.
pub fn family(db: &SequenceDb<'_>, least: u32, longest: usize, budget: &Budget) -> Option<Family> {
    let levels = levels(db, least, longest);
    let mut search = Search { levels: &levels, db, least, longest, budget, found: Family::default() };
    let all = vec![u64::MAX; db.len().div_ceil(64)];
    search.grow(0, &all, 0, 0, 1.0).then_some(search.found)
}

fn levels(db: &SequenceDb<'_>, least: u32, longest: usize) -> Vec<Level> {
    let words = db.len().div_ceil(64);
    let mut pairs: Vec<(u32, u32)> =
        (0..db.len()).flat_map(|s| db.journey(s).iter().map(move |&event| (event, s as u32))).collect();
    pairs.sort_unstable();
    let mut levels: Vec<Level> = Vec::new();
    for own in pairs.chunk_by(|a, b| a.0 == b.0) {
        let mut times = 0;
        loop {
            times += 1;
            let mut journeys = vec![0u64; words];
            let mut many = 0u64;
            for of_journey in own.chunk_by(|a, b| a.1 == b.1).filter(|of_journey| of_journey.len() >= times) {
                journeys[of_journey[0].1 as usize / 64] |= 1 << (of_journey[0].1 % 64);
                many += u64::from(db.stands_for(of_journey[0].1 as usize));
            }
            if many < least.into() || many == 0 || times > longest {
                break;
            }
            levels.push(Level { event: own[0].0 as usize, times, journeys });
        }
    }
    levels
}

struct Search<'a> {
    levels: &'a [Level],
    db: &'a SequenceDb<'a>,
    least: u32,
    longest: usize,
    budget: &'a Budget,
    found: Family,
}

impl Search<'_> {
    /// How many journeys these stand for.
    fn count(&self, journeys: &[u64]) -> u64 {
        let Some(multiplicity) = self.db.multiplicity else {
            return journeys.iter().map(|word| u64::from(word.count_ones())).sum();
        };
        let stands_for = |(word, rows): (&u64, &[u32])| -> u64 {
            rows.iter().enumerate().filter(|&(bit, _)| word >> bit & 1 == 1).map(|(_, &many)| u64::from(many)).sum()
        };
        journeys.iter().zip(multiplicity.chunks(64)).map(stands_for).sum()
    }

    /// Adds events from level `from` on; `orders` is k! / Π m_a! of the bag so far. False when the budget is spent.
    fn grow(&mut self, from: usize, journeys: &[u64], length: usize, distinct: usize, orders: f64) -> bool {
        if self.budget.is_spent() {
            return false;
        }
        for at in from..self.levels.len() {
            let level = &self.levels[at];
            let long = length + level.times;
            if long > self.longest {
                continue;
            }
            let both: Vec<u64> = journeys.iter().zip(&level.journeys).map(|(a, b)| a & b).collect();
            if self.count(&both) < self.least.into() {
                continue;
            }
            // (length + times)! / (length! · times!) more orders, factor by factor so that it stays whole.
            let more = (1..=level.times).fold(orders, |orders, i| orders * (length + i) as f64 / i as f64);
            if distinct > 0 {
                self.found.patterns += more;
                self.found.rules += more * (long - 1) as f64;
            }
            let next = at + self.levels[at..].iter().take_while(|other| other.event == level.event).count();
            if long < self.longest && !self.grow(next, &both, long, distinct + 1, more) {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_by_hand() {
        // a b, a b a: {a b} co-occurs twice (2 orders), {a a b} once.
        let db = SequenceDb::new(&[0, 1, 0, 1, 0], &[0, 2, 5], None).unwrap();
        let budget = Budget::new(None);
        assert_eq!(family(&db, 2, 3, &budget), Some(Family { patterns: 2.0, rules: 2.0 }));
        assert_eq!(family(&db, 1, 3, &budget), Some(Family { patterns: 5.0, rules: 8.0 }));
        assert_eq!(family(&db, 1, 2, &budget), Some(Family { patterns: 2.0, rules: 2.0 }));
    }
}
