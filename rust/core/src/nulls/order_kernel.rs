//! q(key): the chance that a random order of one journey's single, untied events holds a pattern.
//!
//! Give every event an independent uniform time. Matching greedily, the share of the time line that an event with
//! multiplicity m in the pattern and n in the journey uses up is Beta(m, n − m + 1), independently of the others, so
//! q = P(Σ Beta ≤ 1) over the distinct events: the order of the pattern does not matter.
use super::special::{beta_density, binomial_tail, gauss_legendre, ln_factorial};
use super::tally::Numbers;
use std::collections::HashMap;
use std::rc::Rc;

/// (multiplicity in the pattern, count in the journey) of one distinct event.
pub type Part = (u32, u32);

/// The largest count for which the quadrature is exact to 1e-10; journeys with more are shuffled instead.
pub const MOST_REPEATS: u32 = 5000;

/// Values on the square t, u of the nodes, and on the line u.
type Values = (Rc<[f64]>, Rc<[f64]>);

/// Densities and distribution functions at the nodes, built once for a number of nodes.
struct Grid {
    nodes: Vec<f64>,
    weights: Vec<f64>,
    /// Interpolation of a function known at the nodes to t − t·u (n² rows) …
    inner: Option<Vec<f64>>,
    /// … and to 1 − u (n rows).
    outer: Vec<f64>,
    /// Per part: the distribution function at t − t·u and at 1 − u.
    tails: HashMap<Part, Values>,
    /// Per part: weight · density at t·u, and at u.
    densities: HashMap<Part, Values>,
    /// The distribution function at the nodes of the sum of the parts (at least two).
    sums: HashMap<Vec<Part>, Rc<[f64]>>,
}

/// Computes q and remembers it.
#[derive(Default)]
pub struct OrderKernel {
    grids: [Option<Box<Grid>>; 3],
    known: Numbers<Box<[Part]>, f64>,
    /// How often q was asked for of keys of several events.
    pub asked: u64,
}

const NODES: [(u32, usize); 3] = [(300, 48), (1200, 96), (MOST_REPEATS, 192)];

impl OrderKernel {
    /// q of a key in any order; sorts it in place. Every multiplicity is at most its count.
    pub fn q(&mut self, key: &mut [Part]) -> f64 {
        if key.len() < 2 {
            return 1.0;
        }
        self.asked += 1;
        // The flattest part last: its density is the one integrated at the end.
        key.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
        if let Some(&q) = self.known.get(&*key) {
            return q;
        }
        let q = if key.iter().all(|&part| part.0 == part.1) { fixed(key) } else { self.integrate(key) };
        self.known.insert(key.into(), q);
        q
    }

    /// The keys met so far.
    pub fn keys(&self) -> impl Iterator<Item = &[Part]> {
        self.known.keys().map(|key| &**key)
    }

    fn integrate(&mut self, key: &[Part]) -> f64 {
        let level = NODES.iter().position(|&(most, _)| key[0].1 <= most).unwrap_or(NODES.len() - 1);
        let grid = self.grids[level].get_or_insert_with(|| Box::new(Grid::new(NODES[level].1)));
        grid.q(key).clamp(fixed(key).min(1.0), 1.0)
    }
}

/// One order out of all that the pattern's own events have: q where the journey holds no event of theirs to spare, and
/// a lower bound (over all events of these kinds) elsewhere.
fn fixed(key: &[Part]) -> f64 {
    let total: u64 = key.iter().map(|part| u64::from(part.1)).sum();
    (key.iter().map(|part| ln_factorial(part.1.into())).sum::<f64>() - ln_factorial(total)).exp()
}

impl Grid {
    fn new(n: usize) -> Self {
        let (nodes, weights) = gauss_legendre(n);
        let mirrored: Vec<f64> = nodes.iter().map(|u| 1.0 - u).collect();
        let outer = interpolation(&nodes, &weights, &mirrored);
        let (tails, densities, sums) = (HashMap::new(), HashMap::new(), HashMap::new());
        Grid { nodes, weights, inner: None, outer, tails, densities, sums }
    }

    /// The points t·u for all pairs of nodes, t by t.
    fn scaled(&self, share: impl Fn(f64) -> f64) -> Vec<f64> {
        self.nodes.iter().flat_map(|t| self.nodes.iter().map(|&u| t * share(u)).collect::<Vec<_>>()).collect()
    }

    fn tail(&mut self, part: Part) -> Values {
        if let Some(known) = self.tails.get(&part) {
            return known.clone();
        }
        let at = |x: f64| binomial_tail(part.1, part.0, x);
        let made =
            (self.scaled(|u| 1.0 - u).into_iter().map(at).collect(), self.nodes.iter().map(|u| at(1.0 - u)).collect());
        self.tails.insert(part, made);
        self.tails[&part].clone()
    }

    fn density(&mut self, part: Part) -> Values {
        if let Some(known) = self.densities.get(&part) {
            return known.clone();
        }
        let at = |x: f64| beta_density(part.1, part.0, x);
        let n = self.nodes.len();
        let square = self.scaled(|u| u).into_iter().enumerate().map(|(i, x)| self.weights[i % n] * at(x)).collect();
        let line = self.nodes.iter().zip(&self.weights).map(|(&u, w)| w * at(u)).collect();
        self.densities.insert(part, (square, line));
        self.densities[&part].clone()
    }

    /// F of the sum of these parts at the nodes: F_j(t) = ∫ f_j(s) F_{j−1}(t − s) ds.
    fn sum(&mut self, parts: &[Part]) -> Rc<[f64]> {
        if let Some(known) = self.sums.get(parts) {
            return known.clone();
        }
        let (last, before) = (parts[parts.len() - 1], &parts[..parts.len() - 1]);
        let below = if before.len() == 1 { self.tail(before[0]).0 } else { self.spread(before) };
        let (density, n) = (self.density(last).0, self.nodes.len());
        let convolved = |i: usize| {
            let row = i * n..(i + 1) * n;
            self.nodes[i] * density[row.clone()].iter().zip(&below[row]).map(|(f, b)| f * b).sum::<f64>()
        };
        let made: Rc<[f64]> = (0..n).map(convolved).collect();
        self.sums.insert(parts.to_vec(), made.clone());
        made
    }

    /// F of the sum of these parts at t − t·u.
    fn spread(&mut self, parts: &[Part]) -> Rc<[f64]> {
        let known = self.sum(parts);
        let points = self.inner.is_none().then(|| self.scaled(|u| 1.0 - u));
        if let Some(points) = points {
            self.inner = Some(interpolation(&self.nodes, &self.weights, &points));
        }
        apply(self.inner.as_deref().unwrap_or(&[]), &known).into()
    }

    fn q(&mut self, key: &[Part]) -> f64 {
        let (last, before) = (key[key.len() - 1], &key[..key.len() - 1]);
        let below = if before.len() == 1 {
            self.tail(before[0]).1
        } else {
            let known = self.sum(before);
            apply(&self.outer, &known).into()
        };
        self.density(last).1.iter().zip(below.iter()).map(|(f, b)| f * b).sum()
    }
}

/// Rows that take values at the nodes to values at `points`: barycentric interpolation.
fn interpolation(nodes: &[f64], weights: &[f64], points: &[f64]) -> Vec<f64> {
    let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let lambda: Vec<f64> =
        nodes.iter().zip(weights).enumerate().map(|(i, (u, w))| sign(i) * (u * (1.0 - u) * w).sqrt()).collect();
    let row = |&x: &f64| {
        if let Some(exact) = nodes.iter().position(|&u| (x - u).abs() < 1e-17) {
            return (0..nodes.len()).map(|i| f64::from(u8::from(i == exact))).collect::<Vec<_>>();
        }
        let parts: Vec<f64> = nodes.iter().zip(&lambda).map(|(u, l)| l / (x - u)).collect();
        let sum: f64 = parts.iter().sum();
        parts.into_iter().map(|part| part / sum).collect()
    };
    points.iter().flat_map(row).collect()
}

fn apply(matrix: &[f64], values: &[f64]) -> Vec<f64> {
    matrix.chunks_exact(values.len()).map(|row| row.iter().zip(values).map(|(c, v)| c * v).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(key: &[Part], exact: f64) {
        let q = OrderKernel::default().q(&mut key.to_vec());
        assert!((q / exact - 1.0).abs() < 1e-11, "{key:?}: {q} for {exact}");
    }

    #[test]
    fn small_keys_by_hand() {
        close(&[(1, 1), (1, 1)], 0.5);
        close(&[(1, 1), (1, 1), (1, 1), (1, 1), (1, 1)], 1.0 / 120.0);
        // a → b with two a: b must not come first of three.
        close(&[(1, 2), (1, 1)], 2.0 / 3.0);
        // a → a → b with two a and one b: b last of three.
        close(&[(2, 2), (1, 1)], 1.0 / 3.0);
        // a → b with n and m of them: all b before all a fails only.
        close(&[(1, 30), (1, 20)], 1.0 - 1.0 / ln_factorial_ratio(50, 30));
    }

    fn ln_factorial_ratio(n: u64, m: u64) -> f64 {
        super::super::special::ln_choose(n, m).exp()
    }

    #[test]
    fn many_repeats_agree_with_the_hypergeometric_tail() {
        // Two distinct events, b k times, a once: held unless fewer than k b come after the first a.
        for (n, m, k) in [(300u32, 200u32, 3u32), (1000, 500, 2), (4800, 3000, 4), (2000, 3, 2)] {
            // P(at least k of the m b's come after the first of n a's).
            let mut all_before = 1.0;
            let mut fewer = 0.0;
            // P(exactly j b's before the first a) sums to 1; fewer than k after = more than m − k before.
            for j in 0..=m {
                let exactly = all_before * f64::from(n) / f64::from(n + m - j);
                if m - j < k {
                    fewer += exactly;
                }
                all_before *= f64::from(m - j) / f64::from(n + m - j);
            }
            let q = OrderKernel::default().q(&mut [(1, n), (k, m)]);
            assert!((q - (1.0 - fewer)).abs() < 1e-10, "{n} {m} {k}: {q} {}", 1.0 - fewer);
        }
    }
}
