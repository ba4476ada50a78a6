//! Encoding, mining, matching and nulls for customer journeys. Knows no Python.
#![warn(missing_docs)]

pub mod budget;
pub mod chunks;
pub mod database;
pub mod error;
pub mod matching;
pub mod nulls;
pub mod sink;
