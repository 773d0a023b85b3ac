//! Signals end a run in order, and say which it was.

use super::desk::{Desk, name_of, story};
use std::{
    fs,
    process::{Command, Stdio},
};

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

/// The tables have a second, which on a busy machine may not do: one run of some has it.
#[test]
fn a_run_that_was_interrupted_makes_the_tables() {
    let desk = desk();
    desk.run("base", &["index", "news"]).succeeded();
    for table in desk.files("base", "").iter().filter(|file| name_of(file).starts_with("cache-")) {
        fs::remove_file(table).unwrap();
    }
    desk.write("news/2.txt", story(2));
    let tables = ["articles", "boilerplate", "copies", "people"];
    let has_tables = (0..20).any(|_| {
        desk.copy("base", "index");
        assert_eq!(desk.run_with_fault("index", &["index"], "TERM 1 replace meta.json").code, Some(143));
        tables.iter().all(|table| desk.generation("index").join(format!("cache-{table}")).exists())
    });
    assert!(has_tables);
}

#[test]
fn a_signal_ends_merges_and_nothing_is_lost() {
    let desk = desk();
    desk.run("base", &["index", "news"]).succeeded();
    desk.write("news/2.txt", story(2));
    desk.run("base", &["index"]).succeeded();
    let (arguments, articles) = (["index", "--compact"], desk.articles("base"));
    desk.copy("base", "index");
    let steps = desk.steps("index", &arguments);
    let merging =
        steps.iter().skip_while(|step| *step != "replaced meta.json").position(|step| step.starts_with("open "));
    let before = steps.iter().position(|step| step == "replaced meta.json").unwrap();
    let count = before + merging.unwrap() + 1;
    assert_eq!(desk.files("index", ".store").len(), 1);
    desk.copy("base", "index");
    let run = desk.run_with_fault("index", &arguments, &format!("HUP {count}"));
    assert_eq!(run.code, Some(129), "{run:?}");
    run.is_plain();
    desk.run("index", &["verify"]).succeeded();
    assert_eq!(desk.articles("index"), articles);
    desk.run("index", &arguments).succeeded();
    assert_eq!((desk.files("index", ".store").len(), desk.articles("index")), (1, articles));
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
