//! `dateline count`: how many stories, articles and passages a query matches.

use super::super::{fault::Fault, session::Session};
use super::asked::Asked;
use super::format::FormatArgument;
use crate::output::{Listing, Row, SCHEMA_VERSION, number};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Counts the stories, articles and passages that a query matches.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline count                              the whole archive
  dateline count person:zelensky --after 2026-01
  dateline count ceasefire --unit articles    the bare number, for scripts")]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Print this number alone
    #[arg(long, value_enum, value_name = "UNIT")]
    unit: Option<One>,
    #[command(flatten)]
    format: FormatArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum One {
    /// A group of copies is one
    Stories,
    Articles,
    Passages,
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments.asked.query(session)?;
    let totals = session.searcher()?.totals(query.as_ref())?;
    for notice in &totals.notices {
        session.notice(notice);
    }
    let published = totals.published;
    match (arguments.format.format.machine(), arguments.unit) {
        (Some(format), _) => {
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, Row::default(), "counts");
            let row = Row::default()
                .with("schema_version", SCHEMA_VERSION)
                .with("stories", totals.stories)
                .with("articles", totals.articles)
                .with("passages", totals.passages)
                .with("published_from", published.map(|days| days.from.to_string()))
                .with("published_to", published.map(|days| days.to.to_string()));
            listing.row(&row)?;
            listing.finish()?;
        }
        (None, Some(unit)) => {
            let count = match unit {
                One::Stories => totals.stories,
                One::Articles => totals.articles,
                One::Passages => totals.passages,
            };
            writeln!(out, "{count}")?;
        }
        (None, None) => {
            for (count, one, many) in [
                (totals.stories, "story", "stories"),
                (totals.articles, "article", "articles"),
                (totals.passages, "passage", "passages"),
            ] {
                writeln!(out, "{:>9} {}", number(count as u64), if count == 1 { one } else { many })?;
            }
            if let Some(days) = published {
                writeln!(out, "published {} to {}", days.from, days.to)?;
            }
        }
    }
    out.flush()?;
    Ok(u8::from(totals.articles == 0))
}
