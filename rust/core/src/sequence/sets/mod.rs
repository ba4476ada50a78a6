//! Simultaneous events: a pattern grows by a later element, or within its last one by a greater event.
//!
//! A later element may follow the earliest end of the pattern in a journey; an event may join the last element at any
//! end. So all ends are kept. A subtree begins *sparse*, as a list of them that is walked on from, and goes on *dense*
//! where much follows few kinds of events: a table of bits by element, and the ends in a journey as one integer.
mod bits;
mod candidates;
mod cut;
mod dense;
mod journeys;
mod local;
mod memo;
mod part;
mod rebuilt;
mod roots;
mod sparse;
mod switch;
mod table;
mod tallies;
mod tally;
mod tuning;

pub use part::{OfPart, Part, Shares};
pub use roots::Roots;

use crate::kernels::Level;
use crate::sequence::harvest::{Harvest, Owner};
use dense::Dense;
use journeys::Journeys;
use sparse::{Counted, Denser, Sparse};
use switch::Switch;
use tuning::Tuning;

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    sparse: Sparse,
    tables: Tables,
}

/// The dense searches.
#[derive(Debug)]
struct Tables {
    switch: Switch,
    short: Dense<u32>,
    middle: Dense<u64>,
    long: Dense<u128>,
}

impl Desk {
    /// For journeys of `n_items` items, with the registers of `level`.
    pub fn new(n_items: usize, level: Level) -> Self {
        Self::tuned(n_items, level, Tuning::default())
    }

    fn tuned(n_items: usize, level: Level, tuning: Tuning) -> Self {
        let tables = Tables {
            switch: Switch::new(n_items, tuning),
            short: Dense::new(level, tuning),
            middle: Dense::new(level, tuning),
            long: Dense::new(level, tuning),
        };
        Desk { sparse: Sparse::new(n_items, tuning.worth_giving), tables }
    }

    /// Searches the subtree of an item that `support` journeys hold.
    pub fn root(&mut self, roots: &Roots, item: (u32, u32), harvest: &mut Harvest, pool: &dyn Shares) {
        self.sparse.root(roots, item, harvest, pool, &mut self.tables);
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, harvest: &mut Harvest, pool: &dyn Shares) {
        match part {
            Part::Sparse(given) => self.sparse.resume(given, harvest, pool, &mut self.tables),
            Part::Short(rest) => self.tables.short.run(&rest, harvest, pool),
            Part::Middle(rest) => self.tables.middle.run(&rest, harvest, pool),
            Part::Long(rest) => self.tables.long.run(&rest, harvest, pool),
        }
    }
}

impl Denser for Tables {
    fn takes(&mut self, journeys: &Journeys, node: &Counted, harvest: &mut Harvest, pool: &dyn Shares) -> bool {
        let Tables { switch, short, middle, long } = self;
        if !switch.pays(node) || !switch.cut(journeys, node) {
            return false;
        }
        harvest.weigh(Owner::Cut, switch.cut_bytes());
        if !harvest.try_take(switch.table_bytes()) {
            return false;
        }
        match switch.longest() {
            0..=32 => short.run(&switch.rest(journeys, node), harvest, pool),
            33..=64 => middle.run(&switch.rest(journeys, node), harvest, pool),
            _ => long.run(&switch.rest(journeys, node), harvest, pool),
        }
        true
    }
}

#[cfg(test)]
mod tests;
