//! Draws from bytes; where they end, all draws are 0.

/// Bytes to draw from.
#[derive(Debug)]
pub struct Source<'a> {
    bytes: &'a [u8],
}

impl<'a> Source<'a> {
    /// All bytes are left.
    pub fn new(bytes: &'a [u8]) -> Self {
        Source { bytes }
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    /// A number below `n`, which is at least 1 and at most 65,536.
    pub fn below(&mut self, n: usize) -> usize {
        let drawn =
            if n <= 256 { usize::from(self.byte()) } else { 256 * usize::from(self.byte()) + usize::from(self.byte()) };
        drawn % n
    }

    /// A number of this range.
    pub fn within(&mut self, range: std::ops::RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    /// True once in `n` draws.
    pub fn once_in(&mut self, n: usize) -> bool {
        // What an empty source draws is the simplest case.
        self.below(n) == n - 1
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Something, once in `n` draws.
    pub fn maybe<T>(&mut self, n: usize, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(n).then(|| draw(self))
    }
}
