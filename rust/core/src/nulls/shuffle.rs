//! One journey's own events in random order over its own slots: element sizes and blocks of equal time are kept.
//!
//! The law is that of a uniform permutation of the events, given that the result is a journey: an element holds an
//! event once, and (for journeys whose repeats were collapsed) no element equals the one before. Whole permutations
//! are drawn until one is valid; where `TRIES` in a row are not, valid random swaps lead on from the observed order.
use super::random::Random;
use crate::database::SequenceDb;

/// Permutations drawn before giving up on drawing them whole.
const TRIES: usize = 64;
/// Swaps tried per event before the first order is taken …
const FIRST: usize = 12;
/// … and between two.
const NEXT: usize = 4;

/// What makes a journey's order more than a list of single, untied events.
#[derive(Debug, Clone, Copy)]
pub struct Slots<'a> {
    /// The journeys.
    pub db: SequenceDb<'a>,
    /// Times of the events, where neighbours of equal time stand in the order of `tie_rank`.
    pub times: Option<&'a [i64]>,
    /// The place of each event code in the tie rule; absent where ties keep the order of their slots.
    pub tie_rank: Option<&'a [u32]>,
    /// Were repeats collapsed, so that no element equals its neighbour?
    pub collapsed: bool,
    /// By journey: was it cut, maybe inside its last block? The names decided which events of that block were kept, so
    /// these stay where they are, and only those before them are shuffled.
    pub cut: Option<&'a [bool]>,
}

impl Slots<'_> {
    fn has_sets(&self, s: usize) -> bool {
        self.db.range(s).any(|at| !self.db.opens(at))
    }

    fn tied(&self, at: usize) -> bool {
        self.tie_rank.is_some() && self.times.is_some_and(|times| times[at] == times[at - 1])
    }

    fn is_cut(&self, s: usize) -> bool {
        self.cut.is_some_and(|cut| cut[s])
    }

    /// Is every order of the events equally likely, so that the closed form holds?
    pub fn is_plain(&self, s: usize, room: &mut Vec<u32>) -> bool {
        let range = self.db.range(s);
        if range.len() < 2 {
            return true;
        }
        if self.is_cut(s) {
            return false;
        }
        let ordered = !self.has_sets(s) && !(range.start + 1..range.end).any(|at| self.tied(at));
        ordered && !(self.collapsed && repeats(self.db.journey(s), room))
    }
}

fn repeats(events: &[u32], room: &mut Vec<u32>) -> bool {
    room.clear();
    room.extend_from_slice(events);
    room.sort_unstable();
    room.windows(2).any(|pair| pair[0] == pair[1])
}

/// A journey being shuffled; kept and refilled.
#[derive(Debug, Default)]
pub struct Shuffled {
    /// Event codes in the order drawn last.
    pub events: Vec<u32>,
    observed: Vec<u32>,
    /// Where blocks begin (elements, or runs of equal time), and the end.
    starts: Vec<u32>,
    block_of: Vec<u32>,
    /// Events before this place are shuffled.
    free: usize,
    sets: bool,
    swapping: bool,
    undo: Vec<u32>,
}

impl Shuffled {
    /// Takes in journey `s`.
    pub fn take(&mut self, slots: &Slots<'_>, s: usize) {
        let range = slots.db.range(s);
        self.observed.clear();
        self.observed.extend_from_slice(slots.db.journey(s));
        self.events.clone_from(&self.observed);
        self.sets = slots.has_sets(s);
        self.swapping = false;
        self.starts.clear();
        self.block_of.clear();
        for at in range.clone() {
            let inside = at > range.start && if self.sets { !slots.db.opens(at) } else { slots.tied(at) };
            if !inside {
                self.starts.push((at - range.start) as u32);
            }
            self.block_of.push(self.starts.len() as u32 - 1);
        }
        let last = self.starts.last().map_or(0, |&start| start as usize);
        self.free = if slots.is_cut(s) { last } else { range.len() };
        self.starts.push(range.len() as u32);
    }

    /// Draws the next order.
    pub fn draw(&mut self, slots: &Slots<'_>, random: &mut Random) {
        let mut passes = NEXT;
        if !self.swapping {
            for _ in 0..TRIES {
                for i in (1..self.free).rev() {
                    self.events.swap(i, random.below(i + 1));
                }
                if self.settle_all(slots) {
                    return;
                }
            }
            self.swapping = true;
            self.events.clone_from(&self.observed);
            passes = FIRST;
        }
        for _ in 0..passes * self.free {
            let (i, j) = (random.below(self.free), random.below(self.free));
            self.swap(slots, i, j);
        }
    }

    /// Draws every event anew, each on its own; for journeys of single events whose repeats stand.
    pub fn redraw(&mut self, slots: &Slots<'_>, mut event: impl FnMut() -> u32) {
        self.events[..self.free].fill_with(&mut event);
        self.settle_all(slots);
    }

    fn block(&self, b: usize) -> std::ops::Range<usize> {
        self.starts[b] as usize..self.starts[b + 1] as usize
    }

    /// Puts every block in order; false where the result is no journey.
    fn settle_all(&mut self, slots: &Slots<'_>) -> bool {
        (0..self.starts.len() - 1).all(|b| {
            self.settle(slots, b);
            self.is_valid(slots, b, false)
        })
    }

    fn settle(&mut self, slots: &Slots<'_>, b: usize) {
        let range = self.block(b);
        if range.len() < 2 {
            return;
        }
        let block = &mut self.events[range];
        match slots.tie_rank {
            Some(rank) if !self.sets => block.sort_unstable_by_key(|&event| (rank[event as usize], event)),
            _ => block.sort_unstable(),
        }
    }

    /// Is a block, and its border to the block before (and after), that of a journey?
    fn is_valid(&self, slots: &Slots<'_>, b: usize, after: bool) -> bool {
        let range = self.block(b);
        let block = &self.events[range.clone()];
        let doubled = || block.windows(2).any(|pair| pair[0] == pair[1]);
        if (self.sets || slots.collapsed) && doubled() {
            return false;
        }
        let differs = |a: usize, b: usize| {
            let (left, right) = (self.block(a), self.block(b));
            if self.sets {
                self.events[left] != self.events[right]
            } else {
                self.events[left.end - 1] != self.events[right.start]
            }
        };
        !slots.collapsed
            || ((b == 0 || differs(b - 1, b)) && (!after || b + 2 >= self.starts.len() || differs(b, b + 1)))
    }

    fn swap(&mut self, slots: &Slots<'_>, i: usize, j: usize) {
        let (a, b) = (self.block_of[i] as usize, self.block_of[j] as usize);
        if a == b || self.events[i] == self.events[j] {
            return;
        }
        self.undo.clear();
        self.undo.extend_from_slice(&self.events[self.block(a)]);
        self.undo.extend_from_slice(&self.events[self.block(b)]);
        self.events.swap(i, j);
        self.settle(slots, a);
        self.settle(slots, b);
        if !(self.is_valid(slots, a, true) && self.is_valid(slots, b, true)) {
            let (first, second) = (self.block(a), self.block(b));
            let (left, right) = self.undo.split_at(first.len());
            self.events[first].copy_from_slice(left);
            self.events[second].copy_from_slice(right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn draws(items: &[u32], bits: Option<&[u8]>, collapsed: bool, n: u64) -> HashMap<Vec<u32>, u32> {
        let offsets = [0, items.len() as u64];
        let db = SequenceDb::new(items, &offsets, bits).unwrap();
        let slots = Slots { db, times: None, tie_rank: None, collapsed, cut: None };
        let mut shuffled = Shuffled::default();
        shuffled.take(&slots, 0);
        let mut seen = HashMap::new();
        for t in 0..n {
            shuffled.draw(&slots, &mut Random::new(1, [0, t]));
            *seen.entry(shuffled.events.clone()).or_insert(0) += 1;
        }
        seen
    }

    #[test]
    fn a_set_holds_an_event_once_and_valid_orders_are_equally_likely() {
        // {1 2} {1} over events 1, 1, 2: only {1 2} {1} is a journey; with the single first, {1} {1 2} cannot be drawn.
        assert_eq!(draws(&[1, 2, 1], Some(&[0b101]), false, 50).len(), 1);
        // {1 2} {3}: three journeys, one per event that stands alone.
        let seen = draws(&[1, 2, 3], Some(&[0b101]), false, 30_000);
        assert_eq!(seen.len(), 3);
        assert!(seen.values().all(|&n| (9_600..10_400).contains(&n)), "{seen:?}");
    }

    #[test]
    fn the_last_block_of_a_cut_journey_stays() {
        // 1 at time 0, 3 at 1, then what was kept of a block at 2: 0 2.
        let items = [1, 3, 0, 2];
        let db = SequenceDb::new(&items, &[0, 4], None).unwrap();
        let (times, rank) = ([0, 1, 2, 2], [0, 1, 2, 3]);
        let slots = Slots { db, times: Some(&times), tie_rank: Some(&rank), collapsed: false, cut: Some(&[true]) };
        assert!(!slots.is_plain(0, &mut Vec::new()));
        let mut shuffled = Shuffled::default();
        shuffled.take(&slots, 0);
        let mut swapped = 0;
        for t in 0..1_000 {
            shuffled.draw(&slots, &mut Random::new(1, [0, t]));
            assert_eq!(shuffled.events[2..], [0, 2]);
            swapped += u32::from(shuffled.events[0] == 3);
        }
        assert!((430..570).contains(&swapped), "{swapped}");
    }

    #[test]
    fn collapsed_journeys_stay_collapsed() {
        // 1 2 1 3 1: the 1s must stand at 0, 2, 4.
        let seen = draws(&[1, 2, 1, 3, 1], None, true, 2_000);
        assert_eq!(seen.len(), 2);
        assert!(seen.values().all(|&n| (880..1_120).contains(&n)), "{seen:?}");
    }

    #[test]
    fn swaps_take_over_where_no_permutation_is_valid_by_chance() {
        let items: Vec<u32> = (0..41).map(|i| if i % 2 == 0 { 0 } else { i }).collect();
        let seen = draws(&items, None, true, 200);
        assert!(seen.len() > 190);
        assert!(seen.keys().all(|events| events.windows(2).all(|pair| pair[0] != pair[1])));
    }
}
