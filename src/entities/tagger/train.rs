//! Trains a model from labelled corpora, word clusters and name lists.

use super::conll::{self, Labelled};
use super::crf::{Crf, Example};
use super::document::{Document, Sentence};
use super::features::{CENTRE, WINDOW, of_context, of_word};
use super::labels::{LABELS, OUTSIDE, write};
use super::lexicon::{self, Entry, GIVEN, Lexicon, ORGANIZATION, SURNAME, TITLE};
use super::tokens::{Token, tokenize};
use super::words::word_key;
use super::{NameKind, clusters, model};
use std::borrow::Cow;
use std::collections::HashMap;

/// Titles and roles that stand before names, and words that end names of organizations.
const TITLES: &str = include_str!("lists/titles.txt");
const ORGANIZATIONS: &str = include_str!("lists/organizations.txt");
const GIVEN_NAMES: &str = include_str!("lists/given_names.txt");
const SURNAMES: &str = include_str!("lists/surnames.txt");

/// A labelled corpus and how much it counts.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// Articles of sentences.
    pub articles: Vec<Vec<Labelled>>,
    /// 1.0 is a gold corpus.
    pub weight: f32,
}

/// What to train with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The corpora.
    pub corpora: Vec<Corpus>,
    /// Word clusters as [`super::learn_clusters`] writes them.
    pub clusters: String,
    /// Passes over the corpora.
    pub epochs: usize,
    /// Share of features left out at each step.
    pub dropout: f32,
    /// Features kept, the strongest first.
    pub features: usize,
    /// Seed of all that is random.
    pub seed: u64,
    /// What the model calls itself.
    pub version: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            corpora: Vec::new(),
            clusters: String::new(),
            epochs: 8,
            dropout: 0.4,
            features: 200_000,
            seed: 1,
            version: "untitled".to_owned(),
        }
    }
}

/// Trains a model and gives its bytes; `progress` hears of each pass (its number from 1, mean loss a sentence).
pub fn train(options: &Options, progress: &mut dyn FnMut(usize, f32)) -> Vec<u8> {
    let lexicon_bytes = lexicon_of(&options.clusters);
    let lexicon = Lexicon::open(Cow::Owned(lexicon_bytes.clone())).expect("a lexicon just built opens");
    let documents: Vec<Prepared> = options
        .corpora
        .iter()
        .flat_map(|corpus| corpus.articles.iter().map(|article| prepare(&lexicon, article, corpus.weight)))
        .collect();
    let numbers = number_features(&documents);
    let mut examples: Vec<Example> = documents.iter().flat_map(|document| examples(document, &numbers)).collect();
    drop(documents);
    let mut crf = Crf::new(numbers.len(), options.seed);
    for epoch in 1..=options.epochs {
        for last in (1..examples.len()).rev() {
            let pick = (crf.random() % (last as u64 + 1)) as usize;
            examples.swap(last, pick);
        }
        let loss: f32 = examples.iter().map(|example| crf.step(example, options.dropout)).sum();
        progress(epoch, loss / examples.len().max(1) as f32);
    }
    let mut weights: Vec<(u64, [f32; LABELS])> =
        numbers.into_iter().map(|(feature, number)| (feature, crf.weights[number as usize])).collect();
    let strength = |row: &[f32; LABELS]| row.iter().map(|weight| weight.abs()).fold(0.0, f32::max);
    weights.sort_unstable_by(|a, b| strength(&b.1).total_cmp(&strength(&a.1)).then(a.0.cmp(&b.0)));
    weights.truncate(options.features);
    // The strongest weight in a thousand may be cut: one step stays fine for the many.
    let largest = weights.get(weights.len() / 1000).map_or(1.0, |(_, row)| strength(row)).max(0.1);
    model::write(&options.version, largest / 127.0, &crf.transitions, &weights, &lexicon_bytes)
}

fn lexicon_of(clusters: &str) -> Vec<u8> {
    let mut entries: HashMap<u32, Entry> = HashMap::new();
    for (key, entry) in clusters::read(clusters) {
        entries.entry(key).or_insert(entry);
    }
    for (list, flag) in [(TITLES, TITLE), (ORGANIZATIONS, ORGANIZATION), (GIVEN_NAMES, GIVEN), (SURNAMES, SURNAME)] {
        for word in list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            entries.entry(word_key(&word.to_lowercase())).or_default().flags |= flag;
        }
    }
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    lexicon::build(entries)
}

struct Prepared {
    document: Document,
    labels: Vec<Vec<u8>>,
    weight: f32,
}

/// Reads an article of a corpus with the tagger's own tokeniser. Titles are taken off the names of people, whatever the
/// corpus holds of them ("President Bush" is "Bush").
fn prepare(lexicon: &Lexicon, article: &[Labelled], weight: f32) -> Prepared {
    let prose = conll::prose(article);
    let mut names = prose.names.iter().peekable();
    let mut sentences = Vec::with_capacity(article.len());
    let mut all_labels = Vec::with_capacity(article.len());
    for range in &prose.sentences {
        let tokens = tokenize(&prose.text[range.clone()], range.start);
        let word = |token: &Token| &prose.text[token.start as usize..token.end as usize];
        let mut labels = vec![OUTSIDE; tokens.len()];
        while let Some((name, kind)) = names.next_if(|(name, _)| name.start < range.end) {
            let mut start = tokens.partition_point(|token| token.end as usize <= name.start);
            let end = tokens.partition_point(|token| (token.start as usize) < name.end);
            if *kind == NameKind::Person {
                let is_title =
                    |word: &str| word == "." || lexicon.get(&word.to_lowercase()).flags & (TITLE | GIVEN) == TITLE;
                while start + 1 < end && is_title(word(&tokens[start])) {
                    start += 1;
                }
            }
            // Two names in one token ("U.S.-China") may share a piece: it is the first one's.
            while start < end && labels[start] != OUTSIDE {
                start += 1;
            }
            write(&mut labels[start..end], *kind);
        }
        sentences.push(Sentence { words: tokens.iter().map(word).collect(), headline: false });
        all_labels.push(labels);
    }
    Prepared { document: Document::new(lexicon, &sentences), labels: all_labels, weight }
}

fn for_each_feature(document: &Document, sentence: &[u32], at: usize, emit: &mut dyn FnMut(u64)) {
    for position in 0..WINDOW {
        if let Some(word) = (at + position).checked_sub(CENTRE).and_then(|at| sentence.get(at)) {
            of_word(&document.words[*word as usize], position, emit);
        }
    }
    of_context(document, sentence, at, emit);
}

/// Numbers the features that occur three times or more.
fn number_features(documents: &[Prepared]) -> HashMap<u64, u32> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for Prepared { document, .. } in documents {
        for sentence in &document.sentences {
            for at in 0..sentence.len() {
                for_each_feature(document, sentence, at, &mut |feature| *counts.entry(feature).or_default() += 1);
            }
        }
    }
    let mut kept: Vec<u64> = counts.into_iter().filter(|(_, count)| *count >= 3).map(|(feature, _)| feature).collect();
    kept.sort_unstable();
    kept.into_iter().zip(0..).collect()
}

fn examples(prepared: &Prepared, numbers: &HashMap<u64, u32>) -> Vec<Example> {
    let document = &prepared.document;
    document
        .sentences
        .iter()
        .zip(&prepared.labels)
        .map(|(sentence, labels)| {
            let mut example = Example { labels: labels.clone(), weight: prepared.weight, ..Example::default() };
            for at in 0..sentence.len() {
                for_each_feature(document, sentence, at, &mut |feature| example.rows.extend(numbers.get(&feature)));
                example.ends.push(example.rows.len() as u32);
            }
            example
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;

    #[test]
    fn a_small_corpus_is_learned_the_same_way_twice() {
        let corpus =
            "Anna B-PER\nsaid O\nin O\nBerlin B-LOC\n. O\n\nPaul B-PER\nsaid O\nin O\nOslo B-LOC\n. O\n\n".repeat(20);
        let options = Options {
            corpora: vec![Corpus { articles: conll::read(&corpus).unwrap(), weight: 1.0 }],
            epochs: 5,
            ..Options::default()
        };
        let mut losses = Vec::new();
        let bytes = train(&options, &mut |_, loss| losses.push(loss));
        assert!(losses[4] < losses[0] / 4.0, "{losses:?}");
        assert_eq!(bytes, train(&options, &mut |_, _| {}), "training is deterministic");
        let model = Model::open(Cow::Owned(bytes)).unwrap();
        let text = "Anna said in Oslo.";
        let context =
            crate::entities::Context { text, sentences: &[0..18], tagger: Some(&model), ..Default::default() };
        let names: Vec<_> =
            super::super::tag(&context).iter().map(|name| (&text[name.span.range()], name.kind)).collect();
        assert_eq!(names, [("Anna", NameKind::Person), ("Oslo", NameKind::Location)]);
    }
}
