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
use pulldown_cmark::{self as cmark, Event, Tag, TagEnd};
use serde_json::{Map, Value};
use std::ops::Range;

/// Marks and line ends of a text whose markup is parsed, at most: each takes some 100 bytes of memory. A text of more stays as
/// it is.
const MOST_MARKS: usize = 3_000_000;

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
    // The lines under the title are read as in plain text.
    let parsed = match first_heading {
        Some(heading) if record.title.is_empty() || heading == record.title => {
            plain_text::parse_below_title(heading, &prose(below))
        }
        None if record.title.is_empty() => plain_text::parse(&prose(body)),
        _ => plain_text::parse_below_title(record.title.clone(), &prose(body)),
    };
    record.title = parsed.title;
    if record.authors.is_empty() {
        record.authors = parsed.authors;
    }
    record.published = record.published.or(parsed.published);
    record.text = parsed.text;
    record
}

/// The heading of the first level that opens a text, and what follows it.
fn title_heading(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(title) = line.strip_prefix("# ") {
        return (Some(prose(title.trim().trim_end_matches('#').trim_end())), below);
    }
    let (next, rest) = below.split_once('\n').unwrap_or((below, ""));
    if !line.is_empty() && next.len() >= 3 && next.trim_end().chars().all(|c| c == '=') {
        return (Some(prose(line.trim())), rest);
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

/// The text without its markup: link texts, the words of emphasis, headings and quotes, list marks and code stay; images,
/// comments, link addresses and the marks of footnotes go. Lines end where they end in the source.
fn prose(text: &str) -> String {
    let marks = text.bytes().filter(|byte| byte.is_ascii_punctuation() || *byte == b'\n').count();
    if marks > MOST_MARKS {
        return text.to_owned();
    }
    let extensions =
        cmark::Options::ENABLE_TABLES | cmark::Options::ENABLE_FOOTNOTES | cmark::Options::ENABLE_STRIKETHROUGH;
    let mut prose = Prose { source: text, out: String::with_capacity(text.len()), ..Prose::default() };
    for (event, range) in cmark::Parser::new_ext(text, extensions).into_offset_iter() {
        prose.add(event, &range);
    }
    prose.out
}

/// Prose being put together from the events of a parser.
#[derive(Default)]
struct Prose<'a> {
    source: &'a str,
    out: String,
    /// Bytes of the source that are done.
    done: usize,
    /// Images that are open; their texts describe what is not there.
    images: usize,
    in_table: bool,
    /// True where no cell of the row of a table was written yet.
    opens_row: bool,
    /// The block of HTML that is open.
    html: String,
}

impl Prose<'_> {
    fn add(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Image { .. }) => {
                self.pass(range.start);
                self.images += 1;
            }
            Event::End(TagEnd::Image) => {
                self.images -= 1;
                self.done = range.end;
            }
            _ if self.images > 0 => {}
            Event::Text(text) | Event::Code(text) => {
                self.pass(range.start);
                self.put(&text, range);
            }
            Event::SoftBreak | Event::HardBreak => self.put("\n", range),
            Event::Rule => {
                self.pass(range.start);
                self.put("\n", range);
            }
            Event::Start(Tag::Item) => self.list_mark(range.start),
            Event::Start(Tag::Table(_)) => {
                self.pass(range.start);
                self.in_table = true;
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.opens_row = true,
            Event::Start(Tag::TableCell) => {
                self.out.push_str(if self.opens_row { "" } else { "\t" });
                self.opens_row = false;
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.out.push('\n'),
            Event::End(TagEnd::Table) => {
                self.in_table = false;
                self.put("\n", range);
            }
            Event::Html(html) => self.html.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                self.pass(range.start);
                let text = markup::fragment_text(&std::mem::take(&mut self.html));
                self.put(&text, range);
                self.out.push('\n');
            }
            Event::InlineHtml(tag) => {
                self.pass(range.start);
                let is_break = tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"));
                self.put(if is_break { "\n" } else { "" }, range);
            }
            Event::FootnoteReference(_) => {
                self.pass(range.start);
                self.put("", range);
            }
            _ => {}
        }
    }

    /// Passes over markup up to a place; its line ends stay.
    fn pass(&mut self, to: usize) {
        if let Some(markup) = self.source.get(self.done..to).filter(|_| !self.in_table) {
            self.out.extend(markup.chars().filter(|c| *c == '\n'));
        }
        self.done = self.done.max(to);
    }

    fn put(&mut self, text: &str, range: &Range<usize>) {
        self.out.push_str(text);
        self.done = self.done.max(range.end);
    }

    /// Keeps the mark of a list's item as it is written: "-", "1.".
    fn list_mark(&mut self, start: usize) {
        self.pass(start);
        let mark = self.source[start..].split_whitespace().next().unwrap_or("");
        let end = start + self.source[start..].find(mark).unwrap_or(0) + mark.len();
        self.out.push_str(mark);
        self.out.push(' ');
        self.done = self.done.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_MARKS, prose};
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
    fn markup_goes_and_text_stays() {
        for (source, text) in [
            ("A [link][1] and <https://b.example/c>.\n\n[1]: https://a.example\n", "A link and https://b.example/c."),
            ("**Bold _and_ so** on\\* a \\_b", "Bold and so on* a _b"),
            (
                "| Town | Rain |\n|---|---:|\n| Oslo | *5* |\n| Bergen | 9 |\n\nMore.",
                "Town\tRain\nOslo\t5\nBergen\t9\n\nMore.",
            ),
            ("It fell.[^1]\n\n[^1]: So they say.\n", "It fell.\n\nSo they say."),
            (
                "<div>\nRain &amp; wind<br>fell\n</div>\n\n<!-- a\ncomment -->\nIt <b>stopped</b>.<br>Then.",
                "Rain & wind\nfell\n\nIt stopped.\nThen.",
            ),
            ("Two\n===\n\nOne  \ntwo\\\nthree", "Two\n\nOne\ntwo\nthree"),
            ("1. one\n2. two\n   - three\n\n   four", "1. one\n2. two\n- three\n\nfour"),
            ("> quoted\nand on\n\n```rust\nlet a_b = *c;\n```\nEnd.", "quoted\nand on\n\nlet a_b = *c;\n\nEnd."),
            ("[![a boat](b.jpg)](c.html)\n\nRain &mdash; and ~~snow~~ sleet.", "Rain — and snow sleet."),
            ("5 * 3 * 2 = 30 and snake_case_name", "5 * 3 * 2 = 30 and snake_case_name"),
        ] {
            assert_eq!(crate::formats::common::whitespace::body(&prose(source)), text, "{source}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_marks_stays_as_it_is() {
        let marks = "*_".repeat(MOST_MARKS);
        assert_eq!(prose(&marks), marks);
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        let record = article("a.md", "---\n\nThe rain fell all day.\n\n---\n\nIt stopped.");
        assert_eq!(record.text, "The rain fell all day.\n\nIt stopped.");
    }
}
