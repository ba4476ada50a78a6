//! The transition null: each journey is a walk of its length along the chain that all journeys together make.
//!
//! Matched greedily, the walk stands at a pattern's event when it reaches it, so that the wait for the next one is the
//! first passage from the one to the other, whatever came before: the product automaton (how much of the pattern is
//! done × where the walk is) falls apart into first passages between pairs of events, exactly. Where walks can end
//! early (an event that nothing follows), they are those that go on as far as the journey does.
use super::chain::Chain;
use super::serial::Rows;
use crate::budget::Budget;
use crate::chunks::in_order;
use crate::error::Result;
use crate::matching::Patterns;
use std::collections::HashMap;
use std::ops::Range;

/// Targets whose passages are computed together.
const W: usize = 8;

/// Where a passage begins: the start of the journey …
const START: u32 = u32::MAX;

/// Of what is left of a passage, so small a part is left out where no walk ends early.
const REST: f64 = 1e-17;

/// The chances of a passage from one event to another to take 1, 2, … steps; from the start: to be the 1st, 2nd, … event.
type Passages = HashMap<(u32, u32), Vec<f64>>;

struct Null<'a> {
    chain: Chain<'a>,
    lengths: &'a [u32],
    most: usize,
    scale: f64,
    trims: bool,
    passages: Passages,
    /// By last event of a pattern: the chance to go on for 0, 1, … steps; empty where no walk ends early.
    going: HashMap<u32, Vec<f64>>,
    /// The chance of a walk to be of each of `lengths` or longer.
    reaching: Vec<f64>,
}

/// q at ascending `lengths` of patterns of single events.
pub fn transition_rows(
    chain: Chain<'_>,
    patterns: Patterns<'_>,
    lengths: &[u32],
    n_jobs: usize,
    budget: &Budget,
) -> Result<Rows> {
    let most = lengths.last().map_or(0, |&most| most as usize);
    let scale = chain.scale(most, budget);
    let passages = passages(chain, patterns, most, scale, n_jobs, budget)?;
    let mut null = Null {
        chain,
        lengths,
        most,
        scale,
        trims: !chain.has_ends(),
        passages,
        going: HashMap::new(),
        reaching: vec![1.0; lengths.len()],
    };
    if !null.trims {
        null.survive(patterns, budget);
    }
    let mut order: Vec<u32> = (0..patterns.len() as u32).collect();
    order.sort_by_key(|&i| patterns.pattern(i as usize));
    let mut values = vec![0.0; patterns.len() * lengths.len()];
    let mut done = 0;
    in_order(
        order.len(),
        n_jobs,
        budget,
        Vec::new,
        |path: &mut Vec<(u32, Vec<f64>)>, range: Range<usize>| {
            let own = order[range].iter().take_while(|_| !budget.is_spent());
            own.map(|&i| null.row(path, patterns.pattern(i as usize))).collect::<Vec<_>>()
        },
        |rows| {
            for row in rows {
                let at = order[done] as usize * lengths.len();
                values[at..at + lengths.len()].copy_from_slice(&row);
                done += 1;
            }
        },
    )?;
    Ok(Rows { values, of: (0..patterns.len() as u32).collect() })
}

impl Null<'_> {
    /// q at every length. `path` holds the arrivals at the events of the pattern before, which may begin alike.
    fn row(&self, path: &mut Vec<(u32, Vec<f64>)>, pattern: &[u32]) -> Vec<f64> {
        let common = path.iter().zip(pattern).take_while(|(known, event)| known.0 == **event).count();
        path.truncate(common);
        for &event in &pattern[common..] {
            let arrivals = match path.last() {
                None => self.passages.get(&(START, event)).cloned().unwrap_or_default(),
                Some((before, arrivals)) => {
                    let passage = self.passages.get(&(*before, event)).map_or(&[][..], Vec::as_slice);
                    self.followed(arrivals, passage)
                }
            };
            path.push((event, arrivals));
        }
        let Some((last, arrivals)) = path.last() else { return vec![1.0; self.lengths.len()] };
        match self.going.get(last) {
            Some(going) => self.held_by_those_that_go_on(arrivals, going),
            None => self.held(arrivals),
        }
    }

    /// Σ_{m ≤ L} arrivals[m].
    fn held(&self, arrivals: &[f64]) -> Vec<f64> {
        let (mut at, mut sum) = (0, 0.0);
        let upto = |&length: &u32| {
            let end = (length as usize).min(arrivals.len());
            sum += arrivals[at..end].iter().sum::<f64>();
            at = end;
            sum.min(1.0)
        };
        self.lengths.iter().map(upto).collect()
    }

    /// Σ_m arrivals[m] · going[L − m] / reaching[L].
    fn held_by_those_that_go_on(&self, arrivals: &[f64], going: &[f64]) -> Vec<f64> {
        let at = |(&length, &whole): (&u32, &f64)| {
            let (length, most) = (length as usize, arrivals.len().min(length as usize));
            let sum: f64 = (0..most).map(|m| arrivals[m] * going[length - m - 1]).sum();
            if sum > 0.0 { (sum / whole).min(1.0) } else { 0.0 }
        };
        self.lengths.iter().zip(&self.reaching).map(at).collect()
    }

    /// Arrivals at the next event: arrival i (from 0) and passage j (from 0) come to i + j + 1.
    fn followed(&self, arrivals: &[f64], passage: &[f64]) -> Vec<f64> {
        let most = (arrivals.len() + passage.len()).min(self.most);
        let mut sum = vec![0.0; most];
        for (i, &chance) in arrivals.iter().enumerate().filter(|one| *one.1 > 0.0) {
            if let Some(room) = sum.get_mut(i + 1..) {
                room.iter_mut().zip(passage).for_each(|(sum, one)| *sum += chance * one);
            }
        }
        if self.trims {
            trim(&mut sum);
        }
        sum
    }

    /// How many walks go on, from the last event of each pattern and from the start.
    fn survive(&mut self, patterns: Patterns<'_>, budget: &Budget) {
        let known = (0..patterns.len()).filter_map(|i| patterns.pattern(i).last().copied());
        let known = known.filter(|&event| (event as usize) < self.chain.len());
        self.going = known.map(|event| (event, Vec::with_capacity(self.most))).collect();
        let (mut alive, mut next) = (vec![[1.0]; self.chain.len()], vec![[0.0]; self.chain.len()]);
        let mut lengths =
            self.lengths.iter().zip(&mut self.reaching).skip_while(|(length, _)| **length == 0).peekable();
        for step in 0..self.most {
            if budget.is_spent() {
                return;
            }
            for (&event, going) in &mut self.going {
                going.push(alive[event as usize][0]);
            }
            if let Some((_, reaching)) = lengths.next_if(|(length, _)| **length as usize == step + 1) {
                *reaching = self.chain.start.iter().zip(&alive).map(|(start, one)| start * one[0]).sum();
            }
            self.chain.step(&alive, self.scale, &mut next);
            std::mem::swap(&mut alive, &mut next);
        }
    }
}

/// Leaves out the end of a distribution that weighs nothing beside the whole.
fn trim(chances: &mut Vec<f64>) {
    let whole: f64 = chances.iter().sum();
    let mut rest = 0.0;
    while let Some(&last) = chances.last() {
        rest += last;
        if rest > whole * REST {
            break;
        }
        chances.pop();
    }
}

/// All passages that the patterns ask for.
fn passages(
    chain: Chain<'_>,
    patterns: Patterns<'_>,
    most: usize,
    scale: f64,
    n_jobs: usize,
    budget: &Budget,
) -> Result<Passages> {
    let mut asked: Vec<(u32, u32)> = Vec::new();
    for i in 0..patterns.len() {
        let pattern = patterns.pattern(i);
        asked.push((pattern[0], START));
        asked.extend(pattern.windows(2).map(|pair| (pair[1], pair[0])));
    }
    asked.retain(|&(to, from)| [to, from].iter().all(|&code| code == START || (code as usize) < chain.len()));
    asked.sort_unstable();
    asked.dedup();
    let targets: Vec<&[(u32, u32)]> = asked.chunk_by(|a, b| a.0 == b.0).collect();
    let blocks: Vec<&[&[(u32, u32)]]> = targets.chunks(W).collect();
    let mut all = Passages::new();
    let bench = || (vec![[0.0; W]; chain.len()], vec![[0.0; W]; chain.len()]);
    let some = |(now, next): &mut (Vec<[f64; W]>, Vec<[f64; W]>), range: Range<usize>| {
        let mut found = Vec::new();
        for block in range.take_while(|_| !budget.is_spent()) {
            block_of_passages(chain, blocks[block], (most, scale), (now, next), budget, &mut found);
        }
        found
    };
    in_order(blocks.len(), n_jobs, budget, bench, some, |part| all.extend(part))?;
    Ok(all)
}

/// h_1(x) = T(x, b), h_n(x) = Σ_{y ≠ b} T(x, y) h_{n−1}(y), for some targets b at once.
fn block_of_passages(
    chain: Chain<'_>,
    targets: &[&[(u32, u32)]],
    (most, scale): (usize, f64),
    (now, next): (&mut Vec<[f64; W]>, &mut Vec<[f64; W]>),
    budget: &Budget,
    found: &mut Vec<((u32, u32), Vec<f64>)>,
) {
    let first = found.len();
    for &(to, from) in targets.iter().copied().flatten() {
        let chance = if from == START { chain.start[to as usize] } else { 0.0 };
        let begun = if from == START { vec![chance] } else { Vec::new() };
        found.push(((from, to), begun));
    }
    // The chance to be at the target after no step: 1 at the target itself.
    now.fill([0.0; W]);
    targets.iter().enumerate().for_each(|(lane, target)| now[target[0].0 as usize][lane] = 1.0);
    for n in 1..most {
        if budget.is_spent() {
            return;
        }
        chain.step(now, scale, next);
        std::mem::swap(now, next);
        let mut at = first;
        for (lane, target) in targets.iter().enumerate() {
            for &(to, from) in *target {
                let chance = match from {
                    START => begun(chain, now, lane, to),
                    _ => now[from as usize][lane],
                };
                found[at].1.push(chance);
                at += 1;
            }
        }
        // What returns to the target has passed it before.
        if n + 1 < most {
            targets.iter().enumerate().for_each(|(lane, target)| now[target[0].0 as usize][lane] = 0.0);
        }
    }
    if !chain.has_ends() {
        found[first..].iter_mut().for_each(|(_, chances)| trim(chances));
    }
}

/// Σ_{x ≠ b} start(x) h(x).
fn begun<const N: usize>(chain: Chain<'_>, value: &[[f64; N]], lane: usize, to: u32) -> f64 {
    let others = chain.start.iter().zip(value).enumerate().filter(|(code, _)| *code != to as usize);
    others.map(|(_, (start, one))| start * one[lane]).sum()
}
