//! Under which name each person of the archive is known: a table of the revision and of the user's `aliases.toml`.
//!
//! Which names are one person's is decided in `full_names` and `short_names`; here the decisions are cached and looked up.

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::cells::Cell;
use super::copies::Copies;
use super::full_names::Resolution;
use super::organizations;
use super::renaming::Renaming;
use super::renaming_table::{self, Content, RenamingTable};
use super::segment::Segment;
use super::short_names::ShortNames;
use super::tables::Made;
use super::tally::{Tally, TallyColumn};
use crate::entities::gazetteer::Gazetteer;
use crate::index::Index;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

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
    let resolution = match (since, same) {
        (Some((state, changed)), Some(before)) if before.state.as_slice() == *state => {
            let counts = names.counts().zip(&names.keys).map(|((name, stories), keys)| (name, stories, *keys));
            Resolution::from_rows(before.full_rows()).update(counts, changed, &aliases)
        }
        _ => Resolution::of(&names.counts().collect::<Vec<_>>(), &aliases),
    };
    let (sources, cells) = cells(segments)?;
    // Bare names, of which this matters, have one key twice.
    let bare: HashSet<&str> = names
        .strings
        .iter()
        .zip(&names.keys)
        .filter(|(_, [first, last])| first == last)
        .map(|(name, _)| name)
        .collect();
    // Late: another thread that makes tables has time for a part of it then.
    let (copies, others) = (copies()?, OnceCell::new());
    let otherwise = |name: &str| {
        let others = others.get_or_init(|| other_kinds(segments, copies, gazetteer, |name| bare.contains(name)));
        others.as_ref().ok().and_then(|stories| stories.get(name).copied()).unwrap_or_default()
    };
    let short = ShortNames::of((names, &tables.roll), &resolution, &aliases, (&cells, &sources), &otherwise);
    if let Some(Err(error)) = others.into_inner() {
        return Err(error);
    }
    let content = Content {
        aliases: text,
        state: tables.state.clone(),
        full: resolution.rows().collect(),
        short: short.rows,
        cells: short.cells,
        shares: short.shares,
    };
    let bytes = renaming_table::encode(&content, before.as_ref());
    index.put_cached(PEOPLE, &bytes);
    Ok(Renaming::of_table(RenamingTable::of_encoded(bytes)))
}

/// Names with the number of stories that have each.
type Counts = HashMap<String, u64>;

/// In how many stories a name is an organization's, or a place's, whichever are more, of those that `is_asked` for.
fn other_kinds(
    segments: &[Segment],
    copies: &Copies,
    gazetteer: &Gazetteer,
    is_asked: impl Fn(&str) -> bool + Sync,
) -> Result<Counts, ArchiveError> {
    let (organizations, places) = rayon::join(
        || as_organizations(segments, copies, &is_asked),
        || as_places(segments, copies, gazetteer, &is_asked),
    );
    let mut stories = organizations?;
    for (name, count) in places? {
        let known = stories.entry(name).or_default();
        *known = (*known).max(count);
    }
    Ok(stories)
}

fn as_organizations(
    segments: &[Segment],
    copies: &Copies,
    is_asked: impl Fn(&str) -> bool,
) -> Result<Counts, ArchiveError> {
    let is_name = |name: &[u8]| std::str::from_utf8(name).is_ok_and(&is_asked);
    let open = |segment: &Segment| {
        let [passages, titles] = organizations::COLUMNS.map(|column| TallyColumn::of_strings(segment, column));
        Ok([passages.only_names(is_name)?, titles.only_names(is_name)?])
    };
    let tally = Tally::of_stories(segments, open, copies)?;
    let (names, counts) = tally.units(&|name, _| Some(Cow::Borrowed(name)));
    Ok(names.into_iter().zip(counts.into_iter().map(|count| count as u64)).collect())
}

fn as_places(
    segments: &[Segment],
    copies: &Copies,
    gazetteer: &Gazetteer,
    is_asked: impl Fn(&str) -> bool,
) -> Result<Counts, ArchiveError> {
    let places: Vec<u64> = gazetteer.shown_as(&is_asked).map(u64::from).collect();
    let open = |segment: &Segment| {
        let column = |column| TallyColumn::of_numbers(segment, column).only_numbers(places.iter().copied());
        Ok(["place_id", "title_place_id"].map(column))
    };
    let tally = Tally::of_stories(segments, open, copies)?;
    let (names, counts) = tally.units(&|id, _| Some(Cow::Owned(gazetteer.by_id(id.parse().ok()?)?.name)));
    Ok(names.into_iter().zip(counts.into_iter().map(|count| count as u64)).collect())
}

/// The sources in order of name, and the source and year of each article, in the order of the roll.
fn cells(segments: &[Segment]) -> Result<(Vec<String>, Vec<Cell>), ArchiveError> {
    let mut all: BTreeSet<String> = BTreeSet::from([String::new()]);
    let mut cells: Vec<(i64, Option<u64>, usize)> = Vec::new();
    let mut named: HashMap<(usize, u64), String> = HashMap::new();
    for (at, segment) in segments.iter().enumerate() {
        let column = segment.reader.fast_fields().str("source")?;
        for lead in segment.leads.iter() {
            let ord = column.as_ref().and_then(|column| column.term_ords(lead).next());
            cells.push((segment.published(lead).unwrap_or(i64::MAX), ord, at));
            if let (Some(ord), Some(column)) = (ord, &column)
                && !named.contains_key(&(at, ord))
            {
                let mut name = String::new();
                column.ord_to_str(ord, &mut name)?;
                all.insert(name.clone());
                named.insert((at, ord), name);
            }
        }
    }
    // Articles without a source are those of one that has no name.
    let sources: Vec<String> = all.into_iter().collect();
    let number = |name: &str| sources.binary_search_by(|source| source.as_str().cmp(name)).unwrap_or_default() as u32;
    let of_ord: HashMap<(usize, u64), u32> = named.iter().map(|(key, name)| (*key, number(name))).collect();
    let cell = |(day, ord, at): (i64, Option<u64>, usize)| {
        let source = ord.and_then(|ord| of_ord.get(&(at, ord)).copied()).unwrap_or(0);
        Cell::of(day, source)
    };
    let cells = cells.into_iter().map(cell).collect();
    Ok((sources, cells))
}
