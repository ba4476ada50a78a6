//! The serial null: every element of a journey is drawn on its own from the elements of all journeys.
//!
//! Matched greedily, the wait for a pattern's element r is geometric with rate θ_r, the share of all elements that hold
//! it, whatever came before: q(L) = P(Σ_r Geom(θ_r) ≤ L). It hangs on the length of the journey and the bag of rates.
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use std::collections::HashMap;
use std::ops::Range;

/// Chances by class of journeys, a row for patterns that share it.
#[derive(Debug, Default)]
pub struct Rows {
    /// `width` chances a row.
    pub values: Vec<f64>,
    /// The row of each pattern.
    pub of: Vec<u32>,
}

/// q at ascending `lengths` of patterns whose elements have the rates `rates[offsets[i]..offsets[i + 1]]`.
pub fn serial_rows(rates: &[f64], offsets: &[u64], lengths: &[u32], n_jobs: usize, budget: &Budget) -> Result<Rows> {
    let (bags, of) = bags(rates, offsets);
    let mut values = Vec::with_capacity(bags.len() * lengths.len());
    let some = |part: &mut Vec<f64>, range: Range<usize>| {
        let mut out = Vec::with_capacity(range.len() * lengths.len());
        for bag in range.take_while(|_| !budget.is_spent()) {
            along(&bags[bag], lengths, part, &mut out);
        }
        out
    };
    in_order(bags.len(), n_jobs, budget, Vec::new, some, |part: Vec<f64>| values.extend(part))?;
    Ok(Rows { values, of })
}

/// Distinct bags of rates, each sorted, and which of them each pattern has.
fn bags(rates: &[f64], offsets: &[u64]) -> (Vec<Vec<f64>>, Vec<u32>) {
    let (mut bags, mut known) = (Vec::new(), HashMap::new());
    let of = offsets.windows(2).map(|ends| {
        let mut bag = rates[ends[0] as usize..ends[1] as usize].to_vec();
        bag.sort_by(f64::total_cmp);
        let key: Vec<u64> = bag.iter().map(|rate| rate.to_bits()).collect();
        *known.entry(key).or_insert_with(|| {
            bags.push(bag);
            bags.len() as u32 - 1
        })
    });
    let of = of.collect();
    (bags, of)
}

/// d_j ← d_j (1 − θ_{j+1}) + d_{j−1} θ_j, element after element; d_k is kept.
fn along(bag: &[f64], lengths: &[u32], reached: &mut Vec<f64>, out: &mut Vec<f64>) {
    reached.clear();
    reached.resize(bag.len() + 1, 0.0);
    reached[0] = 1.0;
    let mut at = 0;
    for &length in lengths {
        while at < length {
            at += 1;
            for j in (0..bag.len()).rev() {
                reached[j + 1] += reached[j] * bag[j];
                reached[j] *= 1.0 - bag[j];
            }
        }
        out.push(reached[bag.len()].min(1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_add_up_in_any_order() {
        // a → b with rates 1/2 and 1/3, twice in other orders; and a alone.
        let rates = [1.0 / 2.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 2.0, 1.0 / 2.0];
        let rows = serial_rows(&rates, &[0, 2, 4, 5], &[0, 1, 2, 3], 2, &Budget::new(None)).unwrap();
        assert_eq!(rows.of, [0, 0, 1]);
        // 1/6; then a b x, x a b and a x b: 1/6 + 1/12 + 1/9.
        let exact = [0.0, 0.0, 1.0 / 6.0, 1.0 / 6.0 + 1.0 / 12.0 + 1.0 / 9.0, 0.0, 0.5, 0.75, 0.875];
        assert!(rows.values.iter().zip(exact).all(|(got, exact)| (got - exact).abs() < 1e-15), "{rows:?}");
    }
}
