//! A first-order Markov chain over event codes: where journeys begin, and what follows what.
use crate::budget::Budget;
use crate::error::{Error, Result};

/// A chain borrowed from its owner; rows of codes without a successor are empty.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    /// The chance of each code to come first.
    pub start: &'a [f64],
    /// Row x is `codes[rows[x]..rows[x + 1]]`.
    pub rows: &'a [u64],
    /// Successors.
    pub codes: &'a [u32],
    /// The chance of each.
    pub chances: &'a [f64],
}

impl<'a> Chain<'a> {
    /// Checks that the arrays describe a chain.
    pub fn new(start: &'a [f64], rows: &'a [u64], codes: &'a [u32], chances: &'a [f64]) -> Result<Self> {
        let fits = |what, found: usize, expected: usize| {
            let (found, expected) = (found as u64, expected as u64);
            if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
        };
        fits("bounds of rows of a chain", rows.len(), start.len() + 1)?;
        fits("last bound of a chain", rows.last().map_or(0, |&last| last as usize), codes.len())?;
        fits("chances of a chain", chances.len(), codes.len())?;
        fits("falling bounds of a chain", rows.windows(2).filter(|pair| pair[0] > pair[1]).count(), 0)?;
        fits("unknown codes in a chain", codes.iter().filter(|&&code| code as usize >= start.len()).count(), 0)?;
        Ok(Chain { start, rows, codes, chances })
    }

    /// The number of states.
    pub fn len(&self) -> usize {
        self.start.len()
    }

    /// Has the chain no state at all?
    pub fn is_empty(&self) -> bool {
        self.start.is_empty()
    }

    /// Where the successors of a code lie.
    pub fn row(&self, code: usize) -> std::ops::Range<usize> {
        self.rows[code] as usize..self.rows[code + 1] as usize
    }

    /// Is there a code that nothing follows?
    pub fn has_ends(&self) -> bool {
        self.rows.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Σ_y T(x, y) · value(y) for every state x, values in blocks of `W` a state.
    pub fn step<const W: usize>(&self, value: &[[f64; W]], scale: f64, out: &mut [[f64; W]]) {
        for (code, sum) in out.iter_mut().enumerate() {
            let row = self.row(code);
            let mut own = [0.0; W];
            for (&next, &chance) in self.codes[row.clone()].iter().zip(&self.chances[row]) {
                let below = &value[next as usize];
                for lane in 0..W {
                    own[lane] += chance * below[lane];
                }
            }
            *sum = own.map(|one| one * scale);
        }
    }

    /// What each step is multiplied with so that the share of walks that go on as far as `most` stays a plain number;
    /// 1 where no walk ends early, and any number where the budget ends first.
    pub fn scale(&self, most: usize, budget: &Budget) -> f64 {
        if !self.has_ends() || most < 2 {
            return 1.0;
        }
        let (mut alive, mut next) = (vec![[1.0]; self.len()], vec![[0.0]; self.len()]);
        let mut logarithm = 0.0;
        for _ in 1..most {
            if budget.is_spent() {
                return 1.0;
            }
            self.step(&alive, 1.0, &mut next);
            std::mem::swap(&mut alive, &mut next);
            let top = alive.iter().fold(0.0f64, |top, one| top.max(one[0]));
            if top <= 0.0 {
                return 1.0;
            }
            alive.iter_mut().for_each(|one| one[0] /= top);
            logarithm += top.ln();
        }
        (-logarithm / (most - 1) as f64).exp()
    }
}
