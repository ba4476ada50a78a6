//! How many journeys hold each extension of a dense node's pattern.
use super::bits::Bits;
use super::candidates::Candidates;
use super::dense::Child;
use super::table::Table;
use crate::kernels::Level;
use crate::kernels::bit_counts::count_bits;
use crate::sequence::harvest::Node;

/// Counts by word and bit: extensions by a later element, then those of the last one.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Vec<[[u32; 64]; 2]>,
}

/// Entries of a node, as masks of the items of one word that extend the pattern.
struct Masks<'a, B> {
    table: &'a Table<B>,
    word: usize,
    entries: std::iter::Zip<std::slice::Iter<'a, u32>, std::slice::Iter<'a, B>>,
}

/// Both kinds of extensions.
struct Both<'a, B>(Masks<'a, B>);
/// Only those by a later element.
struct Later<'a, B>(Masks<'a, B>);
/// Only those of the last element.
struct Joining<'a, B>(Masks<'a, B>);

impl<B: Bits> Iterator for Both<'_, B> {
    type Item = [u64; 2];

    #[inline(always)]
    fn next(&mut self) -> Option<[u64; 2]> {
        let (&journey, &ends) = self.0.entries.next()?;
        Some(self.0.table.both(journey, ends, self.0.word))
    }
}

impl<B: Bits> Iterator for Later<'_, B> {
    type Item = [u64; 1];

    #[inline(always)]
    fn next(&mut self) -> Option<[u64; 1]> {
        let (&journey, &ends) = self.0.entries.next()?;
        Some([self.0.table.later(journey, ends, self.0.word)])
    }
}

impl<B: Bits> Iterator for Joining<'_, B> {
    type Item = [u64; 1];

    #[inline(always)]
    fn next(&mut self) -> Option<[u64; 1]> {
        let (&journey, &ends) = self.0.entries.next()?;
        Some([self.0.table.joining(journey, ends, self.0.word)])
    }
}

impl Tally {
    /// Counts the candidates; those of other items may be counted too.
    pub fn count<B: Bits>(
        &mut self,
        level: Level,
        table: &Table<B>,
        journeys: &[u32],
        ends: &[B],
        candidates: &Candidates,
    ) {
        self.counts.clear();
        self.counts.resize(table.words, [[0; 64]; 2]);
        let words = candidates.later.words().iter().zip(candidates.joined.words());
        for (word, ((&later, &joined), counts)) in words.zip(&mut self.counts).enumerate() {
            let masks = Masks { table, word, entries: journeys.iter().zip(ends) };
            let [in_later, in_last] = counts;
            match (later != 0, joined != 0) {
                (true, true) => count_bits(level, Both(masks), counts),
                (true, false) => count_bits(level, Later(masks), std::array::from_mut(in_later)),
                (false, true) => count_bits(level, Joining(masks), std::array::from_mut(in_last)),
                (false, false) => {}
            }
        }
    }

    /// Appends the candidates in at least `min_support` journeys, ascending by step.
    pub fn frequent(&self, candidates: &Candidates, min_support: u32, children: &mut Vec<Child>) {
        let node = Node { tree: 0, at: 0 };
        for (items, joined) in [(&candidates.later, false), (&candidates.joined, true)] {
            let counted = items.iter().map(|item| {
                let support = self.counts[item as usize / 64][usize::from(joined)][item as usize % 64];
                Child { item, joined, support, node, entries: 0 }
            });
            children.extend(counted.filter(|child| child.support >= min_support));
        }
    }
}
