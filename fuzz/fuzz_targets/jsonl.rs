//! Fuzzes inputs read as jsonl.
#![no_main]

dateline_fuzz::target!("a.jsonl", Some("jsonl"));
