//! What can go wrong in the core, by cause, with the numbers.
use std::fmt;

/// Why a verb gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Two arrays that describe the same thing do not fit together.
    Shape {
        /// What was handed over, e.g. "offsets of the journeys".
        what: &'static str,
        /// What was found.
        found: u64,
        /// What it has to be.
        expected: u64,
    },
    /// More distinct things than the codes can number.
    Capacity {
        /// What is numbered, e.g. "distinct events".
        what: &'static str,
        /// How many there are (at least).
        found: u64,
        /// How many there may be.
        limit: u64,
    },
    /// More memory is needed before the work can begin than it may use.
    Memory {
        /// What needs it, e.g. "journeys".
        what: &'static str,
        /// Bytes needed, what is held already among them.
        bytes: u64,
        /// Bytes that may be used in all.
        limit: u64,
    },
    /// The time or memory was over before the search began; whoever asked for it gets an empty result that says so.
    Spent,
    /// The caller asked to stop (Ctrl-C); nothing is given back.
    Cancelled,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Shape { what, found, expected } => {
                write!(out, "The {what} must be {expected}; got {found}.")
            }
            Error::Capacity { what, found, limit } => {
                write!(out, "At most {limit} {what} can be numbered; got {found} or more.")
            }
            Error::Memory { what, bytes, limit } => {
                let (needed, limit, enough) = (sized(*bytes), sized(*limit), enough(*bytes));
                write!(
                    out,
                    "`memory_limit` must leave room for the {what}, which need {needed} before the search begins; \
                     got {limit}; give it \"{enough}\" or more."
                )
            }
            Error::Spent => write!(out, "The time was over before the search began."),
            Error::Cancelled => write!(out, "Stopped by the caller."),
        }
    }
}

/// A limit that leaves as much again for what engines lay out, and for the search, as the option takes it.
fn enough(bytes: u64) -> String {
    format!("{}MB", bytes.saturating_mul(2).div_ceil(1_000_000))
}

/// Bytes as people read them, with three digits that count.
fn sized(bytes: u64) -> String {
    let (size, unit) = match bytes {
        0..1_000_000 => (bytes as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    format!("{size:.*} {unit}", if size < 10.0 { 1 } else { 0 })
}

impl std::error::Error for Error {}

/// A result of the core.
pub type Result<T> = std::result::Result<T, Error>;
