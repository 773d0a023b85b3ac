//! A small index for unit tests: articles of a few passages, with the people that the test names.

use super::Searcher;
use crate::article::{
    Article, ArticleId, Day, Field, Mention, MentionKind, Precision, Published, PublishedFrom, Record, Span,
};
use crate::index::{Generations, InputKey, ManifestEntry, NewArticle, OpenGeneration, Payload, RecordHash, Versions};
use crate::query::{self, Query};
use std::sync::Arc;

/// What a test says of an article. Passages end with a line break.
#[derive(Clone, Copy)]
pub(super) struct SampleArticle {
    pub source: &'static str,
    pub published: Option<&'static str>,
    pub title: &'static str,
    pub passages: &'static [&'static str],
    /// Names of people: each of their occurrences is a mention.
    pub people: &'static [&'static str],
}

/// An index in a folder that goes with it.
pub(super) struct Sample {
    _folder: tempfile::TempDir,
    pub searcher: Searcher,
}

/// The day on which queries are asked.
pub(super) fn today() -> Day {
    Day::from_civil(2026, 2, 1).unwrap()
}

pub(super) fn parse(text: &str) -> Query {
    query::parse(text, today()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

impl Sample {
    pub fn of(articles: &[SampleArticle]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path());
        let mut writer = OpenGeneration::create(&generations).unwrap().start(1).unwrap();
        let mut inputs = Vec::new();
        for (number, article) in articles.iter().enumerate() {
            let article = article.article(number);
            let new = NewArticle {
                id: article.id.parse().unwrap(),
                identity: article.id.parse().unwrap(),
                input: InputKey::of(&article.path),
                hash: RecordHash::default(),
                added: today(),
                revision: 1,
                article,
            };
            writer.add(&new).unwrap();
            inputs.push(ManifestEntry { articles: 1, ..ManifestEntry::at(new.article.path) });
        }
        inputs.iter().for_each(|input| writer.put_input(input).unwrap());
        let versions = Versions::new("test", "test");
        writer.commit(&Payload { versions, revision: 1, updated: String::new(), kept: 0, unsettled: false }).unwrap();
        writer.finish(&Arc::default()).unwrap();
        generations.switch(1, 1).unwrap();
        let searcher = Searcher::open(folder.path(), today()).unwrap();
        Self { _folder: folder, searcher }
    }
}

impl SampleArticle {
    fn article(&self, number: usize) -> Article {
        let (mut text, mut passages, mut mentions) = (String::new(), Vec::new(), Vec::new());
        for passage in self.passages {
            let start = text.len();
            text.push_str(passage);
            text.push('\n');
            passages.push(Span::new(start, text.len()));
        }
        for name in self.people {
            mentions.extend(text.match_indices(name).map(|(start, _)| Mention {
                field: Field::Text,
                span: Span::new(start, start + name.len()),
                kind: MentionKind::Person { name: Arc::from(*name), role: None },
                origin: None,
            }));
        }
        mentions.sort_by_key(|mention| mention.span);
        let published = self.published.map(|day| Published {
            day: day.parse().unwrap(),
            at: None,
            precision: Precision::Day,
            from: PublishedFrom::Metadata,
        });
        let sentences = crate::text::sentences(&text, Some("en"));
        Article {
            id: ArticleId::of(&[&number.to_string()]).to_string(),
            path: format!("{number}.txt"),
            item: 0,
            fingerprint: crate::text::fingerprint(&text),
            record: Record {
                title: self.title.to_owned(),
                source: Some(self.source.to_owned()),
                published,
                language: Some("en".to_owned()),
                text,
                ..Record::default()
            },
            passages,
            sentences: sentences.into_iter().map(|range| Span::new(range.start, range.end)).collect(),
            mentions,
        }
    }
}

/// Three articles: talks on a ceasefire, a storm, a budget.
pub(super) fn newsroom() -> Sample {
    let talks = SampleArticle {
        source: "Gulf Herald",
        published: Some("2026-01-24"),
        title: "Envoys meet for peace talks",
        passages: &[
            "Delegations met in Abu Dhabi to discuss a ceasefire line.",
            "Steve Witkoff spoke with Vladimir Putin. The talks lasted all night.",
        ],
        people: &["Steve Witkoff", "Vladimir Putin"],
    };
    let storm = SampleArticle {
        source: "Coast Daily",
        published: Some("2025-12-03"),
        title: "Storm closes the harbour",
        passages: &[
            "A storm closed the harbour on Wednesday; ferries stayed in the harbour and ships waited outside.",
            "Talks with the insurers have not begun, the master of the harbour said.",
        ],
        people: &[],
    };
    let budget = SampleArticle {
        source: "Coast Daily",
        published: None,
        title: "Council passes budget",
        passages: &["The council passed its budget after long talks about the harbour and the schools."],
        people: &[],
    };
    Sample::of(&[talks, storm, budget])
}
