//! The k best of all patterns: a threshold that rises while better ones are found, from a start that a sample suggests.
use super::Seen;
use super::by_tree::grown;
use crate::budget::Budget;
use crate::database::{ElementStarts, Item, SequenceDb};
use crate::error::Result;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::Field;
use crate::sequence::search::Lengths;
use crate::sequence::tree::{Choice, Unrolled, unroll};
use crate::sequence::wanted::Wanted;

/// A sample is one journey of so many, of databases that are large enough.
const ONE_OF: usize = 16;
const LEAST_JOURNEYS: usize = 1 << 12;
/// So much of a limit may go into the sample.
const SHARE: f64 = 0.1;
/// How much of the work left a search is told to be.
const SEARCH: f64 = 0.8;

/// What is asked of the best patterns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best<'a> {
    pub(super) k: usize,
    pub(super) min_support: u32,
    pub(super) lengths: Lengths,
    pub(super) excludes: &'a [Item],
    pub(super) n_jobs: usize,
}

impl Best<'_> {
    /// The k best patterns.
    pub(super) fn of(&self, db: &SequenceDb, budget: &Budget) -> Result<Seen> {
        budget.step(SHARE);
        let guess = self.guess(db, budget)?.max(self.min_support);
        let seen = self.from(guess, db, budget)?;
        // A guess too high has left too few, which are right as far as they go.
        if guess == self.min_support || seen.found.len() >= self.k {
            return Ok(seen);
        }
        if budget.is_spent() {
            budget.check()?;
            return Ok(Seen { unseen: seen.unseen.max(guess - 1), ..seen });
        }
        self.from(self.min_support, db, budget)
    }

    /// A support that the worst of the best patterns has, or a bit less, as far as a sample can tell.
    fn guess(&self, db: &SequenceDb, budget: &Budget) -> Result<u32> {
        if db.len() < LEAST_JOURNEYS {
            return Ok(0);
        }
        let part = budget.part(if budget.is_limited() { SHARE } else { 1.0 });
        let sample = Sample::new(db);
        // Where there is no memory for a guess, the search begins without one.
        let Ok(cells) = Cells::new(&sample.view(), 1, self.excludes, self.n_jobs, &part) else {
            return budget.check().map(|()| 0);
        };
        let mut account = part.account();
        account.hold(sample.bytes());
        let field = Field::new(1, self.lengths.max, &part).best(self.k).with_min_length(self.lengths.min);
        if grown(cells, &field, self.n_jobs).is_err() {
            return budget.check().map(|()| 0);
        }
        let support = (field.least_rank() >> 32) as f64;
        // Three standard deviations of a share that is small, and one journey for rounding.
        Ok(((support - 1.0 - 3.0 * support.sqrt()) * ONE_OF as f64) as u32)
    }

    /// The k best patterns of at least `min_support`.
    fn from(&self, min_support: u32, db: &SequenceDb, budget: &Budget) -> Result<Seen> {
        let cells = super::cells(db, min_support, self.excludes, self.n_jobs, budget)?;
        let codes = cells.codes.clone();
        let field = Field::new(min_support, self.lengths.max, budget).best(self.k).with_min_length(self.lengths.min);
        budget.step(SEARCH);
        let grown = grown(cells, &field, self.n_jobs)?;
        budget.step(SEARCH);
        let (least_rank, wanted) = (field.least_rank(), Wanted::default());
        let choice = Choice { lengths: self.lengths, least_rank, wanted: &wanted, most: Some(self.k), codes: &codes };
        let Unrolled { found, cut_off } = unroll(&grown.tree, None, &choice, self.n_jobs, budget)?;
        let unseen = grown.unseen.max(cut_off);
        let matters = unseen >= (least_rank >> 32) as u32;
        Ok(Seen { found, unseen: if matters { unseen } else { 0 } })
    }
}

/// Some of the journeys.
struct Sample {
    items: Vec<Item>,
    offsets: Vec<u64>,
    starts: Option<Vec<u8>>,
}

impl Sample {
    fn new(db: &SequenceDb) -> Self {
        let mut sample = Sample { items: Vec::new(), offsets: vec![0], starts: db.element_starts.map(|_| Vec::new()) };
        for s in (0..db.len()).step_by(ONE_OF) {
            for at in db.range(s) {
                sample.push(db.items[at], db.opens(at));
            }
            sample.offsets.push(sample.items.len() as u64);
        }
        sample
    }

    fn bytes(&self) -> usize {
        4 * self.items.capacity() + 8 * self.offsets.capacity() + self.starts.as_ref().map_or(0, Vec::capacity)
    }

    fn push(&mut self, item: Item, opens: bool) {
        let bit = self.items.len() & 7;
        self.items.push(item);
        if let Some(starts) = &mut self.starts {
            if bit == 0 {
                starts.push(0);
            }
            if let Some(byte) = starts.last_mut() {
                *byte |= u8::from(opens) << bit;
            }
        }
    }

    fn view(&self) -> SequenceDb<'_> {
        let element_starts = self.starts.as_deref().map(ElementStarts);
        SequenceDb {
            items: &self.items,
            offsets: &self.offsets,
            element_starts,
            times: None,
            multiplicity: None,
            worth: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::budget::Budget;
    use crate::database::SequenceDb;
    use crate::sequence::tests::{Rng, request, rows};
    use crate::sequence::{Kind, Request, mine};

    /// Journeys of up to six events; where they are `odd`, every sixteenth is not like the others.
    fn journeys(n: usize, odd: bool) -> (Vec<u32>, Vec<u64>) {
        let mut rng = Rng(n as u64 | 1);
        let (mut items, mut offsets) = (vec![], vec![0]);
        for s in 0..n {
            let length = if odd && s % 16 == 0 { 6 } else { rng.below(7) };
            items.extend((0..length).map(|at| if odd && s % 16 == 0 { at } else { rng.below(9) } as u32));
            offsets.push(items.len() as u64);
        }
        (items, offsets)
    }

    #[test]
    fn the_best_are_the_first_of_all_whatever_the_sample_says() {
        for (n, odd) in [(5000, false), (5000, true), (300, false)] {
            let (items, offsets) = journeys(n, odd);
            let db = SequenceDb::new(&items, &offsets, None).unwrap();
            let all = mine(&db, &request(Kind::All(None), 2), &Budget::new(None)).unwrap().found;
            assert!(all.len() > 100);
            for k in [0, 1, 10, 63, 100, 1000, all.len(), all.len() + 1] {
                for n_jobs in [1, 2] {
                    let asked = Request { n_jobs, ..request(Kind::All(Some(k)), 2) };
                    let best = mine(&db, &asked, &Budget::new(None)).unwrap();
                    assert_eq!(rows(&best.found), rows(&all)[..k.min(all.len())], "{k} best of {n}, odd: {odd}");
                    assert_eq!((best.stopped_by, best.proven_above), (None, None));
                }
            }
        }
    }
}
