//! `dateline export`: whole records of what a query matches, for other programs.

use super::format::rows;
use super::query_args::QueryArgs;
use crate::article::{Article, Day, MentionKind};
use crate::cli::choice::{choice, named};
use crate::cli::{error::CommandError, session::Session};
use crate::output::{
    Format, Listing, OffsetUnit, Row, article_row, article_table_row, feature_row, geojson, mention_rows, number,
    passage_row, with_future,
};
use crate::search::{Sample, Searcher, Selected};
use clap::{Args, ValueEnum, builder::TypedValueParser};
use std::io::Write;

/// Writes the articles, passages or mentions that match a query, for other programs.
#[derive(Debug, Args)]
#[command(
    after_help = "Records are sorted by date of publication, undated ones last. Articles are written as by dateline extract.

Examples:
  dateline export articles source:meridian > meridian.jsonl
  dateline export passages person:umerov --format csv > umerov.csv
  dateline export mentions --kind person ceasefire --format tsv
  dateline export mentions --format geojson ceasefire > map.geojson
  dateline export articles --sample 100 --seed 7 > sample.jsonl"
)]
pub struct Arguments {
    /// Whole articles, the passages that match, or the mentions in matching articles
    #[arg(value_enum, value_name = "WHAT")]
    what: What,
    #[command(flatten)]
    query: QueryArgs,
    /// Mentions of this kind only
    #[arg(long, value_name = "KIND", value_parser = MentionKind::NAMES)]
    kind: Option<String>,
    /// Size of a random sample of the matching articles
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Seed of the sample; the same seed gives the same articles
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Unit of offsets
    #[arg(long, value_name = "UNIT", default_value = "bytes", value_parser = choice::<OffsetUnit>())]
    offsets: OffsetUnit,
    /// Output format: jsonl, json, csv, tsv, or geojson for the places among mentions
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", value_parser = wanted(), hide_possible_values = true)]
    format: Wanted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Articles,
    Passages,
    Mentions,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A map.
    Geojson,
    /// Rows.
    Rows(Format),
}

fn wanted() -> impl TypedValueParser<Value = Wanted> {
    named(rows(Wanted::Rows).chain([("geojson", "", Wanted::Geojson)]))
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let query = arguments.query.query(session)?;
    let map = arguments.format == Wanted::Geojson;
    let other_kind = arguments.kind.as_deref().is_some_and(|kind| kind != MentionKind::PLACE);
    if map && (arguments.what != What::Mentions || other_kind) {
        return Err(CommandError::new("usage", "--format geojson is for places")
            .hint("dateline export mentions --format geojson"));
    }
    if arguments.kind.is_some() && arguments.what != What::Mentions {
        return Err(CommandError::new("usage", "--kind is for mentions").hint("dateline export mentions --kind person"));
    }
    let (searcher, today) = (session.searcher()?, session.config.today);
    let sample = arguments.sample.map(|size| Sample { size, seed: arguments.seed });
    let selection = searcher.select(query.as_ref(), sample)?;
    for notice in &selection.notices {
        session.notice(notice);
    }
    let written = match arguments.format {
        Wanted::Rows(format) => {
            let name = match arguments.what {
                What::Articles => "articles",
                What::Passages => "passages",
                What::Mentions => "mentions",
            };
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), name);
            let written = each(arguments, &searcher, &selection.articles, today, &mut |row| listing.row(row))?;
            listing.finish()?;
            written
        }
        Wanted::Geojson => {
            let mut features = geojson(out)?;
            let written = each(arguments, &searcher, &selection.articles, today, &mut |row| features.feature(row))?;
            features.finish()?;
            written
        }
    };
    out.flush()?;
    session.note(&format!(
        "{} records of {} matching articles, {} ms",
        number(written),
        number(selection.matching as u64),
        session.config.started.elapsed().as_millis()
    ));
    Ok(u8::from(written == 0))
}

/// Hands over the records of the articles, one after the other, and counts them.
fn each(
    arguments: &Arguments,
    searcher: &Searcher,
    selected: &[Selected],
    today: Day,
    write: &mut dyn FnMut(&Row) -> std::io::Result<()>,
) -> Result<u64, CommandError> {
    let mut written = 0;
    for selected in selected {
        let article = searcher.load(selected)?;
        for row in records(arguments, &article, &selected.passages, today) {
            write(&row)?;
            written += 1;
        }
    }
    Ok(written)
}

fn records(arguments: &Arguments, article: &Article, passages: &[usize], today: Day) -> Vec<Row> {
    let flagged = |row: Row| with_future(row, article.record.published.as_ref(), today);
    let unit = arguments.offsets;
    let is_table = matches!(arguments.format, Wanted::Rows(format) if format.is_table());
    match arguments.what {
        What::Articles if is_table => vec![flagged(article_table_row(article))],
        What::Articles => vec![flagged(article_row(article, unit, false))],
        What::Passages => passages.iter().filter_map(|number| passage_row(article, *number, unit)).collect(),
        What::Mentions if arguments.format == Wanted::Geojson => {
            article.mentions.iter().filter_map(|mention| feature_row(article, mention)).collect()
        }
        What::Mentions => {
            let wanted = |kind: &MentionKind| arguments.kind.as_deref().is_none_or(|wanted| wanted == kind.as_str());
            mention_rows(article, unit, &wanted)
        }
    }
}
