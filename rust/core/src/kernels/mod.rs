//! The innermost loops, each in a plain form and in wide ones picked at run time; the only place allowed to be `unsafe`.
//!
//! What is unsafe here is to call what is compiled for wide registers, sound because a [`Level`] is only made where the
//! machine has it, and to read and write through pointers what a slice was asked for before. No function trusts its
//! caller: wrong numbers give wrong counts or a panic, never a wrong access.
#![allow(unsafe_code)]
// Iterators are not always compiled into functions for wide registers; counting loops are.
#![allow(clippy::needless_range_loop)]
// What only the wide forms use is idle on machines that have the plain ones alone.
#![cfg_attr(not(target_arch = "x86_64"), allow(dead_code, unused_imports, unused_mut))]

/// Calls the form of a kernel that a [`Level`] stands for: `dispatch!(level, plain(..), avx2(..), avx512(..))`.
///
/// The second form may need `target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")` and no more, the third those and
/// `"avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"`.
macro_rules! dispatch {
    ($level:expr, $plain:expr, $avx2:expr, $avx512:expr) => {
        match $level.width() {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: a level of this width is only made where the machine has its features.
            $crate::kernels::Width::Avx512 => unsafe { $avx512 },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            $crate::kernels::Width::Avx2 => unsafe { $avx2 },
            _ => $plain,
        }
    };
}

pub mod advance;
pub mod bit_counts;
pub mod bitset;
pub mod block_steps;
pub mod byte_rows;
pub mod compiled;
pub mod hops;
pub mod mask_rows;
pub mod packed_words;
pub mod prefetch;
pub mod records;
pub mod rows_above;
pub mod spell;
pub mod squeeze;
pub mod superset;
pub mod tally;

/// How wide the registers are that kernels use. To hold one is the proof that the machine has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(Width);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    Plain,
    Avx2,
    Avx512,
}

impl Level {
    /// What every machine has.
    pub const PLAIN: Level = Level(Width::Plain);

    /// The widest that this machine has.
    pub fn widest() -> Level {
        #[cfg(target_arch = "x86_64")]
        if has_avx2() {
            return Level(if has_avx512() { Width::Avx512 } else { Width::Avx2 });
        }
        Level::PLAIN
    }

    /// All that this machine has, the plain one first: tests hold them against each other.
    pub fn all() -> Vec<Level> {
        let mut levels = vec![Level::PLAIN];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(has_avx2().then_some(Level(Width::Avx2)));
            levels.extend((has_avx2() && has_avx512()).then_some(Level(Width::Avx512)));
        }
        levels
    }

    #[inline(always)]
    fn width(self) -> Width {
        self.0
    }
}

/// Has it what the second form of a kernel needs?
#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// Has it what the third form of a kernel needs, besides? Machines since 2019 (Intel) and 2022 (AMD) do.
#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512cd")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vbmi")
        && is_x86_feature_detected!("avx512vbmi2")
        && is_x86_feature_detected!("avx512vpopcntdq")
}

#[cfg(test)]
pub(crate) mod noise {
    /// A few random numbers, the same in every run.
    pub struct Noise(pub u64);

    impl Noise {
        pub fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            self.0 ^ self.0 >> 29
        }

        pub fn below(&mut self, end: usize) -> usize {
            (((self.next() >> 32) * end as u64) >> 32) as usize
        }
    }
}
