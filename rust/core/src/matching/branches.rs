//! The children of every node of a trie as bits: one look at the events that a journey still has to come finds those of
//! them that it can hold, however many there are.
use super::trie::{Node, PatternTrie};

/// Children of one node whose events share a word of bits.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    /// Which events, of those numbered from `64 * word`.
    pub bits: u64,
    /// Which word of bits.
    pub word: u32,
    /// The slot of the child with the lowest event; the others follow in their order.
    pub first: u32,
}

/// A node with children, or one that joins its parent's element.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fork {
    /// Its event.
    pub event: u32,
    /// The slot of the node above it.
    pub above: u32,
    /// Does it join the element of the node above?
    pub joins: bool,
    /// Childless children in elements of their own: `branches[leaves..forks]`.
    leaves: u32,
    /// Other children in elements of their own: `branches[forks..end]`.
    forks: u32,
    end: u32,
    /// Slots of children in the same element: `joined..joined_end`.
    joined: u32,
    joined_end: u32,
}

/// A trie for matching. Its nodes are numbered by slots: first the forks, from 0, which stands for the empty pattern and
/// is never found, then the childless nodes; children of one node that are alike stand together.
#[derive(Debug)]
pub struct Branches {
    /// The trie.
    pub trie: PatternTrie,
    forks: Vec<Fork>,
    branches: Vec<Branch>,
    /// The node of the trie that each slot stands for.
    nodes: Vec<u32>,
    /// The pattern that ends at each slot, [`NONE`] or [`SEVERAL`].
    patterns: Vec<u32>,
}

/// No node, no pattern.
const NONE: u32 = u32::MAX;

/// Equal patterns, which stand in the trie.
const SEVERAL: u32 = u32::MAX - 1;

impl Branches {
    /// Lays out a trie.
    pub fn new(trie: PatternTrie) -> Self {
        let is_leaf = |node: &Node| !node.joined && node.skip == node.number + 1;
        let n_forks = 1 + trie.nodes.iter().filter(|node| !is_leaf(node)).count();
        let mut forks = vec![Fork { above: NONE, ..Fork::default() }];
        let mut fork_nodes = vec![NONE];
        let (mut leaf_nodes, mut branches) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < forks.len() {
            let number = fork_nodes[at];
            let (leaves, others): (Vec<&Node>, Vec<&Node>) = children(&trie, number).partition(|child| is_leaf(child));
            let (joined, others): (Vec<&Node>, Vec<&Node>) = others.into_iter().partition(|child| child.joined);
            let start = branches.len() as u32;
            bits_of(&leaves, n_forks + leaf_nodes.len(), &mut branches);
            leaf_nodes.extend(leaves.iter().map(|leaf| leaf.number));
            let middle = branches.len() as u32;
            bits_of(&others, forks.len(), &mut branches);
            let first_joined = (forks.len() + others.len()) as u32;
            for child in others.iter().chain(&joined) {
                forks.push(Fork { event: child.event, above: at as u32, joins: child.joined, ..Fork::default() });
                fork_nodes.push(child.number);
            }
            let own = &mut forks[at];
            (own.leaves, own.forks, own.end) = (start, middle, branches.len() as u32);
            (own.joined, own.joined_end) = (first_joined, first_joined + joined.len() as u32);
            at += 1;
        }
        fork_nodes.append(&mut leaf_nodes);
        let ending = |&node: &u32| match trie.nodes.get(node as usize).map(|node| trie.ending(node)) {
            Some(&[pattern]) => pattern,
            Some(&[_, _, ..]) => SEVERAL,
            _ => NONE,
        };
        let patterns = fork_nodes.iter().map(ending).collect();
        Branches { trie, forks, branches, nodes: fork_nodes, patterns }
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Is there no slot at all? There always is one.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The words of bits that the events of all patterns take.
    pub fn width(&self) -> usize {
        self.trie.alphabet.len.div_ceil(64)
    }

    /// What there is to know of a slot, where it is a fork.
    #[inline]
    pub fn fork(&self, slot: u32) -> Option<&Fork> {
        self.forks.get(slot as usize)
    }

    /// The childless children of a fork that open an element.
    #[inline]
    pub fn leaves(&self, fork: &Fork) -> &[Branch] {
        &self.branches[fork.leaves as usize..fork.forks as usize]
    }

    /// The children of a fork that open an element and have children.
    #[inline]
    pub fn below(&self, fork: &Fork) -> &[Branch] {
        &self.branches[fork.forks as usize..fork.end as usize]
    }

    /// The slots of the children of a fork that join its element.
    #[inline]
    pub fn joined(&self, fork: &Fork) -> std::ops::Range<u32> {
        fork.joined..fork.joined_end
    }

    /// The same children.
    #[inline]
    pub fn forks(&self, fork: &Fork) -> &[Fork] {
        &self.forks[fork.joined as usize..fork.joined_end as usize]
    }

    /// The node of the trie that a slot stands for; not for slot 0.
    #[inline]
    pub fn node(&self, slot: u32) -> &Node {
        &self.trie.nodes[self.nodes[slot as usize] as usize]
    }

    /// The patterns that end at a slot.
    #[inline]
    pub fn ending(&self, slot: u32) -> &[u32] {
        match std::slice::from_ref(&self.patterns[slot as usize]) {
            &[NONE] => &[],
            &[SEVERAL] => self.trie.ending(self.node(slot)),
            one => one,
        }
    }

    /// The number at its slot for every pattern, in the order of patterns.
    pub fn by_pattern<T: Copy + Default>(&self, at_slot: &[T]) -> Vec<T> {
        let mut at_node = vec![T::default(); self.trie.nodes.len()];
        for (&node, &value) in self.nodes.iter().zip(at_slot).filter(|(node, _)| **node != NONE) {
            at_node[node as usize] = value;
        }
        self.trie.end_nodes().into_iter().map(|node| at_node[node as usize]).collect()
    }
}

/// The children of a node, those of the empty pattern for [`NONE`]; those that open an element first, events ascending.
fn children(trie: &PatternTrie, number: u32) -> impl Iterator<Item = &Node> {
    let (mut at, end) = match number {
        NONE => (0, trie.nodes.len() as u32),
        number => (number + 1, trie.nodes[number as usize].skip),
    };
    std::iter::from_fn(move || {
        let child = (at < end).then(|| &trie.nodes[at as usize])?;
        at = child.skip;
        Some(child)
    })
}

/// Adds the bits of nodes whose slots begin at `first`.
fn bits_of(nodes: &[&Node], first: usize, branches: &mut Vec<Branch>) {
    let from = branches.len();
    for (place, node) in nodes.iter().enumerate() {
        let (word, bit) = (node.event / 64, 1 << (node.event % 64));
        match branches[from..].last_mut().filter(|last| last.word == word) {
            Some(last) => last.bits |= bit,
            None => branches.push(Branch { bits: bit, word, first: (first + place) as u32 }),
        }
    }
}

/// Calls `hit` with the event and slot of each child whose event is in `row`.
#[inline(always)]
pub fn each_in(branches: &[Branch], row: &[u64], mut hit: impl FnMut(u32, u32)) {
    for branch in branches {
        let mut left = branch.bits & row[branch.word as usize];
        while left != 0 {
            let below = (left & left.wrapping_neg()) - 1;
            hit(branch.word * 64 + left.trailing_zeros(), branch.first + (branch.bits & below).count_ones());
            left &= left - 1;
        }
    }
}

/// Which events a journey still has to come, from each of its elements on, as rows of bits; kept and refilled.
#[derive(Debug, Default)]
pub struct Coming {
    width: usize,
    /// Rows from the journey's end to its beginning, a new one wherever an event comes for the last time.
    rows: Vec<u64>,
    /// Where the row of each element begins; one more for the end of the journey.
    starts: Vec<u32>,
}

impl Coming {
    /// Takes in a journey: `events` are dense numbers below `64 * width` or absent, `element` the element of each.
    pub fn fill(&mut self, width: usize, events: &[u32], element: &[u32]) {
        self.width = width;
        self.rows.clear();
        self.rows.resize(width, 0);
        self.starts.clear();
        self.starts.resize(element.last().map_or(0, |&last| last as usize + 1) + 1, 0);
        let mut start = 0;
        let mut fresh = usize::MAX;
        for (&event, &at) in events.iter().zip(element).rev() {
            let (word, bit) = ((event / 64) as usize, 1 << (event % 64));
            if word < width && self.rows[start + word] & bit == 0 {
                if fresh != at as usize {
                    fresh = at as usize;
                    self.rows.extend_from_within(start..start + width);
                    start += width;
                }
                self.rows[start + word] |= bit;
            }
            self.starts[at as usize] = start as u32;
        }
    }

    /// The events that come in this element or later.
    #[inline(always)]
    pub fn from(&self, element: usize) -> &[u64] {
        let start = self.starts[element] as usize;
        &self.rows[start..start + self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::JOINED;

    #[test]
    fn children_are_found_by_what_comes() {
        // a b, a (b c), a d, c, and a b once more.
        let steps = [0, 1, 0, 1, 2 | JOINED, 0, 3, 2, 0, 1];
        let branches = Branches::new(PatternTrie::new(&steps, &[0, 2, 5, 7, 8, 10]));
        let root = branches.fork(0).unwrap();
        let below = |row: u64, fork: &Fork| {
            let mut found = Vec::new();
            each_in(branches.below(fork), &[row], |event, slot| found.push((event, slot)));
            each_in(branches.leaves(fork), &[row], |event, slot| found.push((event, slot)));
            found
        };
        assert_eq!(below(0b1000, root), []);
        let (a, c) = match below(0b0101, root)[..] {
            [(0, a), (2, c)] => (a, c),
            ref other => panic!("{other:?}"),
        };
        assert_eq!((branches.ending(a), branches.ending(c)), (&[][..], &[3][..]));
        let fork = branches.fork(a).unwrap();
        let found = below(0b1010, fork);
        assert_eq!(
            found.iter().map(|&(event, slot)| (event, branches.ending(slot))).collect::<Vec<_>>(),
            [(1, &[0, 4][..]), (3, &[2][..])]
        );
        let joined = branches.joined(branches.fork(found[0].1).unwrap());
        assert_eq!(joined.map(|slot| branches.ending(slot)).collect::<Vec<_>>(), [&[1]]);
        let by_slot: Vec<u32> = (0..branches.len() as u32).collect();
        assert_eq!(branches.by_pattern(&by_slot)[3], c);
    }

    #[test]
    fn rows_say_what_still_comes() {
        let mut coming = Coming::default();
        coming.fill(2, &[70, 1, 70, u32::MAX, 3], &[0, 0, 1, 2, 3]);
        let rows: Vec<_> = (0..=4).map(|element| coming.from(element).to_vec()).collect();
        let (one, three, seventy) = (1 << 1, 1 << 3, 1 << 6);
        assert_eq!(rows, [[one | three, seventy], [three, seventy], [three, 0], [three, 0], [0, 0]]);
    }
}
