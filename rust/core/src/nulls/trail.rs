//! A journey's own events in random order with the same pairs of neighbours: every such order is equally likely.
//!
//! The events are corners, each step from one to the next an edge; orders with the same steps are the trails along all
//! edges from the first event to the last. A trail is a tree of last exits towards the last event, drawn by Wilson's
//! loop-erased walks (Propp and Wilson 1998), and any order of all other exits (Kandel, Matias, Unger and Winkler 1996;
//! after Altschul and Erickson 1985). Equal edges may change places, in as many ways for every order.
use super::random::Random;

/// No exit.
const NONE: u32 = u32::MAX;

/// A journey whose trails are drawn; kept and refilled.
#[derive(Debug, Default)]
pub struct Trail {
    /// Distinct events, ascending.
    names: Vec<u32>,
    /// The exits of corner v are `exits[bounds[v]..bounds[v + 1]]`, the corners they lead to.
    bounds: Vec<u32>,
    exits: Vec<u32>,
    first: u32,
    last: u32,
    /// By corner: the last exit, where it has one; does it lead to the last event?
    chosen: Vec<u32>,
    leads: Vec<bool>,
    /// By corner: the next exit to take.
    next: Vec<u32>,
}

impl Trail {
    /// Takes in a journey.
    pub fn take(&mut self, events: &[u32]) {
        self.names.clear();
        self.names.extend_from_slice(events);
        self.names.sort_unstable();
        self.names.dedup();
        let names = &self.names;
        let corner = |event: &u32| names.partition_point(|name| name < event) as u32;
        self.bounds.clear();
        self.bounds.resize(names.len() + 1, 0);
        for event in events.iter().rev().skip(1) {
            self.bounds[corner(event) as usize + 1] += 1;
        }
        for v in 0..names.len() {
            self.bounds[v + 1] += self.bounds[v];
        }
        self.next.clone_from(&self.bounds);
        self.exits.clear();
        self.exits.resize(events.len().saturating_sub(1), 0);
        for pair in events.windows(2) {
            let place = &mut self.next[corner(&pair[0]) as usize];
            self.exits[*place as usize] = corner(&pair[1]);
            *place += 1;
        }
        self.first = events.first().map_or(0, corner);
        self.last = events.last().map_or(0, corner);
    }

    /// Draws the next order into `events`, which is as long as the journey.
    pub fn draw(&mut self, random: &mut Random, events: &mut [u32]) {
        if events.len() < 3 {
            return;
        }
        self.choose_last_exits(random);
        for v in 0..self.names.len() {
            let (from, mut to) = (self.bounds[v] as usize, self.bounds[v + 1] as usize);
            if v as u32 != self.last {
                to -= 1;
                self.exits.swap(self.chosen[v] as usize, to);
            }
            for i in (from + 1..to).rev() {
                self.exits.swap(i, from + random.below(i - from + 1));
            }
        }
        self.next.clone_from(&self.bounds);
        let mut at = self.first as usize;
        for event in events {
            *event = self.names[at];
            let exit = &mut self.next[at];
            at = self.exits.get(*exit as usize).map_or(0, |&corner| corner as usize);
            *exit += 1;
        }
    }

    /// Of all trees towards the last event, one.
    fn choose_last_exits(&mut self, random: &mut Random) {
        self.chosen.clear();
        self.chosen.resize(self.names.len(), NONE);
        self.leads.clear();
        self.leads.resize(self.names.len(), false);
        self.leads[self.last as usize] = true;
        for v in 0..self.names.len() {
            let mut at = v;
            while !self.leads[at] {
                let (from, to) = (self.bounds[at] as usize, self.bounds[at + 1] as usize);
                self.chosen[at] = (from + random.below(to - from)) as u32;
                at = self.exits[self.chosen[at] as usize] as usize;
            }
            let mut at = v;
            while !self.leads[at] {
                self.leads[at] = true;
                at = self.exits[self.chosen[at] as usize] as usize;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// All orders of the events with the same steps, each once.
    fn orders(events: &[u32]) -> BTreeSet<Vec<u32>> {
        let steps = |order: &[u32]| {
            let mut steps: Vec<[u32; 2]> = order.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            steps.sort_unstable();
            steps
        };
        let (wanted, mut found) = (steps(events), BTreeSet::new());
        let mut stack = vec![vec![events[0]]];
        while let Some(order) = stack.pop() {
            if order.len() == events.len() {
                if steps(&order) == wanted {
                    found.insert(order);
                }
                continue;
            }
            for &event in events.iter().collect::<BTreeSet<_>>() {
                stack.push([&order[..], &[event]].concat());
            }
        }
        found
    }

    #[test]
    fn every_order_with_the_same_steps_is_as_likely() {
        let journeys: [&[u32]; 6] = [
            &[0, 1, 0, 2, 0],
            &[0, 1, 2, 0, 2, 1, 0, 1],
            &[5, 5, 7, 5, 9, 7, 5],
            &[1, 2, 1, 2, 2, 3, 1],
            &[3, 1, 4, 1, 5, 1, 3],
            &[0, 1, 1, 0, 0, 1, 2],
        ];
        for events in journeys {
            let all = orders(events);
            let (mut trail, mut seen) = (Trail::default(), BTreeMap::new());
            trail.take(events);
            let mut drawn = events.to_vec();
            let n = 4_000 * all.len() as u64;
            for t in 0..n {
                trail.draw(&mut Random::new(5, [0, t]), &mut drawn);
                *seen.entry(drawn.clone()).or_insert(0u32) += 1;
            }
            assert_eq!(seen.keys().cloned().collect::<BTreeSet<_>>(), all, "{events:?}");
            // Five standard deviations of a count of 4,000.
            assert!(seen.values().all(|&times| times.abs_diff(4_000) < 320), "{seen:?}");
        }
    }

    #[test]
    fn a_journey_with_one_order_stays() {
        let mut trail = Trail::default();
        for events in [&[][..], &[4], &[4, 4], &[1, 2], &[1, 2, 3, 4], &[2, 2, 2]] {
            let mut drawn = events.to_vec();
            trail.take(events);
            (0..20).for_each(|t| trail.draw(&mut Random::new(1, [0, t]), &mut drawn));
            assert_eq!(drawn, events);
        }
    }
}
