//! Fuzzes inputs read as XML.
#![no_main]

dateline_fuzz::target!("a.xml", Some("xml"));
