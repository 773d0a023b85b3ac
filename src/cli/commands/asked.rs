//! What is asked, in words and flags, as one query: shared by all commands that take a query.

use super::super::fault::Fault;
use super::super::session::Session;
use super::super::usage;
use crate::query::{self, Query, QueryError};
use anyhow::Context;
use clap::Args;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Words of a query, and flags that say the same without quoting.
#[derive(Debug, Clone, Default, Args)]
pub struct Asked {
    /// Words and query language (dateline help query)
    #[arg(value_name = "QUERY")]
    pub words: Vec<String>,
    /// Words that stand together in this order
    #[arg(long, value_name = "WORDS", help_heading = "What is asked")]
    pub phrase: Vec<String>,
    /// What must not hold, in query language
    #[arg(long, value_name = "QUERY", help_heading = "What is asked")]
    pub not: Vec<String>,
    /// A person, by any part of the name
    #[arg(long, value_name = "NAME", help_heading = "What is asked")]
    pub person: Vec<String>,
    /// A place, with everything inside it
    #[arg(long, value_name = "NAME", help_heading = "What is asked")]
    pub place: Vec<String>,
    /// Places within a distance: abu-dhabi/100km, 48.0,37.8/25mi
    #[arg(long, value_name = "PLACE/KM", help_heading = "What is asked")]
    pub near: Vec<String>,
    /// Days the text speaks of: mentions that lie inside
    #[arg(long, value_name = "DATES", help_heading = "What is asked")]
    pub about: Vec<String>,
    /// Days the text speaks of: mentions that touch them
    #[arg(long, value_name = "DATES", help_heading = "What is asked")]
    pub overlaps: Vec<String>,
    /// When it was published: 2026-01..2026-03, yesterday, 2weeks.., none
    #[arg(long, value_name = "DATES", help_heading = "What is asked")]
    pub published: Vec<String>,
    /// Published after
    #[arg(long, value_name = "DATE", help_heading = "What is asked")]
    pub after: Vec<String>,
    /// Published before
    #[arg(long, value_name = "DATE", help_heading = "What is asked")]
    pub before: Vec<String>,
    /// Publisher; given twice, either
    #[arg(long, value_name = "NAME", help_heading = "What is asked")]
    pub source: Vec<String>,
    /// Author
    #[arg(long, value_name = "NAME", help_heading = "What is asked")]
    pub author: Vec<String>,
    /// Section or desk
    #[arg(long, value_name = "NAME", help_heading = "What is asked")]
    pub section: Vec<String>,
    /// Words of the headline
    #[arg(long, value_name = "WORDS", help_heading = "What is asked")]
    pub title: Vec<String>,
    /// Part of the address
    #[arg(long, value_name = "URL", help_heading = "What is asked")]
    pub url: Vec<String>,
    /// Language (en, de ...); given twice, either
    #[arg(long, value_name = "CODE", help_heading = "What is asked")]
    pub lang: Vec<String>,
    /// Read everything as words, nothing as query language
    #[arg(long, help_heading = "What is asked")]
    pub literal: bool,
    /// Read the query from a file, or - for standard input
    #[arg(long, value_name = "FILE", help_heading = "What is asked")]
    pub query_file: Option<PathBuf>,
}

impl Asked {
    /// The query of the words and flags, all of which must hold; none if nothing was asked.
    ///
    /// # Errors
    /// When a word or a flag is not understood, or the query file cannot be read.
    pub fn query(&self, session: &Session) -> Result<Option<Query>, Fault> {
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
            ("near", &self.near),
            ("about", &self.about),
            ("overlaps", &self.overlaps),
            ("published", &self.published),
            ("after", &self.after),
            ("before", &self.before),
            ("author", &self.author),
            ("section", &self.section),
            ("title", &self.title),
            ("url", &self.url),
        ] {
            parts.extend(fields(name, values, session)?);
        }
        for (name, values) in [("source", &self.source), ("lang", &self.lang)] {
            parts.extend(fields(name, values, session)?.into_iter().reduce(Query::or));
        }
        Ok(parts.into_iter().reduce(Query::and))
    }
}

fn fields(name: &str, values: &[String], session: &Session) -> Result<Vec<Query>, QueryError> {
    values.iter().map(|value| query::field(name, value, session.config.today)).collect()
}

fn read_query(path: &Path) -> anyhow::Result<String> {
    let read = if path.as_os_str() == "-" { io::read_to_string(io::stdin().lock()) } else { fs::read_to_string(path) };
    read.with_context(|| path.display().to_string())
}
