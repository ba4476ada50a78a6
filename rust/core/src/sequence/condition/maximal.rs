use super::one_item_away::{Where, insertion_reaches};
use super::{Condition, Desk, Node, Outlook};
use crate::sequence::projection::Antimonotone;
use crate::sink::FixedThreshold;

/// No longer pattern around this one is frequent.
#[derive(Debug)]
pub struct Maximal;

impl<P: Antimonotone, S: FixedThreshold> Condition<P, S> for Maximal {
    const LOOKS_AHEAD: bool = true;
    const LOOKS_BACK: bool = true;

    fn is_result(&self, projection: &P, node: &Node, desk: &mut Desk) -> bool {
        node.best_extension < node.min_support
            && !insertion_reaches(projection, node, node.min_support, Where::WholeJourney, desk)
    }

    /// A subtree without closed patterns has no maximal ones.
    fn outlook(&self, projection: &P, node: &Node, desk: &mut Desk) -> Outlook {
        match insertion_reaches(projection, node, node.support, Where::FirstOccurrence, desk) {
            true => Outlook::Nothing,
            false => Outlook::Open,
        }
    }
}
