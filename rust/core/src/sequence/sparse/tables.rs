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
    /// How many events were counted, first ones or not.
    events: usize,
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

    /// Counts the items of these suffixes too.
    pub fn count<C: Cell>(&mut self, local: &Local<C>, places: &[u32]) {
        let Tables { counts, touched, events, .. } = self;
        for &from in places {
            let suffix = &local.cells[from as usize..];
            let mut walked = 0;
            for &cell in suffix {
                if cell.is_end() {
                    break;
                }
                let count = &mut counts[cell.item() as usize];
                // Where the count is 0 the item has not been met, so this is a first one.
                if *count == 0 {
                    touched.push(cell.item());
                }
                // Whether it is comes as a number to add: in repetitive journeys a branch on it is a coin toss.
                *count += (GROWS + 1) & u64::from(cell.distance() > walked).wrapping_neg();
                walked += 1;
            }
            *events += walked as usize;
            if let Some(last) = walked.checked_sub(1) {
                let cell = suffix[last as usize];
                counts[cell.item() as usize] -= GROWS & u64::from(cell.distance() > last).wrapping_neg();
            }
        }
    }

    /// Appends the items counted in at least `min_support` suffixes, ascending, and forgets all counts; how many events
    /// there were in all.
    pub fn take(&mut self, min_support: u32, children: &mut Vec<Child>) -> usize {
        let first = children.len();
        for item in self.touched.drain(..) {
            let count = std::mem::take(&mut self.counts[item as usize]);
            let (support, grows) = (count as u32, (count >> 32) as u32);
            if support >= min_support {
                children.push(Child { item, support, grows, node: 0, places: (0, 0) });
            }
        }
        children[first..].sort_unstable_by_key(|child| child.item);
        std::mem::take(&mut self.events)
    }

    /// Gets ready to deliver to the children that have places, from `base` on.
    pub fn expect(&mut self, children: &[Child], base: usize) {
        let grown = children.iter().filter(|child| child.places.1 > child.places.0);
        grown.for_each(|child| self.slots[child.item as usize] = child.places.0 - base);
    }

    /// Writes where these suffixes go on after the first event of each child expected.
    pub fn deliver<C: Cell>(&mut self, local: &Local<C>, places: &[u32], list: &mut [u32]) {
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
    }

    /// Delivers to these children no more.
    pub fn forget(&mut self, children: &[Child]) {
        children.iter().for_each(|child| self.slots[child.item as usize] = NOWHERE);
    }
}
