//! Where a pattern occurs, and how it grows by one event.
mod gapped;
mod itemset;
mod leftmost;
mod places;

pub use gapped::{Gapped, Together};
pub use itemset::Itemset;
pub use leftmost::Leftmost;

use crate::budget::heard;
use crate::sequence::cells::Cells;
use std::ops::Range;

/// A pattern one event longer than its parent.
#[derive(Debug, Clone)]
pub struct Child {
    /// The event, with the joined bit where it is in the element of the event before.
    pub step: u32,
    /// How many journeys hold the pattern.
    pub support: u32,
    /// How many these stand for; as many where nothing else is measured.
    pub told: u32,
    /// Where its occurrences lie among the entries of the search; empty where nobody asked for them.
    pub entries: Range<usize>,
}

/// What a search wants to know of a node's children.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The steps of the node.
    pub pattern: &'a [u32],
    /// The least support of a child worth telling.
    pub min_support: u32,
    /// Are the occurrences of the children needed?
    pub entries: bool,
}

/// The occurrences of patterns as *entries*, u32 each, journey after journey in one growing list shared by all nodes on
/// the search's path.
pub trait Projection: Sync {
    /// The working memory of one thread.
    type Desk: Send;

    /// Fresh working memory.
    fn desk(&self) -> Self::Desk;

    /// The journeys walked on.
    fn cells(&self) -> &Cells;

    /// How many journeys hold the pattern of each single event.
    fn supports(&self) -> &[u32] {
        &self.cells().supports
    }

    /// The occurrences of the pattern of one event.
    fn root(&self, item: u32) -> &[u32];

    /// The journeys that entries lie in, each once, ascending.
    fn journeys(&self, entries: &[u32], each: impl FnMut(u32));

    /// Appends the children of `node`, ascending by step, and their entries.
    ///
    /// Returns the highest support of any pattern one event longer at the end, asked for or not.
    fn grow(
        &self,
        node: &Child,
        asked: Asked,
        entries: &mut Vec<u32>,
        children: &mut Vec<Child>,
        desk: &mut Self::Desk,
    ) -> u32;
}

/// Marks projections for which dropping any event of a pattern never lowers its support.
///
/// Closed, maximal and generator checks look one event away only, which is right here and wrong under a maximal gap.
pub trait Antimonotone: Projection {
    /// Can elements hold several events?
    const SETS: bool;

    /// First and one past the last cell of the element of a cell.
    fn element(&self, at: u32) -> (u32, u32);

    /// The cell of an entry.
    fn cell(entry: u32) -> u32;

    /// The entries, one group a journey; within a group by ascending position.
    fn groups(entries: &[u32]) -> impl Iterator<Item = &[u32]>;
}

/// Rows of u32 one after the other, filled by counting.
#[derive(Debug)]
struct Rows {
    ends: Vec<usize>,
    entries: Vec<u32>,
}

impl Rows {
    /// Rows for `n` items out of (item, entry) pairs, which are walked twice. Of no use where `stop` said so.
    fn new<I: Iterator<Item = (u32, u32)>>(n: usize, pairs: impl Fn() -> I, stop: impl Fn() -> bool) -> Self {
        let pairs = || heard(pairs(), &stop);
        let mut ends = vec![0; n + 1];
        pairs().for_each(|(item, _)| ends[item as usize + 1] += 1);
        (0..n).for_each(|item| ends[item + 1] += ends[item]);
        let mut entries = vec![0; ends[n]];
        for (item, entry) in pairs() {
            let next = &mut ends[item as usize];
            entries[*next] = entry;
            *next += 1;
        }
        ends.truncate(n);
        Rows { ends, entries }
    }

    fn row(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.entries[start..self.ends[item as usize]]
    }
}
