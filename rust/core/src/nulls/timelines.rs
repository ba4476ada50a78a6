//! Journeys whose events come at other times: each kind of event keeps something of its own time line, and none of how
//! it lies beside the others'.
use super::random::Random;
use super::shuffle::Slots;
use crate::database::SequenceDb;
use crate::error::{Error, Result};

/// What is kept of a time line; all stays about where the journey was.
#[derive(Debug, Clone, Copy)]
enum Kept<'a> {
    /// All but where it begins: it is turned as a ring.
    Ring,
    /// How many events it has: each is put where events of its kind come in journeys, from 0 for the beginning of the
    /// window to 1 for its end; of kind `c` in `places[firsts[c]..firsts[c + 1]]`.
    Count { firsts: &'a [u64], places: &'a [f64] },
}

/// Time lines of journeys of single events.
#[derive(Debug, Clone, Copy)]
pub struct Timelines<'a> {
    times: &'a [i64],
    kept: Kept<'a>,
}

impl<'a> Timelines<'a> {
    /// Time lines that are turned, each by itself; one time an event.
    pub fn turned(times: &'a [i64]) -> Self {
        Timelines { times, kept: Kept::Ring }
    }

    /// Events that are put where those of their kind come; `firsts` has a number for every code, and the end.
    pub fn placed(times: &'a [i64], firsts: &'a [u64], places: &'a [f64]) -> Result<Self> {
        let (found, expected) = (firsts.last().copied().unwrap_or(u64::MAX), places.len() as u64);
        if found != expected {
            return Err(Error::Shape { what: "last offset of the places", found, expected });
        }
        if let Some(pair) = firsts.windows(2).find(|pair| pair[0] > pair[1]) {
            return Err(Error::Shape { what: "offset after another", found: pair[1], expected: pair[0] });
        }
        Ok(Timelines { times, kept: Kept::Count { firsts, places } })
    }

    /// Checks that every event has a time, and every code its places.
    pub fn check(&self, db: &SequenceDb<'_>) -> Result<()> {
        let (found, expected) = (self.times.len() as u64, db.items.len() as u64);
        if found != expected {
            return Err(Error::Shape { what: "number of times", found, expected });
        }
        let codes = db.items.iter().max().map_or(0, |&code| u64::from(code) + 1);
        match self.kept {
            Kept::Count { firsts, .. } if (firsts.len() as u64) <= codes => Err(Error::Shape {
                what: "number of codes with places",
                found: firsts.len() as u64,
                expected: codes + 1,
            }),
            _ => Ok(()),
        }
    }
}

/// A journey being drawn; kept and refilled.
#[derive(Debug, Default)]
pub struct Retimed {
    /// Code and time of the journey's own events, kind by kind.
    own: Vec<(u32, i64)>,
    /// Time, place in the tie rule and code of the events drawn.
    moved: Vec<(i64, u32, u32)>,
    /// The events drawn last, in order.
    pub events: Vec<u32>,
    /// Their times.
    pub times: Vec<i64>,
}

impl Retimed {
    /// Takes in journey `s`.
    pub fn take(&mut self, lines: &Timelines<'_>, slots: &Slots<'_>, s: usize) {
        self.own.clear();
        self.own.extend(slots.db.range(s).map(|at| (slots.db.items[at], lines.times[at])));
        self.own.sort_unstable();
    }

    /// Draws other times.
    ///
    /// Nobody knows for how long a customer was watched. Of L moments drawn alike from a window, the first and the last
    /// leave (last - first) / (L - 1) on either side on average, which is taken for the window's margin.
    pub fn draw(&mut self, lines: &Timelines<'_>, slots: &Slots<'_>, random: &mut Random) {
        let first = self.own.iter().map(|&(_, time)| time).min().unwrap_or(0);
        let last = self.own.iter().map(|&(_, time)| time).max().unwrap_or(0);
        let span = u128::from(last.abs_diff(first));
        let margin = span / (self.own.len() as u128).saturating_sub(1).max(1);
        let ring = span + 2 * margin + 1;
        let (mut kind, mut turn) = (None, 0);
        self.moved.clear();
        for &(code, time) in &self.own {
            let after = match lines.kept {
                Kept::Ring => {
                    if kind.replace(code) != Some(code) {
                        turn = below(ring, random);
                    }
                    (u128::from(time.abs_diff(first)) + margin + turn) % ring
                }
                Kept::Count { firsts, places } => {
                    let own = &places[firsts[code as usize] as usize..firsts[code as usize + 1] as usize];
                    let place = if own.is_empty() { 0.5 } else { own[random.below(own.len())] };
                    // Short journeys have few places, where events would meet.
                    let near = (random.unit() - 0.5) * margin as f64;
                    ((ring - 1) as f64 * place + near + 0.5).floor().clamp(0.0, (ring - 1) as f64) as u128
                }
            };
            let rank = slots.tie_rank.map_or(random.bits() as u32, |rank| rank[code as usize]);
            let moved = i128::from(first) + after as i128 - margin as i128;
            self.moved.push((moved.clamp(i64::MIN.into(), i64::MAX.into()) as i64, rank, code));
        }
        self.moved.sort_unstable();
        self.events.clear();
        self.events.extend(self.moved.iter().map(|&(_, _, code)| code));
        self.times.clear();
        self.times.extend(self.moved.iter().map(|&(time, _, _)| time));
    }
}

/// Uniform in 0..n.
fn below(n: u128, random: &mut Random) -> u128 {
    match usize::try_from(n) {
        Ok(n) => random.below(n) as u128,
        // Twice the range of all times: the bias is below 2^-61.
        Err(_) => ((u128::from(random.bits()) << 64) | u128::from(random.bits())) % n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots<'a>(events: &'a [u32], offsets: &'a [u64]) -> Slots<'a> {
        let db = SequenceDb::new(events, offsets, None).unwrap();
        Slots { db, times: None, tie_rank: None, collapsed: false, cut: None }
    }

    #[test]
    fn a_turned_line_keeps_its_gaps_round_the_ring() {
        let (events, times) = ([0, 1, 0, 1], [0, 2, 3, 9]);
        let (slots, lines) = (slots(&events, &[0, 4]), Timelines::turned(&times));
        let mut retimed = Retimed::default();
        retimed.take(&lines, &slots, 0);
        for t in 0..500 {
            retimed.draw(&lines, &slots, &mut Random::new(1, [0, t]));
            let of = |code| {
                let own = retimed.events.iter().zip(&retimed.times).filter(move |one| *one.0 == code);
                own.map(|(_, time)| *time).collect::<Vec<_>>()
            };
            // Nine from the first to the last of four moments, three before and after: a ring of sixteen.
            assert!([3, 13].contains(&(of(0)[1] - of(0)[0])));
            assert!([7, 9].contains(&(of(1)[1] - of(1)[0])));
            assert!(retimed.times.windows(2).all(|pair| pair[0] <= pair[1]));
            assert!(retimed.times.iter().all(|time| (-3..13).contains(time)));
        }
    }

    #[test]
    fn far_moments_do_not_overflow() {
        let (events, times) = ([0, 1], [i64::MIN / 2, i64::MAX / 2]);
        let (slots, lines) = (slots(&events, &[0, 2]), Timelines::turned(&times));
        let placed = Timelines::placed(&times, &[0, 1, 2], &[1.0, 0.0]).unwrap();
        for lines in [lines, placed] {
            let mut retimed = Retimed::default();
            retimed.take(&lines, &slots, 0);
            retimed.draw(&lines, &slots, &mut Random::new(1, [0, 0]));
            assert_eq!(retimed.times.len(), 2);
        }
    }

    #[test]
    fn places_must_belong_to_codes() {
        assert!(Timelines::placed(&[], &[0, 2], &[0.5]).is_err());
        assert!(Timelines::placed(&[], &[0, 2, 1], &[0.5]).is_err());
        let db = slots(&[0, 1], &[0, 2]).db;
        assert!(Timelines::turned(&[0]).check(&db).is_err());
        assert!(Timelines::placed(&[0, 1], &[0, 1], &[0.5]).unwrap().check(&db).is_err());
        assert!(Timelines::placed(&[0, 1], &[0, 1, 1], &[0.5]).unwrap().check(&db).is_ok());
    }
}
