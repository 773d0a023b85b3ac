//! Fuzzes inputs read as csv.
#![no_main]

dateline_fuzz::target!("a.csv", Some("csv"));
