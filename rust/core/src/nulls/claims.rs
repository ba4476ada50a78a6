//! What rules add up to over customers, whatever finds them in a journey: counts of antecedents, hits and chances.
use super::bootstrap::bounds;
use super::customers::{Counts, Sums, add};
use super::poisson_binomial::{middle, tail};
use super::tally::Tally;
use super::verdict::{Verdict, by_hypothesis};
use crate::budget::Budget;
use crate::error::Result;

/// One row a rule.
#[derive(Debug, Default)]
pub struct Rules {
    /// Sums within customers that hold the antecedent; `support` is the rule's.
    pub sums: Sums,
    /// E: the rule's support that the order null expects among the journeys that hold the antecedent.
    pub expected: Vec<f64>,
    /// Journeys that hold the antecedent.
    pub antecedent: Vec<u32>,
    /// Σ_c a_c² over customers with a_c journeys that hold the antecedent.
    pub antecedent_squares: Vec<u64>,
    /// Customers that hold the antecedent.
    pub customers: Vec<u64>,
    /// Journeys that hold the antecedent and in some order would hold the rule.
    pub possible: Vec<u64>,
    /// Journeys whose share was estimated by shuffling.
    pub tied: Vec<u32>,
    /// p and bounds.
    pub verdicts: Vec<Verdict>,
}

/// Which antecedent each rule has, by number.
#[derive(Debug)]
pub struct Bases {
    of: Vec<u32>,
    n: usize,
    /// Rules by antecedent: `by_base[first[base]..first[base + 1]]`.
    by_base: Vec<u32>,
    first: Vec<u32>,
}

impl Bases {
    /// For rules with these of `n` antecedents.
    pub fn new(of: Vec<u32>, n: usize) -> Self {
        let mut by_base: Vec<u32> = (0..of.len() as u32).collect();
        by_base.sort_by_key(|&claim| of[claim as usize]);
        let below = |base: usize| by_base.partition_point(|&claim| (of[claim as usize] as usize) < base) as u32;
        let first = (0..=n).map(below).collect();
        Bases { of, n, by_base, first }
    }

    /// The rules of an antecedent.
    pub fn claims(&self, base: u32) -> &[u32] {
        &self.by_base[self.first[base as usize] as usize..self.first[base as usize + 1] as usize]
    }
}

/// What a chunk of customers adds up to.
pub struct Part {
    sums: Sums,
    tally: Tally,
    tied: Vec<u32>,
    held: Vec<u32>,
    held_squares: Vec<u64>,
    customers: Vec<u64>,
}

impl Part {
    /// Nothing yet.
    pub fn new(bases: &Bases) -> Self {
        let (claims, bases) = (bases.of.len(), bases.n);
        Part {
            sums: Sums::new(claims),
            tally: Tally::new(claims),
            tied: vec![0; claims],
            held: vec![0; bases],
            held_squares: vec![0; bases],
            customers: vec![0; bases],
        }
    }

    /// Adds another part.
    pub fn merge(&mut self, other: Part) {
        self.sums.merge(other.sums);
        self.tally.merge(other.tally);
        add(&mut self.tied, other.tied);
        add(&mut self.held, other.held);
        add(&mut self.held_squares, other.held_squares);
        add(&mut self.customers, other.customers);
    }

    /// The rows; `own` gives each rule a seed and steps, so that its random numbers are its own.
    pub fn finish<'a>(
        mut self,
        bases: &Bases,
        own: impl Fn(usize) -> (u64, &'a [u32]) + Sync,
        n_jobs: usize,
        budget: &Budget,
    ) -> Result<Rules> {
        let groups = self.tally.groups();
        let sum = |group: &Vec<(f64, u64)>| group.iter().map(|&(q, n)| q * n as f64).sum::<f64>();
        let expected: Vec<f64> = groups.iter().map(sum).collect();
        let possible = groups.iter().map(|group| group.iter().map(|&(_, n)| n).sum()).collect();
        self.sums.settle_rare();
        let at_base = |values: &[u64]| bases.of.iter().map(|&base| values[base as usize]).collect::<Vec<_>>();
        let (antecedent_squares, customers) = (at_base(&self.held_squares), at_base(&self.customers));
        let sums = &self.sums;
        let verdict = |i: usize| {
            let (seed, steps) = own(i);
            let (low, high) = bounds(sums, i, customers[i], expected[i], seed, steps);
            let p = tail(&groups[i], sums.support[i].into());
            Verdict { p, mid: middle(&groups[i], sums.support[i].into(), p), low, high, noise: 0.0 }
        };
        let verdicts = by_hypothesis(bases.of.len(), n_jobs, budget, verdict)?;
        let antecedent = bases.of.iter().map(|&base| self.held[base as usize]).collect();
        let Part { sums, tied, .. } = self;
        Ok(Rules { sums, expected, antecedent, antecedent_squares, customers, possible, tied, verdicts })
    }
}

/// One customer's counts; kept and emptied.
pub struct Customer {
    /// By antecedent: how many of the customer's journeys hold it.
    held: Counts<u32>,
    /// By rule.
    hits: Counts<u32>,
    chance: Counts<f64>,
    /// How many customers like this one there are.
    many: u32,
}

impl Customer {
    /// For these rules.
    pub fn new(bases: &Bases) -> Self {
        let claims = bases.of.len();
        Customer { held: Counts::new(bases.n), hits: Counts::new(claims), chance: Counts::new(claims), many: 1 }
    }

    /// The customer is one of so many who have the same; to be said before anything is met.
    pub fn stand_for(&mut self, many: u32) {
        self.many = many;
    }

    /// A journey holds this antecedent.
    pub fn hold(&mut self, base: u32) {
        self.held.add(base, 1);
    }

    /// A journey with its antecedent holds this rule, or not, and would with this chance.
    pub fn meet(&mut self, part: &mut Part, claim: u32, holds: bool, chance: f64, tied: bool) {
        if holds {
            self.hits.add(claim, 1);
        }
        if chance > 0.0 {
            self.chance.add(claim, chance);
            part.tally.add(claim, chance, self.many);
            part.tied[claim as usize] += u32::from(tied);
        }
    }

    /// There are no more journeys of this customer.
    pub fn close(&mut self, part: &mut Part, bases: &Bases) {
        let Customer { held, hits, chance, many } = self;
        let many = *many;
        for &base in held.touched() {
            let own = held.get(base);
            part.held[base as usize] += own * many;
            part.held_squares[base as usize] += u64::from(own) * u64::from(own) * u64::from(many);
            part.customers[base as usize] += u64::from(many);
        }
        for &claim in hits.touched() {
            let base = held.get(bases.of[claim as usize]);
            part.sums.add(claim, hits.get(claim), base, chance.get(claim), many);
        }
        for &claim in chance.touched() {
            part.sums.chance_squares[claim as usize] += chance.get(claim).powi(2) * f64::from(many);
        }
        held.clear();
        hits.clear();
        chance.clear();
    }
}
