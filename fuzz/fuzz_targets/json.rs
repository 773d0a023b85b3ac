//! Fuzzes inputs read as json.
#![no_main]

dateline_fuzz::target!("a.json", Some("json"));
