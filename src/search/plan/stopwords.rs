//! Words that carry no topic: they are never required.

use crate::index::analyzer;
use foldhash::HashSet;

/// One language a line, its code first.
const TABLE: &str = include_str!("stopwords.txt");

/// The stop words of English and of the archive's main language, folded.
pub(crate) struct StopWords {
    words: HashSet<&'static str>,
}

impl StopWords {
    pub fn of(main_language: Option<&str>) -> Self {
        let rows = TABLE.lines().filter_map(|line| line.split_once(' '));
        let words = rows
            .filter(|(code, _)| *code == "en" || Some(*code) == main_language)
            .flat_map(|(_, words)| words.split(' '));
        Self { words: words.collect() }
    }

    /// True when the word, folded, is one.
    pub fn has(&self, word: &str) -> bool {
        self.has_folded(&analyzer::fold(word))
    }

    /// True when a word as it stands in a text is one; `room` is overwritten.
    pub fn has_written(&self, word: &str, room: &mut String) -> bool {
        if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return analyzer::exact(word, None).first().is_some_and(|term| self.has_folded(&term.text));
        }
        room.clear();
        room.push_str(word);
        room.make_ascii_lowercase();
        self.has_folded(room)
    }

    /// True when the word, folded already, is one.
    pub fn has_folded(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_table_are_folded() {
        for word in TABLE.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' ').skip(1)) {
            assert_eq!(analyzer::fold(word), word);
        }
        assert!(StopWords::of(None).has("The"));
        let mut room = String::new();
        for (word, is_one) in
            [("The", true), ("It\u{2019}s", true), ("it's", true), ("DÉJÀ", false), ("Harbour", false)]
        {
            assert_eq!(StopWords::of(None).has_written(word, &mut room), is_one, "{word}");
        }
        assert!(!StopWords::of(None).has("der"));
        assert!(StopWords::of(Some("de")).has("der"));
    }
}
