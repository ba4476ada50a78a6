//! Which events of several levels may stand in one element of a pattern.
use super::Levels;
use super::extended::each_element;
use crate::database::{Item, SequenceDb};
use crate::sequence::cells::Cells;
use crate::sink::JOINED;
use std::ops::Range;

/// An element of a pattern never names an event beside one more general, and needs an event of its own for each of its
/// events. Where two of them have no special case in common, what is there for one is never there for the other; else
/// the events of the journey's element are dealt out.
#[derive(Debug)]
pub struct Joins {
    levels: Levels,
    /// The code of each item.
    codes: Vec<Item>,
    /// Unrelated events with a special case in common; none where no element could be wrong.
    shared: Vec<(Item, Item)>,
    /// The events that journeys were extended from.
    originals: Vec<Item>,
    /// Where those of the element of each cell are.
    elements: Vec<Range<u32>>,
}

impl Joins {
    /// For `cells` that were laid out from `extended`, which has the journeys of `db` with all levels.
    pub fn new(levels: &Levels, db: &SequenceDb, extended: &SequenceDb, cells: &Cells) -> Self {
        let mut joins = Joins {
            levels: levels.clone(),
            codes: cells.codes.clone(),
            shared: levels.shared(),
            originals: Vec::new(),
            elements: Vec::new(),
        };
        if !joins.shared.is_empty() {
            joins.originals = db.items.to_vec();
            (0..db.len()).for_each(|s| joins.journey(db, extended, cells, s));
        }
        joins
    }

    /// What it holds at most.
    pub fn bytes_of(levels: &Levels, db: &SequenceDb, cells: &Cells) -> usize {
        let originals = if levels.shared().is_empty() { 0 } else { db.items.len() + 2 * cells.cells.len() };
        levels.bytes() + 4 * (cells.codes.len() + originals)
    }

    fn journey(&mut self, db: &SequenceDb, extended: &SequenceDb, cells: &Cells, s: usize) {
        let mut origins = Vec::new();
        each_element(db, s, |events| origins.push(events.start as u32..events.end as u32));
        let (before, mut elements) = (self.elements.len(), origins.into_iter());
        each_element(extended, s, |events| {
            let own = elements.next().unwrap_or_default();
            for at in events {
                // Cells are the events that were kept, in order: an event is the next cell, or it was left out.
                let next = cells.cells.get(self.elements.len()).and_then(|cell| cells.codes.get(cell.item as usize));
                if next == Some(&extended.items[at]) {
                    self.elements.push(own.clone());
                }
            }
        });
        if self.elements.len() > before {
            // The cell after the last event.
            self.elements.push(0..0);
        }
    }

    /// May an item stand in the last element of this pattern?
    pub fn may_join(&self, pattern: &[u32], item: u32) -> bool {
        let code = self.codes[item as usize];
        self.last(pattern).all(|other| !self.levels.are_related(code, other))
    }

    /// Does the element of a cell, which holds the last element of the pattern, have an event of its own for this item?
    pub fn have_room(&self, pattern: &[u32], item: u32, at: u32) -> bool {
        let code = self.codes[item as usize];
        let shares = |other: Item| self.shared.binary_search(&(code.min(other), code.max(other))).is_ok();
        if self.shared.is_empty() || !self.last(pattern).any(shares) {
            return true;
        }
        let wanted: Vec<Item> = self.last(pattern).chain([code]).collect();
        let Range { start, end } = self.elements[at as usize];
        deals(&self.levels, &wanted, &self.originals[start as usize..end as usize])
    }

    /// The codes of the last element of a pattern.
    fn last<'a>(&'a self, pattern: &'a [u32]) -> impl Iterator<Item = Item> + 'a {
        let begin = pattern.iter().rposition(|step| step & JOINED == 0).unwrap_or(0);
        pattern[begin..].iter().map(|step| self.codes[(step & !JOINED) as usize])
    }
}

/// Can each wanted event have an event held of its own, which is it or a special case of it?
fn deals(levels: &Levels, wanted: &[Item], held: &[Item]) -> bool {
    let mut dealt = vec![None; held.len()];
    (0..wanted.len()).all(|one| gives(levels, wanted, held, one, &mut dealt, &mut vec![false; held.len()]))
}

/// Finds an event for wanted event `one`; whoever has it may take another. `asked` are those not to be asked again.
fn gives(
    levels: &Levels,
    wanted: &[Item],
    held: &[Item],
    one: usize,
    dealt: &mut [Option<usize>],
    asked: &mut [bool],
) -> bool {
    for at in 0..held.len() {
        if asked[at] || !levels.is_a(held[at], wanted[one]) {
            continue;
        }
        asked[at] = true;
        if dealt[at].is_none_or(|other| gives(levels, wanted, held, other, dealt, asked)) {
            dealt[at] = Some(one);
            return true;
        }
    }
    false
}
