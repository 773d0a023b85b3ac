//! The integration tests, one binary.

mod architecture;
mod cli;
mod dates;
mod indexing;
mod searching;
