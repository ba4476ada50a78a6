//! Many patterns as one trie in preorder: where a step fails, its whole subtree is skipped.
use crate::sink::JOINED;
use std::ops::Range;

/// No local number: the event is in no pattern.
pub const ABSENT: u32 = u32::MAX;

/// So many times fewer events than beginnings of patterns make it quicker to look each event up than to try them all.
pub const SPARSE: usize = 4;

/// The events that occur in patterns, numbered densely; everything else is invisible to matching.
#[derive(Debug)]
pub struct Alphabet {
    local: Vec<u32>,
    /// How many events are numbered.
    pub len: usize,
}

impl Alphabet {
    /// Numbers the events of these steps in the order of their codes.
    pub fn new(steps: &[u32]) -> Self {
        let size = steps.iter().map(|step| (step & !JOINED) as usize + 1).max().unwrap_or(0);
        let mut local = vec![ABSENT; size];
        for step in steps {
            local[(step & !JOINED) as usize] = 0;
        }
        let mut len = 0;
        for number in local.iter_mut().filter(|number| **number == 0) {
            *number = len;
            len += 1;
        }
        Alphabet { local, len: len as usize }
    }

    /// The dense number of an event, or [`ABSENT`].
    #[inline]
    pub fn local(&self, event: u32) -> u32 {
        self.local.get(event as usize).copied().unwrap_or(ABSENT)
    }
}

/// One step below its parent, which is the nearest earlier node of smaller depth. Small, for walks are bound by memory.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The dense number of the event.
    pub event: u32,
    /// Where the subtree of this node ends in the preorder.
    pub skip: u32,
    /// The number of this node in the whole trie (it differs from its place in a pruned copy).
    pub number: u32,
    /// 1 for the first step of a pattern.
    pub depth: u16,
    /// Is the event in the same element as the step before?
    pub joined: bool,
    /// Does a pattern end here?
    pub ends: bool,
}

/// Patterns as a trie of steps.
#[derive(Debug)]
pub struct PatternTrie {
    /// The events that occur.
    pub alphabet: Alphabet,
    /// All nodes in preorder.
    pub nodes: Vec<Node>,
    /// Pattern numbers in the order in which they end in the preorder; equal patterns stand together.
    order: Vec<u32>,
    /// Those that end at a node: `order[from..to]`.
    ending: Vec<(u32, u32)>,
    /// The node of each event that begins a pattern, or [`ABSENT`]; by dense number.
    roots: Vec<u32>,
    /// How many events begin a pattern.
    beginnings: usize,
    /// The longest pattern.
    pub depth: usize,
}

impl PatternTrie {
    /// Builds the trie of patterns `steps[offsets[i]..offsets[i + 1]]`; none of them may be empty.
    pub fn new(steps: &[u32], offsets: &[u64]) -> Self {
        let pattern = |i: u32| &steps[offsets[i as usize] as usize..offsets[i as usize + 1] as usize];
        let mut order: Vec<u32> = (0..offsets.len() as u32 - 1).collect();
        order.sort_by(|&a, &b| pattern(a).cmp(pattern(b)));
        let alphabet = Alphabet::new(steps);
        let mut nodes: Vec<Node> = Vec::new();
        let mut ending: Vec<(u32, u32)> = Vec::new();
        let mut path: Vec<usize> = Vec::new();
        let mut before: &[u32] = &[];
        for (at, &i) in order.iter().enumerate() {
            let own = pattern(i);
            let common = before.iter().zip(own).take_while(|(a, b)| a == b).count();
            for done in path.drain(common..) {
                nodes[done].skip = nodes.len() as u32;
            }
            for &step in &own[common..] {
                path.push(nodes.len());
                nodes.push(Node {
                    event: alphabet.local(step & !JOINED),
                    skip: 0,
                    number: nodes.len() as u32,
                    depth: path.len() as u16,
                    joined: step & JOINED != 0,
                    ends: false,
                });
                ending.push((at as u32, at as u32));
            }
            if let Some(&last) = path.last() {
                nodes[last].ends = true;
                ending[last].1 = at as u32 + 1;
            }
            before = own;
        }
        let end = nodes.len() as u32;
        path.drain(..).for_each(|open| nodes[open].skip = end);
        let depth = nodes.iter().map(|node| node.depth as usize).max().unwrap_or(0);
        let mut roots = vec![ABSENT; alphabet.len];
        let mut beginnings = 0;
        for node in nodes.iter().filter(|node| node.depth == 1) {
            roots[node.event as usize] = node.number;
            beginnings += 1;
        }
        PatternTrie { alphabet, nodes, order, ending, roots, beginnings, depth }
    }

    /// The stretches of `nodes` worth walking for a journey of these distinct events: what begins with one of them, or
    /// all nodes at once where that is as quick.
    pub fn stretches<'a>(&'a self, present: &'a [u32]) -> impl Iterator<Item = Range<usize>> + 'a {
        let few = present.len() < self.beginnings / SPARSE;
        let whole = (!few).then_some(0..self.nodes.len());
        let own = if few { present } else { &[] };
        let begun = own.iter().map(|&event| self.roots[event as usize]).filter(|&root| root != ABSENT);
        whole.into_iter().chain(begun.map(|root| root as usize..self.nodes[root as usize].skip as usize))
    }

    /// The patterns that end at a node.
    #[inline]
    pub fn ending(&self, node: &Node) -> &[u32] {
        let (from, to) = self.ending[node.number as usize];
        &self.order[from as usize..to as usize]
    }

    /// The node where each pattern ends.
    pub fn end_nodes(&self) -> Vec<u32> {
        let mut ends = vec![0; self.order.len()];
        for node in &self.nodes {
            for &pattern in self.ending(node) {
                ends[pattern as usize] = node.number;
            }
        }
        ends
    }
}
