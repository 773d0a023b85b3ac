//! `dateline extract`: what would be indexed, without an index.

use super::format::FormatArgument;
use super::index::{ReadingArguments, TaggerArgument, failure_line};
use crate::article::{Article, Day};
use crate::cli::choice::choice;
use crate::cli::error::{CommandError, ERROR, NOTHING};
use crate::cli::index_files::{homes, own_names, read_own_names};
use crate::cli::session::Session;
use crate::ingest::{self, Failure, Options};
use crate::output::{
    Format, Listing, OffsetUnit, Row, Shown, article_row, article_table_row, article_text, with_future,
};
use clap::Args;
use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

/// Shows what would be indexed: articles, passages, people, places and dates; needs no index.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline extract article.html
  dateline extract clippings/ --format jsonl > articles.jsonl
  pbpaste | dateline extract - --published 2026-01-24
  dateline extract article.txt --explain       with the reason for each mention
  dateline extract article.txt --known my.tsv  with your own names, as known.tsv in the index folder")]
pub struct Arguments {
    /// Files and folders, or - for standard input
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    tagger: TaggerArgument,
    /// Table of your own names [default: known.tsv in the index folder]
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
    /// Threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// Unit of offsets
    #[arg(long, value_name = "UNIT", default_value = "bytes", value_parser = choice::<OffsetUnit>())]
    offsets: OffsetUnit,
    /// Explain each mention
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When a path cannot be read at all or the output cannot be written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let mut paths = arguments.paths.clone();
    if paths.is_empty() {
        if io::stdin().is_terminal() {
            return Err(CommandError::new("usage", "nothing to extract from")
                .hint("dateline extract FILE, or - for standard input"));
        }
        paths.push("-".into());
    }
    let today = session.config.today;
    let options = Options {
        jobs: arguments.jobs,
        reading: arguments.reading.reading(today)?,
        tagger: arguments.tagger.model(&session.config)?,
        gazetteer: session.gazetteer.clone(),
        homes: homes(&session.config.index, &session.gazetteer)?,
        own: match &arguments.known {
            Some(file) => read_own_names(file, &session.gazetteer)?,
            None => own_names(&session.config.index, &session.gazetteer)?,
        },
        today,
        ..Options::default()
    };
    let mut printer = Printer::new(arguments, session, out);
    let (mut articles, mut failures, mut skips) = (0_u64, 0_u64, 0_u64);
    let mut stopped: io::Result<()> = Ok(());
    let mut emit = |found: Result<Article, Failure>| {
        match found {
            Ok(article) => {
                articles += 1;
                stopped = printer.article(&article);
            }
            Err(failure) => {
                failures += 1;
                skips += u64::from(failure.is_skip);
                session.failure(&failure_line(&failure));
            }
        }
        stopped.is_ok()
    };
    if paths == [PathBuf::from("-")] {
        ingest::extract_stream(&mut io::stdin().lock(), &options, &mut emit)?;
    } else {
        ingest::extract(&paths, &options, &mut emit)?;
    }
    stopped?;
    printer.finish()?;
    if articles + failures == 0 {
        let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        session.notice(&format!("no article in {}: nothing there has a title or a text", names.join(", ")));
    }
    // What holds no text among what does is no error.
    let errors = if articles > 0 { failures - skips } else { failures };
    Ok(match (articles, errors) {
        (_, 1..) => ERROR,
        (0, _) => NOTHING,
        _ => 0,
    })
}

enum Printer<'a> {
    Text { out: &'a mut dyn Write, session: &'a Session, shown: Shown, printed: bool },
    Rows { listing: Listing<'a>, format: Format, offsets: OffsetUnit, explain: bool, today: Day },
}

impl<'a> Printer<'a> {
    fn new(arguments: &Arguments, session: &'a Session, out: &'a mut dyn Write) -> Self {
        match arguments.format.machine() {
            None => {
                let shown = Shown { explain: arguments.explain, ..Shown::default() };
                Self::Text { out, session, shown, printed: false }
            }
            Some(format) => {
                let cells = session.config.cells();
                let listing = Listing::new(out, format, cells, Row::default(), "articles");
                let (offsets, explain, today) = (arguments.offsets, arguments.explain, session.config.today);
                Self::Rows { listing, format, offsets, explain, today }
            }
        }
    }

    fn article(&mut self, article: &Article) -> io::Result<()> {
        match self {
            Self::Text { out, session, shown, printed } => {
                if std::mem::replace(printed, true) {
                    writeln!(out, "\n{}\n", "─".repeat(session.style().width))?;
                }
                article_text(*out, session.style(), article, shown)
            }
            Self::Rows { listing, format, offsets, explain, today } => {
                let is_table = format.is_table();
                let row = if is_table { article_table_row(article) } else { article_row(article, *offsets, *explain) };
                listing.row(&with_future(row, article.record.published.as_ref(), *today))
            }
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Text { out, .. } => out.flush(),
            Self::Rows { listing, .. } => listing.finish(),
        }
    }
}
