//! Who is known under which name across the archive: bare surnames, aliases, and full names of several people.

use super::newsroom::{Newsroom, newsroom_of};
use serde_json::{Value, json};

/// Sentences, so that no two articles are copies.
const TALK: &[&str] = &[
    "The harbour was closed for repairs after the storm and ferries were sent elsewhere.",
    "Wheat prices rose as traders waited for the report of the ministry on the harvest.",
    "A museum lent forty paintings to the new gallery by the river in exchange for bronzes.",
    "The football club sold its stadium and will play in the suburbs until the summer.",
    "Doctors asked for more beds in the clinics of the north before the winter begins.",
    "The railway tested a night train that carries cars and bicycles across the mountains.",
    "Engineers found cracks in the dam and lowered the water by several metres.",
    "The university opened a laboratory where students grow crystals for watches.",
];

fn article(at: usize, people: &str) -> Value {
    json!({
        "id": format!("a{at}"), "title": format!("Number {at}"), "published": "2026-01-10", "source": "Wire",
        "text": format!("{} {people}", TALK[at % TALK.len()]),
    })
}

/// Four stories name Karen Oduya, one has the surname alone; two people are called John Smith.
fn archive() -> Newsroom {
    newsroom_of(&[
        article(0, "President Karen Oduya opened the debate. Oduya spoke for an hour."),
        article(1, "The plan of President Karen Oduya was praised in parliament."),
        article(2, "Minister Karen Oduya and Mr. John A. Smith signed the contract."),
        article(3, "Voters met President Karen Oduya in the market hall."),
        article(4, "The budget is a success, said President Oduya on Friday."),
        article(5, "Professor John B. Smith wrote the study. Mr. Smith teaches law."),
    ])
}

fn counts(room: &Newsroom, arguments: &[&str]) -> Vec<(String, u64)> {
    let mut all = vec!["people", "-n", "all", "--format", "jsonl"];
    all.extend(arguments);
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        (row["name"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())
    };
    room.out(&all).lines().map(row).collect()
}

fn count(room: &Newsroom, name: &str) -> Option<u64> {
    counts(room, &[]).into_iter().find(|(known, _)| known == name).map(|(_, count)| count)
}

fn articles(room: &Newsroom, query: &str) -> usize {
    room.out(&["count", query, "--unit", "articles"]).trim().parse().unwrap()
}

#[test]
fn a_bare_surname_counts_for_the_person_that_the_archive_knows() {
    let room = archive();
    assert_eq!(count(&room, "Karen Oduya"), Some(5), "{:?}", counts(&room, &[]));
    assert_eq!(count(&room, "Oduya"), None);
    // Filters, hits, exports and timelines agree with the counts.
    assert_eq!(articles(&room, "person:karen-oduya"), 5);
    assert_eq!(articles(&room, "person:karen"), 5);
    let hits = room.out(&["query", "person:karen-oduya budget", "--format", "jsonl"]);
    let hit: Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    assert_eq!(hit["people"], json!(["Karen Oduya"]));
    let spans = hit["highlights"].as_array().unwrap();
    let text = hit["text"].as_str().unwrap();
    let marked = |span: &Value| &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize];
    assert!(spans.iter().any(|span| marked(span) == "Oduya"), "{hit}");
    let mentions = room.out(&["export", "mentions", "--kind", "person", "budget"]);
    assert!(mentions.contains("\"Karen Oduya\""), "{mentions}");
    let timeline: Value =
        serde_json::from_str(&room.out(&["timeline", "person:karen-oduya", "--format", "json"])).unwrap();
    assert!(timeline.to_string().contains("\"count\":5"), "{timeline}");
}

#[test]
fn the_meaning_of_a_surname_is_revisited_as_the_archive_grows() {
    let room = archive();
    assert_eq!(count(&room, "Karen Oduya"), Some(5));
    room.add(&[
        article(6, "The singer Peter Oduya gave a concert for two thousand guests."),
        article(7, "The singer Peter Oduya cancelled his tour of the islands."),
    ]);
    assert_eq!(count(&room, "Karen Oduya"), Some(4));
    assert_eq!(count(&room, "Oduya (not said which)"), Some(1));
    assert_eq!(articles(&room, "person:karen-oduya"), 4);
    assert_eq!(articles(&room, "person:\"Oduya (not said which)\""), 1);
}

/// The rows of `why` in the first article that matches a query.
fn why(room: &Newsroom, name: &str, query: &str) -> Vec<Value> {
    let hits = room.out(&["query", query, "--format", "jsonl"]);
    let hit: Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    let rows = room.out(&["why", name, hit["article"].as_str().unwrap(), "--format", "jsonl"]);
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn why_a_name_counts_as_it_does() {
    let room = archive();
    let rows = why(&room, "Oduya", "title:4");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((&rows[0]["kind"], &rows[0]["name"]), (&json!("person"), &json!("Oduya")));
    assert_eq!(rows[0]["known_as"], "Karen Oduya");
    assert_eq!((&rows[0]["bearer_stories"], &rows[0]["stories"]), (&json!(4), &json!(4)));
    assert!(rows[0]["reason"].as_str().unwrap().contains("nine tenths"), "{rows:?}");
    assert!(rows[0]["stage"].is_string(), "{rows:?}");
    // In an article of the whole name it is the article that says who is meant.
    let rows = why(&room, "Karen Oduya", "title:0");
    assert!(rows.iter().any(|row| row["text"] == "Oduya" && row["name"] == "Karen Oduya"), "{rows:?}");
    assert!(rows.iter().all(|row| row["reason"].is_null() && row["known_as"] == "Karen Oduya"), "{rows:?}");
    let lone = why(&room, "Oduya", "title:4")[0]["article"].as_str().unwrap().to_owned();
    let text = room.out(&["why", "Oduya", &lone]);
    assert!(text.contains("(Karen Oduya is in 4 of the 4 stories with somebody who is called so, 100 %)"), "{text}");
    let text = room.out(&["why", "Oduya", rows[0]["article"].as_str().unwrap()]);
    assert!(text.contains("counts under this name"), "{text}");
    let nothing = room.run(&["why", "Geneva", rows[0]["article"].as_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(1));
}

#[test]
fn why_tells_the_runner_up_and_the_stories_of_two_forms() {
    let mut articles: Vec<Value> = (0..5).map(|at| article(at, "President Karen Oduya spoke in the hall.")).collect();
    articles.extend((5..8).map(|at| article(at, "Minister Peter Oduya opened the fair.")));
    for text in [
        "The mayor thanked Karen Anne Oduya for the lanterns that lit the old bridge through the long night of the parade.",
        "A crowd waited for Oduya, who came late because snow had closed the pass between the two valleys on Sunday.",
    ] {
        articles.push(json!({"text": text, "published": "2026-01-10", "source": "Wire"}));
    }
    let articles: Vec<Value> = articles
        .into_iter()
        .enumerate()
        .map(|(at, mut article)| {
            article["id"] = json!(format!("b{at}"));
            article["title"] = json!(format!("Story {at}"));
            article
        })
        .collect();
    let room = newsroom_of(&articles);
    let rows = why(&room, "Oduya", "crowd waited");
    assert_eq!((&rows[0]["bearer"], &rows[0]["bearer_stories"]), (&json!("Karen Oduya"), &json!(6)), "{rows:?}");
    assert_eq!((&rows[0]["runner_up"], &rows[0]["runner_up_stories"]), (&json!("Peter Oduya"), &json!(3)));
    let text = room.out(&["why", "Oduya", rows[0]["article"].as_str().unwrap()]);
    assert!(text.contains("is in 6 of the 9 stories") && text.contains("66 %; next is Peter Oduya in 3"), "{text}");
    let rows = why(&room, "Karen Anne Oduya", "mayor thanked");
    assert_eq!((&rows[0]["known_as"], &rows[0]["name_stories"]), (&json!("Karen Oduya"), &json!(1)), "{rows:?}");
    assert_eq!(rows[0]["known_as_stories"], 5);
    let text = room.out(&["why", "Karen Anne Oduya", rows[0]["article"].as_str().unwrap()]);
    assert!(text.contains("(the name is in 1 story, Karen Oduya in 5)"), "{text}");
}

#[test]
fn what_the_user_decides_holds_at_once_and_stays() {
    let room = archive();
    room.out(&["alias", "split", "Oduya"]);
    assert_eq!((count(&room, "Karen Oduya"), count(&room, "Oduya")), (Some(4), Some(1)));
    assert_eq!(articles(&room, "person:karen-oduya"), 4);
    room.out(&["alias", "merge", "K. Oduya", "Karen Oduya", "Oduya"]);
    assert_eq!(count(&room, "K. Oduya"), Some(5));
    assert_eq!(articles(&room, "person:karen-oduya"), 5);
    assert_eq!(articles(&room, "person:\"K. Oduya\""), 5);
    room.out(&["alias", "never", "K. Oduya"]);
    assert!(counts(&room, &[]).iter().all(|(name, _)| !name.contains("Oduya")), "{:?}", counts(&room, &[]));
    assert_eq!(room.code(&["query", "person:oduya"]), 1);
    room.out(&["index", "--rebuild", "--quiet"]);
    assert_eq!(room.code(&["query", "person:oduya"]), 1);
}

#[test]
fn decisions_are_listed_and_faults_are_named() {
    let room = archive();
    assert_eq!(room.code(&["alias", "list"]), 1);
    room.out(&["alias", "merge", "Karen Oduya", "Oduya"]);
    assert_eq!(room.out(&["alias", "list"]), "Oduya  is Karen Oduya\n");
    let rows = room.out(&["alias", "list", "--format", "jsonl"]);
    let row: Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(
        (&row["alias"], &row["decision"], &row["name"]),
        (&json!("Oduya"), &json!("merge"), &json!("Karen Oduya"))
    );
    let circle = room.run(&["alias", "merge", "Oduya", "Karen Oduya"]);
    let said = String::from_utf8_lossy(&circle.stderr).into_owned();
    assert!(circle.status.code() == Some(2) && said.contains("merged into itself"), "{said}");
    let unknown = room.run(&["alias", "split", "Nobody Atall"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no article mentions \"Nobody Atall\""));
    std::fs::write(room.index().join("aliases.toml"), "merge = 3").unwrap();
    let faulty = room.run(&["people"]);
    let said = String::from_utf8_lossy(&faulty.stderr).into_owned();
    assert!(faulty.status.code() == Some(2) && said.contains("aliases.toml"), "{said}");
}

#[test]
fn what_may_be_one_person_is_suggested() {
    let room = newsroom_of(&[
        article(0, "President Karen Oduya opened the debate."),
        article(1, "The budget is a success, said President Oduya on Friday."),
    ]);
    assert_eq!(count(&room, "Oduya"), Some(1));
    let suggested = room.out(&["alias", "suggest"]);
    assert!(suggested.starts_with("dateline alias merge 'Karen Oduya' Oduya"), "{suggested}");
    room.out(&["alias", "merge", "Karen Oduya", "Oduya"]);
    assert_eq!(count(&room, "Karen Oduya"), Some(2));
    assert_eq!(room.code(&["alias", "suggest"]), 1);
}

#[test]
fn a_full_name_of_several_people_asks_which_one() {
    let room = archive();
    let asked = room.run(&["query", "person:\"John Smith\""]);
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    assert!(said.contains("John A. Smith (1 passage); John B. Smith (1 passage); which one?"), "{said}");
    let clear = room.run(&["query", "person:\"John B. Smith\""]);
    assert!(!String::from_utf8_lossy(&clear.stderr).contains("which one"));
}
