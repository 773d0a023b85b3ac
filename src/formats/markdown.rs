//! Markdown with YAML or TOML front matter; the body as plain text.
//!
//! Of YAML only what front matter uses is read: scalars, lists and block scalars, one level deep.

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        input::{Head, Input},
        keys::Keys,
        markup,
        sink::Sink,
    },
    plain_text,
};
use crate::article::Record;
use serde_json::{Map, Value};

/// Bytes of the longest label or address of a link.
const LONGEST_LINK: usize = 4096;

/// The reader of Markdown.
pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdown", "mkd", "mdx", "qmd"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let mut lines = head.text.lines();
        let fence = lines.next().unwrap_or("").trim_end();
        let mark = if fence == "---" { ':' } else { '=' };
        let key = |line: &str| line.split_once(mark).is_some_and(|(key, _)| is_key(key.trim()));
        matches!(fence, "---" | "+++")
            && lines.next().is_some_and(key)
            && head.text[3..].contains(&format!("\n{fence}"))
    }

    fn read(&self, input: &mut Input<'_>, options: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?.replace("\r\n", "\n");
        if text.trim().is_empty() {
            return Err(ReadError::new(ReadErrorKind::Empty, "no text"));
        }
        let _ = sink.article(parse(&text, options));
        Ok(())
    }
}

/// The article of a Markdown text.
fn parse(text: &str, options: &Options) -> Record {
    let (front, body) = front_matter(text.trim_start());
    let mut record = Keys::new(&options.map).record(&front);
    let (first_heading, below) = title_heading(body);
    // What stands under the title is told apart as in plain text.
    let told = match first_heading {
        Some(heading) if record.title.is_empty() || heading == record.title => {
            plain_text::parse_below_title(heading, &strip_markup(below))
        }
        None if record.title.is_empty() => plain_text::parse(&strip_markup(body)),
        _ => plain_text::parse_below_title(record.title.clone(), &strip_markup(body)),
    };
    record.title = told.title;
    if record.authors.is_empty() {
        record.authors = told.authors;
    }
    record.published = record.published.or(told.published);
    record.text = told.text;
    record
}

/// The heading of the first level that opens a text, and what follows it.
fn title_heading(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(title) = line.strip_prefix("# ") {
        return (Some(inline(title.trim().trim_end_matches('#').trim_end())), below);
    }
    let (next, rest) = below.split_once('\n').unwrap_or((below, ""));
    if !line.is_empty() && next.len() >= 3 && next.trim_end().chars().all(|c| c == '=') {
        return (Some(inline(line.trim())), rest);
    }
    (None, text)
}

/// The front matter as an object, and what follows it.
fn front_matter(text: &str) -> (Map<String, Value>, &str) {
    for (fence, parse) in [("---", yaml as fn(&str) -> Map<String, Value>), ("+++", toml)] {
        if let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n')) {
            let closing = rest.match_indices(fence).find(|(at, _)| {
                (*at == 0 || rest[..*at].ends_with('\n'))
                    && matches!(rest[at + 3..].trim_start_matches(' ').chars().next(), None | Some('\n'))
            });
            let front = closing.map(|(at, _)| (parse(&rest[..at]), &rest[at + 3..]));
            // Without a key it was a rule, and prose.
            if let Some(front) = front.filter(|(object, _)| !object.is_empty()) {
                return front;
            }
        }
    }
    (Map::new(), text)
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() < 64
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '"'))
}

/// YAML front matter: one level of keys with scalars, lists and block scalars.
fn yaml(text: &str) -> Map<String, Value> {
    let mut object = Map::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| is_key(key)) else { continue };
        let value = value.trim();
        let mut inner = Vec::new();
        while let Some(next) = lines.next_if(|next| next.starts_with([' ', '\t', '-']) || next.trim().is_empty()) {
            inner.push(next.trim());
        }
        let value = if value.starts_with(['|', '>']) {
            Value::String(inner.join(if value.starts_with('|') { "\n" } else { " " }))
        } else if let Some(list) = value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Value::Array(split_list(list).iter().map(|item| scalar(item)).collect())
        } else if value.is_empty() || value.starts_with('#') {
            // Items may be objects: "- name: Jane Doe".
            let items = inner.iter().filter_map(|item| item.strip_prefix("- ").or(item.strip_prefix("name:")));
            Value::Array(items.map(|item| scalar(item.trim().strip_prefix("name:").unwrap_or(item))).collect())
        } else {
            let folded =
                inner.iter().filter(|line| !line.is_empty()).fold(value.to_owned(), |all, line| all + " " + line);
            scalar(&folded)
        };
        object.insert(key.trim_matches('"').to_owned(), value);
    }
    object
}

/// Splits at commas outside of quotes.
fn split_list(list: &str) -> Vec<String> {
    let (mut items, mut quote) = (vec![String::new()], None);
    for c in list.chars() {
        match quote {
            None if c == ',' => {
                items.push(String::new());
                continue;
            }
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        items.last_mut().expect("never empty").push(c);
    }
    items
}

/// A YAML scalar without its quotes and comment.
fn scalar(text: &str) -> Value {
    let text = text.trim();
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let plain = match (quoted('"'), quoted('\'')) {
        (Some(inner), _) => inner.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"),
        (_, Some(inner)) => inner.replace("''", "'"),
        _ => text.split(" #").next().unwrap_or("").trim_end().to_owned(),
    };
    if matches!(plain.as_str(), "~" | "null") { Value::Null } else { Value::String(plain) }
}

/// TOML front matter; broken TOML has no values.
fn toml(text: &str) -> Map<String, Value> {
    fn json(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::String(text.clone()),
            toml::Value::Array(values) => Value::Array(values.iter().map(json).collect()),
            toml::Value::Table(table) => {
                Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect())
            }
            other => Value::String(other.to_string()),
        }
    }
    let table: toml::Table = text.parse().unwrap_or_default();
    // Hugo and Zola put lists of tags under [taxonomies] and the rest under [extra].
    let inner = ["extra", "taxonomies", "params"].iter().filter_map(|name| table.get(*name)?.as_table());
    let inner: Vec<_> = inner.flatten().collect();
    inner.into_iter().chain(&table).map(|(key, value)| (key.clone(), json(value))).collect()
}

/// The text without marks of headings, links, images, emphasis, quotes and comments; lists and code stay.
fn strip_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut code, mut comment) = (false, false);
    for line in text.lines() {
        let bare = line.trim_start();
        if comment || !code && bare.starts_with("<!--") {
            comment = !line.contains("-->");
            continue;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            code = !code;
            continue;
        }
        if code {
            out.push_str(line);
        } else if let Some(heading) = heading(bare) {
            out.push_str(&inline(heading));
            out.push('\n');
        } else if !is_rule(bare) {
            // A rule is a thematic break, or the underline of a heading.
            out.push_str(&inline(line.trim_start_matches(['>', ' '])));
        }
        out.push('\n');
    }
    out
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| text.trim().trim_end_matches('#').trim_end())
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| *c != ' ');
    let count = line.chars().filter(|c| *c != ' ').count();
    let first = marks.next().unwrap_or(' ');
    count >= 3 && "-*_=".contains(first) && marks.all(|c| c == first)
}

/// A line without inline marks: images go, links become their text, emphasis its words.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['[', '!', '<', '*', '`', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let image = rest.starts_with("![");
        if let Some((text, after)) = link(rest.strip_prefix('!').filter(|_| image).unwrap_or(rest)) {
            if !image {
                out.push_str(&inline(text));
            }
            rest = after;
        } else if let Some((address, after)) = rest.strip_prefix('<').and_then(|rest| split_near(rest, '>'))
            && (address.contains("://") || address.contains('@'))
        {
            out.push_str(address);
            rest = after;
        } else {
            let c = rest.chars().next().expect("found above");
            let escaped = c == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation());
            // A star between spaces is multiplication or a list mark.
            let alone = c == '*' && rest[1..].starts_with(' ') && (out.is_empty() || out.ends_with(' '));
            if !(c == '*' && !alone || c == '`' || escaped) {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
            if escaped && let Some(c) = rest.chars().next() {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out.push_str(rest);
    if markup::looks_like_markup(&out) { markup::fragment_text(&out) } else { underscores(&out) }
}

/// The text of a link, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (label, after) = split_near(inner, ']')?;
    if label.contains('[') {
        return None;
    }
    let (_, after) = split_near(after.strip_prefix('(')?, ')')?;
    Some((label, after))
}

/// Splits at a mark that is not far away: looking to the end of the line for each bracket would take the square of its
/// length.
fn split_near(text: &str, mark: char) -> Option<(&str, &str)> {
    let near = memchr::memchr(mark as u8, &text.as_bytes()[..text.len().min(LONGEST_LINK)])?;
    Some((&text[..near], &text[near + 1..]))
}

/// Emphasis by underscores at the edges of words goes; underscores inside words stay.
fn underscores(line: &str) -> String {
    if !line.contains('_') {
        return line.to_owned();
    }
    let words: Vec<&str> = line
        .split(' ')
        .map(|word| {
            let start = word.trim_start_matches('_');
            let cut = start.trim_end_matches(['_', '.', ',', ';', ':', '!', '?']);
            if start[cut.len()..].starts_with('_') { cut } else { start }
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn yaml_front_matter() {
        let record = article(
            "a.md",
            "---\ntitle: \"Rain: a \\\"study\\\"\"\nauthors:\n  - Jane Doe\n  - name: John Roe\ntags: [sea, \"a, b\"]\nsource: The Post # ours\nlang: en\nsummary: >\n  folded\n---\n\n# Rain: a \"study\"\n\nRain **fell** on [the town](https://x.example/a_b).\n",
        );
        assert_eq!(record.title, "Rain: a \"study\"");
        assert_eq!(record.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(record.keywords, ["sea", "a, b"]);
        assert_eq!((record.source.as_deref(), record.language.as_deref()), (Some("The Post"), Some("en")));
        assert_eq!(record.text, "Rain fell on the town.");
    }

    #[test]
    fn toml_front_matter() {
        let record = article(
            "a.md",
            "+++\ntitle = \"Rain\"\nauthor = \"Jane Doe\"\n[taxonomies]\ntags = [\"sea\"]\n+++\nIt fell.\n",
        );
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain", "It fell."));
        assert_eq!((record.authors, record.keywords), (vec!["Jane Doe".to_owned()], vec!["sea".to_owned()]));
    }

    #[test]
    fn headings_are_titles_and_marks_go() {
        let record = article(
            "a.md",
            "# Rain\n\n*By Jane Doe*\n\n![a boat](b.jpg)\nIt _fell_ on `x_y` and 2 * 3.\n\n## Later\n\n> It stopped.\n\n- one\n* two\n",
        );
        assert_eq!(record.title, "Rain");
        assert_eq!(record.authors, ["Jane Doe"]);
        assert_eq!(record.text, "It fell on x_y and 2 * 3.\n\nLater\n\nIt stopped.\n\n- one\n* two");
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        let record = article("a.md", "---\n\nThe rain fell all day.\n\n---\n\nIt stopped.");
        assert_eq!(record.text, "The rain fell all day.\n\nIt stopped.");
    }
}
