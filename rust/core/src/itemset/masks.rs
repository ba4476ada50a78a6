//! A node of the search with few items in sight: each row is one mask, and equal rows are one row of more weight.
use super::frequent::Frequent;
use crate::kernels::Level;
use crate::kernels::mask_rows::weigh_bits;

/// Fewer rows than this are not looked through for equal ones.
const FEW_ROWS: usize = 24;

/// What the rows of a node hold. Buffers are kept for the next node at the same depth.
#[derive(Debug, Default)]
pub struct MaskRows {
    /// The items of a row, a bit each.
    pub masks: Vec<u64>,
    /// How many baskets it stands for.
    pub weights: Vec<u32>,
    /// What all of these baskets hold, left-out items included; empty where nobody asks.
    pub commons: Vec<u64>,
}

/// Which baskets of an item of the root stand behind rows that were merged: a chain of links for each, told by its ends.
#[derive(Debug, Default)]
pub struct Chains {
    origins: Vec<u32>,
    next: Vec<u32>,
}

impl Chains {
    /// Empties it.
    pub fn clear(&mut self) {
        self.origins.clear();
        self.next.clear();
    }

    /// A chain of one basket.
    pub fn begin(&mut self, origin: u32) -> u64 {
        let link = self.origins.len() as u64;
        self.origins.push(origin);
        self.next.push(0);
        link << 32 | link
    }

    /// The chain of both. Chains that `a` and `b` were made of stay whole, for each ends where it ended.
    pub fn join(&mut self, a: u64, b: u64) -> u64 {
        self.next[a as u32 as usize] = (b >> 32) as u32;
        a >> 32 << 32 | u64::from(b as u32)
    }

    /// The baskets of a chain.
    pub fn rows(&self, chain: u64) -> impl Iterator<Item = u32> + Clone {
        let last = chain as u32;
        let links = std::iter::successors(Some((chain >> 32) as u32), move |&link| {
            (link != last).then(|| self.next[link as usize])
        });
        links.map(|link| self.origins[link as usize])
    }
}

/// The bits that are set, from the lowest.
pub fn bits_of(mut bits: u64) -> impl Iterator<Item = u32> + Clone {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros());
        bits &= bits.wrapping_sub(1);
        bit
    })
}

/// Reused memory for looking up equal rows.
#[derive(Debug, Default)]
pub struct Places(Vec<u32>);

impl MaskRows {
    /// All baskets, an item's rank its bit; there must be at most 64 items.
    pub fn of_all(frequent: &Frequent) -> Self {
        let mut rows = MaskRows::default();
        for (mask, weight) in frequent.masks().filter(|&(mask, _)| mask != 0) {
            rows.push(mask, weight, None);
        }
        rows.merge(u64::MAX, &mut Places::default(), |a, b| a & b);
        rows
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        8 * (self.masks.capacity() + self.commons.capacity()) + 4 * self.weights.capacity()
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.masks.len()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.masks.clear();
        self.weights.clear();
        self.commons.clear();
    }

    /// Adds a basket that stands for `weight` of them.
    #[inline]
    pub fn push(&mut self, mask: u64, weight: u32, common: Option<u64>) {
        self.masks.push(mask);
        self.weights.push(weight);
        self.commons.extend(common);
    }

    /// Becomes those rows of `from` that hold every bit of `wanted`; masks that know of no commons are whole.
    pub fn take_holders(&mut self, from: &MaskRows, wanted: u64, with_commons: bool) {
        let n = from.n_rows();
        self.masks.resize(n, 0);
        self.weights.resize(n, 0);
        let mut kept = 0;
        for (&mask, &weight) in from.masks.iter().zip(&from.weights) {
            (self.masks[kept], self.weights[kept]) = (mask, weight);
            kept += usize::from(mask & wanted == wanted);
        }
        self.masks.truncate(kept);
        self.weights.truncate(kept);
        self.commons.clear();
        if with_commons {
            let commons = if from.commons.is_empty() { &from.masks } else { &from.commons };
            let held = commons.iter().zip(&from.masks).filter(|(_, mask)| *mask & wanted == wanted);
            self.commons.extend(held.map(|(&common, _)| common));
        }
    }

    /// The weight of the rows by bit, for the bits asked for.
    pub fn weigh(&self, level: Level, bits: u64, sums: &mut [u32; 64]) {
        weigh_bits(level, &self.masks, &self.weights, bits, sums);
    }

    /// What all baskets have in common.
    pub fn common(&self) -> u64 {
        self.commons.iter().fold(u64::MAX, |all, common| all & common)
    }

    /// Forgets all but `bits`, and rows without any of them; rows that are equal then become one, and what they have in
    /// common what `join` says.
    pub fn merge(&mut self, bits: u64, places: &mut Places, mut join: impl FnMut(u64, u64) -> u64) {
        let n = self.n_rows();
        if n < FEW_ROWS {
            return;
        }
        let size = (2 * n).next_power_of_two();
        let table = &mut places.0;
        if table.len() < size {
            table.resize(size, 0);
        }
        let table = &mut table[..size];
        table.fill(0);
        let mut kept = 0;
        for row in 0..n {
            let mask = self.masks[row] & bits;
            if mask == 0 {
                continue;
            }
            let mut place = (mask.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (size - 1);
            while table[place] != 0 && self.masks[table[place] as usize - 1] != mask {
                place = (place + 1) & (size - 1);
            }
            if table[place] == 0 {
                (self.masks[kept], self.weights[kept]) = (mask, self.weights[row]);
                if !self.commons.is_empty() {
                    self.commons[kept] = self.commons[row];
                }
                kept += 1;
                table[place] = kept as u32;
                continue;
            }
            let same = table[place] as usize - 1;
            self.weights[same] += self.weights[row];
            if !self.commons.is_empty() {
                self.commons[same] = join(self.commons[same], self.commons[row]);
            }
        }
        self.masks.truncate(kept);
        self.weights.truncate(kept);
        self.commons.truncate(kept);
    }
}
