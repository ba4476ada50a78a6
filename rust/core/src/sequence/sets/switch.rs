//! From sparse to dense.
use super::bits::Bits;
use super::candidates::Candidates;
use super::cut::{Cut, MOST_ITEMS};
use super::dense::{Child, Rest};
use super::journeys::{FIRST, Journeys};
use super::sparse::Counted;
use super::table::Table;
use super::tuning::Tuning;
use crate::sequence::choose::{SetMeasure, is_for_table};
use crate::sequence::harvest::Node;
use crate::sink::JOINED;
use std::sync::Arc;

/// What is cut out on the way from sparse to dense.
#[derive(Debug)]
pub struct Switch {
    cut: Cut,
    tuning: Tuning,
}

impl Switch {
    /// For `n_items` items.
    pub fn new(n_items: usize, tuning: Tuning) -> Self {
        Switch { cut: Cut::new(n_items), tuning }
    }

    /// Is the subtree of this node cheaper to search densely?
    pub fn pays(&self, node: &Counted) -> bool {
        let measure = SetMeasure {
            journeys: node.occurrences.iter().filter(|&at| at & FIRST != 0).count(),
            events: node.walked,
            children: node.extensions.len(),
            occurrences: node.extensions.iter().map(|extension| u64::from(extension.occurrences)).sum(),
        };
        node.extensions.len() <= MOST_ITEMS && is_for_table(measure, self.tuning.advantage)
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

    /// What the cut weighs.
    pub fn cut_bytes(&self) -> usize {
        self.cut.bytes()
    }

    /// What the node that was cut out will weigh at most.
    pub fn table_bytes(&self) -> usize {
        let Cut { items, journeys, n_elements, longest, .. } = &self.cut;
        let ends = if *longest <= 32 { 4 } else { size_of::<u128>() };
        let rows = n_elements * items.len().div_ceil(64) * size_of::<[u64; 2]>();
        rows + journeys.len() * (items.len() + 1) * ends
    }

    /// The node that was cut out, for the dense search.
    pub fn rest<B: Bits>(&self, journeys: &Journeys, node: &Counted) -> Rest<B> {
        let n = self.cut.journeys.len();
        let mut ends = Vec::with_capacity(n);
        let uses = node.extensions.iter().map(|extension| extension.support as usize).sum();
        let mut table = Table::new(&self.cut, uses, &self.tuning, &mut ends);
        table.items.iter_mut().for_each(|item| *item = journeys.items[*item as usize]);
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
