//! Under which name each person of the archive is known: a table of the revision and of the user's `aliases.toml`.
//!
//! Which names are one person's is decided in `full_names` and `short_names`; here the decisions are cached and looked up.

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::cells::Cell;
use super::copies::Copies;
use super::full_names::Resolution;
use super::other_kinds::Counted;
use super::renaming::Renaming;
use super::renaming_table::{self, Content, RenamingTable};
use super::segment::Segment;
use super::short_names::{self, ShortNames};
use super::tables::Made;
use crate::entities::gazetteer::Gazetteer;
use crate::index::Index;
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
        (Some(since), Some(before)) if before.state.as_slice() == since.state => {
            let counts = names.counts().zip(&names.keys).map(|((name, stories), keys)| (name, stories, *keys));
            Resolution::from_rows(before.full_rows()).update(counts, &since.names.counted, &aliases)
        }
        _ => Resolution::of(&names.counts().collect::<Vec<_>>(), &aliases),
    };
    let (sources, cells) = cells(segments)?;
    // Of bare names, which have one key twice, and of those in some stories it matters what else they are.
    let asked: HashSet<&str> = names
        .counts()
        .zip(&names.keys)
        .filter(|((_, stories), [first, last])| first == last || *stories >= short_names::FEWEST)
        .map(|((name, _), _)| name)
        .collect();
    // Late: another thread that makes tables has time for a part of it then.
    let elsewhere = Counted::of(segments, copies()?, gazetteer, asked);
    let short = ShortNames::of((names, &tables.roll), &resolution, &aliases, (&cells, &sources), &elsewhere)?;
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
