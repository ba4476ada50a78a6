//! The search in blocks: down from node to node, each followed and counted when its turn comes.
use super::Blocks;
use crate::budget::make_room;
use crate::kernels::Level;
use crate::kernels::rows_above::Place;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::tree::hash;
use std::ops::Range;
use std::sync::Arc;

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub struct Part {
    blocks: Arc<Blocks>,
    places: Vec<Place>,
    open: Vec<Open>,
}

impl Part {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        let own = self.places.len() * size_of::<Place>() + self.open.len() * size_of::<Open>();
        self.blocks.bytes() + own
    }
}

/// A pattern that was reported and is still to be gone into.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// Its last event.
    pub name: u32,
    pub support: u32,
    pub node: Node,
    /// How many events it has.
    pub length: usize,
    /// The places of the pattern it was grown from.
    pub from: Range<usize>,
}

/// The memory of a thread that searches in blocks.
#[derive(Debug)]
pub(super) struct Search {
    level: Level,
    /// The patterns to be gone into, the next one last; the places they come from lie in the same order.
    open: Vec<Open>,
    places: Vec<Place>,
    /// How many of the open ones, at the bottom, were given away.
    given: usize,
    counts: Vec<u32>,
    /// The frequent children of a node: name and support.
    frequent: Vec<(u32, u32)>,
}

/// With fewer places than that a piece is not worth giving away.
const LEAST_GIVEN: usize = 256;

impl Search {
    pub fn new(level: Level) -> Self {
        let (open, places, counts, frequent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Search { level, open, places, given: 0, counts, frequent }
    }

    /// Opens patterns (name, support, node) of `length` events that begin where the journeys do.
    pub fn begin(&mut self, blocks: &Blocks, children: impl Iterator<Item = (u32, u32, Node)>, length: usize) {
        blocks.begin(&mut self.places);
        let end = self.places.len();
        let open = children.map(|(name, support, node)| Open { name, support, node, length, from: 0..end });
        self.open.extend(open);
    }

    /// Begins where another thread stopped; the blocks it searched in.
    pub fn resume(&mut self, part: Part) -> Arc<Blocks> {
        self.places.extend(part.places);
        self.open.extend(part.open);
        part.blocks
    }

    /// Searches all that is open, or gives some of it away when somebody is hungry.
    pub fn run(
        &mut self,
        blocks: &Arc<Blocks>,
        harvest: &mut Harvest,
        is_hungry: impl Fn() -> bool,
        give: impl Fn(Part, &mut Harvest),
    ) {
        while self.open.len() > self.given {
            if harvest.is_spent() {
                self.open[self.given..].iter().for_each(|open| harvest.leave(open.support));
                break;
            }
            if is_hungry()
                && let Some(part) = self.share(blocks)
            {
                give(part, harvest);
            } else if let Some(open) = self.open.pop() {
                self.enter(blocks, &open, harvest);
                harvest.weigh(Owner::Blocks, self.bytes());
            }
        }
        self.open.clear();
        self.places.clear();
        self.given = 0;
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<Place>() + self.open.capacity() * size_of::<Open>()
    }

    /// Those that have waited longest and come from the same places; half of them where nothing else waits.
    fn share(&mut self, blocks: &Arc<Blocks>) -> Option<Part> {
        let waiting = &self.open[self.given..];
        let from = waiting.first()?.from.clone();
        let alike = waiting.iter().take_while(|open| open.from == from).count();
        let n = if alike < waiting.len() { alike } else { alike / 2 };
        if n == 0 || from.len() < LEAST_GIVEN {
            return None;
        }
        let mut open = waiting[..n].to_vec();
        open.iter_mut().for_each(|open| open.from = 0..from.len());
        self.given += n;
        Some(Part { blocks: Arc::clone(blocks), places: self.places[from].to_vec(), open })
    }

    /// Counts and reports the children of a pattern, and opens them.
    fn enter(&mut self, blocks: &Blocks, pattern: &Open, harvest: &mut Harvest) {
        let length = pattern.length + 1;
        let min_support = harvest.min_support_at(length);
        if pattern.support < min_support || length > harvest.max_length {
            return;
        }
        let places = pattern.from.end;
        self.places.truncate(places);
        make_room(&mut self.places, pattern.from.len() + 64);
        blocks.follow(self.level, pattern.name, &mut self.places, pattern.from.clone());
        let hash = harvest.memo_wanted().then(|| self.hash(places));
        if let Some(hash) = hash
            && harvest.memo_early()
            && harvest.known(pattern.node, length, hash)
        {
            return;
        }
        blocks.count(self.level, &self.places[places..], &mut self.counts);
        self.frequent.clear();
        let counts = (0..).zip(&self.counts[..blocks.steps.len()]).map(|(name, &count)| (name, count));
        self.frequent.extend(counts.filter(|(_, count)| *count >= min_support));
        if self.frequent.is_empty() {
            return;
        }
        if let Some(hash) = hash
            && !harvest.memo_early()
            && harvest.known(pattern.node, length, hash)
        {
            return;
        }
        let children = self.frequent.iter().map(|&(name, support)| (blocks.steps[name as usize], support));
        let first = harvest.block(pattern.node, length, children);
        if let Some(hash) = hash {
            harvest.remember(length, hash, first);
        }
        if length < harvest.max_length {
            self.open_children(first, length, places, harvest.is_rising());
        }
    }

    fn hash(&self, places: usize) -> u128 {
        self.places[places..].iter().fold(0, |sum: u128, place| sum.wrapping_add(hash(place.at)))
    }

    /// Opens the frequent children, all with the places from `places` on.
    fn open_children(&mut self, first: Node, length: usize, places: usize, best_first: bool) {
        let from = places..self.places.len();
        let children = self.frequent.iter().zip(first.at..).map(|(&(name, support), at)| {
            let node = Node { tree: first.tree, at };
            Open { name, support, node, length, from: from.clone() }
        });
        let bottom = self.open.len();
        self.open.extend(children);
        if best_first {
            // The last one is gone into first.
            self.open[bottom..].sort_by_key(|open| open.support);
        }
    }
}
