//! What the names of people are besides: organizations, places, words that stand for something else.

use super::ArchiveError;
use super::copies::Copies;
use super::elsewhere::Elsewhere;
use super::organizations;
use super::segment::Segment;
use super::tally::{Tally, TallyColumn};
use crate::entities::gazetteer::Gazetteer;
use crate::index::terms;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, TERMINATED};

/// Names with the number of stories that have each.
type Counts = HashMap<String, u64>;

/// Counted over an archive when first asked for.
pub(super) struct Counted<'a> {
    segments: &'a [Segment],
    copies: &'a Copies,
    gazetteer: &'a Gazetteer,
    /// The names that are asked for.
    asked: HashSet<&'a str>,
    /// In how many stories a name is an organization's, or a place's, whichever are more.
    stories: OnceCell<Counts>,
}

impl<'a> Counted<'a> {
    pub(super) fn of(
        segments: &'a [Segment],
        copies: &'a Copies,
        gazetteer: &'a Gazetteer,
        asked: HashSet<&'a str>,
    ) -> Self {
        Self { segments, copies, gazetteer, asked, stories: OnceCell::new() }
    }

    fn count(&self) -> Result<Counts, ArchiveError> {
        let Self { segments, copies, gazetteer, asked, .. } = self;
        let is_asked = |name: &str| asked.contains(name);
        let (organizations, places) = rayon::join(
            || as_organizations(segments, copies, is_asked),
            || as_places(segments, copies, gazetteer, is_asked),
        );
        let mut stories = organizations?;
        for (name, count) in places? {
            let known = stories.entry(name).or_default();
            *known = (*known).max(count);
        }
        Ok(stories)
    }
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

impl Elsewhere for Counted<'_> {
    fn as_other_kind(&self, name: &str) -> Result<u64, ArchiveError> {
        let stories = if let Some(stories) = self.stories.get() {
            stories
        } else {
            let counted = self.count()?;
            self.stories.get_or_init(|| counted)
        };
        Ok(stories.get(name).copied().unwrap_or_default())
    }

    fn as_word(&self, name: &str) -> Result<u64, ArchiveError> {
        let [word] = &terms::name_parts(name)[..] else { return Ok(0) };
        let mut articles = 0;
        let in_segments = self.segments.iter().flat_map(|segment| {
            terms::form_terms(&segment.fields, false, word).into_iter().map(move |term| (segment, term))
        });
        for (segment, term) in in_segments {
            let inverted = segment.reader.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if segment.passages.has(doc) {
                    // The passages of an article follow each other.
                    articles += 1;
                    doc = postings.seek(segment.article_end(segment.lead(doc)).max(doc + 1));
                } else {
                    doc = postings.advance();
                }
            }
        }
        Ok(articles)
    }
}
