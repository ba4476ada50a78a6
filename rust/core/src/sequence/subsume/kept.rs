//! Patterns as they are found, with the journeys that hold them where these are needed.
use crate::budget::{Budget, make_room};
use crate::error::Result;
use crate::sink::{FixedThreshold, Found, Shared, Sink, in_order};

/// Keeps every pattern; with `J` also its journeys, as the differences of ascending numbers, seven bits a byte.
#[derive(Debug)]
pub struct Kept<const J: bool> {
    min_support: u32,
    found: Found,
    bytes: Vec<u8>,
    ends: Vec<u64>,
}

impl<const J: bool> Kept<J> {
    /// Keeps the patterns of at least `min_support`.
    pub fn new(min_support: u32) -> Self {
        Kept { min_support, found: Found::default(), bytes: Vec::new(), ends: Vec::new() }
    }

    /// The patterns, in the order in which they were found.
    pub fn patterns(&self) -> &Found {
        &self.found
    }

    /// Only the patterns.
    pub fn into_patterns(self) -> Found {
        self.found
    }

    /// The journeys of a pattern; equal bytes are equal journeys.
    pub fn journeys(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[start as usize..self.ends[at] as usize]
    }
}

/// Adds a number, seven bits a byte, the lowest first.
fn write(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Ascending numbers out of their differences.
#[derive(Debug)]
struct Numbers<'a> {
    bytes: std::slice::Iter<'a, u8>,
    next: u32,
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let (mut difference, mut shift) = (0u32, 0);
        loop {
            let byte = *self.bytes.next()?;
            difference |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        let number = self.next.wrapping_add(difference);
        self.next = number.wrapping_add(1);
        Some(number)
    }
}

/// Are the journeys of one pattern among those of another?
pub fn are_among(few: &[u8], many: &[u8]) -> bool {
    let mut others = Numbers { bytes: many.iter(), next: 0 };
    Numbers { bytes: few.iter(), next: 0 }.all(|number| others.find(|&other| other >= number) == Some(number))
}

impl<const J: bool> Sink for Kept<J> {
    const TAKES_JOURNEYS: bool = J;

    #[inline]
    fn min_support(&self) -> u32 {
        self.min_support
    }

    fn bytes(&self) -> usize {
        // Tasks are put together, and what is a result is written again.
        2 * (self.found.bytes() + self.bytes.capacity() + 8 * self.ends.capacity())
    }

    fn offer(&mut self, pattern: &[u32], support: u32) {
        if support >= self.min_support {
            self.found.push(pattern, support);
        }
    }

    fn take(&mut self, pattern: &[u32], support: u32, journeys: impl FnOnce(&mut dyn FnMut(u32))) {
        if support >= self.min_support {
            self.found.push(pattern, support);
            let (bytes, mut next) = (&mut self.bytes, 0);
            journeys(&mut |journey| {
                write(bytes, journey - next);
                next = journey + 1;
            });
            make_room(&mut self.ends, 1);
            self.ends.push(self.bytes.len() as u64);
        }
    }
}

impl<const J: bool> FixedThreshold for Kept<J> {}

impl<const J: bool> Shared for Kept<J> {
    fn for_task(&self) -> Self {
        Kept::new(self.min_support)
    }

    fn absorb(&mut self, other: Self) {
        self.found.append(&other.found);
        let shift = self.bytes.len() as u64;
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| end + shift));
    }

    fn into_found(self, budget: &Budget) -> Result<Found> {
        in_order(vec![self.found], budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(rows: &[&[u32]]) -> Kept<true> {
        let mut kept = Kept::new(0);
        for row in rows {
            kept.take(&[1], row.len() as u32, |each| row.iter().for_each(|&journey| each(journey)));
        }
        kept
    }

    #[test]
    fn journeys_are_among_others_or_not() {
        let kept = kept(&[&[0, 7, 300, 70_000, u32::MAX - 1], &[7, 70_000], &[7, 70_001], &[], &[0, 8]]);
        let among = |few, many| are_among(kept.journeys(few), kept.journeys(many));
        assert!(among(1, 0) && among(0, 0) && among(3, 0) && among(3, 3));
        assert!(!among(0, 1) && !among(2, 0) && !among(4, 0) && !among(1, 3));
    }

    #[test]
    fn what_tasks_found_is_put_together() {
        let mut whole = kept(&[&[1, 2]]);
        whole.absorb(kept(&[&[500], &[2]]));
        assert!(are_among(whole.journeys(2), whole.journeys(0)));
        assert!(!are_among(whole.journeys(1), whole.journeys(0)));
        assert_eq!(whole.into_found(&Budget::new(None)).expect("nobody cancels").supports, [2, 1, 1]);
    }
}
