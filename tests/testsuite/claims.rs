//! Several records of one id: which is the current article, whatever came first.

use super::desk::{Desk, Silent};
use dateline::article::{Article, Day};
use dateline::index::{Index, ReadOptions, verify};
use dateline::ingest::{self, Options, Progress};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};

/// A line of one id; `more` is what it says besides its text.
fn claim(text: &str, more: &str) -> String {
    format!("{{\"id\":\"1\",\"source\":\"Wire\",\"title\":\"Ferry\",\"text\":\"{text}\"{more}}}\n")
}

/// By id the text, the path and the place in it of each article.
fn articles(index: &Path) -> BTreeMap<String, (String, String, u64)> {
    let found = super::desk::Dump::of(index).articles.into_values();
    let row = |article: Article| (article.id, (article.record.text, article.path, article.item));
    found.map(row).collect()
}

/// The text of the article that has the id itself: all others have one that their content makes.
fn current(index: &Path) -> String {
    let index = Index::open(index).unwrap();
    let articles = index.articles();
    let mut found = Vec::new();
    for id in articles.all_ids().unwrap() {
        let state = articles.state(id).unwrap().unwrap();
        if state.identity == state.id {
            found.push(articles.article(state.lead, &|_| None).unwrap().record.text);
        }
    }
    let [text] = &found[..] else { panic!("{found:?}") };
    text.clone()
}

const CLAIMS: [(&str, &str, &str); 4] = [
    ("news/d.jsonl", "It sails on Friday.", ",\"published\":\"2026-01-20\""),
    (
        "news/c.jsonl",
        "It sails on Monday.",
        ",\"published\":\"2026-01-10\",\"updated\":\"2026-01-21T08:00:00Z\",\"version\":2",
    ),
    (
        "news/b.jsonl",
        "It sails on Sunday.",
        ",\"published\":\"2026-01-10\",\"updated\":\"2026-01-21T10:00:00+02:00\",\"version\":1",
    ),
    ("news/a.jsonl", "It sails.", ""),
];

#[test]
fn the_text_that_was_made_last_is_current_in_any_order_of_reading() {
    let whole = Desk::new();
    for (name, text, more) in CLAIMS {
        whole.write(name, claim(text, more));
    }
    whole.index();
    let expected = articles(&whole.path("index"));
    assert_eq!(expected.len(), 4);
    assert_eq!(current(&whole.path("index")), "It sails on Monday.");
    for first in 0..4 {
        for step in [1, 3] {
            let desk = Desk::new();
            for at in 0..4 {
                let (name, text, more) = CLAIMS[(first + at * step) % 4];
                desk.write(name, claim(text, more));
                desk.index();
            }
            let found = articles(&desk.path("index"));
            let shown = |all: &BTreeMap<String, (String, String, u64)>, desk: &Desk| {
                let root = desk.path("news").to_string_lossy().into_owned();
                format!("{all:?}").replace(&root, "news")
            };
            assert_eq!(shown(&found, &desk), shown(&expected, &whole), "from {first} by {step}");
            let sound = verify(&Index::open(&desk.path("index")).unwrap(), &|_| None).unwrap();
            assert!(sound.is_sound(), "{sound:?}");
        }
    }
}

#[test]
fn what_is_current_gives_way_and_comes_back() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("Old.", ",\"updated\":\"2026-01-02\""));
    desk.index();
    let id = articles(&desk.path("index")).into_keys().next().unwrap();
    let text = |desk: &Desk| articles(&desk.path("index"))[&id].0.clone();
    desk.write("news/b.jsonl", claim("New.", ",\"updated\":\"2026-01-03\""));
    let report = desk.index();
    assert_eq!((report.added, report.updated, report.removed), (1, 0, 0), "{report:?}");
    assert_eq!((text(&desk), current(&desk.path("index"))), ("New.".to_owned(), "New.".to_owned()));
    // A record that a file grows by counts as well.
    let grown =
        fs::read_to_string(desk.path("news/a.jsonl")).unwrap() + &claim("Newest.", ",\"updated\":\"2026-01-04\"");
    desk.write("news/a.jsonl", grown);
    desk.index();
    assert_eq!(text(&desk), "Newest.");
    fs::remove_file(desk.path("news/a.jsonl")).unwrap();
    desk.index();
    assert_eq!((text(&desk), articles(&desk.path("index")).len()), ("New.".to_owned(), 1));
    ingest::forget(&desk.options(), &id).unwrap();
    assert!(articles(&desk.path("index")).is_empty());
}

#[test]
fn what_is_forgotten_makes_room_for_the_next() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("Old.", ",\"version\":1") + &claim("New.", ",\"version\":2"));
    desk.index();
    assert_eq!(current(&desk.path("index")), "New.");
    let id = articles(&desk.path("index")).into_iter().find(|(_, row)| row.0 == "New.").unwrap().0;
    ingest::forget(&desk.options(), &id).unwrap();
    desk.index();
    assert_eq!(current(&desk.path("index")), "Old.");
    assert!(articles(&desk.path("index")).contains_key(&id));
    ingest::undo_forget(&desk.options(), &id).unwrap();
    desk.index();
    assert_eq!(current(&desk.path("index")), "New.");
}

#[test]
fn articles_take_along_when_they_were_first_seen() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("Old.", ",\"updated\":\"2026-01-02\""));
    desk.index();
    desk.write("news/b.jsonl", claim("New.", ",\"updated\":\"2026-01-03\""));
    let later = Options { today: Day::from_civil(2026, 2, 9).unwrap(), ..desk.options() };
    desk.index_with(&later).unwrap();
    let seen = |desk: &Desk| {
        let index = Index::open(&desk.path("index")).unwrap();
        let articles = index.articles();
        let state = |id| articles.state(id).unwrap().unwrap();
        let mut found: Vec<_> = articles.all_ids().unwrap().into_iter().map(state).collect();
        found.sort_by_key(|state| state.added);
        found.iter().map(|state| (state.added.to_string(), state.identity == state.id)).collect::<Vec<_>>()
    };
    let expected = [("2026-02-01".to_owned(), false), ("2026-02-09".to_owned(), true)];
    assert_eq!(seen(&desk), expected);
    desk.index_with(&Options { rebuild: true, ..later }).unwrap();
    assert_eq!(seen(&desk), expected);
}

/// What the one article says of how late it was made, and where it stands.
fn the_one(desk: &Desk) -> (Option<String>, Option<u64>, String, u64) {
    let found = super::desk::Dump::of(&desk.path("index")).articles;
    let all: Vec<Article> = found.into_values().collect();
    let [article] = &all[..] else { panic!("{all:?}") };
    let Article { path, item, record, .. } = article;
    let sound = verify(&Index::open(&desk.path("index")).unwrap(), &|_| None).unwrap();
    assert!(sound.is_sound(), "{sound:?}");
    (record.updated_at.clone(), record.version, path.rsplit('/').next().unwrap().to_owned(), *item)
}

#[test]
fn records_that_differ_in_when_they_were_made_are_one_article() {
    let text = "It sails at noon.";
    let stamps = [",\"updated\":\"2026-01-02\"", ",\"updated\":\"2026-01-04\",\"version\":2", ""];
    let files = ["news/a.jsonl", "news/b.jsonl", "news/c.jsonl"];
    let last = (Some("2026-01-04".to_owned()), Some(2), "b.jsonl".to_owned(), 0);
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]] {
        let desk = Desk::new();
        for at in order {
            desk.write(files[at], claim(text, stamps[at]));
            desk.index();
        }
        assert_eq!(the_one(&desk), last, "{order:?}");
        // The next one by time has it where the last one loses it, and gives it back.
        desk.write("news/b.jsonl", claim("Else.", "").replace("\"1\"", "\"2\""));
        desk.index();
        fs::remove_file(desk.path("news/b.jsonl")).unwrap();
        desk.index();
        assert_eq!(the_one(&desk), (Some("2026-01-02".to_owned()), None, "a.jsonl".to_owned(), 0), "{order:?}");
        desk.write("news/a.jsonl", claim(text, ""));
        desk.write("news/c.jsonl", claim(text, ",\"version\":1"));
        desk.index();
        assert_eq!(the_one(&desk), (None, Some(1), "c.jsonl".to_owned(), 0), "{order:?}");
        desk.write("news/b.jsonl", claim(text, stamps[1]));
        desk.index();
        assert_eq!(the_one(&desk), last, "{order:?}");
        desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
        assert_eq!(the_one(&desk), last, "{order:?}");
    }
}

#[test]
fn of_the_records_of_one_file_the_one_made_last_counts() {
    let desk = Desk::new();
    let lines = |days: &[u8]| -> String {
        days.iter().map(|day| claim("It sails at noon.", &format!(",\"updated\":\"2026-01-0{day}\""))).collect()
    };
    let day = |day: u8, item| (Some(format!("2026-01-0{day}")), None, "a.jsonl".to_owned(), item);
    desk.write("news/a.jsonl", lines(&[2, 4, 3]));
    desk.index();
    assert_eq!(the_one(&desk), day(4, 1));
    // A file that grows is read from where it ended.
    desk.write("news/a.jsonl", lines(&[2, 4, 3, 1]));
    desk.index();
    assert_eq!(the_one(&desk), day(4, 1));
    desk.write("news/a.jsonl", lines(&[2, 4, 3, 1, 5]));
    desk.index();
    assert_eq!(the_one(&desk), day(5, 4));
    desk.write("news/a.jsonl", lines(&[2, 4, 3]));
    desk.index();
    assert_eq!(the_one(&desk), day(4, 1));
    desk.write("news/a.jsonl", lines(&[2]));
    desk.index();
    assert_eq!(the_one(&desk), day(2, 0));
}

#[test]
fn what_is_forgotten_stays_away_at_any_time_of_its_making() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("It sails.", ",\"updated\":\"2026-01-02\""));
    desk.write("news/b.jsonl", claim("It sails.", ",\"updated\":\"2026-01-03\"") + &claim("It stays.", ""));
    desk.index();
    let all = articles(&desk.path("index"));
    let id = all.into_iter().find(|(_, row)| row.0 == "It sails.").unwrap().0;
    ingest::forget(&desk.options(), &id).unwrap();
    for rebuild in [false, true] {
        desk.index_with(&Options { rebuild, ..desk.options() }).unwrap();
        let texts: Vec<String> = articles(&desk.path("index")).into_values().map(|row| row.0).collect();
        assert_eq!(texts, ["It stays."]);
    }
}

/// Interrupts a run once all of its inputs are read.
struct AtTheEnd(Arc<AtomicBool>);

impl Progress for AtTheEnd {
    fn update(&self, done: u64, known: u64, _: u64, _: u64, _: &str) {
        self.0.store(done == known, Ordering::Relaxed);
    }
}

#[test]
fn what_a_run_could_not_settle_the_next_one_does() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("Old.", ",\"updated\":\"2026-01-02\""));
    desk.write("news/b.jsonl", claim("New.", ",\"updated\":\"2026-01-03\""));
    let options = desk.options();
    let report = ingest::run(&options, &AtTheEnd(Arc::clone(&options.interrupt))).unwrap();
    assert!(report.interrupted);
    let index = Index::open(&desk.path("index")).unwrap();
    assert!(index.payload().unsettled);
    assert_eq!(current(&desk.path("index")), "Old.");
    assert!(verify(&index, &|_| None).unwrap().is_sound());
    desk.index();
    assert_eq!(current(&desk.path("index")), "New.");
    assert!(!Index::open(&desk.path("index")).unwrap().payload().unsettled);
}

#[test]
fn a_kept_text_and_one_of_a_file_are_claims_as_well() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", claim("File.", ",\"updated\":\"2026-01-02\""));
    desk.index();
    let reading = ReadOptions { input_format: Some("jsonl".into()), ..ReadOptions::default() };
    let piped = Options { reading, ..desk.options() };
    ingest::run_stream(&mut claim("Piped.", ",\"updated\":\"2026-01-03\"").as_bytes(), &piped, &Silent).unwrap();
    assert_eq!(current(&desk.path("index")), "Piped.");
    for rebuild in [true, false] {
        desk.index_with(&Options { rebuild, ..desk.options() }).unwrap();
        assert_eq!((current(&desk.path("index")), articles(&desk.path("index")).len()), ("Piped.".to_owned(), 2));
    }
    // What comes through standard input under the same id replaces what came before.
    ingest::run_stream(&mut claim("Again.", ",\"updated\":\"2026-01-01\"").as_bytes(), &piped, &Silent).unwrap();
    assert_eq!((current(&desk.path("index")), articles(&desk.path("index")).len()), ("File.".to_owned(), 2));
    desk.write("news/a.jsonl", claim("File.", ",\"updated\":\"2026-01-01\""));
    fs::write(desk.path("news/other.txt"), "Other\n\nIt stays here, so that the root is not empty.\n").unwrap();
    fs::remove_file(desk.path("news/a.jsonl")).unwrap();
    desk.index();
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    let texts: Vec<String> = articles(&desk.path("index")).into_values().map(|row| row.0).collect();
    assert!(texts.contains(&"Again.".to_owned()) && texts.len() == 2, "{texts:?}");
}
