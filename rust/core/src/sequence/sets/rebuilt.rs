//! A smaller table for a node far below: its journeys from the first end on, its frequent extensions only.
use super::bits::Bits;
use super::candidates::Items;
use super::table::{Columns, Table};
use super::tuning::Tuning;
use crate::kernels::Level;
use crate::kernels::squeeze::squeeze;

impl<B: Bits> Table<B> {
    /// The table of the items `kept` from the first of the `ends` on; `uses` is the number of pairs of a journey and an
    /// item that follows in it.
    pub fn rebuilt(
        &self,
        (level, tuning): (Level, &Tuning),
        journeys: &[u32],
        ends: &[B],
        kept: &Items,
        uses: usize,
    ) -> Self {
        let n_items = kept.len();
        let words = n_items.div_ceil(64);
        let mut starts = Vec::with_capacity(journeys.len() + 1);
        let mut n_rows = 0;
        starts.push(0);
        for from in self.kept_rows(journeys, ends) {
            n_rows += from.len();
            starts.push(n_rows as u32);
        }
        let mut rows = vec![[0; 2]; n_rows * words];
        let mut elements = Vec::with_capacity(if self.elements.is_empty() { 0 } else { n_rows });
        for (journey, from) in self.kept_rows(journeys, ends).enumerate() {
            let to = starts[journey] as usize * words..starts[journey + 1] as usize * words;
            squeeze(level, &self.rows[from.start * self.words..from.end * self.words], kept.words(), &mut rows[to]);
            if !self.elements.is_empty() {
                elements.extend_from_slice(&self.elements[from]);
            }
        }
        let items = kept.iter().map(|item| self.items[item as usize]).collect();
        let mut table = Table { items, words, starts, rows, elements, columns: Columns::Full(Vec::new()) };
        table.columns = if tuning.is_full(uses, journeys.len(), n_items) {
            Columns::Full(self.moved(journeys, ends, kept))
        } else {
            table.packed()
        };
        table
    }

    /// The rows of each journey that are kept.
    fn kept_rows(&self, journeys: &[u32], ends: &[B]) -> impl Iterator<Item = std::ops::Range<usize>> {
        journeys.iter().zip(ends).map(|(&journey, ends)| {
            let rows = self.range(journey as usize);
            rows.start + ends.first() as usize..rows.end
        })
    }

    /// The elements of each kept item, as they are numbered from the first end on.
    fn moved(&self, journeys: &[u32], ends: &[B], kept: &Items) -> Vec<B> {
        let mut values = Vec::with_capacity(journeys.len() * kept.len());
        for item in kept.iter() {
            let pairs = journeys.iter().zip(ends);
            match self.column(item as usize) {
                Some(column) => {
                    values.extend(pairs.map(|(&journey, ends)| column[journey as usize].since(ends.first())));
                }
                None => {
                    values.extend(pairs.map(|(&journey, ends)| {
                        self.elements_with(journey as usize, item as usize).since(ends.first())
                    }))
                }
            }
        }
        values
    }
}
