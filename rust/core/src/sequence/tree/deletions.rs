//! Generators: each pattern is held against the patterns with one event deleted.
//!
//! Support falls from each pattern to every longer one around it, so looking one event away is enough. P.y without an
//! event of P is child y of P without it, and P.y without y is P. So a path carries the blocks of the shorter patterns
//! (its *links*, first the one without the last event); all children of P are among theirs. Only where the last event of P
//! is an element of its own and y joins it does y take its place: then y opens an element in the shorter pattern.
//!
//! Where a shorter pattern has the very block of P, all that grows from P grows from it with the same support: nothing
//! below P is a generator.
use super::Tree;
use super::results::{Results, dedup};
use crate::sink::JOINED;
use std::ops::Range;

/// What is known of a child from the patterns inside it.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    /// One has the same support.
    equal: bool,
    /// One has the same future.
    twin: bool,
}

/// A node whose children are visited.
#[derive(Debug)]
struct Open {
    /// The next child, and one past the last.
    nodes: Range<usize>,
    /// The last step of the pattern.
    last: u32,
    /// What is known of the next child.
    inside: usize,
    /// Where its links begin, and how many each child has.
    links: usize,
    width: usize,
    /// What was there before the node was opened.
    before: (usize, usize),
}

/// One thread's pass.
#[derive(Debug)]
pub struct Deletions<'a, R> {
    tree: &'a Tree,
    /// How many journeys hold the empty pattern.
    n_journeys: u32,
    longest: usize,
    insides: Vec<Inside>,
    links: Vec<u32>,
    open: Vec<Open>,
    pattern: Vec<u32>,
    /// What was found.
    pub results: R,
}

impl<'a, R: Results> Deletions<'a, R> {
    /// Looks for results of up to `longest` events among patterns of `n_journeys`.
    pub fn new(tree: &'a Tree, n_journeys: u32, longest: usize, results: R) -> Self {
        Deletions {
            tree,
            n_journeys,
            longest,
            insides: Vec::new(),
            links: Vec::new(),
            open: Vec::new(),
            pattern: Vec::new(),
            results,
        }
    }

    /// All results that begin with one event; breaks off where `stop` says so.
    pub fn run(&mut self, item: usize, stop: impl Fn() -> bool) {
        self.results.begin(item);
        // Without its only event, a pattern is empty, and goes on with the single events.
        self.links.clear();
        self.links.push(1);
        let equal = self.tree.supports[item + 1] == self.n_journeys;
        self.visit(item + 1, Inside { equal, twin: false }, 0..1);
        while let Some(open) = self.open.last_mut() {
            let Some(at) = open.nodes.next() else {
                self.insides.truncate(open.before.0);
                self.links.truncate(open.before.1);
                self.open.pop();
                continue;
            };
            let (inside, mut links) = (self.insides[open.inside], open.links..open.links + open.width);
            open.inside += 1;
            open.links = links.end;
            if self.tree.steps[at] == open.last && joined(self.tree, self.tree.block(self.tree.first[at])).is_empty() {
                // Without the one or the other of two equal neighbours is the same pattern.
                links.start += 1;
            }
            if stop() {
                return;
            }
            self.visit(at, inside, links);
        }
    }

    /// Is the child a result? Opens it where it has children that may be.
    fn visit(&mut self, at: usize, inside: Inside, mut links: Range<usize>) {
        let tree = self.tree;
        let before = self.open.len();
        if R::SHARED {
            self.pattern.truncate(before);
            self.pattern.push(tree.steps[at]);
        }
        if !inside.equal {
            self.results.take(at, &self.pattern, tree.supports[at]);
        }
        if tree.first[at] != 0 && !inside.twin && before + 1 < self.longest {
            if R::SHARED && links.len() > 8 {
                links.end = links.start + 1 + dedup(&mut self.links[links.start + 1..links.end]);
            }
            self.open_node(at, links);
        }
    }

    /// Finds out what is inside each child of a node, and their links.
    fn open_node(&mut self, at: usize, links: Range<usize>) {
        let tree = self.tree;
        let (last, nodes) = (tree.steps[at], tree.block(tree.first[at]));
        let before = (self.insides.len(), self.links.len());
        let width = links.len() + 1;
        let equal = |&support: &u32| Inside { equal: support == tree.supports[at], twin: false };
        self.insides.extend(tree.supports[nodes.clone()].iter().map(equal));
        self.links.resize(before.1 + nodes.len() * width, tree.first[at]);
        for (column, link) in links.enumerate() {
            let shorter = tree.block(self.links[link]);
            let rows = Rows { node: nodes.start, inside: before.0, link: before.1 + column + 1, width };
            if column == 0 && last & JOINED == 0 {
                let joins = joined(tree, nodes.clone());
                self.settle(nodes.start..joins.start, shorter.clone(), u32::MAX, rows);
                self.settle(joins, shorter, !JOINED, rows);
            } else {
                self.settle(nodes.clone(), shorter, u32::MAX, rows);
            }
        }
        self.open.push(Open { nodes, last, inside: before.0, links: before.1, width, before });
    }

    /// Finds some children among those of a shorter pattern, by the bits of their steps that count.
    fn settle(&mut self, nodes: Range<usize>, mut shorter: Range<usize>, mask: u32, rows: Rows) {
        let tree = self.tree;
        if mask == u32::MAX && nodes.len() == shorter.len() {
            nodes.zip(shorter).for_each(|(at, other)| self.link(at, other, rows));
        } else if shorter.len() < 8 * nodes.len() + 16 {
            for at in nodes {
                while tree.steps[shorter.start] != tree.steps[at] & mask {
                    shorter.start += 1;
                }
                self.link(at, shorter.start, rows);
            }
        } else {
            for at in nodes {
                let step = tree.steps[at] & mask;
                shorter.start += tree.steps[shorter.clone()].partition_point(|&other| other < step);
                self.link(at, shorter.start, rows);
            }
        }
    }

    /// Notes that a child without some event is the pattern at node `other`.
    #[inline]
    fn link(&mut self, at: usize, other: usize, rows: Rows) {
        let Tree { supports, first, .. } = self.tree;
        let place = at - rows.node;
        let inside = &mut self.insides[rows.inside + place];
        inside.equal |= supports[at] == supports[other];
        if R::SHARED && first[at] != 0 {
            inside.twin |= self.tree.future(first[at]) == self.tree.future(first[other]);
        }
        self.links[rows.link + place * rows.width] = first[other];
    }
}

/// Where what is known of the children of a node lies.
#[derive(Debug, Clone, Copy)]
struct Rows {
    /// The first child.
    node: usize,
    /// What is inside it.
    inside: usize,
    /// Its link that is being found.
    link: usize,
    /// How many links each child has.
    width: usize,
}

/// Those children that join an element; they come last.
fn joined(tree: &Tree, nodes: Range<usize>) -> Range<usize> {
    nodes.start + tree.steps[nodes.clone()].partition_point(|&step| step & JOINED == 0)..nodes.end
}
