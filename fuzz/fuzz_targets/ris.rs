//! Fuzzes inputs read as RIS.
#![no_main]

dateline_fuzz::target!("a.ris", Some("ris"));
