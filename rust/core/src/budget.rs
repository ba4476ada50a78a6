//! What a search may use: time and the caller's patience, asked once a node.
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Shared by all threads of one search.
#[derive(Debug)]
pub struct Budget {
    deadline: Option<Instant>,
    cancelled: AtomicBool,
    late: AtomicBool,
    asked: AtomicU32,
}

/// How many questions pass between two looks at the clock.
const CLOCK_EVERY: u32 = 64;

impl Budget {
    /// A budget that starts now; `time_limit` of `None` never runs out.
    pub fn new(time_limit: Option<Duration>) -> Self {
        Budget {
            deadline: time_limit.and_then(|limit| Instant::now().checked_add(limit)),
            cancelled: AtomicBool::new(false),
            late: AtomicBool::new(false),
            asked: AtomicU32::new(0),
        }
    }

    /// Ask every thread to come home as soon as it can.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Did the caller ask to stop?
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    /// Has the time run out (as far as anybody looked)?
    pub fn is_late(&self) -> bool {
        self.late.load(Relaxed)
    }

    /// Must the search stop here?
    #[inline]
    pub fn is_spent(&self) -> bool {
        if let Some(deadline) = self.deadline
            && self.asked.fetch_add(1, Relaxed).is_multiple_of(CLOCK_EVERY)
            && Instant::now() >= deadline
        {
            self.late.store(true, Relaxed);
        }
        self.cancelled.load(Relaxed) || self.late.load(Relaxed)
    }
}
