//! A folder with articles and indexes, and the program run in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

/// A folder with articles and indexes of them.
pub struct Desk {
    folder: TempDir,
    /// Files written so far.
    written: AtomicU64,
}

/// The passages that answer queries: query, article and number of each, with its score.
#[derive(Debug)]
pub struct Answers(BTreeMap<(String, String, u64), f64>);

/// Scores are sums in the order of segments, so that their last digits may differ.
const SAME_SCORE: f64 = 1e-4;

impl PartialEq for Answers {
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(a, b): (f64, f64)| (a - b).abs() <= SAME_SCORE * a.abs().max(1.0);
        self.0.keys().eq(other.0.keys()) && self.0.values().copied().zip(other.0.values().copied()).all(is_same)
    }
}

/// What a process left.
#[derive(Debug)]
pub struct Run {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// Asserts an error as a user is to see it: one line and a hint, in plain words.
    #[track_caller]
    pub fn is_plain_error(&self) {
        assert_eq!(self.code, Some(2), "{self:?}");
        let lines: Vec<&str> = self.err.lines().filter(|line| line.starts_with("error:")).collect();
        assert_eq!(lines.len(), 1, "{self:?}");
        self.is_plain();
    }

    /// Asserts that nothing of what Rust says reaches the user.
    #[track_caller]
    pub fn is_plain(&self) {
        assert!(self.code.is_some(), "ended by a signal: {self:?}");
        for debug in ["panicked", ".rs:", "Err(", "Some(", "{ ", "Error:", "Custom", "RUST_BACKTRACE"] {
            assert!(!self.err.contains(debug), "{debug} in {self:?}");
        }
    }
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { folder, written: AtomicU64::new(0) }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, a second after the one before, all long ago: a file that was just written would be looked at again.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let seconds = 1_700_000_000 + self.written.fetch_add(1, Ordering::Relaxed);
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    }

    /// The program, with nothing of the user's own in reach.
    pub fn command(&self, index: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        self.prepare(&mut command, index);
        command.args(arguments);
        command
    }

    /// Fits a command that runs the program.
    pub fn prepare(&self, command: &mut Command, index: &str) {
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["DATELINE_FAULT", "DATELINE_FAULT_LOG", "NO_COLOR", "COLUMNS", "RUST_BACKTRACE"] {
            command.env_remove(variable);
        }
        for (variable, folder) in
            [("HOME", "."), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")]
        {
            command.env(variable, self.path(folder));
        }
        command.env("DATELINE_INDEX", self.path(index)).env("DATELINE_TODAY", "2026-02-01");
    }

    pub fn run(&self, index: &str, arguments: &[&str]) -> Run {
        Run::of(self.command(index, arguments).output().unwrap())
    }

    pub fn run_with_fault(&self, index: &str, arguments: &[&str], fault: &str) -> Run {
        Run::of(self.command(index, arguments).env("DATELINE_FAULT", fault).output().unwrap())
    }

    /// The steps of writing that a run takes (see `src/index/faults.rs`).
    pub fn steps(&self, index: &str, arguments: &[&str]) -> Vec<String> {
        let log = self.path(&format!("{index}.steps"));
        let _ = fs::remove_file(&log);
        Run::of(self.command(index, arguments).env("DATELINE_FAULT_LOG", &log).output().unwrap()).succeeded();
        fs::read_to_string(&log).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Copies an index, if there is one, in place of another.
    pub fn copy(&self, from: &str, to: &str) {
        let _ = fs::remove_dir_all(self.path(to));
        if self.path(from).is_dir() {
            copy_folder(&self.path(from), &self.path(to));
        }
    }

    /// All articles with all that was found in them, one a line.
    pub fn articles(&self, index: &str) -> BTreeSet<String> {
        let run = self.run(index, &["export", "articles"]);
        // An index may be empty.
        assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
        run.out.lines().map(str::to_owned).collect()
    }

    /// Which passages answer each of the queries, with their scores.
    pub fn answers(&self, index: &str) -> Answers {
        let batch: Vec<_> = QUERIES.iter().zip(1..).map(|(query, id)| format!("{id}\t{query}")).collect();
        self.write("queries.tsv", batch.join("\n"));
        let arguments =
            ["query", "--batch", "queries.tsv", "--format", "jsonl", "--limit", "all", "--per-article", "0"];
        let run = self.run(index, &arguments).succeeded();
        let hit = |line: &str| {
            let hit: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| hit[key].as_str().unwrap().to_owned();
            let place = (text("query_id"), text("article"), hit["passage"].as_u64().unwrap());
            (place, hit["score"].as_f64().unwrap())
        };
        Answers(run.out.lines().map(hit).collect())
    }

    /// The files of the only generation of an index.
    pub fn generation(&self, index: &str) -> PathBuf {
        let entries = fs::read_dir(self.path(index)).unwrap().map(|entry| entry.unwrap().path());
        let mut generations = entries.filter(|path| name_of(path).starts_with("gen-"));
        let generation = generations.next().unwrap();
        assert_eq!(generations.next(), None, "one generation");
        generation
    }

    /// The files of a generation whose names end so.
    pub fn files(&self, index: &str, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.generation(index)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.filter(|path| name_of(path).ends_with(ending)).collect();
        files.sort();
        files
    }
}

pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Changes one byte of a file.
pub fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 0x20;
    fs::write(file, bytes).unwrap();
}

const GOODS: [&str; 10] =
    ["wheat", "barley", "timber", "copper", "cotton", "herring", "coal", "salt", "linen", "amber"];
const TOWNS: [&str; 10] =
    ["Hamburg", "Genoa", "Lisbon", "Oslo", "Riga", "Marseille", "Hull", "Odessa", "Bergen", "Porto"];

/// An article of its own words, dates, places and people.
pub fn story(number: usize) -> String {
    let (goods, town) = (GOODS[number % 10], TOWNS[number / 10 % 10]);
    let other = GOODS[(number * 7 + 3) % 10];
    let day = number % 28 + 1;
    format!(
        "Harbour report {number}\n\n{town}, January {day}, 2026 - The price of {goods} rose on Monday, said Anna Berg{number}, who \
         speaks for the port of {town}. Ships with {other} wait for lot{number}.\n\nThe council of {town} meets again on \
         February {day}, and no {goods} leaves before.\n"
    )
}

/// A record of JSON Lines.
pub fn record(number: usize) -> String {
    format!(
        "{{\"id\":\"r{number}\",\"title\":\"Wire {number}\",\"published\":\"2026-01-{:02}\",\"text\":\"Traders in {} sold {} and \
         lot{number} on Tuesday.\"}}\n",
        number % 28 + 1,
        TOWNS[number % 10],
        GOODS[number / 10 % 10]
    )
}

/// A hundred queries: words, two words, numbers of lots, names.
static QUERIES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
    let one = GOODS.iter().chain(&TOWNS).map(|word| (*word).to_owned());
    let two = (0..40).map(|at| format!("{} {}", GOODS[at % 10], TOWNS[at * 3 / 10 % 10]));
    let lots = (0..25).map(|at| format!("lot{at}"));
    let people = (0..15).map(|at| format!("Berg{at} Monday council"));
    one.chain(two).chain(lots).chain(people).collect()
});
