//! What the names of people are besides: organizations, places, words that stand for something else.

use super::ArchiveError;
use super::copies::Copies;
use super::elsewhere::Elsewhere;
use super::key_lists::KeyLists;
use super::organizations;
use super::other_names::OtherNames;
use super::segment::Segment;
use super::tally::{Tally, TallyColumn};
use crate::entities::gazetteer::Gazetteer;
use crate::index::terms;
use foldhash::HashSet as Set;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, TERMINATED};

/// Names with the number of stories that have each.
type Counts = HashMap<String, u64>;

/// What an archive is read from.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub segments: &'a [Segment],
    pub copies: &'a Copies,
    pub gazetteer: &'a Gazetteer,
}

/// Counted over an archive when first asked for.
pub(super) struct Counted<'a> {
    read: Read<'a>,
    /// The names that are asked for.
    asked: HashSet<&'a str>,
    /// In how many stories a name is an organization's, or a place's, whichever are more.
    stories: OnceCell<Counts>,
}

impl<'a> Counted<'a> {
    pub(super) fn of(read: Read<'a>, asked: HashSet<&'a str>) -> Self {
        Self { read, asked, stories: OnceCell::new() }
    }

    fn count(&self) -> Result<Counts, ArchiveError> {
        let Self { read: Read { segments, copies, gazetteer }, asked, .. } = self;
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
    let (names, counts) = tally.units(&|id, _| Some(Cow::Owned(gazetteer.shown_name(id.parse().ok()?)?.to_owned())));
    Ok(names.into_iter().zip(counts.into_iter().map(|count| count as u64)).collect())
}

impl Elsewhere for Counted<'_> {
    fn is_other_kind(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
        let stories = if let Some(stories) = self.stories.get() {
            stories
        } else {
            let counted = self.count()?;
            self.stories.get_or_init(|| counted)
        };
        Ok(stories.get(name).copied().unwrap_or_default() >= least)
    }

    fn is_word(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
        is_word(self.read.segments, name, least)
    }
}

/// Looked up name by name, which takes less where few are asked for.
pub(super) struct LookedUp<'a> {
    pub segments: &'a [Segment],
    pub copies: &'a Copies,
    pub lists: &'a KeyLists<'a, OtherNames<'a>>,
    pub names: &'a OtherNames<'a>,
}

impl Elsewhere for LookedUp<'_> {
    fn is_other_kind(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
        let mut stories: [Set<u32>; 2] = Default::default();
        for at in 0..self.segments.len() {
            let mut leads = self.lists.in_segment(at, OtherNames::key(name.as_bytes())).peekable();
            if leads.peek().is_none() {
                continue;
            }
            let ords = self.names.numbers_of(at, name)?;
            for lead in leads {
                let story = self.copies.story(at, lead);
                let has = self.names.has(at, lead, (ords, name));
                for (stories, has) in stories.iter_mut().zip(has) {
                    if has && stories.insert(story) && stories.len() as u64 >= least {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(least == 0)
    }

    fn is_word(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
        is_word(self.segments, name, least)
    }
}

/// True of one word that stands in at least so many articles. Of a word that stands in many more, few are looked at.
fn is_word(segments: &[Segment], name: &str, least: u64) -> Result<bool, ArchiveError> {
    let [word] = &terms::name_parts(name)[..] else { return Ok(least == 0) };
    let mut articles = 0;
    let in_segments = segments.iter().flat_map(|segment| {
        terms::form_terms(&segment.fields, false, word).into_iter().map(move |term| (segment, term))
    });
    for (segment, term) in in_segments {
        let inverted = segment.reader.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED && articles < least {
            if segment.passages.has(doc) {
                // The passages of an article follow each other.
                articles += 1;
                doc = postings.seek(segment.article_end(segment.lead(doc)).max(doc + 1));
            } else {
                doc = postings.advance();
            }
        }
    }
    Ok(articles >= least)
}
