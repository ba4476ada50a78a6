//! Small hostile journeys as the core takes them.
use crate::shapes::{self, Row};
use crate::source::Source;
use journeymine_core::database::SequenceDb;

/// An element: ascending distinct codes, and when it was.
#[derive(Debug, Clone)]
pub struct Element {
    /// Ascending, distinct.
    pub codes: Vec<u32>,
    /// Never before the element in front.
    pub time: i64,
}

/// The journeys of a case.
#[derive(Debug, Clone)]
pub struct Journeys {
    /// Each a list of elements.
    pub rows: Vec<Vec<Element>>,
    /// How much may be asked of them.
    pub bulk: Bulk,
}

/// How many patterns journeys hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// Few.
    Small,
    /// One journey holds far more than all others: only what two hold can be asked for.
    OneLarge,
    /// Too many, but for short ones.
    Large,
}

/// The arrays that the core borrows.
#[derive(Debug)]
pub struct Flat {
    items: Vec<u32>,
    offsets: Vec<u64>,
    starts: Option<Vec<u8>>,
    times: Vec<i64>,
}

impl Journeys {
    /// Journeys of one of several shapes.
    pub fn drawn(source: &mut Source) -> Journeys {
        let is_far = source.once_in(8);
        let (rows, bulk) = match source.below(64) {
            0..=17 => (shapes::dense(source, false), Bulk::Small),
            18..=41 => (shapes::dense(source, true), Bulk::Small),
            42..=46 => (shapes::among_many(source), Bulk::Small),
            47..=54 => (shapes::beside_a_long_one(source), Bulk::OneLarge),
            55..=57 => (shapes::star(source), Bulk::OneLarge),
            58..=59 => (shapes::fan(source), Bulk::OneLarge),
            60..=61 => (shapes::edges(source), Bulk::Small),
            62 => (shapes::full(source), Bulk::Large),
            _ => (shapes::many_names(source), Bulk::Large),
        };
        let rows = rows.into_iter().map(|row| timed(row, source, is_far)).collect();
        Journeys { rows, bulk }
    }

    /// Does an element hold several events?
    pub fn has_sets(&self) -> bool {
        self.rows.iter().flatten().any(|element| element.codes.len() > 1)
    }

    /// All codes, ascending.
    pub fn codes(&self) -> Vec<u32> {
        let mut codes: Vec<u32> =
            self.rows.iter().flatten().flat_map(|element| element.codes.iter().copied()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The arrays that the core borrows.
    pub fn flat(&self) -> Flat {
        let mut flat = Flat { items: vec![], offsets: vec![0], starts: None, times: vec![] };
        let mut opens = vec![];
        for row in &self.rows {
            for element in row {
                opens.extend((0..element.codes.len()).map(|at| at == 0));
                flat.items.extend(&element.codes);
                flat.times.extend(element.codes.iter().map(|_| element.time));
            }
            flat.offsets.push(flat.items.len() as u64);
        }
        if !opens.iter().all(|&open| open) {
            let mut bits = vec![0u8; opens.len().div_ceil(8)];
            opens.iter().enumerate().filter(|(_, open)| **open).for_each(|(at, _)| bits[at >> 3] |= 1 << (at & 7));
            flat.starts = Some(bits);
        }
        flat
    }
}

impl Flat {
    /// The journeys as the core takes them.
    pub fn database(&self) -> SequenceDb<'_> {
        let db = SequenceDb::new(&self.items, &self.offsets, self.starts.as_deref()).expect("arrays of journeys");
        db.with_times(&self.times).expect("times in order")
    }
}

/// Elements in form, with times that stand still now and then.
fn timed(row: Row, source: &mut Source, is_far: bool) -> Vec<Element> {
    let still = source.within(1..=3);
    let mut time = source.below(3) as i64 - 1;
    row.into_iter()
        .map(|mut codes| {
            codes.sort_unstable();
            codes.dedup();
            if is_far {
                codes.iter_mut().for_each(|code| *code = *code * 500_009 + 7);
            }
            if source.below(still) == 0 {
                time += source.below(4) as i64;
            }
            Element { codes, time }
        })
        .collect()
}
