//! P(X ≥ x) for a sum of independent indicators with known chances.
use super::special::{ln_choose, mills, normal_density};

/// Chances and how many indicators have each; ascending chances in (0, 1].
pub type Groups = [(f64, u64)];

/// Products up to which the distribution is convolved; beyond, the saddlepoint.
pub const EXACT_TERMS: f64 = 1e5;

/// Standard deviations kept on each side while convolving (beyond: < 1e-22 of the mass).
const REACH: f64 = 10.0;

/// The upper tail, clipped to (0, 1].
pub fn tail(groups: &Groups, x: u64) -> f64 {
    let sure: u64 = groups.iter().filter(|group| group.0 >= 1.0).map(|group| group.1).sum();
    let open: Vec<(f64, u64)> = groups.iter().copied().filter(|group| group.0 > 0.0 && group.0 < 1.0).collect();
    let most: u64 = open.iter().map(|group| group.1).sum();
    if x <= sure {
        return 1.0;
    }
    let x = x - sure;
    let p = match x.cmp(&most) {
        std::cmp::Ordering::Greater => 0.0,
        std::cmp::Ordering::Equal => open.iter().map(|&(q, n)| q.ln() * n as f64).sum::<f64>().exp(),
        std::cmp::Ordering::Less => inside(&open, x),
    };
    p.clamp(f64::MIN_POSITIVE, 1.0)
}

/// P(X > x) + P(X = x) / 2, where `p` is P(X ≥ x).
pub fn middle(groups: &Groups, x: u64, p: f64) -> f64 {
    f64::midpoint(p, tail(groups, x + 1))
}

/// The upper tails at ascending `xs`, to an absolute 1e-20 (or the saddlepoint's 1 %): for averages over many x.
pub fn tails(groups: &Groups, xs: &[u64]) -> Vec<f64> {
    if groups.is_empty() || cost(groups, 0.0) > EXACT_TERMS {
        let mut last = (0, 1.0);
        let step = |&x: &u64| {
            if x != last.0 {
                last = (x, if groups.is_empty() { 0.0 } else { tail(groups, x) });
            }
            last.1
        };
        return xs.iter().map(step).collect();
    }
    let mass = Mass::sum(groups, 0.0);
    let mut above: Vec<f64> = mass
        .values
        .iter()
        .rev()
        .scan(0.0, |sum, v| {
            *sum += v;
            Some(*sum)
        })
        .collect();
    above.reverse();
    let at =
        |&x: &u64| if x <= mass.offset { 1.0 } else { above.get((x - mass.offset) as usize).copied().unwrap_or(0.0) };
    xs.iter().map(at).collect()
}

fn inside(groups: &Groups, x: u64) -> f64 {
    let mean: f64 = groups.iter().map(|&(q, n)| q * n as f64).sum();
    let tilt = solve(groups, x as f64);
    let used = if x as f64 <= mean { 0.0 } else { tilt };
    if cost(groups, used) <= EXACT_TERMS { convolved(groups, x, used) } else { saddlepoint(groups, x, tilt) }
}

/// The chance q after exponential tilting.
fn tilted(q: f64, tilt: f64) -> f64 {
    let up = q * tilt.exp();
    if up.is_finite() { up / (1.0 - q + up) } else { 1.0 }
}

/// The tilt under which the mean is x: Newton, held inside a bracket.
fn solve(groups: &Groups, x: f64) -> f64 {
    let (mut low, mut high, mut tilt) = (-700.0f64, 700.0f64, 0.0f64);
    for _ in 0..200 {
        let (mut mean, mut variance) = (0.0, 0.0);
        for &(q, n) in groups {
            let p = tilted(q, tilt);
            mean += p * n as f64;
            variance += p * (1.0 - p) * n as f64;
        }
        if (mean - x).abs() <= 1e-10 * x.max(1.0) {
            break;
        }
        if mean < x {
            low = tilt
        } else {
            high = tilt
        }
        let next = tilt + (x - mean) / variance;
        tilt = if next > low && next < high { next } else { f64::midpoint(low, high) };
    }
    tilt
}

fn deviation(n: u64, p: f64) -> f64 {
    (n as f64 * p * (1.0 - p)).sqrt()
}

/// How many products convolving takes.
fn cost(groups: &Groups, tilt: f64) -> f64 {
    let total = groups.iter().map(|&(q, n)| deviation(n, tilted(q, tilt)).powi(2)).sum::<f64>().sqrt();
    let most: u64 = groups.iter().map(|group| group.1).sum();
    let width = (2.0 * REACH * total + 2.0).min(most as f64 + 1.0);
    let steps = groups.iter().map(|&(q, n)| (2.0 * REACH * deviation(n, tilted(q, tilt)) + 2.0).min(n as f64 + 1.0));
    if groups.len() == 1 { width } else { steps.sum::<f64>() * width }
}

/// Probabilities of `offset`, `offset + 1`, …
struct Mass {
    offset: u64,
    values: Vec<f64>,
}

impl Mass {
    /// Of the whole sum, each chance tilted.
    fn sum(groups: &Groups, tilt: f64) -> Self {
        let start = Mass { offset: 0, values: vec![1.0] };
        groups.iter().fold(start, |mass, &(q, n)| mass.and(&Mass::binomial(n, tilted(q, tilt))))
    }

    /// A binomial, from its mode outwards until the terms vanish.
    fn binomial(n: u64, p: f64) -> Self {
        if p >= 1.0 {
            return Mass { offset: n, values: vec![1.0] };
        }
        let mode = (((n + 1) as f64 * p) as u64).min(n);
        let (size, odds) = (n as f64, p / (1.0 - p));
        let top = (ln_choose(n, mode) + mode as f64 * p.ln() + (size - mode as f64) * (-p).ln_1p()).exp();
        let (mut below, mut part, mut j) = (Vec::new(), top, mode);
        while j > 0 {
            part *= j as f64 / (size - j as f64 + 1.0) / odds;
            if part < top * 1e-23 {
                break;
            }
            below.push(part);
            j -= 1;
        }
        let offset = j;
        below.reverse();
        below.push(top);
        let (mut part, mut j) = (top, mode);
        while j < n {
            part *= (size - j as f64) / (j as f64 + 1.0) * odds;
            if part < top * 1e-23 {
                break;
            }
            below.push(part);
            j += 1;
        }
        Mass { offset, values: below }
    }

    fn and(&self, other: &Mass) -> Mass {
        let mut values = vec![0.0; self.values.len() + other.values.len() - 1];
        for (i, a) in self.values.iter().enumerate() {
            for (sum, b) in values[i..].iter_mut().zip(&other.values) {
                *sum += a * b;
            }
        }
        let top = values.iter().copied().fold(0.0, f64::max);
        let first = values.iter().position(|&v| v >= top * 1e-24).unwrap_or(0);
        let last = values.iter().rposition(|&v| v >= top * 1e-24).unwrap_or(0);
        Mass { offset: self.offset + other.offset + first as u64, values: values[first..=last].to_vec() }
    }
}

/// Tilted so that x is in the middle of the mass, convolved there, and tilted back: only positive terms, so that the
/// smallest tail keeps its digits.
fn convolved(groups: &Groups, x: u64, tilt: f64) -> f64 {
    let mass = Mass::sum(groups, tilt);
    let first = x.saturating_sub(mass.offset) as usize;
    let sum: f64 = mass.values[first.min(mass.values.len())..]
        .iter()
        .enumerate()
        .map(|(i, value)| value * (-tilt * ((mass.offset + (first + i) as u64) as f64 - x as f64)).exp())
        .sum();
    (cumulant(groups, tilt) - tilt * x as f64).exp() * sum
}

/// ln E exp(tilt · X).
fn cumulant(groups: &Groups, tilt: f64) -> f64 {
    groups.iter().map(|&(q, n)| n as f64 * (q * tilt.exp_m1()).ln_1p()).sum()
}

/// Lugannani–Rice for whole numbers (Daniels 1987, first continuity correction).
pub(crate) fn saddlepoint(groups: &Groups, x: u64, tilt: f64) -> f64 {
    let (mut variance, mut skew) = (0.0, 0.0);
    for &(q, n) in groups {
        let p = tilted(q, tilt);
        variance += p * (1.0 - p) * n as f64;
        skew += p * (1.0 - p) * (1.0 - 2.0 * p) * n as f64;
    }
    let root = variance.sqrt();
    if (tilt * root).abs() < 1e-3 {
        // At the mean 1/u − 1/w is a difference of infinities: its limit.
        let correction = skew / (6.0 * variance * root) - 0.5 / root;
        return 0.5 - normal_density(0.0) * (correction + tilt * root);
    }
    let w = tilt.signum() * (2.0 * (tilt * x as f64 - cumulant(groups, tilt))).max(0.0).sqrt();
    let u = -(-tilt).exp_m1() * root;
    let correction = 1.0 / u - 1.0 / w;
    if w > 0.0 {
        normal_density(w) * (mills(w) + correction)
    } else {
        1.0 - normal_density(w) * (mills(-w) - correction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(groups: &Groups, x: u64) -> f64 {
        let mut mass = vec![1.0];
        for &(q, n) in groups {
            for _ in 0..n {
                let mut next = vec![0.0; mass.len() + 1];
                for (i, m) in mass.iter().enumerate() {
                    next[i] += m * (1.0 - q);
                    next[i + 1] += m * q;
                }
                mass = next;
            }
        }
        mass[x as usize..].iter().sum()
    }

    #[test]
    fn convolution_and_saddlepoint_meet_the_plain_sum() {
        let cases: [&Groups; 3] = [&[(0.1, 200), (0.5, 100), (0.9, 50)], &[(0.02, 500), (0.3, 40)], &[(0.95, 400)]];
        for groups in cases {
            let most: u64 = groups.iter().map(|group| group.1).sum();
            for x in (1..most).step_by(7) {
                let exact = plain(groups, x);
                if exact < 1e-290 {
                    continue;
                }
                let mean: f64 = groups.iter().map(|&(q, n)| q * n as f64).sum();
                let used = if x as f64 <= mean { 0.0 } else { solve(groups, x as f64) };
                let wide = convolved(groups, x, used);
                assert!((wide / exact - 1.0).abs() < 1e-8, "{groups:?} {x}: {wide} for {exact}");
                let near = saddlepoint(groups, x, solve(groups, x as f64));
                let few = x < 10 || most - x < 10;
                assert!((near / exact - 1.0).abs() < if few { 0.05 } else { 0.01 }, "{groups:?} {x}: {near} {exact}");
            }
        }
    }

    #[test]
    fn the_ends_are_exact() {
        assert_eq!(tail(&[(0.5, 4)], 0), 1.0);
        assert!((tail(&[(0.5, 4)], 4) - 0.0625).abs() < 1e-15);
        assert!((tail(&[(0.5, 2), (1.0, 3)], 4) - 0.75).abs() < 1e-12);
        assert!(tail(&[(0.5, 2)], 3) > 0.0);
    }
}
