use super::*;
use crate::budget::Budget;
use crate::database::SequenceDb;

/// Each event with all above it.
fn levels(above: &[&[Item]]) -> Levels {
    let ends = above.iter().scan(0, |sum, one| {
        *sum += one.len() as u64;
        Some(*sum)
    });
    Levels::new(above.concat(), std::iter::once(0).chain(ends).collect()).expect("offsets end where they should")
}

#[test]
fn relations_are_read_off() {
    // 0 is a 1, which is a 3; 2 is a 3 and a 4.
    let levels = levels(&[&[1, 3], &[3], &[3, 4], &[], &[]]);
    assert!(levels.is_a(0, 3) && levels.is_a(0, 0) && !levels.is_a(3, 0) && !levels.is_a(1, 4));
    assert!(levels.are_related(3, 0) && !levels.are_related(0, 2));
    assert_eq!(levels.shared(), [(3, 4)]);
    assert!(levels.above(77).is_empty());
    assert!(Levels::new(vec![1], vec![0, 2]).is_err() && Levels::new(vec![1], vec![]).is_err());
}

#[test]
fn elements_hold_all_levels_once_and_know_where_from() {
    let levels = levels(&[&[1, 3], &[3], &[3, 4], &[], &[]]);
    let (items, offsets) = ([0, 2, 1, 5, 0, 3], [0, 3, 3, 6]);
    // (0 & 2) → 1, nothing, 5 → (0 & 3)
    let starts = [0b0001_1101];
    let db = SequenceDb::new(&items, &offsets, Some(&starts)).expect("journeys");
    let made = Extended::new(&db, &levels, &Budget::new(None)).expect("room");
    assert_eq!(made.items, [0, 1, 2, 3, 4, 1, 3, 5, 0, 1, 3]);
    assert_eq!(made.offsets, [0, 7, 7, 11]);
    assert_eq!(made.origins, [0, 0, 1, 0, 1, 2, 2, 3, 4, 4, 5]);
    let opening: Vec<usize> = (0..made.items.len()).filter(|&at| made.view().opens(at)).collect();
    assert_eq!(opening, [0, 5, 7, 8]);
    let timed = db.with_times(&[4, 4, 6, 1, 2, 2]).expect("times");
    let made = Extended::new(&timed, &levels, &Budget::new(None)).expect("room");
    assert_eq!(made.view().times.expect("times"), [4, 4, 4, 4, 4, 6, 6, 1, 2, 2, 2]);
}
