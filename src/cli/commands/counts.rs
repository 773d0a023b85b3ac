//! `dateline people`, `places`, `organizations`, `sources`: who and what is in the stories that a query matches.

use super::super::{fault::Fault, session::Session};
use super::asked::Asked;
use super::format::FormatArgument;
use super::query::{Limit, Whole, limit};
use crate::entities::places::Homes;
use crate::output::{Cell, Listing, Role, Row, SCHEMA_VERSION, count_rows, counts_text, number, sanitize};
use crate::search::{CountKind, CountSort, CountUnit, Counting, PlaceLevel};
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
  dateline sources --suggest-home    where they seem to be at home, as lines for sources.toml";

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

// As above, for places.
#[derive(Debug, Args)]
pub struct PlacesArguments {
    #[command(flatten)]
    common: Arguments,
    /// Only places inside this one: Ukraine, Europe, "Springfield, Illinois"
    #[arg(long, value_name = "PLACE")]
    under: Option<String>,
    /// Count each place as the one of this level that holds it
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,
}

// As above, for publishers.
#[derive(Debug, Args)]
pub struct SourcesArguments {
    #[command(flatten)]
    common: Arguments,
    /// Propose a home for each source, from the places that its articles name
    ///
    /// The lines are for sources.toml in the index folder; a home decides which Springfield a source means. It takes part in
    /// extraction: run dateline index --rebuild after a change.
    #[arg(long, conflicts_with_all = ["words", "unit", "within", "sort"])]
    suggest_home: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Continent,
    Country,
    /// States, provinces, oblasts
    Region,
    /// Counties, districts
    County,
    City,
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

impl Arguments {
    fn counting(&self, kind: CountKind) -> Counting {
        Counting {
            kind,
            unit: match self.unit {
                One::Stories => CountUnit::Stories,
                One::Articles => CountUnit::Articles,
                One::Passages => CountUnit::Passages,
                One::Mentions => CountUnit::Mentions,
            },
            within: self.within.into(),
            limit: self.limit.0,
            sort: match self.sort {
                Order::Frequent => CountSort::Frequent,
                Order::Significant => CountSort::Significant,
            },
            under: None,
            level: None,
        }
    }
}

/// Runs `dateline places`.
///
/// # Errors
/// As [`run`], and when no place has the name asked for.
pub fn run_places(arguments: &PlacesArguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let level = arguments.level.map(|level| match level {
        Level::Continent => PlaceLevel::Continent,
        Level::Country => PlaceLevel::Country,
        Level::Region => PlaceLevel::Region,
        Level::County => PlaceLevel::County,
        Level::City => PlaceLevel::City,
    });
    let counting = Counting { under: arguments.under.clone(), level, ..arguments.common.counting(CountKind::Places) };
    show(&counting, &arguments.common, session, out)
}

/// Runs `dateline sources`.
///
/// # Errors
/// As [`run`].
pub fn run_sources(arguments: &SourcesArguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    if arguments.suggest_home {
        return suggest_homes(&arguments.common, session, out);
    }
    run(CountKind::Sources, &arguments.common, session, out)
}

fn suggest_homes(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let mut found = session.searcher()?.archive().home_suggestions()?;
    found.truncate(arguments.limit.0.unwrap_or(usize::MAX));
    let Some(format) = arguments.format.format.machine() else {
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
            session.aside("no source has articles enough that name one place");
        } else {
            let path = session.config.index.join(Homes::FILE);
            session.aside(&format!("for {}; then dateline index --rebuild", path.display()));
        }
        return Ok(u8::from(found.is_empty()));
    };
    let mut listing = Listing::new(out, format, session.config.out_is_terminal, Row::default(), "homes");
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
pub fn run(kind: CountKind, arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    show(&arguments.counting(kind), arguments, session, out)
}

fn show(counting: &Counting, arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments.asked.query(session)?;
    let kind = counting.kind;
    let counts = session.searcher()?.count(query.as_ref(), counting)?;
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
