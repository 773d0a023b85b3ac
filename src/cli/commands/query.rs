//! `dateline query`: ranked passages.

use super::format::{TEXT, rows};
use super::query_args::QueryArgs;
use crate::article::Day;
use crate::cli::choice::{choice, named};
use crate::cli::{error::CommandError, last_query, session::Session};
use crate::output::{
    Cell, Format, HIT_FIELDS, Listing, OffsetUnit, Row, Style, diagnosis_text, hit_row, hits_text, number, trec_line,
    with_future,
};
use crate::query;
use crate::search::{CopyMode, Hit, MatchMode, Request, Response, Searcher, Sort, Unit};
use clap::{Args, builder::TypedValueParser};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

/// Finds passages and ranks them, best first.
#[derive(Debug, Args)]
#[command(
    visible_alias = "search",
    after_help = "Three plain words or more are a question: what matches all or most of it is found. Of a query with
operators, fields or quotes an article must match everything.

Examples:
  dateline query ceasefire line
  dateline query how many people died in the ferry accident
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
    query: QueryArgs,
    /// Match the whole query in one article, or in one passage
    #[arg(long, value_parser = choice::<Unit>(), value_name = "UNIT", default_value_t = Unit::Article, help_heading = "Query")]
    within: Unit,
    /// Require all parts of the query, any of them, or all of a query and most of a question
    #[arg(long = "match", value_parser = choice::<MatchMode>(), value_name = "HOW", help_heading = "Query")]
    matching: Option<MatchMode>,
    /// Number of hits, or all
    #[arg(short = 'n', long, value_name = "N", default_value = "10", value_parser = limit)]
    limit: Limit,
    /// Hits to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Sort order
    #[arg(long, value_parser = choice::<Sort>(), value_name = "ORDER", default_value_t = Sort::Relevance)]
    sort: Sort,
    /// Most hits of one article; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 2)]
    per_article: usize,
    /// Unit of a hit: passage or article
    #[arg(long, value_parser = choice::<Unit>(), value_name = "UNIT", default_value_t = Unit::Passage)]
    unit: Unit,
    /// Passages to show before and after each hit
    #[arg(long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// Collapse copies of a story into one hit, or show them all
    #[arg(long, value_parser = choice::<CopyMode>(), value_name = "HOW")]
    copies: Option<CopyMode>,
    /// Expand the query by distinctive terms of the best articles; --batch always does
    #[arg(long)]
    expand: bool,
    /// Return partial matches if no article matches everything
    #[arg(long)]
    relax: bool,
    /// Output format: text, json, jsonl, csv, tsv or trec
    #[arg(long, value_name = "FORMAT", value_parser = wanted(), hide_possible_values = true)]
    format: Option<Wanted>,
    /// Only these fields, in this order: rank,title,text
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    fields: Vec<String>,
    /// Unit of offsets
    #[arg(long, value_name = "UNIT", default_value = "bytes", value_parser = choice::<OffsetUnit>())]
    offsets: OffsetUnit,
    /// Explain each score
    #[arg(long)]
    explain: bool,
    /// Run the queries of a file: on each line an id, a tab, words, and after a tab perhaps the day on which they are asked
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

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Hits for people.
    Text,
    /// A TREC run.
    Trec,
    /// Rows for programs.
    Rows(Format),
}

fn wanted() -> impl TypedValueParser<Value = Wanted> {
    named([(TEXT, "", Wanted::Text), ("trec", "", Wanted::Trec)].into_iter().chain(rows(Wanted::Rows)))
}

/// Runs the command.
///
/// # Errors
/// When the query is not understood or the index cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let fields = known_fields(&arguments.fields)?;
    if let Some(batch) = &arguments.batch {
        return run_batch(arguments, batch, &fields, session, out);
    }
    let format = arguments.format.unwrap_or(Wanted::Text);
    if !fields.is_empty() && !matches!(format, Wanted::Rows(_)) {
        return Err(CommandError::new("usage", "--fields needs --format json, jsonl, csv or tsv"));
    }
    let Some(query) = arguments.query.query(session)? else {
        return Err(CommandError::new("empty_query", "the query is empty")
            .hint("dateline query ceasefire line, or dateline help query for the language"));
    };
    let searcher = session.searcher()?;
    let mut request = arguments.request(query);
    request.today = session.config.today_given.then_some(session.config.today);
    if format == Wanted::Trec {
        request.unit = Unit::Article;
    }
    let response = searcher.search(&request)?;
    for notice in &response.notices {
        session.notice(notice);
    }
    last_query::remember(&session.config.index, &response.hits);
    match format {
        Wanted::Text => text(&response, arguments.relax, session, out)?,
        Wanted::Trec => {
            for hit in given(&response, arguments.relax) {
                writeln!(out, "{}", trec_line("1", hit))?;
            }
        }
        Wanted::Rows(rows) => machine(&response, arguments, &fields, rows, session, out)?,
    }
    if format != Wanted::Text
        && let Some(diagnosis) = &response.diagnosis
    {
        session.notice(&diagnosis.message);
    }
    out.flush()?;
    session.note(&totals(&response, session));
    Ok(u8::from(response.diagnosis.is_some() || response.hits.is_empty() && response.total_articles == 0))
}

impl Arguments {
    fn request(&self, query: query::Query) -> Request {
        Request {
            limit: self.limit.0,
            offset: self.offset,
            sort: self.sort,
            per_article: self.per_article,
            unit: self.unit,
            copies: self.copies.unwrap_or(CopyMode::Collapse),
            matching: self.matching.unwrap_or(MatchMode::Auto),
            within: self.within,
            relax: self.relax,
            context: self.context,
            explain: self.explain,
            expand: self.expand,
            ..Request::new(query)
        }
    }
}

/// The hits for programs, and where notices are not shown: partial matches only with `--relax`.
fn given(response: &Response, relax: bool) -> &[Hit] {
    if response.diagnosis.is_some() && !relax { &[] } else { &response.hits }
}

/// Writes hits for people. Partial matches come with the notice that says what they are, or when they are asked for.
fn text(response: &Response, relax: bool, session: &Session, out: &mut dyn Write) -> Result<(), CommandError> {
    if let Some(diagnosis) = &response.diagnosis {
        let mut shown = Vec::new();
        diagnosis_text(&mut shown, Style { passage_lines: 0, ..session.config.err }, diagnosis)?;
        session.painted_notice(String::from_utf8_lossy(&shown).trim_end());
        if !response.hits.is_empty() {
            session.note("the best partial matches:\n");
        }
    }
    let hits = if session.config.quiet { given(response, relax) } else { &response.hits };
    Ok(hits_text(out, session.style(), hits)?)
}

fn machine(
    response: &Response,
    arguments: &Arguments,
    fields: &[&'static str],
    format: Format,
    session: &Session,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    let hits = given(response, arguments.relax);
    let envelope = Row::default()
        .with("total_articles", response.total_articles)
        .with("total_passages", response.total_passages)
        .with("notices", response.notices.iter().collect::<Cell>());
    let mut listing = Listing::new(out, format, session.config.cells(), envelope, "hits");
    for hit in hits {
        let row = with_future(hit_row(hit, arguments.offsets), hit.published.as_ref(), session.config.today);
        listing.row(&chosen(row, fields))?;
    }
    if hits.is_empty() {
        let all: Vec<&str> = HIT_FIELDS.iter().copied().filter(|name| *name != "query_id").collect();
        listing.header(if fields.is_empty() { &all } else { fields })?;
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

fn known_fields(names: &[String]) -> Result<Vec<&'static str>, CommandError> {
    names
        .iter()
        .map(|name| {
            HIT_FIELDS.iter().copied().find(|field| field == name).ok_or_else(|| {
                CommandError::new("unknown_field", format!("--fields: unknown field \"{name}\""))
                    .hint(format!("the fields are {}", HIT_FIELDS.join(", ")))
            })
        })
        .collect()
}

/// Bytes of a line of a batch, at most.
const LONGEST_LINE: u64 = 64 << 10;

/// Runs each line of a file as plain words.
fn run_batch(
    arguments: &Arguments,
    batch: &Path,
    fields: &[&'static str],
    session: &Session,
    out: &mut dyn Write,
) -> Result<u8, CommandError> {
    let format = arguments.format.unwrap_or(Wanted::Trec);
    if !matches!(format, Wanted::Trec | Wanted::Rows(Format::Jsonl)) {
        return Err(CommandError::new("usage", "--batch gives --format trec or jsonl"));
    }
    let at_fault = |fault: &dyn std::fmt::Display| CommandError::new("batch", format!("{}: {fault}", batch.display()));
    let mut input: Box<dyn BufRead> = if batch.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(batch).map_err(|fault| at_fault(&fault))?))
    };
    let filters = arguments.query.query(session)?;
    let searcher = session.searcher()?;
    let mut queries = 0_u64;
    for at in 0.. {
        let mut line = String::new();
        let read = (&mut input).take(LONGEST_LINE).read_line(&mut line);
        if read.map_err(|fault| at_fault(&format!("line {}: {fault}", at + 1)))? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST_LINE {
            return Err(at_fault(&format!("line {}: over {} kB", at + 1, LONGEST_LINE >> 10)));
        }
        if line.trim().is_empty() {
            continue;
        }
        let (id, words) = line.split_once('\t').ok_or_else(|| {
            at_fault(&format!("line {}: no tab", at + 1)).hint("each line is an id, a tab, and words")
        })?;
        let (words, day) = asked_on(words).map_err(|fault| {
            at_fault(&format!("line {}: {fault}", at + 1)).hint("after the words, a tab and a day like 2026-01-23")
        })?;
        let day = day.or_else(|| session.config.today_given.then_some(session.config.today));
        let hits = batch_hits(arguments, format, (words, day), filters.as_ref(), &searcher)?;
        for hit in &hits {
            if format == Wanted::Trec {
                writeln!(out, "{}", trec_line(id.trim(), hit))?;
            } else {
                let row = hit_row(hit, arguments.offsets);
                let mut row = with_future(row, hit.published.as_ref(), session.config.today);
                row.0.insert(1, ("query_id", id.trim().into()));
                Listing::new(out, Format::Jsonl, session.config.cells(), Row::default(), "hits")
                    .row(&chosen(row, fields))?;
            }
        }
        queries += 1;
    }
    let elapsed = session.config.started.elapsed();
    session.note(&format!("{} queries, {} ms", number(queries), elapsed.as_millis()));
    Ok(0)
}

/// The words of a line of a batch, and the day on which they are asked.
fn asked_on(words: &str) -> Result<(&str, Option<Day>), String> {
    match words.split_once('\t').map(|(words, day)| (words, day.trim())) {
        None => Ok((words, None)),
        Some((words, "")) => Ok((words, None)),
        Some((words, day)) => match day.parse() {
            Ok(day) => Ok((words, Some(day))),
            Err(_) => Err(format!("\"{day}\" is not a day")),
        },
    }
}

fn batch_hits(
    arguments: &Arguments,
    format: Wanted,
    (words, day): (&str, Option<Day>),
    filters: Option<&query::Query>,
    searcher: &Searcher,
) -> Result<Vec<Hit>, CommandError> {
    let words = query::words(words);
    let query = filters.map_or(words.clone(), |filters| words.and(filters.clone()));
    let mut request = arguments.request(query);
    request.expand = true;
    request.today = day;
    request.matching = arguments.matching.unwrap_or(MatchMode::Any);
    request.copies = arguments.copies.unwrap_or(CopyMode::Show);
    if format == Wanted::Trec {
        request.unit = Unit::Article;
    }
    let response = searcher.search(&request)?;
    Ok(given(&response, arguments.relax).to_vec())
}
