//! Finds people where the tagger finds none: by titles and by known given names.
//!
//! It prefers to miss a person over taking something else for one; it knows no organizations and no places. This is
//! what languages without a model have.

use super::tables::{TABLES, Title};
use crate::article::{Field, Origin, Span, Stage};
use crate::entities::{Context, EntityType, NamedEntity};
use crate::text::fold;
use foldhash::{HashSet, HashSetExt as _};

/// Words that follow a given name or title in one name at most.
const MOST_WORDS: usize = 4;
/// Letters of an abbreviated title at most ("Messrs."); a full stop after a longer one ends the sentence.
const LONGEST_ABBREVIATION: usize = 6;

/// Finds the people of the title and the text, leaving out what `taken` names already.
pub(super) fn find(context: &Context<'_>, taken: &[NamedEntity]) -> Vec<NamedEntity> {
    let mut found = Vec::new();
    let mut surnames: HashSet<&str> = HashSet::new();
    let fields = [(Field::Text, context.text), (Field::Title, context.title)];
    for (field, text) in fields {
        let tokens = tokens(text);
        let mut at = 0;
        while at < tokens.len() {
            let Some((start, end, rule)) = name_at(&tokens, at) else {
                at += 1;
                continue;
            };
            let span = Span::new(tokens[start].start, tokens[end - 1].start + tokens[end - 1].word.len());
            found.push(person(field, span, rule));
            let last = tokens[start..end].iter().rfind(|token| !is_suffix(token.word)).map_or("", |token| token.word);
            surnames.insert(last);
            at = end;
        }
    }
    // Surnames alone, once their bearer is known.
    let named: HashSet<(Field, u32)> = found.iter().map(|name| (name.field, name.span.end)).collect();
    for (field, text) in fields {
        for token in tokens(text) {
            let span = Span::new(token.start, token.start + token.word.len());
            let is_known = surnames.contains(token.word) && token.word.chars().count() > 2;
            if is_known && !named.contains(&(field, span.end)) {
                found.push(person(field, span, "surname of a person"));
            }
        }
    }
    found.sort_by_key(|name| (name.field == Field::Title, name.span));
    let mut last: Option<NamedEntity> = None;
    found.retain(|name| {
        let overlaps = |other: &NamedEntity| other.field == name.field && other.span.overlaps(name.span);
        let free = !last.as_ref().is_some_and(overlaps) && !taken_at(taken, name);
        if free {
            last = Some(*name);
        }
        free
    });
    found
}

fn person(field: Field, span: Span, rule: &'static str) -> NamedEntity {
    NamedEntity::new(field, span, EntityType::Person, Origin { stage: Stage::Titles, rule, weighed: None })
}

/// True when one of the tagger's names, which are in order, overlaps.
fn taken_at(taken: &[NamedEntity], name: &NamedEntity) -> bool {
    let key = |name: &NamedEntity| (name.field, name.span.start);
    let at = taken.partition_point(|other| key(other) < key(name));
    taken[at.saturating_sub(1)..]
        .iter()
        .take(2)
        .any(|other| other.field == name.field && other.span.overlaps(name.span))
}

struct Token<'a> {
    start: usize,
    word: &'a str,
    folded: String,
    capital: bool,
    /// One space divides it from the token before.
    joined: bool,
    opens_sentence: bool,
}

/// Words with their dots ("Gen.", "J.D."), hyphens and apostrophes; possessives are cut off.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut end_of_last = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(char::is_alphanumeric) {
        let start = at + found;
        let rest = &text[start..];
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '.'))).unwrap_or(rest.len());
        let mut word = rest[..length].trim_end_matches(['-', '\'', '’']);
        at = start + length;
        let whole = word;
        for possessive in ["'s", "’s"] {
            word = word.strip_suffix(possessive).unwrap_or(word);
        }
        let bare = word.trim_end_matches('.');
        let is_abbreviation = bare.chars().count() < 2 || bare.contains('.') || is_suffix(bare);
        let folded = fold(bare).into_owned();
        let is_title = TABLES.title(&folded).is_some() && bare.chars().count() <= LONGEST_ABBREVIATION;
        if !(is_abbreviation || is_title) {
            word = bare;
        }
        let between = &text[end_of_last..start];
        let opens_sentence =
            tokens.is_empty() || between.contains(['\n', '!', '?', '“', '"', ':']) || between.starts_with('.');
        tokens.push(Token {
            start,
            word,
            folded,
            capital: word.starts_with(char::is_uppercase) && !is_shout(word),
            joined: between == " ",
            opens_sentence,
        });
        // A possessive or a dot that was cut off divides this word from the next.
        end_of_last = start + if whole.len() == word.len() { word.len() } else { word.len().min(length) };
    }
    tokens
}

/// True of an acronym: more than one letter, all of them capitals.
fn is_shout(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    word.chars().count() > 1 && !word.contains('.') && letters.all(char::is_uppercase)
}

fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III")
}

/// The tokens, and the rule, of a name that begins with the given name or title at `at`; the title is not among them.
fn name_at(tokens: &[Token<'_>], at: usize) -> Option<(usize, usize, &'static str)> {
    let token = &tokens[at];
    if let Some((title, _)) = TABLES.title(&token.folded) {
        let is_proof = match title {
            Title::Honorific => token.capital && (token.word.ends_with('.') || token.folded.len() > 2),
            Title::Regnal => token.capital,
            Title::Office => true,
            Title::Weak => false,
        };
        let is_of = |next: &Token<'_>| !next.capital && next.joined && TABLES.genitives.contains(next.folded.as_str());
        if !is_proof || (title == Title::Office && tokens.get(at + 1).is_some_and(is_of)) {
            return None;
        }
        let end = names_end(tokens, at + 1);
        // A lower-case title ("the president") proves a full name only, as nouns are capitalised in some languages.
        let enough = if token.capital { 1 } else { 2 };
        return (end >= at + 1 + enough).then_some((at + 1, end, "title"));
    }
    let given = TABLES.given_names.get(token.folded.as_str())?;
    if !token.capital || (given.is_word && token.opens_sentence) {
        return None;
    }
    let end = names_end(tokens, at + 1);
    // "George Washington University"
    let is_institution = tokens
        .get(end)
        .is_some_and(|next| next.joined && next.capital && TABLES.not_surnames.contains(next.folded.as_str()));
    (end > at + 1 && !is_institution).then_some((at, end, "given name"))
}

/// The end of the run of surnames, initials and particles that begins at `start`.
fn names_end(tokens: &[Token<'_>], start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    while at < tokens.len() && at < start + MOST_WORDS && tokens[at].joined {
        let token = &tokens[at];
        let is_name = token.capital
            && !TABLES.not_surnames.contains(token.folded.as_str())
            && !TABLES.time_words.contains(token.folded.as_str())
            && TABLES.title(&token.folded).is_none_or(|_| TABLES.given_names.contains_key(token.folded.as_str()));
        if is_name {
            end = at + 1;
        } else if token.capital || !TABLES.particles.contains(&super::key::key(token.word)) || token.folded == "y" {
            break;
        }
        at += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(&Context { text, ..Context::default() }, &[]).iter().map(|name| &text[name.span.range()]).collect()
    }

    #[test]
    fn names_and_only_names_are_found() {
        for (text, names) in [
            (
                "President Vladimir Putin met Steve Witkoff. Putin left.",
                &["Vladimir Putin", "Steve Witkoff", "Putin"][..],
            ),
            ("He met President Trump at Trump’s house.", &["Trump", "Trump"]),
            ("Ursula von der Leyen and Mohammed bin Salman met.", &["Ursula von der Leyen", "Mohammed bin Salman"]),
            ("Lt. Gov. Dan Patrick spoke to Mr. Smith.", &["Dan Patrick", "Smith"]),
            ("Chief of the General Staff, Secretary of the National Security and Defense Council", &[]),
            ("George Washington University and General Motors in Jordan Valley", &[]),
            ("The Kremlin said on Monday that Russia and the GRU had no plans. John March was not there.", &[]),
            (
                "Der Präsident Emmanuel Macron traf Bundeskanzler Friedrich Merz in Berlin.",
                &["Emmanuel Macron", "Friedrich Merz"],
            ),
            ("El presidente Pedro Sánchez viajó a Bruselas.", &["Pedro Sánchez"]),
            ("El presidente de la Generalitat, Carlos Mazón, y el del Gobierno", &["Carlos Mazón"]),
            ("Merz ist Bundeskanzler. Im ersten Wahlgang fehlten Stimmen.", &[]),
            ("El presidente del Gobierno, Pedro Sánchez, habló.", &["Pedro Sánchez"]),
            ("Frau von der Leyen sprach.", &["von der Leyen"]),
            ("Президент Владимир Путин прибыл в Москву. Путин выступил.", &["Владимир Путин", "Путин"]),
        ] {
            assert_eq!(found(text), names, "{text}");
        }
    }
}
