//! Antecedents grow event by event, each from two that differ in their last event; below each grow its consequents.
use super::Request;
use super::found::{Keeper, Part};
use super::rows::Rows;
use super::task::{Follower, Level, Task};
use crate::budget::{Account, Budget};
use crate::kernels::bitset::and_into;

/// So many nodes pass between two looks at what memory weighs.
const WEIGH_EVERY: u32 = 64;

/// The search of one thread.
pub struct Search<'a> {
    rows: &'a Rows,
    request: &'a Request,
    keeper: &'a Keeper,
    budget: &'a Budget,
    account: Account<'a>,
    task: Task,
    /// Antecedents of two events and more.
    levels: Vec<Level>,
    consequents: Vec<Level>,
    left: Vec<u32>,
    right: Vec<u32>,
    /// By length of the antecedent, from two: the journeys that hold it.
    journeys: Vec<Vec<u64>>,
    out: Part,
    unseen: u32,
    nodes: u32,
    /// Bytes of the task and the levels of antecedents.
    lefts: usize,
}

impl<'a> Search<'a> {
    /// A search that has found nothing yet.
    pub fn new(rows: &'a Rows, request: &'a Request, keeper: &'a Keeper, budget: &'a Budget) -> Self {
        Search {
            rows,
            request,
            keeper,
            budget,
            account: budget.account(),
            task: Task::default(),
            levels: vec![Level::default()],
            consequents: vec![Level::default()],
            left: Vec::new(),
            right: Vec::new(),
            journeys: Vec::new(),
            out: Part::default(),
            unseen: 0,
            nodes: 0,
            lefts: 0,
        }
    }

    /// Hands in what was found; the best support that was not looked into.
    pub fn finish(self) -> u32 {
        self.keeper.absorb(self.out);
        self.unseen
    }

    /// Offers the rules of this event alone with one other, so that the threshold rises.
    pub fn pairs(&mut self, event: u32) {
        if self.begin(event) {
            let base = self.rows.items[event as usize].support;
            for at in 0..self.task.root.followers.len() {
                let one = self.task.root.followers[at];
                self.right.push(one.item);
                if one.support >= self.request.confident(base) {
                    self.offer(one.support, base);
                }
                self.right.pop();
            }
        }
    }

    /// Searches all antecedents whose first event this is.
    pub fn run(&mut self, event: u32) {
        if !self.begin(event) {
            return;
        }
        let root = std::mem::take(&mut self.task.root);
        self.consequents_of(&root.followers, &root.bits, self.rows.items[event as usize].support);
        self.task.root = root;
        let (rows, least, most) = (self.rows, self.keeper.least(), self.most_left());
        if most < 2 {
            return;
        }
        let mut levels = std::mem::take(&mut self.levels);
        if self.task.pair(rows, event, least, &mut levels[0], &mut self.account) {
            self.walk(&mut levels, most);
        } else {
            self.leave(&self.task.root.followers.clone());
        }
        self.levels = levels;
    }

    fn most_left(&self) -> usize {
        self.request.left.most.min(self.request.lengths.1.saturating_sub(1))
    }

    /// Is there anything below this event?
    fn begin(&mut self, event: u32) -> bool {
        let item = self.rows.items[event as usize];
        let least = self.keeper.least();
        if !item.left || item.support < least || self.most_left() == 0 || self.request.right.most == 0 {
            return false;
        }
        if self.budget.is_spent() {
            self.unseen = self.unseen.max(item.support);
            return false;
        }
        self.left.clear();
        self.left.push(event);
        self.task.begin(self.rows, event, least);
        !self.task.root.followers.is_empty()
    }

    /// These are not looked into.
    fn leave(&mut self, followers: &[Follower]) {
        let best = followers.iter().map(|one| one.support).max().unwrap_or(0);
        self.unseen = self.unseen.max(best);
    }

    /// Notes now and then what the levels of antecedents weigh …
    fn weigh(&mut self, levels: &[Level]) {
        if self.nodes.is_multiple_of(WEIGH_EVERY) {
            let grown = levels.iter().map(Level::bytes).sum::<usize>();
            let journeys = self.journeys.iter().map(|words| 8 * words.capacity()).sum::<usize>();
            self.lefts = self.task.bytes() + grown + journeys;
        }
        self.weigh_all(&[]);
    }

    /// … and, with those of the consequents at hand, all there is.
    fn weigh_all(&mut self, consequents: &[Level]) {
        self.nodes = self.nodes.wrapping_add(1);
        if self.nodes.is_multiple_of(WEIGH_EVERY) {
            let grown = consequents.iter().chain(&self.consequents).map(Level::bytes).sum::<usize>();
            self.account.hold(self.lefts + grown + self.out.bytes());
        }
    }

    /// Searches the antecedents of two events and more, depth first.
    fn walk(&mut self, levels: &mut Vec<Level>, most: usize) {
        let mut depth = 0;
        loop {
            if levels.len() == depth + 1 {
                levels.push(Level::default());
            }
            self.weigh(levels);
            let (above, below) = levels.split_at_mut(depth + 1);
            let (level, below) = (&mut above[depth], &mut below[0]);
            let Some(&(item, _)) = level.members.get(level.next) else {
                self.left.pop();
                if depth == 0 {
                    return;
                }
                depth -= 1;
                continue;
            };
            let member = level.next;
            level.next += 1;
            if self.budget.is_spent() {
                // Neither this member nor those after it are looked into.
                self.leave(&level.followers);
                level.next = level.members.len();
                continue;
            }
            self.left.push(item);
            let base = self.hold(depth, item);
            self.consequents_of(level.of(member), &level.bits, base);
            if self.left.len() < most && self.join(level, member, below) {
                depth += 1;
            } else {
                self.left.pop();
            }
        }
    }

    /// How many journeys hold the antecedent, now that this event has joined it.
    fn hold(&mut self, depth: usize, item: u32) -> u32 {
        if self.journeys.len() == depth {
            self.journeys.push(Vec::new());
        }
        let own = self.task.journeys_with(item);
        let (above, now) = self.journeys.split_at_mut(depth);
        now[0].resize(own.len(), 0);
        and_into(above.last().map_or(own, |above| &above[..own.len()]), own, &mut now[0])
    }

    /// Antecedents with one event more: this member with each after it, and the followers both have.
    fn join(&mut self, level: &Level, member: usize, below: &mut Level) -> bool {
        below.clear();
        let least = self.keeper.least();
        for other in member + 1..level.members.len() {
            let before = below.followers.len();
            let mut theirs = level.of(other).iter().peekable();
            for one in level.of(member) {
                while theirs.next_if(|other| other.item < one.item).is_some() {}
                if let Some(other) = theirs.next_if(|other| other.item == one.item) {
                    below.meet(&self.task.rows, &level.bits, (one, other), least);
                }
            }
            if below.followers.len() > before {
                below.members.push((level.members[other].0, below.followers.len()));
            }
        }
        !below.members.is_empty()
    }

    /// Offers the rules of the antecedent at hand, depth first; `base` journeys hold it.
    fn consequents_of(&mut self, followers: &[Follower], bits: &[u64], base: u32) {
        let confident = self.request.confident(base);
        let most = self.request.right.most.min(self.request.lengths.1 - self.left.len());
        let mut levels = std::mem::take(&mut self.consequents);
        levels[0].clear();
        levels[0].followers.extend(followers.iter().filter(|one| one.support >= confident));
        let mut depth = 0;
        loop {
            if levels.len() == depth + 1 {
                levels.push(Level::default());
            }
            self.weigh_all(&levels);
            let (above, below) = levels.split_at_mut(depth + 1);
            let (level, below) = (&mut above[depth], &mut below[0]);
            let bits = if depth == 0 { bits } else { &level.bits };
            let Some(&one) = level.followers.get(level.next) else {
                if depth == 0 {
                    break;
                }
                self.right.pop();
                depth -= 1;
                continue;
            };
            if self.budget.is_spent() {
                self.leave(&level.followers[level.next..]);
                level.next = level.followers.len();
                continue;
            }
            level.next += 1;
            self.right.push(one.item);
            // Pairs were offered first where they let the threshold rise.
            if !self.keeper.is_limited() || self.left.len() + self.right.len() > 2 {
                self.offer(one.support, base);
            }
            below.clear();
            if self.right.len() < most {
                let least = self.keeper.least().max(confident);
                for other in &level.followers[level.next..] {
                    below.meet(&self.task.rows, bits, (&one, other), least);
                }
            }
            if below.followers.is_empty() {
                self.right.pop();
            } else {
                depth += 1;
            }
        }
        self.consequents = levels;
    }

    fn offer(&mut self, support: u32, base: u32) {
        let length = self.left.len() + self.right.len();
        if (self.request.lengths.0..=self.request.lengths.1).contains(&length) {
            let code = |item: u32| self.rows.items[item as usize].code;
            self.keeper.offer(&mut self.out, (&self.left, &self.right), code, support, base);
        }
    }
}
