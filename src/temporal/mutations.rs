//! Texts that are nearly dates, made by changing the examples of the rules: none may panic, and all must give valid mentions.
//!
//! The same seed gives the same texts. `any_mutation_gives_valid_spans` runs for some seconds; the long form, which is ignored,
//! takes minutes: `cargo test --release mutations -- --ignored`.

use super::{Evidence, grammar, infer_published, parse_query_dates, tag};
use crate::article::Day;

/// What is put between or in place of words.
const PIECES: [&str; 34] = [
    "0",
    "1",
    "00",
    "12",
    "30",
    "31",
    "99",
    "100",
    "814",
    "1530",
    "2360",
    "1957-58",
    "999999999",
    "4294967296",
    "-",
    "–",
    "/",
    ":",
    ".",
    ",",
    "'s",
    "(",
    ")",
    "\n\n",
    "\u{a0}",
    "é",
    "the",
    "of",
    "next",
    "last",
    "centuries",
    "BC",
    "half",
    "million",
];

/// Numbers that look random: xorshift64* (Vigna, 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }
}

/// A text of the words of two examples, some of them changed.
fn mutated(examples: &[Vec<String>], random: &mut Random) -> String {
    let mut words = examples[random.below(examples.len())].clone();
    let other = &examples[random.below(examples.len())];
    let from = random.below(other.len());
    words.extend_from_slice(&other[from..]);
    for _ in 0..=random.below(6) {
        let at = random.below(words.len());
        let piece = || PIECES[0].to_owned();
        match random.below(6) {
            0 if words.len() > 1 => drop(words.remove(at)),
            1 => words.insert(at, PIECES[random.below(PIECES.len())].to_owned()),
            2 => words[at] = PIECES[random.below(PIECES.len())].to_owned(),
            3 => {
                let glued = words[at].clone() + PIECES[random.below(PIECES.len())];
                words[at] = glued;
            }
            4 => words[at] = other[random.below(other.len())].clone(),
            _ => {
                let digits = words[at].chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
                words[at] = if words[at].is_empty() { piece() } else { digits };
            }
        }
    }
    let gap = if random.below(8) == 0 { "" } else { " " };
    words.join(gap)
}

/// Tags so many mutations of the examples of a language.
fn tag_mutations(language: &str, rounds: usize) {
    let grammar = grammar::grammar(Some(language)).unwrap();
    let texts = grammar
        .rules
        .iter()
        .flat_map(|rule| rule.examples.iter().map(|(text, ..)| text).chain(&rule.counter_examples).collect::<Vec<_>>());
    let examples: Vec<Vec<String>> = texts
        .map(|text| text.split(' ').map(str::to_owned).collect())
        .filter(|words: &Vec<_>| !words.is_empty())
        .collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..rounds {
        let text = mutated(&examples, &mut random);
        let year = [-9999, -44, 0, 814, 1900, 2024, 9999][random.below(7)];
        let anchor = Day::from_civil(year, 1, 1).map(|first| first.plus(random.below(366) as i32));
        for anchor in [anchor, None] {
            let mut end = 0;
            for mention in tag(&text, Some(language), anchor) {
                let span = mention.span;
                assert!(span.start >= end && !span.is_empty() && text.get(span.range()).is_some(), "{round}: {text:?}");
                assert!(!mention.timex.value.is_empty(), "{round}: {text:?}");
                assert!(
                    mention.timex.days.is_none_or(|days| days.from <= days.to),
                    "{round}: {text:?} {:?}",
                    mention.timex
                );
                end = span.end;
            }
        }
        let _ = parse_query_dates(&text, anchor.unwrap_or_default());
        let _ = infer_published(&Evidence { text: &text, file_name: Some(&text), ..Evidence::default() });
    }
}

#[test]
fn any_mutation_gives_valid_spans() {
    for language in grammar::languages() {
        tag_mutations(language, 3000);
    }
}

#[test]
#[ignore = "takes minutes"]
fn many_mutations_give_valid_spans() {
    for language in grammar::languages() {
        tag_mutations(language, 1_000_000);
    }
}
