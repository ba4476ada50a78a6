//! Given patterns × journeys → which journeys hold them, and where.
pub mod branches;
pub mod completions;
pub mod counting;
pub mod occurrences;
pub mod query;
pub mod ruled;
pub mod seek;
pub mod tightest;
pub mod trie;
pub mod windows;

use crate::budget::Budget;
use crate::chunks::{in_order, summed};
use crate::database::SequenceDb;
use crate::error::{Error, Result};
use crate::sequence::rules::Rules;
use crate::sink::JOINED;
use branches::Branches;
use occurrences::Occurrences;
use ruled::Ruled;
use seek::Seek;
use trie::{Alphabet, PatternTrie};

/// Patterns `steps[offsets[i]..offsets[i + 1]]`, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Patterns<'a> {
    /// Event codes, [`JOINED`] set on an event in the same element as the one before.
    pub steps: &'a [u32],
    /// `len() + 1` ascending positions in `steps`.
    pub offsets: &'a [u64],
}

impl<'a> Patterns<'a> {
    /// Checks that the arrays describe patterns of at least one event.
    pub fn new(steps: &'a [u32], offsets: &'a [u64]) -> Result<Self> {
        let total = steps.len() as u64;
        let last = offsets.last().copied().unwrap_or(u64::MAX);
        if last != total || offsets[0] != 0 {
            return Err(Error::Shape { what: "last offset of the patterns", found: last, expected: total });
        }
        if let Some(pair) = offsets.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::Shape { what: "offset after another", found: pair[1], expected: pair[0] + 1 });
        }
        Ok(Patterns { steps, offsets })
    }

    /// How many patterns.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Is there no pattern?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The steps of pattern `i`.
    pub fn pattern(&self, i: usize) -> &'a [u32] {
        &self.steps[self.offsets[i] as usize..self.offsets[i + 1] as usize]
    }

    /// Their trie.
    pub fn trie(&self) -> PatternTrie {
        PatternTrie::new(self.steps, self.offsets)
    }

    /// Their trie, laid out for matching.
    pub fn branches(&self) -> Branches {
        Branches::new(self.trie())
    }
}

/// One journey in dense event numbers with the element of every event; kept and refilled.
#[derive(Debug, Default)]
pub struct Laid {
    /// Dense event numbers, `ABSENT` for events in no pattern.
    pub events: Vec<u32>,
    /// The element of each event, from 0.
    pub element: Vec<u32>,
}

impl Laid {
    /// Lays out journey `s`.
    pub fn lay(&mut self, db: &SequenceDb<'_>, s: usize, alphabet: &Alphabet) {
        self.events.clear();
        self.element.clear();
        let mut element = 0;
        for (place, at) in db.range(s).enumerate() {
            element += u32::from(place > 0 && db.opens(at));
            self.events.push(alphabet.local(db.items[at]));
            self.element.push(element);
        }
    }
}

/// Finds patterns in one journey after the other, with or without rules; kept by a thread.
#[derive(Debug)]
pub enum Finder {
    /// Without rules the earliest ends are enough.
    Free(Laid, Occurrences, Seek),
    /// With rules every end counts.
    Ruled(Ruled),
}

impl Finder {
    /// For these patterns.
    pub fn new(branches: &Branches, rules: &Rules) -> Self {
        let trie = &branches.trie;
        match rules.is_none() {
            true => Finder::Free(Laid::default(), Occurrences::new(trie.alphabet.len), Seek::default()),
            false => Finder::Ruled(Ruled::new(*rules, trie.alphabet.len, trie.depth)),
        }
    }

    /// For counting within journeys, which takes every end also where there are no rules.
    pub fn counting(branches: &Branches, rules: &Rules) -> Self {
        Finder::Ruled(Ruled::new(*rules, branches.trie.alphabet.len, branches.trie.depth))
    }

    /// Calls `hit` with every slot whose steps journey `s` holds.
    pub fn find(
        &mut self,
        db: &SequenceDb<'_>,
        s: usize,
        branches: &Branches,
        budget: &Budget,
        mut hit: impl FnMut(u32),
    ) {
        self.take(db, s, branches);
        self.look(branches, budget, |_, slot| hit(slot));
    }

    /// Takes in journey `s`.
    pub fn take(&mut self, db: &SequenceDb<'_>, s: usize, branches: &Branches) {
        match self {
            Finder::Free(laid, journey, _) => {
                laid.lay(db, s, &branches.trie.alphabet);
                journey.fill(&laid.events, &laid.element);
            }
            Finder::Ruled(journey) => journey.take(db, s, &branches.trie),
        }
    }

    /// Takes in other events in the places of the journey's own, at other times where there are any.
    pub fn retake(&mut self, events: &[u32], times: Option<&[i64]>, branches: &Branches) {
        match self {
            Finder::Free(laid, journey, _) => {
                let alphabet = &branches.trie.alphabet;
                laid.events.iter_mut().zip(events).for_each(|(local, &event)| *local = alphabet.local(event));
                journey.fill(&laid.events, &laid.element);
            }
            Finder::Ruled(journey) => journey.retake(events, times, &branches.trie),
        }
    }

    /// Calls `hit` with every slot whose steps the journey taken in holds; under rules it may then be asked for
    /// occurrences of these.
    pub fn look(&mut self, branches: &Branches, budget: &Budget, mut hit: impl FnMut(Option<&Ruled>, u32)) {
        match self {
            Finder::Free(laid, journey, seek) => {
                seek.find(branches, journey, (&laid.events, &laid.element), budget, |slot| hit(None, slot));
            }
            Finder::Ruled(journey) => journey.find(branches, budget, |journey, slot| hit(Some(journey), slot)),
        }
    }
}

/// How many journeys hold each pattern under `rules`; those that rows stand for where they stand for several.
pub fn count(
    db: &SequenceDb<'_>,
    patterns: Patterns<'_>,
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Vec<u32>> {
    let branches = patterns.branches();
    let mut counts = vec![0u32; branches.len()];
    summed(
        db.len(),
        n_jobs,
        budget,
        || (Finder::new(&branches, rules), vec![0u32; branches.len()]),
        |(finder, hits), s| {
            let many = db.stands_for(s);
            finder.find(db, s, &branches, budget, |slot| hits[slot as usize] += many);
        },
        |(_, hits)| counts.iter_mut().zip(hits).for_each(|(sum, part)| *sum += part),
    )?;
    Ok(branches.by_pattern(&counts))
}

/// The journeys that hold one pattern and, journey after journey, where its events lie (positions in `db.items`).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Ascending journey numbers.
    pub journeys: Vec<u64>,
    /// One position a step and journey.
    pub positions: Vec<u64>,
}

/// Where one pattern occurs: in each journey that holds it, the occurrence that ends earliest, each of its elements
/// at the earliest place; under rules, of those that end earliest the one that starts latest.
pub fn positions(
    db: &SequenceDb<'_>,
    pattern: &[u32],
    rules: &Rules,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Matches> {
    let mut all = Matches::default();
    let trie = PatternTrie::new(pattern, &[0, pattern.len() as u64]);
    in_order(
        db.len(),
        n_jobs,
        budget,
        || (vec![0u64; pattern.len()], Vec::new(), Ruled::new(*rules, trie.alphabet.len, trie.depth)),
        |(places, elements, ruled), range| {
            let mut found = Matches::default();
            for s in range {
                if budget.is_spent() {
                    break;
                }
                let is_held = if rules.is_none() {
                    leftmost(db, s, pattern, places)
                } else {
                    ruled.take(db, s, &trie);
                    let is_held = ruled.earliest(&trie, elements);
                    for (place, (node, &element)) in places.iter_mut().zip(trie.nodes.iter().zip(&*elements)) {
                        *place = (db.range(s).start + ruled.place(node.event, element)) as u64;
                    }
                    is_held
                };
                if is_held {
                    found.journeys.push(s as u64);
                    found.positions.extend_from_slice(places);
                }
            }
            found
        },
        |mut found| {
            all.journeys.append(&mut found.journeys);
            all.positions.append(&mut found.positions);
        },
    )?;
    Ok(all)
}

/// Fills `places` with the leftmost occurrence in journey `s`, if there is one.
fn leftmost(db: &SequenceDb<'_>, s: usize, pattern: &[u32], places: &mut [u64]) -> bool {
    let range = db.range(s);
    let (mut at, mut done) = (range.start, 0);
    while done < pattern.len() {
        let size = 1 + pattern[done + 1..].iter().take_while(|&&step| step & JOINED != 0).count();
        if at >= range.end {
            return false;
        }
        let end = (at + 1..range.end).find(|&next| db.opens(next)).unwrap_or(range.end);
        if holds(db, at..end, &pattern[done..done + size], &mut places[done..done + size]) {
            done += size;
        }
        at = end;
    }
    true
}

/// Is every event of the pattern's element in this element of the journey?
fn holds(db: &SequenceDb<'_>, element: std::ops::Range<usize>, wanted: &[u32], places: &mut [u64]) -> bool {
    wanted.iter().zip(places).all(|(step, place)| {
        let found = element.clone().find(|&at| db.items[at] == step & !JOINED);
        *place = found.unwrap_or(0) as u64;
        found.is_some()
    })
}
