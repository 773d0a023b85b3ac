//! The sources and years of articles, by which a name alone may mean one person or another, while names are counted.

use super::renaming::{Renaming, Standing};
use super::segment::Segment;
use crate::article::Day;
use std::cell::RefCell;
use std::collections::HashMap;
use tantivy::columnar::StrColumn;

/// Kinds of articles: all of one year and source are of one.
pub(crate) struct Standings<'r> {
    renaming: Option<&'r Renaming>,
    /// True where some name depends on year and source.
    matter: bool,
    kinds: RefCell<Kinds>,
}

#[derive(Default)]
struct Kinds {
    all: Vec<(i32, Option<String>)>,
    numbers: HashMap<(i32, Option<String>), u32>,
}

/// The kinds of the articles of a segment.
pub(crate) struct SegmentStandings<'s> {
    standings: &'s Standings<'s>,
    segment: &'s Segment,
    sources: Option<StrColumn>,
    /// By year and number of the source in the segment.
    known: RefCell<HashMap<(i32, Option<u64>), u32>>,
}

impl<'r> Standings<'r> {
    pub fn new(renaming: Option<&'r Renaming>) -> Self {
        let matter = renaming.is_some_and(|renaming| renaming.names_with_cells().next().is_some());
        Self { renaming, matter, kinds: RefCell::default() }
    }

    /// The names that depend on year and source.
    pub fn names(&self) -> impl Iterator<Item = &'r str> {
        self.renaming.into_iter().flat_map(Renaming::names_with_cells)
    }

    /// Those of a segment's articles.
    pub fn of<'s>(&'s self, segment: &'s Segment) -> SegmentStandings<'s> {
        let sources = segment.reader.fast_fields().str("source").ok().flatten().filter(|_| self.matter);
        SegmentStandings { standings: self, segment, sources, known: RefCell::default() }
    }

    /// The name under which a name counts in articles of a kind; `None` where it counts for nobody.
    pub fn canonical(&self, name: &str, kind: Option<u32>) -> Option<String> {
        let renaming = self.renaming?;
        let kinds = self.kinds.borrow();
        let kind = kind.and_then(|kind| kinds.all.get(kind as usize));
        let standing = kind.map(|(year, source)| Standing { year: *year, source: source.as_deref() });
        renaming.counted_in(name, standing).map(str::to_owned)
    }
}

impl SegmentStandings<'_> {
    /// The kind of an article; none where no name depends on it.
    pub fn kind(&self, lead: u32) -> Option<u32> {
        if !self.standings.matter {
            return None;
        }
        let year = Day(i32::try_from(self.segment.published(lead)?).ok()?).civil().0;
        let ord = self.sources.as_ref().and_then(|column| column.term_ords(lead).next());
        let mut known = self.known.borrow_mut();
        Some(*known.entry((year, ord)).or_insert_with(|| {
            let mut kinds = self.standings.kinds.borrow_mut();
            let kind = (year, self.segment.string("source", lead));
            let next = kinds.all.len() as u32;
            let number = *kinds.numbers.entry(kind.clone()).or_insert(next);
            if number == next {
                kinds.all.push(kind);
            }
            number
        }))
    }
}
