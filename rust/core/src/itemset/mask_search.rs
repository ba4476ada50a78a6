//! The search below a node with few items in sight: row by row as masks, and at the end all subsets at once.
use super::baskets::{Baskets, Split};
use super::condition::Condition;
use super::masks::{Chains, MaskRows, Places, bits_of};
use super::search::Search;
use super::set_sink::SetSink;
use crate::database::Item;
use crate::kernels::Level;
use crate::kernels::mask_rows::gather_bits;
use crate::kernels::superset::{superset_meets, superset_sums};

/// So many items have all of their subsets counted at once, whatever it costs.
const FEW_ITEMS: u32 = 5;

/// What the mask search of one thread keeps between nodes.
#[derive(Debug)]
pub struct MaskMemory {
    level: Level,
    /// The item of each bit.
    items: Vec<Item>,
    rows: Vec<MaskRows>,
    places: Places,
    indices: Vec<u32>,
    table: Vec<u32>,
    commons: Vec<u64>,
    held: MaskRows,
    chains: Chains,
}

impl Default for MaskMemory {
    fn default() -> Self {
        let [items, indices, table] = Default::default();
        let (rows, places, commons, held, chains) = Default::default();
        MaskMemory { level: Level::widest(), items, rows, places, indices, table, commons, held, chains }
    }
}

impl MaskMemory {
    fn pop(&mut self) -> MaskRows {
        self.rows.pop().unwrap_or_default()
    }
}

/// Which items a node may take in, and which were left out on purpose, a bit each.
#[derive(Debug, Clone, Copy)]
struct Sight {
    candidates: u64,
    left_out: u64,
}

impl Sight {
    /// What is in sight when the candidate `bit` has been taken in: candidates before it are left out.
    fn after(self, bit: u32) -> Sight {
        let later = self.candidates & u64::MAX << bit << 1;
        Sight { candidates: later, left_out: self.left_out | self.candidates & !later & !(1 << bit) }
    }
}

impl<S: SetSink, C: Condition<S>> Search<'_, S, C> {
    /// Searches everything that begins with item `task` of `rows`, which hold all baskets by rank.
    pub(super) fn begin_masks(&mut self, rows: &MaskRows, items: &[(Item, u32)], task: usize) {
        self.masks.items.clear();
        self.masks.items.extend(items.iter().map(|&(item, _)| item));
        let sight = Sight { candidates: u64::MAX >> (64 - items.len()), left_out: 0 };
        self.step(rows, sight, task as u32, items[task].1);
    }

    /// Searches everything below the baskets that hold `rank`: the items of `split`, at most 64.
    pub(super) fn descend_to_masks(&mut self, baskets: &Baskets, rank: u32, split: &Split, lists: usize) {
        let mut rows = self.masks.pop();
        rows.clear();
        let chains = &mut self.masks.chains;
        chains.clear();
        let carries = C::ABSORBS && !C::LEAVES_ONLY;
        match self.outside.as_ref().filter(|_| self.looks_outside) {
            Some(outside) if lists == 1 => {
                for (at, (mask, weight)) in outside.masks().enumerate().filter(|(_, (mask, _))| *mask != 0) {
                    rows.push(mask, weight, Some(chains.begin(at as u32)));
                }
            }
            outside => baskets.masks(rank, split, &mut self.scratch, |at, mask, weight| {
                let common = match outside {
                    Some(_) => Some(chains.begin(baskets.origin(rank, at))),
                    None => carries.then_some(mask),
                };
                rows.push(mask, weight, common);
            }),
        }
        let kept = split.candidates.iter().chain(&split.blockers);
        self.masks.items.clear();
        self.masks.items.extend(kept.map(|&(old, _)| baskets.items[old as usize].item));
        let mut supports = [0; 64];
        split.candidates.iter().zip(&mut supports).for_each(|(&(_, support), place)| *place = support);
        let candidates = u64::MAX.checked_shr(64 - split.candidates.len() as u32).unwrap_or(0);
        let all = u64::MAX.checked_shr(64 - (split.candidates.len() + split.blockers.len()) as u32).unwrap_or(0);
        self.below(&mut rows, Sight { candidates, left_out: all & !candidates }, &supports);
        self.masks.rows.push(rows);
    }

    /// Searches everything below a node.
    fn below(&mut self, rows: &mut MaskRows, sight: Sight, supports: &[u32; 64]) {
        if self.fits_table(rows, sight, supports) {
            return self.tabulate(rows, sight);
        }
        // Left-out items are counted for maximal itemsets, and part of what closed ones have in common.
        let bits = if C::LEAVES_ONLY { sight.candidates | sight.left_out } else { sight.candidates };
        let MaskMemory { places, chains, .. } = &mut self.masks;
        match self.looks_outside {
            true => rows.merge(bits, places, |a, b| chains.join(a, b)),
            false => rows.merge(bits, places, |a, b| a & b),
        }
        let mut left = sight.candidates;
        while left != 0 {
            if self.out.is_spent() {
                let best = bits_of(left).map(|bit| supports[bit as usize]).max();
                return self.out.leave(best.unwrap_or(0));
            }
            // The most frequent item first helps a rising threshold; what is left out does not hang on the order.
            let bit = if S::BEST_FIRST { 63 - left.leading_zeros() } else { left.trailing_zeros() };
            left &= !(1 << bit);
            self.step(rows, sight, bit, supports[bit as usize]);
        }
    }

    /// Takes in one candidate of a node, gives its results and goes below.
    fn step(&mut self, parent: &MaskRows, sight: Sight, bit: u32, support: u32) {
        if support < self.out.least() {
            return;
        }
        let (prefix, free) = (self.out.prefix.len(), self.out.free.len());
        self.out.prefix.push(self.masks.items[bit as usize]);
        if !self.emits_without_look(support) {
            let mut rows = self.masks.pop();
            rows.take_holders(parent, 1 << bit, self.has_commons());
            self.look(&mut rows, sight.after(bit), support);
            self.masks.rows.push(rows);
        }
        self.out.back_to(prefix, free);
    }

    /// Do rows know what their baskets have in common, or which baskets they are?
    fn has_commons(&self) -> bool {
        C::ABSORBS && (!C::LEAVES_ONLY || self.looks_outside)
    }

    /// [`Search::is_left_to_others`] of the prefix with these rows.
    fn rows_are_left_to_others(&mut self, rows: &MaskRows, support: u32, is_leaf: bool) -> bool {
        let chains = std::mem::take(&mut self.masks.chains);
        let is_left = self.is_left_to_others(support, is_leaf, || rows.commons.iter().flat_map(|&c| chains.rows(c)));
        self.masks.chains = chains;
        is_left
    }

    /// Stands at a new itemset with its rows.
    fn look(&mut self, rows: &mut MaskRows, mut sight: Sight, support: u32) {
        if self.looks_outside {
            sight.left_out = 0;
            if !C::LEAVES_ONLY && self.rows_are_left_to_others(rows, support, false) {
                return;
            }
        } else if C::ABSORBS && !C::LEAVES_ONLY && rows.common() & sight.left_out != 0 {
            return;
        }
        let mut sums = [0; 64];
        let asked = if C::LEAVES_ONLY { sight.candidates | sight.left_out } else { sight.candidates };
        rows.weigh(self.masks.level, asked, &mut sums);
        let with = |bits: u64, least: u32| {
            bits_of(bits).filter(|&bit| sums[bit as usize] >= least).fold(0, |all, bit| all | 1 << bit)
        };
        let least = self.out.least();
        let absorbed: u64 = with(sight.candidates, support);
        let candidates = with(sight.candidates, least) & !absorbed;
        let left_out = if C::LEAVES_ONLY { with(sight.left_out, least) } else { sight.left_out };
        if C::LEAVES_ONLY
            && (with(left_out, support) != 0 || self.rows_are_left_to_others(rows, support, candidates == 0))
        {
            return;
        }
        self.absorbed.clear();
        self.absorbed.extend(bits_of(absorbed).map(|bit| self.masks.items[bit as usize]));
        let sight = Sight { candidates, left_out };
        if self.settle(support, candidates == 0, || left_out != 0)
            && !(C::LEAVES_ONLY && self.ends_at_once(rows, sight))
        {
            self.below(rows, sight, &sums);
        }
    }

    /// Is the node with all of its candidates frequent? Then that is the only leaf below it.
    fn ends_at_once(&mut self, rows: &MaskRows, sight: Sight) -> bool {
        let least = self.out.sink.min_support();
        let Some(support) = self.hold(rows, sight.candidates, sight.left_out, least) else { return false };
        if let Some(support) = support {
            let length = self.out.prefix.len();
            self.out.prefix.extend(bits_of(sight.candidates).map(|bit| self.masks.items[bit as usize]));
            if !self.held_are_left_to_others(support) {
                self.out.emit(support);
            }
            self.out.prefix.truncate(length);
        }
        true
    }

    /// The weight of the rows that hold all of `wanted`, if it is at least `least`; nothing in it where an item that was
    /// left out is as frequent with them.
    fn hold(&mut self, rows: &MaskRows, wanted: u64, left_out: u64, least: u32) -> Option<Option<u32>> {
        let has_commons = self.has_commons();
        let MaskMemory { held, level, .. } = &mut self.masks;
        held.take_holders(rows, wanted, has_commons);
        let support: u32 = held.weights.iter().sum();
        if support < least {
            return None;
        }
        let mut sums = [0; 64];
        held.weigh(*level, left_out, &mut sums);
        let is_blocked = bits_of(left_out).any(|bit| sums[bit as usize] >= least);
        Some((!is_blocked).then_some(support))
    }

    /// [`Search::is_left_to_others`] of a leaf with the rows that were held.
    fn held_are_left_to_others(&mut self, support: u32) -> bool {
        let held = std::mem::take(&mut self.masks.held);
        let is_left = self.rows_are_left_to_others(&held, support, true);
        self.masks.held = held;
        is_left
    }

    /// Does it pay to count all subsets of the candidates at once?
    fn fits_table(&self, rows: &MaskRows, sight: Sight, supports: &[u32; 64]) -> bool {
        let n = sight.candidates.count_ones();
        if n > self.density.table_items {
            return false;
        }
        let room = self.out.lengths.most - self.out.prefix.len();
        if n <= FEW_ITEMS {
            return true;
        }
        let cells: u64 = bits_of(sight.candidates).map(|bit| u64::from(supports[bit as usize])).sum();
        room.saturating_mul(2) >= n as usize && 1 << n <= cells.min(u64::from(n) * rows.n_rows() as u64)
    }

    /// Counts all subsets of the candidates and gives those that are results.
    fn tabulate(&mut self, rows: &MaskRows, sight: Sight) {
        let chosen: Vec<Item> = bits_of(sight.candidates).map(|bit| self.masks.items[bit as usize]).collect();
        let mut table = std::mem::take(&mut self.masks.table);
        let MaskMemory { level, indices, .. } = &mut self.masks;
        table.clear();
        table.resize(1 << chosen.len(), 0);
        gather_bits(*level, &rows.masks, sight.candidates, indices);
        indices.iter().zip(&rows.weights).for_each(|(&index, &weight)| table[index as usize] += weight);
        table[0] = 0;
        superset_sums(*level, &mut table);
        table[0] = 0;
        if C::LEAVES_ONLY {
            self.keep_leaves(rows, sight, &mut table);
        } else if self.looks_outside {
            self.keep_closed_by_rows(rows, &chosen, &mut table);
        } else if C::ABSORBS {
            self.keep_closed(rows, sight, &mut table);
        }
        self.out.emit_table(&chosen, &table);
        self.masks.table = table;
    }

    /// Zeroes what is not closed: a subset is what its baskets have in common, and none of them holds what was left out.
    fn keep_closed(&mut self, rows: &MaskRows, sight: Sight, table: &mut [u32]) {
        let MaskMemory { level, indices, commons, .. } = &mut self.masks;
        commons.clear();
        commons.resize(table.len(), u64::MAX);
        for (&index, &common) in indices.iter().zip(&rows.commons) {
            commons[index as usize] &= common;
        }
        superset_meets(*level, commons);
        gather_bits(*level, commons, sight.candidates, indices);
        for (subset, support) in table.iter_mut().enumerate() {
            let is_closed = indices[subset] as usize == subset && commons[subset] & sight.left_out == 0;
            *support *= u32::from(is_closed);
        }
    }

    /// The same by the rows of each subset that none of the table matches in support.
    fn keep_closed_by_rows(&mut self, rows: &MaskRows, chosen: &[Item], table: &mut [u32]) {
        let (least, length) = (self.out.sink.min_support(), self.out.prefix.len());
        let MaskMemory { indices, chains, .. } = &mut self.masks;
        let (indices, chains) = (std::mem::take(indices), std::mem::take(chains));
        for subset in 1..table.len() {
            let support = table[subset];
            // Supersets have larger numbers, so they are still whole.
            let is_matched =
                || (0..chosen.len()).any(|bit| subset >> bit & 1 == 0 && table[subset | 1 << bit] == support);
            if support < least {
                continue;
            }
            if is_matched() {
                table[subset] = 0;
                continue;
            }
            self.out.prefix.extend(bits_of(subset as u64).map(|bit| chosen[bit as usize]));
            let held = indices.iter().zip(&rows.commons).filter(|(index, _)| **index as usize & subset == subset);
            if self.is_left_to_others(support, false, || held.flat_map(|(_, &chain)| chains.rows(chain))) {
                table[subset] = 0;
            }
            self.out.prefix.truncate(length);
        }
        (self.masks.indices, self.masks.chains) = (indices, chains);
    }

    /// Zeroes what has a frequent superset.
    fn keep_leaves(&mut self, rows: &MaskRows, sight: Sight, table: &mut [u32]) {
        let least = self.out.sink.min_support();
        let n = sight.candidates.count_ones();
        for subset in 1..table.len() {
            // Supersets have larger numbers, so they are still whole.
            let is_leaf = (0..n).all(|bit| subset >> bit & 1 == 1 || table[subset | 1 << bit] < least);
            if table[subset] < least || !is_leaf {
                table[subset] = 0;
                continue;
            }
            let chosen = bits_of(sight.candidates).enumerate().filter(|(at, _)| subset >> at & 1 == 1);
            let wanted = chosen.fold(0, |all, (_, bit)| all | 1 << bit);
            let Some(Some(support)) = self.hold(rows, wanted, sight.left_out, least) else {
                table[subset] = 0;
                continue;
            };
            let length = self.out.prefix.len();
            self.out.prefix.extend(bits_of(wanted).map(|bit| self.masks.items[bit as usize]));
            if self.held_are_left_to_others(support) {
                table[subset] = 0;
            }
            self.out.prefix.truncate(length);
        }
    }
}
