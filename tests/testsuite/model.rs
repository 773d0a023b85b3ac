//! The model test: after random changes of inputs that overlap, an index that was updated in steps equals one that is built
//! afresh from the same inputs.
//!
//! A *round* is a few changes and the run that takes them in. What no input can give any more (standard input, items that rolled
//! off a feed) is compared with what came by.

use super::desk::{Desk, Dump, Silent};
use super::keeping::feed;
use super::random::Random;
use dateline::article::{Article, Day};
use dateline::index::{Index, ReadOptions, verify};
use dateline::ingest::{self, Options};
use dateline::query;
use dateline::search::{CopyMode, Request, Searcher};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Rounds that one index lives through.
const LIFE: u64 = 10;

/// Files of JSON Lines; they hold the same few ids.
const FILES: [&str; 5] = ["one/a.jsonl", "one/b.jsonl", "one/deep/c.jsonl", "two/d.jsonl", "two/e.jsonl"];
/// Files of one article each.
const STORIES: [&str; 4] = ["one/p.txt", "one/deep/q.txt", "two/r.txt", "two/s.txt"];
const FEED: &str = "one/feed.xml";

const WORDS: [&str; 6] = ["harvest", "harbour", "council", "budget", "ferry", "strike"];
const TOWNS: [&str; 4] = ["Hamburg", "Lisbon", "Oslo", "Odesa"];
const PEOPLE: [&str; 4] = ["Anna Berg", "Steve Witkoff", "Maria Costa", "Olaf Lund"];
const QUERIES: [&str; 10] = [
    "harvest",
    "harbour council",
    "budget OR ferry",
    "strike NOT harvest",
    "\"said on Monday\"",
    "person:berg",
    "place:Norway",
    "about:2026-01",
    "title:wire",
    "published:2026-01-05..2026-01-20",
];

/// A text of which there are a few dozen.
fn prose(random: &mut Random) -> String {
    let (word, other) = (random.of(&WORDS), random.of(&WORDS));
    let (town, person) = (random.of(&TOWNS), random.of(&PEOPLE));
    format!(
        "The {word} of {town} begins on January {}, {person} said on Monday. The {other} comes later.",
        random.below(3) + 4
    )
}

/// A record of one of a few ids; two of one id often say different things. Some say when they were changed, which version they
/// are, or no day at all.
fn record(random: &mut Random, namespace: &str) -> String {
    let id = random.below(4);
    let published = random.of(&[
        ",\"published\":\"2026-01-02\"",
        ",\"published\":\"2026-01-10T08:00:00Z\"",
        ",\"published\":\"2026-01-25\"",
        "",
    ]);
    let updated = random.of(&[
        ",\"updated\":\"2026-01-09T10:00:00Z\"",
        ",\"updated\":\"2026-01-10T12:00:00+04:00\"",
        ",\"updated\":\"2026-01-26\"",
        "",
        "",
    ]);
    let version = random.of(&[",\"version\":1", ",\"version\":2", "", ""]);
    // Often the same text again, made at another time.
    let text =
        if random.below(2) == 0 { format!("The ferry of Oslo is late, as in notice {id}.") } else { prose(random) };
    format!(
        "{{\"id\":\"{namespace}{id}\",\"source\":\"Wire\",\"title\":\"Wire {id}\"{published}{updated}{version},\"text\":\"{text}\"}}\n"
    )
}

fn records(random: &mut Random, namespace: &str) -> String {
    (0..=random.below(4)).map(|_| record(random, namespace)).collect()
}

/// The inputs, an index of them, and what came by that no input has.
struct World {
    desk: Desk,
    random: Random,
    /// What was done, for the reader of a failure.
    log: String,
    /// Changed since the last run.
    changed: BTreeSet<PathBuf>,
    /// The last text of each id that came through standard input.
    piped: BTreeMap<String, String>,
    /// The items that the feed has, and those that came by since it is there.
    feed: Vec<u8>,
    items: BTreeSet<u8>,
}

impl World {
    fn new(seed: u64) -> Self {
        let (piped, feed, items) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        let (desk, random, log, changed) = (Desk::new(), Random(seed), String::new(), BTreeSet::new());
        let mut world = Self { desk, random, log, changed, piped, feed, items };
        for root in ["one", "two"] {
            world.write(&format!("{root}/anchor.txt"), "Anchor\n\nIt is always here, and says nothing of note.\n");
        }
        world
    }

    fn note(&mut self, what: &str) {
        writeln!(self.log, "  {what}").unwrap();
    }

    fn write(&mut self, name: &str, text: &str) {
        self.note(&format!("write {name}: {}", text.replace('\n', " | ")));
        self.desk.write(name, text);
        self.touch(name);
    }

    fn touch(&mut self, name: &str) {
        let folder = fs::canonicalize(self.desk.path(".")).unwrap();
        self.changed.insert(folder.join(name));
    }

    fn remove(&mut self, name: &str) {
        if fs::remove_file(self.desk.path(name)).is_ok() {
            self.note(&format!("remove {name}"));
            self.touch(name);
            if name == FEED {
                self.feed.clear();
            }
        }
    }

    /// Changes something.
    fn change(&mut self) {
        match self.random.below(16) {
            0..=4 => {
                let (name, text) = (self.random.of(&FILES), records(&mut self.random, "w"));
                self.write(name, &text);
            }
            5 => {
                // What an input grows by is read alone.
                let (name, more) = (self.random.of(&FILES), record(&mut self.random, "w"));
                let before = fs::read_to_string(self.desk.path(name)).unwrap_or_default();
                self.write(name, &(before + &more));
            }
            6 | 7 => {
                let (name, text) = (self.random.of(&STORIES), prose(&mut self.random));
                self.write(name, &format!("A story\n\n{text}\n"));
            }
            8 => {
                let name = self.random.of(&FILES);
                self.remove(name);
            }
            9 => {
                let name = self.random.of(&STORIES);
                self.remove(name);
            }
            10 | 11 => self.rename(),
            12 => {
                let first = self.random.below(6) as u8;
                self.feed = vec![first, first + 1];
                self.write(FEED, &feed(&[first, first + 1]));
            }
            13 => self.remove(FEED),
            14 => self.forget(),
            _ => self.undo(),
        }
    }

    /// Moves an input to where another one may be.
    fn rename(&mut self) {
        let all = if self.random.below(2) == 0 { &FILES[..] } else { &STORIES[..] };
        let (from, to) = (self.random.of(all), self.random.of(all));
        if from != to && fs::rename(self.desk.path(from), self.desk.path(to)).is_ok() {
            self.note(&format!("rename {from} to {to}"));
            self.touch(from);
            self.touch(to);
        }
    }

    fn forget(&mut self) {
        if !self.desk.path("index/CURRENT").exists() {
            return;
        }
        let all = self.desk.dump();
        let from_inputs: Vec<&Article> = all.articles.values().filter(|article| is_of_input(&article.path)).collect();
        if from_inputs.is_empty() {
            return;
        }
        let article = from_inputs[self.random.below(from_inputs.len())];
        self.note(&format!("forget {} {} {}", article.id, article.path, article.item));
        ingest::forget(&self.desk.options(), &article.id).unwrap();
    }

    fn undo(&mut self) {
        if self.desk.path("index/CURRENT").exists()
            && let Some(article) = ingest::forgotten(&self.desk.path("index")).unwrap().first()
        {
            self.note(&format!("forget --undo {}", article.id));
            ingest::undo_forget(&self.desk.options(), &article.id).unwrap();
        }
    }

    fn options(&self) -> Options {
        Options { roots: vec![self.desk.path("one"), self.desk.path("two")], jobs: 1, ..self.desk.options() }
    }

    /// Takes in what changed.
    fn index(&mut self) {
        let has_index = self.desk.path("index/CURRENT").exists();
        let looked = std::mem::take(&mut self.changed);
        let all = self.options();
        match self.random.below(8) {
            0 if has_index => {
                self.note("index --rebuild");
                self.desk.index_with(&Options { rebuild: true, ..all }).unwrap();
            }
            1..=3 if has_index && !looked.is_empty() => {
                self.note("a round of --watch");
                let changed = Some(looked.into_iter().collect());
                self.desk.index_with(&Options { changed, roots: Vec::new(), ..all }).unwrap();
            }
            4 => {
                let lines = records(&mut self.random, "piped");
                self.note(&format!("index - : {}", lines.replace('\n', " | ")));
                let reading = ReadOptions { input_format: Some("jsonl".into()), ..ReadOptions::default() };
                let options = Options { reading, ..self.desk.options() };
                ingest::run_stream(&mut lines.as_bytes(), &options, &Silent).unwrap();
                for line in lines.lines() {
                    let line: serde_json::Value = serde_json::from_str(line).unwrap();
                    let field = |name: &str| line[name].as_str().unwrap().to_owned();
                    self.piped.insert(field("id"), field("text"));
                }
                self.note("index");
                self.desk.index_with(&all).unwrap();
            }
            _ => {
                self.note("index");
                self.desk.index_with(&all).unwrap();
            }
        }
        if self.feed.is_empty() {
            self.items.clear();
        }
        self.items.extend(&self.feed);
    }

    /// Compares what no input can give again with what came by.
    fn compare_kept(&self) {
        let dump = self.desk.dump();
        let of =
            |ending: &str| dump.articles.values().filter(|article| article.path.ends_with(ending)).collect::<Vec<_>>();
        let items: BTreeSet<String> = of("feed.xml").iter().map(|article| article.record.title.clone()).collect();
        assert_eq!(items, self.items.iter().map(|item| format!("Item {item}")).collect(), "{}", self.log);
        for (id, text) in &self.piped {
            let is_it =
                |article: &&Article| article.record.source_id.as_ref() == Some(id) && article.record.text == *text;
            assert!(of("-").into_iter().any(|article| is_it(&article)), "{}{id} is lost: {text}", self.log);
        }
    }

    /// Compares the index with one that is built afresh.
    fn compare(&self) {
        let (index, fresh) = (self.desk.path("index"), self.desk.path("fresh"));
        let _ = fs::remove_dir_all(&fresh);
        fs::create_dir(&fresh).unwrap();
        let _ = fs::copy(index.join("forgotten.toml"), fresh.join("forgotten.toml"));
        self.desk.index_with(&Options { index: fresh.clone(), ..self.options() }).unwrap();
        let found = verify(&Index::open(&index).unwrap(), &|_| None).unwrap();
        assert!(found.is_sound(), "{found:?}\n{}", self.log);
        let (updated, built) = (of_inputs(&index), of_inputs(&fresh));
        let differ: Vec<_> =
            updated.0.iter().filter(|row| !built.0.contains_key(row.0) || built.0[row.0] != *row.1).collect();
        let lack: Vec<_> = built.0.iter().filter(|row| !updated.0.contains_key(row.0)).collect();
        assert!(differ.is_empty() && lack.is_empty(), "{}updated alone: {differ:#?}\nfresh alone: {lack:#?}", self.log);
        assert!(updated.1 == built.1, "{}the terms differ", self.log);
        // Articles that no input can give again count in scores.
        let articles = |folder: &Path| Dump::of(folder).articles.len();
        let with_scores = articles(&index) == articles(&fresh);
        let (updated, built) = (answers(&index, with_scores), answers(&fresh, with_scores));
        assert_eq!(updated, built, "updated, fresh; after:\n{}", self.log);
    }
}

/// True of articles whose inputs can give them again.
fn is_of_input(path: &str) -> bool {
    path != "-" && !path.ends_with("feed.xml")
}

/// The articles that inputs give, with their ids where these do not depend on paths; and where each term stands.
#[expect(clippy::type_complexity, reason = "compared as it is")]
fn of_inputs(folder: &Path) -> (BTreeMap<(String, u64), String>, BTreeSet<(String, Vec<u8>, String, u64, u32)>) {
    let dump = Dump::of(folder);
    let place = |article: &Article| (article.path.clone(), article.item);
    let mut articles = BTreeMap::new();
    for article in dump.articles.values().filter(|article| is_of_input(&article.path)) {
        let has_own_id = article.record.source_id.is_some();
        let id = if has_own_id { article.id.clone() } else { String::new() };
        let shown = format!("{:?}", Article { id, ..article.clone() });
        let before = articles.insert(place(article), shown);
        assert!(before.is_none(), "two articles of one record: {before:?}");
    }
    let mut terms = BTreeSet::new();
    let by_identity = ["article", "identity", "input", "manifest"];
    for ((field, term), passages) in dump.terms.iter().filter(|((field, _), _)| !by_identity.contains(&field.as_str()))
    {
        for (id, passage) in passages {
            let article = &dump.articles[id];
            if is_of_input(&article.path) {
                let (path, item) = place(article);
                terms.insert((field.clone(), term.clone(), path, item, *passage));
            }
        }
    }
    (articles, terms)
}

/// The passages of inputs that answer each query.
fn answers(folder: &Path, with_scores: bool) -> BTreeSet<(usize, String, u64, u32, String)> {
    let today = Day::from_civil(2026, 2, 1).unwrap();
    let searcher = Searcher::open(folder, today).unwrap();
    let mut found = BTreeSet::new();
    for (number, text) in QUERIES.iter().enumerate() {
        let query = query::parse(text, today).unwrap();
        let request = Request { limit: None, per_article: 0, copies: CopyMode::Show, ..Request::new(query) };
        // Partial matches are given where nothing matches, kept articles included.
        let hits = searcher.search(&request).unwrap().hits.into_iter();
        for hit in hits.filter(|hit| !hit.partial && is_of_input(&hit.path)) {
            let score = if with_scores { format!("{:.6}", hit.score) } else { String::new() };
            found.insert((number, hit.path, hit.item, hit.passage, score));
        }
    }
    found
}

/// Lives through so many rounds.
fn rounds(count: u64, seed: u64) {
    for life in 0..count.div_ceil(LIFE) {
        let mut world = World::new(seed * 1_000_003 + life);
        for round in 0..LIFE.min(count - life * LIFE) {
            writeln!(world.log, "seed {seed}, life {life}, round {round}").unwrap();
            for _ in 0..=world.random.below(4) {
                world.change();
            }
            world.index();
            world.compare();
            world.compare_kept();
        }
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn an_index_lives_through_random_rounds() {
    rounds(30, 1);
}

/// The long form: `DATELINE_ROUNDS` (300) rounds; `DATELINE_SEED` gives other ones.
#[test]
#[ignore = "takes minutes; docs/durability.md has the command"]
fn three_hundred_rounds() {
    let (count, seed) = (number("DATELINE_ROUNDS", 300), number("DATELINE_SEED", 1));
    rounds(count, seed);
    println!("{count} rounds, seed {seed}: equal each time");
}
