//! Tasks shared by threads: who has too much gives to who has nothing.
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The tasks nobody has taken yet.
#[derive(Debug)]
pub struct Pool<T> {
    queue: Mutex<Queue<T>>,
    moved: Condvar,
    /// How many threads wait beyond the tasks that wait for them: those who give are not to give twice.
    hungry: AtomicUsize,
}

#[derive(Debug)]
struct Queue<T> {
    tasks: VecDeque<T>,
    /// Threads at work, which may still give tasks.
    working: usize,
    waiting: usize,
}

impl<T: Send> Pool<T> {
    /// Does a thread wait for work? Asked once a node, so it only reads.
    #[inline]
    pub fn is_hungry(&self) -> bool {
        self.hungry.load(Relaxed) > 0
    }

    /// Gives a task away.
    pub fn give(&self, task: T) {
        let mut queue = self.lock();
        queue.tasks.push_back(task);
        self.tell(&queue);
        self.moved.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, queue: &Queue<T>) {
        self.hungry.store(queue.waiting.saturating_sub(queue.tasks.len()), Relaxed);
    }

    /// The next task; `None` when there is none and nobody can give one any more.
    fn take(&self) -> Option<T> {
        let mut queue = self.lock();
        queue.working -= 1;
        loop {
            if let Some(task) = queue.tasks.pop_front() {
                queue.working += 1;
                self.tell(&queue);
                return Some(task);
            }
            if queue.working == 0 {
                self.moved.notify_all();
                return None;
            }
            queue.waiting += 1;
            self.tell(&queue);
            queue = self.moved.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.waiting -= 1;
        }
    }
}

impl<T: Send> Pool<T> {
    /// So many threads will not come.
    fn count_out(&self, threads: usize) {
        if threads > 0 {
            self.lock().working -= threads;
            self.moved.notify_all();
        }
    }
}

/// Counts a thread out when it panics, or the others would wait for it forever.
struct AtWork<'a, T: Send>(&'a Pool<T>);

impl<T: Send> Drop for AtWork<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut queue = self.0.lock();
            queue.working -= 1;
            queue.tasks.clear();
            self.0.moved.notify_all();
        }
    }
}

/// More threads than this are never started: no machine is faster with them, and each has its own working memory.
const MOST_THREADS: usize = 256;

/// Works off `tasks` and all that come of them with up to `n_jobs` threads; what each thread has made, by its number.
pub fn run<T: Send, W: Send>(
    n_jobs: usize,
    tasks: impl IntoIterator<Item = T>,
    start: impl Fn(usize) -> W + Sync,
    work: impl Fn(&mut W, T, &Pool<T>) + Sync,
) -> Vec<W> {
    let n_jobs = n_jobs.clamp(1, MOST_THREADS);
    let queue = Queue { tasks: tasks.into_iter().collect(), working: n_jobs, waiting: 0 };
    let pool = Pool { queue: Mutex::new(queue), moved: Condvar::new(), hungry: AtomicUsize::new(0) };
    let thread = |number| {
        let _at_work = AtWork(&pool);
        let mut own = start(number);
        while let Some(task) = pool.take() {
            work(&mut own, task, &pool);
        }
        own
    };
    std::thread::scope(|scope| {
        let thread = &thread;
        let spawn = |number| std::thread::Builder::new().spawn_scoped(scope, move || thread(number));
        // Where the system gives no more threads, fewer will do.
        let threads: Vec<_> = (1..n_jobs).map_while(|number| spawn(number).ok()).collect();
        pool.count_out(n_jobs - 1 - threads.len());
        let own = thread(0);
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        std::iter::once(own).chain(threads.into_iter().map(join)).collect()
    })
}

/// Does a few pieces of work, each in a thread of its own, the last in this one; what they come to, in their order.
pub fn each<T: Send, F: FnOnce() -> T + Send>(work: impl IntoIterator<Item = F>) -> Vec<T> {
    let mut work = work.into_iter();
    let Some(mut own) = work.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let mut others = Vec::new();
        for next in work {
            let other = std::mem::replace(&mut own, next);
            others.push(scope.spawn(other));
        }
        let own = own();
        let join = |other: std::thread::ScopedJoinHandle<'_, T>| {
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        others.into_iter().map(join).chain(std::iter::once_with(|| own)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tasks_and_those_that_come_of_them_are_done_once() {
        for n_jobs in [1, 2, 5] {
            let done = run(
                n_jobs,
                [5u32, 0, 3],
                |_| 0,
                |sum, task, pool| {
                    *sum += 1;
                    (0..task).for_each(|smaller| pool.give(smaller));
                },
            );
            assert_eq!(done.len(), n_jobs);
            assert_eq!(done.iter().sum::<u32>(), 32 + 1 + 8, "{n_jobs} threads");
        }
    }

    #[test]
    fn a_panic_comes_home_and_nobody_waits_for_it() {
        let panics = || run(3, 0..100, |_| (), |(), task, _| assert!(task != 7, "as asked"));
        assert!(std::panic::catch_unwind(panics).is_err());
    }

    #[test]
    fn no_machine_has_so_many_threads() {
        let done = run(usize::MAX, 0..1000, |_| 0, |sum, _, _| *sum += 1);
        assert!(done.len() <= MOST_THREADS);
        assert_eq!(done.iter().sum::<u32>(), 1000);
    }

    #[test]
    fn each_piece_of_work_comes_to_something_in_its_order() {
        for n in [0, 1, 5] {
            assert_eq!(
                each((0..n).map(|piece| move || piece * piece)),
                (0..n).map(|piece| piece * piece).collect::<Vec<_>>()
            );
        }
        let panics = || each([0, 1, 2].map(|piece| move || assert!(piece != 1, "as asked")));
        assert!(std::panic::catch_unwind(panics).is_err());
    }

    #[test]
    fn no_task_is_no_work() {
        assert_eq!(run(2, [(); 0], |number| number, |_, (), _| ()), [0, 1]);
    }
}
