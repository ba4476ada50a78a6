//! A node of the vertical search: which rows of its itemset hold each further item, as one bit set an item.
use super::baskets::{Baskets, Scratch, Split};
use super::masks::bits_of;
use super::row_weights::RowWeights;
use crate::database::Item;
use crate::kernels::bitset::{and_into, compress, is_subset, keep, set, words_for};
use std::sync::Arc;

/// One item beside the itemset of a node.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The code of the item.
    pub item: Item,
    /// How many rows of the node hold it.
    pub support: u32,
    /// Which bit set of the node is its.
    at: usize,
}

impl Column {
    /// The same column in a node below, where fewer rows hold it.
    pub fn with(self, support: u32) -> Self {
        Column { support, ..self }
    }
}

/// The columns of a node. Buffers are kept for the next node at the same depth.
#[derive(Debug, Default)]
pub struct Columns {
    /// Items that extend the node: by rank where rows know their origins, else by support, the rarest first.
    pub candidates: Vec<Column>,
    /// Items left out on purpose.
    pub blockers: Vec<Column>,
    rows: usize,
    words: usize,
    bits: Vec<u64>,
    weights: RowWeights,
    /// Which of the baskets of an item of the root the rows are, where somebody asks.
    origins: Option<Arc<[u32]>>,
    tail: Vec<u64>,
}

/// A node's itemset together with all of its candidates, where that is frequent.
#[derive(Debug, Clone, Copy)]
pub struct Tail {
    /// How many rows hold them all.
    pub support: u32,
    /// Is a blocker frequent with them?
    pub is_blocked: bool,
}

/// Fewer words than this are not worth moving rows together for.
const FEW_WORDS: usize = 4;

impl Columns {
    /// Memory held.
    pub fn bytes(&self) -> usize {
        let columns = self.candidates.capacity() + self.blockers.capacity();
        self.weights.bytes() + 8 * (self.bits.capacity() + self.tail.capacity()) + columns * size_of::<Column>()
    }

    /// All baskets and all their items.
    pub fn of_all(baskets: &Baskets) -> Self {
        let ranks = (0..baskets.items.len() as u32).map(|rank| (rank, baskets.items[rank as usize].support));
        let split = Split { candidates: ranks.collect(), ..Split::default() };
        let mut columns = Columns::default();
        columns.fill(
            baskets,
            (0..baskets.n_filled()).map(|row| row as u32),
            &split,
            &mut Scratch::new(baskets.items.len()),
        );
        columns
    }

    /// The baskets that hold `rank`, and the items of its `split`.
    pub fn load(&mut self, baskets: &Baskets, rank: u32, split: &Split, scratch: &mut Scratch) {
        self.origins = None;
        self.fill(baskets, baskets.holders(rank).iter().copied(), split, scratch);
    }

    /// The same with items by rank, and rows that know their origins.
    pub fn load_by_rank(&mut self, baskets: &Baskets, rank: u32, split: &Split, scratch: &mut Scratch) {
        self.origins = Some(baskets.origins(rank).collect());
        self.fill(baskets, baskets.holders(rank).iter().copied(), split, scratch);
    }

    fn fill(
        &mut self,
        baskets: &Baskets,
        rows: impl ExactSizeIterator<Item = u32> + Clone,
        split: &Split,
        scratch: &mut Scratch,
    ) {
        let column = |(at, &(rank, support)): (usize, &(u32, u32))| Column {
            item: baskets.items[rank as usize].item,
            support,
            at,
        };
        let columns = split.candidates.len() + split.blockers.len();
        self.clear(words_for(rows.len()));
        self.rows = rows.len();
        self.weights = RowWeights::of(baskets.weights(), rows.clone());
        self.candidates.extend(split.candidates.iter().enumerate().map(column));
        self.blockers.extend(split.blockers.iter().zip(self.candidates.len()..).map(|(b, at)| column((at, b))));
        self.bits.clear();
        self.bits.resize(columns * self.words, 0);
        scratch.number(split.candidates.iter().chain(&split.blockers).map(|&(rank, _)| rank));
        for (new, row) in rows.enumerate() {
            for column in baskets.row(row as usize).iter().filter_map(|&rank| scratch.numbered(rank)) {
                set(&mut self.bits[column as usize * self.words..], new);
            }
        }
        scratch.forget(split.candidates.iter().chain(&split.blockers).map(|&(rank, _)| rank));
        self.sort();
    }

    fn sort(&mut self) {
        if self.origins.is_none() {
            self.candidates.sort_by_key(|column| (column.support, column.item));
        }
    }

    fn clear(&mut self, words: usize) {
        self.candidates.clear();
        self.blockers.clear();
        self.words = words;
    }

    /// Every row of the node, as a bit set.
    pub fn all_rows(&self) -> Vec<u64> {
        let mut rows = vec![u64::MAX; self.words];
        if let Some(last) = rows.last_mut()
            && !self.rows.is_multiple_of(64)
        {
            *last = (1 << (self.rows % 64)) - 1;
        }
        rows
    }

    /// Words of a bit set of this node.
    pub fn words(&self) -> usize {
        self.words
    }

    /// How many baskets the rows of this node stand for.
    pub fn weights(&self) -> &RowWeights {
        &self.weights
    }

    /// The rows that hold a column of this node.
    pub fn bits(&self, column: Column) -> &[u64] {
        &self.bits[column.at * self.words..][..self.words]
    }

    /// The origins of the rows of candidate `at`; none where nobody asked for that.
    pub fn origins(&self, at: usize) -> impl Iterator<Item = u32> + Clone {
        rows_of(self.bits(self.candidates[at]), self.origins.as_deref().unwrap_or_default())
    }

    /// The same for the rows last found to hold all candidates.
    pub fn tail_origins(&self) -> impl Iterator<Item = u32> + Clone {
        rows_of(&self.tail, self.origins.as_deref().unwrap_or_default())
    }

    /// Candidates before `at` were searched: below candidate `at` they block, as the blockers do.
    fn blocking(&self, at: usize) -> impl Iterator<Item = Column> {
        self.candidates[..at].iter().chain(&self.blockers).copied()
    }

    /// Is there a blocker that holds every row of candidate `at`?
    pub fn is_blocked(&self, at: usize) -> bool {
        let column = self.candidates[at];
        self.blocking(at).any(|b| b.support >= column.support && is_subset(self.bits(column), self.bits(b)))
    }

    /// Can the itemset of candidate `at` be extended by a blocker, with at least `least` rows?
    pub fn has_frequent_blocker(&self, at: usize, least: u32) -> bool {
        let column = self.candidates[at];
        self.blocking(at)
            .any(|b| b.support >= least && self.weights.count_and(self.bits(column), self.bits(b)) >= least)
    }

    /// Makes `child` the node of candidate `at`, without blockers; items in all of its rows go to `absorbed`.
    pub fn descend(&self, at: usize, least: u32, child: &mut Columns, absorbed: &mut Vec<Item>) {
        let column = self.candidates[at];
        let packed = words_for(self.weights.rows(self.bits(column), column.support));
        // Rows without the item stay, as zeros, until they are the greater part.
        child.clear(if self.words > FEW_WORDS && 2 * packed <= self.words { packed } else { self.words });
        if child.words == self.words {
            child.weights = self.weights.clone();
            child.origins.clone_from(&self.origins);
        } else {
            child.weights = self.weights.among(self.bits(column), packed);
            child.origins = self.origins.as_ref().map(|origins| rows_of(self.bits(column), origins).collect());
        }
        child.reserve(self.candidates.len() - at);
        for &other in &self.candidates[at + 1..] {
            match child.meet(self, column, other, least.min(column.support)) {
                Some(kept) if kept.support == column.support => absorbed.push(kept.item),
                Some(kept) => child.candidates.push(kept),
                None => {}
            }
        }
        child.sort();
    }

    /// Adds the blockers of candidate `at` to its node.
    pub fn descend_blockers(&self, at: usize, least: u32, child: &mut Columns) {
        let column = self.candidates[at];
        child.reserve(child.candidates.len() + at + self.blockers.len() + 1);
        for other in self.blocking(at).filter(|other| other.support >= least) {
            let kept = child.meet(self, column, other, least);
            child.blockers.extend(kept);
        }
    }

    /// Keeps the rows of `a` that hold `b` in the next free place, if they are `least` or more.
    fn meet(&mut self, parent: &Columns, a: Column, b: Column, least: u32) -> Option<Column> {
        let at = self.candidates.len() + self.blockers.len();
        let place = &mut self.bits[at * self.words..][..self.words];
        let (mask, rows) = (parent.bits(a), parent.bits(b));
        let support = if self.words == parent.words {
            let held = and_into(mask, rows, place);
            self.weights.sum(place, held)
        } else {
            let support = parent.weights.count_and(mask, rows);
            if support >= least {
                compress(rows, mask, place);
            }
            support
        };
        (support >= least).then_some(Column { item: b.item, support, at })
    }

    /// The rows that hold all candidates, if they are `least` or more.
    pub fn tail(&mut self, least: u32) -> Option<Tail> {
        let mut tail = std::mem::take(&mut self.tail);
        tail.clear();
        tail.resize(self.words, u64::MAX);
        let mut support = 0;
        for &column in &self.candidates {
            let held = keep(&mut tail, self.bits(column));
            support = self.weights.sum(&tail, held);
            if support < least {
                break;
            }
        }
        let is_blocked =
            support >= least && self.blockers.iter().any(|&b| self.weights.count_and(&tail, self.bits(b)) >= least);
        self.tail = tail;
        (support >= least).then_some(Tail { support, is_blocked })
    }

    /// Room for so many columns, those there are included.
    fn reserve(&mut self, columns: usize) {
        let needed = columns * self.words;
        if self.bits.len() < needed {
            self.bits.resize(needed, 0);
        }
    }
}

/// Those of `origins` that `bits` has.
fn rows_of<'a>(bits: &'a [u64], origins: &'a [u32]) -> impl Iterator<Item = u32> + Clone + 'a {
    let words = bits.iter().zip(origins.chunks(64));
    words.flat_map(|(&word, origins)| bits_of(word).filter_map(|bit| origins.get(bit as usize).copied()))
}
