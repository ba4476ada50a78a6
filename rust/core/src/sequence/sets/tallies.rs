//! The two passes over a sparse node: count every extension, then write down where each child occurs.
use super::journeys::{FIRST, Journeys};
use crate::kernels::prefetch::prefetch;
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

/// How far ahead cells are fetched, and how many fit in a line of the cache.
const AHEAD: usize = 12;
const LINE: usize = 8;
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

    /// Appends the extensions in at least `min_support` journeys, ascending by step, of the pattern that occurs at
    /// `occurrences`.
    pub fn count(&mut self, journeys: &Journeys, occurrences: &[u32], min_support: u32, out: &mut Vec<Extension>) {
        // With many journeys nearly every item is touched: looking at all of them is cheaper than to note which.
        let n_items = journeys.closing();
        if occurrences.len() * 4 > n_items {
            self.walk::<false>(journeys, occurrences);
            self.later.touched.extend(0..n_items as u32);
        } else {
            self.walk::<true>(journeys, occurrences);
        }
        self.later.drain(0, min_support, out);
        self.joined.drain(JOINED, min_support, out);
    }

    fn walk<const NOTE: bool>(&mut self, journeys: &Journeys, occurrences: &[u32]) {
        let (cells, end) = (&journeys.cells[..], journeys.closing());
        self.walked = 0;
        for (&entry, after) in occurrences.iter().zip(1..) {
            if let Some(ahead) = occurrences.get(after + AHEAD) {
                prefetch(cells, (ahead & !FIRST) as usize);
                prefetch(cells, (ahead & !FIRST) as usize + LINE);
            }
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
    #[inline(always)]
    pub fn next_stamp(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.fill(0);
            self.stamp = 1;
        }
    }

    /// Makes ready to write where the children occur, one after the other in the order of `extensions`.
    pub fn prepare(&mut self, extensions: &[Extension]) {
        let mut top = 0;
        for extension in extensions {
            *self.slot(extension.step) = top;
            top += extension.occurrences;
        }
    }

    /// Where the occurrences of a child end, in what was written since it was made ready; nothing more is.
    pub fn finish(&mut self, step: u32) -> usize {
        std::mem::replace(self.slot(step), NOWHERE) as usize
    }

    /// Writes an occurrence of a later element's event, if it is a child.
    #[inline(always)]
    pub fn write_later(&mut self, item: usize, at: u32, is_first: bool, out: &mut [u32]) -> bool {
        let slot = &mut self.later.slots[item];
        let is_child = *slot != NOWHERE;
        if is_child {
            out[*slot as usize] = at | u32::from(is_first) << 31;
            *slot += 1;
        }
        is_child
    }

    /// Writes an occurrence of an event that joins the last element, if it is a child.
    #[inline(always)]
    pub fn write_joined(&mut self, item: usize, at: u32, out: &mut [u32]) -> bool {
        let slot = &mut self.joined.slots[item];
        let is_child = *slot != NOWHERE;
        if is_child {
            let is_first = std::mem::replace(&mut self.stamps[item], self.stamp) != self.stamp;
            out[*slot as usize] = at | u32::from(is_first) << 31;
            *slot += 1;
        }
        is_child
    }

    /// Takes back what was written last for an item, as a later and as a joined step.
    pub fn take_back(&mut self, item: u32, (later, joined): (bool, bool)) {
        self.later.slots[item as usize] -= u32::from(later);
        self.joined.slots[item as usize] -= u32::from(joined);
    }

    /// Writes where the children occur to `out`; occurrences after which nothing comes only if the database tells
    /// elements, for then equal futures are looked for.
    pub fn deliver(&mut self, journeys: &Journeys, occurrences: &[u32], extensions: &[Extension], out: &mut [u32]) {
        self.prepare(extensions);
        let (cells, end) = (&journeys.cells[..], journeys.closing());
        let keeps_ends = journeys.has_elements();
        for &entry in occurrences {
            let at = (entry & !FIRST) as usize;
            let is_first = entry & FIRST != 0;
            if is_first {
                self.next_stamp();
            }
            let mut stop = at + 1;
            while !cells[stop].opens() {
                if keeps_ends || cells[stop + 1].item() != end {
                    self.write_joined(cells[stop].item(), stop as u32, out);
                }
                stop += 1;
            }
            if !is_first {
                continue;
            }
            let later = stop as u32;
            while cells[stop].item() != end {
                if keeps_ends || cells[stop + 1].item() != end {
                    let cell = cells[stop];
                    self.write_later(cell.item(), stop as u32, cell.previous <= later, out);
                }
                stop += 1;
            }
        }
    }

    fn slot(&mut self, step: u32) -> &mut u32 {
        let tally = if step & JOINED == 0 { &mut self.later } else { &mut self.joined };
        &mut tally.slots[(step & !JOINED) as usize]
    }
}
