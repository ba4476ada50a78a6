//! The interval of Σx / Σq where few journeys hold the pattern: customers drawn again with replacement.
use super::customers::{RARE, Sums};
use super::random::Random;

/// Draws.
const DRAWS: usize = 1000;

/// Everything about one hypothesis that drawing customers needs.
#[derive(Debug, Clone, Copy)]
struct Rare<'a> {
    /// (hypothesis, x_c, q_c) of the customers that hold it.
    holders: &'a [(u32, u32, f64)],
    /// All customers.
    customers: u64,
    /// Σ_c q_c over all of them.
    expected: f64,
    /// Σ_c q_c² over all of them.
    chance_squares: f64,
}

/// Bounds of Σx / Σq of hypothesis `h`, whose Σq over all `customers` is `expected`; not numbers where enough journeys
/// hold it.
///
/// The random numbers are the pattern's own, so that its interval does not depend on the patterns beside it.
pub fn bounds(sums: &Sums, h: usize, customers: u64, expected: f64, seed: u64, pattern: &[u32]) -> (f64, f64) {
    if sums.support[h] >= RARE {
        return (f64::NAN, f64::NAN);
    }
    let from = sums.rare.partition_point(|holder| (holder.0 as usize) < h);
    let to = sums.rare.partition_point(|holder| holder.0 as usize <= h);
    let rare = Rare { holders: &sums.rare[from..to], customers, expected, chance_squares: sums.chance_squares[h] };
    interval(rare, &mut stream(seed, pattern))
}

fn stream(seed: u64, pattern: &[u32]) -> Random {
    let mixed = pattern.iter().fold(pattern.len() as u64, |hash, &step| {
        (hash ^ u64::from(step)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
    });
    Random::new(seed, [u64::MAX, mixed])
}

/// The 2.5 % and 97.5 % points of Σx / Σq over customers drawn with replacement.
///
/// How often each holder is drawn is multinomial, exactly; Σq over the many others is drawn from its normal limit.
fn interval(rare: Rare<'_>, random: &mut Random) -> (f64, f64) {
    let own: f64 = rare.holders.iter().map(|holder| holder.2).sum();
    let own_squares: f64 = rare.holders.iter().map(|holder| holder.2 * holder.2).sum();
    let others = (rare.customers - rare.holders.len() as u64).max(1) as f64;
    // Where the others have no chance, rounding leaves 1e-16 of it, by which a draw without holders would be a lift of 0.
    let mean = Some(rare.expected - own).filter(|&rest| rest > 1e-12 * rare.expected).map_or(0.0, |rest| rest / others);
    let square = (rare.chance_squares - own_squares) / others;
    // Where all chances are equal, rounding leaves 1e-16 of what is taken away, of which the root would be 1e-8.
    let spread =
        Some(square - mean * mean).filter(|&rest| rest > 1e-12 * rare.chance_squares / others).map_or(0.0, f64::sqrt);
    let mut lifts: Vec<f64> = (0..DRAWS).filter_map(|_| draw(rare, mean, spread, random)).collect();
    lifts.sort_by(f64::total_cmp);
    (quantile(&lifts, 0.025), quantile(&lifts, 0.975))
}

fn draw(rare: Rare<'_>, mean: f64, spread: f64, random: &mut Random) -> Option<f64> {
    let (mut left, mut x, mut q) = (rare.customers, 0.0, 0.0);
    for (i, &(_, hits, chance)) in rare.holders.iter().enumerate() {
        let times = random.binomial(left, 1.0 / (rare.customers - i as u64) as f64);
        left -= times;
        x += times as f64 * f64::from(hits);
        q += times as f64 * chance;
    }
    let rest = left as f64;
    q += (rest * mean + rest.sqrt() * spread * random.normal()).max(0.0);
    (q > 0.0).then(|| x / q)
}

/// Linear between order statistics; not a number where there are none.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share * last as f64;
    let (low, part) = (at.floor() as usize, at.fract());
    sorted[low] + part * (sorted[(low + 1).min(last)] - sorted[low])
}
