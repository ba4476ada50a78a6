//! Many patterns × journeys → how many customers hold each, how often it occurs, and in how many windows.
use super::ruled::Ruled;
use super::{Finder, Patterns};
use crate::budget::Budget;
use crate::chunks::{in_order, summed};
use crate::database::SequenceDb;
use crate::error::Result;
use crate::sequence::rules::Rules;

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
    let trie = patterns.trie();
    let mut at_node = vec![0u64; trie.nodes.len()];
    summed(
        db.len(),
        n_jobs,
        budget,
        || (Ruled::new(*rules, trie.alphabet.len, trie.depth), vec![0u64; trie.nodes.len()]),
        |(ruled, sums), s| {
            ruled.take(db, s, &trie);
            ruled.find(&trie, |ruled, node| {
                if node.ends {
                    sums[node.number as usize] += u64::from(counted.of(ruled)) * u64::from(db.stands_for(s));
                }
            });
        },
        |(_, sums)| at_node.iter_mut().zip(sums).for_each(|(sum, part)| *sum += part),
    )?;
    Ok(trie.end_nodes().into_iter().map(|node| at_node[node as usize]).collect())
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
    let trie = patterns.trie();
    let starts: Vec<usize> = (0..db.len()).filter(|&s| s == 0 || customers[s] != customers[s - 1]).collect();
    let journeys = |c: usize| starts[c]..starts.get(c + 1).copied().unwrap_or(db.len());
    let mut at_node = vec![0u32; trie.nodes.len()];
    // Beside the sum, the last customer counted, from 1.
    let fresh = || (Finder::new(&trie, rules), vec![(0u32, 0u32); trie.nodes.len()]);
    summed(
        starts.len(),
        n_jobs,
        budget,
        fresh,
        |(finder, sums), c| {
            for s in journeys(c) {
                finder.find(db, s, &trie, |node| {
                    let (sum, last) = &mut sums[node.number as usize];
                    *sum += u32::from(*last != c as u32 + 1);
                    *last = c as u32 + 1;
                });
            }
        },
        |(_, sums)| at_node.iter_mut().zip(sums).for_each(|(sum, (part, _))| *sum += part),
    )?;
    Ok(trie.end_nodes().into_iter().map(|node| at_node[node as usize]).collect())
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

/// Which journeys hold each pattern under `rules`.
pub fn present(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows<()>> {
    let trie = patterns.trie();
    rows(
        db.len(),
        n_jobs,
        budget,
        || Finder::new(&trie, rules),
        |finder, s, row| {
            finder.find(db, s, &trie, |node| row.extend(trie.ending(node).iter().map(|&pattern| (pattern, ()))));
        },
    )
}

/// What `value` says of each pattern in each journey that holds it under `rules`; it is given the journey, standing at
/// the pattern, and its number.
pub fn valued<T: Copy + Send>(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    value: impl Fn(&Ruled, usize) -> T + Sync,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows<T>> {
    let trie = patterns.trie();
    rows(
        db.len(),
        n_jobs,
        budget,
        || Ruled::new(*rules, trie.alphabet.len, trie.depth),
        |ruled, s, row| {
            ruled.take(db, s, &trie);
            ruled.find(&trie, |ruled, node| {
                if node.ends {
                    let value = value(ruled, s);
                    row.extend(trie.ending(node).iter().map(|&pattern| (pattern, value)));
                }
            });
        },
    )
}

/// All rows, each filled by `fill` in any order.
fn rows<S, T: Copy + Send>(
    total: usize,
    n_jobs: usize,
    budget: &Budget,
    state: impl Fn() -> S + Sync,
    fill: impl Fn(&mut S, usize, &mut Vec<(u32, T)>) + Sync,
) -> Result<Rows<T>> {
    let mut all = Rows { ends: vec![0], columns: Vec::new(), values: Vec::new() };
    let part = |(own, row): &mut (S, Vec<(u32, T)>), range: std::ops::Range<usize>| {
        let mut part = Rows { ends: Vec::new(), columns: Vec::new(), values: Vec::new() };
        for s in range.take_while(|_| !budget.is_spent()) {
            row.clear();
            fill(own, s, row);
            row.sort_unstable_by_key(|&(pattern, _)| pattern);
            part.columns.extend(row.iter().map(|&(pattern, _)| pattern as i32));
            part.values.extend(row.iter().map(|&(_, value)| value));
            part.ends.push(part.columns.len() as i64);
        }
        part
    };
    in_order(
        total,
        n_jobs,
        budget,
        || (state(), Vec::new()),
        part,
        |mut part| {
            let before = all.columns.len() as i64;
            all.ends.extend(part.ends.iter().map(|end| before + end));
            all.columns.append(&mut part.columns);
            all.values.append(&mut part.values);
        },
    )?;
    Ok(all)
}
