//! Looks articles up by id or input in a commit.

use super::directory::GenerationDirectory;
use super::{Fields, Generations, IndexError, InputKey, Payload, RecordHash, read_damaged};
use crate::article::{ArticleId, Day};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::PhraseQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, ReloadPolicy, Searcher, SegmentReader, TERMINATED, Term};

/// What the index knows of an article, by which a change is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArticleState {
    /// Its id.
    pub id: ArticleId,
    /// The id that its record has by itself.
    pub identity: ArticleId,
    /// The input that it came from.
    pub input: InputKey,
    /// Hashes of its record.
    pub hash: RecordHash,
    /// Position of the record in its input.
    pub item: u64,
    /// The day on which it was first seen.
    pub added: Day,
    /// The revision in which it was first seen.
    pub revision: u64,
    /// Its lead passage.
    pub lead: DocAddress,
}

/// The articles of a commit, to look up.
pub struct IndexedArticles {
    folder: PathBuf,
    searcher: Searcher,
    fields: Fields,
    /// Of each segment, opened when first needed.
    columns: Vec<OnceLock<StateColumns>>,
}

/// The columns of a segment that say what is known of an article.
struct StateColumns {
    id: Column<u64>,
    identity: Column<u64>,
    input: Column<u64>,
    content: Column<u64>,
    wording: Column<u64>,
    item: Column<u64>,
    added: Column<i64>,
    revision: Column<u64>,
}

impl StateColumns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            id: columns.u64("id")?,
            identity: columns.u64("identity")?,
            input: columns.u64("input")?,
            content: columns.u64("content")?,
            wording: columns.u64("wording")?,
            item: columns.u64("item")?,
            added: columns.i64("added")?,
            revision: columns.u64("revision")?,
        })
    }

    fn read(&self, lead: DocAddress) -> ArticleState {
        let number = |column: &Column<u64>| column.first(lead.doc_id).unwrap_or(0);
        let whole = number(&self.content);
        ArticleState {
            id: ArticleId(number(&self.id)),
            identity: ArticleId(self.identity.first(lead.doc_id).unwrap_or_else(|| number(&self.id))),
            input: InputKey(number(&self.input)),
            hash: RecordHash { whole, wording: self.wording.first(lead.doc_id).unwrap_or(whole) },
            item: number(&self.item),
            added: Day(self.added.first(lead.doc_id).unwrap_or(0) as i32),
            revision: number(&self.revision),
            lead,
        }
    }
}

impl IndexedArticles {
    pub(super) fn new(folder: &Path, searcher: Searcher, fields: &Fields) -> Self {
        let columns = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Self { folder: folder.to_owned(), searcher, fields: *fields, columns }
    }

    /// The index folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The searcher.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// Handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// True when there is nothing to look up.
    pub fn is_empty(&self) -> bool {
        self.searcher.num_docs() == 0
    }

    /// What is known of an article.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn state(&self, id: ArticleId) -> Result<Option<ArticleState>, IndexError> {
        self.find(id)?.map(|lead| self.read_state(lead)).transpose()
    }

    fn read_state(&self, lead: DocAddress) -> Result<ArticleState, IndexError> {
        let columns = &self.columns[lead.segment_ord as usize];
        if columns.get().is_none() {
            let opened = StateColumns::open(self.searcher.segment_reader(lead.segment_ord));
            let _ = columns.set(opened.map_err(IndexError::engine(&self.folder))?);
        }
        Ok(columns.get().expect("it was opened").read(lead))
    }

    /// The lead passage of an article.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn find(&self, id: ArticleId) -> Result<Option<DocAddress>, IndexError> {
        // The passages of an article are neighbours, in order.
        let leads = self.postings(&Term::from_field_u64(self.fields.article, id.0), 1);
        Ok(leads.map_err(IndexError::engine(&self.folder))?.first().copied())
    }

    /// The articles whose records have this id by themselves, the current one first.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn of_identity(&self, identity: ArticleId) -> Result<Vec<ArticleState>, IndexError> {
        let others = self.postings(&Term::from_field_u64(self.fields.identity, identity.0), usize::MAX);
        let others = others.map_err(IndexError::engine(&self.folder))?;
        self.find(identity)?.into_iter().chain(others).map(|lead| self.read_state(lead)).collect()
    }

    /// True when other articles than the current one have records of this id.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn has_others(&self, identity: ArticleId) -> Result<bool, IndexError> {
        let others = self.postings(&Term::from_field_u64(self.fields.identity, identity.0), 1);
        Ok(!others.map_err(IndexError::engine(&self.folder))?.is_empty())
    }

    /// The ids that several articles have by themselves.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn contested(&self) -> Result<BTreeSet<ArticleId>, IndexError> {
        Ok(self.ids_in("identity")?.into_iter().collect())
    }

    /// The articles that came from an input, in order of their ids.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn of_input(&self, key: InputKey) -> Result<Vec<ArticleState>, IndexError> {
        let leads = self.postings(&Term::from_field_u64(self.fields.input, key.0), usize::MAX);
        let leads = leads.map_err(IndexError::engine(&self.folder))?;
        let mut found = leads.into_iter().map(|lead| self.read_state(lead)).collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|state| state.id);
        Ok(found)
    }

    /// The path of an input, as the user would name it.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn input_path(&self, key: InputKey) -> Result<Option<String>, IndexError> {
        let read = || -> tantivy::Result<Option<String>> {
            let Some(row) = self.postings(&Term::from_field_u64(self.fields.manifest, key.0), 1)?.pop() else {
                return Ok(None);
            };
            let Some(column) = self.searcher.segment_reader(row.segment_ord).fast_fields().str("input_display")? else {
                return Ok(None);
            };
            let Some(ordinal) = column.term_ords(row.doc_id).next() else { return Ok(None) };
            let mut path = String::new();
            Ok(column.ord_to_str(ordinal, &mut path)?.then_some(path))
        };
        read().map_err(IndexError::engine(&self.folder))
    }

    /// The inputs whose paths hold these components ([`super::analyzer::components`]) one after the other.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn inputs_at(&self, components: &[String]) -> Result<HashSet<InputKey>, IndexError> {
        let terms: Vec<Term> =
            components.iter().map(|component| Term::from_field_text(self.fields.path, component)).collect();
        let read = || -> tantivy::Result<HashSet<InputKey>> {
            let rows = match &terms[..] {
                [] => return Ok(HashSet::new()),
                [one] => self.postings(one, usize::MAX)?.into_iter().collect(),
                _ => self.searcher.search(&PhraseQuery::new(terms.clone()), &DocSetCollector)?,
            };
            let mut keys = HashSet::new();
            for row in rows {
                let columns = self.searcher.segment_reader(row.segment_ord).fast_fields();
                keys.extend(columns.u64("manifest")?.first(row.doc_id).map(InputKey));
            }
            Ok(keys)
        };
        read().map_err(IndexError::engine(&self.folder))
    }

    /// The ids of all articles.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn all_ids(&self) -> Result<Vec<ArticleId>, IndexError> {
        self.ids_in("id")
    }

    /// The ids in a column.
    fn ids_in(&self, column: &str) -> Result<Vec<ArticleId>, IndexError> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            let ids = segment.fast_fields().u64(column).map_err(IndexError::engine(&self.folder))?;
            found.extend(segment.doc_ids_alive().filter_map(|doc_id| ids.first(doc_id)).map(ArticleId));
        }
        Ok(found)
    }

    /// The articles whose records have this wording ([`RecordHash::wording`]), under whatever id.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn with_wording(&self, wording: u64) -> Result<Vec<ArticleState>, IndexError> {
        let mut found = Vec::new();
        for (segment_ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let column = |name| segment.fast_fields().u64(name).map_err(IndexError::engine(&self.folder));
            let (contents, wordings) = (column("content")?, column("wording")?);
            let is_it = |doc_id: &u32| wordings.first(*doc_id).or_else(|| contents.first(*doc_id)) == Some(wording);
            for doc_id in segment.doc_ids_alive().filter(is_it) {
                found.push(self.read_state(DocAddress { segment_ord, doc_id })?);
            }
        }
        Ok(found)
    }

    /// The ids that lie in a range ([`ArticleId::range`]), in order, at most `limit`.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn ids(&self, (low, high): (ArticleId, ArticleId), limit: usize) -> Result<Vec<ArticleId>, IndexError> {
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.article).map_err(IndexError::engine(&self.folder))?;
            let range = inverted.terms().range().ge(low.0.to_be_bytes()).le(high.0.to_be_bytes());
            let mut terms = range.into_stream().map_err(IndexError::engine(&self.folder))?;
            let mut here = 0;
            while here < limit && terms.advance() {
                let Ok(number) = terms.key().try_into().map(u64::from_be_bytes) else { continue };
                let id = ArticleId(number);
                // A removed article keeps its term until its segment is merged.
                if self.find(id)?.is_some() {
                    found.insert(id);
                    here += 1;
                }
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }

    /// The documents of a term that are not deleted, at most `limit`.
    fn postings(&self, term: &Term, limit: usize) -> tantivy::Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (segment_ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let inverted = segment.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { continue };
            let mut doc_id = postings.doc();
            while doc_id != TERMINATED && found.len() < limit {
                if !segment.is_deleted(doc_id) {
                    found.push(DocAddress { segment_ord, doc_id });
                }
                doc_id = postings.advance();
            }
        }
        Ok(found)
    }

    /// When the articles of an index were first seen. Works on an index of any version.
    #[must_use]
    pub fn first_seen(generations: &Generations) -> FirstSeen {
        // Where it is not known which one is current, each may have articles that the others lack.
        let numbers = generations.current().map_or_else(|_| generations.all(), |current| vec![current]);
        let mut seen = FirstSeen { of: HashMap::new(), is_whole: true };
        for number in numbers.into_iter().filter(|number| !Payload::is_none(generations, *number)) {
            let path = generations.path(number);
            let read = read_damaged(generations.folder(), || Ok(first_seen_in(&path)));
            match read.ok().flatten() {
                Some(of) => of.into_iter().for_each(|(id, (day, revision))| seen.note(id, day, revision)),
                None => seen.is_whole = false,
            }
        }
        seen
    }
}

/// When articles were first seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstSeen {
    /// Day and revision of each.
    pub of: HashMap<ArticleId, (Day, u64)>,
    /// Nothing was missing or damaged: what is not named was never seen.
    pub is_whole: bool,
}

impl FirstSeen {
    fn note(&mut self, id: ArticleId, day: Day, revision: u64) {
        let known = self.of.entry(id).or_insert((day, revision));
        if revision < known.1 {
            *known = (day, revision);
        }
    }
}

/// Day and revision of the articles of a generation; `None` where it cannot be read.
fn first_seen_in(generation: &Path) -> Option<Vec<(ArticleId, (Day, u64))>> {
    let (directory, _lock) = GenerationDirectory::reader(generation).ok()?;
    let reader = tantivy::Index::open(directory).ok()?.reader_builder();
    let reader = reader.reload_policy(ReloadPolicy::Manual).try_into().ok()?;
    let mut seen = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let columns = segment.fast_fields();
        // Up to schema 2 the column of ids was that of `article`.
        let articles = columns.u64("id").or_else(|_| columns.u64("article")).ok()?;
        let added = columns.i64("added").ok()?;
        let revisions = columns.u64("revision").ok()?;
        for doc in segment.doc_ids_alive() {
            if let (Some(article), Some(day)) = (articles.first(doc), added.first(doc)) {
                let revision = revisions.first(doc).unwrap_or(0);
                seen.push((ArticleId(article), (Day(day as i32), revision)));
            }
        }
    }
    Some(seen)
}
