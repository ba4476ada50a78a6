//! Rows that stand for several baskets give what as many equal rows give.
use super::*;

/// Each row as often as it stands for.
fn expanded(rows: &Rows, many: &[u32]) -> Rows {
    rows.iter().zip(many).flat_map(|(row, &many)| vec![row.clone(); many as usize]).collect()
}

#[test]
fn every_kind_counts_a_row_as_often_as_it_stands_for() {
    let mut random = Random(23);
    for round in 0..200 {
        let mut rows = random.rows();
        if round % 8 == 0 {
            // Enough rows to be moved together.
            (0..40).for_each(|_| rows.extend(random.rows()));
        }
        let most = [1, 2, 9][random.below(3) as usize];
        let many: Vec<u32> = rows.iter().map(|_| 1 + random.below(most)).collect();
        let whole = expanded(&rows, &many);
        let (items, offsets) = flat(&rows);
        let db =
            SequenceDb::new(&items, &offsets, None).and_then(|db| db.with_multiplicity(&many)).expect("well-formed");
        for kind in KINDS {
            let least = if rows.len() > 100 { 100 } else { 1 };
            let mut options = ask(kind, least + random.below(8));
            options.density = FORMS[random.below(11) as usize];
            options.n_jobs = 1 + random.below(3) as usize;
            options.top_k = (kind != Kind::Maximal && random.below(3) == 0).then_some(1 + random.below(12) as usize);
            let mined = mine(&db, &options, &Budget::new(None)).expect("nobody cancels");
            let wanted = results(&run(&whole, &options).found);
            assert_eq!(results(&mined.found), wanted, "round {round} {options:?} {rows:?} {many:?}");
            options.top_k = None;
            let found = count(&db, &options, &Budget::new(None)).expect("nobody cancels").found;
            let all = found.lengths.into_iter().zip(found.supports).zip(found.counts);
            let all: Vec<_> = all.map(|((length, support), n)| (length, support, n)).collect();
            assert_eq!(all, counted(&whole, &options), "count {round} {options:?} {rows:?} {many:?}");
        }
    }
}

#[test]
fn heavy_rows_take_no_more_room_than_light_ones() {
    let many = [2_000_000_000, 1, 2_000_000_000, 5];
    let items = [0, 1, 2, 1, 0, 1, 2];
    let db = SequenceDb::new(&items, &[0, 3, 4, 6, 7], None).and_then(|db| db.with_multiplicity(&many)).unwrap();
    for density in FORMS {
        let options = Options { density, ..ask(Kind::Closed, 2_000_000_000) };
        let found = mine(&db, &options, &Budget::new(None)).expect("nobody cancels").found;
        let wanted = [
            (vec![1], 4_000_000_001),
            (vec![0, 1], 4_000_000_000),
            (vec![2], 2_000_000_005),
            (vec![0, 1, 2], 2_000_000_000),
        ];
        assert_eq!(results(&found), wanted, "{density:?}");
    }
}
