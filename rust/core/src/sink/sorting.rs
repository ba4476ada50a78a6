//! Results put in order: counted by rank, written to their places, and sorted where a search gave them in no order.
use super::{Found, Groups, lay_out, rank};
use crate::budget::Budget;
use crate::error::Result;

/// So many patterns are put in order between two looks at the budget.
const LOOK_EVERY: usize = 1 << 14;

/// All patterns in result order; linear where they come in the order of their steps, as a search gives them.
/// [`crate::error::Error::Cancelled`] when the caller has asked to stop.
pub fn in_order(parts: Vec<Found>, budget: &Budget) -> Result<Found> {
    let mut groups = Groups::default();
    for part in &parts {
        for at in 0..part.len() {
            if at % LOOK_EVERY == 0 {
                budget.check()?;
            }
            groups.of(part.rank(at)).n += 1;
        }
    }
    let mut sorted = groups.sorted();
    let (mut found, _) = lay_out(&mut sorted);
    let mut places: Groups = sorted.iter().copied().collect();
    for part in parts {
        for at in 0..part.len() {
            if at % LOOK_EVERY == 0 {
                budget.check()?;
            }
            let (pattern, place) = (part.pattern(at), places.of(part.rank(at)));
            let begin = place.next as usize;
            place.next += pattern.len() as u64;
            found.steps[begin..begin + pattern.len()].copy_from_slice(pattern);
        }
    }
    for group in sorted {
        let (begin, n, length) = (group.next as usize, group.n as usize, group.length() as usize);
        sort_rows(&mut found.steps[begin..begin + n * length], length, budget)?;
    }
    Ok(found)
}

impl Found {
    fn rank(&self, at: usize) -> u64 {
        rank(self.supports[at], (self.offsets[at + 1] - self.offsets[at]) as usize)
    }
}

/// Sorts rows of one length: runs first, then run by run together, with looks at the budget in between.
fn sort_rows(rows: &mut [u32], length: usize, budget: &Budget) -> Result<()> {
    let n = rows.len().checked_div(length).unwrap_or(0);
    let row = |at: u32| &rows[at as usize * length..][..length];
    if (1..n as u32).all(|at| row(at - 1) <= row(at)) {
        return Ok(());
    }
    // Most rows differ in their first steps, which are compared as one number.
    let is_short = rows.iter().all(|&step| step <= u32::from(u16::MAX));
    let (taken, bits) = if is_short { (length.min(4), 16) } else { (length.min(2), 32) };
    let key = |at: u32| row(at)[..taken].iter().fold(0u64, |key, &step| key << bits | u64::from(step));
    let mut order: Vec<(u64, u32)> = (0..n as u32).map(|at| (key(at), at)).collect();
    let compare = |a: (u64, u32), b: (u64, u32)| a.0.cmp(&b.0).then_with(|| row(a.1)[taken..].cmp(&row(b.1)[taken..]));
    for run in order.chunks_mut(LOOK_EVERY) {
        budget.check()?;
        run.sort_unstable_by(|&a, &b| compare(a, b));
    }
    let mut merged = Vec::with_capacity(n);
    let mut run = LOOK_EVERY;
    while run < n {
        merged.clear();
        for pair in order.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((&a, others)), Some((&b, more))) = (left.split_first(), right.split_first()) {
                if merged.len() % LOOK_EVERY == 0 {
                    budget.check()?;
                }
                if compare(a, b).is_le() {
                    merged.push(a);
                    left = others;
                } else {
                    merged.push(b);
                    right = more;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        run *= 2;
    }
    drop(merged);
    let sorted: Vec<u32> = order.iter().flat_map(|&(_, at)| row(at)).copied().collect();
    rows.copy_from_slice(&sorted);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn rows_without_order_are_sorted_however_many_there_are() {
        for n in [0, 1, 2, 1000, LOOK_EVERY + 1, 3 * LOOK_EVERY + 77] {
            let number = |at: usize| (at as u32).wrapping_mul(0x9E37_79B1);
            let mut rows: Vec<u32> = (0..n).flat_map(|at| [number(at) % 5, number(at) >> 3]).collect();
            let mut wanted: Vec<Vec<u32>> = rows.chunks(2).map(<[u32]>::to_vec).collect();
            wanted.sort();
            sort_rows(&mut rows, 2, &Budget::new(None)).expect("nobody cancels");
            assert_eq!(rows, wanted.concat(), "{n} rows");
        }
    }

    #[test]
    fn who_does_not_wait_gets_nothing() {
        let budget = Budget::new(None);
        budget.cancel();
        let mut found = Found::default();
        found.push(&[1], 2);
        assert_eq!(in_order(vec![found], &budget), Err(Error::Cancelled));
        assert_eq!(sort_rows(&mut [2, 1], 1, &budget), Err(Error::Cancelled));
    }
}
