//! Toponym recognition: which of the runs of words that spell a place name are mentions of a place.
//!
//! What the tagger took for a location is one, with care; beyond it `judge` decides by spelling and neighbours. Which place a
//! mention means is decided in `resolve`.

mod abbreviations;
mod bodies;
mod common_words;
mod inside;
mod judge;
mod least;
mod lists;
mod persons;
mod site;

use super::candidates::{self, NameMatch, Spelling};
use super::cues::{Cue, cue};
use super::groups::{Group, Groups, Toponym};
use super::longer_names;
use super::tokens::{Case, Gap, Source, Token, tokens, tokens_of};
use crate::article::{Field, Origin, PlaceForm, Span, Stage};
use crate::entities::gazetteer::{self, Feature, NameKind, Row, Table};
use crate::entities::known::kinds_of;
use crate::entities::tagger::Model;
use crate::entities::{EntityType, NamedEntity};
use foldhash::HashSet;
use judge::{Judge, Verdict};
use persons::Persons;
use site::{Site, dateline_end};

/// Finds the toponyms of an article.
pub(super) struct Recogniser<'a> {
    table: &'a Table,
    model: &'a Model,
    english: bool,
    /// What the tagger found, in order.
    names: &'a [NamedEntity],
    toponyms: Vec<Toponym>,
    groups: Groups<'a>,
    /// Names that are places if the article names them as places elsewhere.
    doubtful: Vec<(Field, Span, u64)>,
    /// What the tagger took for a location and is something else.
    rejected: Vec<(Field, Span)>,
}

/// What was recognised in an article.
pub(super) struct Recognised {
    /// The toponyms, in order.
    pub(super) toponyms: Vec<Toponym>,
    /// The groups that they are of.
    pub(super) groups: Vec<Group>,
    /// What the tagger took for a location and is something else: words, people, diseases.
    pub(super) rejected: Vec<(Field, Span)>,
}

/// A field on its way through: what was found last, and what its words are judged by.
struct Scan<'s> {
    field: Field,
    text: &'s str,
    words: &'s [Token],
    dateline_end: usize,
    model: &'s Model,
    judge: Judge<'s>,
    /// The last word of the toponym before, and its number.
    before: Option<(usize, usize)>,
    /// The names of ships of navies.
    ships: HashSet<&'s str>,
    /// The last toponym that opened a line, and whether a colon stood behind it.
    opened: Option<(usize, bool)>,
}

impl<'s> Scan<'s> {
    fn site(&self, at: usize) -> Site<'s> {
        let word = self.words[at];
        Site {
            field: self.field,
            text: self.text,
            words: self.words,
            at,
            follows: self.before.is_some_and(|(last, _)| inside::follows(self.text, self.words, last, at)),
            in_dateline: (word.start as usize) < self.dateline_end,
            model: self.model,
        }
    }
}

impl<'a> Recogniser<'a> {
    pub(super) fn new(table: &'a Table, model: &'a Model, english: bool, names: &'a [NamedEntity]) -> Self {
        let (toponyms, doubtful, rejected) = (Vec::new(), Vec::new(), Vec::new());
        Self { table, model, english, names, toponyms, groups: Groups::new(table), doubtful, rejected }
    }

    /// Notes the place of a dateline, which may stand apart from the body.
    pub(super) fn dateline(&mut self, place: &str) {
        let words = tokens_of(place, self.table);
        let mut before = None;
        let mut at = 0;
        while at < words.len() {
            let (field, model) = (Field::Text, self.model);
            let site = Site { field, text: place, words: &words, at, follows: false, in_dateline: true, model };
            let Some(found) = self.longest(&site) else {
                at += 1;
                continue;
            };
            let group = self.groups.add(&found);
            self.groups.set_dateline(group);
            if let Some(inner) = before.filter(|_| words[at].gap == Gap::Comma) {
                self.groups.contain(inner, group);
            }
            before = Some(group);
            at = found.last + 1;
        }
    }

    /// Finds the place names of a field.
    pub(super) fn scan(&mut self, field: Field, source: Source<'_>) {
        let (text, words) = (source.text, tokens(source, self.table));
        let people = self.names.iter().filter(|name| name.field == field && name.kind == EntityType::Person);
        let persons = Persons::of(text, &words, people.filter_map(|name| text.get(name.span.range())));
        let mut scan = Scan {
            field,
            text,
            words: &words,
            dateline_end: if field == Field::Text { dateline_end(text) } else { 0 },
            model: self.model,
            judge: Judge { table: self.table, english: self.english, persons: &persons },
            before: None,
            ships: longer_names::ships(text),
            opened: None,
        };
        let mut names = self.names.iter().filter(|name| name.field == field).peekable();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if word.case == Case::Lower {
                at += 1;
                continue;
            }
            while names.next_if(|name| name.span.end <= word.start).is_some() {}
            at = self.step(&mut scan, at, names.peek().copied());
        }
    }

    /// Looks at a capitalised word, where the tagger's next name is `name`; gives the word to go on with.
    fn step(&mut self, scan: &mut Scan<'_>, at: usize, name: Option<&NamedEntity>) -> usize {
        let site = scan.site(at);
        let word = site.first();
        let found = self.longest(&site).or_else(|| self.spaced_acronym(&site, name));
        let taken = |name: &&NamedEntity| {
            name.span.start <= word.start && matches!(name.kind, EntityType::Person | EntityType::Organization)
        };
        let whole = |name: &&NamedEntity| found.as_ref().is_some_and(|found| self.is_area_in_full(&site, found, name));
        if let Some(name) = name.filter(taken).filter(|name| !whole(name)) {
            return self.scan_inside(scan, site, name);
        }
        let Some(found) = found else { return at + 1 };
        match self.verdict(scan, &site, &found, name) {
            Verdict::Place => {
                let start = found.end;
                let location =
                    name.filter(|name| (name.span.start as usize) < start && name.kind == EntityType::Location);
                let origin = location.map_or_else(|| by_gazetteer(found.spelling.as_str()), |name| name.origin);
                self.add(scan, &site, &found, origin);
                found.last + 1
            }
            verdict => {
                if verdict == Verdict::Perhaps {
                    self.doubt(&site, &found);
                }
                let span = Span::new(site.first().start as usize, found.end);
                let is_end = |name: &&NamedEntity| {
                    name.kind == EntityType::Location && (name.span.start == span.start || name.span.end == span.end)
                };
                if verdict != Verdict::Part
                    && let Some(name) = name.filter(is_end)
                {
                    self.rejected.push((site.field, name.span));
                }
                // "Carolina" of the University of North Carolina is no place of its own.
                if bodies::is_of_organization(&site) { found.last + 1 } else { at + 1 }
            }
        }
    }

    /// Whether a name is a place, where `name` is what the tagger found here or behind it.
    fn verdict(&self, scan: &Scan<'_>, site: &Site<'_>, found: &NameMatch<'_>, name: Option<&NamedEntity>) -> Verdict {
        let name = name.filter(|name| (name.span.start as usize) < found.end);
        // A name of several words that reaches beyond the tagger's has not been judged by it.
        let is_beyond = name.is_some_and(|name| {
            found.last > site.at && found.end > name.span.end as usize && name.kind != EntityType::Location
        });
        let location = name.filter(|name| !is_beyond && name.kind == EntityType::Location);
        let is_language =
            self.english && found.spelling == Spelling::Demonym && common_words::is_language(site, found.last);
        if common_words::is_something_else(site, found.last)
            || abbreviations::is_of_something_else(self.table, site, found)
            || self.english
                && (bodies::is_of_university(self.table, site, found)
                    || bodies::is_of_school(site, found.last)
                    || bodies::is_of_students(self.table, site, found)
                    || self.is_of_longer_name(scan, site, found))
            || common_words::is_of_americans(site, found.last)
            || common_words::is_part_of_country(self.table, site, found)
            || is_language
            || self.is_first_name(site, found)
            || location.is_some() && scan.judge.persons.is_somebody(self.table, site, found)
        {
            return Verdict::Other;
        }
        if self.english && self.is_half(site, found) {
            // What the tagger took for a location is longer, or half of a name as well.
            return Verdict::Part;
        }
        if self.english && common_words::follows_article(self.table, site, found) {
            // Several words are the name of something else, perhaps of mountains.
            return if site.at == found.last { Verdict::Other } else { Verdict::Part };
        }
        match name.filter(|_| !is_beyond) {
            None => scan.judge.judge(site, found, !is_beyond && !self.names.is_empty()),
            Some(name) => self.tagged(site, found, name),
        }
    }

    /// True of a place whose name is part of that of something else: a title of nobility, a ship, an animal, a team.
    fn is_of_longer_name(&self, scan: &Scan<'_>, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
        let span = Span::new(site.first().start as usize, found.end);
        let is_country = |(row, _): (Row, NameKind)| self.table.feature(row) == Feature::Country;
        let is_demonym = found.spelling == Spelling::Demonym;
        let is_the = |word: Token| matches!(word.text(site.text), "the" | "The");
        let is_ship = || scan.ships.contains(&site.text[span.range()]) && site.before().is_some_and(is_the);
        let is_behind = |(last, number): (usize, usize)| {
            let is_name = self.toponyms[number].form == PlaceForm::Name;
            is_name && last + 1 == site.at && site.first().gap == Gap::Space
        };
        // "Cleveland Indians", "Montreal Canadiens"
        let is_team = || is_demonym && site.word().ends_with('s') && scan.before.is_some_and(is_behind);
        longer_names::is_behind_title(&site.text[..span.start as usize]) && !found.candidates.clone().any(is_country)
            || is_ship()
            || is_team()
            || common_words::is_of_thing(site, found.last)
    }

    /// True of a place that a hyphen makes half of another name: "Indo-Pacific".
    fn is_half(&self, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
        let is_place = |word: &str| self.table.candidates(&gazetteer::fold(word)).next().is_some();
        let span = Span::new(site.first().start as usize, found.end);
        found.spelling == Spelling::Name && longer_names::is_half(site.text, span, is_place)
    }

    /// Whether what the tagger took for a name is a place.
    fn tagged(&self, site: &Site<'_>, found: &NameMatch<'_>, name: &NamedEntity) -> Verdict {
        match name.kind {
            EntityType::Person | EntityType::Organization => self.is_area_in_full(site, found, name).into(),
            EntityType::Miscellaneous => (found.spelling == Spelling::Demonym).into(),
            EntityType::Location if !fills(site, found, name) => Verdict::Part,
            EntityType::Location if self.english && common_words::is_mere_word(self.table, site, found) => {
                if common_words::is_word(site.word()) {
                    Verdict::Other
                } else {
                    Verdict::Perhaps
                }
            }
            // "University of Gothenburg": it bears the name of its place.
            EntityType::Location if bodies::is_of_organization(site) => Verdict::Other,
            EntityType::Location => Verdict::Place,
        }
    }

    /// Looks for places in what the tagger took for a person or an organization: a public body is where its place is
    /// ("Athens City Council"), and the tagger may be wrong where the text says so. Gives the first word behind the name.
    fn scan_inside(&mut self, scan: &mut Scan<'_>, mut site: Site<'_>, name: &NamedEntity) -> usize {
        let end = name.span.end as usize;
        while let Some(word) = site.words.get(site.at).filter(|word| (word.start as usize) < end) {
            let found = if word.case == Case::Lower { None } else { self.longest(&site) };
            // The tagger leaves the full stop of an abbreviation out.
            let Some(found) = found.filter(|found| found.end <= end + 1) else {
                site.at += 1;
                continue;
            };
            let is_whole = word.start <= name.span.start && found.end >= end;
            let heading =
                scan.before.filter(|(last, _)| inside::heads(site.text, site.words, *last, site.at, found.last));
            // "Erie, PA", "D.C.": a state, whatever it was taken for.
            let is_state = found.spelling == Spelling::Abbreviation
                && (site.follows || word.dotted && abbreviations::is_of_state(self.table, &site, &found));
            let is_headed = || heading.is_some_and(|(_, before)| self.is_in(&found, before));
            let verdict = if is_whole && (is_state || is_headed()) {
                Verdict::Place
            } else if is_whole && (is_sure(name) || common_words::is_something_else(&site, found.last)) {
                Verdict::Other
            } else if is_whole {
                scan.judge.contradict(&site, &found, name.kind)
            } else {
                // A company, an outlet, a team or a university only bears the name of its place.
                let is_body = (name.kind == EntityType::Organization || found.spelling == Spelling::Abbreviation)
                    && !name.bears_place()
                    && !kinds_of(&site.text[name.span.range()]).is_private();
                // "National Park Service", "U.S. Postal Service", "Metro Police": words of its name.
                let is_word = common_words::is_something_else(&site, found.last)
                    || site.at == found.last
                        && found.spelling == Spelling::Name
                        && (common_words::is_word(site.word()) || site.model.is_usually_lower(site.word()));
                let is_of_body =
                    || self.english && !is_word && bodies::is_of_public_body(self.table, &site, &found, Some(end));
                (is_body && is_of_body()).into()
            };
            match verdict {
                Verdict::Place => {
                    let rule = if is_whole { "place by its neighbours" } else { "place of a public body" };
                    self.add_inside(scan, &site, &found, by_gazetteer(rule));
                }
                Verdict::Perhaps => self.doubt(&site, &found),
                Verdict::Other | Verdict::Part => {}
            }
            site.at = found.last + 1;
            site.follows = false;
        }
        site.at
    }

    /// Adds a toponym, with what the words around it say.
    fn add(&mut self, scan: &mut Scan<'_>, site: &Site<'_>, found: &NameMatch<'_>, origin: Origin) {
        let group = self.groups.add(found);
        let number = self.toponyms.len();
        let form = if found.spelling == Spelling::Demonym { PlaceForm::Demonym } else { PlaceForm::Name };
        let span = Span::new(site.first().start as usize, found.end);
        self.toponyms.push(Toponym { field: site.field, span, group, form, origin });
        if site.in_dateline {
            self.groups.set_dateline(group);
        }
        if site.is_located(found.last) {
            self.groups.set_placed(group);
        }
        if site.at == found.last && site.first().cue.has(Cue::COMMON) {
            self.groups.set_common(group);
        }
        if let Some((last, before)) = scan.before {
            let leads_in = inside::leads_in(site.text, site.words, last, site.at);
            if site.follows || leads_in {
                if leads_in {
                    self.groups.put_elsewhere(self.toponyms[before].group, group);
                }
                self.contain(before, group);
            } else if inside::heads(site.text, site.words, last, site.at, found.last)
                || inside::holds_next(site.text, site.words, last, site.at)
            {
                self.contain(number, self.toponyms[before].group);
            }
            if lists::is_listed(site, last) {
                self.groups.add_listed(self.toponyms[before].group, group);
            }
        }
        if let Some(has_colon) = lists::opens_line(site, found.end) {
            if let Some((before, _)) = scan.opened.filter(|(_, before)| *before == has_colon) {
                self.groups.add_listed(self.toponyms[before].group, group);
            }
            scan.opened = Some((number, has_colon));
        }
        if let Some(hint) = site.hint(found.last) {
            self.groups.set_hint(group, hint);
        }
        scan.before = Some((found.last, number));
    }

    /// True of a name of which a place lies in one that an earlier toponym may mean.
    fn is_in(&self, found: &NameMatch<'_>, toponym: usize) -> bool {
        let outer = self.groups.candidates(self.toponyms[toponym].group);
        let is_outer = |row: Row| outer.iter().any(|(outer, _)| *outer == row);
        found.candidates.clone().any(|(row, _)| self.table.lineage(row).skip(1).any(is_outer))
    }

    /// Adds a toponym inside a name of another kind.
    fn add_inside(&mut self, scan: &mut Scan<'_>, site: &Site<'_>, found: &NameMatch<'_>, origin: Origin) {
        let group = self.groups.add(found);
        self.groups.set_placed(group);
        if let Some((last, before)) = scan.before {
            if site.follows {
                self.contain(before, group);
            } else if inside::heads(site.text, site.words, last, site.at, found.last) {
                self.groups.contain(group, self.toponyms[before].group);
            }
        }
        let form = if found.spelling == Spelling::Demonym { PlaceForm::Demonym } else { PlaceForm::Name };
        let span = Span::new(site.first().start as usize, found.end);
        scan.before = Some((found.last, self.toponyms.len()));
        self.toponyms.push(Toponym { field: site.field, span, group, form, origin });
    }

    fn contain(&mut self, inner: usize, outer: usize) {
        let toponym = &mut self.toponyms[inner];
        toponym.group = self.groups.contain_mention(toponym.group, outer);
    }

    fn doubt(&mut self, site: &Site<'_>, found: &NameMatch<'_>) {
        let span = Span::new(site.first().start as usize, found.end);
        self.doubtful.push((site.field, span, found.candidates.key()));
    }

    /// Ends the recognition; doubtful names are toponyms where the article names them as places elsewhere.
    pub(super) fn finish(mut self) -> Recognised {
        self.groups.share_lists();
        for (field, span, key) in self.doubtful {
            if let Some(group) = self.groups.add_known(key) {
                let origin = by_gazetteer("place elsewhere in the article");
                self.toponyms.push(Toponym { field, span, group, form: PlaceForm::Name, origin });
            }
        }
        self.toponyms.sort_by_key(|toponym| (toponym.field, toponym.span.start, std::cmp::Reverse(toponym.span.end)));
        let mut last: Option<(Field, Span)> = None;
        self.toponyms.retain(|toponym| {
            let kept = last.is_none_or(|(field, span)| field != toponym.field || !span.overlaps(toponym.span));
            if kept {
                last = Some((toponym.field, toponym.span));
            }
            kept
        });
        Recognised { toponyms: self.toponyms, groups: self.groups.into_all(), rejected: self.rejected }
    }

    fn longest(&self, site: &Site<'_>) -> Option<NameMatch<'a>> {
        let is_city_of_a_body =
            |at| common_words::is_city_of_a_body(site, at) || common_words::is_department_of(site, at);
        candidates::longest(self.table, site.text, site.words, site.at, is_city_of_a_body)
    }

    /// "U. S." that the tagger took for a location, as tokenised texts and old papers write it.
    fn spaced_acronym(&self, site: &Site<'_>, name: Option<&NamedEntity>) -> Option<NameMatch<'a>> {
        let name = name.filter(|name| name.kind == EntityType::Location && name.span.start == site.first().start)?;
        candidates::spaced_acronym(self.table, site.text, site.words, site.at, name.span.end as usize)
    }

    /// True of a city's name before what the tagger took for a person: "Paris Hilton".
    fn is_first_name(&self, site: &Site<'_>, found: &NameMatch<'_>) -> bool {
        let is_city = |row: Row| matches!(self.table.feature(row), Feature::City | Feature::Capital);
        let next = site.words.get(found.last + 1).filter(|next| next.gap == Gap::Space);
        let Some(next) = next.filter(|_| site.at == found.last && site.first().case == Case::Title) else {
            return false;
        };
        let begins = |name: &NamedEntity| name.kind == EntityType::Person && name.span.start == next.start;
        let at = self.names.partition_point(|name| (name.field, name.span.start) < (site.field, next.start));
        self.names.get(at).is_some_and(|name| name.field == site.field && begins(name))
            && found.candidates.clone().next().is_some_and(|(row, _)| is_city(row))
    }

    /// True of an area's or a water's name in several words that covers what the tagger took for an organization, or more than
    /// it took for a name: "Democratic Republic of the Congo", "Prince Edward Island".
    fn is_area_in_full(&self, site: &Site<'_>, found: &NameMatch<'_>, name: &NamedEntity) -> bool {
        let is_area = |(row, kind): (Row, NameKind)| {
            !matches!(self.table.feature(row), Feature::City | Feature::Capital | Feature::County)
                && kind != NameKind::Other
        };
        // The European Union is what acts, where the tagger says so.
        let is_state = |(row, _): (Row, NameKind)| matches!(self.table.feature(row), Feature::Country | Feature::State);
        if name.bears_place()
            || name.kind == EntityType::Organization && !found.candidates.clone().next().is_some_and(is_state)
        {
            return false;
        }
        let covers = if name.kind == EntityType::Organization {
            found.end >= name.span.end as usize
        } else {
            found.end > name.span.end as usize && site.first().start == name.span.start
        };
        covers
            && found.last > site.at
            && found.spelling == Spelling::Name
            && found.candidates.clone().next().is_some_and(is_area)
    }
}

/// True of a name whose kind all evidence together, which the gazetteer is part of, leaves in no doubt.
fn is_sure(name: &NamedEntity) -> bool {
    /// Hundredths of log-odds.
    const SURE: i16 = 150;
    name.bears_place() || name.origin.weighed.is_some_and(|weighed| weighed.by >= SURE)
}

fn by_gazetteer(rule: &'static str) -> Origin {
    Origin { stage: Stage::Gazetteer, rule, weighed: None }
}

/// True of a name that fills what the tagger took for a location, but for words such as "north" and "region". A common word alone
/// does not: "City Hall" is no place called Hall.
fn fills(site: &Site<'_>, found: &NameMatch<'_>, name: &NamedEntity) -> bool {
    let start = site.first().start;
    let before = &site.text[(name.span.start.min(start)) as usize..start as usize];
    let after = site.text.get(found.end..name.span.end as usize).unwrap_or("");
    let is_generic = |word: &str| {
        let cue = cue(word);
        cue.has(Cue::REGION) || cue.has(Cue::CITY) || cue.has(Cue::PREPOSITION) || cue.has(Cue::OPENING)
    };
    let are_generic = |part: &str| part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).all(is_generic);
    let is_part = site.at == found.last
        && site.first().cue.has(Cue::COMMON)
        && (name.span.start < start || found.end < name.span.end as usize);
    (are_generic(before) || before.trim_end().ends_with(','))
        && (are_generic(after) || after.starts_with(','))
        && !is_part
}
