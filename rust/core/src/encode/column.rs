//! Columns as Arrow lays them out, in chunks, borrowed.
use crate::error::{Error, Result};
use std::ops::Range;

/// One chunk of strings: string `i` is `bytes[offsets[i]..offsets[i + 1]]`.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// One offset more than strings.
    pub offsets: Offsets<'a>,
    /// UTF-8, all strings of the chunk (and perhaps of its neighbours).
    pub bytes: &'a [u8],
}

/// Arrow's two widths of offsets.
#[derive(Debug, Clone, Copy)]
pub enum Offsets<'a> {
    /// `string`
    Small(&'a [i32]),
    /// `large_string`
    Large(&'a [i64]),
}

/// Positions in a dictionary, in the widths that pandas, polars and pyarrow give.
#[derive(Debug, Clone, Copy)]
pub enum Indices<'a> {
    /// pandas up to 127 categories
    I8(&'a [i8]),
    /// pandas up to 32,767 categories
    I16(&'a [i16]),
    /// pyarrow
    I32(&'a [i32]),
    /// pandas, very many categories
    I64(&'a [i64]),
    /// polars
    U32(&'a [u32]),
}

/// One chunk of a dictionary-encoded column.
#[derive(Debug, Clone, Copy)]
pub struct Coded<'a> {
    /// Positions in the dictionary.
    pub indices: Indices<'a>,
    /// Which of the column's dictionaries.
    pub dictionary: usize,
}

/// A whole column.
#[derive(Debug, Clone)]
pub enum Column<'a> {
    /// Strings.
    Text(Vec<Text<'a>>),
    /// Integers.
    Integers(Vec<&'a [i64]>),
    /// Strings behind dictionaries.
    Dictionary(Vec<Coded<'a>>, Vec<Text<'a>>),
}

/// Something that comes in rows.
pub trait Rows {
    /// How many.
    fn rows(&self) -> usize;
}

impl Rows for Text<'_> {
    fn rows(&self) -> usize {
        let offsets = match self.offsets {
            Offsets::Small(offsets) => offsets.len(),
            Offsets::Large(offsets) => offsets.len(),
        };
        offsets.saturating_sub(1)
    }
}

impl<T> Rows for &[T] {
    fn rows(&self) -> usize {
        self.len()
    }
}

impl Rows for Coded<'_> {
    fn rows(&self) -> usize {
        match self.indices {
            Indices::I8(indices) => indices.len(),
            Indices::I16(indices) => indices.len(),
            Indices::I32(indices) => indices.len(),
            Indices::I64(indices) => indices.len(),
            Indices::U32(indices) => indices.len(),
        }
    }
}

impl Column<'_> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Column::Text(chunks) => total(chunks),
            Column::Integers(chunks) => total(chunks),
            Column::Dictionary(chunks, _) => total(chunks),
        }
    }
}

/// Rows over all chunks.
pub fn total<C: Rows>(chunks: &[C]) -> usize {
    chunks.iter().map(Rows::rows).sum()
}

/// The chunks, and the rows in each, that make up `rows` of the column.
pub fn pieces<C: Rows + Copy>(chunks: &[C], rows: Range<usize>) -> impl Iterator<Item = (C, Range<usize>)> {
    let mut first = 0;
    chunks.iter().filter_map(move |&chunk| {
        let base = first;
        first += chunk.rows();
        let (from, to) = (rows.start.max(base), rows.end.min(first));
        (from < to).then(|| (chunk, from - base..to - base))
    })
}

/// A number that says where something lies.
pub trait Place: Copy {
    /// The place, or None where it is negative.
    fn place(self) -> Option<usize>;
}

macro_rules! places {
    ($($integer:ty),*) => {$(
        impl Place for $integer {
            #[inline(always)]
            fn place(self) -> Option<usize> {
                usize::try_from(self).ok()
            }
        }
    )*};
}
places!(i8, i16, i32, i64, u32);

/// Two columns of one log must be equally long.
pub fn same_length(what: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Shape { what, found: found as u64, expected: expected as u64 })
}
