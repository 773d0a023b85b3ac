//! XML documents as trees, read leniently: unmatched tags and bare ampersands do not stop a feed.
//!
//! Document types are passed over: no entity but the predefined ones and HTML's is ever expanded, and nothing is fetched.

mod stray;

use super::{encoding, markup};
use crate::formats::{ReadError, ReadErrorKind};
use quick_xml::{Reader, events::BytesStart, events::Event};

/// Elements inside one another, at most.
const DEEPEST: usize = 200;

/// Elements of one document, at most: each takes some 150 bytes of memory.
const MOST_ELEMENTS: usize = 3_000_000;

/// An element with all that it holds.
#[derive(Debug, Default)]
pub struct Element {
    /// With its prefix, as written.
    pub name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

/// The root element of a document.
///
/// # Errors
/// When there is none, or it is nested too deeply; a document that breaks off gives what it has.
pub fn parse(text: &str) -> Result<Element, ReadError> {
    let text = &*stray::escaped(text);
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) if count == 0 => {
                let place = format!("byte {}", reader.error_position());
                return Err(ReadError::malformed(error).at(&place));
            }
            // What was read before the fault is kept.
            Err(_) => break,
        };
        let text = match event {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEEPEST || count > MOST_ELEMENTS {
                    let reason = format!("more than {DEEPEST} elements inside one another or {MOST_ELEMENTS} in all");
                    return Err(
                        ReadError::new(ReadErrorKind::Limit, reason).at(&format!("byte {}", reader.buffer_position()))
                    );
                }
                open.push(element(&start));
                continue;
            }
            Event::Empty(start) => {
                count += 1;
                if count > MOST_ELEMENTS {
                    return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {MOST_ELEMENTS} elements")));
                }
                push(&mut open, Node::Element(element(&start)));
                continue;
            }
            Event::End(end) => {
                close(&mut open, end.name().as_ref());
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => encoding::of_windows(c).to_string(),
                _ => named(reference.as_ref()),
            },
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        };
        push(&mut open, Node::Text(text));
    }
    root(open).ok_or_else(|| ReadError::new(ReadErrorKind::Malformed, "no element in it"))
}

/// Closes what is open and gives the first element of the document.
fn root(mut open: Vec<Element>) -> Option<Element> {
    while open.len() > 1 {
        let last = open.pop().map(Node::Element);
        if let Some(node) = last {
            push(&mut open, node);
        }
    }
    let nodes = open.pop()?.nodes;
    nodes.into_iter().find_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
}

fn push(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        match (parent.nodes.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => parent.nodes.push(node),
        }
    }
}

/// Closes the innermost open element of a name, and those inside it; an end tag without a start is passed over.
fn close(open: &mut Vec<Element>, name: &str) {
    let Some(at) = open.iter().rposition(|element| element.name == name).filter(|at| *at > 0) else { return };
    while open.len() > at {
        let Some(mut last) = open.pop() else { return };
        // Most elements hold one piece of text; what a vector reserves besides would be most of the memory.
        last.nodes.shrink_to_fit();
        push(open, Node::Element(last));
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.name().as_ref().to_owned();
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let raw = attribute.value.to_string();
        let value = if raw.contains('&') { unescape(&raw) } else { raw };
        (attribute.key.as_ref().to_owned(), value)
    });
    Element { attributes: attributes.collect(), name, nodes: Vec::new() }
}

/// The value of an attribute with its references resolved.
fn unescape(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.replace("&amp;", "&"), std::borrow::Cow::into_owned)
}

/// What a named reference stands for; unknown ones stay as they are.
fn named(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        "nbsp" => "\u{a0}".to_owned(),
        _ if name.len() < 32 => markup::fragment_text(&format!("&{name};")),
        _ => format!("&{name};"),
    }
}

impl Element {
    /// Takes a prefix from the names of this element and all in it: `rss:item` becomes `item`.
    pub fn drop_prefix(&mut self, prefix: &str) {
        // As deep as the document, which is bounded.
        if let Some(bare) = self.name.strip_prefix(prefix).and_then(|name| name.strip_prefix(':')) {
            self.name = bare.to_owned();
        }
        for node in &mut self.nodes {
            if let Node::Element(element) = node {
                element.drop_prefix(prefix);
            }
        }
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or("")
    }

    /// The value of an attribute that is not blank.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The elements directly inside.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The pieces of text and the elements directly inside, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Result<&str, &Self>> {
        self.nodes.iter().map(|node| match node {
            Node::Text(text) => Ok(text.as_str()),
            Node::Element(element) => Err(element),
        })
    }

    /// The elements directly inside that have a local name.
    pub fn children<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.local() == local)
    }

    /// The first element directly inside that has a local name.
    pub fn child(&self, local: &str) -> Option<&Self> {
        self.elements().find(|element| element.local() == local)
    }

    /// The first element down a path of local names.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// All elements inside that have a local name, in document order, without going into those found.
    pub fn descendants(&self, local: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            if element.local() == local && !std::ptr::eq(element, self) {
                found.push(element);
                continue;
            }
            let children: Vec<&Self> = element.elements().collect();
            open.extend(children.into_iter().rev());
        }
        found
    }

    /// All text inside, as it is.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.write_text(out),
            }
        }
    }

    /// The text inside, trimmed, unless it is blank.
    pub fn value(&self) -> Option<String> {
        let text = self.text();
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// What is inside, as HTML, without the elements of `hidden` local names.
    pub fn inner_html(&self, hidden: &[&str]) -> String {
        let mut out = String::new();
        self.write_html(&mut out, hidden);
        out
    }

    fn write_html(&self, out: &mut String, hidden: &[&str]) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
                Node::Element(element) if hidden.contains(&element.local()) => {}
                Node::Element(element) => {
                    let name = element.local();
                    out.push('<');
                    out.push_str(name);
                    out.push('>');
                    if !matches!(name, "br" | "hr" | "img") {
                        element.write_html(out, hidden);
                        out.push_str("</");
                        out.push_str(name);
                        out.push('>');
                    }
                }
            }
        }
    }

    /// The prose inside, by the rules of HTML.
    pub fn prose(&self, hidden: &[&str]) -> String {
        markup::fragment_text(&self.inner_html(hidden))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_xml_is_read_as_far_as_it_goes() {
        let root =
            parse("<?xml version='1.0'?><a x='1 &amp; 2'>R&D &eacute;&#233;<b>c</i></b><c><![CDATA[<p>]]></c><d>")
                .unwrap();
        assert_eq!(root.attribute("x"), Some("1 & 2"));
        assert_eq!(root.child("b").unwrap().text(), "c");
        assert_eq!(root.child("c").unwrap().text(), "<p>");
        assert!(root.text().starts_with("R&D éé"), "{}", root.text());
        assert!(root.child("d").is_some());
    }

    #[test]
    fn bombs_do_not_go_off() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert_eq!(parse(laughs).unwrap().text(), "&c;");
        let file = "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><a>&f;</a>";
        assert_eq!(parse(file).unwrap().text(), "&f;");
        assert_eq!(parse(&"<a>".repeat(100_000)).unwrap_err().kind, ReadErrorKind::Limit);
        for text in ["", "text", "<", "</a>", "<a", "<!--", "&"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
