use super::{Condition, Desk, Node, Outlook};
use crate::sequence::projection::Projection;
use crate::sink::Sink;

/// Every frequent pattern.
#[derive(Debug)]
pub struct All;

impl<P: Projection, S: Sink> Condition<P, S> for All {
    const LOOKS_AHEAD: bool = false;
    const LOOKS_BACK: bool = false;

    #[inline]
    fn outlook(&self, _: &P, _: &Node, _: &mut Desk) -> Outlook {
        Outlook::Open
    }
}
