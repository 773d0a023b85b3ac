//! Every byte that Dateline writes: a wrong one is found, or means nothing.

use super::damage::{UPDATE, desk_of_segments};
use super::desk::{Desk, flip, name_of, record, story};
use dateline::index::{Index, damaged_files, verify};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What came of flips of bytes.
#[derive(Debug, Default)]
struct Flips {
    /// `verify` finds them.
    found: usize,
    /// It does not, and no answer changes.
    meaningless: usize,
    /// Queries that ended with an error in plain words.
    queries_failed: usize,
    queries_right: usize,
    /// All of files of segments, which queries do not check.
    queries_wrong: usize,
}

const QUERY: [&str; 6] = ["query", "council OR amber", "--limit", "all", "--format", "tsv"];

/// An index with deletions, cached tables and kept articles, and how it answers.
fn desk() -> (Desk, String) {
    let desk = desk_of_segments(2);
    desk.write("news/1.txt", story(12));
    desk.run("index", &UPDATE).succeeded();
    desk.write("stream.jsonl", record(40));
    let mut stream = desk.command("index", &["index", "--jobs", "1", "-", "--input-format", "jsonl"]);
    assert!(stream.stdin(fs::File::open(desk.path("stream.jsonl")).unwrap()).output().unwrap().status.success());
    let right = answers(&desk, "index").unwrap();
    (desk, right)
}

/// What the cached tables and the segments say.
fn answers(desk: &Desk, index: &str) -> Option<String> {
    let query = desk.run(index, &QUERY);
    query.is_plain();
    if query.code == Some(2) {
        query.is_plain_error();
        return None;
    }
    let people = desk.run(index, &["people", "--format", "tsv"]);
    people.is_plain();
    Some(query.out + &people.out)
}

/// Files that Dateline writes in an index, each with its length, but for those that the user may edit, those that are empty, and
/// `lock`, which only says who holds it.
fn written(desk: &Desk) -> Vec<(PathBuf, usize)> {
    let mut files = desk.files("index", "");
    files.extend([desk.path("index/CURRENT"), desk.path("index/kept/articles")]);
    let length = |path: &Path| fs::metadata(path).unwrap().len() as usize;
    files.into_iter().map(|path| (path.clone(), length(&path))).filter(|(_, length)| *length > 0).collect()
}

/// As `dateline verify`.
fn is_found(index: &Path) -> bool {
    match damaged_files(index) {
        Ok(files) if files.is_empty() => {}
        _ => return true,
    }
    !Index::open(index).and_then(|index| verify(&index, &|_| None)).is_ok_and(|found| found.is_sound())
}

impl Flips {
    /// Flips a byte and checks; asks where that does not find it, or `always`.
    fn try_one(&mut self, desk: &Desk, (file, at): (&Path, usize), right: &str, always: bool) {
        let file = desk.path("flipped").join(file.strip_prefix(desk.path("index")).unwrap());
        flip(&file, at);
        let is_found = is_found(&desk.path("flipped"));
        if !is_found || always {
            let is_of_segment = name_of(&file).split('.').next().is_some_and(|id| id.len() == 32);
            match answers(desk, "flipped") {
                None => self.queries_failed += 1,
                Some(answers) if answers == right => self.queries_right += 1,
                Some(_) => {
                    assert!(is_of_segment, "a wrong answer without a word: {} byte {at}", file.display());
                    assert!(is_found, "neither found nor meaningless: {} byte {at}", file.display());
                    self.queries_wrong += 1;
                }
            }
        }
        if is_found { self.found += 1 } else { self.meaningless += 1 }
    }
}

fn flip_bytes(samples: usize, always: bool) -> Flips {
    let (desk, right) = desk();
    let mut flips = Flips::default();
    for (file, length) in written(&desk) {
        let samples = samples.min(length);
        for sample in 0..samples {
            desk.copy("index", "flipped");
            // Spread over the file, its end included.
            flips.try_one(&desk, (&file, (length - 1) - sample * length / samples), &right, always);
        }
    }
    flips
}

#[test]
fn flipped_bytes_are_found_or_mean_nothing() {
    let flips = flip_bytes(3, false);
    assert!(flips.found > 0 && flips.meaningless > 0, "{flips:?}");
}

#[test]
fn queries_of_damaged_files_end_in_plain_words() {
    let flips = flip_bytes(1, true);
    assert!(flips.queries_failed > 0, "{flips:?}");
}

/// The long form: every byte is flipped and checked.
#[test]
#[ignore = "takes minutes; docs/durability.md has the command"]
fn every_flipped_byte_is_found_or_means_nothing() {
    println!("{:?}", flip_bytes(usize::MAX, false));
}

/// The long form: queries at as many flips of each file as `DATELINE_FLIPS` says.
#[test]
#[ignore = "takes minutes; docs/durability.md has the command"]
fn many_queries_of_damaged_files_end_in_plain_words() {
    let samples = std::env::var("DATELINE_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    println!("{:?}", flip_bytes(samples, true));
}
