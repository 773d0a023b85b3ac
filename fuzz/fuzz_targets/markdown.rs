//! Fuzzes inputs read as markdown.
#![no_main]

dateline_fuzz::target!("a.md", Some("markdown"));
