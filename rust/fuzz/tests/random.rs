//! Random databases and requests, 3,000 of them or as many as `JOURNEYMINE_CASES` says, from `JOURNEYMINE_SEED` on.
use std::env::var;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

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
    let (first, n_cases) = (number("JOURNEYMINE_SEED", 1), number("JOURNEYMINE_CASES", 3_000));
    let (checked, patterns) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for seed in first..first + n_cases {
        let found = catch_unwind(|| journeymine_fuzz::check(&bytes(seed)));
        let found = found.unwrap_or_else(|_| panic!("JOURNEYMINE_SEED={seed} JOURNEYMINE_CASES=1 shows it again"));
        if let Some(n) = found {
            checked.fetch_add(1, Relaxed);
            patterns.fetch_add(n, Relaxed);
        }
    }
    let (checked, patterns) = (checked.into_inner(), patterns.into_inner());
    println!("{checked} of {n_cases} databases compared, {patterns} patterns");
    assert!(checked * 10 >= n_cases as usize * 8 || n_cases < 100, "too few were small enough: {checked}");
}
