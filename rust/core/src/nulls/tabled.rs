//! Nulls under which the chance of a journey hangs on the class it is of (its length) and no more: E, p and the sums for
//! intervals of every pattern, in one pass over journeys × patterns.
use super::bootstrap::bounds;
use super::customers::{Counts, Sums, each_customer};
use super::poisson_binomial::{middle, tail};
use super::verdict::{Verdict, by_hypothesis};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::matching::{Finder, Patterns};
use crate::sequence::rules::Rules;
use std::collections::HashMap;

/// The chance of every pattern in a journey of each class.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Rows of `width` chances.
    values: &'a [f64],
    width: usize,
    /// The row of each pattern.
    of: &'a [u32],
    /// The class of each journey.
    class: &'a [u32],
}

impl<'a> Table<'a> {
    /// Checks that there are rows of all patterns, and classes of all journeys.
    pub fn new(values: &'a [f64], width: usize, of: (&'a [u32], usize), class: (&'a [u32], usize)) -> Result<Self> {
        let fits = |what, found: usize, expected: usize| {
            let (found, expected) = (found as u64, expected as u64);
            if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
        };
        fits("rows of patterns", of.0.len(), of.1)?;
        fits("classes of journeys", class.0.len(), class.1)?;
        fits("chances left over", values.len() % width.max(1), 0)?;
        let beyond = |numbers: &[u32], most: usize| numbers.iter().filter(|&&number| number as usize >= most).count();
        fits("rows beyond the table", beyond(of.0, values.len() / width.max(1)), 0)?;
        fits("classes beyond the table", beyond(class.0, width), 0)?;
        Ok(Table { values, width, of: of.0, class: class.0 })
    }

    fn row(&self, pattern: usize) -> &'a [f64] {
        let from = self.of[pattern] as usize * self.width;
        &self.values[from..from + self.width]
    }
}

/// One row a pattern.
#[derive(Debug, Default)]
pub struct Chances {
    /// Sums within customers; `support` among them.
    pub sums: Sums,
    /// E: the support that the null expects.
    pub expected: Vec<f64>,
    /// Journeys that have any chance to hold the pattern.
    pub possible: Vec<u64>,
    /// p and bounds.
    pub verdicts: Vec<Verdict>,
}

/// How many journeys each class has, and which classes come together in customers.
struct Classes {
    many: Vec<u64>,
    /// Σ_c n_c(d)·n_c(e) of classes d ≤ e, twice where they differ.
    pairs: Vec<((u32, u32), f64)>,
}

/// Computes all rows, supports under `rules`; `customers` are the owners of the journeys, ascending.
#[expect(clippy::too_many_arguments, reason = "journeys, what to count in them, by which law, and with what")]
pub fn tabled(
    db: &SequenceDb<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    rules: &Rules,
    table: Table<'_>,
    seed: u64,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Chances> {
    let branches = patterns.branches();
    let mut sums = Sums::new(patterns.len());
    let n_customers = each_customer(
        customers,
        n_jobs,
        budget,
        || (Finder::new(&branches, rules), Counts::<u32>::new(patterns.len())),
        || Sums::new(patterns.len()),
        |(finder, held), sums, journeys| {
            let (size, many) = (journeys.len() as u32, db.stands_for(journeys.start));
            for s in journeys.clone() {
                finder.find(db, s, &branches, budget, |slot| {
                    branches.ending(slot).iter().for_each(|&pattern| held.add(pattern, 1));
                });
            }
            for &pattern in held.touched() {
                let row = table.row(pattern as usize);
                let chance = journeys.clone().map(|s| row[table.class[s] as usize]).sum();
                sums.add(pattern, held.get(pattern), size, chance, many);
            }
            held.clear();
        },
        |part| sums.merge(part),
    )?;
    // Rows that stand for several journeys stand for as many customers.
    let n_customers = db.multiplicity.map_or(n_customers, |_| db.total());
    finish(sums, patterns, table, &Classes::new(db, customers, table), (n_customers, seed), n_jobs, budget)
}

fn finish(
    mut sums: Sums,
    patterns: Patterns<'_>,
    table: Table<'_>,
    classes: &Classes,
    (customers, seed): (u64, u64),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Chances> {
    sums.settle_rare();
    let whole = |i: usize| {
        let row = table.row(i);
        let sum = |((d, e), many): &((u32, u32), f64)| row[*d as usize] * row[*e as usize] * many;
        classes.pairs.iter().map(sum).sum::<f64>()
    };
    sums.chance_squares = by_hypothesis(patterns.len(), n_jobs, budget, whole)?;
    let groups = |i: usize| classes.groups(table.row(i));
    let sum = |i: usize| groups(i).iter().map(|&(q, n)| q * n as f64).sum::<f64>();
    let expected = by_hypothesis(patterns.len(), n_jobs, budget, sum)?;
    let possible = by_hypothesis(patterns.len(), n_jobs, budget, |i| groups(i).iter().map(|group| group.1).sum())?;
    let verdict = |i: usize| {
        let (groups, x) = (groups(i), sums.support[i].into());
        let (low, high) = bounds(&sums, i, customers, expected[i], seed, patterns.pattern(i));
        let p = tail(&groups, x);
        Verdict { p, mid: middle(&groups, x, p), low, high, noise: 0.0 }
    };
    let verdicts = by_hypothesis(patterns.len(), n_jobs, budget, verdict)?;
    Ok(Chances { sums, expected, possible, verdicts })
}

impl Classes {
    fn new(db: &SequenceDb<'_>, customers: &[u32], table: Table<'_>) -> Self {
        let mut many = vec![0; table.width];
        let mut pairs: HashMap<(u32, u32), f64> = HashMap::new();
        let mut at = 0;
        while at < db.len() {
            let end = at + customers[at..].iter().take_while(|&&owner| owner == customers[at]).count();
            let own = classes(&table.class[at..end]);
            let copies = u64::from(db.stands_for(at));
            for (i, &(class, times)) in own.iter().enumerate() {
                many[class as usize] += times * copies;
                for &(other, others) in &own[i..] {
                    let both = (times * others * copies) as f64 * if other == class { 1.0 } else { 2.0 };
                    *pairs.entry((class, other)).or_insert(0.0) += both;
                }
            }
            at = end;
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_by_key(|pair| pair.0);
        Classes { many, pairs }
    }

    /// Distinct chances above 0, ascending, and how many journeys have each.
    fn groups(&self, row: &[f64]) -> Vec<(f64, u64)> {
        let own = row.iter().zip(&self.many).filter(|&(&q, &n)| q > 0.0 && n > 0);
        let mut groups: Vec<(f64, u64)> = own.map(|(&q, &n)| (q, n)).collect();
        groups.sort_by(|a, b| a.0.total_cmp(&b.0));
        groups.dedup_by(|next, last| {
            let same = next.0 == last.0;
            last.1 += if same { next.1 } else { 0 };
            same
        });
        groups
    }
}

/// The classes of one customer's journeys, ascending, and how many are of each.
fn classes(own: &[u32]) -> Vec<(u32, u64)> {
    let mut sorted = own.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect()
}
