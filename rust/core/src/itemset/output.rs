//! From a node of the search to the sink: patterns are written with their items ascending.
use super::set_sink::{Family, SetSink};
use crate::budget::{Account, Budget};
use crate::database::Item;

/// The results are weighed every so many questions for the budget.
const HOLD_EVERY: u32 = 16;

/// Lengths of the patterns asked for, both ends included.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    /// Shorter ones are left out, once the kind is decided.
    pub least: usize,
    /// Longer ones are left out; they still count for closed and maximal.
    pub most: usize,
}

impl Lengths {
    /// Is this one asked for?
    #[inline]
    pub fn hold(self, length: usize) -> bool {
        self.least <= length && length <= self.most
    }
}

/// The itemset a search stands at, and the way out for it.
pub struct Output<'a, S> {
    /// Items of the itemset, in the order they were added.
    pub prefix: Vec<Item>,
    /// Items that every basket with `prefix` holds: each may be in the pattern or not.
    pub free: Vec<Item>,
    /// Where results go.
    pub sink: S,
    /// Lengths asked for.
    pub lengths: Lengths,
    /// The best support of what was reached and not looked into, for the budget was spent.
    pub unseen: u32,
    /// How many times over results are held in the end, beyond what the sink says.
    pub copies: usize,
    budget: &'a Budget,
    account: Account<'a>,
    asked: u32,
    names: Option<&'a [Item]>,
    fixed: Vec<Item>,
    pool: Vec<Item>,
    chosen: Vec<usize>,
    pattern: Vec<Item>,
}

impl<'a, S: SetSink> Output<'a, S> {
    /// At the empty itemset; `names` are those of items that go by their rank.
    pub fn new(sink: S, lengths: Lengths, names: Option<&'a [Item]>, budget: &'a Budget) -> Self {
        let (prefix, free, fixed, pool, chosen, pattern) = Default::default();
        let (account, asked) = (budget.account(), 0);
        Output {
            prefix,
            free,
            sink,
            lengths,
            unseen: 0,
            copies: 1,
            budget,
            account,
            asked,
            names,
            fixed,
            pool,
            chosen,
            pattern,
        }
    }

    /// Must the search stop?
    pub fn is_spent(&mut self) -> bool {
        self.asked = self.asked.wrapping_add(1);
        if self.asked.is_multiple_of(HOLD_EVERY) {
            self.account.hold(self.copies * self.sink.bytes());
        }
        self.budget.is_spent()
    }

    /// Notes that something of this support is not looked into.
    pub fn leave(&mut self, support: u32) {
        self.unseen = self.unseen.max(support);
    }

    /// The least support worth a look for patterns one item longer than the prefix.
    pub fn least(&self) -> u32 {
        self.sink.min_support_at(self.prefix.len() + 1)
    }

    /// Back to a node with so many items and so many free ones.
    pub fn back_to(&mut self, prefix: usize, free: usize) {
        self.prefix.truncate(prefix);
        self.free.truncate(free);
    }

    /// Offers the prefix with every subset of the free items, small subsets first.
    pub fn emit(&mut self, support: u32) {
        self.name();
        let family = Family { prefix: &self.fixed, free: &self.pool, lengths: self.lengths };
        if self.sink.take_free(family, support) {
            return;
        }
        self.fixed.sort_unstable();
        self.pool.sort_unstable();
        let most = self.pool.len().min(self.lengths.most.saturating_sub(self.fixed.len()));
        for size in self.lengths.least.saturating_sub(self.fixed.len())..=most {
            let length = self.fixed.len() + size;
            if length > self.lengths.most || support < self.sink.min_support_at(length) {
                return;
            }
            if !self.choose(size, support) {
                return self.leave(support);
            }
        }
    }

    /// Do items go by their rank?
    pub fn has_ranks(&self) -> bool {
        self.names.is_some()
    }

    fn name_of(&self, item: Item) -> Item {
        self.names.map_or(item, |names| names[item as usize])
    }

    /// Writes the prefix and the free items down by their names.
    fn name(&mut self) {
        self.fixed.clone_from(&self.prefix);
        self.pool.clone_from(&self.free);
        if let Some(names) = self.names {
            self.fixed.iter_mut().chain(&mut self.pool).for_each(|item| *item = names[*item as usize]);
        }
    }

    /// Offers the same with every subset of `items` but the empty one; `supports` are in binary order of the subsets.
    pub fn emit_table(&mut self, items: &[Item], supports: &[u32]) {
        self.name();
        let named: Vec<Item> = items.iter().map(|&item| self.name_of(item)).collect();
        let family = Family { prefix: &self.fixed, free: &self.pool, lengths: self.lengths };
        if self.sink.take_table(family, &named, supports) {
            return;
        }
        let length = self.prefix.len();
        for (subset, &support) in supports.iter().enumerate().skip(1) {
            if support < self.sink.min_support() {
                continue;
            }
            let chosen = items.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
            self.prefix.extend(chosen.map(|(_, &item)| item));
            self.emit(support);
            self.prefix.truncate(length);
        }
    }

    /// Offers the prefix with every subset of `size` free items; false where the budget ran out.
    fn choose(&mut self, size: usize, support: u32) -> bool {
        self.chosen.clear();
        self.chosen.extend(0..size);
        let n = self.pool.len();
        for made in 1u64.. {
            self.write();
            self.sink.offer(&self.pattern, support);
            // The last place that can still move on; those after it follow it closely.
            let Some(place) = (0..size).rev().find(|&place| self.chosen[place] < n - size + place) else { return true };
            self.chosen[place] += 1;
            for after in place + 1..size {
                self.chosen[after] = self.chosen[after - 1] + 1;
            }
            if made % 256 == 0 && self.is_spent() {
                return false;
            }
        }
        true
    }

    /// Merges the fixed items and the chosen free ones.
    fn write(&mut self) {
        self.pattern.clear();
        let mut fixed = self.fixed.iter().copied().peekable();
        for &place in &self.chosen {
            let item = self.pool[place];
            while let Some(before) = fixed.next_if(|&other| other < item) {
                self.pattern.push(before);
            }
            self.pattern.push(item);
        }
        self.pattern.extend(fixed);
    }
}
