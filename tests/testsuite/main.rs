//! The integration tests, one binary.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    clippy::too_many_lines,
    clippy::unused_self,
    reason = "tests write their inputs and tables plainly"
)]

mod acronyms;
mod analysis;
mod architecture;
mod asking;
mod boilerplate;
mod claims;
mod cli;
mod clock;
mod comparing;
mod counting;
mod cut_short;
mod dates;
mod desk;
mod digests;
mod forgetting;
mod indexing;
mod keeping;
mod language;
mod layouts;
mod model;
mod names;
mod newsroom;
mod own_names;
mod pages;
mod people;
mod places;
#[path = "../shared/random.rs"]
#[expect(dead_code, reason = "each of tests and benchmarks needs a part of it")]
mod random;
mod ranking;
mod reading;
mod rebuilding;
mod roots;
mod saved;
mod searching;
mod tables;
mod tagger;
mod upkeep;
