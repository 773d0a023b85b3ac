//! What each leaf of a query means: the clause that finds it.
//!
//! Words become the stems that the archive's languages make of them, names and dates the terms of the dictionaries.

use super::clause::{Clause, Locator, Matcher};
use super::dictionary::Dictionary;
use super::misspelt;
use super::spellings::Spellings;
use crate::archive::{Archive, Renaming};
use crate::article::{ArticleId, DayRange};
use crate::entities::gazetteer::Gazetteer;
use crate::index::{Fields, IndexedArticles, analyzer, terms};
use crate::query::{Center, DateField, Leaf, NameField, VerbatimField, Words};
use crate::search::SearchError;
use crate::temporal::QueryDates;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tantivy::Term;
use tantivy::schema::Field;

/// Persons that a notice names.
const MOST_CANDIDATES: usize = 5;
/// Places that a notice names.
const MOST_PLACES: usize = 5;
/// Articles that one id or prefix of an id may match.
const MOST_IDS: usize = 1_000;

/// Makes the clauses of leaves.
pub(crate) struct Leaves<'s> {
    pub articles: &'s IndexedArticles,
    pub fields: &'s Fields,
    pub dictionary: Dictionary<'s>,
    pub gazetteer: &'s Gazetteer,
    /// Languages of the archive.
    pub languages: &'s [String],
    /// Under which names people are known.
    pub people: &'s Renaming,
    /// Where organizations are looked up.
    pub archive: &'s Archive,
    /// What the user should know of how names were read.
    pub notices: Vec<String>,
}

impl Leaves<'_> {
    /// Makes the clause of a leaf.
    pub fn clause(&mut self, leaf: &Leaf) -> Result<Clause, SearchError> {
        let fields = *self.fields;
        match leaf {
            Leaf::Text(words) => self.words(words, false),
            Leaf::Title(words) => self.words(words, true),
            Leaf::Name { field, name } => match field {
                NameField::Person => self.person(name),
                NameField::Organization => self.organization(name),
                NameField::Place => self.place(name),
                NameField::Source => self.name(name, &[], &[fields.source], |_| Locator::Nothing),
                NameField::Author => self.name(name, &[], &[fields.author], |_| Locator::Nothing),
                NameField::Section => self.name(name, &[], &[fields.section], |_| Locator::Nothing),
                NameField::Keyword => self.name(name, &[], &[fields.keyword], |_| Locator::Nothing),
            },
            Leaf::Near { center, kilometres, written } => self.near(center, *kilometres, written),
            Leaf::Dates { field, dates, .. } => self.dates(*field, *dates),
            Leaf::Language(code) => {
                let term = Term::from_field_text(fields.language, code);
                Ok(of_article(Matcher::Terms { passages: Vec::new(), leads: vec![term] }))
            }
            Leaf::Verbatim { field, text } => match field {
                VerbatimField::Url => Ok(components(fields.url, text)),
                VerbatimField::Path => self.path(text),
                VerbatimField::Id => self.id(text),
            },
        }
    }

    /// Articles of inputs with this in their path.
    fn path(&self, part: &str) -> Result<Clause, SearchError> {
        let components: Vec<String> = analyzer::components(part).into_iter().map(|term| term.text).collect();
        Ok(of_article(Matcher::Inputs(self.articles.inputs_at(&components)?)))
    }

    /// Articles whose ids begin like this.
    fn id(&self, id: &str) -> Result<Clause, SearchError> {
        let found = match ArticleId::range(id) {
            Some(range) => self.articles.ids(range, MOST_IDS)?,
            None => Vec::new(),
        };
        Ok(of_article(Matcher::Articles(found.into_iter().map(|id| id.0).collect())))
    }

    /// The forms that the archive's languages make of each token of a text.
    fn stems(&self, text: &str) -> Vec<Vec<String>> {
        let plain = analyzer::stem(text, None);
        let mut tokens: Vec<BTreeSet<String>> = plain.into_iter().map(|term| BTreeSet::from([term.text])).collect();
        for language in self.languages {
            let stemmed = analyzer::stem(text, Some(language));
            // Where a language divides words otherwise ("l'accord"), its tokens do not pair with the others'.
            if stemmed.len() == tokens.len() {
                tokens.iter_mut().zip(stemmed).for_each(|(forms, term)| {
                    forms.insert(term.text);
                });
            }
        }
        tokens.into_iter().map(|forms| forms.into_iter().collect()).collect()
    }

    /// Other spellings of words.
    pub fn spellings(&self, words: &Words) -> Result<Vec<Words>, SearchError> {
        Spellings { fields: self.fields, dictionary: &self.dictionary, languages: self.languages }.of(words)
    }

    /// What was probably meant by a word of a clause that matches nothing.
    pub fn meant(&mut self, clause: &Clause) -> Result<Vec<String>, SearchError> {
        let (Some(word), Matcher::Terms { passages, leads }) = (&clause.word, &clause.matcher) else {
            return Ok(Vec::new());
        };
        let slips = misspelt::slips(word);
        if slips == 0 || !self.dictionary.may_be_fuzzy() {
            return Ok(Vec::new());
        }
        for term in passages.iter().chain(leads) {
            if self.dictionary.frequency(term)? > 0 {
                return Ok(Vec::new());
            }
        }
        let similar = self.dictionary.similar(word, misspelt::edits(slips))?;
        let meant = misspelt::meant(word, slips, &similar);
        if !meant.is_empty() {
            self.notices.push(format!("no article has \"{word}\": what has \"{}\" is shown", meant.join("\" or \"")));
        }
        Ok(meant)
    }

    pub fn words(&mut self, words: &Words, title: bool) -> Result<Clause, SearchError> {
        let fields = self.fields;
        let in_text = |field: Field| if title { Vec::new() } else { vec![field] };
        let mut word = None;
        let (matcher, locator) = match words {
            Words::Word(text) | Words::Phrase { text, .. } => {
                let slop = if let Words::Phrase { slop, .. } = words { *slop } else { 0 };
                let mut tokens = self.stems(text);
                if tokens.len() == 1 {
                    let forms = tokens.remove(0);
                    word = matches!(words, Words::Word(_)).then(|| analyzer::fold(text));
                    let of = |field: Field| forms.iter().map(move |form| Term::from_field_text(field, form));
                    let passages = if title { Vec::new() } else { of(fields.stem).collect() };
                    let leads = of(fields.title_stem).collect();
                    (Matcher::Terms { passages, leads }, Locator::Stems(forms.iter().cloned().collect()))
                } else {
                    let (passages, leads) = (in_text(fields.stem), vec![fields.title_stem]);
                    let locator = Locator::Phrase { tokens: tokens.clone(), slop };
                    (Matcher::Phrase { passages, leads, tokens, slop }, locator)
                }
            }
            #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over lifetimes")]
            Words::Prefix(prefix) => self.forms(prefix, title, |dictionary, folded| dictionary.with_prefix(folded))?,
            Words::Fuzzy { word, distance } => self.forms(word, title, |dictionary, folded| {
                Ok(dictionary.similar(folded, *distance)?.into_keys().collect())
            })?,
        };
        Ok(Clause { shown: String::new(), matcher, locator, of_article: title, weight: 1.0, word })
    }

    /// Terms of the `exact` fields for the last word of a text.
    fn forms(
        &mut self,
        text: &str,
        title: bool,
        expand: impl Fn(&mut Dictionary<'_>, &str) -> Result<BTreeSet<String>, SearchError>,
    ) -> Result<(Matcher, Locator), SearchError> {
        let folded = analyzer::fold(text).replace(' ', "");
        let forms = expand(&mut self.dictionary, &folded)?;
        let fields = self.fields;
        let of = |title: bool| forms.iter().flat_map(move |form| terms::form_terms(fields, title, form));
        let passages = if title { Vec::new() } else { of(false).collect() };
        let leads = of(true).collect();
        Ok((Matcher::Terms { passages, leads }, Locator::Forms(forms.into_iter().collect())))
    }

    /// A name: one part is a term, several are looked for in the whole names.
    fn name(
        &self,
        name: &str,
        passages: &[Field],
        leads: &[Field],
        locator: impl Fn(Vec<String>) -> Locator,
    ) -> Result<Clause, SearchError> {
        let parts = terms::name_parts(&name.replace(['_', '-'], " "));
        let of = |fields: &[Field]| -> Result<Vec<Term>, SearchError> {
            let mut found = Vec::new();
            for &field in fields {
                if let [part] = parts.as_slice() {
                    found.push(Term::from_field_text(field, part));
                } else {
                    let names = self.dictionary.names(field, &parts)?;
                    found.extend(names.iter().map(|name| Term::from_field_text(field, name)));
                }
            }
            Ok(found)
        };
        let matcher = Matcher::Terms { passages: of(passages)?, leads: of(leads)? };
        let of_article = passages.is_empty();
        let weight = if of_article { 0.0 } else { 1.0 };
        Ok(Clause { shown: String::new(), matcher, locator: locator(parts), of_article, weight, word: None })
    }

    /// A person, under all the names that the archive and the user know of.
    fn person(&mut self, name: &str) -> Result<Clause, SearchError> {
        let (in_text, in_title) = (self.fields.person, self.fields.title_person);
        let parts = terms::name_parts(&name.replace(['_', '-'], " "));
        let is_name = self.is_whole_name(&parts, [in_text, in_title])?;
        let namesakes = self.people.namesakes(&parts, is_name);
        let mut all_names = BTreeSet::new();
        let mut of = |field: Field| -> Result<Vec<Term>, SearchError> {
            let mut names = namesakes.also.clone();
            if let ([part], true) = (parts.as_slice(), namesakes.never.is_empty()) {
                names.insert(part.clone());
            } else {
                names.extend(self.dictionary.names(field, &parts)?);
            }
            // A whole name that is asked for as it is written is meant, also where it mostly names something else.
            let is_asked = |name: &String| parts.len() > 1 && terms::is_just(name, &parts);
            names.retain(|name| !namesakes.never.contains(name) || is_asked(name));
            all_names.extend(names.iter().cloned());
            Ok(names.iter().map(|name| Term::from_field_text(field, name)).collect())
        };
        let (passages, leads) = (of(in_text)?, of(in_title)?);
        let matcher = if namesakes.limits.is_empty() || parts.len() < 2 {
            Matcher::Terms { passages, leads }
        } else {
            Matcher::Names { passages, leads, limits: namesakes.limits }
        };
        if parts.len() > 1 {
            self.which_one(name, &all_names)?;
        }
        Ok(mention(matcher, Locator::Person { parts, names: namesakes.also }))
    }

    /// True of parts that are a whole name in one of the fields.
    fn is_whole_name(&self, parts: &[String], fields: [Field; 2]) -> Result<bool, SearchError> {
        let name = terms::name_term(&parts.join(" "));
        for field in fields {
            if self.dictionary.frequency(&Term::from_field_text(field, &name))? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An organization, under all the names that the archive knows of.
    fn organization(&self, name: &str) -> Result<Clause, SearchError> {
        let parts = terms::name_parts(&name.replace(['_', '-'], " "));
        let is_name = self.is_whole_name(&parts, [self.fields.organization, self.fields.title_organization])?;
        let namesakes = self.archive.organizations()?.namesakes(&parts, is_name);
        let of = |field: Field| -> Result<Vec<Term>, SearchError> {
            let mut names = namesakes.also.clone();
            if let [part] = parts.as_slice() {
                names.insert(part.clone());
            } else {
                names.extend(self.dictionary.names(field, &parts)?);
            }
            Ok(names.iter().map(|name| Term::from_field_text(field, name)).collect())
        };
        let passages = of(self.fields.organization)?;
        let matcher = Matcher::Terms { passages, leads: of(self.fields.title_organization)? };
        Ok(mention(matcher, Locator::Organization { parts, names: namesakes.also }))
    }

    /// Says which persons a full name may mean, where they are several.
    fn which_one(&mut self, asked: &str, names: &BTreeSet<String>) -> Result<(), SearchError> {
        let mut passages: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, known_as) in names.iter().filter_map(|name| Some((name, self.people.canonical_term(name)?))) {
            let of = |field: Field| self.dictionary.frequency(&Term::from_field_text(field, name));
            *passages.entry(known_as).or_default() += of(self.fields.person)? + of(self.fields.title_person)?;
        }
        let mut candidates: Vec<(&str, u64)> = passages.into_iter().filter(|(_, count)| *count > 0).collect();
        if candidates.len() < 2 {
            return Ok(());
        }
        candidates.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let more = candidates.len().saturating_sub(MOST_CANDIDATES);
        let mut shown = Vec::new();
        for (term, count) in candidates.into_iter().take(MOST_CANDIDATES) {
            let name = self.dictionary.written(&[self.fields.person, self.fields.title_person], term)?;
            let name = name.unwrap_or_else(|| term.trim_start_matches(terms::NAME_MARK).to_owned());
            shown.push(format!("{name} ({count} {})", if count == 1 { "passage" } else { "passages" }));
        }
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        self.notices.push(format!("person:{asked} means any of: {}{more}; which one?", shown.join("; ")));
        Ok(())
    }

    /// A place of the gazetteer with everything in it, and unresolved places of the name.
    fn place(&mut self, name: &str) -> Result<Clause, SearchError> {
        let unresolved = terms::name_term(&name.replace(['_', '-'], " "));
        let is_mentioned = |field: Field| -> Result<bool, SearchError> {
            Ok(self.dictionary.frequency(&Term::from_field_text(field, &unresolved))? > 0)
        };
        let (in_text, in_title) = (self.fields.place_name, self.fields.title_place_name);
        let is_unresolved = is_mentioned(in_text)? || is_mentioned(in_title)?;
        let ids = if is_unresolved { self.gazetteer.named(name) } else { place_ids(self.gazetteer, name)? };
        let term = |field: Field, id: u32| Term::from_field_u64(field, u64::from(id));
        let mut present = Vec::new();
        for &id in &ids {
            let passages = self.dictionary.frequency(&term(self.fields.place, id))?;
            let titles = self.dictionary.frequency(&term(self.fields.title_place, id))?;
            if passages + titles > 0 {
                present.push(id);
            }
        }
        if present.is_empty()
            && !is_unresolved
            && let Some(place) = ids.first().and_then(|id| self.gazetteer.by_id(*id))
        {
            let others: Vec<String> =
                self.gazetteer.suggest(name, 4).into_iter().filter(|other| !other.eq_ignore_ascii_case(name)).collect();
            let others = if others.is_empty() { String::new() } else { format!("; similar: {}", others.join(", ")) };
            self.notices.push(format!("place:{name} is {}, which no article mentions{others}", place.path.join(" / ")));
        }
        if present.len() > 1 {
            let places: Vec<String> = present
                .iter()
                .take(MOST_PLACES)
                .filter_map(|id| self.gazetteer.by_id(*id))
                .map(|p| p.path.join(" / "))
                .collect();
            let more = present.len().saturating_sub(MOST_PLACES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let first = present.first().and_then(|id| self.gazetteer.by_id(*id));
            let inside = first.filter(|place| place.path.len() > 1);
            let choice = inside.map_or_else(String::new, |place| {
                format!("; one of them is place:\"{}, {}\"", place.name, place.path[place.path.len() - 2])
            });
            self.notices.push(format!("place:{name} means any of: {}{more}{choice}", places.join("; ")));
        }
        let of = |field: Field, names: Field| {
            let unresolved = is_unresolved.then(|| Term::from_field_text(names, &unresolved));
            present.iter().map(|id| term(field, *id)).chain(unresolved).collect()
        };
        let passages = of(self.fields.place, in_text);
        let matcher = Matcher::Terms { passages, leads: of(self.fields.title_place, in_title) };
        Ok(mention(matcher, Locator::Inside { ids: present.iter().copied().collect(), name: unresolved }))
    }

    fn near(&mut self, center: &Center, kilometres: f32, written: &str) -> Result<Clause, SearchError> {
        let (lat, lon) = match center {
            Center::Point(lat, lon) => (*lat, *lon),
            Center::Place(name) => {
                let ids = place_ids(self.gazetteer, name)?;
                let Some(place) = ids.first().and_then(|id| self.gazetteer.by_id(*id)) else {
                    return Err(unknown_place(self.gazetteer, name));
                };
                let place = if matches!(place.feature.as_str(), "country" | "continent") {
                    // Singapore is a city in Singapore.
                    let inside = ids[1..].iter().filter_map(|id| self.gazetteer.by_id(*id));
                    let city = inside.into_iter().find(|inside| inside.ancestors.contains(&place.geonames));
                    city.ok_or_else(|| SearchError::NearAnArea {
                        name: place.name.clone(),
                        feature: place.feature.clone(),
                    })?
                } else {
                    place
                };
                if ids.len() > 1 {
                    self.notices.push(format!("near:{written} is read as around {}", place.path.join(" / ")));
                }
                (place.lat, place.lon)
            }
        };
        let wanted: HashSet<u32> = self.gazetteer.near(lat, lon, kilometres).into_iter().collect();
        let test = |number: u64| u32::try_from(number).is_ok_and(|id| wanted.contains(&id));
        let of = |field: Field| -> Result<Vec<Term>, SearchError> {
            let present = self.dictionary.numbers(field, test)?;
            Ok(present.into_iter().map(|id| Term::from_field_u64(field, id)).collect())
        };
        let matcher = Matcher::Terms { passages: of(self.fields.place_id)?, leads: of(self.fields.title_place_id)? };
        Ok(mention(matcher, Locator::Places(wanted)))
    }

    pub fn dates(&self, field: DateField, dates: Option<QueryDates>) -> Result<Clause, SearchError> {
        let (first, last) = match field {
            DateField::About => return self.days_spoken_of(dates, true),
            DateField::Overlaps => return self.days_spoken_of(dates, false),
            DateField::Added => ("added", "added"),
            DateField::Published | DateField::After | DateField::Before | DateField::Since | DateField::Until => {
                ("published", "published_to")
            }
        };
        Ok(of_article(Matcher::Days { first, last, dates }))
    }

    /// Date mentions that lie in a range, or share a day with it.
    fn days_spoken_of(&self, dates: Option<QueryDates>, inside: bool) -> Result<Clause, SearchError> {
        let dates = dates.unwrap_or(QueryDates { from: None, to: None });
        let test = |days: DayRange| {
            let (first, last) = if inside { (days.from, days.to) } else { (days.to, days.from) };
            dates.from.is_none_or(|from| first >= from) && dates.to.is_none_or(|to| last <= to)
        };
        let begin = [dates.from.filter(|_| inside), dates.to];
        let mut all = BTreeSet::new();
        let mut of = |field: Field| -> Result<Vec<Term>, SearchError> {
            let present = self.dictionary.dates(field, begin, test)?;
            all.extend(present.iter().copied());
            Ok(present.into_iter().map(|days| Term::from_field_bytes(field, &terms::date_term(days))).collect())
        };
        let matcher = Matcher::Terms { passages: of(self.fields.date)?, leads: of(self.fields.title_date)? };
        Ok(mention(matcher, Locator::Days(all)))
    }
}

fn mention(matcher: Matcher, locator: Locator) -> Clause {
    Clause { shown: String::new(), matcher, locator, of_article: false, weight: 1.0, word: None }
}

fn of_article(matcher: Matcher) -> Clause {
    Clause { shown: String::new(), matcher, locator: Locator::Nothing, of_article: true, weight: 0.0, word: None }
}

fn components(field: Field, part: &str) -> Clause {
    let tokens: Vec<Vec<String>> = analyzer::components(part).into_iter().map(|term| vec![term.text]).collect();
    of_article(Matcher::Phrase { passages: Vec::new(), leads: vec![field], tokens, slop: 0 })
}

/// Ids of the places of a name as a query writes it.
pub(crate) fn place_ids(gazetteer: &Gazetteer, name: &str) -> Result<Vec<u32>, SearchError> {
    let ids = gazetteer.named(name);
    if ids.is_empty() { Err(unknown_place(gazetteer, &name.replace(['_', '-'], " "))) } else { Ok(ids) }
}

fn unknown_place(gazetteer: &Gazetteer, name: &str) -> SearchError {
    SearchError::UnknownPlace { name: name.to_owned(), suggestions: gazetteer.suggest(name, 3) }
}

#[cfg(test)]
mod tests {
    use crate::search::plan::{Locator, Matcher};
    use crate::search::sample::{newsroom, parse, today};
    use crate::search::{MatchMode, SearchError};

    #[test]
    fn properties_of_the_article_pick_no_passages() {
        let sample = newsroom();
        for (query, of_article) in [
            ("storm", false),
            ("person:putin", false),
            ("about:2025", false),
            ("title:storm", true),
            ("source:coast", true),
            ("author:smith", true),
            ("section:sport", true),
            ("keyword:nato", true),
            ("lang:en", true),
            ("url:example", true),
            ("path:1.txt", true),
            ("id:k3v9", true),
            ("published:2026", true),
            ("added:today", true),
        ] {
            let plan = sample.searcher.plan(&parse(query), MatchMode::All, today()).unwrap();
            assert_eq!(plan.clauses[0].of_article, of_article, "{query}");
        }
    }

    #[test]
    fn a_name_of_several_parts_becomes_the_whole_names_that_have_them() {
        let sample = newsroom();
        let plan = sample.searcher.plan(&parse("person:vladimir-putin"), MatchMode::All, today()).unwrap();
        let Matcher::Terms { passages, leads } = &plan.clauses[0].matcher else { panic!("a name is terms") };
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].value().as_str(), Some("=vladimir putin"));
        assert!(leads.is_empty());
        assert!(matches!(&plan.clauses[0].locator, Locator::Person { parts, .. } if parts == &["vladimir", "putin"]));
    }

    #[test]
    fn a_place_that_nobody_knows_is_an_error_with_suggestions() {
        let sample = newsroom();
        for query in ["place:Ukrane", "near:Ukrane/10km"] {
            match sample.searcher.plan(&parse(query), MatchMode::All, today()) {
                Err(SearchError::UnknownPlace { name, suggestions }) => {
                    assert_eq!(name, "Ukrane");
                    assert!(suggestions.contains(&"Ukraine".to_owned()), "{suggestions:?}");
                }
                other => panic!("{query}: {other:?}"),
            }
        }
    }
}
