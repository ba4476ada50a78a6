//! One journey at a time, as the null sees it: what it holds, q of every bag it fits, and what its shuffles hold.
use super::order_kernel::{MOST_REPEATS, OrderKernel, Part};
use super::random::Random;
use super::shuffle::{Shuffled, Slots};
use crate::budget::Budget;
use crate::matching::Laid;
use crate::matching::occurrences::{Occurrences, Walk};
use crate::matching::trie::{Node, PatternTrie};

/// Shuffles of each journey that is not plain, and their seed.
#[derive(Debug, Clone, Copy)]
pub struct Shuffles {
    /// How many.
    pub count: u32,
    /// The caller's seed.
    pub seed: u64,
}

/// What one thread needs to visit journeys; kept and refilled.
pub struct Visit {
    laid: Laid,
    /// The journey's events by place.
    pub journey: Occurrences,
    walk: Walk,
    /// q of keys met so far.
    pub kernel: OrderKernel,
    /// Room for the walk over bags.
    pub room: Vec<Part>,
    order: Shuffled,
    sorted: Vec<u32>,
    /// The part of the trie whose events the journey holds often enough.
    pub possible: Vec<Node>,
    /// How many shuffles held each of them.
    pub shuffled: Vec<u32>,
    path: Vec<usize>,
}

impl Visit {
    /// For the patterns of this trie.
    pub fn new(trie: &PatternTrie, room: Vec<Part>) -> Self {
        Visit {
            laid: Laid::default(),
            journey: Occurrences::new(trie.alphabet.len),
            walk: Walk::new(trie.depth),
            kernel: OrderKernel::default(),
            room,
            order: Shuffled::default(),
            sorted: Vec::new(),
            possible: Vec::new(),
            shuffled: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Takes in journey `s` and calls `hit` for every node it holds; true where its law is known exactly.
    pub fn observe(&mut self, trie: &PatternTrie, slots: &Slots<'_>, s: usize, mut hit: impl FnMut(&Node)) -> bool {
        self.laid.lay(&slots.db, s, &trie.alphabet);
        self.journey.fill(&self.laid.events, &self.laid.element);
        self.walk.find(trie, &self.journey, |_, node| hit(node));
        slots.is_plain(s, &mut self.sorted)
            && self.journey.present().iter().all(|&event| self.journey.count(event) <= MOST_REPEATS)
    }

    /// Keeps in `possible` the nodes of the trie whose events the journey last observed holds often enough.
    pub fn prune(&mut self, trie: &PatternTrie) {
        let Visit { journey, possible, path, .. } = self;
        possible.clear();
        for stretch in trie.stretches(journey.present()) {
            let nodes = &trie.nodes[..stretch.end];
            let mut at = stretch.start;
            while let Some(node) = nodes.get(at) {
                close(possible, path, node.depth as usize - 1);
                let above = path.iter().filter(|&&open| possible[open].event == node.event).count();
                if above < journey.count(node.event) as usize {
                    path.push(possible.len());
                    possible.push(*node);
                    at += 1;
                } else {
                    at = node.skip as usize;
                }
            }
            close(possible, path, 0);
        }
    }

    /// Shuffles journey `s` (the one last observed and pruned), counts in `shuffled`, and calls `hit(t, node)` for every
    /// node that shuffle t holds. The orders drawn are those of journey `number`.
    pub fn shuffle(
        &mut self,
        trie: &PatternTrie,
        slots: &Slots<'_>,
        (s, number): (usize, u64),
        shuffles: Shuffles,
        budget: &Budget,
        mut hit: impl FnMut(u32, &Node),
    ) {
        self.order.take(slots, s);
        self.shuffled.clear();
        self.shuffled.resize(self.possible.len(), 0);
        for t in 0..shuffles.count {
            if budget.is_spent() {
                return;
            }
            self.order.draw(slots, &mut Random::new(shuffles.seed, [number, t.into()]));
            for (local, &event) in self.laid.events.iter_mut().zip(&self.order.events) {
                *local = trie.alphabet.local(event);
            }
            self.journey.refill(&self.laid.events, &self.laid.element);
            let shuffled = &mut self.shuffled;
            self.walk.run(&self.possible, &self.journey, |at, node| {
                shuffled[at] += 1;
                hit(t, node);
            });
        }
    }
}

/// Ends the subtrees of all but the first `depth` nodes of the path here.
fn close(possible: &mut [Node], path: &mut Vec<usize>, depth: usize) {
    let end = possible.len() as u32;
    for done in path.drain(depth..) {
        possible[done].skip = end;
    }
}
