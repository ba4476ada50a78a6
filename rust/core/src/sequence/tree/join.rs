//! One tree out of what all threads have found.
use super::{Memo, Tree};
use crate::sequence::harvest::{Harvest, Node};

/// Puts the trees of all threads together; the first of them begins with the block of the single events.
pub fn join(harvests: Vec<Harvest>) -> Tree {
    let mut harvests = harvests.into_iter();
    let Some(first) = harvests.next() else { return Tree::default() };
    let mut joint = Joint { tree: first.tree, memo: first.memo, shifts: vec![0], grafts: first.grafts };
    let others: Vec<Harvest> = harvests.collect();
    let more = others.iter().map(|other| other.tree.len()).sum();
    joint.tree.reserve(more);
    others.into_iter().for_each(|other| joint.add(other));
    joint.finish()
}

struct Joint {
    tree: Tree,
    memo: Memo,
    /// By how much the slots of each thread's tree have moved.
    shifts: Vec<u32>,
    /// Blocks in slots of the joint tree, their parents not yet.
    grafts: Vec<(Node, u32)>,
}

impl Joint {
    fn add(&mut self, other: Harvest) {
        let shift = self.tree.len() as u32;
        self.shifts.push(shift);
        // What each block is called in the end: itself, or the block of an earlier thread with the same future.
        let mut names: Vec<u32> = Vec::new();
        let own = other.tree.len();
        self.memo.absorb(other.memo, shift, |block, known| {
            if names.is_empty() {
                names = (shift..shift + own as u32).collect();
            }
            names[(block - shift) as usize] = known;
        });
        let name = |block: u32| match (block, names.is_empty()) {
            (0, _) => 0,
            (block, true) => block + shift,
            (block, false) => names[block as usize],
        };
        self.tree.steps.extend_from_slice(&other.tree.steps);
        self.tree.supports.extend_from_slice(&other.tree.supports);
        self.tree.first.extend(other.tree.first.iter().map(|&block| name(block)));
        self.grafts.extend(other.grafts.iter().map(|&(parent, block)| (parent, name(block))));
    }

    fn finish(mut self) -> Tree {
        for (parent, block) in self.grafts {
            self.tree.first[(self.shifts[parent.tree as usize] + parent.at) as usize] = block;
        }
        for (block, stands) in self.memo.into_futures() {
            self.tree.first[block as usize - 1] = stands;
        }
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::sequence::harvest::Field;

    /// All paths, each with its supports.
    fn paths(tree: &Tree) -> Vec<(Vec<u32>, u32)> {
        let mut open: Vec<(u32, Vec<u32>)> = vec![(1, vec![])];
        let mut found = vec![];
        while let Some((block, path)) = open.pop() {
            for at in tree.block(block) {
                let longer = [path.as_slice(), &[tree.steps[at]]].concat();
                open.push((tree.first[at], longer.clone()));
                found.push((longer, tree.supports[at]));
            }
        }
        found.sort();
        found
    }

    fn two<'a>(field: &'a Field<'a>) -> (Harvest<'a>, Harvest<'a>) {
        let (mut one, other) = (Harvest::new(0, field), Harvest::new(1, field));
        one.block(Node { tree: 0, at: 0 }, 1, [(0, 9), (1, 8)].into_iter());
        (one, other)
    }

    #[test]
    fn blocks_come_back_to_parents_in_other_trees() {
        let budget = Budget::new(None);
        let field = Field::new(1, usize::MAX, &budget);
        let (mut one, mut other) = two(&field);
        let below = other.block(Node { tree: 0, at: 2 }, 2, [(0, 7), (1, 6)].into_iter());
        one.block(Node { at: below.at + 1, ..below }, 3, [(0, 5)].into_iter());
        other.block(below, 3, [(1, 4)].into_iter());
        let want =
            [(vec![0], 9), (vec![1], 8), (vec![1, 0], 7), (vec![1, 0, 1], 4), (vec![1, 1], 6), (vec![1, 1, 0], 5)];
        assert_eq!(paths(&join(vec![one, other])), want);
    }

    #[test]
    fn what_two_threads_know_becomes_one_block() {
        let budget = Budget::new(None);
        for max_length in [usize::MAX, 9] {
            let field = Field::new(1, max_length, &budget).sharing();
            let (mut one, mut other) = two(&field);
            assert!(!one.known(Node { tree: 0, at: 1 }, 2, 77));
            let block = one.block(Node { tree: 0, at: 1 }, 2, [(1, 3)].into_iter());
            one.remember(2, 77, block);
            let twin = other.block(Node { tree: 0, at: 2 }, 2, [(1, 3)].into_iter());
            other.remember(2, 77, twin);
            assert!(other.memo.find(2, 77) == Some(twin.at));
            let tree = join(vec![one, other]);
            assert_eq!(tree.first[1], tree.first[2], "both events have one block");
            assert_eq!(tree.first[1], 4, "the first thread's");
        }
    }

    #[test]
    fn bounded_lengths_share_a_future_but_no_block() {
        let budget = Budget::new(None);
        let field = Field::new(1, 3, &budget).sharing();
        let (mut one, _) = two(&field);
        let two = one.block(Node { tree: 0, at: 1 }, 2, [(1, 3)].into_iter());
        one.remember(2, 5, two);
        assert!(!one.known(two, 3, 5), "patterns there may get one event longer");
        let three = one.block(two, 3, [(1, 3)].into_iter());
        one.remember(3, 5, three);
        let tree = join(vec![one]);
        assert_eq!((tree.future(two.at), tree.future(three.at)), (two.at, two.at));
    }
}
