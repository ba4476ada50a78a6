//! The way through a tree: depth first, children in order, without recursion.
use super::Tree;
use std::ops::ControlFlow;

/// How many blocks are visited between two looks at what stops a walk.
const LOOK_EVERY: u32 = 1 << 10;

/// Visits patterns of up to `longest` events, every one before those that begin with it.
#[derive(Debug)]
pub struct Walk<'a> {
    tree: &'a Tree,
    longest: usize,
    open: Vec<(usize, usize)>,
    blocks: u32,
}

impl<'a> Walk<'a> {
    /// Through this tree.
    pub fn new(tree: &'a Tree, longest: usize) -> Self {
        Walk { tree, longest, open: Vec::new(), blocks: 0 }
    }

    /// Visits the nodes from `first` up to `stop` of one block and all below, patterns of `length` events and more;
    /// `look` says now and then whether to go on.
    #[inline]
    pub fn run(
        &mut self,
        nodes: std::ops::Range<usize>,
        length: usize,
        mut visit: impl FnMut(usize, usize),
        look: impl Fn() -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let tree = self.tree;
        let (mut next, mut stop) = (nodes.start, nodes.end);
        self.open.clear();
        loop {
            while next < stop {
                let depth = length + self.open.len();
                visit(next, depth);
                let below = tree.first[next];
                next += 1;
                if below != 0 && depth < self.longest {
                    self.open.push((next, stop));
                    let block = tree.block(below);
                    (next, stop) = (block.start, block.end);
                    self.blocks = self.blocks.wrapping_add(1);
                    if self.blocks.is_multiple_of(LOOK_EVERY) {
                        look()?;
                    }
                }
            }
            match self.open.pop() {
                Some(left) => (next, stop) = left,
                None => return ControlFlow::Continue(()),
            }
        }
    }
}
