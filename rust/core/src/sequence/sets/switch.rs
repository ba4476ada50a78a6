//! From sparse to dense: when it pays, and how.
use super::bits::Bits;
use super::candidates::Candidates;
use super::cut::{Cut, MOST_ITEMS};
use super::dense::{Child, Rest};
use super::journeys::Journeys;
use super::sparse::Counted;
use super::table::Table;
use crate::sequence::harvest::Node;
use crate::sink::JOINED;
use std::sync::Arc;

/// What is cut out on the way from sparse to dense.
#[derive(Debug)]
pub struct Switch {
    cut: Cut,
}

impl Switch {
    /// For `n_items` items.
    pub fn new(n_items: usize) -> Self {
        Switch { cut: Cut::new(n_items) }
    }

    /// Is the subtree of this node cheaper to search densely? Costs in nanoseconds or so for each journey of a node:
    /// walking a cell or writing an occurrence 5; a table a step for each child (or each that a journey has) and a row.
    pub fn pays(&self, node: &Counted) -> bool {
        let n = f64::from(node.branch.support);
        let occurrences: u64 = node.extensions.iter().map(|extension| u64::from(extension.occurrences)).sum();
        let (children, occurring) = (node.extensions.len() as f64, occurrences as f64 / n);
        let words = (node.extensions.len() as f64 / 64.0).ceil();
        let sparse = 5.0 * node.walked as f64 / n + 5.0 * occurring;
        let dense = (1.2 * children).min(5.0 * occurring) + 3.0 + 4.0 * words;
        // A small subtree does not pay for the table.
        occurring >= 2.0 && node.extensions.len() <= MOST_ITEMS && dense < 3.0 * sparse
    }

    /// Cuts out what the node's subtree is searched in; false where a journey is too long for it.
    pub fn cut(&mut self, journeys: &Journeys, node: &Counted) -> bool {
        let items = &mut self.cut.items;
        items.clear();
        items.extend(node.extensions.iter().map(|extension| extension.step & !JOINED));
        items.sort_unstable();
        items.dedup();
        self.cut.fill(journeys, node.occurrences)
    }

    /// The most elements of a journey.
    pub fn longest(&self) -> u32 {
        self.cut.longest
    }

    /// The node that was cut out, for the dense search.
    pub fn rest<B: Bits>(&self, node: &Counted) -> Rest<B> {
        let n = self.cut.journeys.len();
        let mut ends = Vec::with_capacity(n);
        let uses = node.extensions.iter().map(|extension| extension.support as usize).sum();
        let table = Table::new(&self.cut, uses, &mut ends);
        let children: Vec<Child> = node
            .extensions
            .iter()
            .zip(node.first.at..)
            .map(|(extension, at)| Child {
                item: self.cut.place(extension.step & !JOINED),
                joined: extension.step & JOINED != 0,
                support: extension.support,
                node: Node { at, ..node.first },
                entries: 0,
            })
            .collect();
        let extensions = Candidates::of(&children, table.words);
        let journeys = (0..n as u32).collect();
        Rest { table: Arc::new(table), journeys, ends, children, extensions, length: node.branch.length + 1 }
    }
}
