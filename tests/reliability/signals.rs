//! Signals end a run in order, and say which it was.

use super::desk::{Desk, story};
use std::process::{Command, Stdio};

/// A step that every first build takes before it reads anything.
const EARLY: &str = "replace roots.toml";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("news/1.txt", story(1));
    desk
}

#[test]
fn a_signal_ends_a_run_in_order() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let desk = desk();
        let run = desk.run_with_fault("index", &["index", "news"], &format!("{signal} 1 {EARLY}"));
        assert_eq!(run.code, Some(code), "{run:?}");
        assert!(run.err.contains("interrupted"), "{run:?}");
        // What was done so far is an index.
        desk.run("index", &["verify"]).succeeded();
        desk.run("index", &["index"]).succeeded();
        assert_eq!(desk.articles("index").len(), 1);
    }
}

#[test]
fn a_second_signal_ends_the_process_at_once() {
    let desk = desk();
    let run = desk.run_with_fault("index", &["index", "news"], &format!("TERM 1 {EARLY};HUP 1 replace CURRENT"));
    assert_eq!(run.code, Some(129), "{run:?}");
    assert!(!run.err.contains("interrupted"), "{run:?}");
    assert!(!desk.path("index/CURRENT").exists());
    desk.run("index", &["index", "news"]).succeeded();
    assert_eq!(desk.articles("index").len(), 1);
}

#[test]
fn what_was_ignored_stays_ignored() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let desk = desk();
    let mut shell = Command::new("sh");
    desk.prepare(&mut shell, "index");
    let program = env!("CARGO_BIN_EXE_dateline");
    shell.args(["-c", "trap '' HUP; exec \"$0\" index news", program]).env("DATELINE_FAULT", format!("HUP 1 {EARLY}"));
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(desk.articles("index").len(), 1);
}

#[test]
fn a_signal_ends_the_wait_for_standard_input() {
    let desk = desk();
    let mut command = desk.command("index", &["index", "-", "--input-format", "jsonl"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.env("DATELINE_FAULT", "TERM 1 replace meta.json").spawn().unwrap();
    // Nothing is ever written to it, and it stays open until the process has ended.
    let input = child.stdin.take();
    let status = child.wait().unwrap();
    drop(input);
    assert_eq!(status.code(), Some(143));
    desk.run("index", &["verify"]).succeeded();
}
