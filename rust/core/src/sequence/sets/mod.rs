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
mod memo;
mod part;
mod rebuilt;
mod sparse;
mod switch;
mod table;
mod tallies;
mod tally;

pub use journeys::Journeys;
pub use part::{Part, Shares};

use crate::kernels::Level;
use crate::sequence::harvest::Harvest;
use dense::Dense;
use sparse::{Branches, Sparse};
use switch::Switch;

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    stack: Branches,
    sparse: Sparse,
    switch: Switch,
    short: Dense<u32>,
    middle: Dense<u64>,
    long: Dense<u128>,
}

impl Desk {
    /// For journeys of `n_items` items, with the registers of `level`.
    pub fn new(n_items: usize, level: Level) -> Self {
        Desk {
            stack: Branches::default(),
            sparse: Sparse::new(n_items),
            switch: Switch::new(n_items),
            short: Dense::new(level),
            middle: Dense::new(level),
            long: Dense::new(level),
        }
    }

    /// Searches the subtree of an item that `support` journeys hold.
    pub fn root(&mut self, journeys: &Journeys, (item, support): (u32, u32), harvest: &mut Harvest, pool: &dyn Shares) {
        self.stack.root(journeys, item, support);
        self.search(journeys, harvest, pool);
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, journeys: &Journeys, part: Part, harvest: &mut Harvest, pool: &dyn Shares) {
        match part {
            Part::Sparse(branches) => {
                self.stack = branches;
                self.search(journeys, harvest, pool);
            }
            Part::Short(rest) => self.short.run(&rest, harvest, pool),
            Part::Middle(rest) => self.middle.run(&rest, harvest, pool),
            Part::Long(rest) => self.long.run(&rest, harvest, pool),
        }
    }

    /// Goes into all that is on the stack.
    fn search(&mut self, journeys: &Journeys, harvest: &mut Harvest, pool: &dyn Shares) {
        let Desk { stack, sparse, switch, short, middle, long } = self;
        sparse.run(journeys, stack, harvest, pool, |node, harvest| {
            if !switch.pays(node) || !switch.cut(journeys, node) {
                return false;
            }
            match switch.longest() {
                0..=32 => short.run(&switch.rest(node), harvest, pool),
                33..=64 => middle.run(&switch.rest(node), harvest, pool),
                _ => long.run(&switch.rest(node), harvest, pool),
            }
            true
        });
    }
}
