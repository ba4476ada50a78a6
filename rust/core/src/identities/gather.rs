//! Rows that say "these two ids were seen together" become pairs, each once, in the order they are worked off.
use crate::budget::{Budget, heard};
use crate::error::{Error, Result};
use crate::pool;
use std::ops::Range;

/// Rows that are sorted at once: some ten milliseconds.
const BLOCK: usize = 1 << 17;

/// Rows, each with two ids.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// One id of each row; which side an id stands on says nothing.
    pub lefts: &'a [u32],
    /// The other id.
    pub rights: &'a [u32],
    /// When; `i64::MIN` for what has no time and held from the start.
    pub times: &'a [i64],
    /// Where from: the least code is named of rows of the same time.
    pub sources: &'a [u32],
    /// How many rows each stands for; None: one.
    pub counts: Option<&'a [u64]>,
    /// The first so many rows are confirmed.
    pub n_confirmed: usize,
}

/// Pairs of different ids, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The smaller id.
    pub lefts: Vec<u32>,
    /// The larger id.
    pub rights: Vec<u32>,
    /// When it was first seen (first confirmed, where it was); `i64::MIN` without a time.
    pub times: Vec<i64>,
    /// Where that was.
    pub sources: Vec<u32>,
    /// Rows that say it.
    pub counts: Vec<u64>,
    /// Is it confirmed?
    pub confirmed: Vec<bool>,
}

/// A pair on its way; `ids` is the smaller id above the larger.
#[derive(Debug, Clone, Copy)]
struct Pair {
    ids: u64,
    time: i64,
    count: u64,
    source: u32,
    open: bool,
}

impl Pair {
    fn by_ids(&self) -> (u64, bool, i64, u32) {
        (self.ids, self.open, self.time, self.source)
    }

    fn by_time(&self) -> (bool, i64, u64) {
        (self.open, self.time, self.ids)
    }

    /// Adds the rows of a later one of the same ids; false where the ids differ.
    fn takes(&mut self, later: &Pair) -> bool {
        let same = self.ids == later.ids;
        if same {
            self.count += later.count;
        }
        same
    }
}

/// The pairs of `links`: confirmed ones first, then by time, then by ids. Rows that pair an id with itself say nothing.
pub fn gather(links: Links<'_>, threads: usize, budget: &Budget) -> Result<Pairs> {
    let rows = links.lefts.len();
    let lengths = [
        ("ids on the right", links.rights.len()),
        ("times of pairs", links.times.len()),
        ("sources of pairs", links.sources.len()),
        ("counts of pairs", links.counts.map_or(rows, <[u64]>::len)),
        ("confirmed pairs", links.n_confirmed.max(rows)),
    ];
    for (what, found) in lengths {
        if found != rows {
            return Err(Error::Shape { what, found: found as u64, expected: rows as u64 });
        }
    }
    let blocks = |rows: usize| (0..rows).step_by(BLOCK).map(move |first| first..rows.min(first + BLOCK)).collect();
    let read = |rows: Range<usize>| rows.filter_map(|row| read(&links, row)).collect();
    let once = merged(blocks(rows), read, Pair::by_ids, Pair::takes, threads, budget)?;
    let again = |rows: Range<usize>| once[rows].to_vec();
    let ordered = merged(blocks(once.len()), again, Pair::by_time, |_, _| false, threads, budget)?;
    drop(once);
    Ok(unpacked(&ordered))
}

fn read(links: &Links<'_>, row: usize) -> Option<Pair> {
    let (left, right) = (links.lefts[row], links.rights[row]);
    let ids = (u64::from(left.min(right)) << 32) | u64::from(left.max(right));
    let count = links.counts.map_or(1, |counts| counts[row]);
    let pair = Pair { ids, time: links.times[row], count, source: links.sources[row], open: row >= links.n_confirmed };
    (left != right).then_some(pair)
}

/// Sorts blocks, then merges neighbours until one is left; `takes` says whether an item takes in the next one.
fn merged<K: Ord>(
    blocks: Vec<Range<usize>>,
    read: impl Fn(Range<usize>) -> Vec<Pair> + Sync,
    key: impl Fn(&Pair) -> K + Sync,
    takes: impl Fn(&mut Pair, &Pair) -> bool + Sync,
    threads: usize,
    budget: &Budget,
) -> Result<Vec<Pair>> {
    let sort = |block| {
        let mut items: Vec<Pair> = read(block);
        items.sort_unstable_by_key(&key);
        items.dedup_by(|next, item| takes(item, next));
        items
    };
    let mut sorted = in_order(blocks, sort, threads, budget)?;
    while sorted.len() > 1 {
        let mut rest = sorted.into_iter();
        let couples = std::iter::from_fn(|| rest.next().map(|first| (first, rest.next().unwrap_or_default())));
        let merge = |(first, second)| merge(first, second, &key, &takes, budget);
        sorted = in_order(couples.collect(), merge, threads, budget)?;
    }
    Ok(sorted.pop().unwrap_or_default())
}

/// What `work` makes of each block, in the order of the blocks.
fn in_order<B: Send>(
    blocks: Vec<B>,
    work: impl Fn(B) -> Vec<Pair> + Sync,
    threads: usize,
    budget: &Budget,
) -> Result<Vec<Vec<Pair>>> {
    let step = |done: &mut Vec<(usize, Vec<Pair>)>, (place, block), _: &_| {
        if !budget.is_spent() {
            done.push((place, work(block)));
        }
    };
    let threads = threads.min(blocks.len());
    let mut done: Vec<_> =
        pool::run(threads, blocks.into_iter().enumerate(), |_| Vec::new(), step).into_iter().flatten().collect();
    budget.check()?;
    done.sort_unstable_by_key(|&(place, _)| place);
    Ok(done.into_iter().map(|(_, items)| items).collect())
}

/// Two sorted lists as one.
fn merge<K: Ord>(
    first: Vec<Pair>,
    second: Vec<Pair>,
    key: &impl Fn(&Pair) -> K,
    takes: &impl Fn(&mut Pair, &Pair) -> bool,
    budget: &Budget,
) -> Vec<Pair> {
    if second.is_empty() {
        return first;
    }
    let mut whole: Vec<Pair> = Vec::with_capacity(first.len() + second.len());
    let (mut one, mut other) = (first.iter().peekable(), second.iter().peekable());
    let next = std::iter::from_fn(|| match (one.peek(), other.peek()) {
        (Some(a), Some(b)) if key(b) < key(a) => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    });
    for pair in heard(next, || budget.is_spent()) {
        if !whole.last_mut().is_some_and(|last| takes(last, pair)) {
            whole.push(*pair);
        }
    }
    whole
}

fn unpacked(pairs: &[Pair]) -> Pairs {
    Pairs {
        lefts: pairs.iter().map(|pair| (pair.ids >> 32) as u32).collect(),
        rights: pairs.iter().map(|pair| pair.ids as u32).collect(),
        times: pairs.iter().map(|pair| pair.time).collect(),
        sources: pairs.iter().map(|pair| pair.source).collect(),
        counts: pairs.iter().map(|pair| pair.count).collect(),
        confirmed: pairs.iter().map(|pair| !pair.open).collect(),
    }
}
