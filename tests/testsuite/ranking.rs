//! Ranking by what a question names: people, places and days, also where the words of the news differ.

use assert_cmd::Command;
use dateline::article::Day;
use dateline::query;
use dateline::search::{MatchMode, Model, Request, Searcher, Unit};
use serde_json::json;
use std::{fs, path::Path, sync::Arc};
use tempfile::TempDir;

fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(home).args(arguments).env_remove("DATELINE_INDEX").env("DATELINE_TODAY", "2026-02-01");
    for (variable, folder) in [("HOME", "."), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        command.env(variable, home.join(folder));
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Id, day of publication, headline, text: events alike at other places and on other days.
const NEWS: &[(&str, &str, &str, &str)] = &[
    (
        "store",
        "2014-01-28",
        "Two wounded outside store",
        "ROCKY MOUNT, N.C. - Two men were wounded Monday night when a gunman opened fire outside a grocery store, police said. Both are expected to recover.",
    ),
    (
        "teenager",
        "2014-03-05",
        "Teenager hurt in shooting",
        "ROCKY MOUNT, N.C. - A teenager was hurt in a shooting on Tuesday afternoon, police in Rocky Mount, North Carolina said. It was the third shooting this year.",
    ),
    (
        "wilson",
        "2014-01-28",
        "Man dies after shooting",
        "WILSON, N.C. - A man died after a shooting on Monday in Wilson, North Carolina, the police said. No arrest was made after the shooting.",
    ),
    (
        "law",
        "2014-01-21",
        "Lawmakers look back on a year of shootings",
        "RALEIGH, N.C. - Lawmakers in North Carolina met on Tuesday to talk about every shooting of the year and about a law on guns.",
    ),
    (
        "blaze",
        "2013-06-04",
        "Blaze destroys three-story house",
        "SPRINGFIELD, Mass. - A blaze tore through a three-story house in Springfield early Monday, and firefighters carried a family to safety. The cause of the fire is not known.",
    ),
    (
        "autumn",
        "2013-10-15",
        "Fire at a warehouse",
        "SPRINGFIELD, Mass. - A fire at a warehouse kept firefighters busy on Monday in Springfield, Massachusetts. The fire was out by noon.",
    ),
    (
        "boston",
        "2013-06-04",
        "Fire in a kitchen",
        "BOSTON - A fire broke out in a kitchen on Monday in Boston, Massachusetts, and the fire was soon out.",
    ),
    (
        "march",
        "2015-01-12",
        "Leaders lead a silent march",
        "PARIS - Chancellor Angela Merkel walked beside the French president on Sunday at the head of a silent march. Merkel said that freedom would prevail.",
    ),
    (
        "spring",
        "2015-05-13",
        "Merkel in Paris for talks",
        "PARIS - Angela Merkel was in Paris on Tuesday for talks. Angela Merkel said that the talks in Paris were good.",
    ),
    (
        "berlin",
        "2015-01-12",
        "Merkel receives premier",
        "BERLIN - Angela Merkel received the Turkish premier in Berlin on Monday. Merkel spoke of trade.",
    ),
    (
        "wreck",
        "2009-03-28",
        "Two hurt on Nokomis Street",
        "Two people from Alexandria were taken to a hospital after a truck struck their van on Nokomis Street in Alexandria on Friday night. The truck then overturned.",
    ),
    (
        "census",
        "2009-03-28",
        "Census to begin in Minnesota",
        "MINNEAPOLIS - Officials in Minnesota spoke on March 27, 2009 of the census. An accident of counting in 2000 cost Minnesota money, they said.",
    ),
    (
        "parade",
        "2009-03-27",
        "Parade in Alexandria",
        "ALEXANDRIA, Minn. - A parade of old cars goes through Alexandria on April 11, its friends said on Thursday.",
    ),
];

/// Questions, and the article that answers each.
const QUESTIONS: &[(&str, &str)] = &[
    ("shooting in Rocky Mount, North Carolina on January 27, 2014", "store"),
    ("shooting in Rocky Mount, North Carolina on March 4, 2014", "teenager"),
    ("shooting in Wilson, North Carolina on January 27, 2014", "wilson"),
    ("fire in Springfield, Massachusetts on June 3, 2013", "blaze"),
    ("fire in Springfield, Massachusetts on October 14, 2013", "autumn"),
    ("Angela Merkel in Paris on 11 January 2015", "march"),
    ("Angela Merkel in Paris on 12 May 2015", "spring"),
    // Neither the state nor a word of the question stands in the article.
    ("car accident in Alexandria, Minnesota on March 27, 2009", "wreck"),
];

fn newsroom() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let lines: String = NEWS
        .iter()
        .map(|(id, published, title, text)| {
            format!("{}\n", json!({"id": id, "published": published, "title": title, "text": text}))
        })
        .collect();
    fs::create_dir(home.path().join("seeds")).unwrap();
    fs::write(home.path().join("seeds/news.jsonl"), lines).unwrap();
    let (code, _, err) = run(home.path(), &["index", "--quiet"]);
    assert_eq!(code, 0, "{err}");
    home
}

#[test]
fn questions_about_a_place_and_a_day_find_the_news_of_that_place_and_day() {
    let home = newsroom();
    let batch: String =
        (0..).zip(QUESTIONS).map(|(at, (question, _)): (usize, _)| format!("{at}\t{question}\n")).collect();
    fs::write(home.path().join("questions.tsv"), batch).unwrap();
    let (code, run, err) = run(home.path(), &["query", "--batch", "questions.tsv", "-n", "3"]);
    assert_eq!(code, 0, "{err}");
    for (at, (question, answer)) in QUESTIONS.iter().enumerate() {
        let first = format!("{at} Q0 {answer} 1 ");
        assert!(run.lines().any(|line| line.starts_with(&first)), "{question}: {run}");
    }
}

/// Towns: as news writes them in a dateline, and as a question does.
const TOWNS: &[(&str, &str, &str)] = &[
    ("ROCKY MOUNT, N.C.", "Rocky Mount", "North Carolina"),
    ("WILSON, N.C.", "Wilson", "North Carolina"),
    ("SPRINGFIELD, Mass.", "Springfield", "Massachusetts"),
    ("DAYTON, Ohio", "Dayton", "Ohio"),
    ("TULSA, Okla.", "Tulsa", "Oklahoma"),
    ("MACON, Ga.", "Macon", "Georgia"),
    ("FLINT, Mich.", "Flint", "Michigan"),
    ("FRESNO, Calif.", "Fresno", "California"),
    ("RENO, Nev.", "Reno", "Nevada"),
    ("MOBILE, Ala.", "Mobile", "Alabama"),
];

const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan."),
    ("February", "Feb."),
    ("March", "March"),
    ("April", "April"),
    ("May", "May"),
    ("June", "June"),
    ("July", "July"),
    ("August", "Aug."),
    ("September", "Sept."),
    ("October", "Oct."),
    ("November", "Nov."),
    ("December", "Dec."),
];

/// News of thirty shootings, each told on the next day by the name of the weekday and weeks later by a date without the
/// year, among pages that share the words of the questions; for each the question and the ids that answer it.
fn shootings() -> (String, Vec<(String, [String; 2])>) {
    let mut lines = String::new();
    let mut put = |id: &str, published: Day, title: &str, text: &str| {
        let record = json!({"id": id, "published": published.to_string(), "title": title, "text": text});
        lines.push_str(&format!("{record}\n"));
    };
    let mut questions = Vec::new();
    let first = Day::from_civil(2014, 1, 7).unwrap();
    for (at, (dateline, town, state)) in TOWNS.iter().enumerate() {
        for round in 0..3 {
            let number = at * 3 + round;
            let day = first.plus((round * 83 + at * 17) as i32);
            let (year, month, date) = day.civil();
            let weekday = WEEKDAYS[day.0.rem_euclid(7) as usize];
            let (name, short) = MONTHS[month as usize - 1];
            let [news, later] = [format!("news-{number}"), format!("later-{number}")];
            let told = [
                format!(
                    "{dateline} - Two men were wounded {weekday} night when a gunman opened fire outside a store, police said. Both are expected to recover."
                ),
                format!(
                    "{dateline} - A woman was shot and killed on {weekday} as she sat in a car, the police said. No one has been arrested."
                ),
                format!(
                    "{dateline} - Officers found a teenager with gunshot wounds in a park late {weekday}. He died in hospital."
                ),
            ];
            put(
                &news,
                day.plus(1),
                ["Two wounded outside store", "Woman killed in car", "Teenager dies in park"][round],
                &told[round],
            );
            let text = format!(
                "{dateline} - A man was charged on Thursday in the shooting of {short} {date}, the district attorney said. He is held without bail."
            );
            put(&later, day.plus(25), "Man charged in shooting", &text);
            questions.push((format!("shooting in {town}, {state} on {name} {date}, {year}"), [news, later]));
        }
        let talk = format!(
            "Lawmakers of {state} met to speak of every shooting of the year 2014, of the shooting in {town} in January among them, and of a law on guns. A shooting in {state} is news no more, they said."
        );
        put(&format!("law-{at}"), Day::from_civil(2014, 12, 20).unwrap(), "A year of shooting", &talk);
        put(
            &format!("fair-{at}"),
            first.plus(at as i32 * 17 + 1),
            "County fair opens",
            &format!("{dateline} - The county fair opened on Monday with a shooting gallery and a concert. It rained."),
        );
    }
    (lines, questions)
}

/// Mean share of the two answers among the first two, and mean reciprocal rank of the first.
fn judge(searcher: &Searcher, questions: &[(String, [String; 2])], model: Option<&str>) -> (f64, f64) {
    let model = model.map(|table| Arc::new(Model::read(table).unwrap()));
    let (mut precision, mut reciprocal) = (0.0, 0.0);
    for (question, answers) in questions {
        let request = Request {
            unit: Unit::Article,
            matching: MatchMode::Any,
            expand: model.is_none(),
            model: model.clone(),
            ..Request::new(query::words(question))
        };
        let hits = searcher.search(&request).unwrap().hits;
        let right: Vec<bool> =
            hits.iter().map(|hit| hit.source_id.as_ref().is_some_and(|id| answers.contains(id))).collect();
        precision += right.iter().take(2).filter(|right| **right).count() as f64 / 2.0;
        reciprocal += right.iter().position(|right| *right).map_or(0.0, |at| 1.0 / (at as f64 + 1.0));
    }
    let count = questions.len() as f64;
    (precision / count, reciprocal / count)
}

#[test]
fn days_and_places_in_plain_words_are_understood_better_than_by_words_alone() {
    let home = tempfile::tempdir().unwrap();
    let (lines, questions) = shootings();
    assert_eq!(questions.len(), 30);
    fs::create_dir(home.path().join("seeds")).unwrap();
    fs::write(home.path().join("seeds/news.jsonl"), lines).unwrap();
    let (code, _, err) = run(home.path(), &["index", "--quiet"]);
    assert_eq!(code, 0, "{err}");
    let searcher = Searcher::open(&home.path().join("index"), Day::from_civil(2026, 2, 1).unwrap()).unwrap();
    let words_alone = judge(&searcher, &questions, Some("article\t1"));
    let understood = judge(&searcher, &questions, None);
    assert!(understood.0 >= 0.9 && understood.1 >= 0.95, "understood {understood:?}, by words {words_alone:?}");
    assert!(understood.0 >= words_alone.0 + 0.2, "understood {understood:?}, by words {words_alone:?}");
}

/// Five thousand short articles of common and rare words, the same each time.
fn crowd() -> String {
    let mut state = 7_u64;
    let mut draw = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut lines = String::new();
    for at in 0..5_000 {
        let length = 4 + draw(12);
        // The lesser of two draws: low numbers are common.
        let words: Vec<String> = (0..length).map(|_| format!("word{}x", draw(60).min(draw(60)))).collect();
        let title = format!("word{}x", draw(60));
        let text = words.join(" ");
        lines.push_str(&format!("{}\n", json!({"id": at.to_string(), "title": title, "text": text})));
    }
    lines
}

#[test]
fn the_first_hits_are_the_same_whether_all_are_put_in_order_or_not() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("seeds")).unwrap();
    fs::write(home.path().join("seeds/news.jsonl"), crowd()).unwrap();
    let (code, _, err) = run(home.path(), &["index", "--quiet"]);
    assert_eq!(code, 0, "{err}");
    let searcher = Searcher::open(&home.path().join("index"), Day::from_civil(2026, 2, 1).unwrap()).unwrap();
    // Without a second stage, which looks further the more hits are wanted.
    let first_stage = Arc::new(Model::read("article\t1\npassage\t0.4\ncoverage\t0.3").unwrap());
    for (words, matching, most) in [
        ("word1x word2x", MatchMode::Any, 2_000),
        ("word0x word3x word50x", MatchMode::Any, 2_000),
        ("word1x word4x", MatchMode::All, 100),
    ] {
        let hits = |limit: Option<usize>, offset: usize| {
            let model = Some(first_stage.clone());
            let request = Request { limit, offset, matching, model, ..Request::new(query::words(words)) };
            let response = searcher.search(&request).unwrap();
            (response.total_passages, response.hits.into_iter().map(|hit| hit.source_id).collect::<Vec<_>>())
        };
        let (total, all) = hits(None, 0);
        assert!(total > most, "{words}: {total}");
        assert_eq!(hits(Some(10), 0), (total, all[..10].to_vec()), "{words}");
        assert_eq!(hits(Some(10), 30), (total, all[30..40].to_vec()), "{words}");
    }
}

/// Articles of three outlets: one of Alma, Michigan, which mostly does not say so; one of another state; one that wrote of Alma once.
const OUTLETS: &[(&str, &str, &str, &str)] = &[
    (
        "ledger-fair",
        "The Gratiot Ledger",
        "Fair opens",
        "The county fair opened in Alma, Michigan on Friday with rides and pies.",
    ),
    (
        "ledger-budget",
        "The Gratiot Ledger",
        "Council votes",
        "The council of Alma, Michigan voted for the budget of the coming year.",
    ),
    (
        "ledger-pickup",
        "The Gratiot Ledger",
        "Two hurt as pickup overturns",
        "Two men were hurt when a pickup overturned on Wright Avenue on Tuesday, deputies said.",
    ),
    (
        "ledger-pellet",
        "The Gratiot Ledger",
        "Bicyclist shot with air rifle",
        "A bicyclist felt a pain in his leg after a shooting on Quarry Road on Tuesday, deputies said.",
    ),
    (
        "ledger-barn",
        "The Gratiot Ledger",
        "Barn burns",
        "A fire burned a barn on Jackson Road to the ground. Nobody was hurt.",
    ),
    (
        "ledger-school",
        "The Gratiot Ledger",
        "School chief leaves",
        "The superintendent will leave in June, the board said on Monday.",
    ),
    (
        "star-pickup",
        "The Prairie Star",
        "Two hurt as pickup overturns",
        "Two women were hurt when a pickup overturned on Main Street on Tuesday, troopers said.",
    ),
    (
        "star-shooting",
        "The Prairie Star",
        "Shooting on Elm Street",
        "A man was hurt in a shooting on Elm Street on Tuesday, troopers said.",
    ),
    ("star-alma", "The Prairie Star", "Cousins meet", "A farmer went to Alma, Michigan to meet his cousins."),
    ("star-wheat", "The Prairie Star", "Wheat ripens", "Wheat ripened early in the county, growers said."),
    ("star-fire", "The Prairie Star", "Fire in a barn", "A fire burned a barn on Sand Road. Nobody was hurt."),
    ("star-rain", "The Prairie Star", "Rain at last", "Rain fell on the fields on Sunday."),
    ("star-mayor", "The Prairie Star", "Mayor speaks", "The mayor spoke of roads and of taxes on Monday."),
    ("post-alma", "The Evening Post", "Library opens", "A library opened in Alma, Georgia on Tuesday."),
];

#[test]
fn a_local_outlet_tells_of_its_town_without_naming_it() {
    let folder = TempDir::new().unwrap();
    let articles: String = OUTLETS
        .iter()
        .map(|(id, source, title, text)| {
            let article = json!({"id": id, "published": "2014-03-05", "source": source, "title": title, "text": text});
            format!("{article}\n")
        })
        .collect();
    fs::write(folder.path().join("news.jsonl"), articles).unwrap();
    run(folder.path(), &["index", "news.jsonl"]);
    let first = |question: &str| {
        let found = run(folder.path(), &["query", "-n", "1", "--format", "jsonl", question]).1;
        let hit: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
        (hit["source"].as_str().unwrap().to_owned(), hit["title"].as_str().unwrap().to_owned())
    };
    for (question, title) in [
        ("pickup overturned in Alma, Michigan in March 2014", "Two hurt as pickup overturns"),
        ("pickup accident in Alma, Michigan on March 4, 2014", "Two hurt as pickup overturns"),
        ("shooting in Alma, Michigan in March 2014", "Bicyclist shot with air rifle"),
        ("barn fire in Alma, Michigan in March 2014", "Barn burns"),
        ("superintendent in Alma, Michigan in March 2014", "School chief leaves"),
    ] {
        assert_eq!(first(question), ("The Gratiot Ledger".to_owned(), title.to_owned()), "{question}");
    }
}

#[test]
fn an_explanation_names_what_agreed_and_adds_up() {
    let home = newsroom();
    let question = "shooting in Rocky Mount, North Carolina on January 27, 2014";
    let asked = ["query", "--match", "any", "--explain", "--format", "jsonl", "-n", "1", "--literal"];
    let (code, out, err) = run(home.path(), &[&asked[..], &[question]].concat());
    assert_eq!(code, 0, "{err}");
    let hit: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(hit["source_id"], "store", "{out}");
    let text = hit["explanation"].to_string();
    for feature in ["article", "passage", "place", "published"] {
        assert!(text.contains(feature), "{feature} is not in {text}");
    }
    let parts: f64 = hit["explanation"].as_array().unwrap().iter().filter_map(|part| part["part"].as_f64()).sum();
    assert!((parts - hit["score"].as_f64().unwrap()).abs() < 1e-3, "{parts} of {}", hit["score"]);
}

#[test]
fn what_a_question_names_is_no_filter() {
    let home = newsroom();
    let (_, out, _) =
        run(home.path(), &["query", "--match", "any", "--format", "jsonl", "-n", "all", "Merkel Springfield"]);
    assert!(out.contains("\"berlin\"") && out.contains("\"blaze\""), "{out}");
}

#[test]
fn faults_of_a_query_are_shown_with_a_caret() {
    let home = newsroom();
    let deep = "(".repeat(10_000);
    for text in ["\"ceasefire lines", &deep, "published:yesterdayish", "place:", "person:x)", "a* OR *", "*"] {
        let (code, out, err) = run(home.path(), &["query", text]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains('^') && err.len() < 2_000, "{err}");
    }
}

#[test]
fn odd_texts_are_answered() {
    let home = newsroom();
    let many = |word: &str, count: usize| (0..count).map(|at| format!("{word}{at}")).collect::<Vec<_>>().join(" ");
    let wildcards = many("a", 1_000).replace(' ', "* OR ");
    fs::write(home.path().join("long.tsv"), format!("1\t{}\n", many("word", 10_000))).unwrap();
    let texts = ["a*", &wildcards, "^fire.*(house|store)$", "🔥 fire", "חדשות اخبار fire", "a\u{202e}b"];
    for arguments in texts.iter().map(|text| vec!["query", *text]).chain([vec!["query", "--batch", "long.tsv"]]) {
        let (code, _, err) = run(home.path(), &arguments);
        assert!((0..=2).contains(&code), "{code}: {err}");
    }
}
