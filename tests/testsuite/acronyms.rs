//! Acronyms that articles of the archive define are those bodies everywhere in it.

use super::newsroom::newsroom_of;
use serde_json::{Value, json};

/// Sentences, so that no two articles are copies.
const TALK: [&str; 5] = [
    "The harbour was closed for repairs after the storm and ferries were sent elsewhere.",
    "Wheat prices rose as traders waited for the report of the ministry on the harvest.",
    "A museum lent forty paintings to the new gallery by the river in exchange for bronzes.",
    "The football club sold its stadium and will play in the suburbs until the summer.",
    "Doctors asked for more beds in the clinics of the north before the winter begins.",
];

fn story(at: usize, text: &str) -> Value {
    json!({"id": format!("a{at}"), "title": format!("Number {at}"), "text": format!("{} {text}", TALK[at])})
}

/// Stories that name a service in full with an acronym that is not its initials, and one that has the acronym alone.
fn stories(definitions: usize) -> Vec<Value> {
    let defining = "The Main Intelligence Directorate (GRU) said so on Monday. The GRU arrested two men.";
    let with_name = "The Main Intelligence Directorate said so on Monday.";
    let mut all: Vec<Value> = (0..4).map(|at| story(at, if at < definitions { defining } else { with_name })).collect();
    all.push(story(4, "Officers of the GRU searched the office, the GRU said on Tuesday."));
    all
}

#[test]
fn an_acronym_that_three_stories_define_is_that_body_everywhere() {
    let organizations = |definitions: usize| {
        let room = newsroom_of(&stories(definitions));
        let counts = room.out(&["organizations", "-n", "all", "--format", "tsv"]);
        (room, counts)
    };
    let (room, counts) = organizations(3);
    assert!(counts.contains("Main Intelligence Directorate\t5") && !counts.contains("GRU\t"), "{counts}");
    assert_eq!(room.out(&["count", "org:\"Main Intelligence Directorate\"", "--unit", "articles"]).trim(), "5");
    room.out(&["query", "officers searched"]);
    let why = room.out(&["why", "GRU", "1"]);
    assert!(
        why.contains("counts as Main Intelligence Directorate: nearly all stories that say what it stands for say so"),
        "{why}"
    );
    assert!(why.contains("is in 3 of the 3 stories that say what it stands for, 100 %"), "{why}");
    // The user takes it apart.
    room.out(&["alias", "split", "GRU"]);
    assert!(room.out(&["organizations", "-n", "all", "--format", "tsv"]).contains("GRU\t1"));
    let (_, counts) = organizations(2);
    assert!(counts.contains("GRU\t1"), "two stories may repeat a slip: {counts}");
}
