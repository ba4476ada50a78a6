//! Small hostile journeys: repeats, ties, sets, empty ones, as long as every limit of the engines and one beyond.
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
    /// Must results be kept short, as there would be too many?
    pub is_large: bool,
}

/// The arrays that the core borrows.
#[derive(Debug)]
pub struct Flat {
    items: Vec<u32>,
    offsets: Vec<u64>,
    starts: Option<Vec<u8>>,
    times: Vec<i64>,
}

/// Lengths around which engines change.
const EDGES: [usize; 12] = [62, 63, 64, 65, 66, 125, 126, 127, 128, 129, 130, 200];

impl Journeys {
    /// Journeys of one of several shapes.
    pub fn drawn(source: &mut Source) -> Journeys {
        let is_far = source.once_in(8);
        let (rows, is_large) = match source.below(64) {
            0..=35 => (dense(source, false), false),
            36..=58 => (dense(source, true), false),
            59..=60 => (long(source), false),
            61..=62 => (full(source), true),
            _ => (many_names(source), true),
        };
        let rows = rows.into_iter().map(|row| timed(row, source, is_far)).collect();
        Journeys { rows, is_large }
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

/// Elements as lists of names 0, 1, …
type Row = Vec<Vec<u32>>;

/// Few names, short journeys, all that can happen to them.
fn dense(source: &mut Source, sets: bool) -> Vec<Row> {
    let names = source.within(1..=if sets { 4 } else { 5 });
    let longest = source.within(1..=if sets { 5 } else { 9 });
    let rows = source.within(0..=9);
    let constant = source.once_in(4);
    let row = |source: &mut Source| -> Row {
        let mut row: Row = (0..source.below(longest + 1))
            .map(|_| {
                let size = if sets { source.within(1..=3) } else { 1 };
                (0..size).map(|_| source.below(names) as u32).collect()
            })
            .collect();
        if constant {
            row.push(vec![0]);
        }
        row
    };
    let mut drawn: Vec<Row> = (0..rows).map(|_| row(source)).collect();
    if source.once_in(3) {
        // Equal journeys, and one that is a part of another.
        let copied: Vec<Row> = drawn.iter().take(3).cloned().collect();
        drawn.extend(copied.iter().map(|row| row[row.len() / 2..].to_vec()));
        drawn.extend(copied);
    }
    drawn
}

/// Few frequent events at the edges of long journeys of names that occur once.
fn long(source: &mut Source) -> Vec<Row> {
    let mut unique = 100;
    let rows = source.within(2..=5);
    (0..rows)
        .map(|_| {
            let length = source.one_of(&EDGES);
            let mut row: Row = (0..length)
                .map(|_| {
                    unique += 1;
                    vec![unique]
                })
                .collect();
            for _ in 0..source.below(9) {
                let place = match source.below(4) {
                    0 => source.below(length),
                    1 => source.one_of(&EDGES).min(length - 1),
                    2 => 0,
                    _ => length - 1,
                };
                let name = source.below(4) as u32;
                if source.once_in(4) { row[place].push(name) } else { row[place] = vec![name] }
            }
            row
        })
        .collect()
}

/// Long journeys all of whose events are frequent.
fn full(source: &mut Source) -> Vec<Row> {
    let names = source.within(1..=5);
    let run = source.within(1..=4);
    let rows = source.within(2..=4);
    (0..rows)
        .map(|_| {
            let mut name = 0;
            (0..source.one_of(&EDGES))
                .map(|_| {
                    if source.below(run) == 0 {
                        name = source.below(names) as u32;
                    }
                    vec![name]
                })
                .collect()
        })
        .collect()
}

/// More names than fit a word or a register's pace, in orders that have little in common.
fn many_names(source: &mut Source) -> Vec<Row> {
    let names = source.one_of(&[64, 65, 66, 70, 127, 129, 200, 1023, 1025, 1030]);
    let cut = source.within(0..=names);
    let forth: Row = (0..names as u32).map(|name| vec![name]).collect();
    let back: Row = forth.iter().rev().cloned().collect();
    let turned: Row = forth[cut..].iter().rev().chain(forth[..cut].iter().rev()).cloned().collect();
    let mut rows = vec![forth, back, turned];
    if source.once_in(2) {
        let size = source.within(2..=names.min(70)) as u32;
        rows.push(vec![(0..size).collect(), (size / 2..size).collect()]);
        rows.push(vec![(0..size).rev().collect()]);
    }
    for _ in 0..source.below(4) {
        let places = source.within(1..=6);
        rows.push((0..places).map(|_| vec![source.below(names) as u32]).collect());
    }
    rows
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
