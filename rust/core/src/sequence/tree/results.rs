//! Where the results of a pass over a tree go: marks on nodes, or, where one node is many patterns, columns.
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Takes the results of one thread.
pub trait Results {
    /// Can one node be several patterns? Then nodes with the same future are told apart from the others.
    const SHARED: bool;

    /// From now on come patterns that begin with this event.
    fn begin(&mut self, _item: usize) {}

    /// Takes the pattern at node `at`; its steps are told only where nodes are shared.
    fn take(&mut self, at: usize, pattern: &[u32], support: u32);
}

/// Which nodes of a tree are results.
#[derive(Debug)]
pub struct Marks(Vec<AtomicBool>);

impl Marks {
    /// None of so many nodes yet.
    pub fn new(nodes: usize) -> Self {
        // Both steps keep the memory of the first, which comes zeroed.
        Marks(vec![false; nodes].into_iter().map(AtomicBool::new).collect())
    }

    /// Is the node a result?
    #[inline]
    pub fn has(&self, at: usize) -> bool {
        self.0[at].load(Relaxed)
    }

    /// It is one.
    #[inline]
    pub fn set(&self, at: usize) {
        self.0[at].store(true, Relaxed);
    }
}

impl Results for &Marks {
    const SHARED: bool = false;

    #[inline]
    fn take(&mut self, at: usize, _: &[u32], _: u32) {
        self.set(at);
    }
}

/// For a pass that has only begun.
impl Results for () {
    const SHARED: bool = true;

    fn take(&mut self, _: usize, _: &[u32], _: u32) {}
}

/// Leaves each block once, at the front; how many there are.
pub fn dedup(blocks: &mut [u32]) -> usize {
    blocks.sort_unstable();
    let mut n = 0;
    for at in 0..blocks.len() {
        if at == 0 || blocks[at] != blocks[n - 1] {
            blocks[n] = blocks[at];
            n += 1;
        }
    }
    n
}
