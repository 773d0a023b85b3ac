//! A rebuild loses nothing that an update would not lose.

use super::desk::{Desk, story};
use super::keeping::{feed, roots, set, titles};
use dateline::article::Day;
use dateline::ingest::{IngestError, Options};
use std::fs;

/// An index of five articles and a feed, of whose files two are gone.
fn desk_with_losses() -> Desk {
    let desk = Desk::new();
    for name in ["a", "b", "c", "d", "e"] {
        desk.write(&format!("news/{name}.txt"), story(&format!("Story {name}"), "harvest"));
    }
    desk.index();
    fs::remove_file(desk.path("news/a.txt")).unwrap();
    fs::remove_file(desk.path("news/b.txt")).unwrap();
    desk
}

fn rebuild(desk: &Desk) -> Options {
    Options { rebuild: true, ..roots(desk, &["news"]) }
}

#[test]
fn a_rebuild_is_refused_as_an_update_is_when_files_vanished() {
    let desk = desk_with_losses();
    for dry_run in [true, false] {
        let error = desk.index_with(&Options { dry_run, ..rebuild(&desk) }).unwrap_err();
        assert!(matches!(error, IngestError::Vanished { vanished: 2, known: 5, .. }), "{error}");
    }
    assert_eq!(titles(&desk).len(), 5, "the index is as it was");
    assert!(!desk.path("index/gen-2").exists());
    // A part of the root is no reason.
    desk.write("news/a.txt", story("Story a", "harvest"));
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), set(["Story a", "Story c", "Story d", "Story e"]));
}

#[test]
fn a_rebuild_keeps_what_vanished_when_told() {
    let desk = desk_with_losses();
    let all = set(["Story a", "Story b", "Story c", "Story d", "Story e"]);
    let report = desk.index_with(&Options { keep_vanished: true, ..rebuild(&desk) }).unwrap();
    assert!(report.notices.iter().any(|notice| notice.contains("2 inputs are gone")), "{report:?}");
    assert_eq!(titles(&desk), all);
    // Also from now on.
    assert_eq!(desk.index_with(&roots(&desk, &["news"])).unwrap().removed, 0);
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), all);
    desk.index_with(&Options { prune: true, ..rebuild(&desk) }).unwrap();
    assert_eq!(titles(&desk), set(["Story c", "Story d", "Story e"]));
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), set(["Story c", "Story d", "Story e"]));
}

#[test]
fn a_rebuild_prunes_when_told() {
    let desk = desk_with_losses();
    desk.index_with(&Options { prune: true, ..rebuild(&desk) }).unwrap();
    assert_eq!(titles(&desk), set(["Story c", "Story d", "Story e"]));
}

#[test]
fn what_rolled_off_a_feed_goes_with_the_feed() {
    let desk = Desk::new();
    for name in ["a", "b", "c", "d", "e"] {
        desk.write(&format!("news/{name}.txt"), story(&format!("Story {name}"), "harvest"));
    }
    desk.write("news/feed.xml", feed(&[1, 2]));
    desk.index();
    desk.write("news/feed.xml", feed(&[2, 3]));
    desk.index();
    fs::remove_file(desk.path("news/feed.xml")).unwrap();
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk).len(), 5, "as in an update: {:?}", titles(&desk));
}

#[test]
fn what_vanished_from_an_index_that_cannot_be_read_stops_no_rebuild() {
    let desk = desk_with_losses();
    fs::write(desk.path("index/gen-1/meta.json"), "{").unwrap();
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), set(["Story c", "Story d", "Story e"]));
}

#[test]
fn what_rolled_off_a_feed_just_now_outlives_a_rebuild() {
    let desk = Desk::new();
    desk.write("news/feed.xml", feed(&[1, 2]));
    desk.index();
    desk.write("news/feed.xml", feed(&[2, 3]));
    desk.index_with(&rebuild(&desk)).unwrap();
    let all = set(["Item 1", "Item 2", "Item 3"]);
    assert_eq!(titles(&desk), all);
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), all);
}

#[test]
fn what_was_read_of_an_input_that_broke_outlives_a_rebuild() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write(
        "news/page.json",
        r#"[{"title":"First","text":"A first text."},{"title":"Second","text":"A second text."}]"#,
    );
    desk.index();
    desk.write("news/page.json", r#"[{"title":"First","text":"A first text."},{"title":"Sec"#);
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), set(["One", "First", "Second"]));
    // Once it is read whole, it is its articles' only truth again.
    desk.write("news/page.json", r#"[{"title":"First","text":"A first text."}]"#);
    desk.index();
    assert_eq!(titles(&desk), set(["One", "First"]));
    desk.index_with(&rebuild(&desk)).unwrap();
    assert_eq!(titles(&desk), set(["One", "First"]));
}

#[test]
fn forgetting_forgets_what_says_the_same_elsewhere() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Twice", "harvest"));
    desk.write("news/b.txt", story("Twice", "harvest"));
    desk.write("news/c.txt", story("Once", "harvest"));
    desk.index();
    let id = desk.dump().articles.into_values().find(|article| article.record.title == "Twice").unwrap().id;
    dateline::ingest::forget(&desk.options(), &id).unwrap();
    assert_eq!(titles(&desk), set(["Once"]));
    desk.index();
    assert_eq!(titles(&desk), set(["Once"]));
    dateline::ingest::undo_forget(&desk.options(), &id).unwrap();
    desk.index();
    assert_eq!(desk.dump().articles.len(), 3);
}

/// No day that is concluded is later than the one on which the article was first seen, also when a rebuild comes later.
#[test]
fn a_rebuild_knows_when_articles_were_first_seen() {
    let desk = Desk::new();
    let text = "Envoys meet\n\nOn Friday, February 6, they met in Oslo. The war began in 2026, they said to the press there.\n";
    let undated = |desk: &Desk| {
        let dump = desk.dump();
        let found = dump.articles.values().filter(|article| article.record.published.is_none());
        found.map(|article| article.path.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    desk.write("news/early.txt", text);
    desk.index();
    assert_eq!(undated(&desk), ["early.txt"], "seen on the first of February");
    let later = Options { today: Day::from_civil(2026, 3, 1).unwrap(), ..desk.options() };
    desk.write("news/late.txt", text.replace("Oslo", "Bergen"));
    desk.index_with(&later).unwrap();
    assert_eq!(undated(&desk), ["early.txt"]);
    desk.index_with(&Options { rebuild: true, ..later }).unwrap();
    assert_eq!(undated(&desk), ["early.txt"]);
}

/// A day that the input itself gives is kept when it is in the future, and the run says so.
#[test]
fn days_in_the_future_are_kept_and_told() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", "{\"title\":\"Plan\",\"text\":\"It is made.\",\"published\":\"2031-02-06\"}\n");
    let report = desk.index();
    assert_eq!(report.notices, ["1 article says that it was published after today; the days are kept"]);
    let dump = desk.dump();
    let published = dump.articles.values().next().unwrap().record.published.clone().unwrap();
    assert_eq!(published.day.to_string(), "2031-02-06");
}
