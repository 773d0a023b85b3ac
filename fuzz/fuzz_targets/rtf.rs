//! Fuzzes inputs read as RTF.
#![no_main]

dateline_fuzz::target!("a.rtf", Some("rtf"));
