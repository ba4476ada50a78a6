//! The events of a local database, packed as tight as its size allows.
use std::fmt::Debug;

/// An event: its item and how far before it the same item is in its journey.
///
/// An event is the first of its kind from some place on exactly when that distance is larger than the number of events
/// walked from there: one compare, no table.
pub trait Cell: Copy + Debug + Send + Sync + 'static {
    /// How many items can be told apart.
    const ITEMS: usize;
    /// How many events a journey may have.
    const LONGEST: usize;
    /// What follows the last event of a journey; never the first of its kind.
    const END: Self;

    /// An event of `item`, the one before it `distance` away; `u32::MAX` where there is none.
    fn new(item: u32, distance: u32) -> Self;
    /// Which item.
    fn item(self) -> u32;
    /// How far back the same item is.
    fn distance(self) -> u32;
    /// Is this the end of a journey?
    fn is_end(self) -> bool;
}

/// Four bytes an event: up to 65,535 items and journeys of up to 65,535 events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Narrow(u32);

impl Cell for Narrow {
    const ITEMS: usize = u16::MAX as usize;
    const LONGEST: usize = u16::MAX as usize;
    const END: Self = Narrow(u16::MAX as u32);

    #[inline]
    fn new(item: u32, distance: u32) -> Self {
        Narrow(item | distance.min(u32::from(u16::MAX)) << 16)
    }

    #[inline]
    fn item(self) -> u32 {
        self.0 & u32::from(u16::MAX)
    }

    #[inline]
    fn distance(self) -> u32 {
        self.0 >> 16
    }

    #[inline]
    fn is_end(self) -> bool {
        self == Self::END
    }
}

/// Eight bytes an event, for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wide {
    item: u32,
    distance: u32,
}

impl Cell for Wide {
    const ITEMS: usize = u32::MAX as usize;
    const LONGEST: usize = u32::MAX as usize;
    const END: Self = Wide { item: u32::MAX, distance: 0 };

    #[inline]
    fn new(item: u32, distance: u32) -> Self {
        Wide { item, distance }
    }

    #[inline]
    fn item(self) -> u32 {
        self.item
    }

    #[inline]
    fn distance(self) -> u32 {
        self.distance
    }

    #[inline]
    fn is_end(self) -> bool {
        self.distance == 0
    }
}
