//! `dateline first`: the earliest articles that match.

use super::format::FormatArgument;
use super::query::{Limit, limit};
use super::query_args::QueryArgs;
use crate::cli::choice::choice;
use crate::cli::{error::CommandError, last_query, session::Session};
use crate::output::{Cell, Listing, OffsetUnit, Row, hit_row, hits_text, with_future};
use crate::search::{Request, Sort, Unit};
use clap::Args;
use std::io::Write;

/// Shows the earliest article that matches a query.
#[derive(Debug, Args)]
#[command(
    after_help = "The words of the query must be in one passage, unless --within article. Of the copies of a story the earliest is shown. Articles without a date are left out, with a notice.

Examples:
  dateline first --phrase \"Anchorage formula\"
  dateline first --person umerov --place \"Abu Dhabi\"
  dateline first bridge collapse -n 5      the first five"
)]
pub struct Arguments {
    #[command(flatten)]
    query: QueryArgs,
    /// Number of articles, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "1", value_parser = limit)]
    limit: Limit,
    /// Match the whole query in one passage, or anywhere in one article
    #[arg(long, value_parser = choice::<Unit>(), value_name = "UNIT", default_value_t = Unit::Passage, help_heading = "Query")]
    within: Unit,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When the query is empty or not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let query = arguments
        .query
        .query(session)?
        .ok_or_else(|| CommandError::new("empty_query", "the query is empty").hint("dateline first ceasefire line"))?;
    let request = Request {
        limit: arguments.limit.0,
        sort: Sort::Oldest,
        unit: Unit::Article,
        within: arguments.within,
        ..Request::new(query)
    };
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
        session.notice("matching articles without a date are left out");
    }
    last_query::remember(&session.config.index, &response.hits);
    match arguments.format.machine() {
        None => hits_text(out, session.style(), &response.hits)?,
        Some(format) => {
            let envelope = Row::default()
                .with("total_articles", response.total_articles)
                .with("notices", response.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.cells(), envelope, "hits");
            for hit in &response.hits {
                let row = hit_row(hit, OffsetUnit::Bytes);
                listing.row(&with_future(row, hit.published.as_ref(), session.config.today))?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    Ok(u8::from(response.hits.is_empty()))
}
