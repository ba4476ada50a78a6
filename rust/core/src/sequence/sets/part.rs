//! Work given away: branches of a search that another thread can go on with by itself.
use super::bits::Bits;
use super::dense::Rest;
use super::sparse::Given;
use crate::pool::Pool;

/// Subtrees that were reported but not gone into, with all that is needed to do so.
#[derive(Debug)]
pub enum Part {
    /// From a sparse node.
    Sparse(Given),
    /// From a dense node of up to 32 elements.
    Short(Rest<u32>),
    /// From a dense node of up to 64 elements.
    Middle(Rest<u64>),
    /// From a dense node of up to 128 elements.
    Long(Rest<u128>),
}

/// Where parts go.
pub trait Shares {
    /// Does anybody wait for work?
    fn is_hungry(&self) -> bool;
    /// Gives a part away.
    fn give(&self, part: Part);
}

impl<T: From<Part> + Send> Shares for Pool<T> {
    #[inline]
    fn is_hungry(&self) -> bool {
        Pool::is_hungry(self)
    }

    fn give(&self, part: Part) {
        Pool::give(self, part.into());
    }
}

/// Widths of element sets whose parts have a place in [`Part`].
pub trait Giving: Bits {
    /// Wraps what is left of a dense node.
    fn part(rest: Rest<Self>) -> Part;
}

impl Giving for u32 {
    fn part(rest: Rest<Self>) -> Part {
        Part::Short(rest)
    }
}

impl Giving for u64 {
    fn part(rest: Rest<Self>) -> Part {
        Part::Middle(rest)
    }
}

impl Giving for u128 {
    fn part(rest: Rest<Self>) -> Part {
        Part::Long(rest)
    }
}
