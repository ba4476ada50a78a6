//! Which of the patterns that are results the caller wants to see.
use crate::database::{Item, SequenceDb};
use crate::sink::JOINED;
use std::ops::Range;

/// Filters by the events of a pattern; they come after the kind of a pattern is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The first element holds one of these.
    pub starts_with: Option<Vec<Item>>,
    /// The last element holds one of these.
    pub ends_with: Option<Vec<Item>>,
    /// For each of these some element holds all of its events.
    pub contains: Vec<Vec<Item>>,
}

impl Wanted {
    /// Is every pattern wanted?
    pub fn is_everything(&self) -> bool {
        self.starts_with.is_none() && self.ends_with.is_none() && self.contains.is_empty()
    }

    /// The same of patterns whose elements are read from the last to the first.
    pub fn mirrored(&self) -> Wanted {
        let Wanted { starts_with, ends_with, contains } = self.clone();
        Wanted { starts_with: ends_with, ends_with: starts_with, contains }
    }

    /// The same in places of `codes` (ascending); an event that is not among them is in no pattern.
    pub fn numbered(&self, codes: &[Item]) -> Wanted {
        let number = |code: &Item| codes.binary_search(code).ok().map(|number| number as Item);
        let any = |events: &Vec<Item>| events.iter().filter_map(number).collect();
        let all = |events: &Vec<Item>| events.iter().map(|code| number(code).unwrap_or(Item::MAX)).collect();
        Wanted {
            starts_with: self.starts_with.as_ref().map(any),
            ends_with: self.ends_with.as_ref().map(any),
            contains: self.contains.iter().map(all).collect(),
        }
    }

    /// Is a pattern of these steps wanted?
    pub fn admits(&self, steps: &[u32]) -> bool {
        let mut elements = steps.chunk_by(|_, next| next & JOINED != 0);
        let holds = |element: &[u32], event: &Item| element.iter().any(|step| step & !JOINED == *event);
        let any = |element: Option<&[u32]>, events: &Option<Vec<Item>>| match (element, events) {
            (Some(element), Some(events)) => events.iter().any(|event| holds(element, event)),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        self.contains.iter().all(|events| {
            let mut elements = elements.clone();
            elements.any(|element| events.iter().all(|event| holds(element, event)))
        }) && any(elements.clone().next(), &self.starts_with)
            && any(elements.next_back(), &self.ends_with)
    }
}

impl Wanted {
    /// What tells journeys that may hold a wanted pattern; `None` where all may.
    ///
    /// Patterns around a wanted one lie in such journeys only, too: leaving the others out changes no support that
    /// matters for closed and maximal patterns. Generators are compared with patterns inside, which may lie anywhere.
    pub fn choice(&self) -> Option<Choice> {
        (!self.is_everything()).then(|| Choice {
            any: [&self.starts_with, &self.ends_with].into_iter().flatten().cloned().collect(),
            together: self.contains.clone(),
        })
    }
}

/// Tells journeys that may hold a wanted pattern.
#[derive(Debug)]
pub struct Choice {
    /// Of each of these, one event occurs.
    any: Vec<Vec<Item>>,
    /// Each of these is held by one element.
    together: Vec<Vec<Item>>,
}

impl Choice {
    /// May journey `s` hold a wanted pattern?
    pub fn may_hold(&self, db: &SequenceDb, s: usize) -> bool {
        let journey = db.journey(s);
        self.any.iter().all(|events| journey.iter().any(|event| events.contains(event)))
            && self.together.iter().all(|events| holds_together(db, db.range(s), events))
    }
}

/// Does one element hold all of `events`?
fn holds_together(db: &SequenceDb, journey: Range<usize>, events: &[Item]) -> bool {
    let first = events.first().copied();
    journey.clone().filter(|&at| first.is_none_or(|first| db.items[at] == first)).any(|at| {
        let begin = (journey.start..=at).rev().find(|&at| db.opens(at)).unwrap_or(journey.start);
        let stop = (at + 1..journey.end).find(|&at| db.opens(at)).unwrap_or(journey.end);
        events.iter().all(|event| db.items[begin..stop].contains(event))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_ask_for_any_and_contents_for_all() {
        // (1 & 3) → 2
        let steps = [1, 3 | JOINED, 2];
        let asked = |starts: Option<&[u32]>, ends: Option<&[u32]>, contains: &[&[u32]]| {
            let contains = contains.iter().map(|events| events.to_vec()).collect();
            let wanted =
                Wanted { starts_with: starts.map(<[_]>::to_vec), ends_with: ends.map(<[_]>::to_vec), contains };
            wanted.admits(&steps)
        };
        assert!(asked(None, None, &[]));
        assert!(asked(Some(&[3, 7]), Some(&[2]), &[&[2], &[1, 3]]));
        assert!(!asked(Some(&[2]), None, &[]));
        assert!(!asked(None, Some(&[3]), &[]));
        assert!(!asked(None, None, &[&[1, 2]]));
        assert!(!asked(Some(&[]), None, &[]));
    }

    #[test]
    fn an_event_without_a_number_is_in_no_pattern() {
        let wanted = Wanted { starts_with: Some(vec![9, 20]), ends_with: None, contains: vec![vec![30]] };
        let numbered = wanted.numbered(&[10, 20]);
        assert_eq!(numbered.starts_with, Some(vec![1]));
        assert!(!numbered.admits(&[1]));
        assert!(Wanted { contains: vec![], ..numbered }.admits(&[1]));
    }
}
