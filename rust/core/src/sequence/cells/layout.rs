//! Cells written to their places: chunks are measured first, so that threads can write them side by side.
use super::chunks::{chunks, each};
use super::frequent::{DROPPED, Frequent};
use super::{Cell, Cells};
use crate::budget::Budget;
use crate::database::SequenceDb;
use crate::error::Result;
use std::ops::Range;

/// Lays out the frequent events of all journeys.
pub fn lay_out(db: &SequenceDb, frequent: Frequent, n_jobs: usize, budget: &Budget) -> Result<Cells> {
    let sizes = each(chunks(db), n_jobs, budget, Vec::new, |sizes, chunk| sizes.push(Size::of(db, chunk, &frequent)))?;
    let mut sizes = sizes.concat();
    sizes.sort_unstable_by_key(|size| size.chunk.start);
    let n_journeys = sizes.iter().map(|size| size.journeys).sum();
    let n_cells = sizes.iter().map(|size| size.events).sum::<usize>() + n_journeys;
    let has_sets = sizes.iter().any(|size| size.has_sets);
    budget.require("journeys", Cells::bytes_of(n_cells, n_journeys, has_sets))?;
    let mut cells = vec![Cell::default(); n_cells];
    let mut starts = vec![0; n_journeys];
    let mut elements = vec![(0, 0); if has_sets { n_cells } else { 0 }];
    let pieces = pieces(&sizes, (&mut cells, &mut starts, &mut elements));
    let latest = || vec![0; frequent.codes.len() + 1];
    each(pieces, n_jobs, budget, latest, |latest, piece| piece.fill(db, &frequent, latest))?;
    let Frequent { codes, supports, counts, .. } = frequent;
    Ok(Cells { cells, codes, supports, counts, n_journeys: db.len() as u32, starts, journeys: Vec::new(), elements })
}

/// What is left of a chunk of journeys.
#[derive(Clone)]
struct Size {
    chunk: Range<usize>,
    /// Journeys with a frequent event.
    journeys: usize,
    events: usize,
    /// Does an element hold several?
    has_sets: bool,
}

impl Size {
    fn of(db: &SequenceDb, chunk: Range<usize>, frequent: &Frequent) -> Self {
        let mut size = Size { chunk: chunk.clone(), journeys: 0, events: 0, has_sets: false };
        for s in chunk {
            let is_kept = |&code: &u32| usize::from(frequent.number(code) != DROPPED);
            let events: usize = db.journey(s).iter().map(is_kept).sum();
            size.events += events;
            size.journeys += usize::from(events > 0);
            size.has_sets |= events > 1 && db.element_starts.is_some() && has_sets(db, s, frequent);
        }
        size
    }
}

fn has_sets(db: &SequenceDb, s: usize, frequent: &Frequent) -> bool {
    let mut events = 0;
    db.range(s).any(|at| {
        events = if db.opens(at) { 0 } else { events } + u32::from(frequent.number(db.items[at]) != DROPPED);
        events > 1
    })
}

/// Where a chunk of journeys is written.
struct Piece<'a> {
    chunk: Range<usize>,
    /// The first cell here.
    cell: u32,
    cells: &'a mut [Cell],
    starts: &'a mut [u32],
    elements: &'a mut [(u32, u32)],
}

/// The columns, which have the right sizes, split into chunks.
fn pieces<'a>(sizes: &[Size], (mut cells, mut starts, mut elements): Columns<'a>) -> Vec<Piece<'a>> {
    let mut cell = 0;
    let piece = |size: &Size| {
        let n = size.events + size.journeys;
        let piece = Piece {
            chunk: size.chunk.clone(),
            cell,
            cells: cells.split_off_mut(..n).expect("columns are as long as all chunks"),
            starts: starts.split_off_mut(..size.journeys).expect("columns are as long as all chunks"),
            elements: elements.split_off_mut(..n).unwrap_or_default(),
        };
        cell += n as u32;
        piece
    };
    sizes.iter().map(piece).collect()
}

/// Cells, starts and elements; the last may be empty.
type Columns<'a> = (&'a mut [Cell], &'a mut [u32], &'a mut [(u32, u32)]);

impl Piece<'_> {
    /// `latest` is one past the latest position of each item, in any journey, and room for what is dropped.
    fn fill(mut self, db: &SequenceDb, frequent: &Frequent, latest: &mut [u32]) {
        let end_item = latest.len() as u32 - 1;
        let (mut at, mut n) = (0, 0);
        for s in self.chunk.clone() {
            let start = at;
            for &code in db.journey(s) {
                let number = frequent.number(code).min(end_item);
                let latest = &mut latest[number as usize];
                let previous = if *latest > self.cell + start { *latest } else { 0 };
                // What is dropped is written, too, and overwritten: to skip it would be a branch that nobody can guess.
                if let Some(cell) = self.cells.get_mut(at as usize) {
                    *cell = Cell { item: number, previous };
                }
                at += u32::from(number < end_item);
                *latest = self.cell + at;
            }
            if at > start {
                self.mark(db, s, frequent, start);
                self.cells[at as usize] = Cell { item: end_item, previous: 0 };
                at += 1;
                self.starts[n as usize] = self.cell + start;
                n += 1;
            }
        }
    }

    /// Notes the elements of a journey that begins at `start`, where there are any.
    fn mark(&mut self, db: &SequenceDb, s: usize, frequent: &Frequent, start: u32) {
        if self.elements.is_empty() {
            return;
        }
        let (mut begin, mut end) = (start, start);
        let mut close = |begin: u32, end: u32| {
            self.elements[begin as usize..end as usize].fill((self.cell + begin, self.cell + end));
        };
        for at in db.range(s) {
            if db.opens(at) {
                close(begin, end);
                begin = end;
            }
            end += u32::from(frequent.number(db.items[at]) != DROPPED);
        }
        close(begin, end);
        close(end, end + 1);
    }
}
