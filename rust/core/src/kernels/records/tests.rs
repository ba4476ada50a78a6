//! Every level against positions looked up one by one.
use super::*;
use crate::kernels::noise::Noise;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A set of few, of one, of no or of many positions, the last of all among them.
fn set<B: Positions>(noise: &mut Noise) -> B {
    let n = [3, 1, 0, 50][noise.below(4)];
    let set = (0..n).fold(B::default(), |set, _| set.with(noise.below(B::MOST)));
    if n == 50 { set.with(B::MOST - 1) } else { set }
}

fn check<B: Positions>(n: usize, events: usize, count: impl Fn(&Records<B>, Level, &[u32], &mut PairCounts)) {
    let mut noise = Noise((n + events) as u64);
    let mut records = Records::default();
    records.clear(MOST_EVENTS);
    records.push(&[B::default().with(7); MOST_EVENTS]);
    records.clear(events);
    let sets: Vec<Vec<B>> = (0..n).map(|_| (0..events).map(|_| set(&mut noise)).collect()).collect();
    sets.iter().for_each(|sets| records.push(sets));
    assert_eq!(records.len(), n);
    let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(B::MOST + 1)) as u32).collect();
    let next = |entry: u32, event: usize| {
        let first = sets[(entry >> 8) as usize][event].beyond(entry & 255).first();
        (first <= B::MOST as u32).then_some(entry & !255 | first)
    };
    for level in Level::all() {
        let mut counts = PairCounts::default();
        counts.clear(events);
        count(&records, level, &entries[..n], &mut counts);
        count(&records, level, &entries[n..], &mut counts);
        for first in 0..events {
            let after: Vec<u32> = entries.iter().filter_map(|&entry| next(entry, first)).collect();
            let mut to = vec![0; entries.len() + SPARE];
            let moved = records.advance(level, first, &entries, &mut to);
            assert_eq!(to[..moved], after, "{n} journeys, {level:?}");
            let asked = counts.row(first)[events / 2].max(1);
            let enough: Vec<usize> = (0..events).filter(|&second| counts.row(first)[second] >= asked).collect();
            let following = counts.following(level, first, asked);
            assert_eq!((0..64).filter(|bit| following >> bit & 1 == 1).collect::<Vec<usize>>(), enough);
            for second in 0..events {
                let wanted = after.iter().filter(|&&entry| next(entry, second).is_some()).count();
                let found = counts.row(first)[second];
                assert_eq!(found as usize, wanted, "{first} {second} in {n} journeys of {events}, {level:?}");
            }
        }
    }
}

#[test]
fn every_level_counts_what_follows_what() {
    let sizes: &[_] = match cfg!(miri) {
        true => &[(3, 9)],
        false => &[(1, 1), (5, 7), (130, 8), (300, 9), (40, 24), (9, 32), (7, 33), (30, 48), (20, 64)],
    };
    for &(n, events) in sizes {
        check::<u64>(n, events, Records::<u64>::count_pairs);
        check::<u128>(n, events, Records::<u128>::count_pairs);
    }
}

fn lines<B: Positions>(records: &Records<B>) -> Vec<(Vec<u32>, [u8; EVENTS])> {
    let line = |line: &Line<B>| line.0.iter().map(|set| set.first() << 8 | set.last()).collect();
    records.lines.iter().map(line).zip(records.lasts.iter().copied()).collect()
}

/// The same, added by `extend` and by `extend_from`, as when pushed one by one.
fn check_cut<B: Positions, S: Positions>(
    n: usize,
    events: usize,
    cut: impl Fn(&mut Records<B>, Level, &Records<S>, &[u32], u64),
) {
    let mut noise = Noise((n * events) as u64);
    let mut column = |_| (0..n).map(|_| set(&mut noise)).collect();
    let sets: Vec<Vec<S>> = (0..events).map(&mut column).collect();
    let entries: Vec<u32> = (0..2 * n).map(|_| (noise.below(n) << 8 | noise.below(65)) as u32).collect();
    let bits = noise.next() | 1;
    let kept: Vec<usize> = (0..events).filter(|event| bits >> event & 1 == 1).collect();
    let later: Vec<u32> = (0..entries.len() as u32).map(|journey| journey << 8 | noise.below(9) as u32).collect();
    for level in Level::all() {
        let (mut all, mut some) = (Records::<S>::default(), Records::<B>::default());
        let (mut all_pushed, mut some_pushed) = (Records::<S>::default(), Records::<B>::default());
        [&mut all, &mut all_pushed].into_iter().for_each(|records| records.clear(events));
        [&mut some, &mut some_pushed].into_iter().for_each(|records| records.clear(kept.len()));
        all.extend(level, &entries, events, |event| &sets[event]);
        cut(&mut some, level, &all, &later, bits & u64::MAX >> (64 - events));
        for (&entry, &later) in entries.iter().zip(&later) {
            let left = |event: usize| sets[event][(entry >> 8) as usize].rest(entry & 255);
            all_pushed.push(&(0..events).map(left).collect::<Vec<_>>());
            some_pushed.push(&kept.iter().map(|&event| B::cut(left(event).rest(later & 255))).collect::<Vec<_>>());
            let last = kept.iter().map(|&event| left(event).rest(later & 255).last()).max();
            let bits = bits & u64::MAX >> (64 - events);
            assert_eq!(Some(all_pushed.span(later, bits)), last, "{kept:?}");
        }
        assert_eq!(lines(&all), lines(&all_pushed), "{level:?}");
        assert_eq!(lines(&some), lines(&some_pushed), "{level:?}");
    }
}

#[test]
fn journeys_are_cut_out_of_others() {
    let sizes: &[_] = if cfg!(miri) { &[(2, 9)] } else { &[(1, 1), (70, 8), (90, 13), (5, 32), (9, 50), (3, 64)] };
    for &(n, events) in sizes {
        check_cut::<u64, u64>(n, events, Records::<u64>::cut);
        check_cut::<u64, u64>(n, events, Records::<u64>::extend_from);
        check_cut::<u128, u128>(n, events, Records::<u128>::extend_from);
        check_cut::<u64, u128>(n, events, Records::<u64>::extend_from);
    }
}

#[test]
fn a_journey_that_is_not_there_is_not_read() {
    for level in Level::all() {
        let (mut records, mut counts) = (Records::<u64>::default(), PairCounts::default());
        records.clear(3);
        counts.clear(3);
        records.push(&[1, 2, 3]);
        let count = || records.count_pairs(level, &[1 << 8], &mut counts);
        assert!(catch_unwind(AssertUnwindSafe(count)).is_err(), "{level:?}");
    }
}
