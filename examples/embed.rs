//! Dateline as a library: indexes a folder and prints the best passages for a query.
//!
//! `cargo run --example embed -- FOLDER QUERY`

use dateline::article::Day;
use dateline::ingest;
use dateline::query;
use dateline::search::{Request, Searcher};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(query)) = (arguments.next(), arguments.next()) else {
        return Err("usage: embed FOLDER QUERY".into());
    };
    let index = std::env::temp_dir().join("dateline-embed");
    let options =
        ingest::Options { index: index.clone(), roots: vec![PathBuf::from(folder)], ..ingest::Options::default() };
    let report = ingest::run(&options, &())?;
    for failure in &report.failed {
        eprintln!("failed: {}: {}", failure.path, failure.reason);
    }
    let today: Day = "2026-01-24".parse()?;
    let searcher = Searcher::open(&index, today)?;
    let response = searcher.search(&Request { limit: Some(3), ..Request::new(query::parse(&query, today)?) })?;
    for hit in &response.hits {
        println!("{}. {} ({})\n{}", hit.rank, hit.title, hit.path, hit.text);
        println!("   people: {}; places: {}\n", hit.people.join(", "), hit.places.join(", "));
    }
    Ok(())
}
