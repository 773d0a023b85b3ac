//! The integration tests, one binary.

mod architecture;
mod indexing;
mod searching;
