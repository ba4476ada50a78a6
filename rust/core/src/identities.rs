//! Who is who: pairs of ids that were seen together, tied into persons by union-find.
//!
//! Ids are codes in the fixed order of ids: those below `n_known` are *known* (they name a person), the others are
//! anonymous. Pairs are worked off in one order, whatever order they came in: confirmed ones first, then by the time
//! they were first seen, then by their ids.
mod gather;
#[cfg(test)]
mod tests;

pub use gather::{Links, Pairs, gather};

use crate::budget::{Budget, heard};
use crate::error::{Error, Result};

/// How pairs become persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// One pair after the other; a pair that would join two groups that each hold a known id is refused.
    FirstIdentify,
    /// All pairs at once; a group that holds several known ids is set apart.
    Connected,
}

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// It ties two groups: a branch of the forest.
    Tied = 0,
    /// Its ids were of one group already.
    Within = 1,
    /// It would have joined two known ids.
    Refused = 2,
}

/// Why a group was set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Apart {
    /// It was not.
    No = 0,
    /// It holds more ids than a person may have.
    TooMany = 1,
    /// It holds several known ids.
    SeveralKnown = 2,
}

/// What is asked of the ids.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Ids there are.
    pub n_ids: usize,
    /// The first so many are known.
    pub n_known: usize,
    /// How pairs become persons.
    pub rule: Rule,
    /// The most ids of a person.
    pub max_ids: usize,
}

/// The persons.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// The least id of each id's group.
    pub groups: Vec<u32>,
    /// Why each id's group was set apart ([`Apart`]): its ids then stay by themselves.
    pub apart: Vec<u8>,
    /// When each id was first seen in a pair; `i64::MIN` without a time, or without a pair.
    pub since: Vec<i64>,
    /// Rows that pair each id with another.
    pub counts: Vec<u64>,
    /// What became of each pair ([`Verdict`]).
    pub verdicts: Vec<u8>,
}

/// Groups of ids that only grow.
struct Groups {
    parents: Vec<u32>,
    sizes: Vec<u32>,
    /// The least id of the group of a root: the one that names it.
    least: Vec<u32>,
    /// Known ids of the group of a root; those of confirmed pairs are one.
    known: Vec<u32>,
}

impl Groups {
    fn new(asked: Asked) -> Self {
        let all = 0..asked.n_ids as u32;
        let known = all.clone().map(|id| u32::from((id as usize) < asked.n_known)).collect();
        Groups { parents: all.clone().collect(), sizes: vec![1; asked.n_ids], least: all.collect(), known }
    }

    /// The root of an id; every second id on the way is hung one higher.
    fn root(&mut self, mut id: u32) -> usize {
        while self.parents[id as usize] != id {
            let above = self.parents[id as usize];
            self.parents[id as usize] = self.parents[above as usize];
            id = self.parents[id as usize];
        }
        id as usize
    }

    fn join(&mut self, a: usize, b: usize, known: u32) {
        let (root, other) = if self.sizes[a] >= self.sizes[b] { (a, b) } else { (b, a) };
        self.parents[other] = root as u32;
        self.sizes[root] += self.sizes[other];
        self.least[root] = self.least[root].min(self.least[other]);
        self.known[root] = known;
    }

    /// Ties a pair by the rule.
    fn tie(&mut self, left: u32, right: u32, confirmed: bool, rule: Rule) -> Verdict {
        let (a, b) = (self.root(left), self.root(right));
        if a == b {
            return Verdict::Within;
        }
        let known = self.known[a] + self.known[b];
        if known > 1 && !confirmed && rule == Rule::FirstIdentify {
            return Verdict::Refused;
        }
        self.join(a, b, if confirmed { known.min(1) } else { known });
        Verdict::Tied
    }
}

/// Ties pairs, in their order, into persons.
pub fn persons(pairs: &Pairs, asked: Asked, budget: &Budget) -> Result<Persons> {
    let worst = pairs.lefts.iter().chain(&pairs.rights).max();
    if let Some(&id) = worst.filter(|&&id| id as usize >= asked.n_ids) {
        return Err(Error::Shape { what: "id of a pair", found: id.into(), expected: asked.n_ids as u64 });
    }
    let mut groups = Groups::new(asked);
    let (since, counts) = (vec![i64::MAX; asked.n_ids], vec![0; asked.n_ids]);
    let verdicts = Vec::with_capacity(pairs.lefts.len());
    let mut found = Persons { since, counts, verdicts, ..Persons::default() };
    for at in heard(0..pairs.lefts.len(), || budget.is_spent()) {
        let (left, right) = (pairs.lefts[at], pairs.rights[at]);
        let verdict = groups.tie(left, right, pairs.confirmed[at], asked.rule);
        found.verdicts.push(verdict as u8);
        for id in [left as usize, right as usize] {
            found.since[id] = found.since[id].min(pairs.times[at]);
            found.counts[id] += pairs.counts[at];
        }
    }
    name(&mut groups, &mut found, asked, budget);
    budget.check()?;
    Ok(found)
}

/// Which group each id is of, and whether it stands.
fn name(groups: &mut Groups, found: &mut Persons, asked: Asked, budget: &Budget) {
    for id in heard(0..asked.n_ids, || budget.is_spent()) {
        let root = groups.root(id as u32);
        let apart = if groups.known[root] > 1 {
            Apart::SeveralKnown
        } else if groups.sizes[root] as usize > asked.max_ids {
            Apart::TooMany
        } else {
            Apart::No
        };
        found.groups.push(groups.least[root]);
        found.apart.push(apart as u8);
        if found.counts[id] == 0 {
            found.since[id] = i64::MIN;
        }
    }
}
