//! Many patterns × journeys → where each pattern lies closest together.
use super::Patterns;
use super::ruled::Ruled;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::database::SequenceDb;
use crate::error::Result;
use crate::sequence::rules::Rules;

/// Occurrences, pattern after pattern; those of pattern `i` are `ends[i - 1]..ends[i]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tightest {
    /// Where the occurrences of each pattern end.
    pub ends: Vec<u64>,
    /// The journey of each occurrence, ascending within a pattern.
    pub journeys: Vec<u64>,
    /// Positions in `db.items`, one a step, occurrence after occurrence.
    pub positions: Vec<u64>,
}

/// What a stretch of journeys holds: in the order of journeys.
#[derive(Default)]
struct Part {
    /// Pattern and journey of each occurrence.
    found: Vec<(u32, u64)>,
    positions: Vec<u64>,
}

/// For each pattern and each journey that holds it under `rules`, the occurrence that takes the least time; where there
/// are no times, the fewest elements. Of several it is the one that ends first.
pub fn tightest(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Tightest> {
    let branches = patterns.branches();
    let trie = &branches.trie;
    let mut parts = Vec::new();
    in_order(
        db.len(),
        n_jobs,
        budget,
        || (Ruled::new(*rules, trie.alphabet.len, trie.depth), Vec::new()),
        |(ruled, places), range| {
            let mut part = Part::default();
            for s in range {
                if budget.is_spent() {
                    break;
                }
                ruled.take(db, s, trie);
                let first = db.range(s).start as u64;
                ruled.find(&branches, budget, |ruled, slot| {
                    let ending = branches.ending(slot);
                    places.clear();
                    if !ending.is_empty() {
                        ruled.tightest(places);
                    }
                    for &pattern in ending {
                        part.found.push((pattern, s as u64));
                        part.positions.extend(places.iter().map(|place| first + place));
                    }
                });
            }
            part
        },
        |part| parts.push(part),
    )?;
    Ok(by_pattern(patterns, &parts))
}

/// The occurrences in the order of patterns; those of one pattern stay in the order of journeys.
fn by_pattern(patterns: Patterns<'_>, parts: &[Part]) -> Tightest {
    let length = |pattern: u32| patterns.pattern(pattern as usize).len();
    let mut counts = vec![0u64; patterns.len()];
    parts.iter().flat_map(|part| &part.found).for_each(|&(pattern, _)| counts[pattern as usize] += 1);
    let (mut occurrences, mut positions) = (0, 0);
    let mut next: Vec<(usize, usize)> = Vec::with_capacity(patterns.len());
    for (pattern, &count) in counts.iter().enumerate() {
        next.push((occurrences, positions));
        occurrences += count as usize;
        positions += count as usize * length(pattern as u32);
    }
    let mut sorted = Tightest { ends: Vec::new(), journeys: vec![0; occurrences], positions: vec![0; positions] };
    for part in parts {
        let mut from = 0;
        for &(pattern, journey) in &part.found {
            let (at, place) = &mut next[pattern as usize];
            let n = length(pattern);
            sorted.journeys[*at] = journey;
            sorted.positions[*place..*place + n].copy_from_slice(&part.positions[from..from + n]);
            (*at, *place, from) = (*at + 1, *place + n, from + n);
        }
    }
    sorted.ends = next.into_iter().map(|(at, _)| at as u64).collect();
    sorted
}
