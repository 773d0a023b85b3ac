//! Indexing speed beside a plain tantivy indexer on the same passages.
//!
//! ```text
//! DATELINE_BENCH_DATA=news.jsonl.gz cargo bench --bench indexing
//! ```
//!
//! The data is JSON Lines, gzipped or not. "Plain" indexes title and text of each passage with positions, English stemming
//! and stored; it is timed without reading and splitting. Dateline is timed with everything on, from the file to the end of
//! its merges. Megabytes are those of article text.

use dateline::{
    formats,
    ingest::{self, Progress},
    text,
};
use std::{
    error::Error,
    fs::{self, File},
    io,
    ops::ControlFlow,
    path::Path,
    thread,
    time::Instant,
};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, TantivyDocument, doc};

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

/// Passages with the title of their article.
type Passages = Vec<(String, String)>;

fn passages(path: &Path) -> Result<Passages, Box<dyn Error>> {
    let mut found = Passages::new();
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

fn plain(passages: Passages, folder: &Path) -> Result<(), Box<dyn Error>> {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing) | STORED;
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", options.clone());
    let text = schema.add_text_field("text", options);
    let index = Index::create_in_dir(folder, schema.build())?;
    let threads = thread::available_parallelism()?.get();
    let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(threads, threads * (160 << 20))?;
    for (of_title, of_text) in passages {
        writer.add_document(doc!(title => of_title, text => of_text))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// The most memory that this process has held, in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib / 1024)
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(data) = std::env::var_os("DATELINE_BENCH_DATA") else {
        println!("set DATELINE_BENCH_DATA to a file of JSON Lines (.jsonl or .jsonl.gz)");
        return Ok(());
    };
    let folder = tempdir()?;
    let news = folder.join("news");
    fs::create_dir_all(&news)?;
    let lines = news.join("news.jsonl");
    let mut input = File::open(&data)?;
    if Path::new(&data).extension().is_some_and(|extension| extension == "gz") {
        io::copy(&mut flate2::read::MultiGzDecoder::new(input), &mut File::create(&lines)?)?;
    } else {
        io::copy(&mut input, &mut File::create(&lines)?)?;
    }

    let start = Instant::now();
    let index = folder.join("index");
    let options = ingest::Options { index: index.clone(), roots: vec![news], ..ingest::Options::default() };
    let report = ingest::run(&options, &Silent)?;
    let dateline = start.elapsed().as_secs_f64();
    let megabytes = report.text_bytes as f64 / 1e6;
    println!("articles    {:>9}", report.articles);
    println!("text        {megabytes:>9.1} MB");
    println!("dateline    {:>9.2} MB/s ({dateline:.1} s)", megabytes / dateline);
    if let Some(peak) = peak() {
        println!("peak memory {peak:>9} MiB");
    }
    println!("index       {:>9.2} of the text", size(&index) as f64 / 1e6 / megabytes);

    let passages = passages(&lines)?;
    println!("passages    {:>9}", passages.len());
    let beside = folder.join("plain");
    fs::create_dir_all(&beside)?;
    let start = Instant::now();
    plain(passages, &beside)?;
    let plain = start.elapsed().as_secs_f64();
    println!("plain       {:>9.2} MB/s ({plain:.1} s)", megabytes / plain);
    println!("ratio       {:>9.2} of plain", plain / dateline);
    println!("plain index {:>9.2} of the text", size(&beside) as f64 / 1e6 / megabytes);
    fs::remove_dir_all(&folder)?;
    Ok(())
}

fn tempdir() -> io::Result<std::path::PathBuf> {
    Ok(tempfile::Builder::new().prefix("dateline-bench").tempdir()?.keep())
}
