//! The roots of an index: remembered, added, removed, read as they were before.

use super::desk::{Desk, Silent, line, story};
use dateline::article::{Article, Day};
use dateline::index::{Index, Manifest, ReadOptions, verify};
use dateline::ingest::{self, IngestError, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

#[test]
fn roots_are_remembered_added_and_removed() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("more/b.txt", story("Two", "harvest"));
    desk.index();
    ingest::add_root(&desk.options(), &desk.path("more")).unwrap();
    assert_eq!(ingest::roots(&desk.path("index")).unwrap().len(), 2);
    let all = Options { roots: Vec::new(), ..desk.options() };
    assert_eq!(desk.index_with(&all).unwrap().added, 1);
    assert_eq!(ingest::remove_root(&desk.options(), &desk.path("news")).unwrap(), Some(1));
    assert_eq!(desk.dump().titles(), BTreeSet::from(["Two"]));
    assert_eq!(desk.index_with(&all).unwrap().unchanged, 1);
    assert!(ingest::remove_root(&desk.options(), &desk.path("news")).is_err());
    let manifest = Manifest::load(&Index::open(&desk.path("index")).unwrap().articles()).unwrap();
    assert_eq!(manifest.entries.len(), 1);
}

#[test]
fn each_root_is_guarded_by_itself() {
    let desk = Desk::new();
    for file in 0..20 {
        desk.write(&format!("news/{file}.txt"), story(&format!("News {file}"), "harvest"));
    }
    for file in 0..5 {
        desk.write(&format!("small/{file}.txt"), story(&format!("Small {file}"), "harvest"));
    }
    let careful = Options { roots: vec![desk.path("news"), desk.path("small")], prune: false, ..desk.options() };
    desk.index_with(&careful).unwrap();
    (0..4).for_each(|file| fs::remove_file(desk.path(&format!("small/{file}.txt"))).unwrap());
    let error = desk.index_with(&Options { roots: Vec::new(), ..careful.clone() }).unwrap_err();
    let small = fs::canonicalize(desk.path("small")).unwrap().display().to_string();
    assert!(matches!(&error, IngestError::Vanished { root, vanished: 4, known: 5 } if *root == small), "{error}");
    assert!(error.to_string().contains(&small), "{error}");
    assert_eq!(desk.dump().articles.len(), 25);
    assert_eq!(desk.index_with(&Options { prune: true, ..careful }).unwrap().removed, 4);
}

fn excluding(glob: &str) -> ReadOptions {
    ReadOptions { exclude: vec![glob.to_owned()], ..ReadOptions::default() }
}

#[test]
fn a_root_is_read_again_as_it_was_read_before() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/drafts/b.txt", story("Two", "harvest"));
    desk.write("news/c.jsonl", "{\"headline_x\":\"Three\",\"text\":\"A story without a date or a known title.\"}\n");
    let mut reading = excluding("drafts");
    reading.map = vec!["title=headline_x".parse().unwrap()];
    let careful = Options { prune: false, ..desk.options() };
    desk.index_with(&Options { reading, ..careful.clone() }).unwrap();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Three"]));
    let plain = Options { roots: Vec::new(), ..careful };
    assert_eq!(desk.index_with(&plain).unwrap().unchanged, 2);
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Three"]));
    desk.index_with(&Options { rebuild: true, ..plain.clone() }).unwrap();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Three"]));
    // Added again, it is read with the options given then alone: what was left out comes in, what was read otherwise anew.
    ingest::add_root(&desk.options(), &desk.path("news")).unwrap();
    desk.index_with(&plain).unwrap();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Two", ""]));
    // What is left out from now on goes, though it is more than a fifth; the files are there.
    let report = desk.index_with(&Options { reading: excluding("*.txt"), ..plain.clone() }).unwrap();
    assert_eq!((report.removed, report.unchanged), (2, 1), "{report:?}");
    assert_eq!(ingest::roots(&desk.path("index")).unwrap()[0].reading, excluding("*.txt"));
}

#[test]
fn another_date_set_for_a_root_is_that_of_its_articles() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/b.jsonl", line(Some("1"), "Dated", "A story of its own date."));
    let on = |day| ReadOptions { published: Day::from_civil(2025, 5, day), ..ReadOptions::default() };
    let days = || {
        let dump = desk.dump();
        let day = |article: &Article| article.record.published.as_ref().unwrap().day.to_string();
        dump.articles.values().map(|article| (article.record.title.clone(), day(article))).collect::<BTreeMap<_, _>>()
    };
    let expected = |day: &str| BTreeMap::from([("Dated".into(), "2026-01-20".into()), ("One".into(), day.to_owned())]);
    desk.index_with(&Options { reading: on(1), ..desk.options() }).unwrap();
    assert_eq!(days(), expected("2025-05-01"));
    let report = desk.index_with(&Options { reading: on(2), ..desk.options() }).unwrap();
    assert_eq!((report.updated, report.unchanged), (1, 1), "{report:?}");
    assert_eq!(days(), expected("2025-05-02"));
    assert_eq!(desk.index().unchanged, 2);
}

#[test]
fn a_wrong_option_is_an_error_before_anything_is_done() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    let map = vec!["publishd=author".parse().unwrap()];
    let wrong = Options { reading: ReadOptions { map, ..ReadOptions::default() }, ..desk.options() };
    let error = desk.index_with(&wrong).unwrap_err().to_string();
    assert!(error.starts_with("--map: no field \"publishd\""), "{error}");
    let input_format = Some("jsnol".to_owned());
    let reading = ReadOptions { input_format, ..ReadOptions::default() };
    let error = desk.index_with(&Options { reading, ..desk.options() }).unwrap_err().to_string();
    assert!(error.starts_with("no input format \"jsnol\"; there are "), "{error}");
    assert!(!desk.path("index").exists());
    assert!(ingest::run_stream(&mut "x".as_bytes(), &wrong, &Silent).is_err());
}

#[test]
fn a_root_that_is_gone_does_not_keep_a_damaged_index_from_being_rebuilt() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("more/b.txt", story("Two", "harvest"));
    desk.index_with(&Options { roots: vec![desk.path("news"), desk.path("more")], ..desk.options() }).unwrap();
    fs::remove_dir_all(desk.path("more")).unwrap();
    fs::write(desk.path("index/gen-1/meta.json"), "x").unwrap();
    let rebuild = Options { roots: Vec::new(), rebuild: true, ..desk.options() };
    let error = desk.index_with(&rebuild).unwrap_err().to_string();
    assert!(error.contains("more") && error.contains("dateline roots remove"), "{error}");
    assert_eq!(ingest::remove_root(&desk.options(), &desk.path("more")).unwrap(), None);
    assert_eq!(desk.index_with(&rebuild).unwrap().articles, 1);
    assert!(verify(&Index::open(&desk.path("index")).unwrap(), &|_| None).unwrap().is_sound());
}

#[test]
fn inputs_outside_all_roots_go_only_when_told() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("more/b.txt", story("Two", "harvest"));
    let both = Options { roots: vec![desk.path("news"), desk.path("more")], prune: false, ..desk.options() };
    desk.index_with(&both).unwrap();
    // As after a crash in the middle of `roots remove`, or an edit by hand.
    let roots = fs::read_to_string(desk.path("index/roots.toml")).unwrap();
    let second = roots.rfind("[[root]]").unwrap();
    fs::write(desk.path("index/roots.toml"), &roots[..second]).unwrap();
    let all = Options { roots: Vec::new(), ..both };
    let error = desk.index_with(&all).unwrap_err();
    assert!(matches!(error, IngestError::OutsideRoots { outside: 1, known: 2 }), "{error}");
    assert_eq!(desk.index_with(&Options { prune: true, ..all }).unwrap().removed, 1);
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One"]));
}
