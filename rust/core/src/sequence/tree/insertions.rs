//! Closed and maximal patterns: each is held against the patterns with one event inserted.
//!
//! Support falls from each pattern to every longer one around it, so looking one event away is enough. The patterns one
//! event longer than P.y that do not end after y are
//! - Q.y for every Q one event longer than P that does not end after P's last event,
//! - P.e.y for every child e of P, and where y joins P's last element, only those where e joins it too,
//! - where y opens an element, P.e.y with e opening it and y joining.
//!
//! So a path carries the blocks of the Qs (its *links*), and one look at each of them settles all children of P at once.
//! Where a Q has the very block of P, all that grows from P grows from Q with the same support: nothing below P is closed.
use super::Tree;
use super::results::{Results, dedup};
use crate::sink::JOINED;
use std::ops::Range;

/// Which patterns are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Those without a longer one of equal support.
    Closed,
    /// Those without a longer one.
    Maximal,
}

/// What is known of a child from the patterns around it.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    /// There is one.
    any: bool,
    /// One has the same support.
    equal: bool,
    /// One has the same future, or the child has none.
    twin: bool,
    /// Is the child to be opened?
    opens: bool,
    /// How many of its links there are; then where the next of them goes; then one past the last.
    links: usize,
}

/// A node whose children are visited.
#[derive(Debug)]
struct Open {
    /// The next child, and one past the last.
    nodes: Range<usize>,
    /// What is known of the next child.
    around: usize,
    /// Where its links begin.
    links: usize,
    /// What was there before the node was opened.
    before: (usize, usize),
}

/// Nodes that are patterns one event longer than children of the node that is being opened.
#[derive(Debug, Clone, Copy)]
struct Source {
    /// The block they are in, and the first of them.
    block: u32,
    begin: u32,
    /// What counts of their steps: below an event that opens an element, what joins it may stand for its first event.
    mask: u32,
    /// Only steps beyond this one join.
    after: u32,
}

impl Around {
    /// Is there no more to learn? What has the future of another pattern is not opened, and asks for no links.
    #[inline]
    fn is_settled(&self, goal: Goal) -> bool {
        self.twin && (self.equal || goal == Goal::Maximal)
    }
}

impl Source {
    #[inline]
    fn nodes(self, tree: &Tree) -> Range<usize> {
        self.begin as usize..tree.block(self.block).end
    }

    /// Is it longer to go through than to look for a few children?
    #[inline]
    fn is_long_for(self, tree: &Tree, children: usize) -> bool {
        children <= 1 || children * SEARCH < self.nodes(tree).len()
    }

    /// The nodes that are around the child of this step.
    #[inline]
    fn find(self, tree: &Tree, step: u32) -> [Option<usize>; 2] {
        let node = |step: u32| {
            if step & JOINED != 0 && step <= self.after {
                return None;
            }
            let range = self.nodes(tree);
            tree.steps[range.clone()].binary_search(&step).ok().map(|at| range.start + at)
        };
        match (self.mask & JOINED == 0, step & JOINED == 0) {
            (false, _) => [node(step), None],
            (true, true) => [node(step), node(step | JOINED)],
            (true, false) => [None, None],
        }
    }
}

/// What it costs to look for one child, in nodes gone through.
const SEARCH: usize = 16;

/// One thread's pass.
#[derive(Debug)]
pub struct Insertions<'a, R> {
    tree: &'a Tree,
    goal: Goal,
    longest: usize,
    n_items: usize,
    /// By step: which child of the node that is being opened.
    places: Vec<u32>,
    sources: Vec<Source>,
    /// Children of the node that is being opened of which there is something left to do.
    left: Vec<u32>,
    arounds: Vec<Around>,
    links: Vec<u32>,
    open: Vec<Open>,
    pattern: Vec<u32>,
    /// What was found.
    pub results: R,
}

impl<'a, R: Results> Insertions<'a, R> {
    /// Looks for results of up to `longest` events; the tree must be complete up to one event more.
    pub fn new(tree: &'a Tree, goal: Goal, longest: usize, results: R) -> Self {
        let n_items = tree.block(1).len();
        Insertions {
            tree,
            goal,
            longest,
            n_items,
            places: vec![0; 2 * n_items],
            sources: Vec::new(),
            left: Vec::new(),
            arounds: Vec::new(),
            links: Vec::new(),
            open: Vec::new(),
            pattern: Vec::new(),
            results,
        }
    }

    /// Opens the empty pattern: what every thread begins with.
    pub fn begin(mut self) -> Self {
        self.open_block(1, 0..0, None, 1);
        self
    }

    /// All results that begin with one event, out of a pass that has begun; breaks off where `stop` says so.
    pub fn run<Q>(&mut self, begun: &Insertions<'_, Q>, item: usize, stop: impl Fn() -> bool) {
        self.results.begin(item);
        let links = item.checked_sub(1).map_or(0, |before| begun.arounds[before].links);
        let around = begun.arounds[item];
        self.links.clear();
        self.links.extend_from_slice(&begun.links[links..around.links]);
        self.visit(item + 1, Around { links: self.links.len(), ..around }, 0);
        while let Some(open) = self.open.last_mut() {
            let Some(at) = open.nodes.next() else {
                self.arounds.truncate(open.before.0);
                self.links.truncate(open.before.1);
                self.open.pop();
                continue;
            };
            let (around, links) = (self.arounds[open.around], open.links);
            open.around += 1;
            open.links = around.links;
            if around.opens && stop() {
                return;
            }
            self.visit(at, around, links);
        }
    }

    /// Is the child a result? Opens it where it has children that may be.
    fn visit(&mut self, at: usize, around: Around, links: usize) {
        let tree = self.tree;
        let (below, support, before) = (tree.first[at], tree.supports[at], self.open.len());
        if R::SHARED {
            self.pattern.truncate(before);
            self.pattern.push(tree.steps[at]);
        }
        let is_result = match self.goal {
            Goal::Closed => !around.equal && !tree.supports[tree.block(below)].contains(&support),
            Goal::Maximal => !around.any && below == 0,
        };
        if is_result {
            self.results.take(at, &self.pattern, support);
        }
        if around.opens {
            let own = &mut self.links[links..around.links];
            let n = if R::SHARED && own.len() > 8 { dedup(own) } else { own.len() };
            self.open_block(below, links..links + n, Some(tree.steps[at]), before + 2);
        }
    }

    /// Finds out what is around each child of a pattern, children of `length` events, and the links of those that are
    /// to be opened.
    fn open_block(&mut self, block: u32, links: Range<usize>, last: Option<u32>, length: usize) {
        let before = (self.arounds.len(), self.links.len());
        let nodes = self.tree.block(block);
        for (place, at) in nodes.clone().enumerate() {
            let slot = slot(self.tree.steps[at], self.n_items);
            self.places[slot] = place as u32;
        }
        self.gather(links, nodes.clone(), last);
        self.look(nodes.clone(), before.0);
        if self.lay_out(nodes.clone(), before, length) {
            self.deliver(nodes.clone(), before.0);
        }
        self.open.push(Open { nodes, around: before.0, links: before.1, before });
    }

    /// Where patterns one event longer than the children are found.
    fn gather(&mut self, links: Range<usize>, nodes: Range<usize>, last: Option<u32>) {
        let tree = self.tree;
        let source = |block| Source { block, begin: block, mask: u32::MAX, after: 0 };
        self.sources.clear();
        self.sources.extend(self.links[links].iter().map(|&block| source(block)));
        for at in nodes.filter(|&at| tree.first[at] != 0) {
            let step = tree.steps[at];
            let mut below = Source { after: step | JOINED, ..source(tree.first[at]) };
            if Some(step) == last {
                // Before an equal event is after it, and a link of its own; joined by what comes next it is not.
                let block = tree.block(below.block);
                below.begin += tree.steps[block].partition_point(|&step| step & JOINED == 0) as u32;
            }
            if step & JOINED == 0 {
                below.mask = !JOINED;
            }
            self.sources.push(below);
        }
    }

    /// Tells what is around each child.
    fn look(&mut self, nodes: Range<usize>, begin: usize) {
        let Tree { steps, supports, first } = self.tree;
        let (own_supports, own_first) = (&supports[nodes.clone()], &first[nodes.clone()]);
        self.arounds.resize(begin + nodes.len(), Around::default());
        let arounds = &mut self.arounds[begin..];
        let mut settled = 0;
        // A pattern of this support, with this block, is around a child: is that all there is to know?
        let note = |arounds: &mut [Around], place: usize, support: u32, below: u32| {
            let around = &mut arounds[place];
            let was_settled = R::SHARED && around.is_settled(self.goal);
            around.any = true;
            around.equal |= support == own_supports[place];
            around.links += usize::from(below != 0);
            let own = own_first[place];
            if R::SHARED && !around.twin && (own == 0 || below != 0) {
                around.twin = own == 0 || own == below || self.tree.future(below) == self.tree.future(own);
            }
            R::SHARED && !was_settled && around.is_settled(self.goal)
        };
        self.left.clear();
        self.left.extend(0..nodes.len() as u32);
        for &source in &self.sources {
            if R::SHARED && source.is_long_for(self.tree, self.left.len()) {
                for &place in &self.left {
                    let found = source.find(self.tree, steps[nodes.start + place as usize]);
                    for at in found.into_iter().flatten() {
                        settled += usize::from(note(arounds, place as usize, supports[at], first[at]));
                    }
                }
            } else {
                let range = source.nodes(self.tree);
                let others = supports[range.clone()].iter().zip(&first[range.clone()]);
                for (&step, (&support, &below)) in steps[range].iter().zip(others) {
                    let place = self.places[slot(step & source.mask, self.n_items)] as usize;
                    settled += usize::from(note(arounds, place, support, below));
                }
            }
            if 2 * settled > self.left.len() {
                self.left.retain(|&place| !arounds[place as usize].is_settled(self.goal));
                settled = 0;
            }
        }
    }

    /// Makes room for the links of all children that are to be opened; are there any?
    fn lay_out(&mut self, nodes: Range<usize>, before: (usize, usize), length: usize) -> bool {
        let mut top = before.1;
        let mut opens = false;
        for (around, at) in self.arounds[before.0..].iter_mut().zip(nodes) {
            around.opens = length < self.longest && self.tree.first[at] != 0 && !around.twin;
            let links = std::mem::replace(&mut around.links, top);
            if around.opens {
                top += links;
                opens = true;
            }
        }
        self.links.resize(top, 0);
        opens
    }

    /// Hands each child of a block its links.
    fn deliver(&mut self, nodes: Range<usize>, begin: usize) {
        let Tree { steps, first, .. } = self.tree;
        let arounds = &mut self.arounds[begin..];
        self.left.clear();
        self.left.extend((0..).zip(arounds.iter()).filter(|(_, around)| around.opens).map(|(place, _)| place));
        let mut hand = |place: usize, other: usize| {
            let around = &mut arounds[place];
            if first[other] != 0 && around.opens {
                self.links[around.links] = first[other];
                around.links += 1;
            }
        };
        for &source in &self.sources {
            if R::SHARED && source.is_long_for(self.tree, self.left.len()) {
                for place in self.left.iter().map(|&place| place as usize) {
                    let found = source.find(self.tree, steps[nodes.start + place]);
                    found.into_iter().flatten().for_each(|at| hand(place, at));
                }
            } else {
                for at in source.nodes(self.tree) {
                    hand(self.places[slot(steps[at] & source.mask, self.n_items)] as usize, at);
                }
            }
        }
    }
}

/// The table place of a step.
#[inline]
fn slot(step: u32, n_items: usize) -> usize {
    (step & !JOINED) as usize + if step & JOINED == 0 { 0 } else { n_items }
}
