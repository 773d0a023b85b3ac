//! Fuzzes inputs read as pdf.
#![no_main]

dateline_fuzz::target!("a.pdf", Some("pdf"));
