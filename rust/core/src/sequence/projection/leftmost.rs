//! Single events, no rule on gaps: the leftmost occurrence in each journey is enough.
use super::{Antimonotone, Asked, Child, Projection, Rows};
use crate::sequence::cells::Cells;

/// An entry is the cell after the leftmost occurrence.
#[derive(Debug)]
pub struct Leftmost {
    cells: Cells,
    roots: Rows,
}

impl Leftmost {
    /// Over journeys of single events. Of no use where `stop` said so.
    pub fn new(cells: Cells, stop: impl Fn() -> bool) -> Self {
        let end = cells.end();
        let firsts = || {
            let firsts = cells.cells.iter().zip(1..).filter(|(cell, _)| cell.previous == 0 && cell.item != end);
            firsts.map(|(cell, after)| (cell.item, after))
        };
        let roots = Rows::new(end as usize, firsts, stop);
        Leftmost { cells: cells.with_journeys(), roots }
    }

    /// What a projection of these journeys holds beside them at most, with or without sets.
    pub fn bytes_of(cells: &Cells) -> usize {
        let firsts = cells.supports.iter().map(|&support| support as usize).sum();
        cells.bytes_of_journeys() + 4 * if cells.has_sets() { cells.cells.len() } else { firsts }
    }

    /// Every event from cell `from` on, its position, and is it the first of its kind there?
    ///
    /// Whether it is comes as a number to add: in repetitive journeys a branch on it is a coin toss.
    #[inline]
    fn walk(&self, from: u32, mut each: impl FnMut(u32, u32, bool)) {
        let end = self.cells.end();
        for (cell, at) in self.cells.cells[from as usize..].iter().zip(from..) {
            if cell.item == end {
                break;
            }
            each(cell.item, at, cell.previous <= from);
        }
    }
}

/// Counters and places by item, zero between two nodes.
#[derive(Debug)]
pub struct Desk {
    counts: Vec<u32>,
    places: Vec<Place>,
    touched: Vec<u32>,
}

/// The next free entry of a child, and the step to the one after; a step of 0 for events that are no child.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    next: usize,
    step: usize,
}

impl Projection for Leftmost {
    type Desk = Desk;

    fn desk(&self) -> Desk {
        let n = self.cells.codes.len();
        Desk { counts: vec![0; n], places: vec![Place::default(); n], touched: Vec::new() }
    }

    fn cells(&self) -> &Cells {
        &self.cells
    }

    fn root(&self, item: u32) -> &[u32] {
        self.roots.row(item)
    }

    fn journeys(&self, entries: &[u32], each: impl FnMut(u32)) {
        entries.iter().map(|&entry| self.cells.journey(Self::cell(entry))).for_each(each);
    }

    fn grow(
        &self,
        node: &Child,
        asked: Asked,
        entries: &mut Vec<u32>,
        children: &mut Vec<Child>,
        desk: &mut Desk,
    ) -> u32 {
        let Desk { counts, places, touched } = desk;
        for &from in &entries[node.entries.clone()] {
            self.walk(from, |item, _, is_first| {
                let count = &mut counts[item as usize];
                // Where the count is 0 the event has not been met, so this is a first one.
                if *count == 0 {
                    touched.push(item);
                }
                *count += u32::from(is_first);
            });
        }
        let first = children.len();
        let mut best = 0;
        for item in touched.drain(..) {
            let support = std::mem::take(&mut counts[item as usize]);
            best = best.max(support);
            if support >= asked.min_support {
                children.push(Child { step: item, support, told: support, entries: 0..0 });
            }
        }
        children[first..].sort_unstable_by_key(|child| child.step);
        if asked.entries && first < children.len() {
            self.deliver(node, entries, &mut children[first..], places);
        }
        best
    }
}

impl Leftmost {
    fn deliver(&self, node: &Child, entries: &mut Vec<u32>, children: &mut [Child], places: &mut [Place]) {
        // Every event writes, only first ones of children move on: the first entry takes what belongs to no child, and
        // each child has one entry to spare.
        let mut top = entries.len() + 1;
        for child in children.iter_mut() {
            child.entries = top..top + child.support as usize;
            places[child.step as usize] = Place { next: top, step: 1 };
            top = child.entries.end + 1;
        }
        let spill = entries.len();
        entries.resize(top, 0);
        for i in node.entries.clone() {
            self.walk(entries[i], |item, at, is_first| {
                let place = &mut places[item as usize];
                let next = if place.step == 0 { spill } else { place.next };
                entries[next] = at + 1;
                place.next += place.step & usize::from(is_first);
            });
        }
        children.iter().for_each(|child| places[child.step as usize].step = 0);
    }
}

impl Antimonotone for Leftmost {
    const SETS: bool = false;

    #[inline]
    fn element(&self, at: u32) -> (u32, u32) {
        (at, at + 1)
    }

    #[inline]
    fn cell(entry: u32) -> u32 {
        entry - 1
    }

    #[inline]
    fn groups(entries: &[u32]) -> impl Iterator<Item = &[u32]> {
        entries.chunks(1)
    }
}
