//! Fuzzes compressed inputs and archives, by their content.
#![no_main]

dateline_fuzz::target!("a.gz", None);
