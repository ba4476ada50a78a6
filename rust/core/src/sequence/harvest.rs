//! What one thread brings home from a search: its part of the tree, and what it was told to look for.
use crate::budget::{Account, Budget};
use crate::sequence::tree::{Bar, Memo, Tree};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

/// A node in the tree of some thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Whose tree.
    pub tree: u32,
    /// Which slot in it.
    pub at: u32,
}

/// What all threads of a search share: what to look for, and when to give up.
#[derive(Debug)]
pub struct Field<'a> {
    /// Time, memory and the caller's patience.
    pub budget: &'a Budget,
    /// How many journeys must hold a pattern.
    pub min_support: u32,
    /// How long patterns may get.
    pub max_length: usize,
    shares: bool,
    /// Will all patterns be written out?
    writes: bool,
    bar: Option<Bar>,
    min_length: usize,
    /// Which items may begin a pattern; all where absent.
    begins: Option<Vec<bool>>,
    most_slots: usize,
    slots: AtomicUsize,
    given_up: AtomicBool,
}

/// Who among a thread's engines holds memory that grows with the journeys: each is weighed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// What a task given away has brought along.
    Part,
    /// The stack of the sparse engine.
    Sparse,
    /// Its local database.
    Local,
    /// The vector engine on journeys of up to 64 events.
    Short,
    /// The same on longer ones.
    Long,
    /// Its walk by pairs.
    Pairs,
    /// The search in blocks.
    Blocks,
    /// Blocks of a part of the journeys.
    LocalBlocks,
    /// The search by hops.
    Hops,
    /// The sparse search over set elements.
    Sets,
    /// What is cut out for a dense one.
    Cut,
    /// The dense ones.
    Tables,
}

/// How many owners there are.
const OWNERS: usize = Owner::Tables as usize + 1;

/// Slots are numbered by u32; what a thread adds before it is counted fits into the rest.
const MOST_SLOTS: usize = 4_000_000_000;
/// About the time that it takes to write a pattern out: so much of a limit is left to those found.
const WRITING: Duration = Duration::from_nanos(150);
/// A thread tells the others how far it has got every so many slots.
const TELL_EVERY: usize = 1 << 12;

impl<'a> Field<'a> {
    /// All patterns of at least `min_support` and up to `max_length` events.
    pub fn new(min_support: u32, max_length: usize, budget: &'a Budget) -> Self {
        Field {
            budget,
            min_support,
            max_length,
            shares: false,
            writes: true,
            bar: None,
            min_length: 1,
            begins: None,
            most_slots: MOST_SLOTS,
            slots: AtomicUsize::new(0),
            given_up: AtomicBool::new(false),
        }
    }

    /// Only the `k` best are wanted (and all that tie with the last of them).
    pub fn best(self, k: usize) -> Self {
        self.best_above(k, 0)
    }

    /// The same where they are known to have a rank of at least `floor`.
    pub fn best_above(self, k: usize, floor: u64) -> Self {
        Field { bar: Some(Bar::new(k, self.min_support, floor)), writes: false, ..self }
    }

    /// Only patterns of at least so many events count among the best.
    pub fn with_min_length(self, min_length: usize) -> Self {
        Field { min_length, ..self }
    }

    /// Only patterns that begin with these items are looked for; the single events are reported all the same.
    pub fn beginning_with(self, begins: Option<Vec<bool>>) -> Self {
        Field { begins, ..self }
    }

    /// May a pattern begin with this item?
    pub fn may_begin(&self, item: u32) -> bool {
        self.begins.as_ref().is_none_or(|begins| begins[item as usize])
    }

    /// Which patterns are written out is decided when all are known: no memory is kept free for them.
    pub fn undecided(self) -> Self {
        Field { writes: false, ..self }
    }

    /// Nodes with equal futures share their children: the tree becomes a graph.
    pub fn sharing(self) -> Self {
        Field { shares: true, ..self.undecided() }
    }

    /// Do nodes with equal futures share their children?
    pub fn is_sharing(&self) -> bool {
        self.shares
    }

    /// The search gives up when the trees hold more than so many slots.
    pub fn with_most_slots(self, most_slots: usize) -> Self {
        Field { most_slots: most_slots.min(MOST_SLOTS), ..self }
    }

    /// Did the search give up before the budget was spent?
    pub fn has_given_up(&self) -> bool {
        self.given_up.load(Relaxed)
    }

    /// Only ranks of at least this (see [`crate::sink::rank`]) are wanted.
    pub fn least_rank(&self) -> u64 {
        self.bar.as_ref().map_or(0, Bar::rank)
    }
}

/// What one thread has found; engines report to it the children of every pattern they reach.
#[derive(Debug)]
pub struct Harvest<'a> {
    number: u32,
    pub(super) tree: Tree,
    /// Blocks whose parent is in another thread's tree: (parent, first node).
    pub(super) grafts: Vec<(Node, u32)>,
    pub(super) memo: Memo,
    /// How long patterns may get.
    pub max_length: usize,
    /// The best support of a pattern reached but not looked into, for the budget was spent.
    pub(super) unseen: u32,
    told: usize,
    /// What the patterns will weigh when they are written out.
    output: usize,
    /// What each [`Owner`] holds.
    engines: [usize; OWNERS],
    account: Account<'a>,
    /// The share of the search that the task at hand is, as far as it was not given away.
    share: f64,
    field: &'a Field<'a>,
}

impl<'a> Harvest<'a> {
    /// Nothing found yet by thread `number`.
    pub fn new(number: usize, field: &'a Field<'a>) -> Self {
        Harvest {
            number: number as u32,
            tree: Tree::default(),
            grafts: Vec::new(),
            memo: Memo::new(field.max_length),
            max_length: field.max_length,
            unseen: 0,
            told: 0,
            output: 0,
            engines: [0; OWNERS],
            account: field.budget.account(),
            share: 0.0,
            field,
        }
    }

    /// The least support that a pattern of `length` events must have to be reported; may rise while the search goes on.
    #[inline]
    pub fn min_support_at(&self, length: usize) -> u32 {
        match &self.field.bar {
            None => self.field.min_support,
            Some(bar) => bar.min_support_at(length),
        }
    }

    /// Does [`Harvest::min_support_at`] rise, so that it pays to visit the best supported children first?
    #[inline]
    pub fn is_rising(&self) -> bool {
        self.field.bar.is_some()
    }

    /// Must the search stop here? To be asked once a node.
    #[inline]
    pub fn is_spent(&self) -> bool {
        self.field.budget.is_spent() || self.field.given_up.load(Relaxed)
    }

    /// Notes that a pattern of this support was reached and not looked into.
    pub fn leave(&mut self, support: u32) {
        self.unseen = self.unseen.max(support);
    }

    /// The best support of a pattern reached but not looked into; 0 where all were.
    pub fn unseen(&self) -> u32 {
        self.unseen
    }

    /// The tree, the blocks that hang on other threads' nodes, and the best support of what was not looked into.
    pub fn into_parts(self) -> (Tree, Vec<(Node, u32)>, u32) {
        (self.tree, self.grafts, self.unseen)
    }

    /// Takes all children of `parent`, patterns of `length` events, as (step, support), ascending by step; gives the
    /// first child's node, the others follow it. The single events come first, with the parent `{ tree: 0, at: 0 }`.
    #[inline]
    pub fn block(&mut self, parent: Node, length: usize, children: impl ExactSizeIterator<Item = (u32, u32)>) -> Node {
        let at = self.tree.push(length, children);
        self.hang(parent, at);
        if let Some(bar) = &self.field.bar
            && length >= self.field.min_length
        {
            bar.offer(length, &self.tree.supports[self.tree.block(at)]);
        }
        self.output += self.tree.block(at).len() * (16 + 4 * length);
        if self.tree.len() - self.told >= TELL_EVERY {
            self.tell();
        }
        Node { tree: self.number, at }
    }

    #[inline]
    fn hang(&mut self, parent: Node, block: u32) {
        if parent.tree != self.number {
            self.grafts.push((parent, block));
        } else if parent.at != 0 {
            self.tree.first[parent.at as usize] = block;
        }
    }

    #[cold]
    fn tell(&mut self) {
        let more = self.tree.len() - self.told;
        self.told = self.tree.len();
        self.account.hold(self.bytes());
        let slots = self.field.slots.fetch_add(more, Relaxed) + more;
        if slots > self.field.most_slots {
            self.field.given_up.store(true, Relaxed);
        }
        if self.field.writes {
            self.field.budget.keep(WRITING.saturating_mul(u32::try_from(slots).unwrap_or(u32::MAX)));
        }
    }

    /// Are nodes with equal futures to share their children? Then ask [`Harvest::known`] before a block is reported, and
    /// [`Harvest::remember`] the block.
    #[inline]
    pub fn memo_wanted(&self) -> bool {
        self.field.shares
    }

    /// Are so many nodes known already that it pays to ask even before extensions are counted? Else ask after it, and
    /// only where there are children.
    #[inline]
    pub fn memo_early(&self) -> bool {
        self.memo.is_busy()
    }

    /// Gives `parent` the children of a node with the same future, where there is one.
    ///
    /// The hash is the sum of [`crate::sequence::tree::hash`] over all places where patterns go on after the parent;
    /// `length` is the number of events of the children, as in [`Harvest::block`].
    #[inline]
    pub fn known(&mut self, parent: Node, length: usize, hash: u128) -> bool {
        let block = self.memo.find(length, hash);
        if let Some(block) = block {
            self.hang(parent, block);
        }
        block.is_some()
    }

    /// Notes that nodes of this hash have these children.
    #[inline]
    pub fn remember(&mut self, length: usize, hash: u128, block: Node) {
        // Tables that are full are made anew, twice as large, beside the old ones.
        if !self.memo.is_full() || self.account.take(2 * self.memo.bytes()) {
            self.memo.note(length, hash, block.at);
        }
    }

    /// Memory held, and what is needed to write the patterns out where all of them will be.
    pub fn bytes(&self) -> usize {
        let output = if self.field.writes { self.output } else { 0 };
        let engines: usize = self.engines.iter().sum();
        self.tree.bytes() + self.memo.bytes() + self.grafts.capacity() * size_of::<(Node, u32)>() + output + engines
    }

    /// Notes what an engine's memory weighs now; cheap enough for every node, for what is held seldom changes.
    #[inline]
    pub fn weigh(&mut self, owner: Owner, bytes: usize) {
        if self.engines[owner as usize] != bytes {
            self.reweigh(owner, bytes);
        }
    }

    #[cold]
    fn reweigh(&mut self, owner: Owner, bytes: usize) {
        self.engines[owner as usize] = bytes;
        self.account.hold(self.bytes());
    }

    /// Bytes that may still be held; the largest number where there is no limit.
    pub fn memory_left(&self) -> usize {
        self.field.budget.memory_left().unwrap_or(usize::MAX)
    }

    /// Asks for room for so many bytes, which count as held until their owner is weighed; without it the budget is
    /// spent.
    pub fn take(&mut self, bytes: usize) -> bool {
        self.account.take(bytes)
    }

    /// The same for what there is another way than to take it: the search goes on without.
    pub fn try_take(&mut self, bytes: usize) -> bool {
        bytes <= self.memory_left() && self.account.take(bytes)
    }

    /// Begins a task that is so large a share of the search.
    pub fn begin(&mut self, share: f64) {
        self.share = share;
    }

    /// Half of what the task at hand is, for a part of it that is given away.
    pub fn give_share(&mut self) -> f64 {
        self.share /= 2.0;
        self.share
    }

    /// The task at hand is done.
    pub fn finish(&mut self) {
        self.field.budget.advance(std::mem::take(&mut self.share));
    }
}
