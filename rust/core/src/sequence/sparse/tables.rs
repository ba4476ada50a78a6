//! The two passes over a node: count every extension, then write down where each child goes on.
use super::cell::Cell;
use super::local::{Child, Local};

/// Tables by local item, zero (or `NOWHERE`) between two nodes.
#[derive(Debug, Default)]
pub struct Tables {
    /// How many suffixes hold the item, and above 32 bits in how many something comes after it.
    counts: Vec<u64>,
    /// Where the next place of a child is written.
    slots: Vec<usize>,
    touched: Vec<u32>,
}

const NOWHERE: usize = usize::MAX;
const GROWS: u64 = 1 << 32;

impl Tables {
    /// Makes room for `n_items` items.
    pub fn fit(&mut self, n_items: usize) {
        if self.counts.len() < n_items {
            self.counts.resize(n_items, 0);
            self.slots.resize(n_items, NOWHERE);
        }
    }

    /// Appends the items in at least `min_support` of the suffixes, ascending.
    pub fn count<C: Cell>(&mut self, local: &Local<C>, places: &[u32], min_support: u32, children: &mut Vec<Child>) {
        for &from in places {
            let suffix = &local.cells[from as usize..];
            let mut last = None;
            for (&cell, walked) in suffix.iter().zip(0..) {
                if cell.is_end() {
                    break;
                }
                last = None;
                if cell.distance() > walked {
                    let count = &mut self.counts[cell.item() as usize];
                    if *count == 0 {
                        self.touched.push(cell.item());
                    }
                    *count += GROWS + 1;
                    last = Some(cell.item());
                }
            }
            if let Some(item) = last {
                self.counts[item as usize] -= GROWS;
            }
        }
        let first = children.len();
        for item in self.touched.drain(..) {
            let count = std::mem::take(&mut self.counts[item as usize]);
            let (support, grows) = (count as u32, (count >> 32) as u32);
            if support >= min_support {
                children.push(Child { item, support, grows, node: 0, places: (0, 0) });
            }
        }
        children[first..].sort_unstable_by_key(|child| child.item);
    }

    /// Writes to `list`, the places from `base` on, where each suffix goes on after the first event of each child
    /// that has places.
    pub fn deliver<C: Cell>(
        &mut self,
        local: &Local<C>,
        places: &[u32],
        children: &[Child],
        list: &mut [u32],
        base: usize,
    ) {
        let grown = |child: &&Child| child.places.1 > child.places.0;
        children.iter().filter(grown).for_each(|child| self.slots[child.item as usize] = child.places.0 - base);
        for &from in places {
            let suffix = &local.cells[from as usize..];
            for (pair, walked) in suffix.windows(2).zip(0..) {
                if pair[1].is_end() {
                    break;
                }
                if pair[0].distance() > walked {
                    let slot = &mut self.slots[pair[0].item() as usize];
                    if *slot != NOWHERE {
                        list[*slot] = from + walked + 1;
                        *slot += 1;
                    }
                }
            }
        }
        children.iter().for_each(|child| self.slots[child.item as usize] = NOWHERE);
    }
}
