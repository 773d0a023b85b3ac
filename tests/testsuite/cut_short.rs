//! Runs that end in the middle of a container, and what the next one makes of it.

use super::desk::{Desk, line, story};
use super::keeping::{set, titles, verified};
use dateline::ingest::{self, Options, Progress};
use std::fs;
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};

/// Interrupts a run as soon as it has written articles.
struct Impatient(Arc<AtomicBool>);

impl Progress for Impatient {
    fn update(&self, _: u64, _: u64, articles: u64, _: u64, _: &str) {
        self.0.store(articles > 0, Ordering::Relaxed);
    }
}

/// More records than are under way at once.
fn large_container(count: usize) -> String {
    let text = "The same sentence stands here again and again. ".repeat(14);
    (0..count).map(|at| line(Some(&at.to_string()), &format!("Story {at}"), &text)).collect()
}

fn begun(desk: &Desk) -> u64 {
    desk.write("news/large.jsonl", large_container(1600));
    desk.write("news/small.txt", story("Small", "harvest"));
    let options = Options { jobs: 1, ..desk.options() };
    let report = ingest::run(&options, &Impatient(Arc::clone(&options.interrupt))).unwrap();
    assert!(report.interrupted && report.added > 0 && report.added < 1600, "{report:?}");
    let found = verified(desk);
    assert!(found.is_sound() && found.articles == report.added, "{found:?}");
    report.added
}

#[test]
fn a_first_build_that_was_cut_short_is_continued() {
    let desk = Desk::new();
    let before = begun(&desk);
    let report = desk.index();
    assert_eq!((report.added, report.unchanged), (1601 - before, before), "{report:?}");
    assert_eq!(titles(&desk).len(), 1601);
}

#[test]
fn what_a_run_began_goes_with_its_container() {
    let desk = Desk::new();
    begun(&desk);
    fs::remove_file(desk.path("news/large.jsonl")).unwrap();
    desk.index();
    assert_eq!(titles(&desk), set(["Small"]));
}

#[test]
fn what_a_run_began_follows_a_container_that_is_cut_and_changed() {
    let desk = Desk::new();
    begun(&desk);
    let rest = large_container(4).replace("Story 2", "Story two");
    desk.write("news/large.jsonl", &rest);
    desk.index();
    assert_eq!(titles(&desk), set(["Story 0", "Story 1", "Story two", "Story 3", "Small"]));
}

#[test]
fn an_update_that_was_cut_short_is_continued() {
    let desk = Desk::new();
    desk.write("news/large.jsonl", large_container(1600));
    desk.index();
    let changed = large_container(1600).replace("again and again", "more than twice");
    desk.write("news/large.jsonl", &changed);
    let options = Options { jobs: 1, ..desk.options() };
    let report = ingest::run(&options, &Impatient(Arc::clone(&options.interrupt))).unwrap();
    assert!(report.interrupted && report.updated > 0 && report.updated < 1600, "{report:?}");
    assert_eq!(titles(&desk).len(), 1600);
    desk.index();
    assert_eq!(titles(&desk).len(), 1600);
    assert!(desk.dump().articles.values().all(|article| article.record.text.contains("more than twice")));
}
