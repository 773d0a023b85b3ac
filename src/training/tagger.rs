//! Trains a model from labelled corpora, word clusters and name lists.

use super::conll::{self, Labelled};
use super::crf::{Crf, Example};
use super::{clusters, lists};
use crate::entities::tagger::document::{Document, Seen, Sentence};
use crate::entities::tagger::elsewhere::Elsewhere;
use crate::entities::tagger::features::{CENTRE, add_runs, of_word};
use crate::entities::tagger::groups::{of_context, of_token};
use crate::entities::tagger::labels::{LABELS, OUTSIDE, write};
use crate::entities::tagger::lexicon::{self, Entry, GIVEN, GROUPINGS, Lexicon, TITLE};
use crate::entities::tagger::tokens::divide;
use crate::entities::tagger::vocabulary::{Words, role};
use crate::entities::tagger::words::{Hash, word_key};
use crate::entities::tagger::{EntityType, model};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A labelled corpus and how much it counts.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// Articles of sentences.
    pub articles: Vec<Vec<Labelled>>,
    /// 1.0 is a gold corpus.
    pub weight: f32,
    /// True where a model labelled it: it has no habits of annotators that others should not learn.
    pub raw: bool,
}

/// What to train with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The corpora.
    pub corpora: Vec<Corpus>,
    /// Up to two sets of word clusters as [`super::learn_clusters`] writes them.
    pub clusters: Vec<String>,
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
            clusters: Vec::new(),
            epochs: 8,
            dropout: 0.5,
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
    let mut words = Words::default();
    let documents: Vec<Prepared> = options
        .corpora
        .iter()
        .zip(0..)
        .flat_map(|(corpus, number)| corpus.articles.iter().map(move |article| (article, corpus, number)))
        .map(|(article, corpus, number)| prepare(&lexicon, &mut words, article, corpus, number))
        .collect();
    let numbers = number_features(&words, &documents);
    let known = Known { words: &words, numbers: &numbers };
    let elsewhere = label_by_halves(&documents, known, options);
    let mut examples: Vec<Example> = Vec::new();
    for (document, labels) in documents.iter().zip(&elsewhere) {
        examples.extend(self::examples(document, known, None));
        examples.extend(self::examples(document, known, Some(labels)));
    }
    drop(documents);
    let mut crf = Crf::new(numbers.len(), examples.len(), options.seed);
    let mut features: Vec<Key> = vec![0; numbers.len()];
    for (feature, number) in &numbers {
        features[*number as usize] = *feature;
    }
    drop(numbers);
    let averaged = options.epochs.div_ceil(2);
    let mut mean = Vec::new();
    let mut mean_transitions = [[0.0; LABELS]; LABELS];
    for epoch in 1..=options.epochs {
        if epoch + averaged == options.epochs + 1 {
            keep_strongest(&mut crf, &mut examples, &mut features, options.features.saturating_mul(CANDIDATES));
            mean = vec![[0.0; LABELS]; features.len()];
        }
        progress(epoch, pass(&mut crf, &mut examples, options.dropout));
        if mean.is_empty() {
            continue;
        }
        let cells = mean.as_flattened_mut().iter_mut().zip(crf.weights.as_flattened());
        cells.for_each(|(mean, weight)| *mean += weight / averaged as f32);
        let cells = mean_transitions.as_flattened_mut().iter_mut();
        let now = crf.transitions.as_flattened();
        cells.zip(now).for_each(|(mean, weight)| *mean += weight / averaged as f32);
    }
    let mut weights: Vec<(u64, [f32; LABELS])> = features
        .into_iter()
        .zip(mean)
        .filter(|(feature, _)| feature & PRIVATE == 0)
        .map(|(feature, mean)| (feature as u64, mean))
        .collect();
    weights.sort_unstable_by(|a, b| strength(&b.1).total_cmp(&strength(&a.1)).then(a.0.cmp(&b.0)));
    weights.truncate(options.features);
    // The strongest weight in a thousand may be cut: one step stays fine for the many.
    let largest = weights.get(weights.len() / 1000).map_or(1.0, |(_, row)| strength(row)).max(0.1);
    model::write(&options.version, largest / 127.0, &mean_transitions, &weights, &lexicon_bytes)
}

fn strength(row: &[f32; LABELS]) -> f32 {
    row.iter().map(|weight| weight.abs()).fold(0.0, f32::max)
}

/// Features that are trained on to the end, for each that the model keeps: the weakest go half-way, since most cannot come
/// back, and the passes that follow take half the time.
const CANDIDATES: usize = 3;

/// Leaves all but the `most` strongest features out, and none of those that a corpus has of its own; what remains is
/// trained on and learns to do without the rest.
fn keep_strongest(crf: &mut Crf, examples: &mut [Example], features: &mut Vec<Key>, most: usize) {
    let mut shared: Vec<(f32, u32)> = (0..)
        .zip(features.iter().zip(&crf.weights))
        .filter(|(_, (feature, _))| **feature & PRIVATE == 0)
        .map(|(number, (_, row))| (strength(row), number))
        .collect();
    shared.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut new_numbers: Vec<Option<u32>> = vec![Some(0); features.len()];
    shared.iter().skip(most).for_each(|(_, number)| new_numbers[*number as usize] = None);
    let mut next = 0..;
    new_numbers.iter_mut().flatten().for_each(|number| *number = next.next().unwrap_or_default());
    let mut kept = new_numbers.iter().map(Option::is_some);
    features.retain(|_| kept.next().unwrap_or_default());
    crf.keep(&new_numbers);
    for example in examples {
        let mut rows = Vec::with_capacity(example.rows.len());
        let mut start = 0;
        for end in &mut example.ends {
            rows.extend(example.rows[start..*end as usize].iter().filter_map(|row| new_numbers[*row as usize]));
            start = *end as usize;
            *end = rows.len() as u32;
        }
        rows.shrink_to_fit();
        example.rows = rows;
    }
}

/// One pass over the examples in an order of chance; gives the mean loss of a sentence.
fn pass(crf: &mut Crf, examples: &mut [Example], dropout: f32) -> f32 {
    for last in (1..examples.len()).rev() {
        let pick = (crf.random() % (last as u64 + 1)) as usize;
        examples.swap(last, pick);
    }
    let loss: f32 = examples.iter().map(|example| crf.step(example, dropout)).sum();
    loss / examples.len().max(1) as f32
}

/// Passes over each half of the corpora.
const HALF_EPOCHS: usize = 4;

/// Labels each article as a model does that has not seen it: one trained on the other half of the articles.
fn label_by_halves(documents: &[Prepared], known: Known<'_>, options: &Options) -> Vec<Vec<Vec<u8>>> {
    let mut labels = vec![Vec::new(); documents.len()];
    for half in 0..2 {
        let mut seen: Vec<Example> =
            documents.iter().skip(half).step_by(2).flat_map(|document| examples(document, known, None)).collect();
        let mut crf = Crf::new(known.numbers.len(), seen.len(), options.seed);
        for _ in 0..HALF_EPOCHS {
            pass(&mut crf, &mut seen, options.dropout);
        }
        drop(seen);
        for (document, labels) in documents.iter().zip(&mut labels).skip(1 - half).step_by(2) {
            *labels = examples(document, known, None).iter().map(|example| crf.best(example)).collect();
        }
    }
    labels
}

/// The lexicon of up to two sets of clusters, the lists and the gazetteer.
fn lexicon_of(clusters: &[String]) -> Vec<u8> {
    let mut entries: HashMap<u32, Entry> = HashMap::new();
    for (set, lines) in clusters.iter().enumerate().take(GROUPINGS / 3) {
        for (word, groups, flags) in clusters::read(lines) {
            let entry = entries.entry(word_key(word)).or_default();
            entry.groups[3 * set..3 * set + 3].copy_from_slice(&groups);
            entry.flags |= flags;
        }
    }
    let vocabulary = clusters.iter().flat_map(|lines| clusters::read(lines)).map(|(word, ..)| word);
    for (key, flags) in lists::flags(vocabulary) {
        entries.entry(key).or_default().flags |= flags;
    }
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    lexicon::build(entries)
}

/// The words of all corpora, and the numbers of the features that are learned.
#[derive(Clone, Copy)]
struct Known<'k> {
    words: &'k Words,
    numbers: &'k HashMap<Key, u32>,
}

struct Prepared {
    document: Document,
    /// The runs of capitals of each sentence.
    runs: Vec<Vec<Range<usize>>>,
    labels: Vec<Vec<u8>>,
    weight: f32,
    /// Number of the corpus, where it has features of its own.
    own: Option<u32>,
}

/// Kind of the features that a corpus has of its own.
const OWN: u8 = 200;
/// A feature in training; those of one corpus alone are marked and stay out of the model.
type Key = u128;
const PRIVATE: Key = 1 << 64;

/// Reads an article of a corpus with the tagger's own tokeniser. Titles are taken off the names of people, whatever the
/// corpus holds of them ("President Bush" is "Bush").
fn prepare(lexicon: &Lexicon, words: &mut Words, article: &[Labelled], corpus: &Corpus, number: u32) -> Prepared {
    let prose = conll::prose(article);
    let mut names = prose.names.iter().peekable();
    let mut document = Document::default();
    let mut all_labels = Vec::with_capacity(article.len());
    for range in &prose.sentences {
        let whole = |token: Range<usize>| range.start + token.start..range.start + token.end;
        let tokens: Vec<Range<usize>> = divide(&prose.text[range.clone()]).into_iter().map(whole).collect();
        let word = |token: &Range<usize>| &prose.text[token.clone()];
        let mut labels = vec![OUTSIDE; tokens.len()];
        while let Some((name, kind)) = names.next_if(|(name, _)| name.start < range.end) {
            let mut start = tokens.partition_point(|token| token.end <= name.start);
            let end = tokens.partition_point(|token| token.start < name.end);
            if *kind == EntityType::Person {
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
        for token in &tokens {
            document.push(words.intern(lexicon, word(token)));
        }
        document.end_sentence();
        all_labels.push(labels);
    }
    document.finish(words, lexicon, &mut Seen::default(), 0);
    let runs = (0..document.len()).map(|sentence| {
        let mut runs = Vec::new();
        add_runs(words, &document.words()[document.range(sentence)], &mut runs);
        runs
    });
    Prepared {
        runs: runs.collect(),
        document,
        labels: all_labels,
        weight: corpus.weight,
        own: (corpus.weight < 1.0 && !corpus.raw).then_some(number),
    }
}

/// Hands over the features of a token of a training corpus.
///
/// A corpus that counts less than whole also has features of its own (Daumé 2007): what only its annotators do is learned
/// by these, which no article has, and not by those that all corpora share.
fn for_each_feature(
    sentence: &Sentence<'_>,
    run: Option<&Range<usize>>,
    at: usize,
    own: Option<u32>,
    emit: &mut dyn FnMut(Key),
) {
    of_token(sentence, run, at, &mut |feature| emit(feature.into()));
    if let Some(own) = own {
        let mut emit_own =
            |feature: u64| emit(Key::from(Hash::of_kind(OWN).number(own).number(feature as u32).mixed()) | PRIVATE);
        emit_own(0);
        of_word(sentence.known, sentence.words[at], CENTRE, &mut emit_own);
        of_context(sentence, run, at, &mut emit_own);
    }
}

/// The run of capitals that a token stands in.
fn run_at(runs: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    runs.get(runs.partition_point(|run| run.end <= at)).filter(|run| run.contains(&at))
}

/// The words of an article's runs that mean the same wherever they stand: sentence, token, number in lower case.
fn words_in_runs<'p>(prepared: &'p Prepared, words: &'p Words) -> impl Iterator<Item = (usize, usize, u32)> + 'p {
    prepared.runs.iter().enumerate().flat_map(move |(number, runs)| {
        let sentence = prepared.document.sentence(words, number);
        let known = move |at: usize| {
            let word = words.get(sentence.words[at]);
            (word.roles & role::TELLING != 0).then_some((number, at, word.lower))
        };
        runs.iter().flat_map(Range::clone).filter_map(known)
    })
}

/// What the words of an article are labelled as.
fn elsewhere_of(prepared: &Prepared, words: &Words, labels: &[Vec<u8>]) -> Elsewhere {
    let mut elsewhere = Elsewhere::default();
    elsewhere.begin();
    words_in_runs(prepared, words).for_each(|(sentence, at, lower)| elsewhere.count(lower, labels[sentence][at]));
    elsewhere
}

/// Numbers the features that occur three times or more.
fn number_features(words: &Words, documents: &[Prepared]) -> HashMap<Key, u32> {
    let mut counts: HashMap<Key, u32> = HashMap::new();
    for prepared in documents {
        for (number, runs) in prepared.runs.iter().enumerate() {
            let sentence = prepared.document.sentence(words, number);
            for at in 0..sentence.words.len() {
                for_each_feature(&sentence, run_at(runs, at), at, prepared.own, &mut |feature| {
                    *counts.entry(feature).or_default() += 1;
                });
            }
        }
    }
    // Those of the second look are few; all are kept.
    for prepared in documents {
        let elsewhere = elsewhere_of(prepared, words, &prepared.labels);
        let distinct: BTreeSet<u32> = words_in_runs(prepared, words).map(|(_, _, lower)| lower).collect();
        for (lower, label) in distinct.into_iter().flat_map(|lower| (0..LABELS as u8).map(move |label| (lower, label)))
        {
            if let Some(others) = elsewhere.others(lower, label) {
                others.features(&mut |feature| *counts.entry(feature.into()).or_default() += 3);
            }
        }
    }
    let mut kept: Vec<Key> = counts.into_iter().filter(|(_, count)| *count >= 3).map(|(feature, _)| feature).collect();
    kept.sort_unstable();
    kept.into_iter().zip(0..).collect()
}

/// The sentences of an article as examples; with the labels of all its sentences also as they look at the second look.
fn examples(prepared: &Prepared, known: Known<'_>, labelled: Option<&Vec<Vec<u8>>>) -> Vec<Example> {
    let Known { words, numbers } = known;
    let elsewhere = labelled.map(|labels| (elsewhere_of(prepared, words, labels), labels));
    let mut examples = Vec::with_capacity(prepared.labels.len());
    for (number, (runs, labels)) in prepared.runs.iter().zip(&prepared.labels).enumerate() {
        let mut example = Example { labels: labels.clone(), weight: prepared.weight, ..Example::default() };
        let sentence = prepared.document.sentence(words, number);
        for at in 0..sentence.words.len() {
            let run = run_at(runs, at);
            let mut add = |key: Key| example.rows.extend(numbers.get(&key));
            for_each_feature(&sentence, run, at, prepared.own, &mut add);
            let lower = words.get(sentence.words[at]).lower;
            let others = elsewhere
                .as_ref()
                .filter(|_| run.is_some())
                .and_then(|(elsewhere, labels)| elsewhere.others(lower, labels[number][at]));
            if let Some(others) = others {
                others.features(&mut |feature| add(feature.into()));
            }
            example.ends.push(example.rows.len() as u32);
        }
        examples.push(example);
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::{Model, tag};

    #[test]
    fn a_small_corpus_is_learned_the_same_way_twice() {
        let corpus =
            "Anna B-PER\nsaid O\nin O\nBerlin B-LOC\n. O\n\nPaul B-PER\nsaid O\nin O\nOslo B-LOC\n. O\n\n".repeat(20);
        let options = Options {
            corpora: vec![Corpus { articles: conll::read(&corpus).unwrap(), weight: 1.0, raw: false }],
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
        let names: Vec<_> = tag(&context).iter().map(|name| (&text[name.span.range()], name.kind)).collect();
        assert_eq!(names, [("Anna", EntityType::Person), ("Oslo", EntityType::Location)]);
    }
}
