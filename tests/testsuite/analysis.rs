//! Counting, first, similar, exports and timelines over the sample newsroom, as a user runs them.

use super::newsroom::{Newsroom, newsroom};
use serde_json::Value;
use std::collections::BTreeSet;

fn lines(room: &Newsroom, arguments: &[&str]) -> Vec<Value> {
    room.out(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

#[test]
fn counts_agree_with_the_query() {
    let room = newsroom();
    let all = lines(&room, &["count", "--format", "jsonl"]);
    let status = lines(&room, &["status", "--format", "jsonl"]);
    assert_eq!(all[0]["articles"], status[0]["articles"]);
    assert_eq!(all[0]["passages"], status[0]["passages"]);
    assert!(all[0]["stories"].as_u64() < all[0]["articles"].as_u64(), "there are copies in the newsroom");
    let found = lines(&room, &["query", "ceasefire", "-n", "all", "--copies", "show", "--format", "jsonl"]);
    let articles: BTreeSet<String> = found.iter().map(|hit| text_of(hit, "article")).collect();
    assert_eq!(room.out(&["count", "ceasefire", "--unit", "articles"]).trim(), articles.len().to_string());
    assert_eq!(room.code(&["count", "xylophonist"]), 1);
}

#[test]
fn the_first_is_the_earliest_that_is_dated() {
    let room = newsroom();
    let first = lines(&room, &["first", "talks", "--format", "jsonl"]);
    let all = lines(&room, &["query", "talks", "-n", "all", "--format", "jsonl"]);
    let earliest = all.iter().filter_map(|hit| hit["published"].as_str()).min().unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["published"].as_str(), Some(earliest));
    assert!(all.len() > 1);
    let five = lines(&room, &["first", "talks", "-n", "5", "--format", "jsonl"]);
    let days: Vec<String> = five.iter().map(|hit| text_of(hit, "published")).collect();
    assert!(days.is_sorted() && days.len() > 1, "{days:?}");
    assert_eq!(room.code(&["first", "xylophonist"]), 1);
    assert_eq!(room.code(&["first"]), 2);
}

#[test]
fn similar_articles_are_of_the_same_event_and_never_the_article_itself() {
    let room = newsroom();
    let found = lines(&room, &["query", "title:Anchorage", "--format", "jsonl"]);
    let id = text_of(&found[0], "article");
    let similar = lines(&room, &["similar", &id, "--format", "jsonl"]);
    assert!(similar.iter().all(|hit| text_of(hit, "article") != id));
    assert!(text_of(&similar[0], "text").contains("Anchorage") || text_of(&similar[0], "title").contains("Putin"));
    let ranks: Vec<u64> = similar.iter().filter_map(|hit| hit["rank"].as_u64()).collect();
    assert_eq!(ranks, (1..=similar.len() as u64).collect::<Vec<_>>());
    let text = text_of(&similar[0], "text");
    let longer = room.out(&["similar", &id, "-n", "1"]);
    assert!(!text.is_empty() && longer.lines().count() > 2);
}

#[test]
fn exported_articles_are_what_extract_writes() {
    let room = newsroom();
    let exported = lines(&room, &["export", "articles", "source:northwind"]);
    assert!(!exported.is_empty());
    for article in &exported {
        let shown = lines(&room, &["show", &text_of(article, "id"), "--format", "jsonl"]);
        assert_eq!(article, &shown[0]);
    }
    let days: Vec<String> = exported.iter().map(|article| text_of(article, "published")).collect();
    assert!(days.iter().filter(|day| !day.is_empty()).is_sorted());
}

#[test]
fn exported_mentions_lie_where_they_say() {
    let room = newsroom();
    let mentions = lines(&room, &["export", "mentions", "ceasefire"]);
    let kinds: BTreeSet<String> = mentions.iter().map(|mention| text_of(mention, "kind")).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["date", "organization", "person", "place"]);
    let articles = lines(&room, &["export", "articles", "ceasefire"]);
    for mention in &mentions {
        let article = articles.iter().find(|article| article["id"] == mention["article"]).unwrap();
        let whole = article[text_of(mention, "field")].as_str().unwrap();
        let at = |key: &str| mention[key].as_u64().unwrap() as usize;
        assert_eq!(whole.get(at("start")..at("end")), mention["text"].as_str());
    }
    let people = lines(&room, &["export", "mentions", "--kind", "person", "ceasefire"]);
    assert!(!people.is_empty() && people.iter().all(|mention| mention["kind"] == "person"));
}

#[test]
fn exported_passages_are_those_that_match() {
    let room = newsroom();
    let passages = lines(&room, &["export", "passages", "person:umerov"]);
    assert!(!passages.is_empty());
    for passage in &passages {
        assert!(passage["people"].as_array().unwrap().iter().any(|name| name == "Rustem Umerov"), "{passage}");
    }
}

#[test]
fn a_map_is_geojson() {
    let room = newsroom();
    let map: Value =
        serde_json::from_str(&room.out(&["export", "mentions", "ceasefire", "--format", "geojson"])).unwrap();
    let features = map["features"].as_array().unwrap();
    assert!(!features.is_empty());
    for feature in features {
        let point = &feature["geometry"]["coordinates"];
        assert!((-180.0..=180.0).contains(&point[0].as_f64().unwrap()));
        assert!((-90.0..=90.0).contains(&point[1].as_f64().unwrap()));
    }
    assert_eq!(room.code(&["export", "articles", "--format", "geojson"]), 2);
    assert_eq!(room.code(&["export", "passages", "--kind", "person"]), 2);
}

#[test]
fn a_sample_depends_on_its_seed_alone() {
    let room = newsroom();
    let ids = |seed: &str| {
        let rows = lines(&room, &["export", "articles", "--sample", "7", "--seed", seed]);
        rows.iter().map(|article| text_of(article, "id")).collect::<BTreeSet<_>>()
    };
    assert_eq!(ids("1").len(), 7);
    assert_eq!(ids("1"), ids("1"));
    assert_ne!(ids("1"), ids("2"));
}

#[test]
fn a_timeline_zooms_and_tells_publishers_apart() {
    let room = newsroom();
    let whole = lines(&room, &["timeline", "--bucket", "month", "--format", "jsonl"]);
    let zoomed = lines(&room, &["timeline", "--zoom", "2026-01", "--bucket", "month", "--format", "jsonl"]);
    assert_eq!(zoomed.len(), 1);
    assert!(whole.contains(&zoomed[0]));
    for bucket in lines(&room, &["timeline", "--zoom", "2026-01", "--by-source", "--format", "jsonl"]) {
        let parts = bucket["sources"].as_array().unwrap().iter().map(|part| part["count"].as_u64().unwrap());
        let largest = parts.clone().max().unwrap();
        assert!(largest <= bucket["count"].as_u64().unwrap(), "{bucket}");
    }
    assert!(room.out(&["timeline", "--by-source"]).contains('█'));
    assert_eq!(room.code(&["timeline", "--zoom", "someday"]), 2);
}
