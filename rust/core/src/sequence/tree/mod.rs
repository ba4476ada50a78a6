//! All patterns of a search as a tree: 12 bytes a pattern, the children of a node side by side, ascending by step.

/// Nodes are slots of three columns. The children of a node are a *block*: one header slot that counts them, then a
/// slot each. The block of the single events is the first, so event `item` is node `item + 1`.
///
/// Two nodes may point to the same block: then the tree is a graph without cycles, each path a pattern.
#[derive(Debug, Default)]
pub struct Tree {
    /// The last step of each pattern; the number of children in a header.
    pub steps: Vec<u32>,
    /// How many journeys hold each pattern; 0 in a header.
    pub supports: Vec<u32>,
    /// The first child of each pattern; 0 where it has none.
    pub first: Vec<u32>,
}

impl Tree {
    /// Adds a block and gives its first node; `parent` 0 belongs to nobody.
    #[inline]
    pub fn push(&mut self, parent: u32, children: impl ExactSizeIterator<Item = (u32, u32)>) -> u32 {
        let first = self.steps.len() as u32 + 1;
        self.steps.push(children.len() as u32);
        self.supports.push(0);
        for (step, support) in children {
            self.steps.push(step);
            self.supports.push(support);
        }
        self.first.resize(self.steps.len(), 0);
        if parent != 0 {
            self.first[parent as usize] = first;
        }
        first
    }

    /// The nodes of the block that begins with `first`; none where it is 0.
    #[inline]
    pub fn block(&self, first: u32) -> std::ops::Range<usize> {
        match first as usize {
            0 => 0..0,
            first => first..first + self.steps[first - 1] as usize,
        }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        4 * (self.steps.capacity() + self.supports.capacity() + self.first.capacity())
    }
}
