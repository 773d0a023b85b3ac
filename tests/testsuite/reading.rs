//! Reading as a user meets it: every form of input, standard input, `--map`, faults until they are mended; and streams
//! of gigabytes in bounded memory (run those with `--run-ignored only`).

use super::random::Random;
use assert_cmd::Command;
use dateline::formats::{self, Found, Options, ReadError, ReadErrorKind};
use std::{
    fs,
    io::{self, Read, Write},
    ops::ControlFlow,
    path::Path,
};
use tempfile::TempDir;

fn dateline(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(home).args(arguments);
    for (variable, folder) in [("HOME", "."), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        command.env(variable, home.join(folder));
    }
    command.env_remove("DATELINE_INDEX").env("DATELINE_TODAY", "2026-02-01");
    command
}

/// Exit code, standard output and standard error.
fn run(home: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = dateline(home, arguments).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The articles that `extract` makes of standard input.
fn extracted(arguments: &[&str], input: &str) -> Vec<serde_json::Value> {
    let home = home();
    let (code, out, err) = run(home.path(), &[&["extract", "-", "--format", "jsonl"], arguments].concat(), input);
    assert_eq!(code, 0, "{err}");
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn standard_input_in_a_named_format_with_mapped_keys() {
    let line = r#"{"kicker":"Storm nears","pub_date":"2026-01-24","story":"A storm moved in from the west."}"#;
    let found = extracted(&["--map", "published=pub_date", "--map", "title=kicker"], line);
    assert_eq!(found[0]["title"], "Storm nears");
    assert_eq!((&found[0]["published"], &found[0]["published_from"]), (&"2026-01-24".into(), &"metadata".into()));
    let rows = "head;when;words\nStorm nears;2026-01-24;A storm moved in from the west.\n";
    let map = ["--input-format", "csv", "--map", "title=head", "--map", "published=when", "--map", "text=words"];
    let found = extracted(&map, rows);
    assert_eq!((&found[0]["title"], &found[0]["published"]), (&"Storm nears".into(), &"2026-01-24".into()));
    // What looks like JSON is text where the user says so.
    assert!(extracted(&["--input-format", "plain-text"], line)[0]["text"].as_str().unwrap().starts_with("{\"kicker\""));
    let home = home();
    let (code, _, err) = run(home.path(), &["extract", "-", "--input-format", "word"], "text");
    assert_eq!(code, 2);
    assert!(err.contains("no input format \"word\"; there are "), "{err}");
    let (code, _, err) = run(home.path(), &["extract", "-", "--map", "published"], "text");
    assert_eq!(code, 2);
    assert!(err.contains("published=pub_date"), "{err}");
}

#[test]
fn standard_input_is_indexed_and_stays() {
    let home = home();
    let line = "{\"id\":\"1\",\"title\":\"Storm nears\",\"text\":\"A storm moved in from the west.\"}\n";
    let (code, _, err) = run(home.path(), &["index", "-", "--input-format", "jsonl"], line);
    assert_eq!(code, 0, "{err}");
    let (code, out, _) = run(home.path(), &["query", "storm"], "");
    assert_eq!(code, 0);
    assert!(out.contains("«Storm» nears"), "{out}");
}

#[test]
fn faults_stay_in_the_status_until_the_input_changes() {
    let home = home();
    let news = home.path().join("news");
    fs::create_dir(&news).unwrap();
    fs::write(news.join("good.txt"), "Storm nears\n\nA storm moved in from the west.\n").unwrap();
    fs::write(news.join("lines.jsonl"), "{\"text\":\"One.\"}\n{broken\n{\"text\":\"Three.\"}\n").unwrap();
    let (code, out, err) = run(home.path(), &["index", "news"], "");
    assert_eq!(code, 2, "{out}{err}");
    assert!(out.contains("3 added") && out.contains("1 failed"), "{out}");
    assert!(err.contains("lines.jsonl, item 1: line at byte 16: "), "{err}");
    // An old fault is no news, but it is not forgotten.
    assert_eq!(run(home.path(), &["index"], "").0, 0);
    assert_eq!(run(home.path(), &["index", "--strict"], "").0, 2);
    assert!(run(home.path(), &["status"], "").1.contains("lines.jsonl"));
    fs::write(news.join("lines.jsonl"), "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n{\"text\":\"Three.\"}\n").unwrap();
    assert_eq!(run(home.path(), &["index", "--strict"], "").0, 0);
    let (_, status, _) = run(home.path(), &["status"], "");
    assert!(!status.contains("lines.jsonl"), "{status}");
}

#[test]
fn archive_entries_name_no_path_outside() {
    let home = home();
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for name in ["../outside.txt", "/tmp/absolute.txt", "a/../../up.txt"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("Storm nears\n\nA storm moved in from {name}.\n").as_bytes()).unwrap();
    }
    fs::create_dir(home.path().join("news")).unwrap();
    fs::write(home.path().join("news/a.zip"), archive.finish().unwrap().into_inner()).unwrap();
    let (code, out, err) = run(home.path(), &["extract", "news/a.zip", "--format", "jsonl"], "");
    assert_eq!((code, out.lines().count()), (0, 3), "{err}");
    let mut files: Vec<_> = walk(home.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    assert!(files.is_empty(), "{files:?}");
}

/// A folder with an issue of a newspaper: its pages are passed over one by one, which is no error where its articles come out.
#[test]
fn pages_of_an_issue_are_no_errors_of_its_folder() {
    let home = home();
    let page = "<?xml version='1.0'?><alto><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine><String CONTENT='Rain'/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
    let mets = "<?xml version='1.0'?><mets xmlns:xlink='x'><fileSec><file ID='p1'><FLocat xlink:href='0001.xml'/></file></fileSec>\
        <structMap><div TYPE='ARTICLE' LABEL='RAIN'><fptr><area FILEID='p1' BEGIN='b'/></fptr></div></structMap></mets>";
    fs::create_dir(home.path().join("issue")).unwrap();
    fs::write(home.path().join("issue/0001.xml"), page).unwrap();
    fs::write(home.path().join("issue/mets.xml"), mets).unwrap();
    let (code, out, err) = run(home.path(), &["extract", "issue", "--format", "jsonl"], "");
    assert_eq!((code, out.lines().count()), (0, 1), "{err}");
    assert!(err.contains("a page of mets.xml"), "{err}");
    let (code, out, _) = run(home.path(), &["extract", "issue/0001.xml", "--format", "jsonl"], "");
    assert_eq!((code, out.as_str()), (2, ""));
}

/// What was mended is known of an article of the index, too.
#[test]
fn mended_text_is_marked_in_the_index() {
    let home = home();
    fs::write(
        home.path().join("a.txt"),
        "Storm nears\n\nThe harbour master donâ€™t mind the storm, and the cafÃ© on the quay stays open.\n",
    )
    .unwrap();
    let (code, _, err) = run(home.path(), &["index", "a.txt"], "");
    assert_eq!(code, 0, "{err}");
    let (_, out, err) = run(home.path(), &["query", "harbour", "--format", "jsonl"], "");
    let hit: serde_json::Value = serde_json::from_str(out.lines().next().expect(&err)).unwrap();
    let (code, out, err) = run(home.path(), &["show", hit["article"].as_str().unwrap(), "--format", "json"], "");
    assert_eq!(code, 0, "{err}");
    let shown: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["mended"], true, "{out}");
}

fn walk(folder: &Path) -> Box<dyn Iterator<Item = std::path::PathBuf>> {
    Box::new(fs::read_dir(folder).unwrap().flat_map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path) } else { Box::new(std::iter::once(path)) }
    }))
}

/// A live blog: its posts stay text, in the page's order.
#[test]
fn live_blogs_and_amp_pages_keep_their_text() {
    let post = |hour: u32| {
        format!(
            "<div class=post itemprop=liveBlogUpdate><h2>{hour}:00 The storm moves on</h2><p>The storm moved on to the coast at {hour}, \
             and the harbour master asked everybody, for the {hour}th time that day, to stay away from the quay.</p></div>"
        )
    };
    let page = format!(
        "<!doctype html><html amp lang=en><head><title>Storm live</title><script type='application/ld+json'>\
         {{\"@context\":\"https://schema.org\",\"@type\":\"LiveBlogPosting\",\"headline\":\"Storm live\",\"datePublished\":\"2026-01-24T08:15:00+04:00\"}}</script></head>\
         <body><nav><a href=/>Home</a></nav><article>{}{}{}</article><div class=cookie-banner>We use cookies. <button>Accept</button></div></body></html>",
        post(9),
        post(10),
        post(11)
    );
    let found = &extracted(&["--input-format", "html"], &page)[0];
    let text = found["text"].as_str().unwrap();
    let places: Vec<_> = ["coast at 9", "coast at 10", "coast at 11"].iter().map(|part| text.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    assert!(!text.contains("cookies") && !text.contains("Home"), "{text}");
    assert_eq!((&found["title"], &found["published"]), (&"Storm live".into(), &"2026-01-24".into()));
}

/// The seeds of the fuzz targets, by target.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let mut files: Vec<_> = walk(&folder).collect();
    files.sort();
    let target = |path: &Path| path.parent().unwrap().file_name().unwrap().to_string_lossy().replace('_', "-");
    files.into_iter().map(|path| (target(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn every_format_has_a_seed_that_is_read() {
    let seeds = seeds();
    for format in formats::names().filter(|name| !matches!(*name, "compressed" | "tar" | "zip")) {
        let mut articles = 0;
        for (_, bytes) in seeds.iter().filter(|(target, _)| target == format) {
            let options = Options { format: Some(format.to_owned()), ..Options::default() };
            let _ = formats::read("a", &mut bytes.as_slice(), &options, &mut |found| {
                articles += u32::from(found.record.is_ok());
                ControlFlow::Continue(())
            });
        }
        assert!(articles > 0, "{format}");
    }
}

/// Changes some bytes: flips, cuts, repeats, and takes pieces of another input.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], numbers: &mut Random) {
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len());
        let end = (at + 1 + numbers.below(40)).min(bytes.len());
        match numbers.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 if at < bytes.len() => bytes[at] = [0, 9, 10, 13, 27, 34, 38, 60, 62, 127, 128, 255][numbers.below(12)],
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].repeat(1 + numbers.below(20));
                bytes.splice(at..at, piece);
            }
            4 => bytes.truncate(at),
            5 => {
                let from = numbers.below(other.len());
                let piece = other[from..(from + 60).min(other.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let digits = [&b"0"[..], b"-1", b"99999999999999999999", b"65536", b"1e999"][numbers.below(5)];
                bytes.splice(at..at, digits.iter().copied());
            }
        }
    }
    bytes.truncate(64 << 10);
}

/// The body of the fuzz targets on mutated seeds; `DATELINE_FUZZ_SECONDS` says for how long each format,
/// `DATELINE_FUZZ_FORMATS` which (`rtf,lexisnexis`; `any` finds the format).
#[test]
fn mutated_seeds_make_no_reader_panic() {
    let seconds = std::env::var("DATELINE_FUZZ_SECONDS").ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = seeds();
    let mut numbers = Random(1);
    let only = std::env::var("DATELINE_FUZZ_FORMATS").ok();
    let is_wanted = |format: Option<&str>| {
        only.as_ref().is_none_or(|only| only.split(',').any(|name| name == format.unwrap_or("any")))
    };
    for format in formats::names().map(Some).chain([None]).filter(|format| is_wanted(*format)) {
        let own: Vec<&Vec<u8>> = seeds
            .iter()
            .filter(|(target, _)| format.is_none_or(|format| target == format || target == "packed"))
            .map(|(_, bytes)| bytes)
            .collect();
        let (start, mut runs) = (std::time::Instant::now(), 0);
        while seconds.map_or(runs < 150, |seconds| start.elapsed().as_secs() < seconds) {
            let mut bytes = own[numbers.below(own.len())].clone();
            mutate(&mut bytes, &seeds[numbers.below(seeds.len())].1, &mut numbers);
            let options = Options { format: format.map(str::to_owned), ..Options::default() };
            let mut next = 0;
            let result = formats::read("a", &mut bytes.as_slice(), &options, &mut |found| {
                assert_eq!(found.item, next);
                next += 1;
                if let Ok(record) = found.record {
                    assert!(!record.title.contains(char::is_control), "{format:?}: {:?}", record.title);
                    assert!(!record.title.is_empty() || !record.text.trim().is_empty(), "{format:?}: empty");
                }
                ControlFlow::Continue(())
            });
            assert!(result.is_ok() || !result.unwrap_err().reason.is_empty());
            runs += 1;
        }
        if seconds.is_some() {
            println!("{format:?}: {runs} runs");
        }
    }
}

/// Bytes made on the fly: `count` times a piece.
struct Repeated {
    piece: Vec<u8>,
    at: usize,
    left: u64,
}

impl Repeated {
    fn new(piece: impl Into<Vec<u8>>, bytes: u64) -> Self {
        let piece = piece.into();
        Self { left: bytes.div_ceil(piece.len() as u64), piece, at: 0 }
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let count = buffer.len().min(self.piece.len() - self.at);
        buffer[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        if self.at == self.piece.len() {
            (self.at, self.left) = (0, self.left - 1);
        }
        Ok(count)
    }
}

/// Reads a stream to its end; counts articles and faults, and keeps the last fault.
fn drain(name: &str, mut input: impl Read) -> (u64, Option<ReadError>) {
    let (mut articles, mut fault) = (0, None);
    let result = formats::read(name, &mut input, &Options::default(), &mut |found: Found| {
        match found.record {
            Ok(_) => articles += 1,
            Err(error) => fault = Some(error),
        }
        ControlFlow::Continue(())
    });
    (articles, result.err().or(fault))
}

/// The most memory that this process had at once, in MiB.
#[cfg(target_os = "linux")]
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

const GIB: u64 = 1 << 30;

#[cfg(target_os = "linux")]
#[test]
#[ignore = "reads four gigabytes"]
fn a_web_archive_of_four_gigabytes_streams() {
    let record = |kind: &str, body: &str| {
        let content = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/a\r\nWARC-Date: 2026-01-24T08:15:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{content}\r\n\r\n",
            content.len()
        )
    };
    let page = "<html><head><title>Storm</title></head><body><p>A storm moved in from the west.</p></body></html>";
    let piece = record("text/html", page) + &record("image/png", &"x".repeat(4 << 20));
    let (articles, fault) = drain("a.warc", Repeated::new(piece, 4 * GIB));
    // The pictures are counted as passed over.
    assert_eq!((articles, fault.map(|fault| fault.kind)), (1024, Some(ReadErrorKind::Unsupported)));
    println!("peak memory {} MiB", peak_memory());
    assert!(peak_memory() < 1024);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "reads two gigabytes"]
fn two_gigabytes_of_lines_stream() {
    let line = format!("{{\"title\":\"Storm\",\"text\":\"{}\"}}\n", "A storm moved in from the west. ".repeat(200));
    let (articles, fault) = drain("a.jsonl", Repeated::new(line, 2 * GIB));
    assert!(articles > 300_000 && fault.is_none(), "{articles} {fault:?}");
    println!("peak memory {} MiB", peak_memory());
    assert!(peak_memory() < 1024);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "reads a gigabyte"]
fn a_gigabyte_of_a_database_streams() {
    let text = "A storm moved in from the west.\n".repeat(100);
    let record = format!(
        "1 of 9999 DOCUMENTS\n\nThe Post\n\n5 May 2012\n\nStorm nears\n\nLENGTH: 600 words\n\n{text}\nLOAD-DATE: May 6, 2012\n\n"
    );
    let (articles, fault) = drain("a.txt", Repeated::new(record, GIB));
    assert!(articles > 300_000 && fault.is_none(), "{articles} {fault:?}");
    println!("peak memory {} MiB", peak_memory());
    assert!(peak_memory() < 300);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "reads gigabytes"]
fn a_line_of_a_gigabyte_is_refused_in_bounded_memory() {
    for (name, start) in [
        ("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\""),
        ("a.txt", ""),
        ("a.html", "<html>"),
        ("a.xml", "<rss><channel><title>"),
        ("a.json", "[{\"text\":\""),
        ("a.csv", "title,text\nx,\""),
        ("a.mbox", "From a@b Sat Jan 24 08:15:00 2026\nFrom: a@b\nSubject: "),
        ("a.warc", "WARC/1.0\r\nWARC-Type: "),
        ("a.md", "---\ntitle: "),
        ("a.eml", "From: a@b\nMessage-ID: <1>\nSubject: "),
    ] {
        let (_, fault) = drain(name, start.as_bytes().chain(Repeated::new("abcdefgh", GIB)));
        assert_eq!(fault.expect(name).kind, ReadErrorKind::Limit, "{name}");
        println!("{name}: peak memory {} MiB", peak_memory());
        assert!(peak_memory() < 1024, "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes a minute"]
fn a_million_items_end_in_articles_or_a_limit() {
    for item in
        ["<item><title>Storm</title></item>", "<item/>", "<item><title>a</title><link>b</link><guid>c</guid></item>"]
    {
        for items in [1_000_000, 1_000_001] {
            let feed = b"<rss><channel>".chain(Repeated::new(item, item.len() as u64 * items));
            let (articles, fault) = drain("a.xml", feed);
            println!("{items} {item}: {articles} articles, {fault:?}, peak memory {} MiB", peak_memory());
            assert!(articles == 1_000_000 || fault.is_some(), "{item}");
            assert!(peak_memory() < 1024, "{item}");
        }
    }
}

/// Pieces that make a reader look far ahead or far back for each of them; all end within a minute even unoptimised.
#[test]
#[ignore = "takes minutes unoptimised"]
fn hostile_inputs_end_in_time() {
    for (name, piece) in [
        ("a.html", "<div>"),
        ("a.html", "<p>"),
        ("a.html", "<b><p>"),
        ("a.html", "<a "),
        ("a.html", "<!--"),
        ("a.html", "<table><td>"),
        ("a.html", "<p a=1 b=2 c=3>x</p>"),
        ("a.html", "<script>"),
        ("a.html", "&amp;"),
        ("a.html", "<br>x"),
        ("a.xml", "<rss><channel>"),
        ("a.xml", "<item>&x;</item>"),
        ("a.xml", "<![CDATA["),
        ("a.md", "["),
        ("a.md", "[a](b"),
        ("a.md", "<"),
        ("a.md", "**_a_"),
        ("a.md", "# a\n"),
        ("a.txt", "By "),
        ("a.txt", "By Jane Doe and "),
        ("a.txt", "Title: a\n"),
        ("a.txt", "A, "),
        ("a.json", "["),
        ("a.json", "{\"a\":"),
        ("a.csv", "title,text\n\""),
        ("a.mbox", "From a@b Sat Jan 24 08:15:00 2026\nSubject: a\n\n"),
        ("a.eml", "From: a\nMessage-ID: b\nTo: "),
        ("a.warc", "WARC/1.0\r\n\r\n"),
        ("a.iptc", "\u{1}\u{2}\u{3}"),
    ] {
        // Work that grew as the square of this would not end within hours.
        let (articles, fault) = drain(name, Repeated::new(piece, 2 << 20));
        println!("{name} {piece:?}: {articles} articles, {:?}", fault.map(|fault| fault.reason));
    }
}
