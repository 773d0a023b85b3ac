//! Fuzzes inputs read as newsml-g2.
#![no_main]

dateline_fuzz::target!("a.xml", Some("newsml-g2"));
