use super::*;

/// Deterministic holders: unit u holds pattern i where a hash says so.
fn example(patterns: usize, units: usize) -> (Vec<u64>, Vec<u32>) {
    let (mut offsets, mut all) = (vec![0], Vec::new());
    for i in 0..patterns {
        all.extend(
            (0..units as u32).filter(|&u| (u as usize * 7 + i * 13 + (u as usize * i) % 5).is_multiple_of(i + 2)),
        );
        offsets.push(all.len() as u64);
    }
    (offsets, all)
}

#[test]
fn counts_are_those_of_every_draw() {
    let labels: Vec<bool> = (0..301).map(|u| u % 3 == 0).collect();
    let groups = Groups::new(&labels, None);
    let draws = Draws::new(&groups, 600, 7, 2, &Budget::new(None)).unwrap();
    let units: Vec<u32> = (0..301).step_by(2).collect();
    let mut counters = Counters::default();
    for (block, rows) in draws.blocks.iter().enumerate() {
        let counts = counters.count(rows, &units).to_vec();
        for (bit, &count) in counts.iter().enumerate() {
            let plain = units.iter().filter(|&&u| rows[u as usize][bit / 64] >> (bit % 64) & 1 == 1).count();
            assert_eq!(count as usize, plain);
            let ones = rows.iter().filter(|row| row[bit / 64] >> (bit % 64) & 1 == 1).count();
            assert_eq!(ones, if block * BLOCK + bit < 600 { 101 } else { 0 });
        }
    }
}

#[test]
fn strata_keep_their_ones() {
    let labels: Vec<bool> = (0..90).map(|u| u % 5 < 2).collect();
    let stratum: Vec<u32> = (0..90).map(|u| u % 3).collect();
    let groups = Groups::new(&labels, Some(&stratum));
    let draws = Draws::new(&groups, 10, 1, 1, &Budget::new(None)).unwrap();
    for bit in 0..10 {
        for (k, own) in groups.strata.iter().enumerate() {
            let ones = (0..90).filter(|&u| stratum[u] as usize == k && draws.blocks[0][u][0] >> bit & 1 == 1).count();
            assert_eq!(ones as u32, own.ones);
        }
    }
}

#[test]
fn leaving_out_patterns_that_cannot_matter_changes_nothing() {
    let (offsets, units) = example(40, 200);
    let labels: Vec<bool> = (0..200).map(|u| u % 4 == 0).collect();
    let groups = Groups::new(&labels, None);
    let holders = Holders { offsets: &offsets, units: &units };
    let budget = Budget::new(None);
    let draws = Draws::new(&groups, 100, 3, 1, &budget).unwrap();
    for test in [Test::Fisher, Test::Cmh, Test::Chi2] {
        let mut plain = vec![1.0; 100];
        let mut room = Room::default();
        (0..40).for_each(|i| room.visit(holders.of(i), &groups, test, &draws, &mut plain));
        for n_jobs in [1, 3] {
            let got = permuted(holders, &groups, test, (100, 3), n_jobs, &budget).unwrap();
            assert_eq!(got.minima, plain);
        }
    }
}
