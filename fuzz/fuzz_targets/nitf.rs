//! Fuzzes inputs read as nitf.
#![no_main]

dateline_fuzz::target!("a.xml", Some("nitf"));
