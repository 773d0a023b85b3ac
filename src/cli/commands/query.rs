//! `dateline query`: ranked passages.

use super::super::{fault::Fault, recall, session::Session};
use super::asked::Asked;
use crate::output::{
    Cell, Format, HIT_FIELDS, Listing, OffsetUnit, Row, Style, diagnosis_text, hit_row, hits_text, number, trec_line,
};
use crate::query;
use crate::search::{CopyMode, Hit, MatchMode, Request, Response, Searcher, Sort, Unit};
use clap::{Args, ValueEnum};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

/// Finds passages and ranks them, best first.
#[derive(Debug, Args)]
#[command(
    visible_alias = "search",
    after_help = "All that is asked must hold in one article; its passages that match best are shown.

Examples:
  dateline query ceasefire line
  dateline query '\"Anchorage formula\"'         a phrase: the shell takes the outer quotes
  dateline query putin -venezuela --after 2026-01-20
  dateline query --person umerov --person hnatov --within passage
  dateline query --about 2025-08 --place Alaska
  dateline query talks --format jsonl | jq -r .title
  dateline query --batch topics.tsv -n 1000 > run.trec

dateline help query shows the language on one screen."
)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Where everything must hold
    #[arg(long, value_enum, value_name = "UNIT", default_value = "article", help_heading = "What is asked")]
    within: Whole,
    /// Whether all that is asked must hold, or any of it
    #[arg(long = "match", value_enum, value_name = "HOW", help_heading = "What is asked")]
    matching: Option<Matching>,
    /// Hits shown, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "10", value_parser = limit)]
    limit: Limit,
    /// Hits passed over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Order of the hits
    #[arg(long, value_enum, value_name = "ORDER", default_value = "relevance")]
    sort: Order,
    /// Hits of one article at most; 0 is all
    #[arg(long, value_name = "N", default_value_t = 2)]
    per_article: usize,
    /// One hit a passage, or one an article
    #[arg(long, value_enum, value_name = "UNIT", default_value = "passage")]
    unit: Whole,
    /// Passages before and after each hit that are shown with it
    #[arg(long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// Whether copies of a story become one hit
    #[arg(long, value_enum, value_name = "HOW")]
    copies: Option<Copies>,
    /// Raise what shares the words of the best articles; --batch always does
    #[arg(long)]
    expand: bool,
    /// Also give what holds only part of what was asked, if nothing holds all
    #[arg(long)]
    relax: bool,
    /// How the answer is written: text, json, jsonl, csv, tsv or trec
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Wanted>,
    /// Only these fields, in this order: rank,title,text
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    fields: Vec<String>,
    /// What offsets count
    #[arg(long, value_enum, value_name = "UNIT", default_value = "bytes")]
    offsets: OffsetsIn,
    /// Say how each score came about
    #[arg(long)]
    explain: bool,
    /// Run the queries of a file, each line an id, a tab and words
    #[arg(long, value_name = "FILE", conflicts_with_all = ["words", "query_file"])]
    batch: Option<PathBuf>,
}

/// A number of rows; none is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Option<usize>);

/// Reads "10" or "all".
pub fn limit(text: &str) -> Result<Limit, String> {
    if text == "all" {
        return Ok(Limit(None));
    }
    text.parse().map(|rows| Limit(Some(rows))).map_err(|_| "write a number or all".to_owned())
}

/// A passage or an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whole {
    Passage,
    Article,
}

impl From<Whole> for Unit {
    fn from(unit: Whole) -> Self {
        match unit {
            Whole::Passage => Self::Passage,
            Whole::Article => Self::Article,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Matching {
    All,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    Relevance,
    Newest,
    Oldest,
    /// Relevance that counts half after 30 days
    #[value(alias = "recent")]
    Fresh,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Copies {
    Collapse,
    Show,
}

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OffsetsIn {
    /// UTF-8 bytes
    Bytes,
    /// Unicode characters
    Chars,
}

impl From<OffsetsIn> for OffsetUnit {
    fn from(unit: OffsetsIn) -> Self {
        match unit {
            OffsetsIn::Bytes => Self::Bytes,
            OffsetsIn::Chars => Self::Chars,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Text,
    Json,
    Jsonl,
    Csv,
    Tsv,
    Trec,
}

impl Wanted {
    fn machine(self) -> Option<Format> {
        match self {
            Self::Text | Self::Trec => None,
            Self::Json => Some(Format::Json),
            Self::Jsonl => Some(Format::Jsonl),
            Self::Csv => Some(Format::Csv),
            Self::Tsv => Some(Format::Tsv),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, Fault> {
    let fields = known_fields(&arguments.fields)?;
    if let Some(batch) = &arguments.batch {
        return run_batch(arguments, batch, &fields, session, out);
    }
    let format = arguments.format.unwrap_or(Wanted::Text);
    if !fields.is_empty() && format.machine().is_none() {
        return Err(Fault::new("usage", "--fields needs --format json, jsonl, csv or tsv"));
    }
    let Some(query) = arguments.asked.query(session)? else {
        return Err(Fault::new("empty_query", "nothing to look for")
            .hint("dateline query ceasefire line, or dateline help query for the language"));
    };
    let searcher = session.searcher()?;
    let mut request = arguments.request(query);
    if format == Wanted::Trec {
        request.unit = Unit::Article;
    }
    let response = searcher.search(&request)?;
    for notice in &response.notices {
        session.notice(notice);
    }
    recall::remember(&session.config.index, &response.hits);
    match format {
        Wanted::Text => text(&response, session, out)?,
        Wanted::Trec => {
            for hit in given(&response, arguments.relax) {
                writeln!(out, "{}", trec_line("1", hit))?;
            }
        }
        _ => machine(&response, arguments, &fields, format.machine().unwrap_or(Format::Jsonl), session, out)?,
    }
    if format != Wanted::Text
        && let Some(diagnosis) = &response.diagnosis
    {
        session.notice(&diagnosis.message);
    }
    out.flush()?;
    session.aside(&totals(&response, session));
    Ok(u8::from(response.diagnosis.is_some() || response.hits.is_empty() && response.total_articles == 0))
}

impl Arguments {
    fn request(&self, query: query::Query) -> Request {
        Request {
            limit: self.limit.0,
            offset: self.offset,
            sort: match self.sort {
                Order::Relevance => Sort::Relevance,
                Order::Newest => Sort::Newest,
                Order::Oldest => Sort::Oldest,
                Order::Fresh => Sort::Fresh,
            },
            per_article: self.per_article,
            unit: self.unit.into(),
            copies: if self.copies == Some(Copies::Show) { CopyMode::Show } else { CopyMode::Collapse },
            matching: if self.matching == Some(Matching::Any) { MatchMode::Any } else { MatchMode::All },
            within: self.within.into(),
            relax: self.relax,
            context: self.context,
            explain: self.explain,
            expand: self.expand,
            ..Request::new(query)
        }
    }
}

/// The hits that a machine format gives: partial ones only when asked for.
fn given(response: &Response, relax: bool) -> &[Hit] {
    if response.diagnosis.is_some() && !relax { &[] } else { &response.hits }
}

fn text(response: &Response, session: &Session, out: &mut dyn Write) -> Result<(), Fault> {
    if let Some(diagnosis) = &response.diagnosis {
        let mut shown = Vec::new();
        diagnosis_text(&mut shown, Style { passage_lines: 0, ..session.config.err }, diagnosis)?;
        session.notice(String::from_utf8_lossy(&shown).trim_end());
        if !response.hits.is_empty() {
            session.aside("the best partial matches:\n");
        }
    }
    Ok(hits_text(out, session.style(), &response.hits)?)
}

fn machine(
    response: &Response,
    arguments: &Arguments,
    fields: &[&'static str],
    format: Format,
    session: &Session,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    let hits = given(response, arguments.relax);
    if response.diagnosis.is_some() && hits.is_empty() {
        return Ok(());
    }
    let envelope = Row::default()
        .with("total_articles", response.total_articles)
        .with("total_passages", response.total_passages)
        .with("notices", response.notices.iter().collect::<Cell>());
    let mut listing = Listing::new(out, format, session.config.out_is_terminal, envelope, "hits");
    for hit in hits {
        listing.row(&chosen(hit_row(hit, arguments.offsets.into()), fields))?;
    }
    Ok(listing.finish()?)
}

fn chosen(row: Row, fields: &[&'static str]) -> Row {
    if fields.is_empty() { row } else { row.only(fields) }
}

/// "10 of 37 passages in 21 articles, 12 ms"
fn totals(response: &Response, session: &Session) -> String {
    let passages = response.total_passages.max(response.hits.len());
    let noun =
        |count: usize, noun: &str| format!("{} {noun}{}", number(count as u64), if count == 1 { "" } else { "s" });
    let elapsed = session.config.started.elapsed().as_millis();
    if response.diagnosis.is_some() || response.hits.is_empty() {
        return format!("{}, {elapsed} ms", noun(response.total_articles, "article"));
    }
    format!(
        "{} of {} in {}, {elapsed} ms",
        number(response.hits.len() as u64),
        noun(passages, "passage"),
        noun(response.total_articles, "article")
    )
}

fn known_fields(names: &[String]) -> Result<Vec<&'static str>, Fault> {
    names
        .iter()
        .map(|name| {
            HIT_FIELDS.iter().copied().find(|field| field == name).ok_or_else(|| {
                Fault::new("unknown_field", format!("--fields: a hit has no \"{name}\""))
                    .hint(format!("it has {}", HIT_FIELDS.join(", ")))
            })
        })
        .collect()
}

/// Runs each line of a file as plain words.
fn run_batch(
    arguments: &Arguments,
    batch: &Path,
    fields: &[&'static str],
    session: &Session,
    out: &mut dyn Write,
) -> Result<u8, Fault> {
    let format = arguments.format.unwrap_or(Wanted::Trec);
    if !matches!(format, Wanted::Trec | Wanted::Jsonl) {
        return Err(Fault::new("usage", "--batch gives --format trec or jsonl"));
    }
    let at_fault = |fault: &dyn std::fmt::Display| Fault::new("batch", format!("{}: {fault}", batch.display()));
    let input: Box<dyn BufRead> = if batch.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(batch).map_err(|fault| at_fault(&fault))?))
    };
    let filters = arguments.asked.query(session)?;
    let searcher = session.searcher()?;
    let mut queries = 0_u64;
    for (at, line) in input.lines().enumerate() {
        let line = line.map_err(|fault| at_fault(&fault))?;
        if line.trim().is_empty() {
            continue;
        }
        let (id, words) = line.split_once('\t').ok_or_else(|| {
            at_fault(&format!("line {}: no tab", at + 1)).hint("each line is an id, a tab, and the words to look for")
        })?;
        let hits = batch_hits(arguments, format, words, filters.as_ref(), &searcher)?;
        for hit in &hits {
            if format == Wanted::Trec {
                writeln!(out, "{}", trec_line(id.trim(), hit))?;
            } else {
                let mut row = hit_row(hit, arguments.offsets.into());
                row.0.insert(1, ("query_id", id.trim().into()));
                Listing::new(out, Format::Jsonl, false, Row::default(), "hits").row(&chosen(row, fields))?;
            }
        }
        queries += 1;
    }
    let elapsed = session.config.started.elapsed();
    session.aside(&format!("{} queries, {} ms", number(queries), elapsed.as_millis()));
    Ok(0)
}

fn batch_hits(
    arguments: &Arguments,
    format: Wanted,
    words: &str,
    filters: Option<&query::Query>,
    searcher: &Searcher,
) -> Result<Vec<Hit>, Fault> {
    let words = query::words(words);
    let query = filters.map_or(words.clone(), |filters| words.and(filters.clone()));
    let mut request = arguments.request(query);
    request.expand = true;
    request.matching = if arguments.matching == Some(Matching::All) { MatchMode::All } else { MatchMode::Any };
    request.copies = if arguments.copies == Some(Copies::Collapse) { CopyMode::Collapse } else { CopyMode::Show };
    if format == Wanted::Trec {
        request.unit = Unit::Article;
    }
    let response = searcher.search(&request)?;
    Ok(given(&response, arguments.relax).to_vec())
}
