//! `dateline count`: how many stories, articles and passages a query matches.

use super::format::FormatArgument;
use super::query_args::QueryArgs;
use crate::cli::choice::named;
use crate::cli::{error::CommandError, session::Session};
use crate::output::{Listing, Row, SCHEMA_VERSION, number};
use crate::search::{Choice, CountUnit, Totals};
use clap::{Args, builder::TypedValueParser};
use std::io::Write;

/// Counts the stories, articles and passages that a query matches.
#[derive(Debug, Args)]
#[command(after_help = "Of a question (three plain words or more), what matches all of it is counted.

Examples:
  dateline count                              the whole archive
  dateline count person:zelensky --after 2026-01
  dateline count ceasefire --unit articles    the bare number, for scripts")]
pub struct Arguments {
    #[command(flatten)]
    query: QueryArgs,
    /// Print only this count
    #[arg(long, value_parser = unit(), value_name = "UNIT")]
    unit: Option<CountUnit>,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let query = arguments.query.query(session)?;
    let totals = session.searcher()?.totals(query.as_ref())?;
    for notice in &totals.notices {
        session.notice(notice);
    }
    let published = totals.published;
    match (arguments.format.machine(), arguments.unit) {
        (Some(format), _) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "counts");
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
            writeln!(out, "{}", of(&totals, unit))?;
        }
        (None, None) => {
            for unit in UNITS {
                let count = of(&totals, unit);
                let noun = if count == 1 { unit.singular() } else { unit.as_str() };
                writeln!(out, "{:>9} {noun}", number(count as u64))?;
            }
            if let Some(days) = published {
                writeln!(out, "published {} to {}", days.from, days.to)?;
            }
        }
    }
    out.flush()?;
    Ok(u8::from(totals.articles == 0))
}

/// The units that are counted: a query does not match single mentions.
const UNITS: [CountUnit; 3] = [CountUnit::Stories, CountUnit::Articles, CountUnit::Passages];

fn unit() -> impl TypedValueParser<Value = CountUnit> {
    named(UNITS.map(|unit| (unit.as_str(), unit.help(), unit)))
}

fn of(totals: &Totals, unit: CountUnit) -> usize {
    match unit {
        CountUnit::Stories => totals.stories,
        CountUnit::Articles => totals.articles,
        CountUnit::Passages | CountUnit::Mentions => totals.passages,
    }
}
