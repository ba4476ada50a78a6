//! Subtrees: what comes after a pattern, cut out of a larger database with nothing but what is frequent there.
use super::cell::Cell;
use super::local::{Child, Local};
use super::pace::paced;
use crate::budget::make_room;
use crate::sequence::harvest::{Harvest, Owner};

/// Tables by item, as they were between two cuts.
#[derive(Debug, Default)]
pub struct Scissors {
    /// The new number of each item; `DROPPED` but while a cut is made.
    numbers: Vec<u32>,
    /// One past the latest place of each new item; one more takes those of dropped ones.
    latest: Vec<u32>,
}

const DROPPED: u32 = u32::MAX;

impl Scissors {
    /// Cuts out the suffixes with nothing but the children's items in them, which are renumbered, and tells the children
    /// how often they grow; false when the budget is spent.
    pub fn cut<C: Cell, D: Cell>(
        &mut self,
        (from, places): (&Local<C>, &[u32]),
        children: &mut [Child],
        local: &mut Local<D>,
        harvest: &mut Harvest,
    ) -> bool {
        local.clear();
        self.latest.clear();
        self.latest.resize(children.len() + 1, 0);
        if self.numbers.len() < from.steps.len() {
            self.numbers.resize(from.steps.len(), DROPPED);
        }
        for (child, number) in children.iter_mut().zip(0..) {
            self.numbers[child.item as usize] = number;
            local.steps.push(from.steps[child.item as usize]);
            child.grows = child.support;
        }
        let mut spent = false;
        for (chunk, pause) in paced(places, from.longest) {
            chunk.iter().for_each(|&place| self.cut_one(from, place, children, local));
            harvest.weigh(Owner::Local, local.bytes());
            spent = pause && harvest.is_spent();
            if spent {
                break;
            }
        }
        for (child, number) in children.iter_mut().zip(0..) {
            self.numbers[child.item as usize] = DROPPED;
            child.item = number;
        }
        !spent
    }

    fn cut_one<C: Cell, D: Cell>(&mut self, from: &Local<C>, place: u32, children: &mut [Child], local: &mut Local<D>) {
        let (start, traced) = (local.cells.len(), !from.origins.is_empty());
        let most = from.longest.min(from.cells.len()) + 1;
        make_room(&mut local.cells, most);
        if traced {
            make_room(&mut local.origins, most);
            local.origins.push(from.origins[place as usize]);
        }
        for (cell, after) in from.suffix(place).zip(place + 1..) {
            let number = self.numbers[cell.item() as usize];
            if number == DROPPED {
                continue;
            }
            let here = local.cells.len() as u32 + 1;
            let latest = std::mem::replace(&mut self.latest[number as usize], here);
            let is_first = latest <= start as u32;
            local.cells.push(D::new(number, if is_first { u32::MAX } else { here - latest }));
            if traced {
                local.origins.push(from.origins[after as usize]);
            }
        }
        let Some(last) = local.cells[start..].last() else {
            local.origins.truncate(start);
            return;
        };
        let length = local.cells.len() - start;
        children[last.item() as usize].grows -= u32::from(last.distance() as usize >= length);
        local.longest = local.longest.max(length);
        local.cells.push(D::END);
        local.starts.push(start as u32);
    }
}
