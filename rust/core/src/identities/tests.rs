use super::*;

const NO_TIME: i64 = i64::MIN;

fn links<'a>(rows: &'a [(u32, u32, i64)], columns: &'a mut [Vec<u32>; 3], times: &'a mut Vec<i64>) -> Links<'a> {
    for (place, &(left, right, time)) in rows.iter().enumerate() {
        columns[0].push(left);
        columns[1].push(right);
        columns[2].push(place as u32 % 3);
        times.push(time);
    }
    Links { lefts: &columns[0], rights: &columns[1], times, sources: &columns[2], counts: None, n_confirmed: 0 }
}

fn solved(rows: &[(u32, u32, i64)], n_confirmed: usize, rule: Rule, max_ids: usize) -> (Pairs, Persons) {
    let (mut columns, mut times) = Default::default();
    let budget = Budget::new(None);
    let links = Links { n_confirmed, ..links(rows, &mut columns, &mut times) };
    let pairs = gather(links, 2, &budget).unwrap();
    let persons = persons(&pairs, Asked { n_ids: 6, n_known: 2, rule, max_ids }, &budget).unwrap();
    (pairs, persons)
}

#[test]
fn the_first_known_id_keeps_an_anonymous_one() {
    // 0 and 1 are known; 2 is seen with 1 before 0; 3 hangs on 2; 4 and 5 are by themselves.
    let rows = [(0, 2, 7), (2, 1, 5), (3, 2, 9), (5, 4, NO_TIME), (3, 3, 1), (2, 1, 6)];
    let (pairs, persons) = solved(&rows, 0, Rule::FirstIdentify, 9);
    assert_eq!(pairs.lefts, [4, 1, 0, 2]);
    assert_eq!(pairs.rights, [5, 2, 2, 3]);
    assert_eq!(pairs.counts, [1, 2, 1, 1]);
    assert_eq!(persons.groups, [0, 1, 1, 1, 4, 4]);
    assert_eq!(persons.verdicts, [0, 0, 2, 0]);
    assert_eq!(persons.since, [7, 5, 5, 9, NO_TIME, NO_TIME]);
    assert_eq!(persons.counts, [1, 2, 4, 1, 1, 1]);
    assert_eq!(persons.apart, [0; 6]);
}

#[test]
fn large_and_ambiguous_groups_are_set_apart() {
    let rows = [(0, 2, 7), (2, 1, 5), (3, 2, 9), (5, 4, NO_TIME)];
    let (_, persons) = solved(&rows, 0, Rule::FirstIdentify, 2);
    assert_eq!(persons.apart, [0, 1, 1, 1, 0, 0]);
    let (_, persons) = solved(&rows, 0, Rule::Connected, 9);
    assert_eq!(persons.groups, [0, 0, 0, 0, 4, 4]);
    assert_eq!(persons.apart, [2, 2, 2, 2, 0, 0]);
}

#[test]
fn confirmed_pairs_come_first_and_may_join_known_ids() {
    let rows = [(1, 0, 100), (0, 2, 7), (2, 1, 5)];
    for rule in [Rule::FirstIdentify, Rule::Connected] {
        let (pairs, persons) = solved(&rows, 1, rule, 9);
        assert_eq!(pairs.confirmed, [true, false, false]);
        assert_eq!(persons.groups, [0, 0, 0, 3, 4, 5]);
        assert_eq!((persons.verdicts, persons.apart), (vec![0, 0, 1], vec![0; 6]));
    }
}

#[test]
fn many_blocks_give_what_one_gives_in_any_order() {
    let mut state = 1u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let rows: Vec<_> = (0..300_000).map(|_| (draw(900) as u32, draw(900) as u32, draw(50) as i64)).collect();
    let budget = Budget::new(None);
    let (mut columns, mut times) = Default::default();
    let given = links(&rows, &mut columns, &mut times);
    let pairs = gather(given, 2, &budget).unwrap();
    let turned: Vec<_> = (0..rows.len()).rev().collect();
    let [lefts, rights, sources] = [given.rights, given.lefts, given.sources]
        .map(|column| turned.iter().map(|&row| column[row]).collect::<Vec<_>>());
    let times: Vec<_> = turned.iter().map(|&row| given.times[row]).collect();
    let other = Links { lefts: &lefts, rights: &rights, times: &times, sources: &sources, ..given };
    assert_eq!(gather(other, 1, &budget).unwrap(), pairs);
    let again = Links {
        lefts: &pairs.lefts,
        rights: &pairs.rights,
        times: &pairs.times,
        sources: &pairs.sources,
        counts: Some(&pairs.counts),
        n_confirmed: 0,
    };
    assert_eq!(gather(again, 1, &budget).unwrap(), pairs);
    assert_eq!(pairs.counts.iter().sum::<u64>(), rows.iter().filter(|row| row.0 != row.1).count() as u64);
}

#[test]
fn what_does_not_fit_together_is_refused_and_who_asks_to_stop_is_heard() {
    let (mut columns, mut times) = Default::default();
    let given = links(&[(0, 9, 1)], &mut columns, &mut times);
    let budget = Budget::new(None);
    assert!(gather(Links { times: &[], ..given }, 1, &budget).is_err());
    assert!(gather(Links { n_confirmed: 2, ..given }, 1, &budget).is_err());
    let pairs = gather(given, 1, &budget).unwrap();
    let asked = Asked { n_ids: 9, n_known: 1, rule: Rule::Connected, max_ids: 3 };
    assert!(matches!(persons(&pairs, asked, &budget), Err(Error::Shape { found: 9, .. })));
    budget.cancel();
    assert_eq!(gather(given, 1, &budget), Err(Error::Cancelled));
    assert_eq!(persons(&pairs, Asked { n_ids: 10, ..asked }, &budget), Err(Error::Cancelled));
}
