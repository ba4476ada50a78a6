//! Journeys of any length in blocks of 64 events: the engine whose next event is one look away, however far it is.
//!
//! A place is a journey and the position of its next event. Which names come on is seen from the last position of each;
//! where the next event of a name is, from the block's word of its positions, or else from what the block says about
//! later ones. Names that are rare for so many blocks keep a list of their positions instead.
mod build;
mod rare;
mod search;

pub use search::Part;

use crate::kernels::Level;
use crate::kernels::block_steps::BlockTable;
use crate::kernels::rows_above::{Place, count_above};
use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;
use crate::sequence::task::{Piece, Task};
use rare::Rare;
use search::Search;
use std::ops::Range;
use std::sync::Arc;

/// The blocks of all journeys. Names are numbered from 0, ascending by step; positions count on from journey to journey.
#[derive(Debug)]
pub struct Blocks {
    /// The step of each name.
    steps: Vec<u32>,
    /// For each name where its positions are found.
    found_in: Vec<FoundIn>,
    table: BlockTable,
    rare: Rare,
    /// One past the last position of each name in each journey, or 0; rows as wide as `width`.
    ends: Vec<u32>,
    /// The number of names, up to a multiple of what a register holds.
    width: usize,
    /// The position of the first event of each journey.
    starts: Vec<u32>,
}

/// Where the positions of a name are, and the how manieth of those it is there.
#[derive(Debug, Clone, Copy)]
enum FoundIn {
    Table(u32),
    List(u32),
}

impl Blocks {
    /// Appends the beginning of every journey.
    fn begin(&self, places: &mut Vec<Place>) {
        places.extend((0..).zip(&self.starts).map(|(row, &at)| Place { row, at }));
    }

    /// Makes `counts` say for each name from how many places on it occurs; what is beyond the names says nothing.
    fn count(&self, level: Level, places: &[Place], counts: &mut Vec<u32>) {
        counts.resize(self.width, 0);
        count_above(level, &self.ends, places, counts);
    }

    /// Appends the places after the next event `name` of each of the places in `from`, those without one left out.
    fn follow(&self, level: Level, name: u32, places: &mut Vec<Place>, from: Range<usize>) {
        match self.found_in[name as usize] {
            FoundIn::Table(column) => self.table.follow(level, column as usize, places, from),
            FoundIn::List(list) => {
                places.reserve(from.len());
                for at in from {
                    let Place { row, at } = places[at];
                    if self.ends[row as usize * self.width + name as usize] > at {
                        places.push(Place { row, at: self.rare.next(list as usize, at) + 1 });
                    }
                }
            }
        }
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let numbers = self.steps.capacity() + self.ends.capacity() + self.starts.capacity();
        4 * numbers + 8 * self.found_in.capacity() + self.table.bytes() + self.rare.bytes()
    }
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    search: Search,
    /// By item: which child of the node entered it is, or `u32::MAX`.
    numbers: Vec<u32>,
}

impl Desk {
    /// With registers of this width.
    pub fn new(level: Level) -> Self {
        Desk { search: Search::new(level), numbers: Vec::new() }
    }

    /// Searches all patterns that begin with an event: its name, support and node.
    pub fn root(&mut self, blocks: &Arc<Blocks>, root: (u32, u32, Node), harvest: &mut Harvest, pool: &Pool<Task>) {
        self.search.begin(blocks, [root].into_iter(), 1);
        self.run(blocks, harvest, pool);
    }

    /// Searches the subtree below a counted node; `false`, and nothing done, where its blocks would be too large.
    pub fn enter<C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest, pool: &Pool<Task>) -> bool {
        let Some(blocks) = self.lay_out(node, harvest) else { return false };
        let children = (0..).zip(node.children).map(|(name, child)| {
            let at = Node { tree: node.tree, at: child.node };
            (name, child.support, at)
        });
        self.search.begin(&blocks, children, node.length);
        harvest.weigh(Owner::LocalBlocks, blocks.bytes());
        self.run(&Arc::new(blocks), harvest, pool);
        harvest.weigh(Owner::LocalBlocks, 0);
        true
    }

    fn lay_out<C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest) -> Option<Blocks> {
        if self.numbers.len() < node.local.steps.len() {
            self.numbers.resize(node.local.steps.len(), u32::MAX);
        }
        let steps: Vec<u32> = node.children.iter().map(|child| node.local.steps[child.item as usize]).collect();
        node.children.iter().zip(0..).for_each(|(child, number)| self.numbers[child.item as usize] = number);
        let numbers = &self.numbers;
        let journey = |at: usize| {
            let suffix = node.local.suffix(node.places[at]);
            suffix.map(|cell| numbers[cell.item() as usize]).filter(|&number| number != u32::MAX)
        };
        let blocks = Blocks::of(&steps, node.places.len(), journey, harvest.memory_left(), || harvest.is_spent());
        node.children.iter().for_each(|child| self.numbers[child.item as usize] = u32::MAX);
        blocks
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, harvest: &mut Harvest, pool: &Pool<Task>) {
        let blocks = self.search.resume(part);
        self.run(&blocks, harvest, pool);
    }

    fn run(&mut self, blocks: &Arc<Blocks>, harvest: &mut Harvest, pool: &Pool<Task>) {
        let give = |part, harvest: &mut Harvest| pool.give(Task::part(Piece::Blocks(part), harvest));
        self.search.run(blocks, harvest, || pool.is_hungry(), give);
    }
}
