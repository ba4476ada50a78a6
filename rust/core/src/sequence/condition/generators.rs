use super::one_item_away::{Kept, deletion_kept};
use super::{Condition, Desk, Node, Outlook};
use crate::sequence::projection::Antimonotone;
use crate::sink::Sink;

/// No shorter pattern inside this one, the empty one included, has the same support.
///
/// Where a shorter pattern ends in the same places of the same journeys, it grows in step with this one: no longer
/// pattern is a generator either.
#[derive(Debug)]
pub struct Generators;

impl<P: Antimonotone, S: Sink> Condition<P, S> for Generators {
    const LOOKS_AHEAD: bool = false;
    const LOOKS_BACK: bool = true;

    fn outlook(&self, projection: &P, node: &Node, desk: &mut Desk) -> Outlook {
        match deletion_kept(projection, node, desk) {
            Kept::Future => Outlook::Nothing,
            Kept::Support => Outlook::OnlyLonger,
            Kept::Neither => Outlook::Open,
        }
    }
}
