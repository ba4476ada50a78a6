//! Is one pattern inside another?
use crate::sink::JOINED;
use std::ops::Range;

/// "Inside" under a rule on steps, with memory of its own.
#[derive(Debug)]
pub struct Inside {
    /// How far apart, in elements of the outer pattern, neighbours of the inner one may lie.
    max_step: usize,
    inner: Vec<Range<usize>>,
    outer: Vec<Range<usize>>,
    /// One past the latest element of the outer pattern in which each prefix of the inner one can end, or 0.
    reached: Vec<usize>,
}

/// Where the elements of a pattern lie among its steps.
fn split(pattern: &[u32], elements: &mut Vec<Range<usize>>) {
    elements.clear();
    for (at, step) in pattern.iter().enumerate() {
        match elements.last_mut() {
            Some(last) if step & JOINED != 0 => last.end = at + 1,
            _ => elements.push(at..at + 1),
        }
    }
}

/// Are the events of an element, ascending, among those of another?
fn is_within(few: &[u32], many: &[u32]) -> bool {
    let mut others = many.iter();
    few.iter().all(|step| others.any(|other| other & !JOINED == step & !JOINED))
}

impl Inside {
    /// A pattern is inside if its matched elements lie at most so far apart.
    pub fn new(max_step_gap: Option<u32>) -> Self {
        let max_step = max_step_gap.map_or(usize::MAX, |gap| gap as usize);
        Inside { max_step, inner: Vec::new(), outer: Vec::new(), reached: Vec::new() }
    }

    /// Is `inner` inside `outer`, or the same?
    ///
    /// Of all places where a prefix can end, the latest is the best to go on from.
    pub fn holds(&mut self, inner: &[u32], outer: &[u32]) -> bool {
        split(inner, &mut self.inner);
        split(outer, &mut self.outer);
        let n = self.inner.len();
        self.reached.clear();
        self.reached.resize(n, 0);
        for (at, element) in self.outer.iter().enumerate() {
            for k in (0..n).rev() {
                let follows = k == 0 || (self.reached[k - 1] != 0 && at + 1 - self.reached[k - 1] <= self.max_step);
                if follows && is_within(&inner[self.inner[k].clone()], &outer[element.clone()]) {
                    self.reached[k] = at + 1;
                }
            }
            if self.reached[n - 1] != 0 {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(inner: &[u32], outer: &[u32], gap: Option<u32>) -> bool {
        Inside::new(gap).holds(inner, outer)
    }

    #[test]
    fn matched_elements_lie_no_further_apart_than_allowed() {
        let outer = [1, 2, 3, 1, 3];
        assert!(holds(&[1, 3], &outer, Some(1)) && holds(&[1, 2], &outer, Some(1)));
        assert!(!holds(&[2, 1], &outer, Some(1)) && holds(&[2, 1], &outer, Some(2)));
        assert!(!holds(&[1, 1], &outer, Some(2)) && holds(&[1, 1], &outer, None));
        // The first 1 lies too far from the last 3, the second does not.
        assert!(holds(&[1, 3], &[1, 2, 1, 2, 3], Some(2)));
        assert!(!holds(&[3, 3, 3], &outer, None) && holds(&outer, &outer, Some(1)));
    }

    #[test]
    fn elements_are_held_whole() {
        let outer = [1, 2 | JOINED, 4 | JOINED, 3];
        assert!(holds(&[1, 4 | JOINED], &outer, Some(1)) && holds(&[2, 3], &outer, Some(1)));
        assert!(!holds(&[1, 2], &outer, None) && !holds(&[1, 3 | JOINED], &outer, None));
    }
}
