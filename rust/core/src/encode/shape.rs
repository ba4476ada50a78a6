//! Ordered events cut to journeys: time window, merged repeats, sessions, collapsed repeats, length limits.
use crate::budget::Budget;
use crate::error::{Error, Result};
use std::ops::Range;

/// What is done to the events of each journey, in this order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape {
    /// Only events at this time or later.
    pub start: Option<i64>,
    /// Only events before this time.
    pub end: Option<i64>,
    /// Repeated (time, event) are one event.
    pub merge: bool,
    /// Events of the same time form one element.
    pub sets: bool,
    /// A gap greater than this begins a new journey.
    pub session_gap: Option<u64>,
    /// Equal elements in a row are one.
    pub collapse: bool,
    /// Shorter journeys are left out.
    pub min_events: u64,
    /// Longer journeys keep the first elements that fit.
    pub max_events: Option<u64>,
    /// Is it wanted where each event went?
    pub trace: bool,
}

/// No event took it in.
pub const NOWHERE: u32 = u32::MAX;

/// Journeys after shaping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shaped {
    /// Event codes.
    pub events: Vec<u32>,
    /// One an event.
    pub times: Vec<i64>,
    /// Journey `j` is `offsets[j]..offsets[j + 1]`.
    pub offsets: Vec<u64>,
    /// The journey before shaping that each journey is a part of.
    pub owners: Vec<u32>,
    /// Journeys that lost events to `max_events`.
    pub cut: Vec<u64>,
    /// Where asked for: the event before shaping that each event was …
    pub sources: Vec<u32>,
    /// … and, for each event before shaping, the event it went into, or `NOWHERE`.
    pub targets: Vec<u32>,
}

/// Shapes journeys given as `events` and `times` with `offsets`.
pub fn shape(events: &[u32], times: &[i64], offsets: &[u64], shape: &Shape, budget: &Budget) -> Result<Shaped> {
    let mut work = Work { events, times, shape, kept: Vec::new(), out: Shaped::default() };
    work.out.events.reserve(events.len());
    work.out.times.reserve(times.len());
    work.out.offsets.push(0);
    if shape.trace {
        work.out.targets = vec![NOWHERE; events.len()];
    }
    for (owner, ends) in offsets.windows(2).enumerate() {
        if owner & 0xFFF == 0 && budget.is_spent() {
            return Err(Error::Cancelled);
        }
        let window = window(&times[ends[0] as usize..ends[1] as usize], shape);
        let (from, until) = (ends[0] as usize + window.start, ends[0] as usize + window.end);
        let mut first = from;
        for at in from + 1..until {
            if shape.session_gap.is_some_and(|gap| gap_between(times[at - 1], times[at]) > gap) {
                work.journey(owner as u32, first..at);
                first = at;
            }
        }
        work.journey(owner as u32, first..until);
    }
    work.out.events.shrink_to_fit();
    work.out.times.shrink_to_fit();
    Ok(work.out)
}

/// Which events of a journey lie in the time window; times ascend.
fn window(times: &[i64], shape: &Shape) -> Range<usize> {
    let first = shape.start.map_or(0, |start| times.partition_point(|&time| time < start));
    let last = shape.end.map_or(times.len(), |end| times.partition_point(|&time| time < end));
    first..last.max(first)
}

fn gap_between(earlier: i64, later: i64) -> u64 {
    (later as u64).wrapping_sub(earlier as u64)
}

struct Work<'a> {
    events: &'a [u32],
    times: &'a [i64],
    shape: &'a Shape,
    /// Events kept of the journey at hand: (event before shaping, opens an element).
    kept: Vec<(u32, bool)>,
    out: Shaped,
}

impl Work<'_> {
    fn journey(&mut self, owner: u32, rows: Range<usize>) {
        let base = self.out.events.len() as u32;
        self.kept.clear();
        let (mut element, mut before) = (0, None);
        for at in rows.clone() {
            let opens = before.is_none_or(|before: usize| !self.shape.sets || self.times[before] != self.times[at]);
            let repeats = self.shape.merge
                && before.is_some_and(|before| {
                    self.times[before] == self.times[at] && self.events[before] == self.events[at]
                });
            if opens {
                self.close(element, base);
                element = self.kept.len();
            }
            before = Some(at);
            if !repeats {
                self.kept.push((at as u32, opens));
            }
            self.point(at, base + self.kept.len() as u32 - 1);
        }
        self.close(element, base);
        self.finish(owner, rows, base);
    }

    fn point(&mut self, at: usize, target: u32) {
        if self.shape.trace {
            self.out.targets[at] = target;
        }
    }

    /// Collapses the element that begins at `element` into the one before, if they are equal.
    fn close(&mut self, element: usize, base: u32) {
        let length = self.kept.len() - element;
        if !self.shape.collapse || length == 0 || element < length || !self.kept[element - length].1 {
            return;
        }
        let code = |&(at, _): &(u32, bool)| self.events[at as usize];
        let (earlier, later) = (&self.kept[element - length..element], &self.kept[element..]);
        // The element before must be just as long: none of its other events may open one.
        if earlier[1..].iter().any(|&(_, opens)| opens) || !earlier.iter().map(code).eq(later.iter().map(code)) {
            return;
        }
        if self.shape.trace {
            let from = base + element as u32;
            let mut at = self.kept[element].0 as usize;
            // All events since the element began point into it, repeats included.
            while at < self.out.targets.len() && self.out.targets[at] != NOWHERE && self.out.targets[at] >= from {
                self.out.targets[at] -= length as u32;
                at += 1;
            }
        }
        self.kept.truncate(element);
    }

    /// Applies the length limits and writes the journey.
    fn finish(&mut self, owner: u32, rows: Range<usize>, base: u32) {
        if (self.kept.len() as u64) < self.shape.min_events {
            return self.forget(rows, base);
        }
        if let Some(most) = self.shape.max_events.filter(|&most| self.kept.len() as u64 > most) {
            let fits = (0..=most as usize).rev().find(|&at| self.kept[at].1).unwrap_or(0);
            self.kept.truncate(fits);
            self.forget(rows, base + fits as u32);
            self.out.cut.push(self.out.owners.len() as u64);
        }
        for &(at, _) in &self.kept {
            self.out.events.push(self.events[at as usize]);
            self.out.times.push(self.times[at as usize]);
        }
        if self.shape.trace {
            self.out.sources.extend(self.kept.iter().map(|&(at, _)| at));
        }
        self.out.owners.push(owner);
        self.out.offsets.push(self.out.events.len() as u64);
    }

    /// Events of these rows that would have gone to `limit` or beyond go nowhere.
    fn forget(&mut self, rows: Range<usize>, limit: u32) {
        if self.shape.trace {
            for target in self.out.targets[rows].iter_mut().filter(|target| **target >= limit) {
                *target = NOWHERE;
            }
        }
    }
}

/// One bit an event, set where it opens an element; None where every element is single.
pub fn element_starts(times: &[i64], offsets: &[u64]) -> Option<Vec<u8>> {
    let mut bits = vec![0u8; times.len().div_ceil(8)];
    for (byte, bits) in bits.iter_mut().enumerate() {
        let (first, last) = (byte * 8, times.len().min(byte * 8 + 8));
        for at in first.max(1)..last {
            *bits |= u8::from(times[at] != times[at - 1]) << (at & 7);
        }
    }
    for &first in offsets.iter().filter(|&&first| first < times.len() as u64) {
        bits[first as usize >> 3] |= 1 << (first & 7);
    }
    let opened: u64 = bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
    (opened < times.len() as u64).then_some(bits)
}
