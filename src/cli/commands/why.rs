//! `dateline why`: why a name in an article was read so.

use super::format::FormatArgument;
use super::hit_reference;
use super::index::TaggerArgument;
use crate::archive::{Archive, Decision, Reason};
use crate::article::{Article, Field, Mention, MentionKind, RunnerUp, Stage};
use crate::cli::index_files::{homes, own_names};
use crate::cli::{error::CommandError, session::Session};
use crate::ingest::{self, Options};
use crate::output::{Listing, Role, Row, SCHEMA_VERSION, number, sanitize};
use crate::text::fold;
use clap::Args;
use std::io::Write;

/// Tells why a name in an article was read so.
///
/// The article is read again from the index. For each mention: the stage that made it and by which rule, for a place what it was
/// chosen over, and for people and organizations under which name the whole archive knows them, and why.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline why Geneva 1            in the article of the first hit of the last query
  dateline why Clinton k3v9        by the beginning of the article's id
  dateline why \"Abu Dhabi\" k3v9 --format json")]
pub struct Arguments {
    /// The name as the article writes it, or as people, places or organizations shows it
    #[arg(value_name = "NAME")]
    name: String,
    /// Id, beginning of an id, ID/PASSAGE, or rank in the last query
    #[arg(value_name = "HIT")]
    hit: String,
    #[command(flatten)]
    tagger: TaggerArgument,
    #[command(flatten)]
    format: FormatArgument,
}

/// One way in which the article has the name.
struct Why {
    mention: Mention,
    text: String,
    /// What the whole archive says.
    decision: Option<Decision>,
    /// How many mentions say the same.
    count: usize,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article or passage, or it does not have the name.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let found = hit_reference::find(&arguments.hit, session)?;
    let options = Options {
        tagger: arguments.tagger.model(&session.config)?,
        gazetteer: session.gazetteer.clone(),
        homes: homes(&session.config.index, &session.gazetteer)?,
        own: own_names(&session.config.index, &session.gazetteer)?,
        today: session.config.today,
        ..Options::default()
    };
    let article = ingest::analyse_again(&found.article, &options);
    let passage = found.passage.filter(|_| !found.by_rank).and_then(|number| article.passages.get(number - 1)).copied();
    let searcher = session.searcher()?;
    let mut all: Vec<Why> = Vec::new();
    for mention in &article.mentions {
        let is_outside = passage.is_some_and(|passage| mention.field == Field::Text && !passage.contains(mention.span));
        let why = why(&article, mention, searcher.archive())?;
        if is_outside || !is_meant(&why, &arguments.name) {
            continue;
        }
        match all.iter_mut().find(|known| is_same(known, &why)) {
            Some(known) => known.count += 1,
            None => all.push(why),
        }
    }
    if all.is_empty() {
        let message = format!("article {} has no mention of \"{}\"", article.id, arguments.name);
        let hint = format!("dateline show {} --explain lists all mentions", arguments.hit);
        return Err(CommandError::new("no_mention", message).hint(hint).exit(1));
    }
    match arguments.format.machine() {
        None => all.iter().try_for_each(|why| print(why, session, out))?,
        Some(format) => {
            let mut listing = Listing::new(out, format, session.config.cells(), Row::default(), "mentions");
            for why in &all {
                listing.row(&row(why, &article))?;
            }
            listing.finish()?;
        }
    }
    Ok(0)
}

fn why(article: &Article, mention: &Mention, archive: &Archive) -> Result<Why, CommandError> {
    let whole = if mention.field == Field::Title { &article.record.title } else { &article.record.text };
    let decision = match &mention.kind {
        MentionKind::Person { name, .. } => {
            let year = article.record.published.as_ref().map(|published| published.day.civil().0);
            archive.person(name, year, article.record.source.as_deref())?
        }
        MentionKind::Organization { name } => archive.organization(name)?,
        MentionKind::Place { .. } | MentionKind::Date(_) => None,
    };
    Ok(Why { mention: mention.clone(), text: whole[mention.span.range()].to_owned(), decision, count: 1 })
}

/// The name that a mention has in its article.
fn name(mention: &Mention) -> &str {
    match &mention.kind {
        MentionKind::Person { name, .. } | MentionKind::Organization { name } => name,
        MentionKind::Place { place, .. } => &place.name,
        MentionKind::Date(timex) => &timex.value,
    }
}

/// True where a mention is written so, named so, or known so.
fn is_meant(why: &Why, asked: &str) -> bool {
    let asked = fold(asked).into_owned();
    let known = why.decision.as_ref().and_then(|decision| decision.known_as.as_deref());
    [Some(why.text.as_str()), Some(name(&why.mention)), known].into_iter().flatten().any(|name| fold(name) == asked)
}

fn is_same(one: &Why, other: &Why) -> bool {
    one.text == other.text
        && one.mention.kind == other.mention.kind
        && stage(&one.mention) == stage(&other.mention)
        && one.mention.field == other.mention.field
}

/// The stage and the rule that made a mention.
fn stage(mention: &Mention) -> Option<(Stage, &'static str)> {
    mention.origin.map(|origin| (origin.stage, origin.rule))
}

/// What was decided in the whole archive, in a sentence.
fn of_archive(decision: &Decision) -> String {
    let known = match &decision.known_as {
        Some(name) => format!("counts as {name}"),
        None => "does not count".to_owned(),
    };
    let cell = match &decision.cell {
        Some((year, Some(source))) => format!(" in {year} in {source}"),
        Some((year, None)) => format!(" in {year}"),
        None => String::new(),
    };
    format!(
        "{known}{cell}: {}{}",
        decision.reason.text(),
        evidence(decision).map(|evidence| format!(" ({evidence})")).unwrap_or_default()
    )
}

/// The stories that speak for what was decided, and the runner-up.
fn evidence(decision: &Decision) -> Option<String> {
    if let Some([own, known]) = decision.stories {
        return Some(format!("the name is in {}, {} in {known}", stories(own), decision.known_as.as_deref()?));
    }
    let share = decision.share.as_ref()?;
    let of = match decision.reason {
        Reason::Defined => "that say what it stands for",
        Reason::Acronym => "with a name of these initials",
        _ => "with somebody who is called so",
    };
    let all = stories(u64::from(share.all));
    let next =
        share.second.as_ref().map(|(name, stories)| format!("; next is {name} in {}", number(u64::from(*stories))));
    let (bearer, most, percent) = (&share.name, number(u64::from(share.stories)), share.percent());
    Some(format!("{bearer} is in {most} of the {all} {of}, {percent} %{}", next.unwrap_or_default()))
}

fn stories(count: u64) -> String {
    format!("{} {}", number(count), if count == 1 { "story" } else { "stories" })
}

/// Why this place and not another.
fn choice(mention: &Mention) -> Option<String> {
    match &mention.kind {
        MentionKind::Place { place, .. } if place.is_resolved() => place.runner_up.as_ref().map(RunnerUp::explanation),
        _ => mention.origin.and_then(|origin| origin.weighed).map(|weighed| weighed.explanation()),
    }
}

fn rule(mention: &Mention) -> Option<&str> {
    match &mention.kind {
        MentionKind::Date(timex) => Some(&timex.rule),
        _ => mention.origin.map(|origin| origin.rule),
    }
}

fn print(why: &Why, session: &Session, out: &mut dyn Write) -> Result<(), CommandError> {
    let Why { mention, text, decision, count } = why;
    let line = |label: &str| session.style().paint(Role::Dim, label).to_string();
    let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
    let part = if mention.field == Field::Title { " in the title" } else { "" };
    let (text, name) = (sanitize::line(text), sanitize::line(name(mention)));
    writeln!(out, "\"{text}\"{part}{times} is a {}: {name}", mention.kind.as_str())?;
    if let MentionKind::Place { place, .. } = &mention.kind {
        let path = if place.is_resolved() { place.path.join(" / ") } else { "none of the gazetteer".to_owned() };
        writeln!(out, "{} {path}", line("  place  "))?;
    }
    let stage = mention.origin.map(|origin| origin.stage.as_str());
    let found: Vec<&str> = stage.into_iter().chain(rule(mention)).collect();
    if !found.is_empty() {
        writeln!(out, "{} {}", line("  found  "), found.join(": "))?;
    }
    if let Some(choice) = choice(mention) {
        writeln!(out, "{} {choice}", line("  chosen "))?;
    }
    if matches!(mention.kind, MentionKind::Person { .. } | MentionKind::Organization { .. }) {
        let says = decision.as_ref().map_or_else(|| "counts under this name".to_owned(), of_archive);
        writeln!(out, "{} {}", line("  archive"), sanitize::line(&says))?;
    }
    Ok(())
}

fn row(why: &Why, article: &Article) -> Row {
    let Why { mention, text, decision, count } = why;
    let passage = article.passages.iter().position(|passage| passage.contains(mention.span));
    let passage = passage.filter(|_| mention.field == Field::Text).map(|at| at + 1);
    let share = decision.as_ref().and_then(|decision| decision.share.as_ref());
    let second = share.and_then(|share| share.second.as_ref());
    let forms = decision.as_ref().and_then(|decision| decision.stories);
    let cell = decision.as_ref().and_then(|decision| decision.cell.as_ref());
    Row::default()
        .with("schema_version", SCHEMA_VERSION)
        .with("article", &*article.id)
        .with("field", if mention.field == Field::Title { "title" } else { "text" })
        .with("passage", passage)
        .with("text", text.as_str())
        .with("count", *count)
        .with("kind", mention.kind.as_str())
        .with("name", name(mention))
        .with("stage", mention.origin.map(|origin| origin.stage.as_str()))
        .with("rule", rule(mention))
        .with("explanation", choice(mention))
        .with("known_as", decision.as_ref().map_or(Some(name(mention)), |decision| decision.known_as.as_deref()))
        .with("reason", decision.as_ref().map(|decision| decision.reason.text()))
        .with("year", cell.and_then(|(year, _)| u64::try_from(*year).ok()))
        .with("source", cell.and_then(|(_, source)| source.as_deref()))
        .with("bearer", share.map(|share| share.name.as_str()))
        .with("bearer_stories", share.map(|share| u64::from(share.stories)))
        .with("stories", share.map(|share| u64::from(share.all)))
        .with("runner_up", second.map(|(name, _)| name.as_str()))
        .with("runner_up_stories", second.map(|(_, stories)| u64::from(*stories)))
        .with("name_stories", forms.map(|[own, _]| own))
        .with("known_as_stories", forms.map(|[_, known]| known))
}
