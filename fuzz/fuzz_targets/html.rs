//! Fuzzes inputs read as html.
#![no_main]

dateline_fuzz::target!("a.html", Some("html"));
