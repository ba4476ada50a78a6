//! Which items may extend a dense node's pattern: sets of items of a table, as bits.
use super::cut::MOST_ITEMS;
use super::dense::Child;
use super::table::ones;

/// Words for all items of the largest table.
const WORDS: usize = MOST_ITEMS / 64;

/// Items of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items {
    bits: [u64; WORDS],
    n_words: usize,
}

impl Items {
    /// No item, of a table whose items fill so many words.
    pub fn none(n_words: usize) -> Self {
        Items { bits: [0; WORDS], n_words }
    }

    /// The words.
    #[inline(always)]
    pub fn words(&self) -> &[u64] {
        &self.bits[..self.n_words]
    }

    /// Adds an item.
    #[inline(always)]
    pub fn insert(&mut self, item: u32) {
        self.bits[item as usize / 64] |= 1 << (item % 64);
    }

    /// Is there none?
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.words().iter().all(|&word| word == 0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words().iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many of them are smaller than `item`.
    pub fn rank(&self, item: u32) -> u32 {
        let (word, bit) = (item as usize / 64, item % 64);
        let before: u32 = self.bits[..word].iter().map(|word| word.count_ones()).sum();
        before + (self.bits[word] & !(u64::MAX << bit)).count_ones()
    }

    /// Those greater than `item`.
    #[inline(always)]
    fn above(mut self, item: u32) -> Self {
        let word = item as usize / 64;
        self.bits[..word].fill(0);
        self.bits[word] &= (u64::MAX << (item % 64)) << 1;
        self
    }

    /// These and those.
    pub fn with(mut self, others: &Self) -> Self {
        self.bits.iter_mut().zip(&others.bits).for_each(|(bits, others)| *bits |= others);
        self
    }

    /// All of them, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let words = self.words().iter().zip(0..);
        words.flat_map(|(&word, at)| ones(word).map(move |bit| at * 64 + bit as u32))
    }
}

/// Items that may extend a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidates {
    /// By a later element.
    pub later: Items,
    /// In the last element.
    pub joined: Items,
}

impl Candidates {
    /// The extensions that `children` are; their items fill so many words.
    pub fn of(children: &[Child], n_words: usize) -> Self {
        let mut all = Candidates { later: Items::none(n_words), joined: Items::none(n_words) };
        for child in children {
            if child.joined { &mut all.joined } else { &mut all.later }.insert(child.item);
        }
        all
    }

    /// What may extend a child, of frequent extensions of its parent: what can follow can follow, and an item can join
    /// the last event if it could take its place.
    #[inline(always)]
    pub fn of_child(&self, child: &Child) -> Self {
        let joined = if child.joined { &self.joined } else { &self.later };
        Candidates { later: self.later, joined: joined.above(child.item) }
    }

    /// All items that occur.
    pub fn items(&self) -> Items {
        self.later.with(&self.joined)
    }
}
