//! The integration tests, one binary.

mod analysis;
mod architecture;
mod cli;
mod dates;
mod indexing;
mod language;
mod newsroom;
mod pages;
mod people;
mod places;
mod ranking;
mod reading;
mod searching;
mod tagger;
