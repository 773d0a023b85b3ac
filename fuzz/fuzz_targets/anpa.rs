//! Fuzzes inputs read as ANPA messages.
#![no_main]

dateline_fuzz::target!("a.txt", Some("anpa"));
