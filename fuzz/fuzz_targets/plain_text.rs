//! Fuzzes inputs read as plain-text.
#![no_main]

dateline_fuzz::target!("a.txt", Some("plain-text"));
