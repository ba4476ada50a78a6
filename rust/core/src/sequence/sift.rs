//! A sink that hands on only what is wanted.
use crate::budget::Budget;
use crate::error::Result;
use crate::sequence::wanted::Wanted;
use crate::sink::{FixedThreshold, Found, Shared, Sink};
use std::sync::Arc;

/// Hands the wanted results on to another sink, so that only they are counted there.
#[derive(Debug)]
pub struct Sifted<S> {
    wanted: Arc<Wanted>,
    inner: S,
}

impl<S> Sifted<S> {
    /// Hands on to `inner` what is wanted, in the numbers that the search uses.
    pub fn new(wanted: Arc<Wanted>, inner: S) -> Self {
        Sifted { wanted, inner }
    }
}

impl<S: Sink> Sink for Sifted<S> {
    const BEST_FIRST: bool = S::BEST_FIRST;
    const IS_ONE: bool = S::IS_ONE;

    #[inline]
    fn min_support(&self) -> u32 {
        self.inner.min_support()
    }

    fn bytes(&self) -> usize {
        self.inner.bytes()
    }

    #[inline]
    fn min_support_at(&self, length: usize) -> u32 {
        self.inner.min_support_at(length)
    }

    #[inline]
    fn offer(&mut self, pattern: &[u32], support: u32) {
        if self.wanted.admits(pattern) {
            self.inner.offer(pattern, support);
        }
    }
}

impl<S: FixedThreshold> FixedThreshold for Sifted<S> {}

impl<S: Shared> Shared for Sifted<S> {
    fn for_task(&self) -> Self {
        Sifted { wanted: Arc::clone(&self.wanted), inner: self.inner.for_task() }
    }

    fn absorb(&mut self, found: Self) {
        self.inner.absorb(found.inner);
    }

    fn into_found(self, budget: &Budget) -> Result<Found> {
        self.inner.into_found(budget)
    }
}
