//! All journeys in another order of their own events: one data set as the order null has them.
use super::random::Random;
use super::shuffle::{Shuffled, Slots};
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;

/// The events of all journeys in redrawing `number`, each journey over its own slots; hangs on (seed, journey, number).
pub fn redrawn(slots: &Slots<'_>, seed: u64, number: u64, n_jobs: usize, budget: &Budget) -> Result<Vec<u32>> {
    let mut all = Vec::with_capacity(slots.db.items.len());
    let some = |room: &mut Shuffled, range: std::ops::Range<usize>| {
        let mut events = Vec::new();
        for s in range.take_while(|_| !budget.is_spent()) {
            room.take(slots, s);
            room.draw(slots, &mut Random::new(seed, [s as u64, number]));
            events.extend_from_slice(&room.events);
        }
        events
    };
    in_order(slots.db.len(), n_jobs, budget, Shuffled::default, some, |part| all.extend(part))?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::SequenceDb;

    #[test]
    fn journeys_keep_their_events_whatever_the_threads() {
        let db = SequenceDb::new(&[0, 1, 2, 0, 3, 3, 1], &[0, 4, 4, 7], None).unwrap();
        let slots = Slots { db, times: None, tie_rank: None, collapsed: false, cut: None };
        let budget = Budget::new(None);
        let mut seen = std::collections::HashSet::new();
        for number in 0..200 {
            let one = redrawn(&slots, 5, number, 1, &budget).unwrap();
            assert_eq!(one, redrawn(&slots, 5, number, 3, &budget).unwrap());
            let (mut first, mut last) = (one[..4].to_vec(), one[4..].to_vec());
            first.sort_unstable();
            last.sort_unstable();
            assert_eq!((first, last), (vec![0, 0, 1, 2], vec![1, 3, 3]));
            seen.insert(one);
        }
        // 12 orders of the first journey times 3 of the last.
        assert_eq!(seen.len(), 36);
    }
}
