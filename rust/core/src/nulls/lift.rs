//! The order null of whole result sets: E, p and the sums for intervals of every pattern, in one pass over journeys.
use super::bags::{Bags, NO_BAG};
use super::bootstrap::bounds;
use super::customers::{Counts, Sums, add, each_copy, each_customer, numbers};
use super::order_kernel::Part as Key;
use super::poisson_binomial::{middle, tail, tails};
use super::shuffle::Slots;
use super::tally::{Numbers, Tally};
use super::verdict::{Verdict, by_hypothesis};
use super::visit::{Shuffles, Visit};
use crate::budget::Budget;
use crate::error::{Error, Result};
use crate::matching::Patterns;
use crate::matching::trie::PatternTrie;
use crate::sink::JOINED;
use std::sync::{Mutex, PoisonError};

/// One row a pattern.
#[derive(Debug, Default)]
pub struct Lifts {
    /// Sums within customers; `support` among them.
    pub sums: Sums,
    /// E: the support that the order null expects.
    pub expected: Vec<f64>,
    /// Journeys that hold the pattern's events often enough, in whatever order.
    pub fitting: Vec<u64>,
    /// Those among them whose chance was estimated by shuffling.
    pub tied: Vec<u32>,
    /// p and bounds.
    pub verdicts: Vec<Verdict>,
    /// How often a closed form was asked for, and how many different ones that were.
    pub keys: (u64, u64),
}

/// What customers add up to: all of them, or some who are whole in a part of the journeys.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Sums within customers.
    pub sums: Sums,
    /// How often each chance of each bag came up.
    pub tally: Tally,
    /// Σ_c q_c² of each bag, of the chances known exactly.
    pub bag_squares: Vec<f64>,
    /// Of each pattern, the chances that were estimated by shuffling.
    pub tied_expected: Vec<f64>,
    /// How many these are.
    pub tied: Vec<u32>,
    /// Shuffled supports, shuffle by shuffle and node by node; empty where nothing was to be shuffled.
    pub totals: Vec<u32>,
    /// How many customers there are.
    pub customers: u64,
    /// How often a closed form was asked for, and how many different ones that were.
    pub keys: (u64, u64),
}

impl Gathered {
    fn new(patterns: usize, bags: usize) -> Self {
        Gathered {
            sums: Sums::new(patterns),
            tally: Tally::new(bags),
            bag_squares: vec![0.0; bags],
            tied_expected: vec![0.0; patterns],
            tied: vec![0; patterns],
            ..Gathered::default()
        }
    }

    /// Adds what other customers add up to.
    pub fn merge(&mut self, other: Gathered) {
        self.sums.merge(other.sums);
        self.tally.merge(other.tally);
        add(&mut self.bag_squares, other.bag_squares);
        add(&mut self.tied_expected, other.tied_expected);
        add(&mut self.tied, other.tied);
        if self.totals.is_empty() {
            self.totals = other.totals;
        } else {
            add(&mut self.totals, other.totals);
        }
        self.customers += other.customers;
        self.keys = (self.keys.0 + other.keys.0, self.keys.1 + other.keys.1);
    }
}

/// One thread's workplace.
struct Bench<'a> {
    visit: Visit,
    held: Counts<u32>,
    bag_chance: Counts<f64>,
    tied_chance: Counts<f64>,
    /// Shuffled supports, shuffle by shuffle and node by node.
    totals: Vec<u32>,
    all: &'a Mutex<Handed>,
}

/// What threads hand in when they are done.
#[derive(Default)]
struct Handed {
    /// See [`Bench`].
    totals: Vec<u32>,
    asked: u64,
    keys: Numbers<Box<[Key]>, ()>,
}

impl Drop for Bench<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.totals.iter_mut().zip(&self.totals).for_each(|(sum, part)| *sum += part);
        all.asked += self.visit.kernel.asked;
        for key in self.visit.kernel.keys() {
            if !all.keys.contains_key(key) {
                all.keys.insert(key.into(), ());
            }
        }
    }
}

struct Null<'a> {
    trie: PatternTrie,
    bags: Bags,
    slots: Slots<'a>,
    /// See [`numbers`].
    numbers: Option<Vec<u64>>,
    /// The number of the first journey.
    first: u64,
    shuffles: Shuffles,
    budget: &'a Budget,
    handed: Mutex<Handed>,
    cells: usize,
}

/// Computes all rows; `customers` are the owners of the journeys, ascending. Without `bounded` no bounds are drawn for
/// patterns that few journeys hold.
pub fn lifts(
    slots: Slots<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    (shuffles, bounded): (Shuffles, bool),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Lifts> {
    let all = gather(slots, customers, patterns, (shuffles, 0), n_jobs, budget)?;
    settle(all, patterns, (shuffles, bounded), n_jobs, budget)
}

/// The first half of [`lifts`], of a part of the journeys too: what their customers add up to. Shuffles are those of
/// journeys `first`, `first + 1`, …
pub fn gather(
    slots: Slots<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    (shuffles, first): (Shuffles, u64),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Gathered> {
    let trie = patterns.trie();
    let bags = bags(patterns, &trie);
    let mut room = Vec::new();
    let plain = (0..slots.db.len()).all(|s| slots.db.range(s).len() <= SHORT && slots.is_plain(s, &mut room));
    let cells = if plain { 0 } else { trie.nodes.len() * shuffles.count as usize };
    let handed = Mutex::new(Handed { totals: vec![0; cells], ..Handed::default() });
    let numbers = numbers(slots.db.multiplicity);
    let null = Null { trie, bags, slots, numbers, first, shuffles, budget, handed, cells };
    let mut all = Gathered::new(patterns.len(), null.bags.len);
    let n_customers = each_customer(
        customers,
        n_jobs,
        budget,
        || null.bench(patterns.len()),
        || Gathered::new(patterns.len(), null.bags.len),
        |bench, part, journeys| null.customer(bench, part, journeys),
        |part| all.merge(part),
    )?;
    let handed = null.handed.into_inner().unwrap_or_else(PoisonError::into_inner);
    (all.totals, all.keys) = (handed.totals, (handed.asked, handed.keys.len() as u64));
    // Rows that stand for several journeys stand for as many customers.
    all.customers = slots.db.multiplicity.map_or(n_customers, |_| slots.db.total());
    Ok(all)
}

fn bags(patterns: Patterns<'_>, trie: &PatternTrie) -> Bags {
    Bags::new((0..patterns.len()).map(|i| singles(patterns.pattern(i), trie)))
}

/// The standard deviation of numbers.
pub fn deviation<T: Copy + Into<f64>>(all: &[T]) -> f64 {
    let mean = all.iter().map(|&one| one.into()).sum::<f64>() / all.len() as f64;
    let squares: f64 = all.iter().map(|&one| (one.into() - mean).powi(2)).sum();
    if all.len() < 2 { 0.0 } else { (squares / (all.len() - 1) as f64).sqrt() }
}

/// No journey of so few events repeats one too often for the closed form.
const SHORT: usize = super::order_kernel::MOST_REPEATS as usize;

/// The dense event numbers of a pattern of single events.
pub fn singles(pattern: &[u32], trie: &PatternTrie) -> Option<Vec<u32>> {
    let single = pattern.iter().all(|step| step & JOINED == 0);
    single.then(|| pattern.iter().map(|&step| trie.alphabet.local(step)).collect())
}

impl Null<'_> {
    fn bench(&self, patterns: usize) -> Bench<'_> {
        Bench {
            visit: Visit::new(&self.trie, self.bags.room()),
            held: Counts::new(patterns),
            bag_chance: Counts::new(self.bags.len),
            tied_chance: Counts::new(patterns),
            totals: vec![0; self.cells],
            all: &self.handed,
        }
    }

    fn customer(&self, bench: &mut Bench<'_>, part: &mut Gathered, journeys: std::ops::Range<usize>) {
        let many = self.slots.db.stands_for(journeys.start);
        each_copy(many, self.budget, |copy| self.visit(bench, part, journeys.clone(), copy));
    }

    /// Adds one customer, or as many as its row stands for where no journey must be shuffled; was one?
    fn visit(
        &self,
        bench: &mut Bench<'_>,
        part: &mut Gathered,
        journeys: std::ops::Range<usize>,
        (copy, many): (u32, u32),
    ) -> bool {
        let (size, mut is_shuffled) = (journeys.len() as u32, false);
        for s in journeys {
            let Bench { visit, held, bag_chance, .. } = bench;
            let plain = visit.observe(&self.trie, &self.slots, s, |node| {
                self.trie.ending(node).iter().for_each(|&pattern| held.add(pattern, 1));
            });
            if plain {
                let Visit { journey, kernel, room, .. } = visit;
                self.bags.run(journey, kernel, room, |bag, q| {
                    bag_chance.add(bag, q);
                    part.tally.add(bag, q, many);
                });
            } else {
                is_shuffled = true;
                let own = self.numbers.as_ref().map_or(s as u64, |firsts| firsts[s] + u64::from(copy));
                let number = self.first + own;
                self.tied_journey(bench, part, (s, number));
            }
        }
        self.close(bench, part, size, if is_shuffled { 1 } else { many });
        is_shuffled
    }

    fn tied_journey(&self, bench: &mut Bench<'_>, part: &mut Gathered, s: (usize, u64)) {
        let Bench { visit, tied_chance, totals, .. } = bench;
        visit.prune(&self.trie);
        let (count, nodes) = (self.shuffles.count as usize, self.trie.nodes.len());
        visit.shuffle(&self.trie, &self.slots, s, self.shuffles, self.budget, |t, node| {
            totals[t as usize * nodes + node.number as usize] += 1;
        });
        for (node, &held) in visit.possible.iter().zip(&visit.shuffled).filter(|(node, _)| node.ends) {
            let chance = f64::from(held) / count as f64;
            for &pattern in self.trie.ending(node) {
                part.tied[pattern as usize] += 1;
                part.tied_expected[pattern as usize] += chance;
                tied_chance.add(pattern, chance);
            }
        }
    }

    /// Adds what one customer's journeys came to, and as much for each of the `many` that a row stands for.
    fn close(&self, bench: &mut Bench<'_>, part: &mut Gathered, size: u32, many: u32) {
        let Bench { held, bag_chance, tied_chance, .. } = bench;
        let exact = |pattern: u32| match self.bags.of[pattern as usize] {
            NO_BAG => 0.0,
            bag => bag_chance.get(bag),
        };
        for &pattern in held.touched() {
            part.sums.add(pattern, held.get(pattern), size, exact(pattern) + tied_chance.get(pattern), many);
        }
        for &bag in bag_chance.touched() {
            part.bag_squares[bag as usize] += bag_chance.get(bag).powi(2) * f64::from(many);
        }
        // (exact + tied)² less exact², which stands in `bag_squares` once for all orderings.
        for &pattern in tied_chance.touched() {
            let tied = tied_chance.get(pattern);
            part.sums.chance_squares[pattern as usize] += tied * (2.0 * exact(pattern) + tied);
        }
        held.clear();
        bag_chance.clear();
        tied_chance.clear();
    }
}

/// The second half of [`lifts`]: what all customers add up to, as rows.
pub fn settle(
    mut all: Gathered,
    patterns: Patterns<'_>,
    (shuffles, bounded): (Shuffles, bool),
    n_jobs: usize,
    budget: &Budget,
) -> Result<Lifts> {
    let (len, trie) = (patterns.len(), patterns.trie());
    let Bags { of, len: n_bags, .. } = bags(patterns, &trie);
    let cells = trie.nodes.len() * shuffles.count as usize;
    fits("sums of bags", all.bag_squares.len(), n_bags)?;
    fits("shuffled supports", if all.totals.is_empty() { cells } else { all.totals.len() }, cells)?;
    fits("sums of tied journeys", all.tied.len(), len)?;
    let groups = all.tally.groups();
    let none = Vec::new();
    let group = |i: usize| if of[i] == NO_BAG { &none } else { &groups[of[i] as usize] };
    let sum = |i: usize| group(i).iter().map(|&(q, n)| q * n as f64).sum::<f64>();
    let expected: Vec<f64> = (0..len).map(|i| sum(i) + all.tied_expected[i]).collect();
    let many = |i: usize| group(i).iter().map(|group| group.1).sum::<u64>();
    let fitting = (0..len).map(|i| many(i) + u64::from(all.tied[i])).collect();
    for (i, squares) in all.sums.chance_squares.iter_mut().enumerate() {
        *squares += if of[i] == NO_BAG { 0.0 } else { all.bag_squares[of[i] as usize] };
    }
    all.sums.settle_rare();
    let (ends, nodes) = (trie.end_nodes(), trie.nodes.len());
    let (sums, tied, totals) = (&all.sums, &all.tied, &all.totals);
    let verdict = |i: usize| {
        let x = sums.support[i];
        let drawn = || bounds(sums, i, all.customers, expected[i], shuffles.seed, patterns.pattern(i));
        let (low, high) = if bounded { drawn() } else { (f64::NAN, f64::NAN) };
        if tied[i] == 0 {
            let p = tail(group(i), x.into());
            return Verdict { p, mid: middle(group(i), x.into(), p), low, high, noise: 0.0 };
        }
        // The supports of its node in all shuffles.
        let own =
            totals.get(ends[i] as usize..).unwrap_or_default().iter().step_by(nodes).take(shuffles.count as usize);
        let totals: Vec<u32> = own.copied().collect();
        let [sum, more] = [x, x + 1].map(|x| mixed(group(i), x, &totals));
        let orders = totals.len() as f64 + 1.0;
        Verdict {
            p: (1.0 + sum) / orders,
            mid: (1.0 + sum + more) / (2.0 * orders),
            low,
            high,
            noise: deviation(&totals),
        }
    };
    let verdicts = by_hypothesis(len, n_jobs, budget, verdict)?;
    Ok(Lifts { sums: all.sums, expected, fitting, tied: all.tied, verdicts, keys: all.keys })
}

fn fits(what: &'static str, found: usize, expected: usize) -> Result<()> {
    let (found, expected) = (found as u64, expected as u64);
    if found == expected { Ok(()) } else { Err(Error::Shape { what, found, expected }) }
}

/// Σ_t P(plain part ≥ x − X*_t).
fn mixed(group: &[(f64, u64)], x: u32, totals: &[u32]) -> f64 {
    let mut missing: Vec<u64> = totals.iter().map(|&total| u64::from(x.saturating_sub(total))).collect();
    missing.sort_unstable();
    tails(group, &missing).into_iter().sum()
}
