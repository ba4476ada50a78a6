//! The depth-first search over itemsets, for every kind that looks one item away.
use super::baskets::{Baskets, Scratch, Split};
use super::columns::Columns;
use super::condition::Condition;
use super::density::{Density, Shape};
use super::frequent::Frequent;
use super::mask_search::MaskMemory;
use super::masks::MaskRows;
use super::output::Output;
use super::outside::{Asked, Outside};
use super::set_sink::SetSink;
use crate::budget::Budget;
use crate::database::Item;
use crate::error::Result;
use std::marker::PhantomData;

/// Where a search begins: every task extends it by one item. Shared by all threads.
pub enum Root {
    /// Sparse: baskets as lists.
    Lists(Baskets),
    /// Dense: items as bit sets over the baskets.
    Columns(Columns),
    /// Few items: baskets as masks, and the items by bit with their supports.
    Masks(MaskRows, Vec<(Item, u32)>),
}

impl Root {
    /// The cheapest form of the baskets.
    pub fn new(frequent: &Frequent, density: Density, n_jobs: usize, budget: &Budget) -> Result<Self> {
        if density.is_few(frequent.items.len()) && !frequent.items.is_empty() {
            let rows = MaskRows::of_all(frequent);
            if rows.n_rows() <= density.mask_rows {
                let items = frequent.items.iter().map(|counted| (counted.item, counted.support));
                return Ok(Root::Masks(rows, items.collect()));
            }
        }
        Baskets::of_frequent(frequent, n_jobs, budget).map(|baskets| Root::of_many(baskets, density))
    }

    /// The cheaper form of baskets of many items.
    pub fn of_many(baskets: Baskets, density: Density) -> Self {
        if density.is_dense(&Shape::of_all(&baskets)) {
            return Root::Columns(Columns::of_all(&baskets));
        }
        Root::Lists(baskets)
    }

    /// With all that tasks share counted beforehand, for itemsets in at least `least` baskets.
    pub fn ready(mut self, least: u32, n_jobs: usize, budget: &Budget) -> Self {
        if let Root::Lists(baskets) = &mut self {
            baskets.count_pairs(least, n_jobs, Some(budget));
        }
        self
    }

    /// Lists from now on know items by their rank, and what was left out before any item; what the items were called,
    /// by rank.
    pub fn rank_lists(&mut self, least: u32, n_jobs: usize, budget: &Budget) -> Option<Vec<Item>> {
        let Root::Lists(baskets) = self else { return None };
        baskets.complete_pairs(least, n_jobs, budget);
        let names = baskets.items.iter().map(|counted| counted.item).collect();
        baskets.items.iter_mut().zip(0..).for_each(|(counted, rank)| counted.item = rank);
        Some(names)
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        match self {
            Root::Lists(baskets) => baskets.bytes(),
            Root::Columns(columns) => columns.bytes(),
            Root::Masks(rows, items) => rows.bytes() + items.capacity() * size_of::<(Item, u32)>(),
        }
    }

    /// How many tasks there are.
    pub fn tasks(&self) -> usize {
        match self {
            Root::Lists(baskets) => baskets.items.len(),
            Root::Columns(columns) => columns.candidates.len(),
            Root::Masks(_, items) => items.len(),
        }
    }

    /// How many baskets hold the item of a task.
    pub fn support(&self, task: usize) -> u32 {
        match self {
            Root::Lists(baskets) => baskets.items[task].support,
            Root::Columns(columns) => columns.candidates[task].support,
            Root::Masks(_, items) => items[task].1,
        }
    }

    /// About how much work a task is, against the others: baskets with its item, times the items that may follow.
    pub fn weight(&self, task: usize) -> f64 {
        f64::from(self.support(task)) * (self.tasks() - task) as f64
    }
}

/// Beyond this many lists one below the other, bit sets are used whatever they cost: no recursion follows the data.
const MAX_LISTS: usize = 24;

/// A node on the way down, and which of its candidates comes next.
#[derive(Default)]
struct Level {
    columns: Columns,
    next: usize,
    prefix: usize,
    free: usize,
}

/// The search of one thread.
pub struct Search<'a, S, C> {
    /// The itemset it stands at, and where results go.
    pub out: Output<'a, S>,
    levels: Vec<Level>,
    pub(super) masks: MaskMemory,
    pub(super) scratch: Scratch,
    pub(super) absorbed: Vec<u32>,
    pub(super) density: Density,
    /// Where to look for what was left out, if items go by their rank.
    pub(super) outside: Option<Outside>,
    /// Is something to be seen there? Else the search carries along what was left out.
    pub(super) looks_outside: bool,
    condition: PhantomData<fn() -> C>,
}

impl<'a, S: SetSink, C: Condition<S>> Search<'a, S, C> {
    /// For databases of up to `n` items.
    pub fn new(out: Output<'a, S>, n: usize, density: Density) -> Self {
        let (levels, absorbed, masks) = Default::default();
        let outside = (C::ABSORBS && out.has_ranks()).then(|| Outside::new(n));
        let (scratch, looks_outside, condition) = (Scratch::new(n), false, PhantomData);
        Search { out, levels, masks, scratch, absorbed, density, outside, looks_outside, condition }
    }

    /// Searches everything below item `task` of the root.
    pub fn run(&mut self, root: &Root, task: usize) {
        if self.out.is_spent() {
            return self.out.leave(root.support(task));
        }
        self.out.back_to(0, 0);
        match root {
            Root::Lists(baskets) => self.grow(baskets, task as u32, 1),
            Root::Masks(rows, items) => self.begin_masks(rows, items, task),
            Root::Columns(columns) => {
                let mut levels = self.take_levels();
                if self.expand(columns, task, &mut levels[0].columns) {
                    self.walk(&mut levels);
                }
                self.levels = levels;
            }
        }
    }

    /// The levels of this thread, at least one.
    fn take_levels(&mut self) -> Vec<Level> {
        let mut levels = std::mem::take(&mut self.levels);
        if levels.is_empty() {
            levels.push(Level::default());
        }
        levels
    }

    /// Searches everything below the baskets that hold `rank`.
    fn grow(&mut self, baskets: &Baskets, rank: u32, lists: usize) {
        let support = baskets.items[rank as usize].support;
        if support < self.out.least() {
            return;
        }
        if self.out.is_spent() {
            return self.out.leave(support);
        }
        let (prefix, free) = (self.out.prefix.len(), self.out.free.len());
        self.out.prefix.push(baskets.items[rank as usize].item);
        if self.emits_without_look(support) {
            return self.out.back_to(prefix, free);
        }
        let with_blockers = C::ABSORBS && !self.looks_outside;
        let split = baskets.split(rank, self.out.least(), with_blockers, &mut self.scratch);
        let is_leaf = split.candidates.is_empty();
        if !split.is_blocked && !self.is_left_to_others(support, is_leaf, || baskets.origins(rank)) {
            self.absorbed.clear();
            self.absorbed.extend(split.absorbed.iter().map(|&rank| baskets.items[rank as usize].item));
            if self.settle(support, is_leaf, || !split.blockers.is_empty()) {
                self.grow_apart(baskets, rank, split, lists);
            }
        }
        self.out.back_to(prefix, free);
    }

    /// Searches below an itemset and, where that is worth it, does not carry along what was left out.
    fn grow_apart(&mut self, baskets: &Baskets, rank: u32, mut split: Split, lists: usize) {
        // Further down ranks are no longer those of the root.
        let looks = lists == 1 && self.density.is_thin(&Shape::of_split(baskets, rank, &split));
        let Some(outside) = self.outside.as_mut().filter(|_| looks) else {
            return self.grow_below(baskets, rank, &split, lists);
        };
        outside.load(baskets, rank, &split);
        let blockers = std::mem::take(&mut split.blockers);
        self.looks_outside = true;
        self.grow_below(baskets, rank, &split, lists);
        self.looks_outside = false;
        split.blockers = blockers;
        self.outside.iter_mut().for_each(|outside| outside.forget(&split));
    }

    fn grow_below(&mut self, baskets: &Baskets, rank: u32, split: &Split, lists: usize) {
        let rows = baskets.holders(rank).len();
        if self.density.is_few(split.candidates.len() + split.blockers.len()) && rows <= self.density.mask_rows {
            return self.descend_to_masks(baskets, rank, split, lists);
        }
        if lists >= MAX_LISTS || self.density.is_dense(&Shape::of_split(baskets, rank, split)) {
            let mut levels = self.take_levels();
            match self.looks_outside {
                true => levels[0].columns.load_by_rank(baskets, rank, split, &mut self.scratch),
                false => levels[0].columns.load(baskets, rank, split, &mut self.scratch),
            }
            self.walk(&mut levels);
            self.levels = levels;
            return;
        }
        let inner = baskets.project(rank, split, self.out.least(), self.looks_outside, &mut self.scratch);
        for rank in inner.first..inner.items.len() {
            self.grow(&inner, rank as u32, lists + 1);
        }
    }

    /// A result as long as any may be needs no look at longer ones, unless the kind asks for it.
    pub(super) fn emits_without_look(&mut self, support: u32) -> bool {
        let is_last = !C::ABSORBS && self.out.prefix.len() >= self.out.lengths.most;
        if is_last {
            self.out.emit(support);
        }
        is_last
    }

    /// Was an item left out on the way to the prefix, whose last item is the one taken in last, that makes it no
    /// result? `rows` are its baskets; where it is no leaf, that holds for everything below it as well.
    pub(super) fn is_left_to_others<I: Iterator<Item = u32> + Clone>(
        &mut self,
        support: u32,
        is_leaf: bool,
        rows: impl FnOnce() -> I,
    ) -> bool {
        let Some(outside) = self.outside.as_mut().filter(|_| self.looks_outside) else { return false };
        let least = if C::LEAVES_ONLY && is_leaf { self.out.sink.min_support() } else { support };
        outside.is_met(Asked { ranks: &self.out.prefix, support, least }, rows())
    }

    /// Takes in the absorbed items and hands over what the node has to give; is there more below?
    pub(super) fn settle(&mut self, support: u32, is_leaf: bool, is_blocked: impl FnOnce() -> bool) -> bool {
        let place = if C::ABSORBS { &mut self.out.prefix } else { &mut self.out.free };
        place.extend_from_slice(&self.absorbed);
        let room = self.out.prefix.len() <= self.out.lengths.most;
        if room && (!C::LEAVES_ONLY || is_leaf && !is_blocked()) {
            self.out.emit(support);
        }
        !is_leaf && self.out.prefix.len() < self.out.lengths.most
    }

    /// Searches below the node on the first level.
    fn walk(&mut self, levels: &mut Vec<Level>) {
        let mut depth = 0;
        self.enter(&mut levels[0]);
        loop {
            if depth + 1 == levels.len() {
                levels.push(Level::default());
            }
            let [level, below] = &mut levels[depth..depth + 2] else { unreachable!("the level below was just added") };
            self.out.back_to(level.prefix, level.free);
            let left = level.columns.candidates.len() - level.next;
            if left == 0 || self.out.is_spent() {
                let after = if S::BEST_FIRST { 0..left } else { level.next..level.next + left };
                let passed = level.columns.candidates[after].iter().map(|column| column.support).max();
                self.out.leave(passed.unwrap_or(0));
                if depth == 0 {
                    break;
                }
                depth -= 1;
                continue;
            }
            // The most frequent item first helps a rising threshold; what blocks what does not hang on the order.
            let at = if S::BEST_FIRST { left - 1 } else { level.next };
            level.next += 1;
            if self.expand(&level.columns, at, &mut below.columns) {
                self.enter(below);
                depth += 1;
            }
        }
    }

    fn enter(&self, level: &mut Level) {
        (level.next, level.prefix, level.free) = (0, self.out.prefix.len(), self.out.free.len());
    }

    /// Stands at candidate `at` of `parent`, gives its results and fills `child`; is there more below?
    fn expand(&mut self, parent: &Columns, at: usize, child: &mut Columns) -> bool {
        let column = parent.candidates[at];
        let is_blocked = || C::ABSORBS && !self.looks_outside && parent.is_blocked(at);
        if column.support < self.out.least() || is_blocked() {
            return false;
        }
        self.out.prefix.push(column.item);
        if self.emits_without_look(column.support) {
            return false;
        }
        self.absorbed.clear();
        parent.descend(at, self.out.least(), child, &mut self.absorbed);
        let (least, is_leaf, carries) = (self.out.least(), child.candidates.is_empty(), !self.looks_outside);
        if self.is_left_to_others(column.support, is_leaf, || parent.origins(at))
            || !self.settle(column.support, is_leaf, || carries && parent.has_frequent_blocker(at, least))
        {
            return false;
        }
        if C::ABSORBS && carries {
            parent.descend_blockers(at, self.out.least(), child);
        }
        !(C::LEAVES_ONLY && self.ends_in_tail(child))
    }

    /// Is the node with all of its candidates frequent? Then that is the only leaf below it.
    fn ends_in_tail(&mut self, node: &mut Columns) -> bool {
        let Some(tail) = node.tail(self.out.sink.min_support()) else { return false };
        let length = self.out.prefix.len();
        self.out.prefix.extend(node.candidates.iter().map(|column| column.item));
        if !tail.is_blocked && !self.is_left_to_others(tail.support, true, || node.tail_origins()) {
            self.out.emit(tail.support);
        }
        self.out.prefix.truncate(length);
        true
    }
}
