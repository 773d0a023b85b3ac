//! Fuzzes inputs read as feed.
#![no_main]

dateline_fuzz::target!("a.xml", Some("feed"));
