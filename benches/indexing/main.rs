//! Indexing speed and index size beside a plain tantivy indexer on the same passages.
//!
//! ```text
//! DATELINE_BENCH_DATA=news.jsonl.gz cargo bench --profile fast --bench indexing
//! DATELINE_BENCH_DATA=news.jsonl.gz DATELINE_BENCH_GROWTH=10000,100000,400000 cargo bench --profile fast --bench indexing
//! DATELINE_BENCH_DATA=news.jsonl.gz DATELINE_BENCH_CUT=750 cargo bench --profile fast --bench indexing
//! ```
//!
//! The data is JSON Lines, gzipped or not. "Plain" indexes title and text of each passage with positions, English stemming
//! and stored, without reading and dividing; Dateline does everything, from the file to the end of its merges.
//! "extract" reads and analyses the same file without an index: what is left of Dateline's figure is adding documents.
//! Megabytes are those of article text. Compare seconds of CPU (user and system, of all threads): the time on the wall
//! depends on what else the machine does.
//!
//! `DATELINE_BENCH_CUT` cuts articles into articles of about so many bytes. With `DATELINE_BENCH_GROWTH` the news is
//! repeated with other names and days up to each number of articles, and only Dateline is measured.

mod collection;
mod plain;
mod space;

use dateline::{
    formats,
    ingest::{self, Progress},
    text,
};
use std::{
    error::Error,
    fs::{self, File},
    ops::ControlFlow,
    path::Path,
    time::Instant,
};

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

/// Seconds of a piece of work.
#[derive(Clone, Copy)]
struct Cost {
    cpu: f64,
    wall: f64,
}

/// Seconds of CPU that this process has used, user and system, where the system tells: fields 14 and 15 of
/// `/proc/self/stat`, in hundredths.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn timed<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, Cost), Box<dyn Error>> {
    let (start, before) = (Instant::now(), cpu());
    let done = work()?;
    Ok((done, Cost { cpu: cpu() - before, wall: start.elapsed().as_secs_f64() }))
}

/// The most memory that this process has used since [`forget_peak`], in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Starts the measurement of memory anew; without effect where the system does not support it.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}

fn line(what: &str, megabytes: f64, cost: Cost) {
    println!(
        "{what:<12}{:>9.2} s CPU {:>9.2} s wall {:>9.2} MB/s of CPU {:>9.2} MB/s wall",
        cost.cpu,
        cost.wall,
        megabytes / cost.cpu,
        megabytes / cost.wall
    );
}

fn options(news: &Path, index: &Path) -> ingest::Options {
    ingest::Options { index: index.to_owned(), roots: vec![news.to_owned()], ..ingest::Options::default() }
}

fn passages(path: &Path) -> Result<plain::Passages, Box<dyn Error>> {
    let mut found = plain::Passages::new();
    formats::read("news.jsonl", &mut File::open(path)?, &formats::Options::default(), &mut |record| {
        if let Ok(record) = record.record {
            let sentences = text::sentences(&record.text, Some("en"));
            for range in text::passages(&record.text, &sentences) {
                found.push((record.title.clone(), record.text[range].to_owned()));
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// Compares Dateline with plain tantivy on one collection.
fn compare(folder: &Path, lines: &Path) -> Result<(), Box<dyn Error>> {
    let news = lines.parent().ok_or("a file in a folder is wanted")?;
    let index = folder.join("index");
    let options = options(news, &index);
    let ((), extract) =
        timed(|| Ok(ingest::extract(std::slice::from_ref(&news.to_owned()), &options, &mut |_| true)?))?;
    forget_peak();
    let (report, dateline) = timed(|| Ok(ingest::run(&options, &Silent)?))?;
    let megabytes = report.text_bytes as f64 / 1e6;
    println!("articles    {:>9}", report.articles);
    println!("text        {megabytes:>9.1} MB");
    line("extract", megabytes, extract);
    line("dateline", megabytes, dateline);
    if let Some(peak) = peak() {
        println!("peak memory {peak:>9} MiB");
    }
    println!("index       {:>9.3} of the text", size(&index) as f64 / 1e6 / megabytes);

    let passages = passages(lines)?;
    println!("passages    {:>9}", passages.len());
    let beside = folder.join("plain");
    fs::create_dir_all(&beside)?;
    let ((), plain) = timed(|| plain::index(passages, &beside))?;
    line("plain", megabytes, plain);
    println!(
        "ratio       {:>9.3} of plain by CPU {:>9.3} by wall",
        plain.cpu / dateline.cpu,
        plain.wall / dateline.wall
    );
    println!("plain index {:>9.3} of the text", size(&beside) as f64 / 1e6 / megabytes);

    let generation = folder.join("generation");
    space::copy(&index.join("gen-1"), &generation)?;
    let ((), compaction) = timed(|| space::compact(&generation))?;
    line("compaction", megabytes, compaction);
    println!("compacted   {:>9.3} of the text", size(&generation) as f64 / 1e6 / megabytes);
    space::compact(&beside)?;
    println!("plain       {:>9.3} of the text", size(&beside) as f64 / 1e6 / megabytes);
    space::print(&generation, report.text_bytes)
}

/// Measures how speed and memory change with the number of articles.
fn growth(folder: &Path, lines: &Path, steps: &str) -> Result<(), Box<dyn Error>> {
    for step in steps.split(',') {
        let articles: usize = step.trim().parse()?;
        let news = folder.join(format!("news-{articles}"));
        fs::create_dir_all(&news)?;
        collection::repeat(lines, articles, &news)?;
        let index = folder.join(format!("index-{articles}"));
        forget_peak();
        let (report, cost) = timed(|| Ok(ingest::run(&options(&news, &index), &Silent)?))?;
        let megabytes = report.text_bytes as f64 / 1e6;
        println!("articles    {:>9} ({megabytes:.1} MB of text)", report.articles);
        line("dateline", megabytes, cost);
        if let Some(peak) = peak() {
            println!("peak memory {peak:>9} MiB");
        }
        println!("index       {:>9.3} of the text", size(&index) as f64 / 1e6 / megabytes);
        fs::remove_dir_all(&news)?;
        fs::remove_dir_all(&index)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(data) = std::env::var_os("DATELINE_BENCH_DATA") else {
        println!("set DATELINE_BENCH_DATA to a file of JSON Lines (.jsonl or .jsonl.gz)");
        return Ok(());
    };
    let folder = tempfile::Builder::new().prefix("dateline-bench").tempdir()?;
    let news = folder.path().join("news");
    fs::create_dir_all(&news)?;
    let lines = news.join("news.jsonl");
    collection::unpack(Path::new(&data), &lines)?;
    if let Ok(bytes) = std::env::var("DATELINE_BENCH_CUT") {
        collection::cut(&lines, bytes.parse()?)?;
    }
    match std::env::var("DATELINE_BENCH_GROWTH") {
        Ok(steps) => growth(folder.path(), &lines, &steps),
        Err(_) => compare(folder.path(), &lines),
    }
}
