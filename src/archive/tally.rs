//! Counts the values of columns: in how many units (stories, articles, passages) each occurs, and how often.

use super::ArchiveError;
use super::copies::Copies;
use super::segment::Segment;
use foldhash::fast::RandomState;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use tantivy::columnar::{Column, StrColumn};

/// Under which name a name counts in an article of a kind ([`TallyColumn::add_in`]), if it does.
pub(crate) type KnownAs<'k> = dyn for<'n> Fn(&'n str, Option<u32>) -> Option<Cow<'n, str>> + 'k;

/// Where the number of a kind begins in a value that counts apart by kind, plus one.
const KIND: u32 = 40;

/// Counts of names. A name is first seen as a value of one column of one segment, under a provisional number; what the
/// values are called is looked up at the end, in the order of the dictionaries.
#[derive(Default)]
pub(crate) struct Tally {
    /// The unit in which a provisional number was seen last, so that most repetitions are not stored.
    last: Vec<u32>,
    mentions: Vec<usize>,
    /// The name of each provisional number; empty until it is known.
    names: Vec<String>,
    /// The kind of article that each provisional number is of, where it counts apart by kind.
    kinds: Vec<Option<u32>>,
    /// Provisional number and unit, some more than once. A unit is a document numbered through all segments.
    pairs: Vec<(u32, u32)>,
}

impl Tally {
    fn number(&mut self) -> u32 {
        self.last.push(u32::MAX);
        self.mentions.push(0);
        self.names.push(String::new());
        self.kinds.push(None);
        self.names.len() as u32 - 1
    }

    fn add(&mut self, number: u32, unit: u32) {
        self.mentions[number as usize] += 1;
        let last = &mut self.last[number as usize];
        if *last != unit {
            *last = unit;
            self.pairs.push((number, unit));
        }
    }

    /// The names as they are known, and the position among them of each provisional number; none where it does not count.
    fn known(&self, known_as: &KnownAs<'_>) -> (Vec<String>, Vec<Option<u32>>) {
        let mut final_numbers: HashMap<Cow<'_, str>, u32, RandomState> =
            HashMap::with_capacity_and_hasher(self.names.len(), RandomState::default());
        let mut names: Vec<String> = Vec::new();
        let mut number_of = Vec::with_capacity(self.names.len());
        for (name, kind) in self.names.iter().zip(&self.kinds) {
            number_of.push(known_as(name, *kind).map(|name| {
                *final_numbers.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone().into_owned());
                    names.len() as u32 - 1
                })
            }));
        }
        (names, number_of)
    }

    /// Counts the stories that have each value of two columns, of passages and of titles, in all articles.
    pub fn of_stories(
        segments: &[Segment],
        open: impl Fn(&Segment) -> Result<[TallyColumn; 2], ArchiveError>,
        copies: &Copies,
    ) -> Result<Self, ArchiveError> {
        let mut tally = Self::default();
        for (at, segment) in segments.iter().enumerate() {
            let [mut passages, mut titles] = open(segment)?;
            for lead in segment.leads.iter() {
                let story = copies.story(at, lead);
                segment.passages_of(lead).for_each(|doc| passages.add(doc, story, &mut tally));
                titles.add(lead, story, &mut tally);
            }
            passages.name(&mut tally)?;
            titles.name(&mut tally)?;
        }
        Ok(tally)
    }

    /// In how many stories of all articles each of some names is, in two columns.
    pub fn stories_of<const COUNT: usize>(
        segments: &[Segment],
        columns: [&str; 2],
        copies: &Copies,
        names: [&str; COUNT],
    ) -> Result<[u64; COUNT], ArchiveError> {
        let is_asked = |found: &[u8]| names.iter().any(|name| name.as_bytes() == found);
        let open = |segment: &Segment| {
            let [passages, titles] =
                columns.map(|column| TallyColumn::of_strings(segment, column).only_names(is_asked));
            Ok([passages?, titles?])
        };
        let (found, stories) = Self::of_stories(segments, open, copies)?.units(&|name, _| Some(Cow::Borrowed(name)));
        let of_name = |name: &str| found.iter().position(|found| found == name).map_or(0, |at| stories[at] as u64);
        Ok(names.map(of_name))
    }

    /// The names as they are known, and how often each was seen.
    pub fn mentions(&self, known_as: &KnownAs<'_>) -> (Vec<String>, Vec<usize>) {
        let (names, number_of) = self.known(known_as);
        let mut counts = vec![0; names.len()];
        for (number, count) in number_of.iter().zip(&self.mentions) {
            if let Some(number) = number {
                counts[*number as usize] += count;
            }
        }
        (names, counts)
    }

    /// The names as they are known, and in how many units each was seen.
    pub fn units(mut self, known_as: &KnownAs<'_>) -> (Vec<String>, Vec<usize>) {
        let (names, number_of) = self.known(known_as);
        self.pairs.retain_mut(|(number, _)| number_of[*number as usize].map(|known| *number = known).is_some());
        let counts = distinct(&self.pairs, names.len());
        (names, counts)
    }
}

/// How many different units each number was seen in.
fn distinct(pairs: &[(u32, u32)], numbers: usize) -> Vec<usize> {
    // The units of each number are put together by counting, which takes less than sorting them all.
    let mut ends = vec![0; numbers];
    for (number, _) in pairs {
        ends[*number as usize] += 1;
    }
    let mut end = 0;
    for slot in &mut ends {
        end += std::mem::replace(slot, end);
    }
    let mut units = vec![0; pairs.len()];
    for &(number, unit) in pairs {
        let slot = &mut ends[number as usize];
        units[*slot] = unit;
        *slot += 1;
    }
    let mut start = 0;
    let different = |end: &usize| {
        let own = &mut units[start..*end];
        start = *end;
        own.sort_unstable();
        own.chunk_by(|a, b| a == b).count()
    };
    ends.iter().map(different).collect()
}

/// A column of one segment, with the provisional numbers of its values.
pub(crate) struct TallyColumn {
    values: Values,
    numbers: HashMap<u64, u32, RandomState>,
    /// Values that count apart by the kind of the article.
    apart: HashSet<u64, RandomState>,
    /// The values that are counted, where not all are.
    only: Option<HashSet<u64, RandomState>>,
}

enum Values {
    Strings(StrColumn),
    Numbers(Column<u64>),
    None,
}

impl TallyColumn {
    /// A column of strings, which count under their text.
    pub fn of_strings(segment: &Segment, column: &str) -> Self {
        let column = segment.reader.fast_fields().str(column).ok().flatten();
        Self::of(column.map_or(Values::None, Values::Strings))
    }

    /// A column of numbers, which count under their decimal digits.
    pub fn of_numbers(segment: &Segment, column: &str) -> Self {
        let column = segment.reader.fast_fields().u64(column);
        Self::of(column.map_or(Values::None, Values::Numbers))
    }

    fn of(values: Values) -> Self {
        Self { values, numbers: HashMap::default(), apart: HashSet::default(), only: None }
    }

    /// Counts these names alone, of a column of strings.
    pub fn only_names(mut self, is_counted: impl Fn(&[u8]) -> bool) -> Result<Self, ArchiveError> {
        let mut only = HashSet::default();
        if let Values::Strings(column) = &self.values {
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                if is_counted(terms.key()) {
                    only.insert(terms.term_ord());
                }
            }
        }
        self.only = Some(only);
        Ok(self)
    }

    /// Counts these numbers alone, of a column of numbers.
    pub fn only_numbers(mut self, counted: impl Iterator<Item = u64>) -> Self {
        self.only = Some(counted.collect());
        self
    }

    /// Has these names count apart by the kind of the article.
    pub fn count_apart<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Result<(), ArchiveError> {
        if let Values::Strings(column) = &self.values {
            for name in names {
                self.apart.extend(column.dictionary().term_ord(name)?);
            }
        }
        Ok(())
    }

    /// Adds the values of a document, which belongs to a unit.
    pub fn add(&mut self, doc: u32, unit: u32, tally: &mut Tally) {
        self.add_in(doc, unit, None, std::iter::empty(), tally);
    }

    /// Adds the values of a document of an article of some kind, which belongs to a unit, but for those at some positions, which
    /// ascend.
    pub fn add_in(
        &mut self,
        doc: u32,
        unit: u32,
        kind: Option<u32>,
        left_out: impl Iterator<Item = u32>,
        tally: &mut Tally,
    ) {
        let mut position = 0;
        let mut left_out = left_out.peekable();
        let mut add = |value: u64| {
            position += 1;
            if left_out.next_if_eq(&(position - 1)).is_some() {
                return;
            }
            if self.only.as_ref().is_some_and(|only| !only.contains(&value)) {
                return;
            }
            let kind = kind.filter(|_| !self.apart.is_empty() && self.apart.contains(&value));
            let key = value | kind.map_or(0, |kind| (u64::from(kind) + 1) << KIND);
            let number = *self.numbers.entry(key).or_insert_with(|| {
                let number = tally.number();
                tally.kinds[number as usize] = kind;
                number
            });
            tally.add(number, unit);
        };
        match &self.values {
            Values::Strings(column) => column.term_ords(doc).for_each(&mut add),
            Values::Numbers(column) => column.values_for_doc(doc).for_each(&mut add),
            Values::None => {}
        }
    }

    /// Looks up what the values are called.
    pub fn name(self, tally: &mut Tally) -> Result<(), ArchiveError> {
        let value = |key: u64| if self.apart.is_empty() { key } else { key & ((1 << KIND) - 1) };
        let mut values: Vec<(u64, u32)> = self.numbers.iter().map(|(key, number)| (value(*key), *number)).collect();
        values.sort_unstable();
        if let Values::Strings(column) = &self.values {
            let mut ords: Vec<u64> = values.iter().map(|(ord, _)| *ord).collect();
            ords.dedup();
            let mut groups = values.chunk_by(|a, b| a.0 == b.0);
            column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
                for (_, number) in groups.next().unwrap_or_default() {
                    tally.names[*number as usize] = String::from_utf8_lossy(name).into_owned();
                }
            })?;
        } else {
            for (value, number) in &values {
                tally.names[*number as usize] = value.to_string();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_count_once() {
        let pairs = [(2, 7), (0, 9), (2, 1), (2, 7), (0, 9)];
        assert_eq!(distinct(&pairs, 4), [1, 0, 2, 0]);
        assert!(distinct(&[], 0).is_empty());
    }

    #[test]
    fn names_count_under_the_one_that_they_are_known_as() {
        let mut tally = Tally::default();
        for (name, units) in [("Trump", &[1, 1, 2][..]), ("Donald Trump", &[2, 3]), ("Kremlin", &[1])] {
            let number = tally.number();
            tally.names[number as usize] = name.to_owned();
            units.iter().for_each(|unit| tally.add(number, *unit));
        }
        let known: &KnownAs<'_> = &|name, _| match name {
            "Trump" => Some(Cow::Borrowed("Donald Trump")),
            "Kremlin" => None,
            other => Some(Cow::Borrowed(other)),
        };
        assert_eq!(tally.mentions(known), (vec!["Donald Trump".to_owned()], vec![5]));
        assert_eq!(tally.units(known), (vec!["Donald Trump".to_owned()], vec![3]));
    }
}
