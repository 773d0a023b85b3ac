//! The integration tests, one binary.

mod architecture;
mod dates;
mod indexing;
mod searching;
