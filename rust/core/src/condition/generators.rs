use super::one_item_away::{deletion_keeps_future, deletion_keeps_support};
use super::{Condition, Desk, Node};
use crate::projection::Antimonotone;
use crate::sink::Sink;

/// No shorter pattern inside this one, the empty one included, has the same support.
#[derive(Debug)]
pub struct Generators;

impl<P: Antimonotone, S: Sink> Condition<P, S> for Generators {
    const LOOKS_AHEAD: bool = false;
    const LOOKS_BACK: bool = true;

    fn is_result(&self, projection: &P, node: &Node, desk: &mut Desk) -> bool {
        let n_journeys = projection.cells().n_journeys;
        node.support_before(n_journeys) > node.support && !deletion_keeps_support(projection, node, desk)
    }

    /// Where a shorter pattern ends in the same places of the same journeys, it grows in step with this one.
    fn can_lead_to_result(&self, projection: &P, node: &Node, desk: &mut Desk) -> bool {
        !deletion_keeps_future(projection, node, desk)
    }
}
