//! Nulls by drawing: every journey is drawn anew again and again, each draw shared by all patterns, and the patterns are
//! counted in it as in the journeys themselves, under whatever rules and in whatever unit.
use super::bootstrap::bounds;
use super::customers::{Counts, Sums, add, each_copy, each_customer, numbers};
use super::draw::{Drawn, Prepared};
use super::lift::deviation;
use super::random::Random;
use super::shuffle::Slots;
use super::verdict::{Verdict, by_hypothesis};
use super::visit::Shuffles;
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::matching::branches::Branches;
use crate::matching::counting::Counted;
use crate::matching::{Finder, Patterns};
use crate::sequence::rules::Rules;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Journeys that hold the pattern.
    Journeys,
    /// Customers with such a journey.
    Customers,
    /// Occurrences or windows in journeys.
    Within(Counted),
}

/// What is counted, in which journeys.
#[derive(Debug, Clone, Copy)]
pub struct Counting<'a> {
    /// The journeys, as laws draw them.
    pub slots: Slots<'a>,
    /// The same with the times that rules ask for.
    pub timed: SequenceDb<'a>,
    /// The owner of each, ascending.
    pub customers: &'a [u32],
    /// What an occurrence has to meet.
    pub rules: Rules,
    /// What is counted.
    pub unit: Unit,
}

/// One row a pattern.
#[derive(Debug, Default)]
pub struct Samples {
    /// Sums within customers; `support` among them, in the unit counted.
    pub sums: Sums,
    /// The mean over draws.
    pub expected: Vec<f64>,
    /// Journeys that hold the pattern, or do in some draw.
    pub possible: Vec<u32>,
    /// p and bounds.
    pub verdicts: Vec<Verdict>,
}

/// What a chunk of customers adds up to.
struct Part {
    sums: Sums,
    possible: Vec<u32>,
}

/// One thread's workplace; by slot, but for `held` and `chance`.
struct Bench<'a> {
    finder: Finder,
    drawn: Drawn,
    /// By pattern: the customer's count, and the sum of counts over draws.
    held: Counts<u32>,
    chance: Counts<f64>,
    /// By slot: the count in the journey at hand, the sum over its draws.
    now: Counts<u32>,
    sum: Counts<u32>,
    totals: Totals<'a>,
    /// By draw and slot: the last customer counted, from 1; where customers are counted.
    seen: Vec<u64>,
}

/// A thread's counts, draw by draw and slot by slot; handed in when the thread is done.
struct Totals<'a> {
    own: Vec<u32>,
    all: &'a Mutex<Vec<u32>>,
}

impl Drop for Totals<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter_mut().zip(&self.own).for_each(|(sum, part)| *sum += part);
    }
}

struct Null<'a> {
    counting: Counting<'a>,
    law: &'a Prepared<'a>,
    branches: Branches,
    /// See [`numbers`].
    numbers: Option<Vec<u64>>,
    shuffles: Shuffles,
    budget: &'a Budget,
    totals: Mutex<Vec<u32>>,
}

/// Computes all rows.
pub fn sampled(
    counting: Counting<'_>,
    law: &Prepared<'_>,
    patterns: Patterns<'_>,
    shuffles: Shuffles,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Samples> {
    let (db, branches) = (&counting.slots.db, patterns.branches());
    let events: u64 = (0..db.len()).map(|s| db.range(s).len() as u64 * u64::from(db.stands_for(s))).sum();
    let limit = u64::from(u32::MAX);
    if matches!(counting.unit, Unit::Within(_)) && events > limit {
        return Err(Error::Capacity { what: "events of all journeys that rows stand for", found: events, limit });
    }
    let totals = Mutex::new(vec![0; branches.len() * shuffles.count as usize]);
    let numbers = numbers(db.multiplicity);
    let null = Null { counting, law, branches, numbers, shuffles, budget, totals };
    let fresh = || Part { sums: Sums::new(patterns.len()), possible: vec![0; patterns.len()] };
    let mut all = fresh();
    let n_customers = each_customer(
        counting.customers,
        n_jobs,
        budget,
        || null.bench(patterns.len()),
        fresh,
        |bench, part, journeys| {
            let many = null.counting.slots.db.stands_for(journeys.start);
            each_copy(many, budget, |(copy, _)| {
                null.customer(bench, part, journeys.clone(), copy);
                // Each of those that a row stands for is drawn on its own.
                true
            });
        },
        |part| {
            all.sums.merge(part.sums);
            add(&mut all.possible, part.possible);
        },
    )?;
    let n_customers = counting.slots.db.multiplicity.map_or(n_customers, |_| counting.slots.db.total());
    null.finish(all, patterns, n_customers, n_jobs)
}

impl Null<'_> {
    fn bench(&self, patterns: usize) -> Bench<'_> {
        let (slots, rules) = (self.branches.len(), &self.counting.rules);
        let cells = slots * self.shuffles.count as usize;
        Bench {
            finder: match self.counting.unit {
                Unit::Within(_) => Finder::counting(&self.branches, rules),
                _ => Finder::new(&self.branches, rules),
            },
            drawn: Drawn::default(),
            held: Counts::new(patterns),
            chance: Counts::new(patterns),
            now: Counts::new(slots),
            sum: Counts::new(slots),
            totals: Totals { own: vec![0; cells], all: &self.totals },
            seen: vec![0; if self.counting.unit == Unit::Customers { cells } else { 0 }],
        }
    }

    fn customer(&self, bench: &mut Bench<'_>, part: &mut Part, journeys: Range<usize>, copy: u32) {
        let size = journeys.len() as u32;
        for s in journeys {
            let number = self.numbers.as_ref().map_or(s as u64, |firsts| firsts[s] + u64::from(copy));
            let customer = match &self.numbers {
                Some(_) => number,
                None => self.counting.customers[s].into(),
            };
            self.journey(bench, (s, number), customer + 1);
            self.note(bench, part);
        }
        let Bench { held, chance, .. } = bench;
        let draws = f64::from(self.shuffles.count);
        for &pattern in held.touched() {
            part.sums.add(pattern, held.get(pattern), size, chance.get(pattern) / draws, 1);
        }
        for &pattern in chance.touched() {
            part.sums.chance_squares[pattern as usize] += (chance.get(pattern) / draws).powi(2);
        }
        held.clear();
        chance.clear();
    }

    /// Counts a journey as it is, then draw by draw.
    fn journey(&self, bench: &mut Bench<'_>, (s, number): (usize, u64), customer: u64) {
        let Bench { finder, drawn, now, sum, totals, seen, .. } = bench;
        let (branches, unit) = (&self.branches, self.counting.unit);
        finder.take(&self.counting.timed, s, branches);
        finder.look(branches, self.budget, |ruled, slot| now.add(slot, unit.of(ruled)));
        if self.counting.slots.db.range(s).is_empty() {
            return;
        }
        drawn.take(self.law, &self.counting.slots, s);
        for t in 0..self.shuffles.count {
            if self.budget.is_spent() {
                return;
            }
            let mut random = Random::new(self.shuffles.seed, [number, t.into()]);
            let (events, times) = drawn.draw(self.law, &self.counting.slots, &mut random);
            finder.retake(events, times, branches);
            let from = t as usize * branches.len();
            finder.look(branches, self.budget, |ruled, slot| {
                let at = from + slot as usize;
                let is_new = seen.get_mut(at).is_none_or(|last| std::mem::replace(last, customer) != customer);
                if is_new {
                    let count = unit.of(ruled);
                    totals.own[at] += count;
                    sum.add(slot, count);
                }
            });
        }
    }

    /// Adds the journey at hand to its customer.
    fn note(&self, bench: &mut Bench<'_>, part: &mut Part) {
        let Bench { held, chance, now, sum, .. } = bench;
        for &slot in now.touched() {
            for &pattern in self.branches.ending(slot) {
                let is_known = self.counting.unit == Unit::Customers && held.get(pattern) > 0;
                held.add(pattern, if is_known { 0 } else { now.get(slot) });
                part.possible[pattern as usize] += u32::from(sum.get(slot) == 0);
            }
        }
        for &slot in sum.touched() {
            for &pattern in self.branches.ending(slot) {
                chance.add(pattern, f64::from(sum.get(slot)));
                part.possible[pattern as usize] += 1;
            }
        }
        now.clear();
        sum.clear();
    }

    fn finish(self, mut all: Part, patterns: Patterns<'_>, customers: u64, n_jobs: usize) -> Result<Samples> {
        all.sums.settle_rare();
        let draws = self.shuffles.count as usize;
        let totals = std::mem::take(&mut *self.totals.lock().unwrap_or_else(PoisonError::into_inner));
        let slots = self.branches.by_pattern(&(0..self.branches.len()).collect::<Vec<_>>());
        let of = |i: usize| totals[slots[i]..].iter().step_by(self.branches.len()).take(draws).copied();
        let mean = |i: usize| of(i).map(u64::from).sum::<u64>() as f64 / draws as f64;
        let expected = by_hypothesis(patterns.len(), n_jobs, self.budget, mean)?;
        let sums = &all.sums;
        let verdict = |i: usize| {
            let (x, own) = (sums.support[i], of(i).collect::<Vec<_>>());
            let as_many = own.iter().filter(|&&one| one >= x).count() as f64;
            let more = own.iter().filter(|&&one| one > x).count() as f64;
            let orders = draws as f64 + 1.0;
            let (low, high) = bounds(sums, i, customers, expected[i], self.shuffles.seed, patterns.pattern(i));
            let (p, mid) = ((1.0 + as_many) / orders, (1.0 + as_many + more) / (2.0 * orders));
            Verdict { p, mid, low, high, noise: deviation(&own) }
        };
        let verdicts = by_hypothesis(patterns.len(), n_jobs, self.budget, verdict)?;
        Ok(Samples { sums: all.sums, expected, possible: all.possible, verdicts })
    }
}

impl Unit {
    /// What a node just found counts for in one journey.
    fn of(self, ruled: Option<&crate::matching::ruled::Ruled>) -> u32 {
        match (self, ruled) {
            (Unit::Within(counted), Some(ruled)) => counted.of(ruled),
            _ => 1,
        }
    }
}
