//! Work given away: branches of a search that another thread can go on with by itself.
use super::bits::Bits;
use super::dense::Rest;
use super::sparse::Given;
use crate::pool::Pool;
use crate::sequence::harvest::Harvest;

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

impl Part {
    /// Memory held that no search counts as its own.
    pub fn bytes(&self) -> usize {
        match self {
            Part::Sparse(given) => given.bytes(),
            Part::Short(_) | Part::Middle(_) | Part::Long(_) => 0,
        }
    }
}

/// Where parts go.
pub trait Shares {
    /// Does anybody wait for work?
    fn is_hungry(&self) -> bool;
    /// Gives a part of what the harvest's thread does away.
    fn give(&self, part: Part, harvest: &mut Harvest);
}

/// A task made of a part.
pub trait OfPart {
    /// A part of what the harvest's thread does.
    fn of(part: Part, harvest: &mut Harvest) -> Self;
}

impl<T: OfPart + Send> Shares for Pool<T> {
    #[inline]
    fn is_hungry(&self) -> bool {
        Pool::is_hungry(self)
    }

    fn give(&self, part: Part, harvest: &mut Harvest) {
        Pool::give(self, T::of(part, harvest));
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
