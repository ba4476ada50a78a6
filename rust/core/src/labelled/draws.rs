//! Labels drawn within strata: each stratum keeps how many of its units have a one.
use super::counters::{BLOCK, Row, WORDS};
use super::margins::Groups;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use crate::nulls::random::Random;

/// All draws.
#[derive(Debug)]
pub struct Draws {
    /// For each block of draws a row a unit.
    pub blocks: Vec<Vec<Row>>,
}

impl Draws {
    /// So many draws; draw j hangs on (seed, j) only.
    pub fn new(groups: &Groups<'_>, count: usize, seed: u64, n_jobs: usize, budget: &Budget) -> Result<Self> {
        let units = groups.labels.len();
        let mut blocks = vec![vec![[0; WORDS]; units]; count.div_ceil(BLOCK)];
        let words = count.div_ceil(64);
        let mut next = 0;
        let some = |room: &mut Vec<u32>, range: std::ops::Range<usize>| -> Vec<Vec<u64>> {
            range.map(|word| drawn(groups, (word * 64)..count.min(word * 64 + 64), seed, room, budget)).collect()
        };
        in_order(words, n_jobs, budget, Vec::new, some, |part| {
            for bits in part {
                let (block, word) = (next / WORDS, next % WORDS);
                blocks[block].iter_mut().zip(bits).for_each(|(row, one)| row[word] = one);
                next += 1;
            }
        })?;
        Ok(Draws { blocks })
    }
}

/// A bit a draw for every unit.
fn drawn(
    groups: &Groups<'_>,
    draws: std::ops::Range<usize>,
    seed: u64,
    room: &mut Vec<u32>,
    budget: &Budget,
) -> Vec<u64> {
    let mut bits = vec![0; groups.labels.len()];
    for (bit, draw) in draws.enumerate() {
        if budget.is_spent() {
            break;
        }
        let mut random = Random::new(seed, [draw as u64, 0]);
        room.clear();
        room.extend_from_slice(&groups.order);
        let mut first = 0;
        for stratum in &groups.strata {
            let own = &mut room[first..first + stratum.units as usize];
            first += own.len();
            for i in 0..stratum.ones as usize {
                own.swap(i, i + random.below(own.len() - i));
                bits[own[i] as usize] |= 1 << bit;
            }
        }
    }
    bits
}
