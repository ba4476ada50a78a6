//! First-level subtrees: what comes after an event, cut out of all journeys.
use super::cell::Cell;
use super::local::{Child, Local};
use crate::sequence::cells::Cells;
use crate::sequence::harvest::Harvest;

/// How many events are walked at most between two looks at the budget.
const LOOK_EVERY: usize = 1 << 22;

/// Where each journey goes on after the first occurrence of each item.
#[derive(Debug, Default)]
pub struct Roots {
    ends: Vec<usize>,
    places: Vec<u32>,
    /// The most events of a journey.
    pub longest: usize,
}

impl Roots {
    /// Over journeys of single events.
    pub fn new(cells: &Cells) -> Self {
        let end = cells.end();
        let mut ends = vec![0; end as usize + 1];
        let firsts = || {
            let pairs = cells.cells.windows(2).zip(1..);
            pairs.filter(|(pair, _)| pair[0].previous == 0 && pair[0].item != end && pair[1].item != end)
        };
        firsts().for_each(|(pair, _)| ends[pair[0].item as usize + 1] += 1);
        (0..end as usize).for_each(|item| ends[item + 1] += ends[item]);
        let mut places = vec![0; ends[end as usize]];
        for (pair, after) in firsts() {
            let next = &mut ends[pair[0].item as usize];
            places[*next] = after;
            *next += 1;
        }
        ends.truncate(end as usize);
        let longest = cells.cells.split(|cell| cell.item == end).map(<[_]>::len).max().unwrap_or(0);
        Roots { ends, places, longest }
    }

    /// The places after the first `item` of each journey in which something comes after it, ascending.
    pub fn of(&self, item: u32) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item as usize - 1] };
        &self.places[start..self.ends[item as usize]]
    }
}

/// Tables by item, as they were between two subtrees.
#[derive(Debug)]
pub struct Scan {
    counts: Vec<u32>,
    numbers: Vec<u32>,
    touched: Vec<u32>,
    latest: Vec<u32>,
}

impl Scan {
    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Scan { counts: vec![0; n_items], numbers: vec![u32::MAX; n_items], touched: Vec::new(), latest: Vec::new() }
    }

    /// Makes `children` the items in at least `min_support` of the suffixes, ascending; false when the budget is spent.
    pub fn count(
        &mut self,
        (cells, places, longest): (&Cells, &[u32], usize),
        min_support: u32,
        children: &mut Vec<Child>,
        harvest: &mut Harvest,
    ) -> bool {
        children.clear();
        let end = cells.end();
        for (chunk, pause) in paced(places, longest) {
            for &from in chunk {
                for cell in cells.cells[from as usize..].iter().take_while(|cell| cell.item != end) {
                    let count = &mut self.counts[cell.item as usize];
                    if *count == 0 {
                        self.touched.push(cell.item);
                    }
                    *count += u32::from(cell.previous <= from);
                }
            }
            if pause && harvest.is_spent() {
                self.touched.drain(..).for_each(|item| self.counts[item as usize] = 0);
                return false;
            }
        }
        for item in self.touched.drain(..) {
            let support = std::mem::take(&mut self.counts[item as usize]);
            if support >= min_support {
                children.push(Child { item, support, grows: support, node: 0, places: (0, 0) });
            }
        }
        children.sort_unstable_by_key(|child| child.item);
        true
    }

    /// Cuts out the suffixes with nothing but the children's items in them, which are renumbered, and tells the children
    /// how often they grow; false when the budget is spent.
    pub fn cut<C: Cell>(
        &mut self,
        (cells, places, longest): (&Cells, &[u32], usize),
        children: &mut [Child],
        local: &mut Local<C>,
        harvest: &mut Harvest,
    ) -> bool {
        local.clear();
        self.latest.clear();
        self.latest.resize(children.len(), 0);
        for (child, number) in children.iter_mut().zip(0..) {
            self.numbers[child.item as usize] = number;
            local.steps.push(std::mem::replace(&mut child.item, number));
        }
        let mut spent = false;
        for (chunk, pause) in paced(places, longest) {
            chunk.iter().for_each(|&from| self.cut_one(cells, from, children, local, harvest.memo_wanted()));
            spent = pause && harvest.is_spent();
            if spent {
                break;
            }
        }
        local.steps.iter().for_each(|&item| self.numbers[item as usize] = u32::MAX);
        !spent
    }

    fn cut_one<C: Cell>(&mut self, cells: &Cells, from: u32, children: &mut [Child], local: &mut Local<C>, memo: bool) {
        let start = local.cells.len();
        if memo {
            local.origins.push(from);
        }
        let suffix = cells.cells[from as usize..].iter().take_while(|cell| cell.item != cells.end());
        for (cell, after) in suffix.zip(from + 1..) {
            let number = self.numbers[cell.item as usize];
            if number == u32::MAX {
                continue;
            }
            let here = local.cells.len() as u32 + 1;
            let latest = std::mem::replace(&mut self.latest[number as usize], here);
            let is_first = latest <= start as u32;
            local.cells.push(C::new(number, if is_first { u32::MAX } else { here - latest }));
            if memo {
                local.origins.push(after);
            }
        }
        let Some(last) = local.cells[start..].last() else {
            local.origins.truncate(start);
            return;
        };
        let length = local.cells.len() - start;
        children[last.item() as usize].grows -= u32::from(last.distance() as usize >= length);
        local.longest = local.longest.max(length);
        local.cells.push(C::END);
        local.starts.push(start as u32);
    }
}

/// The places in chunks, and whether to look at the budget after each.
pub fn paced(places: &[u32], longest: usize) -> impl Iterator<Item = (&[u32], bool)> {
    let size = (LOOK_EVERY / longest.max(1)).max(1);
    places.chunks(size).map(move |chunk| (chunk, chunk.len() == size))
}
