//! How the support of patterns spreads over customers, under rules too: what intervals of support need.
use super::customers::{Counts, Sums, each_customer};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::matching::{Finder, Patterns};
use crate::sequence::rules::Rules;

/// Support, Σ_c x_c² and Σ_c x_c·n_c of each pattern; `customers` are the owners of the journeys, ascending.
pub fn spread(
    db: &SequenceDb<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Sums> {
    let branches = patterns.branches();
    let mut all = Sums::new(patterns.len());
    each_customer(
        customers,
        n_jobs,
        budget,
        || (Finder::new(&branches, rules), Counts::<u32>::new(patterns.len())),
        || Sums::new(patterns.len()),
        |(finder, held), sums, journeys| {
            let (size, many) = (journeys.len() as u32, db.stands_for(journeys.start));
            for s in journeys {
                finder.find(db, s, &branches, budget, |slot| {
                    branches.ending(slot).iter().for_each(|&pattern| held.add(pattern, 1));
                });
            }
            held.touched().iter().for_each(|&pattern| sums.add(pattern, held.get(pattern), size, 0.0, many));
            held.clear();
        },
        |part| all.merge(part),
    )?;
    Ok(all)
}
