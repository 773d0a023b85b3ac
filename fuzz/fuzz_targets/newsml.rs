//! Fuzzes inputs read as newsml.
#![no_main]

dateline_fuzz::target!("a.xml", Some("newsml"));
