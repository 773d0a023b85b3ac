//! Under which name each person of the archive is known: a table of the revision and of the user's `aliases.toml`.
//!
//! Which names are one person's is decided in `full_names` and `short_names`; here the decisions are cached and looked up.

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::copies::Copies;
use super::elsewhere::Elsewhere;
use super::full_names::Resolution;
use super::key_lists::KeyLists;
use super::known_names::{FEWEST, Given, Known};
use super::names::Names;
use super::other_kinds::{Counted, LookedUp, Read};
use super::other_names::OtherNames;
use super::renaming::Renaming;
use super::renaming_table::{self, Content, RenamingTable};
use super::scope::{Decided, Scope};
use super::segment::Segment;
use super::short_names::ShortNames;
use super::tables::{Made, Since};
use crate::entities::gazetteer::Gazetteer;
use crate::index::Index;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// Name of the table of those that are known under another one.
const PEOPLE: &str = "people";

/// The table of the index and the aliases of the user: cached by an earlier run, or made now of the names.
pub(super) fn of<'m>(
    index: &Index,
    (segments, gazetteer): (&[Segment], &Gazetteer),
    copies: impl FnOnce() -> Result<&'m Copies, ArchiveError>,
    names: impl FnOnce() -> Result<&'m Made, ArchiveError>,
) -> Result<Renaming, ArchiveError> {
    let text = aliases::read_file(index.folder())?;
    let kept = index.cached(PEOPLE).and_then(RenamingTable::decode);
    if let Some(kept) = kept.filter(|kept| kept.aliases.as_slice() == text.as_bytes()) {
        return Ok(Renaming::of_table(kept));
    }
    let aliases = Aliases::parse_file(index.folder(), &text)?;
    let Made { tables, since } = names()?;
    let names = &tables.names;
    let before = index.cached_earlier(PEOPLE).and_then(RenamingTable::decode);
    let same = before.as_ref().filter(|before| before.aliases.as_slice() == text.as_bytes());
    let followed = match (since, same) {
        (Some(since), Some(before)) if before.state.as_slice() == since.state => Some((since, before)),
        _ => None,
    };
    let resolution = if let Some((since, before)) = followed {
        let counts = names.counts().zip(&names.keys).map(|((name, stories), keys)| (name, stories, *keys));
        Resolution::from_rows(before.full_rows()).update(counts, &since.names.counted, &aliases)
    } else {
        Resolution::of(&names.counts().collect::<Vec<_>>(), &aliases)
    };
    let known = Known::of(names, &resolution, &aliases);
    let given = Given { names, roll: &tables.roll, full: &resolution, aliases: &aliases, known: &known };
    // Late: another thread that makes tables has time for a part of it then.
    let read = Read { segments, copies: copies()?, gazetteer };
    let mut short = decide(index, &given, read, followed)?;
    short.rows.extend(known.glued.iter().cloned());
    short.rows.sort_unstable();
    let content = Content {
        aliases: text,
        state: tables.state.clone(),
        full: resolution.rows().collect(),
        short: short.rows,
        cells: short.cells,
        shares: short.shares,
        words: short.words,
    };
    let bytes = renaming_table::encode(&content, before.as_ref());
    index.put_cached(PEOPLE, &bytes);
    Ok(Renaming::of_table(RenamingTable::of_encoded(bytes)))
}

/// Decides whom names alone mean: those that a change touches, or all.
fn decide(
    index: &Index,
    given: &Given<'_>,
    read: Read<'_>,
    followed: Option<(&Since, &RenamingTable)>,
) -> Result<ShortNames, ArchiveError> {
    let Read { segments, copies, gazetteer } = read;
    let other_names = OtherNames::of(segments, gazetteer);
    let lists = KeyLists::of(index, segments, &other_names);
    let touched = followed.zip(lists.as_ref()).and_then(|((since, _), lists)| lists.touched(&since.moves));
    let sources: OnceCell<HashMap<u64, String>> = OnceCell::new();
    let source = |hash: u64| {
        let sources = sources.get_or_init(|| names_of_sources(segments, given));
        sources.get(&hash).cloned().unwrap_or_default()
    };
    let made = match (followed, touched, &lists) {
        (Some((since, before)), Some(touched), Some(lists)) => {
            let looked_up = LookedUp { segments, copies, lists, names: &other_names };
            Some(follow(given, (since, &touched), before, &source, &looked_up)?)
        }
        _ => None,
    };
    lists.as_ref().inspect(|lists| lists.drop_gone());
    if let Some(made) = made {
        return Ok(made);
    }
    let asked = asked(given.names).map(|(name, _)| name).collect();
    ShortNames::of(given, &Scope::everything(), &source, &Counted::of(read, asked))
}

/// The names of which it matters what else they are, with their positions: bare ones, which have one key twice, and those of some
/// stories.
fn asked(names: &Names) -> impl Iterator<Item = (&str, usize)> {
    let all = names.counts().zip(&names.keys).zip(0..);
    all.filter(|(((_, stories), [first, last]), _)| first == last || *stories >= FEWEST)
        .map(|(((name, _), _), at)| (name, at))
}

/// Decides for the names that a change touches, and keeps what was decided of others.
fn follow(
    given: &Given<'_>,
    (since, touched): (&Since, &HashSet<u32>),
    before: &RenamingTable,
    source: &dyn Fn(u64) -> String,
    elsewhere: &dyn Elsewhere,
) -> Result<ShortNames, ArchiveError> {
    let names = given.names;
    let (glued, decided) = before.short_names();
    let (old, now): (Vec<_>, Vec<_>) = (before.full_rows().collect(), given.full.rows().collect());
    let (old, now) = (Decided { full: &old, glued: &glued }, Decided { full: &now, glued: &given.known.glued });
    let mut scope = Scope::of(since.names.all.iter().map(String::as_str), &old, &now);
    let elsewhere_too = asked(names).filter(|(name, _)| touched.contains(&OtherNames::key(name.as_bytes())));
    scope.add(elsewhere_too.map(|(name, _)| name));
    scope.add_words(&decided.words, names, elsewhere)?;
    let mut short = ShortNames::of(given, &scope, source, elsewhere)?;
    short.keep(decided, names, &scope);
    Ok(short)
}

/// What the sources of the articles are called, by their hashes.
fn names_of_sources(segments: &[Segment], given: &Given<'_>) -> HashMap<u64, String> {
    let mut found = HashMap::new();
    for (at, segment) in segments.iter().enumerate() {
        for row in &given.roll.rows[given.roll.rows_of(at)] {
            found.entry(row.source).or_insert_with(|| segment.string("source", row.lead).unwrap_or_default());
        }
    }
    found
}
