//! Dense nodes' local database: for each element of each journey its items, and those that come after it, as bits.
use super::bits::Bits;
use super::cut::Cut;
use super::tuning::Tuning;

/// Journeys from the end of some pattern on, with the items that may follow it, renumbered in the same order.
#[derive(Debug)]
pub struct Table<B> {
    /// The item of each local one, ascending.
    pub items: Vec<u32>,
    /// Words that hold a bit for each local item.
    pub words: usize,
    /// The first row of each journey, and one past all rows.
    pub starts: Vec<u32>,
    /// `rows[row · words + word]`: items of elements after it, items of the element.
    pub rows: Vec<[u64; 2]>,
    /// The number of the element of each row among all journeys, where somebody asked for it.
    pub elements: Vec<u32>,
    pub(super) columns: Columns<B>,
}

/// In which elements of a journey an item is.
#[derive(Debug)]
pub(super) enum Columns<B> {
    /// By item, then journey.
    Full(Vec<B>),
    /// By journey, then item, those that occur only: where most do not.
    Packed { starts: Vec<u32>, values: Vec<B> },
}

impl<B: Bits> Table<B> {
    /// Builds the table of what was cut out, and the pattern's ends in each journey. `uses` is the number of pairs of a
    /// journey and an item that follows in it.
    pub fn new(cut: &Cut, uses: usize, tuning: &Tuning, ends: &mut Vec<B>) -> Self {
        let (n, n_items) = (cut.journeys.len(), cut.items.len());
        let is_full = tuning.is_full(uses, n, n_items);
        let words = n_items.div_ceil(64);
        let mut starts = Vec::with_capacity(n + 1);
        let mut rows = vec![[0; 2]; cut.n_elements * words];
        let mut full = if is_full { vec![B::NONE; n * n_items] } else { Vec::new() };
        let (mut row, mut from) = (0, 0);
        for (journey, &(to, n_elements)) in cut.journeys.iter().enumerate() {
            starts.push(row as u32);
            let mut end = B::NONE;
            for &event in &cut.events()[from..to as usize] {
                let (item, element) = Cut::unpack(event);
                if item == Cut::END {
                    end = end | B::one(element);
                    continue;
                }
                rows[(row + element as usize) * words + item / 64][1] |= 1 << (item % 64);
                if is_full {
                    let column = &mut full[item * n + journey];
                    *column = *column | B::one(element);
                }
            }
            ends.push(end);
            from = to as usize;
            row += n_elements as usize;
        }
        starts.push(row as u32);
        let columns = Columns::Full(full);
        let mut table =
            Table { items: cut.items.clone(), words, starts, rows, elements: cut.elements.clone(), columns };
        table.fill_after();
        if !is_full {
            table.columns = table.packed();
        }
        table
    }

    /// Memory held.
    pub fn bytes(&self) -> usize {
        let (starts, values) = match &self.columns {
            Columns::Full(values) => (0, values.capacity()),
            Columns::Packed { starts, values } => (starts.capacity(), values.capacity()),
        };
        let numbers = self.items.capacity() + self.starts.capacity() + self.elements.capacity() + starts;
        self.rows.capacity() * size_of::<[u64; 2]>() + values * size_of::<B>() + 4 * numbers
    }

    /// How many journeys there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of a journey.
    #[inline(always)]
    pub(super) fn range(&self, journey: usize) -> std::ops::Range<usize> {
        self.starts[journey] as usize..self.starts[journey + 1] as usize
    }

    /// Writes what comes after each element.
    fn fill_after(&mut self) {
        for journey in 0..self.len() {
            let range = self.range(journey);
            for word in 0..self.words {
                let mut after = 0;
                for row in range.clone().rev() {
                    let cell = &mut self.rows[row * self.words + word];
                    cell[0] = after;
                    after |= cell[1];
                }
            }
        }
    }

    /// All items of a journey, word by word.
    #[inline(always)]
    fn all(&self, journey: usize, word: usize) -> u64 {
        let [after, here] = self.rows[self.starts[journey] as usize * self.words + word];
        after | here
    }

    /// The elements of each item of each journey.
    pub(super) fn packed(&self) -> Columns<B> {
        let mut starts = Vec::with_capacity(self.len());
        let mut total = 0;
        for journey in 0..self.len() {
            starts.push(total);
            total += (0..self.words).map(|word| self.all(journey, word).count_ones()).sum::<u32>();
        }
        let mut values = vec![B::NONE; total as usize];
        for journey in 0..self.len() {
            for (row, element) in self.range(journey).zip(0..) {
                for word in 0..self.words {
                    for item in ones(self.rows[row * self.words + word][1]) {
                        let value = &mut values[starts[journey] as usize + self.rank(journey, word * 64 + item)];
                        *value = *value | B::one(element);
                    }
                }
            }
        }
        Columns::Packed { starts, values }
    }

    /// How many smaller items a journey has.
    #[inline(always)]
    fn rank(&self, journey: usize, item: usize) -> usize {
        let before: u32 = (0..item / 64).map(|word| self.all(journey, word).count_ones()).sum();
        (before + (self.all(journey, item / 64) & !(u64::MAX << (item % 64))).count_ones()) as usize
    }

    /// The column of an item, by journey, where the table is full.
    #[inline(always)]
    pub fn column(&self, item: usize) -> Option<&[B]> {
        match &self.columns {
            Columns::Full(values) => Some(&values[item * self.len()..(item + 1) * self.len()]),
            Columns::Packed { .. } => None,
        }
    }

    /// The elements of a journey that hold an item.
    #[inline(always)]
    pub fn elements_with(&self, journey: usize, item: usize) -> B {
        match &self.columns {
            Columns::Full(values) => values[item * self.len() + journey],
            Columns::Packed { starts, values } => {
                let word = self.all(journey, item / 64);
                if word >> (item % 64) & 1 == 0 {
                    return B::NONE;
                }
                let before: u32 = (0..item / 64).map(|word| self.all(journey, word).count_ones()).sum();
                let smaller = (word & !(u64::MAX << (item % 64))).count_ones();
                values[(starts[journey] + before + smaller) as usize]
            }
        }
    }

    /// The items after the first of some ends.
    #[inline(always)]
    pub fn later(&self, journey: u32, ends: B, word: usize) -> u64 {
        self.rows[(self.starts[journey as usize] + ends.first()) as usize * self.words + word][0]
    }

    /// The items in the elements of some ends.
    #[inline(always)]
    pub fn joining(&self, journey: u32, ends: B, word: usize) -> u64 {
        self.both(journey, ends, word)[1]
    }

    /// [`Table::later`] and [`Table::joining`] at once.
    #[inline(always)]
    pub fn both(&self, journey: u32, ends: B, word: usize) -> [u64; 2] {
        let start = self.starts[journey as usize];
        let [later, mut joining] = self.rows[(start + ends.first()) as usize * self.words + word];
        let mut others = ends.without_first();
        while !others.is_none() {
            joining |= self.rows[(start + others.first()) as usize * self.words + word][1];
            others = others.without_first();
        }
        [later, joining]
    }
}

/// The bits of a word that are set, ascending.
#[inline(always)]
pub fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize);
        word &= word.wrapping_sub(1);
        bit
    })
}
