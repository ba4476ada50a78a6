//! The encoder beside a sort of whole rows.
use super::codes::{encode, pair};
use super::column::{Coded, Column, Indices, Offsets, Text};
use super::names::Names;
use super::order::{Ordered, Plan, order};
use super::shape::{NOWHERE, Shape, element_starts, shape};
use crate::budget::Budget;
use crate::error::Error;

const LIMIT: u64 = super::LIMIT;

/// Numbers that look random (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

fn log(rows: usize, customers: u64, times: impl Fn(u64) -> i64) -> (Vec<i64>, Vec<i64>, Vec<i64>) {
    let mut dice = Dice(88_172_645_463_325_252);
    let customer = (0..rows).map(|_| dice.below(customers) as i64 * 7 - 3).collect();
    let event = (0..rows).map(|_| dice.below(9) as i64).collect();
    let time = (0..rows).map(|_| times(dice.below(50))).collect();
    (customer, event, time)
}

fn ordered(customer: &[i64], event: &[i64], time: &[i64], plan: &Plan<'_>) -> Ordered {
    let budget = Budget::new(None);
    let codes = |column: &[i64]| {
        let (left, right) = column.split_at(column.len() / 3);
        encode(&Column::Integers(vec![left, right]), plan.threads, LIMIT, &budget).expect("within the limit")
    };
    order(codes(customer), codes(event), &[time], plan, &budget).expect("columns of one length")
}

/// Sorted rows as (customer, time, event, row).
fn twin(customer: &[i64], event: &[i64], time: &[i64]) -> Vec<(i64, i64, i64, u32)> {
    let mut rows: Vec<_> = (0..customer.len()).map(|row| (customer[row], time[row], event[row], row as u32)).collect();
    rows.sort_unstable();
    rows
}

#[test]
fn rows_are_sorted_whatever_the_width_of_keys_and_the_threads() {
    let clocks: [fn(u64) -> i64; 4] = [
        |time| time as i64 - 20,
        |time| (time as i64 - 25) * 1_000_000_000 * 86_400 * 365 * 5,
        |time| if time == 0 { i64::MIN } else { i64::MAX - time as i64 },
        |_| 7,
    ];
    for clock in clocks {
        let (customer, event, time) = log(40_000, 900, clock);
        let expected = twin(&customer, &event, &time);
        for threads in [1, 2, 3, 8] {
            for carry_rows in [false, true] {
                let plan = Plan { carry_rows, threads, ..Plan::default() };
                let found = ordered(&customer, &event, &time, &plan);
                assert_eq!(found.times, expected.iter().map(|row| row.1).collect::<Vec<_>>());
                assert_eq!(found.events, expected.iter().map(|row| row.2 as u32).collect::<Vec<_>>());
                assert_eq!(found.rows, carry_rows.then(|| expected.iter().map(|row| row.3).collect()));
                let bounds = expected.windows(2).enumerate().filter(|(_, rows)| rows[0].0 != rows[1].0);
                let mut offsets = vec![0u64];
                offsets.extend(bounds.map(|(at, _)| at as u64 + 1));
                offsets.push(40_000);
                assert_eq!(found.offsets, offsets);
            }
        }
    }
}

#[test]
fn merged_rows_are_those_without_their_repeats() {
    let (customer, event, time) = log(40_000, 300, |time| time as i64);
    let mut expected: Vec<_> = twin(&customer, &event, &time).into_iter().map(|row| (row.0, row.1, row.2)).collect();
    let alone = |rows: &[(i64, i64, i64)], at: usize| {
        let same = |other: usize| rows.get(other).is_some_and(|row| (row.0, row.1) == (rows[at].0, rows[at].1));
        !same(at + 1) && (at == 0 || !same(at - 1))
    };
    let tied = (0..expected.len()).filter(|&at| !alone(&expected, at)).count() as u64;
    expected.dedup();
    for threads in [1, 4] {
        let found = ordered(&customer, &event, &time, &Plan { merge: true, threads, ..Plan::default() });
        assert_eq!(found.times, expected.iter().map(|row| row.1).collect::<Vec<_>>());
        assert_eq!(found.events, expected.iter().map(|row| row.2 as u32).collect::<Vec<_>>());
        assert_eq!(found.offsets.last(), Some(&(expected.len() as u64)));
        assert_eq!(found.tied, tied);
    }
}

#[test]
fn labels_may_stand_in_another_order_than_their_codes() {
    let plan = Plan { places: Some(&[2, 0, 1]), events: Some(&[1, 2, 0]), threads: 1, ..Plan::default() };
    let found = ordered(&[5, 5, 5, 5], &[0, 1, 2, 1], &[4, 4, 4, 3], &plan);
    assert_eq!((found.events, found.tied), (vec![1, 1, 2, 0], 3));
}

#[test]
fn dictionaries_give_the_codes_of_their_names_and_unused_entries_no_name() {
    let offsets = [0, 1, 2, 3];
    let (first, second) = (Text { offsets: Offsets::Small(&offsets), bytes: b"cab" }, b"bzc");
    let second = Text { offsets: Offsets::Small(&offsets), bytes: second };
    let chunk = |indices, dictionary| Coded { indices: Indices::I8(indices), dictionary };
    let column = Column::Dictionary(vec![chunk(&[0, 1, 0], 0), chunk(&[0, 2], 1)], vec![first, second]);
    let codes = encode(&column, 1, 3, &Budget::new(None)).expect("three names");
    assert_eq!(codes.to_vec(), [2, 0, 2, 1, 2]);
    assert_eq!(codes.names, Names::Text { bytes: b"abc".to_vec(), offsets: vec![0, 1, 2, 3] });
    let narrow = encode(&column, 1, 2, &Budget::new(None));
    assert!(matches!(narrow, Err(Error::Capacity { found: 3, limit: 2, .. })));
    let outside = Column::Dictionary(vec![chunk(&[3], 0)], vec![first]);
    assert!(matches!(encode(&outside, 1, LIMIT, &Budget::new(None)), Err(Error::Shape { .. })));
}

#[test]
fn pairs_sort_by_their_first_then_their_second_code() {
    let budget = Budget::new(None);
    let codes = |column: &[i64]| encode(&Column::Integers(vec![column]), 1, LIMIT, &budget).expect("few");
    let (pairs, ones, others) = pair(&codes(&[9, 3, 9, 3]), &codes(&[-1, 4, -8, 4]), LIMIT, &budget).expect("few");
    assert_eq!(pairs.to_vec(), [2, 0, 1, 0]);
    assert_eq!((ones, others), (vec![0, 1, 1], vec![2, 0, 1]));
}

#[test]
fn a_cancelled_budget_stops_the_work() {
    let budget = Budget::new(None);
    budget.cancel();
    let column = [1i64, 2, 3];
    let found = encode(&Column::Integers(vec![&column]), 1, LIMIT, &budget).err();
    assert_eq!(found, Some(Error::Cancelled));
}

#[test]
fn journeys_are_cut_collapsed_and_traced() {
    // Times: one element of two events, the same two again, one event, a long pause, one event.
    let (events, times) = ([0, 1, 0, 1, 1, 2], [1, 1, 3, 3, 4, 99]);
    let wanted =
        Shape { sets: true, session_gap: Some(50), collapse: true, min_events: 2, trace: true, ..Shape::default() };
    let found = shape(&events, &times, &[0, 6, 6], &wanted, &Budget::new(None)).expect("shaped");
    assert_eq!((found.events, found.times), (vec![0, 1, 1], vec![1, 1, 4]));
    assert_eq!((found.offsets, found.owners), (vec![0, 3], vec![0]));
    assert_eq!((found.sources, found.targets), (vec![0, 1, 4], vec![0, 1, 0, 1, 2, NOWHERE]));
    let short = Shape { sets: true, max_events: Some(3), trace: true, ..Shape::default() };
    let found = shape(&events, &times, &[0, 6, 6], &short, &Budget::new(None)).expect("shaped");
    assert_eq!((found.offsets, found.cut), (vec![0, 2, 2], vec![0]));
    assert_eq!(found.targets, [0, 1, NOWHERE, NOWHERE, NOWHERE, NOWHERE]);
}

#[test]
fn element_starts_are_absent_when_all_elements_are_single() {
    assert_eq!(element_starts(&[1, 1, 2], &[0, 1, 3]), None);
    assert_eq!(element_starts(&[1, 1, 2, 2, 3, 3, 4, 5, 5], &[0, 0, 3, 9, 9]), Some(vec![0b1101_1101, 0]));
    assert_eq!(element_starts(&[], &[0, 0]), None);
}
