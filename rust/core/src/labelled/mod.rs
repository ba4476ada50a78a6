//! Labels drawn anew: how small the smallest p of all patterns comes out when labels have nothing to do with patterns.
//!
//! Westfall and Young's step of one kind for all: every pattern is judged by the same labels, drawn within strata, so
//! that whatever patterns share is accounted for. A pattern whose least possible p is above every minimum so far is not
//! visited: it can change none (Terada et al. 2013; Llinares-López et al. 2015, "Westfall–Young light", section 3).
pub mod counters;
pub mod draws;
pub mod margins;

use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use counters::{BLOCK, Counters};
use draws::Draws;
use margins::{Groups, Margins, Test};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Patterns as the units that hold them: pattern i is held by `units[offsets[i]..offsets[i + 1]]`, each once.
#[derive(Debug, Clone, Copy)]
pub struct Holders<'a> {
    /// Where each pattern's units begin, and the end.
    pub offsets: &'a [u64],
    /// Numbers of units.
    pub units: &'a [u32],
}

impl Holders<'_> {
    /// How many patterns.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn of(&self, pattern: usize) -> &[u32] {
        &self.units[self.offsets[pattern] as usize..self.offsets[pattern + 1] as usize]
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Permuted {
    /// p of each pattern with the labels observed.
    pub p: Vec<f64>,
    /// The least p that each could have, given its margins.
    pub least: Vec<f64>,
    /// The smallest p over all patterns, one a draw; 1 where there is no pattern.
    pub minima: Vec<f64>,
}

/// Judges all patterns by the labels observed and by `count` draws of them.
pub fn permuted(
    holders: Holders<'_>,
    groups: &Groups<'_>,
    test: Test,
    (count, seed): (usize, u64),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Permuted> {
    let mut all = Permuted { minima: vec![1.0; count], ..Permuted::default() };
    let judge = |(): &mut (), range: std::ops::Range<usize>| -> Vec<(f64, f64)> {
        let within = range.take_while(|_| !budget.is_spent());
        within.map(|pattern| Margins::of(holders.of(pattern), groups).judged(test)).collect()
    };
    in_order(
        holders.len(),
        n_jobs,
        budget,
        || (),
        judge,
        |part| {
            all.p.extend(part.iter().map(|one| one.0));
            all.least.extend(part.iter().map(|one| one.1));
        },
    )?;
    let mut order: Vec<usize> = (0..holders.len()).collect();
    order.sort_by(|&a, &b| all.least[a].total_cmp(&all.least[b]).then(a.cmp(&b)));
    let draws = Draws::new(groups, count, seed, n_jobs, budget)?;
    // Positive floats are ordered as their bits are.
    let worst = AtomicU64::new(1f64.to_bits());
    let (minima, least) = (&mut all.minima, &all.least);
    let visit = |room: &mut Room, range: std::ops::Range<usize>| {
        let mut own = vec![1.0; count];
        for &pattern in &order[range] {
            if budget.is_spent() || least[pattern] > f64::from_bits(worst.load(Relaxed)) {
                break;
            }
            room.visit(holders.of(pattern), groups, test, &draws, &mut own);
        }
        own
    };
    in_order(order.len(), n_jobs, budget, Room::default, visit, |own: Vec<f64>| {
        minima.iter_mut().zip(own).for_each(|(least, one)| *least = least.min(one));
        worst.store(minima.iter().copied().fold(0.0, f64::max).to_bits(), Relaxed);
    })?;
    Ok(all)
}

/// What one thread needs; kept and refilled.
#[derive(Default)]
struct Room {
    counters: Counters,
    table: Vec<f64>,
}

impl Room {
    fn visit(&mut self, holders: &[u32], groups: &Groups<'_>, test: Test, draws: &Draws, minima: &mut [f64]) {
        let margins = Margins::of(holders, groups);
        margins.table(test, &mut self.table);
        for (block, rows) in draws.blocks.iter().enumerate() {
            let counts = self.counters.count(rows, holders);
            for (least, &held) in minima[block * BLOCK..].iter_mut().zip(counts) {
                *least = least.min(margins.of_table(test, held.into(), &mut self.table));
            }
        }
    }
}

#[cfg(test)]
mod tests;
