//! Small sets of elements, as the bits of one integer.
use std::fmt::Debug;
use std::ops::{BitAnd, BitOr};

/// Elements of a journey, numbered from some first one on.
pub trait Bits: Copy + Debug + Eq + Send + Sync + BitAnd<Output = Self> + BitOr<Output = Self> + 'static {
    /// How many elements can be told apart.
    const ROOM: u32;
    /// No element.
    const NONE: Self;

    /// One element.
    fn one(element: u32) -> Self;
    /// The elements after the first of these.
    fn after_first(self) -> Self;
    /// The first element; not to be asked of none.
    fn first(self) -> u32;
    /// All but the first.
    fn without_first(self) -> Self;
    /// Renumbered so that element `by` is the first; those before it fall out.
    fn since(self, by: u32) -> Self;

    /// Is there none?
    #[inline(always)]
    fn is_none(self) -> bool {
        self == Self::NONE
    }
}

macro_rules! bits {
    ($($type:ty),*) => {$(
        impl Bits for $type {
            const ROOM: u32 = <$type>::BITS;
            const NONE: $type = 0;

            #[inline(always)]
            fn one(element: u32) -> $type {
                1 << element
            }

            #[inline(always)]
            fn after_first(self) -> $type {
                !(self ^ self.wrapping_sub(1))
            }

            #[inline(always)]
            fn first(self) -> u32 {
                self.trailing_zeros()
            }

            #[inline(always)]
            fn without_first(self) -> $type {
                self & self.wrapping_sub(1)
            }

            #[inline(always)]
            fn since(self, by: u32) -> $type {
                self >> by
            }
        }
    )*};
}

bits!(u32, u64, u128);

#[cfg(test)]
mod tests {
    use super::*;

    fn check<B: Bits>() {
        let last = B::ROOM - 1;
        let both = B::one(3) | B::one(last);
        assert_eq!((both.first(), both.without_first()), (3, B::one(last)));
        assert_eq!((B::one(last).first(), B::one(last).without_first()), (last, B::NONE));
        assert_eq!(B::one(last).after_first(), B::NONE);
        assert_eq!(both.after_first() & both, B::one(last));
        assert_eq!(both.after_first() & (B::one(2) | B::one(3) | B::one(4)), B::one(4));
        assert_eq!(both.since(3), B::one(0) | B::one(last - 3));
        assert!(B::NONE.is_none() && !both.is_none());
    }

    #[test]
    fn all_widths_are_sets_of_elements() {
        check::<u32>();
        check::<u64>();
        check::<u128>();
    }
}
