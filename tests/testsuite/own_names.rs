//! The user's own names: `known.tsv` in the index folder.

use super::newsroom::{Newsroom, newsroom_of};
use serde_json::json;
use std::fs;

/// Two stories of a trust that nothing but its name tells from a person, one of them by its acronym.
fn room() -> Newsroom {
    newsroom_of(&[
        json!({"title": "Bridge", "text": "Rowan Dell met the mayor on Monday, and Rowan Dell will pay for the bridge."}),
        json!({"title": "Ferry", "text": "The ferry was bought by RDT, a report said on Tuesday. It sails from the Slip."}),
    ])
}

/// The names of one kind of entity.
fn names(room: &Newsroom, kind: &str) -> Vec<String> {
    let rows = room.out(&[kind, "-n", "all", "--format", "jsonl"]);
    let row =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["name"].as_str().unwrap().to_owned();
    rows.lines().map(row).collect()
}

const TABLE: &str = "name\tkind\tmeans\nRowan Dell\torganization\tRowan Dell Trust\nRDT\torganization\tRowan Dell Trust\n\
                     Slip\tplace\n";

#[test]
fn inputs_are_read_again_when_the_own_names_change() {
    let room = room();
    let trust = || names(&room, "organizations").contains(&"Rowan Dell Trust".to_owned());
    let count = || room.out(&["count", "org:\"Rowan Dell Trust\"", "--unit", "articles"]).trim().to_owned();
    assert!(!trust() && !names(&room, "places").contains(&"Slip".to_owned()));
    fs::write(room.index().join("known.tsv"), TABLE).unwrap();
    let update = room.out(&["index"]);
    assert!(update.contains("2 updated, 0 unchanged"), "{update}");
    assert!(trust() && names(&room, "places").contains(&"Slip".to_owned()));
    assert_eq!(count(), "2", "also by the acronym");
    // A comment changes no name, and an article stays as it is.
    fs::write(room.index().join("known.tsv"), format!("# mine\n{TABLE}")).unwrap();
    let update = room.out(&["index"]);
    assert!(update.contains("0 updated, 2 unchanged"), "{update}");
    room.out(&["index", "--rebuild", "--quiet"]);
    assert_eq!(count(), "2");
    fs::remove_file(room.index().join("known.tsv")).unwrap();
    room.out(&["index", "--quiet"]);
    assert!(!trust(), "as if they had never been");
}

#[test]
fn a_fault_names_the_file_and_the_line() {
    let room = room();
    let file = room.index().join("known.tsv");
    fs::write(&file, "name\tkind\nRowan Dell\tcompany\n").unwrap();
    for command in [&["index"][..], &["extract", "seeds"], &["verify", "--inputs"]] {
        let run = room.run(command);
        let message = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{message}");
        assert!(message.contains("known.tsv: line 2: \"company\" is no kind of name; write person"), "{message}");
    }
    let missing = room.run(&["extract", "--known", "nowhere.tsv", "seeds"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nowhere.tsv"));
}

#[test]
fn extract_and_why_show_own_names() {
    let room = room();
    let story = room.index().join("story.txt");
    fs::write(&story, "Rowan Dell met the mayor on Monday, and Rowan Dell will pay for the bridge.").unwrap();
    let table = room.index().join("mine.tsv");
    fs::write(&table, TABLE).unwrap();
    let (story, table) = (story.to_str().unwrap(), table.to_str().unwrap());
    let shown = |more: &[&str]| room.out(&[&["extract", story, "--explain"], more].concat());
    assert!(!shown(&[]).contains("Rowan Dell Trust"));
    let with = shown(&["--known", table]);
    assert!(with.contains("Rowan Dell Trust") && with.contains("own-organization 5.00"), "{with}");
    fs::write(room.index().join("known.tsv"), TABLE).unwrap();
    room.out(&["index", "--quiet"]);
    room.out(&["query", "bridge"]);
    let why = room.out(&["why", "Rowan Dell", "1"]);
    assert!(why.contains("known: known.tsv") && why.contains("own-organization"), "{why}");
}
