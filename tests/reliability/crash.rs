//! Processes that are killed: what was committed stays, the index stays sound, and the next run makes it complete.
//!
//! A scenario is an index, changes of its inputs, and a run that is killed: at a step of writing that a fault is aimed at
//! (`src/index/faults.rs`), or after a random time.

use super::desk::{Answers, Desk, Run, record, story};
use super::random::Random;
use std::{
    collections::BTreeSet,
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A run that is killed, over and over, each time on a copy of one index.
struct Scenario {
    name: &'static str,
    desk: Desk,
    /// The run.
    arguments: Vec<String>,
    /// Runs that make up for it, with the exit codes that they may have.
    completing: Vec<(Vec<String>, &'static [i32])>,
    /// Articles that the run does not change: whenever it is killed, they are there.
    kept: BTreeSet<String>,
    /// All that an index made afresh holds.
    articles: BTreeSet<String>,
    answers: Answers,
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}

impl Scenario {
    /// Takes `desk` with an index `base` (or none), the inputs changed since, and `fresh` built from them.
    fn new(name: &'static str, desk: Desk, arguments: &[&str], completing: &[(&[&str], &'static [i32])]) -> Self {
        let articles = desk.articles("fresh");
        let before = if desk.path("base").is_dir() { desk.articles("base") } else { BTreeSet::new() };
        Self {
            name,
            arguments: owned(arguments),
            completing: completing.iter().map(|(arguments, codes)| (owned(arguments), *codes)).collect(),
            kept: before.intersection(&articles).cloned().collect(),
            answers: desk.answers("fresh"),
            articles,
            desk,
        }
    }

    fn first_build() -> Self {
        let desk = desk();
        desk.run("fresh", &["index", "news"]).succeeded();
        Self::new("first build", desk, &["index", "news"], &[(&["index", "news"], &[0])])
    }

    fn update() -> Self {
        let desk = desk();
        desk.run("base", &["index", "news"]).succeeded();
        change(&desk);
        desk.run("fresh", &["index", "news"]).succeeded();
        Self::new("update", desk, &["index"], &[(&["index"], &[0])])
    }

    fn rebuild() -> Self {
        let desk = desk();
        desk.run("base", &["index", "news"]).succeeded();
        change(&desk);
        desk.run("fresh", &["index", "news"]).succeeded();
        Self::new("rebuild", desk, &["index", "--rebuild"], &[(&["index"], &[0])])
    }

    /// An update after which segments are merged.
    fn merges() -> Self {
        let desk = desk();
        for number in 40..47 {
            desk.write(&format!("news/{number}.txt"), story(number));
            desk.run("base", &["index", "news"]).succeeded();
        }
        change(&desk);
        desk.run("fresh", &["index", "news"]).succeeded();
        Self::new("merges", desk, &["index"], &[(&["index"], &[0])])
    }

    fn roots_remove() -> Self {
        let desk = desk();
        for number in 50..55 {
            desk.write(&format!("more/{number}.txt"), story(number));
        }
        desk.run("base", &["index", "news", "more"]).succeeded();
        desk.run("fresh", &["index", "news"]).succeeded();
        let again: &[&str] = &["roots", "remove", "more"];
        Self::new("roots remove", desk, again, &[(again, &[0, 2]), (&["index", "--prune"], &[0])])
    }

    fn forget() -> Self {
        let desk = desk();
        desk.run("base", &["index", "news"]).succeeded();
        let found = desk.run("base", &["query", "lot3", "--format", "jsonl"]).succeeded().out;
        let hit: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
        let id = hit["article"].as_str().unwrap();
        desk.copy("base", "forgetting");
        desk.run("forgetting", &["forget", id]).succeeded();
        let forgotten = fs::read(desk.path("forgetting/forgotten.toml")).unwrap();
        desk.write("fresh/forgotten.toml", forgotten);
        desk.run("fresh", &["index", "news"]).succeeded();
        let again: &[&str] = &["forget", id];
        Self::new("forget", desk, again, &[(again, &[0, 1]), (&["index"], &[0])])
    }

    fn arguments(&self) -> Vec<&str> {
        self.arguments.iter().map(String::as_str).collect()
    }

    /// The steps of the run where nothing happens to it.
    fn steps(&self, index: &str) -> Vec<String> {
        self.desk.copy("base", index);
        self.desk.steps(index, &self.arguments())
    }

    /// Runs it with a fault, and checks what is left.
    fn fault(&self, index: &str, fault: &str) {
        self.desk.copy("base", index);
        let run = self.desk.run_with_fault(index, &self.arguments(), fault);
        self.check(index, fault, &run);
    }

    /// Runs it and sends a signal after a while, twice; then checks what is left.
    fn kill_after(&self, index: &str, whiles: [Duration; 2], signal: &str) {
        self.desk.copy("base", index);
        for after in whiles {
            let mut command = self.desk.command(index, &self.arguments());
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(after);
            let _ = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).output();
            child.wait().unwrap();
        }
        let run = self.desk.run(index, &["verify"]);
        self.check(index, &format!("{signal} after {whiles:?}"), &run);
    }

    fn check(&self, index: &str, fault: &str, run: &Run) {
        let what = format!("{}, {fault}, {run:?}", self.name);
        let verified = self.desk.run(index, &["verify"]);
        let is_none = verified.code == Some(2) && verified.err.contains("there is no index");
        if !is_none || self.desk.path("base").is_dir() {
            assert_eq!(verified.code, Some(0), "{what}: {verified:?}");
            let left = self.desk.articles(index);
            assert!(self.kept.is_subset(&left), "{what}: lost {:?}", self.kept.difference(&left).next());
        }
        for (arguments, codes) in &self.completing {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let completed = self.desk.run(index, &arguments);
            assert!(completed.code.is_some_and(|code| codes.contains(&code)), "{what}: {completed:?}");
        }
        assert_eq!(self.desk.run(index, &["verify"]).code, Some(0), "{what}");
        assert_eq!(self.desk.articles(index), self.articles, "{what}");
        assert_eq!(self.desk.answers(index), self.answers, "{what}");
        // Nothing unfinished stays either.
        let left: Vec<_> = self.desk.files(index, "").into_iter().chain(entries(&self.desk, index)).collect();
        assert!(!left.iter().any(|path| path.to_string_lossy().contains(".new")), "{what}: {left:?}");
        fs::remove_dir_all(self.desk.path(index)).unwrap();
    }
}

fn entries(desk: &Desk, index: &str) -> Vec<std::path::PathBuf> {
    fs::read_dir(desk.path(index)).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Thirty articles in files and a container.
fn desk() -> Desk {
    let desk = Desk::new();
    for number in 0..15 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.write("news/wire.jsonl", (0..15).map(record).collect::<String>());
    desk
}

/// Changes, adds, removes and lengthens inputs.
fn change(desk: &Desk) {
    desk.write("news/1.txt", story(21));
    desk.write("news/2.txt", story(2) + "\nMore was said later about lot24.\n");
    desk.write("news/16.txt", story(16));
    fs::remove_file(desk.path("news/3.txt")).unwrap();
    desk.write("news/wire.jsonl", (0..18).map(record).collect::<String>());
}

/// Steps at which a run is at its most vulnerable.
const WINDOWS: [&str; 8] = [
    "open .del",
    "replace meta.json",
    "replaced meta.json",
    "replace CURRENT",
    "replaced CURRENT",
    "replaced roots.toml",
    "replaced forgotten.toml",
    "delete",
];

/// Kills a run at each of the windows that it comes through, and ends it in order at one.
fn kill_in_windows(scenario: &Scenario) {
    let steps = scenario.steps("index");
    for window in WINDOWS {
        // Files of segments have names of their own: the verb and the ending count.
        let (verb, name) = window.split_once(' ').unwrap_or((window, ""));
        let is_in = |step: &&String| step.starts_with(&format!("{verb} ")) && step.ends_with(name);
        if steps.iter().any(|step| is_in(&step)) {
            let step = if name.is_empty() || name.starts_with('.') { format!("{verb} ") } else { window.to_owned() };
            let ending = if name.starts_with('.') { name } else { "" };
            let count = if ending.is_empty() { 1 } else { first(&steps, &step, ending) };
            scenario.fault("index", &format!("KILL {count} {step}"));
        }
    }
    scenario.fault("index", "TERM 1 replace meta.json");
}

/// Which of the steps with a verb is the first one with an ending.
fn first(steps: &[String], verb: &str, ending: &str) -> usize {
    let mut with_verb = steps.iter().filter(|step| step.starts_with(verb));
    with_verb.position(|step| step.ends_with(ending)).map_or(1, |at| at + 1)
}

#[test]
fn a_first_build_that_is_killed() {
    kill_in_windows(&Scenario::first_build());
}

#[test]
fn an_update_that_is_killed() {
    kill_in_windows(&Scenario::update());
}

#[test]
fn a_rebuild_that_is_killed() {
    kill_in_windows(&Scenario::rebuild());
}

#[test]
fn an_update_with_merges_that_is_killed() {
    kill_in_windows(&Scenario::merges());
}

#[test]
fn a_removal_of_a_root_that_is_killed() {
    kill_in_windows(&Scenario::roots_remove());
}

#[test]
fn forgetting_that_is_killed() {
    kill_in_windows(&Scenario::forget());
}

/// The long form: 200 kills at chosen steps, 300 after random times (`DATELINE_SEED` gives other ones).
#[test]
#[ignore = "takes a quarter of an hour; docs/durability.md has the command"]
fn five_hundred_kills() {
    let seed = std::env::var("DATELINE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut random = Random(seed);
    let scenarios = [
        Scenario::first_build(),
        Scenario::update(),
        Scenario::rebuild(),
        Scenario::merges(),
        Scenario::roots_remove(),
        Scenario::forget(),
    ];
    let signals = ["KILL", "KILL", "TERM", "HUP"];
    let mut aimed = 0;
    while aimed < 200 {
        let scenario = &scenarios[aimed % scenarios.len()];
        let steps = scenario.steps("index").len();
        scenario.fault("index", &format!("{} {}", signals[random.below(4)], random.below(steps) + 1));
        aimed += 1;
    }
    println!("{aimed} aimed kills, seed {seed}: nothing lost");
    for kill in 0..300 {
        let scenario = &scenarios[kill % scenarios.len()];
        scenario.desk.copy("base", "index");
        let start = Instant::now();
        scenario.desk.run("index", &scenario.arguments());
        let most = start.elapsed().as_micros() as usize + 1;
        let mut after = || Duration::from_micros(random.below(most) as u64);
        let whiles = [after(), after()];
        scenario.kill_after("index", whiles, signals[random.below(4)]);
    }
    println!("300 times two kills after random times, seed {seed}: nothing lost");
}
