//! The blocks of a story: elements on lines of their own without others in them, with their words and links.

use crate::formats::common::markup::text;
use dom_query::NodeRef;

/// Words of a block with which the story itself goes on, at least.
const PROSE: usize = 20;

/// A block without blocks in it.
pub(super) struct Block<'a> {
    pub node: NodeRef<'a>,
    /// Its text, with single spaces.
    pub text: String,
    /// Its words in lower case, letters and figures only.
    pub words: Vec<String>,
    /// Letters and figures in it, and how many of them are in links.
    pub letters: usize,
    pub linked: usize,
    /// 1 to 6 for a heading.
    pub level: Option<u8>,
}

impl Block<'_> {
    pub(super) fn is_mostly_link(&self) -> bool {
        self.letters > 0 && self.linked * 10 >= self.letters * 7
    }

    pub(super) fn is_prose(&self) -> bool {
        self.words.len() >= PROSE && self.linked * 2 < self.letters
    }
}

/// The blocks without blocks in them, in the order of the text.
pub(super) fn blocks<'a>(content: &NodeRef<'a>) -> Vec<Block<'a>> {
    /// A block that is open: its node, whether a block was found in it, and where the leaves before it ended.
    struct Open<'a> {
        node: NodeRef<'a>,
        has_blocks: bool,
        letters: usize,
        linked: usize,
    }
    let mut found = Vec::new();
    let mut path: Vec<Open<'a>> = Vec::new();
    let mut links = 0_usize;
    let mut open = vec![(*content, false)];
    while let Some((node, done)) = open.pop() {
        let name = node.node_name();
        let name = name.as_deref().unwrap_or_default();
        let is_block = text::is_block(name);
        if done {
            links -= usize::from(name == "a");
            if is_block && let Some(Open { node, has_blocks: false, letters, linked }) = path.pop() {
                found.extend(block(node, name, letters, linked));
            }
            continue;
        }
        if node.is_text() {
            let count = node.text().chars().filter(|c| c.is_alphanumeric()).count();
            if let Some(block) = path.last_mut() {
                block.letters += count;
                block.linked += if links > 0 { count } else { 0 };
            }
            continue;
        }
        if text::is_hidden(name) {
            continue;
        }
        if is_block {
            if let Some(parent) = path.last_mut() {
                parent.has_blocks = true;
            }
            path.push(Open { node, has_blocks: false, letters: 0, linked: 0 });
        }
        links += usize::from(name == "a");
        open.push((node, true));
        text::push_children(&mut open, &node);
    }
    found
}

fn block<'a>(node: NodeRef<'a>, name: &str, letters: usize, linked: usize) -> Option<Block<'a>> {
    // Rows of tables and terms of lists are parts of something larger.
    if letters == 0 || matches!(name, "tr" | "dt" | "dd") {
        return None;
    }
    let text = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words(&text);
    let level = name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level));
    Some(Block { node, text, words, letters, linked, level })
}

/// The words of a text in lower case, letters and figures only.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
