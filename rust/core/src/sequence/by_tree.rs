//! Results by way of a tree: all patterns by the fast engines first, then the kind decided on the tree.
use super::{Asked, Kind, Seen};
use crate::error::Result;
use crate::sequence::cells::Cells;
use crate::sequence::harvest::{Field, Harvest};
use crate::sequence::plain;
use crate::sequence::tree::{Choice, Goal, Judged, Tree, columns, join, marks, unroll};

/// Beyond so many slots a tree may be one of those that explode: then nodes with equal futures share their children.
const MOST_SLOTS: usize = 4 << 20;
/// Beyond so many even then, results are looked for one by one, which asks for no memory.
const MOST_SHARED_SLOTS: usize = 100 << 20;
/// A kind is decided on a whole tree only. So much of a limit may go into it; the rest is for a search that proves each
/// result by itself.
const SHARE: f64 = 0.5;

impl Asked<'_> {
    /// What is asked for, where a tree is the way to it and the budget allows it to be finished.
    pub(super) fn by_tree(&self, cells: &Cells) -> Result<Option<Seen>> {
        match (self.request.kind, self.first()) {
            (Kind::All(None), None) => self.all(cells, None).map(Some),
            // The bar cannot know which patterns are wanted.
            (Kind::All(k), first) if self.wanted.is_everything() => {
                self.all(cells, k.into_iter().chain(first).min()).map(Some)
            }
            (Kind::Closed(None), None) => self.judged(cells, Judged::Insertions(Goal::Closed)),
            (Kind::Maximal, _) => self.judged(cells, Judged::Insertions(Goal::Maximal)),
            (Kind::Generators(None), None) => self.judged(cells, Judged::Generators(cells.n_journeys)),
            _ => Ok(None),
        }
    }

    fn choice<'c>(&'c self, cells: &'c Cells, least_rank: u64, most: Option<usize>) -> Choice<'c> {
        Choice { lengths: self.request.lengths, least_rank, wanted: &self.wanted, most, codes: &cells.codes }
    }

    /// All patterns, or the `most` best.
    fn all(&self, cells: &Cells, most: Option<usize>) -> Result<Seen> {
        let (lengths, n_jobs) = (self.request.lengths, self.request.n_jobs);
        let mut field = Field::new(self.request.min_support, lengths.max, self.budget);
        if let Some(most) = most {
            field = field.best(most).with_min_length(lengths.min);
        }
        let (tree, unseen) = self.grown(cells, &field)?;
        let choice = self.choice(cells, field.least_rank(), most);
        let found = unroll(&tree, None, &choice, n_jobs, self.budget)?;
        let matters = unseen >= (field.least_rank() >> 32) as u32;
        Ok(Seen { found, unseen: if matters { unseen } else { 0 } })
    }

    /// Patterns of a kind that depends on others, or nothing where the tree was not finished.
    fn judged(&self, cells: &Cells, kind: Judged) -> Result<Option<Seen>> {
        let (lengths, n_jobs) = (self.request.lengths, self.request.n_jobs);
        let part = self.budget.part(if self.budget.is_limited() { SHARE } else { 1.0 });
        let depth = match kind {
            Judged::Insertions(_) => lengths.max.saturating_add(1),
            Judged::Generators(_) => lengths.max,
        };
        let choice = self.choice(cells, 0, self.first());
        let stop = || part.is_spent();
        let field = || Field::new(self.request.min_support, depth, &part);
        let found = match self.whole(cells, &field().with_most_slots(MOST_SLOTS))? {
            Some(tree) => match marks(&tree, kind, lengths.max, n_jobs, stop) {
                Some(marks) => Some(unroll(&tree, Some(&marks), &choice, n_jobs, self.budget)?),
                None => None,
            },
            None if part.is_spent() => None,
            None => self
                .whole(cells, &field().sharing().with_most_slots(MOST_SHARED_SLOTS))?
                .and_then(|graph| columns(&graph, kind, &choice, n_jobs, stop)),
        };
        self.budget.check()?;
        Ok(found.map(|found| Seen { found, unseen: 0 }))
    }

    /// The whole tree, if it was finished.
    fn whole(&self, cells: &Cells, field: &Field) -> Result<Option<Tree>> {
        let (tree, unseen) = self.grown(cells, field)?;
        Ok((unseen == 0).then_some(tree))
    }

    /// What was found of a tree, and the best support of what was not looked into.
    fn grown(&self, cells: &Cells, field: &Field) -> Result<(Tree, u32)> {
        let harvests = plain::search(cells, field, self.request.n_jobs);
        self.budget.check()?;
        let unseen = harvests.iter().map(Harvest::unseen).max().unwrap_or(0);
        Ok((join(harvests), unseen))
    }
}
