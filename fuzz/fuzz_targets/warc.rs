//! Fuzzes inputs read as warc.
#![no_main]

dateline_fuzz::target!("a.warc", Some("warc"));
