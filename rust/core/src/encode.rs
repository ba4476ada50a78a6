//! From the columns of a raw log to ordered journeys in codes.
//!
//! `column` holds the input, borrowed; `codes` numbers its names by rank; `order` sorts every journey by
//! (time, tie rule); `shape` cuts sessions and windows out of the sorted events.
pub mod codes;
pub mod column;
mod dictionary;
mod key;
pub mod names;
pub mod order;
pub mod shape;
mod threads;

#[cfg(test)]
mod tests;

/// The most distinct names or rows that 32-bit codes can number.
pub const LIMIT: u64 = u32::MAX as u64;
