//! First-level subtrees: what comes after an event, cut out of all journeys.
use super::cell::Cell;
use super::local::{Child, Local};
use crate::sequence::cells::Cells;

/// Where each journey goes on after the first occurrence of each item.
#[derive(Debug)]
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

    /// The items in at least `min_support` of the suffixes, ascending, with their supports.
    pub fn count(&mut self, cells: &Cells, places: &[u32], min_support: u32, frequent: &mut Vec<(u32, u32)>) {
        let end = cells.end();
        for &from in places {
            for cell in cells.cells[from as usize..].iter().take_while(|cell| cell.item != end) {
                let count = &mut self.counts[cell.item as usize];
                if *count == 0 {
                    self.touched.push(cell.item);
                }
                *count += u32::from(cell.previous <= from);
            }
        }
        frequent.clear();
        for item in self.touched.drain(..) {
            let support = std::mem::take(&mut self.counts[item as usize]);
            if support >= min_support {
                frequent.push((item, support));
            }
        }
        frequent.sort_unstable();
    }

    /// Cuts out the suffixes with nothing but frequent items in them, and tells the children how often they grow.
    pub fn cut<C: Cell>(&mut self, cells: &Cells, places: &[u32], children: &mut [Child], local: &mut Local<C>) {
        let end = cells.end();
        local.steps.iter().zip(0..).for_each(|(&item, number)| self.numbers[item as usize] = number);
        self.latest.clear();
        self.latest.resize(local.steps.len(), 0);
        local.cells.clear();
        local.starts.clear();
        local.longest = 0;
        for &from in places {
            let start = local.cells.len();
            for cell in cells.cells[from as usize..].iter().take_while(|cell| cell.item != end) {
                let number = self.numbers[cell.item as usize];
                if number != u32::MAX {
                    let after = local.cells.len() as u32 + 1;
                    let latest = std::mem::replace(&mut self.latest[number as usize], after);
                    let is_first = latest <= start as u32;
                    local.cells.push(C::new(number, if is_first { u32::MAX } else { after - latest }));
                }
            }
            if let Some(last) = local.cells[start..].last() {
                let child = &mut children[last.item() as usize];
                child.grows -= u32::from(last.distance() as usize >= local.cells.len() - start);
                local.longest = local.longest.max(local.cells.len() - start);
                local.cells.push(C::END);
                local.starts.push(start as u32);
            }
        }
        local.steps.iter().for_each(|&item| self.numbers[item as usize] = u32::MAX);
    }
}
