//! Work split into chunks that threads share and that are merged in order, so that float sums never depend on threads.
use crate::budget::Budget;
use crate::error::{Error, Result};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many chunks a job is split into; fixed, for the split decides the order in which floats are added.
const CHUNKS: usize = 64;

/// So many pieces a thread takes at a time where their order is no matter.
const AT_A_TIME: usize = 64;

/// A thread that waits for its turn looks for a cancel this often.
const WAIT: std::time::Duration = std::time::Duration::from_millis(20);

struct Turn<M> {
    next: usize,
    broken: bool,
    merge: M,
}

struct Gate<M> {
    turn: Mutex<Turn<M>>,
    moved: Condvar,
}

impl<M> Gate<M> {
    fn lock(&self) -> MutexGuard<'_, Turn<M>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the gate for good when its thread panics, or the others would wait forever.
struct Alarm<'a, M>(&'a Gate<M>);

impl<M> Drop for Alarm<'_, M> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().broken = true;
            self.0.moved.notify_all();
        }
    }
}

/// Runs `work` over ranges that cover `0..total`, each thread with a state of its own, and merges the parts in order.
pub fn in_order<S, P: Send>(
    total: usize,
    n_jobs: usize,
    budget: &Budget,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, Range<usize>) -> P + Sync,
    merge: impl FnMut(P) + Send,
) -> Result<()> {
    let chunks = CHUNKS.min(total);
    let bound = |chunk: usize| (chunk as u128 * total as u128 / chunks as u128) as usize;
    let gate = Gate { turn: Mutex::new(Turn { next: 0, broken: false, merge }), moved: Condvar::new() };
    let taken = AtomicUsize::new(0);
    let run = || {
        let _alarm = Alarm(&gate);
        let mut own = state();
        loop {
            let chunk = taken.fetch_add(1, Relaxed);
            if chunk >= chunks || budget.is_spent() {
                gate.moved.notify_all();
                return;
            }
            let part = work(&mut own, bound(chunk)..bound(chunk + 1));
            let mut turn = gate.lock();
            while turn.next != chunk && !turn.broken && !budget.is_spent() {
                turn = gate.moved.wait_timeout(turn, WAIT).map_or_else(|poison| poison.into_inner().0, |woken| woken.0);
            }
            if turn.next == chunk {
                (turn.merge)(part);
                turn.next += 1;
            }
            gate.moved.notify_all();
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..n_jobs.min(chunks)).map(|_| scope.spawn(run)).collect();
        run();
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    if budget.is_spent() { Err(Error::Cancelled) } else { Ok(()) }
}

/// Runs `work` on each of `0..total`; each thread has a state of its own, which `merge` is given in the end. For sums
/// of integers, which no order changes.
pub fn summed<S: Send>(
    total: usize,
    n_jobs: usize,
    budget: &Budget,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) + Sync,
    mut merge: impl FnMut(S),
) -> Result<()> {
    let taken = AtomicUsize::new(0);
    let run = || {
        let mut own = state();
        loop {
            let first = taken.fetch_add(AT_A_TIME, Relaxed);
            if first >= total || budget.is_spent() {
                return own;
            }
            for one in first..total.min(first + AT_A_TIME) {
                if budget.is_spent() {
                    break;
                }
                work(&mut own, one);
            }
        }
    };
    let parts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..n_jobs.min(total.div_ceil(AT_A_TIME))).map(|_| scope.spawn(run)).collect();
        let mut parts = vec![run()];
        for other in others {
            match other.join() {
                Ok(part) => parts.push(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    parts.into_iter().for_each(&mut merge);
    if budget.is_spent() { Err(Error::Cancelled) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_order_for_any_threads() {
        for n_jobs in [1, 2, 5] {
            for total in [0, 1, 63, 64, 1000] {
                let mut seen = Vec::new();
                in_order(total, n_jobs, &Budget::new(None), || (), |(), range| range, |range| seen.extend(range))
                    .unwrap();
                assert_eq!(seen, (0..total).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn sums_have_every_piece_once_for_any_threads() {
        for n_jobs in [1, 2, 5] {
            for total in [0, 1, 64, 65, 1000] {
                let mut seen = Vec::new();
                let work = |own: &mut Vec<usize>, one| own.push(one);
                summed(total, n_jobs, &Budget::new(None), Vec::new, work, |part| seen.extend(part)).unwrap();
                seen.sort_unstable();
                assert_eq!(seen, (0..total).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_cancelled_job_gives_nothing() {
        let budget = Budget::new(None);
        let work = |(): &mut (), range: Range<usize>| {
            budget.cancel();
            range.len()
        };
        assert_eq!(in_order(10, 2, &budget, || (), work, |_| ()), Err(Error::Cancelled));
    }
}
