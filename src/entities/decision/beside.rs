//! The words beside a name, and the features that they give; the words are in `words.tsv`.

use super::features::Feature;
use crate::article::Span;
use crate::entities::people::{is_role_noun, is_title};
use crate::text::with_lower;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Bytes of a word that is looked up.
const LONGEST: usize = 24;
/// Features of one name at most.
const MOST: usize = 4;

/// The features of words on one side of a name, by the word in lower case.
type Side = HashMap<&'static str, Vec<Feature>, FixedState>;

/// The words before a name and those after it.
static WORDS: LazyLock<[Side; 2]> = LazyLock::new(|| {
    let mut sides = [Side::default(), Side::default()];
    let lines = include_str!("words.tsv").lines().filter(|line| !line.starts_with('#'));
    for (name, row) in lines.filter_map(|line| line.split_once('\t')) {
        let feature = Feature::of_name(name).expect("a test reads the table");
        let side = &mut sides[usize::from(!name.starts_with("before-"))];
        row.split('|').for_each(|word| side.entry(word).or_default().push(feature));
    }
    sides
});

/// What stands beside a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// The word right before, empty where punctuation or nothing is there.
    pub(super) before: &'a str,
    /// The word right after, likewise.
    pub(super) after: &'a str,
    /// What the text has behind the name.
    pub(super) rest: &'a str,
    /// The word before is a title.
    pub(super) after_title: bool,
    /// Nothing, the end of a sentence or a quotation mark stands before.
    pub(super) opens: bool,
    found: [Option<Feature>; MOST],
}

impl<'a> Beside<'a> {
    pub(super) fn of(text: &'a str, span: Span) -> Self {
        let head = &text[..span.start as usize];
        let mut rest = &text[span.end as usize..];
        for possessive in ["'s", "’s"] {
            rest = rest.strip_prefix(possessive).unwrap_or(rest);
        }
        let before = head.strip_suffix(' ').map_or("", last_word);
        let after = rest.strip_prefix(' ').map_or("", first_word);
        let after_title = is_title(before);
        let mut beside = Self {
            before,
            after,
            rest: &text[span.end as usize..],
            after_title,
            opens: opens(head),
            found: [None; MOST],
        };
        let [words_before, words_after] = &*WORDS;
        beside.look_up(before, words_before);
        beside.look_up(after, words_after);
        if before.starts_with(char::is_lowercase) && is_role_noun(before) {
            beside.put(Feature::BeforeRole);
        }
        beside
    }

    fn look_up(&mut self, word: &str, side: &Side) {
        if word.is_empty() || word.len() > LONGEST {
            return;
        }
        let found = with_lower(word, |lower| side.get(lower));
        found.into_iter().flatten().for_each(|feature| self.put(*feature));
    }

    fn put(&mut self, feature: Feature) {
        if let Some(free) = self.found.iter_mut().find(|found| found.is_none()) {
            *free = Some(feature);
        }
    }

    /// True where the words beside the name give a feature.
    pub(super) fn has(&self, feature: Feature) -> bool {
        self.found.contains(&Some(feature))
    }

    /// The features that the words beside the name give.
    pub(super) fn features(&self) -> impl Iterator<Item = Feature> + '_ {
        self.found.iter().flatten().copied()
    }
}

fn last_word(head: &str) -> &str {
    let start = head
        .char_indices()
        .rev()
        .take(LONGEST)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '-' | '’' | '\''));
    start.last().map_or("", |(at, _)| &head[at..])
}

fn first_word(rest: &str) -> &str {
    let end = rest.char_indices().take(LONGEST).take_while(|(_, c)| c.is_alphanumeric() || *c == '-');
    end.last().map_or("", |(at, c)| &rest[..at + c.len_utf8()])
}

/// True where a sentence, a line or what somebody says begins.
fn opens(head: &str) -> bool {
    let head = head.trim_end_matches([' ', '"', '“', '‘']);
    head.is_empty() || head.ends_with(['\n', '.', '!', '?', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside<'a>(text: &'a str, name: &str) -> Beside<'a> {
        let start = text.find(name).unwrap();
        Beside::of(text, Span::new(start, start + name.len()))
    }

    #[test]
    fn words_beside_a_name_give_features() {
        assert!(beside("a fire in Paris broke out", "Paris").has(Feature::BeforeIn));
        assert!(beside("then Baker said so", "Baker").has(Feature::AfterSaid));
        assert!(beside("President Baker left", "Baker").after_title);
        assert!(beside("the spokesman Baker left", "Baker").has(Feature::BeforeRole));
        assert!(beside("“Baker left", "Baker").opens && !beside("saw Baker", "Baker").opens);
        let punctuated = beside("in (Paris), said", "Paris");
        assert!(punctuated.before.is_empty() && punctuated.after.is_empty());
        assert_eq!(beside("Paris’s mayor", "Paris").after, "mayor");
    }

    #[test]
    fn every_row_is_a_feature() {
        for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (feature, words) = line.split_once('\t').unwrap();
            assert!(Feature::of_name(feature).is_some(), "{feature}");
            assert!(feature.starts_with("before-") || feature.starts_with("after-"), "{feature}");
            assert_eq!(words.to_lowercase(), words);
        }
    }
}
