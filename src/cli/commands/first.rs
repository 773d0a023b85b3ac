//! `dateline first`: the earliest articles that match.

use super::super::{fault::Fault, recall, session::Session};
use super::asked::Asked;
use super::format::FormatArgument;
use super::query::{Limit, limit};
use crate::output::{Cell, Listing, OffsetUnit, Row, hit_row, hits_text};
use crate::search::{Request, Sort, Unit};
use clap::Args;
use std::io::Write;

/// Shows the article in which something was said first: the earliest that a query matches.
#[derive(Debug, Args)]
#[command(
    after_help = "Of copies of a story the earliest is shown. Articles without a date cannot be first: they are counted.

Examples:
  dateline first \"Anchorage formula\"
  dateline first person:umerov place:\"Abu Dhabi\"
  dateline first bridge collapse -n 5      the first five"
)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Articles shown, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "1", value_parser = limit)]
    limit: Limit,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When nothing was asked, the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments
        .asked
        .query(session)?
        .ok_or_else(|| Fault::new("empty_query", "the first of what?").hint("dateline first ceasefire line"))?;
    let request = Request { limit: arguments.limit.0, sort: Sort::Oldest, unit: Unit::Article, ..Request::new(query) };
    let mut response = session.searcher()?.search(&request)?;
    for notice in &response.notices {
        session.notice(notice);
    }
    if let Some(diagnosis) = &response.diagnosis {
        session.notice(&diagnosis.message);
        response.hits.clear();
    }
    let found = response.hits.len();
    response.hits.retain(|hit| hit.published.is_some());
    if response.hits.len() < found {
        session.notice("the other articles that match have no date");
    }
    recall::remember(&session.config.index, &response.hits);
    match arguments.format.format.machine() {
        None => hits_text(out, session.style(), &response.hits)?,
        Some(format) => {
            let envelope = Row::default()
                .with("total_articles", response.total_articles)
                .with("notices", response.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, envelope, "hits");
            for hit in &response.hits {
                listing.row(&hit_row(hit, OffsetUnit::Bytes))?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    Ok(u8::from(response.hits.is_empty()))
}
