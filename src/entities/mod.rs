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
