//! A folder with an archive and an index of it, and everything that can be asked of an index.

use dateline::article::{Article, Day};
use dateline::index::Index;
use dateline::ingest::{self, IngestError, Options, Progress, Report};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use tantivy::{DocAddress, DocSet, TERMINATED, schema::IndexRecordOption};

pub struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: u64, _: u64, _: &str) {}
}

/// A folder with an archive and an index.
pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn options(&self) -> Options {
        Options {
            index: self.path("index"),
            roots: vec![self.path("news")],
            today: Day::from_civil(2026, 2, 1).unwrap(),
            prune: true,
            ..Options::default()
        }
    }

    pub fn index(&self) -> Report {
        self.index_with(&self.options()).unwrap()
    }

    pub fn index_with(&self, options: &Options) -> Result<Report, IngestError> {
        ingest::run(options, &Silent)
    }

    pub fn dump(&self) -> Dump {
        Dump::of(&self.path("index"))
    }
}

/// Passages by the id of their article and their number.
pub type Passages = BTreeSet<(String, u32)>;

/// Everything that can be asked of an index: articles, and for each term the passages that have it.
#[derive(Debug, PartialEq)]
pub struct Dump {
    pub articles: BTreeMap<String, Article>,
    pub terms: BTreeMap<(String, Vec<u8>), Passages>,
}

impl Dump {
    pub fn of(folder: &Path) -> Self {
        let index = Index::open(folder).unwrap();
        let articles = index.articles();
        let searcher = articles.searcher();
        let schema = index.engine().schema();
        let mut dump = Self { articles: BTreeMap::new(), terms: BTreeMap::new() };
        for (segment_ord, segment) in (0..).zip(searcher.segment_readers()) {
            let passages = segment.fast_fields().u64("passage").unwrap();
            let mut owner = BTreeMap::new();
            for doc_id in segment.doc_ids_alive() {
                if let Some(number) = passages.first(doc_id) {
                    let address = DocAddress { segment_ord, doc_id };
                    let article = articles.article(address, &|_| None).unwrap();
                    owner.insert(doc_id, (article.id.clone(), number as u32));
                    dump.articles.insert(article.id.clone(), article);
                }
            }
            for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
                let inverted = segment.inverted_index(field).unwrap();
                let mut terms = inverted.terms().stream().unwrap();
                while terms.advance() {
                    let info = terms.value().clone();
                    let mut postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic).unwrap();
                    let key = (entry.name().to_owned(), terms.key().to_vec());
                    while postings.doc() != TERMINATED {
                        if let Some(owner) = owner.get(&postings.doc()) {
                            dump.terms.entry(key.clone()).or_default().insert(owner.clone());
                        }
                        postings.advance();
                    }
                }
            }
        }
        dump
    }

    /// Articles and terms by the place of the article, since a file that moved keeps its articles' ids.
    pub fn by_place(mut self) -> Self {
        let place = |article: &Article| format!("{}#{}", article.path, article.item);
        let places: BTreeMap<String, String> =
            self.articles.iter().map(|(id, article)| (id.clone(), place(article))).collect();
        let placed = |mut article: Article| (std::mem::take(&mut article.id), article);
        self.articles =
            self.articles.into_values().map(placed).map(|(id, article)| (places[&id].clone(), article)).collect();
        self.terms.retain(|(field, _), _| !["article", "input"].contains(&field.as_str()));
        for passages in self.terms.values_mut() {
            *passages = passages.iter().map(|(id, number)| (places[id].clone(), *number)).collect();
        }
        self
    }

    pub fn titles(&self) -> BTreeSet<&str> {
        self.articles.values().map(|article| article.record.title.as_str()).collect()
    }
}

pub fn story(title: &str, word: &str) -> String {
    let mut text = format!("{title}\n\n");
    for sentence in 0..30 {
        text.push_str(&format!(
            "The {word} of sentence {sentence} was read aloud by the clerk of the court on Monday. "
        ));
    }
    text.push('\n');
    text
}

pub fn line(id: Option<&str>, title: &str, text: &str) -> String {
    let id = id.map(|id| format!("\"id\":\"{id}\",")).unwrap_or_default();
    format!("{{{id}\"title\":\"{title}\",\"text\":\"{text}\",\"published\":\"2026-01-20\"}}\n")
}
