//! Partially ordered rules X ⇒ Y against the order null: E = Σ over journeys that hold X's events of the chance that a
//! random order of the journey's own events puts all of X before all of Y.
//!
//! Give every event an independent uniform time. The rule holds where the last of the first occurrences of X comes
//! before the first of the last occurrences of Y. With n_x and n_y occurrences
//!
//! ```text
//! F(t) = P(X is complete by t)        = Π (1 − (1 − t)^n_x)
//! G(t) = P(all of Y still occur from t on) = Π (1 − t^n_y)
//! q    = ∫ F'(t) G(t) dt over (0, 1)
//! ```
//!
//! for X and Y have no event in common. Journeys with ties or sets are shuffled, and all where a window is asked for.
use super::claims::{Bases, Customer, Part, Rules};
use super::customers::each_customer;
use super::order_kernel::MOST_REPEATS;
use super::random::Random;
use super::shuffle::{Shuffled, Slots};
use super::special::gauss_legendre;
use super::tally::Numbers;
use super::visit::Shuffles;
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;

/// Computes q from the counts of X and of Y, and remembers it.
#[derive(Default)]
pub struct UnorderedKernel {
    grids: [Option<Grid>; 3],
    known: Numbers<Box<[u32]>, f64>,
    key: Vec<u32>,
}

/// Nodes and weights on (0, 1).
type Grid = (Vec<f64>, Vec<f64>);

/// The integrand is a polynomial of the degree of all counts together: exact to twice the nodes.
const NODES: [(u32, usize); 3] = [(96, 48), (384, 192), (u32::MAX, 512)];

impl UnorderedKernel {
    /// q of counts, each side in any order.
    pub fn q(&mut self, left: &[u32], right: &[u32]) -> f64 {
        if left.iter().chain(right).all(|&n| n == 1) {
            return Self::chosen(left, right);
        }
        self.key.clear();
        self.key.push(left.len() as u32);
        self.key.extend_from_slice(left);
        self.key.extend_from_slice(right);
        let (head, tail) = self.key.split_at_mut(left.len() + 1);
        head[1..].sort_unstable();
        tail.sort_unstable();
        if let Some(&q) = self.known.get(self.key.as_slice()) {
            return q;
        }
        let q = self.integrate(left, right);
        self.known.insert(self.key.as_slice().into(), q);
        q
    }

    /// One way of C(x + y, x) to choose who comes first, where no event is there twice.
    fn chosen(left: &[u32], right: &[u32]) -> f64 {
        (1..=left.len()).map(|i| i as f64 / (right.len() + i) as f64).product()
    }

    fn integrate(&mut self, left: &[u32], right: &[u32]) -> f64 {
        let total: u32 = left.iter().chain(right).sum();
        let level = NODES.iter().position(|&(most, _)| total <= most).unwrap_or(NODES.len() - 1);
        let (nodes, weights) = self.grids[level].get_or_insert_with(|| {
            let (nodes, weights) = gauss_legendre(NODES[level].1);
            (nodes.to_vec(), weights.to_vec())
        });
        nodes.iter().zip(&*weights).map(|(&t, &w)| w * density(left, t) * later(right, t)).sum::<f64>().clamp(0.0, 1.0)
    }
}

/// 1 − u^n, exact for u near 1.
fn complement(ln_u: f64, n: u32) -> f64 {
    -(f64::from(n) * ln_u).exp_m1()
}

/// F'(t).
fn density(left: &[u32], t: f64) -> f64 {
    let ln_rest = (-t).ln_1p();
    let whole: f64 = left.iter().map(|&n| complement(ln_rest, n)).product();
    let hazard = |&n: &u32| f64::from(n) * (f64::from(n - 1) * ln_rest).exp() / complement(ln_rest, n);
    whole * left.iter().map(hazard).sum::<f64>()
}

/// G(t).
fn later(right: &[u32], t: f64) -> f64 {
    right.iter().map(|&n| complement(t.ln(), n)).product()
}

/// Partially ordered rules: rule i says `left[i] ⇒ right[i]`, the sets borrowed as journeys are.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// Antecedents, codes ascending.
    pub left: SequenceDb<'a>,
    /// Consequents, codes ascending.
    pub right: SequenceDb<'a>,
}

/// A step into a tree of antecedents, in preorder.
#[derive(Debug)]
struct Node {
    event: u32,
    depth: usize,
    /// Where the subtree ends.
    skip: usize,
    /// The antecedent that ends here.
    base: Option<u32>,
}

struct Null<'a> {
    tree: Vec<Node>,
    bases: Bases,
    sides: Sides<'a>,
    slots: Slots<'a>,
    /// The time of each event where a window is asked for, and how long it is.
    window: Option<(&'a [i64], u64)>,
    shuffles: Shuffles,
    budget: &'a Budget,
}

/// What a thread knows of the journey at hand.
struct Bench {
    /// By event code: elements that hold it, ascending.
    places: Vec<Vec<u32>>,
    present: Vec<u32>,
    element: Vec<u32>,
    /// The time of each element, where a window is asked for.
    times: Vec<i64>,
    order: Shuffled,
    sorted: Vec<u32>,
    kernel: UnorderedKernel,
    customer: Customer,
    path: Vec<u32>,
    counts: (Vec<u32>, Vec<u32>),
    /// Rules whose events the journey holds, and how many orders hold each of them.
    fitting: Vec<(u32, u32)>,
}

/// Computes all rows.
pub fn unordered(
    slots: Slots<'_>,
    customers: &[u32],
    sides: Sides<'_>,
    window: Option<(&[i64], u64)>,
    shuffles: Shuffles,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rules> {
    let (tree, of, n) = tree(&sides.left);
    let null = Null { tree, bases: Bases::new(of, n), sides, slots, window, shuffles, budget };
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
    let steps: Vec<Vec<u32>> =
        (0..sides.left.len()).map(|i| [sides.left.journey(i), sides.right.journey(i)].concat()).collect();
    let own = |i: usize| (shuffles.seed ^ sides.left.journey(i).len() as u64, steps[i].as_slice());
    all.finish(&null.bases, own, n_jobs, budget)
}

/// The tree of the distinct antecedents, which of them each rule has, and how many there are.
fn tree(left: &SequenceDb<'_>) -> (Vec<Node>, Vec<u32>, usize) {
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by(|&a, &b| left.journey(a).cmp(left.journey(b)));
    let (mut tree, mut path): (Vec<Node>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut of = vec![0; left.len()];
    let mut n = 0;
    let mut before: &[u32] = &[];
    for i in order {
        let own = left.journey(i);
        if own != before {
            let common = before.iter().zip(own).take_while(|(a, b)| a == b).count();
            let end = tree.len();
            path.drain(common..).for_each(|open| tree[open].skip = end);
            for &event in &own[common..] {
                path.push(tree.len());
                tree.push(Node { event, depth: path.len(), skip: 0, base: None });
            }
            if let Some(last) = tree.last_mut() {
                last.base = Some(n);
            }
            n += 1;
            before = own;
        }
        of[i] = n - 1;
    }
    let end = tree.len();
    path.into_iter().for_each(|open| tree[open].skip = end);
    (tree, of, n as usize)
}

impl Null<'_> {
    fn bench(&self) -> Bench {
        let items = [self.slots.db.items, self.sides.left.items, self.sides.right.items];
        let codes = items.iter().filter_map(|items| items.iter().max()).max().map_or(0, |&code| code as usize + 1);
        Bench {
            places: vec![Vec::new(); codes],
            present: Vec::new(),
            element: Vec::new(),
            times: Vec::new(),
            order: Shuffled::default(),
            sorted: Vec::new(),
            kernel: UnorderedKernel::default(),
            customer: Customer::new(&self.bases),
            path: Vec::new(),
            counts: Default::default(),
            fitting: Vec::new(),
        }
    }

    fn customer(&self, bench: &mut Bench, part: &mut Part, journeys: std::ops::Range<usize>) {
        for s in journeys.take_while(|_| !self.budget.is_spent()) {
            bench.take(&self.slots, s, self.window.map(|(times, _)| times));
            let few = bench.present.iter().all(|&event| bench.places[event as usize].len() <= MOST_REPEATS as usize);
            let plain = self.window.is_none() && few && self.slots.is_plain(s, &mut bench.sorted);
            self.find(bench, part, plain);
            if !plain {
                self.shuffle(bench, part, s);
            }
        }
        bench.customer.close(part, &self.bases);
    }

    /// Meets every rule whose antecedent the journey holds; of those that need shuffles, keeps what fits.
    fn find(&self, bench: &mut Bench, part: &mut Part, plain: bool) {
        bench.fitting.clear();
        let mut at = 0;
        while let Some(node) = self.tree.get(at) {
            if bench.places[node.event as usize].is_empty() {
                at = node.skip;
                continue;
            }
            bench.path.truncate(node.depth - 1);
            bench.path.push(node.event);
            if let Some(base) = node.base {
                bench.customer.hold(base);
                for &claim in self.bases.claims(base) {
                    self.meet(bench, part, claim, plain);
                }
            }
            at += 1;
        }
    }

    fn meet(&self, bench: &mut Bench, part: &mut Part, claim: u32, plain: bool) {
        let right = self.sides.right.journey(claim as usize);
        if right.iter().any(|&event| bench.places[event as usize].is_empty()) {
            return;
        }
        let holds = self.holds(bench, claim);
        if !plain {
            bench.fitting.push((claim, u32::from(holds)));
            return;
        }
        let Bench { counts: (lefts, rights), places, path, kernel, .. } = bench;
        let count = |event: &u32| places[*event as usize].len() as u32;
        lefts.clear();
        lefts.extend(path.iter().map(count));
        rights.clear();
        rights.extend(right.iter().map(count));
        let q = kernel.q(lefts, rights);
        bench.customer.meet(part, claim, holds, q, false);
    }

    /// The share of the shuffles that hold the rule, the observed order counted as one of them; all hold X's events.
    fn shuffle(&self, bench: &mut Bench, part: &mut Part, s: usize) {
        let mut fitting = std::mem::take(&mut bench.fitting);
        let observed: Vec<bool> = fitting.iter().map(|&(_, held)| held > 0).collect();
        if !fitting.is_empty() {
            bench.order.take(&self.slots, s);
            for t in (0..self.shuffles.count).take_while(|_| !self.budget.is_spent()) {
                bench.order.draw(&self.slots, &mut Random::new(self.shuffles.seed, [s as u64, t.into()]));
                bench.retake();
                for (claim, held) in &mut fitting {
                    *held += u32::from(self.holds(bench, *claim));
                }
            }
        }
        for (&(claim, held), observed) in fitting.iter().zip(observed) {
            let share = f64::from(held) / f64::from(self.shuffles.count + 1);
            bench.customer.meet(part, claim, observed, share, true);
        }
        bench.fitting = fitting;
    }

    /// Does the journey at hand, which has all its events, hold a rule?
    fn holds(&self, bench: &Bench, claim: u32) -> bool {
        let places = |event: &u32| &bench.places[*event as usize];
        let (left, right) = (self.sides.left.journey(claim as usize), self.sides.right.journey(claim as usize));
        let Some((_, most)) = self.window else {
            let complete = left.iter().map(|event| places(event)[0]).max();
            return complete < right.iter().filter_map(|event| places(event).last().copied()).min();
        };
        // The window may begin where an event of X lies: there the first places of X from it on are complete earliest.
        let mut begins = left.iter().flat_map(|event| places(event).iter().copied());
        begins.any(|begin| {
            let opened = bench.times[begin as usize];
            // Times never fall, so the difference is right even where it does not fit into i64.
            let end = bench.times.partition_point(|&time| time <= opened || time.wrapping_sub(opened) as u64 <= most);
            let from = |event: &u32| places(event).get(places(event).partition_point(|&at| at < begin)).copied();
            let until = |event: &u32| {
                let known = places(event).partition_point(|&at| (at as usize) < end);
                known.checked_sub(1).map(|at| places(event)[at])
            };
            let complete = left.iter().map(from).try_fold(0, |most, at| at.map(|at| at.max(most)));
            let last = right.iter().map(until).try_fold(u32::MAX, |least, at| at.map(|at| at.min(least)));
            complete.zip(last).is_some_and(|(complete, last)| complete < last)
        })
    }
}

impl Bench {
    fn take(&mut self, slots: &Slots<'_>, s: usize, times: Option<&[i64]>) {
        self.element.clear();
        self.times.clear();
        for at in slots.db.range(s) {
            if self.element.is_empty() || slots.db.opens(at) {
                self.times.extend(times.map(|times| times[at]));
                self.element.push(self.element.last().map_or(0, |last| last + 1));
            } else {
                self.element.extend(self.element.last().copied());
            }
        }
        self.order.events.clear();
        self.order.events.extend_from_slice(slots.db.journey(s));
        self.retake();
    }

    /// The places of the events in the order drawn last.
    fn retake(&mut self) {
        self.present.drain(..).for_each(|event| self.places[event as usize].clear());
        for (&event, &element) in self.order.events.iter().zip(&self.element) {
            let own = &mut self.places[event as usize];
            if own.is_empty() {
                self.present.push(event);
            }
            own.push(element);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: &[u32], right: &[u32], exact: f64) {
        let q = UnorderedKernel::default().q(left, right);
        assert!((q / exact - 1.0).abs() < 1e-11, "{left:?} {right:?}: {q} for {exact}");
    }

    #[test]
    fn chances_by_hand() {
        close(&[1], &[1], 0.5);
        // Two before three: one of C(5, 2) ways to choose who comes first.
        close(&[1, 1], &[1, 1, 1], 0.1);
        // One of two a before b, and before one of two b: only a a … b … fails where b comes first or last.
        close(&[2], &[1], 2.0 / 3.0);
        close(&[2], &[2], 5.0 / 6.0);
        close(&[300], &[1], 300.0 / 301.0);
        close(&[5000], &[1], 5000.0 / 5001.0);
        // C(40, 20) orders of 20 a and 20 b, of which one has all b first.
        close(&[20], &[20], 1.0 - 1.0 / 137_846_528_820.0);
    }
}
