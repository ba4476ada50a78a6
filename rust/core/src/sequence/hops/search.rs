//! The search by hops: down from node to node, with the children of every child counted ahead.
use super::Hops;
use crate::budget::make_room;
use crate::kernels::Level;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sequence::tree::hash;
use std::ops::Range;
use std::sync::Arc;

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub struct Part {
    hops: Arc<Hops>,
    places: Vec<u32>,
    open: Vec<Open>,
    children: Vec<Child>,
}

/// A pattern whose children were reported; they are still to be gone into.
#[derive(Debug, Clone)]
struct Open {
    /// How many events its children have.
    length: usize,
    /// Where the journeys go on after it.
    places: Range<usize>,
    /// Its children in the list of children.
    children: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Child {
    name: u32,
    support: u32,
    node: Node,
}

/// The memory of a thread that searches by hops.
#[derive(Debug)]
pub(super) struct Search {
    level: Level,
    /// The patterns to be gone into, the next one last; their places and children lie in the same order.
    open: Vec<Open>,
    places: Vec<u32>,
    children: Vec<Child>,
    /// How many of the open ones, at the bottom, were given away.
    given: usize,
    /// The children of the node looked at, their names, and how often every name comes after each.
    looked_at: Vec<Child>,
    names: Vec<u32>,
    counts: Vec<[u32; 64]>,
    /// The children of one of them: name and support.
    frequent: Vec<(u32, u32)>,
}

/// With fewer places than that a piece is not worth giving away.
const LEAST_GIVEN: usize = 1024;

impl Search {
    pub fn new(level: Level) -> Self {
        Search {
            level,
            open: Vec::new(),
            places: Vec::new(),
            children: Vec::new(),
            given: 0,
            looked_at: Vec::new(),
            names: Vec::new(),
            counts: Vec::new(),
            frequent: Vec::new(),
        }
    }

    /// Opens the patterns that begin with a name.
    pub fn begin(&mut self, hops: &Hops, (name, support, node): (u32, u32, Node)) {
        self.places.extend_from_slice(&hops.begins);
        self.children.push(Child { name, support, node });
        self.open.push(Open { length: 1, places: 0..hops.begins.len(), children: 0..1 });
    }

    /// Begins where another thread stopped; the hops it searched by.
    pub fn resume(&mut self, part: Part) -> Arc<Hops> {
        self.places.extend(part.places);
        self.children.extend(part.children);
        self.open.extend(part.open);
        part.hops
    }

    /// Searches all that is open, or gives some of it away when somebody is hungry.
    pub fn run(
        &mut self,
        hops: &Arc<Hops>,
        harvest: &mut Harvest,
        is_hungry: impl Fn() -> bool,
        give: impl Fn(Part, &mut Harvest),
    ) {
        while self.open.len() > self.given {
            if harvest.is_spent() {
                self.leave(harvest);
                break;
            }
            if is_hungry()
                && let Some(part) = self.share(hops)
            {
                give(part, harvest);
            } else if let Some(open) = self.open.pop() {
                self.enter(hops, &open, harvest);
                harvest.weigh(Owner::Hops, self.bytes());
            }
        }
        self.open.clear();
        self.places.clear();
        self.children.clear();
        self.given = 0;
    }

    /// Memory held.
    fn bytes(&self) -> usize {
        let path = self.children.capacity() * size_of::<Child>() + self.open.capacity() * size_of::<Open>();
        4 * self.places.capacity() + path
    }

    fn leave(&self, harvest: &mut Harvest) {
        for open in &self.open[self.given..] {
            self.children[open.children.clone()].iter().for_each(|child| harvest.leave(child.support));
        }
    }

    /// Those that have waited longest and are of equal length; half of them where nothing else waits.
    fn share(&mut self, hops: &Arc<Hops>) -> Option<Part> {
        let waiting = &self.open[self.given..];
        let first = waiting.first()?.clone();
        let alike = waiting.iter().take_while(|open| open.length == first.length).count();
        let n = if alike < waiting.len() { alike } else { alike / 2 };
        let last = waiting[..n].last()?.clone();
        if last.places.end - first.places.start < LEAST_GIVEN {
            return None;
        }
        let mut open = waiting[..n].to_vec();
        let moved = |range: &Range<usize>, by: usize| range.start - by..range.end - by;
        for open in &mut open {
            open.places = moved(&open.places, first.places.start);
            open.children = moved(&open.children, first.children.start);
        }
        let places = self.places[first.places.start..last.places.end].to_vec();
        let children = self.children[first.children.start..last.children.end].to_vec();
        self.given += n;
        Some(Part { hops: Arc::clone(hops), places, open, children })
    }

    /// Counts and reports the children of all children of a pattern, and opens those that have some.
    fn enter(&mut self, hops: &Hops, pattern: &Open, harvest: &mut Harvest) {
        let length = pattern.length + 1;
        let min_support = harvest.min_support_at(length);
        self.places.truncate(pattern.places.end);
        self.looked_at.clear();
        self.looked_at.extend_from_slice(&self.children[pattern.children.clone()]);
        self.children.truncate(pattern.children.start);
        if length > harvest.max_length {
            return;
        }
        self.looked_at.retain(|child| child.support >= min_support);
        if harvest.is_rising() {
            // The last one is gone into first.
            self.looked_at.sort_by_key(|child| child.support);
        }
        self.names.clear();
        self.names.extend(self.looked_at.iter().map(|child| child.name));
        hops.table.look_ahead(self.level, &self.places[pattern.places.clone()], &self.names, &mut self.counts);
        for number in 0..self.looked_at.len() {
            self.grow(hops, number, length, pattern.places.clone(), harvest);
        }
    }

    /// Reports the counted children of a child that was looked at, and opens it if it has some.
    fn grow(&mut self, hops: &Hops, number: usize, length: usize, from: Range<usize>, harvest: &mut Harvest) {
        let Child { name, node, .. } = self.looked_at[number];
        let (in_one, n_names) = (hops.table.children_in_one(), hops.steps.len());
        let counts = &self.counts[number / in_one][number % in_one * n_names..][..n_names];
        let min_support = harvest.min_support_at(length);
        self.frequent.clear();
        let children = (0..).zip(counts).map(|(name, &support)| (name, support));
        self.frequent.extend(children.filter(|(_, support)| *support >= min_support));
        if self.frequent.is_empty() {
            return;
        }
        let top = self.places.len();
        let memo = harvest.memo_wanted();
        if memo || length < harvest.max_length {
            make_room(&mut self.places, from.len() + 64);
            hops.table.follow(self.level, name as usize, &mut self.places, from);
        }
        let sum = if memo { self.hash(top) } else { 0 };
        if memo && harvest.known(node, length, sum) {
            self.places.truncate(top);
            return;
        }
        let steps = self.frequent.iter().map(|&(name, support)| (hops.steps[name as usize], support));
        let first = harvest.block(node, length, steps);
        if memo {
            harvest.remember(length, sum, first);
        }
        if length < harvest.max_length {
            self.open_children(first, length, top);
        } else {
            self.places.truncate(top);
        }
    }

    fn hash(&self, top: usize) -> u128 {
        self.places[top..].iter().fold(0, |sum: u128, &place| sum.wrapping_add(hash(place)))
    }

    /// Opens a pattern with the frequent children and the places from `top` on.
    fn open_children(&mut self, first: Node, length: usize, top: usize) {
        let children = self.children.len();
        let nodes = (first.at..).map(|at| Node { tree: first.tree, at });
        let grown = self.frequent.iter().zip(nodes).map(|(&(name, support), node)| Child { name, support, node });
        self.children.extend(grown);
        self.open.push(Open { length, places: top..self.places.len(), children: children..self.children.len() });
    }
}
