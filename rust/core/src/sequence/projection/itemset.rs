//! Simultaneous events, no rule on gaps: every element in which the pattern can end.
//!
//! A later element may follow the earliest end; an event may join the last element at any end.
use super::{Antimonotone, Asked, Child, Projection, Rows};
use crate::sequence::cells::Cells;
use crate::sink::JOINED;

/// Marks the earliest end in a journey.
const FIRST: u32 = 1 << 31;

/// An entry is the cell of the pattern's last event in an element where the pattern can end.
#[derive(Debug)]
pub struct Itemset {
    cells: Cells,
    roots: Rows,
}

impl Itemset {
    /// Over journeys with sets. Of no use where `stop` said so.
    pub fn new(cells: Cells, stop: impl Fn() -> bool) -> Self {
        let end = cells.end();
        let events = || {
            let events = cells.cells.iter().zip(0..).filter(|(cell, _)| cell.item != end);
            events.map(|(cell, at)| (cell.item, at | if cell.previous == 0 { FIRST } else { 0 }))
        };
        let roots = Rows::new(end as usize, events, stop);
        Itemset { cells: cells.with_journeys(), roots }
    }

    /// Every event that can be added at one end: its place in the tallies, its cell, and is it the first such event
    /// of the journey?
    #[inline]
    fn additions(&self, entry: u32, tallies: &mut Tallies, mut each: impl FnMut(&mut Tallies, usize, u32, bool)) {
        let at = Self::cell(entry);
        let stop = self.cells.element(at).1;
        if entry & FIRST != 0 {
            tallies.journey += 1;
            let end = self.cells.end();
            for (cell, at) in self.cells.cells[stop as usize..].iter().zip(stop..) {
                if cell.item == end {
                    break;
                }
                each(tallies, cell.item as usize, at, cell.previous <= stop);
            }
        }
        for at in at + 1..stop {
            let place = tallies.n_items + self.cells.cells[at as usize].item as usize;
            let is_first = tallies.by_step[place].journey != tallies.journey;
            tallies.by_step[place].journey = tallies.journey;
            each(tallies, place, at, is_first);
        }
    }
}

/// What is known of one possible step.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    support: u32,
    occurrences: u32,
    /// One past the next free entry of the child, or 0.
    place: usize,
    /// The last journey in which it joined an element.
    journey: u64,
}

/// Tallies of all steps, those of a later element first, then those that join.
#[derive(Debug)]
pub struct Tallies {
    by_step: Vec<Tally>,
    touched: Vec<u32>,
    n_items: usize,
    /// Counts the journeys walked, never the same twice.
    journey: u64,
}

impl Tallies {
    fn step(&self, place: usize) -> u32 {
        if place < self.n_items { place as u32 } else { (place - self.n_items) as u32 | JOINED }
    }

    fn place(&self, step: u32) -> usize {
        if step & JOINED == 0 { step as usize } else { self.n_items + (step & !JOINED) as usize }
    }
}

impl Projection for Itemset {
    type Desk = Tallies;

    fn desk(&self) -> Tallies {
        let n_items = self.cells.codes.len();
        Tallies { by_step: vec![Tally::default(); 2 * n_items], touched: Vec::new(), n_items, journey: 0 }
    }

    fn cells(&self) -> &Cells {
        &self.cells
    }

    fn root(&self, item: u32) -> &[u32] {
        self.roots.row(item)
    }

    fn journeys(&self, entries: &[u32], each: impl FnMut(u32)) {
        let firsts = entries.iter().filter(|&&entry| entry & FIRST != 0);
        firsts.map(|&entry| self.cells.journey(Self::cell(entry))).for_each(each);
    }

    fn grow(
        &self,
        node: &Child,
        asked: Asked,
        entries: &mut Vec<u32>,
        children: &mut Vec<Child>,
        desk: &mut Tallies,
    ) -> u32 {
        for &entry in &entries[node.entries.clone()] {
            self.additions(entry, desk, |tallies, place, _, is_first| {
                let tally = &mut tallies.by_step[place];
                if tally.occurrences == 0 {
                    tallies.touched.push(place as u32);
                }
                tally.occurrences += 1;
                tally.support += u32::from(is_first);
            });
        }
        let first = children.len();
        let mut best = 0;
        let mut touched = std::mem::take(&mut desk.touched);
        for place in touched.drain(..) {
            let tally = &mut desk.by_step[place as usize];
            let (support, occurrences) = (tally.support, tally.occurrences as usize);
            (tally.support, tally.occurrences) = (0, 0);
            best = best.max(support);
            if support >= asked.min_support {
                children.push(Child {
                    step: desk.step(place as usize),
                    support,
                    told: support,
                    entries: 0..occurrences,
                });
            }
        }
        desk.touched = touched;
        children[first..].sort_unstable_by_key(|child| child.step);
        if asked.entries {
            self.deliver(node, entries, &mut children[first..], desk);
        } else {
            children[first..].iter_mut().for_each(|child| child.entries = 0..0);
        }
        best
    }
}

impl Itemset {
    fn deliver(&self, node: &Child, entries: &mut Vec<u32>, children: &mut [Child], desk: &mut Tallies) {
        if children.is_empty() {
            return;
        }
        let mut top = entries.len();
        for child in children.iter_mut() {
            child.entries = top..top + child.entries.len();
            let place = desk.place(child.step);
            desk.by_step[place].place = top + 1;
            top = child.entries.end;
        }
        entries.resize(top, 0);
        for i in node.entries.clone() {
            self.additions(entries[i], desk, |tallies, place, at, is_first| {
                let next = &mut tallies.by_step[place].place;
                if *next != 0 {
                    entries[*next - 1] = at | if is_first { FIRST } else { 0 };
                    *next += 1;
                }
            });
        }
        for child in children.iter() {
            let place = desk.place(child.step);
            desk.by_step[place].place = 0;
        }
    }
}

impl Antimonotone for Itemset {
    const SETS: bool = true;

    #[inline]
    fn element(&self, at: u32) -> (u32, u32) {
        self.cells.element(at)
    }

    #[inline]
    fn cell(entry: u32) -> u32 {
        entry & !FIRST
    }

    #[inline]
    fn groups(entries: &[u32]) -> impl Iterator<Item = &[u32]> {
        entries.chunk_by(|_, next| next & FIRST == 0)
    }
}
