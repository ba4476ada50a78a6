//! Columns turned into codes: the code of a name is its rank.
use super::LIMIT;
use super::column::{Coded, Column, Indices, Place, Rows, Text, pieces, same_length};
use super::dictionary::Dictionary;
use super::names::{Names, rank_integers, rank_text};
use super::threads::{run, split};
use crate::budget::Budget;
use crate::error::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

/// Rows between two looks at the budget.
const STRIDE: usize = 1 << 16;

/// Some consecutive rows of a column. The code of row `i` is `ranks[ids[i]]`: ids are as they were met, and nobody
/// walks over all rows again just to rename them.
#[derive(Debug, Clone)]
pub struct Part {
    /// One a row.
    pub ids: Vec<u32>,
    /// One an id.
    pub ranks: Arc<Vec<u32>>,
}

/// A column in codes.
#[derive(Debug, Clone)]
pub struct Codes {
    /// The rows, in parts that may be worked on at the same time.
    pub parts: Vec<Part>,
    /// The names, in the order of their codes.
    pub names: Names,
}

impl Codes {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.parts.iter().map(|part| part.ids.len()).sum()
    }

    /// The code of every row.
    pub fn to_vec(&self) -> Vec<u32> {
        self.parts.iter().flat_map(|part| part.ids.iter().map(|&id| part.ranks[id as usize])).collect()
    }
}

/// Numbers the distinct names of a column by rank; more than `limit` of them are refused.
pub fn encode(column: &Column<'_>, threads: usize, limit: u64, budget: &Budget) -> Result<Codes> {
    let ranges = split(column.rows(), threads);
    match column {
        Column::Text(chunks) => encode_with(ranges, limit, rank_of_text, |dictionary, rows, ids| {
            for (text, rows) in pieces(chunks, rows) {
                strides(rows, budget, |rows| dictionary.add_text(&text, rows, ids))?;
            }
            Ok(())
        }),
        Column::Integers(chunks) => encode_with(ranges, limit, rank_integers, |dictionary, rows, ids| {
            for (integers, rows) in pieces(chunks, rows) {
                strides(rows, budget, |rows| dictionary.add_integers(&integers[rows], ids))?;
            }
            Ok(())
        }),
        Column::Dictionary(chunks, dictionaries) => encode_coded(chunks, dictionaries, ranges, limit, budget),
    }
}

/// Numbers the distinct pairs (code of `first`, code of `second`), ordered by first, then second.
///
/// Gives the codes, and the two codes behind each pair.
pub fn pair(first: &Codes, second: &Codes, limit: u64, budget: &Budget) -> Result<(Codes, Vec<u32>, Vec<u32>)> {
    same_length("rows of a paired column", second.rows(), first.rows())?;
    let mut start = 0;
    let ranges = first.parts.iter().map(|part| {
        start += part.ids.len();
        start - part.ids.len()..start
    });
    let codes = encode_with(ranges.collect(), limit, rank_integers, |dictionary, rows, ids| {
        let (left, right) = (slice(first, &rows), slice(second, &rows));
        let keys: Vec<i64> = left.zip(right).map(|(one, other)| pair_key(one, other)).collect();
        strides(0..keys.len(), budget, |rows| dictionary.add_integers(&keys[rows], ids))
    })?;
    let Names::Integers(keys) = &codes.names else { unreachable!("pairs are numbers") };
    let (ones, others) = keys.iter().map(|&key| pair_of(key)).unzip();
    Ok((codes, ones, others))
}

/// Pairs as integers that sort like pairs; codes use all 32 bits, so the sign bit is turned.
fn pair_key(one: u32, other: u32) -> i64 {
    (u64::from(one) << 32 | u64::from(other)) as i64 ^ i64::MIN
}

fn pair_of(key: i64) -> (u32, u32) {
    let bits = (key ^ i64::MIN) as u64;
    ((bits >> 32) as u32, bits as u32)
}

fn slice<'c>(codes: &'c Codes, rows: &Range<usize>) -> impl Iterator<Item = u32> + 'c {
    let mut first = 0;
    let rows = rows.clone();
    codes.parts.iter().flat_map(move |part| {
        let base = first;
        first += part.ids.len();
        let (from, to) = (rows.start.max(base), rows.end.min(first));
        let ids = if from < to { &part.ids[from - base..to - base] } else { &[] };
        ids.iter().map(|&id| part.ranks[id as usize])
    })
}

type Ranking = fn(&Dictionary<'_>) -> (Names, Vec<u32>);

fn rank_of_text(dictionary: &Dictionary<'_>) -> (Names, Vec<u32>) {
    rank_text(dictionary, None)
}

/// One dictionary a range, filled at the same time; then one for all, ranked.
fn encode_with<'a>(
    ranges: Vec<Range<usize>>,
    limit: u64,
    rank: Ranking,
    fill: impl Fn(&mut Dictionary<'a>, Range<usize>, &mut Vec<u32>) -> Result<()> + Sync,
) -> Result<Codes> {
    let filled = run(ranges, |rows| {
        let (mut dictionary, mut ids) = (Dictionary::new(limit), Vec::with_capacity(rows.len()));
        fill(&mut dictionary, rows, &mut ids).map(|()| (dictionary, ids))
    });
    let mut filled = filled.into_iter().collect::<Result<Vec<_>>>()?.into_iter();
    let (mut whole, ids) = filled.next().expect("at least one range");
    let mut parts = vec![(ids, None)];
    for (dictionary, ids) in filled {
        parts.push((ids, Some(whole.absorb(&dictionary)?)));
    }
    let (names, ranks) = rank(&whole);
    let renamed = |ids: Vec<u32>| Arc::new(ids.into_iter().map(|id| ranks[id as usize]).collect::<Vec<_>>());
    let parts = parts
        .into_iter()
        .map(|(ids, there)| Part { ids, ranks: there.map_or_else(|| Arc::new(ranks.clone()), renamed) });
    Ok(Codes { parts: parts.collect(), names })
}

/// Works on long stretches of rows bit by bit, so that a Ctrl-C is heard.
fn strides(rows: Range<usize>, budget: &Budget, mut work: impl FnMut(Range<usize>) -> Result<()>) -> Result<()> {
    for start in rows.clone().step_by(STRIDE) {
        if budget.is_spent() {
            return Err(Error::Cancelled);
        }
        work(start..rows.end.min(start + STRIDE))?;
    }
    Ok(())
}

/// Dictionary columns keep their codes; only the dictionaries are read, and names no row uses are left out.
fn encode_coded(
    chunks: &[Coded<'_>],
    dictionaries: &[Text<'_>],
    ranges: Vec<Range<usize>>,
    limit: u64,
    budget: &Budget,
) -> Result<Codes> {
    // Dictionaries may hold names that no row uses; only used ones count against the limit.
    let (mut names, mut first, mut ids_of) = (Dictionary::new(LIMIT), vec![0], Vec::new());
    for text in dictionaries {
        names.add_text(text, 0..text.rows(), &mut ids_of)?;
        first.push(ids_of.len());
    }
    if ids_of.len() as u64 > LIMIT {
        return Err(Error::Capacity { what: "dictionary entries", found: ids_of.len() as u64, limit: LIMIT });
    }
    let filled = run(ranges, |rows| {
        let (mut ids, mut used) = (Vec::with_capacity(rows.len()), vec![false; ids_of.len()]);
        for (chunk, rows) in pieces(chunks, rows) {
            let entries = first[chunk.dictionary]..first[chunk.dictionary + 1];
            strides(rows, budget, |rows| copy_indices(&chunk.indices, rows, &entries, &mut used, &mut ids))?;
        }
        Ok((ids, used))
    });
    let filled = filled.into_iter().collect::<Result<Vec<_>>>()?;
    let mut used = vec![false; names.len()];
    for (_, entries) in &filled {
        for (&id, _) in ids_of.iter().zip(entries).filter(|(_, used)| **used) {
            used[id as usize] = true;
        }
    }
    let distinct = used.iter().filter(|used| **used).count() as u64;
    if distinct > limit {
        return Err(Error::Capacity { what: "distinct names", found: distinct, limit });
    }
    let (names, ranks) = rank_text(&names, Some(&used));
    let ranks = Arc::new(ids_of.iter().map(|&id| ranks[id as usize]).collect::<Vec<_>>());
    let parts = filled.into_iter().map(|(ids, _)| Part { ids, ranks: Arc::clone(&ranks) });
    Ok(Codes { parts: parts.collect(), names })
}

fn copy_indices(
    indices: &Indices<'_>,
    rows: Range<usize>,
    entries: &Range<usize>,
    used: &mut [bool],
    ids: &mut Vec<u32>,
) -> Result<()> {
    match indices {
        Indices::I8(indices) => copy(&indices[rows], entries, used, ids),
        Indices::I16(indices) => copy(&indices[rows], entries, used, ids),
        Indices::I32(indices) => copy(&indices[rows], entries, used, ids),
        Indices::I64(indices) => copy(&indices[rows], entries, used, ids),
        Indices::U32(indices) => copy(&indices[rows], entries, used, ids),
    }
}

fn copy<I: Place>(indices: &[I], entries: &Range<usize>, used: &mut [bool], ids: &mut Vec<u32>) -> Result<()> {
    for index in indices {
        let Some(index) = index.place().filter(|index| *index < entries.len()) else {
            return Err(Error::Shape {
                what: "position in a dictionary (at most)",
                found: index.place().map_or(u64::MAX, |index| index as u64),
                expected: entries.len() as u64,
            });
        };
        used[entries.start + index] = true;
        ids.push((entries.start + index) as u32);
    }
    Ok(())
}
