//! The table of names that are known under another one as bytes, read in place: a query touches the names that it asks for.
//!
//! Names are strings in order, and so are their terms, by which a query asks. What a row says of a name are positions among them.

use super::reason::{Reason, Row};
use super::sections::{NONE, Reader, Rows, Strings, Writer};
use super::share::Share;
use super::short_names::{InCell, ShortNames};
use crate::index::terms;
use std::collections::{BTreeMap, HashMap};
use tantivy::directory::OwnedBytes;

/// What a table is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// The text of the user's `aliases.toml`.
    pub aliases: String,
    /// The state of the index that it is of.
    pub state: Vec<u8>,
    /// Names that are known under another one; of two rows of one name the later counts.
    pub full: Vec<Row>,
    /// Names that are known under another one by how often it occurs: a second list.
    pub short: Vec<Row>,
    /// Ascending.
    pub cells: Vec<InCell>,
    pub shares: BTreeMap<String, Share>,
    /// Bare names whose words were looked for ([`ShortNames::words`]).
    pub words: BTreeMap<String, (u32, bool)>,
}

/// The table.
#[derive(Debug)]
pub(super) struct RenamingTable {
    pub aliases: OwnedBytes,
    pub state: OwnedBytes,
    pub names: Strings,
    /// Name, the one that it is known under or [`NONE`], reason, 1 for one of the second list.
    rows: Rows<4>,
    /// Name, then its share.
    shares: Rows<6>,
    /// Name, year, source or [`NONE`], the name under which it is known there, reason; then its share.
    cells: Rows<10>,
    /// Name, articles in which its word must stand, 1 where it does.
    words: Rows<3>,
    pub terms: Strings,
    /// The term of each name, or [`NONE`] where nobody asks for it.
    terms_of_names: Rows<1>,
    /// Term, the one that it is known under or [`NONE`].
    pub renamed: Rows<2>,
    /// The same turned round, for those that have one.
    pub renamed_to: Rows<2>,
    /// Words of terms, and where the list of the terms that hold each ends.
    parts: Strings,
    part_ends: Rows<1>,
    part_terms: Rows<1>,
    /// A term that a name with cells may stand for, and that name.
    pub meant_in_cells: Rows<2>,
}

/// A cell of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellRow {
    pub year: i32,
    /// Position of the source among the names; none for all sources.
    pub source: Option<u32>,
    /// Position of the name.
    pub known_as: u32,
    pub reason: Reason,
    share: ShareRow,
}

/// A share of the table: the name of who bears a name in most stories, in how many, in how many somebody does, the second or [`NONE`], in how many.
type ShareRow = [u32; 5];

impl RenamingTable {
    /// The table of what was just [`encode`]d.
    pub fn of_encoded(bytes: Vec<u8>) -> Self {
        Self::decode(OwnedBytes::new(bytes)).expect("what is encoded can be decoded")
    }

    /// Opens a table; none where the bytes are none.
    pub fn decode(bytes: OwnedBytes) -> Option<Self> {
        let mut reader = Reader { rest: bytes };
        let table = Self {
            aliases: reader.bytes()?,
            state: reader.bytes()?,
            names: reader.strings()?,
            rows: reader.rows()?,
            shares: reader.rows()?,
            cells: reader.rows()?,
            words: reader.rows()?,
            terms: reader.strings()?,
            terms_of_names: reader.rows()?,
            renamed: reader.rows()?,
            renamed_to: reader.rows()?,
            parts: reader.strings()?,
            part_ends: reader.rows()?,
            part_terms: reader.rows()?,
            meant_in_cells: reader.rows()?,
        };
        reader.rest.is_empty().then_some(table)
    }

    /// What was decided of a name in the archive as a whole: the name it is known under, none for nobody's, and why.
    pub fn decision(&self, name: &str) -> Option<(Option<&str>, Reason)> {
        let [_, known_as, reason, _] = self.rows.of(self.names.find(name)?).next()?;
        Some((self.name(known_as), Reason::of_number(reason)))
    }

    /// A name, if the number is that of one.
    pub fn name(&self, at: u32) -> Option<&str> {
        (at != NONE).then(|| self.names.get(at))
    }

    /// Who bears a surname or given name alone in most stories.
    pub fn share(&self, name: &str) -> Option<Share> {
        let [_, share @ ..] = self.shares.of(self.names.find(name)?).next()?;
        self.share_of(share)
    }

    /// The same in a cell.
    pub fn share_in(&self, cell: &CellRow) -> Option<Share> {
        self.share_of(cell.share)
    }

    fn share_of(&self, [best, stories, all, second, of_second]: ShareRow) -> Option<Share> {
        let second = self.name(second).map(|name| (name.to_owned(), of_second));
        Some(Share { name: self.name(best)?.to_owned(), stories, all, second })
    }

    /// The cells of a name, in order.
    pub fn cells_of(&self, name: u32) -> impl Iterator<Item = CellRow> + '_ {
        self.cells.of(name).map(|[_, year, source, known_as, reason, share @ ..]| CellRow {
            year: year.cast_signed(),
            source: (source != NONE).then_some(source),
            known_as,
            reason: Reason::of_number(reason),
            share,
        })
    }

    /// Positions of the names that have cells, ascending.
    pub fn names_with_cells(&self) -> impl Iterator<Item = u32> + '_ {
        let mut last = NONE;
        let name = self.cells.from(0).map(|row| row[0]);
        name.filter(move |name| std::mem::replace(&mut last, *name) != *name)
    }

    /// The term of a name at a position.
    pub fn term_of(&self, name: u32) -> Option<u32> {
        self.terms_of_names.get(name as usize).map(|[term]| term).filter(|term| *term != NONE)
    }

    /// The terms that hold some parts, in this order; others may stand between them.
    pub fn terms_with(&self, parts: &[String]) -> Vec<u32> {
        let list = |part: &String| -> Option<std::ops::Range<usize>> {
            let at = self.parts.find(part)? as usize;
            let end = |at: usize| self.part_ends.get(at).map_or(0, |[end]| end as usize);
            Some(at.checked_sub(1).map_or(0, end)..end(at).min(self.part_terms.len()))
        };
        let lists: Option<Vec<_>> = parts.iter().map(list).collect();
        let shortest = lists.into_iter().flatten().min_by_key(std::ops::Range::len);
        let terms = shortest.into_iter().flatten().filter_map(|at| Some(self.part_terms.get(at)?[0]));
        terms.filter(|term| terms::name_holds(self.terms.get(*term), parts)).collect()
    }

    /// The rows of the first list, as they were put in.
    pub fn full_rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.rows_of(0)
    }

    /// The rows of a list.
    fn rows_of(&self, list: u32) -> impl Iterator<Item = Row> + '_ {
        self.rows.from(0).filter(move |row| row[3] == list).map(|[name, known_as, reason, _]| {
            let known_as = self.name(known_as).map(str::to_owned);
            (self.names.get(name).to_owned(), known_as, Reason::of_number(reason))
        })
    }

    /// The rest as it was put in: the names that something sticks to, and what was decided of short ones.
    pub fn short_names(&self) -> (Vec<Row>, ShortNames) {
        let (glued, rows) = self.rows_of(1).partition(|row| row.2 == Reason::Glued);
        let name = |at: u32| self.names.get(at).to_owned();
        let cell = |[of, year, source, known_as, reason, share @ ..]: [u32; 10]| {
            Some(InCell {
                name: name(of),
                year: year.cast_signed(),
                source: self.name(source).map(str::to_owned),
                known_as: name(known_as),
                reason: Reason::of_number(reason),
                share: self.share_of(share)?,
            })
        };
        let share = |[of, share @ ..]: [u32; 6]| Some((name(of), self.share_of(share)?));
        let word = |[of, least, is]: [u32; 3]| (name(of), (least, is == 1));
        let short = ShortNames {
            rows,
            cells: self.cells.from(0).filter_map(cell).collect(),
            shares: self.shares.from(0).filter_map(share).collect(),
            words: self.words.from(0).map(word).collect(),
        };
        (glued, short)
    }
}

/// Writes a table. An earlier one may know the terms of most names, which takes less time than to make them.
pub(super) fn encode(content: &Content, earlier: Option<&RenamingTable>) -> Vec<u8> {
    let names = Sorted::of(names_of(content));
    // Of two rows of one name the later counts.
    let mut rows: BTreeMap<u32, [u32; 4]> = BTreeMap::new();
    for (list, (name, known_as, reason)) in
        content.full.iter().map(|row| (0, row)).chain(content.short.iter().map(|row| (1, row)))
    {
        let name = names.at(name);
        rows.insert(name, [name, names.at_or_none(known_as.as_deref()), reason.number(), list]);
    }
    let cells: Vec<[u32; 10]> = content.cells.iter().map(|cell| cell_row(cell, &names)).collect();
    let mut writer = Writer::default();
    writer.put(content.aliases.as_bytes());
    writer.put(&content.state);
    writer.put_strings(&names.all);
    writer.put_rows(rows.values().copied());
    writer.put_rows(content.shares.iter().map(|(name, share)| {
        let [best, stories, all, second, of_second] = share_row(share, &names);
        [names.at(name), best, stories, all, second, of_second]
    }));
    writer.put_rows(cells.iter().copied());
    writer.put_rows(content.words.iter().map(|(name, (least, is))| [names.at(name), *least, u32::from(*is)]));
    put_terms(&mut writer, &names, (&rows, &cells), earlier);
    writer.finish()
}

fn share_row(share: &Share, names: &Sorted<'_>) -> ShareRow {
    let (second, of_second) = match &share.second {
        Some((name, stories)) => (names.at(name), *stories),
        None => (NONE, 0),
    };
    [names.at(&share.name), share.stories, share.all, second, of_second]
}

fn cell_row(cell: &InCell, names: &Sorted<'_>) -> [u32; 10] {
    let source = names.at_or_none(cell.source.as_deref());
    let [best, stories, all, second, of_second] = share_row(&cell.share, names);
    let (name, year, known_as) = (names.at(&cell.name), cell.year.cast_unsigned(), names.at(&cell.known_as));
    [name, year, source, known_as, cell.reason.number(), best, stories, all, second, of_second]
}

/// All strings of a table that are no terms: first those that are in order already.
fn names_of(content: &Content) -> Vec<&str> {
    let rows = || content.full.iter().chain(&content.short);
    let mut all: Vec<&str> = rows().map(|(name, ..)| name.as_str()).collect();
    all.extend(content.shares.keys().chain(content.words.keys()).map(String::as_str));
    all.extend(content.cells.iter().map(|cell| cell.name.as_str()));
    all.extend(rows().filter_map(|(_, known_as, _)| known_as.as_deref()));
    for cell in &content.cells {
        all.push(&cell.known_as);
        all.extend(cell.source.as_deref());
    }
    let shares = content.cells.iter().map(|cell| &cell.share).chain(content.shares.values());
    for share in shares {
        all.push(&share.name);
        all.extend(share.second.as_ref().map(|(name, _)| name.as_str()));
    }
    all
}

/// Adds what a table says of terms.
fn put_terms(
    writer: &mut Writer,
    names: &Sorted<'_>,
    (rows, cells): (&BTreeMap<u32, [u32; 4]>, &[[u32; 10]]),
    earlier: Option<&RenamingTable>,
) {
    let mut is_asked_for = vec![false; names.all.len()];
    let named = rows.values().flat_map(|row| [row[0], row[1]]).chain(cells.iter().flat_map(|cell| [cell[0], cell[3]]));
    named.filter(|name| *name != NONE).for_each(|name| is_asked_for[name as usize] = true);
    let asked_for = || names.all.iter().zip(&is_asked_for).filter(|(_, is)| **is).map(|(name, _)| *name);
    let made: Vec<String> = asked_for().map(|name| term_of(name, earlier)).collect();
    let terms = Sorted::of(made.iter().map(String::as_str).collect());
    let mut own = made.iter().map(|term| terms.at(term));
    let of_names: Vec<u32> = is_asked_for.iter().map(|is| is.then(|| own.next()).flatten().unwrap_or(NONE)).collect();
    let term = |name: u32| of_names.get(name as usize).copied().unwrap_or(NONE);
    // Of names that have one term, the last in order counts.
    let renamed: BTreeMap<u32, u32> = rows.values().map(|row| (term(row[0]), term(row[1]))).collect();
    let mut renamed_to: Vec<[u32; 2]> =
        renamed.iter().filter(|(_, to)| **to != NONE).map(|(term, to)| [*to, *term]).collect();
    renamed_to.sort_unstable();
    writer.put_strings(&terms.all);
    writer.put_rows(of_names.iter().map(|term| [*term]));
    writer.put_rows(renamed.iter().map(|(term, to)| [*term, *to]));
    writer.put_rows(renamed_to);
    put_parts(writer, &terms);
    // Likewise.
    let with_cells: BTreeMap<u32, u32> = cells.iter().map(|cell| (term(cell[0]), cell[0])).collect();
    let mut meant: Vec<[u32; 2]> = Vec::new();
    for name in with_cells.into_values() {
        let otherwise = rows.get(&name).map_or(name, |row| row[1]);
        let own = cells[cells.partition_point(|cell| cell[0] < name)..].iter().take_while(|cell| cell[0] == name);
        let known = own.map(|cell| cell[3]).chain((otherwise != NONE).then_some(otherwise));
        meant.extend(known.map(|known_as| [term(known_as), name]));
    }
    meant.sort_unstable();
    meant.dedup();
    writer.put_rows(meant);
}

/// Adds the words of terms with the lists of those that hold them.
fn put_parts(writer: &mut Writer, terms: &Sorted<'_>) {
    let mut lists: HashMap<&str, Vec<u32>> = HashMap::new();
    for (at, term) in (0..).zip(&terms.all) {
        for part in term.trim_start_matches(terms::NAME_MARK).split(' ') {
            let own = lists.entry(part).or_default();
            if own.last() != Some(&at) {
                own.push(at);
            }
        }
    }
    let mut parts: Vec<(&str, Vec<u32>)> = lists.into_iter().collect();
    parts.sort_unstable();
    writer.put_strings(&parts.iter().map(|(part, _)| *part).collect::<Vec<_>>());
    let mut end = 0;
    writer.put_rows(parts.iter().map(|(_, own)| {
        end += own.len() as u32;
        [end]
    }));
    writer.put_rows(parts.iter().flat_map(|(_, own)| own.iter().map(|term| [*term])));
}

fn term_of(name: &str, earlier: Option<&RenamingTable>) -> String {
    let known = earlier.and_then(|earlier| {
        let term = earlier.term_of(earlier.names.find(name)?)?;
        Some(earlier.terms.get(term).to_owned())
    });
    known.unwrap_or_else(|| terms::name_term(name))
}

/// Strings in order, each once.
struct Sorted<'s> {
    all: Vec<&'s str>,
}

impl<'s> Sorted<'s> {
    fn of(mut all: Vec<&'s str>) -> Self {
        // Of runs that are in order it only puts one behind the other.
        all.sort_by(|a, b| str::cmp(a, b));
        all.dedup();
        Self { all }
    }

    /// The position of one of them.
    fn at(&self, string: &str) -> u32 {
        self.all.binary_search(&string).map_or(NONE, |at| at as u32)
    }

    fn at_or_none(&self, string: Option<&str>) -> u32 {
        string.map_or(NONE, |string| self.at(string))
    }
}
