//! `dateline timeline`: a histogram over time.

use super::format::FormatArgument;
use super::query_args::QueryArgs;
use crate::cli::choice::choice;
use crate::cli::{error::CommandError, session::Session};
use crate::output::{Cell, Listing, Row, number, timeline_rows, timeline_text};
use crate::search::{Bucket, Choice, TimelineBy, Timing};
use crate::temporal::{self, QueryDates};
use clap::Args;
use std::io::Write;

/// Counts matching stories over time, empty buckets included.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline timeline ceasefire
  dateline timeline person:putin --by about --bucket month
  dateline timeline --by about --zoom 2025-08
  dateline timeline ceasefire --by-source
  dateline timeline --format csv > days.csv")]
pub struct Arguments {
    #[command(flatten)]
    query: QueryArgs,
    /// Count by date of publication, or by the dates in the text
    #[arg(long, value_parser = choice::<TimelineBy>(), value_name = "DATE", default_value_t = TimelineBy::Published)]
    by: TimelineBy,
    /// Width of a bucket
    #[arg(long, value_parser = choice::<Bucket>(), value_name = "WIDTH", default_value_t = Bucket::Auto)]
    bucket: Bucket,
    /// Only these days, in finer buckets: 2026-01, 2025-11..2026-02
    #[arg(long, value_name = "DATES")]
    zoom: Option<String>,
    /// One row for each source
    #[arg(long)]
    by_source: bool,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let query = arguments.query.query(session)?;
    let zoom = arguments.zoom.as_deref().map(|dates| zoom(dates, session)).transpose()?;
    let timing = Timing { by: arguments.by, bucket: arguments.bucket, zoom, by_source: arguments.by_source };
    let timeline = session.searcher()?.timeline(query.as_ref(), &timing)?;
    for notice in &timeline.notices {
        session.notice(notice);
    }
    match arguments.format.machine() {
        None => timeline_text(out, session.style(), &timeline)?,
        Some(format) => {
            let envelope = Row::default()
                .with("by", arguments.by.as_str())
                .with("undated", timeline.undated)
                .with("notices", timeline.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.cells(), envelope, "buckets");
            for row in timeline_rows(&timeline) {
                listing.row(&row)?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    let buckets = timeline.buckets.len() as u64;
    let elapsed = session.config.started.elapsed().as_millis();
    session.note(&format!("{} buckets, {elapsed} ms", number(buckets)));
    Ok(u8::from(timeline.buckets.is_empty() && timeline.undated == 0))
}

fn zoom(dates: &str, session: &Session) -> Result<QueryDates, CommandError> {
    temporal::parse_query_dates(dates, session.config.today).map_err(|fault| {
        CommandError::new("bad_date", format!("--zoom {dates}: {fault}"))
            .hint("write days, months or years: 2026-01, 2025-11..2026-02")
    })
}
