use super::one_item_away::{Where, insertion_reaches};
use super::{Condition, Desk, Node, Outlook};
use crate::sequence::projection::Antimonotone;
use crate::sink::Sink;

/// No longer pattern around this one has the same support (Wang & Han 2004, BIDE).
#[derive(Debug)]
pub struct Closed;

impl<P: Antimonotone, S: Sink> Condition<P, S> for Closed {
    const LOOKS_AHEAD: bool = true;
    const LOOKS_BACK: bool = true;

    fn is_result(&self, projection: &P, node: &Node, desk: &mut Desk) -> bool {
        node.best_extension < node.support
            && !insertion_reaches(projection, node, node.support, Where::WholeJourney, desk)
    }

    /// `BackScan`: an event that fits into the first occurrence in every journey fits into every longer pattern too.
    fn outlook(&self, projection: &P, node: &Node, desk: &mut Desk) -> Outlook {
        match insertion_reaches(projection, node, node.support, Where::FirstOccurrence, desk) {
            true => Outlook::Nothing,
            false => Outlook::Open,
        }
    }
}
