//! From journeys to baskets as lists: each ascending by rank, each item once, a block of baskets at a time.
use super::baskets::Baskets;
use super::frequent::{Frequent, RARE};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::pool::each;
use std::ops::Range;

/// A block has about so many cells, or as many as there are items: a cache holds it, and going through the items pays.
const BLOCK: usize = 1 << 15;

impl Baskets {
    /// The baskets of the items found in at least `min_support` of them.
    pub fn new(db: &SequenceDb, min_support: u32, n_jobs: usize, budget: &Budget) -> Result<Self> {
        Baskets::of_frequent(&Frequent::new(db, min_support, n_jobs, budget)?, n_jobs, budget)
    }

    /// The baskets of these items.
    pub fn of_frequent(frequent: &Frequent, n_jobs: usize, budget: &Budget) -> Result<Self> {
        let db = frequent.db;
        let is_weighted = db.multiplicity.is_some();
        let empty = || Baskets::of(frequent.items.clone(), 0, db.total() as u32, is_weighted);
        let parts = each(frequent.shares(n_jobs).into_iter().map(|rows| {
            move || {
                let mut baskets = empty();
                Block::new(frequent).fill(rows, &mut baskets, budget).map(|()| baskets)
            }
        }));
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_else(|| Ok(empty()))?;
        for part in parts {
            all.append(&part?);
        }
        all.index(n_jobs);
        Ok(all)
    }

    /// What [`Baskets::new`] holds at most on its way.
    pub fn bytes_of(db: &SequenceDb) -> usize {
        12 * db.items.len() + 20 * db.len()
    }
}

/// Some baskets on their way from rows to ranks and back: whoever is written rank by rank is ascending.
struct Block<'a> {
    frequent: &'a Frequent<'a>,
    /// The rows, one behind the other: ranks as they come, then ascending.
    ranks: Vec<u32>,
    /// Where each row begins, and the end.
    starts: Vec<usize>,
    /// Where in `rows` the next one of a rank is written.
    next: Vec<u32>,
    /// The rows of rank 0, then those of rank 1, …
    rows: Vec<u32>,
}

impl<'a> Block<'a> {
    fn new(frequent: &'a Frequent<'a>) -> Self {
        let [ranks, rows] = Default::default();
        Block { frequent, ranks, starts: vec![0], next: vec![0; frequent.items.len()], rows }
    }

    /// Adds all these rows to the baskets.
    fn fill(&mut self, rows: Range<usize>, baskets: &mut Baskets, budget: &Budget) -> Result<()> {
        let most = BLOCK.max(self.next.len());
        let mut first = rows.start;
        for row in rows.clone() {
            self.ranks.extend(self.frequent.ranks(row).filter(|&rank| rank != RARE));
            self.starts.push(self.ranks.len());
            if self.ranks.len() >= most || row + 1 == rows.end || row + 1 - first == BLOCK {
                budget.check()?;
                self.turn();
                self.hand_over(first, baskets);
                first = row + 1;
            }
        }
        Ok(())
    }

    /// Lists the rows of each rank, in order.
    fn turn(&mut self) {
        self.next.fill(0);
        self.ranks.iter().for_each(|&rank| self.next[rank as usize] += 1);
        let mut end = 0;
        self.next.iter_mut().for_each(|place| end += std::mem::replace(place, end));
        self.rows.clear();
        self.rows.resize(self.ranks.len(), 0);
        for (row, ends) in self.starts.windows(2).enumerate() {
            for &rank in &self.ranks[ends[0]..ends[1]] {
                let place = &mut self.next[rank as usize];
                self.rows[*place as usize] = row as u32;
                *place += 1;
            }
        }
    }

    /// Writes the ranks of each row, ascending and distinct, and adds the rows from `first` on.
    fn hand_over(&mut self, first: usize, baskets: &mut Baskets) {
        let mut ends = self.starts.clone();
        let mut begin = 0;
        for (rank, &end) in self.next.iter().enumerate() {
            let mut last = u32::MAX;
            for &row in &self.rows[begin as usize..end as usize] {
                let place = &mut ends[row as usize];
                // A row that holds it twice comes twice.
                self.ranks[*place] = rank as u32;
                *place += usize::from(row != last);
                last = row;
            }
            begin = end;
        }
        for (row, (&start, &end)) in self.starts.iter().zip(&ends).take(self.starts.len() - 1).enumerate() {
            baskets.add(&self.ranks[start..end], self.frequent.db.stands_for(first + row));
        }
        self.ranks.clear();
        self.starts.truncate(1);
    }
}
