//! What is done to an index besides indexing: checks in idle time, compaction, looks at changed paths alone.

use super::desk::{Desk, Dump, line, story};
use super::keeping::{feed, roots, set, titles};
use dateline::index::{Index, Scrub, Step};
use dateline::ingest::{self, Options};
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::{Path, PathBuf};

fn desk_of_segments(updates: usize) -> Desk {
    let desk = Desk::new();
    for number in 0..updates {
        desk.write(&format!("news/{number}.txt"), story(&format!("Story {number}"), "harvest"));
        desk.index_with(&Options { jobs: 1, ..desk.options() }).unwrap();
    }
    desk
}

fn at(hour: i64) -> Timestamp {
    "2026-02-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hour)
}

fn last_checked(desk: &Desk) -> Option<Timestamp> {
    Index::open(&desk.path("index")).unwrap().last_checked()
}

/// Takes steps until there is nothing to do.
fn round(scrub: &mut Scrub, now: Timestamp) -> Vec<Step> {
    let steps = std::iter::from_fn(|| Some(scrub.step(now).unwrap()));
    steps.take_while(|step| *step != Step::Rest).collect()
}

fn segment_files(desk: &Desk, ending: &str) -> Vec<PathBuf> {
    let generation = Index::open(&desk.path("index")).unwrap().generation_folder();
    let files = fs::read_dir(generation).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}

fn flip(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[2] ^= 1;
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_round_of_checks_reads_every_file_once_a_day() {
    let desk = desk_of_segments(2);
    assert_eq!(last_checked(&desk), None);
    let mut scrub = Scrub::new(&desk.path("index"));
    let steps = round(&mut scrub, at(0));
    assert_eq!(steps.len(), 2 * 6 + 1, "{steps:?}");
    assert_eq!((steps.last(), last_checked(&desk)), (Some(&Step::Round), Some(at(0))));
    assert_eq!(round(&mut scrub, at(23)), []);
    // Another process knows it too, and a clock that was wrong stops nothing.
    assert_eq!(round(&mut Scrub::new(&desk.path("index")), at(23)), []);
    assert_eq!(round(&mut Scrub::new(&desk.path("index")), at(-1)).len(), 13);
    assert_eq!(round(&mut scrub, at(24)).len(), 13);
    assert_eq!(last_checked(&desk), Some(at(24)));
}

#[test]
fn a_round_goes_on_beside_updates() {
    let desk = desk_of_segments(2);
    let mut scrub = Scrub::new(&desk.path("index"));
    assert_eq!(scrub.step(at(0)).unwrap(), Step::Sound);
    // All files are others now; what is new is checked in the same round.
    ingest::compact(&desk.options()).unwrap();
    assert_eq!(round(&mut scrub, at(0)).len(), 6 + 1);
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    assert_eq!(last_checked(&desk), None, "those of another generation");
    assert_eq!(round(&mut scrub, at(1)).last(), Some(&Step::Round));
}

#[test]
fn damage_is_named_once_and_remembered() {
    let desk = desk_of_segments(2);
    let damaged = segment_files(&desk, "store")[0].clone();
    flip(&damaged);
    let mut scrub = Scrub::new(&desk.path("index"));
    let steps = round(&mut scrub, at(0));
    assert_eq!(steps.iter().filter(|step| **step == Step::Damaged(damaged.clone())).count(), 1, "{steps:?}");
    assert_eq!((steps.len(), last_checked(&desk)), (13, None));
    assert_eq!(round(&mut scrub, at(23)), [], "a round with damage is a round as well");
    assert_eq!(round(&mut scrub, at(24)).len(), 12, "what is known is not read again");
    assert_eq!(desk.index().damaged, std::slice::from_ref(&damaged), "a run that reads nothing of it knows");
    flip(&damaged);
    assert!(desk.index().damaged.is_empty());
    let mut scrub = Scrub::new(&desk.path("index"));
    assert_eq!(round(&mut scrub, at(48)).last(), Some(&Step::Round));
    assert_eq!(last_checked(&desk), Some(at(48)));
}

#[test]
fn what_is_kept_is_checked_too() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/feed.xml", feed(&[1, 2, 3]));
    desk.index();
    desk.write("news/feed.xml", feed(&[3]));
    desk.index();
    let kept = desk.path("index/kept/articles");
    let mut bytes = fs::read(&kept).unwrap();
    bytes[60] ^= 1;
    fs::write(&kept, bytes).unwrap();
    let steps = round(&mut Scrub::new(&desk.path("index")), at(0));
    assert!(steps.contains(&Step::Damaged(kept)), "{steps:?}");
}

#[test]
fn compaction_leaves_one_segment_and_all_articles() {
    let desk = desk_of_segments(4);
    desk.write("news/1.txt", story("Corrected", "harvest"));
    fs::remove_file(desk.path("news/2.txt")).unwrap();
    desk.index();
    let before = desk.dump();
    assert_eq!(ingest::compact(&desk.options()).unwrap(), Vec::<PathBuf>::new());
    assert_eq!(desk.dump(), before);
    let index = Index::open(&desk.path("index")).unwrap();
    let readers = index.searcher();
    assert_eq!(readers.segment_readers().len(), 1);
    assert_eq!(readers.segment_readers()[0].num_deleted_docs(), 0);
    let file = segment_files(&desk, "store");
    ingest::compact(&desk.options()).unwrap();
    assert_eq!(segment_files(&desk, "store"), file, "there was nothing to do");
    assert_eq!(titles(&desk), set(["Story 0", "Corrected", "Story 3"]));
}

#[test]
fn compaction_leaves_a_damaged_segment_as_it_is() {
    let desk = desk_of_segments(4);
    let damaged = segment_files(&desk, "store")[1].clone();
    flip(&damaged);
    assert_eq!(ingest::compact(&desk.options()).unwrap(), std::slice::from_ref(&damaged));
    assert_eq!(segment_files(&desk, "store").len(), 2, "the others are one");
    assert!(damaged.exists());
}

/// A run that is told what changed.
fn look(desk: &Desk, paths: &[&str]) -> ingest::Report {
    let canonical = fs::canonicalize(desk.path(".")).unwrap();
    let changed = Some(paths.iter().map(|path| canonical.join(path)).collect());
    desk.index_with(&Options { changed, roots: Vec::new(), ..desk.options() }).unwrap()
}

#[test]
fn a_look_at_changed_paths_is_as_good_as_one_at_everything() {
    let desk = Desk::new();
    for name in ["a", "b", "sub/c", "sub/d", "sub/deep/e"] {
        desk.write(&format!("news/{name}.txt"), story(&format!("Story {name}"), "harvest"));
    }
    desk.write("more/f.txt", story("Story f", "harvest"));
    desk.index_with(&roots(&desk, &["news", "more"])).unwrap();
    // A changed file, a new one, one that is gone, one that is not named.
    desk.write("news/a.txt", story("Corrected a", "harvest"));
    desk.write("news/sub/new.txt", story("New", "harvest"));
    desk.write("news/b.txt", story("Unheard of", "harvest"));
    fs::remove_file(desk.path("news/sub/c.txt")).unwrap();
    let report = look(&desk, &["news/a.txt", "news/sub/new.txt", "news/sub/c.txt", "news/not there", "else/where"]);
    assert_eq!((report.added, report.updated, report.removed, report.inputs), (1, 1, 1, 2), "{report:?}");
    let now = ["Corrected a", "New", "Story b", "Story sub/d", "Story sub/deep/e", "Story f"];
    assert_eq!(titles(&desk), set(now));
    // A folder is looked at with all that is in it.
    fs::rename(desk.path("news/sub/deep"), desk.path("news/moved")).unwrap();
    let report = look(&desk, &["news/sub/deep", "news/moved"]);
    assert_eq!((report.added, report.removed, report.unchanged, report.inputs), (0, 0, 1, 1), "{report:?}");
    // What is left out stays out.
    desk.write("news/sub/.ignore", "hidden.txt\n");
    desk.write("news/sub/hidden.txt", story("Hidden", "harvest"));
    desk.write("news/.dot/x.txt", story("Dotted", "harvest"));
    let report = look(&desk, &["news/sub/hidden.txt", "news/.dot/x.txt", "news/.dot"]);
    assert_eq!((report.added, report.inputs), (0, 0), "{report:?}");
    look(&desk, &["news/b.txt"]);
    desk.index_with(&Options { index: desk.path("fresh"), ..roots(&desk, &["news", "more"]) }).unwrap();
    let fresh = Dump::of(&desk.path("fresh"));
    assert_eq!(desk.dump().titles(), fresh.titles());
    // All of a root may go, but not unasked.
    fs::remove_file(desk.path("more/f.txt")).unwrap();
    let changed = Some(vec![fs::canonicalize(desk.path("more")).unwrap().join("f.txt")]);
    let careful = Options { changed, roots: Vec::new(), prune: false, ..desk.options() };
    assert!(matches!(desk.index_with(&careful), Err(ingest::IngestError::Vanished { .. })));
}

#[test]
fn an_input_that_is_not_looked_at_takes_over_what_it_shares() {
    let desk = Desk::new();
    let shared =
        line(Some("1"), "Shared", "The same story told twice.").replace("\"id\"", "\"source\":\"Wire\",\"id\"");
    desk.write("news/a.jsonl", &shared);
    desk.write("news/b.jsonl", shared + &line(Some("2"), "Own", "Another story."));
    desk.index();
    fs::remove_file(desk.path("news/a.jsonl")).unwrap();
    let report = look(&desk, &["news/a.jsonl"]);
    assert_eq!(report.removed, 0, "{report:?}");
    desk.index_with(&Options { index: desk.path("fresh"), ..desk.options() }).unwrap();
    assert_eq!(desk.dump(), Dump::of(&desk.path("fresh")));
}
