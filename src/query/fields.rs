//! The fields of the query language: one table, with the names that people guess.

use super::Fault;
use crate::article::Span;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words or a phrase.
    Words,
    /// A name or a part of one.
    Name,
    /// A place and a distance.
    Circle,
    /// Days.
    Dates,
    /// A language.
    Language,
    /// Characters, as they are.
    Verbatim,
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The name that is shown.
    pub name: &'static str,
    /// Names that people guess.
    pub aliases: &'static [&'static str],
    /// What it takes.
    pub kind: FieldKind,
    /// What it asks for.
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

use FieldKind::{Circle, Dates, Language, Name, Verbatim, Words};

static FIELDS: &[Field] = &[
    field("title", &["intitle", "headline"], Words, "words of the headline", "title:talks"),
    field("person", &["people", "who"], Name, "a person, by full name or a part of it", "person:putin"),
    field("org", &["organization", "organisation", "orgs"], Name, "an organization", "org:gru"),
    field("place", &["location", "in", "country", "city"], Name, "a place and everything inside it", "place:Ukraine"),
    field("near", &["around"], Circle, "places within a distance (50 km if not said)", "near:abu-dhabi/100km"),
    field("about", &["date", "day", "on"], Dates, "the text speaks of days inside", "about:2025-08"),
    field("overlaps", &["touches"], Dates, "the text speaks of days that touch these", "overlaps:2025-08"),
    field(
        "published",
        &["pub", "pubdate"],
        Dates,
        "when it was published; none: not known",
        "published:2026-01..2026-03",
    ),
    field("after", &[], Dates, "published after these days", "after:2025-11"),
    field("before", &[], Dates, "published before these days", "before:2026"),
    field("since", &[], Dates, "published in these days or later", "since:2025-11"),
    field("until", &["till"], Dates, "published in these days or earlier", "until:2026"),
    field("added", &["indexed"], Dates, "when it came into the index", "added:2026-01.."),
    field("source", &["publisher", "outlet", "from"], Name, "the publisher", "source:reuters"),
    field("author", &["by", "byline", "writer"], Name, "the author", "author:smith"),
    field("section", &["desk", "category"], Name, "the section", "section:sport"),
    field("keyword", &["keywords", "tag", "subject"], Name, "a keyword of the article", "keyword:nato"),
    field("lang", &["language"], Language, "the language, as code or name", "lang:en"),
    field("url", &["site", "link", "domain", "inurl"], Verbatim, "a part of the web address", "url:nola.com"),
    field("path", &["file", "folder"], Verbatim, "a part of the path", "path:clippings/"),
    field("id", &["article"], Verbatim, "the id, or its beginning", "id:k3v9"),
];

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
    /// Where it stands in the line, quotes included.
    pub span: Span,
    /// Whether it came in quotes.
    pub quoted: bool,
    /// Whether it is one piece, so that its bytes can be told in the line.
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
    let folded = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = FIELDS
        .iter()
        .flat_map(|field| {
            std::iter::once(field.name).chain(field.aliases.iter().copied()).map(move |name| (field, name))
        })
        .filter_map(|(field, alias)| {
            let distance = edit_distance(&folded, alias);
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
    Fault::new("unknown_field", span, format!("there is no field \"{name}\"")).hint(meant)
}

/// Levenshtein distance in characters, where inputs are names of fields (short).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
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
    fn examples_of_names_parse() {
        for field in FIELDS.iter().filter(|field| field.kind != Dates) {
            let query = parse(field.example, Day(20_000)).unwrap_or_else(|error| panic!("{}: {error}", field.example));
            assert_eq!(query.to_string(), field.example);
        }
    }

    #[test]
    fn nearest_names_are_told() {
        let hint = |name: &str| unknown(name, Span::default()).hint.unwrap();
        assert!(hint("persn").contains("person:"), "{}", hint("persn"));
        assert!(hint("publishd").contains("published:"));
        assert!(hint("titel").contains("title:"));
        assert!(hint("xyzzy").contains("fields are title"));
    }
}
