//! Journeys in chunks of about equal size, which threads take one after the other.
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::pool;
use std::ops::Range;

/// Events of a chunk: little enough to look at the budget only in between, enough to be worth a thread.
const SIZE: usize = 1 << 16;

/// With more tasks than this there is time to look at the clock.
const LONG: usize = 4;

/// Ranges of journeys that cover all, of about [`SIZE`] events each.
pub fn chunks(db: &SequenceDb) -> Vec<Range<usize>> {
    // An empty journey takes its time, too.
    let before = |s: usize| db.offsets[s] as usize + s;
    let total = before(db.len());
    let n = total.div_ceil(SIZE);
    let bound = |chunk: usize| first((0, db.len()), |s| before(s) >= total / n * chunk + total % n * chunk / n);
    (0..n).map(|chunk| bound(chunk)..bound(chunk + 1)).filter(|chunk| !chunk.is_empty()).collect()
}

/// The first number from `low` on that is right, or `high`; those after it are all right.
fn first((mut low, mut high): (usize, usize), is_right: impl Fn(usize) -> bool) -> usize {
    while low < high {
        let middle = low.midpoint(high);
        if is_right(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// Does something with each task, each thread its own in the order given; what each thread has made.
pub fn each<T: Send, W: Send>(
    tasks: Vec<T>,
    n_jobs: usize,
    budget: &Budget,
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) + Sync,
) -> Result<Vec<W>> {
    let n_jobs = n_jobs.min(tasks.len());
    // What is done in a moment is done, however little time there is.
    let is_long = tasks.len() > LONG;
    let is_over = || budget.is_cancelled() || is_long && budget.is_over();
    let made = pool::run(
        n_jobs,
        tasks,
        |_| start(),
        |own, task, _| {
            if !is_over() {
                work(own, task);
            }
        },
    );
    if is_over() { budget.check_room().map(|()| made) } else { Ok(made) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_all_journeys_once() {
        let lengths = [[0u64; 9].as_slice(), &[3], &[0, 200_000, 0, 0, 1], &[40_000; 11], &[], &[1; 300_000]];
        for lengths in lengths {
            let ends = lengths.iter().scan(0, |end, n| {
                *end += n;
                Some(*end)
            });
            let offsets: Vec<u64> = std::iter::once(0).chain(ends).collect();
            let items = vec![0; lengths.iter().sum::<u64>() as usize];
            let db = SequenceDb::new(&items, &offsets, None).unwrap();
            let chunks = chunks(&db);
            assert!(chunks.iter().cloned().flatten().eq(0..lengths.len()), "{} journeys", lengths.len());
            assert!(chunks.iter().all(|chunk| chunk.len() == 1 || chunk.len() <= 2 * SIZE), "{chunks:?}");
        }
    }
}
