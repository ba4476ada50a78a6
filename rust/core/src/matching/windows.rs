//! Many patterns × journeys → the minimal windows of each: intervals that hold an occurrence and no smaller such one.
use super::Patterns;
use super::ruled::Ruled;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::sequence::rules::Rules;

/// Windows, pattern after pattern and in the order of journeys; those of pattern `i` are `ends[i - 1]..ends[i]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// Where the windows of each pattern end.
    pub ends: Vec<u64>,
    /// Where the first element of each begins: a position in `db.items`.
    pub begins: Vec<u64>,
    /// Behind the last event of its last element.
    pub afters: Vec<u64>,
}

/// Pattern, begin and after of the windows in a stretch of journeys.
type Part = Vec<(u32, u64, u64)>;

/// All minimal windows of each pattern under `rules`.
pub fn windows(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Windows> {
    let branches = patterns.branches();
    let trie = &branches.trie;
    let mut parts: Vec<Part> = Vec::new();
    in_order(
        db.len(),
        n_jobs,
        budget,
        || Ruled::new(*rules, trie.alphabet.len, trie.depth),
        |ruled, range| {
            let mut part = Part::new();
            for s in range.take_while(|_| !budget.is_spent()) {
                ruled.take(db, s, trie);
                let first = db.range(s).start as u64;
                ruled.find(&branches, budget, |ruled, slot| {
                    for &pattern in branches.ending(slot) {
                        ruled.each_window(|begin, after| {
                            part.push((pattern, first + begin as u64, first + after as u64));
                        });
                    }
                });
            }
            part
        },
        |part| parts.push(part),
    )?;
    Ok(by_pattern(patterns.len(), &parts))
}

/// The windows in the order of patterns; those of one pattern stay in the order of journeys.
fn by_pattern(n_patterns: usize, parts: &[Part]) -> Windows {
    let mut next = vec![0usize; n_patterns + 1];
    parts.iter().flatten().for_each(|&(pattern, ..)| next[pattern as usize + 1] += 1);
    for pattern in 0..n_patterns {
        next[pattern + 1] += next[pattern];
    }
    let total = next[n_patterns];
    let mut sorted = Windows { ends: Vec::new(), begins: vec![0; total], afters: vec![0; total] };
    sorted.ends = next[1..].iter().map(|&end| end as u64).collect();
    for &(pattern, begin, after) in parts.iter().flatten() {
        let at = &mut next[pattern as usize];
        (sorted.begins[*at], sorted.afters[*at]) = (begin, after);
        *at += 1;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_begin_and_end_with_whole_elements() {
        // (a b) b | b, a: the second element opens at 2.
        let (items, offsets) = ([0, 1, 1, 1, 0], [0, 3, 5]);
        let starts = [0b1_1101];
        let db = SequenceDb::new(&items, &offsets, Some(&starts)).unwrap();
        let (steps, ends) = ([0, 1, 1], [0, 2, 3]);
        let patterns = Patterns::new(&steps, &ends).unwrap();
        for n_jobs in [1, 3] {
            let found = windows(&db, patterns, &Rules::default(), n_jobs, &Budget::new(None)).unwrap();
            assert_eq!(found.ends, [1, 4]);
            assert_eq!(found.begins, [0, 0, 2, 3]);
            assert_eq!(found.afters, [3, 2, 3, 4]);
        }
    }
}
