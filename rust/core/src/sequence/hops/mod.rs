//! Journeys of few names and not too many events, with the hop to the next event of every name written down for every
//! place: the engine for logs of the usual shape.
//!
//! A place is the number of a row: no journey, no position. The children of all children of a pattern are counted at
//! once from the rows of its own places, so a pattern without children is never gone into: half of the work where
//! patterns are many.
mod search;

pub use search::Part;

use crate::kernels::Level;
use crate::kernels::hops::{HopTable, LONGEST, MOST_NAMES};
use crate::pool::Pool;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Harvest, Node};
use crate::sequence::task::{Piece, Task};
use search::Search;
use std::sync::Arc;

/// The hops of all journeys. Names are numbered from 0, ascending by step.
#[derive(Debug)]
pub struct Hops {
    /// The step of each name.
    steps: Vec<u32>,
    table: HopTable,
    /// Where each journey begins; empty ones are not there.
    begins: Vec<u32>,
}

/// How many events are written down between two looks at the budget.
const LOOK_EVERY: usize = 1 << 16;

impl Hops {
    /// May journeys be so long and of so many names?
    pub fn fits(n_names: usize, longest: usize) -> bool {
        (1..=MOST_NAMES).contains(&n_names) && longest <= LONGEST
    }

    /// The hops of all journeys of `cells`; `None` when they do not fit, or when the budget is spent.
    pub fn all(cells: &Cells, is_spent: impl Fn() -> bool) -> Option<Hops> {
        let steps: Vec<u32> = (0..cells.end()).collect();
        let (n, journeys) = (cells.len(), (0..cells.len()).map(|journey| cells.events(journey as u32)));
        Hops::of(&steps, cells.cells.len() - n, journeys, is_spent)
    }

    /// The hops of journeys of so many events, which are numbers of `steps`; `None` when they do not fit, or when the
    /// budget is spent.
    pub fn of<J>(steps: &[u32], n_events: usize, journeys: J, is_spent: impl Fn() -> bool) -> Option<Hops>
    where
        J: ExactSizeIterator<Item: Iterator<Item = u32>>,
    {
        let table = HopTable::new(steps.len(), n_events + journeys.len())?;
        let mut hops = Hops { steps: steps.to_vec(), table, begins: Vec::with_capacity(journeys.len()) };
        let (mut names, mut events, mut looked) = (Vec::with_capacity(LONGEST), 0, 0);
        for journey in journeys {
            if events >= looked {
                looked = events + LOOK_EVERY;
                if is_spent() {
                    return None;
                }
            }
            names.clear();
            names.extend(journey.map(|name| name as u8).take(LONGEST + 1));
            events += names.len() + 1;
            if names.len() > LONGEST {
                return None;
            }
            if !names.is_empty() {
                hops.begins.push(hops.table.push(&names));
            }
        }
        Some(hops)
    }

    /// What the hops of so many rows, an event or the end of a journey each, will weigh.
    pub fn bytes_of(n_names: usize, n_rows: usize) -> usize {
        n_rows.saturating_mul(n_names + 5)
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        self.table.bytes() + 4 * (self.begins.capacity() + self.steps.capacity())
    }
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk(Search);

impl Desk {
    /// With registers of this width.
    pub fn new(level: Level) -> Self {
        Desk(Search::new(level))
    }

    /// Searches all patterns that begin with an event: its name, support and node.
    pub fn root(&mut self, hops: &Arc<Hops>, root: (u32, u32, Node), harvest: &mut Harvest, pool: &Pool<Task>) {
        self.0.begin(hops, root);
        self.run(hops, harvest, pool);
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, harvest: &mut Harvest, pool: &Pool<Task>) {
        let hops = self.0.resume(part);
        self.run(&hops, harvest, pool);
    }

    fn run(&mut self, hops: &Arc<Hops>, harvest: &mut Harvest, pool: &Pool<Task>) {
        let give = |part, harvest: &mut Harvest| pool.give(Task::part(Piece::Hops(part), harvest));
        self.0.run(hops, harvest, || pool.is_hungry(), give);
    }
}
