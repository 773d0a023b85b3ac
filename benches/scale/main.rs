//! What becomes of a large archive: indexing, queries, counts and updates beside the number of articles.
//!
//! ```text
//! DATELINE_BENCH_DATA=news.jsonl.gz cargo bench --profile fast --bench scale
//! DATELINE_BENCH_DATA=news.jsonl.gz DATELINE_BENCH_SCALE=1000000 cargo bench --profile fast --bench scale
//! ```
//!
//! The data is JSON Lines, gzipped or not; several files are divided by commas. `DATELINE_BENCH_SCALE` has what is measured: `news`, the data
//! itself, and numbers of articles (`news,40000,150000` where nothing is said); `DATELINE_BENCH_FOLDER` a folder to work in (the temporary one),
//! which is cleaned up. Each figure is printed as soon as it is measured, and all of them as a table at the end. A size that does not fit
//! the disk is named and left out: an article takes some 6 KB of text, and its part of the index twice that while segments are merged.
//! The program is the one of the same build, or `DATELINE_BENCH_PROGRAM`. A row of one million articles takes about 40 minutes on two
//! cores. Figures are for comparison within one run: the machine should do nothing else.

mod generator;
mod likeness;
mod measures;
#[path = "../../tests/shared/random.rs"]
#[expect(dead_code, reason = "each of tests and benchmarks needs a part of it")]
mod random;

use generator::{Generator, Source};
use likeness::Likeness;
use measures::{Archive, Figures};
use std::{
    error::Error,
    fs::File,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Instant,
};

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The seed of the collections.
const SEED: u64 = 1;
/// Disk that an article takes at most while its archive is built: text, index, and segments that are being merged.
const BYTES_OF_ARTICLE: u64 = 24 << 10;
/// Stands for the data itself among the sizes.
const NEWS: &str = "news";

/// Reads the articles of a file.
fn read(path: &Path, sources: &mut Vec<Source>, likeness: &mut Likeness) -> Outcome<()> {
    let options = dateline::formats::Options::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().trim_end_matches(".gz").to_owned();
    dateline::formats::read(&name, &mut File::open(path)?, &options, &mut |record| {
        if let Ok(record) = record.record
            && record.text.len() > 200
        {
            let source = Source::new(&record.title, &record.text, record.source.as_deref().unwrap_or("Wire"));
            likeness.add(&source.text());
            sources.push(source);
        }
        ControlFlow::Continue(())
    })?;
    Ok(())
}

/// Free bytes of the disk that a folder is on, as `df` tells; `None` where it does not.
fn free(folder: &Path) -> Option<u64> {
    let output = std::process::Command::new("df").args(["-Pk"]).arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().last()?.split_whitespace().nth(3)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// How like the news the generated texts are, as they were counted while they were written.
fn print_likeness(real: &Likeness, made: &Likeness) -> Outcome<()> {
    let exponent = |likeness: &Likeness| match likeness.exponent(real.running()) {
        Some(exponent) => format!("{exponent:.2}"),
        None => "-".to_owned(),
    };
    println!(
        "\n| | running words | distinct words | exponent of their growth up to {} | compressed by zstd |",
        real.running()
    );
    println!("|---|---|---|---|---|");
    for (name, likeness) in [("the news", real), ("generated", made)] {
        println!(
            "| {name} | {} | {} | {} | {:.3} |",
            likeness.running(),
            likeness.distinct(),
            exponent(likeness),
            likeness.compressed()?
        );
    }
    Ok(())
}

fn main() -> Outcome<()> {
    let Ok(data) = std::env::var("DATELINE_BENCH_DATA") else {
        println!("set DATELINE_BENCH_DATA to files of JSON Lines (.jsonl or .jsonl.gz), divided by commas");
        return Ok(());
    };
    let sizes = std::env::var("DATELINE_BENCH_SCALE").unwrap_or_else(|_| format!("{NEWS},40000,150000"));
    let sizes: Vec<&str> = sizes.split(',').map(str::trim).collect();
    if let Some(size) = sizes.iter().find(|size| **size != NEWS && size.parse::<usize>().is_err()) {
        return Err(format!("DATELINE_BENCH_SCALE: {size} is neither {NEWS} nor a number of articles").into());
    }
    let within = std::env::var_os("DATELINE_BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let (mut sources, mut real) = (Vec::new(), Likeness::default());
    for path in data.split(',') {
        read(Path::new(path.trim()), &mut sources, &mut real)?;
    }
    if sources.is_empty() {
        return Err("there are no articles to make others of".into());
    }
    let mut generator = Generator::new(sources, SEED);
    let (mut rows, mut made) = (Vec::new(), Likeness::default());
    for size in sizes {
        let Ok(articles) = size.parse::<usize>() else {
            rows.push(news(&data, &within)?);
            continue;
        };
        let needed = articles as u64 * BYTES_OF_ARTICLE;
        if free(&within).is_some_and(|free| free < needed) {
            println!("{articles} articles need {} GB of disk, which are not free: left out", needed >> 30);
            continue;
        }
        let folder = tempfile::Builder::new().prefix("dateline-bench").tempdir_in(&within)?;
        let started = Instant::now();
        made = Likeness::default();
        let inputs = folder.path().join("news");
        generator.write(articles, &inputs, (&real, &mut made))?;
        let mut figures = Figures::new(format!("{articles} articles"));
        figures.add("made in, s", format!("{:.0}", started.elapsed().as_secs_f64()));
        print_likeness(&real, &made)?;
        Archive { inputs, index: folder.path().join("index") }.measure(&mut figures)?;
        rows.push(figures);
    }
    measures::print(&rows);
    print_likeness(&real, &made)
}

/// The figures of the news itself.
fn news(data: &str, within: &Path) -> Outcome<Figures> {
    let folder = tempfile::Builder::new().prefix("dateline-bench").tempdir_in(within)?;
    let inputs = folder.path().join("news");
    std::fs::create_dir_all(&inputs)?;
    for path in data.split(',') {
        let path = Path::new(path.trim());
        std::fs::copy(path, inputs.join(path.file_name().unwrap_or_default()))?;
    }
    let mut figures = Figures::new("the news itself".to_owned());
    Archive { inputs, index: folder.path().join("index") }.measure(&mut figures)?;
    Ok(figures)
}
