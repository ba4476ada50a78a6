//! Where the cells of journeys stand and when, counted before any event was left out.
use crate::database::SequenceDb;
use crate::sequence::cells::Cells;

/// The element of each cell, and its time where times are known.
#[derive(Debug)]
pub struct Places {
    /// Which element of its journey a cell is in, from 0; [`BEYOND`] for the cell after the last event.
    pub steps: Vec<u32>,
    /// The time of each cell since its journey began; empty where nobody asks for it.
    pub times: Vec<u64>,
    /// The last element of each journey that has a cell, whether that element has one or not.
    pub lasts: Vec<u32>,
}

/// How many events are gone through between two questions whether to stop.
const LOOK_EVERY: usize = 1 << 18;

/// A step after all steps.
pub const BEYOND: u32 = u32::MAX;

impl Places {
    /// The places of `cells`, which were laid out from `db`; times only if they are asked for and known. Of no
    /// use where `stop` said so.
    pub fn new(db: &SequenceDb, cells: &Cells, with_times: bool, stop: impl Fn() -> bool) -> Self {
        let n = cells.cells.len();
        let times = db.times.filter(|_| with_times);
        let mut places = Places {
            steps: Vec::with_capacity(n),
            times: Vec::with_capacity(if times.is_some() { n } else { 0 }),
            lasts: Vec::new(),
        };
        let mut looked = 0;
        for s in 0..db.len() {
            let walked = db.range(s).start + s;
            if s == 0 || walked - looked >= LOOK_EVERY {
                looked = walked;
                if stop() {
                    break;
                }
            }
            places.journey(db, cells, times, s);
        }
        places
    }

    fn journey(&mut self, db: &SequenceDb, cells: &Cells, times: Option<&[i64]>, s: usize) {
        let range = db.range(s);
        let (first, before) = (range.start, self.steps.len());
        let mut step = 0;
        for at in range {
            step += u32::from(at > first && db.opens(at));
            // Cells are the events that were kept, in order: an event is the next cell, or it was left out.
            let next = cells.cells.get(self.steps.len()).and_then(|cell| cells.codes.get(cell.item as usize));
            if next == Some(&db.items[at]) {
                self.steps.push(step);
                // Times never fall, so the difference is right even where it does not fit into i64.
                self.times.extend(times.map(|times| times[at].wrapping_sub(times[first]) as u64));
            }
        }
        if self.steps.len() > before {
            self.steps.push(BEYOND);
            self.times.extend(times.map(|_| u64::MAX));
            self.lasts.push(step);
        }
    }
}
