//! All patterns of a search as a tree: 12 bytes a pattern, the children of a node side by side, ascending by step.
mod bar;
mod choice;
mod deletions;
mod insertions;
mod join;
mod kinds;
mod memo;
mod results;
mod unroll;
mod walk;

pub use bar::Bar;
pub use choice::Choice;
pub use insertions::Goal;
pub use join::join;
pub use kinds::{Judged, columns, marks};
pub use memo::{Memo, hash};
pub use results::Marks;
pub use unroll::{Unrolled, unroll};

/// Nodes are slots of three columns. The children of a node are a *block*: one header slot that describes them, then a
/// slot each. The block of the single events is the first, so event `item` is node `item + 1`.
///
/// Two nodes may point to the same block: then the tree is a graph without cycles, each path a pattern.
#[derive(Debug, Default)]
pub struct Tree {
    /// The last step of each pattern; the number of children in a header.
    pub steps: Vec<u32>,
    /// How many journeys hold each pattern; the number of events of the children in a header.
    pub supports: Vec<u32>,
    /// The first child of each pattern, 0 where it has none; in a header 0, or the block of shorter or longer patterns
    /// with the same future that stands for all of them.
    pub first: Vec<u32>,
}

/// Trees of fewer slots are walked by one thread.
const SMALL: usize = 1 << 14;

impl Tree {
    /// Adds a block of patterns of `length` events and gives its first node.
    #[inline]
    pub fn push(&mut self, length: usize, children: impl ExactSizeIterator<Item = (u32, u32)>) -> u32 {
        let first = self.steps.len() as u32 + 1;
        self.steps.push(children.len() as u32);
        self.supports.push(u32::try_from(length).unwrap_or(u32::MAX));
        for (step, support) in children {
            self.steps.push(step);
            self.supports.push(support);
        }
        self.first.resize(self.steps.len(), 0);
        first
    }

    /// Makes room for so many more slots.
    pub fn reserve(&mut self, more: usize) {
        [&mut self.steps, &mut self.supports, &mut self.first]
            .into_iter()
            .for_each(|column| column.reserve_exact(more));
    }

    /// The number of slots.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Is there no slot at all?
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The nodes of the block that begins with `first`; none where it is 0.
    #[inline]
    pub fn block(&self, first: u32) -> std::ops::Range<usize> {
        match first as usize {
            0 => 0..0,
            first => first..first + self.steps[first - 1] as usize,
        }
    }

    /// The block that stands for all blocks of the same future as this one, which is not 0.
    #[inline]
    pub fn future(&self, block: u32) -> u32 {
        match self.first[block as usize - 1] {
            0 => block,
            other => other,
        }
    }

    /// How many threads to walk with: a small tree is done before others have come.
    fn threads(&self, n_jobs: usize) -> usize {
        if self.len() < SMALL { 1 } else { n_jobs }
    }

    /// Memory in use; what columns have ahead of it is not touched.
    pub fn bytes(&self) -> usize {
        12 * self.len()
    }
}

#[cfg(test)]
mod tests;
