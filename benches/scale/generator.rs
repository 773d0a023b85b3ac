//! Makes an archive as large as wanted out of real news: an article has the length and paragraphs of a real one, sentences of at
//! least five, and other names.
//!
//! Sentences alone would make too few distinct words, since a vocabulary that ends never grows. So every stretch of as many articles as
//! the news has is a world of its own, in which some names are others: names of the news, or names that are made of syllables. Within
//! a stretch people come again as they do in the news. And words are replaced by ones that are made up whenever there are fewer
//! distinct words than the news would have by the growth of its own (Heaps' law), now and then by one that was made up before.
//! Some articles are copies of an earlier one with another first sentence, as agencies' stories are.

use super::likeness::Likeness;
use super::random::Random;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write as _},
    ops::RangeInclusive,
    path::Path,
};

/// An article of the news, in sentences.
pub struct Source {
    title: String,
    /// Each with the white space after it.
    sentences: Vec<String>,
    publisher: String,
}

/// Articles of one file of the archive.
const A_FILE: usize = 400;
/// Real articles that an article takes its sentences from.
const DONORS: usize = 6;
/// Articles before one of which it may be a copy.
const RECENT: usize = 400;
/// Of a thousand articles so many are copies, as in the news that the generator was written with.
const COPIES: u64 = 25;
/// Of a thousand names so many are others in a stretch.
const REPLACED: u64 = 500;
/// Of a thousand of these so many are made of syllables.
const MADE_UP: u64 = 300;
/// How often a word is in the news that one may be made up in the place of: rarer words are new ones themselves.
const REPLACEABLE: RangeInclusive<usize> = 10..=1_000;
/// Of a thousand of these so many are replaced, if words are missing.
const TAKEN: u64 = 50;
/// Of a thousand that are taken when none is missing so many are ones that were made up before.
const AGAIN: u64 = 300;
/// Articles after which it is looked again how many distinct words there should be.
const A_LOOK: usize = 16;
/// Days over which the archive is published, from 2010-01-01.
const DAYS: i32 = 4_000;
const FIRST_DAY: i32 = 14_610;

/// Syllables of names that are made up.
const BEGINNINGS: &[&str] = &[
    "Bar", "Cor", "Den", "Fal", "Gre", "Hal", "Jor", "Kel", "Lor", "Mar", "Nor", "Pel", "Ros", "Sal", "Tor", "Ver",
    "Wil", "Zan",
];
const MIDDLES: &[&str] = &["a", "an", "e", "el", "i", "in", "o", "or", "u", "ul"];
const ENDS: &[&str] = &[
    "berg", "den", "field", "hart", "kov", "land", "man", "ner", "ov", "sen", "ski", "son", "stein", "ton", "vich",
    "wood",
];
const JOINTS: &[&str] = &["b", "d", "g", "l", "m", "n", "r", "s", "t", "v"];

/// Makes articles of the news, always the same ones for a seed.
pub struct Generator {
    sources: Vec<Source>,
    /// Words that are written with a capital inside of sentences and never without one.
    names: Vec<String>,
    is_name: HashSet<String>,
    /// Words of small letters that others may come in the place of.
    is_replaceable: HashSet<String>,
    /// Words that were made up, and how many more of them there should be by now.
    made_up: Vec<String>,
    missing: usize,
    random: Random,
    /// What names are in this stretch of articles.
    renamed: HashMap<String, String>,
    /// Articles that were made last, each as text and title.
    recent: Vec<(String, String)>,
}

impl Source {
    pub fn new(title: &str, text: &str, publisher: &str) -> Self {
        let ends = dateline::text::sentences(text, Some("en"));
        let mut at = 0;
        let mut sentences: Vec<String> = Vec::with_capacity(ends.len());
        for sentence in ends.iter().skip(1) {
            sentences.push(text[at..sentence.start].to_owned());
            at = sentence.start;
        }
        sentences.push(text[at..].to_owned());
        Self { title: title.to_owned(), sentences, publisher: publisher.to_owned() }
    }

    pub fn text(&self) -> String {
        self.sentences.concat()
    }
}

/// The words of a text, ASCII letters and all others together.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_capitalised(word: &str) -> bool {
    word.len() > 2
        && word.is_ascii()
        && word.as_bytes()[0].is_ascii_uppercase()
        && word[1..].bytes().all(|byte| byte.is_ascii_lowercase())
}

impl Generator {
    pub fn new(sources: Vec<Source>, seed: u64) -> Self {
        let mut capitalised: HashMap<&str, usize> = HashMap::new();
        let mut lower: HashMap<&str, usize> = HashMap::new();
        for sentence in sources.iter().flat_map(|source| &source.sentences) {
            for word in words(sentence).skip(1) {
                let counts = if is_capitalised(word) { &mut capitalised } else { &mut lower };
                *counts.entry(word).or_default() += 1;
            }
        }
        let mut names: Vec<(&str, usize)> =
            capitalised.into_iter().filter(|(word, _)| !lower.contains_key(word.to_lowercase().as_str())).collect();
        names.sort_unstable();
        // A name stands in the list as often as its root of frequency says: common ones stay the more common.
        let listed = |(name, often): &(&str, usize)| vec![(*name).to_owned(); (*often as f64).sqrt().ceil() as usize];
        let is_name = names.iter().map(|(name, _)| (*name).to_owned()).collect();
        let names = names.iter().flat_map(listed).collect();
        let is_word = |word: &str| word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let replaceable = lower.into_iter().filter(|(word, often)| REPLACEABLE.contains(often) && is_word(word));
        let is_replaceable = replaceable.map(|(word, _)| word.to_owned()).collect();
        let (made_up, renamed, recent) = Default::default();
        Self { sources, names, is_name, is_replaceable, made_up, missing: 0, random: Random(seed), renamed, recent }
    }

    /// Writes articles as files of JSON Lines, and counts their words; they are to grow as those of the news do.
    pub fn write(
        &mut self,
        articles: usize,
        folder: &Path,
        (news, made): (&Likeness, &mut Likeness),
    ) -> Result<(), Box<dyn Error>> {
        for (number, from) in (0..articles).step_by(A_FILE).enumerate() {
            let below = folder.join(format!("{:02}", number / 100));
            fs::create_dir_all(&below)?;
            let mut out = BufWriter::new(File::create(below.join(format!("news-{number:05}.jsonl")))?);
            for at in from..articles.min(from + A_FILE) {
                if at.is_multiple_of(A_LOOK) {
                    let wanted = news.expected(made.running()) as usize;
                    self.missing = wanted.saturating_sub(made.distinct());
                }
                let article = self.article(at);
                made.add(article["text"].as_str().unwrap_or_default());
                writeln!(out, "{article}")?;
            }
            out.flush()?;
        }
        Ok(())
    }

    fn article(&mut self, number: usize) -> Value {
        if number.is_multiple_of(self.sources.len()) {
            self.renamed.clear();
        }
        let publisher = self.random.below(self.sources.len());
        let (text, title) = if !self.recent.is_empty() && self.random.per_mille(COPIES) {
            let (text, title) = self.recent[self.random.below(self.recent.len())].clone();
            let own = self.mixed();
            let lead = own.0.split_inclusive(". ").next().unwrap_or_default();
            (format!("{} {text}", lead.trim()), title)
        } else {
            self.mixed()
        };
        if self.recent.len() < RECENT {
            self.recent.push((text.clone(), title.clone()));
        } else {
            self.recent[number % RECENT] = (text.clone(), title.clone());
        }
        let day = dateline::article::Day(FIRST_DAY + self.random.below(DAYS as usize) as i32);
        json!({
            "id": format!("generated-{number}"), "title": title, "text": text, "published": day.to_string(),
            "source": self.sources[publisher].publisher,
        })
    }

    /// Text and title of a mixed article.
    fn mixed(&mut self) -> (String, String) {
        let shape = self.random.below(self.sources.len());
        let donors: Vec<usize> = (0..DONORS).map(|_| self.random.below(self.sources.len())).collect();
        let title_of = donors[self.random.below(DONORS)];
        let length = self.sources[shape].sentences.len();
        let mut used = HashSet::new();
        let mut text = String::new();
        for at in 0..length {
            // The beginning of an article speaks as the beginnings of others do; no sentence comes twice in one article.
            let mut donor = donors[at % DONORS];
            let mut near = at * self.sources[donor].sentences.len() / length;
            while !used.insert((donor, near)) {
                donor = self.random.below(self.sources.len());
                near = at * self.sources[donor].sentences.len() / length;
            }
            let sentence = self.sources[donor].sentences[near].trim_end().to_owned();
            self.rename(&sentence, &mut text);
            let own = &self.sources[shape].sentences[at];
            let gap = &own[own.trim_end().len()..];
            text.push_str(if gap.is_empty() { " " } else { gap });
        }
        let mut title = String::new();
        let words = self.sources[title_of].title.clone();
        self.rename(&words, &mut title);
        (text.trim_end().to_owned(), title)
    }

    /// Adds a sentence with the names of this stretch.
    fn rename(&mut self, sentence: &str, out: &mut String) {
        for word in sentence.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
            let end = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).len();
            let (name, rest) = word.split_at(end);
            if !self.is_name.contains(name) {
                if self.is_replaceable.contains(name) && self.random.per_mille(TAKEN) {
                    let other = self.other_word(name);
                    out.push_str(&other);
                } else {
                    out.push_str(name);
                }
                out.push_str(rest);
                continue;
            }
            if !self.renamed.contains_key(name) {
                let other = self.other_name(name);
                self.renamed.insert(name.to_owned(), other);
            }
            out.push_str(&self.renamed[name]);
            out.push_str(rest);
        }
    }

    fn other_name(&mut self, name: &str) -> String {
        if !self.random.per_mille(REPLACED) {
            return name.to_owned();
        }
        if !self.random.per_mille(MADE_UP) {
            return self.names[self.random.below(self.names.len())].clone();
        }
        self.made_up_name()
    }

    /// A word, or one that is made up in its place.
    fn other_word(&mut self, word: &str) -> String {
        if self.missing > 0 {
            self.missing -= 1;
            // Numbered by letters of a consonant and a vowel, so that none comes twice.
            let mut made = self.made_up_name().to_ascii_lowercase();
            let mut number = self.made_up.len();
            while number > 0 {
                made.push_str(JOINTS[number % JOINTS.len()]);
                number /= JOINTS.len();
                made.push_str(["a", "e", "i", "o", "u"][number % 5]);
                number /= 5;
            }
            self.made_up.push(made.clone());
            return made;
        }
        if !self.made_up.is_empty() && self.random.per_mille(AGAIN) {
            return self.made_up[self.random.below(self.made_up.len())].clone();
        }
        word.to_owned()
    }

    fn made_up_name(&mut self) -> String {
        let mut made = BEGINNINGS[self.random.below(BEGINNINGS.len())].to_owned();
        for _ in 0..=self.random.below(3) {
            made.push_str(MIDDLES[self.random.below(MIDDLES.len())]);
            made.push_str(JOINTS[self.random.below(JOINTS.len())]);
        }
        made + ENDS[self.random.below(ENDS.len())]
    }
}
