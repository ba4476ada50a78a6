//! Counts of 512 draws at once, bit by bit: a number in base two whose digits lie in planes of 512 bits.

/// Draws in a block.
pub const BLOCK: usize = 512;
/// Words of a row.
pub const WORDS: usize = BLOCK / 64;
/// A bit a draw.
pub type Row = [u64; WORDS];

/// Digits that a count of units can have.
const DIGITS: usize = 32;

/// Planes of digits, least first, and the counts they come to.
#[derive(Debug)]
pub struct Counters {
    planes: [Row; DIGITS],
    counts: Vec<u32>,
}

impl Default for Counters {
    fn default() -> Self {
        Counters { planes: [[0; WORDS]; DIGITS], counts: vec![0; BLOCK] }
    }
}

/// Adds three bits: the carry; the sum is left in the first.
#[inline(always)]
fn carried(sum: &mut Row, one: &Row, other: &Row) -> Row {
    std::array::from_fn(|w| {
        let (a, b, c) = (sum[w], one[w], other[w]);
        let odd = a ^ b;
        sum[w] = odd ^ c;
        (a & b) | (odd & c)
    })
}

impl Counters {
    /// How many of these units have a one, draw by draw.
    pub fn count(&mut self, rows: &[Row], units: &[u32]) -> &[u32] {
        self.planes = [[0; WORDS]; DIGITS];
        let row = |unit: u32| &rows[unit as usize];
        let eights = units.chunks_exact(8);
        let rest = eights.remainder();
        for some in eights {
            // Carries that come in pairs are added once for two (Harley and Seal).
            let [ones, twos, fours, ..] = &mut self.planes;
            let a = carried(ones, row(some[0]), row(some[1]));
            let b = carried(ones, row(some[2]), row(some[3]));
            let first = carried(twos, &a, &b);
            let a = carried(ones, row(some[4]), row(some[5]));
            let b = carried(ones, row(some[6]), row(some[7]));
            let second = carried(twos, &a, &b);
            let eight = carried(fours, &first, &second);
            self.add(eight, 3);
        }
        for &unit in rest {
            self.add(*row(unit), 0);
        }
        self.read(units.len())
    }

    fn add(&mut self, mut carry: Row, digit: usize) {
        for plane in &mut self.planes[digit..] {
            let mut any = 0;
            for (digit, one) in plane.iter_mut().zip(&mut carry) {
                let both = *digit & *one;
                *digit ^= *one;
                *one = both;
                any |= both;
            }
            if any == 0 {
                break;
            }
        }
    }

    fn read(&mut self, most: usize) -> &[u32] {
        let digits = (usize::BITS - most.leading_zeros()) as usize;
        self.counts.fill(0);
        for (digit, plane) in self.planes[..digits.min(DIGITS)].iter().enumerate() {
            for (word, counts) in plane.iter().zip(self.counts.chunks_exact_mut(64)) {
                for (bit, count) in counts.iter_mut().enumerate() {
                    *count |= ((word >> bit & 1) as u32) << digit;
                }
            }
        }
        &self.counts
    }
}
