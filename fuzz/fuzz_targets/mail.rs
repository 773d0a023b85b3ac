//! Fuzzes inputs read as mail.
#![no_main]

dateline_fuzz::target!("a.eml", Some("mail"));
