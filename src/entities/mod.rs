//! People, places and organizations in prose.
//!
//! A sequence tagger finds names, the words around them revise some; `people` links the mentions of a person, `places` resolves names against the
//! gazetteer. What is extracted is a pure function of the article, the options and the version.

pub mod gazetteer;
pub mod people;
pub mod places;
mod surroundings;
pub mod tagger;

use crate::article::Mention;
use std::ops::Range;

/// An article as extraction sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body.
    pub text: &'a str,
    /// Sentences of the body, covering it.
    pub sentences: &'a [Range<usize>],
    /// ISO 639-1 code.
    pub language: Option<&'a str>,
    /// Place of the dateline as written.
    pub dateline: Option<&'a str>,
    /// The publisher.
    pub source: Option<&'a str>,
    /// Where it stands on the web.
    pub url: Option<&'a str>,
    /// What the user says of where sources are at home.
    pub homes: Option<&'a places::Homes>,
    /// The tagger model; the one that ships where it is not given.
    pub tagger: Option<&'a tagger::Model>,
}

/// Finds the people, organizations and places of an article, ordered by field and start, without overlaps.
#[must_use]
pub fn extract(context: &Context<'_>) -> Vec<Mention> {
    let names = surroundings::revise(context, tagger::tag(context));
    let places = places::resolve(context, &names);
    let people = people::link(context, &names);
    let mut mentions = places;
    mentions.extend(people);
    mentions.sort_by_key(|mention| (mention.field, mention.span));
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::MentionKind;
    use std::time::{Duration, Instant};

    /// An article of so many people, no two of one name.
    fn crowd(people: usize) -> String {
        // Syllables, so that no two names are spellings of one.
        let consonant = |n: usize| char::from(b"bdfglmnprstvz"[n % 13]);
        let vowel = |n: usize| char::from(b"aeou"[n % 4]);
        let name = |n: usize| {
            let [first, second, third] = [n, n / 52, n / 2704].map(consonant);
            format!("Anna Ka{first}{}{second}{}{third}ov", vowel(n / 13), vowel(n / 676))
        };
        (0..people).map(|n| format!("{} spoke to reporters in Oslo on Monday. ", name(n))).collect()
    }

    fn time(text: &str) -> (Duration, usize) {
        let sentences = crate::text::sentences(text, Some("en"));
        let context = Context { text, sentences: &sentences, language: Some("en"), ..Context::default() };
        let began = Instant::now();
        let mentions = extract(&context);
        let people: std::collections::HashSet<_> = mentions
            .iter()
            .filter_map(|mention| match &mention.kind {
                MentionKind::Person { name, .. } => Some(name.clone()),
                _ => None,
            })
            .collect();
        (began.elapsed(), people.len())
    }

    #[test]
    fn ten_thousand_people_in_one_article_take_linear_time() {
        time("Warmed up in Oslo.");
        let (few, many) = (crowd(2_500), crowd(10_000));
        // The quickest of three, as other tests run beside this one; quadratic time would be sixteen times as long.
        let quickest = |text: &str| (0..3).map(|_| time(text)).min().unwrap();
        let ((short, _), (long, people)) = (quickest(&few), quickest(&many));
        assert!(people > 9_000, "{people}");
        assert!(long < short * 12, "{short:?} {long:?}");
    }
}
