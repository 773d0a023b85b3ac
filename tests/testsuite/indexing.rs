//! Indexing from files on disk: updates in steps, faults, identity, crash safety.

use super::desk::{Desk, Dump, Silent, line, story};
use dateline::article::{Article, Day};
use dateline::index::{Index, IndexError, ReadOptions};
use dateline::ingest::{self, IngestError, Options};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

#[test]
fn passages_concatenate_to_the_body_and_words_are_found() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Harbour talks resume", "negotiation"));
    desk.write("news/b.jsonl", line(Some("7"), "Élections", "Les négociateurs sont arrivés. Ils partent demain."));
    let report = desk.index();
    assert_eq!((report.added, report.failed.len()), (2, 0), "{report:?}");
    let dump = desk.dump();
    for article in dump.articles.values() {
        let mut end = 0;
        for span in &article.passages {
            assert_eq!(span.start, end);
            end = span.end;
        }
        assert_eq!(end as usize, article.record.text.len());
        assert!(!article.passages.is_empty());
    }
    assert!(dump.terms.contains_key(&("exact".into(), b"negociateurs".to_vec())), "folded words are terms");
    assert!(dump.terms.contains_key(&("title_exact".into(), b"harbour".to_vec())));
    let long = dump.articles.values().find(|article| article.path.ends_with("a.txt")).unwrap();
    assert!(long.passages.len() > 1, "a long article has several passages");
}

#[test]
fn nothing_new_is_nothing_done() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/b.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR");
    desk.index();
    let before = Index::open(&desk.path("index")).unwrap().payload().clone();
    let report = desk.index();
    assert_eq!((report.added, report.updated, report.unchanged, report.articles), (0, 0, 1, 0));
    assert_eq!(report.skipped.len(), 1, "{report:?}");
    assert_eq!(*Index::open(&desk.path("index")).unwrap().payload(), before);
}

#[test]
fn a_grown_container_is_read_from_where_it_ended() {
    let desk = Desk::new();
    let first = line(Some("1"), "One", "First text of all.") + &line(None, "Two", "Second text of all.");
    desk.write("news/a.jsonl", &first);
    assert_eq!(desk.index().added, 2);
    desk.write("news/a.jsonl", first.clone() + &line(Some("3"), "Three", "Third text.") + "{broken\n");
    let report = desk.index();
    assert_eq!((report.added, report.articles, report.unchanged), (1, 1, 2), "{report:?}");
    assert_eq!((report.failed.len(), report.failed_before), (1, 0));
    let report = desk.index();
    assert_eq!((report.unchanged, report.failed.len(), report.failed_before), (3, 1, 1), "{report:?}");
    // An edit in the middle touches that record alone.
    desk.write("news/a.jsonl", first.replace("First", "Other"));
    let report = desk.index();
    assert_eq!((report.added, report.updated, report.unchanged, report.removed), (0, 1, 1, 1), "{report:?}");
}

#[test]
fn faults_are_reported_and_the_rest_is_indexed() {
    let desk = Desk::new();
    desk.write("news/good.txt", story("Good", "bread"));
    desk.write("news/binary.txt", [0, 159, 146, 150, 0, 1, 2, 3, 255, 254, 0, 0]);
    desk.write("news/empty.txt", "");
    desk.write("news/folder.txt/inside.txt", story("Inside", "bread"));
    desk.write("news/.hidden.txt", story("Hidden", "bread"));
    desk.write("news/ignored.txt", story("Ignored", "bread"));
    desk.write("news/excluded.txt", story("Excluded", "bread"));
    desk.write("news/.ignore", "ignored.txt\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(desk.path("news/nowhere.txt"), desk.path("news/dangling.txt")).unwrap();
        symlink(desk.path("news"), desk.path("news/loop")).unwrap();
    }
    let options = Options {
        reading: ReadOptions { exclude: vec!["excluded*".into()], follow: true, ..ReadOptions::default() },
        ..desk.options()
    };
    let report = desk.index_with(&options).unwrap();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["Good", "Inside"]), "{report:?}");
    #[cfg(unix)]
    {
        let dangling = report.failed.iter().find(|failure| failure.path.ends_with("dangling.txt")).unwrap();
        assert_eq!(dangling.reason, "broken symbolic link");
        assert!(report.skipped.iter().any(|(reason, _)| reason == "symbolic link loop"), "{report:?}");
    }
    let told = |name: &str| report.failed.iter().any(|failure| failure.path.ends_with(name));
    let skipped: u64 = report.skipped.iter().map(|(_, count)| count).sum();
    let told_of = u64::from(told("binary.txt")) + u64::from(told("empty.txt"));
    assert!(skipped + told_of >= 2, "the binary and the empty file are failures or skipped with a reason: {report:?}");
    let again = desk.index_with(&options).unwrap();
    assert_eq!(again.failed.len() as u64, again.failed_before, "{again:?}");
    assert_eq!(again.failed.len(), report.failed.len());
}

#[cfg(unix)]
#[test]
fn a_file_that_becomes_unreadable_keeps_its_articles() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/b.txt", story("Two", "harvest"));
    desk.index();
    desk.write("news/a.txt", story("Changed", "harvest"));
    fs::set_permissions(desk.path("news/a.txt"), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::File::open(desk.path("news/a.txt")).is_ok() {
        return; // The superuser reads everything.
    }
    let report = desk.index();
    assert_eq!((report.failed.len(), report.failed_before, report.removed), (1, 0, 0), "{report:?}");
    assert_eq!(desk.dump().articles.len(), 2);
}

#[test]
fn a_root_that_is_gone_or_empty_removes_nothing() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    let before = desk.dump();
    fs::rename(desk.path("news"), desk.path("away")).unwrap();
    let error = desk.index_with(&Options { roots: Vec::new(), ..desk.options() }).unwrap_err();
    assert!(matches!(&error, IngestError::Root { .. }) && error.to_string().contains("nothing was removed"), "{error}");
    fs::create_dir(desk.path("news")).unwrap();
    let error = desk.index_with(&Options { roots: Vec::new(), ..desk.options() }).unwrap_err();
    assert!(matches!(error, IngestError::Root { .. }));
    assert_eq!(desk.dump(), before);
    let error = desk.index_with(&Options { roots: vec![desk.path("none")], ..desk.options() }).unwrap_err();
    assert!(matches!(error, IngestError::Root { .. }));
}

#[test]
fn more_than_a_fifth_vanishes_only_when_told() {
    let desk = Desk::new();
    for name in 0..8 {
        desk.write(&format!("news/{name}.txt"), story(&format!("Story {name}"), "harvest"));
    }
    desk.index();
    fs::remove_file(desk.path("news/0.txt")).unwrap();
    let careful = Options { prune: false, ..desk.options() };
    assert_eq!(desk.index_with(&careful).unwrap().removed, 1);
    fs::remove_file(desk.path("news/1.txt")).unwrap();
    fs::remove_file(desk.path("news/2.txt")).unwrap();
    let error = desk.index_with(&careful).unwrap_err();
    assert!(matches!(error, IngestError::Vanished { vanished: 2, known: 7, .. }), "{error}");
    assert_eq!(desk.dump().articles.len(), 7);
    let kept = desk.index_with(&Options { keep_vanished: true, ..careful.clone() }).unwrap();
    assert_eq!((kept.removed, desk.dump().articles.len()), (0, 7));
    let dry = desk.index_with(&Options { dry_run: true, ..desk.options() }).unwrap();
    assert_eq!(dry.changes.iter().filter(|change| change.action == "removed").count(), 2);
    assert_eq!(desk.index().removed, 2);
    // A file moved within the root is not lost.
    fs::rename(desk.path("news/3.txt"), desk.path("news/moved.txt")).unwrap();
    fs::rename(desk.path("news/4.txt"), desk.path("news/moved too.txt")).unwrap();
    let report = desk.index_with(&careful).unwrap();
    assert_eq!((report.added, report.removed, report.unchanged), (0, 0, 5));
    assert_eq!(report.notices, ["2 files have moved; their articles stay as they are"]);
}

#[test]
fn moved_inputs_keep_their_articles() {
    let desk = Desk::new();
    desk.write("news/2019/talks.txt", story("Talks", "harvest"));
    desk.write("news/feed.jsonl", line(None, "One", "The first of two.") + &line(None, "Two", "The second of two."));
    desk.index();
    let before = desk.dump();
    fs::rename(desk.path("news/2019"), desk.path("news/old years")).unwrap();
    fs::rename(desk.path("news/feed.jsonl"), desk.path("news/agency.jsonl")).unwrap();
    // Under the name of before there is something else from now on, also with a record that was there.
    let report = desk.index();
    assert_eq!((report.added, report.removed, report.unchanged, report.articles), (0, 0, 3, 0), "{report:?}");
    desk.write("news/feed.jsonl", line(None, "Two", "The second of two.") + &line(None, "Three", "A third."));
    desk.write(
        "news/agency.jsonl",
        fs::read_to_string(desk.path("news/agency.jsonl")).unwrap() + &line(None, "Four", "More."),
    );
    let report = desk.index();
    assert_eq!((report.added, report.updated, report.unchanged), (3, 0, 3), "{report:?}");
    let paths = |dump: &Dump| {
        let of =
            |article: &Article| (article.record.title.clone(), article.path.rsplit_once("news/").unwrap().1.to_owned());
        dump.articles.values().map(of).collect::<BTreeSet<_>>()
    };
    let expected = [
        ("Talks", "old years/talks.txt"),
        ("One", "agency.jsonl"),
        ("Two", "agency.jsonl"),
        ("Four", "agency.jsonl"),
        ("Two", "feed.jsonl"),
        ("Three", "feed.jsonl"),
    ];
    let expected: BTreeSet<_> = expected.map(|(title, path)| (title.to_owned(), path.to_owned())).into();
    let after = desk.dump();
    assert_eq!(paths(&after), expected);
    assert!(before.articles.keys().all(|id| after.articles.contains_key(id)), "ids stay");
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    let rebuilt = desk.dump();
    assert_eq!(paths(&rebuilt), expected);
    assert_eq!(rebuilt.articles.keys().collect::<Vec<_>>(), after.articles.keys().collect::<Vec<_>>(), "ids stay");
    // A rename that is noticed by the rebuild alone.
    fs::rename(desk.path("news/agency.jsonl"), desk.path("news/wire.jsonl")).unwrap();
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    assert_eq!(desk.dump().articles.keys().collect::<Vec<_>>(), after.articles.keys().collect::<Vec<_>>());
    // The name of a file may be its day.
    desk.write("news/2026-01-20.txt", story("Dated", "harvest"));
    desk.index();
    fs::rename(desk.path("news/2026-01-20.txt"), desk.path("news/2026-01-21.txt")).unwrap();
    assert_eq!(desk.index().articles, 1);
}

#[test]
fn an_article_in_two_inputs_stays_while_one_of_them_holds_it() {
    let desk = Desk::new();
    let shared = "{\"id\":\"x\",\"source\":\"Wire\",\"title\":\"Shared\",\"text\":\"The same story told twice.\"}\n";
    desk.write("news/a.jsonl", shared);
    desk.write("news/b.jsonl", shared.to_owned() + &line(Some("2"), "Own", "Another story."));
    let report = desk.index();
    assert_eq!(report.added, 2, "{report:?}");
    fs::remove_file(desk.path("news/a.jsonl")).unwrap();
    let report = desk.index();
    assert_eq!((report.removed, desk.dump().titles().len()), (0, 2), "{report:?}");
    fs::remove_file(desk.path("news/b.jsonl")).unwrap();
    desk.write("news/c.txt", story("Else", "harvest"));
    desk.index();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["Else"]));
}

#[test]
fn two_records_of_one_id_are_both_kept() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", line(Some("1"), "One", "First text.") + &line(Some("1"), "Uno", "Other text."));
    let report = desk.index();
    assert_eq!(report.added, 2);
    assert!(report.notices.iter().any(|notice| notice.contains("both are kept")), "{report:?}");
    desk.write("news/b.txt", story("Else", "harvest"));
    assert_eq!(desk.index().unchanged, 2);
}

#[test]
fn what_is_forgotten_stays_out() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("Secret", "harvest"));
    desk.write("news/b.txt", story("Open", "harvest"));
    desk.index();
    let dump = desk.dump();
    let id = &dump.articles.values().find(|article| article.record.title == "Secret").unwrap().id;
    assert_eq!(ingest::forget(&desk.options(), id).unwrap(), "Secret");
    assert_eq!(desk.dump().titles(), BTreeSet::from(["Open"]));
    desk.index();
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["Open"]));
    assert!(ingest::forget(&desk.options(), "k000000000000").is_err());
}

#[test]
fn a_rebuild_keeps_ids_first_days_and_streams() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("File", "harvest"));
    desk.index();
    let lines = line(Some("s1"), "Stream", "It came through a pipe.") + "{\"title\":\"Undated\",\"text\":\"No day.\"}";
    let published = Day::from_civil(2025, 12, 24);
    let options = Options {
        reading: ReadOptions { input_format: Some("jsonl".into()), published, ..ReadOptions::default() },
        ..desk.options()
    };
    let report = ingest::run_stream(&mut lines.as_bytes(), &options, &Silent).unwrap();
    assert_eq!(report.added, 2, "{report:?}");
    let before = desk.dump();
    let undated = before.articles.values().find(|article| article.record.title == "Undated").unwrap();
    assert_eq!(undated.record.published.as_ref().map(|published| published.day), published);
    let revision = Index::open(&desk.path("index")).unwrap().payload().revision;
    desk.write("news/b.txt", story("Later", "harvest"));
    let later = Options { rebuild: true, today: Day::from_civil(2026, 3, 1).unwrap(), ..desk.options() };
    desk.index_with(&later).unwrap();
    let after = desk.dump();
    for (id, article) in &before.articles {
        assert_eq!(after.articles.get(id), Some(article));
    }
    assert_eq!(after.titles(), BTreeSet::from(["File", "Stream", "Undated", "Later"]));
    let index = Index::open(&desk.path("index")).unwrap();
    assert!(index.payload().revision > revision);
    assert!(index.generation_folder().ends_with("gen-2") && !desk.path("index/gen-1").exists());
    let searcher = index.searcher();
    let mut days = Vec::new();
    for segment in searcher.segment_readers() {
        let added = segment.fast_fields().i64("added").unwrap();
        days.extend(segment.doc_ids_alive().filter_map(|doc| added.first(doc)));
    }
    days.sort_unstable();
    let day = |month| i64::from(Day::from_civil(2026, month, 1).unwrap().0);
    assert_eq!(days, [day(2), day(2), day(2), day(3)]);
}

#[test]
fn a_half_built_generation_is_ignored() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    let before = desk.dump();
    fs::create_dir(desk.path("index/gen-2")).unwrap();
    desk.write("index/gen-2/meta.json", "{\"segments\":[");
    desk.write("index/CURRENT.new", "gen-2\n");
    assert_eq!(desk.dump(), before);
    assert_eq!(desk.index().unchanged, 1);
    desk.index_with(&Options { rebuild: true, ..desk.options() }).unwrap();
    assert_eq!(desk.dump().articles, before.articles);
}

#[test]
fn an_interrupted_run_keeps_what_was_there() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.index();
    let before = desk.dump();
    desk.write("news/b.txt", story("Two", "harvest"));
    let options = desk.options();
    options.interrupt.store(true, std::sync::atomic::Ordering::Relaxed);
    let report = desk.index_with(&options).unwrap();
    assert!(report.interrupted);
    assert!(before.articles.keys().all(|id| desk.dump().articles.contains_key(id)));
    let report = desk.index_with(&Options { rebuild: true, ..options }).unwrap();
    assert!(report.interrupted);
    desk.index();
    assert_eq!(desk.dump().titles(), BTreeSet::from(["One", "Two"]));
}

#[test]
fn an_index_that_cannot_be_used_says_what_to_run() {
    let desk = Desk::new();
    let message = |folder: &str| {
        let error = Index::open(&desk.path(folder)).err().unwrap();
        format!("{error}; {}", error.hint().unwrap())
    };
    assert!(message("index").contains("dateline index"), "{}", message("index"));
    desk.write("news/a.txt", story("One", "harvest"));
    assert!(message("news").contains("is not a Dateline index"));
    assert!(desk.index_with(&Options { index: desk.path("news"), ..desk.options() }).is_err());
    desk.index();
    let meta = desk.path("index/gen-1/meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let (text, _checksum) = text.rsplit_once("checksum ").unwrap();
    fs::write(&meta, text.replace("\\\"analyzer\\\":\\\"", "\\\"analyzer\\\":\\\"0-")).unwrap();
    assert!(message("index").contains("dateline index --rebuild"), "{}", message("index"));
    let error = desk.index_with(&desk.options()).unwrap_err();
    let is_other = matches!(&error, IngestError::Index(IndexError::OtherVersion { .. }));
    assert!(is_other && !error.to_string().contains('\n'), "{error}");
    desk.index_with(&Options { rebuild: true, roots: Vec::new(), ..desk.options() }).unwrap();
    assert_eq!(desk.dump().articles.len(), 1);
    fs::write(desk.path("index/gen-2/meta.json"), "{").unwrap();
    assert!(message("index").contains("damaged"), "{}", message("index"));
}

/// Standard input whose reader panics at its end.
struct Breaking<'a>(&'a [u8]);

impl std::io::Read for Breaking<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        assert!(!self.0.is_empty(), "a fault of a reader");
        self.0.read(into)
    }
}

#[test]
fn a_reader_that_panics_on_standard_input_is_one_failure() {
    let desk = Desk::new();
    let reading = ReadOptions { input_format: Some("jsonl".into()), ..ReadOptions::default() };
    let options = Options { reading, ..desk.options() };
    // More than is looked at to find the format, and than one batch.
    let text = "The same sentence stands here again and again. ".repeat(200);
    let lines: String = (0..60).map(|at| line(Some(&at.to_string()), &format!("Story {at}"), &text)).collect();
    let report = ingest::run_stream(&mut Breaking(lines.as_bytes()), &options, &Silent).unwrap();
    assert!(report.added > 0, "{report:?}");
    assert_eq!(report.failed.len(), 1, "{report:?}");
    assert!(report.failed[0].reason.contains("internal error"), "{report:?}");
    assert_eq!(desk.dump().articles.len() as u64, report.added);
    let mut failures = 0;
    let count = &mut |found: Result<Article, _>| {
        failures += usize::from(found.is_err());
        true
    };
    ingest::extract_stream(&mut Breaking(lines.as_bytes()), &options, count).unwrap();
    assert_eq!(failures, 1);
}

#[test]
fn extraction_gives_the_articles_that_are_indexed() {
    let desk = Desk::new();
    desk.write("news/a.txt", story("One", "harvest"));
    desk.write("news/b.jsonl", line(Some("1"), "B", "Text of b.") + &line(None, "C", "Text of c."));
    desk.write("news/c.jsonl", "{broken\n");
    desk.index();
    let mut articles = BTreeMap::new();
    let mut failures = 0;
    ingest::extract(&[desk.path("news")], &desk.options(), &mut |found| {
        match found {
            Ok(article) => drop(articles.insert(article.id.clone(), article)),
            Err(_) => failures += 1,
        }
        true
    })
    .unwrap();
    assert!(failures >= 1);
    // Places are looked up by id when an article is read back, so mentions are compared by their spans.
    let plain = |articles: BTreeMap<String, Article>| {
        let strip =
            |article: Article| (article.record, article.passages, article.path, article.item, article.fingerprint);
        articles.into_iter().map(|(id, article)| (id, strip(article))).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(plain(articles), plain(desk.dump().articles));
}

/// A change of the archive between two runs.
#[derive(Debug, Clone)]
enum Step {
    Text(u8, u8),
    Lines(u8, Vec<(bool, u8)>),
    Append(u8, u8),
    Remove(u8),
    Rename(u8, u8),
    Index,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4_u8, 0..6_u8).prop_map(|(file, word)| Step::Text(file, word)),
        3 => (0..3_u8, proptest::collection::vec((any::<bool>(), 0..6_u8), 0..5)).prop_map(|(file, lines)| Step::Lines(file, lines)),
        3 => (0..3_u8, 0..9_u8).prop_map(|(file, word)| Step::Append(file, word)),
        2 => (0..7_u8).prop_map(Step::Remove),
        1 => (0..7_u8, 0..7_u8).prop_map(|(from, to)| Step::Rename(from, to)),
        4 => Just(Step::Index),
    ]
}

fn name(file: u8) -> String {
    if file < 4 { format!("news/{file}.txt") } else { format!("news/{file}.jsonl") }
}

fn record(own: bool, word: u8) -> String {
    let id = format!("r{word}");
    line(own.then_some(id.as_str()), &format!("Title {word}"), &format!("Word{word} stands in this text. So it does."))
}

fn perform(desk: &Desk, step: &Step) {
    match step {
        Step::Text(file, word) => desk.write(&name(*file), story(&format!("Title {word}"), &format!("word{word}"))),
        Step::Lines(file, lines) => {
            let text: String = lines.iter().map(|(own, word)| record(*own, *word)).collect();
            desk.write(&name(file + 4), text);
        }
        Step::Append(file, word) => {
            let path = desk.path(&name(file + 4));
            let before = fs::read_to_string(&path).unwrap_or_default();
            desk.write(&name(file + 4), before + &record(word % 2 == 0, *word));
        }
        Step::Remove(file) => drop(fs::remove_file(desk.path(&name(*file)))),
        Step::Rename(from, to) => drop(fs::rename(desk.path(&name(*from)), desk.path(&name(*to)))),
        Step::Index => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn an_index_updated_in_steps_answers_as_one_built_at_once(steps in proptest::collection::vec(step(), 1..14)) {
        let desk = Desk::new();
        desk.write("news/anchor.txt", story("Anchor", "harvest"));
        for step in &steps {
            perform(&desk, step);
            if matches!(step, Step::Index) {
                desk.index();
            }
        }
        desk.index();
        let at_once = Options { index: desk.path("other"), ..desk.options() };
        desk.index_with(&at_once).unwrap();
        let (steps, once) = (desk.dump(), Dump::of(&desk.path("other")));
        prop_assert_eq!(steps.by_place(), once.by_place());
    }
}
