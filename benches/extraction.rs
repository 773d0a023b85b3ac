//! Speed of what extraction does between reading and indexing: language, sentences, passages, dates, names, copies.
//!
//! `cargo bench --bench extraction`; `DATELINE_BENCH_DATA` may name a file of plain text, or of JSON lines with a
//! `text`, to be measured instead of the generated news.

#[path = "../tests/shared/random.rs"]
#[expect(dead_code, reason = "each of tests and benchmarks needs a part of it")]
mod random;

use dateline::article::Day;
use dateline::entities::{Context, NamedEntity, organizations, people, places, tagger};
use dateline::{temporal, text};
use divan::counter::{BytesCount, ItemsCount};
use random::Random;
use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of text that one round goes through at most.
const MOST_BYTES: usize = 4 << 20;

struct Story {
    text: String,
    sentences: Vec<Range<usize>>,
}

static STORIES: LazyLock<Vec<Story>> = LazyLock::new(|| {
    let texts = std::env::var_os("DATELINE_BENCH_DATA").map_or_else(generated, |path| {
        let data = std::fs::read_to_string(&path).expect("DATELINE_BENCH_DATA names a readable UTF-8 file");
        let json =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
        let texts: Vec<String> = data.lines().take(40_000).filter_map(json).collect();
        if texts.is_empty() { vec![data] } else { texts }
    });
    let mut bytes = 0;
    texts
        .into_iter()
        .take_while(|text| {
            bytes += text.len();
            bytes <= MOST_BYTES || bytes == text.len()
        })
        .map(|text| Story { sentences: text::sentences(&text, Some("en")), text })
        .collect()
});

/// News of the usual mixture: names, places, dates, figures, quotes, agency lines; every story is different.
fn generated() -> Vec<String> {
    const GIVEN: &[&str] = &["Steve", "Anna", "Igor", "Maria", "John", "Olena", "Ahmed", "Keir", "Ursula", "Marco"];
    const FAMILY: &[&str] =
        &["Smith", "Petrov", "Garcia", "von der Heide", "O'Neill", "Al-Sayed", "Kovalenko", "Dupont"];
    const PLACES: &[&str] = &["Abu Dhabi", "Moscow", "Kyiv", "Davos", "Paris, Texas", "Geneva", "the U.S.", "Alaska"];
    const DAYS: &[&str] = &["on Monday", "last week", "on Jan. 23", "in August 2025", "two days ago", "since 2022"];
    const VERBS: &[&str] = &["said", "denied", "warned", "promised", "reported", "agreed"];
    const TOPICS: &[&str] = &[
        "the ceasefire lines",
        "a 3.5 percent rise in prices",
        "the new treaty",
        "oil at $78.20 a barrel",
        "the vote",
    ];
    let mut random = Random(1);
    let mut pick = move |list: &[&'static str]| random.of(list);
    (0..800)
        .map(|story| {
            let mut text = format!("{}, Jan. 23 (Agency) - ", pick(PLACES).to_uppercase());
            for paragraph in 0..8 {
                for _ in 0..3 {
                    let _ = write!(
                        text,
                        "{} {} {} {} in {} that talks about {} would go on, according to report No. {}. ",
                        pick(GIVEN),
                        pick(FAMILY),
                        pick(VERBS),
                        pick(DAYS),
                        pick(PLACES),
                        pick(TOPICS),
                        story * 8 + paragraph
                    );
                }
                let _ = write!(text, "“We are ready,” {} {} {}.\n\n", pick(FAMILY), pick(VERBS), pick(DAYS));
            }
            text + "(Reporting by A. Smith; Editing by B. Jones)\n"
        })
        .collect()
}

fn bytes() -> BytesCount {
    BytesCount::new(STORIES.iter().map(|story| story.text.len()).sum::<usize>())
}

fn tokens() -> ItemsCount {
    ItemsCount::new(STORIES.iter().map(|story| story.text.split_whitespace().count()).sum::<usize>())
}

fn measure<T>(bencher: divan::Bencher<'_, '_>, work: impl Fn(&Story) -> T + Sync) {
    bencher.counter(bytes()).counter(tokens()).bench(|| {
        for story in STORIES.iter() {
            divan::black_box(work(story));
        }
    });
}

#[divan::bench]
fn language(bencher: divan::Bencher) {
    measure(bencher, |story| text::detect_language(&story.text));
}

#[divan::bench]
fn sentences(bencher: divan::Bencher) {
    measure(bencher, |story| text::sentences(&story.text, Some("en")));
}

#[divan::bench]
fn passages(bencher: divan::Bencher) {
    measure(bencher, |story| text::passages(&story.text, &story.sentences));
}

#[divan::bench]
fn fingerprint(bencher: divan::Bencher) {
    measure(bencher, |story| text::fingerprint(&story.text));
}

#[divan::bench]
fn dates(bencher: divan::Bencher) {
    let anchor = Day::from_civil(2026, 1, 24);
    measure(bencher, |story| temporal::tag(&story.text, Some("en"), anchor));
}

fn context(story: &Story) -> Context<'_> {
    Context { text: &story.text, sentences: &story.sentences, language: Some("en"), ..Context::default() }
}

/// The tagger alone.
#[divan::bench]
fn tagger(bencher: divan::Bencher) {
    measure(bencher, |story| tagger::tag(&context(story)));
}

/// Names of each story, for what comes after the tagger.
static NAMES: LazyLock<Vec<Vec<NamedEntity>>> =
    LazyLock::new(|| STORIES.iter().map(|story| tagger::tag(&context(story))).collect());

fn measure_after<T>(bencher: divan::Bencher<'_, '_>, work: impl Fn(&Context<'_>, &[NamedEntity]) -> T + Sync) {
    let names = &*NAMES;
    bencher.counter(bytes()).counter(tokens()).bench(|| {
        for (story, names) in STORIES.iter().zip(names) {
            divan::black_box(work(&context(story), names));
        }
    });
}

/// Linking of people and organizations alone.
#[divan::bench]
fn linking(bencher: divan::Bencher) {
    measure_after(bencher, |context, names| (people::link(context, names), organizations::link(context, names)));
}

/// Resolution of places alone.
#[divan::bench]
fn resolution(bencher: divan::Bencher) {
    measure_after(bencher, places::resolve);
}

/// Tagging, linking and resolution together.
#[divan::bench]
fn entities(bencher: divan::Bencher) {
    measure(bencher, |story| dateline::entities::extract(&context(story)));
}

fn main() {
    divan::main();
}
