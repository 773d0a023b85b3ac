//! Query speed beside a plain tantivy top-10 over the same words of the same index.
//!
//! ```text
//! DATELINE_BENCH_DATA=news.jsonl.gz cargo bench --bench query
//! ```
//!
//! The data is JSON Lines, gzipped or not; DATELINE_BENCH_PASSAGES (300000) says how large the archive is to be: articles
//! are repeated with other dates and ids until it is reached. The index is kept in the temporary folder for the next run.
//! "Plain" is an OR of the words over the stemmed text, ten documents wanted, no text read.

use dateline::{
    article::{Day, Record},
    formats,
    index::{Fields, Index, analyzer},
    ingest::{self, Progress},
    query,
    search::{
        Bucket, CountKind, CountSort, CountUnit, Counting, MatchMode, Request, Searcher, TimelineBy, Timing, Unit,
    },
    text,
};
use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

/// Queries of one to six words, rare and common.
const WORDS: &[&str] = &[
    "oil",
    "interest rates",
    "quarterly profit",
    "central bank rate cut",
    "merger talks",
    "crude oil prices opec",
    "bankruptcy court filing",
    "wheat exports soviet union",
    "unemployment",
    "shares fell after earnings warning",
    "takeover bid rejected by board",
    "strike at copper mine",
];

/// Filters of the language.
const FILTERS: &[&str] = &[
    "person:reagan",
    "person:bernanke",
    "place:Japan",
    "place:Texas",
    "near:london/50km",
    "about:2010-03",
    "published:2011-01..2011-06",
];

/// Times each query is asked.
const ROUNDS: usize = 5;

fn archive(data: &Path, passages: usize) -> Result<PathBuf, Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("dateline-bench-query-{passages}"));
    let index = folder.join("index");
    if index.join("CURRENT").exists() {
        return Ok(index);
    }
    let inputs = folder.join("inputs");
    fs::create_dir_all(&inputs)?;
    let mut records: Vec<Record> = Vec::new();
    formats::read("news.jsonl", &mut File::open(data)?, &formats::Options::default(), &mut |record| {
        records.extend(record.record.ok());
        ControlFlow::Continue(())
    })?;
    let mut out = BufWriter::new(File::create(inputs.join("news.jsonl"))?);
    let (mut written, mut round) = (0, 0);
    while written < passages && !records.is_empty() {
        for (at, record) in records.iter().enumerate() {
            if written >= passages {
                break;
            }
            let published = record.published.as_ref().map(|published| published.day.plus(round * 400).to_string());
            let line = serde_json::json!({
                "id": format!("{round}-{at}"), "title": record.title, "text": record.text, "published": published,
                "source": record.source,
            });
            writeln!(out, "{line}")?;
            let sentences = text::sentences(&record.text, Some("en"));
            written += text::passages(&record.text, &sentences).len();
        }
        round += 1;
    }
    out.flush()?;
    drop(out);
    let options = ingest::Options { index: index.clone(), roots: vec![inputs], ..ingest::Options::default() };
    ingest::run(&options, &Silent)?;
    Ok(index)
}

/// Median and 95th percentile.
fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], times[(times.len() * 95 / 100).min(times.len() - 1)])
}

fn timed(rounds: usize, mut work: impl FnMut()) -> Vec<Duration> {
    (0..rounds)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect()
}

fn plain(engine: &tantivy::Searcher, fields: &Fields, words: &str) -> tantivy::Result<usize> {
    let clauses: Vec<(Occur, Box<dyn Query>)> = analyzer::stem(words, Some("en"))
        .into_iter()
        .map(|term| {
            let term = Term::from_field_text(fields.stem, &term.text);
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Should, query)
        })
        .collect();
    Ok(engine.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(10).order_by_score())?.len())
}

fn row(what: &str, times: Vec<Duration>) {
    let (median, high) = percentiles(times);
    println!("| {what} | {:.2} | {:.2} |", median.as_secs_f64() * 1e3, high.as_secs_f64() * 1e3);
}

#[expect(clippy::too_many_lines, reason = "the list of what is measured, in order")]
fn main() -> Result<(), Box<dyn Error>> {
    let Some(data) = std::env::var_os("DATELINE_BENCH_DATA") else {
        println!("set DATELINE_BENCH_DATA to a file of news in JSON Lines");
        return Ok(());
    };
    let passages =
        std::env::var("DATELINE_BENCH_PASSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(300_000);
    let index = archive(Path::new(&data), passages)?;
    let today = Day::from_civil(2013, 1, 1).unwrap_or_default();
    let opened = Instant::now();
    let searcher = Searcher::open(&index, today)?;
    let opened = opened.elapsed();
    let engine = Index::open(&index)?.engine().reader()?.searcher();
    let (_, fields) = Fields::build();
    let status = searcher.status()?;
    println!(
        "{} articles, {} passages; opened in {:.1} ms\n",
        status.articles,
        status.passages,
        opened.as_secs_f64() * 1e3
    );
    searcher.prepare().expect("the index is whole");
    println!("| what | p50 ms | p95 ms |\n|---|---|---|");
    let (mut plainly, mut all, mut any) = (Vec::new(), Vec::new(), Vec::new());
    for words in WORDS {
        plainly.extend(timed(ROUNDS, || assert!(plain(&engine, &fields, words).is_ok_and(|found| found <= 10))));
        let request = Request::new(query::words(words));
        all.extend(timed(ROUNDS, || assert!(searcher.search(&request).is_ok())));
        let request = Request { matching: MatchMode::Any, ..request };
        any.extend(timed(ROUNDS, || assert!(searcher.search(&request).is_ok())));
    }
    row("plain OR, top 10", plainly);
    row("words, all of them", all);
    row("words, any of them", any);
    for filter in FILTERS {
        let query = query::parse(filter, today)?;
        row(filter, timed(ROUNDS * 4, || assert!(searcher.totals(Some(&query)).is_ok())));
    }
    let common = query::parse("said OR company OR year OR percent", today)?;
    let matched = searcher.totals(Some(&common))?.passages;
    let counting = Counting {
        kind: CountKind::Places,
        unit: CountUnit::Stories,
        within: Unit::Article,
        limit: Some(20),
        sort: CountSort::Frequent,
        under: None,
        level: None,
    };
    row(
        &format!("places over {matched} passages"),
        timed(ROUNDS, || {
            assert!(searcher.count(Some(&common), &counting).is_ok());
        }),
    );
    for (what, by) in [("published", TimelineBy::Published), ("about", TimelineBy::About)] {
        let timing = Timing { by, bucket: Bucket::Month, zoom: None, by_source: false };
        row(
            &format!("timeline by {what} over {matched} passages"),
            timed(ROUNDS, || {
                assert!(searcher.timeline(Some(&common), &timing).is_ok());
            }),
        );
    }
    Ok(())
}
