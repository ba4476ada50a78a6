//! Where each event of one journey lies, and the walk that finds all patterns of a trie in it.
use super::trie::{ABSENT, Node, PatternTrie};
use std::ops::Range;

/// The elements of one journey by event; kept and refilled, so that no journey allocates.
#[derive(Debug, Default)]
pub struct Occurrences {
    /// Where the elements of an event begin in `elements`, and how many there are; by dense event number.
    lists: Vec<(u32, u32)>,
    /// The events that occur.
    present: Vec<u32>,
    /// Elements that hold the event, ascending; filled for journeys of more than 64 elements.
    elements: Vec<u32>,
    /// The elements that hold the event, one bit each; filled for all other journeys.
    masks: Vec<u64>,
    /// Has the journey at most 64 elements?
    few: bool,
}

impl Occurrences {
    /// For an alphabet of `len` events.
    pub fn new(len: usize) -> Self {
        Occurrences { lists: vec![(0, 0); len], masks: vec![0; len], ..Default::default() }
    }

    /// Takes in a journey: `events` are dense numbers or [`ABSENT`], `element` the ascending element of each.
    pub fn fill(&mut self, events: &[u32], element: &[u32]) {
        for &event in &self.present {
            self.lists[event as usize] = (0, 0);
            self.masks[event as usize] = 0;
        }
        self.present.clear();
        for &event in events.iter().filter(|&&event| event != ABSENT) {
            let count = &mut self.lists[event as usize].1;
            if *count == 0 {
                self.present.push(event);
            }
            *count += 1;
        }
        let mut total = 0;
        for &event in &self.present {
            let list = &mut self.lists[event as usize];
            list.0 = total;
            total += list.1;
        }
        self.elements.resize(total as usize, 0);
        self.few = element.last().is_none_or(|&last| last < u64::BITS);
        self.place(events, element);
    }

    /// Takes in the same events in another order.
    pub fn refill(&mut self, events: &[u32], element: &[u32]) {
        self.place(events, element);
    }

    fn place(&mut self, events: &[u32], element: &[u32]) {
        if self.few {
            for &event in &self.present {
                self.masks[event as usize] = 0;
            }
            for (&event, &at) in events.iter().zip(element).filter(|(event, _)| **event != ABSENT) {
                self.masks[event as usize] |= 1 << at;
            }
            return;
        }
        for (&event, &at) in events.iter().zip(element) {
            if event != ABSENT {
                let next = &mut self.lists[event as usize].0;
                self.elements[*next as usize] = at;
                *next += 1;
            }
        }
        for &event in &self.present {
            let list = &mut self.lists[event as usize];
            list.0 -= list.1;
        }
    }

    /// How often an event occurs in the journey.
    #[inline]
    pub fn count(&self, event: u32) -> u32 {
        self.lists[event as usize].1
    }

    /// The dense numbers of the events that occur.
    pub fn present(&self) -> &[u32] {
        &self.present
    }

    /// Has the journey at most 64 elements?
    pub fn is_few(&self) -> bool {
        self.few
    }

    /// The elements that hold an event, one bit each; of journeys of at most 64 elements.
    #[inline(always)]
    pub fn mask(&self, event: u32) -> u64 {
        self.masks[event as usize]
    }

    /// The elements from this one on that hold an event; of longer journeys.
    #[inline]
    pub fn elements_from(&self, event: u32, least: u32) -> &[u32] {
        let elements = self.elements(event);
        &elements[first_from(elements, least)..]
    }

    /// Does an element hold an event? Of longer journeys.
    pub fn holds(&self, event: u32, element: u32) -> bool {
        self.elements(event).binary_search(&element).is_ok()
    }

    #[inline]
    fn elements(&self, event: u32) -> &[u32] {
        let (start, count) = self.lists[event as usize];
        &self.elements[start as usize..(start + count) as usize]
    }
}

/// Most event lists are short: looking along them beats halving.
const LOOK_ALONG: usize = 16;

#[inline]
fn first_from(elements: &[u32], least: u32) -> usize {
    if elements.len() <= LOOK_ALONG {
        elements.iter().take_while(|&&element| element < least).count()
    } else {
        elements.partition_point(|&element| element < least)
    }
}

/// Walks a trie over one journey; keeps, for each depth, the earliest element in which the steps so far can end.
#[derive(Debug)]
pub struct Walk {
    end: Vec<u32>,
    event: Vec<u32>,
    opened: Vec<u32>,
    candidates: Vec<u64>,
}

impl Walk {
    /// For tries of at most this depth.
    pub fn new(depth: usize) -> Self {
        let line = || vec![0; depth + 1];
        Walk { end: line(), event: line(), opened: line(), candidates: vec![0; depth + 1] }
    }

    /// Calls `hit` with the place of every node of the trie whose steps the journey holds.
    pub fn find(&mut self, trie: &PatternTrie, journey: &Occurrences, mut hit: impl FnMut(usize, &Node)) {
        for stretch in trie.stretches(journey.present()) {
            self.along(&trie.nodes, stretch, journey, &mut hit);
        }
    }

    /// The same for nodes in preorder that may be a part of a trie.
    pub fn run(&mut self, nodes: &[Node], journey: &Occurrences, hit: impl FnMut(usize, &Node)) {
        self.along(nodes, 0..nodes.len(), journey, hit);
    }

    /// The earliest end of each prefix is enough: without gap rules an earlier end never loses a later match.
    fn along(&mut self, nodes: &[Node], stretch: Range<usize>, journey: &Occurrences, hit: impl FnMut(usize, &Node)) {
        let nodes = &nodes[..stretch.end];
        if journey.few {
            self.by_bits(nodes, stretch.start, journey, hit);
        } else {
            self.by_lists(nodes, stretch.start, journey, hit);
        }
    }

    /// At each depth the elements that can hold the pattern's last element so far, all after those before it; the
    /// lowest of them is its earliest place.
    fn by_bits(&mut self, nodes: &[Node], from: usize, journey: &Occurrences, mut hit: impl FnMut(usize, &Node)) {
        let candidates = &mut self.candidates[..];
        let mut at = from;
        while let Some(node) = nodes.get(at) {
            let before = candidates[node.depth as usize - 1];
            let above = if node.depth == 1 { u64::MAX } else { !(before ^ before.wrapping_sub(1)) };
            let own = journey.masks[node.event as usize] & if node.joined { before } else { above };
            if own == 0 {
                at = node.skip as usize;
            } else {
                candidates[node.depth as usize] = own;
                hit(at, node);
                at += 1;
            }
        }
    }

    fn by_lists(&mut self, nodes: &[Node], from: usize, journey: &Occurrences, mut hit: impl FnMut(usize, &Node)) {
        let mut at = from;
        while let Some(node) = nodes.get(at) {
            let depth = node.depth as usize;
            self.event[depth] = node.event;
            // `end` is one past the element, so that 0 stands for the start of the journey.
            let found = if node.joined {
                self.opened[depth] = self.opened[depth - 1];
                self.together(journey, depth)
            } else {
                self.opened[depth] = depth as u32;
                let elements = journey.elements(node.event);
                elements.get(first_from(elements, self.end[depth - 1])).copied()
            };
            match found {
                Some(element) => {
                    self.end[depth] = element + 1;
                    hit(at, node);
                    at += 1;
                }
                None => at = node.skip as usize,
            }
        }
    }

    /// The earliest element that holds the whole element so far: not before the one that held it without this event.
    fn together(&self, journey: &Occurrences, depth: usize) -> Option<u32> {
        let elements = journey.elements(self.event[depth]);
        let others = &self.event[self.opened[depth] as usize..depth];
        elements[first_from(elements, self.end[depth - 1] - 1)..]
            .iter()
            .copied()
            .find(|element| others.iter().all(|&other| journey.elements(other).binary_search(element).is_ok()))
    }
}
