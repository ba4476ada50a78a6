//! Whatever the bytes say, the search finds what the slow twin finds, and does not panic.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    journeymine_fuzz::check(bytes);
});
