//! Which patterns are results, of patterns that were found and counted elsewhere: part by part, or on other machines.
use super::{Family, Kept, decide};
use crate::budget::Budget;
use crate::error::Result;
use crate::sequence::search::Lengths;
use crate::sequence::wanted::Wanted;
use crate::sequence::{Kind, rules::Rules};
use crate::sink::{Found, Sink};
use std::cmp::Reverse;

/// What is asked of patterns that are known already.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which are results; a number of them is heeded.
    pub kind: Kind,
    /// How many events a result may have; filtered after the kind, as `wanted`.
    pub lengths: Lengths,
    /// What occurrences had to meet.
    pub rules: Rules,
    /// Which of them are given.
    pub wanted: Wanted,
    /// All journeys that count.
    pub n_journeys: u32,
}

/// What has to be known of patterns before their kind can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// How long they must be known, be they frequent.
    pub reach: usize,
    /// Must it be known which journeys hold each?
    pub journeys: bool,
}

impl Asked {
    fn family(&self) -> Family {
        Family { rules: self.rules, n_journeys: self.n_journeys }
    }

    /// What has to be known to tell.
    pub fn needs(&self) -> Needs {
        let family = self.family();
        Needs { reach: family.reach(self.kind, self.lengths.max), journeys: family.needs_journeys(self.kind) }
    }

    /// The places of the results among `found`, which holds every frequent pattern up to the reach, in result order.
    ///
    /// `holders` are the journeys of each pattern, ascending, where these are needed: ends of rows, and their numbers.
    pub fn results(&self, found: &Found, holders: Option<(&[u64], &[u32])>, budget: &Budget) -> Result<Vec<u64>> {
        let is_result = match (self.kind, holders) {
            (Kind::All(_), _) => vec![true; found.len()],
            (_, Some((ends, numbers))) => {
                let mut kept = Kept::<true>::new(0);
                for at in 0..found.len() {
                    let held = &numbers[ends[at] as usize..ends[at + 1] as usize];
                    kept.take(found.pattern(at), found.supports[at], |each| held.iter().for_each(|&one| each(one)));
                }
                decide(&kept, self.kind, &self.family(), budget)?.is_result
            }
            (_, None) => {
                let mut kept = Kept::<false>::new(0);
                (0..found.len()).for_each(|at| kept.offer(found.pattern(at), found.supports[at]));
                decide(&kept, self.kind, &self.family(), budget)?.is_result
            }
        };
        let is_asked = |at: &usize| {
            let pattern = found.pattern(*at);
            (self.lengths.min..=self.lengths.max).contains(&pattern.len()) && self.wanted.admits(pattern)
        };
        let mut rows: Vec<usize> = (0..found.len()).filter(|&at| is_result[at]).filter(is_asked).collect();
        budget.check()?;
        rows.sort_by_key(|&at| (Reverse(found.supports[at]), found.pattern(at).len(), found.pattern(at)));
        budget.check()?;
        if let Kind::All(Some(k)) | Kind::Closed(Some(k)) | Kind::Generators(Some(k)) = self.kind {
            rows.truncate(k);
        }
        Ok(rows.into_iter().map(|at| at as u64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(&[u32], u32)]) -> Found {
        let mut found = Found::default();
        rows.iter().for_each(|(pattern, support)| found.push(pattern, *support));
        found
    }

    fn asked(kind: Kind, rules: Rules) -> Asked {
        let lengths = Lengths { min: 1, max: usize::MAX };
        Asked { kind, lengths, rules, wanted: Wanted::default(), n_journeys: 9 }
    }

    #[test]
    fn results_come_in_result_order() {
        let found = found(&[(&[1, 2], 3), (&[1], 5), (&[2], 3), (&[0, 3], 3)]);
        let budget = Budget::new(None);
        let all = asked(Kind::All(None), Rules::default()).results(&found, None, &budget).expect("nobody cancels");
        assert_eq!(all, [1, 2, 3, 0]);
        let best = asked(Kind::All(Some(2)), Rules::default()).results(&found, None, &budget).expect("nobody cancels");
        assert_eq!(best, [1, 2]);
        let closed = asked(Kind::Closed(None), Rules::default()).results(&found, None, &budget);
        assert_eq!(closed.expect("nobody cancels"), [1, 3, 0]);
    }

    #[test]
    fn under_gap_rules_the_journeys_decide() {
        let rules = Rules { max_step_gap: Some(2), ..Rules::default() };
        let closed = asked(Kind::Closed(None), rules);
        assert_eq!(closed.needs(), Needs { reach: usize::MAX, journeys: true });
        let found = found(&[(&[1], 2), (&[1, 2], 2)]);
        let budget = Budget::new(None);
        let same = closed.results(&found, Some((&[0, 2, 4], &[3, 7, 3, 7])), &budget).expect("nobody cancels");
        let other = closed.results(&found, Some((&[0, 2, 4], &[3, 7, 3, 8])), &budget).expect("nobody cancels");
        assert_eq!((same, other), (vec![1], vec![0, 1]));
    }
}
