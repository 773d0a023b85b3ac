//! Sentences that a source repeats in many stories: what stands in them does not count, and the passages stay.

use super::newsroom::{Newsroom, newsroom_of};
use serde_json::{Value, json};

/// Sentences, so that no two articles are copies.
const TALK: &[&str] = &[
    "The harbour was closed for repairs after the storm and ferries were sent elsewhere by Anna Keller.",
    "Wheat prices rose as traders waited for the report of the ministry on the harvest.",
    "A museum lent forty paintings to the new gallery by the river in exchange for bronzes.",
    "The football club sold its stadium and will play in the suburbs until the summer.",
    "Doctors asked for more beds in the clinics of the north before the winter begins.",
    "The railway tested a night train that carries cars and bicycles across the mountains.",
];
/// What the paper puts below each story.
const FOOT: &str = "Copyright 2019. Follow our reporter Karen Oduya in Geneva.";

fn article(at: usize, source: &str) -> Value {
    json!({
        "id": format!("{source}{at}"), "title": format!("Number {at}"), "published": "2026-01-10", "source": source,
        "text": format!("{} President Peter Novak met guests of the town number {at}.\n\n{FOOT}\n", TALK[at % TALK.len()]),
    })
}

fn archive(stories: usize) -> Newsroom {
    newsroom_of(&(0..stories).map(|at| article(at, "Wire")).collect::<Vec<_>>())
}

fn counts(room: &Newsroom, kind: &str) -> Vec<(String, u64)> {
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        (row["name"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())
    };
    room.out(&[kind, "-n", "all", "--format", "jsonl"]).lines().map(row).collect()
}

fn count(room: &Newsroom, kind: &str, name: &str) -> Option<u64> {
    counts(room, kind).into_iter().find(|(known, _)| known == name).map(|(_, count)| count)
}

fn articles(room: &Newsroom, query: &str) -> usize {
    room.out(&["count", query, "--unit", "articles"]).trim().parse().unwrap()
}

/// The texts of the hits of a query.
fn hits(room: &Newsroom, query: &str) -> Vec<String> {
    let rows = room.out(&["query", query, "-n", "20", "--per-article", "0", "--format", "jsonl"]);
    let text = |row: &str| serde_json::from_str::<Value>(row).unwrap()["text"].as_str().unwrap().trim().to_owned();
    rows.lines().map(text).collect()
}

#[test]
fn what_tells_nothing_of_its_story_stands_behind() {
    let mut articles: Vec<Value> = (0..5).map(|at| article(at, "Wire")).collect();
    let story = "A crowd of many hundreds waited for hours at the gate of the harbour, in the snow and without anything to eat, until at last \
                 somebody came who told them what a reporter in Geneva had been told on the day before.";
    articles.push(json!({"title": "Gate", "text": story, "source": "Gazette"}));
    articles.push(json!({"title": "Fair", "text": "The fair opened.\n\nRead more: What our reporter saw in Geneva\n", "source": "Post"}));
    let room = newsroom_of(&articles);
    // The foot is what five stories of the paper repeat; the other line points to another story.
    let found = hits(&room, "reporter geneva");
    assert_eq!(found.first().map(String::as_str), Some(story), "{found:?}");
    assert!(found[1..].iter().any(|text| text.starts_with("Read more")), "{found:?}");
    assert!(found[1..].iter().any(|text| text == FOOT), "still found: {found:?}");
}

#[test]
fn what_four_stories_repeat_counts_and_what_five_repeat_does_not() {
    let four = archive(4);
    assert_eq!(count(&four, "people", "Karen Oduya"), Some(4));
    assert_eq!(articles(&four, "about:2019"), 4);
    let five = archive(5);
    assert_eq!(count(&five, "people", "Karen Oduya"), None);
    assert_eq!(count(&five, "people", "Peter Novak"), Some(5));
    assert_eq!(count(&five, "people", "Anna Keller"), Some(1));
    assert_eq!(articles(&five, "about:2019"), 0);
    // The passage stays, and is found by its words and names.
    assert_eq!(articles(&five, "person:oduya"), 5);
    assert_eq!(articles(&five, "copyright"), 5);
    let timeline = |room: &Newsroom| room.out(&["timeline", "--by", "about", "--format", "json"]);
    assert!(timeline(&four).contains("2019") && !timeline(&five).contains("2019"), "{}", timeline(&five));
}

#[test]
fn another_source_may_say_the_same() {
    let room = archive(5);
    room.add(&[article(0, "Courier")]);
    assert_eq!(count(&room, "people", "Karen Oduya"), Some(1));
    assert_eq!(articles(&room, "about:2019"), 1);
}

#[test]
fn what_is_repeated_no_more_counts_again() {
    let room = archive(5);
    let hits = room.out(&["query", "title:4", "--format", "jsonl"]);
    let hit: Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    room.out(&["forget", hit["article"].as_str().unwrap()]);
    assert_eq!(count(&room, "people", "Karen Oduya"), Some(4));
}

/// What is known of a segment is kept when others come, and what was removed from it goes.
#[test]
fn an_updated_archive_has_the_boilerplate_of_one_made_afresh() {
    let room = archive(6);
    room.add(&[article(6, "Wire")]);
    let hits = room.out(&["query", "title:4", "--format", "jsonl"]);
    let hit: Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    room.out(&["forget", hit["article"].as_str().unwrap()]);
    let fresh = newsroom_of(&[0, 1, 2, 3, 5, 6].map(|at| article(at, "Wire")));
    for kind in ["people", "places", "organizations"] {
        assert_eq!(counts(&room, kind), counts(&fresh, kind));
    }
    assert_eq!(count(&room, "people", "Karen Oduya"), None);
    assert_eq!((articles(&room, "about:2019"), articles(&room, "person:oduya")), (0, 6));
}

#[test]
fn copies_of_a_story_are_one() {
    let copy = |at: usize| {
        let mut copy = article(0, "Wire");
        copy["id"] = json!(format!("copy{at}"));
        copy
    };
    let room = newsroom_of(&(0..7).map(copy).collect::<Vec<_>>());
    assert_eq!(count(&room, "people", "Karen Oduya"), Some(1));
}
