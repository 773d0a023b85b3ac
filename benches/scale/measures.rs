//! What is measured of one archive: in new processes of the program what a user does, in this one what takes milliseconds.

use super::Outcome;
use dateline::{
    article::Day,
    index::{Fields, Index, analyzer},
    query,
    search::{CountKind, CountSort, CountUnit, Counting, MatchMode, Request, Searcher, Unit},
};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

/// What is measured of an archive, and how much it is.
pub struct Figures {
    title: String,
    all: Vec<(&'static str, String)>,
}

impl Figures {
    pub fn new(title: String) -> Self {
        Self { title, all: Vec::new() }
    }

    /// Adds a figure and prints it, so that it is not lost when the rest is.
    pub fn add(&mut self, name: &'static str, value: String) {
        println!("{}: {name}: {value}", self.title);
        self.all.push((name, value));
    }
}

/// An archive with the place of its index.
pub struct Archive {
    pub inputs: PathBuf,
    pub index: PathBuf,
}

/// Queries of one to six words, rare and common.
const WORDS: &[&str] = &[
    "wheat",
    "interest rates",
    "court ruling",
    "police investigation fire",
    "climate change",
    "merger talks",
    "storm damage coast",
    "election campaign president",
    "unemployment",
    "strike at a mine",
    "hospital doctors patients vaccine",
    "music festival",
];
/// Filters of the language.
const FILTERS: &[&str] =
    &["person:obama", "place:Texas", "near:london/50km", "about:2015-03", "published:2014-01..2014-06"];
/// Questions as people ask them.
const QUESTIONS: &[&str] =
    &["who won the election in Florida", "what happened to the bridge", "how many people died in the fire"];
/// Queries that are meant to hurt.
const HOSTILE: &[&str] = &[
    "a* OR b* OR c* OR d*",
    "the w/9 (of OR in)",
    "said w/s (year OR people)",
    "wrold~2 presdent~2 electon~2",
    "-zzzz",
];
/// Exit code of a query that is refused.
const REFUSED: i32 = 2;
/// Times that each query is asked.
const ROUNDS: usize = 5;
/// Times that the archive is updated.
const UPDATES: usize = 3;
/// Between two looks at a process.
const LOOKS: Duration = Duration::from_millis(250);
/// Until a file no longer counts as still changing.
const SETTLES: Duration = Duration::from_millis(2_100);

fn percentile(times: &mut [f64], share: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * share / 100).min(times.len() - 1)]
}

/// Milliseconds of each of so many runs.
fn timed(rounds: usize, mut work: impl FnMut() -> Outcome<()>) -> Outcome<Vec<f64>> {
    let run = |_| {
        let started = Instant::now();
        work()?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    };
    (0..rounds).map(run).collect()
}

/// Median and 95th percentile as a cell.
fn cell(mut times: Vec<f64>) -> String {
    format!("{:.1} / {:.1}", percentile(&mut times, 50), percentile(&mut times, 95))
}

/// Bytes below a folder.
fn bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => bytes(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    entries.map(of).sum()
}

/// Seconds of CPU of the programs that were run, user and system: fields 16 and 17 of `/proc/self/stat`, in hundredths.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Top ten of an OR of stems as the engine finds them, without reading any text.
fn plain(engine: &tantivy::Searcher, fields: &Fields, words: &str) -> Outcome<()> {
    let clauses: Vec<(Occur, Box<dyn Query>)> = analyzer::stem(words, Some("en"))
        .into_iter()
        .map(|term| {
            let term = Term::from_field_text(fields.stem, &term.text);
            let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            (Occur::Should, query)
        })
        .collect();
    engine.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(10).order_by_score())?;
    Ok(())
}

/// The memory of a process that is its own, in MiB: files that are mapped do not count.
fn memory_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    Some(kib("RssAnon")? >> 10)
}

fn ended(arguments: &[&OsStr], status: ExitStatus) -> Outcome<()> {
    match status.code() {
        Some(0 | 1) => Ok(()),
        _ => Err(format!("dateline {arguments:?} ended with {status}").into()),
    }
}

impl Archive {
    /// A run of the program; one that finds nothing is as good as another.
    fn run(&self, arguments: &[&OsStr]) -> Outcome<f64> {
        let start = Instant::now();
        let status = self.program(arguments).status()?;
        ended(arguments, status)?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// The same of one that takes long: also the most memory that it used, in MiB, and the most that the index took of the disk, in MB,
    /// looked at four times a second.
    fn watched(&self, arguments: &[&OsStr]) -> Outcome<(f64, u64, u64)> {
        let start = Instant::now();
        let mut child = self.program(arguments).spawn()?;
        let (mut memory, mut disk) = (0, 0);
        loop {
            memory = memory.max(memory_of(child.id()).unwrap_or(0));
            if let Some(status) = child.try_wait()? {
                ended(arguments, status)?;
                return Ok((start.elapsed().as_secs_f64(), memory, disk));
            }
            disk = disk.max(bytes(&self.index) / 1_000_000);
            std::thread::sleep(LOOKS);
        }
    }

    fn program(&self, arguments: &[&OsStr]) -> Command {
        let program = std::env::var_os("DATELINE_BENCH_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_dateline").into());
        let mut command = Command::new(program);
        command.env("DATELINE_INDEX", &self.index).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Milliseconds of new processes.
    fn cold(&self, queries: &[&str]) -> Outcome<Vec<f64>> {
        let mut times = Vec::new();
        for words in queries {
            for _ in 0..ROUNDS {
                times.push(self.run(&["query".as_ref(), words.as_ref()])? * 1e3);
            }
        }
        Ok(times)
    }

    /// The same for queries that may be refused: one that expands to too many words is an error of the user, said in time.
    fn refusable(&self, queries: &[&str]) -> Outcome<Vec<f64>> {
        let mut times = Vec::new();
        for words in queries {
            let arguments = ["query".as_ref(), words.as_ref()];
            let start = Instant::now();
            let status = self.program(&arguments).status()?;
            if status.code() != Some(REFUSED) {
                ended(&arguments, status)?;
            }
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        Ok(times)
    }

    /// Builds the index and measures.
    pub fn measure(&self, figures: &mut Figures) -> Outcome<()> {
        let before = cpu_of_children();
        let (wall, memory, disk) = self.watched(&["index".as_ref(), "-q".as_ref(), self.inputs.as_os_str()])?;
        let cpu = cpu_of_children() - before;
        figures.add("indexing, s; s of CPU", format!("{wall:.0}; {cpu:.0}"));
        figures.add("indexing: memory at most, MiB", memory.to_string());
        let inputs = bytes(&self.inputs) / 1_000_000;
        figures.add("disk at most, MB: inputs; index", format!("{inputs}; {disk}"));
        let searcher = Searcher::open(&self.index, Day::from_civil(2021, 1, 1).unwrap_or_default())?;
        let status = searcher.status()?;
        let totals = searcher.totals(None)?;
        figures.add("articles", status.articles.to_string());
        figures.add("passages", status.passages.to_string());
        figures.add("inputs", status.inputs.to_string());
        figures.add("text, MB", (status.text_bytes / 1_000_000).to_string());
        figures.add("copies, % of the articles", percent(status.articles - totals.stories, status.articles));
        let times = bytes(&self.index) as f64 / status.text_bytes.max(1) as f64;
        figures.add("index, times the text", format!("{times:.2}"));
        figures.add("segments; documents; deleted, %", segments(&status));
        warm(&searcher, &self.index, figures)?;
        drop(searcher);
        figures.add("new process: words, ms", cell(self.cold(WORDS)?));
        figures.add("new process: filters, ms", cell(self.cold(FILTERS)?));
        figures.add("new process: questions, ms", cell(self.cold(QUESTIONS)?));
        for (name, command) in [("new process: people, ms", "people"), ("new process: places, ms", "places")] {
            let times = (0..ROUNDS).map(|_| Ok(self.run(&[command.as_ref()])? * 1e3)).collect::<Outcome<_>>()?;
            figures.add(name, cell(times));
        }
        let mut hostile = self.refusable(HOSTILE)?;
        figures.add("new process: the slowest hostile query, ms", format!("{:.0}", percentile(&mut hostile, 100)));
        self.update(figures)
    }

    /// What an added file costs, beside an update without any change.
    fn update(&self, figures: &mut Figures) -> Outcome<()> {
        let (mut idle, mut added) = (Vec::new(), Vec::new());
        for round in 0..UPDATES {
            std::thread::sleep(SETTLES);
            idle.push(self.run(&["index".as_ref(), "-q".as_ref()])?);
            let line = serde_json::json!({
                "id": format!("added-{round}"), "title": "Council opens the bridge", "published": "2020-11-03",
                "text": format!("The council opened the new bridge for the {round} time on Tuesday, the mayor said."),
            });
            writeln!(File::create(self.inputs.join(format!("added-{round}.jsonl")))?, "{line}")?;
            std::thread::sleep(SETTLES);
            added.push(
                self.run(&["index".as_ref(), "-q".as_ref()])?
                    + self.run(&["query".as_ref(), "bridge council".as_ref()])?,
            );
        }
        figures.add("update without a change, s", format!("{:.2}", percentile(&mut idle, 50)));
        figures.add("update of one file and a query, s", format!("{:.2}", percentile(&mut added, 50)));
        Ok(())
    }
}

fn percent(part: usize, of: usize) -> String {
    format!("{:.1}", 100.0 * part as f64 / of.max(1) as f64)
}

fn segments(status: &dateline::search::Status) -> String {
    let (documents, deleted) = status.documents;
    format!("{}; {documents}; {:.1}", status.segments, 100.0 * deleted as f64 / documents.max(1) as f64)
}

/// What takes milliseconds in a process that goes on.
fn warm(searcher: &Searcher, index: &Path, figures: &mut Figures) -> Outcome<()> {
    let engine = Index::open(index)?.engine().reader()?.searcher();
    let (_, fields) = Fields::build();
    searcher.prepare()?;
    let today = Day::from_civil(2021, 1, 1).unwrap_or_default();
    let (mut plainly, mut all, mut any, mut filters) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for words in WORDS {
        plainly.extend(timed(ROUNDS, || plain(&engine, &fields, words))?);
        let request = Request::new(query::words(words));
        all.extend(timed(ROUNDS, || Ok(searcher.search(&request).map(drop)?))?);
        let request = Request { matching: MatchMode::Any, ..request };
        any.extend(timed(ROUNDS, || Ok(searcher.search(&request).map(drop)?))?);
    }
    for filter in FILTERS {
        let query = query::parse(filter, today)?;
        filters.extend(timed(ROUNDS, || Ok(searcher.totals(Some(&query)).map(drop)?))?);
    }
    figures.add("warm: plain OR, top 10, ms", cell(plainly));
    figures.add("warm: words, all of them, ms", cell(all));
    figures.add("warm: words, any of them, ms", cell(any));
    figures.add("warm: filters, ms", cell(filters));
    for (first, name, kind) in [
        ("people over everything, the first time, ms", "warm: people over everything, ms", CountKind::People),
        ("places over everything, the first time, ms", "warm: places over everything, ms", CountKind::Places),
    ] {
        let counting = Counting {
            kind,
            unit: CountUnit::Stories,
            within: Unit::Article,
            limit: Some(20),
            sort: CountSort::Frequent,
            under: None,
            level: None,
        };
        // The first time the table of counts is made.
        let mut times = timed(1 + ROUNDS, || Ok(searcher.count(None, &counting).map(drop)?))?;
        figures.add(first, format!("{:.0}", times.remove(0)));
        figures.add(name, cell(times));
    }
    Ok(())
}

/// Prints the figures, an archive a column; times are the median and the 95th percentile.
pub fn print(archives: &[Figures]) {
    let names: Vec<&str> =
        archives.last().map(|archive| archive.all.iter().map(|(name, _)| *name).collect()).unwrap_or_default();
    let titles: Vec<&str> = archives.iter().map(|archive| archive.title.as_str()).collect();
    println!("\n| p50 / p95 | {} |", titles.join(" | "));
    println!("|---|{}", "---|".repeat(titles.len()));
    for name in names {
        let cell = |archive: &Figures| {
            archive.all.iter().find(|(known, _)| *known == name).map_or("-".to_owned(), |(_, value)| value.clone())
        };
        println!("| {name} | {} |", archives.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
}
