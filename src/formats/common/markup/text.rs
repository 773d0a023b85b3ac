//! From elements to prose: paragraphs parted by a blank line, items of lists and rows of tables by a line end.

use crate::formats::common::whitespace;
use dom_query::NodeRef;

/// What separates an element from its surroundings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Display {
    Inline,
    /// On lines of its own.
    Line,
    /// Set off by blank lines.
    Block,
    /// A cell of a table: set off by a tab.
    Cell,
    LineBreak,
    Preformatted,
    /// No part of the text.
    Hidden,
}

fn display(name: &str) -> Display {
    match name {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "blockquote" | "figure" | "figcaption" | "table" | "hr"
        | "form" | "fieldset" | "address" | "details" | "center" | "body" | "caption" | "hl1" | "hl2" | "hedline"
        | "block" | "media" => Display::Block,
        "li" | "tr" | "dt" | "dd" | "summary" | "option" | "legend" => Display::Line,
        "td" | "th" => Display::Cell,
        "br" => Display::LineBreak,
        "pre" | "listing" | "xmp" => Display::Preformatted,
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "head" | "title" | "iframe" | "object"
        | "button" | "select" | "input" | "textarea" | "canvas" | "audio" | "video" | "meta" | "link" => {
            Display::Hidden
        }
        _ => Display::Inline,
    }
}

/// True of elements on lines of their own.
pub fn is_block(name: &str) -> bool {
    matches!(display(name), Display::Block | Display::Line | Display::Preformatted)
}

/// True of elements that are no part of the text.
pub fn is_hidden(name: &str) -> bool {
    display(name) == Display::Hidden
}

/// The text below a node.
pub fn of(node: &NodeRef<'_>) -> String {
    let mut out = Prose::default();
    // Nodes to open, and elements to close once their children are done.
    let mut open = vec![(*node, false)];
    while let Some((node, done)) = open.pop() {
        let shape = node.element_ref().map(|element| display(&element.name.local));
        match shape {
            Some(Display::Hidden) => {}
            Some(Display::LineBreak) => out.want("\n"),
            Some(Display::Preformatted) => {
                out.want("\n\n");
                out.verbatim(node.text().trim_matches('\n'));
                out.want("\n\n");
            }
            Some(shape) => {
                out.part(shape);
                if !done {
                    open.push((node, true));
                    push_children(&mut open, &node);
                }
            }
            None if node.is_text() => out.text(&node.text()),
            None => push_children(&mut open, &node),
        }
    }
    whitespace::body(&out.text)
}

/// Puts the children of a node on a stack, the first one on top.
pub fn push_children<'a>(open: &mut Vec<(NodeRef<'a>, bool)>, node: &NodeRef<'a>) {
    let mut child = node.last_child();
    while let Some(node) = child {
        child = node.prev_sibling();
        open.push((node, false));
    }
}

/// Text being put together, and the separation that is due before its next word.
#[derive(Default)]
struct Prose {
    text: String,
    due: &'static str,
}

impl Prose {
    /// Asks for a separation; the strongest one asked for before the next word is made.
    fn want(&mut self, separation: &'static str) {
        let strength = |separation: &str| match separation {
            "\n\n" => 4,
            "\n" => 3,
            "\t" => 2,
            " " => 1,
            _ => 0,
        };
        if strength(separation) > strength(self.due) {
            self.due = separation;
        } else if separation == "\n" && self.due == "\n" {
            // Two line breaks make a paragraph.
            self.due = "\n\n";
        }
    }

    /// Makes the separation that an element's edge asks for.
    fn part(&mut self, shape: Display) {
        match shape {
            Display::Block => self.want("\n\n"),
            Display::Line if self.due != "\n" => self.want("\n"),
            Display::Cell => self.want("\t"),
            _ => {}
        }
    }

    fn settle(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(self.due);
        }
        self.due = "";
    }

    fn text(&mut self, text: &str) {
        if text.starts_with(|c: char| c.is_whitespace()) {
            self.want(" ");
        }
        let mut words = text.split_whitespace();
        if let Some(word) = words.next() {
            self.settle();
            self.text.push_str(word);
            for word in words {
                self.text.push(' ');
                self.text.push_str(word);
            }
            if text.ends_with(|c: char| c.is_whitespace()) {
                self.want(" ");
            }
        }
    }

    fn verbatim(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.settle();
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::common::markup::fragment_text;

    #[test]
    fn blocks_lines_cells_and_words() {
        for (html, text) in [
            ("<p>One <b>two</b>three.</p><p>Four.</p>", "One twothree.\n\nFour."),
            ("a<br>b<br><br>c", "a\nb\n\nc"),
            ("<ul><li>one</li><li>two</li></ul>three", "one\ntwo\n\nthree"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
            ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
            ("<pre>\n  a\n    b\n</pre>", "a\n    b"),
            ("x<script>y</script><style>z</style> w", "x w"),
            ("<figure><img><figcaption>A boat</figcaption></figure>Text", "A boat\n\nText"),
            ("plain &amp; simple", "plain & simple"),
            ("", ""),
        ] {
            assert_eq!(fragment_text(html), text, "{html}");
        }
    }
}
