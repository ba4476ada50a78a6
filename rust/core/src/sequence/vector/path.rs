//! Memory of a depth-first walk: entries as on a stack, and databases used again.
use crate::budget::lengthen;
use crate::kernels::advance::SPARE;
use std::ops::Range;
use std::sync::Arc;

/// The entries of all nodes on the path, and room above `top`.
#[derive(Debug, Default)]
pub struct Entries {
    list: Vec<u32>,
    top: usize,
}

impl Entries {
    /// How many are in use.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Forgets all from `top` on.
    pub fn truncate(&mut self, top: usize) {
        self.top = top;
    }

    /// Some of them.
    #[inline]
    pub fn get(&self, range: Range<usize>) -> &[u32] {
        &self.list[range]
    }

    /// Lets `write` put entries made from those of `range` on top, at most as many as those are; where they lie.
    #[inline]
    pub fn push(&mut self, range: Range<usize>, write: impl FnOnce(&[u32], &mut [u32]) -> usize) -> Range<usize> {
        self.reserve(range.len());
        let (below, above) = self.list.split_at_mut(self.top);
        let start = self.top;
        self.top += write(&below[range], above);
        start..self.top
    }

    /// Puts entries on top; where they lie.
    pub fn push_all(&mut self, entries: &[u32]) -> Range<usize> {
        self.reserve(entries.len());
        let start = self.top;
        self.top += entries.len();
        self.list[start..self.top].copy_from_slice(entries);
        start..self.top
    }

    /// Puts the beginnings of `n` journeys on top; where they lie.
    pub fn push_begins(&mut self, n: usize) -> Range<usize> {
        self.reserve(n);
        let start = self.top;
        self.top += n;
        self.list[start..self.top].iter_mut().zip(0..).for_each(|(entry, journey)| *entry = journey << 8);
        start..self.top
    }

    fn reserve(&mut self, more: usize) {
        lengthen(&mut self.list, self.top + more + SPARE);
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        4 * self.list.capacity()
    }
}

/// A local database that knows what it weighs, which changes only while it is filled.
pub trait Weighed: Default {
    /// Memory held.
    fn bytes(&self) -> usize;
}

/// The databases on the path, the deepest last, and some that nobody needs any more.
#[derive(Debug)]
pub struct Databases<D> {
    path: Vec<Arc<D>>,
    spare: Vec<Arc<D>>,
    bytes: usize,
}

impl<D> Default for Databases<D> {
    fn default() -> Self {
        Databases { path: Vec::new(), spare: Vec::new(), bytes: 0 }
    }
}

impl<D: Weighed> Databases<D> {
    /// Memory held by all of them.
    #[inline]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds one, made by `fill` with the memory of one that is not needed any more; its number on the path.
    pub fn make(&mut self, fill: impl FnOnce(&mut D, &[Arc<D>])) -> usize {
        let mut fresh = self.spare.pop().unwrap_or_default();
        self.bytes -= fresh.bytes();
        fill(Arc::get_mut(&mut fresh).expect("spare databases are nobody's"), &self.path);
        self.add(fresh)
    }

    /// Adds one; its number on the path.
    pub fn add(&mut self, database: Arc<D>) -> usize {
        self.bytes += database.bytes();
        self.path.push(database);
        self.path.len() - 1
    }

    /// The one of this number.
    #[inline]
    pub fn get(&self, number: usize) -> &Arc<D> {
        &self.path[number]
    }

    /// Drops all but the first `n`.
    pub fn truncate(&mut self, n: usize) {
        for mut database in self.path.drain(n..) {
            if Arc::get_mut(&mut database).is_some() {
                self.spare.push(database);
            } else {
                self.bytes -= database.bytes();
            }
        }
    }
}
