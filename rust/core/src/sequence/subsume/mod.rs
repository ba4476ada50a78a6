//! Closed, maximal and generators by comparing finished patterns: right under any rules, for J(P) and "inside" are taken
//! as they are defined, however far apart two patterns are.
mod compare;
mod features;
mod given;
mod inside;
mod kept;
mod nearby;

pub use given::{Asked, Needs};
pub use kept::Kept;

use crate::budget::Budget;
use crate::error::Result;
use crate::sequence::Kind;
use crate::sequence::rules::Rules;

/// All patterns under some rules, and the number of journeys they were counted in.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// What occurrences have to meet.
    pub rules: Rules,
    /// All journeys that count, which is how many hold the empty pattern.
    pub n_journeys: u32,
}

impl Family {
    /// Is every journey that holds a pattern sure to hold all patterns inside it?
    ///
    /// Bounds from below and on the span survive when an element is dropped, for distances only add up. Among
    /// neighbours, patterns inside are substrings, whose neighbours are the same. Then whoever is closed (maximal, a
    /// generator) can be seen one event away: on the way from a pattern to one around it, event by event, supports only
    /// fall.
    fn is_antimonotone(&self) -> bool {
        let Rules { max_gap, max_step_gap, from_start, to_end, .. } = self.rules;
        !from_start && !to_end && (max_step_gap == Some(1) || (max_step_gap.is_none() && max_gap.is_none()))
    }

    /// Must the journeys of every pattern be known?
    pub fn needs_journeys(&self, kind: Kind) -> bool {
        !self.is_antimonotone() && matches!(kind, Kind::Closed(_) | Kind::Generators(_))
    }

    /// How long patterns must be known to decide about those of up to `longest` events.
    pub fn reach(&self, kind: Kind, longest: usize) -> usize {
        match kind {
            Kind::All(_) | Kind::Generators(_) => longest,
            Kind::Closed(_) | Kind::Maximal if self.is_antimonotone() => longest.saturating_add(1),
            Kind::Closed(_) | Kind::Maximal => usize::MAX,
        }
    }
}

/// Which of all patterns of a family are of a kind.
#[derive(Debug)]
pub struct Verdict {
    /// For each pattern, is it?
    pub is_result: Vec<bool>,
    /// The best support of a pattern not compared with all others, for time was over: it counts as a result. Else 0.
    pub undecided: u32,
}

/// Decides which patterns are of this kind.
pub fn decide<const J: bool>(kept: &Kept<J>, kind: Kind, family: &Family, budget: &Budget) -> Result<Verdict> {
    let is_decided;
    let is_result = if family.is_antimonotone() {
        is_decided = true;
        nearby::decide(kept.patterns(), kind, family, budget)
    } else {
        let (is_result, is_whole) = compare::decide(kept, kind, family, budget);
        is_decided = is_whole;
        is_result
    };
    budget.check()?;
    let supports = &kept.patterns().supports;
    let undecided = if is_decided { 0 } else { supports.iter().copied().max().unwrap_or(0) };
    Ok(Verdict { is_result, undecided })
}
