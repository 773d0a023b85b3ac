//! Recognises the intent of plain words: the people, places, days and kinds of events that they name.
//!
//! Intent never decides what matches. It raises passages whose mentions or publication date agree, also
//! where their words differ ("Jan. 27", "Monday", "N.C."). Names are those that the archive itself mentions as such.

use super::events;
use super::weights::Feature;
use crate::article::{Day, DayRange};
use crate::entities::gazetteer::{Feature as Level, Gazetteer};
use crate::index::{Fields, analyzer, terms};
use crate::query::{Leaf, Node, Words};
use crate::search::plan::{Clause, Dictionary, Locator, Matcher, StopWords, date_phrases};
use crate::search::{SearchError, Searcher};
use crate::temporal;
use std::collections::BTreeSet;
use tantivy::Term;
use tantivy::schema::Field;

/// Words of a query that are read; a longer one is a text, not a question.
const MOST_WORDS: usize = 64;
/// Words of the longest name of a place.
const LONGEST_NAME: usize = 4;
/// A word names a person or place when at least this part of its passages mentions one by it.
const MOSTLY: f64 = 0.4;
/// The longest range of days that counts: a year is too vague.
const MOST_DAYS: i32 = 31;

/// Weight of another place of the same name, where the query qualifies which one it means.
const NAMESAKE: f32 = 0.5;

/// What a query's words name.
#[derive(Debug, Default)]
pub(crate) struct Intent {
    pub concepts: Vec<Concept>,
    /// Words that only qualify a place or day: mentions are better evidence than they are.
    pub qualifiers: BTreeSet<String>,
}

impl Intent {
    /// True where a place or a day is named.
    pub fn names_place_or_day(&self) -> bool {
        self.concepts.iter().any(|concept| matches!(concept.feature, Feature::Place | Feature::Date))
    }
}

/// A person, a place or days.
#[derive(Debug)]
pub(crate) struct Concept {
    /// The feature that agreement feeds.
    pub feature: Feature,
    /// What full agreement counts, from 0 to 1.
    pub weight: f32,
    /// Finds the passages and titles that mention it.
    pub clause: Clause,
    /// The days, which publication may agree with too.
    pub days: Option<NamedDays>,
}

impl Concept {
    /// True of a place within a country.
    pub fn is_local(&self, gazetteer: &Gazetteer) -> bool {
        let is_within = |id: &u32| gazetteer.at_level(*id, Level::Country).is_some_and(|country| country != *id);
        matches!(&self.clause.locator, Locator::Inside { ids, .. } if ids.iter().all(is_within))
    }
}

/// Days that a query names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedDays {
    days: DayRange,
    /// False when only day and month were given: then any year fits.
    with_year: bool,
}

impl NamedDays {
    /// True when a mention of these days is one of the days named.
    fn fits(self, mention: DayRange) -> bool {
        let inside = |days: DayRange| mention.from >= days.from && mention.to <= days.to;
        inside(self.days) || !self.with_year && self.in_year_of(mention.from).is_some_and(inside)
    }

    /// The days named, in the year of another day.
    fn in_year_of(self, day: Day) -> Option<DayRange> {
        let (_, month, date) = self.days.from.civil();
        let from = Day::from_civil(day.civil().0, month, date)?;
        Some(DayRange { from, to: from.plus(self.days.to.0 - self.days.from.0) })
    }

    /// True of days that are named with their year and lie less than a month before the day of a question, or after.
    pub fn is_recent(self, asked: Day) -> bool {
        self.with_year && i64::from(asked.0) - i64::from(self.days.to.0) <= i64::from(MOST_DAYS)
    }

    /// How well a day of publication agrees, from 0 to 1: news of a day comes on that day and the next ones.
    pub fn agreement(self, published: Day) -> f32 {
        let days = if self.with_year { Some(self.days) } else { self.in_year_of(published) };
        let Some(days) = days else { return 0.0 };
        match i64::from(published.0) - i64::from(days.to.0) {
            ..=0 if published >= days.from => 1.0,
            1..=2 => 1.0,
            3..=7 => 0.6,
            8..=30 => 0.2,
            _ => 0.0,
        }
    }
}

/// How fresh what was published on a day is on another, from 0 to 1: questions are mostly about the news of the last week. A day
/// later may be the same in another time zone.
pub(super) fn freshness(published: Day, asked: Day) -> f32 {
    match i64::from(asked.0) - i64::from(published.0) {
        -1..=7 => 1.0,
        8..=14 => 0.4,
        15..=30 => 0.2,
        _ => 0.0,
    }
}

/// The plain words of a query that are not negated, in order.
fn words_of<'q>(node: &'q Node, into: &mut Vec<&'q str>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) | Node::Proximity { parts: nodes, .. } => {
            for node in nodes {
                words_of(node, into);
            }
        }
        Node::Leaf(Leaf::Text(Words::Word(text) | Words::Phrase { text, .. })) => into.extend(text.split(' ')),
        Node::Leaf(_) | Node::Not(_) => {}
    }
}

/// Reads the words of a query.
pub(crate) fn understand(searcher: &Searcher, root: Option<&Node>, today: Day) -> Result<Intent, SearchError> {
    let mut words = Vec::new();
    if let Some(root) = root {
        words_of(root, &mut words);
    }
    words.truncate(MOST_WORDS);
    let reader = IntentReader {
        fields: searcher.fields(),
        dictionary: searcher.dictionary(),
        gazetteer: searcher.gazetteer(),
        stopwords: &searcher.stopwords,
        today,
        words: &words,
    };
    let mut intent = Intent::default();
    let dated = reader.dates(&mut intent)?;
    let placed = reader.places(&dated, &mut intent)?;
    reader.people(&placed, &mut intent)?;
    reader.events(&placed, &mut intent);
    Ok(intent)
}

/// A place that a query's words name.
#[derive(Debug, Clone)]
struct NamedPlace {
    name: String,
    /// Positions of its words.
    words: std::ops::Range<usize>,
    /// The places of the archive that have the name.
    ids: Vec<u32>,
}

struct IntentReader<'q> {
    fields: &'q Fields,
    dictionary: Dictionary<'q>,
    gazetteer: &'q Gazetteer,
    stopwords: &'q StopWords,
    today: Day,
    words: &'q [&'q str],
}

impl IntentReader<'_> {
    /// Finds days; returns which words name them.
    fn dates(&self, into: &mut Intent) -> Result<Vec<bool>, SearchError> {
        let (line, starts) = date_phrases::line(self.words);
        let mut used = vec![false; self.words.len()];
        for mention in temporal::tag(&line, Some("en"), Some(self.today)) {
            let Some(days) = mention.timex.days.filter(|days| days.to.0 - days.from.0 < MOST_DAYS) else { continue };
            let said = &line[mention.span.range()];
            let digits: Vec<&str> = said.split(|c: char| !c.is_ascii_digit()).collect();
            let with_year = !mention.timex.value.starts_with(|c: char| c.is_ascii_digit())
                || digits.iter().any(|run| run.len() == 4)
                || !digits.iter().any(|run| !run.is_empty());
            let named = NamedDays { days, with_year };
            let begin = [days.from, days.to].map(|day| Some(day).filter(|_| with_year));
            let present = |field: Field| self.dictionary.dates(field, begin, |mention| named.fits(mention));
            let terms = |field: Field, present: &BTreeSet<DayRange>| -> Vec<Term> {
                present.iter().map(|days| Term::from_field_bytes(field, &terms::date_term(*days))).collect()
            };
            let (date, title) = (self.fields.date, self.fields.title_date);
            let (present, in_title) = (present(date)?, present(title)?);
            let matcher = Matcher::Terms { passages: terms(date, &present), leads: terms(title, &in_title) };
            into.concepts.push(concept(Feature::Date, said, matcher, Locator::Days(present), Some(named)));
            let says_year = digits.iter().any(|run| run.len() == 4);
            for (at, start) in starts.iter().enumerate() {
                if mention.span.range().contains(start) {
                    used[at] = true;
                    if says_year {
                        into.qualifiers.insert(analyzer::fold(self.words[at]));
                    }
                }
            }
        }
        Ok(used)
    }

    /// Finds places, the longest names first from left to right; returns which words are taken.
    fn places(&self, dated: &[bool], into: &mut Intent) -> Result<Vec<bool>, SearchError> {
        let mut used = dated.to_vec();
        let mut found: Vec<NamedPlace> = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let longest = LONGEST_NAME.min(self.words.len() - at);
            let mut taken = 1;
            for length in (1..=longest).rev() {
                if used[at..at + length].iter().any(|used| *used) {
                    continue;
                }
                let words = at..at + length;
                let ids = self.place(&self.words[words.clone()])?;
                if !ids.is_empty() {
                    used[words.clone()].iter_mut().for_each(|used| *used = true);
                    found.push(NamedPlace { name: self.words[words.clone()].join(" "), words, ids });
                    taken = length;
                    break;
                }
            }
            at += taken;
        }
        // "Rocky Mount, North Carolina": of two places named, one may contain the other.
        let all = found.clone();
        let around = |id: u32, other: &NamedPlace| self.gazetteer.ancestors(id).iter().any(|id| other.ids.contains(id));
        for place in found {
            let is_inside = |id: &u32| all.iter().any(|other| other.words != place.words && around(*id, other));
            let before = all.iter().find(|other| other.words.end == place.words.start);
            if before.is_some_and(|before| self.gazetteer.ids(&before.name).iter().any(|id| around(*id, &place))) {
                into.qualifiers.extend(self.words[place.words].iter().map(|word| analyzer::fold(word)));
                continue;
            }
            let (meant, namesakes): (Vec<u32>, Vec<u32>) = if place.ids.iter().any(is_inside) {
                place.ids.iter().partition(|id| is_inside(id))
            } else {
                (place.ids.clone(), Vec::new())
            };
            for (ids, weight) in [(meant, 1.0), (namesakes, NAMESAKE)] {
                if ids.is_empty() {
                    continue;
                }
                let of = |field: Field| ids.iter().map(|id| Term::from_field_u64(field, u64::from(*id))).collect();
                let matcher = Matcher::Terms { passages: of(self.fields.place), leads: of(self.fields.title_place) };
                let locator = Locator::Inside { ids: ids.iter().copied().collect(), name: String::new() };
                into.concepts.push(Concept { weight, ..concept(Feature::Place, &place.name, matcher, locator, None) });
            }
        }
        Ok(used)
    }

    /// Ids of the places that the archive knows by this name; none when the words are mostly no name in it.
    fn place(&self, words: &[&str]) -> Result<Vec<u32>, SearchError> {
        if words.iter().any(|word| self.stopwords.has(word)) && words.len() == 1 {
            return Ok(Vec::new());
        }
        let mut present = Vec::new();
        let mut mentions = 0;
        for id in self.gazetteer.ids(&words.join(" ")) {
            let frequency = |field: Field| self.dictionary.frequency(&Term::from_field_u64(field, u64::from(id)));
            let count = frequency(self.fields.place)? + frequency(self.fields.title_place)?;
            if count > 0 {
                present.push(id);
                mentions += count;
            }
        }
        if words.len() == 1 && (mentions as f64) < MOSTLY * self.passages_with(words[0])? as f64 {
            return Ok(Vec::new());
        }
        Ok(present)
    }

    /// Finds people: runs of words that mostly are parts of people's names.
    fn people(&self, used: &[bool], into: &mut Intent) -> Result<(), SearchError> {
        for (word, _) in self.words.iter().zip(used).filter(|(_, used)| !**used) {
            let parts = terms::name_parts(word);
            let [part] = parts.as_slice() else { continue };
            if self.stopwords.has(word) || part.chars().count() < 2 {
                continue;
            }
            let of = |field: Field| Term::from_field_text(field, part);
            let mentions = self.dictionary.frequency(&of(self.fields.person))?;
            if mentions > 0 && mentions as f64 >= MOSTLY * self.passages_with(word)? as f64 {
                let matcher = Matcher::Terms {
                    passages: vec![of(self.fields.person)],
                    leads: vec![of(self.fields.title_person)],
                };
                let locator = Locator::Person { parts, names: BTreeSet::new() };
                into.concepts.push(concept(Feature::Person, word, matcher, locator, None));
            }
        }
        Ok(())
    }

    /// Finds kinds of events, where a query names a place or a day: news uses other words for them too. Without a place or
    /// a day the query is about the words themselves.
    fn events(&self, used: &[bool], into: &mut Intent) {
        if !into.names_place_or_day() {
            return;
        }
        for (word, _) in self.words.iter().zip(used).filter(|(_, used)| !**used) {
            let folded = analyzer::fold(word);
            let news = events::news_words(&folded).flat_map(|word| analyzer::stem(word, Some("en")));
            let stems: BTreeSet<String> = news.map(|term| term.text).collect();
            if stems.is_empty() {
                continue;
            }
            let of = |field: Field| stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            let matcher = Matcher::Terms { passages: of(self.fields.stem), leads: of(self.fields.title_stem) };
            let locator = Locator::Stems(stems.iter().cloned().collect());
            into.concepts.push(concept(Feature::Event, word, matcher, locator, None));
        }
    }

    /// Number of passages that contain a word, folded.
    fn passages_with(&self, word: &str) -> Result<u64, SearchError> {
        let folded: BTreeSet<String> = analyzer::exact(word, None).into_iter().map(|term| term.text).collect();
        let mut fewest = u64::MAX;
        for form in folded {
            let mut most = 0;
            for term in terms::form_terms(self.fields, false, &form) {
                most = most.max(self.dictionary.frequency(&term)?);
            }
            fewest = fewest.min(most);
        }
        Ok(fewest)
    }
}

fn concept(feature: Feature, shown: &str, matcher: Matcher, locator: Locator, days: Option<NamedDays>) -> Concept {
    let clause = Clause { shown: shown.to_owned(), matcher, locator, of_article: false, weight: 1.0, word: None };
    Concept { feature, weight: 1.0, clause, days }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn news_of_a_day_comes_on_that_day_and_the_next_ones() {
        let named = NamedDays { days: DayRange::day(day("2014-01-27")), with_year: true };
        let agreement = |text: &str| named.agreement(day(text));
        assert!(agreement("2014-01-26") < 0.01 && agreement("2014-01-28") > 0.99);
        assert!(agreement("2014-02-01") > agreement("2014-02-20") && agreement("2015-01-27") == 0.0);
        let yearless = NamedDays { with_year: false, ..named };
        assert!(yearless.agreement(day("2015-01-28")) > 0.99 && yearless.fits(DayRange::day(day("2011-01-27"))));
        assert!(!yearless.fits(DayRange::day(day("2011-01-28"))));
    }

    #[test]
    fn words_are_those_asked_for() {
        let query = crate::query::parse("fire (mill OR \"old town\") -harbour title:x", Day(20_000)).unwrap();
        let mut words = Vec::new();
        words_of(query.root().unwrap(), &mut words);
        assert_eq!(words, ["fire", "mill", "old", "town"]);
    }
}
