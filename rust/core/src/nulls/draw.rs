//! The ways in which a null draws a journey anew.
use super::chain::Chain;
use super::random::Random;
use super::shuffle::{Shuffled, Slots};
use super::timelines::{Retimed, Timelines};
use super::trail::Trail;
use crate::budget::Budget;
use crate::error::{Error, Result};

/// What a null keeps of a journey; its times and elements stay, but where events come at other times.
#[derive(Debug, Clone, Copy)]
pub enum Law<'a> {
    /// Its own events, over its own slots.
    Order,
    /// Its own events and pairs of neighbours; for single events.
    Trail,
    /// Nothing: each event is drawn with the chances of all codes; for single events.
    Serial(&'a [f64]),
    /// Nothing: it is a walk along a chain, one of those that go on as far; for single events.
    Walk(Chain<'a>),
    /// Its first and last moment, and something of each kind's own time line; for single events.
    Times(Timelines<'a>),
}

/// Numbers that hold all that is needed to go on from any event; more are refused.
const MOST_ALIVE: usize = 1 << 26;

/// A law made ready; shared by threads.
#[derive(Debug)]
pub struct Prepared<'a> {
    law: Law<'a>,
    /// Of all codes (serial), or of each row and then of the starts (walk).
    sums: Vec<f64>,
    /// By steps still to go: the chance of each code to go so far; empty where no walk ends early.
    alive: Vec<f64>,
}

impl<'a> Prepared<'a> {
    /// For journeys of at most `most` events.
    pub fn new(law: Law<'a>, most: usize, budget: &Budget) -> Result<Self> {
        let mut made = Prepared { law, sums: Vec::new(), alive: Vec::new() };
        match law {
            Law::Order | Law::Trail | Law::Times(_) => {}
            Law::Serial(chances) => add_up(chances, &mut made.sums),
            Law::Walk(chain) => {
                (0..chain.len()).for_each(|code| add_up(&chain.chances[chain.row(code)], &mut made.sums));
                add_up(chain.start, &mut made.sums);
                if chain.has_ends() {
                    made.survive(chain, most, budget)?;
                }
            }
        }
        Ok(made)
    }

    fn survive(&mut self, chain: Chain<'_>, most: usize, budget: &Budget) -> Result<()> {
        let numbers = chain.len() * most;
        if numbers > MOST_ALIVE {
            let (found, limit) = (numbers as u64, MOST_ALIVE as u64);
            return Err(Error::Capacity { what: "codes times events of the longest journey", found, limit });
        }
        let scale = chain.scale(most, budget);
        let (mut now, mut next) = (vec![[1.0]; chain.len()], vec![[0.0]; chain.len()]);
        for _ in (0..most).take_while(|_| !budget.is_spent()) {
            self.alive.extend(now.iter().map(|one| one[0]));
            chain.step(&now, scale, &mut next);
            std::mem::swap(&mut now, &mut next);
        }
        if budget.is_spent() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// A walk that fills `events`.
    fn walk(&self, chain: Chain<'_>, random: &mut Random, events: &mut [u32]) {
        let starts = self.sums.len() - chain.len();
        let (mut before, most) = (None, events.len());
        for (at, event) in events.iter_mut().enumerate() {
            let range = before.map_or(starts..self.sums.len(), |code| chain.row(code));
            let codes = before.map(|_| &chain.codes[range.clone()]);
            let place = if self.alive.is_empty() {
                pick(&self.sums[range], random)
            } else {
                let alive = &self.alive[(most - at - 1) * chain.len()..][..chain.len()];
                let chances = if before.is_some() { &chain.chances[range] } else { chain.start };
                let code = |place: usize| codes.map_or(place, |codes| codes[place] as usize);
                pick_by(chances.iter().enumerate().map(|(place, chance)| chance * alive[code(place)]), random)
            };
            let code = codes.map_or(place, |codes| codes[place] as usize);
            *event = code as u32;
            before = Some(code);
        }
    }
}

/// Running sums, behind those that are there.
fn add_up(chances: &[f64], sums: &mut Vec<f64>) {
    let mut sum = 0.0;
    sums.extend(chances.iter().map(|chance| {
        sum += chance;
        sum
    }));
}

/// A place with the chance that its part of the running sums has; one of no chance is never picked.
fn pick(sums: &[f64], random: &mut Random) -> usize {
    let whole = sums.last().copied().unwrap_or(0.0);
    let at = random.unit() * whole;
    sums.partition_point(|&sum| sum <= at).min(sums.partition_point(|&sum| sum < whole))
}

/// The same for weights.
fn pick_by(weights: impl Iterator<Item = f64> + Clone, random: &mut Random) -> usize {
    let whole: f64 = weights.clone().sum();
    let (at, mut sum, mut last) = (random.unit() * whole, 0.0, 0);
    for (place, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
        (sum, last) = (sum + weight, place);
        if sum > at {
            break;
        }
    }
    last
}

/// A journey drawn again and again; kept by a thread and refilled.
#[derive(Debug, Default)]
pub struct Drawn {
    order: Shuffled,
    trail: Trail,
    retimed: Retimed,
}

impl Drawn {
    /// Takes in journey `s`.
    pub fn take(&mut self, law: &Prepared<'_>, slots: &Slots<'_>, s: usize) {
        self.order.take(slots, s);
        match &law.law {
            Law::Trail => self.trail.take(slots.db.journey(s)),
            Law::Times(lines) => self.retimed.take(lines, slots, s),
            _ => {}
        }
    }

    /// The events of the next draw, and their times where these are others.
    pub fn draw(&mut self, law: &Prepared<'_>, slots: &Slots<'_>, random: &mut Random) -> (&[u32], Option<&[i64]>) {
        match &law.law {
            Law::Order => self.order.draw(slots, random),
            Law::Trail => self.trail.draw(random, &mut self.order.events),
            Law::Serial(_) => self.order.redraw(slots, || pick(&law.sums, random) as u32),
            Law::Walk(chain) => law.walk(*chain, random, &mut self.order.events),
            Law::Times(lines) => {
                self.retimed.draw(lines, slots, random);
                return (&self.retimed.events, Some(&self.retimed.times));
            }
        }
        (&self.order.events, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::SequenceDb;
    use std::collections::BTreeMap;

    fn draws(law: Law<'_>, events: &[u32], n: u64) -> BTreeMap<Vec<u32>, u32> {
        let offsets = [0, events.len() as u64];
        let db = SequenceDb::new(events, &offsets, None).unwrap();
        let slots = Slots { db, times: None, tie_rank: None, collapsed: false, cut: None };
        let law = Prepared::new(law, events.len(), &Budget::new(None)).unwrap();
        let mut drawn = Drawn::default();
        drawn.take(&law, &slots, 0);
        let mut seen = BTreeMap::new();
        for t in 0..n {
            *seen.entry(drawn.draw(&law, &slots, &mut Random::new(1, [0, t])).0.to_vec()).or_insert(0) += 1;
        }
        seen
    }

    fn near(times: u32, n: u64, chance: f64) -> bool {
        (f64::from(times) - n as f64 * chance).abs() < 5.0 * (n as f64 * chance * (1.0 - chance)).sqrt() + 1e-9
    }

    #[test]
    fn events_are_drawn_with_their_chances() {
        let seen = draws(Law::Serial(&[0.0, 0.5, 0.2, 0.0, 0.3, 0.0]), &[0, 0], 20_000);
        assert_eq!(seen.len(), 9);
        let chance = |code: u32| [0.0, 0.5, 0.2, 0.0, 0.3, 0.0][code as usize];
        assert!(seen.iter().all(|(walk, &times)| near(times, 20_000, chance(walk[0]) * chance(walk[1]))), "{seen:?}");
    }

    #[test]
    fn walks_are_those_that_go_on() {
        // 0 → 0, 1 or 2 (evenly); 1 → 0; nothing follows 2, so that it comes last or not at all.
        let third = 1.0 / 3.0;
        let chances = [third, third, third, 1.0];
        let chain = Chain::new(&[0.5, 0.5, 0.0], &[0, 3, 4, 4], &[0, 1, 2, 0], &chances).unwrap();
        let seen = draws(Law::Walk(chain), &[0, 0, 0], 30_000);
        // By hand: 0 then 0/1 then …: (0 0 x) 1/18 each, (0 1 0) 1/6, (1 0 x) 1/6 each.
        let exact: [(&[u32], f64); 7] = [
            (&[0, 0, 0], 1.0),
            (&[0, 0, 1], 1.0),
            (&[0, 0, 2], 1.0),
            (&[0, 1, 0], 3.0),
            (&[1, 0, 0], 3.0),
            (&[1, 0, 1], 3.0),
            (&[1, 0, 2], 3.0),
        ];
        assert_eq!(seen.len(), exact.len());
        assert!(exact.iter().all(|(walk, parts)| near(seen[*walk], 30_000, parts / 15.0)), "{seen:?}");
    }
}
