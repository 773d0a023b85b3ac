//! Fuzzes inputs read as iptc7901.
#![no_main]

dateline_fuzz::target!("a.txt", Some("iptc7901"));
