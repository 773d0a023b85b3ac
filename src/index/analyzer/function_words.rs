//! The commonest function words of English: `exact` fields leave them out where they are their own stems.
//!
//! Nothing else has their stems, so that the `stem` field knows where they are; in `exact` they would take a seventh of the postings.

use foldhash::fast::FixedState;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Folded.
pub(crate) const FUNCTION_WORDS: [&str; 58] = [
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had",
    "has", "have", "he", "her", "his", "i", "in", "is", "it", "its", "more", "not", "of", "on", "or", "our", "out",
    "said", "she", "so", "than", "that", "the", "their", "they", "this", "to", "up", "was", "we", "were", "what",
    "when", "which", "who", "will", "with", "would", "you", "your", "also", "no",
];

static ALL: LazyLock<HashSet<&'static str, FixedState>> = LazyLock::new(|| FUNCTION_WORDS.into_iter().collect());

/// True of a function word, folded.
pub(crate) fn is_function_word(word: &str) -> bool {
    /// Letters of the longest.
    const LONGEST: usize = 5;
    word.len() <= LONGEST && ALL.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::analyzer::stem;

    #[test]
    fn they_are_their_own_stems() {
        for word in FUNCTION_WORDS {
            let stems: Vec<String> = stem(word, Some("en")).into_iter().map(|term| term.text).collect();
            assert!(is_function_word(word), "{word}");
            assert_eq!(stems, [word]);
        }
        assert!(!is_function_word("talks"));
    }
}
