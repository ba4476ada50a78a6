//! A sink that turns patterns of prepared journeys into patterns of the journeys they were made from.
use crate::budget::Budget;
use crate::error::Result;
use crate::sink::{FixedThreshold, Found, JOINED, Shared, Sink};

/// Hands patterns on to another sink: from last element to first where journeys were mirrored, and without the event
/// that stands for the end of a journey.
#[derive(Debug)]
pub struct Turned<S> {
    mirrored: bool,
    closes: bool,
    turned: Vec<u32>,
    inner: S,
}

impl<S> Turned<S> {
    /// Hands on to `inner`; `closes` says that the last event of every pattern stands for the end of a journey.
    pub fn new(mirrored: bool, closes: bool, inner: S) -> Self {
        Turned { mirrored, closes, turned: Vec::new(), inner }
    }

    /// The other sink, with all it was handed.
    pub fn into_inner(self) -> S {
        self.inner
    }

    fn turn(&mut self, pattern: &[u32]) {
        let pattern = &pattern[..pattern.len() - usize::from(self.closes)];
        self.turned.clear();
        if self.mirrored {
            let elements = pattern.chunk_by(|_, next| next & JOINED != 0);
            elements.rev().for_each(|element| self.turned.extend_from_slice(element));
        } else {
            self.turned.extend_from_slice(pattern);
        }
    }
}

impl<S: Sink> Sink for Turned<S> {
    const BEST_FIRST: bool = S::BEST_FIRST;
    const IS_ONE: bool = S::IS_ONE;
    const TAKES_JOURNEYS: bool = S::TAKES_JOURNEYS;

    #[inline]
    fn min_support(&self) -> u32 {
        self.inner.min_support()
    }

    fn bytes(&self) -> usize {
        self.inner.bytes()
    }

    #[inline]
    fn min_support_at(&self, length: usize) -> u32 {
        self.inner.min_support_at(length - usize::from(self.closes))
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        self.turn(pattern);
        self.inner.offer(&self.turned, support);
    }

    fn take(&mut self, pattern: &[u32], support: u32, journeys: impl FnOnce(&mut dyn FnMut(u32))) {
        self.turn(pattern);
        self.inner.take(&self.turned, support, journeys);
    }
}

impl<S: FixedThreshold> FixedThreshold for Turned<S> {}

impl<S: Shared> Shared for Turned<S> {
    fn for_task(&self) -> Self {
        Turned::new(self.mirrored, self.closes, self.inner.for_task())
    }

    fn absorb(&mut self, found: Self) {
        self.inner.absorb(found.inner);
    }

    fn into_found(self, budget: &Budget) -> Result<Found> {
        self.inner.into_found(budget)
    }
}
