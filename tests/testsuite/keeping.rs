//! Nothing is lost: articles of several roots, roots that are away, runs cut short, what no input can give again, damage.

use super::desk::{Desk, Silent, line, story};
use dateline::index::{Index, ReadOptions, Verification, verify};
use dateline::ingest::{self, IngestError, Options, Report};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self};
use std::path::Path;
use std::sync::{Arc, atomic::AtomicBool};

pub fn verified(desk: &Desk) -> Verification {
    verify(&Index::open(&desk.path("index")).unwrap(), &|_| None).unwrap()
}

/// Titles of the articles, of an index that is sound.
pub fn titles(desk: &Desk) -> BTreeSet<String> {
    let found = verified(desk);
    assert!(found.is_sound(), "{found:?}");
    desk.dump().titles().into_iter().map(str::to_owned).collect()
}

pub fn set<const N: usize>(titles: [&str; N]) -> BTreeSet<String> {
    titles.into_iter().map(str::to_owned).collect()
}

pub fn roots(desk: &Desk, names: &[&str]) -> Options {
    Options { roots: names.iter().map(|name| desk.path(name)).collect(), prune: false, ..desk.options() }
}

fn wire(id: u8, title: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"source\":\"Wire\",\"title\":\"{title}\",\"text\":\"The text of {title} in two words.\"}}\n"
    )
}

pub fn stream(desk: &Desk, lines: &str) -> Report {
    let reading = ReadOptions { input_format: Some("jsonl".into()), ..ReadOptions::default() };
    // One thread, so that the articles come to lie in one segment.
    let options = Options { reading, jobs: 1, ..desk.options() };
    ingest::run_stream(&mut lines.as_bytes(), &options, &Silent).unwrap()
}

pub fn rebuilt(desk: &Desk) -> BTreeSet<String> {
    desk.index_with(&Options { rebuild: true, prune: false, roots: Vec::new(), ..desk.options() }).unwrap();
    titles(desk)
}

/// Makes an index look as it was before a change of `kept/` alone: what the last commit did is undone.
fn undo_commits(desk: &Desk, change: impl FnOnce()) {
    let (generation, before) = (desk.path("index/gen-1"), desk.path("before"));
    copy(&generation, &before);
    change();
    fs::remove_dir_all(&generation).unwrap();
    copy(&before, &generation);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn an_article_of_two_roots_stays_while_one_of_them_is_there() {
    let desk = Desk::new();
    desk.write("a.jsonl", wire(1, "One") + &wire(2, "Two"));
    desk.index_with(&roots(&desk, &["a.jsonl"])).unwrap();
    fs::rename(desk.path("a.jsonl"), desk.path("b.jsonl")).unwrap();
    desk.index_with(&roots(&desk, &["b.jsonl"])).unwrap();
    assert_eq!(ingest::remove_root(&desk.options(), &desk.path("a.jsonl")).unwrap(), Some(0));
    assert_eq!(titles(&desk), set(["One", "Two"]));
    let dump = desk.dump();
    assert!(dump.articles.values().all(|article| article.path.ends_with("b.jsonl")), "{:?}", dump.articles);
    // The next run reads the input that took them over, and all is as if built at once.
    desk.index_with(&roots(&desk, &[])).unwrap();
    desk.index_with(&Options { index: desk.path("other"), ..roots(&desk, &["b.jsonl"]) }).unwrap();
    assert_eq!(desk.dump(), super::desk::Dump::of(&desk.path("other")));
    assert_eq!(ingest::remove_root(&desk.options(), &desk.path("b.jsonl")).unwrap(), Some(2));
    assert_eq!(titles(&desk), set([]));
}

#[test]
fn an_article_of_a_root_that_is_not_looked_at_stays() {
    let desk = Desk::new();
    desk.write("one/a.jsonl", wire(1, "Shared") + &wire(2, "Own"));
    desk.write("one/x.txt", story("Else", "harvest"));
    desk.write("two/b.jsonl", wire(1, "Shared"));
    desk.index_with(&roots(&desk, &["one", "two"])).unwrap();
    fs::remove_file(desk.path("one/a.jsonl")).unwrap();
    let one = Options { prune: true, ..roots(&desk, &["one"]) };
    assert_eq!(desk.index_with(&one).unwrap().removed, 1);
    assert_eq!(titles(&desk), set(["Shared", "Else"]));
    // Nor does it matter that the other root is gone meanwhile.
    desk.write("one/a.jsonl", wire(1, "Shared"));
    desk.index_with(&one).unwrap();
    fs::remove_dir_all(desk.path("two")).unwrap();
    assert_eq!(ingest::remove_root(&desk.options(), &desk.path("one")).unwrap(), Some(1));
    assert_eq!(titles(&desk), set(["Shared"]));
}

#[test]
fn a_grown_input_keeps_the_articles_it_shares() {
    let desk = Desk::new();
    desk.write("one/a.jsonl", wire(1, "Shared"));
    desk.write("one/x.txt", story("Else", "harvest"));
    desk.write("two/b.jsonl", wire(1, "Shared") + &wire(2, "Own"));
    desk.index_with(&roots(&desk, &["one", "two"])).unwrap();
    fs::remove_file(desk.path("one/a.jsonl")).unwrap();
    desk.write("two/b.jsonl", wire(1, "Shared") + &wire(2, "Own") + &wire(3, "New"));
    desk.index_with(&Options { prune: true, ..roots(&desk, &[]) }).unwrap();
    assert_eq!(titles(&desk), set(["Shared", "Own", "New", "Else"]));
    desk.index_with(&roots(&desk, &[])).unwrap();
    assert_eq!(titles(&desk), set(["Shared", "Own", "New", "Else"]));
}

#[test]
fn a_root_that_is_away_stops_no_other() {
    let desk = Desk::new();
    desk.write("one/a.txt", story("One", "harvest"));
    desk.write("two/b.txt", story("Two", "harvest"));
    desk.index_with(&roots(&desk, &["one", "two"])).unwrap();
    fs::rename(desk.path("one"), desk.path("away")).unwrap();
    desk.write("two/c.txt", story("Three", "harvest"));
    let report = desk.index_with(&roots(&desk, &[])).unwrap();
    assert_eq!((report.added, report.removed, report.failed.len(), report.failed_before), (1, 0, 1, 0), "{report:?}");
    assert!(report.failed[0].reason.contains("nothing was removed"), "{report:?}");
    assert_eq!(titles(&desk), set(["One", "Two", "Three"]));
    // A rebuild would lose it.
    let error = desk.index_with(&Options { rebuild: true, ..roots(&desk, &[]) }).unwrap_err();
    assert!(matches!(error, IngestError::Root { .. }), "{error}");
    fs::rename(desk.path("away"), desk.path("one")).unwrap();
    assert_eq!(desk.index_with(&roots(&desk, &[])).unwrap().failed.len(), 0);
    assert_eq!(rebuilt(&desk), set(["One", "Two", "Three"]));
}

#[test]
fn what_was_kept_stays_kept() {
    let desk = Desk::new();
    for name in ["a", "b", "c"] {
        desk.write(&format!("news/{name}.txt"), story(&format!("Story {name}"), "harvest"));
    }
    let careful = roots(&desk, &["news"]);
    desk.index_with(&careful).unwrap();
    fs::remove_file(desk.path("news/a.txt")).unwrap();
    fs::remove_file(desk.path("news/b.txt")).unwrap();
    assert!(matches!(desk.index_with(&careful), Err(IngestError::Vanished { .. })));
    desk.index_with(&Options { keep_vanished: true, ..careful.clone() }).unwrap();
    let all = set(["Story a", "Story b", "Story c"]);
    assert_eq!(titles(&desk), all);
    let report = desk.index_with(&careful).unwrap();
    assert_eq!((report.removed, report.failed.len()), (0, 0), "{report:?}");
    assert_eq!(rebuilt(&desk), all, "also across a rebuild");
    desk.index_with(&careful).unwrap();
    assert_eq!(titles(&desk), all);
    // A file that comes back is read, and is its article's only truth again.
    desk.write("news/a.txt", story("Story a, corrected", "harvest"));
    desk.index_with(&careful).unwrap();
    assert_eq!(titles(&desk), set(["Story a, corrected", "Story b", "Story c"]));
    assert_eq!(rebuilt(&desk), set(["Story a, corrected", "Story b", "Story c"]));
    desk.index_with(&Options { prune: true, ..careful }).unwrap();
    assert_eq!(titles(&desk), set(["Story a, corrected", "Story c"]));
    assert_eq!(rebuilt(&desk), set(["Story a, corrected", "Story c"]));
}

type Damage = fn(&Desk);

#[test]
fn a_rebuild_works_from_any_damage() {
    let damages: [(&str, Damage); 7] = [
        ("meta.json is cut", |desk| fs::write(meta(desk), "{").unwrap()),
        ("meta.json is gone", |desk| fs::remove_file(meta(desk)).unwrap()),
        ("CURRENT is gone", |desk| fs::remove_file(desk.path("index/CURRENT")).unwrap()),
        ("CURRENT is garbage", |desk| fs::write(desk.path("index/CURRENT"), [0xff, 0xfe]).unwrap()),
        ("CURRENT names nothing", |desk| fs::write(desk.path("index/CURRENT"), "gen-7\n").unwrap()),
        ("the segments are gone", |desk| segments(desk).iter().for_each(|path| fs::remove_file(path).unwrap())),
        ("the segments are zeros", |desk| {
            for path in segments(desk) {
                let length = fs::metadata(&path).unwrap().len() as usize;
                fs::write(&path, vec![0; length]).unwrap();
            }
        }),
    ];
    for (what, damage) in damages {
        let desk = Desk::new();
        desk.write("news/a.txt", story("One", "harvest"));
        desk.index();
        stream(&desk, &line(Some("1"), "Piped", "It came through a pipe."));
        let revision = Index::open(&desk.path("index")).unwrap().payload().revision;
        damage(&desk);
        assert_eq!(rebuilt(&desk), set(["One", "Piped"]), "{what}");
        let index = Index::open(&desk.path("index")).unwrap();
        assert!(index.payload().revision > revision, "{what}");
        let articles = index.articles();
        for id in desk.dump().articles.keys() {
            let seen = articles.state(id.parse().unwrap()).unwrap().unwrap().revision;
            assert!(seen < index.payload().revision, "{what}: {id} is announced anew");
        }
        drop((index, articles));
        assert_eq!(desk.index().unchanged, 1, "{what}");
    }
}

fn meta(desk: &Desk) -> std::path::PathBuf {
    desk.path("index/gen-1/meta.json")
}

fn segments(desk: &Desk) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(desk.path("index/gen-1")).unwrap().map(|entry| entry.unwrap().path());
    let is_segment = |path: &std::path::PathBuf| !path.to_string_lossy().ends_with(".json") && path.is_file();
    files.filter(is_segment).filter(|path| !path.to_string_lossy().ends_with(".lock")).collect()
}

#[test]
fn an_index_without_roots_takes_nothing_by_itself() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    fs::remove_file(desk.path("index/roots.toml")).unwrap();
    for rebuild in [false, true] {
        let error = desk.index_with(&Options { rebuild, roots: Vec::new(), ..desk.options() }).unwrap_err();
        assert!(matches!(error, IngestError::NoRoots { .. }), "{error}");
    }
    fs::remove_file(desk.path("index/CURRENT")).unwrap();
    let error = desk.index_with(&Options { roots: Vec::new(), ..desk.options() }).unwrap_err();
    assert!(matches!(error, IngestError::NoRoots { .. }), "{error}");
}

pub fn feed(items: &[u8]) -> String {
    let items: String = items
        .iter()
        .map(|n| {
            format!("<item><guid>g{n}</guid><title>Item {n}</title><description>Text of item {n}.</description></item>")
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Feed</title>{items}</channel></rss>")
}

#[test]
fn items_that_rolled_off_a_feed_outlive_a_rebuild() {
    let desk = Desk::new();
    desk.write("news/feed.xml", feed(&[1, 2, 3]));
    desk.index();
    desk.write("news/feed.xml", feed(&[3, 4, 5]));
    desk.index();
    let all = set(["Item 1", "Item 2", "Item 3", "Item 4", "Item 5"]);
    assert_eq!(titles(&desk), all);
    assert_eq!(rebuilt(&desk), all);
    desk.write("news/feed.xml", feed(&[5, 6, 1]));
    desk.index();
    let all = &all | &set(["Item 6"]);
    assert_eq!(titles(&desk), all);
    fs::write(meta_of_any(&desk), "{").unwrap();
    assert_eq!(rebuilt(&desk), all);
    fs::remove_file(desk.path("news/feed.xml")).unwrap();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    assert_eq!(titles(&desk), set(["One"]));
    assert_eq!(rebuilt(&desk), set(["One"]));
}

fn meta_of_any(desk: &Desk) -> std::path::PathBuf {
    Index::open(&desk.path("index")).unwrap().generation_folder().join("meta.json")
}

#[test]
fn what_is_kept_and_not_committed_is_taken_in_by_the_next_run() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    stream(&desk, &line(Some("1"), "Piped", "It came through a pipe."));
    undo_commits(&desk, || drop(stream(&desk, &line(Some("2"), "Torn away", "The power went after it was kept."))));
    assert_eq!(titles(&desk), set(["One", "Piped"]));
    // The beginning of one more, which was not synced whole.
    let kept = desk.path("index/kept/articles");
    let whole = fs::read(&kept).unwrap();
    fs::write(&kept, [&whole[..], &whole[..60]].concat()).unwrap();
    let report = desk.index();
    assert_eq!(report.added, 1, "{report:?}");
    assert_eq!(titles(&desk), set(["One", "Piped", "Torn away"]));
    assert_eq!(fs::read(&kept).unwrap(), whole);
    assert_eq!(desk.index().added, 0);
    assert_eq!(rebuilt(&desk), set(["One", "Piped", "Torn away"]));
}

#[test]
fn a_stream_holds_what_a_file_holds_as_well() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", wire(1, "Both"));
    desk.write("news/x.txt", story("Else", "harvest"));
    desk.index();
    stream(&desk, &wire(1, "Both"));
    assert_eq!(rebuilt(&desk), set(["Both", "Else"]));
    fs::remove_file(desk.path("news/a.jsonl")).unwrap();
    desk.index();
    assert_eq!(titles(&desk), set(["Both", "Else"]));
    assert_eq!(rebuilt(&desk), set(["Both", "Else"]));
}

#[test]
fn a_damaged_frame_is_named_and_the_rest_comes_back() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    stream(&desk, &line(Some("1"), "First", "It came through a pipe."));
    stream(&desk, &line(Some("2"), "Second", "It came through a pipe."));
    let kept = desk.path("index/kept/articles");
    let mut bytes = fs::read(&kept).unwrap();
    bytes[60] ^= 1;
    fs::write(&kept, bytes).unwrap();
    let found = verified(&desk);
    assert!(found.faults.len() == 1 && found.faults[0].contains("kept"), "{found:?}");
    let report = desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    assert!(report.notices.iter().any(|notice| notice.contains("is damaged")), "{report:?}");
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Second"]));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_only_when_told() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    desk.write("news/a.txt", story("Inside", "harvest"));
    desk.write("elsewhere/b.txt", story("Outside", "harvest"));
    symlink(desk.path("elsewhere"), desk.path("news/link")).unwrap();
    symlink(desk.path("."), desk.path("news/up")).unwrap();
    symlink(desk.path("nowhere.txt"), desk.path("news/broken.txt")).unwrap();
    let report = desk.index();
    assert_eq!(titles(&desk), set(["Inside"]));
    assert_eq!((report.passed.len(), report.failed.len()), (3, 0), "{report:?}");
    assert!(report.passed.iter().any(|passed| passed.path.ends_with("link") && passed.reason.contains("--follow")));
    assert_eq!(desk.index().passed, report.passed, "each run names them");
    let follow = ReadOptions { follow: true, ..ReadOptions::default() };
    desk.index_with(&Options { reading: follow, ..desk.options() }).unwrap();
    assert!(titles(&desk).contains("Outside"));
    desk.index_with(&Options { roots: Vec::new(), ..desk.options() }).unwrap();
    assert!(titles(&desk).contains("Outside"), "remembered with the root");
}

#[test]
fn an_index_is_never_an_input() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    let other = Options { index: desk.path("other"), roots: vec![desk.path(".")], ..desk.options() };
    let report = desk.index_with(&other).unwrap();
    assert_eq!((report.added, report.failed.len()), (1, 0), "{report:?}");
    assert!(report.passed.iter().any(|passed| passed.path.ends_with("/index") && passed.reason == "a Dateline index"));
    let error = desk.index_with(&Options { roots: vec![desk.path("index")], ..other }).unwrap_err();
    assert!(error.to_string().contains("is a Dateline index"), "{error}");
}

/// A change between two runs: of files that overlap, of a feed, of what came through standard input, of what is forgotten.
#[derive(Debug, Clone)]
enum Step {
    Lines(u8, Vec<u8>),
    Remove(u8),
    Feed(u8),
    Pipe(u8),
    Forget(u8),
    Undo,
    RemoveRoot,
    Keep,
    IndexOne,
    IndexAll,
    CutShort,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_u8, proptest::collection::vec(0..6_u8, 0..5)).prop_map(|(file, words)| Step::Lines(file, words)),
        2 => (0..3_u8).prop_map(Step::Remove),
        2 => (1..4_u8).prop_map(Step::Feed),
        1 => (0..6_u8).prop_map(Step::Pipe),
        1 => (0..6_u8).prop_map(Step::Forget),
        1 => Just(Step::Undo),
        1 => Just(Step::RemoveRoot),
        2 => Just(Step::Keep),
        2 => Just(Step::IndexOne),
        4 => Just(Step::IndexAll),
        1 => Just(Step::CutShort),
    ]
}

const FILES: [&str; 3] = ["one/a.jsonl", "one/b.jsonl", "two/c.jsonl"];

/// Does a step; true after one that brought the whole index up to date.
fn perform(desk: &Desk, step: &Step) -> bool {
    let all = Options { prune: true, ..roots(desk, &["one", "two"]) };
    match step {
        Step::Lines(file, words) => {
            let lines: String = words.iter().map(|word| wire(*word, &format!("Word {word}"))).collect();
            desk.write(FILES[usize::from(*file)], lines);
        }
        Step::Remove(file) => drop(fs::remove_file(desk.path(FILES[usize::from(*file)]))),
        Step::Feed(first) => desk.write("one/feed.xml", feed(&[*first, first + 1])),
        Step::Pipe(word) => drop(stream(desk, &wire(*word, &format!("Word {word}")))),
        Step::Forget(word) if desk.path("index").exists() => {
            let title = format!("Word {word}");
            let dump = desk.dump();
            if let Some(article) = dump.articles.values().find(|article| article.record.title == title) {
                ingest::forget(&desk.options(), &article.id).unwrap();
            }
        }
        Step::Undo if desk.path("index").exists() => {
            if let Some(article) = ingest::forgotten(&desk.path("index")).unwrap().first() {
                ingest::undo_forget(&desk.options(), &article.id).unwrap();
            }
        }
        Step::RemoveRoot => drop(ingest::remove_root(&desk.options(), &desk.path("two"))),
        Step::Keep => drop(desk.index_with(&Options { prune: false, keep_vanished: true, ..all }).unwrap()),
        Step::IndexOne => drop(desk.index_with(&Options { prune: true, ..roots(desk, &["one"]) }).unwrap()),
        Step::IndexAll => {
            desk.index_with(&all).unwrap();
            return true;
        }
        Step::CutShort => {
            let interrupt = Arc::new(AtomicBool::new(true));
            desk.index_with(&Options { interrupt, ..all }).unwrap();
        }
        Step::Forget(_) | Step::Undo => {}
    }
    false
}

/// Titles of what the files hold.
fn held(desk: &Desk) -> BTreeSet<String> {
    let texts = FILES.iter().filter_map(|file| fs::read_to_string(desk.path(file)).ok()).collect::<String>();
    (0..6).map(|word| format!("Word {word}")).filter(|title| texts.contains(&format!("\"{title}\""))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_by_any_steps(steps in proptest::collection::vec(step(), 1..16)) {
        let desk = Desk::new();
        for root in ["one", "two"] {
            desk.write(&format!("{root}/anchor.txt"), story(&format!("Anchor of {root}"), "harvest"));
        }
        for step in steps.iter().chain([&Step::IndexAll]) {
            let is_whole = perform(&desk, step);
            if desk.path("index/CURRENT").exists() {
                let titles = titles(&desk);
                if is_whole {
                    let forgotten = ingest::forgotten(&desk.path("index")).unwrap();
                    let forgotten: BTreeSet<String> = forgotten.into_iter().map(|article| article.title).collect();
                    let missing: Vec<_> = held(&desk).into_iter().filter(|title| !titles.contains(title) && !forgotten.contains(title)).collect();
                    prop_assert!(missing.is_empty(), "{missing:?}");
                }
            }
        }
        let updated = titles(&desk);
        prop_assert_eq!(rebuilt(&desk), updated);
    }
}
