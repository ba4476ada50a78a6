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

/// The cells that events lie in.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    /// One an event of the database, or [`NOWHERE`].
    pub of_event: &'a [u32],
    /// How many cells there are.
    pub len: usize,
}

/// One thread's counts.
struct Tally {
    ruled: Ruled,
    /// By pattern and cell.
    sums: Vec<u64>,
    /// The last customer counted there, from 1.
    last: Vec<u32>,
}

/// How often each pattern was completed in each cell, under `rules`: counts by pattern and, within, by cell.
/// `customers` are the owners of the journeys, ascending.
pub fn completions(
    db: &SequenceDb<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    rules: &Rules,
    (cells, counted): (Cells<'_>, Completed),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<u64>> {
    let size = patterns.len() * cells.len;
    let wrong =
        |what, found: usize, expected: usize| Error::Shape { what, found: found as u64, expected: expected as u64 };
    if customers.len() != db.len() {
        return Err(wrong("owners of journeys", customers.len(), db.len()));
    }
    if cells.of_event.len() != db.items.len() {
        return Err(wrong("cells of events", cells.of_event.len(), db.items.len()));
    }
    if let Some(&beyond) = cells.of_event.iter().find(|&&cell| cell != NOWHERE && cell as usize >= cells.len) {
        return Err(wrong("a cell", beyond as usize, cells.len));
    }
    let branches = patterns.branches();
    let starts: Vec<usize> = (0..db.len()).filter(|&s| s == 0 || customers[s] != customers[s - 1]).collect();
    let stamps = if counted == Completed::Customers { size } else { 0 };
    let mut counts = vec![0u64; size];
    summed(
        starts.len(),
        n_jobs,
        budget,
        || Tally {
            ruled: Ruled::new(*rules, branches.trie.alphabet.len, branches.trie.depth),
            sums: vec![0; size],
            last: vec![0; stamps],
        },
        |tally, c| {
            let Tally { ruled, sums, last } = tally;
            for s in starts[c]..starts.get(c + 1).copied().unwrap_or(db.len()) {
                let own = &cells.of_event[db.range(s)];
                ruled.take(db, s, &branches.trie);
                ruled.find(&branches, budget, |ruled, slot| {
                    for &pattern in branches.ending(slot) {
                        let from = pattern as usize * cells.len;
                        let mut is_first = true;
                        ruled.each_window(|_, after| {
                            let cell = own[after - 1];
                            let counts = cell != NOWHERE && (is_first || counted != Completed::First);
                            is_first = false;
                            if !counts {
                                return;
                            }
                            let at = from + cell as usize;
                            if let Some(last) = last.get_mut(at) {
                                sums[at] += u64::from(*last != c as u32 + 1);
                                *last = c as u32 + 1;
                            } else {
                                sums[at] += 1;
                            }
                        });
                    }
                });
            }
        },
        |tally| counts.iter_mut().zip(tally.sums).for_each(|(sum, part)| *sum += part),
    )?;
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(how: Completed, n_jobs: usize) -> Vec<u64> {
        // Two journeys of one customer (a b a b, a b) and one of another (b a b); each event in a cell of its own kind.
        let events = [0, 1, 0, 1, 0, 1, 1, 0, 1];
        let db = SequenceDb::new(&events, &[0, 4, 6, 9], None).unwrap();
        let patterns = Patterns::new(&[0, 1, 1], &[0, 2, 3]).unwrap();
        let cells = Cells { of_event: &[0, 0, 0, 1, 0, 1, 0, NOWHERE, 1], len: 2 };
        let budget = Budget::new(None);
        completions(&db, &[3, 3, 8], patterns, &Rules::default(), (cells, how), n_jobs, &budget).unwrap()
    }

    #[test]
    fn counts_each_in_its_own_way_whatever_the_threads() {
        for n_jobs in [1, 3] {
            assert_eq!(counted(Completed::All, n_jobs), [1, 3, 2, 3]);
            assert_eq!(counted(Completed::First, n_jobs), [1, 2, 2, 1]);
            assert_eq!(counted(Completed::Customers, n_jobs), [1, 2, 2, 2]);
        }
    }

    #[test]
    fn refuses_cells_that_are_not_there() {
        let db = SequenceDb::new(&[0], &[0, 1], None).unwrap();
        let patterns = Patterns::new(&[0], &[0, 1]).unwrap();
        let budget = Budget::new(None);
        let run = |customers: &[u32], of_event: &[u32]| {
            let cells = (Cells { of_event, len: 1 }, Completed::All);
            completions(&db, customers, patterns, &Rules::default(), cells, 1, &budget).is_err()
        };
        assert!(run(&[0], &[1]));
        assert!(run(&[0], &[]));
        assert!(run(&[], &[0]));
        assert!(!run(&[0], &[0]));
    }
}
