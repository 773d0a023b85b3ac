//! The sample newsroom of `seeds/`, indexed for a test that asks it.

use std::{
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

/// Indexes the newsroom.
pub fn newsroom() -> Newsroom {
    indexed(tempfile::tempdir().unwrap(), Path::new("seeds"))
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
    let room = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["index", "--quiet"])
        .arg(input)
        .arg("--index")
        .arg(index(home.path()))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(room.status.success(), "{}", String::from_utf8_lossy(&room.stderr));
    Newsroom { home }
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
