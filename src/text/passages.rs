//! Passages: runs of whole sentences, the unit that is indexed, ranked and shown.
//!
//! Where to cut is the cheapest path over all cuts: a cut at the end of a paragraph is free, one inside a paragraph or
//! a list costs, joining paragraphs costs a little, and so do passages that are short or long (Knuth and Plass 1981
//! break paragraphs into lines the same way). A sentence over the limit is cut at clauses, then at spaces.

use super::furniture::is_furniture;
use super::layout::{Gap, Layout, starts_item};
use super::script::Script;
use std::ops::Range;

/// Parts of a word in which lengths are counted, so that scripts without spaces can be counted by characters.
const WORD: u32 = 8;
/// Words below which a passage is short.
const SHORT: f32 = 60.0;
/// Words above which a passage is long.
const LONG: f32 = 120.0;
/// Words that a passage has at most.
const MOST: u32 = 180 * WORD;
/// Words of a piece of a sentence that is over the limit.
const PIECE: u32 = 100 * WORD;
/// Words of a heading at most.
const HEADING: u32 = 12 * WORD;
/// Bytes of a word for which it counts once; longer ones count again, so that no passage grows without bound.
const LONG_WORD: usize = 40;
/// Cost of each paragraph break inside a passage.
const JOIN: f32 = 0.3;

/// What lies between two atoms of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    Paragraph,
    Sentence,
    Line,
    Heading,
    Clause,
}

impl Break {
    /// Cost of a cut here.
    fn cut(self) -> f32 {
        match self {
            Self::Paragraph => 0.0,
            Self::Sentence => 1.0,
            Self::Line => 1.2,
            Self::Heading => 1.5,
            Self::Clause => 1.6,
        }
    }
}

/// What no cut divides: a sentence, or a piece of one that is over the limit.
#[derive(Debug, Clone, Copy)]
struct Atom {
    end: usize,
    words: u32,
    after: Break,
    /// It is no part of the story.
    furniture: bool,
}

/// Groups sentences into passages of about 60 to 180 words that cover the text without gaps.
///
/// Paragraphs are kept apart where they are long enough to stand alone; headings go with what follows them, and lists
/// and tables stay in one piece where they fit. Lines of the page that are no part of the story are passages of their own.
#[must_use]
pub fn passages(text: &str, sentences: &[Range<usize>]) -> Vec<Range<usize>> {
    let atoms = atoms(text, sentences);
    let mut found = Vec::with_capacity(atoms.len() / 4 + 1);
    let mut end = atoms.len();
    let cuts = cheapest_cuts(&atoms);
    while end > 0 {
        let begin = cuts[end];
        let from = if begin == 0 { 0 } else { atoms[begin - 1].end };
        found.push(from..atoms[end - 1].end);
        end = begin;
    }
    found.reverse();
    found
}

/// For each number of atoms, where the last passage of the cheapest division of them begins.
fn cheapest_cuts(atoms: &[Atom]) -> Vec<usize> {
    let mut cost = vec![0.0_f32; atoms.len() + 1];
    let mut cuts = vec![0_usize; atoms.len() + 1];
    for end in 1..=atoms.len() {
        let last = &atoms[end - 1];
        let mut best = f32::INFINITY;
        let (mut words, mut joins) = (0, 0.0);
        for begin in (0..end).rev() {
            words += atoms[begin].words.max(1);
            // What is no part of the story stands in no passage with it.
            if words > MOST && begin + 1 < end || atoms[begin].furniture != last.furniture {
                break;
            }
            if begin + 1 < end && atoms[begin].after == Break::Paragraph {
                joins += JOIN;
            }
            let total = cost[begin] + length_cost(words as f32 / WORD as f32) + joins;
            if total < best {
                best = total;
                cuts[end] = begin;
            }
        }
        cost[end] = best + if end == atoms.len() { 0.0 } else { last.after.cut() };
    }
    cuts
}

/// Cost of a passage's length, 0 between short and long.
fn length_cost(words: f32) -> f32 {
    let under = ((SHORT - words) / SHORT).max(0.0);
    let over = ((words - LONG) / SHORT).max(0.0);
    3.0 * under * under + 0.5 * over * over
}

fn atoms(text: &str, sentences: &[Range<usize>]) -> Vec<Atom> {
    let layout = Layout::of(text);
    let mut atoms = Vec::with_capacity(sentences.len());
    let mut opens_paragraph = true;
    let gap = |sentence: &Range<usize>| {
        layout.gap(text, sentence.start + text[sentence.clone()].trim_end().len(), sentence.end)
    };
    let gaps: Vec<Gap> = sentences.iter().map(gap).collect();
    let furniture = furniture(text, sentences, &gaps);
    for (at, sentence) in sentences.iter().enumerate() {
        let written = &text[sentence.clone()];
        let words = words(written);
        let trimmed = written.trim_end();
        let gap = gaps[at];
        let ends = trimmed.ends_with(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '%'));
        let item = starts_item(written) && opens_paragraph;
        let next_item = sentences.get(at + 1).is_some_and(|next| starts_item(&text[next.clone()]));
        let after = match gap {
            Gap::Inline => Break::Sentence,
            Gap::Line => Break::Line,
            // Lists are set with blank lines as well.
            Gap::Paragraph if item && next_item => Break::Line,
            Gap::Paragraph if trimmed.ends_with(':') => Break::Heading,
            Gap::Paragraph if !ends && !item && opens_paragraph && words <= HEADING => Break::Heading,
            Gap::Paragraph => Break::Paragraph,
        };
        let furniture = furniture[at];
        if words > MOST {
            cut_sentence(text, sentence, &mut atoms);
            if let Some(last) = atoms.last_mut() {
                last.after = after;
            }
        } else {
            atoms.push(Atom { end: sentence.end, words, after, furniture });
        }
        opens_paragraph = gap != Gap::Inline;
    }
    atoms
}

/// Which sentences are no part of the story: those of a paragraph that is none, and notices of copyright behind it.
fn furniture(text: &str, sentences: &[Range<usize>], gaps: &[Gap]) -> Vec<bool> {
    let mut found = Vec::with_capacity(sentences.len());
    while let Some(first) = sentences.get(found.len()) {
        let begin = found.len();
        let inside = gaps[begin..].iter().take_while(|gap| **gap == Gap::Inline).count();
        let last = (begin + inside).min(sentences.len() - 1);
        let is_none = is_furniture(&text[first.start..sentences[last].end]);
        found.resize(last + 1, is_none);
        // In a text of one line the notice ends it.
        let notice = text[sentences[last].clone()].trim_start();
        if !is_none && last > begin && notice.starts_with(['©', 'C', '(']) && is_furniture(notice) {
            found[last] = true;
        }
    }
    found
}

/// Cuts a sentence over the limit after about [`PIECE`] words: at a clause if there is one near, else at a space, else
/// between characters.
fn cut_sentence(text: &str, sentence: &Range<usize>, atoms: &mut Vec<Atom>) {
    let written = &text[sentence.clone()];
    let mut start = 0;
    let mut counter = Counter::default();
    // Ends of the last clause and the last word since `start`, with the words up to there.
    let (mut clause, mut space) = (None, None);
    let mut before = ' ';
    for (at, c) in written.char_indices() {
        if c.is_whitespace() {
            space = Some(at + c.len_utf8());
        } else if before.is_whitespace() || is_wide_comma(before) {
            let head = written[start..at].trim_end();
            if head.ends_with([',', ';', ':', '–', '—', '、', '，', '；', '،']) && counter.words() >= PIECE / 2
            {
                clause = Some(at);
            }
        }
        before = c;
        counter.add(c);
        if counter.words() >= PIECE {
            let next = at + c.len_utf8();
            let end = clause.or(space).filter(|end| *end > start).unwrap_or(next);
            let words = words(&written[start..end]);
            atoms.push(Atom { end: sentence.start + end, words, after: Break::Clause, furniture: false });
            counter = Counter::default();
            written[end..next].chars().for_each(|c| counter.add(c));
            (start, clause, space) = (end, None, None);
        }
    }
    if start < written.len() {
        let words = words(&written[start..]);
        atoms.push(Atom { end: sentence.end, words, after: Break::Clause, furniture: false });
    }
}

fn is_wide_comma(c: char) -> bool {
    matches!(c, '、' | '，' | '；')
}

/// Counts words, in eighths; a character of Chinese or Japanese is half a word, one of Thai a quarter.
#[derive(Debug, Default)]
struct Counter {
    words: u32,
    word_length: usize,
}

impl Counter {
    fn add(&mut self, c: char) {
        if c.is_whitespace() {
            self.word_length = 0;
            return;
        }
        match Script::of(c) {
            Script::Han | Script::Kana => self.words += WORD / 2,
            Script::Thai | Script::SouthEastAsian => self.words += WORD / 4,
            _ => {
                if self.word_length == 0 {
                    self.words += WORD;
                }
                self.word_length += c.len_utf8();
                if self.word_length >= LONG_WORD {
                    self.word_length = 0;
                }
            }
        }
    }

    fn words(&self) -> u32 {
        self.words
    }
}

/// Length of a text in eighths of words.
fn words(text: &str) -> u32 {
    if text.is_ascii() {
        return ascii_words(text.as_bytes()) * WORD;
    }
    let mut counter = Counter::default();
    text.chars().for_each(|c| counter.add(c));
    counter.words()
}

/// Words of an ASCII text.
fn ascii_words(bytes: &[u8]) -> u32 {
    const BLOCK: usize = 128;
    // What is longer than a word has half a one without white space in it.
    if bytes.chunks_exact(LONG_WORD / 2).all(|half| half.iter().any(u8::is_ascii_whitespace)) {
        let Some((first, rest)) = bytes.split_first() else { return 0 };
        // Without a branch, and a few at a time in narrow numbers, so that many bytes are compared at once.
        let is_space = |byte: u8| {
            [b' ', b'\n', b'\t', b'\r', 0x0c].iter().fold(0, |found, space| found | u8::from(byte == *space))
        };
        let begins = |(before, byte): (&u8, &u8)| is_space(*before) & (1 - is_space(*byte));
        let begin = |(before, bytes): (&[u8], &[u8])| u32::from(before.iter().zip(bytes).map(begins).sum::<u8>());
        return u32::from(1 - is_space(*first)) + bytes.chunks(BLOCK).zip(rest.chunks(BLOCK)).map(begin).sum::<u32>();
    }
    let (mut words, mut length) = (0, 0);
    for byte in bytes {
        if byte.is_ascii_whitespace() || length == LONG_WORD {
            length = 0;
        } else {
            words += u32::from(length == 0);
            length += 1;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        passages(text, &sentences(text, None)).into_iter().map(|passage| &text[passage]).collect()
    }

    fn prose(words: usize) -> String {
        let mut text = String::new();
        for at in 1..=words {
            text.push_str(if at % 12 == 1 { "Talks" } else { "went" });
            text.push_str(if at % 12 == 0 || at == words { ". " } else { " " });
        }
        text.trim_end().to_owned()
    }

    #[test]
    fn what_is_no_part_of_the_story_stands_apart() {
        let story = [prose(40), prose(40), prose(30)];
        let text = format!(
            "{}\n\nAdvertisement\n\n{}\n\nREAD MORE: Bridge to close\n\nSign up for our newsletter. It comes each Monday.\n\n{}\n\n© 2019 Harbour Gazette",
            story[0], story[1], story[2]
        );
        let passages: Vec<&str> = cut(&text).into_iter().map(str::trim).collect();
        let forms = "READ MORE: Bridge to close\n\nSign up for our newsletter. It comes each Monday.";
        assert_eq!(passages, [&story[0], "Advertisement", &story[1], forms, &story[2], "© 2019 Harbour Gazette"]);
        let line = format!("{} Copyright 2019 Harbour Gazette.", prose(40));
        assert_eq!(cut(&line).last(), Some(&"Copyright 2019 Harbour Gazette."));
        assert_eq!(cut("Advertisement revenue fell.\n\nThe paper was sold.").len(), 1);
    }

    #[test]
    fn paragraphs_that_can_stand_alone_do() {
        let text = format!("{}\n{}\n{}\n", prose(66), prose(55), prose(90));
        assert_eq!(cut(&text).len(), 3);
    }

    #[test]
    fn short_paragraphs_are_joined() {
        let text = [23, 24, 24, 19, 64].map(prose).join("\n");
        let lengths: Vec<usize> = cut(&text).iter().map(|p| p.split_whitespace().count()).collect();
        assert_eq!(lengths.len(), 2);
        assert!(lengths.iter().all(|words| *words >= 60), "{lengths:?}");
    }

    #[test]
    fn a_long_paragraph_is_divided_evenly() {
        let text = prose(900);
        let lengths: Vec<usize> = cut(&text).iter().map(|p| p.split_whitespace().count()).collect();
        assert!(lengths.iter().all(|words| (60..=180).contains(words)), "{lengths:?}");
        assert!(cut(&text).iter().all(|passage| passage.trim_end().ends_with('.')));
    }

    #[test]
    fn headings_and_lists_stay_with_what_they_belong_to() {
        let list = (1..=8).map(|n| format!("- point {n} of the plan that was agreed")).collect::<Vec<_>>().join("\n");
        let text =
            format!("{}\n\nWhat was agreed\n\n{}\nThe points are:\n{list}\n\n{}", prose(80), prose(50), prose(80));
        let found = cut(&text);
        assert!(found.iter().any(|p| p.contains("What was agreed\n\nTalks")), "{found:#?}");
        let of_list = found.iter().find(|p| p.contains("- point 1")).unwrap();
        assert!(of_list.contains("- point 8") && of_list.contains("The points are:"), "{found:#?}");
    }

    #[test]
    fn a_sentence_over_the_limit_is_cut_at_clauses() {
        let clause = "the ministers of the three countries spoke of many things and none, ";
        let text = format!("When {}they left.", clause.repeat(40));
        let found = cut(&text);
        assert!(found.len() >= 3);
        assert!(found[..found.len() - 1].iter().all(|passage| passage.ends_with("none, ")), "{found:#?}");
        assert!(cut(&"x".repeat(100_000)).len() > 10);
        assert!(cut(&"会".repeat(2_000)).iter().all(|passage| passage.chars().count() <= 360));
    }

    #[test]
    fn ascii_words_are_counted_one_by_one() {
        let long = "a".repeat(LONG_WORD);
        for (text, words) in [
            ("", 0),
            (" ", 0),
            ("one", 1),
            (" two\n words ", 2),
            (long.as_str(), 1),
            (&format!("{long}a"), 1),
            (&format!("{long}aa b"), 3),
            (&format!("b {long}{long} {long}"), 4),
        ] {
            assert_eq!(ascii_words(text.as_bytes()), words, "{text}");
        }
    }

    proptest! {
        #[test]
        fn passages_concatenate_to_the_text(
            text in "([A-Za-z]{1,9} |[.!?…。]{1,2}|\n{1,2}|[-*•] |\t|é|は|ก|x{50,90}|\\PC){0,400}",
        ) {
            let found = cut(&text);
            prop_assert_eq!(found.concat(), text.clone());
            prop_assert!(found.iter().all(|passage| words(passage) <= MOST + PIECE && !passage.is_empty()));
        }
    }
}
