//! A name as it is written, taken apart: title, given names, surname, suffix.

use super::key::{key, keys_of};
use super::tables::{Gender, TABLES, Title};
use crate::article::{Field, Origin, Span};
use crate::entities::known::kinds_of;
use crate::text::fold;
use std::ops::Range;

/// Words of a name at most; longer runs are no names.
const MOST_WORDS: usize = 8;

/// A person's name at one place of the article.
#[derive(Debug, Clone)]
pub(super) struct PersonName<'a> {
    pub(super) field: Field,
    /// Without title and possessive.
    pub(super) span: Span,
    /// What made it a person's.
    pub(super) origin: Option<Origin>,
    /// The words of the span.
    pub(super) words: Vec<&'a str>,
    /// Keys of the words, without suffix; parts of a hyphenated word are keys of their own.
    pub(super) keys: Vec<String>,
    /// True where a known given name opens it.
    pub(super) opens_given: bool,
    /// "Jr.", "III"
    pub(super) suffix: Option<&'a str>,
    /// "Pope", where it belongs to the canonical name.
    pub(super) regnal: Option<&'a str>,
    pub(super) gender: Option<Gender>,
}

/// What titles say of the person whose name they stand before.
struct Titles<'a> {
    gender: Option<Gender>,
    regnal: Option<&'a str>,
}

/// Takes the titles off the words of a name at some bytes, and reads the one before it.
fn take_titles<'a>(text: &'a str, name: Range<usize>, words: &mut Vec<&'a str>) -> Titles<'a> {
    let before = title_before(text, name.start);
    let mut gender = before.and_then(|(_, gender)| gender);
    let mut regnal = title_of_name(text, name.start, name.end);
    // A title deep in the span ("U.S. President Donald Trump") takes everything before it along.
    let office = |word: &&str| matches!(TABLES.title(&fold(word)), Some((Title::Office, _)));
    if let Some(at) = words.iter().take(words.len().saturating_sub(1)).rposition(office) {
        words.drain(..=at);
        regnal = None;
    }
    while words.len() > 1 {
        let key = fold(words[0]);
        let Some((title, of_title)) = TABLES.title(&key) else { break };
        let is_name = TABLES.titles_and_names.contains(&*key) || TABLES.given_names.contains_key(&*key);
        let one_is_left = words.len() == 2 || (words.len() == 3 && is_suffix(words[2]));
        let known_with_title = || kinds_of(&text[name.clone()]).has_person();
        if (title == Title::Regnal || known_with_title()) && one_is_left {
            regnal = Some(words[0]);
        } else if is_name && one_is_left && !words[0].ends_with('.') {
            break;
        }
        gender = gender.or(of_title);
        words.remove(0);
    }
    Titles { gender, regnal }
}

impl<'a> PersonName<'a> {
    /// Takes the name in a span apart; `None` where nothing of a name remains.
    pub(super) fn parse(text: &'a str, field: Field, span: Span) -> Option<Self> {
        let (start, end) = trim(text, span.start as usize, span.end as usize);
        let mut words = split(text, start, end);
        let Titles { gender, regnal } = take_titles(text, start..end, &mut words);
        // What follows "Jr." or "Sr." is another name.
        if let Some(at) = words.iter().position(|word| matches!(*word, "Jr." | "Sr.")).filter(|at| *at > 0) {
            words.truncate(at + 1);
        }
        let end_of = |word: &&str| word.as_ptr() as usize - text.as_ptr() as usize + word.len();
        let first = words.last().and_then(|last| first_of_name(text, end_of(last)));
        words.extend(first);
        let suffix = words.last().copied().filter(|word| words.len() > 1 && (is_suffix(word) || *word == FIRST));
        let named = &words[..words.len() - usize::from(suffix.is_some())];
        let keys: Vec<String> = named.iter().flat_map(|word| keys_of(word)).collect();
        named.last()?;
        let is_name = ends_in_capital(named);
        if keys.is_empty() || words.len() > MOST_WORDS || !is_name || (keys.len() == 1 && keys[0].chars().count() < 2) {
            return None;
        }
        if named.len() == 1 && (is_pronoun(&keys[0]) || is_suffix(named[0])) {
            return None;
        }
        let regnal = regnal.filter(|_| named.len() == 1);
        let given = TABLES.given_names.get(fold(named[0]).as_ref());
        let gender = gender.or_else(|| given.filter(|_| named.len() > 1).and_then(|name| name.gender));
        let opens_given = given.is_some();
        let begin = words[0].as_ptr() as usize - text.as_ptr() as usize;
        let end = words.last().map_or(end, end_of);
        Some(Self {
            field,
            span: Span::new(begin, end),
            origin: None,
            words,
            keys,
            opens_given,
            suffix,
            regnal,
            gender,
        })
    }

    /// True of a name without a given name: one word, or particles and a word ("von der Leyen").
    pub(super) fn is_short(&self) -> bool {
        let named = self.words.len() - usize::from(self.suffix.is_some());
        named == 1 || is_particle(self.words[0])
    }

    /// The name for display: without title, white space made even, capitals throughout made a name's.
    pub(super) fn written(&self) -> String {
        let mut name = String::new();
        for word in self.regnal.iter().chain(&self.words) {
            if !(name.is_empty() || *word == "-" || name.ends_with('-')) {
                name.push(' ');
            }
            name.push_str(word);
        }
        let letters = || name.chars().filter(|c| c.is_alphabetic());
        if letters().count() > 3 && letters().all(char::is_uppercase) && self.suffix != Some(name.as_str()) {
            return capitalize(&name);
        }
        name
    }
}

/// True of words that end in a capitalised one; "Lee Jae - myung" is how tokenised texts write "Lee Jae-myung".
fn ends_in_capital(words: &[&str]) -> bool {
    let is_capitalised = |word: &str| word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase());
    match words {
        [.., whole, "-", _] => is_capitalised(whole),
        [.., last] => is_capitalised(last),
        [] => false,
    }
}

/// The number of the first of a name, which is also a word: it is one where something other than a verb follows.
const FIRST: &str = "I";

/// "I" of "Elizabeth I," behind a name that ends at `end`.
fn first_of_name(text: &str, end: usize) -> Option<&str> {
    let behind = text[end..].strip_prefix(" I")?;
    let ends = behind.is_empty()
        || behind.starts_with([',', '.', ';', ':', ')', '\'', '’', '\n'])
        || [" and ", " of ", " or "].iter().any(|word| behind.starts_with(word));
    ends.then(|| &text[end + 1..end + 2])
}

/// True of a particle in lower case, which opens a surname.
pub(crate) fn is_particle(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && TABLES.particles.contains(&key(word))
}

/// "DONALD TRUMP" as "Donald Trump", "O'CONNOR-SMITH" as "O'Connor-Smith"; initials and suffixes stay.
fn capitalize(name: &str) -> String {
    let word = |word: &str| {
        if is_suffix(word) || word.contains('.') {
            return word.to_owned();
        }
        let mut opens = true;
        let mut written = String::with_capacity(word.len());
        for (at, c) in word.char_indices() {
            if opens {
                written.push(c);
            } else {
                written.extend(c.to_lowercase());
            }
            // "O'Connor", but "Moody's".
            let (head, rest) = (&word[..at], &word[at + c.len_utf8()..]);
            let is_short = head.chars().rev().take_while(|c| *c != '-').count() < 3 && rest.chars().count() > 1;
            opens = c == '-' || matches!(c, '\'' | '’') && is_short;
        }
        written
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The title before a name that belongs to it: of a pope, or one that the known names have with it ("Lady Gaga").
fn title_of_name(text: &str, start: usize, end: usize) -> Option<&str> {
    let (title, _) = title_before(text, start)?;
    let word = word_before(text, start);
    let is_known = || kinds_of(&text[start - word.len() - 1..end]).has_person();
    (title == Title::Regnal || is_known()).then_some(word)
}

/// The title right before a position, on the same line.
fn title_before(text: &str, start: usize) -> Option<(Title, Option<Gender>)> {
    let word = word_before(text, start);
    // A title is a capitalised word in English; others are written in lower case elsewhere.
    if word.is_empty() { None } else { TABLES.title(&fold(word)) }
}

/// The word before a position, when one space divides them.
fn word_before(text: &str, start: usize) -> &str {
    let Some(head) = text[..start].strip_suffix(' ') else { return "" };
    let begin = head.char_indices().rev().take(24).take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-'));
    begin.last().map_or("", |(at, _)| &head[at..])
}

/// Cuts white space, quotes, brackets and a possessive off a span.
fn trim(text: &str, start: usize, end: usize) -> (usize, usize) {
    let inner = &text[start..end];
    let head = inner.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = end - head.len();
    let mut name = head.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    for possessive in ["'s", "’s", "'S", "’S"] {
        name = name.strip_suffix(possessive).unwrap_or(name);
    }
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    // A full stop belongs to the name only after "Jr." and initials.
    let last = name.rsplit(char::is_whitespace).next().unwrap_or(name);
    let keeps_dot = is_suffix(last) || last.trim_end_matches('.').chars().count() < 2 || last.matches('.').count() > 1;
    let name = if keeps_dot { name } else { name.trim_end_matches('.') };
    (start, start + name.len())
}

fn split(text: &str, start: usize, end: usize) -> Vec<&str> {
    text[start..end]
        .split(|c: char| c.is_whitespace() || matches!(c, '·' | '・' | '•' | ','))
        .filter(|word| !word.is_empty())
        .collect()
}

pub(crate) fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Jr" | "Sr"
            | "JR"
            | "SR"
            | "II"
            | "III"
            | "IV"
            | "V"
            | "VI"
            | "VII"
            | "VIII"
            | "IX"
            | "XI"
            | "XII"
            | "XIII"
            | "XIV"
            | "XV"
            | "XVI"
            | "PhD"
            | "MD"
            | "MP"
    )
}

fn is_pronoun(key: &str) -> bool {
    matches!(key, "he" | "she" | "it" | "they" | "we" | "i" | "you" | "him" | "her" | "his" | "them" | "who" | "the")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<PersonName<'_>> {
        PersonName::parse(text, Field::Text, Span::new(0, text.len()))
    }

    #[test]
    fn titles_and_possessives_are_no_part_of_a_name() {
        for (written, name) in [
            ("President Trump’s", "Trump"),
            ("U.S. President Donald Trump", "Donald Trump"),
            ("Admiral Igor Kostyukov", "Igor Kostyukov"),
            ("Lt. Gov. Dan Patrick", "Dan Patrick"),
            ("Prime Minister Keir Starmer", "Keir Starmer"),
            ("Mr. Smith", "Smith"),
            ("Dean Martin", "Dean Martin"),
            ("SINÉAD O'CONNOR-D’ARCY", "Sinéad O'Connor-D’Arcy"),
            ("MOODY'S ANALYST", "Moody's Analyst"),
            ("Judge John Smith", "John Smith"),
            ("Martin Luther King Jr.", "Martin Luther King Jr."),
            ("DONALD TRUMP", "Donald Trump"),
            ("SINEAD O'CONNOR", "Sinead O'Connor"),
            ("Pope Francis", "Pope Francis"),
            ("King Charles III", "King Charles III"),
            ("J.K. Rowling", "J.K. Rowling"),
            ("“Steve\nWitkoff,”", "Steve Witkoff"),
        ] {
            assert_eq!(parse(written).unwrap().written(), name, "{written}");
        }
        for none in ["he", "—", "", "said"] {
            assert!(parse(none).is_none(), "{none}");
        }
    }
}
