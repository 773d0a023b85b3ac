//! Queries and questions as people type them: other spellings, signs, elision, what is not supported, days of questions.

use super::cli::{home, run};
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

/// An index of articles, given by id, day and text.
fn archive(articles: &[(&str, &str, &str)]) -> TempDir {
    let home = home();
    let line = |(id, day, text): &(&str, &str, &str)| {
        format!("{}\n", json!({"id": id, "title": "Note", "published": day, "text": text}))
    };
    fs::create_dir(home.path().join("seeds")).unwrap();
    fs::write(home.path().join("seeds/news.jsonl"), articles.iter().map(line).collect::<String>()).unwrap();
    let (code, _, err) = run(home.path(), &["index", "--quiet"]);
    assert_eq!(code, 0, "{err}");
    home
}

/// Ids of the articles found, in order, each once.
fn found(home: &Path, arguments: &[&str]) -> String {
    let shape = ["query", "--format", "csv", "--fields", "source_id", "--unit", "article"];
    let (_, out, _) = run(home, &[&shape[..], arguments].concat());
    out.lines().skip(1).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_found_as_people_type_them() {
    let home = archive(&[
        (
            "fr",
            "2024-03-06",
            "Le gouvernement a présenté mardi son plan pour l'économie. Le président a parlé de l’Ukraine avec les ministres qu'il a nommés.",
        ),
        (
            "it",
            "2024-03-06",
            "Il terremoto ha colpito la città di L'Aquila. Il sindaco ha parlato all'università della ricostruzione che non è finita.",
        ),
        ("ar", "2024-03-06", "وقال رئيس البلدية إن الدوري الأردني سيبدأ في الصيف، وإن المستشفى الجديد جاهز في المدينة."),
        (
            "mail",
            "2024-03-06",
            "She sent an e-mail about Covid-19 and her re-election, written on an F-16 with node.js.",
        ),
        ("post", "2024-03-06", "He sent an email about covid19 and his reelection from an F16, in nodejs."),
        ("signs", "2024-03-06", "He wrote it in C++ and C#, and ported it to .NET later."),
        ("plain", "2024-03-06", "Vitamin C is good. The net was cast, and the letter C stands for carbon."),
        ("half", "2024-03-06", "He was 2½ years old and the race was ½ a mile."),
    ]);
    for (query, expected) in [
        ("l'économie", "fr"),
        ("L’Ukraine", "fr"),
        ("qu'il", "fr"),
        ("\"plan pour l'économie\"", "fr"),
        ("L'Aquila", "it"),
        ("all'università", "it"),
        ("الدورى", "ar"),
        ("المستشفي", "ar"),
        ("C++", "signs"),
        ("\"C++\"", "signs"),
        ("C#", "signs"),
        (".NET", "signs"),
        ("net", "plain"),
        ("2", "half"),
        ("12", ""),
    ] {
        assert_eq!(found(home.path(), &[query]), expected, "{query}");
    }
    for query in
        ["email", "e-mail", "covid19", "Covid-19", "reelection", "re-election", "F16", "F-16", "nodejs", "node.js"]
    {
        let ids = found(home.path(), &[query]);
        assert!(ids.contains("mail") && ids.contains("post"), "{query}: {ids}");
    }
}

#[test]
fn what_is_not_supported_says_how_to_write_it() {
    let home = archive(&[("a", "2024-03-06", "Freedom came to Oslo. Sergei Lavrov spoke with John Fitzgerald Doe.")]);
    for (query, hint) in [
        ("\"joh* doe\"", "joh* w/1 doe"),
        ("f*m", "f*"),
        ("fr?edom", "fredom~2"),
        ("person:lavr*", "person:putin"),
        ("person:lavrof~1", "lavrof~1"),
        ("freedom NEAR/5 came", "w/5"),
        ("freedom || came", "OR"),
        ("freedom !oslo", "-oslo"),
    ] {
        let (code, out, err) = run(home.path(), &["query", query]);
        assert!(code == 2 && out.is_empty() && err.contains(hint), "{query}: {err}");
        // As text they are words.
        let (code, _, err) = run(home.path(), &["query", "--literal", query]);
        assert!(code < 2, "{query}: {err}");
    }
    assert_eq!(found(home.path(), &["freedom w/5 came"]), "a");
    assert_eq!(found(home.path(), &["joh* w/1 doe"]), "a");
    assert_eq!(found(home.path(), &["freedom", "-oslo"]), "");
}

#[test]
fn filters_say_what_happened() {
    let home = archive(&[("a", "2024-03-06", "Envoys met in Damascus, Syria, for talks of the United Nations.")]);
    let (code, _, err) = run(home.path(), &["query", "near:Syria"]);
    assert!(code == 2 && err.contains("a country") && err.contains("place:\"Syria\""), "{err}");
    let (code, _, err) = run(home.path(), &["query", "place:Norway"]);
    assert!(code == 1 && err.contains("which no article mentions"), "{err}");
    for arguments in
        [&["--since", "2024-03-06"][..], &["--until", "2024-03"], &["--path", "news.jsonl"], &["--added", "2024.."]]
    {
        assert_eq!(found(home.path(), arguments), "a", "{arguments:?}");
    }
    for arguments in
        [&["--since", "2024-03-07"][..], &["--until", "2024-02"], &["--path", "other"], &["--keyword", "none"]]
    {
        assert_eq!(found(home.path(), arguments), "", "{arguments:?}");
    }
    let (code, out, _) = run(home.path(), &["query", "zzz", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, answer["hits"].as_array().map(Vec::len)), (1, Some(0)));
    let (_, out, _) = run(home.path(), &["query", "zzz", "--format", "csv"]);
    assert!(out.starts_with("rank,") && out.lines().count() == 1, "{out}");
}

#[test]
fn the_day_of_a_question_decides_between_news_that_are_told_alike() {
    let home = archive(&[
        ("may", "2023-05-03", "The committee of the harbour elected Ada Berg as its chair."),
        ("june", "2023-06-07", "The committee of the harbour elected Ivo Grell as its chair."),
    ]);
    let batch =
        "q1\twho did the harbour committee elect\t2023-05-05\nq2\twho did the harbour committee elect\t2023-06-09\n";
    fs::write(home.path().join("batch.tsv"), batch).unwrap();
    let (code, out, err) = run(home.path(), &["query", "--batch", "batch.tsv", "-n", "1"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("q1 Q0 may 1 ") && out.contains("q2 Q0 june 1 "), "{out}");
    for (day, first) in [("2023-05-05", "may"), ("2023-06-09", "june")] {
        let ids = found(home.path(), &["--today", day, "who did the harbour committee elect"]);
        assert!(ids.starts_with(first), "{day}: {ids}");
    }
    fs::write(home.path().join("batch.tsv"), "q1\twho\tsomeday\n").unwrap();
    let (code, _, err) = run(home.path(), &["query", "--batch", "batch.tsv"]);
    assert!(code == 2 && err.contains("line 1: \"someday\" is not a day"), "{err}");
}

#[test]
fn a_question_is_answered_though_no_article_has_all_its_words() {
    let home = archive(&[
        ("fire", "2023-05-03", "Twelve people died when the mill burned down. The owner was not insured."),
        ("mill", "2023-06-07", "People like the old mill, which died as a business long ago."),
    ]);
    let question = ["query", "how many people died in the mill fire of Harwick"];
    assert_eq!(found(home.path(), &question[1..]), "fire mill");
    let (code, _, err) = run(home.path(), &question);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("no article matches all of this"), "{err}");
    let (code, out, err) = run(home.path(), &[&question[..], &["--match", "all", "--format", "jsonl"]].concat());
    assert!(code == 1 && out.is_empty() && err.contains("harwick") | err.contains("Harwick"), "{err}");
}
