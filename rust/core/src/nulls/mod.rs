//! What support chance alone would give: the order null, exactly where it can be, by shuffling where it cannot.
pub mod bags;
pub mod bootstrap;
pub mod claims;
pub mod customers;
pub mod family;
pub mod lift;
pub mod order_kernel;
pub mod poisson_binomial;
pub mod random;
pub mod rule;
pub mod shuffle;
pub mod special;
pub mod spread;
pub mod tally;
pub mod unordered;
pub mod verdict;
pub mod visit;
