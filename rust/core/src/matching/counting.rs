//! Many patterns × journeys → how many customers hold each, how often it occurs, and in how many windows.
use super::ruled::Ruled;
use super::{Finder, Patterns};
use crate::budget::Budget;
use crate::chunks::{in_order, summed};
use crate::database::SequenceDb;
use crate::error::Result;
use crate::sequence::rules::Rules;
use std::sync::{Mutex, PoisonError};

/// What of a pattern is counted in a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The largest number of occurrences with pairwise disjoint spans.
    Occurrences,
    /// Minimal windows: intervals that hold an occurrence and contain no smaller such interval.
    Windows,
}

impl Counted {
    /// The count of the node just found in a journey.
    pub fn of(self, ruled: &Ruled) -> u32 {
        match self {
            Counted::Occurrences => ruled.occurrences(),
            Counted::Windows => ruled.windows(),
        }
    }
}

/// How often each pattern occurs in all journeys together, under `rules`.
pub fn count_within(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    counted: Counted,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<u64>> {
    let branches = patterns.branches();
    let (alphabet, depth) = (branches.trie.alphabet.len, branches.trie.depth);
    let mut counts = vec![0u64; branches.len()];
    summed(
        db.len(),
        n_jobs,
        budget,
        || (Ruled::new(*rules, alphabet, depth), vec![0u64; branches.len()]),
        |(ruled, sums), s| {
            let many = u64::from(db.stands_for(s));
            ruled.take(db, s, &branches.trie);
            ruled.find(&branches, budget, |ruled, slot| sums[slot as usize] += u64::from(counted.of(ruled)) * many);
        },
        |(_, sums)| counts.iter_mut().zip(sums).for_each(|(sum, part)| *sum += part),
    )?;
    Ok(branches.by_pattern(&counts))
}

/// How many customers have a journey that holds each pattern, under `rules`. `customers` are the owners of the
/// journeys, ascending.
pub fn count_customers(
    db: &SequenceDb<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<u32>> {
    let branches = patterns.branches();
    let starts: Vec<usize> = (0..db.len()).filter(|&s| s == 0 || customers[s] != customers[s - 1]).collect();
    let journeys = |c: usize| starts[c]..starts.get(c + 1).copied().unwrap_or(db.len());
    let mut counts = vec![0u32; branches.len()];
    // Beside the sum, the last customer counted, from 1.
    let fresh = || (Finder::new(&branches, rules), vec![(0u32, 0u32); branches.len()]);
    summed(
        starts.len(),
        n_jobs,
        budget,
        fresh,
        |(finder, sums), c| {
            for s in journeys(c) {
                finder.find(db, s, &branches, budget, |slot| {
                    let (sum, last) = &mut sums[slot as usize];
                    *sum += u32::from(*last != c as u32 + 1);
                    *last = c as u32 + 1;
                });
            }
        },
        |(_, sums)| counts.iter_mut().zip(sums).for_each(|(sum, (part, _))| *sum += part),
    )?;
    Ok(branches.by_pattern(&counts))
}

/// A sparse matrix of journeys × patterns in compressed rows; the columns of a row ascend.
#[derive(Debug, Default, PartialEq)]
pub struct Rows<T> {
    /// Row `s` is `ends[s]..ends[s + 1]`.
    pub ends: Vec<i64>,
    /// Pattern numbers.
    pub columns: Vec<i32>,
    /// One value a column; empty where only the columns were asked for.
    pub values: Vec<T>,
}

impl<T> Rows<T> {
    fn empty() -> Self {
        Rows { ends: Vec::new(), columns: Vec::new(), values: Vec::new() }
    }
}

/// Which journeys hold each pattern under `rules`.
pub fn present(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows<()>> {
    let branches = patterns.branches();
    let state = || Finder::new(&branches, rules);
    rows(db.len(), patterns.len(), n_jobs, budget, state, |finder, s, row| {
        finder.find(db, s, &branches, budget, |slot| {
            branches.ending(slot).iter().for_each(|&pattern| row.set(pattern, ()))
        });
    })
}

/// What `value` says of each pattern in each journey that holds it under `rules`; it is given the journey, standing at
/// the pattern, and its number.
pub fn valued<T: Copy + Default + Send>(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    value: impl Fn(&Ruled, usize) -> T + Sync,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows<T>> {
    let branches = patterns.branches();
    let state = || Ruled::new(*rules, branches.trie.alphabet.len, branches.trie.depth);
    rows(db.len(), patterns.len(), n_jobs, budget, state, |ruled, s, row| {
        ruled.take(db, s, &branches.trie);
        ruled.find(&branches, budget, |ruled, slot| {
            let ending = branches.ending(slot);
            if !ending.is_empty() {
                let value = value(ruled, s);
                ending.iter().for_each(|&pattern| row.set(pattern, value));
            }
        });
    })
}

/// One row while it is filled in any order: a bit a pattern, and its value beside it.
#[derive(Debug)]
pub struct Row<T> {
    bits: Vec<u64>,
    values: Vec<T>,
}

impl<T: Copy + Default> Row<T> {
    fn new(n_patterns: usize) -> Self {
        Row { bits: vec![0; n_patterns.div_ceil(64)], values: vec![T::default(); n_patterns] }
    }

    /// The value of a pattern.
    #[inline]
    pub fn set(&mut self, pattern: u32, value: T) {
        self.bits[pattern as usize / 64] |= 1 << (pattern % 64);
        self.values[pattern as usize] = value;
    }

    /// Moves what it holds behind the rows, in order.
    fn drain(&mut self, rows: &mut Rows<T>) {
        let held = self.bits.iter().map(|bits| bits.count_ones() as usize).sum();
        rows.columns.reserve(held);
        rows.values.reserve(held);
        for (word, bits) in self.bits.iter_mut().enumerate() {
            let mut left = std::mem::take(bits);
            while left != 0 {
                let pattern = word * 64 + left.trailing_zeros() as usize;
                rows.columns.push(pattern as i32);
                rows.values.push(self.values[pattern]);
                left &= left - 1;
            }
        }
        rows.ends.push(rows.columns.len() as i64);
    }
}

/// All rows, each filled by `fill`.
pub fn rows<S, T: Copy + Default + Send>(
    total: usize,
    n_patterns: usize,
    n_jobs: usize,
    budget: &Budget,
    state: impl Fn() -> S + Sync,
    fill: impl Fn(&mut S, usize, &mut Row<T>) + Sync,
) -> Result<Rows<T>> {
    let mut all = Rows::empty();
    all.ends.push(0);
    // Parts are filled again and again: memory that was never touched costs more than what is written into it.
    let spare = Mutex::new(Vec::new());
    let part = |(own, row): &mut (S, Row<T>), range: std::ops::Range<usize>| {
        let mut part = spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_else(Rows::empty);
        for s in range.take_while(|_| !budget.is_spent()) {
            fill(own, s, row);
            row.drain(&mut part);
        }
        part
    };
    in_order(
        total,
        n_jobs,
        budget,
        || (state(), Row::new(n_patterns)),
        part,
        |mut part| {
            let before = all.columns.len() as i64;
            all.ends.extend(part.ends.drain(..).map(|end| before + end));
            all.columns.append(&mut part.columns);
            all.values.append(&mut part.values);
            spare.lock().unwrap_or_else(PoisonError::into_inner).push(part);
        },
    )?;
    Ok(all)
}
