//! Single events, no rule on gaps: the leftmost occurrence in each journey is enough.
use super::{Antimonotone, Asked, Child, Projection, Rows};
use crate::cells::Cells;

/// An entry is the cell after the leftmost occurrence.
#[derive(Debug)]
pub struct Leftmost {
    cells: Cells,
    roots: Rows,
}

impl Leftmost {
    /// Over journeys of single events.
    pub fn new(cells: Cells) -> Self {
        let end = cells.end();
        let roots = Rows::new(end as usize, || {
            let firsts = cells.cells.iter().zip(1..).filter(|(cell, _)| cell.previous == 0 && cell.item != end);
            firsts.map(|(cell, after)| (cell.item, after))
        });
        Leftmost { cells, roots }
    }

    /// The first occurrence of every event from cell `from` on, with its position.
    #[inline]
    fn firsts(&self, from: u32, mut each: impl FnMut(u32, u32)) {
        let end = self.cells.end();
        for (cell, at) in self.cells.cells[from as usize..].iter().zip(from..) {
            if cell.item == end {
                break;
            }
            if cell.previous <= from {
                each(cell.item, at);
            }
        }
    }
}

/// Counters and places by item, zero between two nodes.
#[derive(Debug)]
pub struct Desk {
    counts: Vec<u32>,
    /// One past the next free entry of a child, or 0.
    places: Vec<usize>,
    touched: Vec<u32>,
}

impl Projection for Leftmost {
    type Desk = Desk;

    fn desk(&self) -> Desk {
        let n = self.cells.codes.len();
        Desk { counts: vec![0; n], places: vec![0; n], touched: Vec::new() }
    }

    fn cells(&self) -> &Cells {
        &self.cells
    }

    fn root(&self, item: u32) -> &[u32] {
        self.roots.row(item)
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
            self.firsts(from, |item, _| {
                let count = &mut counts[item as usize];
                if *count == 0 {
                    touched.push(item);
                }
                *count += 1;
            });
        }
        let first = children.len();
        let mut best = 0;
        for item in touched.drain(..) {
            let support = std::mem::take(&mut counts[item as usize]);
            best = best.max(support);
            if support >= asked.min_support {
                children.push(Child { step: item, support, entries: 0..0 });
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
    fn deliver(&self, node: &Child, entries: &mut Vec<u32>, children: &mut [Child], places: &mut [usize]) {
        let mut top = entries.len();
        for child in children.iter_mut() {
            child.entries = top..top + child.support as usize;
            places[child.step as usize] = top + 1;
            top = child.entries.end;
        }
        entries.resize(top, 0);
        for i in node.entries.clone() {
            self.firsts(entries[i], |item, at| {
                let place = &mut places[item as usize];
                if *place != 0 {
                    entries[*place - 1] = at + 1;
                    *place += 1;
                }
            });
        }
        children.iter().for_each(|child| places[child.step as usize] = 0);
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
