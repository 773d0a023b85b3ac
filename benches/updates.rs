//! What updates cost: the program itself, run on an archive of many files and on one large file.
//!
//! ```text
//! DATELINE_BENCH_DATA=news.jsonl.gz cargo bench --profile fast --bench updates
//! DATELINE_BENCH_DATA=news.jsonl.gz DATELINE_BENCH_ARTICLES=150000 cargo bench --profile fast --bench updates
//! DATELINE_BENCH_DATA=news.jsonl.gz DATELINE_BENCH_PROGRAM=/elsewhere/dateline cargo bench --profile fast --bench updates
//! ```
//!
//! The data is JSON Lines, gzipped or not, repeated with other names and days up to the number of articles (40,000). Each change
//! is made `ROUNDS` times, and the median printed: seconds on the wall of `dateline index`, seconds of CPU, and seconds on the
//! wall of the first query after it. Files stay as they are for some seconds before each, so that none counts as still changing.

#[path = "indexing/collection.rs"]
#[expect(dead_code, reason = "shared with the benchmark of indexing")]
mod collection;

use serde_json::Value;
use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Articles of each archive.
const ARTICLES: usize = 40_000;
/// Files of one folder.
const FOLDER: usize = 1_000;
/// Articles that are appended.
const APPENDED: usize = 100;
/// Times that each change is made.
const ROUNDS: usize = 5;
/// Until a file no longer counts as still changing.
const SETTLES: Duration = Duration::from_millis(2_100);

type Outcome<T> = Result<T, Box<dyn Error>>;

/// An archive with its index.
struct Archive {
    root: PathBuf,
    index: PathBuf,
}

impl Archive {
    /// Runs the program; gives seconds on the wall and of CPU.
    fn run(&self, arguments: &[&str]) -> Outcome<(f64, f64)> {
        let (start, before) = (Instant::now(), cpu_of_children());
        let program = std::env::var_os("DATELINE_BENCH_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_dateline").into());
        let mut command = Command::new(program);
        command.env("DATELINE_INDEX", &self.index).args(arguments).stdout(Stdio::null());
        let status = command.status()?;
        if !status.success() {
            return Err(format!("dateline {arguments:?} ended with {status}").into());
        }
        Ok((start.elapsed().as_secs_f64(), cpu_of_children() - before))
    }

    /// Makes a change several times, and prints what the update and the query after it cost.
    fn measure(&self, name: &str, mut change: impl FnMut(usize) -> Outcome<()>) -> Outcome<()> {
        let mut costs: [Vec<f64>; 3] = Default::default();
        for round in 0..ROUNDS {
            change(round)?;
            thread::sleep(SETTLES);
            let (wall, cpu) = self.run(&["index", "-q"])?;
            let (query, _) = self.run(&["query", "-n", "1", "climate"])?;
            costs.iter_mut().zip([wall, cpu, query]).for_each(|(costs, cost)| costs.push(cost));
        }
        let [wall, cpu, query] = costs.map(median);
        println!("{name:<44}{wall:>8.2}{cpu:>8.2}{query:>8.2}{:>8.2}", wall + query);
        Ok(())
    }
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

/// Seconds of CPU of the programs that were run, user and system: fields 16 and 17 of `/proc/self/stat`, in hundredths.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The articles of some files of lines, as values of JSON without ids of their own.
fn articles(folder: &Path) -> Outcome<Vec<Value>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    files.sort();
    let mut articles = Vec::new();
    for file in files {
        for line in BufReader::new(File::open(file)?).lines() {
            let mut article: Value = serde_json::from_str(&line?)?;
            article.as_object_mut().map(|article| article.remove("id"));
            articles.push(article);
        }
    }
    Ok(articles)
}

/// Another text of an article.
fn corrected(article: &Value, round: usize) -> Value {
    let mut article = article.clone();
    let text = article["text"].as_str().unwrap_or_default().to_owned();
    article["text"] = format!("{text}\nCorrection {round}: an earlier version named another day.").into();
    article
}

fn write_lines(path: &Path, articles: &[Value]) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(path)?);
    articles.iter().try_for_each(|article| writeln!(out, "{article}"))?;
    Ok(out.flush()?)
}

/// Changes of an archive of one file an article.
fn many_files(folder: &Path, articles: &[Value]) -> Outcome<()> {
    let archive = Archive { root: folder.join("files"), index: folder.join("files-index") };
    let of_number = |number: usize| format!("{:03}/{number:06}.json", number / FOLDER);
    for (number, article) in articles.iter().enumerate() {
        let path = archive.root.join(of_number(number));
        if number % FOLDER == 0 {
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
        }
        fs::write(path, article.to_string())?;
    }
    thread::sleep(SETTLES);
    let root = archive.root.display().to_string();
    let (wall, cpu) = archive.run(&["index", "-q", &root])?;
    println!("{:<44}{wall:>8.2}{cpu:>8.2}", format!("{} files: first build", articles.len()));
    archive.measure("nothing changed", |_| Ok(()))?;
    archive.measure("one file changed", |round| {
        let number = (round * 7_919 + 5_003) % articles.len();
        Ok(fs::write(archive.root.join(of_number(number)), corrected(&articles[number], round).to_string())?)
    })?;
    archive.measure("one file added", |round| {
        let new = corrected(&articles[round], round + 100).to_string();
        Ok(fs::write(archive.root.join(format!("new-{round}.json")), new)?)
    })?;
    archive.measure(&format!("a folder of {FOLDER} files renamed"), |round| {
        let name = |round: usize| if round == 0 { "000".to_owned() } else { format!("renamed-{round}") };
        Ok(fs::rename(archive.root.join(name(round)), archive.root.join(name(round + 1)))?)
    })
}

/// Changes of an archive of one file of lines.
fn one_file(folder: &Path, mut articles: Vec<Value>) -> Outcome<()> {
    let archive = Archive { root: folder.join("lines"), index: folder.join("lines-index") };
    fs::create_dir_all(&archive.root)?;
    let path = archive.root.join("news.jsonl");
    write_lines(&path, &articles)?;
    thread::sleep(SETTLES);
    let root = archive.root.display().to_string();
    let (wall, cpu) = archive.run(&["index", "-q", &root])?;
    println!("{:<44}{wall:>8.2}{cpu:>8.2}", format!("a file of {} lines: first build", articles.len()));
    archive.measure("nothing changed", |_| Ok(()))?;
    archive.measure(&format!("{APPENDED} lines appended"), |round| {
        let from = round * APPENDED;
        let new: Vec<Value> = articles[from..from + APPENDED].iter().map(|article| corrected(article, round)).collect();
        articles.extend(new);
        let mut out = File::options().append(true).open(&path)?;
        let appended = &articles[articles.len() - APPENDED..];
        Ok(appended.iter().try_for_each(|article| writeln!(out, "{article}"))?)
    })?;
    archive.measure("one line corrected", |round| {
        let number = (round * 7_919 + 20_011) % articles.len();
        articles[number] = corrected(&articles[number], round);
        write_lines(&path, &articles)
    })?;
    let name =
        |round: usize| if round == 0 { path.clone() } else { archive.root.join(format!("renamed-{round}.jsonl")) };
    archive.measure("renamed", |round| Ok(fs::rename(name(round), name(round + 1))?))
}

fn main() -> Outcome<()> {
    let Some(data) = std::env::var_os("DATELINE_BENCH_DATA") else {
        println!("set DATELINE_BENCH_DATA to a file of JSON Lines (.jsonl or .jsonl.gz)");
        return Ok(());
    };
    let wanted = std::env::var("DATELINE_BENCH_ARTICLES").map_or(Ok(ARTICLES), |wanted| wanted.parse())?;
    let folder = tempfile::Builder::new().prefix("dateline-bench").tempdir()?;
    let lines = folder.path().join("news.jsonl");
    collection::unpack(Path::new(&data), &lines)?;
    let news = folder.path().join("news");
    fs::create_dir_all(&news)?;
    collection::repeat(&lines, wanted, &news)?;
    let articles = articles(&news)?;
    println!("{:<44}{:>8}{:>8}{:>8}{:>8}", "seconds", "wall", "CPU", "query", "both");
    many_files(folder.path(), &articles)?;
    one_file(folder.path(), articles)
}
