//! `dateline timeline`: a histogram over time.

use super::super::{fault::Fault, session::Session};
use super::asked::Asked;
use super::format::FormatArgument;
use crate::output::{Cell, Listing, Row, number, timeline_rows, timeline_text};
use crate::search::{Bucket, TimelineBy, Timing};
use crate::temporal::{self, QueryDates};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Counts the stories that a query matches over time, empty stretches included.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline timeline ceasefire
  dateline timeline person:putin --by about --bucket month
  dateline timeline --by about --zoom 2025-08
  dateline timeline ceasefire --by-source
  dateline timeline --format csv > days.csv")]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// The date that counts: when it was published, or the days the text speaks of
    #[arg(long, value_enum, value_name = "DATE", default_value = "published")]
    by: By,
    /// Width of a bucket
    #[arg(long, value_enum, value_name = "WIDTH", default_value = "auto")]
    bucket: Width,
    /// Only what lies in these days, in finer buckets: 2026-01, 2025-11..2026-02
    #[arg(long, value_name = "DATES")]
    zoom: Option<String>,
    /// Count each publisher apart
    #[arg(long)]
    by_source: bool,
    #[command(flatten)]
    format: FormatArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Published,
    About,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Width {
    /// The finest that gives at most 40 buckets
    Auto,
    Day,
    Week,
    Month,
    Year,
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments.asked.query(session)?;
    let by = match arguments.by {
        By::Published => TimelineBy::Published,
        By::About => TimelineBy::About,
    };
    let bucket = match arguments.bucket {
        Width::Auto => Bucket::Auto,
        Width::Day => Bucket::Day,
        Width::Week => Bucket::Week,
        Width::Month => Bucket::Month,
        Width::Year => Bucket::Year,
    };
    let zoom = arguments.zoom.as_deref().map(|dates| zoom(dates, session)).transpose()?;
    let timing = Timing { by, bucket, zoom, by_source: arguments.by_source };
    let timeline = session.searcher()?.timeline(query.as_ref(), &timing)?;
    for notice in &timeline.notices {
        session.notice(notice);
    }
    match arguments.format.format.machine() {
        None => timeline_text(out, session.style(), &timeline)?,
        Some(format) => {
            let envelope = Row::default()
                .with("by", if by == TimelineBy::Published { "published" } else { "about" })
                .with("undated", timeline.undated)
                .with("notices", timeline.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, envelope, "buckets");
            for row in timeline_rows(&timeline) {
                listing.row(&row)?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    let buckets = timeline.buckets.len() as u64;
    let elapsed = session.config.started.elapsed().as_millis();
    session.aside(&format!("{} buckets, {elapsed} ms", number(buckets)));
    Ok(u8::from(timeline.buckets.is_empty() && timeline.undated == 0))
}

fn zoom(dates: &str, session: &Session) -> Result<QueryDates, Fault> {
    temporal::parse_query_dates(dates, session.config.today).map_err(|fault| {
        Fault::new("bad_date", format!("--zoom {dates}: {fault}"))
            .hint("write days, months or years: 2026-01, 2025-11..2026-02")
    })
}
