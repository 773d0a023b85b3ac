//! Fuzzes inputs whose format is found by their content.
#![no_main]

dateline_fuzz::target!("a", None);
