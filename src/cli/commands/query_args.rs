//! The query of a command line: words in the query language, and flags. Shared by all commands that take a query.

use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::cli::usage;
use crate::query::{self, Query, QueryError};
use anyhow::Context;
use clap::Args;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Bytes that are read of a file with a query; longer queries are refused for their length.
const LONGEST: u64 = 1 << 20;

/// Words of a query, and flags that say the same without quoting.
#[derive(Debug, Clone, Default, Args)]
pub struct QueryArgs {
    /// Words and query language (dateline help query)
    #[arg(value_name = "QUERY")]
    pub words: Vec<String>,
    /// Exact phrase
    #[arg(long, value_name = "WORDS", help_heading = "Query")]
    pub phrase: Vec<String>,
    /// Exclude what this query matches
    #[arg(long, value_name = "QUERY", help_heading = "Query")]
    pub not: Vec<String>,
    /// Person, by any part of the name
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    pub person: Vec<String>,
    /// Place and everything inside it
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    pub place: Vec<String>,
    /// Organization
    #[arg(long, visible_alias = "organization", value_name = "NAME", help_heading = "Query")]
    pub org: Vec<String>,
    /// Places within a distance (50 km if not said): abu-dhabi/100km, 48.0,37.8/25mi
    #[arg(long, value_name = "PLACE/KM", help_heading = "Query")]
    pub near: Vec<String>,
    /// Dates in the text that lie inside these days
    #[arg(long, value_name = "DATES", help_heading = "Query")]
    pub about: Vec<String>,
    /// Dates in the text that overlap these days
    #[arg(long, value_name = "DATES", help_heading = "Query")]
    pub overlaps: Vec<String>,
    /// Date of publication: 2026-01..2026-03, yesterday, 2weeks.., none
    #[arg(long, value_name = "DATES", help_heading = "Query")]
    pub published: Vec<String>,
    /// Published after
    #[arg(long, value_name = "DATE", help_heading = "Query")]
    pub after: Vec<String>,
    /// Published before
    #[arg(long, value_name = "DATE", help_heading = "Query")]
    pub before: Vec<String>,
    /// Published in these days or later
    #[arg(long, value_name = "DATE", help_heading = "Query")]
    pub since: Vec<String>,
    /// Published in these days or earlier
    #[arg(long, value_name = "DATE", help_heading = "Query")]
    pub until: Vec<String>,
    /// Came into the index in these days: today, 2026-01..
    #[arg(long, value_name = "DATES", help_heading = "Query")]
    pub added: Vec<String>,
    /// Publisher; several mean any of them
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    pub source: Vec<String>,
    /// Author
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    pub author: Vec<String>,
    /// Section or desk
    #[arg(long, value_name = "NAME", help_heading = "Query")]
    pub section: Vec<String>,
    /// Keyword of the article
    #[arg(long, value_name = "WORD", help_heading = "Query")]
    pub keyword: Vec<String>,
    /// Words in the headline
    #[arg(long, value_name = "WORDS", help_heading = "Query")]
    pub title: Vec<String>,
    /// Part of the URL
    #[arg(long, value_name = "URL", help_heading = "Query")]
    pub url: Vec<String>,
    /// Part of the path
    #[arg(long, value_name = "PATH", help_heading = "Query")]
    pub path: Vec<String>,
    /// Language (en, de ...); several mean any of them
    #[arg(long, value_name = "CODE", help_heading = "Query")]
    pub lang: Vec<String>,
    /// Treat the query as plain words, without operators and fields
    #[arg(long, help_heading = "Query")]
    pub literal: bool,
    /// Read the query from a file, or - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Query")]
    pub query_file: Option<PathBuf>,
}

impl QueryArgs {
    /// The query of words and flags, joined by AND; none if it is empty.
    ///
    /// # Errors
    /// When a word or a flag is not understood, or the query file cannot be read.
    pub fn query(&self, session: &Session) -> Result<Option<Query>, CommandError> {
        let today = session.config.today;
        if let Some(hint) = usage::expanded_glob(&self.words) {
            session.notice(&hint);
        }
        let mut parts: Vec<Query> = Vec::new();
        if !self.words.iter().all(|word| word.trim().is_empty()) {
            parts.push(if self.literal {
                query::words(&self.words.join(" "))
            } else {
                query::parse_arguments(&self.words, today)?
            });
        }
        if let Some(path) = &self.query_file {
            let text = read_query(path)?;
            let text = text.trim();
            if !text.is_empty() {
                parts.push(if self.literal { query::words(text) } else { query::parse(text, today)? });
            }
        }
        parts.extend(self.phrase.iter().map(|words| query::phrase(words)));
        for excluded in &self.not {
            parts.push(query::parse(excluded, today)?.negate());
        }
        for (name, values) in [
            ("person", &self.person),
            ("place", &self.place),
            ("org", &self.org),
            ("near", &self.near),
            ("about", &self.about),
            ("overlaps", &self.overlaps),
            ("published", &self.published),
            ("after", &self.after),
            ("before", &self.before),
            ("since", &self.since),
            ("until", &self.until),
            ("added", &self.added),
            ("author", &self.author),
            ("section", &self.section),
            ("keyword", &self.keyword),
            ("title", &self.title),
            ("url", &self.url),
            ("path", &self.path),
        ] {
            parts.extend(fields(name, values, session)?);
        }
        for (name, values) in [("source", &self.source), ("lang", &self.lang)] {
            parts.extend(fields(name, values, session)?.into_iter().reduce(Query::or));
        }
        let query = parts.into_iter().reduce(Query::and);
        match query.as_ref().and_then(Query::contradiction) {
            Some([a, b]) => Err(CommandError::new("empty_range", format!("no day is in {a} and in {b}"))
                .hint("days from one to another are written published:2018..2020")),
            None => Ok(query),
        }
    }
}

fn fields(name: &str, values: &[String], session: &Session) -> Result<Vec<Query>, QueryError> {
    values.iter().map(|value| query::field(name, value, session.config.today)).collect()
}

fn read_query(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(LONGEST).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text))
    };
    read.map(|_| text).with_context(|| path.display().to_string())
}
