//! Fuzzes inputs read as exports of LexisNexis.
#![no_main]

dateline_fuzz::target!("a.txt", Some("lexisnexis"));
