//! Encoding, mining, matching and nulls for customer journeys. Knows no Python.
#![warn(missing_docs)]

pub mod budget;
pub mod chunks;
pub mod cover;
pub mod database;
pub mod encode;
pub mod error;
pub mod identities;
pub mod itemset;
pub mod kernels;
pub mod labelled;
pub mod matching;
pub mod nulls;
pub mod pool;
pub mod rules;
pub mod sequence;
pub mod sink;
