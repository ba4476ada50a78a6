//! Which rules say no more than another (Fournier-Viger and Tseng, TNS: Mining Top-K Non-Redundant Sequential Rules,
//! SAC 2013, definition 8): X ⇒ Y is redundant where another X' ⇒ Y' of the same support and confidence needs no more
//! (X' ⊆ X) and says no less (Y ⊆ Y').
use super::found::{Found, Rule};
use crate::budget::Budget;
use crate::error::Result;
use std::collections::HashMap;

/// Leaves out redundant rules of a list in result order. Of rules with a support of `unseen` or less others may be
/// missing, so that nobody knows: they are left out as well.
pub fn drop_redundant(found: Found, unseen: u32, budget: &Budget) -> Result<Found> {
    let mut kept = Found::default();
    let mut begin = 0;
    while begin < found.len() && found.supports[begin] > unseen {
        let support = found.supports[begin];
        let end = begin + found.supports[begin..].partition_point(|&one| one == support);
        let group = Group::new(&found, begin..end);
        for at in begin..end {
            if at % 64 == 0 {
                budget.check()?;
            }
            if !group.makes_superfluous(found.rule(at)) {
                kept.push(found.rule(at));
            }
        }
        begin = end;
    }
    Ok(kept)
}

/// Rules of one support, by confidence and one event of the consequent.
struct Group<'a> {
    found: &'a Found,
    by_event: HashMap<(u32, u32), Vec<u32>>,
}

impl<'a> Group<'a> {
    fn new(found: &'a Found, range: std::ops::Range<usize>) -> Self {
        let mut by_event: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
        for at in range {
            let rule = found.rule(at);
            // Equal support and confidence are equal support and base.
            rule.right.iter().for_each(|&event| by_event.entry((rule.base, event)).or_default().push(at as u32));
        }
        Group { found, by_event }
    }

    fn makes_superfluous(&self, rule: Rule<'_>) -> bool {
        let lists = rule.right.iter().filter_map(|&event| self.by_event.get(&(rule.base, event)));
        let Some(shortest) = lists.min_by_key(|list| list.len()) else { return false };
        shortest.iter().any(|&at| {
            let other = self.found.rule(at as usize);
            other != rule && is_inside(other.left, rule.left) && is_inside(rule.right, other.right)
        })
    }
}

/// Are all of `few` among `many`? Both ascend.
fn is_inside(few: &[u32], many: &[u32]) -> bool {
    let mut many = many.iter();
    few.len() <= many.len() && few.iter().all(|one| many.any(|other| other == one))
}
