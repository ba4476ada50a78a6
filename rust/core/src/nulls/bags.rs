//! Which events a pattern needs, and how often each, whatever the order: all orderings share one bag, and one q.
use super::order_kernel::{OrderKernel, Part};
use crate::matching::occurrences::Occurrences;
use crate::matching::trie::SPARSE;
use std::ops::Range;

/// No bag: a pattern with a set element, which single untied events never hold.
pub const NO_BAG: u32 = u32::MAX;

/// "This event, this often", below its parent in the preorder.
#[derive(Debug, Clone, Copy)]
struct Need {
    event: u32,
    times: u32,
    depth: u32,
    skip: u32,
    bag: u32,
}

/// Distinct bags as a trie in preorder.
#[derive(Debug)]
pub struct Bags {
    needs: Vec<Need>,
    /// Where the needs that begin with an event lie; by dense number, as far as there are any.
    begun: Vec<Range<usize>>,
    /// How many events begin a bag.
    beginnings: usize,
    depth: usize,
    /// The bag of each pattern handed in, or [`NO_BAG`].
    pub of: Vec<u32>,
    /// How many distinct bags.
    pub len: usize,
}

impl Bags {
    /// Collects the bags of patterns given as dense event numbers; `None` for a pattern with a set element.
    pub fn new(patterns: impl Iterator<Item = Option<Vec<u32>>>) -> Self {
        let bags: Vec<Option<Vec<Part>>> = patterns.map(|events| events.map(bag)).collect();
        let mut order: Vec<usize> = (0..bags.len()).filter(|&i| bags[i].is_some()).collect();
        order.sort_by(|&a, &b| bags[a].cmp(&bags[b]));
        let of = vec![NO_BAG; bags.len()];
        let mut made = Bags { needs: Vec::new(), begun: Vec::new(), beginnings: 0, depth: 0, of, len: 0 };
        let mut path: Vec<usize> = Vec::new();
        let mut before: &[Part] = &[];
        for i in order {
            let own = bags[i].as_deref().unwrap_or(&[]);
            let common = before.iter().zip(own).take_while(|(a, b)| a == b).count();
            if common < own.len() {
                made.branch(&mut path, common, own);
            }
            made.of[i] = made.len as u32 - 1;
            before = own;
        }
        let end = made.needs.len() as u32;
        path.into_iter().for_each(|open| made.needs[open].skip = end);
        made.index();
        made
    }

    fn branch(&mut self, path: &mut Vec<usize>, common: usize, own: &[Part]) {
        let end = self.needs.len() as u32;
        path.drain(common..).for_each(|done| self.needs[done].skip = end);
        for &(event, times) in &own[common..] {
            path.push(self.needs.len());
            self.needs.push(Need { event, times, depth: path.len() as u32, skip: 0, bag: NO_BAG });
        }
        self.depth = self.depth.max(path.len());
        if let Some(last) = self.needs.last_mut() {
            last.bag = self.len as u32;
        }
        self.len += 1;
    }

    fn index(&mut self) {
        for (at, need) in self.needs.iter().enumerate().filter(|(_, need)| need.depth == 1) {
            let event = need.event as usize;
            if self.begun.len() <= event {
                self.begun.resize(event + 1, 0..0);
                self.beginnings += 1;
                self.begun[event].start = at;
            }
            self.begun[event].end = need.skip as usize;
        }
    }

    /// Room for one walk at a time.
    pub fn room(&self) -> Vec<Part> {
        Vec::with_capacity(2 * self.depth)
    }

    /// Calls `fits` with q for every bag whose events the (plain) journey holds often enough.
    pub fn run(
        &self,
        journey: &Occurrences,
        kernel: &mut OrderKernel,
        room: &mut Vec<Part>,
        mut fits: impl FnMut(u32, f64),
    ) {
        // As in `PatternTrie::stretches`.
        let present = journey.present();
        if present.len() < self.beginnings / SPARSE {
            let begun = present.iter().filter_map(|&event| self.begun.get(event as usize));
            begun.for_each(|stretch| self.along(stretch.clone(), journey, kernel, room, &mut fits));
        } else {
            self.along(0..self.needs.len(), journey, kernel, room, &mut fits);
        }
    }

    fn along(
        &self,
        stretch: Range<usize>,
        journey: &Occurrences,
        kernel: &mut OrderKernel,
        room: &mut Vec<Part>,
        fits: &mut impl FnMut(u32, f64),
    ) {
        let needs = &self.needs[..stretch.end];
        let mut at = stretch.start;
        while let Some(need) = needs.get(at) {
            let count = journey.count(need.event);
            if count < need.times {
                at = need.skip as usize;
                continue;
            }
            let depth = need.depth as usize;
            room.truncate(depth - 1);
            room.push((need.times, count));
            if need.bag != NO_BAG {
                // The key is sorted in place, the path is not to be: work on a copy behind it.
                room.extend_from_within(..depth);
                let q = kernel.q(&mut room[depth..]);
                room.truncate(depth);
                fits(need.bag, q);
            }
            at += 1;
        }
    }
}

fn bag(mut events: Vec<u32>) -> Vec<Part> {
    events.sort_unstable();
    let mut parts: Vec<Part> = Vec::new();
    for event in events {
        match parts.last_mut() {
            Some(last) if last.0 == event => last.1 += 1,
            _ => parts.push((event, 1)),
        }
    }
    parts
}
