//! Places as a user asks for them: hierarchy, distance, one passage, homes of sources, false friends.

use super::newsroom::{Newsroom, newsroom, newsroom_of};
use serde_json::{Value, json};

fn lines(room: &Newsroom, arguments: &[&str]) -> Vec<Value> {
    room.out(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Names and counts of `dateline places` or the like.
fn counts(room: &Newsroom, arguments: &[&str]) -> Vec<(String, u64)> {
    let rows = lines(room, &[arguments, &["-n", "all", "--format", "jsonl"]].concat());
    rows.iter().map(|row| (row["name"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())).collect()
}

#[test]
fn each_level_counts_what_lies_in_it() {
    let room = newsroom();
    let all = counts(&room, &["places", "--unit", "mentions"]);
    let countries = counts(&room, &["places", "--unit", "mentions", "--level", "country"]);
    let of =
        |rows: &[(String, u64)], name: &str| rows.iter().find(|(row, _)| row == name).map_or(0, |(_, count)| *count);
    let under = counts(&room, &["places", "--unit", "mentions", "--under", "Ukraine"]);
    assert!(
        under.iter().any(|(name, _)| name == "Kyiv") && under.iter().all(|(name, _)| name != "Ukraine"),
        "{under:?}"
    );
    let inside: u64 = under.iter().map(|(_, count)| count).sum();
    assert!(of(&countries, "Ukraine") > of(&all, "Ukraine"));
    assert_eq!(of(&countries, "Ukraine"), of(&all, "Ukraine") + inside);
    assert!(of(&countries, "Kyiv") == 0 && of(&countries, "Europe") == 0);
    let continents = counts(&room, &["places", "--unit", "mentions", "--level", "continent"]);
    assert!(of(&continents, "Europe") >= of(&countries, "Ukraine") + of(&countries, "Germany"));
    // A story that names Kyiv and Donetsk counts once for their country.
    let stories = counts(&room, &["places", "--level", "country"]);
    assert!(of(&stories, "Ukraine") < of(&countries, "Ukraine"));
    assert_eq!(room.code(&["places", "--under", "Atlantisburg"]), 2);
    let regions = counts(&room, &["places", "--under", "United States", "--level", "region"]);
    assert!(regions.iter().any(|(name, _)| name == "Alaska") && regions.iter().all(|(name, _)| name != "Anchorage"));
}

#[test]
fn a_comma_says_what_holds_a_place() {
    let room = newsroom_of(&[
        json!({"title": "Fair opens", "text": "PARIS, Texas - The county fair opened in Paris, Texas, on Friday."}),
        json!({"title": "Louvre closed", "text": "PARIS - The Louvre in Paris, France, stayed closed on Friday."}),
    ]);
    let titles = |query: &str| -> Vec<String> {
        let hits = lines(&room, &["query", query, "--format", "jsonl"]);
        hits.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("place:\"Paris, Texas\""), ["Fair opens"]);
    assert_eq!(titles("place:\"Paris, France\""), ["Louvre closed"]);
    assert_eq!(titles("place:paris").len(), 2);
    assert_eq!(titles("near:paris/50km"), ["Louvre closed"]);
    assert_eq!(titles("near:33.7,-95.5/20mi"), ["Fair opens"]);
}

#[test]
fn a_person_and_a_place_in_one_passage() {
    let paragraph = "The harbour master asked everybody to stay in port, since a storm had been moving in from the west for two \
        days and nobody on the quay believed that it would be over before the end of the week, as he told reporters there.";
    let room = newsroom_of(&[
        json!({"title": "Together", "text": format!("Jane Morley spoke in Oslo on Friday. {paragraph}")}),
        json!({"title": "Apart", "text": format!("Jane Morley spoke on Friday. {}\n\nOslo was quiet. {paragraph}", [paragraph; 6].join(" "))}),
    ]);
    let titles = |query: &str| -> Vec<String> {
        let hits = lines(&room, &["query", query, "--copies", "show", "--format", "jsonl"]);
        let mut titles: Vec<String> = hits.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles.dedup();
        titles
    };
    assert_eq!(titles("person:morley w/p place:oslo"), ["Together"]);
    assert_eq!(titles("person:morley place:oslo"), ["Apart", "Together"]);
}

#[test]
fn public_bodies_are_at_their_place_and_stay_organizations() {
    let room = newsroom_of(&[json!({
        "title": "Budget",
        "text": "The Athens City Council voted on the budget on Tuesday. The council of Athens, Georgia, will meet again in May.",
    })]);
    let places = counts(&room, &["places"]);
    assert!(places.contains(&("Athens".to_owned(), 1)), "{places:?}");
    let organizations = counts(&room, &["organizations"]);
    assert!(organizations.iter().any(|(name, _)| name.contains("City Council")), "{organizations:?}");
}

#[test]
fn a_place_that_the_gazetteer_does_not_have_stays_one() {
    let room = newsroom_of(&[
        json!({"title": "Square filled", "text": "Protesters filled Tahrir Square in Cairo on Friday. Police left Tahrir Square at night."}),
        json!({"title": "Quiet", "text": "The streets of Cairo were quiet on Friday, and the market in Giza was open."}),
    ]);
    let titles = |query: &str| -> Vec<String> {
        let hits = lines(&room, &["query", query, "--format", "jsonl"]);
        hits.iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("place:\"Tahrir Square\""), ["Square filled"]);
    assert_eq!(titles("place:tahrir-square"), ["Square filled"]);
    assert_eq!(room.code(&["query", "place:\"Tahrir Squares\""]), 2);
    let hit = &lines(&room, &["query", "place:\"Tahrir Square\"", "--format", "jsonl"])[0];
    assert_eq!(hit["highlights"].as_array().map(Vec::len), Some(2), "{hit}");
    assert!(hit["places"].as_array().unwrap().contains(&json!("Tahrir Square")), "{hit}");
    let places = counts(&room, &["places", "--unit", "mentions"]);
    assert!(places.contains(&("Tahrir Square".to_owned(), 2)), "{places:?}");
    let inside = counts(&room, &["places", "--under", "Egypt"]);
    assert!(inside.iter().any(|(name, _)| name == "Cairo") && inside.iter().all(|(name, _)| name != "Tahrir Square"));
    let shown = room.out(&["show", "1", "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let mention = shown["mentions"].as_array().unwrap().iter().find(|row| row["name"] == "Tahrir Square").unwrap();
    assert_eq!(
        (&mention["feature"], &mention["lat"], &mention["geonames"]),
        (&json!("square"), &Value::Null, &Value::Null)
    );
}

#[test]
fn names_that_are_no_places() {
    let room = newsroom_of(&[json!({
        "title": "Notes",
        "text": "Paris Hilton read the Washington Post at Georgia Tech. Michael Jordan laughed. \"No,\" Jordan said. \
                 The West Nile virus was found on St. Patrick's Day.",
    })]);
    assert_eq!(counts(&room, &["places"]), []);
}

#[test]
fn sources_have_homes() {
    let story = |day: u32, text: &str| {
        json!({"title": format!("Council, day {day}"), "source": "The Courier", "published": format!("2026-01-{day:02}"),
               "text": format!("{text} The harbour master was asked about it on Monday.")})
    };
    let mut articles: Vec<Value> =
        (1..=6).map(|day| story(day, "The mayor of Anchorage, Alaska, spoke of the new bridge.")).collect();
    articles.push(story(7, "A boat was lost off Juneau, and another one off Homer."));
    let room = newsroom_of(&articles);
    let proposed = room.out(&["sources", "--suggest-home"]);
    assert!(proposed.starts_with("[home]\n\"The Courier\" = \"Anchorage, Alaska, United States\""), "{proposed}");
    let row = &lines(&room, &["sources", "--suggest-home", "--format", "jsonl"])[0];
    assert_eq!((row["articles"].as_u64(), row["naming"].as_u64()), (Some(7), Some(6)));

    // Without a home, Springfield is the likeliest one; with it, that of the home.
    let of = |room: &Newsroom| counts(room, &["places", "--level", "region", "title:fair"]);
    room.add(&[
        json!({"title": "The fair", "source": "The Gazette", "text": "The county fair in Springfield opened today."}),
    ]);
    let before = of(&room);
    std::fs::write(room.index().join("sources.toml"), "[home]\n\"The Gazette\" = \"Ohio\"\n").unwrap();
    let stale = room.run(&["index"]);
    assert_eq!(stale.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&stale.stderr).contains("--rebuild"));
    room.out(&["index", "--rebuild", "--quiet"]);
    assert_eq!(of(&room), [("Ohio".to_owned(), 1)]);
    assert_ne!(before, of(&room));
    std::fs::write(room.index().join("sources.toml"), "[home]\n\"The Gazette\" = \"Ohioo\"\n").unwrap();
    let faulty = room.run(&["index"]);
    let message = String::from_utf8_lossy(&faulty.stderr);
    assert!(
        faulty.status.code() == Some(2) && message.contains("sources.toml") && message.contains("Ohio"),
        "{message}"
    );
}

#[test]
fn more_places_are_imported() {
    let room = newsroom_of(&[json!({
        "title": "Storm", "text": "The storm reached Boatless Cove, Alaska, on Friday. Nobody in Boatless Cove was hurt.",
    })]);
    // Before it is imported, the cove is a place without a region.
    let names = |room: &Newsroom| -> Vec<String> {
        counts(room, &["places", "--under", "Alaska"]).into_iter().map(|(name, _)| name).collect()
    };
    assert!(names(&room).is_empty());
    let row = |id: u32, name: &str, population: u32| {
        format!(
            "{id}\t{name}\t{name}\t\t61.3\t-149.6\tP\tPPL\tUS\t\tAK\t020\t\t\t{population}\t\t0\tAmerica/Anchorage\t2026-01-01\n"
        )
    };
    let dump = room.index().join("cities.txt");
    std::fs::write(&dump, row(5_879_400, "Anchorage", 291_000) + &row(99_000_001, "Boatless Cove", 900)).unwrap();
    let said = room.out(&["gazetteer", "import", dump.to_str().unwrap()]);
    assert!(said.starts_with("1 places and 0 names added"), "{said}");
    let status = room.out(&["gazetteer", "status"]);
    assert!(status.contains("1 more") && status.contains("CC BY"), "{status}");
    let stale = room.run(&["index"]);
    assert!(stale.status.code() == Some(2) && String::from_utf8_lossy(&stale.stderr).contains("--rebuild"));
    room.out(&["index", "--rebuild", "--quiet"]);
    assert_eq!(names(&room), ["Boatless Cove"]);
    assert_eq!(counts(&room, &["places", "--level", "region"]), [("Alaska".to_owned(), 1)]);

    std::fs::write(&dump, "no\tdump\n").unwrap();
    let faulty = room.run(&["gazetteer", "import", dump.to_str().unwrap()]);
    let message = String::from_utf8_lossy(&faulty.stderr);
    assert!(faulty.status.code() == Some(2) && message.contains("cities.txt: line 1: "), "{message}");
    room.out(&["gazetteer", "remove"]);
    assert!(room.out(&["gazetteer"]).contains("none"));
    room.out(&["index", "--rebuild", "--quiet"]);
    assert!(names(&room).is_empty());
}
