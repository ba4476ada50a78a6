//! What a search may use: time, memory and the caller's patience, asked once a node; and how far it has come.
//!
//! | who | does what |
//! |---|---|
//! | every node | asks [`Budget::is_spent`]: an atomic load, and a look at the clock now and then |
//! | every engine, every 64 nodes or so | [`Account::hold`]s what its growing memory weighs now |
//! | whoever grows something large | asks [`Account::grow`] for the room |
//! | every task when done | [`Budget::advance`]s by its share of the work |
mod account;
mod pace;
#[cfg(test)]
mod tests;

pub use account::{Account, ahead, lengthen, make_room};
pub use pace::heard;

use crate::error::{Error, Result};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Why a result is not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoppedBy {
    /// There were more results than asked for.
    MaxPatterns,
    /// The time was over.
    TimeLimit,
    /// The memory was full.
    MemoryLimit,
}

/// What a search may use at most.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Time from now on.
    pub time: Option<Duration>,
    /// Bytes that all [`Account`]s hold together.
    pub memory: Option<usize>,
}

/// Shared by all threads of one search.
#[derive(Debug)]
pub struct Budget {
    deadline: Option<Instant>,
    memory: usize,
    /// So many questions may still be asked, where they are counted.
    questions: Option<AtomicU64>,
    late: AtomicBool,
    full: AtomicBool,
    shared: Arc<Shared>,
}

/// What a budget and its parts have in common.
#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    counters: Counters,
}

/// Written now and then, and kept away from what is read once a node.
#[derive(Debug)]
#[repr(align(128))]
struct Counters {
    held: AtomicUsize,
    peak: AtomicUsize,
    done: AtomicU64,
    /// The share of the whole work that the step at hand is, as bits.
    step: AtomicU64,
}

impl Default for Counters {
    fn default() -> Self {
        let [held, peak] = Default::default();
        Counters { held, peak, done: AtomicU64::new(0), step: AtomicU64::new(1f64.to_bits()) }
    }
}

/// How many questions of a thread pass between two looks at the clock.
const CLOCK_EVERY: u32 = 64;

/// Progress is counted in steps of so small a share.
const WHOLE: f64 = (1u64 << 52) as f64;

thread_local! {
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

impl Budget {
    /// A budget that starts now; `time_limit` of `None` never runs out.
    pub fn new(time_limit: Option<Duration>) -> Self {
        Budget::of(Limits { time: time_limit, memory: None })
    }

    /// A budget with these limits that starts now.
    pub fn of(limits: Limits) -> Self {
        let deadline = limits.time.and_then(|limit| Instant::now().checked_add(limit));
        Budget::until(deadline, limits.memory.unwrap_or(usize::MAX), Arc::default())
    }

    /// A budget that is late after `n` questions, for tests that must stop a search at the same place each time.
    pub fn of_questions(n: u64) -> Self {
        Budget { questions: Some(AtomicU64::new(n)), ..Budget::new(None) }
    }

    fn until(deadline: Option<Instant>, memory: usize, shared: Arc<Shared>) -> Self {
        let (late, full) = (AtomicBool::new(false), AtomicBool::new(false));
        Budget { deadline, memory, questions: None, late, full, shared }
    }

    /// A budget for a first step: it ends when `share` of the time left and of all memory is used, counts in the same
    /// books and is cancelled with this one. What becomes of this budget is not decided by it.
    pub fn part(&self, share: f64) -> Self {
        let now = Instant::now();
        let deadline = self.deadline.map(|end| now + end.saturating_duration_since(now).mul_f64(share));
        let memory = if self.memory == usize::MAX { usize::MAX } else { (self.memory as f64 * share) as usize };
        let count = |left: &AtomicU64| AtomicU64::new((left.load(Relaxed) as f64 * share) as u64);
        let questions = self.questions.as_ref().map(count);
        Budget { questions, ..Budget::until(deadline, memory, Arc::clone(&self.shared)) }
    }

    /// Is there a limit to time or memory?
    pub fn is_limited(&self) -> bool {
        self.deadline.is_some() || self.questions.is_some() || self.memory != usize::MAX
    }

    /// Ask every thread to come home as soon as it can.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Relaxed);
    }

    /// Did the caller ask to stop? What was found is not wanted any more.
    #[inline]
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Relaxed)
    }

    /// [`Error::Cancelled`] where the caller has asked to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// [`Error::Cancelled`] where the caller has asked to stop, and [`Error::Spent`] where there is nothing left to begin
    /// with; looks at the clock, but counts no question.
    pub fn check_room(&self) -> Result<()> {
        self.look();
        self.check()?;
        if self.is_late() || self.is_full() { Err(Error::Spent) } else { Ok(()) }
    }

    /// The same as a question, for who lays something out in long passes.
    pub fn is_over(&self) -> bool {
        self.check_room().is_err()
    }

    /// Must the search stop here?
    #[inline]
    pub fn is_spent(&self) -> bool {
        if self.deadline.is_some() || self.questions.is_some() {
            self.count_question();
        }
        self.shared.cancelled.load(Relaxed) || self.late.load(Relaxed) || self.full.load(Relaxed)
    }

    fn count_question(&self) {
        if let Some(left) = &self.questions
            && left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
        {
            self.late.store(true, Relaxed);
        }
        let asked = ASKED.get();
        ASKED.set(asked.wrapping_add(1));
        if asked.is_multiple_of(CLOCK_EVERY) {
            self.look();
        }
    }

    /// Looks at the clock; for work whose steps are too long to count questions, and for who waits for it.
    pub fn look(&self) {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            self.late.store(true, Relaxed);
        }
    }

    /// The time is over for a search whose results take so much of it to write.
    pub fn keep(&self, time: Duration) {
        if self.deadline.is_some_and(|deadline| Instant::now() + time >= deadline) {
            self.late.store(true, Relaxed);
        }
    }

    /// Time left; `None` where there is no limit.
    pub fn time_left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Has the time run out (as far as anybody looked)?
    pub fn is_late(&self) -> bool {
        self.late.load(Relaxed)
    }

    /// Has more memory been asked for than there is?
    pub fn is_full(&self) -> bool {
        self.full.load(Relaxed)
    }

    /// What ran out, if anything did.
    pub fn stopped_by(&self) -> Option<StoppedBy> {
        let late = self.is_late().then_some(StoppedBy::TimeLimit);
        late.or_else(|| self.is_full().then_some(StoppedBy::MemoryLimit))
    }

    /// An account that holds nothing yet.
    pub fn account(&self) -> Account<'_> {
        Account::new(self)
    }

    /// [`Error::Memory`] where `what` of so many bytes cannot be held beside what is held already.
    pub fn require(&self, what: &'static str, bytes: usize) -> Result<()> {
        let needed = self.held().saturating_add(bytes);
        let (bytes, limit) = (needed as u64, self.memory as u64);
        if needed <= self.memory { Ok(()) } else { Err(Error::Memory { what, bytes, limit }) }
    }

    /// Bytes held now.
    pub fn held(&self) -> usize {
        self.shared.counters.held.load(Relaxed)
    }

    /// The most bytes that were held at one time.
    pub fn peak(&self) -> usize {
        self.shared.counters.peak.load(Relaxed)
    }

    /// Bytes that may still be held; `None` where there is no limit.
    pub fn memory_left(&self) -> Option<usize> {
        (self.memory != usize::MAX).then(|| self.memory.saturating_sub(self.held()))
    }

    /// A step begins that is so large a share of the work that is still to be done; what is told from now on counts
    /// within it. Whoever calls this is alone at work.
    pub fn step(&self, share: f64) {
        let step = (1.0 - self.progress()) * share;
        self.shared.counters.step.store(step.to_bits(), Relaxed);
    }

    /// So large a share of the step at hand (of the whole work where there are no steps), in 0..=1, is done on top of
    /// what was.
    pub fn advance(&self, share: f64) {
        let step = f64::from_bits(self.shared.counters.step.load(Relaxed));
        self.shared.counters.done.fetch_add((share * step * WHOLE) as u64, Relaxed);
    }

    /// At least so large a share of the whole work is done.
    pub fn reach(&self, share: f64) {
        self.shared.counters.done.fetch_max((share * WHOLE) as u64, Relaxed);
    }

    /// How much of the work is done, in 0..=1; never falls.
    pub fn progress(&self) -> f64 {
        (self.shared.counters.done.load(Relaxed) as f64 / WHOLE).min(1.0)
    }
}
