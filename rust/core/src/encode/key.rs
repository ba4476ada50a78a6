//! Sort keys: (time, label, row) in as few bits as the log needs, 64 where they suffice, else 128.
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How a key is laid out: time since `origin` in `unit`s on top, then the label, then the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub origin: i64,
    pub unit: u64,
    pub label_bits: u32,
    pub row_bits: u32,
}

impl Layout {
    #[inline(always)]
    fn ticks(&self, time: i64) -> u64 {
        let since = (time as u64).wrapping_sub(self.origin as u64);
        if self.unit == 1 { since } else { since / self.unit }
    }

    #[inline(always)]
    fn time(&self, ticks: u64) -> i64 {
        (self.origin as u64).wrapping_add(ticks * self.unit) as i64
    }
}

/// The number of bits that hold `0..=largest`.
pub fn bits(largest: u64) -> u32 {
    64 - largest.leading_zeros()
}

/// A key that many threads may write to different places of one array.
pub trait Key: Copy + Ord + Send + Sync {
    /// A place for a key.
    type Cell: Send + Sync;
    /// An empty place.
    fn cell() -> Self::Cell;
    /// Writes a key to a place that nobody else uses.
    fn put(self, cell: &Self::Cell);
    /// The key at a place.
    fn take(cell: Self::Cell) -> Self;
    fn pack(time: i64, label: u32, row: u32, layout: &Layout) -> Self;
    fn time(self, layout: &Layout) -> i64;
    fn label(self, layout: &Layout) -> u32;
    fn row(self, layout: &Layout) -> u32;
    /// A key's place used for a plain time, after sorting.
    fn hold(time: i64) -> Self;
    /// The times that were put with `hold`.
    fn held(keys: Vec<Self>) -> Vec<i64>;
}

impl Key for u64 {
    type Cell = AtomicU64;

    fn cell() -> AtomicU64 {
        AtomicU64::new(0)
    }

    #[inline(always)]
    fn put(self, cell: &AtomicU64) {
        cell.store(self, Relaxed);
    }

    fn take(cell: AtomicU64) -> u64 {
        cell.into_inner()
    }

    #[inline(always)]
    fn pack(time: i64, label: u32, row: u32, layout: &Layout) -> u64 {
        // Shifts by all 64 bits happen where the rest needs none: a log of one instant.
        let label = u64::from(label) << layout.row_bits | u64::from(row);
        layout.ticks(time).checked_shl(layout.label_bits + layout.row_bits).unwrap_or(0) | label
    }

    #[inline(always)]
    fn time(self, layout: &Layout) -> i64 {
        layout.time(self.checked_shr(layout.label_bits + layout.row_bits).unwrap_or(0))
    }

    #[inline(always)]
    fn label(self, layout: &Layout) -> u32 {
        (self >> layout.row_bits & ((1 << layout.label_bits) - 1)) as u32
    }

    #[inline(always)]
    fn row(self, layout: &Layout) -> u32 {
        (self & ((1 << layout.row_bits) - 1)) as u32
    }

    fn hold(time: i64) -> u64 {
        time as u64
    }

    fn held(keys: Vec<u64>) -> Vec<i64> {
        // In place: same size, same alignment.
        keys.into_iter().map(|key| key as i64).collect()
    }
}

/// A key of 128 bits: the time, then label and row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wide(u64, u64);

impl Key for Wide {
    type Cell = (AtomicU64, AtomicU64);

    fn cell() -> Self::Cell {
        (AtomicU64::new(0), AtomicU64::new(0))
    }

    fn put(self, cell: &Self::Cell) {
        cell.0.store(self.0, Relaxed);
        cell.1.store(self.1, Relaxed);
    }

    fn take(cell: Self::Cell) -> Wide {
        Wide(cell.0.into_inner(), cell.1.into_inner())
    }

    fn pack(time: i64, label: u32, row: u32, layout: &Layout) -> Wide {
        Wide(layout.ticks(time), u64::from(label) << layout.row_bits | u64::from(row))
    }

    fn time(self, layout: &Layout) -> i64 {
        layout.time(self.0)
    }

    fn label(self, layout: &Layout) -> u32 {
        (self.1 >> layout.row_bits) as u32
    }

    fn row(self, layout: &Layout) -> u32 {
        (self.1 & ((1 << layout.row_bits) - 1)) as u32
    }

    fn hold(time: i64) -> Wide {
        Wide(time as u64, 0)
    }

    fn held(keys: Vec<Wide>) -> Vec<i64> {
        keys.into_iter().map(|key| key.0 as i64).collect()
    }
}
