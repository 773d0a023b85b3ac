//! The sample newsroom of `seeds/`, indexed for a test that asks it.
//!
//! The newsroom is indexed once for each build of the program; each test gets a copy of the index, which it may change.

use std::{
    collections::hash_map::DefaultHasher,
    fs::{self, File},
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// The day the tests ask on.
const TODAY: &str = "2026-02-01";

/// An index of `seeds/` in a folder of its own.
pub struct Newsroom {
    home: TempDir,
}

/// The newsroom, in an index of the test's own.
pub fn newsroom() -> Newsroom {
    let home = tempfile::tempdir().unwrap();
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Tests run in one process or in many: whoever comes first builds, the others wait.
    let lock = File::create(shared.join("newsroom.lock")).unwrap();
    lock.lock().unwrap();
    let built = shared.join(format!("newsroom-{:016x}", build_hash()));
    if !built.is_dir() {
        remove_earlier(shared);
        let unfinished = tempfile::tempdir_in(shared).unwrap();
        index_into(&index(unfinished.path()), Path::new("seeds"));
        fs::rename(unfinished.keep(), &built).unwrap();
    }
    copy_folder(&index(&built), &index(home.path()));
    Newsroom { home }
}

/// What the index of the newsroom depends on: the program and the seeds.
fn build_hash() -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut open = vec![PathBuf::from(env!("CARGO_BIN_EXE_dateline")), seeds()];
    while let Some(path) = open.pop() {
        let meta = fs::metadata(&path).unwrap();
        path.hash(&mut hasher);
        if meta.is_dir() {
            let mut inside: Vec<PathBuf> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
            inside.sort();
            open.extend(inside);
        } else {
            (meta.len(), meta.modified().unwrap()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// Removes the indexes of earlier builds.
fn remove_earlier(shared: &Path) {
    for entry in fs::read_dir(shared).unwrap().flatten() {
        if entry.path().is_dir() && entry.file_name().to_string_lossy().starts_with("newsroom-") {
            fs::remove_dir_all(entry.path()).unwrap();
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Indexes articles, each a line of JSON.
pub fn newsroom_of(articles: &[serde_json::Value]) -> Newsroom {
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join("articles.jsonl");
    let lines: Vec<String> = articles.iter().map(ToString::to_string).collect();
    std::fs::write(&input, lines.join("\n")).unwrap();
    indexed(home, &input)
}

fn indexed(home: TempDir, input: &Path) -> Newsroom {
    index_into(&index(home.path()), input);
    Newsroom { home }
}

fn index_into(index: &Path, input: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["index", "--quiet"])
        .arg(input)
        .arg("--index")
        .arg(index)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn index(home: &Path) -> PathBuf {
    home.join("index")
}

impl Newsroom {
    /// The index folder.
    pub fn index(&self) -> PathBuf {
        index(self.home.path())
    }

    /// Adds articles.
    pub fn add(&self, articles: &[serde_json::Value]) {
        let input = self.home.path().join("more.jsonl");
        let lines: Vec<String> = articles.iter().map(ToString::to_string).collect();
        std::fs::write(&input, lines.join("\n")).unwrap();
        self.out(&["index", "--quiet", input.to_str().unwrap()]);
    }

    /// Runs `dateline` on the index.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        for variable in ["NO_COLOR", "COLUMNS"] {
            command.env_remove(variable);
        }
        for (variable, folder) in
            [("HOME", "."), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_DATA_HOME", "data")]
        {
            command.env(variable, self.home.path().join(folder));
        }
        command
            .env("DATELINE_INDEX", index(self.home.path()))
            .env("DATELINE_TODAY", TODAY)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// The exit code of a run.
    pub fn code(&self, arguments: &[&str]) -> i32 {
        self.run(arguments).status.code().unwrap()
    }

    /// The standard output of a run that must not end in an error.
    pub fn out(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_ne!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
