//! Ordered rules A → B against the order null given A: E = Σ over journeys that hold A of q(AB) / q(A).
use super::bags::Bags;
use super::bootstrap::bounds;
use super::customers::{Counts, Sums, add, each_customer};
use super::poisson_binomial::tail;
use super::shuffle::Slots;
use super::tally::Tally;
use super::verdict::{Verdicts, verdicts};
use super::visit::{Shuffles, Visit};
use crate::budget::Budget;
use crate::error::Result;
use crate::matching::Patterns;
use crate::matching::trie::{Node, PatternTrie};

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
    pub verdicts: Verdicts,
}

/// Pattern `pattern`, cut after its first `split` events.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The number of the pattern AB.
    pub pattern: u32,
    /// The length of A.
    pub split: u32,
}

/// A claim by the numbers of its nodes and bags.
#[derive(Debug, Clone, Copy)]
struct Place {
    base: u32,
    end: u32,
    base_bag: u32,
    end_bag: u32,
}

struct Part {
    sums: Sums,
    tally: Tally,
    tied: Vec<u32>,
    held: Vec<u32>,
    held_squares: Vec<u64>,
    customers: Vec<u64>,
}

impl Part {
    fn new(claims: usize, nodes: usize) -> Self {
        Part {
            sums: Sums::new(claims),
            tally: Tally::new(claims),
            tied: vec![0; claims],
            held: vec![0; nodes],
            held_squares: vec![0; nodes],
            customers: vec![0; nodes],
        }
    }

    fn merge(&mut self, other: Part) {
        self.sums.merge(other.sums);
        self.tally.merge(other.tally);
        add(&mut self.tied, other.tied);
        add(&mut self.held, other.held);
        add(&mut self.held_squares, other.held_squares);
        add(&mut self.customers, other.customers);
    }
}

struct Bench {
    visit: Visit,
    /// By node: does this journey hold it; how many of the customer's journeys do; in how many shuffles.
    now: Counts<u32>,
    held: Counts<u32>,
    shuffled: Counts<u32>,
    /// By bag: q in this journey.
    q: Counts<f64>,
    /// By claim, of the customer.
    hits: Counts<u32>,
    chance: Counts<f64>,
}

struct Null<'a> {
    trie: PatternTrie,
    bags: Bags,
    places: Vec<Place>,
    /// Claims by base node: `by_base[first[node]..first[node + 1]]`.
    by_base: Vec<u32>,
    first: Vec<u32>,
    slots: Slots<'a>,
    shuffles: Shuffles,
    budget: &'a Budget,
}

/// Computes all rows for patterns of single events; every split lies inside its pattern.
pub fn rules(
    slots: Slots<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    claims: &[Claim],
    shuffles: Shuffles,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rules> {
    let null = Null::new(slots, patterns, claims, shuffles, budget);
    let nodes = null.trie.nodes.len();
    let mut all = Part::new(claims.len(), nodes);
    each_customer(
        customers,
        n_jobs,
        budget,
        || null.bench(claims.len()),
        || Part::new(claims.len(), nodes),
        |bench, part, journeys| null.customer(bench, part, journeys),
        |part| all.merge(part),
    )?;
    null.finish(all, patterns, claims, n_jobs)
}

impl<'a> Null<'a> {
    fn new(slots: Slots<'a>, patterns: Patterns<'_>, claims: &[Claim], shuffles: Shuffles, budget: &'a Budget) -> Self {
        let trie = patterns.trie();
        let paths = paths(&trie);
        let ends = trie.end_nodes();
        let base = |claim: &Claim| paths[ends[claim.pattern as usize] as usize][claim.split as usize - 1];
        let events = |node: u32| -> Vec<u32> {
            paths[node as usize].iter().map(|&above| trie.nodes[above as usize].event).collect()
        };
        let bags = Bags::new((0..trie.nodes.len() as u32).map(|node| Some(events(node))));
        let place = |claim: &Claim| {
            let (base, end) = (base(claim), ends[claim.pattern as usize]);
            Place { base, end, base_bag: bags.of[base as usize], end_bag: bags.of[end as usize] }
        };
        let places: Vec<Place> = claims.iter().map(place).collect();
        let mut by_base: Vec<u32> = (0..claims.len() as u32).collect();
        by_base.sort_by_key(|&claim| places[claim as usize].base);
        let below =
            |node: usize| by_base.partition_point(|&claim| (places[claim as usize].base as usize) < node) as u32;
        let first = (0..=trie.nodes.len()).map(below).collect();
        Null { trie, bags, places, by_base, first, slots, shuffles, budget }
    }

    fn bench(&self, claims: usize) -> Bench {
        let nodes = self.trie.nodes.len();
        Bench {
            visit: Visit::new(&self.trie, self.bags.room()),
            now: Counts::new(nodes),
            held: Counts::new(nodes),
            shuffled: Counts::new(nodes),
            q: Counts::new(self.bags.len),
            hits: Counts::new(claims),
            chance: Counts::new(claims),
        }
    }

    fn claims(&self, node: u32) -> &[u32] {
        &self.by_base[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    fn customer(&self, bench: &mut Bench, part: &mut Part, journeys: std::ops::Range<usize>) {
        for s in journeys {
            let Bench { visit, now, held, .. } = bench;
            let plain = visit.observe(&self.trie, &self.slots, s, |node| {
                now.add(node.number, 1);
                held.add(node.number, 1);
            });
            if plain {
                self.plain_journey(bench, part)
            } else {
                self.tied_journey(bench, part, s)
            }
            bench.now.clear();
        }
        self.close(bench, part);
    }

    fn plain_journey(&self, bench: &mut Bench, part: &mut Part) {
        let Bench { visit: Visit { journey, kernel, room, .. }, now, q, hits, chance, .. } = bench;
        self.bags.run(journey, kernel, room, |bag, own| q.add(bag, own));
        for &node in now.touched() {
            for &claim in self.claims(node) {
                let place = self.places[claim as usize];
                let share = (q.get(place.end_bag) / q.get(place.base_bag)).min(1.0);
                if share > 0.0 {
                    chance.add(claim, share);
                    part.tally.add(claim, share);
                }
                if now.get(place.end) > 0 {
                    hits.add(claim, 1);
                }
            }
        }
        q.clear();
    }

    /// The share of AB among the shuffles that hold A, the observed order counted as one of them: under the null it
    /// is an unbiased estimate, and never 0 / 0.
    fn tied_journey(&self, bench: &mut Bench, part: &mut Part, s: usize) {
        let Bench { visit, now, shuffled, hits, chance, .. } = bench;
        if now.touched().iter().all(|&node| self.claims(node).is_empty()) {
            return;
        }
        visit.prune(&self.trie);
        visit.shuffle(&self.trie, &self.slots, s, self.shuffles, self.budget, |_, _| ());
        for (node, &count) in visit.possible.iter().zip(&visit.shuffled) {
            shuffled.add(node.number, count);
        }
        for &node in now.touched() {
            for &claim in self.claims(node) {
                let end = self.places[claim as usize].end;
                let held = now.get(end);
                if held > 0 {
                    hits.add(claim, 1);
                }
                let share = f64::from(shuffled.get(end) + held) / (f64::from(shuffled.get(node)) + 1.0);
                if share > 0.0 {
                    chance.add(claim, share);
                    part.tally.add(claim, share);
                    part.tied[claim as usize] += 1;
                }
            }
        }
        shuffled.clear();
    }

    fn close(&self, bench: &mut Bench, part: &mut Part) {
        let Bench { held, hits, chance, .. } = bench;
        for &node in held.touched() {
            let own = held.get(node);
            part.held[node as usize] += own;
            part.held_squares[node as usize] += u64::from(own) * u64::from(own);
            part.customers[node as usize] += 1;
        }
        for &claim in hits.touched() {
            let base = held.get(self.places[claim as usize].base);
            part.sums.add(claim, hits.get(claim), base, chance.get(claim));
        }
        for &claim in chance.touched() {
            part.sums.chance_squares[claim as usize] += chance.get(claim).powi(2);
        }
        held.clear();
        hits.clear();
        chance.clear();
    }

    fn finish(self, mut all: Part, patterns: Patterns<'_>, claims: &[Claim], n_jobs: usize) -> Result<Rules> {
        let groups = all.tally.groups();
        let sum = |group: &Vec<(f64, u64)>| group.iter().map(|&(q, n)| q * n as f64).sum::<f64>();
        let expected: Vec<f64> = groups.iter().map(sum).collect();
        let possible = groups.iter().map(|group| group.iter().map(|&(_, n)| n).sum()).collect();
        all.sums.settle_rare();
        let at_base = |values: &[u64]| self.places.iter().map(|place| values[place.base as usize]).collect::<Vec<_>>();
        let (antecedent_squares, customers) = (at_base(&all.held_squares), at_base(&all.customers));
        let sums = &all.sums;
        let verdict = |i: usize| {
            let Claim { pattern, split } = claims[i];
            let seed = self.shuffles.seed ^ u64::from(split);
            let pattern = patterns.pattern(pattern as usize);
            let (low, high) = bounds(sums, i, customers[i], expected[i], seed, pattern);
            (tail(&groups[i], sums.support[i].into()), low, high)
        };
        let verdicts = verdicts(claims.len(), n_jobs, self.budget, verdict)?;
        let antecedent = self.places.iter().map(|place| all.held[place.base as usize]).collect();
        let Part { sums, tied, .. } = all;
        Ok(Rules { sums, expected, antecedent, antecedent_squares, customers, possible, tied, verdicts })
    }
}

/// For every node the nodes from the first step down to itself.
fn paths(trie: &PatternTrie) -> Vec<Vec<u32>> {
    let mut path: Vec<u32> = Vec::new();
    let step = |node: &Node| {
        path.truncate(node.depth as usize - 1);
        path.push(node.number);
        path.clone()
    };
    trie.nodes.iter().map(step).collect()
}
