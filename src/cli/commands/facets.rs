//! `dateline people`, `places`, `organizations`, `sources`: facets of what a query matches.

use super::format::FormatArgument;
use super::query::{Limit, limit};
use super::query_args::QueryArgs;
use crate::cli::choice::choice;
use crate::cli::{error::CommandError, session::Session};
use crate::entities::places::Homes;
use crate::output::{Cell, Listing, Role, Row, SCHEMA_VERSION, count_rows, counts_text, number, sanitize};
use crate::search::{Choice, CountKind, CountSort, CountUnit, Counting, PlaceLevel, Unit};
use clap::Args;
use std::io::Write;

/// Examples of `dateline people`.
pub const PEOPLE_EXAMPLES: &str = "Examples:
  dateline people                              in the whole archive
  dateline people ceasefire --after 2026-01
  dateline people ceasefire --sort significant    who is in these stories more often than elsewhere
  dateline people place:Ukraine -n all --format csv";

/// Examples of `dateline places`.
pub const PLACES_EXAMPLES: &str = "Examples:
  dateline places
  dateline places person:zelensky --unit mentions
  dateline places ceasefire --level country
  dateline places --under Ukraine --level region
  dateline places --format csv > places.csv    with coordinates, for a map";

/// Examples of `dateline organizations`.
pub const ORGANIZATIONS_EXAMPLES: &str = "Examples:
  dateline organizations
  dateline organizations --within passage person:umerov";

/// Examples of `dateline sources`.
pub const SOURCES_EXAMPLES: &str = "Examples:
  dateline sources
  dateline sources place:Gaza --unit articles
  dateline sources --suggest-home    suggested homes, as lines for sources.toml";

// The commands share these arguments; what each counts and its examples are at its variant of `Command`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    query: QueryArgs,
    /// Number of rows, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "20", value_parser = limit)]
    limit: Limit,
    /// Unit of the counts
    #[arg(long, value_parser = choice::<CountUnit>(), value_name = "UNIT", default_value_t = CountUnit::Stories)]
    unit: CountUnit,
    /// Count in matching articles, or only in matching passages
    #[arg(long, value_parser = choice::<Unit>(), value_name = "UNIT", default_value_t = Unit::Article)]
    within: Unit,
    /// Most frequent first, or most significant against the whole archive
    #[arg(long, value_parser = choice::<CountSort>(), value_name = "ORDER", default_value_t = CountSort::Frequent)]
    sort: CountSort,
    #[command(flatten)]
    format: FormatArgument,
}

// As above, for places.
#[derive(Debug, Args)]
pub struct PlacesArguments {
    #[command(flatten)]
    common: Arguments,
    /// Only places inside this one: Ukraine, Europe, "Springfield, Illinois"
    #[arg(long, value_name = "PLACE")]
    under: Option<String>,
    /// Count each place under the place of this level that contains it
    #[arg(long, value_parser = choice::<PlaceLevel>(), value_name = "LEVEL")]
    level: Option<PlaceLevel>,
}

// As above, for publishers.
#[derive(Debug, Args)]
pub struct SourcesArguments {
    #[command(flatten)]
    common: Arguments,
    /// Suggest a home for each source from the places in its articles
    ///
    /// Put the lines into sources.toml in the index folder. The home of a source decides which Springfield it means. Run
    /// dateline index --rebuild after a change.
    #[arg(long, conflicts_with_all = ["words", "unit", "within", "sort"])]
    suggest_home: bool,
}

impl Arguments {
    fn counting(&self, kind: CountKind) -> Counting {
        Counting {
            kind,
            unit: self.unit,
            within: self.within,
            limit: self.limit.0,
            sort: self.sort,
            under: None,
            level: None,
        }
    }
}

/// Runs `dateline places`.
///
/// # Errors
/// As [`run`], and when no place has the name asked for.
pub fn run_places(arguments: &PlacesArguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let counting = Counting {
        under: arguments.under.clone(),
        level: arguments.level,
        ..arguments.common.counting(CountKind::Places)
    };
    show(&counting, &arguments.common, session, out)
}

/// Runs `dateline sources`.
///
/// # Errors
/// As [`run`].
pub fn run_sources(arguments: &SourcesArguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    if arguments.suggest_home {
        return suggest_homes(&arguments.common, session, out);
    }
    run(CountKind::Sources, &arguments.common, session, out)
}

fn suggest_homes(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let mut found = session.searcher()?.archive().home_suggestions()?;
    found.truncate(arguments.limit.0.unwrap_or(usize::MAX));
    let Some(format) = arguments.format.machine() else {
        if !found.is_empty() {
            writeln!(out, "[home]")?;
        }
        for home in &found {
            let line = format!("{} = {}", toml_string(&home.source), toml_string(&home.place));
            let why = format!("# {} of {} articles", number(home.naming as u64), number(home.articles as u64));
            writeln!(out, "{line}  {}", session.style().paint(Role::Dim, &why))?;
        }
        out.flush()?;
        if found.is_empty() {
            session.note("no source has enough articles with one predominant place");
        } else {
            let path = session.config.index.join(Homes::FILE);
            session.note(&format!("for {}; then dateline index --rebuild", path.display()));
        }
        return Ok(u8::from(found.is_empty()));
    };
    let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "homes");
    for home in &found {
        let row = Row::default().with("schema_version", SCHEMA_VERSION).with("source", &*home.source);
        let row = row.with("place", &*home.place).with("geonames", home.geonames);
        listing.row(&row.with("articles", home.articles).with("naming", home.naming))?;
    }
    listing.finish()?;
    Ok(u8::from(found.is_empty()))
}

/// A text as a TOML string on one line, safe to print.
fn toml_string(text: &str) -> String {
    let escaped = sanitize::line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(kind: CountKind, arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    show(&arguments.counting(kind), arguments, session, out)
}

fn show(
    counting: &Counting,
    arguments: &Arguments,
    session: &Session,
    out: &mut dyn Write,
) -> Result<u8, CommandError> {
    let query = arguments.query.query(session)?;
    let kind = counting.kind;
    let counts = session.searcher()?.count(query.as_ref(), counting)?;
    for notice in &counts.notices {
        session.notice(notice);
    }
    let name = kind.as_str();
    match arguments.format.machine() {
        None => counts_text(out, session.style(), &counts)?,
        Some(format) => {
            let envelope = Row::default()
                .with("unit", arguments.unit.as_str())
                .with("matching", counts.matching)
                .with("total_rows", counts.total_rows)
                .with("notices", counts.notices.iter().collect::<Cell>());
            let mut listing = Listing::new(out, format, session.config.cells(), envelope, name);
            for row in count_rows(&counts, kind) {
                listing.row(&row)?;
            }
            listing.finish()?;
        }
    }
    out.flush()?;
    session.note(&format!(
        "{} of {} {name} in {} {}, {} ms",
        number(counts.rows.len() as u64),
        number(counts.total_rows as u64),
        number(counts.matching as u64),
        if counts.matching == 1 { counting.unit.singular() } else { counting.unit.as_str() },
        session.config.started.elapsed().as_millis()
    ));
    Ok(u8::from(counts.rows.is_empty()))
}
