//! Splitting rows and running one job a thread.
use std::ops::Range;

/// Fewer rows than this are not worth a thread.
const GRAIN: usize = 4096;

/// `0..n` in at most `threads` contiguous ranges of about the same size; at least one, perhaps empty.
pub fn split(n: usize, threads: usize) -> Vec<Range<usize>> {
    let parts = threads.min(n / GRAIN).max(1);
    let at = |part: usize| (n as u128 * part as u128 / parts as u128) as usize;
    (0..parts).map(|part| at(part)..at(part + 1)).collect()
}

/// Runs `work` on every job at the same time; results in the order of the jobs.
pub fn run<J: Send, R: Send>(jobs: Vec<J>, work: impl Fn(J) -> R + Sync) -> Vec<R> {
    let work = &work;
    let mut jobs = jobs.into_iter();
    let Some(first) = jobs.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = jobs.map(|job| scope.spawn(move || work(job))).collect();
        let mut results = vec![work(first)];
        for other in others {
            results.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    })
}
