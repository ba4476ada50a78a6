//! Work compiled for what the machine has: counting bits is one instruction there, and a dozen on every machine.
use super::Level;

/// Does the work; what the compiler takes into the call is compiled for this level.
#[inline(always)]
pub fn compiled_for<R>(level: Level, work: impl FnOnce() -> R) -> R {
    dispatch!(level, work(), avx2(work), avx512(work))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq"
)]
fn avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_on_every_level() {
        for level in Level::all() {
            assert_eq!(compiled_for(level, || (0..64u64).map(|bit| bit.count_ones()).sum::<u32>()), 192);
        }
    }
}
