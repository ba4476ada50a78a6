//! What one thread brings home from a search: its part of the tree, and what it was told to look for.
use crate::budget::Budget;
use crate::sequence::tree::Tree;

/// A node in the tree of some thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Whose tree.
    pub tree: u32,
    /// Which slot in it.
    pub at: u32,
}

/// What one thread has found; engines report to it the children of every pattern they reach.
#[derive(Debug)]
pub struct Harvest<'a> {
    number: u32,
    tree: Tree,
    /// Blocks whose parent is in another thread's tree: (parent, first node).
    grafts: Vec<(Node, u32)>,
    min_support: u32,
    /// How long patterns may get.
    pub max_length: usize,
    /// The best support of a pattern reached but not looked into, for the budget was spent.
    unseen: u32,
    budget: &'a Budget,
}

impl<'a> Harvest<'a> {
    /// Nothing found yet by thread `number`; patterns up to `max_length` events are looked for.
    pub fn new(number: usize, min_support: u32, max_length: usize, budget: &'a Budget) -> Self {
        let tree = Tree::default();
        Harvest { number: number as u32, tree, grafts: Vec::new(), min_support, max_length, unseen: 0, budget }
    }

    /// The least support that a pattern of `length` events must have to be reported.
    #[inline]
    pub fn min_support_at(&self, _length: usize) -> u32 {
        self.min_support
    }

    /// Must the search stop here? To be asked once a node.
    #[inline]
    pub fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }

    /// Notes that a pattern of this support was reached and not looked into.
    pub fn leave(&mut self, support: u32) {
        self.unseen = self.unseen.max(support);
    }

    /// The tree, the blocks that hang on other threads' nodes, and the best support of what was not looked into.
    pub fn into_parts(self) -> (Tree, Vec<(Node, u32)>, u32) {
        (self.tree, self.grafts, self.unseen)
    }

    /// Takes all children of `parent`, patterns of `length` events, as (step, support), ascending by step; gives the
    /// first child's node, the others follow it.
    #[inline]
    pub fn block(&mut self, parent: Node, _length: usize, children: impl ExactSizeIterator<Item = (u32, u32)>) -> Node {
        let own = parent.tree == self.number;
        let at = self.tree.push(if own { parent.at } else { 0 }, children);
        if !own {
            self.grafts.push((parent, at));
        }
        Node { tree: self.number, at }
    }
}
