//! A condition on the edges of a pattern: what its first element holds, and that it ends with its journey.
use crate::sequence::condition::{Condition, Desk, Node, Outlook};
use crate::sequence::projection::Projection;
use crate::sink::{JOINED, Sink};

/// Patterns that begin as asked; all else is left to other parts.
#[derive(Debug, Default)]
pub struct Edges {
    /// For each item, whether it may begin a pattern; any may where absent.
    pub first: Option<Vec<bool>>,
    /// The item that stands for the end of a journey; a pattern that lacks it is no result.
    pub end: Option<u32>,
    /// Can elements hold several events?
    pub sets: bool,
}

impl Edges {
    /// Can the first element of this pattern, or of a longer one that starts with it, hold what is asked?
    fn can_begin(&self, pattern: &[u32]) -> bool {
        let Some(first) = &self.first else { return true };
        let size = 1 + pattern[1..].iter().take_while(|&&step| step & JOINED != 0).count();
        let is_open = self.sets && size == pattern.len();
        is_open || pattern[..size].iter().any(|&step| first.get((step & !JOINED) as usize).is_some_and(|&may| may))
    }
}

impl<P: Projection, S: Sink> Condition<P, S> for Edges {
    const LOOKS_AHEAD: bool = false;
    const LOOKS_BACK: bool = false;

    fn outlook(&self, _projection: &P, node: &Node, _desk: &mut Desk) -> Outlook {
        if !self.can_begin(node.pattern) {
            return Outlook::Nothing;
        }
        match self.end {
            Some(end) if node.pattern.last() != Some(&end) => Outlook::OnlyLonger,
            _ => Outlook::Open,
        }
    }
}
