//! What the whole article says of a name: the same words mean the same thing throughout.

use super::boundaries::ends_company;
use super::rules::{Correction, words_before};
use crate::article::Field;
use crate::entities::{Context, EntityType, NamedEntity, gazetteer, known};
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

/// What the names of an article are, by their words in lower case and what they were taken for.
pub(super) type Corrections = HashMap<(String, EntityType), Correction>;

/// A lone word, of no person's longer name, that stands after "in" or "near" wherever it stands: a place, where there is one.
pub(super) fn infer_towns<'a>(
    context: &Context<'_>,
    names: &[NamedEntity],
    of: &impl Fn(&NamedEntity) -> &'a str,
    corrections: &mut Corrections,
) {
    let mut lone: HashMap<String, bool> = HashMap::new();
    let mut parts: HashSet<String> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == EntityType::Person) {
        let text = of(name);
        let written = text[name.span.range()].to_lowercase();
        if written.contains(' ') {
            parts.extend(written.split(' ').map(str::to_owned));
            continue;
        }
        let word = words_before(&text[..name.span.start as usize]).next().unwrap_or_default();
        let follows = ["in", "near", "outside"].iter().any(|lead| word.eq_ignore_ascii_case(lead));
        lone.entry(written).and_modify(|always| *always &= follows).or_insert(follows);
    }
    let table = context.gazetteer().table();
    for (word, _) in lone.into_iter().filter(|(word, always)| *always && !parts.contains(word)) {
        if table.candidates(&gazetteer::fold(&word)).next().is_some() {
            corrections.insert((word, EntityType::Person), Correction::by("follows-in", Some(EntityType::Location)));
        }
    }
}

/// An organization with the name of a person of the article, where it is said more often, is that person; so is one with
/// the surname of a person alone, unless a longer name of an organization begins with it.
pub(super) fn infer_people<'a>(
    names: &[NamedEntity],
    of: &impl Fn(&NamedEntity) -> &'a str,
    corrections: &mut Corrections,
) {
    let person = |rule| Correction::by(rule, Some(EntityType::Person));
    let mut people: HashMap<String, i32> = HashMap::new();
    for name in names.iter().filter(|name| matches!(name.kind, EntityType::Person | EntityType::Organization)) {
        let written = &of(name)[name.span.range()];
        if written.contains(' ') {
            let step = if name.kind == EntityType::Person { 1 } else { -1 };
            *people.entry(written.to_lowercase()).or_default() += step;
        }
    }
    people.retain(|_, surplus| *surplus > 0);
    if !people.is_empty() {
        let longer = |written: &str| {
            names.iter().filter(|name| name.kind == EntityType::Organization).any(|name| {
                let rest = of(name)[name.span.range()].strip_prefix(written);
                rest.is_some_and(|rest| rest.starts_with(' '))
            })
        };
        let surnames: HashSet<&str> = people.keys().filter_map(|person| person.rsplit(' ').next()).collect();
        let lone =
            names.iter().filter(|name| name.kind == EntityType::Organization).map(|name| &of(name)[name.span.range()]);
        let lone: HashSet<&str> = lone
            .filter(|written| !written.contains(' ') && surnames.contains(written.to_lowercase().as_str()))
            .collect();
        for surname in lone.into_iter().filter(|written| !longer(written)) {
            corrections
                .entry((surname.to_lowercase(), EntityType::Organization))
                .or_insert(person("surname-of-person"));
        }
    }
    for name in people.into_keys() {
        corrections.entry((name, EntityType::Organization)).or_insert(person("name-of-person"));
    }
}

/// A person whose name begins a company's in the article ("Kidder", "Kidder Peabody and Co"), and who has no longer name there,
/// is the company.
pub(super) fn infer_companies<'a>(
    names: &[NamedEntity],
    of: &impl Fn(&NamedEntity) -> &'a str,
    corrections: &mut Corrections,
) {
    let mut companies: HashSet<String> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == EntityType::Organization) {
        let written = of(name)[name.span.range()].to_lowercase();
        let last = written.rsplit(' ').next().unwrap_or_default();
        if ends_company(last) || known::is_organization(&written) {
            for (at, _) in written.match_indices([' ', '\'', '’']) {
                companies.insert(written[..at].trim_end_matches(',').to_owned());
            }
        }
    }
    if companies.is_empty() {
        return;
    }
    let people = || {
        names
            .iter()
            .filter(|name| name.kind == EntityType::Person)
            .map(|name| of(name)[name.span.range()].to_lowercase())
    };
    let surnames: HashSet<String> = people().filter_map(|person| Some(person.rsplit_once(' ')?.1.to_owned())).collect();
    for person in people().filter(|person| companies.contains(person) && !surnames.contains(person)) {
        let company = Correction::by("name-of-company", Some(EntityType::Organization));
        corrections.entry((person, EntityType::Person)).or_insert(company);
    }
}

/// A noun in the plural that begins a sentence, and that the article has as a name nowhere else, is nobody: "Rivers rose."
pub(super) fn reject_nouns(context: &Context<'_>, names: &[NamedEntity], corrections: &mut Corrections) {
    let text = context.text;
    let begins = |name: &NamedEntity| {
        let sentence = context.sentences.partition_point(|sentence| sentence.start < name.span.start as usize);
        context.sentences.get(sentence).is_some_and(|sentence| sentence.start == name.span.start as usize)
    };
    let people = || names.iter().filter(|name| name.kind == EntityType::Person);
    let is_plural = |word: &str| {
        word.ends_with("men") && word.len() > 6 || word.ends_with('s') && context.model().is_usually_lower(word)
    };
    let nouns: Vec<&str> = people()
        .filter(|name| name.field == Field::Text && begins(name))
        .filter(|name| {
            let next = text[name.span.end as usize..].strip_prefix(' ').unwrap_or_default();
            let says = ["said", "says", "told", "added"].iter().any(|verb| next.starts_with(verb));
            !says && next.starts_with(char::is_lowercase)
        })
        .map(|name| &text[name.span.range()])
        .filter(|word| !word.contains(' ') && is_plural(word))
        .collect();
    if nouns.is_empty() {
        return;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in people() {
        let field = if name.field == Field::Title { context.title } else { text };
        for part in field[name.span.range()].split(' ') {
            *counts.entry(part.to_lowercase()).or_default() += 1;
        }
    }
    for noun in nouns.iter().map(|noun| noun.to_lowercase()).filter(|noun| counts.get(noun) == Some(&1)) {
        let nobody = Correction::by("noun-opens-sentence", None);
        corrections.entry((noun, EntityType::Person)).or_insert(nobody);
    }
}

/// A place after "the" that has the name of a ship or a storm of the article is that: "the container ship Dali", "the Dali".
pub(super) fn is_ship_or_storm(name: &NamedEntity, text: &str, corrections: &Corrections) -> Option<Correction> {
    let head = &text[..name.span.start as usize];
    if name.kind != EntityType::Location || !(head.ends_with("the ") || head.ends_with("The ")) {
        return None;
    }
    let written = text[name.span.range()].to_lowercase();
    [EntityType::Person, EntityType::Organization, EntityType::Miscellaneous]
        .into_iter()
        .find_map(|kind| corrections.get(&(written.clone(), kind)).copied().filter(|found| found.to.is_some()))
        .filter(|found| found.to == Some(EntityType::Miscellaneous))
}
