//! p of a pattern in two groups, for every number of its holders that the first group may have.
use crate::nulls::special::{mills, normal_density};

/// Two-sided tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Fisher's: the probability of all tables no likelier than the one seen; one stratum.
    Fisher,
    /// Cochran, Mantel and Haenszel's with the correction for continuity.
    Cmh,
    /// Pearson's χ² without a correction; one stratum.
    Chi2,
}

/// Tables that differ by less than this in probability are equally likely.
const ALIKE: f64 = 1.0 + 1e-7;

/// One stratum: its units, and those with a one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stratum {
    /// Units.
    pub units: u32,
    /// Units labelled one.
    pub ones: u32,
}

/// Labels and strata of all units.
#[derive(Debug)]
pub struct Groups<'a> {
    /// Is the unit of the first group?
    pub labels: &'a [bool],
    /// The stratum of each unit, from 0; absent where all are of one.
    pub stratum: Option<&'a [u32]>,
    /// The strata.
    pub strata: Vec<Stratum>,
    /// The units, stratum after stratum.
    pub order: Vec<u32>,
}

impl<'a> Groups<'a> {
    /// Counts the strata.
    pub fn new(labels: &'a [bool], stratum: Option<&'a [u32]>) -> Self {
        let of = |unit: usize| stratum.map_or(0, |all| all[unit] as usize);
        let len = stratum.map_or(1, |all| all.iter().max().map_or(0, |&most| most as usize + 1));
        let mut strata = vec![Stratum::default(); len];
        for (unit, &one) in labels.iter().enumerate() {
            strata[of(unit)].units += 1;
            strata[of(unit)].ones += u32::from(one);
        }
        let mut order: Vec<u32> = (0..labels.len() as u32).collect();
        order.sort_by_key(|&unit| of(unit as usize));
        Groups { labels, stratum, strata, order }
    }
}

/// What the units that hold a pattern, and the groups, leave open: how many of the first group hold it.
#[derive(Debug)]
pub struct Margins {
    /// The least that can be.
    pub low: u64,
    /// The most.
    pub high: u64,
    /// What is.
    pub held: u64,
    mean: f64,
    variance: f64,
    /// (units, ones, holders) of all.
    all: (u64, u64, u64),
}

impl Margins {
    /// Of one pattern.
    pub fn of(holders: &[u32], groups: &Groups<'_>) -> Self {
        let mut each = vec![0u32; groups.strata.len()];
        let mut held = 0;
        for &unit in holders {
            each[groups.stratum.map_or(0, |all| all[unit as usize] as usize)] += 1;
            held += u64::from(groups.labels[unit as usize]);
        }
        let mut all = Margins { low: 0, high: 0, held, mean: 0.0, variance: 0.0, all: (0, 0, holders.len() as u64) };
        for (stratum, &own) in groups.strata.iter().zip(&each) {
            all.low += u64::from(own.saturating_sub(stratum.units - stratum.ones));
            all.high += u64::from(own.min(stratum.ones));
            all.all.0 += u64::from(stratum.units);
            all.all.1 += u64::from(stratum.ones);
            let (n, ones, own) = (f64::from(stratum.units), f64::from(stratum.ones), f64::from(own));
            if n >= 2.0 {
                all.mean += ones * own / n;
                all.variance += ones * (n - ones) * own * (n - own) / (n * n * (n - 1.0));
            } else {
                all.mean += ones * own;
            }
        }
        all
    }

    /// p of what is, and the least p that could be.
    pub fn judged(&self, test: Test) -> (f64, f64) {
        let mut table = Vec::new();
        if test == Test::Fisher {
            self.table(test, &mut table);
            let at = |held: u64| table[(held - self.low) as usize];
            return (at(self.held), at(self.low).min(at(self.high)));
        }
        (self.normal(test, self.held), self.normal(test, self.low).min(self.normal(test, self.high)))
    }

    /// p of `low..=high`, in `table`; NaN where [`Margins::of_table`] is to work it out.
    pub fn table(&self, test: Test, table: &mut Vec<f64>) {
        table.clear();
        if test == Test::Fisher {
            self.fisher(table);
        } else {
            table.resize((self.high - self.low + 1) as usize, f64::NAN);
        }
    }

    /// p of `held`, by the table; each normal tail is worked out once, and few are asked for.
    #[inline]
    pub fn of_table(&self, test: Test, held: u64, table: &mut [f64]) -> f64 {
        let p = &mut table[(held - self.low) as usize];
        if p.is_nan() {
            *p = self.normal(test, held);
        }
        *p
    }

    fn normal(&self, test: Test, held: u64) -> f64 {
        let off = (held as f64 - self.mean).abs();
        let (off, variance) = if test == Test::Cmh {
            (off - 0.5, self.variance)
        } else {
            let n = self.all.0 as f64;
            (off, self.variance * (n - 1.0) / n)
        };
        if off <= 0.0 || variance <= 0.0 {
            return 1.0;
        }
        let z = off / variance.sqrt();
        (2.0 * normal_density(z) * mills(z)).clamp(f64::MIN_POSITIVE, 1.0)
    }

    fn fisher(&self, table: &mut Vec<f64>) {
        let (n, ones, own) = self.all;
        // From the mode outwards by ratios, and then over their sum.
        let mode = (((ones + 1) as f64 * (own + 1) as f64 / (n + 2) as f64) as u64).clamp(self.low, self.high);
        let mut mass = vec![0.0; (self.high - self.low + 1) as usize];
        let at = (mode - self.low) as usize;
        mass[at] = 1.0;
        for a in mode..self.high {
            let up = (ones - a) as f64 * (own - a) as f64 / ((a + 1) as f64 * (n + a + 1 - ones - own) as f64);
            mass[(a + 1 - self.low) as usize] = mass[(a - self.low) as usize] * up;
        }
        for a in (self.low..mode).rev() {
            let down = (a + 1) as f64 * (n + a + 1 - ones - own) as f64 / ((ones - a) as f64 * (own - a) as f64);
            mass[(a - self.low) as usize] = mass[(a + 1 - self.low) as usize] * down;
        }
        let whole: f64 = mass.iter().sum();
        mass.iter_mut().for_each(|one| *one /= whole);
        table.resize(mass.len(), 0.0);
        // The least likely tables stand at both ends.
        let (mut left, mut right) = (0, mass.len());
        let order: Vec<usize> = std::iter::from_fn(|| {
            (left < right).then(|| {
                if mass[left] <= mass[right - 1] {
                    left += 1;
                    left - 1
                } else {
                    right -= 1;
                    right
                }
            })
        })
        .collect();
        let (mut sum, mut taken) = (0.0, 0);
        for &a in &order {
            while taken < order.len() && mass[order[taken]] <= mass[a] * ALIKE {
                sum += mass[order[taken]];
                taken += 1;
            }
            table[a] = sum.clamp(f64::MIN_POSITIVE, 1.0);
        }
    }
}
