//! What a stopped search says is proven is there, and right.
use super::*;
use crate::budget::Limits;

/// All kinds, and searches for the best.
const ASKED: [Kind; 7] = [
    Kind::All(None),
    Kind::All(Some(7)),
    Kind::Closed(None),
    Kind::Closed(Some(5)),
    Kind::Generators(None),
    Kind::Generators(Some(4)),
    Kind::Maximal,
];

fn above(rows: &[Row], support: u32) -> Vec<Row> {
    rows.iter().filter(|row| row.1 > support).cloned().collect()
}

#[test]
fn all_results_above_the_support_it_names_are_there_wherever_a_search_is_stopped() {
    let (mut proven, mut complete) = (0, 0);
    for seed in 1..150 {
        let journeys = random_journeys(seed);
        let flat = flat(&journeys, false);
        let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
        for kind in ASKED {
            let asked = Request { n_jobs: 1 + seed as usize % 2, ..request(kind, 1 + (seed % 3) as u32) };
            let whole = mined(&flat, &asked).0;
            for questions in [0, 1, 2, 3, 5, 8, 13, 30, 80, 200] {
                let budget = Budget::of_questions(questions);
                let Mined { found, stopped_by, proven_above } = mine(&db, &asked, &budget).unwrap();
                let rows = rows(&found);
                let said = format!("{kind:?} after {questions} questions of {journeys:?}");
                match proven_above {
                    None => {
                        complete += 1;
                        assert_eq!((rows, stopped_by), (whole.clone(), None), "{said}");
                    }
                    Some(support) => {
                        assert_eq!(stopped_by, Some(StoppedBy::TimeLimit), "{said}");
                        proven += above(&whole, support).len();
                        assert_eq!(above(&rows, support), above(&whole, support), "{said}");
                        assert!(rows.iter().all(|row| holds(&whole, row, kind)), "{said}: {rows:?}");
                    }
                }
            }
        }
    }
    assert!(proven > 1000 && complete > 1000, "the cases must not be trivial: {proven} {complete}");
}

#[test]
fn a_search_without_memory_says_above_which_support_it_is_complete() {
    let (mut refused, mut stopped, mut complete) = (0, 0, 0);
    for seed in 1..40 {
        // Twice as many journeys, and longer ones, so that there is something to hold.
        let journeys: Vec<Journey> = (0..6).flat_map(|more| random_journeys(100 * seed + more)).collect();
        let journeys: Vec<Journey> = journeys.chunks(2).map(<[Journey]>::concat).collect();
        let flat = flat(&journeys, false);
        let db = SequenceDb::new(&flat.items, &flat.offsets, Some(&flat.starts)).unwrap();
        for kind in ASKED {
            let asked = Request { n_jobs: 1 + seed as usize % 2, ..request(kind, 2) };
            let whole = mined(&flat, &asked).0;
            for memory in (0..16).map(|step| 256usize << step) {
                let budget = Budget::of(Limits { time: None, memory: Some(memory) });
                let said = format!("{kind:?} with {memory} bytes of {journeys:?}");
                let Mined { found, stopped_by, proven_above } = match mine(&db, &asked, &budget) {
                    Err(Error::Memory { .. }) => {
                        refused += 1;
                        continue;
                    }
                    mined => mined.unwrap(),
                };
                let rows = rows(&found);
                let Some(support) = proven_above else {
                    complete += 1;
                    assert_eq!((rows, stopped_by), (whole.clone(), None), "{said}");
                    continue;
                };
                stopped += 1;
                assert_eq!(stopped_by, Some(StoppedBy::MemoryLimit), "{said}");
                assert_eq!(above(&rows, support), above(&whole, support), "{said}");
                assert!(rows.iter().all(|row| holds(&whole, row, kind)), "{said}: {rows:?}");
                assert_eq!(budget.held(), 0, "{said}");
            }
        }
    }
    assert!(
        refused > 300 && stopped > 300 && complete > 300,
        "{refused} refused, {stopped} stopped, {complete} complete"
    );
}

/// Is the row a result, though perhaps not among the k best?
fn holds(whole: &[Row], row: &Row, kind: Kind) -> bool {
    match kind {
        Kind::All(None) | Kind::Closed(None) | Kind::Generators(None) | Kind::Maximal => whole.contains(row),
        _ => true,
    }
}
