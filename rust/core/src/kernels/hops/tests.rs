//! Every level against walks through the journeys.
use super::*;
use crate::kernels::noise::Noise;

/// Journeys, the table of them, and the places and what is left at each, but for the ends.
fn laid_out(noise: &mut Noise, names: usize, longest: usize) -> (HopTable, Vec<(u32, Vec<u8>)>) {
    let journeys: Vec<Vec<u8>> = (0..JOURNEYS)
        .map(|n| {
            let length = if n == 0 { longest } else { 1 + noise.below(longest) };
            (0..length).map(|_| noise.below(names).min(noise.below(names)) as u8).collect()
        })
        .collect();
    let rows = journeys.iter().map(|journey| journey.len() + 1).sum();
    let mut table = HopTable::new(names, rows).unwrap();
    let mut places = Vec::new();
    for journey in journeys {
        let begin = table.push(&journey);
        places.extend((0..journey.len()).map(|at| (begin + at as u32, journey[at..].to_vec())));
    }
    (table, places)
}

fn after(left: &[u8], name: usize) -> Option<&[u8]> {
    left.iter().position(|&other| usize::from(other) == name).map(|at| &left[at + 1..])
}

const SIZES: &[(usize, usize)] = if cfg!(miri) {
    &[(2, 9), (17, 4), (33, 3)]
} else {
    &[(1, 1), (1, 254), (2, 9), (16, 20), (17, 254), (21, 30), (31, 40), (32, 70), (33, 254), (63, 200)]
};
const JOURNEYS: usize = if cfg!(miri) { 3 } else { 12 };

#[test]
fn every_level_hops_where_a_walk_comes_to() {
    let mut noise = Noise(8);
    for &(names, longest) in SIZES {
        let (table, places) = laid_out(&mut noise, names, longest);
        let rows: Vec<u32> = places.iter().map(|(place, _)| *place).collect();
        for name in 0..names {
            let wanted = places.iter().filter_map(|(place, left)| {
                let rest = after(left, name).filter(|rest| !rest.is_empty())?;
                Some(place + (left.len() - rest.len()) as u32)
            });
            let wanted: Vec<u32> = rows.iter().copied().chain(wanted).collect();
            for level in Level::all() {
                let mut list = rows.clone();
                table.follow(level, name, &mut list, 0..rows.len());
                assert_eq!(list, wanted, "{level:?}, {name} of {names} names");
            }
        }
    }
}

#[test]
fn every_level_looks_ahead_as_a_walk_does() {
    let mut noise = Noise(9);
    for &(names, longest) in SIZES {
        let (table, places) = laid_out(&mut noise, names, longest);
        let rows: Vec<u32> = places.iter().map(|(place, _)| *place).collect();
        let some: Vec<u32> = (0..names as u32).filter(|_| noise.below(3) == 0).collect();
        for children in [some, vec![names as u32 - 1], (0..names as u32).collect(), vec![]] {
            let comes = |child: u32, name: usize| {
                let rest = |left| after(left, child as usize).is_some_and(|rest| after(rest, name).is_some());
                places.iter().filter(|(_, left)| rest(left)).count() as u32
            };
            for level in Level::all() {
                let mut counts = vec![[7; 64]; 3];
                table.look_ahead(level, &rows, &children, &mut counts);
                for (number, &child) in children.iter().enumerate() {
                    let in_one = table.children_in_one();
                    let found = &counts[number / in_one][number % in_one * names..][..names];
                    let wanted: Vec<u32> = (0..names).map(|name| comes(child, name)).collect();
                    assert_eq!(found, wanted, "{level:?}, child {child} of {names} names");
                }
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    assert!(HopTable::new(0, 5).is_none() && HopTable::new(64, 5).is_none());
    assert!(HopTable::new(63, 1 << 25).is_none() && HopTable::new(63, usize::MAX).is_none());
    let mut table = HopTable::new(2, 9).unwrap();
    let mut push =
        |journey: &[u8]| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| table.push(journey))).is_err();
    assert!(push(&[2]) && push(&[0; LONGEST + 1]));
}

#[test]
fn places_that_are_not_there_are_never_read() {
    for level in Level::all() {
        let mut table = HopTable::new(2, 9).unwrap();
        table.push(&[0, 1]);
        let mut list = vec![u32::MAX; 20];
        let ahead = || table.look_ahead(level, &list, &[0, 1], &mut Vec::new());
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(ahead)).is_err());
        let follow = || table.follow(level, 1, &mut list, 0..20);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(follow));
        assert!(outcome.is_err() || list.len() <= 40);
    }
}
