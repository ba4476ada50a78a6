//! Matching under rules on gaps, spans and the ends of journeys: every end with its latest start, element by element.
use super::Laid;
use super::branches::{Branches, Coming, each_in};
use super::trie::{ABSENT, Node, PatternTrie};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::sequence::rules::Rules;

/// Where a prefix of a pattern can end: an element, and where the latest occurrence that ends there begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    element: u32,
    start: u32,
    /// Which end of the prefix one element shorter it follows.
    after: u32,
}

/// The last step of a prefix.
#[derive(Debug, Clone, Copy)]
struct Step {
    slot: u32,
    event: u32,
    /// 1 for the first step.
    depth: u32,
    joined: bool,
}

/// One journey as rules see it; kept and refilled.
#[derive(Debug)]
pub struct Ruled {
    rules: Rules,
    /// A span begins at this step of the pattern, the first or a later one.
    span_from: usize,
    /// The elements of each event, by dense number, ascending.
    elements: Vec<Vec<u32>>,
    present: Vec<u32>,
    /// The time of each element; empty where there are none.
    times: Vec<i64>,
    n_elements: u32,
    laid: Laid,
    /// By depth of the trie.
    ends: Vec<Vec<End>>,
    /// The steps on the way to the one looked at.
    path: Vec<Step>,
    coming: Coming,
    /// Steps to look at.
    stack: Vec<Step>,
}

impl Ruled {
    /// For an alphabet of `len` events and patterns of at most `depth` steps.
    pub fn new(rules: Rules, len: usize, depth: usize) -> Self {
        Ruled {
            rules,
            span_from: 1,
            elements: vec![Vec::new(); len],
            present: Vec::new(),
            times: Vec::new(),
            n_elements: 0,
            laid: Laid::default(),
            ends: vec![Vec::new(); depth + 1],
            path: Vec::with_capacity(depth),
            coming: Coming::default(),
            stack: Vec::new(),
        }
    }

    /// The same, with spans that begin at a step of the pattern, counted from 1: the last of a rule's antecedent.
    pub fn with_span_from(self, step: usize) -> Self {
        Ruled { span_from: step, ..self }
    }

    /// Takes in journey `s`.
    pub fn take(&mut self, db: &SequenceDb<'_>, s: usize, trie: &PatternTrie) {
        self.laid.lay(db, s, &trie.alphabet);
        self.n_elements = self.laid.element.last().map_or(0, |&last| last + 1);
        self.index();
        self.times.clear();
        if let Some(times) = db.times {
            let firsts = (0..self.laid.element.len())
                .filter(|&at| at == 0 || self.laid.element[at] != self.laid.element[at - 1])
                .map(|at| times[db.range(s).start + at]);
            self.times.extend(firsts);
        }
    }

    /// Takes in the events of the same journey in another order; at other times, each an element of its own, where
    /// there are any and rules ask for times.
    pub fn retake(&mut self, events: &[u32], times: Option<&[i64]>, trie: &PatternTrie) {
        if let Some(times) = times.filter(|times| times.len() == self.times.len()) {
            self.times.copy_from_slice(times);
        }
        self.laid.events.iter_mut().zip(events).for_each(|(local, &event)| *local = trie.alphabet.local(event));
        self.index();
    }

    fn index(&mut self) {
        self.present.drain(..).for_each(|event| self.elements[event as usize].clear());
        for (&event, &element) in self.laid.events.iter().zip(&self.laid.element).filter(|(event, _)| **event != ABSENT)
        {
            let own = &mut self.elements[event as usize];
            if own.is_empty() {
                self.present.push(event);
            }
            own.push(element);
        }
    }

    /// Calls `hit` with every slot whose steps the journey holds; it may then ask for occurrences of these.
    pub fn find(&mut self, branches: &Branches, budget: &Budget, mut hit: impl FnMut(&Self, u32)) {
        if self.n_elements == 0 {
            return;
        }
        let mut coming = std::mem::take(&mut self.coming);
        let mut stack = std::mem::take(&mut self.stack);
        coming.fill(branches.width(), &self.laid.events, &self.laid.element);
        self.path.clear();
        stack.push(Step { slot: 0, event: ABSENT, depth: 0, joined: false });
        while let Some(step) = stack.pop() {
            if budget.is_spent() {
                stack.clear();
                break;
            }
            if step.depth > 0 && !self.stand_at(step) {
                continue;
            }
            if step.depth > 0 && self.closing().next().is_some() {
                hit(self, step.slot);
            }
            let Some(fork) = branches.fork(step.slot) else { continue };
            // What follows comes after the first end.
            let row = coming.from(self.ends[step.depth as usize].first().map_or(0, |end| end.element as usize + 1));
            let below = |event, slot, joined| Step { slot, event, depth: step.depth + 1, joined };
            let joined = branches.joined(fork).zip(branches.forks(fork));
            stack.extend(joined.map(|(slot, fork)| below(fork.event, slot, true)));
            each_in(branches.below(fork), row, |event, slot| stack.push(below(event, slot, false)));
            each_in(branches.leaves(fork), row, |event, slot| stack.push(below(event, slot, false)));
        }
        self.coming = coming;
        self.stack = stack;
    }

    /// Takes a step from a prefix it has stood at, and between then and now at none but what goes on from there; false
    /// where the journey does not hold it.
    fn stand_at(&mut self, step: Step) -> bool {
        self.path.truncate(step.depth as usize - 1);
        self.path.push(step);
        self.reach(step.depth as usize, step.event, step.joined)
    }

    /// Finds the ends of a prefix of `depth` steps from those one step shorter; are there any?
    fn reach(&mut self, depth: usize, event: u32, joined: bool) -> bool {
        let mut own = std::mem::take(&mut self.ends[depth]);
        own.clear();
        if joined {
            let held = &self.elements[event as usize];
            own.extend(self.ends[depth - 1].iter().filter(|end| held.binary_search(&end.element).is_ok()));
        } else if depth == 1 {
            let first = self.elements[event as usize].iter().filter(|&&at| at == 0 || !self.rules.from_start);
            own.extend(first.map(|&element| End { element, start: element, after: 0 }));
        } else {
            self.follow(depth, event, &mut own);
        }
        let any = !own.is_empty();
        self.ends[depth] = own;
        any
    }

    /// Ends and their latest starts rise together, so the latest end far enough before is the one to follow.
    fn follow(&self, depth: usize, event: u32, own: &mut Vec<End>) {
        let before = &self.ends[depth - 1];
        let mut last = 0;
        for &element in &self.elements[event as usize] {
            while before.get(last + 1).is_some_and(|end| self.is_far(end.element, element)) {
                last += 1;
            }
            let end = before[last];
            let start = if depth <= self.span_from { element } else { end.start };
            if self.is_far(end.element, element)
                && self.is_near(end.element, element)
                && self.rules.max_span.is_none_or(|most| self.time_between(start, element) <= most)
            {
                own.push(End { element, start, after: last as u32 });
            }
        }
    }

    fn time_between(&self, before: u32, later: u32) -> u64 {
        // Times never fall, so the difference is right even where it does not fit into i64.
        self.times[later as usize].wrapping_sub(self.times[before as usize]) as u64
    }

    fn is_far(&self, before: u32, later: u32) -> bool {
        let steps = later.saturating_sub(before);
        steps >= self.rules.min_step_gap.unwrap_or(1).max(1)
            && self.rules.min_gap.is_none_or(|least| self.time_between(before, later) >= least)
    }

    fn is_near(&self, before: u32, later: u32) -> bool {
        self.rules.max_step_gap.is_none_or(|most| later - before <= most)
            && self.rules.max_gap.is_none_or(|most| self.time_between(before, later) <= most)
    }

    /// The first end of a prefix of `depth` steps that may be the end of a pattern.
    fn closes(&self, depth: usize) -> Option<usize> {
        let ends = &self.ends[depth];
        ends.iter().position(|end| !self.rules.to_end || end.element + 1 == self.n_elements)
    }

    /// The ends of the node just found that may be the end of a pattern, each with its latest start; both rise.
    fn closing(&self) -> impl DoubleEndedIterator<Item = &End> {
        let any = !self.rules.to_end;
        self.ends[self.path.len()].iter().filter(move |end| any || end.element + 1 == self.n_elements)
    }

    /// The largest number of occurrences of the node just found with pairwise disjoint spans. Of all spans with one end
    /// the shortest leaves most room; of disjoint ones to come, the one that ends earliest.
    pub fn occurrences(&self) -> u32 {
        let (mut count, mut from) = (0, 0);
        for end in self.closing() {
            if end.start >= from {
                (count, from) = (count + 1, end.element + 1);
            }
        }
        count
    }

    /// How many minimal windows of the node just found there are: of the ends with one latest start only the first
    /// makes an interval with none inside.
    pub fn windows(&self) -> u32 {
        self.minimal().count() as u32
    }

    /// The minimal windows of the node just found: where in the journey, counted from its first event, their first
    /// elements begin and their last elements end; both rise.
    pub fn each_window(&self, mut tell: impl FnMut(usize, usize)) {
        let element = &self.laid.element;
        for end in self.minimal() {
            let begin = element.partition_point(|&other| other < end.start);
            tell(begin, element.partition_point(|&other| other <= end.element));
        }
    }

    fn minimal(&self) -> impl Iterator<Item = &End> {
        let mut before = u32::MAX;
        self.closing().filter(move |end| std::mem::replace(&mut before, end.start) != end.start)
    }

    /// The last element that an occurrence of the node just found can end in.
    pub fn last_end(&self) -> u32 {
        self.closing().next_back().expect("the node was found").element
    }

    /// How many elements the journey has.
    pub fn n_elements(&self) -> u32 {
        self.n_elements
    }

    /// The time of an element; `None` where there are no times.
    pub fn time(&self, element: u32) -> Option<i64> {
        self.times.get(element as usize).copied()
    }

    /// Writes where in the journey, counted from its first event, the steps of the node just found lie: in the occurrence
    /// that takes the least time (the fewest elements where there are no times), of those the one that ends first;
    /// from its end back, each element is the latest that can be.
    pub fn tightest(&self, places: &mut Vec<u64>) {
        let span = |end: &&End| match self.times.is_empty() {
            true => u64::from(end.element - end.start),
            false => self.time_between(end.start, end.element),
        };
        let best = self.closing().min_by_key(span).expect("the node was found");
        let from = places.len();
        self.trace(&self.path, *best, |event, element| places.push(self.place(event, element) as u64));
        places[from..].reverse();
    }

    /// Tells the event and element of each step of a path, from an end of it back.
    fn trace(&self, path: &[Step], mut end: End, mut tell: impl FnMut(u32, u32)) {
        for step in path.iter().rev() {
            tell(step.event, end.element);
            let before = &self.ends[step.depth as usize - 1];
            let at = match step.joined {
                true => before.partition_point(|other| other.element < end.element),
                false => end.after as usize,
            };
            end = before.get(at).copied().unwrap_or(end);
        }
    }

    /// The element of each step of the one pattern of a trie: of the occurrence that ends first, and of those with this
    /// end the one that starts latest.
    pub fn earliest(&mut self, trie: &PatternTrie, elements: &mut Vec<u32>) -> bool {
        elements.clear();
        for node in &trie.nodes {
            if !self.reach(node.depth as usize, node.event, node.joined) {
                return false;
            }
        }
        let depth = trie.nodes.len();
        let Some(at) = self.closes(depth) else { return false };
        let step = |node: &Node| Step { slot: 0, event: node.event, depth: node.depth.into(), joined: node.joined };
        let path: Vec<Step> = trie.nodes.iter().map(step).collect();
        self.trace(&path, self.ends[depth][at], |_, element| elements.push(element));
        elements.reverse();
        true
    }

    /// Where in the journey, counted from its first event, an event lies in one of its elements.
    pub fn place(&self, event: u32, element: u32) -> usize {
        let first = self.laid.element.partition_point(|&other| other < element);
        let own = self.laid.events[first..].iter().position(|&other| other == event);
        first + own.expect("the element holds the event")
    }
}
