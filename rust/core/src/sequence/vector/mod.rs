//! Single events by sets of positions: every node counts all its extensions with one compare a journey.
//!
//! Good wherever many of the events that follow are frequent in many journeys. Local databases hold nothing but those,
//! and are cut out anew where a subtree needs far less of them. Journeys may have [`MOST_EVENTS`] of such events.
mod few;
mod local;
mod pairs;
mod path;
mod places;
mod search;
#[cfg(test)]
mod tests;

use crate::kernels::Level;
use crate::kernels::advance::Positions;
use crate::kernels::records::MOST_EVENTS as MOST_FEW;
use crate::pool::Pool;
use crate::sequence::harvest::{Harvest, Owner};
use crate::sequence::sparse::cell::Cell;
use crate::sequence::sparse::local::Counted;
use crate::sequence::task::Task;
use local::{Local, MOST_JOURNEYS};
use pairs::{PairSearch, Pairs};
use search::{Child, Search};

/// How many events of a journey can be told apart; only those count that are frequent after the node entered.
pub const MOST_EVENTS: usize = <u128 as Positions>::MOST;

/// A piece of a search that another thread goes on with.
#[derive(Debug)]
pub enum Part {
    /// Journeys of up to 64 events.
    Short(search::Part<u64>),
    /// Longer ones.
    Long(search::Part<u128>),
    /// Few events.
    Pairs(Pairs),
}

/// One thread's memory for this engine.
#[derive(Debug)]
pub struct Desk {
    /// By item: which child of the node entered it is, or `u32::MAX`.
    numbers: Vec<u32>,
    short: Search<u64>,
    long: Search<u128>,
    pairs: PairSearch,
}

/// Children with fewer entries than this to walk are not worth giving away.
const WORTH_GIVING: usize = 4096;

/// Sets of positions of one size.
trait Form: Positions {
    const OWNER: Owner;
    fn searches(desk: &mut Desk) -> (&mut Search<Self>, &mut PairSearch);
    fn part(part: search::Part<Self>) -> Part;
}

impl Form for u64 {
    const OWNER: Owner = Owner::Short;

    fn searches(desk: &mut Desk) -> (&mut Search<Self>, &mut PairSearch) {
        (&mut desk.short, &mut desk.pairs)
    }

    fn part(part: search::Part<Self>) -> Part {
        Part::Short(part)
    }
}

impl Form for u128 {
    const OWNER: Owner = Owner::Long;

    fn searches(desk: &mut Desk) -> (&mut Search<Self>, &mut PairSearch) {
        (&mut desk.long, &mut desk.pairs)
    }

    fn part(part: search::Part<Self>) -> Part {
        Part::Long(part)
    }
}

impl Desk {
    /// With registers of this width.
    pub fn new(level: Level) -> Self {
        let (short, long, pairs) = (Search::new(level), Search::new(level), PairSearch::new(level));
        Desk { numbers: Vec::new(), short, long, pairs }
    }

    /// Searches the subtree below a counted node; `false`, and nothing done, where it has journeys too many or too long,
    /// or where there is no memory for them in this form.
    pub fn enter<C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest, pool: &Pool<Task>) -> bool {
        if node.places.len() > MOST_JOURNEYS {
            return false;
        }
        if self.numbers.len() < node.local.steps.len() {
            self.numbers.resize(node.local.steps.len(), u32::MAX);
        }
        node.children.iter().zip(0..).for_each(|(child, number)| self.numbers[child.item as usize] = number);
        let longest = self.longest(node);
        let fits = longest <= MOST_EVENTS && harvest.try_take(bytes_of(node, longest));
        if !fits {
            // Another engine goes on.
        } else if node.children.len() <= MOST_FEW {
            self.by_pairs(node, harvest, pool);
        } else if longest <= <u64 as Positions>::MOST {
            self.search::<u64, _>(node, harvest, pool);
        } else {
            self.search::<u128, _>(node, harvest, pool);
        }
        node.children.iter().for_each(|child| self.numbers[child.item as usize] = u32::MAX);
        fits
    }

    /// The most frequent events that are left of a journey; no need to look where the journeys are short as they are.
    fn longest<C: Cell>(&self, node: &Counted<C>) -> usize {
        if node.local.longest <= <u64 as Positions>::MOST {
            return node.local.longest;
        }
        let kept = |cell: &C| self.numbers[cell.item() as usize] != u32::MAX;
        node.places.iter().map(|&place| node.local.suffix(place).filter(kept).count()).max().unwrap_or(0)
    }

    fn by_pairs<C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest, pool: &Pool<Task>) {
        if harvest.is_spent() {
            node.children.iter().for_each(|child| harvest.leave(child.support));
        } else if node.length < harvest.max_length {
            let fill = |few: &mut few::Few| few.lay_out(node, &self.numbers);
            self.pairs.enter(fill, children(node), (node.tree, node.length), harvest, pool);
        }
    }

    fn search<B: Form, C: Cell>(&mut self, node: &Counted<C>, harvest: &mut Harvest, pool: &Pool<Task>) {
        let numbers = std::mem::take(&mut self.numbers);
        let (search, pairs) = B::searches(self);
        let fill = |local: &mut Local<B>| local.lay_out(node, &numbers);
        search.begin(fill, children(node), node.tree, node.length);
        search.run(pairs, harvest, pool);
        self.numbers = numbers;
    }

    /// Goes on where another thread stopped.
    pub fn resume(&mut self, part: Part, harvest: &mut Harvest, pool: &Pool<Task>) {
        match part {
            Part::Short(part) => self.go_on(part, harvest, pool),
            Part::Long(part) => self.go_on(part, harvest, pool),
            Part::Pairs(part) => self.pairs.resume(part, harvest, pool),
        }
    }

    fn go_on<B: Form>(&mut self, part: search::Part<B>, harvest: &mut Harvest, pool: &Pool<Task>) {
        let (search, pairs) = B::searches(self);
        search.resume(part);
        search.run(pairs, harvest, pool);
    }
}

/// What a local database of a node will weigh, whose journeys have at most so many events.
fn bytes_of<C>(node: &Counted<C>, longest: usize) -> usize {
    let (journeys, events) = (node.places.len(), node.children.len());
    let is_short = longest <= <u64 as Positions>::MOST;
    match (events <= MOST_FEW, is_short) {
        (true, _) => few::Few::bytes_of(journeys, events, is_short),
        (false, true) => Local::<u64>::bytes_of(journeys, events),
        (false, false) => Local::<u128>::bytes_of(journeys, events),
    }
}

/// The children of a node, their events numbered from 0.
fn children<C>(node: &Counted<C>) -> impl Iterator<Item = Child> {
    let child = |(child, event): (&crate::sequence::sparse::local::Child, u32)| Child {
        event,
        support: child.support,
        node: child.node,
    };
    node.children.iter().zip(0..).map(child)
}
