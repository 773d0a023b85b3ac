//! `dateline people`, `places`, `organizations`, `sources`: who and what is in the stories that a query matches.

use super::super::{fault::Fault, session::Session};
use super::asked::Asked;
use super::format::FormatArgument;
use super::query::{Limit, Whole, limit};
use crate::output::{Cell, Listing, Row, count_rows, counts_text, number};
use crate::search::{CountKind, CountSort, CountUnit, Counting};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Examples of `dateline people`.
pub const PEOPLE_EXAMPLES: &str = "Examples:
  dateline people                              in the whole archive
  dateline people ceasefire --after 2026-01
  dateline people ceasefire --sort significant    who is in these stories more than elsewhere
  dateline people place:Ukraine -n all --format csv";

/// Examples of `dateline places`.
pub const PLACES_EXAMPLES: &str = "Examples:
  dateline places
  dateline places person:zelensky --unit mentions
  dateline places --format csv > places.csv    with coordinates, for a map";

/// Examples of `dateline organizations`.
pub const ORGANIZATIONS_EXAMPLES: &str = "Examples:
  dateline organizations
  dateline organizations --within passage person:umerov";

/// Examples of `dateline sources`.
pub const SOURCES_EXAMPLES: &str = "Examples:
  dateline sources
  dateline sources place:Gaza --unit articles";

// The commands share these arguments; what each counts and its examples stand at its variant of `Command`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Rows shown, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "20", value_parser = limit)]
    limit: Limit,
    /// What counts as one
    #[arg(long, value_enum, value_name = "UNIT", default_value = "stories")]
    unit: One,
    /// Count in the whole matching article, or in the matching passages only
    #[arg(long, value_enum, value_name = "UNIT", default_value = "article")]
    within: Whole,
    /// The most frequent first, or what is unusual for these articles against the whole archive
    #[arg(long, value_enum, value_name = "ORDER", default_value = "frequent")]
    sort: Order,
    #[command(flatten)]
    format: FormatArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    Frequent,
    /// By the log-likelihood ratio
    Significant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum One {
    /// A group of copies is one
    Stories,
    Articles,
    Passages,
    Mentions,
}

impl One {
    fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Stories => ("story", "stories"),
            Self::Articles => ("article", "articles"),
            Self::Passages => ("passage", "passages"),
            Self::Mentions => ("mention", "mentions"),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(kind: CountKind, arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments.asked.query(session)?;
    let counting = Counting {
        kind,
        unit: match arguments.unit {
            One::Stories => CountUnit::Stories,
            One::Articles => CountUnit::Articles,
            One::Passages => CountUnit::Passages,
            One::Mentions => CountUnit::Mentions,
        },
        within_passage: arguments.within == Whole::Passage,
        limit: arguments.limit.0,
        sort: match arguments.sort {
            Order::Frequent => CountSort::Frequent,
            Order::Significant => CountSort::Significant,
        },
    };
    let counts = session.searcher()?.count(query.as_ref(), &counting)?;
    for notice in &counts.notices {
        session.notice(notice);
    }
    let name = match kind {
        CountKind::People => "people",
        CountKind::Places => "places",
        CountKind::Organizations => "organizations",
        CountKind::Sources => "sources",
    };
    match arguments.format.format.machine() {
        None => counts_text(out, session.style(), &counts)?,
        Some(format) => {
            let envelope = Row::default()
                .with("unit", arguments.unit.nouns().1)
                .with("matching", counts.matching)
                .with("total_rows", counts.total_rows)
                .with("notices", counts.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, envelope, name);
            for row in count_rows(&counts, kind) {
                listing.row(&row)?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    let (one, many) = arguments.unit.nouns();
    session.aside(&format!(
        "{} of {} {name} in {} {}, {} ms",
        number(counts.rows.len() as u64),
        number(counts.total_rows as u64),
        number(counts.matching as u64),
        if counts.matching == 1 { one } else { many },
        session.config.started.elapsed().as_millis()
    ));
    Ok(u8::from(counts.rows.is_empty()))
}
