//! Who holds how much memory: books of bytes, not an allocator, so that two searches never count each other.
use super::Budget;
use std::sync::atomic::Ordering::Relaxed;

/// The growing memory of one owner (a thread's arenas, a tree, results still to be written); given back when dropped.
///
/// What counts is what grows with the data and the patterns; working memory of fixed size does not.
#[derive(Debug)]
pub struct Account<'a> {
    budget: &'a Budget,
    held: usize,
}

/// Vectors double up to so many bytes and grow by an eighth beyond, so that little is held in vain.
const DOUBLES_TO: usize = 16 << 20;

/// How many elements of type `T` to have room for where there is room for `now` and `needed` are needed.
pub fn ahead<T>(now: usize, needed: usize) -> usize {
    let more = if now * size_of::<T>() < DOUBLES_TO { now } else { now / 8 };
    needed.max(now + more)
}

/// The capacity that a vector should have for `additional` more.
fn wished<T>(vec: &Vec<T>, additional: usize) -> usize {
    ahead::<T>(vec.capacity(), vec.len() + additional)
}

/// Makes a vector at least so long, zeros at its end; a large one is made little longer than that.
#[inline]
pub fn lengthen<T: Copy + Default>(vec: &mut Vec<T>, length: usize) {
    if vec.len() < length {
        let length = ahead::<T>(vec.len(), length);
        vec.reserve_exact(length - vec.len());
        vec.resize(length, T::default());
    }
}

/// Makes room for `additional` more in a vector whose owner tells what it weighs later; large ones grow by little.
#[inline]
pub fn make_room<T>(vec: &mut Vec<T>, additional: usize) {
    if vec.capacity() - vec.len() < additional {
        vec.reserve_exact(wished(vec, additional) - vec.len());
    }
}

impl<'a> Account<'a> {
    pub(super) fn new(budget: &'a Budget) -> Self {
        Account { budget, held: 0 }
    }

    /// The bytes that it holds.
    pub fn held(&self) -> usize {
        self.held
    }

    /// It holds so many bytes now; beyond the limit the budget is spent. Cheap enough for every 64th node.
    #[inline]
    pub fn hold(&mut self, bytes: usize) {
        if bytes != self.held {
            self.settle(bytes);
        }
    }

    fn settle(&mut self, bytes: usize) {
        let counters = &self.budget.shared.counters;
        if bytes < self.held {
            counters.held.fetch_sub(self.held - bytes, Relaxed);
        } else {
            let more = bytes - self.held;
            let all = counters.held.fetch_add(more, Relaxed) + more;
            counters.peak.fetch_max(all, Relaxed);
            if all > self.budget.memory {
                self.budget.full.store(true, Relaxed);
            }
        }
        self.held = bytes;
    }

    /// Holds so many bytes more, if there is room for them; else nothing changes but that the budget is spent.
    ///
    /// Asks for room only: it says yes to a search whose time is over.
    pub fn take(&mut self, more: usize) -> bool {
        let counters = &self.budget.shared.counters;
        let limit = self.budget.memory;
        let taken = |held: usize| held.checked_add(more).filter(|&all| all <= limit);
        match counters.held.fetch_update(Relaxed, Relaxed, taken) {
            Ok(before) => {
                counters.peak.fetch_max(before + more, Relaxed);
                self.held += more;
                true
            }
            Err(_) => {
                self.budget.full.store(true, Relaxed);
                false
            }
        }
    }

    /// Makes room for `additional` more in `vec`, whose capacity this account holds; where there is none left, `vec`
    /// stays as it is and the budget is spent.
    #[inline]
    #[must_use]
    pub fn grow<T>(&mut self, vec: &mut Vec<T>, additional: usize) -> bool {
        vec.capacity() - vec.len() >= additional || self.enlarge(vec, additional)
    }

    #[cold]
    fn enlarge<T>(&mut self, vec: &mut Vec<T>, additional: usize) -> bool {
        let size = size_of::<T>();
        let (capacity, needed) = (vec.capacity(), vec.len() + additional);
        let wished = wished(vec, additional);
        // Near the limit what is needed has to do.
        let least = needed.max(capacity + capacity / 64);
        let room = self.budget.memory_left().is_none_or(|left| (wished - capacity) * size <= left);
        let target = if room { wished } else { least };
        if !self.take((target - capacity) * size) {
            return false;
        }
        vec.reserve_exact(target - vec.len());
        // The allocator may give more than was asked for.
        self.hold(self.held + (vec.capacity() - target) * size);
        true
    }
}

impl Drop for Account<'_> {
    fn drop(&mut self) {
        self.hold(0);
    }
}
