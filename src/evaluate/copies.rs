//! Judges the recognition of copies: on edited copies that are made here from a collection, and on judged pairs.
//!
//! Made copies measure recall by kind of edit, and precision against everything else in the collection; judged pairs say
//! how stories that were written anew, follow-ups and mere topics fare. Nothing is read from or written to an index.

use super::{EvaluateError, read_text};
use crate::text::copies::{Rules, groups};
use crate::text::{fingerprint, sentences};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Articles of a collection that copies are made of, at most.
const ORIGINALS: usize = 2_000;
/// Words below which an article is not copied.
const FEWEST_WORDS: usize = 80;
/// Seed of the edits.
const SEED: u64 = 1;
/// Words of the shingles by which articles that are copies of each other in the collection itself are put aside.
const SHINGLE: usize = 5;
/// Share of the smaller text's shingles that such articles have in common.
const SAME: f64 = 0.7;

/// One article.
struct Story {
    id: String,
    source: String,
    text: String,
}

/// How a copy differs from its original.
const EDITS: &[(&str, Edit)] = &[
    ("new title", |story, _, _| story.text.clone()),
    ("cut to 30 to 80 % of its sentences", |story, _, random| {
        let share = 30 + random.below(51);
        cut(&story.text, share)
    }),
    ("10 % of sentences changed or removed", |story, other, random| change(&story.text, &other.text, 10, random)),
    ("20 % of sentences changed or removed", |story, other, random| change(&story.text, &other.text, 20, random)),
    ("30 % of sentences changed or removed", |story, other, random| change(&story.text, &other.text, 30, random)),
    ("header and trailer of an agency", |story, _, _| framed(&story.text)),
    ("outlet named otherwise", |story, _, _| renamed(story)),
    ("one word in twelve changed", |story, other, random| reword(&story.text, &other.text, random)),
    ("framed, renamed, 10 % changed, cut to 70 %", |story, other, random| {
        let renamed = renamed(story);
        framed(&change(&cut(&renamed, 70), &other.text, 10, random))
    }),
];

/// Makes the text of a copy, with the sentences of another story at hand.
type Edit = fn(&Story, &Story, &mut Random) -> String;

/// Judges collections of articles (`.jsonl`, `.jsonl.gz`) and lists of judged pairs of their ids (`.tsv`).
///
/// # Errors
/// When a file cannot be read, or a list names an article that no collection has.
pub fn copies(paths: &[PathBuf]) -> Result<String, EvaluateError> {
    let is_list = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "tsv");
    let collections = paths
        .iter()
        .filter(|path| !is_list(path))
        .map(|path| Ok((name(path), stories(path)?)))
        .collect::<Result<Vec<_>, EvaluateError>>()?;
    let mut report = String::from("# Recognition of copies\n");
    for (name, stories) in &collections {
        made(name, stories, &mut report);
    }
    for list in paths.iter().filter(is_list) {
        judged(list, &collections, &mut report)?;
    }
    Ok(report)
}

/// The collection's name: of the file, or of the folder of a `corpus.jsonl`.
fn name(path: &Path) -> String {
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let stem = file.split('.').next().unwrap_or_default();
    if stem != "corpus" {
        return stem.to_owned();
    }
    path.parent().and_then(Path::file_name).map_or(file.clone(), |folder| folder.to_string_lossy().into_owned())
}

fn stories(path: &Path) -> Result<Vec<Story>, EvaluateError> {
    let text = read_text(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let malformed =
                |reason: &str| EvaluateError::Malformed { path: path.to_owned(), reason: reason.to_owned() };
            let value: serde_json::Value = serde_json::from_str(line).map_err(|error| malformed(&error.to_string()))?;
            let id = value.get("id").or(value.get("_id")).ok_or_else(|| malformed("an article without an id"))?;
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            let of = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            Ok(Story { id, source: of("source"), text: of("text") })
        })
        .collect()
}

/// Pairs that lie in one group.
#[derive(Default)]
struct Pairs {
    right: usize,
    wrong: usize,
}

fn made(name: &str, stories: &[Story], report: &mut String) {
    let long: Vec<&Story> =
        stories.iter().filter(|story| story.text.split_whitespace().count() >= FEWEST_WORDS).collect();
    let step = long.len().div_ceil(ORIGINALS).max(1);
    let sampled: Vec<&Story> = long.iter().step_by(step).copied().collect();
    let originals = distinct(&sampled);
    let mut random = Random(SEED);
    // Where each text comes from: its original, and the edit.
    let mut origins: Vec<(usize, Option<usize>)> = Vec::new();
    let mut prints: Vec<Vec<u32>> = Vec::new();
    for (at, story) in originals.iter().enumerate() {
        origins.push((at, None));
        prints.push(fingerprint(&story.text));
    }
    for (at, story) in originals.iter().enumerate() {
        for (edit, (_, make)) in EDITS.iter().enumerate() {
            let other = originals[random.below(originals.len())];
            origins.push((at, Some(edit)));
            prints.push(fingerprint(&make(story, other, &mut random)));
        }
    }
    let leaders = groups(&prints, Rules::USUAL).leaders;
    let mut found = vec![0; EDITS.len()];
    for (text, (origin, edit)) in origins.iter().enumerate() {
        if let Some(edit) = edit {
            found[*edit] += usize::from(leaders[text] == leaders[*origin]);
        }
    }
    let pairs = pairs(&leaders, &origins);
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let all: usize = found.iter().sum();
    let _ = writeln!(
        report,
        "\n## Edited copies of {name}\n\n{} articles of at least {FEWEST_WORDS} words, {} others put aside because the \
         collection has them twice; {} copies, seed {SEED}.\n\n| edit | recall |\n|---|---|",
        originals.len(),
        sampled.len() - originals.len(),
        originals.len() * EDITS.len(),
    );
    for ((edit, _), found) in EDITS.iter().zip(&found) {
        let _ = writeln!(report, "| {edit} | {:.3} |", share(*found, originals.len()));
    }
    let _ = writeln!(report, "| all | {:.3} |", share(all, originals.len() * EDITS.len()));
    let _ = writeln!(
        report,
        "\nPrecision over the {} pairs of texts that were put into one group: {:.4}.",
        pairs.right + pairs.wrong,
        share(pairs.right, pairs.right + pairs.wrong)
    );
}

/// The pairs of texts in one group, right where both come from one original.
fn pairs(leaders: &[u32], origins: &[(usize, Option<usize>)]) -> Pairs {
    let mut members: BTreeMap<u32, BTreeMap<usize, usize>> = BTreeMap::new();
    for (leader, (origin, _)) in leaders.iter().zip(origins) {
        *members.entry(*leader).or_default().entry(*origin).or_default() += 1;
    }
    let of_two = |count: usize| count * count.saturating_sub(1) / 2;
    let mut pairs = Pairs::default();
    for by_origin in members.values() {
        let right: usize = by_origin.values().map(|count| of_two(*count)).sum();
        pairs.right += right;
        pairs.wrong += of_two(by_origin.values().sum()) - right;
    }
    pairs
}

/// Leaves out stories that are copies of an earlier one by an exact measure that fingerprints have no part in.
fn distinct<'s>(stories: &[&'s Story]) -> Vec<&'s Story> {
    let mut holders: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut kept: Vec<&Story> = Vec::new();
    for story in stories {
        let words: Vec<String> = words(&story.text);
        let shingles: HashSet<u64> = words.windows(SHINGLE).map(hash).collect();
        let mut common: HashMap<u32, usize> = HashMap::new();
        for other in shingles.iter().filter_map(|shingle| holders.get(shingle)).flatten() {
            *common.entry(*other).or_default() += 1;
        }
        let is_copy =
            |(other, count): (&u32, &usize)| *count as f64 >= SAME * sizes[*other as usize].min(shingles.len()) as f64;
        if shingles.is_empty() || common.iter().any(is_copy) {
            continue;
        }
        for shingle in &shingles {
            holders.entry(*shingle).or_default().push(kept.len() as u32);
        }
        sizes.push(shingles.len());
        kept.push(story);
    }
    kept
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn hash(words: &[String]) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

fn parts(text: &str) -> Vec<&str> {
    sentences(text, Some("en")).into_iter().map(|sentence| text[sentence.start..sentence.end].trim()).collect()
}

fn cut(text: &str, share: usize) -> String {
    let sentences = parts(text);
    sentences[..(sentences.len() * share / 100).max(1).min(sentences.len())].join(" ")
}

/// Changes a share of the sentences: half are replaced by sentences of another story, half go.
fn change(text: &str, other: &str, share: usize, random: &mut Random) -> String {
    let mut sentences = parts(text);
    let others = parts(other);
    let count = (sentences.len() * share).div_ceil(100).min(sentences.len().saturating_sub(1));
    for turn in 0..count {
        let at = random.below(sentences.len());
        if turn % 2 == 0 && !others.is_empty() {
            sentences[at] = others[random.below(others.len())];
        } else {
            sentences.remove(at);
        }
    }
    sentences.join(" ")
}

fn framed(text: &str) -> String {
    format!(
        "RPT-UPDATE 2 (Adds details, analyst's comment)\nBy Our Own Correspondent\nGENEVA, Jan 12 (Wire) - {text}\n\
         (Reporting by the foreign desk; Editing by the night desk)\nCopyright of the agency. All rights reserved. Click \
         here to subscribe to our newsletter."
    )
}

fn renamed(story: &Story) -> String {
    let mut text = story.text.clone();
    for outlet in [story.source.as_str(), "Reuters", "AP", "AFP", "The Associated Press"] {
        if !outlet.is_empty() {
            text = text.replace(outlet, "The Morning Courier");
        }
    }
    text
}

fn reword(text: &str, other: &str, random: &mut Random) -> String {
    let others: Vec<&str> = other.split_whitespace().collect();
    let one = |word: &'_ str, random: &mut Random| {
        if random.below(12) == 0 { others[random.below(others.len())].to_owned() } else { word.to_owned() }
    };
    text.split_whitespace().map(|word| one(word, random)).collect::<Vec<_>>().join(" ")
}

/// Numbers in a random order that a seed fixes (SplitMix64 of Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// Judges pairs: `collection<TAB>id<TAB>id<TAB>copy|rewritten|follow-up|topic` a line.
fn judged(list: &Path, collections: &[(String, Vec<Story>)], report: &mut String) -> Result<(), EvaluateError> {
    let malformed = |reason: String| EvaluateError::Malformed { path: list.to_owned(), reason };
    // Groups are made in each collection as a whole, as in an archive: what many articles say counts less.
    let mut leaders: HashMap<(&str, &str), u32> = HashMap::new();
    for (name, stories) in collections {
        let prints: Vec<Vec<u32>> = stories.iter().map(|story| fingerprint(&story.text)).collect();
        let ids = stories.iter().map(|story| (name.as_str(), story.id.as_str()));
        leaders.extend(ids.zip(groups(&prints, Rules::USUAL).leaders));
    }
    // By judgement: pairs, and those taken for copies.
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let list = read_text(list)?;
    for row in list.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[collection, a, b, judgement] = columns.as_slice() else {
            return Err(malformed(format!("\"{row}\" has not four columns")));
        };
        let leader = |id| {
            let found = leaders.get(&(collection, id)).copied();
            found.ok_or_else(|| malformed(format!("{collection} has no article {id}; name the collection as well")))
        };
        let count = counts.entry(judgement.to_owned()).or_default();
        count.0 += 1;
        count.1 += usize::from(leader(a)? == leader(b)?);
    }
    let of = |judgement: &str| counts.get(judgement).copied().unwrap_or_default();
    let (copies, found) = of("copy");
    let taken: usize = counts.values().map(|(_, taken)| taken).sum();
    let right = found + of("rewritten").1;
    let total: usize = counts.values().map(|(all, _)| all).sum();
    let _ = writeln!(
        report,
        "\n## Judged pairs\n\n{total} pairs. A copy is the same text, edited; rewritten is the same news in other words, which \
         need not be found; a follow-up has later news; a topic is shared by different news.\n\n\
         | judgement | pairs | taken for copies |\n|---|---|---|"
    );
    for (judgement, (all, taken)) in &counts {
        let _ = writeln!(report, "| {judgement} | {all} | {taken} |");
    }
    let _ = writeln!(
        report,
        "\nRecall of copies {:.3}; precision {:.3} (copies and rewritten stories among those taken for copies).",
        found as f64 / copies.max(1) as f64,
        right as f64 / taken.max(1) as f64
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> String {
        let nouns = ["harbour", "wheat", "museum", "club", "clinic", "railway", "dam", "laboratory", "court", "mayor"];
        let verbs = ["opened", "sold", "closed", "praised", "tested", "lowered", "found", "left", "signed", "mended"];
        let mut random = Random(7);
        let mut line = |id: usize| {
            let mut sentence = |at: usize| {
                let mut word = |list: &[&str]| list[random.below(list.len())].to_owned();
                format!("The {} {} the {} in street {}.", word(&nouns), word(&verbs), word(&nouns), id * 97 + at * 31)
            };
            let text: Vec<String> = (0..14).map(&mut sentence).collect();
            serde_json::json!({"id": id.to_string(), "source": "Reuters", "text": text.join(" ")}).to_string()
        };
        (0..40).map(&mut line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn collections_and_lists_are_judged() {
        let folder = tempfile::tempdir().unwrap();
        let (articles, list) = (folder.path().join("made.jsonl"), folder.path().join("pairs.tsv"));
        std::fs::write(&articles, lines()).unwrap();
        std::fs::write(&list, "# pairs\nmade\t0\t0\tcopy\nmade\t0\t1\ttopic\n").unwrap();
        let report = copies(&[list.clone(), articles.clone()]).unwrap();
        for line in [
            "## Edited copies of made",
            "| new title | 1.000 |",
            "| copy | 1 | 1 |",
            "| topic | 1 | 0 |",
            "Recall of copies 1.000; precision 1.000",
        ] {
            assert!(report.contains(line), "{line}\n{report}");
        }
        assert_eq!(report, copies(&[list.clone(), articles]).unwrap(), "the seed fixes the edits");
        assert!(copies(&[list]).unwrap_err().to_string().contains("has no article 0"));
    }

    #[test]
    fn edits_change_as_much_as_they_say() {
        let text = (0..20).map(|at| format!("Sentence number {at} stands here.")).collect::<Vec<_>>().join(" ");
        assert_eq!(parts(&cut(&text, 50)).len(), 10);
        let changed = change(&text, "Another one. And one more.", 30, &mut Random(3));
        let kept = parts(&changed).iter().filter(|sentence| text.contains(*sentence)).count();
        assert!((14..=17).contains(&kept), "{kept}");
        assert!(framed(&text).contains(&text));
    }

    #[test]
    fn pairs_of_a_group_are_right_by_origin() {
        let pairs = pairs(&[0, 0, 0, 3], &[(0, None), (0, Some(1)), (1, None), (2, None)]);
        assert_eq!((pairs.right, pairs.wrong), (1, 2));
    }
}
