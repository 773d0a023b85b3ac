//! The reading of an article: its title and its text divided once, for all who look for something in them.

use super::tokens::Tokens;
use super::vocabulary::Vocabulary;
use std::cell::Cell;
use std::ops::Range;

/// Words from which on a thread begins a new vocabulary. News of a year has some 200,000 distinct words, most of them in
/// one article only; what the readers keep of a word is a few hundred bytes.
const MOST_WORDS: usize = 250_000;

thread_local! {
    /// The vocabulary that the last article of the thread left behind.
    static LAST: Cell<Option<Vocabulary>> = const { Cell::new(None) };
}

/// The tokens of an article's title and text, with the vocabulary that their numbers mean.
#[derive(Debug)]
pub struct Reading {
    /// Of the title, which is one sentence.
    pub title: Tokens,
    /// Of the text.
    pub text: Tokens,
    vocabulary: Vocabulary,
}

impl Reading {
    /// Divides a title and a text; `sentences` are those of the text.
    #[must_use]
    pub fn of(title: &str, text: &str, sentences: &[Range<usize>]) -> Self {
        let mut vocabulary = LAST.take().filter(|kept| kept.len() < MOST_WORDS).unwrap_or_default();
        let title = Tokens::of(&mut vocabulary, title, std::slice::from_ref(&(0..title.len())));
        let text = Tokens::of(&mut vocabulary, text, sentences);
        Self { title, text, vocabulary }
    }

    /// The words that the numbers of the tokens mean.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

impl Drop for Reading {
    /// Leaves the vocabulary to the thread's next article.
    fn drop(&mut self) {
        LAST.set(Some(std::mem::take(&mut self.vocabulary)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_keeps_its_words_from_article_to_article() {
        let first = Reading::of("Talks", "Talks go on.", &[0..12]);
        let word = first.text.all()[0].word;
        assert_eq!(word, first.title.all()[0].word);
        // A reading made meanwhile has a vocabulary of its own.
        let other = Reading::of("Calls", "", &[]);
        assert_eq!(other.vocabulary().form(other.title.all()[0].word), "Calls");
        drop(other);
        drop(first);
        let second = Reading::of("", "More Talks", &[0..10]);
        assert_eq!(second.text.all()[1].word, word);
    }
}
