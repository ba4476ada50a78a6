//! Windows that do not overlap and save most: the cover of journeys by patterns that a description length asks for.
use crate::budget::Budget;
use crate::error::{Error, Result};

/// Windows of patterns, in the order of their ends.
#[derive(Debug, Clone, Copy)]
pub struct Windows<'a> {
    /// Where each begins: positions of events.
    pub begins: &'a [u64],
    /// Behind its last event; never less than the one before.
    pub afters: &'a [u64],
    /// Its pattern.
    pub patterns: &'a [u32],
}

/// What a window of each pattern saves: `gains[p]` less `costs[p]` for each of its events that is not matched.
#[derive(Debug, Clone, Copy)]
pub struct Saving<'a> {
    /// How many events a pattern matches.
    pub sizes: &'a [u64],
    /// What a window without gaps saves.
    pub gains: &'a [f64],
    /// What a gap costs.
    pub costs: &'a [f64],
}

/// How often each pattern is used, and over how many gaps.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Windows chosen.
    pub usage: Vec<u64>,
    /// Their events that are not matched.
    pub gaps: Vec<u64>,
}

/// Chooses windows without a common event that save most together, the earlier ends where there are several ways;
/// journey `s` is `offsets[s]..offsets[s + 1]` and counts `many(s)` times.
pub fn cover(
    offsets: &[u64],
    windows: Windows<'_>,
    saving: Saving<'_>,
    many: impl Fn(usize) -> u32,
    budget: &Budget,
) -> Result<Used> {
    let n = saving.sizes.len();
    check(windows, saving)?;
    let mut used = Used { usage: vec![0; n], gaps: vec![0; n] };
    let mut table = Table::default();
    let mut at = 0;
    for s in 0..offsets.len() - 1 {
        let first = at;
        while windows.afters.get(at).is_some_and(|&after| after <= offsets[s + 1]) {
            at += 1;
        }
        if first == at {
            continue;
        }
        if budget.is_spent() {
            return Err(Error::Cancelled);
        }
        if let Some(&begin) = windows.begins[first..at].iter().find(|&&begin| begin < offsets[s]) {
            return Err(Error::Shape {
                what: "begin of a window in another journey",
                found: begin,
                expected: offsets[s],
            });
        }
        let length = (offsets[s + 1] - offsets[s]) as usize;
        table.fill(windows, saving, first..at, offsets[s], length);
        let mut place = length;
        while place > 0 {
            let Some(window) = table.taken[place] else {
                place -= 1;
                continue;
            };
            let pattern = windows.patterns[window] as usize;
            used.usage[pattern] += u64::from(many(s));
            used.gaps[pattern] += gaps(windows, saving, window) * u64::from(many(s));
            place = (windows.begins[window] - offsets[s]) as usize;
        }
    }
    Ok(used)
}

fn check(windows: Windows<'_>, saving: Saving<'_>) -> Result<()> {
    let (n, len) = (saving.sizes.len() as u64, windows.afters.len() as u64);
    let lengths = [
        ("number of begins of windows", windows.begins.len() as u64, len),
        ("number of patterns of windows", windows.patterns.len() as u64, len),
        ("number of gains", saving.gains.len() as u64, n),
        ("number of costs", saving.costs.len() as u64, n),
    ];
    for (what, found, expected) in lengths {
        if found != expected {
            return Err(Error::Shape { what, found, expected });
        }
    }
    if let Some(pair) = windows.afters.windows(2).find(|pair| pair[0] > pair[1]) {
        return Err(Error::Shape { what: "end of a window behind another", found: pair[1], expected: pair[0] });
    }
    for (at, &pattern) in windows.patterns.iter().enumerate() {
        let Some(&size) = saving.sizes.get(pattern as usize) else {
            return Err(Error::Shape { what: "pattern of a window", found: pattern.into(), expected: n });
        };
        let span = windows.afters[at].saturating_sub(windows.begins[at]);
        if span < size.max(1) {
            return Err(Error::Shape { what: "events of a window", found: span, expected: size });
        }
    }
    Ok(())
}

fn gaps(windows: Windows<'_>, saving: Saving<'_>, window: usize) -> u64 {
    windows.afters[window] - windows.begins[window] - saving.sizes[windows.patterns[window] as usize]
}

/// One journey: what its first events can save, and the window that ends there in the best way to do so.
#[derive(Debug, Default)]
struct Table {
    best: Vec<f64>,
    taken: Vec<Option<usize>>,
}

impl Table {
    fn fill(
        &mut self,
        windows: Windows<'_>,
        saving: Saving<'_>,
        own: std::ops::Range<usize>,
        first: u64,
        length: usize,
    ) {
        self.best.clear();
        self.best.resize(length + 1, 0.0);
        self.taken.clear();
        self.taken.resize(length + 1, None);
        let mut window = own.start;
        for place in 1..=length {
            self.best[place] = self.best[place - 1];
            while window < own.end && windows.afters[window] == first + place as u64 {
                let pattern = windows.patterns[window] as usize;
                let gain = saving.gains[pattern] - saving.costs[pattern] * gaps(windows, saving, window) as f64;
                let whole = self.best[(windows.begins[window] - first) as usize] + gain;
                if whole > self.best[place] {
                    (self.best[place], self.taken[place]) = (whole, Some(window));
                }
                window += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_short_windows_beat_a_long_one_that_saves_less() {
        let windows = Windows { begins: &[0, 0, 2, 5], afters: &[2, 4, 4, 7], patterns: &[0, 1, 0, 1] };
        let mut saving = Saving { sizes: &[2, 2], gains: &[3.0, 5.0], costs: &[0.0, 1.0] };
        let budget = Budget::new(None);
        let used = |saving| cover(&[0, 5, 7], windows, saving, |s| 1 + s as u32, &budget).unwrap();
        assert_eq!(used(saving), Used { usage: vec![2, 2], gaps: vec![0, 0] });
        saving.gains = &[1.0, 5.0];
        assert_eq!(used(saving), Used { usage: vec![0, 3], gaps: vec![0, 2] });
        let wrong = Windows { patterns: &[0, 1, 2, 1], ..windows };
        assert!(cover(&[0, 5, 7], wrong, saving, |_| 1, &budget).is_err());
        assert!(cover(&[0, 3, 7], windows, saving, |_| 1, &budget).is_err());
        saving.gains = &[-1.0, 0.0];
        assert_eq!(used(saving), Used { usage: vec![0, 0], gaps: vec![0, 0] });
    }
}
