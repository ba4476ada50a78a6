//! Ordered rules A → B against the order null given A: E = Σ over journeys that hold A of q(AB) / q(A).
//!
//! The closed form is for single, untied events without rules on gaps; all other journeys are shuffled.
use super::bags::{Bags, NO_BAG};
pub use super::claims::Rules;
use super::claims::{Bases, Customer, Part};
use super::customers::{Counts, each_copy, each_customer, numbers};
use super::shuffle::{Shuffled, Slots};
use super::visit::{Shuffles, Visit};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::matching::Patterns;
use crate::matching::branches::Branches;
use crate::matching::ruled::Ruled;
use crate::matching::trie::{Node, PatternTrie};
use crate::nulls::random::Random;
use crate::sequence::rules::Rules as Gaps;

/// Pattern `pattern`, cut after its first `split` events, where an element ends.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The number of the pattern AB.
    pub pattern: u32,
    /// The length of A.
    pub split: u32,
}

/// What occurrences have to meet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Law<'a> {
    /// Of A followed by B, all at once; of A alone all but the end of the journey.
    pub gaps: Gaps,
    /// The most time from the last event of A to the last of B; A alone is counted without it.
    pub within: Option<u64>,
    /// One time an event, where any rule asks for them.
    pub times: Option<&'a [i64]>,
}

impl Law<'_> {
    fn is_none(&self) -> bool {
        self.gaps.is_none() && self.within.is_none()
    }

    /// For A alone.
    fn before(&self) -> Gaps {
        Gaps { to_end: false, ..self.gaps }
    }

    /// For A followed by B; a window counts from the last event of A.
    fn whole(&self) -> Gaps {
        Gaps { max_span: self.within.or(self.gaps.max_span), ..self.gaps }
    }
}

/// A claim by the numbers of its nodes and bags.
#[derive(Debug, Clone, Copy)]
struct Place {
    base: u32,
    end: u32,
    base_bag: u32,
    end_bag: u32,
    split: u32,
}

struct Bench {
    visit: Visit,
    /// By node: does this journey hold it; in how many shuffles.
    now: Counts<u32>,
    shuffled: Counts<u32>,
    /// By bag: q in this journey.
    q: Counts<f64>,
    customer: Customer,
    ruled: Option<Bound>,
}

/// One journey under a law.
struct Bound {
    before: Ruled,
    /// By length of A (or once, where no window asks for it): the rules that hold from there on.
    whole: Vec<(Option<u32>, Ruled)>,
    order: Shuffled,
    /// By claim.
    hits: Counts<u32>,
}

struct Null<'a> {
    branches: Branches,
    bags: Bags,
    places: Vec<Place>,
    bases: Bases,
    /// Claims by the node of AB.
    ends: Bases,
    slots: Slots<'a>,
    timed: SequenceDb<'a>,
    law: Law<'a>,
    /// See [`numbers`].
    numbers: Option<Vec<u64>>,
    shuffles: Shuffles,
    budget: &'a Budget,
}

/// Computes all rows; every split lies inside its pattern.
#[expect(clippy::too_many_arguments, reason = "journeys, rules, how to count them, and with what")]
pub fn rules(
    slots: Slots<'_>,
    customers: &[u32],
    patterns: Patterns<'_>,
    claims: &[Claim],
    law: Law<'_>,
    shuffles: Shuffles,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rules> {
    let null = Null::new(slots, patterns, claims, law, shuffles, budget)?;
    let mut all = Part::new(&null.bases);
    each_customer(
        customers,
        n_jobs,
        budget,
        || null.bench(),
        || Part::new(&null.bases),
        |bench, part, journeys| null.customer(bench, part, journeys),
        |part| all.merge(part),
    )?;
    let own = |i: usize| {
        let Claim { pattern, split } = claims[i];
        (shuffles.seed ^ u64::from(split), patterns.pattern(pattern as usize))
    };
    all.finish(&null.bases, own, n_jobs, budget)
}

impl<'a> Null<'a> {
    fn new(
        slots: Slots<'a>,
        patterns: Patterns<'_>,
        claims: &[Claim],
        law: Law<'a>,
        shuffles: Shuffles,
        budget: &'a Budget,
    ) -> Result<Self> {
        let branches = patterns.branches();
        let trie = &branches.trie;
        let paths = paths(trie);
        let ends = trie.end_nodes();
        let events = |node: u32| -> Option<Vec<u32>> {
            let steps = || paths[node as usize].iter().map(|&above| &trie.nodes[above as usize]);
            // A set element is held by no journey of single events.
            (!steps().any(|step| step.joined)).then(|| steps().map(|step| step.event).collect())
        };
        let bags = Bags::new((0..trie.nodes.len() as u32).map(events));
        let place = |claim: &Claim| {
            let end = ends[claim.pattern as usize];
            let base = paths[end as usize][claim.split as usize - 1];
            let (base_bag, end_bag) = (bags.of[base as usize], bags.of[end as usize]);
            Place { base, end, base_bag, end_bag, split: claim.split }
        };
        let places: Vec<Place> = claims.iter().map(place).collect();
        let by = |node: fn(&Place) -> u32| Bases::new(places.iter().map(node).collect(), trie.nodes.len());
        let (bases, ends) = (by(|place| place.base), by(|place| place.end));
        let timed = law.times.map_or(Ok(slots.db), |times| slots.db.with_times(times))?;
        let numbers = numbers(slots.db.multiplicity);
        Ok(Null { bases, ends, branches, bags, places, slots, timed, law, numbers, shuffles, budget })
    }

    fn bench(&self) -> Bench {
        let nodes = self.branches.trie.nodes.len();
        Bench {
            visit: Visit::new(&self.branches.trie, self.bags.room()),
            now: Counts::new(nodes),
            shuffled: Counts::new(nodes),
            q: Counts::new(self.bags.len),
            customer: Customer::new(&self.bases),
            ruled: (!self.law.is_none()).then(|| self.bound()),
        }
    }

    fn bound(&self) -> Bound {
        let ruled = |gaps: Gaps| Ruled::new(gaps, self.branches.trie.alphabet.len, self.branches.trie.depth);
        let mut splits: Vec<u32> = self.places.iter().map(|place| place.split).collect();
        splits.sort_unstable();
        splits.dedup();
        let from = |split: u32| (Some(split), ruled(self.law.whole()).with_span_from(split as usize));
        let whole = match self.law.within {
            Some(_) => splits.into_iter().map(from).collect(),
            None => vec![(None, ruled(self.law.whole()))],
        };
        let hits = Counts::new(self.places.len());
        Bound { before: ruled(self.law.before()), whole, order: Shuffled::default(), hits }
    }

    fn customer(&self, bench: &mut Bench, part: &mut Part, journeys: std::ops::Range<usize>) {
        let many = self.slots.db.stands_for(journeys.start);
        each_copy(many, self.budget, |copy| self.visit(bench, part, journeys.clone(), copy));
    }

    /// Adds one customer, or as many as its row stands for where no journey must be shuffled; was one?
    fn visit(
        &self,
        bench: &mut Bench,
        part: &mut Part,
        journeys: std::ops::Range<usize>,
        (copy, many): (u32, u32),
    ) -> bool {
        let mut is_shuffled = false;
        bench.customer.stand_for(1);
        for s in journeys {
            let number = self.numbers.as_ref().map_or(s as u64, |firsts| firsts[s] + u64::from(copy));
            let Bench { visit, now, customer, ruled, .. } = bench;
            if let Some(bound) = ruled {
                bound.before.take(&self.timed, s, &self.branches.trie);
                bound.before.find(&self.branches, self.budget, |_, slot| now.add(self.branches.node(slot).number, 1));
                now.touched().iter().for_each(|&node| customer.hold(node));
                is_shuffled = true;
                self.bound_journey(bench, part, (s, number));
            } else {
                let plain = visit.observe(&self.branches.trie, &self.slots, s, |node| {
                    now.add(node.number, 1);
                    customer.hold(node.number);
                });
                if plain {
                    customer.stand_for(many);
                    self.plain_journey(bench, part);
                } else {
                    is_shuffled = true;
                    self.tied_journey(bench, part, (s, number));
                }
            }
            bench.now.clear();
        }
        bench.customer.close(part, &self.bases);
        is_shuffled
    }

    fn plain_journey(&self, bench: &mut Bench, part: &mut Part) {
        let Bench { visit: Visit { journey, kernel, room, .. }, now, q, customer, .. } = bench;
        self.bags.run(journey, kernel, room, |bag, own| q.add(bag, own));
        let chance = |bag: u32| if bag == NO_BAG { 0.0 } else { q.get(bag) };
        for &node in now.touched() {
            for &claim in self.bases.claims(node) {
                let place = self.places[claim as usize];
                let share = (chance(place.end_bag) / chance(place.base_bag)).min(1.0);
                customer.meet(part, claim, now.get(place.end) > 0, share, false);
            }
        }
        q.clear();
    }

    /// The share of AB among the shuffles that hold A, the observed order counted as one of them: under the null it
    /// is an unbiased estimate, and never 0 / 0.
    fn tied_journey(&self, bench: &mut Bench, part: &mut Part, s: (usize, u64)) {
        let Bench { visit, now, shuffled, customer, .. } = bench;
        if self.is_idle(now) {
            return;
        }
        visit.prune(&self.branches.trie);
        visit.shuffle(&self.branches.trie, &self.slots, s, self.shuffles, self.budget, |_, _| ());
        for (node, &count) in visit.possible.iter().zip(&visit.shuffled) {
            shuffled.add(node.number, count);
        }
        for &node in now.touched() {
            for &claim in self.bases.claims(node) {
                let end = self.places[claim as usize].end;
                let held = now.get(end);
                let share = f64::from(shuffled.get(end) + held) / (f64::from(shuffled.get(node)) + 1.0);
                customer.meet(part, claim, held > 0, share, true);
            }
        }
        shuffled.clear();
    }

    /// The same under a law, for journeys of any kind.
    fn bound_journey(&self, bench: &mut Bench, part: &mut Part, (s, number): (usize, u64)) {
        let Bench { now, shuffled, customer, ruled: Some(bound), .. } = bench else { return };
        if self.is_idle(now) {
            return;
        }
        for (_, whole) in &mut bound.whole {
            whole.take(&self.timed, s, &self.branches.trie);
        }
        self.find_wholes(bound);
        let mut observed: Vec<u32> = bound.hits.touched().to_vec();
        observed.sort_unstable();
        bound.order.take(&self.slots, s);
        for t in 0..self.shuffles.count {
            if self.budget.is_spent() {
                return;
            }
            bound.order.draw(&self.slots, &mut Random::new(self.shuffles.seed, [number, t.into()]));
            bound.before.retake(&bound.order.events, None, &self.branches.trie);
            bound.before.find(&self.branches, self.budget, |_, slot| {
                shuffled.add(self.branches.node(slot).number, 1);
            });
            for (_, whole) in &mut bound.whole {
                whole.retake(&bound.order.events, None, &self.branches.trie);
            }
            self.find_wholes(bound);
        }
        for &node in now.touched() {
            for &claim in self.bases.claims(node) {
                let share = f64::from(bound.hits.get(claim)) / (f64::from(shuffled.get(node)) + 1.0);
                customer.meet(part, claim, observed.binary_search(&claim).is_ok(), share, true);
            }
        }
        shuffled.clear();
        bound.hits.clear();
    }

    /// Adds a hit to every claim whose AB the journey at hand holds.
    fn find_wholes(&self, bound: &mut Bound) {
        let Bound { whole, hits, .. } = bound;
        for (split, ruled) in whole {
            ruled.find(&self.branches, self.budget, |_, slot| {
                for &claim in self.ends.claims(self.branches.node(slot).number) {
                    if split.is_none_or(|split| self.places[claim as usize].split == split) {
                        hits.add(claim, 1);
                    }
                }
            });
        }
    }

    fn is_idle(&self, now: &Counts<u32>) -> bool {
        now.touched().iter().all(|&node| self.bases.claims(node).is_empty())
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

/// How many journeys hold each rule under a law.
pub fn count(
    db: SequenceDb<'_>,
    patterns: Patterns<'_>,
    claims: &[Claim],
    law: Law<'_>,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<u32>> {
    let slots = Slots { db, times: None, tie_rank: None, collapsed: false, cut: None };
    let null = Null::new(slots, patterns, claims, law, Shuffles { count: 0, seed: 0 }, budget)?;
    let mut all = vec![0u32; claims.len()];
    let some = |bound: &mut Bound, range: std::ops::Range<usize>| {
        let mut part = vec![0u32; claims.len()];
        for s in range.take_while(|_| !budget.is_spent()) {
            bound.whole.iter_mut().for_each(|(_, whole)| whole.take(&null.timed, s, &null.branches.trie));
            null.find_wholes(bound);
            bound.hits.touched().iter().for_each(|&claim| part[claim as usize] += db.stands_for(s));
            bound.hits.clear();
        }
        part
    };
    let merge = |part| super::customers::add(&mut all, part);
    crate::chunks::in_order(db.len(), n_jobs, budget, || null.bound(), some, merge)?;
    Ok(all)
}
