//! Articles that are kept out on purpose.

use super::desk::{Desk, line, story};
use super::keeping::{rebuilt, set, stream, titles};
use dateline::index::Index;
use dateline::ingest::{self, IngestError, Options};
use std::fs;

fn id_of(desk: &Desk, title: &str) -> String {
    let dump = desk.dump();
    dump.articles.values().find(|article| article.record.title == title).unwrap().id.clone()
}

#[test]
fn what_is_forgotten_stays_out_under_any_name() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Secret", "harvest"));
    desk.write("news/b.txt", story("Open", "harvest"));
    desk.index();
    let id = id_of(&desk, "Secret");
    ingest::forget(&desk.options(), &id).unwrap();
    assert_eq!(titles(&desk), set(["Open"]));
    fs::rename(desk.path("news/a.txt"), desk.path("news/c.txt")).unwrap();
    desk.index();
    assert_eq!(titles(&desk), set(["Open"]));
    // Corrected under its old name, it is the same article.
    desk.write("news/a.txt", story("Secret", "wheat"));
    desk.index();
    assert_eq!(titles(&desk), set(["Open"]));
    let list = ingest::forgotten(&desk.path("index")).unwrap();
    assert_eq!((list.len(), list[0].id.as_str(), list[0].title.as_str()), (1, id.as_str(), "Secret"));
    assert_eq!(ingest::undo_forget(&desk.options(), &id[..6]).unwrap(), "Secret");
    desk.index();
    assert_eq!(desk.dump().articles.len(), 3);
    assert_eq!(titles(&desk), set(["Open", "Secret"]));
    assert!(matches!(ingest::undo_forget(&desk.options(), &id), Err(IngestError::NotForgotten { .. })));
}

#[test]
fn of_two_records_of_one_id_one_is_forgotten() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", line(Some("1"), "One", "First text.") + &line(Some("1"), "Uno", "Other text."));
    for (forgotten, stays) in [("One", "Uno"), ("Uno", "One")] {
        desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
        assert_eq!(titles(&desk), set(["One", "Uno"]));
        let id = id_of(&desk, forgotten);
        ingest::forget(&desk.options(), &id).unwrap();
        assert_eq!(titles(&desk), set([stays]));
        assert_eq!(rebuilt(&desk), set([stays]));
        ingest::undo_forget(&desk.options(), &id).unwrap();
    }
}

/// True when a word is in the dictionary of a segment, deleted documents included.
fn has_term(desk: &Desk, word: &str) -> bool {
    let index = Index::open(&desk.path("index")).unwrap();
    let field = index.fields().exact;
    let segments = index.searcher().segment_readers().to_vec();
    segments.iter().any(|segment| segment.inverted_index(field).unwrap().terms().get(word).unwrap().is_some())
}

#[test]
fn what_is_purged_is_not_in_the_files() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Open", "harvest"));
    desk.index();
    // So many that the segment of the secret one is not merged at once.
    let mut lines = line(Some("1"), "Secret", "The word zyzzyvas stands here.");
    lines.extend((2..102).map(|at| line(Some(&at.to_string()), "Piped", "It stays.")));
    stream(&desk, &lines);
    let has_word = || has_term(&desk, "zyzzyvas");
    assert!(has_word());
    ingest::forget(&desk.options(), &id_of(&desk, "Secret")).unwrap();
    assert!(has_word(), "deleted documents stay in the files at first");
    ingest::purge(&desk.options()).unwrap();
    assert!(!has_word());
    assert_eq!(titles(&desk), set(["Open", "Piped"]));
    let kept = dateline::index::Kept::read(&desk.path("index")).unwrap();
    assert_eq!(kept.since(0).len(), 100);
    assert_eq!(rebuilt(&desk), set(["Open", "Piped"]));
    // What is kept comes back when it is not purged.
    let piped = id_of(&desk, "Piped");
    ingest::forget(&desk.options(), &piped).unwrap();
    rebuilt(&desk);
    assert_eq!(desk.dump().articles.len(), 100);
    ingest::undo_forget(&desk.options(), &piped).unwrap();
    desk.index();
    assert_eq!((titles(&desk), desk.dump().articles.len()), (set(["Open", "Piped"]), 101));
}
