//! Places that the text names and the gazetteer does not have: "Tahrir Square", "Camp Lejeune".
//!
//! They are what the tagger took for a location and the recogniser left, but for words and for people of the article. Where they
//! lie is not known.

use super::cues::{Cue, cue};
use super::feature_words::{feature_of, is_feature_word};
use super::longer_names;
use crate::article::{Field, Mention, MentionKind, Place, PlaceForm, Span};
use crate::entities::gazetteer;
use crate::entities::{Context, EntityType, NamedEntity};
use foldhash::{HashMap, HashSet};
use std::sync::Arc;

/// Bytes of a name at most.
const LONGEST: usize = 80;
/// Letters of a word in lower case inside a name: "Pozo de Banfield".
const LONGEST_LINK: usize = 4;
/// Letters of a word in capitals that is an acronym.
const LONGEST_ACRONYM: usize = 4;

/// Mentions of unresolved places; `found` are the places of the gazetteer, `rejected` the spans that the recogniser has judged to be
/// something else.
pub(super) fn find(
    context: &Context<'_>,
    names: &[NamedEntity],
    found: &[Mention],
    rejected: &[(Field, Span)],
) -> Vec<Mention> {
    let found: Vec<(Field, Span)> = found.iter().map(|mention| (mention.field, mention.span)).collect();
    let surnames = surnames(context, names);
    let mut places: HashMap<String, Arc<Place>> = HashMap::default();
    let table = context.gazetteer().table();
    let is_place = |word: &str| table.candidates(&gazetteer::fold(word)).next().is_some();
    let left = names
        .iter()
        .filter(|name| name.kind == EntityType::Location && !overlaps(&found, name) && !overlaps(rejected, name));
    left.filter_map(|name| {
        let text = context.field(name.field);
        let span = name_in(text, name.span)?;
        let written = &text[span.range()];
        if longer_names::is_behind_title(&text[..span.start as usize])
            || longer_names::is_title(written)
            || longer_names::is_half(text, span, is_place)
        {
            return None;
        }
        let is_doubtful = feature_of(written).is_none() && !is_clear(name);
        if is_doubtful || !is_name(context, written) || surnames.contains(written) {
            return None;
        }
        let place = places.entry(spaced(written)).or_insert_with_key(|name| {
            let feature = feature_of(name).unwrap_or_default().to_owned();
            Arc::new(Place { name: name.clone(), feature, ..Place::default() })
        });
        let kind = MentionKind::Place { form: PlaceForm::Name, place: Arc::clone(place) };
        Some(Mention { field: name.field, span, kind, origin: Some(name.origin) })
    })
    .collect()
}

/// True where a name overlaps one of some spans, which are in order and apart.
fn overlaps(spans: &[(Field, Span)], name: &NamedEntity) -> bool {
    let at = spans.partition_point(|(field, span)| (*field, span.end) <= (name.field, name.span.start));
    spans.get(at).is_some_and(|(field, span)| *field == name.field && span.overlaps(name.span))
}

/// True where the evidence for a place, if it was weighed, is clear.
fn is_clear(name: &NamedEntity) -> bool {
    /// Hundredths of log-odds.
    const CLEAR: i16 = 50;
    name.origin.weighed.is_none_or(|weighed| weighed.by >= CLEAR)
}

/// The last words of the people of the article that have several.
fn surnames<'a>(context: &Context<'a>, names: &[NamedEntity]) -> HashSet<&'a str> {
    let people = names.iter().filter(|name| name.kind == EntityType::Person);
    people.filter_map(|name| Some(context.field(name.field)[name.span.range()].rsplit_once(' ')?.1)).collect()
}

/// The span without article, possessive and what is no letter at its ends.
fn name_in(text: &str, span: Span) -> Option<Span> {
    let mut name = &text[span.range()];
    name = name.trim_matches(|c: char| !c.is_alphanumeric());
    for article in ["the ", "The ", "THE "] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    for possessive in ["'s", "’s", "'S", "’S"] {
        name = name.strip_suffix(possessive).unwrap_or(name);
    }
    let start = name.as_ptr() as usize - text.as_ptr() as usize;
    (!name.is_empty()).then(|| Span::new(start, start + name.len()))
}

/// White space made even.
fn spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True of words that can name a place: with a capital, and more than a common word, a direction or an acronym.
fn is_name(context: &Context<'_>, written: &str) -> bool {
    if written.len() > LONGEST || !written.contains(char::is_uppercase) {
        return false;
    }
    let says_little = |word: &str| {
        let cue = cue(word);
        cue.has(Cue::COMMON) || cue.has(Cue::WORD) || cue.has(Cue::PREPOSITION) || cue.has(Cue::REGION)
    };
    if written.contains(char::is_whitespace) {
        let is_linking = |word: &str| word.len() <= LONGEST_LINK && !is_feature_word(word);
        let is_whole = |word: &str| !word.starts_with(char::is_lowercase) || is_linking(word);
        return written.split_whitespace().all(is_whole)
            && !written.contains([',', '(', ';', ':'])
            && !written.split_whitespace().all(|word| says_little(word) || is_feature_word(word));
    }
    let letters = || written.chars().filter(|c| c.is_alphabetic());
    let is_acronym = letters().count() <= LONGEST_ACRONYM && letters().all(char::is_uppercase);
    !(is_acronym || says_little(written) || context.model().is_usually_lower(written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::marked;

    /// The unresolved places of a text whose locations are marked with brackets, people with braces.
    fn unresolved(marked: &str) -> Vec<(String, String)> {
        let (text, spans) = marked::spans(marked);
        let kind = |closed| if closed == ']' { EntityType::Location } else { EntityType::Person };
        let name = |(span, closed)| NamedEntity::tagged(Field::Text, span, kind(closed));
        let names: Vec<NamedEntity> = spans.into_iter().map(name).collect();
        let context = Context { text: &text, language: Some("en"), ..Context::default() };
        super::super::resolve(&context, &names)
            .into_iter()
            .filter_map(|mention| match mention.kind {
                MentionKind::Place { place, .. } if !place.is_resolved() => {
                    Some((place.name.clone(), place.feature.clone()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn what_the_gazetteer_does_not_have_stays_a_place() {
        let pair = |name: &str, feature: &str| (name.to_owned(), feature.to_owned());
        assert_eq!(unresolved("They met on [Tahrir Square] in [Cairo]."), [pair("Tahrir Square", "square")]);
        assert_eq!(unresolved("Marines left [Camp Lejeune]."), [pair("Camp Lejeune", "base")]);
        assert_eq!(unresolved("Bankers of [the Wall  Street] sold."), [pair("Wall Street", "street")]);
        assert_eq!(unresolved("It rained in [Qwxyzburgh]'s hills."), [pair("Qwxyzburgh", "")]);
    }

    #[test]
    fn words_people_and_what_was_judged_otherwise_do_not() {
        for marked in [
            "The [Bridge] fell.",
            "The [North] voted.",
            "{Anna Qwxyz} sang. [Qwxyz] left.",
            "It cost [US]$5 million.",
            "Sugar for shipment in [March] went up.",
            "The driver was from [QAT].",
            "It closed the [International Airport] at night.",
            "She lives in the [Qwxyz suburb of Mesa].",
            "They met at [Qwxyz Stadium, Loop].",
        ] {
            assert!(unresolved(marked).is_empty(), "{marked}: {:?}", unresolved(marked));
        }
    }
}
