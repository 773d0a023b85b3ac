//! `dateline export`: whole records of what a query matches, for other programs.

use super::super::{fault::Fault, session::Session};
use super::asked::Asked;
use super::query::OffsetsIn;
use crate::article::{Article, MentionKind};
use crate::output::{
    Format, Listing, Row, article_row, article_table_row, feature_row, geojson, mention_rows, number, passage_row,
};
use crate::search::{Sample, Searcher, Selected};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Writes whole articles, passages or mentions of what a query matches.
#[derive(Debug, Args)]
#[command(
    after_help = "Records come in order of publication, undated ones last. Articles are as dateline extract writes them.

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
    asked: Asked,
    /// Mentions of this kind only
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only so many of the matching articles, picked at random
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Picks the sample: the same seed gives the same articles
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// What offsets count
    #[arg(long, value_enum, value_name = "UNIT", default_value = "bytes")]
    offsets: OffsetsIn,
    /// How records are written: jsonl, json, csv, tsv, or geojson for the places among mentions
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "jsonl", hide_possible_values = true)]
    format: Wanted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Articles,
    Passages,
    Mentions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Person,
    Place,
    Organization,
    Date,
}

impl Kind {
    fn is_of(self, kind: &MentionKind) -> bool {
        match kind {
            MentionKind::Person { .. } => self == Self::Person,
            MentionKind::Place { .. } => self == Self::Place,
            MentionKind::Organization { .. } => self == Self::Organization,
            MentionKind::Date(_) => self == Self::Date,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Jsonl,
    Json,
    Csv,
    Tsv,
    Geojson,
}

impl Wanted {
    fn listing(self) -> Option<Format> {
        match self {
            Self::Jsonl => Some(Format::Jsonl),
            Self::Json => Some(Format::Json),
            Self::Csv => Some(Format::Csv),
            Self::Tsv => Some(Format::Tsv),
            Self::Geojson => None,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let query = arguments.asked.query(session)?;
    let map = arguments.format == Wanted::Geojson;
    if map && (arguments.what != What::Mentions || arguments.kind.is_some_and(|kind| kind != Kind::Place)) {
        return Err(
            Fault::new("usage", "--format geojson is for places").hint("dateline export mentions --format geojson")
        );
    }
    if arguments.kind.is_some() && arguments.what != What::Mentions {
        return Err(Fault::new("usage", "--kind is for mentions").hint("dateline export mentions --kind person"));
    }
    let searcher = session.searcher()?;
    let sample = arguments.sample.map(|size| Sample { size, seed: arguments.seed });
    let selection = searcher.select(query.as_ref(), sample)?;
    for notice in &selection.notices {
        session.notice(notice);
    }
    let written = match arguments.format.listing() {
        Some(format) => {
            let name = match arguments.what {
                What::Articles => "articles",
                What::Passages => "passages",
                What::Mentions => "mentions",
            };
            let mut listing = Listing::new(out, format, session.config.out_is_terminal, Row::default(), name);
            let written = each(arguments, &searcher, &selection.articles, &mut |row| listing.row(row))?;
            listing.finish()?;
            written
        }
        None => {
            let mut features = geojson(out)?;
            let written = each(arguments, &searcher, &selection.articles, &mut |row| features.feature(row))?;
            features.finish()?;
            written
        }
    };
    out.flush()?;
    session.aside(&format!(
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
    write: &mut dyn FnMut(&Row) -> std::io::Result<()>,
) -> Result<u64, Fault> {
    let mut written = 0;
    for selected in selected {
        let article = searcher.load(selected)?;
        for row in records(arguments, &article, &selected.passages) {
            write(&row)?;
            written += 1;
        }
    }
    Ok(written)
}

fn records(arguments: &Arguments, article: &Article, passages: &[usize]) -> Vec<Row> {
    let unit = arguments.offsets.into();
    let is_table = matches!(arguments.format, Wanted::Csv | Wanted::Tsv);
    match arguments.what {
        What::Articles if is_table => vec![article_table_row(article)],
        What::Articles => vec![article_row(article, unit)],
        What::Passages => passages.iter().filter_map(|number| passage_row(article, *number, unit)).collect(),
        What::Mentions if arguments.format == Wanted::Geojson => {
            article.mentions.iter().filter_map(|mention| feature_row(article, mention)).collect()
        }
        What::Mentions => {
            let wanted = |kind: &MentionKind| arguments.kind.is_none_or(|wanted| wanted.is_of(kind));
            mention_rows(article, unit, &wanted)
        }
    }
}
