//! Looks terms up in the dictionaries of an index: by beginning, by likeness, by days.
//!
//! Bounded: what would expand to too many terms is an error.

use crate::article::{Day, DayRange};
use crate::index::{Fields, analyzer::FUNCTION_WORDS, terms};
use crate::search::SearchError;
use crate::search::side_by_side::side_by_side;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, Searcher, SegmentReader, Term};

/// Most terms that the wildcards of one query may expand to.
const MOST_TERMS: usize = 50_000;
/// Most misspelt words of one query.
const MOST_FUZZY: usize = 12;
/// Bytes of the longest word that is looked for misspelt: the automaton grows with the word.
const LONGEST_FUZZY: usize = 100;

/// The dictionaries, and how much a query may still expand to.
pub(crate) struct Dictionary<'s> {
    searcher: &'s Searcher,
    fields: &'s Fields,
    terms_left: usize,
    fuzzy_left: usize,
}

impl<'s> Dictionary<'s> {
    pub fn new(searcher: &'s Searcher, fields: &'s Fields) -> Self {
        Self { searcher, fields, terms_left: MOST_TERMS, fuzzy_left: MOST_FUZZY }
    }

    /// What `visit` takes of the terms of a field, from `from` on until it breaks off, or until there are more than `most` in a segment.
    fn walk<T: Ord + Send>(
        &self,
        field: Field,
        from: &[u8],
        most: usize,
        visit: impl Fn(&[u8]) -> ControlFlow<(), Option<T>> + Sync,
    ) -> Result<BTreeSet<T>, SearchError> {
        let of_segment = |_: usize, segment: &SegmentReader| -> Result<BTreeSet<T>, SearchError> {
            let mut found = BTreeSet::new();
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(from).into_stream()?;
            while found.len() <= most && stream.advance() {
                let ControlFlow::Continue(taken) = visit(stream.key()) else { break };
                found.extend(taken);
            }
            Ok(found)
        };
        let found = side_by_side(self.searcher.segment_readers(), SegmentReader::max_doc, of_segment)?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Words of text and titles with a prefix.
    pub fn with_prefix(&mut self, prefix: &str) -> Result<BTreeSet<String>, SearchError> {
        let mut found = BTreeSet::new();
        for word in FUNCTION_WORDS.iter().filter(|word| word.starts_with(prefix)) {
            if self.frequency(&Term::from_field_text(self.fields.stem, word))? > 0 {
                found.insert((*word).to_owned());
            }
        }
        for field in [self.fields.exact, self.fields.title_exact] {
            let words = self.walk(field, prefix.as_bytes(), self.terms_left, |key| {
                match std::str::from_utf8(key).ok().filter(|word| word.starts_with(prefix)) {
                    Some(word) => ControlFlow::Continue(Some(word.to_owned())),
                    None => ControlFlow::Break(()),
                }
            })?;
            found.extend(words);
        }
        self.terms_left = self
            .terms_left
            .checked_sub(found.len())
            .ok_or_else(|| SearchError::TooManyTerms { prefix: prefix.to_owned() })?;
        Ok(found)
    }

    /// True while another word may be looked for misspelt.
    pub fn may_be_fuzzy(&self) -> bool {
        self.fuzzy_left > 0
    }

    /// Words of text and titles at most `distance` edits away, with the number of passages they are in.
    pub fn similar(&mut self, word: &str, distance: u8) -> Result<BTreeMap<String, u32>, SearchError> {
        self.fuzzy_left = self.fuzzy_left.checked_sub(1).ok_or(SearchError::TooManyFuzzy { most: MOST_FUZZY })?;
        let mut found = BTreeMap::new();
        if word.len() > LONGEST_FUZZY {
            return Ok(found);
        }
        for field in [self.fields.exact, self.fields.title_exact] {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, false);
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut stream = inverted.terms().search(query.automaton()?).into_stream()?;
                while stream.advance() {
                    if let Ok(term) = std::str::from_utf8(stream.key()) {
                        *found.entry(term.to_owned()).or_default() += stream.value().doc_freq;
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whole names of a field that contain all the parts.
    pub fn names(&self, field: Field, parts: &[String]) -> Result<BTreeSet<String>, SearchError> {
        self.walk(field, &[terms::NAME_MARK as u8], usize::MAX, |key| match std::str::from_utf8(key) {
            Ok(name) if name.starts_with(terms::NAME_MARK) => {
                ControlFlow::Continue(terms::name_holds(name, parts).then(|| name.to_owned()))
            }
            _ => ControlFlow::Break(()),
        })
    }

    /// A whole name as an article writes it.
    pub fn written(&self, fields: &[Field], name: &str) -> Result<Option<String>, SearchError> {
        for segment in self.searcher.segment_readers() {
            for &field in fields {
                let term = Term::from_field_text(field, name);
                let inverted = segment.inverted_index(field)?;
                let Some(postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
                let Some(column) = segment.fast_fields().str(segment.schema().get_field_name(field))? else { continue };
                let mut written = String::new();
                for ord in column.term_ords(postings.doc()) {
                    written.clear();
                    if column.ord_to_str(ord, &mut written)? && terms::name_term(&written) == name {
                        return Ok(Some(written));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Date terms of a field that begin on `first` at the earliest and on `last` at the latest, and whose days pass the test.
    pub fn dates(
        &self,
        field: Field,
        [first, last]: [Option<Day>; 2],
        test: impl Fn(DayRange) -> bool + Sync,
    ) -> Result<BTreeSet<DayRange>, SearchError> {
        let from = first.map_or_else(Vec::new, |first| terms::date_term(DayRange::new(first, first)).to_vec());
        self.walk(field, &from, usize::MAX, |key| match terms::date_of_term(key) {
            Some(days) if last.is_some_and(|last| days.from > last) => ControlFlow::Break(()),
            days => ControlFlow::Continue(days.filter(|days| test(*days))),
        })
    }

    /// Numbers of a field that pass the test.
    pub fn numbers(&self, field: Field, test: impl Fn(u64) -> bool + Sync) -> Result<BTreeSet<u64>, SearchError> {
        self.walk(field, b"", usize::MAX, |key| {
            let number = key.try_into().map(u64::from_be_bytes).ok();
            ControlFlow::Continue(number.filter(|number| test(*number)))
        })
    }

    /// The number of documents that contain a term.
    pub fn frequency(&self, term: &Term) -> Result<u64, SearchError> {
        let mut count = 0;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            match inverted.read_block_postings(term, IndexRecordOption::Basic)? {
                Some(mut postings) if segment.has_deletes() => {
                    while !postings.docs().is_empty() {
                        count += postings.docs().iter().filter(|doc| !segment.is_deleted(**doc)).count() as u64;
                        postings.advance();
                    }
                }
                Some(postings) => count += u64::from(postings.doc_freq()),
                None => {}
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::newsroom;

    #[test]
    fn misspelt_words_are_found_within_so_many_edits() {
        let sample = newsroom();
        let mut dictionary = sample.searcher.dictionary();
        let mut similar =
            |word: &str, distance| dictionary.similar(word, distance).unwrap().into_keys().collect::<Vec<_>>();
        assert_eq!(similar("harbuor", 2), ["harbour"]);
        assert!(similar("harbuor", 1).is_empty(), "two letters that changed places are two edits");
        assert_eq!(similar("storrm", 1), ["storm"]);
        assert!(similar(&"a".repeat(100_000), 2).is_empty());
    }

    #[test]
    fn too_many_misspelt_words_are_an_error() {
        let sample = newsroom();
        let mut dictionary = sample.searcher.dictionary();
        for _ in 0..MOST_FUZZY {
            dictionary.similar("storm", 1).unwrap();
        }
        assert!(matches!(dictionary.similar("storm", 1), Err(SearchError::TooManyFuzzy { .. })));
    }

    #[test]
    fn words_by_their_beginning() {
        let sample = newsroom();
        let mut dictionary = sample.searcher.dictionary();
        assert_eq!(dictionary.with_prefix("stor").unwrap().into_iter().collect::<Vec<_>>(), ["storm"]);
        assert!(dictionary.with_prefix("zz").unwrap().is_empty());
    }
}
