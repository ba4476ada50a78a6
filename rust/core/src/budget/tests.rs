use super::*;

const MB: usize = 1 << 20;

fn of_memory(memory: usize) -> Budget {
    Budget::of(Limits { time: None, memory: Some(memory) })
}

#[test]
fn without_limits_nothing_ends() {
    let budget = Budget::new(None);
    let mut account = budget.account();
    account.hold(usize::MAX / 2);
    assert!(!budget.is_spent() && budget.stopped_by().is_none() && budget.time_left().is_none());
    assert_eq!((budget.memory_left(), budget.require("journeys", usize::MAX / 2)), (None, Ok(())));
}

#[test]
fn the_time_is_over_when_it_is() {
    let budget = Budget::new(Some(Duration::from_millis(5)));
    assert!((0..1000).all(|_| !budget.is_spent()));
    std::thread::sleep(Duration::from_millis(6));
    budget.look();
    assert!(budget.is_spent());
    assert_eq!(budget.stopped_by(), Some(StoppedBy::TimeLimit));
    let unwatched = Budget::new(Some(Duration::from_millis(1)));
    std::thread::sleep(Duration::from_millis(2));
    assert!((0..CLOCK_EVERY).any(|_| unwatched.is_spent()), "questions alone look at the clock");
}

#[test]
fn questions_are_counted_exactly() {
    for n in [0, 1, 5, 100] {
        let budget = Budget::of_questions(n);
        assert_eq!((0..200).take_while(|_| !budget.is_spent()).count() as u64, n);
    }
}

#[test]
fn accounts_add_up_and_give_back() {
    let budget = of_memory(100);
    let (mut one, mut other) = (budget.account(), budget.account());
    one.hold(60);
    assert!(other.take(40) && !budget.is_spent());
    assert_eq!((budget.held(), budget.memory_left()), (100, Some(0)));
    assert!(!other.take(1) && budget.is_spent());
    assert_eq!((other.held(), budget.stopped_by()), (40, Some(StoppedBy::MemoryLimit)));
    one.hold(10);
    drop(other);
    assert_eq!((budget.held(), budget.peak()), (10, 100));
    let error = Error::Memory { what: "journeys", bytes: 101, limit: 100 };
    assert_eq!((budget.require("journeys", 90), budget.require("journeys", 91)), (Ok(()), Err(error)));
}

#[test]
fn holding_more_than_there_is_ends_the_search() {
    let budget = of_memory(10);
    budget.account().hold(11);
    assert!(budget.is_full() && budget.is_spent());
}

#[test]
fn vectors_grow_up_to_the_limit_and_not_beyond() {
    let budget = of_memory(200 * MB);
    let mut account = budget.account();
    let mut vec: Vec<u32> = Vec::new();
    while account.grow(&mut vec, 1000) {
        vec.resize(vec.len() + 1000, 7);
        assert_eq!(account.held(), 4 * vec.capacity());
        assert!(4 * vec.capacity() <= 200 * MB);
    }
    assert!(4 * vec.len() > 195 * MB, "only {} bytes", 4 * vec.len());
    assert_eq!(budget.stopped_by(), Some(StoppedBy::MemoryLimit));
}

#[test]
fn large_vectors_hold_little_in_vain() {
    let budget = Budget::new(None);
    let mut account = budget.account();
    let mut vec: Vec<u64> = Vec::new();
    for _ in 0..8 * MB {
        assert!(account.grow(&mut vec, 1));
        vec.push(0);
    }
    assert!(budget.peak() <= 64 * MB * 9 / 8 + 8);
}

#[test]
fn a_part_ends_first_and_shares_the_books() {
    let budget = Budget::of(Limits { time: Some(Duration::from_secs(1000)), memory: Some(100) });
    let part = budget.part(0.5);
    assert!(part.time_left() <= Some(Duration::from_secs(500)));
    let mut account = part.account();
    account.hold(51);
    assert!(part.is_spent() && !budget.is_spent());
    assert_eq!((budget.held(), budget.memory_left()), (51, Some(49)));
    part.cancel();
    assert!(budget.is_spent() && budget.check() == Err(Error::Cancelled));
}

#[test]
fn progress_never_falls_and_ends_at_one() {
    let budget = Budget::new(None);
    let mut told = vec![budget.progress()];
    for _ in 0..10 {
        budget.advance(0.05);
        told.push(budget.progress());
    }
    budget.part(0.5).reach(0.8);
    budget.reach(0.1);
    told.push(budget.progress());
    budget.advance(0.3);
    told.push(budget.progress());
    assert!(told.is_sorted() && (told[10] - 0.5).abs() < 1e-9);
    assert_eq!((told[0], told[11], told[12]), (0.0, 0.8, 1.0));
}

#[test]
fn steps_share_what_is_left() {
    let budget = Budget::new(None);
    let near = |share: f64| (budget.progress() - share).abs() < 1e-9;
    budget.step(0.8);
    budget.advance(0.5);
    assert!(near(0.4), "half of the first step");
    // The first way is given up; another one has half of the rest, in a part of the budget.
    let part = budget.part(0.5);
    part.step(0.5);
    part.advance(1.0);
    assert!(near(0.7));
    budget.step(1.0);
    budget.advance(1.0);
    assert!(near(1.0));
}
