//! What a stopped search says is proven is there, and right.
use super::*;

fn above(results: &Results, support: u32) -> Results {
    results.iter().filter(|row| row.1 > support).cloned().collect()
}

#[test]
fn all_results_above_the_support_it_names_are_there_wherever_a_search_is_stopped() {
    let (mut proven, mut complete) = (0, 0);
    let mut random = Random(5);
    for _ in 0..150 {
        let rows = random.rows();
        let (items, offsets) = flat(&rows);
        let db = SequenceDb::new(&items, &offsets, None).expect("well-formed");
        for kind in KINDS {
            let mut options = ask(kind, 1 + random.below(3));
            options.top_k = (kind != Kind::Maximal && random.below(2) == 0).then_some(1 + random.below(12) as usize);
            options.density = FORMS[random.below(6) as usize];
            options.n_jobs = 1 + random.below(2) as usize;
            let whole = results(&run(&rows, &options).found);
            for questions in [0, 1, 2, 3, 5, 8, 13, 30, 80] {
                let mined = mine(&db, &options, &Budget::of_questions(questions)).expect("nobody cancels");
                let found = results(&mined.found);
                let said = format!("{options:?} after {questions} questions of {rows:?}");
                match mined.proven_above {
                    None => {
                        complete += 1;
                        assert_eq!((found, mined.stopped_by), (whole.clone(), None), "{said}");
                    }
                    Some(support) => {
                        assert_eq!(mined.stopped_by, Some(StoppedBy::TimeLimit), "{said}");
                        proven += above(&whole, support).len();
                        assert_eq!(above(&found, support), above(&whole, support), "{said}");
                        assert!(options.top_k.is_some() || found.iter().all(|row| whole.contains(row)), "{said}");
                    }
                }
            }
        }
    }
    assert!(proven > 1000 && complete > 1000, "the cases must not be trivial: {proven} {complete}");
}
