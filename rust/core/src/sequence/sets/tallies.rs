//! The two passes over a sparse node: count every extension, then write down where each child occurs.
use super::journeys::{FIRST, Journeys};
use crate::sink::JOINED;

/// A frequent extension: its step, its support, how often it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The item, with the joined bit where it grows the last element.
    pub step: u32,
    /// How many journeys hold it.
    pub support: u32,
    /// In how many elements it can end, over all journeys.
    pub occurrences: u32,
}

/// Tables by item; counts zero and slots `NOWHERE` between two passes.
#[derive(Debug)]
pub struct Tallies {
    /// Extensions by a later element.
    later: Tally,
    /// Extensions of the last element.
    joined: Tally,
    /// The last journey in which an item joined, so that it counts once.
    stamps: Vec<u32>,
    stamp: u32,
    /// Cells walked over by the last count.
    pub walked: usize,
}

#[derive(Debug)]
struct Tally {
    /// How many journeys, and above 32 bits how many occurrences.
    counts: Vec<u64>,
    /// Where the next occurrence of a child is written.
    slots: Vec<u32>,
    touched: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;
const OCCURRENCE: u64 = 1 << 32;

impl Tally {
    fn new(n_items: usize) -> Self {
        Tally { counts: vec![0; n_items], slots: vec![NOWHERE; n_items], touched: Vec::new() }
    }

    /// Appends what is frequent, by item; forgets all counts.
    fn drain(&mut self, joined: u32, min_support: u32, out: &mut Vec<Extension>) {
        let first = out.len();
        for item in self.touched.drain(..) {
            let count = std::mem::take(&mut self.counts[item as usize]);
            let (support, occurrences) = (count as u32, (count >> 32) as u32);
            if support >= min_support {
                out.push(Extension { step: item | joined, support, occurrences });
            }
        }
        if !out[first..].is_sorted_by_key(|extension| extension.step) {
            out[first..].sort_unstable_by_key(|extension| extension.step);
        }
    }
}

impl Tallies {
    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        let stamps = vec![0; n_items];
        Tallies { later: Tally::new(n_items), joined: Tally::new(n_items), stamps, stamp: 0, walked: 0 }
    }

    /// Appends the extensions in at least `min_support` journeys, ascending by step; `support` journeys hold the pattern
    /// that occurs at `occurrences`.
    pub fn count(
        &mut self,
        journeys: &Journeys,
        occurrences: &[u32],
        support: u32,
        min_support: u32,
        out: &mut Vec<Extension>,
    ) {
        // With many journeys nearly every item is touched: looking at all of them is cheaper than to note which.
        let n_items = journeys.n_items();
        if support as usize * 4 > n_items {
            self.walk::<false>(journeys, occurrences);
            self.later.touched.extend(0..n_items as u32);
        } else {
            self.walk::<true>(journeys, occurrences);
        }
        self.later.drain(0, min_support, out);
        self.joined.drain(JOINED, min_support, out);
    }

    fn walk<const NOTE: bool>(&mut self, journeys: &Journeys, occurrences: &[u32]) {
        let (cells, end) = (&journeys.cells[..], journeys.n_items());
        self.walked = 0;
        for (&entry, after) in occurrences.iter().zip(1..) {
            let at = (entry & !FIRST) as usize;
            let is_first = entry & FIRST != 0;
            let alone = is_first && occurrences.get(after).is_none_or(|next| next & FIRST != 0);
            if is_first && !alone {
                self.next_stamp();
            }
            let mut stop = at + 1;
            for cell in cells[at + 1..].iter().take_while(|cell| !cell.opens()) {
                let item = cell.item();
                let counts = alone || std::mem::replace(&mut self.stamps[item], self.stamp) != self.stamp;
                let count = &mut self.joined.counts[item];
                if *count == 0 {
                    self.joined.touched.push(item as u32);
                }
                *count += OCCURRENCE + u64::from(counts);
                stop += 1;
            }
            self.walked += stop - at;
            if is_first {
                let last = stop as u32;
                for cell in cells[stop..].iter().take_while(|cell| cell.item() != end) {
                    let count = &mut self.later.counts[cell.item()];
                    if NOTE && *count == 0 {
                        self.later.touched.push(cell.item() as u32);
                    }
                    *count += OCCURRENCE + u64::from(cell.previous <= last);
                    stop += 1;
                }
                self.walked += stop - last as usize;
            }
        }
    }

    /// Marks a new journey.
    fn next_stamp(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.fill(0);
            self.stamp = 1;
        }
    }

    /// Writes where the children occur to `out`, one after the other in the order of `extensions`.
    pub fn deliver(&mut self, journeys: &Journeys, occurrences: &[u32], extensions: &[Extension], out: &mut [u32]) {
        let mut top = 0;
        for extension in extensions {
            *self.slot(extension.step) = top;
            top += extension.occurrences;
        }
        let (cells, end) = (&journeys.cells[..], journeys.n_items());
        for (&entry, after) in occurrences.iter().zip(1..) {
            let at = (entry & !FIRST) as usize;
            let is_first = entry & FIRST != 0;
            let alone = is_first && occurrences.get(after).is_none_or(|next| next & FIRST != 0);
            if is_first && !alone {
                self.next_stamp();
            }
            let mut stop = at + 1;
            for cell in cells[at + 1..].iter().take_while(|cell| !cell.opens()) {
                let item = cell.item();
                let slot = &mut self.joined.slots[item];
                if *slot != NOWHERE {
                    let counts = alone || std::mem::replace(&mut self.stamps[item], self.stamp) != self.stamp;
                    out[*slot as usize] = stop as u32 | u32::from(counts) << 31;
                    *slot += 1;
                }
                stop += 1;
            }
            if is_first {
                let last = stop as u32;
                for (cell, at) in cells[stop..].iter().zip(last..) {
                    if cell.item() == end {
                        break;
                    }
                    let slot = &mut self.later.slots[cell.item()];
                    if *slot != NOWHERE {
                        out[*slot as usize] = at | u32::from(cell.previous <= last) << 31;
                        *slot += 1;
                    }
                }
            }
        }
        extensions.iter().for_each(|extension| *self.slot(extension.step) = NOWHERE);
    }

    fn slot(&mut self, step: u32) -> &mut u32 {
        let tally = if step & JOINED == 0 { &mut self.later } else { &mut self.joined };
        &mut tally.slots[(step & !JOINED) as usize]
    }
}
