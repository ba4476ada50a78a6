//! Queries: steps that any of several events may be, each with a say in how it follows the one before.
use super::Matches;
use super::trie::{ABSENT, Alphabet};
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::database::{Item, SequenceDb};
use crate::error::Result;
use crate::sequence::rules::Rules;

/// An element that holds, for each part, one of its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// The events that each part may be.
    pub parts: Vec<Vec<Item>>,
    /// Is it in the very next element after the step before?
    pub is_next: bool,
    /// Events that no element between the step before and this one holds.
    pub without: Vec<Item>,
}

/// The journeys that hold the steps one after the other in one occurrence that meets `rules`, and where: the occurrence
/// that ends first, and of those with this end the one that starts latest. One position a part, in the order of parts.
pub fn find(db: &SequenceDb<'_>, steps: &[Step], rules: &Rules, n_jobs: usize, budget: &Budget) -> Result<Matches> {
    let names = Names::new(steps);
    let mut all = Matches::default();
    in_order(
        db.len(),
        n_jobs,
        budget,
        || Search::new(steps, &names, *rules),
        |search, range| {
            let mut found = Matches::default();
            for s in range {
                if budget.is_spent() {
                    break;
                }
                if search.look(db, s) {
                    found.journeys.push(s as u64);
                    search.places(db, &mut found.positions);
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

/// What each event of a query is good for, by dense number.
struct Names {
    alphabet: Alphabet,
    /// The parts that it may be, numbered over all steps.
    parts: Vec<Vec<usize>>,
    /// The steps that it must not come before.
    bars: Vec<Vec<usize>>,
}

impl Names {
    fn new(steps: &[Step]) -> Self {
        let parts = steps.iter().flat_map(|step| &step.parts);
        let all: Vec<Item> = parts.clone().chain(steps.iter().map(|step| &step.without)).flatten().copied().collect();
        let alphabet = Alphabet::new(&all);
        let mut names = Names { parts: vec![Vec::new(); alphabet.len], bars: vec![Vec::new(); alphabet.len], alphabet };
        for (number, events) in parts.enumerate() {
            events.iter().for_each(|&event| names.parts[names.alphabet.local(event) as usize].push(number));
        }
        for (number, step) in steps.iter().enumerate() {
            step.without.iter().for_each(|&event| names.bars[names.alphabet.local(event) as usize].push(number));
        }
        names
    }
}

/// Where the first steps can end: an element, and where the latest occurrence that ends there begins.
#[derive(Debug, Clone, Copy)]
struct End {
    element: usize,
    start: usize,
    /// Which end of one step less it follows.
    after: usize,
}

/// How far one step of the query has come in a journey.
#[derive(Debug, Default)]
struct Reached {
    /// Where the steps up to this one can end; ends and their starts rise together.
    ends: Vec<End>,
    /// The latest end of the step before that is far enough before the element looked at.
    last: usize,
    /// The latest element so far with an event that must not come before this step.
    bar: Option<usize>,
    /// The first of its parts, numbered over all steps.
    first_part: usize,
}

/// One thread's memory.
struct Search<'q> {
    steps: &'q [Step],
    names: &'q Names,
    rules: Rules,
    reached: Vec<Reached>,
    /// By part: one past the latest element with an event of it.
    held: Vec<usize>,
    /// The first event of each element, and the end of the journey.
    starts: Vec<usize>,
}

impl<'q> Search<'q> {
    fn new(steps: &'q [Step], names: &'q Names, rules: Rules) -> Self {
        let mut parts = 0;
        let reached = steps.iter().map(|step| {
            let first_part = parts;
            parts += step.parts.len();
            Reached { first_part, ..Reached::default() }
        });
        let reached = reached.collect();
        Search { steps, names, rules, reached, held: vec![0; parts], starts: Vec::new() }
    }

    /// Does journey `s` hold all steps? Then the last one's only end is the occurrence to show.
    fn look(&mut self, db: &SequenceDb<'_>, s: usize) -> bool {
        let range = db.range(s);
        self.starts.clear();
        self.starts.extend(range.clone().filter(|&at| at == range.start || db.opens(at)));
        self.starts.push(range.end);
        self.held.fill(0);
        for reached in &mut self.reached {
            (reached.last, reached.bar) = (0, None);
            reached.ends.clear();
        }
        let n = self.starts.len() - 1;
        (0..n).any(|element| {
            self.mark(db, element);
            // The last step first, for a step follows one in an earlier element.
            for step in (0..self.steps.len()).rev() {
                self.reach(db, step, element);
            }
            self.bar(db, element);
            !self.rules.to_end && !self.reached[self.steps.len() - 1].ends.is_empty()
        }) || self.ends_here(n)
    }

    /// Is there an end of the whole query in the journey's last element, where one is asked for there?
    fn ends_here(&mut self, n: usize) -> bool {
        let ends = &mut self.reached[self.steps.len() - 1].ends;
        ends.retain(|end| end.element + 1 == n);
        !ends.is_empty()
    }

    /// Notes which parts an element holds.
    fn mark(&mut self, db: &SequenceDb<'_>, element: usize) {
        for &item in &db.items[self.starts[element]..self.starts[element + 1]] {
            let event = self.names.alphabet.local(item);
            if event != ABSENT {
                self.names.parts[event as usize].iter().for_each(|&part| self.held[part] = element + 1);
            }
        }
    }

    /// Notes which steps an element bars the way to.
    fn bar(&mut self, db: &SequenceDb<'_>, element: usize) {
        for &item in &db.items[self.starts[element]..self.starts[element + 1]] {
            let event = self.names.alphabet.local(item);
            if event != ABSENT {
                self.names.bars[event as usize].iter().for_each(|&step| self.reached[step].bar = Some(element));
            }
        }
    }

    /// Lets a step end in an element, if it can.
    fn reach(&mut self, db: &SequenceDb<'_>, step: usize, element: usize) {
        let first = self.reached[step].first_part;
        if !self.held[first..first + self.steps[step].parts.len()].iter().all(|&held| held == element + 1) {
            return;
        }
        let end = match step {
            0 => (element == 0 || !self.rules.from_start).then_some(End { element, start: element, after: 0 }),
            _ => self.follow(db, step, element),
        };
        self.reached[step].ends.extend(end);
    }

    /// Ends and their latest starts rise together, so the latest end far enough before is the one to follow.
    fn follow(&mut self, db: &SequenceDb<'_>, step: usize, element: usize) -> Option<End> {
        let mut last = self.reached[step].last;
        let before = &self.reached[step - 1].ends;
        while before.get(last + 1).is_some_and(|end| self.is_far(db, end.element, element)) {
            last += 1;
        }
        let end = before.get(last).copied().filter(|end| {
            self.is_far(db, end.element, element)
                && self.is_near(db, end.element, element)
                && (!self.steps[step].is_next || end.element + 1 == element)
                && self.reached[step].bar.is_none_or(|bar| bar <= end.element)
                && self.rules.max_span.is_none_or(|most| self.between(db, end.start, element) <= most)
        });
        self.reached[step].last = last;
        end.map(|end| End { element, start: end.start, after: last })
    }

    fn is_far(&self, db: &SequenceDb<'_>, before: usize, later: usize) -> bool {
        later - before >= self.rules.min_step_gap.unwrap_or(1).max(1) as usize
            && self.rules.min_gap.is_none_or(|least| self.between(db, before, later) >= least)
    }

    fn is_near(&self, db: &SequenceDb<'_>, before: usize, later: usize) -> bool {
        self.rules.max_step_gap.is_none_or(|most| later - before <= most as usize)
            && self.rules.max_gap.is_none_or(|most| self.between(db, before, later) <= most)
    }

    /// The time between two elements; times never fall.
    fn between(&self, db: &SequenceDb<'_>, before: usize, later: usize) -> u64 {
        let times = db.times.expect("rules on time come with times");
        times[self.starts[later]].wrapping_sub(times[self.starts[before]]) as u64
    }

    /// Where the parts of the occurrence found lie.
    fn places(&self, db: &SequenceDb<'_>, positions: &mut Vec<u64>) {
        let from = positions.len();
        positions.resize(from + self.held.len(), 0);
        let mut at = 0;
        for (reached, step) in self.reached.iter().zip(self.steps).rev() {
            let end = reached.ends[at];
            for (part, events) in step.parts.iter().enumerate() {
                let own =
                    (self.starts[end.element]..self.starts[end.element + 1]).find(|&at| events.contains(&db.items[at]));
                positions[from + reached.first_part + part] = own.expect("the element holds the part") as u64;
            }
            at = end.after;
        }
    }
}
