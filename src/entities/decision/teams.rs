//! Teams at play that are called like their place: "Kansas beat Duke 71-66" is about neither state nor town.
//!
//! Scores, verbs of play, opponents and the roles of players beside the name show it, in news of sport alone; what one mention shows holds for
//! the others of the article that the words before them do not place ("in Kansas"). The words are in `teams.tsv`.

use crate::article::{Field, Span, Stage};
use crate::entities::gazetteer::Feature;
use crate::entities::named_entity::TEAM;
use crate::entities::places::is_inhabited;
use crate::entities::{Context, EntityType, NamedEntity};
use crate::text::{fold, with_lower};
use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};
use std::collections;
use std::sync::LazyLock;

/// Signs that a name must have in an article; a sure one counts as many.
const ENOUGH: u32 = 2;
/// Different words of sport that an article has at least, and one in so many of its words.
const FEWEST_WORDS: usize = 4;
const ONE_IN: usize = 60;
/// Bytes of a word that is looked up.
const LONGEST: usize = 16;
/// Digits of a score of one team.
const SCORE: std::ops::RangeInclusive<usize> = 1..=3;

type Words = collections::HashSet<&'static str, FixedState>;

/// The words of each row.
static WORDS: LazyLock<collections::HashMap<&'static str, Words, FixedState>> =
    LazyLock::new(|| rows().map(|(kind, words, _)| (kind, words.split('|').collect())).collect());

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = include_str!("teams.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next().unwrap_or_default()))
    })
}

fn has(kind: &str, word: &str) -> bool {
    !word.is_empty() && word.len() <= LONGEST && with_lower(word, |word| WORDS[kind].contains(word))
}

/// Makes organizations of the places of an article, whose names are in order, that are teams in it.
pub(super) fn find(context: &Context<'_>, names: &mut [NamedEntity]) {
    if context.language.is_some_and(|language| language != "en") {
        return;
    }
    let is_place = |name: &NamedEntity| name.kind == EntityType::Location && name.origin.stage != Stage::Known;
    let mut signs: HashMap<String, u32> = HashMap::default();
    for name in names.iter().filter(|name| is_place(name)) {
        let text = context.field(name.field);
        let sign = sign(text, name.span);
        if sign > 0 {
            *signs.entry(fold(&text[name.span.range()]).into_owned()).or_default() += sign;
        }
    }
    signs.retain(|_, sign| *sign >= ENOUGH);
    if signs.is_empty() || !is_of_sport(context) {
        return;
    }
    for name in names.iter_mut().filter(|name| is_place(name)) {
        let text = context.field(name.field);
        let written = &text[name.span.range()];
        let is_team = signs.contains_key(fold(written).as_ref()) && !is_placed(text, name.span);
        if is_team && !is_nation(context, written) {
            let weighed = name.origin.weighed;
            name.set(EntityType::Organization, Stage::Corrections, TEAM);
            name.origin.weighed = weighed;
        }
    }
}

/// True of a country, which its team stands for: "Spain beat Portugal" is about both.
fn is_nation(context: &Context<'_>, written: &str) -> bool {
    let gazetteer = context.gazetteer();
    gazetteer.means(written, Feature::Country) && !gazetteer.means(written, Feature::State)
}

/// How much the words beside a name say that it is a team.
fn sign(text: &str, span: Span) -> u32 {
    if is_placed(text, span) {
        return 0;
    }
    let (head, rest) = (&text[..span.start as usize], &text[span.end as usize..]);
    let (before, after) = (word_before(head), word_after(rest));
    if is_scored(rest) || is_ranked(head) || has("sure-before", before) || has("sure-after", after) {
        return ENOUGH;
    }
    if before == "to" && has("lost", word_before(head.trim_end().strip_suffix("to").unwrap_or_default())) {
        return ENOUGH;
    }
    u32::from(has("likely-before", before)) + u32::from(has("likely-after", after))
}

/// True where the words beside a name say that it lies somewhere: "in Kansas", "Portland, Oregon", "a Kansas man".
fn is_placed(text: &str, span: Span) -> bool {
    let (head, rest) = (&text[..span.start as usize], &text[span.end as usize..]);
    let is_in_next =
        || rest.strip_prefix(", ").is_some_and(|next| next.starts_with(char::is_uppercase)) && !is_scored(rest);
    let before = word_before(head);
    let is_to = || {
        before.eq_ignore_ascii_case("to") && !has("lost", word_before(&head[..head.trim_end().len() - before.len()]))
    };
    // "Kansas Finance Secretary", "Oakland A's": part of a longer name.
    let goes_on = || {
        rest.strip_prefix(' ').is_some_and(|next| {
            let mut letters = next.chars();
            letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(|c| c.is_lowercase() || c == '\'' || c == '’')
        })
    };
    has("placed", before)
        || goes_on()
        || is_to()
        || is_in_next()
        || rest.starts_with("-based")
        || is_inhabited(word_after(rest))
        || has("placed-after", word_after(rest))
}

/// True of " 24-17", " 24, Georgia 21", " (10-2" and " 3 ... " behind a name.
fn is_scored(rest: &str) -> bool {
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(" (").or_else(|| rest.strip_prefix(' ')) else { return false };
    let Some(rest) = behind_number(rest) else { return false };
    if let Some(other) = rest.strip_prefix(['-', '–', '—']) {
        return behind_number(other).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
    }
    // "Georgia 24, Kansas 3".
    let Some(other) = rest.strip_prefix(", ").filter(|other| other.starts_with(char::is_uppercase)) else {
        return false;
    };
    let end = other.find(|c: char| !(c.is_alphabetic() || matches!(c, ' ' | '.' | '\''))).unwrap_or(other.len());
    let name = &other[..end];
    name.ends_with(' ') && name.trim_end().split(' ').count() <= 3 && behind_number(&other[end..]).is_some()
}

/// What a text has behind the number of points that it begins with.
fn behind_number(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    SCORE.contains(&digits).then(|| &text[digits..])
}

/// True of "No. 5 " before a name.
fn is_ranked(head: &str) -> bool {
    let Some(head) = head.strip_suffix(' ') else { return false };
    let bare = head.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.len() < head.len() && (bare.ends_with("No. ") || bare.ends_with("No."))
}

/// True of an article with many words of sport.
fn is_of_sport(context: &Context<'_>) -> bool {
    let mut found: HashSet<&'static str> = HashSet::default();
    let (mut all, mut of_sport) = (0, 0);
    for field in [Field::Title, Field::Text] {
        for word in context.field(field).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            all += 1;
            if word.len() <= LONGEST
                && let Some(word) = with_lower(word, |word| WORDS["sport"].get(word).copied())
            {
                of_sport += 1;
                found.insert(word);
            }
        }
    }
    found.len() >= FEWEST_WORDS && of_sport * ONE_IN >= all
}

/// The word before a position, behind one space.
fn word_before(head: &str) -> &str {
    let Some(head) = head.strip_suffix(' ') else { return "" };
    head.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '(' | '—')).next().unwrap_or_default()
}

/// The word behind a position, after one space, without what is owned: "Kansas' | coach".
fn word_after(rest: &str) -> &str {
    let owned = ["'s", "’s", "'", "’"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    let Some(rest) = owned.strip_prefix(' ') else { return "" };
    &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::marked;

    /// The names in brackets that are teams in the news of sport.
    fn teams(marked: &str) -> Vec<String> {
        let sport = "The coach said after the game that the season and the playoffs were a long way off. ";
        let (text, mut names) = marked::names(&format!("{sport}{marked}"), EntityType::Location);
        find(&Context { text: &text, ..Context::default() }, &mut names);
        let is_team = |name: &&NamedEntity| name.origin.rule == TEAM && name.kind == EntityType::Organization;
        names.iter().filter(is_team).map(|name| text[name.span.range()].to_owned()).collect()
    }

    #[test]
    fn the_examples_hold() {
        for (_, words, example) in rows() {
            assert_eq!(words.to_lowercase(), words);
            assert!(example.is_empty() || !teams(example).is_empty(), "{example}");
        }
    }

    #[test]
    fn teams_at_play() {
        for (text, expected) in [
            ("[Kansas] beat [Duke] 71-66 on Saturday.", &["Kansas", "Duke"][..]),
            ("No. 4 [Gonzaga] waits.", &["Gonzaga"]),
            ("It ended [Alabama] 24, [Georgia] 21 in the rain.", &["Alabama"]),
            ("[Tennessee] (10-2) has a week off. It plays in [Tennessee] next.", &["Tennessee"]),
            ("The win over [Boston] came late, and [Boston] drew the next one.", &["Boston", "Boston"]),
            ("They lost to [Cleveland] again.", &["Cleveland"]),
            ("The [Denver] quarterback slept.", &["Denver"]),
        ] {
            assert_eq!(teams(text), expected, "{text}");
        }
    }

    #[test]
    fn places_of_games_and_of_homes_stay() {
        for text in [
            "They played in [Cleveland] on Friday.",
            "He came from [Kansas] to [Ohio] and won.",
            "She grew up in [Portland], [Oregon].",
            "A [Boston] man sold the tickets.",
            "Flights to [Denver] were late.",
            "They beat the former [Kansas] Gov. Ann Lee.",
            "They had beaten [Kansas] teams before and [Kansas] Finance Secretary Lee.",
            "They beat the [Oakland] A's.",
            "[Spain] beat [Portugal] 2-1.",
        ] {
            assert!(teams(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn other_news_has_none() {
        let (text, mut names) = marked::names("[Russia] beat [France] 2-1 in votes.", EntityType::Location);
        find(&Context { text: &text, ..Context::default() }, &mut names);
        assert!(names.iter().all(|name| name.kind == EntityType::Location));
    }
}
