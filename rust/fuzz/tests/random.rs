//! Random databases and requests, 10,000 of them or as many as `JOURNEYMINE_CASES` says, from `JOURNEYMINE_SEED` on.
use journeymine_fuzz::{Compared, matrix};
use std::collections::BTreeMap;
use std::env::var;
use std::panic::catch_unwind;

struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

fn bytes(seed: u64) -> Vec<u8> {
    let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    (0..20).for_each(|_| _ = rng.next());
    let n = 40 + rng.next() % 700;
    (0..n).map(|_| (rng.next() >> 56) as u8).collect()
}

fn number(name: &str, otherwise: u64) -> u64 {
    var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

#[test]
fn every_kind_rule_and_filter_agrees_with_the_twin() {
    let (first, n_cases) = (number("JOURNEYMINE_SEED", 1), number("JOURNEYMINE_CASES", 10_000));
    let (mut checked, mut patterns) = (0, 0);
    let (mut matrix, mut engines) = (matrix::empty(), BTreeMap::new());
    for seed in first..first + n_cases {
        let compared = catch_unwind(|| journeymine_fuzz::check(&bytes(seed)));
        let compared =
            compared.unwrap_or_else(|_| panic!("JOURNEYMINE_SEED={seed} JOURNEYMINE_CASES=1 shows it again"));
        if let Some(Compared { journeys, request, n_results }) = compared {
            matrix::note(&mut matrix, &journeys, &request);
            *engines.entry(matrix::engine(&journeys, &request)).or_insert(0) += 1;
            checked += 1;
            patterns += n_results;
        }
    }
    let rarest = matrix.iter().min_by_key(|(_, n)| **n).expect("there are combinations");
    println!("{checked} of {n_cases} databases compared, {patterns} patterns, by {engines:?}");
    println!("{} combinations of kind, projection, constraint and limit, the rarest {rarest:?}", matrix.len());
    if n_cases >= 10_000 {
        assert!(checked * 10 >= n_cases * 8, "too few were small enough: {checked}");
        assert!(*rarest.1 > 0, "never compared: {rarest:?}");
        let least = engines.values().min().copied().unwrap_or(0);
        assert!(engines.len() == 5 && least * 200 > n_cases, "an engine has too little to do: {engines:?}");
    }
}
