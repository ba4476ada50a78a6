//! Filters look only where wanted patterns can be, and find what is left of all results that is wanted.
use super::*;

fn random_wanted(rng: &mut Rng) -> Wanted {
    let mut events = |n: u64| (0..1 + rng.below(n)).map(|_| rng.below(4) as u32).collect::<Vec<_>>();
    let (starts, ends, one, pair) = (events(2), events(2), events(1), events(2));
    let mut maybe = |events: Vec<u32>| (rng.below(3) == 0).then_some(events);
    let (starts_with, ends_with) = (maybe(starts), maybe(ends));
    Wanted { starts_with, ends_with, contains: maybe(one).into_iter().chain(maybe(pair)).collect() }
}

#[test]
fn what_is_wanted_is_what_is_left_of_all_results() {
    let (mut kept, mut dropped) = (0, 0);
    for seed in 1..1500 {
        let mut rng = Rng(seed * 7919);
        let journeys = random_journeys(seed);
        let flat = flat(&journeys, false);
        for kind in [Kind::All(None), Kind::Closed(None), Kind::Generators(None), Kind::Maximal] {
            let asked = Request { n_jobs: 1 + seed as usize % 2, ..request(kind, 1 + (seed % 3) as u32) };
            let all = mined(&flat, &asked).0;
            let wanted = random_wanted(&mut rng);
            let left: Vec<Row> = all.iter().filter(|row| wanted.admits(&row.0)).cloned().collect();
            kept += left.len();
            dropped += all.len() - left.len();
            let asked = Request { wanted, ..asked };
            assert_eq!(mined(&flat, &asked).0, left, "{asked:?} of {journeys:?}");
            let first = Request { max_patterns: Some(3), ..asked };
            assert_eq!(mined(&flat, &first).0, left[..left.len().min(3)], "{first:?} of {journeys:?}");
            if let Kind::All(_) = kind {
                let best = Request { kind: Kind::All(Some(4)), max_patterns: None, ..first };
                assert_eq!(mined(&flat, &best).0, left[..left.len().min(4)], "{best:?} of {journeys:?}");
            }
        }
    }
    assert!(kept > 5_000 && dropped > 5_000, "the cases must not be trivial: {kept} {dropped}");
}
