//! Finds the spans of an article that name places: a walk of the gazetteer's names along the words.
//!
//! Which place a span means is not decided here but in `score`.

use super::cues::{Cue, cue};
use super::gate::{self, Reading, Verdict};
use super::token::{Case, Gap, Token, tokens};
use super::words;
use crate::article::{Field, PlaceForm, Span};
use crate::entities::gazetteer::{Candidates, Feature, NameKind, Row, Table, fold_word};
use crate::entities::tagger::{Name, NameKind as Kind};
use std::collections::HashMap;

/// Words that a place name may have.
const MOST_WORDS: usize = 7;

/// A span that names a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) field: Field,
    pub(super) span: Span,
    pub(super) group: usize,
    pub(super) form: PlaceForm,
}

/// What the words beside a name say about its feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Region,
    City,
}

/// All mentions of one name in one reading: they mean one place.
#[derive(Debug)]
pub(super) struct Group {
    /// The places of that name, in this reading.
    pub(super) candidates: Vec<(Row, NameKind)>,
    /// How many mentions there are.
    pub(super) mentions: u32,
    /// The group of the name that follows after a comma, as Idaho in "Moscow, Idaho".
    pub(super) container: Option<usize>,
    /// What its surroundings say.
    pub(super) hint: Option<Hint>,
    /// It stands in the dateline.
    pub(super) dateline: bool,
    /// It is listed with countries, with regions: "Lebanon, Syria and Israel", "Georgia and Alabama".
    pub(super) listed: Listed,
}

/// With what a name is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Listed {
    pub(super) countries: bool,
    pub(super) regions: bool,
}

/// A name found at a token.
#[derive(Debug, Clone)]
pub(super) struct Match<'a> {
    pub(super) last: usize,
    pub(super) end: usize,
    pub(super) reading: Reading,
    pub(super) candidates: Candidates<'a>,
}

impl Match<'_> {
    /// The likeliest place that this reading of the name can mean.
    pub(super) fn likeliest(&self) -> Option<(Row, NameKind)> {
        self.candidates.clone().find(|(_, kind)| self.reading.allows(*kind))
    }
}

/// The spans and groups of an article.
pub(super) struct Spotter<'a> {
    pub(super) table: &'a Table,
    pub(super) english: bool,
    pub(super) names: &'a [Name],
    pub(super) spots: Vec<Spot>,
    pub(super) groups: Vec<Group>,
    by_key: HashMap<(u64, Reading, Option<usize>), usize>,
    folded: String,
    /// Groups whose names stand beside each other in a list.
    lists: Vec<(usize, usize)>,
    /// Names that are places if the article names them as places elsewhere.
    doubtful: Vec<(Field, Span, u64)>,
}

impl<'a> Spotter<'a> {
    pub(super) fn new(table: &'a Table, english: bool, names: &'a [Name]) -> Self {
        Self {
            table,
            english,
            names,
            spots: Vec::new(),
            groups: Vec::new(),
            by_key: HashMap::new(),
            folded: String::new(),
            lists: Vec::new(),
            doubtful: Vec::new(),
        }
    }

    /// Notes the place of a dateline, which may stand apart from the body.
    pub(super) fn dateline(&mut self, place: &str) {
        let words = tokens(place);
        let mut before = None;
        let mut at = 0;
        while at < words.len() {
            let Some(found) = self.longest(place, &words, at) else {
                at += 1;
                continue;
            };
            let group = self.group(&found, None);
            self.groups[group].dateline = true;
            if let Some(inner) = before.filter(|_| words[at].gap == Gap::Comma) {
                self.contain(inner, group);
            }
            before = Some(group);
            at = found.last + 1;
        }
    }

    /// Finds the place names of a field.
    pub(super) fn scan(&mut self, field: Field, text: &str) {
        let words = tokens(text);
        let lead = if field == Field::Text { gate::dateline_end(text) } else { 0 };
        let people = self.names.iter().filter(|name| name.field == field && name.kind == Kind::Person);
        let persons = gate::persons(text, &words, people.filter_map(|name| text.get(name.span.range())));
        let mut names = self.names.iter().filter(|name| name.field == field).peekable();
        // The spot that ended at the token before, if one did.
        let mut before: Option<(usize, usize)> = None;
        let mut at = 0;
        while at < words.len() {
            let word = words[at];
            if word.case == Case::Lower {
                at += 1;
                continue;
            }
            while names.next_if(|name| name.span.end <= word.start).is_some() {}
            let name = names.peek().copied();
            let taken =
                |name: &&Name| name.span.start <= word.start && matches!(name.kind, Kind::Person | Kind::Organization);
            let found = self.longest(text, &words, at);
            let whole = |name: &&Name| found.as_ref().is_some_and(|found| self.is_area_in_full(found, at, word, name));
            if let Some(name) = name.filter(taken).filter(|name| !whole(name)) {
                let follows = before.is_some_and(|(last, _)| last + 1 == at && word.gap == Gap::Comma);
                let site =
                    gate::Site { field, text, words: &words, at, follows, in_dateline: (word.start as usize) < lead };
                at = self.inside(field, site, name, &persons, &mut before);
                continue;
            }
            let Some(found) = found else {
                at += 1;
                continue;
            };
            // A name of several words that reaches beyond the tagger's has not been judged by it.
            let beyond =
                |name: &&Name| found.last > at && found.end > name.span.end as usize && name.kind != Kind::Location;
            let name = name.filter(|name| (name.span.start as usize) < found.end);
            let is_beyond = name.as_ref().is_some_and(beyond);
            let name = name.filter(|_| !is_beyond);
            let follows = before.is_some_and(|(last, _)| last + 1 == at && word.gap == Gap::Comma);
            let site =
                gate::Site { field, text, words: &words, at, follows, in_dateline: (word.start as usize) < lead };
            let verdict = if words::is_something_else(&site, found.last)
                || self.english && found.reading == Reading::Demonym && words::is_language(&site, found.last)
                || self.is_first_name(&site, &found)
                || name.is_some_and(|name| name.kind == Kind::Location)
                    && persons.is_somebody(self.table, &site, &found)
            {
                Verdict::Other
            } else if is_beyond {
                gate::judge(self.table, &site, &found, &persons, self.english, false)
            } else {
                self.judge(&site, &found, name, &persons)
            };
            if verdict != Verdict::Place {
                if verdict == Verdict::Perhaps {
                    let span = Span::new(word.start as usize, found.end);
                    self.doubtful.push((field, span, found.candidates.key()));
                }
                at += 1;
                continue;
            }
            let group = self.group(&found, None);
            if site.in_dateline {
                self.groups[group].dateline = true;
            }
            if let Some((last, spot)) = before {
                if follows {
                    self.contain_spot(spot, group);
                }
                let inner = self.spots[spot].group;
                if self.groups[inner].container != Some(group) && is_listed(text, &words, last, at) {
                    self.lists.push((inner, group));
                }
            }
            if let Some(hint) = gate::hint(&site, found.last) {
                self.groups[group].hint = Some(hint);
            }
            let form = if found.reading == Reading::Demonym { PlaceForm::Demonym } else { PlaceForm::Name };
            before = Some((found.last, self.spots.len()));
            let span = Span::new(word.start as usize, found.end);
            self.spots.push(Spot { field, span, group, form });
            at = found.last + 1;
        }
    }

    /// Looks for places in what the tagger took for a person or an organization: a public body is where its place is
    /// ("Athens City Council"), and the tagger may be wrong where the text says so. Gives the first word behind the name.
    fn inside(
        &mut self,
        field: Field,
        mut site: gate::Site<'_>,
        name: &Name,
        persons: &gate::Persons<'_>,
        before: &mut Option<(usize, usize)>,
    ) -> usize {
        let end = name.span.end as usize;
        while let Some(word) = site.words.get(site.at).filter(|word| (word.start as usize) < end) {
            let found = if word.case == Case::Lower { None } else { self.longest(site.text, site.words, site.at) };
            // The tagger leaves the full stop of an abbreviation out.
            let Some(found) = found.filter(|found| found.end <= end + 1) else {
                site.at += 1;
                continue;
            };
            let is_whole = word.start <= name.span.start && found.end >= end;
            let verdict = if is_whole {
                gate::contradict(self.table, &site, &found, persons, name.kind)
            } else {
                let is_body = name.kind == Kind::Organization || found.reading == Reading::Abbreviation;
                (is_body && self.english && gate::is_of_public_body(self.table, &site, &found, end)).into()
            };
            match verdict {
                Verdict::Place => {
                    let group = self.group(&found, None);
                    if site.follows
                        && let Some((_, spot)) = *before
                    {
                        self.contain_spot(spot, group);
                    }
                    let form = if found.reading == Reading::Demonym { PlaceForm::Demonym } else { PlaceForm::Name };
                    *before = Some((found.last, self.spots.len()));
                    self.spots.push(Spot { field, span: Span::new(word.start as usize, found.end), group, form });
                }
                Verdict::Perhaps => {
                    let span = Span::new(word.start as usize, found.end);
                    self.doubtful.push((field, span, found.candidates.key()));
                }
                Verdict::Other => {}
            }
            site.at = found.last + 1;
            site.follows = false;
        }
        site.at
    }

    /// The longest name that begins at a word, in the reading that its spelling allows.
    pub(super) fn longest(&mut self, text: &str, words: &[Token], at: usize) -> Option<Match<'a>> {
        let mut speller = self.table.spell();
        let mut best = None;
        for (count, word) in words[at..].iter().enumerate().take(MOST_WORDS) {
            if count > 0 {
                let joined = match word.gap {
                    Gap::Space | Gap::Hyphen => true,
                    Gap::Stop => words[at + count - 1].text(text).len() <= 3,
                    _ => false,
                };
                if !joined {
                    break;
                }
                let Some(next) = speller.and(b" ") else { break };
                speller = next;
            }
            self.folded.clear();
            fold_word(word.text(text), &mut self.folded);
            let Some(next) = speller.and(self.folded.as_bytes()) else { break };
            speller = next;
            // A name does not end in a small word, but "Côte d'Ivoire" does in a name.
            if word.case == Case::Lower && count > 0 && !word.text(text).contains(char::is_uppercase) {
                continue;
            }
            if let Some(candidates) = speller.candidates()
                && let Some((reading, end)) = gate::reading(text, words, at, at + count, &candidates)
                && !(best.is_some() && words::is_city_of_a_body(text, words, at + count))
            {
                best = Some(Match { last: at + count, end, reading, candidates });
            }
        }
        best
    }

    /// Tells the names of lists what they are listed with.
    fn share_lists(&mut self) {
        let feature = |group: &Group| group.candidates.first().map(|(row, _)| self.table.feature(*row));
        let features: Vec<Option<Feature>> = self.groups.iter().map(feature).collect();
        for (left, right) in std::mem::take(&mut self.lists) {
            for (group, beside) in [(left, right), (right, left)] {
                let listed = &mut self.groups[group].listed;
                listed.countries |= features[beside] == Some(Feature::Country);
                listed.regions |= features[beside] == Some(Feature::State);
            }
        }
    }

    /// Makes spots of the doubtful names that the article names as places elsewhere; puts all in order.
    pub(super) fn finish(&mut self) {
        self.share_lists();
        for (field, span, key) in std::mem::take(&mut self.doubtful) {
            if let Some(&group) = self.by_key.get(&(key, Reading::Name, None)) {
                self.groups[group].mentions += 1;
                self.spots.push(Spot { field, span, group, form: PlaceForm::Name });
            }
        }
        self.spots.sort_by_key(|spot| (spot.field, spot.span.start, std::cmp::Reverse(spot.span.end)));
        let mut last: Option<(Field, Span)> = None;
        self.spots.retain(|spot| {
            let kept = last.is_none_or(|(field, span)| field != spot.field || !span.overlaps(spot.span));
            if kept {
                last = Some((spot.field, spot.span));
            }
            kept
        });
    }

    fn judge(
        &self,
        site: &gate::Site<'_>,
        found: &Match<'a>,
        name: Option<&Name>,
        persons: &gate::Persons<'_>,
    ) -> Verdict {
        let Some(name) = name else {
            let missed = !self.names.is_empty();
            return gate::judge(self.table, site, found, persons, self.english, missed);
        };
        let start = site.words[site.at].start;
        match name.kind {
            Kind::Person | Kind::Organization => self.is_area_in_full(found, site.at, site.words[site.at], name).into(),
            Kind::Miscellaneous => (found.reading == Reading::Demonym).into(),
            Kind::Location => {
                let before = &site.text[(name.span.start.min(start)) as usize..start as usize];
                let after = site.text.get(found.end..name.span.end as usize).unwrap_or("");
                let is_generic = |word: &str| {
                    let cue = cue(word);
                    cue.has(Cue::REGION) || cue.has(Cue::CITY) || cue.has(Cue::PREPOSITION) || cue.has(Cue::OPENING)
                };
                let rest =
                    |part: &str| part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(is_generic);
                let fits =
                    (rest(before) || before.trim_end().ends_with(',')) && (rest(after) || after.starts_with(','));
                // "City Hall" is no place called Hall.
                let part = site.at == found.last
                    && cue(site.words[site.at].text(site.text)).has(Cue::COMMON)
                    && (name.span.start < start || found.end < name.span.end as usize);
                match fits && !part {
                    true if self.english && words::is_mere_word(self.table, site, found) => {
                        let is_word = words::is_word(site.words[site.at].text(site.text));
                        if is_word { Verdict::Other } else { Verdict::Perhaps }
                    }
                    is_place => is_place.into(),
                }
            }
        }
    }

    /// True of a city's name before what the tagger took for a person: "Paris Hilton".
    fn is_first_name(&self, site: &gate::Site<'_>, found: &Match<'_>) -> bool {
        let is_city = |row: Row| matches!(self.table.feature(row), Feature::City | Feature::Capital);
        let next = site.words.get(found.last + 1).filter(|next| next.gap == Gap::Space);
        let Some(next) = next.filter(|_| site.at == found.last && site.words[site.at].case == Case::Title) else {
            return false;
        };
        let begins = |name: &Name| name.kind == Kind::Person && name.span.start == next.start;
        let at = self.names.partition_point(|name| (name.field, name.span.start) < (site.field, next.start));
        self.names.get(at).is_some_and(|name| name.field == site.field && begins(name))
            && found.candidates.clone().next().is_some_and(|(row, _)| is_city(row))
    }

    /// True of an area's or a water's name in several words that covers what the tagger took for an organization, or more than
    /// it took for a name: "Democratic Republic of the Congo", "Prince Edward Island".
    fn is_area_in_full(&self, found: &Match<'_>, at: usize, word: Token, name: &Name) -> bool {
        let is_area = |(row, kind): (Row, NameKind)| {
            !matches!(self.table.feature(row), Feature::City | Feature::Capital | Feature::County)
                && kind != NameKind::Other
        };
        let covers = if name.kind == Kind::Organization {
            found.end >= name.span.end as usize
        } else {
            found.end > name.span.end as usize && word.start == name.span.start
        };
        covers
            && found.last > at
            && found.reading == Reading::Name
            && found.candidates.clone().next().is_some_and(is_area)
    }

    /// The group of a name in a reading (and in a container, where one article uses one name for two places).
    fn group(&mut self, found: &Match<'a>, container: Option<usize>) -> usize {
        let key = (found.candidates.key(), found.reading, container);
        let next = self.groups.len();
        let group = *self.by_key.entry(key).or_insert(next);
        if group == next {
            let candidates = found.candidates.clone().filter(|(_, kind)| found.reading.allows(*kind)).collect();
            self.groups.push(Group {
                candidates,
                mentions: 0,
                container: None,
                hint: None,
                dateline: false,
                listed: Listed::default(),
            });
        }
        self.groups[group].mentions += 1;
        group
    }

    /// Notes that the text puts one name inside another, when the gazetteer knows such places.
    fn contain(&mut self, inner: usize, outer: usize) -> bool {
        if inner == outer || !self.holds(outer, inner) {
            return false;
        }
        self.groups[inner].container = Some(outer);
        true
    }

    /// As [`Self::contain`], for the spot before: a second container of one name makes a group of its own.
    fn contain_spot(&mut self, spot: usize, outer: usize) {
        let inner = self.spots[spot].group;
        match self.groups[inner].container {
            Some(known) if known != outer && self.holds(outer, inner) => {
                let next = self.groups.len();
                // A made key: names have keys of their own, and groups are numbered apart from them.
                let key = (u64::MAX - inner as u64, Reading::Name, Some(outer));
                let split = *self.by_key.entry(key).or_insert(next);
                if split == next {
                    let of = &self.groups[inner];
                    let (candidates, hint, listed) = (of.candidates.clone(), of.hint, of.listed);
                    let group =
                        Group { candidates, mentions: 0, container: Some(outer), hint, dateline: false, listed };
                    self.groups.push(group);
                }
                self.groups[split].mentions += 1;
                self.groups[inner].mentions -= 1;
                self.spots[spot].group = split;
            }
            Some(_) => {}
            None => {
                self.contain(inner, outer);
            }
        }
    }

    /// True when a place of the outer name is a region that holds a place of the inner one. A country before a comma and
    /// another country is in a list, and no town of that name: "China, Japan".
    fn holds(&self, outer: usize, inner: usize) -> bool {
        let (outer, inner) = (&self.groups[outer].candidates, &self.groups[inner].candidates);
        let is_country = |row: Row| self.table.feature(row) == Feature::Country;
        let are_countries = [outer, inner].iter().all(|of| of.first().is_some_and(|(row, _)| is_country(*row)));
        inner.iter().any(|(inner, _)| {
            let may_be_inside = !are_countries || self.table.feature(*inner) == Feature::State;
            may_be_inside
                && self.table.lineage(*inner).skip(1).any(|above| {
                    !matches!(self.table.feature(above), Feature::City | Feature::Capital)
                        && outer.iter().any(|(row, _)| *row == above)
                })
        })
    }
}

/// True when the word at `at` goes on with a list that `last` is in: "Syria, Lebanon", "Syria and Lebanon", "and" after a comma.
fn is_listed(text: &str, words: &[Token], last: usize, at: usize) -> bool {
    let is_and = |word: &Token| matches!(word.text(text), "and" | "or") && matches!(word.gap, Gap::Space | Gap::Comma);
    match at.checked_sub(last) {
        Some(1) => words[at].gap == Gap::Comma,
        Some(2) => is_and(&words[at - 1]) && words[at].gap == Gap::Space,
        _ => false,
    }
}
