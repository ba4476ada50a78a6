//! Generators: itemsets that lose support with every item (no proper subset, the empty one included, has the same).
//!
//! Every subset of a generator is one, so the search can stop at the first failure. An item a of P earns its place by
//! its *witnesses*: the rows that hold all of P but a. P is a generator ⇔ every item has a witness. Searching inside
//! the rows of one item i sees the witnesses of all items but i; those of i are settled last, by the support of P − i,
//! which is a generator too or P is none.
use super::baskets::{Baskets, Scratch, Split};
use super::columns::{Column, Columns};
use super::output::Output;
use super::search::Root;
use super::set_sink::SetSink;
use crate::database::Item;
use crate::kernels::bitset::{and_not_into, meet};
use crate::sink::Found;
use std::collections::HashMap;

/// A node: rows and witnesses lie one behind the other in `bits`.
#[derive(Default)]
struct Level {
    candidates: Vec<Column>,
    next: usize,
    prefix: usize,
    /// The rows of the itemset, then the witnesses of each item added on the way down.
    bits: Vec<u64>,
    witnessed: usize,
}

/// The search of one thread.
pub struct GeneratorSearch<'a, S> {
    /// The itemset it stands at, and where results go.
    pub out: Output<'a, S>,
    levels: Vec<Level>,
    columns: Columns,
    scratch: Scratch,
}

impl<'a, S: SetSink> GeneratorSearch<'a, S> {
    /// For databases of up to `n` items.
    pub fn new(mut out: Output<'a, S>, n: usize) -> Self {
        // To settle them they are looked up in a table, and those that are generators are written again.
        out.copies = 2;
        GeneratorSearch { out, levels: vec![], columns: Columns::default(), scratch: Scratch::new(n) }
    }

    /// Searches everything below item `task` of the root, in `n_rows` baskets.
    pub fn run(&mut self, root: &Root, task: usize, n_rows: u32) {
        if self.out.is_spent() {
            return self.out.leave(root.support(task));
        }
        self.out.back_to(0, 0);
        match root {
            Root::Lists(baskets) => self.below_item(baskets, task as u32),
            Root::Columns(columns) => self.below_column(columns, task, n_rows),
            Root::Masks(..) => unreachable!("witnesses are sets of rows, which masks do not tell apart"),
        }
    }

    /// Generators with `rank`, but for what P − rank says about them.
    fn below_item(&mut self, baskets: &Baskets, rank: u32) {
        let counted = baskets.items[rank as usize];
        if counted.support == baskets.n_rows || counted.support < self.out.least() {
            return;
        }
        self.out.prefix.push(counted.item);
        self.out.emit(counted.support);
        if self.out.prefix.len() >= self.out.lengths.most {
            return;
        }
        let split = baskets.split(rank, self.out.least(), false, &mut self.scratch);
        // Where `rank` adds nothing to the other item, the pair is no generator.
        let adds = |&(other, support): &(u32, u32)| support < baskets.items[other as usize].support;
        let split = Split { candidates: split.candidates.into_iter().filter(adds).collect(), ..Split::default() };
        let mut columns = std::mem::take(&mut self.columns);
        columns.load(baskets, rank, &split, &mut self.scratch);
        let mut levels = self.take_levels();
        levels[0].start(&columns);
        self.walk(&columns, &mut levels);
        self.levels = levels;
        self.columns = columns;
    }

    /// Generators that begin with column `at`: all rows are in sight, so nothing is left open.
    fn below_column(&mut self, columns: &Columns, at: usize, n_rows: u32) {
        let mut levels = self.take_levels();
        let mut root = Level::default();
        root.start(columns);
        if columns.candidates[at].support < n_rows && self.expand(columns, &root, at, &mut levels[0]) {
            self.walk(columns, &mut levels);
        }
        self.levels = levels;
    }

    fn take_levels(&mut self) -> Vec<Level> {
        let mut levels = std::mem::take(&mut self.levels);
        if levels.is_empty() {
            levels.push(Level::default());
        }
        levels
    }
}

impl<S: SetSink> GeneratorSearch<'_, S> {
    /// Searches below the first level.
    fn walk(&mut self, columns: &Columns, levels: &mut Vec<Level>) {
        let mut depth = 0;
        levels[0].enter(self.out.prefix.len());
        loop {
            if depth + 1 == levels.len() {
                levels.push(Level::default());
            }
            let [level, below] = &mut levels[depth..depth + 2] else { unreachable!("the level below was just added") };
            self.out.back_to(level.prefix, 0);
            if level.next == level.candidates.len() || self.out.is_spent() {
                let passed = level.candidates[level.next..].iter().map(|column| column.support).max();
                self.out.leave(passed.unwrap_or(0));
                if depth == 0 {
                    break;
                }
                depth -= 1;
                continue;
            }
            level.next += 1;
            if self.expand(columns, level, level.next - 1, below) {
                below.enter(self.out.prefix.len());
                depth += 1;
            }
        }
    }

    /// Stands at candidate `at` of `parent`, hands it over if it is a generator and fills `child`; is there more below?
    fn expand(&mut self, columns: &Columns, parent: &Level, at: usize, child: &mut Level) -> bool {
        let column = parent.candidates[at];
        if column.support < self.out.least() || !child.add(parent, columns.bits(column)) {
            return false;
        }
        self.out.prefix.push(column.item);
        self.out.emit(column.support);
        if self.out.prefix.len() >= self.out.lengths.most {
            return false;
        }
        let least = self.out.least();
        child.candidates.clear();
        for &other in &parent.candidates[at + 1..] {
            let support = columns.weights().count_and(child.rows(columns.words()), columns.bits(other));
            // As many as either alone: the other of the two adds nothing.
            if support >= least && support < column.support && support < other.support {
                child.candidates.push(other.with(support));
            }
        }
        !child.candidates.is_empty()
    }
}

impl Level {
    /// All rows of the columns; nothing has to be witnessed.
    fn start(&mut self, columns: &Columns) {
        self.candidates.clone_from(&columns.candidates);
        self.bits = columns.all_rows();
        self.witnessed = 0;
    }

    fn enter(&mut self, prefix: usize) {
        (self.next, self.prefix) = (0, prefix);
    }

    fn rows(&self, words: usize) -> &[u64] {
        &self.bits[..words]
    }

    /// The rows and witnesses of `parent` with one more item; false where an item has no witness left.
    fn add(&mut self, parent: &Level, item: &[u64]) -> bool {
        let words = item.len();
        self.witnessed = parent.witnessed + 1;
        self.bits.resize((self.witnessed + 1) * words, 0);
        let (kept, own) = self.bits.split_at_mut(self.witnessed * words);
        and_not_into(parent.rows(words), item, own);
        // The first set is the rows themselves, which are never empty.
        kept.chunks_exact_mut(words).zip(parent.bits.chunks_exact(words)).all(|(kept, from)| meet(from, item, kept))
    }
}

/// Keeps the generators of at least `min_length`; `found` holds all generators, and, where the root was lists, patterns
/// whose first item by rank has no witness.
pub fn settle(found: Found, root: &Root, min_length: usize) -> Found {
    let rank_of: HashMap<Item, usize> = match root {
        Root::Lists(baskets) => baskets.items.iter().enumerate().map(|(rank, one)| (one.item, rank)).collect(),
        _ => HashMap::new(),
    };
    let looked_up = if rank_of.is_empty() { 0 } else { found.len() };
    let supports: HashMap<&[u32], u32> = (0..looked_up).map(|at| (found.pattern(at), found.supports[at])).collect();
    let mut rest = Vec::new();
    let mut is_settled = |pattern: &[Item], support| {
        // Pairs were compared with both of their items.
        if rank_of.is_empty() || pattern.len() < 3 {
            return true;
        }
        let first = pattern.iter().min_by_key(|item| rank_of[item]);
        rest.clear();
        rest.extend(pattern.iter().filter(|&item| Some(item) != first));
        supports.get(rest.as_slice()).is_some_and(|&without| without > support)
    };
    let mut kept = Found::default();
    for at in 0..found.len() {
        let (pattern, support) = (found.pattern(at), found.supports[at]);
        if pattern.len() >= min_length && is_settled(pattern, support) {
            kept.push(pattern, support);
        }
    }
    kept
}
