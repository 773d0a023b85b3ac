//! People, places and organizations in prose.
//!
//! A sequence tagger finds names (`tagger`), the words around them correct some (`corrections`), and all that is known of a name
//! decides what it is (`decision`, with `known` names); `people` and `organizations` link the mentions of one bearer, `places` resolves
//! names against the `gazetteer`. What is extracted is a pure
//! function of the article, the options and the version.

mod corrections;
pub mod decision;
pub mod gazetteer;
pub(crate) mod known;
#[cfg(test)]
pub(crate) mod marked;
mod named_entity;
pub mod organizations;
mod own_spans;
pub mod people;
pub mod places;
pub mod tagger;

pub(crate) use known::is_known_outlet;
pub use known::{OwnNames, OwnNamesError};
pub use named_entity::{EntityType, Likelihoods, NamedEntity};

use crate::article::{Field, Mention, MentionKind, Span};
use crate::text::Reading;
use gazetteer::Gazetteer;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// An article as extraction sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The headline.
    pub title: &'a str,
    /// The body.
    pub text: &'a str,
    /// Sentences of the body, covering it; none stand for a body of one sentence.
    pub sentences: &'a [Range<usize>],
    /// ISO 639-1 code.
    pub language: Option<&'a str>,
    /// Place of the dateline as written.
    pub dateline: Option<&'a str>,
    /// The publisher.
    pub source: Option<&'a str>,
    /// Where it stands on the web.
    pub url: Option<&'a str>,
    /// Bylines, agency lines and photo credits of the body, in order: the names in them are no mentions.
    pub credits: &'a [Range<usize>],
    /// What the user says of where sources are at home.
    pub homes: Option<&'a places::Homes>,
    /// The user's own names.
    pub own: Option<&'a OwnNames>,
    /// The table that places are looked up in; the one that ships where it is not given.
    pub gazetteer: Option<&'a Gazetteer>,
    /// The tagger model; the one that ships where it is not given.
    pub tagger: Option<&'a tagger::Model>,
    /// Title and text as tokens; made where they are not given.
    pub reading: Option<&'a Reading>,
    /// Set when the user interrupts: a long text is then not read to its end, and what was found is not used.
    pub interrupt: Option<&'a AtomicBool>,
}

impl<'a> Context<'a> {
    /// The tagger model to use.
    #[must_use]
    pub fn model(&self) -> &'a tagger::Model {
        // Another model leaves the embedded one untouched.
        match self.tagger {
            Some(model) => model,
            None => tagger::embedded(),
        }
    }

    /// Title and text as tokens, made into `own` where they are not given.
    pub fn reading<'r>(&self, own: &'r mut Option<Reading>) -> &'r Reading
    where
        'a: 'r,
    {
        self.reading.unwrap_or_else(|| {
            let whole = 0..self.text.len();
            let sentences = if self.sentences.is_empty() { std::slice::from_ref(&whole) } else { self.sentences };
            own.insert(Reading::of(self.title, self.text, sentences))
        })
    }

    /// The title or the body.
    #[must_use]
    pub const fn field(&self, field: Field) -> &'a str {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }

    /// The table that places are looked up in.
    #[must_use]
    pub fn gazetteer(&self) -> &'a Gazetteer {
        self.gazetteer.unwrap_or_else(|| Gazetteer::embedded())
    }

    /// The row of a name, as the text writes it, among the user's own names.
    fn own_name(&self, written: &str) -> Option<&'a known::OwnName> {
        self.own.and_then(|own| own.of(written))
    }

    /// True once the user interrupted.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.interrupt.is_some_and(|interrupt| interrupt.load(Ordering::Relaxed))
    }

    /// True of a span that begins in a credit.
    fn is_credit(&self, field: Field, span: Span) -> bool {
        let start = span.start as usize;
        let at = self.credits.partition_point(|credit| credit.end <= start);
        field == Field::Text && self.credits.get(at).is_some_and(|credit| credit.start <= start)
    }
}

/// Finds the people, organizations and places of an article, ordered by field and start, without overlaps. An interrupt is
/// looked for between the stages.
#[must_use]
pub fn extract(context: &Context<'_>) -> Vec<Mention> {
    let mut own = None;
    let context = &Context { reading: Some(context.reading(&mut own)), ..*context };
    let mut names = tagged(context);
    if context.is_interrupted() {
        return Vec::new();
    }
    own_spans::find(context, &mut names);
    decision::decide(context, &mut names);
    decision::repeat(context, &mut names);
    decision::teams(context, &mut names);
    let mut mentions = places::resolve(context, &names);
    names.retain(|name| !context.is_credit(name.field, name.span));
    if context.is_interrupted() {
        return Vec::new();
    }
    mentions.extend(people::link(context, &names));
    if context.is_interrupted() {
        return Vec::new();
    }
    mentions.extend(organizations::link(context, &names));
    mentions.retain(|mention| !is_in_address(context.field(mention.field), mention.span));
    without_overlaps(mentions)
}

/// The names of an article as the tagger finds them and the words around them correct them, before their kinds are decided.
#[must_use]
pub fn tagged(context: &Context<'_>) -> Vec<NamedEntity> {
    let mut names = tagger::tag(context);
    if context.is_interrupted() {
        return Vec::new();
    }
    names.retain(|name| !is_in_address(context.field(name.field), name.span));
    corrections::revise(context, names)
}

/// True of a span in an address of the web: `https://news.example/Iran-talks`.
fn is_in_address(text: &str, span: Span) -> bool {
    const LONGEST: usize = 200;
    let head = &text[..span.start as usize];
    if !head.ends_with(['/', '-', '.', '_', '=', '%', '+']) {
        return false;
    }
    let start = head.floor_char_boundary(head.len().saturating_sub(LONGEST));
    let word = head[start..].rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.contains("www.")
}

/// Orders mentions by field and start; of two that overlap the longer stays ("Theresa May", "May"), a place before a name
/// and a name before a date. A place inside an organization stays as well ("Athens City Council").
#[must_use]
pub fn without_overlaps(mut mentions: Vec<Mention>) -> Vec<Mention> {
    // A stable sort: of equal spans the first of a place, a name, a date comes first.
    mentions.sort_by_key(|mention| (mention.field, mention.span.start, Reverse(mention.span.end)));
    let mut kept: Vec<Mention> = Vec::with_capacity(mentions.len());
    // The mention that reaches furthest, in which others may lie.
    let mut outer = 0;
    for mention in mentions {
        match kept.get_mut(outer) {
            Some(last) if last.field == mention.field && last.span.overlaps(mention.span) => {
                let is_inside = last.span.contains(mention.span)
                    && matches!(last.kind, MentionKind::Organization { .. })
                    && matches!(mention.kind, MentionKind::Place { .. });
                if is_inside {
                    kept.push(mention);
                } else if mention.span.len() > last.span.len() {
                    *last = mention;
                    kept.truncate(outer + 1);
                }
            }
            _ => {
                outer = kept.len();
                kept.push(mention);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_nothing() {
        let text = "See https://www.news.example/2022/Iran-and-Angela-Merkel for more of Iran.";
        let found = extract(&Context { text, language: Some("en"), ..Context::default() });
        let found: Vec<&str> = found.iter().map(|mention| &text[mention.span.range()]).collect();
        assert_eq!(found, ["Iran"]);
    }

    #[test]
    fn a_bridge_with_a_persons_name_is_no_person() {
        let text =
            "The Francis Scott Key Bridge in Baltimore fell into the Patapsco River early on Tuesday, said Wes Moore.";
        let found = extract(&Context { text, language: Some("en"), ..Context::default() });
        let people = found.iter().filter(|mention| matches!(mention.kind, MentionKind::Person { .. }));
        assert_eq!(people.map(|mention| &text[mention.span.range()]).collect::<Vec<_>>(), ["Wes Moore"]);
    }

    #[test]
    fn the_words_beside_a_name_say_what_it_is() {
        for (text, name, expected) in [
            ("Hurricane Melissa came ashore on Tuesday. Melissa then moved north.", "Melissa", None),
            ("Typhoon Doksuri made landfall in Fujian.", "Doksuri", None),
            ("The container ship Dali lost power. A year after that, the Dali is at sea again.", "Dali", None),
            ("The ferry Estonia sank in 1994. Ministers of Estonia spoke.", "Estonia", Some("place")),
            ("The Eagle S, a tanker under the flag of Panama, was boarded.", "Eagle S", None),
            ("They talked at Joint Base Elmendorf-Richardson on Friday.", "Elmendorf-Richardson", Some("place")),
            ("The pope stepped onto the balcony of St. Peter's and greeted the square.", "Peter", None),
            ("The founder of her party, Morena, spoke on Monday.", "Morena", Some("organization")),
            ("Aemet, the weather service, measured 500 litres.", "Aemet", Some("organization")),
            ("Kibera, a settlement south of the city, was without water.", "Kibera", Some("place")),
            ("Ghassan, a baker from the old town, held up a photograph.", "Ghassan", Some("person")),
        ] {
            let found = extract(&Context { text, language: Some("en"), ..Context::default() });
            let named = |mention: &&Mention| text[mention.span.range()].ends_with(name);
            let kind = found.iter().filter(named).map(|mention| match mention.kind {
                MentionKind::Person { .. } => "person",
                MentionKind::Place { .. } => "place",
                MentionKind::Organization { .. } => "organization",
                MentionKind::Date(_) => "date",
            });
            assert_eq!(kind.collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>(), "{text}: {found:?}");
        }
    }

    #[test]
    fn an_interrupt_ends_a_long_text() {
        let text = "Chancellor Angela Merkel received Emmanuel Macron in Berlin on Tuesday.";
        let sentences = [0..text.len()];
        let found = |interrupt: &AtomicBool| {
            let interrupt = Some(interrupt);
            extract(&Context { text, sentences: &sentences, language: Some("en"), interrupt, ..Context::default() })
        };
        assert!(found(&AtomicBool::new(false)).len() >= 3);
        assert!(found(&AtomicBool::new(true)).is_empty());
        let context =
            Context { text, sentences: &sentences, interrupt: Some(&AtomicBool::new(true)), ..Context::default() };
        assert!(tagger::tag(&context).is_empty(), "also within the first stage");
    }
}
