//! The distinct words that the tagger has met, with what they show by themselves: case, roles, entry of the lexicon.

use super::lexicon::{Entry, Lexicon};
use super::words::{Case, case};
use crate::entities::known;
use crate::text::{Vocabulary, WordId};
use std::borrow::Cow;

/// What a word does in a sentence, as bits.
pub(crate) mod role {
    /// Stands in lower case inside names of several words.
    pub const CONNECTS: u8 = 1;
    /// "in", "at", "from", "near"
    pub const PREPOSITION: u8 = 2;
    /// "said", "told", "says"
    pub const SAID: u8 = 4;
    /// "."
    pub const STOP: u8 = 8;
    /// A quotation mark or a parenthesis.
    pub const OPENS: u8 = 16;
    /// Means the same thing wherever it stands in an article.
    pub const TELLING: u8 = 32;
    /// Begins a well-known name.
    pub const KNOWN: u8 = 64;
}

/// A distinct word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// What the lexicon says.
    pub entry: Entry,
    /// How it is written.
    pub case: Case,
    /// Bits of [`role`].
    pub roles: u8,
    /// Number of the word in lower case: the same for "Talks" and "talks".
    pub lower: u32,
}

impl Word {
    /// True of a word with a capital, single letters aside.
    pub fn is_capital(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper | Case::Mixed)
    }
}

/// Distinct words with their numbers.
#[derive(Debug, Default)]
pub(crate) struct Words {
    forms: Vocabulary,
    words: Vec<Word>,
}

impl Words {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The number of a word as written; quotation marks of all kinds are one word, and curly apostrophes straight ones.
    pub fn intern(&mut self, lexicon: &Lexicon, form: &str) -> u32 {
        let form = match form {
            "“" | "”" | "„" | "«" | "»" | "''" | "``" => Cow::Borrowed("\""),
            form if !form.is_ascii() && form.contains('’') => Cow::Owned(form.replace('’', "'")),
            form => Cow::Borrowed(form),
        };
        let id = self.forms.intern(&form);
        if self.words.len() < self.forms.len() {
            self.read_new(lexicon);
        }
        id.index() as u32
    }

    #[cold]
    fn read_new(&mut self, lexicon: &Lexicon) {
        for id in (self.words.len()..self.forms.len()).map(|index| WordId::from(index as u32)) {
            let lower = self.forms.lower(id);
            let (form, lower_form) = (self.forms.form(id), self.forms.form(lower));
            self.words.push(Word {
                entry: lexicon.get(lower_form),
                case: case(form),
                roles: roles(lower_form),
                lower: lower.index() as u32,
            });
        }
    }

    /// What a word shows.
    pub fn get(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// The word as written.
    pub fn form(&self, number: u32) -> &str {
        self.forms.form(WordId::from(number))
    }

    /// The word in lower case.
    pub fn lower(&self, number: u32) -> &str {
        self.form(self.get(number).lower)
    }
}

fn roles(lower: &str) -> u8 {
    let role = match lower {
        "of" | "and" | "for" | "the" | "&" | "-" | "'s" | "de" | "la" | "al" => role::CONNECTS,
        "del" => role::CONNECTS | role::TELLING,
        "in" | "at" => role::PREPOSITION,
        "from" | "near" => role::PREPOSITION | role::TELLING,
        "said" | "told" | "says" => role::SAID | role::TELLING,
        "." => role::STOP,
        "\"" | "(" => role::OPENS,
        _ if lower.len() > 2 && lower.contains(char::is_alphabetic) => role::TELLING,
        _ => 0,
    };
    if known::begins_name(lower) { role | role::KNOWN } else { role }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::build;
    use super::*;

    #[test]
    fn words_have_their_case_and_their_roles() {
        let lexicon = Lexicon::open(build([]).into()).unwrap();
        let mut words = Words::default();
        let [said, upper, quote, white] = ["said", "SAID", "“", "White"].map(|word| words.intern(&lexicon, word));
        assert_eq!(words.get(upper).lower, said);
        assert_eq!((words.form(upper), words.lower(upper)), ("SAID", "said"));
        assert_eq!(words.get(said).roles, role::SAID | role::TELLING);
        assert_eq!(quote, words.intern(&lexicon, "\""));
        assert_eq!(words.intern(&lexicon, "d’Ivoire"), words.intern(&lexicon, "d'Ivoire"));
        assert_eq!(words.get(white).roles, role::TELLING | role::KNOWN);
        assert!(words.get(upper).is_capital() && !words.get(said).is_capital());
    }
}
