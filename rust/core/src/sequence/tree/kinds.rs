//! Which patterns of a whole tree are closed, maximal or generators: the passes, shared by threads.
use super::deletions::Deletions;
use super::insertions::{Goal, Insertions};
use super::results::{Marks, Results};
use super::{Choice, Tree};
use crate::budget::{Account, Budget};
use crate::pool::{self, Pool};
use crate::sink::{Found, in_order, rank};

/// A kind that depends on the patterns around or inside a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// See [`Goal`].
    Insertions(Goal),
    /// Patterns without a shorter one inside of equal support, the empty one, held by so many journeys, included.
    Generators(u32),
}

/// The results among patterns of up to `longest` events, on each of which a node of its own is; breaks off, without a
/// result, where the budget is spent. Closed and maximal ask for a tree that is complete up to one event more.
pub fn marks(tree: &Tree, kind: Judged, longest: usize, n_jobs: usize, budget: &Budget) -> Option<Marks> {
    let marks = Marks::new(tree.len());
    pass(tree, kind, longest, tree.threads(n_jobs), |_| &marks, budget);
    (!budget.is_spent()).then_some(marks)
}

/// The same where nodes are shared: the chosen ones of the results in result order, steps of codes; nothing where the
/// budget is spent.
pub fn columns(tree: &Tree, kind: Judged, choice: &Choice, n_jobs: usize, budget: &Budget) -> Option<Found> {
    let listed = |_| Listed { choice, found: Vec::new(), done: 0, account: budget.account() };
    let listed = pass(tree, kind, choice.lengths.max, n_jobs, listed, budget);
    if budget.is_spent() {
        return None;
    }
    let mut parts: Vec<(usize, Found)> = listed.into_iter().flat_map(|listed| listed.found).collect();
    parts.sort_unstable_by_key(|(item, _)| *item);
    let mut all = in_order(parts.into_iter().map(|(_, part)| part).collect(), budget).ok()?;
    if let Some(most) = choice.most {
        all.truncate(most);
    }
    all.encode(choice.codes);
    Some(all)
}

/// Chosen results as columns, by first event.
struct Listed<'a> {
    choice: &'a Choice<'a>,
    found: Vec<(usize, Found)>,
    /// What all but the last part weigh.
    done: usize,
    account: Account<'a>,
}

/// How many results pass between two looks at what they weigh.
const WEIGH_EVERY: usize = 1 << 10;

impl Results for Listed<'_> {
    const SHARED: bool = true;

    fn begin(&mut self, item: usize) {
        self.done += self.found.last().map_or(0, |(_, found)| found.bytes());
        self.found.push((item, Found::default()));
    }

    #[inline]
    fn take(&mut self, _: usize, pattern: &[u32], support: u32) {
        if rank(support, pattern.len()) >= self.choice.least_rank
            && self.choice.admits(pattern)
            && let Some((_, found)) = self.found.last_mut()
        {
            found.push(pattern, support);
            if found.len().is_multiple_of(WEIGH_EVERY) {
                // They are copied when they are sorted.
                self.account.hold(2 * (self.done + found.bytes()));
            }
        }
    }
}

/// What comes of all first events, by thread.
fn pass<R: Results + Send>(
    tree: &Tree,
    kind: Judged,
    longest: usize,
    n_jobs: usize,
    results: impl Fn(usize) -> R + Sync,
    budget: &Budget,
) -> Vec<R> {
    let items = 0..tree.block(1).len();
    let size = |item: usize| f64::from(tree.supports[item + 1]);
    let all: f64 = items.clone().map(size).sum();
    let (stop, tell) = (|| budget.is_spent(), |item| budget.advance(size(item) / all));
    match kind {
        Judged::Insertions(goal) => {
            let begun = Insertions::new(tree, goal, longest, ()).begin();
            let start = |thread| Insertions::new(tree, goal, longest, results(thread));
            let work = |pass: &mut Insertions<R>, item, _: &Pool<usize>| {
                pass.run(&begun, item, stop);
                tell(item);
            };
            pool::run(n_jobs, items, start, work).into_iter().map(|pass| pass.results).collect()
        }
        Judged::Generators(n_journeys) => {
            let start = |thread| Deletions::new(tree, n_journeys, longest, results(thread));
            let work = |pass: &mut Deletions<R>, item, _: &Pool<usize>| {
                pass.run(item, stop);
                tell(item);
            };
            pool::run(n_jobs, items, start, work).into_iter().map(|pass| pass.results).collect()
        }
    }
}
