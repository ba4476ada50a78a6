//! Many patterns × journeys → in which cells (periods of time, say) each pattern was completed, and by how many.
use super::Patterns;
use super::ruled::Ruled;
use crate::budget::Budget;
use crate::chunks::summed;
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::sequence::rules::Rules;

/// An event in no cell.
pub const NOWHERE: u32 = u32::MAX;

/// What of the completions of a pattern is counted in a cell; a completion is the end of a minimal window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completed {
    /// The customers with any.
    Customers,
    /// The journeys whose first it is.
    First,
    /// All of them.
    All,
}

/// What is counted, and in which cells the events lie.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// One an event of the database, or [`NOWHERE`].
    pub of_event: &'a [u32],
    /// How many cells there are.
    pub len: usize,
    /// What is counted.
    pub counted: Completed,
}

/// One thread's counts of one kind.
struct Tally {
    /// By pattern and cell.
    sums: Vec<u64>,
    /// The last customer counted there, from 1; empty where customers do not matter.
    last: Vec<u32>,
}

impl Tally {
    fn new(n_patterns: usize, cells: &Cells<'_>) -> Self {
        let size = n_patterns * cells.len;
        let stamps = if cells.counted == Completed::Customers { size } else { 0 };
        Tally { sums: vec![0; size], last: vec![0; stamps] }
    }

    /// Counts the completions of the pattern that a journey, which lies from `start` on in the database, stands at.
    fn add(&mut self, cells: &Cells<'_>, (ruled, start): (&Ruled, usize), pattern: u32, customer: u32) {
        let from = pattern as usize * cells.len;
        let mut is_first = true;
        ruled.each_window(|_, after| {
            let cell = cells.of_event[start + after - 1];
            let counts = cell != NOWHERE && (is_first || cells.counted != Completed::First);
            is_first = false;
            if !counts {
                return;
            }
            let at = from + cell as usize;
            if let Some(last) = self.last.get_mut(at) {
                self.sums[at] += u64::from(*last != customer);
                *last = customer;
            } else {
                self.sums[at] += 1;
            }
        });
    }
}

/// How often each pattern was completed in each cell, under `rules`: for each kind of cells counts by pattern and, within,
/// by cell. `customers` are the owners of the journeys, ascending.
pub fn completions(
    db: &SequenceDb<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    rules: &Rules,
    kinds: &[Cells<'_>],
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<Vec<u64>>> {
    check(db, customers, kinds)?;
    let branches = patterns.branches();
    let starts: Vec<usize> = (0..db.len()).filter(|&s| s == 0 || customers[s] != customers[s - 1]).collect();
    let mut counts: Vec<Vec<u64>> = kinds.iter().map(|cells| vec![0; patterns.len() * cells.len]).collect();
    let fresh = || {
        let tallies: Vec<Tally> = kinds.iter().map(|cells| Tally::new(patterns.len(), cells)).collect();
        (Ruled::new(*rules, branches.trie.alphabet.len, branches.trie.depth), tallies)
    };
    summed(
        starts.len(),
        n_jobs,
        budget,
        fresh,
        |(ruled, tallies), c| {
            for s in starts[c]..starts.get(c + 1).copied().unwrap_or(db.len()) {
                let start = db.range(s).start;
                ruled.take(db, s, &branches.trie);
                ruled.find(&branches, budget, |ruled, slot| {
                    for &pattern in branches.ending(slot) {
                        for (tally, cells) in tallies.iter_mut().zip(kinds) {
                            tally.add(cells, (ruled, start), pattern, c as u32 + 1);
                        }
                    }
                });
            }
        },
        |(_, tallies)| {
            for (sums, tally) in counts.iter_mut().zip(tallies) {
                sums.iter_mut().zip(tally.sums).for_each(|(sum, part)| *sum += part);
            }
        },
    )?;
    Ok(counts)
}

fn check(db: &SequenceDb<'_>, customers: &[u32], kinds: &[Cells<'_>]) -> Result<()> {
    let wrong =
        |what, found: usize, expected: usize| Error::Shape { what, found: found as u64, expected: expected as u64 };
    if customers.len() != db.len() {
        return Err(wrong("owners of journeys", customers.len(), db.len()));
    }
    for cells in kinds {
        if cells.of_event.len() != db.items.len() {
            return Err(wrong("cells of events", cells.of_event.len(), db.items.len()));
        }
        if let Some(&beyond) = cells.of_event.iter().find(|&&cell| cell != NOWHERE && cell as usize >= cells.len) {
            return Err(wrong("a cell", beyond as usize, cells.len));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(how: &[Completed], n_jobs: usize) -> Vec<Vec<u64>> {
        // Two journeys of one customer (a b a b, a b) and one of another (b a b); each event in a cell of its own kind.
        let events = [0, 1, 0, 1, 0, 1, 1, 0, 1];
        let db = SequenceDb::new(&events, &[0, 4, 6, 9], None).unwrap();
        let patterns = Patterns::new(&[0, 1, 1], &[0, 2, 3]).unwrap();
        let of_event = &[0, 0, 0, 1, 0, 1, 0, NOWHERE, 1];
        let kinds: Vec<Cells<'_>> = how.iter().map(|&counted| Cells { of_event, len: 2, counted }).collect();
        let budget = Budget::new(None);
        completions(&db, &[3, 3, 8], patterns, &Rules::default(), &kinds, n_jobs, &budget).unwrap()
    }

    #[test]
    fn counts_each_in_its_own_way_whatever_the_threads() {
        for n_jobs in [1, 3] {
            let kinds = [Completed::All, Completed::First, Completed::Customers];
            assert_eq!(counted(&kinds, n_jobs), [[1, 3, 2, 3], [1, 2, 2, 1], [1, 2, 2, 2]]);
        }
    }

    #[test]
    fn refuses_cells_that_are_not_there() {
        let db = SequenceDb::new(&[0], &[0, 1], None).unwrap();
        let patterns = Patterns::new(&[0], &[0, 1]).unwrap();
        let budget = Budget::new(None);
        let run = |customers: &[u32], of_event: &[u32]| {
            let cells = Cells { of_event, len: 1, counted: Completed::All };
            completions(&db, customers, patterns, &Rules::default(), &[cells], 1, &budget).is_err()
        };
        assert!(run(&[0], &[1]));
        assert!(run(&[0], &[]));
        assert!(run(&[], &[0]));
        assert!(!run(&[0], &[0]));
    }
}
