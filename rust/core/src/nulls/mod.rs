//! What support chance alone would give: the order null, exactly where it can be, by shuffling where it cannot.
pub mod order_kernel;
pub mod poisson_binomial;
pub mod special;
