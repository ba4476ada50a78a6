//! Rules on gaps, spans and the ends of journeys: every end of the pattern, each with its latest start.
//!
//! Of all occurrences that end in one element, the one that starts latest is the only one to keep: what may follow
//! hangs on the end alone, and the span is shortest from the latest start. Ends and their latest starts rise together:
//! the latest start of an end is that of the latest end of the prefix that lies far enough before it. So one pass over
//! the cells behind the ends of a journey meets every new end once, together with its latest start.
use super::places::{BEYOND, Places};
use super::{Asked, Child, Projection, Rows};
use crate::budget::heard;
use crate::database::SequenceDb;
use crate::sequence::cells::Cells;
use crate::sequence::levels::Joins;
use crate::sequence::rules::Rules;
use crate::sink::JOINED;

/// Marks the first end in a journey.
const FIRST: u32 = 1 << 31;

/// An entry is the cell of the pattern's last event in an element where the pattern can end; with `SPAN` the first
/// cell of the latest start follows.
#[derive(Debug)]
pub struct Gapped<const SPAN: bool> {
    cells: Cells,
    places: Places,
    bounds: Bounds,
    roots: Rows,
    supports: Vec<u32>,
    together: Together,
    /// Are both ends of a journey asked for? Then the end of a journey is an event of its own, [`Cells::end`].
    closes: bool,
}

/// Which events of an element of the journeys may stand in one element of a pattern.
#[derive(Debug)]
pub enum Together {
    /// Any.
    All,
    /// Never two: they are levels of a single event.
    None,
    /// Those of several levels that may.
    Some(Joins),
}

/// The rules as numbers that always hold where nothing is asked.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    min_step: u32,
    max_step: u32,
    min_gap: u64,
    max_gap: u64,
    max_span: u64,
    times: bool,
}

impl Bounds {
    fn new(rules: &Rules, times: bool) -> Self {
        Bounds {
            // No journey has as many elements; from any of them the cell after the last event is as far at least.
            min_step: rules.min_step_gap.unwrap_or(1).clamp(1, 1 << 31),
            // Always less than the way to the cell after the last event.
            max_step: rules.max_step_gap.unwrap_or(u32::MAX),
            min_gap: rules.min_gap.unwrap_or(0),
            max_gap: rules.max_gap.unwrap_or(u64::MAX),
            max_span: rules.max_span.unwrap_or(u64::MAX),
            times,
        }
    }
}

impl<const SPAN: bool> Gapped<SPAN> {
    const STRIDE: usize = 1 + SPAN as usize;

    /// Over the journeys of `db`, laid out as `cells`; `SPAN` if and only if the rules bound the span.
    ///
    /// A pattern that must end with its journey but not begin with it is looked for in mirrored journeys; here `to_end`
    /// counts beside `from_start` only. Of no use where `stop` said so.
    pub fn new(db: &SequenceDb, cells: Cells, rules: &Rules, together: Together, stop: impl Fn() -> bool) -> Self {
        let cells = cells.with_journeys();
        let places = Places::new(db, &cells, rules.ask_for_times(), &stop);
        let end = cells.end();
        let from = |at: u32| !rules.from_start || places.steps[at as usize] == 0;
        let mut supports = vec![0; end as usize];
        let mut begun = vec![u32::MAX; end as usize];
        let mut firsts = Vec::with_capacity(cells.cells.len());
        for (cell, at) in heard(cells.cells.iter().zip(0..), &stop) {
            let kept = cell.item != end && from(at);
            let journey = cells.journey(at);
            let is_first = kept && begun[cell.item as usize] != journey;
            if is_first {
                begun[cell.item as usize] = journey;
                supports[cell.item as usize] += 1;
            }
            firsts.push((kept, is_first));
        }
        let pairs = || {
            let kept = cells.cells.iter().zip(&firsts).zip(0..).filter(|((_, (kept, _)), _)| *kept);
            kept.flat_map(|((cell, (_, is_first)), at)| {
                let entry = [at | if *is_first { FIRST } else { 0 }, at];
                (0..Self::STRIDE).map(move |part| (cell.item, entry[part]))
            })
        };
        let roots = Rows::new(end as usize, pairs, stop);
        let bounds = Bounds::new(rules, !places.times.is_empty());
        let closes = rules.from_start && rules.to_end;
        let together = if cells.has_sets() { together } else { Together::None };
        Gapped { together, cells, places, bounds, roots, supports, closes }
    }

    /// What it holds beside the cells, and on the way there, at most.
    pub fn bytes_of(cells: &Cells, with_times: bool) -> usize {
        let place = 4 + if with_times { 8 } else { 0 };
        cells.bytes_of_journeys()
            + cells.cells.len() * (place + 4 * Self::STRIDE + size_of::<(bool, bool)>())
            + 4 * cells.len()
    }

    /// Does element `later` keep the least distance from the end `before`?
    #[inline]
    fn is_far(&self, before: u32, later: u32) -> bool {
        let Bounds { min_step, min_gap, times, .. } = self.bounds;
        let (steps, clock) = (&self.places.steps, &self.places.times);
        u64::from(steps[before as usize]) + u64::from(min_step) <= u64::from(steps[later as usize])
            && (!times || clock[before as usize].saturating_add(min_gap) <= clock[later as usize])
    }

    /// Does cell `later` keep the greatest distance from the end `before`? Never the cell after the last event.
    #[inline]
    fn is_near(&self, before: u32, later: u32) -> bool {
        let Bounds { max_step, max_gap, times, .. } = self.bounds;
        let (steps, clock) = (&self.places.steps, &self.places.times);
        steps[later as usize] <= steps[before as usize].saturating_add(max_step).min(BEYOND - 1)
            && (!times || clock[later as usize] - clock[before as usize] <= max_gap)
    }

    /// Is it within the span?
    #[inline]
    fn is_within(&self, start: u32, later: u32) -> bool {
        !SPAN || self.places.times[later as usize] - self.places.times[start as usize] <= self.bounds.max_span
    }

    /// Every event that can follow the ends of one journey, with the latest start.
    #[inline]
    fn follow(&self, ends: &[u32], mut each: impl FnMut(usize, u32, u32)) {
        let end = |i: usize| ends[i * Self::STRIDE] & !FIRST;
        let n = ends.len() / Self::STRIDE;
        let mut last = 0;
        let mut before = end(0);
        let mut at = before + 1;
        loop {
            while last + 1 < n && self.is_far(end(last + 1), at) {
                last += 1;
                before = end(last);
            }
            if !self.is_far(before, at) {
                at += 1;
                continue;
            }
            if !self.is_near(before, at) {
                last += 1;
                if last >= n {
                    return;
                }
                before = end(last);
                at = at.max(before + 1);
                continue;
            }
            let start = if SPAN { ends[last * Self::STRIDE + 1] } else { 0 };
            if self.is_within(start, at) {
                each(self.cells.cells[at as usize].item as usize, at, start);
            }
            at += 1;
        }
    }

    /// Every event that can join the last element of the pattern at one of the ends.
    #[inline]
    fn join(&self, ends: &[u32], pattern: &[u32], mut each: impl FnMut(usize, u32, u32)) {
        for entry in ends.chunks_exact(Self::STRIDE) {
            let at = entry[0] & !FIRST;
            let start = if SPAN { entry[1] } else { 0 };
            for at in at + 1..self.cells.element(at).1 {
                let item = self.cells.cells[at as usize].item;
                if let Together::Some(joins) = &self.together
                    && !joins.have_room(pattern, item, at)
                {
                    continue;
                }
                each(self.cells.codes.len() + item as usize, at, start);
            }
        }
    }

    /// May a pattern go on with this step?
    fn may_follow(&self, pattern: &[u32], step: u32) -> bool {
        match &self.together {
            Together::Some(joins) if step & JOINED != 0 => joins.may_join(pattern, step & !JOINED),
            _ => true,
        }
    }

    /// The end that is the end of its journey.
    #[inline]
    fn close(&self, ends: &[u32], mut each: impl FnMut(usize, u32, u32)) {
        let at = ends[ends.len() - Self::STRIDE] & !FIRST;
        if self.places.steps[at as usize] == self.places.lasts[self.cells.journey(at) as usize] {
            each(2 * self.cells.codes.len(), at, at);
        }
    }

    fn step(&self, place: usize) -> u32 {
        let n = self.cells.codes.len();
        match place / n.max(1) {
            0 => place as u32,
            1 => (place - n) as u32 | JOINED,
            _ => self.cells.end(),
        }
    }
}

/// What is known of one possible step.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    support: u32,
    occurrences: u32,
    /// One past the next free entry of the child, or 0.
    place: usize,
    /// The last journey it was met in.
    journey: u64,
}

/// A new end: the place of its step in the tallies, its cell, and the latest start.
#[derive(Debug, Clone, Copy)]
struct End {
    place: u32,
    entry: u32,
    start: u32,
}

/// Tallies of all steps: those of a later element first, then those that join, then the end of the journey.
#[derive(Debug)]
pub struct Desk {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
    ends: Vec<End>,
    /// Counts the journeys walked, never the same twice.
    journey: u64,
}

impl Desk {
    #[inline]
    fn note(&mut self, place: usize, at: u32, start: u32) {
        let tally = &mut self.tallies[place];
        let is_first = tally.journey != self.journey;
        tally.journey = self.journey;
        if tally.occurrences == 0 {
            self.touched.push(place as u32);
        }
        tally.occurrences += 1;
        tally.support += u32::from(is_first);
        self.ends.push(End { place: place as u32, entry: at | if is_first { FIRST } else { 0 }, start });
    }
}

impl<const SPAN: bool> Projection for Gapped<SPAN> {
    type Desk = Desk;

    fn desk(&self) -> Desk {
        let places = 2 * self.cells.codes.len() + 1;
        Desk { tallies: vec![Tally::default(); places], touched: Vec::new(), ends: Vec::new(), journey: 0 }
    }

    fn cells(&self) -> &Cells {
        &self.cells
    }

    fn supports(&self) -> &[u32] {
        &self.supports
    }

    fn root(&self, item: u32) -> &[u32] {
        self.roots.row(item)
    }

    fn journeys(&self, entries: &[u32], mut each: impl FnMut(u32)) {
        let firsts = entries.iter().step_by(Self::STRIDE).filter(|&&entry| entry & FIRST != 0);
        firsts.for_each(|&entry| each(self.cells.journey(entry & !FIRST)));
    }

    fn grow(
        &self,
        node: &Child,
        asked: Asked,
        entries: &mut Vec<u32>,
        children: &mut Vec<Child>,
        desk: &mut Desk,
    ) -> u32 {
        if node.step == self.cells.end() {
            return 0;
        }
        self.look(&entries[node.entries.clone()], asked.pattern, desk);
        let first = children.len();
        let mut best = 0;
        let mut touched = std::mem::take(&mut desk.touched);
        for place in touched.drain(..) {
            let tally = &mut desk.tallies[place as usize];
            let (support, occurrences) = (tally.support, tally.occurrences as usize);
            (tally.support, tally.occurrences) = (0, 0);
            let step = self.step(place as usize);
            if !self.may_follow(asked.pattern, step) {
                continue;
            }
            best = best.max(support);
            if support >= asked.min_support {
                children.push(Child { step, support, told: support, entries: 0..occurrences });
            }
        }
        desk.touched = touched;
        children[first..].sort_unstable_by_key(|child| child.step);
        self.deliver(asked, entries, &mut children[first..], desk);
        best
    }
}

impl<const SPAN: bool> Gapped<SPAN> {
    /// Notes all ends that the pattern can have with one event more.
    fn look(&self, entries: &[u32], pattern: &[u32], desk: &mut Desk) {
        desk.ends.clear();
        let mut begin = 0;
        while begin < entries.len() {
            let rest = entries[begin + Self::STRIDE..].iter().step_by(Self::STRIDE);
            let others = rest.take_while(|&&entry| entry & FIRST == 0).count();
            let stop = begin + (1 + others) * Self::STRIDE;
            let ends = &entries[begin..stop];
            desk.journey += 1;
            self.follow(ends, |place, at, start| desk.note(place, at, start));
            if !matches!(self.together, Together::None) {
                self.join(ends, pattern, |place, at, start| desk.note(place, at, start));
            }
            if self.closes {
                self.close(ends, |place, at, start| desk.note(place, at, start));
            }
            begin = stop;
        }
    }

    /// Gives each child its ends.
    fn deliver(&self, asked: Asked, entries: &mut Vec<u32>, children: &mut [Child], desk: &mut Desk) {
        let place = |step: u32| match step {
            step if step == self.cells.end() => 2 * self.cells.codes.len(),
            step => (step & !JOINED) as usize + if step & JOINED != 0 { self.cells.codes.len() } else { 0 },
        };
        let mut top = entries.len();
        for child in children.iter_mut() {
            let n = if asked.entries { child.entries.len() * Self::STRIDE } else { 0 };
            child.entries = top..top + n;
            desk.tallies[place(child.step)].place = top + 1;
            top += n;
        }
        entries.resize(top, 0);
        if asked.entries && !children.is_empty() {
            for end in &desk.ends {
                let next = &mut desk.tallies[end.place as usize].place;
                if *next != 0 {
                    entries[*next - 1] = end.entry;
                    if SPAN {
                        entries[*next] = end.start;
                    }
                    *next += Self::STRIDE;
                }
            }
        }
        children.iter().for_each(|child| desk.tallies[place(child.step)].place = 0);
    }
}
