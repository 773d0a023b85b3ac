//! The gazetteer's table, read in place: nothing is parsed or copied when it is opened.
//!
//! ```text
//! header   magic, then offset and length of each section (u32, little-endian)
//! rows     one a place, sorted by id; see `ROW`
//! pool     display names: length (u8), UTF-8
//! names    an fst map from the folded name to one posting or to a run of postings
//! postings kind of name (u8), row (u24); the likeliest place first
//! groups   pairs of rows (u24, u24), sorted: the first belongs to the second, outside the tree
//! ```
//!
//! A damaged table gives wrong places or none, never a panic: every read is bounded.

use fst::Map;
use fst::raw::{CompiledAddr, Output};
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

/// First bytes of a table; the digits are its version.
pub(super) const MAGIC: &[u8; 8] = b"DLGAZ001";
/// Bytes of a row: id u32, parent row + 1 u24, latitude i24, longitude i24, population u32, name u24, feature u8,
/// country 2 letters.
pub(super) const ROW: usize = 23;
/// Number of sections.
pub(super) const SECTIONS: usize = 5;
/// Bytes before the first section.
pub(super) const HEADER: usize = MAGIC.len() + SECTIONS * 8;
/// Steps of a coordinate per degree: 180 degrees fill 23 bits.
pub(super) const STEPS: f64 = 8_388_607.0 / 180.0;
/// Marks a value of the name map that is itself a posting.
pub(super) const SINGLE: u64 = 1 << 63;

/// What a place is, from the words of [`crate::article::Place::feature`].
pub(super) const FEATURES: &[&str] = &[
    "city",
    "capital",
    "county",
    "state",
    "country",
    "region",
    "continent",
    "ocean",
    "sea",
    "gulf",
    "bay",
    "channel",
    "strait",
    "canal",
    "lake",
    "river",
    "island",
    "mountain",
    "mountains",
    "desert",
    "park",
];

/// A place of the table by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(pub(super) u32);

/// What a place is, in the order of the table's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// A populated place.
    City,
    /// The seat of a country's government.
    Capital,
    /// A second-level region.
    County,
    /// A first-level region.
    State,
    /// A country or territory with an ISO 3166-1 code.
    Country,
    /// A part of the world with a name: the Middle East, the Gaza Strip.
    Region,
    /// A continent.
    Continent,
    /// Seas, rivers, mountains, islands.
    Natural,
}

/// How a name belongs to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// The usual name.
    Main,
    /// Another name in common use.
    Usual,
    /// Another name, rare, historical or in another language.
    Other,
    /// The adjective or noun of its people.
    Demonym,
    /// Written in capitals, with or without full stops: "UAE", "U.S."
    Acronym,
    /// Postal code of a state: stands only after a city and a comma.
    Postal,
    /// Written with a full stop: "Calif."
    Abbreviation,
}

impl NameKind {
    /// All kinds, in the order of the table's codes.
    pub(super) const ALL: [Self; 7] =
        [Self::Main, Self::Usual, Self::Other, Self::Demonym, Self::Acronym, Self::Postal, Self::Abbreviation];
}

/// Bytes that a table is read from: those of the program, or of whoever owns them (a mapped file).
pub type Owner = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A section of a table.
#[derive(Clone)]
pub(super) enum Section {
    Embedded(&'static [u8]),
    Owned(Owner, Range<usize>),
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Embedded(bytes) => bytes,
            Self::Owned(owner, range) => owner.as_ref().as_ref().get(range.clone()).unwrap_or_default(),
        }
    }
}

/// A table in memory.
pub struct Table {
    rows: Section,
    pool: Section,
    names: Map<Section>,
    postings: Section,
    groups: Section,
    /// Distinguishes what is kept of different tables.
    identity: Arc<()>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("places", &self.len()).finish_non_exhaustive()
    }
}

/// Bytes that are not a gazetteer table.
#[derive(Debug, thiserror::Error)]
#[error("not a gazetteer table of this version: {0}")]
pub struct NotATable(&'static str);

impl Table {
    /// Opens the table that is part of the program; reads the header only.
    pub(super) fn embedded(bytes: &'static [u8]) -> Result<Self, NotATable> {
        Self::of_sections(bytes, |range| Section::Embedded(&bytes[range]))
    }

    /// Opens a table; reads the header only.
    ///
    /// # Errors
    /// When the header is not that of a table of this version.
    #[expect(clippy::needless_pass_by_value, reason = "the table takes over what owns its bytes")]
    pub fn open(bytes: Owner) -> Result<Self, NotATable> {
        let owner = Arc::clone(&bytes);
        Self::of_sections(bytes.as_ref().as_ref(), |range| Section::Owned(Arc::clone(&owner), range))
    }

    fn of_sections(bytes: &[u8], section: impl Fn(Range<usize>) -> Section) -> Result<Self, NotATable> {
        if bytes.len() < HEADER || !bytes.starts_with(MAGIC) {
            return Err(NotATable("wrong first bytes"));
        }
        let section = |at: usize| {
            let number = |at: usize| u32_at(bytes, MAGIC.len() + at * 4) as usize;
            let (offset, len) = (number(at * 2), number(at * 2 + 1));
            let end = offset.checked_add(len).filter(|end| *end <= bytes.len());
            end.map(|end| section(offset..end)).ok_or(NotATable("a section is cut off"))
        };
        let names = Map::new(section(2)?).map_err(|_| NotATable("the names cannot be read"))?;
        Ok(Self {
            rows: section(0)?,
            pool: section(1)?,
            names,
            postings: section(3)?,
            groups: section(4)?,
            identity: Arc::default(),
        })
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.as_ref().len() / ROW
    }

    /// True of a table without a place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.as_ref().is_empty()
    }

    /// All places, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = Row> {
        (0..self.len() as u32).map(Row)
    }

    /// The place of a GeoNames id.
    #[must_use]
    pub fn by_id(&self, id: u32) -> Option<Row> {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            match self.id(Row(middle)).cmp(&id) {
                std::cmp::Ordering::Equal => return Some(Row(middle)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// GeoNames id.
    #[must_use]
    pub fn id(&self, row: Row) -> u32 {
        u32_at(self.rows.as_ref(), field(row, 0))
    }

    /// The place that holds it in the tree.
    #[must_use]
    pub fn parent(&self, row: Row) -> Option<Row> {
        // Rows of a damaged table may form a ring: only the way up is walked, and `lineage` bounds it.
        u24_at(self.rows.as_ref(), field(row, 4)).checked_sub(1).map(Row)
    }

    /// Degrees north and east.
    #[must_use]
    pub fn point(&self, row: Row) -> (f32, f32) {
        let degrees =
            |at| (f64::from((u24_at(self.rows.as_ref(), field(row, at)) << 8).cast_signed() >> 8) / STEPS) as f32;
        (degrees(7), degrees(10))
    }

    /// Inhabitants, 0 if unknown.
    #[must_use]
    pub fn population(&self, row: Row) -> u32 {
        u32_at(self.rows.as_ref(), field(row, 13))
    }

    /// Usual English name.
    #[must_use]
    pub fn name(&self, row: Row) -> &str {
        let at = u24_at(self.rows.as_ref(), field(row, 17)) as usize;
        let pool = self.pool.as_ref();
        let len = usize::from(pool.get(at).copied().unwrap_or(0));
        pool.get(at + 1..at + 1 + len).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or("")
    }

    /// The word for what it is.
    #[must_use]
    pub fn feature_name(&self, row: Row) -> &'static str {
        let code = self.rows.as_ref().get(field(row, 20)).copied().unwrap_or(0);
        FEATURES.get(usize::from(code)).copied().unwrap_or("city")
    }

    /// What it is.
    #[must_use]
    pub fn feature(&self, row: Row) -> Feature {
        match self.rows.as_ref().get(field(row, 20)) {
            Some(0) | None => Feature::City,
            Some(1) => Feature::Capital,
            Some(2) => Feature::County,
            Some(3) => Feature::State,
            Some(4) => Feature::Country,
            Some(5) => Feature::Region,
            Some(6) => Feature::Continent,
            Some(_) => Feature::Natural,
        }
    }

    /// ISO 3166-1 alpha-2 code; empty at sea and above countries.
    #[must_use]
    pub fn country(&self, row: Row) -> &str {
        let at = field(row, 21);
        let code = self.rows.as_ref().get(at..at + 2).and_then(|code| std::str::from_utf8(code).ok()).unwrap_or("");
        code.trim_end_matches('\0')
    }

    /// The place itself and what holds it, from the inside out, along the tree.
    pub fn lineage(&self, row: Row) -> impl Iterator<Item = Row> {
        std::iter::successors(Some(row), |row| self.parent(*row)).take(8)
    }

    /// True when `inner` is `outer` or lies in it along the tree.
    #[must_use]
    pub fn is_inside(&self, inner: Row, outer: Row) -> bool {
        self.lineage(inner).any(|row| row == outer)
    }

    /// Groups outside the tree to which a place belongs itself.
    pub fn groups(&self, row: Row) -> impl Iterator<Item = Row> {
        let pairs = self.groups.as_ref().as_chunks::<6>().0;
        let start = pairs.partition_point(|pair| u24_at(pair, 0) < row.0);
        pairs[start..].iter().take_while(move |pair| u24_at(*pair, 0) == row.0).map(|pair| Row(u24_at(pair, 3)))
    }

    /// The places of a folded name, the likeliest first.
    #[must_use]
    pub fn candidates(&self, folded: &str) -> Candidates<'_> {
        self.names.get(folded).map_or(Candidates { table: self, value: SINGLE, left: 0 }, |value| self.postings(value))
    }

    fn postings(&self, value: u64) -> Candidates<'_> {
        let left = if value & SINGLE == 0 { value as u8 } else { 1 };
        Candidates { table: self, value, left }
    }

    /// Starts to spell a name.
    #[must_use]
    pub fn spell(&self) -> Speller<'_> {
        Speller { table: self, address: self.names.as_fst().root().addr(), output: Output::zero() }
    }

    /// Goes on spelling after what was spelled of a name before.
    #[must_use]
    pub fn spell_on(&self, prefix: Prefix) -> Speller<'_> {
        let [high, low] = prefix.output.map(u64::from);
        Speller { table: self, address: prefix.address.get() as usize - 1, output: Output::new(high << 32 | low) }
    }

    /// The same for this table only.
    pub(in crate::entities) fn identity(&self) -> &Arc<()> {
        &self.identity
    }

    /// The map of folded names.
    pub(super) fn names(&self) -> &Map<Section> {
        &self.names
    }
}

/// Places of one name.
#[derive(Debug, Clone)]
pub struct Candidates<'a> {
    table: &'a Table,
    value: u64,
    left: u8,
}

impl Candidates<'_> {
    /// A number that stands for the name: equal for all look-ups of one name.
    #[must_use]
    pub fn key(&self) -> u64 {
        self.value
    }
}

impl Iterator for Candidates<'_> {
    type Item = (Row, NameKind);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let posting = if self.value & SINGLE == 0 {
            let at = (self.value >> 8) as usize * 4;
            self.value += 1 << 8;
            u32_at(self.table.postings.as_ref(), at)
        } else {
            self.value as u32
        };
        let row = posting & 0x00ff_ffff;
        ((row as usize) < self.table.len())
            .then(|| (Row(row), NameKind::ALL[(posting >> 24) as usize % NameKind::ALL.len()]))
    }
}

/// Spells a folded name bit by bit along the map, so that the longest name at a point of a text is found in one pass.
#[derive(Debug, Clone, Copy)]
pub struct Speller<'a> {
    table: &'a Table,
    address: CompiledAddr,
    output: Output,
}

/// The beginning of a name, spelled along the map of one table; it can be kept without the table. Three numbers of four bytes, since
/// one is kept of each capitalised word.
#[derive(Debug, Clone, Copy)]
pub struct Prefix {
    /// One more than the address.
    address: NonZeroU32,
    /// The high and the low half.
    output: [u32; 2],
}

impl<'a> Speller<'a> {
    /// What was spelled so far; nothing in a table of more than four GiB.
    #[must_use]
    pub fn prefix(&self) -> Option<Prefix> {
        let output = self.output.value();
        let address = u32::try_from(self.address).ok()?.checked_add(1).and_then(NonZeroU32::new)?;
        Some(Prefix { address, output: [(output >> 32) as u32, output as u32] })
    }

    /// Goes on with more bytes; nothing when no name begins so.
    #[must_use]
    pub fn and(mut self, bytes: &[u8]) -> Option<Self> {
        let fst = self.table.names.as_fst();
        for byte in bytes {
            let node = fst.node(self.address);
            let transition = node.transition(node.find_input(*byte)?);
            self.output = self.output.cat(transition.out);
            self.address = transition.addr;
        }
        Some(self)
    }

    /// The places whose name ends here, if any.
    #[must_use]
    pub fn candidates(&self) -> Option<Candidates<'a>> {
        let node = self.table.names.as_fst().node(self.address);
        node.is_final().then(|| self.table.postings(self.output.cat(node.final_output()).value()))
    }
}

/// Position of a field of a row.
fn field(row: Row, at: usize) -> usize {
    (row.0 as usize).saturating_mul(ROW) + at
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn u24_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}
