//! How a change of an input is noticed: by its size and times, else by its content.

use super::desk::{Desk, story};
use dateline::index::{Index, Manifest};
use dateline::ingest::Options;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

fn set_modified(path: &Path, seconds_ago: u64) -> SystemTime {
    let time = SystemTime::now() - Duration::from_secs(seconds_ago);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    time
}

fn row(desk: &Desk, name: &str) -> dateline::index::ManifestEntry {
    let manifest = Manifest::load(&Index::open(&desk.path("index")).unwrap().articles()).unwrap();
    manifest.entries.iter().find(|entry| entry.path.ends_with(name)).unwrap().clone()
}

#[cfg(unix)]
#[test]
fn other_content_of_the_same_size_and_time_is_noticed() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Harvest", "wheat"));
    let time = set_modified(&desk.path("news/a.txt"), 100);
    desk.index();
    let before = row(&desk, "a.txt");
    desk.write("news/a.txt", story("Harvest", "maize"));
    File::options().write(true).open(desk.path("news/a.txt")).unwrap().set_modified(time).unwrap();
    assert_eq!(row(&desk, "a.txt"), before);
    assert_eq!(desk.index().updated, 1);
    let after = row(&desk, "a.txt");
    assert_eq!((after.size, after.mtime), (before.size, before.mtime));
    // Attributes alone are no reason to read it again.
    fs::set_permissions(desk.path("news/a.txt"), std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let report = desk.index();
    assert_eq!((report.unchanged, report.articles), (1, 0), "{report:?}");
    assert_ne!(row(&desk, "a.txt").ctime, after.ctime);
}

#[test]
fn an_input_that_was_changed_just_now_is_compared_again() {
    let desk = Desk::new();
    desk.write("news/now.txt", story("Now", "wheat"));
    desk.write("news/old.txt", story("Old", "wheat"));
    let future = SystemTime::now() + Duration::from_secs(1000);
    File::options().write(true).open(desk.path("news/now.txt")).unwrap().set_modified(future).unwrap();
    set_modified(&desk.path("news/old.txt"), 100);
    desk.index();
    let unsettled = dateline::index::ManifestEntry::UNSETTLED;
    assert_eq!(row(&desk, "now.txt").ctime, unsettled);
    assert_ne!(row(&desk, "old.txt").ctime, unsettled);
    let revision = || Index::open(&desk.path("index")).unwrap().payload().revision;
    let before = revision();
    assert_eq!((desk.index().unchanged, revision()), (2, before), "nothing is written while nothing is known better");
    set_modified(&desk.path("news/now.txt"), 100);
    assert_eq!(desk.index().unchanged, 2);
    assert_ne!(row(&desk, "now.txt").ctime, unsettled);
}

#[test]
fn a_check_compares_all_inputs() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Harvest", "wheat"));
    set_modified(&desk.path("news/a.txt"), 100);
    desk.index();
    let before = row(&desk, "a.txt");
    let options = Options { check: true, ..desk.options() };
    let report = desk.index_with(&options).unwrap();
    assert_eq!((report.unchanged, report.articles), (1, 0), "{report:?}");
    assert_eq!(row(&desk, "a.txt"), before);
}
