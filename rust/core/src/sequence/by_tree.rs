//! Results by way of a tree: all patterns by the fast engines first, then the kind decided on the tree.
use super::{Asked, Kind, Seen};
use crate::budget::{Account, Budget};
use crate::database::Item;
use crate::error::{Error, Result};
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Field, Harvest};
use crate::sequence::plain;
use crate::sequence::tree::{Choice, Goal, Judged, Tree, Unrolled, columns, join, marks, unroll};

/// Beyond so many slots a tree may be one of those that explode: then nodes with equal futures share their children.
const MOST_SLOTS: usize = 4 << 20;
/// Beyond so many even then, results are looked for one by one, which asks for no memory.
const MOST_SHARED_SLOTS: usize = 100 << 20;
/// The same where only the best are asked for: to look for them one by one takes no tree, and its threshold rises.
const MOST_BEST_SLOTS: usize = 1 << 20;
const MOST_BEST_SHARED_SLOTS: usize = 16 << 20;
/// A kind is decided on a whole tree only. So much of a limit may go into it; the rest is for a search that proves each
/// result by itself.
///
/// Columns that grow leave their former copies with the allocator, up to as much again.
const SHARE: f64 = 0.4;
/// How much of the work a step takes that is not the last one: so it is told, for nobody knows before.
const SEARCH: f64 = 0.8;

/// What was grown within a budget.
pub(super) struct Grown<'a> {
    pub(super) tree: Tree,
    /// The best support of what was not looked into.
    pub(super) unseen: u32,
    /// Holds what the tree weighs.
    account: Account<'a>,
}

/// What is done with a tree.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    /// It is what is asked for.
    All,
    /// Its patterns are judged.
    Judged(Judged),
    /// The same, as far as so many, the best, are asked for; no pattern has more support than the last number says.
    Best(Judged, usize, u32),
}

/// Patterns of a kind that depends on others: those looked for, and when to give up.
#[derive(Clone, Copy)]
struct Aim {
    kind: Judged,
    min_support: u32,
    /// How many are told at most.
    most: Option<usize>,
    most_slots: usize,
    most_shared_slots: usize,
}

impl Asked<'_> {
    /// How a tree is the way to what is asked for; `None` where it is not.
    pub(super) fn way(&self, cells: &Cells) -> Option<Way> {
        let (kind, k) = match (self.request.kind, self.request.first()) {
            (Kind::All(None), None) => return Some(Way::All),
            (Kind::All(_), _) => return None,
            (Kind::Closed(k), first) => (Judged::Insertions(Goal::Closed), k.into_iter().chain(first).min()),
            (Kind::Maximal, _) => (Judged::Insertions(Goal::Maximal), None),
            (Kind::Generators(k), first) => (Judged::Generators(cells.n_journeys), k.into_iter().chain(first).min()),
        };
        let best = cells.supports.iter().copied().max().unwrap_or(0);
        Some(k.map_or(Way::Judged(kind), |k| Way::Best(kind, k, best)))
    }

    /// What is asked for, if the budget allows the tree to be finished. The journeys are laid out each time they are
    /// needed, for engines take them over.
    pub(super) fn by_tree(&self, way: Way, lay_out: impl Fn() -> Result<Cells>) -> Result<Option<Seen>> {
        match way {
            Way::All => self.all(lay_out()?).map(Some),
            Way::Judged(kind) => self.judged(&lay_out, self.aim(kind)),
            Way::Best(kind, most, best) => self.best_judged(&lay_out, kind, most, best),
        }
    }

    /// All of a kind, of which no more than asked for are told.
    fn aim(&self, kind: Judged) -> Aim {
        let (min_support, most) = (self.request.min_support, self.request.first());
        Aim { kind, min_support, most, most_slots: MOST_SLOTS, most_shared_slots: MOST_SHARED_SLOTS }
    }

    fn choice<'c>(&'c self, codes: &'c [Item], aim: &Aim) -> Choice<'c> {
        let least_rank = u64::from(aim.min_support) << 32;
        let (lengths, wanted) = (self.request.lengths, &*self.wanted);
        Choice { lengths, least_rank, wanted, most: aim.most, codes }
    }

    /// All patterns.
    fn all(&self, cells: Cells) -> Result<Seen> {
        let field = Field::new(self.request.min_support, self.request.lengths.max, self.budget);
        let field = field.beginning_with(self.first_items(&cells));
        let codes = cells.codes.clone();
        self.budget.step(SEARCH);
        let grown = grown(cells, &field, self.jobs())?;
        self.budget.step(1.0);
        if field.has_given_up() {
            let slots = grown.tree.len() as u64;
            return Err(Error::Capacity { what: "patterns", found: slots, limit: slots });
        }
        let (lengths, wanted) = (self.request.lengths, &*self.wanted);
        let choice = Choice { lengths, least_rank: 0, wanted, most: None, codes: &codes };
        let Unrolled { found, cut_off } = unroll(&grown.tree, None, &choice, self.jobs(), self.budget)?;
        Ok(Seen { found, unseen: grown.unseen.max(cut_off) })
    }

    /// The best of a kind, or nothing where the tree they are in cannot be finished.
    ///
    /// No closed pattern and no generator depends on a threshold, so thresholds fall until there are enough.
    fn best_judged(
        &self,
        lay_out: &impl Fn() -> Result<Cells>,
        kind: Judged,
        most: usize,
        best: u32,
    ) -> Result<Option<Seen>> {
        let mut least = best;
        loop {
            least = (least / 2).max(self.request.min_support);
            let (most_slots, most_shared_slots) = (MOST_BEST_SLOTS, MOST_BEST_SHARED_SLOTS);
            let aim = Aim { kind, min_support: least, most: Some(most), most_slots, most_shared_slots };
            let seen = self.judged(lay_out, aim)?;
            let is_enough = |seen: &Seen| seen.found.len() >= most;
            if least == self.request.min_support || seen.as_ref().is_none_or(is_enough) {
                return Ok(seen);
            }
        }
    }

    /// Patterns of a kind that depends on others, or nothing where the tree was not finished.
    fn judged(&self, lay_out: &impl Fn() -> Result<Cells>, aim: Aim) -> Result<Option<Seen>> {
        let part = self.part(SHARE);
        let plain = self.judged_plainly(lay_out()?, aim, &part)?;
        if plain.is_some() || part.is_late() {
            return Ok(plain);
        }
        self.judged_sharing(lay_out()?, aim, &self.part(SHARE))
    }

    /// How long patterns must be known to decide a kind.
    fn field<'b>(&self, aim: &Aim, budget: &'b Budget) -> Field<'b> {
        let longest = match aim.kind {
            Judged::Insertions(_) => self.request.lengths.max.saturating_add(1),
            Judged::Generators(_) => self.request.lengths.max,
        };
        Field::new(aim.min_support, longest, budget)
    }

    fn judged_plainly(&self, cells: Cells, aim: Aim, budget: &Budget) -> Result<Option<Seen>> {
        let codes = cells.codes.clone();
        let field = self.field(&aim, budget).undecided().with_most_slots(aim.most_slots);
        budget.step(SEARCH / 2.0);
        let Some(mut grown) = if_room(grown(cells, &field, self.jobs()))? else { return Ok(None) };
        if grown.unseen > 0 || !grown.account.take(grown.tree.len()) {
            return Ok(None);
        }
        budget.step(SEARCH);
        let marks = marks(&grown.tree, aim.kind, self.request.lengths.max, self.jobs(), budget);
        self.budget.check()?;
        budget.step(1.0);
        let Some(marks) = marks else { return Ok(None) };
        let choice = self.choice(&codes, &aim);
        let Unrolled { found, cut_off } = unroll(&grown.tree, Some(&marks), &choice, self.jobs(), self.budget)?;
        Ok(Some(Seen { found, unseen: cut_off }))
    }

    fn judged_sharing(&self, cells: Cells, aim: Aim, budget: &Budget) -> Result<Option<Seen>> {
        let codes = cells.codes.clone();
        let field = self.field(&aim, budget).sharing().with_most_slots(aim.most_shared_slots);
        budget.step(SEARCH / 2.0);
        let Some(grown) = if_room(grown(cells, &field, self.jobs()))? else { return Ok(None) };
        if grown.unseen > 0 {
            return Ok(None);
        }
        budget.step(SEARCH);
        let found = columns(&grown.tree, aim.kind, &self.choice(&codes, &aim), self.jobs(), budget);
        self.budget.check()?;
        Ok(found.map(|found| Seen { found, unseen: 0 }))
    }

    /// So much of the budget, all of it where it has no limit.
    fn part(&self, share: f64) -> Budget {
        self.budget.part(if self.budget.is_limited() { share } else { 1.0 })
    }

    /// Which items may begin a pattern, where only some of all patterns are looked for.
    fn first_items(&self, cells: &Cells) -> Option<Vec<bool>> {
        let named = self.wanted.starts_with.as_ref()?;
        let mut may_begin = vec![false; cells.codes.len()];
        named.iter().for_each(|&item| may_begin[item as usize] = true);
        if cells.has_sets() {
            // A named item may join an element that a smaller one opens.
            let largest = named.iter().max().map_or(0, |&item| item as usize + 1);
            may_begin[..largest].fill(true);
        }
        Some(may_begin)
    }

    fn jobs(&self) -> usize {
        self.request.n_jobs
    }
}

/// Nothing where a part of the budget was too little to begin with.
fn if_room<T>(grown: Result<T>) -> Result<Option<T>> {
    match grown {
        Err(Error::Memory { .. } | Error::Spent) => Ok(None),
        other => other.map(Some),
    }
}

/// What the field asks for, as far as the budget goes.
pub(super) fn grown<'b>(cells: Cells, field: &Field<'b>, n_jobs: usize) -> Result<Grown<'b>> {
    let harvests = plain::search(cells, field, n_jobs)?;
    field.budget.check()?;
    let unseen = harvests.iter().map(Harvest::unseen).max().unwrap_or(0);
    let tree = join(harvests);
    let mut account = field.budget.account();
    account.hold(tree.bytes());
    Ok(Grown { tree, unseen, account })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::SequenceDb;
    use crate::sequence::search::Lengths;
    use crate::sequence::tests::{Rng, request, rows};
    use crate::sequence::wanted::Wanted;
    use crate::sequence::{Request, cells};
    use std::sync::Arc;

    /// More journeys, names and events than can be tried word by word; some elements hold several events.
    fn journeys(rng: &mut Rng) -> (Vec<u32>, Vec<u64>, Vec<u8>) {
        let (names, longest, sets, copies) = (2 + rng.below(9), 2 + rng.below(14), rng.below(2), rng.below(3));
        let (mut items, mut offsets, mut opens): (Vec<u32>, Vec<u64>, Vec<bool>) = (vec![], vec![0], vec![]);
        let model: Vec<u64> = (0..longest).map(|_| rng.below(names)).collect();
        for _ in 0..10 + rng.below(60) {
            for &usual in model.iter().take(rng.below(longest + 1) as usize) {
                let first = if copies > 0 && rng.below(4) > 0 { usual } else { rng.below(names) };
                items.push(first as u32);
                opens.push(true);
                for item in first + 1..names * sets {
                    if rng.below(3) == 0 {
                        items.push(item as u32);
                        opens.push(false);
                    }
                }
            }
            offsets.push(items.len() as u64);
        }
        let mut starts = vec![0; opens.len().div_ceil(8)];
        opens.iter().enumerate().filter(|(_, open)| **open).for_each(|(at, _)| starts[at >> 3] |= 1 << (at & 7));
        (items, offsets, starts)
    }

    #[test]
    fn trees_graphs_and_single_proofs_agree() {
        let (mut results, mut shared) = (0, 0);
        for seed in 1..120 {
            let (items, offsets, starts) = journeys(&mut Rng((seed * 0x9E37_79B9) | 1));
            let db = SequenceDb::new(&items, &offsets, Some(&starts)).unwrap();
            let budget = Budget::new(None);
            let min_support = (db.len() / [3, 4, 6][seed as usize % 3]).max(2) as u32;
            for kind in [Kind::Closed(None), Kind::Maximal, Kind::Generators(None)] {
                let (min, max) = [(1, usize::MAX), (1, 3), (2, usize::MAX), (1, 2)][seed as usize % 4];
                let lengths = Lengths { min, max };
                let request = &Request { lengths, n_jobs: 1 + seed as usize % 3, ..request(kind, min_support) };
                let cells = cells(&db, min_support, &[], 1, &budget).unwrap();
                let wanted = Arc::new(Wanted::default());
                let asked = Asked { request, wanted, measure: None, budget: &budget };
                let judged = match kind {
                    Kind::Maximal => Judged::Insertions(Goal::Maximal),
                    Kind::Closed(_) => Judged::Insertions(Goal::Closed),
                    _ => Judged::Generators(cells.n_journeys),
                };
                let aim = asked.aim(judged);
                let tree = asked.judged_plainly(cells.clone(), aim, &budget).unwrap().unwrap();
                let graph = asked.judged_sharing(cells.clone(), aim, &budget).unwrap().unwrap();
                let nodes = |field: &Field| grown(cells.clone(), field, 1).unwrap().tree.len();
                shared +=
                    usize::from(nodes(&asked.field(&aim, &budget)) > nodes(&asked.field(&aim, &budget).sharing()));
                let proven = asked.one_by_one(cells).unwrap();
                results += proven.found.len();
                assert_eq!(rows(&tree.found), rows(&proven.found), "the tree of case {seed}, {request:?}");
                assert_eq!(rows(&graph.found), rows(&proven.found), "the graph of case {seed}, {request:?}");
            }
        }
        assert!(results > 5_000 && shared > 50, "the cases must not be trivial: {results} {shared}");
    }

    #[test]
    fn the_best_of_a_kind_are_found_where_thresholds_fall() {
        let (mut results, mut cut) = (0, 0);
        for seed in 1..100u64 {
            let (items, offsets, starts) = journeys(&mut Rng((seed * 0x9E37_79B9) | 1));
            let db = SequenceDb::new(&items, &offsets, Some(&starts)).unwrap();
            let budget = Budget::new(None);
            let min_support = (db.len() / [3, 4, 6][seed as usize % 3]).max(2) as u32;
            let k = [1, 4, 20, 100][seed as usize % 4];
            for kind in [Kind::Closed(Some(k)), Kind::Generators(Some(k))] {
                let lengths = Lengths { min: 1 + seed as usize % 2, max: [usize::MAX, 3][seed as usize % 2] };
                let request = &Request { lengths, n_jobs: 1 + seed as usize % 3, ..request(kind, min_support) };
                let cells = cells(&db, min_support, &[], 1, &budget).unwrap();
                let wanted = Arc::new(Wanted::default());
                let asked = Asked { request, wanted, measure: None, budget: &budget };
                let way = asked.way(&cells).unwrap();
                let best = asked.by_tree(way, || Ok(cells.clone())).unwrap().unwrap();
                let judged = match kind {
                    Kind::Closed(_) => Judged::Insertions(Goal::Closed),
                    _ => Judged::Generators(cells.n_journeys),
                };
                // Shared nodes know a threshold above the one that events were counted with, too.
                let least = min_support + seed as u32 % 7;
                let aim = Aim { min_support: least, most: Some(k), ..asked.aim(judged) };
                let graph = asked.judged_sharing(cells.clone(), aim, &budget).unwrap().unwrap();
                let proven = asked.one_by_one(cells).unwrap();
                results += best.found.len();
                assert_eq!(rows(&best.found), rows(&proven.found), "case {seed}, {request:?}");
                let wanted = rows(&proven.found).into_iter().filter(|row| row.1 >= least).collect::<Vec<_>>();
                cut += proven.found.len() - wanted.len();
                assert_eq!(rows(&graph.found), wanted, "from {least} on, case {seed}, {request:?}");
            }
        }
        assert!(results > 1_000 && cut > 50, "the cases must not be trivial: {results} {cut}");
    }
}
