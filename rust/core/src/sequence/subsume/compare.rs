//! Families in which a pattern inside another may be missing, or in fewer journeys: all are compared with all that can be
//! inside, which are looked up under what they show.
use super::features::{Features, Fold, Table};
use super::inside::Inside;
use super::kept::are_among;
use super::{Family, Kept};
use crate::budget::Budget;
use crate::sequence::Kind;
use crate::sink::JOINED;
use std::hash::Hasher;

/// Patterns between two looks at the budget.
const LOOK_EVERY: usize = 1 << 4;

/// Compares each pattern with all inside it; which are results, and was there time for all?
pub fn decide<const J: bool>(kept: &Kept<J>, kind: Kind, family: &Family, budget: &Budget) -> (Vec<bool>, bool) {
    let found = kept.patterns();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&at| found.pattern(at).len());
    if budget.is_cancelled() {
        return (Vec::new(), false);
    }
    let lengths = (0..found.len()).map(|at| found.pattern(at).len());
    let features = Features::new(lengths, family.rules.max_step_gap);
    let mut comparison = Comparison {
        kept,
        features,
        // Without a rule on steps, what is inside what is inside is inside.
        chains: family.rules.max_step_gap.is_none(),
        signs: (0..found.len()).map(|at| sign(found.pattern(at))).collect(),
        rarity: Table::default(),
        shown: Vec::new(),
        inside: Inside::new(family.rules.max_step_gap),
        is_result: vec![true; found.len()],
        budget,
    };
    let is_whole = comparison.count(&order)
        && match kind {
            Kind::All(_) => true,
            Kind::Closed(_) => comparison.contained(&order, true),
            Kind::Maximal => comparison.contained(&order, false),
            Kind::Generators(_) => comparison.containers(&order),
        };
    if let Kind::Generators(_) = kind {
        (0..found.len()).for_each(|at| comparison.is_result[at] &= found.supports[at] != family.n_journeys);
    }
    (comparison.is_result, is_whole)
}

/// 64 bits, at least one of them for each event.
fn sign(pattern: &[u32]) -> u64 {
    pattern.iter().fold(0, |sign, step| sign | 1 << ((step & !JOINED).wrapping_mul(0x9E37_79B9) >> 26))
}

struct Comparison<'a, const J: bool> {
    kept: &'a Kept<J>,
    features: Features,
    chains: bool,
    signs: Vec<u64>,
    /// How many patterns show a feature.
    rarity: Table<u32>,
    shown: Vec<u64>,
    inside: Inside,
    is_result: Vec<bool>,
    budget: &'a Budget,
}

impl<const J: bool> Comparison<'_, J> {
    /// Counts how many patterns show each feature. This and what follows says whether there was time for all.
    fn count(&mut self, order: &[usize]) -> bool {
        for (i, &at) in order.iter().enumerate() {
            if self.is_spent(i) {
                return false;
            }
            self.features.all(self.kept.patterns().pattern(at), &mut self.shown);
            self.shown.iter().for_each(|&feature| *self.rarity.entry(feature).or_default() += 1);
        }
        true
    }

    fn is_spent(&self, i: usize) -> bool {
        if !i.is_multiple_of(LOOK_EVERY) {
            return false;
        }
        let (n, passes) = (self.is_result.len(), 3.0);
        self.budget.advance(LOOK_EVERY.min(n - i) as f64 / (passes * n as f64));
        self.budget.is_spent()
    }

    /// The rarest feature that every pattern around this one shows.
    fn rarest(&mut self, at: usize) -> u64 {
        self.features.shared(self.kept.patterns().pattern(at), &mut self.shown);
        let rarity = |feature: &u64| (self.rarity.get(feature).copied().unwrap_or(0), *feature);
        self.shown.iter().copied().min_by_key(rarity).unwrap_or(0)
    }

    /// Is `inner` properly inside `outer`, which is longer?
    fn is_inside(&mut self, inner: usize, outer: usize) -> bool {
        let found = self.kept.patterns();
        let (small, large) = (found.pattern(inner), found.pattern(outer));
        self.signs[inner] & !self.signs[outer] == 0 && small.len() < large.len() && self.inside.holds(small, large)
    }

    /// Patterns inside another (in whose journeys theirs are, if asked) are no results.
    ///
    /// The longest come first. Where being inside goes on along chains, those that are no results need not be compared:
    /// they are inside one that was.
    fn contained(&mut self, order: &[usize], in_their_journeys: bool) -> bool {
        let mut waiting: Table<Vec<u32>> = Table::default();
        for (i, &at) in order.iter().enumerate() {
            if self.is_spent(i) {
                return false;
            }
            let rarest = self.rarest(at);
            waiting.entry(rarest).or_default().push(at as u32);
        }
        let mut shown = Vec::new();
        for (i, &outer) in order.iter().rev().enumerate() {
            if self.is_spent(i) {
                return false;
            }
            if self.chains && !self.is_result[outer] {
                continue;
            }
            self.features.all(self.kept.patterns().pattern(outer), &mut shown);
            for feature in &shown {
                if self.budget.is_spent() {
                    return false;
                }
                if let Some(list) = waiting.get_mut(feature) {
                    list.retain(|&inner| {
                        let inner = inner as usize;
                        let goes = self.is_inside(inner, outer)
                            && (!in_their_journeys || self.are_journeys_among(inner, outer));
                        self.is_result[inner] &= !goes;
                        !goes
                    });
                }
            }
        }
        true
    }

    fn are_journeys_among(&self, inner: usize, outer: usize) -> bool {
        let supports = &self.kept.patterns().supports;
        supports[inner] <= supports[outer] && are_among(self.kept.journeys(inner), self.kept.journeys(outer))
    }

    /// Patterns around another with the same journeys are no results.
    ///
    /// The shortest come first. Where being inside goes on along chains, only generators need be compared with.
    fn containers(&mut self, order: &[usize]) -> bool {
        let mut waiting: Table<Vec<u32>> = Table::default();
        let mut shown = Vec::new();
        for (i, &outer) in order.iter().enumerate() {
            if self.is_spent(i) {
                return false;
            }
            let journeys = hash(self.kept.journeys(outer));
            self.features.all(self.kept.patterns().pattern(outer), &mut shown);
            let mut lists = shown.iter().filter_map(|feature| waiting.get(&(feature ^ journeys)));
            let same = lists.any(|list| {
                list.iter().any(|&inner| {
                    let inner = inner as usize;
                    self.is_inside(inner, outer) && self.kept.journeys(inner) == self.kept.journeys(outer)
                })
            });
            self.is_result[outer] = !same;
            if !(self.chains && same) {
                let rarest = self.rarest(outer);
                waiting.entry(rarest ^ journeys).or_default().push(outer as u32);
            }
        }
        true
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut fold = Fold::default();
    for part in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        fold.write_u64(u64::from_le_bytes(word).wrapping_add(1));
    }
    fold.finish()
}
