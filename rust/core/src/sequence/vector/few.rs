//! Journeys of few events, event by event: short ones in one word an event, longer ones in two.
use super::local::kept;
use super::pairs::bits;
use super::path::{Entries, Weighed};
use super::places::Places;
use crate::kernels::Level;
use crate::kernels::advance::Positions;
use crate::kernels::records::{PairCounts, Records, width_for};
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;
use std::ops::Range;

/// Journeys of at most [`crate::kernels::records::MOST_EVENTS`] events that can be told apart.
#[derive(Debug, Default)]
pub struct Few {
    /// The step of each event, ascending.
    pub steps: Vec<u32>,
    short: Records<u64>,
    long: Records<u128>,
    places: Places,
}

/// The kinds of journeys whose places are known.
const IN_SHORT: usize = 0;
const IN_LONG: usize = 1;

/// Where entries lie: those of short journeys, then those of long ones.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// The first.
    pub start: usize,
    middle: usize,
    end: usize,
}

impl Span {
    /// Two ranges side by side.
    pub fn of(short: Range<usize>, long: Range<usize>) -> Self {
        Span { start: short.start, middle: long.start, end: long.end }
    }

    /// Those of short journeys.
    pub fn short(self) -> Range<usize> {
        self.start..self.middle
    }

    /// Those of long ones.
    pub fn long(self) -> Range<usize> {
        self.middle..self.end
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.end - self.start
    }
}

/// How many positions a short journey has.
pub const SHORT: usize = <u64 as Positions>::MOST;

impl Weighed for Few {
    fn bytes(&self) -> usize {
        self.short.bytes() + self.long.bytes() + self.places.bytes() + 4 * self.steps.capacity()
    }
}

impl Few {
    /// What a database of so many journeys and events will weigh, if they are short or if they are not.
    pub fn bytes_of(journeys: usize, events: usize, are_short: bool) -> usize {
        let set = if are_short { size_of::<u64>() } else { size_of::<u128>() };
        journeys * (width_for(events) * 8 * (set + 1) + 8)
    }

    fn clear(&mut self, events: usize) {
        self.steps.clear();
        self.short.clear(events);
        self.long.clear(events);
    }

    /// Lays out what comes after a node; `number` of an item is its place among the node's children, or `u32::MAX`.
    pub fn lay_out<C: Cell>(&mut self, node: &Counted<C>, number: &[u32]) {
        self.clear(node.children.len());
        self.places.clear();
        self.steps.extend(node.children.iter().map(|child| node.local.steps[child.item as usize]));
        let memo = !node.local.origins.is_empty();
        if node.local.longest <= SHORT {
            self.short.reserve(node.places.len());
        }
        let mut events = [0; <u128 as Positions>::MOST];
        for &place in node.places {
            let mut n = 0;
            for (event, _) in kept(node.local, place, number) {
                events[n] = event as u8;
                n += 1;
            }
            match n {
                0 => continue,
                1..=SHORT => self.short.push_events(&events[..n]),
                _ => self.long.push_events(&events[..n]),
            }
            if memo {
                let places = [place].into_iter().chain(kept(node.local, place, number).map(|(_, after)| after));
                let places = places.map(|place| node.local.origins[place as usize]);
                self.places.push(if n <= SHORT { IN_SHORT } else { IN_LONG }, places);
            }
        }
    }

    /// Lays out what comes after entries of journeys in which `sets(event)` has the positions of each event; `long` are
    /// those with more than [`SHORT`] positions left.
    pub fn fill<'a, B: Positions>(
        &mut self,
        level: Level,
        steps: impl ExactSizeIterator<Item = u32>,
        (short, long): (&[u32], &[u32]),
        places: &Places,
        sets: impl Fn(usize) -> &'a [B],
    ) {
        let events = steps.len();
        self.clear(events);
        self.steps.extend(steps);
        self.short.reserve(short.len());
        self.long.reserve(long.len());
        self.short.extend(level, short, events, &sets);
        self.long.extend(level, long, events, &sets);
        self.places.share(places);
        self.places.add(IN_SHORT, places, 0, short);
        self.places.add(IN_LONG, places, 0, long);
    }

    /// Lays out what comes after entries of another one, with nothing but some of its events, one bit each.
    pub fn cut(&mut self, level: Level, from: &Few, (short, long): (&[u32], &[u32]), events: u64) {
        self.clear(events.count_ones() as usize);
        self.steps.extend(bits(events).map(|event| from.steps[event as usize]));
        self.places.share(&from.places);
        self.short.reserve(short.len());
        self.short.cut(level, &from.short, short, events);
        self.places.add(IN_SHORT, &from.places, IN_SHORT, short);
        for entry in long.chunks(1) {
            if from.long.span(entry[0], events) as usize <= SHORT {
                self.short.extend_from(level, &from.long, entry, events);
                self.places.add(IN_SHORT, &from.places, IN_LONG, entry);
            } else {
                self.long.extend_from(level, &from.long, entry, events);
                self.places.add(IN_LONG, &from.places, IN_LONG, entry);
            }
        }
    }

    /// How many lines the events of a journey take.
    pub fn width(&self) -> usize {
        self.short.width()
    }

    /// Entries for the beginnings of all journeys.
    pub fn begins(&self, entries: &mut Entries) -> Span {
        let short = entries.push_begins(self.short.len());
        Span::of(short, entries.push_begins(self.long.len()))
    }

    /// Where the journeys go on after `event`.
    #[inline]
    pub fn advance(&self, level: Level, event: usize, from: Span, entries: &mut Entries) -> Span {
        let short = entries.push(from.short(), |from, to| self.short.advance(level, event, from, to));
        let long = entries.push(from.long(), |from, to| self.long.advance(level, event, from, to));
        Span::of(short, long)
    }

    /// For every two events, in how many of the entries the second comes after the first.
    #[inline]
    pub fn count_pairs(&self, level: Level, (short, long): (&[u32], &[u32]), counts: &mut PairCounts) {
        counts.clear(self.steps.len());
        self.short.count_pairs(level, short, counts);
        if !long.is_empty() {
            self.long.count_pairs(level, long, counts);
        }
    }

    /// Equal for entries after which the same comes in the same journeys.
    pub fn hash(&self, short: &[u32], long: &[u32]) -> u128 {
        self.places.hash(IN_SHORT, short).wrapping_add(self.places.hash(IN_LONG, long))
    }
}
