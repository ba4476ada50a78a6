//! What journeys look like: repeats, sets, empty and equal ones, as long as every limit of the engines and one beyond, and
//! of so many names and lengths that each engine has its turn.
use crate::source::Source;

/// Lengths around which engines change.
const EDGES: [usize; 12] = [62, 63, 64, 65, 66, 125, 126, 127, 128, 129, 130, 200];
/// More of them, for a journey that is longer than all others.
const FAR_EDGES: [usize; 16] = [31, 32, 33, 63, 64, 65, 126, 127, 128, 129, 253, 254, 255, 256, 300, 513];
/// From here on names are of those that only fill up.
const FILLERS: u32 = 1000;

/// Elements as lists of names 0, 1, …
pub type Row = Vec<Vec<u32>>;

/// Few names, short journeys, all that can happen to them.
pub fn dense(source: &mut Source, sets: bool) -> Vec<Row> {
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

/// The same, and so many names in journeys of their own that no engine for few names takes them.
pub fn among_many(source: &mut Source) -> Vec<Row> {
    let sets = source.once_in(4);
    let mut rows = dense(source, sets);
    fill_up(source, &mut rows);
    rows
}

fn fill_up(source: &mut Source, rows: &mut Vec<Row>) {
    let (names, copies) = (source.one_of(&[29, 33, 65, 70]), source.within(1..=4));
    for name in 0..names {
        rows.extend((0..copies).map(|_| vec![vec![FILLERS + name]]));
    }
}

/// Short journeys, and one as long as a limit or one beyond of the same names.
pub fn beside_a_long_one(source: &mut Source) -> Vec<Row> {
    let sets = source.once_in(3);
    let mut rows = dense(source, sets);
    let names = source.within(1..=5);
    let length = source.one_of(&FAR_EDGES);
    let mut long: Row = (0..length).map(|_| vec![source.below(names) as u32]).collect();
    for _ in 0..if sets { source.within(1..=9) } else { 0 } {
        let place = source.below(length);
        long[place].push(source.below(5) as u32);
    }
    let place = source.below(rows.len() + 1);
    rows.insert(place, long);
    if source.once_in(2) {
        fill_up(source, &mut rows);
    }
    rows
}

/// Many events may follow a few, but only two or three do so in a journey.
pub fn star(source: &mut Source) -> Vec<Row> {
    let names = source.within(30..=60);
    let sets = source.once_in(3);
    (0..source.within(40..=90))
        .map(|_| {
            let mut row = vec![vec![source.below(2) as u32]];
            row.extend((0..source.within(1..=3)).map(|_| vec![2 + source.below(names) as u32]));
            if sets && source.once_in(3) {
                row[1].push(2 + source.below(names) as u32);
            }
            row
        })
        .collect()
}

/// More names than fit a word follow one event, forth in a journey and back in another, so that they share little.
pub fn fan(source: &mut Source) -> Vec<Row> {
    let n = source.one_of(&[33, 45, 63, 64, 65, 70, 100, 126, 127, 130]) as u32;
    let sets = source.once_in(4);
    let mut rows = vec![];
    for half in 0..source.within(1..=2) as u32 {
        let mut forth: Row = (0..n).map(|name| vec![1 + half * (n - 2) + name]).collect();
        if sets {
            forth = forth.chunks(2).map(|pair| pair.concat()).collect();
        }
        let back: Row = forth.iter().rev().cloned().collect();
        rows.extend([forth, back].map(|row| [vec![vec![0]], row].concat()));
    }
    for _ in 0..source.below(6) {
        let (row, place) = (source.below(rows.len()), source.below(17));
        rows[row][place] = vec![source.below(4) as u32];
    }
    rows
}

/// Few frequent events at the edges of long journeys of names that occur once.
pub fn edges(source: &mut Source) -> Vec<Row> {
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
pub fn full(source: &mut Source) -> Vec<Row> {
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
pub fn many_names(source: &mut Source) -> Vec<Row> {
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
