//! What journeys are worth where one is not like another: how many they stand for, and whether they are enough.
use crate::database::{SequenceDb, Worth};
use crate::sequence::cells::Cells;
use crate::sequence::projection::{Child, Projection};

/// Counts the journeys of patterns for what they stand for. Kinds are decided on the journeys themselves: whoever holds
/// a longer pattern holds the shorter one, so equal journeys are equal numbers, however they are counted.
#[derive(Debug)]
pub struct Measure {
    /// By journey of the cells.
    multiplicity: Option<Vec<u32>>,
    bar: Bar,
    rows: Rows,
}

/// What the journeys of a pattern must be worth together.
#[derive(Debug)]
enum Bar {
    None,
    /// By journey of the cells: its weight.
    Weights(Vec<u64>, u64),
    /// By journey of the cells: its owner; those of one owner stand together.
    Customers(Vec<u32>, u64),
}

/// How many journeys can be enough.
#[derive(Debug)]
struct Rows {
    /// `[k]` is what k + 1 journeys stand for at most; empty where each stands for itself.
    most: Vec<u64>,
    /// Fewer journeys than this are never worth enough.
    least: u32,
}

impl Rows {
    fn new(db: &SequenceDb, least_worth: u64) -> Self {
        let most =
            db.multiplicity.map(|all| sums(all.iter().map(|&many| u64::from(many)).collect())).unwrap_or_default();
        let least = match db.worth {
            Some(Worth::Weights(weights)) => reaching(&sums(weights.to_vec()), least_worth),
            Some(Worth::Customers(_)) => u32::try_from(least_worth).unwrap_or(u32::MAX),
            None => 0,
        };
        Rows { most, least }
    }

    /// How many journeys may stand for so many.
    fn asked(&self, support: u32) -> u32 {
        let rows = if self.most.is_empty() { support } else { reaching(&self.most, support.into()) };
        rows.max(self.least)
    }
}

/// What the first k of them come to, largest first.
fn sums(mut all: Vec<u64>) -> Vec<u64> {
    all.sort_unstable_by_key(|&one| std::cmp::Reverse(one));
    let mut sum = 0u64;
    all.iter_mut().for_each(|one| {
        sum = sum.saturating_add(*one);
        *one = sum;
    });
    all
}

/// How many it takes to come to `needed`; more than there are where all are too few.
fn reaching(sums: &[u64], needed: u64) -> u32 {
    sums.partition_point(|&sum| sum < needed) as u32 + u32::from(needed > 0)
}

/// How many journeys must hold a pattern that stands for `support` of them and is worth `least_worth`, at least.
pub fn least_rows(db: &SequenceDb, support: u32, least_worth: u64) -> u32 {
    if db.is_plain() { support } else { Rows::new(db, least_worth).asked(support) }
}

impl Measure {
    /// Of the journeys of `db` as they are laid out in `cells`; `None` where each counts for one.
    pub fn new(db: &SequenceDb, cells: &Cells, least_worth: u64) -> Option<Self> {
        if db.is_plain() {
            return None;
        }
        let kept: Vec<usize> = (0..db.len()).filter(|&s| cells.keep_any(db.journey(s))).collect();
        let bar = match db.worth {
            Some(Worth::Weights(all)) => Bar::Weights(kept.iter().map(|&s| all[s]).collect(), least_worth),
            Some(Worth::Customers(all)) => Bar::Customers(kept.iter().map(|&s| all[s]).collect(), least_worth),
            None => Bar::None,
        };
        let multiplicity = db.multiplicity.map(|all| kept.iter().map(|&s| all[s]).collect());
        Some(Measure { multiplicity, bar, rows: Rows::new(db, least_worth) })
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let bar = match &self.bar {
            Bar::None => 0,
            Bar::Weights(weights, _) => 8 * weights.len(),
            Bar::Customers(owners, _) => 4 * owners.len(),
        };
        4 * self.multiplicity.as_ref().map_or(0, Vec::len) + bar + 8 * self.rows.most.len()
    }

    /// How many journeys may stand for so many.
    pub fn asked(&self, support: u32) -> u32 {
        self.rows.asked(support)
    }

    /// What so many journeys stand for at most.
    pub fn most(&self, rows: u32) -> u32 {
        let most = self.rows.most.get((rows as usize).saturating_sub(1)).copied();
        most.map_or(rows, |most| u32::try_from(most).unwrap_or(u32::MAX))
    }

    /// Notes what a pattern stands for; false where its journeys are not worth enough.
    pub fn tell<P: Projection>(&self, projection: &P, child: &mut Child, entries: &[u32]) -> bool {
        let entries = &entries[child.entries.clone()];
        if let Some(multiplicity) = &self.multiplicity {
            child.told = 0;
            projection.journeys(entries, |journey| child.told += multiplicity[journey as usize]);
        }
        match &self.bar {
            Bar::None => true,
            Bar::Weights(weights, least) => {
                let mut sum = 0;
                projection.journeys(entries, |journey| sum += weights[journey as usize]);
                sum >= *least
            }
            Bar::Customers(owners, least) => {
                let (mut many, mut last) = (0, None);
                projection.journeys(entries, |journey| {
                    let owner = owners[journey as usize];
                    many += u64::from(last != Some(owner));
                    last = Some(owner);
                });
                many >= *least
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_journeys_as_can_stand_for_so_many() {
        let rows = Rows { most: sums(vec![2, 7, 1]), least: 0 };
        let asked: Vec<u32> = [1, 7, 8, 9, 10, 11].into_iter().map(|support| rows.asked(support)).collect();
        assert_eq!(asked, [1, 1, 2, 2, 3, 4]);
        assert_eq!(Rows { most: Vec::new(), least: 3 }.asked(2), 3);
    }
}
