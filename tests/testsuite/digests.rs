//! Guards the versions that an index carries: articles and terms of 500 fixed articles may change only together with them.

use super::random::Random;
use crate::desk::Dump;
use dateline::article::Day;
use dateline::index::analyzer::ANALYZER_VERSION;
use dateline::ingest::{self, EXTRACTION_VERSION, Options};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// What is committed: a line `extraction VERSION DIGEST`, a line `terms VERSION DIGEST`.
const FILE: &str = "tests/testsuite/digests.txt";
/// Set to write the file anew.
const RENEW: &str = "DATELINE_RENEW_DIGESTS";
/// Articles made of the templates.
const ARTICLES: usize = 500;

const PEOPLE: &[&str] =
    &["Maria Okafor", "Jean-Luc Moreau", "Chancellor Petra Vogel", "Sen. Tom O'Brien", "Li Wei", "Ana María López"];
const PLACES: &[&str] =
    &["Lagos", "Geneva", "Springfield, Illinois", "northern Syria", "Stratford-upon-Avon", "Kraków"];
const BODIES: &[&str] = &["the World Bank", "Northwind Shipping Co", "the Ministry of Health", "Reuters", "the U.N."];
const DATES: &[&str] =
    &["on Tuesday", "last week", "on 3 March 2025", "in the summer of 2024", "two days ago", "by year's end"];
const SENTENCES: &[&str] = &[
    "{person} said {date} that talks in {place} with {body} had \"ended well\".",
    "The harbours, ferries and co-operatives of {place} weren't running {date}, officials of {body} told {person}.",
    "{body} cut its forecast by 2.5 percent to $1,200 million, and {person} travelled to {place}.",
    "Asked {date} about the running costs, {person} answered: it's \"better\" than in {place}.",
    "COVID-19 rules of the E.U. were eased {date}; {body} and the people of {place} were relieved.",
];
const HEADLINES: &[&str] = &[
    "{person} meets {body} in {place}",
    "{place} talks resume {date}",
    "WHAT {body} WANTS FROM {person}",
    "Running on empty in {place}",
];
/// Sentences of other languages, for their stems and characters.
const OTHERS: &[&str] = &[
    "Die Verhandlungen in Genf dauerten am 3. März 2025 bis in die Nacht, sagte Petra Vogel.",
    "Les négociateurs sont arrivés à Genève mardi, a déclaré Jean-Luc Moreau.",
    "Los negociadores llegaron a Lagos el martes, dijo Ana María López.",
    "Переговоры в Женеве продолжались во вторник.",
    "日内瓦的谈判星期二继续进行。",
];

/// A template with its slots filled.
fn fill(random: &mut Random, template: &str) -> String {
    let parts = [("{person}", PEOPLE), ("{place}", PLACES), ("{body}", BODIES), ("{date}", DATES)];
    parts.iter().fold(template.to_owned(), |text, (slot, list)| text.replace(slot, random.of(list)))
}

/// The articles as JSON Lines.
fn articles() -> String {
    let mut random = Random(7);
    let lines = (0..ARTICLES).map(|number| {
        let headline = random.of(HEADLINES);
        let title = fill(&mut random, headline);
        let mut paragraphs: Vec<String> = Vec::new();
        for _ in 0..3 {
            let mut sentence = || {
                let template = random.of(SENTENCES);
                fill(&mut random, template)
            };
            let sentences = [sentence(), sentence()];
            paragraphs.push(sentences.join(" "));
        }
        if number % 10 == 0 {
            paragraphs = vec![random.of(OTHERS).repeat(2)];
        }
        let day = format!("2025-{:02}-{:02}", number % 12 + 1, number % 28 + 1);
        let text = paragraphs.join("\n\n");
        serde_json::json!({ "id": number.to_string(), "title": title, "text": text, "published": day }).to_string()
            + "\n"
    });
    lines.collect()
}

/// Digests of the fixed articles and the sample newsroom, and of the terms of the fixed articles: their texts are read as they are, so that
/// the terms change with the analyzer alone.
fn digests() -> (String, String) {
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join("articles.jsonl");
    fs::write(&input, articles()).unwrap();
    let roots: Vec<PathBuf> = vec![input.clone(), Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")];
    let options = Options {
        index: home.path().join("index"),
        roots: vec![input],
        today: Day::from_civil(2026, 2, 1).unwrap(),
        ..Options::default()
    };
    let mut extracted: Vec<String> = Vec::new();
    ingest::extract(&roots, &options, &mut |found| {
        // Where the articles lie is no part of them.
        extracted.extend(found.ok().map(|article| format!("{:?} {:?}", article.record, article.mentions)));
        true
    })
    .unwrap();
    assert!(extracted.len() > ARTICLES, "the articles and the sample newsroom were read");
    ingest::run(&options, &()).unwrap();
    let mut terms = blake3::Hasher::new();
    for ((field, term), passages) in Dump::of(&options.index).terms {
        // Ids and paths depend on where the articles lie.
        if ["stem", "exact", "title_stem", "title_exact", "sentence"].contains(&field.as_str()) {
            terms.update(format!("{field} {term:?} {}\n", passages.len()).as_bytes());
        }
    }
    let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
    (short(blake3::hash(extracted.join("\n").as_bytes())), short(terms.finalize()))
}

#[test]
fn what_is_extracted_and_indexed_changes_only_with_its_version() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let (extraction, terms) = digests();
    let now = [
        ("extraction", "EXTRACTION_VERSION in src/ingest/mod.rs", EXTRACTION_VERSION, extraction),
        ("terms", "ANALYZER_VERSION in src/index/analyzer/mod.rs", ANALYZER_VERSION, terms),
    ];
    let lines: String = now.iter().map(|(what, _, version, digest)| format!("{what} {version} {digest}\n")).collect();
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if lines == committed {
        return;
    }
    for (what, place, version, digest) in &now {
        let same_version = committed.lines().find(|line| line.starts_with(&format!("{what} {version} ")));
        let changed = same_version.is_some_and(|line| !line.ends_with(digest.as_str()));
        assert!(
            !changed,
            "{what} of the fixed articles changed, but not its version. If the change is meant, raise {place} by one, then run \
             {RENEW}=1 cargo nextest run --test testsuite -E 'test(/digests::/)' and commit {FILE}"
        );
    }
    assert!(
        env::var_os(RENEW).is_some(),
        "the digests are those of other versions: run {RENEW}=1 cargo nextest run --test testsuite -E 'test(/digests::/)' and \
         commit {FILE}"
    );
    fs::write(&path, lines).unwrap();
}
