//! Local databases: the journeys after the first event of a pattern, with the events frequent there, renumbered.
use super::cell::Cell;
use crate::sequence::tree::hash;

/// What a subtree is searched in. Journeys lie one after the other, each closed by [`Cell::END`].
#[derive(Debug)]
pub struct Local<C> {
    /// All journeys.
    pub cells: Vec<C>,
    /// The step of each local item, ascending.
    pub steps: Vec<u32>,
    /// Where each journey begins.
    pub starts: Vec<u32>,
    /// The place in all journeys that each place here stands for; empty unless equal futures are looked for.
    pub origins: Vec<u32>,
    /// The most events of a journey.
    pub longest: usize,
}

impl<C> Default for Local<C> {
    fn default() -> Self {
        Local { cells: Vec::new(), steps: Vec::new(), starts: Vec::new(), origins: Vec::new(), longest: 0 }
    }
}

impl<C: Cell> Local<C> {
    /// Empties it.
    pub fn clear(&mut self) {
        let Local { cells, steps, starts, origins, longest } = self;
        cells.clear();
        [steps, starts, origins].into_iter().for_each(Vec::clear);
        *longest = 0;
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let numbers = self.steps.capacity() + self.starts.capacity() + self.origins.capacity();
        self.cells.capacity() * size_of::<C>() + 4 * numbers
    }

    /// Equal for places in any two local databases after which the same comes in the same journeys.
    #[inline]
    pub fn hash(&self, places: &[u32]) -> u128 {
        places.iter().fold(0, |sum, &place| sum.wrapping_add(hash(self.origins[place as usize])))
    }

    /// The events from a place on to the end of its journey.
    #[inline]
    pub fn suffix(&self, from: u32) -> impl Iterator<Item = C> + '_ {
        self.cells[from as usize..].iter().copied().take_while(|cell| !cell.is_end())
    }
}

/// A pattern that was reported, one event longer than its parent.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// Its last event, a local item.
    pub item: u32,
    /// How many journeys hold it.
    pub support: u32,
    /// In how many of them something comes after it.
    pub grows: u32,
    /// Its slot in the tree.
    pub node: u32,
    /// Where its places lie in the list of places; empty where nobody goes into it.
    pub places: (usize, usize),
}

/// A pattern whose children were counted and reported and are still to be gone into. With it every engine is entered:
/// `fn enter<C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest, pool: &Pool<Task>)` of the engine's desk.
///
/// The engine lays out what it needs of the suffixes (only the items of `children` matter; `local.steps` names them for
/// the harvest) and looks into every child that can have children itself. It asks `harvest.is_spent()` once a node, and
/// then calls `harvest.leave(support)` for every child it has not looked into. Where `pool.is_hungry()` and much is
/// left, it gives a `Task` of its own away, which carries its own copy of all it needs (`Arc` for what is large).
#[derive(Debug)]
pub struct Counted<'a, C> {
    /// The journeys.
    pub local: &'a Local<C>,
    /// Where each journey goes on after the pattern: places in `local.cells`, ascending, never the end of a journey.
    pub places: &'a [u32],
    /// The frequent children, ascending by item, each with its slot.
    pub children: &'a [Child],
    /// Whose tree these are slots of.
    pub tree: u32,
    /// How many events the children have.
    pub length: usize,
}
