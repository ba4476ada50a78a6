//! Dense nodes: in each journey all elements in which the pattern can end, as bits beside a table of items as bits.
use super::candidates::Candidates;
use super::memo::sum_of_elements;
use super::part::{Giving, Shares};
use super::table::{Table, ones};
use super::tally::Tally;
use super::tuning::Tuning;
use crate::budget::ahead;
use crate::kernels::Level;
use crate::sequence::harvest::{Harvest, Node, Owner};
use crate::sink::JOINED;
use std::ops::Range;
use std::sync::Arc;

/// A child that was reported and can still grow.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// Its last event, an item of the table.
    pub item: u32,
    /// Is it in the element of the event before?
    pub joined: bool,
    /// How many journeys hold it.
    pub support: u32,
    /// Its place in the tree.
    pub node: Node,
    /// Where its entries begin, once they are delivered.
    pub entries: usize,
}

/// A node whose children are counted and reported, for whoever goes into them.
#[derive(Debug)]
pub struct Rest<B> {
    /// The local database.
    pub table: Arc<Table<B>>,
    /// Which journeys hold the pattern.
    pub journeys: Vec<u32>,
    /// In which elements it can end there.
    pub ends: Vec<B>,
    /// The children to go into.
    pub children: Vec<Child>,
    /// All frequent extensions.
    pub extensions: Candidates,
    /// How many events the children have.
    pub length: usize,
}

/// A node on the path of the search.
#[derive(Debug)]
struct Frame<B> {
    table: Arc<Table<B>>,
    /// Where its entries lie.
    entries: Range<usize>,
    /// The children not gone into yet.
    children: Range<usize>,
    extensions: Candidates,
    /// What the table weighs, if it is its own.
    own: usize,
    /// Do all children have their entries?
    delivered: bool,
    /// How many events the children have.
    length: usize,
    /// Where entries of nodes below may be written.
    top: usize,
}

/// The search over dense nodes: its working memory.
#[derive(Debug)]
pub struct Dense<B> {
    level: Level,
    tuning: Tuning,
    /// Entries: a journey and the elements in which the pattern can end.
    journeys: Vec<u32>,
    ends: Vec<B>,
    children: Vec<Child>,
    frames: Vec<Frame<B>>,
    /// What the tables that frames have of their own weigh.
    tables: usize,
    tally: Tally,
    slots: Vec<usize>,
}

impl<B: Giving> Dense<B> {
    /// With nothing done yet.
    pub fn new(level: Level, tuning: Tuning) -> Self {
        Dense {
            level,
            tuning,
            journeys: Vec::new(),
            ends: Vec::new(),
            children: Vec::new(),
            frames: Vec::new(),
            tables: 0,
            tally: Tally::default(),
            slots: Vec::new(),
        }
    }

    /// Goes into all children of a node.
    pub fn run(&mut self, rest: &Rest<B>, harvest: &mut Harvest, pool: &dyn Shares) {
        let n = rest.journeys.len();
        self.room(n);
        self.journeys[..n].copy_from_slice(&rest.journeys);
        self.ends[..n].copy_from_slice(&rest.ends);
        self.children.clear();
        self.children.extend_from_slice(&rest.children);
        self.open(Arc::clone(&rest.table), 0..n, 0, rest.extensions, rest.length, harvest.is_rising());
        let given = rest.table.bytes() + n * (size_of::<u32>() + size_of::<B>());
        while let Some(frame) = self.frames.last_mut() {
            if frame.children.is_empty() {
                self.children.truncate(frame.children.start);
                self.tables -= frame.own;
                self.frames.pop();
                continue;
            }
            frame.children.end -= 1;
            let child = self.children[frame.children.end];
            if harvest.is_spent() {
                harvest.leave(child.support);
                return self.abandon(harvest);
            }
            if pool.is_hungry() {
                self.share(harvest, pool);
            }
            self.visit(child, harvest);
            harvest.weigh(Owner::Tables, given + self.bytes());
        }
        harvest.weigh(Owner::Tables, self.bytes());
    }

    /// Makes room for so many entries.
    fn room(&mut self, entries: usize) {
        let now = self.journeys.len();
        if now < entries {
            let length = ahead::<B>(now, entries);
            self.journeys.reserve_exact(length - now);
            self.journeys.resize(length, 0);
            self.ends.reserve_exact(length - now);
            self.ends.resize(length, B::NONE);
        }
    }

    /// Memory held, but for the table that all began with.
    fn bytes(&self) -> usize {
        let entry = size_of::<u32>() + size_of::<B>();
        let path = self.children.capacity() * size_of::<Child>() + self.frames.capacity() * size_of::<Frame<B>>();
        self.journeys.capacity() * entry + path + self.tables
    }

    /// Leaves everything where it is, for the budget is spent.
    fn abandon(&mut self, harvest: &mut Harvest) {
        self.tables = 0;
        for frame in self.frames.drain(..) {
            self.children[frame.children].iter().for_each(|child| harvest.leave(child.support));
        }
        self.children.clear();
    }

    /// Puts a node on the path, its children those from `first` on.
    fn open(
        &mut self,
        table: Arc<Table<B>>,
        entries: Range<usize>,
        first: usize,
        extensions: Candidates,
        length: usize,
        best_first: bool,
    ) {
        let children = first..self.children.len();
        if best_first {
            self.children[first..].sort_by_key(|child| (child.support, std::cmp::Reverse(child.node.at)));
        }
        let uses: usize = self.children[first..].iter().map(|child| child.support as usize).sum();
        let delivered = uses * self.tuning.one_pass < entries.len() * children.len();
        let mut top = entries.end;
        if delivered {
            for child in &mut self.children[first..] {
                child.entries = top;
                top += child.support as usize;
            }
            self.deliver(&table, entries.clone(), first, top);
        }
        self.frames.push(Frame { table, entries, children, extensions, own: 0, delivered, length, top });
    }

    /// Finds the children of one pattern and opens it where they can grow.
    fn visit(&mut self, child: Child, harvest: &mut Harvest) {
        let Some(frame) = self.frames.last() else { return };
        let length = frame.length + 1;
        let min_support = harvest.min_support_at(length);
        if child.support < min_support || length > harvest.max_length {
            return;
        }
        let candidates = frame.extensions.of_child(&child);
        if candidates.later.is_empty() && candidates.joined.is_empty() {
            return;
        }
        let (table, delivered, top) = (Arc::clone(&frame.table), frame.delivered, frame.top);
        let entries = if delivered {
            child.entries..child.entries + child.support as usize
        } else {
            let parent = frame.entries.clone();
            self.step(&table, parent, child.item as usize, child.joined, top)
        };
        let top = top.max(entries.end);
        let hash = harvest.memo_wanted().then(|| self.hash(&table, entries.clone(), child.item));
        if hash.is_some_and(|hash| harvest.known(child.node, length, hash)) {
            return;
        }
        let (journeys, ends) = (&self.journeys[entries.clone()], &self.ends[entries.clone()]);
        self.tally.count(self.level, &table, journeys, ends, &candidates);
        let first = self.children.len();
        self.tally.frequent(&candidates, min_support, &mut self.children);
        if self.children.len() == first {
            return;
        }
        let steps = self.children[first..].iter();
        let step = |child: &Child| table.items[child.item as usize] | if child.joined { JOINED } else { 0 };
        let node = harvest.block(child.node, length, steps.map(|child| (step(child), child.support)));
        self.children[first..].iter_mut().zip(node.at..).for_each(|(child, at)| child.node = Node { at, ..node });
        if let Some(hash) = hash {
            harvest.remember(length, hash, node);
        }
        if length >= harvest.max_length {
            self.children.truncate(first);
            return;
        }
        self.go_on(table, entries, top, first, length, harvest.is_rising());
    }

    /// Opens a node, with a table of its own where that pays.
    fn go_on(
        &mut self,
        table: Arc<Table<B>>,
        entries: Range<usize>,
        top: usize,
        first: usize,
        length: usize,
        best: bool,
    ) {
        let extensions = Candidates::of(&self.children[first..], table.words);
        let kept = extensions.items();
        let (n, n_items, n_children) = (entries.len(), kept.len(), self.children.len() - first);
        let fewer_words = n_items.div_ceil(64) * 2 <= table.words;
        if n_children < 3
            || !(fewer_words || n * self.tuning.shrunk <= table.len() && n * n_items >= self.tuning.worth_a_table)
        {
            return self.open(table, entries, first, extensions, length, best);
        }
        let uses = self.children[first..].iter().map(|child| child.support as usize).sum();
        let new = table.rebuilt(
            (self.level, &self.tuning),
            &self.journeys[entries.clone()],
            &self.ends[entries.clone()],
            &kept,
            uses,
        );
        self.children[first..].iter_mut().for_each(|child| child.item = kept.rank(child.item));
        let extensions = Candidates::of(&self.children[first..], new.words);
        self.room(top + n);
        for (at, from) in (top..).zip(entries) {
            let ends = self.ends[from];
            self.journeys[at] = (at - top) as u32;
            self.ends[at] = ends.since(ends.first());
        }
        let own = new.bytes();
        self.open(Arc::new(new), top..top + n, first, extensions, length, best);
        self.tables += own;
        if let Some(frame) = self.frames.last_mut() {
            frame.own = own;
        }
    }

    /// Where the pattern can end after one more event, from `top` on.
    fn step(&mut self, table: &Table<B>, parent: Range<usize>, item: usize, joined: bool, top: usize) -> Range<usize> {
        self.room(top + parent.len());
        let (journeys, new_journeys) = self.journeys.split_at_mut(top);
        let (ends, new_ends) = self.ends.split_at_mut(top);
        let pairs = journeys[parent.clone()].iter().copied().zip(ends[parent].iter().copied());
        let mut n = 0;
        let mut note = |journey: u32, ends: B| {
            new_journeys[n] = journey;
            new_ends[n] = ends;
            n += usize::from(!ends.is_none());
        };
        match (table.column(item), joined) {
            (Some(column), true) => {
                pairs.for_each(|(journey, ends)| note(journey, column[journey as usize] & ends));
            }
            (Some(column), false) => {
                pairs.for_each(|(journey, ends)| note(journey, column[journey as usize] & ends.after_first()));
            }
            (None, true) => {
                pairs.for_each(|(journey, ends)| note(journey, table.elements_with(journey as usize, item) & ends));
            }
            (None, false) => pairs.for_each(|(journey, ends)| {
                note(journey, table.elements_with(journey as usize, item) & ends.after_first());
            }),
        }
        top..top + n
    }

    /// Writes the entries of all children from `first` on in one pass.
    fn deliver(&mut self, table: &Table<B>, parent: Range<usize>, first: usize, top: usize) {
        self.room(top);
        // Other children of the node may be at work elsewhere.
        let extensions = Candidates::of(&self.children[first..], table.words);
        let half = 64 * table.words;
        self.slots.resize(self.slots.len().max(2 * half), 0);
        for child in &self.children[first..] {
            self.slots[if child.joined { half } else { 0 } + child.item as usize] = child.entries - parent.end;
        }
        let (journeys, new_journeys) = self.journeys.split_at_mut(parent.end);
        let (ends, new_ends) = self.ends.split_at_mut(parent.end);
        let (journeys, ends) = (&journeys[parent.clone()], &ends[parent]);
        let (later_slots, joined_slots) = self.slots.split_at_mut(half);
        let mut write = |slots: &mut [usize], items: u64, word: usize, journey: u32, within: B| {
            for item in ones(items).map(|bit| word * 64 + bit) {
                let slot = slots[item];
                new_journeys[slot] = journey;
                new_ends[slot] = table.elements_with(journey as usize, item) & within;
                slots[item] = slot + 1;
            }
        };
        let words = extensions.later.words().iter().zip(extensions.joined.words());
        for (word, (&later, &joined)) in words.enumerate() {
            for (&journey, &ends) in journeys.iter().zip(ends) {
                if later != 0 {
                    let found = table.later(journey, ends, word) & later;
                    write(later_slots, found, word, journey, ends.after_first());
                }
                if joined != 0 {
                    let found = table.joining(journey, ends, word) & joined;
                    write(joined_slots, found, word, journey, ends);
                }
            }
        }
    }

    /// What decides how a pattern that ends in `item` goes on.
    fn hash(&self, table: &Table<B>, entries: Range<usize>, item: u32) -> u128 {
        let elements = entries.flat_map(|at| {
            let start = table.starts[self.journeys[at] as usize];
            let mut ends = self.ends[at];
            std::iter::from_fn(move || {
                let element = (!ends.is_none()).then(|| table.elements[(start + ends.first()) as usize]);
                ends = if ends.is_none() { ends } else { ends.without_first() };
                element
            })
        });
        sum_of_elements(table.items[item as usize], elements)
    }

    /// Gives away half of what is left to do at the first node of the path where that is worth it.
    fn share(&mut self, harvest: &mut Harvest, pool: &dyn Shares) {
        for frame in &mut self.frames {
            let children = &self.children[frame.children.clone()];
            let entries: usize = children.iter().map(|child| child.support as usize).sum();
            if entries < self.tuning.worth_giving {
                continue;
            }
            let half = frame.children.start + frame.children.len().div_ceil(2);
            let rest = Rest {
                table: Arc::clone(&frame.table),
                journeys: self.journeys[frame.entries.clone()].to_vec(),
                ends: self.ends[frame.entries.clone()].to_vec(),
                children: self.children[frame.children.start..half].to_vec(),
                extensions: frame.extensions,
                length: frame.length,
            };
            frame.children.start = half;
            return pool.give(B::part(rest), harvest);
        }
    }
}
