//! `dateline similar`: articles like a given one.

use super::format::FormatArgument;
use super::hit_reference;
use super::query::{Limit, limit};
use crate::cli::{error::CommandError, last_query, session::Session};
use crate::output::{Listing, OffsetUnit, Row, hit_row, hits_text, with_future};
use clap::Args;
use std::io::Write;

/// Finds similar articles, by the most distinctive terms (tf-idf).
#[derive(Debug, Args)]
#[command(after_help = "Copies of the article are left out: dateline query --copies show lists them.

Examples:
  dateline similar 1            like the first hit of the last query
  dateline similar k3v9 -n 20")]
pub struct Arguments {
    /// Article or hit, as for dateline show
    #[arg(value_name = "HIT")]
    hit: String,
    /// Number of articles, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "10", value_parser = limit)]
    limit: Limit,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article, or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let article = hit_reference::find(&arguments.hit, session)?.article;
    let response = session.searcher()?.similar(&article, arguments.limit.0)?;
    last_query::remember(&session.config.index, &response.hits);
    match arguments.format.machine() {
        None => hits_text(out, session.style(), &response.hits)?,
        Some(format) => {
            let envelope = Row::default().with("article", &article.id);
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
