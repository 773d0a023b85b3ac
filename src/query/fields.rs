//! The fields of the query language: one table, with the names that people guess.

use super::Fault;
use crate::article::Span;

/// What a field takes, and of what it is the name, the days or the characters: the leaf that its values make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words or a phrase of the title.
    Title,
    /// A name or a part of one.
    Name(NameField),
    /// A place and a distance.
    Near,
    /// Days.
    Dates(DateField),
    /// A language.
    Language,
    /// Characters, as they are.
    Verbatim(VerbatimField),
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameField {
    /// A person with that name, or that part of a name.
    Person,
    /// An organization, likewise.
    Organization,
    /// A place, and everything inside it.
    Place,
    /// Publisher.
    Source,
    /// Author.
    Author,
    /// Section.
    Section,
    /// Keyword.
    Keyword,
}

impl NameField {
    /// True where a date in place of a name can only be a mistake; sections and keywords may be called like days.
    pub(super) fn takes_no_dates(self) -> bool {
        match self {
            Self::Person | Self::Organization | Self::Place | Self::Source | Self::Author => true,
            Self::Section | Self::Keyword => false,
        }
    }
}

/// Which days a date filter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateField {
    /// Published in these days.
    Published,
    /// Published after the last of these days.
    After,
    /// Published before the first of these days.
    Before,
    /// Published on the first of these days or later.
    Since,
    /// Published on the last of these days or earlier.
    Until,
    /// Came into the index in these days.
    Added,
    /// The text mentions days inside these.
    About,
    /// The text mentions days that touch these.
    Overlaps,
}

/// What characters are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerbatimField {
    /// Part of the web address.
    Url,
    /// Part of the path.
    Path,
    /// Id of the article, or its beginning, or the input's own id.
    Id,
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The name that is shown.
    pub name: &'static str,
    /// Names that people guess.
    pub aliases: &'static [&'static str],
    /// What it takes, and the leaf that it makes.
    pub kind: FieldKind,
    /// What it matches.
    pub help: &'static str,
    /// An example that parses.
    pub example: &'static str,
}

const fn field(
    name: &'static str,
    aliases: &'static [&'static str],
    kind: FieldKind,
    help: &'static str,
    example: &'static str,
) -> Field {
    Field { name, aliases, kind, help, example }
}

use FieldKind::{Dates, Language, Name, Near, Title, Verbatim};

/// A new field is a row here; `search/plan/leaves.rs` defines what its leaf finds.
static FIELDS: &[Field] = &[
    field("title", &["intitle", "headline"], Title, "words of the headline", "title:talks"),
    field(
        "person",
        &["people", "who"],
        Name(NameField::Person),
        "a person, by full name or a part of it",
        "person:putin",
    ),
    field(
        "org",
        &["organization", "organisation", "orgs"],
        Name(NameField::Organization),
        "an organization",
        "org:gru",
    ),
    field(
        "place",
        &["location", "in", "country", "city"],
        Name(NameField::Place),
        "a place and everything inside it",
        "place:Ukraine",
    ),
    field("near", &["around"], Near, "places within a distance (50 km by default)", "near:abu-dhabi/100km"),
    field(
        "about",
        &["date", "day", "on"],
        Dates(DateField::About),
        "the text mentions days inside these",
        "about:2025-08",
    ),
    field(
        "overlaps",
        &["touches"],
        Dates(DateField::Overlaps),
        "the text mentions days that touch these",
        "overlaps:2025-08",
    ),
    field(
        "published",
        &["pub", "pubdate"],
        Dates(DateField::Published),
        "when it was published; none: not known",
        "published:2026-01..2026-03",
    ),
    field("after", &[], Dates(DateField::After), "published after these days", "after:2025-11"),
    field("before", &[], Dates(DateField::Before), "published before these days", "before:2026"),
    field("since", &[], Dates(DateField::Since), "published in these days or later", "since:2025-11"),
    field("until", &["till"], Dates(DateField::Until), "published in these days or earlier", "until:2026"),
    field("added", &["indexed"], Dates(DateField::Added), "when it came into the index", "added:2026-01.."),
    field("source", &["publisher", "outlet", "from"], Name(NameField::Source), "the publisher", "source:reuters"),
    field("author", &["by", "byline", "writer"], Name(NameField::Author), "the author", "author:smith"),
    field("section", &["desk", "category"], Name(NameField::Section), "the section", "section:sport"),
    field(
        "keyword",
        &["keywords", "tag", "subject"],
        Name(NameField::Keyword),
        "a keyword of the article",
        "keyword:nato",
    ),
    field("lang", &["language"], Language, "the language, as code or name", "lang:en"),
    field(
        "url",
        &["site", "link", "domain", "inurl"],
        Verbatim(VerbatimField::Url),
        "a part of the web address",
        "url:nola.com",
    ),
    field("path", &["file", "folder"], Verbatim(VerbatimField::Path), "a part of the path", "path:clippings/"),
    field("id", &["article"], Verbatim(VerbatimField::Id), "the id, or its beginning", "id:k3v9"),
];

impl FieldKind {
    /// The name of the field of this kind, as the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|field| field.kind == self).map_or("", |field| field.name)
    }
}

/// The fields of the language.
#[must_use]
pub fn fields() -> &'static [Field] {
    FIELDS
}

/// The value of a field as the lexer found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Without quotes.
    pub text: String,
    /// Its span in the line, quotes included.
    pub span: Span,
    /// Whether it came in quotes.
    pub quoted: bool,
    /// Whether it is one piece, so that its bytes can be found in the line.
    pub plain: bool,
}

impl Value {
    /// The place in the line of a span of the value.
    pub fn locate(&self, span: Span) -> Span {
        if !self.plain {
            return self.span;
        }
        let start = self.span.start + u32::from(self.quoted);
        let end = (start + span.end).min(self.span.end);
        Span { start: (start + span.start).min(end), end }
    }
}

/// The field of a name or guessed name, in any case.
pub(super) fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| {
        field.name.eq_ignore_ascii_case(name) || field.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    })
}

/// The error for a name that is no field.
pub(super) fn unknown(name: &str, span: Span) -> Fault {
    // Names of fields are short: what is longer is none of them misspelt.
    let folded: String = name.to_lowercase().chars().take(40).collect();
    let mut near: Vec<(usize, &str)> = FIELDS
        .iter()
        .flat_map(|field| {
            std::iter::once(field.name).chain(field.aliases.iter().copied()).map(move |name| (field, name))
        })
        .filter_map(|(field, alias)| {
            let distance = strsim::levenshtein(&folded, alias);
            (distance <= 2 && distance < alias.len().max(2) - 1 || alias.starts_with(&folded) && folded.len() > 1)
                .then_some((distance, field.name))
        })
        .collect();
    near.sort_unstable();
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in near {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(3);
    let meant = match names.as_slice() {
        [] => {
            let all: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
            format!("fields are {}; as text, put it in quotes", all.join(", "))
        }
        names => {
            let names: Vec<String> = names.iter().map(|name| format!("{name}:")).collect();
            format!("did you mean {}? As text, put it in quotes", names.join(" or "))
        }
    };
    Fault::new("unknown_field", span, format!("unknown field \"{name}\"")).hint(meant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Day;
    use crate::query::parse;

    #[test]
    fn names_are_distinct() {
        let mut names: Vec<&str> =
            FIELDS.iter().flat_map(|f| std::iter::once(f.name).chain(f.aliases.iter().copied())).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn every_kind_has_one_row() {
        for field in FIELDS {
            assert_eq!(field.kind.name(), field.name, "two fields make the same leaf");
        }
        let names = [
            NameField::Person,
            NameField::Organization,
            NameField::Place,
            NameField::Source,
            NameField::Author,
            NameField::Section,
            NameField::Keyword,
        ];
        assert!(names.iter().all(|name| !Name(*name).name().is_empty()));
    }

    #[test]
    fn examples_of_names_parse() {
        for field in FIELDS.iter().filter(|field| !matches!(field.kind, Dates(_))) {
            let query = parse(field.example, Day(20_000)).unwrap_or_else(|error| panic!("{}: {error}", field.example));
            assert_eq!(query.to_string(), field.example);
        }
    }

    #[test]
    fn the_nearest_names_are_suggested() {
        let hint = |name: &str| unknown(name, Span::default()).hint.unwrap();
        assert!(hint("persn").contains("person:"), "{}", hint("persn"));
        assert!(hint("publishd").contains("published:"));
        assert!(hint("titel").contains("title:"));
        assert!(hint("xyzzy").contains("fields are title"));
    }
}
