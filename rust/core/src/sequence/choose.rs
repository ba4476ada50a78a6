//! Which engine goes on at a node: decided here and nowhere else, by what was measured to be fastest.
use crate::sequence::hops::Hops;

/// What is known of a node once its extensions are counted.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// In how many journeys something comes after it.
    pub journeys: usize,
    /// How many events come after it in all of them.
    pub events: usize,
    /// How many of its extensions are frequent.
    pub children: usize,
    /// The supports of these added up.
    pub deliveries: u64,
}

/// The engines that can go on at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Walks all that comes after each journey's place.
    Sparse,
    /// Compares each journey's place with all frequent events at once.
    Vector,
}

/// By how much walking may be cheaper than comparing before it is preferred: what is below a node is denser than it.
/// Between 2 and 4 it makes no difference.
pub const ADVANTAGE: f64 = 3.0;
/// Rows of more events do not fit the registers' pace.
const MOST_CHILDREN: usize = 1024;
/// Local databases up to this size, in bytes, cost little even where the journeys are few.
const LEAST_ROOM: usize = 8 << 20;
/// Bytes of a local database for a journey and event: a set of positions, and the last one.
const BYTES: usize = size_of::<u64>() + 1;

/// How many bytes a local database may take where there are so many events in all: no more than these themselves.
pub fn room(events: usize) -> usize {
    LEAST_ROOM.max(events.saturating_mul(size_of::<u32>()))
}

/// The engine to go on with; `advantage` is [`ADVANTAGE`] but in tests, where 0 makes all walk and infinity none; for
/// `room` see [`room`].
pub fn engine(node: Measure, advantage: f64, room: usize) -> Engine {
    let Measure { journeys, children, .. } = node;
    if !(2..=MOST_CHILDREN).contains(&children) || journeys.saturating_mul(children * BYTES) > room {
        return Engine::Sparse;
    }
    if comparing(node) < advantage * walking(node) { Engine::Vector } else { Engine::Sparse }
}

/// Nanoseconds a journey and node of comparing: a set of positions for each child, a row of bytes, and what is fixed.
fn comparing(node: Measure) -> f64 {
    1.5 * node.children as f64 + 1.5 * node.children.div_ceil(64) as f64 + 3.0
}

/// Nanoseconds a journey and node of walking: over every event, and to write down where each child goes on.
fn walking(node: Measure) -> f64 {
    (2.4 * node.events as f64 + 3.0 * node.deliveries as f64) / node.journeys.max(1) as f64
}

/// What is known of a node with set elements once its extensions are counted.
#[derive(Debug, Clone, Copy)]
pub struct SetMeasure {
    /// In how many journeys something comes after it.
    pub journeys: usize,
    /// How many events were walked over to count.
    pub events: usize,
    /// How many of its extensions are frequent.
    pub children: usize,
    /// In how many elements these can end, over all journeys.
    pub occurrences: u64,
}

/// Does a node with set elements go on in a table? `advantage` as in [`engine`].
pub fn is_for_table(node: SetMeasure, advantage: f64) -> bool {
    let journeys = node.journeys.max(1) as f64;
    let (events, occurring) = (node.events as f64 / journeys, node.occurrences as f64 / journeys);
    // Nanoseconds a journey and node, as above: walking, and writing each occurrence; or a step for each child (or each
    // that a journey has) and a row.
    let walking = 5.0 * events + 5.0 * occurring;
    let steps = (1.2 * node.children as f64).min(5.0 * occurring) + 3.0 + 4.0 * node.children.div_ceil(64) as f64;
    // A small subtree does not pay for the table.
    let least = LEAST_OCCURRING * ADVANTAGE / advantage;
    occurring >= least && steps < advantage * walking
}

/// How many children a journey must hold on average, or each so many times, for a table to be worth its making.
const LEAST_OCCURRING: f64 = 2.0;

/// How large all journeys are, as far as they are frequent.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Distinct events.
    pub names: usize,
    /// Journeys with an event.
    pub journeys: usize,
    /// Events.
    pub events: usize,
    /// The most events of a journey.
    pub longest: usize,
}

/// The engines that can do all of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// None: it begins with the sparse one, and others go on.
    None,
    /// All in blocks, if these are not too large for what they are.
    Blocks,
    /// All by hops.
    Hops,
}

/// Walks through journeys longer than the vector engine takes begin to cost more than blocks.
const LONG: usize = crate::sequence::vector::MOST_EVENTS;
/// Rows of more names are not faster than the vector engine's, whose rows are the same for every place.
const MOST_HOP_NAMES: usize = 32;
/// Hops take a byte for each event and name.
const MOST_HOP_BYTES: usize = 1 << 29;

/// The engine that does all of a search.
pub fn whole(size: Size) -> Whole {
    let Size { names, journeys, events, longest } = size;
    let bytes = (events + journeys).saturating_mul(names + 1);
    if Hops::fits(names, longest) && names <= MOST_HOP_NAMES && bytes <= MOST_HOP_BYTES {
        Whole::Hops
    } else if longest > LONG {
        Whole::Blocks
    } else {
        Whole::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_nodes_are_compared_and_sparse_ones_walked() {
        let at = |node| engine(node, ADVANTAGE, room(1 << 20));
        let dense = Measure { journeys: 1000, events: 20_000, children: 12, deliveries: 10_000 };
        assert_eq!(at(dense), Engine::Vector);
        assert_eq!(at(Measure { events: 3000, children: 200, deliveries: 900, ..dense }), Engine::Sparse);
        assert_eq!(at(Measure { children: 1, ..dense }), Engine::Sparse, "nothing to compare");
        let large = Measure { journeys: 1 << 17, events: 1 << 24, ..dense };
        assert_eq!(at(large), Engine::Sparse, "too large for what there is");
        assert_eq!(engine(large, ADVANTAGE, room(1 << 24)), Engine::Vector);
        assert_eq!(at(Measure { journeys: 0, events: 0, children: 0, deliveries: 0 }), Engine::Sparse);
    }

    #[test]
    fn dense_nodes_with_sets_get_a_table() {
        let dense = SetMeasure { journeys: 100, events: 3000, children: 12, occurrences: 900 };
        assert!(is_for_table(dense, ADVANTAGE) && !is_for_table(dense, 0.0));
        let sparse = SetMeasure { events: 110, children: 40, occurrences: 110, ..dense };
        assert!(!is_for_table(sparse, ADVANTAGE) && is_for_table(sparse, f64::INFINITY));
        assert!(!is_for_table(SetMeasure { journeys: 0, events: 0, children: 0, occurrences: 0 }, ADVANTAGE));
    }
}
