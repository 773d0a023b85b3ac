//! The integration tests, one binary.

mod analysis;
mod architecture;
mod cli;
mod dates;
mod indexing;
mod newsroom;
mod searching;
