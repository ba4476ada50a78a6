//! Patterns one inserted or one dropped event away: looked for in the data, in the journeys that hold the pattern.
//!
//! Without gap rules one event is enough: along a chain of insertions from a pattern to one of equal support all
//! supports are equal. Places to insert at: before element l as an element of its own, or into element l.
use super::Node;
use crate::sequence::projection::Antimonotone;
use crate::sink::JOINED;
use std::ops::Range;

/// Working memory of one thread.
#[derive(Debug, Default)]
pub struct Desk {
    /// The elements of the pattern, as ranges of its steps.
    elements: Vec<Range<usize>>,
    /// Leftmost occurrence: `[l]` is the first cell after element l - 1, `[0]` the first of the journey.
    ends: Vec<u32>,
    /// Rightmost occurrence: `[l]` is the first cell of element l, the last one the end of what is looked at.
    begins: Vec<u32>,
    /// By place and item: in how many journeys it fits, and the last of them, counted from 1.
    tallies: Vec<(u32, u32)>,
    touched: Vec<usize>,
    shorter: Vec<u32>,
}

/// Where an inserted event has to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// Anywhere that makes a longer pattern.
    WholeJourney,
    /// So that the longer pattern ends wherever the pattern ends: then both grow in step.
    FirstOccurrence,
}

/// How many (place, item) tallies are kept at once; long patterns of many events take several passes.
const TALLIES: usize = 1 << 20;

/// Do at least `needed` journeys hold one and the same pattern with one event inserted?
///
/// Events added at the end are not looked for: the projection has counted them.
pub fn insertion_reaches<P: Antimonotone>(
    projection: &P,
    node: &Node,
    needed: u32,
    within: Where,
    desk: &mut Desk,
) -> bool {
    split(node.pattern, &mut desk.elements);
    let places = desk.elements.len() * if P::SETS { 2 } else { 1 };
    let n_items = projection.cells().codes.len();
    let at_once = (TALLIES / n_items).max(1);
    (0..places).step_by(at_once).any(|first| {
        let band = first..places.min(first + at_once);
        desk.tallies.resize(desk.tallies.len().max(band.len() * n_items), (0, 0));
        let reached = Count { projection, node, needed, within, band, best: 0 }.run(desk);
        desk.touched.drain(..).for_each(|at| desk.tallies[at] = (0, 0));
        reached
    })
}

/// The elements of a pattern.
fn split(pattern: &[u32], elements: &mut Vec<Range<usize>>) {
    elements.clear();
    for (at, step) in pattern.iter().enumerate() {
        match elements.last_mut() {
            Some(last) if step & JOINED != 0 => last.end = at + 1,
            _ => elements.push(at..at + 1),
        }
    }
}

/// One pass over the journeys of a pattern.
struct Count<'a, P> {
    projection: &'a P,
    node: &'a Node<'a>,
    needed: u32,
    within: Where,
    /// The places looked at.
    band: Range<usize>,
    best: u32,
}

impl<P: Antimonotone> Count<'_, P> {
    fn run(mut self, desk: &mut Desk) -> bool {
        let occurrences = self.node.occurrences(self.node.pattern.len());
        for (seen, group) in (0..).zip(P::groups(occurrences)) {
            if self.best + (self.node.support - seen) < self.needed {
                return false;
            }
            self.journey(group, seen, desk);
            if self.best >= self.needed {
                return true;
            }
        }
        false
    }

    fn journey(&mut self, group: &[u32], seen: u32, desk: &mut Desk) {
        let walk = Walk(self.projection);
        let cells = self.projection.cells();
        let journey = cells.journey(P::cell(group[0]));
        walk.leftmost(cells.start(journey), self.node.pattern, desk);
        let limit = match self.within {
            Where::WholeJourney => cells.stop(journey),
            Where::FirstOccurrence => desk.ends[desk.elements.len()],
        };
        walk.rightmost(limit, self.node.pattern, desk);
        for place in self.band.clone() {
            if !P::SETS {
                self.gap(place, place, seen, desk);
            } else if place % 2 == 0 {
                self.gap(place, place / 2, seen, desk);
            } else if place / 2 + 1 < desk.elements.len() {
                self.inner_element(place, seen, desk);
            } else {
                self.last_element(place, group, seen, desk);
            }
        }
    }

    /// Events between element `l - 1` and element `l`.
    fn gap(&mut self, place: usize, l: usize, seen: u32, desk: &mut Desk) {
        for at in desk.ends[l]..desk.begins[l] {
            self.tally(place, at, seen, desk);
        }
    }

    /// Events that can join an element which is not the last.
    fn inner_element(&mut self, place: usize, seen: u32, desk: &mut Desk) {
        let l = place / 2;
        let (mut begin, stop) = (desk.ends[l], desk.begins[l + 1]);
        while begin < stop {
            let end = self.projection.element(begin).1;
            let wanted = &self.node.pattern[desk.elements[l].clone()];
            if Walk(self.projection).holds(begin, end, wanted) {
                for at in begin..end {
                    if !wanted.iter().any(|&step| step & !JOINED == self.item(at)) {
                        self.tally(place, at, seen, desk);
                    }
                }
            }
            begin = end;
        }
    }

    /// Events that can join the last element, before its last event (later ones are extensions at the end).
    ///
    /// To grow in step they have to be there at every end.
    fn last_element(&mut self, place: usize, group: &[u32], seen: u32, desk: &mut Desk) {
        let l = place / 2;
        for (i, &entry) in group.iter().enumerate() {
            let last = P::cell(entry);
            for at in self.projection.element(last).0..last {
                let wanted = &self.node.pattern[desk.elements[l].clone()];
                let item = self.item(at);
                if !wanted.iter().any(|&step| step & !JOINED == item)
                    && (self.within == Where::WholeJourney || group.iter().all(|&other| self.beside(other, item)))
                {
                    self.tally(place, at, seen, desk);
                }
            }
            if self.within == Where::FirstOccurrence && i == 0 {
                break;
            }
        }
    }

    /// Is `item` in the element of this end, before the pattern's last event?
    fn beside(&self, entry: u32, item: u32) -> bool {
        let last = P::cell(entry);
        (self.projection.element(last).0..last).any(|at| self.item(at) == item)
    }

    #[inline]
    fn item(&self, at: u32) -> u32 {
        self.projection.cells().cells[at as usize].item
    }

    #[inline]
    fn tally(&mut self, place: usize, at: u32, seen: u32, desk: &mut Desk) {
        let n_items = self.projection.cells().codes.len();
        let index = (place - self.band.start) * n_items + self.item(at) as usize;
        let (count, last) = &mut desk.tallies[index];
        if *last == seen + 1 {
            return;
        }
        if *count == 0 {
            // Too late to be in `needed` journeys.
            if self.node.support - seen < self.needed {
                return;
            }
            desk.touched.push(index);
        }
        *last = seen + 1;
        *count += 1;
        self.best = self.best.max(*count);
    }
}

/// What dropping one event, whichever is best, leaves as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The journeys that hold the pattern and where it ends in them: the shorter pattern grows in step.
    Future,
    /// The journeys that hold the pattern.
    Support,
    /// Every pattern with one event less is held by more journeys.
    Neither,
}

/// Looks for a pattern with one event less that the same journeys hold.
pub fn deletion_kept<P: Antimonotone>(projection: &P, node: &Node, desk: &mut Desk) -> Kept {
    let last = node.pattern.len() - 1;
    let last_element = node.pattern.iter().rposition(|step| step & JOINED == 0).unwrap_or(0);
    let mut kept = match node.support_before(projection.cells().n_journeys) > node.support {
        true => Kept::Neither,
        false => Kept::Support,
    };
    // Dropped from the last element, it ends elsewhere: the future is kept before it only.
    for dropped in 0..if kept == Kept::Support { last_element } else { last } {
        if same_journeys(projection, node, dropped, desk) {
            if dropped < last_element && same_ends(projection, node, dropped, desk) {
                return Kept::Future;
            }
            kept = Kept::Support;
        }
    }
    kept
}

/// Are all journeys that hold the pattern without one event among those that hold all of it?
fn same_journeys<P: Antimonotone>(projection: &P, node: &Node, dropped: usize, desk: &mut Desk) -> bool {
    let cells = projection.cells();
    let journey_of = |group: &[u32]| cells.journey(P::cell(group[0]));
    let mut holders = P::groups(node.occurrences(node.pattern.len())).map(journey_of).peekable();
    // All who hold the rest hold what comes before the event; where nothing does, the event after it.
    let candidates = match dropped {
        0 => projection.root(node.pattern[1] & !JOINED),
        _ => node.occurrences(dropped),
    };
    desk.drop_event(node.pattern, dropped);
    // Whole elements before the event are matched already, up to the entry.
    let resumes = dropped > 0 && node.pattern[dropped] & JOINED == 0;
    let matched = if resumes { desk.elements.partition_point(|element| element.start < dropped) } else { 0 };
    for group in P::groups(candidates) {
        let journey = journey_of(group);
        while holders.next_if(|&holder| holder < journey).is_some() {}
        if holders.next_if_eq(&journey).is_some() {
            continue;
        }
        let begin = if resumes { projection.element(P::cell(group[0])).1 } else { cells.start(journey) };
        if Walk(projection).end(begin, &desk.elements[matched..], &desk.shorter).is_some() {
            return false;
        }
    }
    true
}

/// Does the pattern without one event end first where the pattern does, in every journey that holds it?
fn same_ends<P: Antimonotone>(projection: &P, node: &Node, dropped: usize, desk: &mut Desk) -> bool {
    desk.drop_event(node.pattern, dropped);
    P::groups(node.occurrences(node.pattern.len())).all(|group| {
        let first = P::cell(group[0]);
        let start = projection.cells().start(projection.cells().journey(first));
        Walk(projection).end(start, &desk.elements, &desk.shorter) == Some(projection.element(first).1)
    })
}

impl Desk {
    /// Notes the pattern without one of its events.
    fn drop_event(&mut self, pattern: &[u32], dropped: usize) {
        self.shorter.clear();
        self.shorter.extend_from_slice(&pattern[..dropped]);
        self.shorter.extend_from_slice(&pattern[dropped + 1..]);
        if pattern[dropped] & JOINED == 0 && dropped < self.shorter.len() {
            self.shorter[dropped] &= !JOINED;
        }
        let Desk { elements, shorter, .. } = self;
        split(shorter, elements);
    }
}

/// Walks over one journey.
struct Walk<'a, P>(&'a P);

impl<P: Antimonotone> Walk<'_, P> {
    /// Are all of `wanted` in the element?
    #[inline]
    fn holds(&self, begin: u32, end: u32, wanted: &[u32]) -> bool {
        let cells = &self.0.cells().cells[begin as usize..end as usize];
        if !P::SETS {
            return cells[0].item == wanted[0];
        }
        let mut at = cells.iter();
        wanted.iter().all(|&step| at.any(|cell| cell.item == step & !JOINED))
    }

    /// First cell after the earliest element from `begin` on that holds `wanted`.
    #[inline]
    fn next(&self, mut begin: u32, wanted: &[u32]) -> Option<u32> {
        let cells = self.0.cells();
        while cells.cells[begin as usize].item != cells.end() {
            let end = self.0.element(begin).1;
            if self.holds(begin, end, wanted) {
                return Some(end);
            }
            begin = end;
        }
        None
    }

    /// Notes the ends of the leftmost occurrence, which must be there.
    fn leftmost(&self, start: u32, pattern: &[u32], desk: &mut Desk) {
        let Desk { elements, ends, .. } = desk;
        ends.clear();
        ends.push(start);
        for (l, element) in elements.iter().enumerate() {
            let end = self.next(ends[l], &pattern[element.clone()]);
            ends.push(end.expect("the journey holds the pattern"));
        }
    }

    /// Notes the begins of the rightmost occurrence before `limit`, which must be there.
    fn rightmost(&self, limit: u32, pattern: &[u32], desk: &mut Desk) {
        let Desk { elements, begins, .. } = desk;
        begins.clear();
        begins.resize(elements.len() + 1, limit);
        let mut end = limit;
        for (l, element) in elements.iter().enumerate().rev() {
            let wanted = &pattern[element.clone()];
            loop {
                let begin = self.0.element(end - 1).0;
                let found = self.holds(begin, end, wanted);
                end = begin;
                if found {
                    break;
                }
            }
            begins[l] = end;
        }
    }

    /// Where the earliest occurrence of these elements of a pattern, from cell `begin` on, ends.
    fn end(&self, begin: u32, elements: &[Range<usize>], pattern: &[u32]) -> Option<u32> {
        elements.iter().try_fold(begin, |begin, element| self.next(begin, &pattern[element.clone()]))
    }
}
