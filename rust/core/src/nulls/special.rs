//! The few special functions the nulls need: quadrature nodes, binomial terms and tails, the normal tail.
use std::f64::consts::PI;

/// Gauss–Legendre nodes and weights on [0, 1].
pub fn gauss_legendre(n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut nodes = vec![0.0; n];
    let mut weights = vec![0.0; n];
    for i in 0..n {
        let mut x = (PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (value, derivative) = legendre(n, x);
            slope = derivative;
            let step = value / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        // Newton runs from the largest node down; give them ascending.
        nodes[n - 1 - i] = (x + 1.0) / 2.0;
        weights[n - 1 - i] = 1.0 / ((1.0 - x * x) * slope * slope);
    }
    (nodes, weights)
}

fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for j in 2..=n {
        let j = j as f64;
        (before, value) = (value, ((2.0 * j - 1.0) * x * value - (j - 1.0) * before) / j);
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

/// ln n!, by Stirling's series from 16 on.
pub fn ln_factorial(n: u64) -> f64 {
    if n < 16 {
        return (2..=n).map(|k| k as f64).product::<f64>().ln();
    }
    let x = n as f64 + 1.0;
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series
}

/// ln of "n over m".
pub fn ln_choose(n: u64, m: u64) -> f64 {
    ln_factorial(n) - ln_factorial(m) - ln_factorial(n - m)
}

/// P(Binomial(n, x) ≥ m), which is the distribution function of Beta(m, n − m + 1) at x.
pub fn binomial_tail(n: u32, m: u32, x: f64) -> f64 {
    if m == 0 || x >= 1.0 {
        return 1.0;
    }
    if x <= 0.0 || m > n {
        return 0.0;
    }
    let odds = x / (1.0 - x);
    let term = |j: u32| (ln_choose(n.into(), j.into()) + f64::from(j) * x.ln() + f64::from(n - j) * (-x).ln_1p()).exp();
    // Sum the side that does not hold the bulk, from its largest term outwards: small tails keep their digits.
    if f64::from(m) > x * (f64::from(n) + 1.0) {
        let (mut part, mut sum, mut j) = (term(m), 0.0, m);
        while j <= n && part > sum * 1e-18 {
            sum += part;
            part *= f64::from(n - j) / f64::from(j + 1) * odds;
            j += 1;
        }
        sum
    } else {
        let (mut part, mut sum, mut j) = (term(m - 1), 0.0, m - 1);
        loop {
            sum += part;
            if j == 0 || part < 1e-18 * sum {
                break;
            }
            part *= f64::from(j) / f64::from(n - j + 1) / odds;
            j -= 1;
        }
        1.0 - sum
    }
}

/// The density of Beta(m, n − m + 1) at x in (0, 1).
pub fn beta_density(n: u32, m: u32, x: f64) -> f64 {
    let log = ln_choose(n.into(), m.into()) + f64::from(m - 1) * x.ln() + f64::from(n - m) * (-x).ln_1p();
    f64::from(m) * log.exp()
}

/// The standard normal density.
pub fn normal_density(w: f64) -> f64 {
    (-0.5 * w * w).exp() / (2.0 * PI).sqrt()
}

/// Mills' ratio (1 − Φ(w)) / φ(w) for w ≥ 0.
pub fn mills(w: f64) -> f64 {
    if w < 2.0 {
        let (mut term, mut sum, mut k) = (w, w, 1.0);
        while term > 1e-18 {
            k += 2.0;
            term *= w * w / k;
            sum += term;
        }
        return 0.5 / normal_density(w) - sum;
    }
    // Laplace's continued fraction, from the inside out.
    (1..200).rev().fold(w, |inner, k| w + f64::from(k) / inner).recip()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrature_is_exact_for_polynomials() {
        let (nodes, weights) = gauss_legendre(48);
        for power in [0, 1, 7, 60, 95] {
            let sum: f64 = nodes.iter().zip(&weights).map(|(x, w)| w * x.powi(power)).sum();
            assert!((sum * f64::from(power + 1) - 1.0).abs() < 1e-13, "{power}: {sum}");
        }
    }

    #[test]
    fn tails_are_sums_of_terms() {
        // P(Binomial(3, 0.2) ≥ 2) = 3·0.04·0.8 + 0.008
        assert!((binomial_tail(3, 2, 0.2) - 0.104).abs() < 1e-15);
        assert!((binomial_tail(3, 2, 0.9) - (3.0 * 0.81 * 0.1 + 0.729)).abs() < 1e-15);
        let tiny = binomial_tail(100, 90, 0.1);
        assert!((tiny / 6.110_236_824_191_18e-78 - 1.0).abs() < 1e-11, "{tiny}");
    }

    #[test]
    fn the_normal_tail_at_known_points() {
        for (w, tail) in [(0.0, 0.5), (1.0, 0.158_655_253_931_457_05), (3.0, 1.349_898_031_630_094_6e-3)] {
            assert!((mills(w) * normal_density(w) / tail - 1.0).abs() < 1e-12);
        }
        assert!((mills(8.0) * normal_density(8.0) / 6.220_960_574_271_785e-16 - 1.0).abs() < 1e-10);
    }
}
