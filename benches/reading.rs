//! Speed of the readers: pages, feeds, NITF, JSON Lines, exports of databases, RIS, ALTO, RTF, the lines of a web archive.
//!
//! `DATELINE_PAGES=FOLDER cargo bench --bench reading` also times all `.html` files under a folder.

use dateline::formats::{self, Options};
use divan::counter::{BytesCount, ItemsCount};
use std::{fs, ops::ControlFlow, path::PathBuf};

/// The allocator of the program.
#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const PARAGRAPH: &str = "<p>A storm moved in from the west on Saturday, and the boats stayed in <a href='/port'>port</a>, \
    as the harbour master had asked of everybody; nobody on the quay believed that it would be the last of the month.</p>\n";

/// A page of the weight of news pages: two fifths programs and styles, a fifth menus, a story.
fn page() -> String {
    let program = "var a = function (b) { return b < 1 ? '<b>' : \"</b>\"; };\n".repeat(600);
    let style = ".story > p { margin: 0 auto; font-family: serif; color: #333 }\n".repeat(300);
    let menu = "<li class='menu-item'><a href='/section/page.html'>Section</a></li>\n".repeat(300);
    format!(
        "<!doctype html><html lang=en><head><title>Storm nears | The Post</title><style>{style}</style><script>{program}</script>\
         <meta property='article:published_time' content='2026-01-24T08:15:00+04:00'></head><body><nav><ul>{menu}</ul></nav>\
         <article><h1>Storm nears</h1>{}</article><footer>All rights reserved</footer></body></html>",
        PARAGRAPH.repeat(30)
    )
}

fn count(name: &str, mut bytes: &[u8]) -> u64 {
    let mut records = 0;
    let _ = formats::read(name, &mut bytes, &Options::default(), &mut |_| {
        records += 1;
        ControlFlow::Continue(())
    });
    records
}

fn time(bencher: divan::Bencher<'_, '_>, name: &str, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench(|| count(name, divan::black_box(text.as_bytes())));
}

#[divan::bench]
fn html(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    bencher.counter(ItemsCount::new(1_u32)).bench(|| count("a.html", divan::black_box(page.as_bytes())));
}

/// All pages of the folder that `DATELINE_PAGES` names.
#[divan::bench]
fn html_of_folder(bencher: divan::Bencher<'_, '_>) {
    let mut open: Vec<PathBuf> = std::env::var_os("DATELINE_PAGES").into_iter().map(PathBuf::from).collect();
    let mut pages = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "html") {
            pages.extend(fs::read(path));
        }
    }
    bencher
        .counter(ItemsCount::new(pages.len()))
        .bench(|| pages.iter().map(|page| count("a.html", divan::black_box(page))).sum::<u64>());
}

#[divan::bench]
fn feed(bencher: divan::Bencher<'_, '_>) {
    let item = format!(
        "<item><title>Storm nears</title><link>https://post.example/storm</link><guid>x</guid><pubDate>Sat, 24 Jan 2026 08:15:00 +0400</pubDate>\
         <content:encoded><![CDATA[{}]]></content:encoded></item>",
        PARAGRAPH.repeat(8)
    );
    time(
        bencher,
        "a.xml",
        &format!("<rss version='2.0'><channel><title>The Post</title>{}</channel></rss>", item.repeat(1000)),
    );
}

#[divan::bench]
fn nitf(bencher: divan::Bencher<'_, '_>) {
    let story = format!(
        "<?xml version='1.0'?><nitf><head><title>Storm</title></head><body><body.head><hedline><hl1>Storm nears</hl1></hedline></body.head>\
         <body.content>{}</body.content></body></nitf>",
        PARAGRAPH.repeat(20)
    );
    bencher
        .counter(BytesCount::new(story.len() * 100))
        .bench(|| (0..100).map(|_| count("a.xml", divan::black_box(story.as_bytes()))).sum::<u64>());
}

#[divan::bench]
fn jsonl(bencher: divan::Bencher<'_, '_>) {
    let text = "A storm moved in from the west on Saturday, and the boats stayed in port.\\n\\n".repeat(30);
    let line = format!("{{\"id\":\"1\",\"title\":\"Storm nears\",\"published\":\"2026-01-24\",\"text\":\"{text}\"}}\n");
    time(bencher, "a.jsonl", &line.repeat(2000));
}

#[divan::bench]
fn lexisnexis(bencher: divan::Bencher<'_, '_>) {
    let text = "A storm moved in from the west on Saturday, and the boats stayed\nin port.\n\n".repeat(30);
    let record = format!(
        "1 of 9999 DOCUMENTS\n\nThe Post\n\n5 May 2012\n\nStorm nears\n\nBYLINE: Jane Doe\n\nLENGTH: 600 words\n\n{text}LOAD-DATE: May 6, 2012\n\n"
    );
    time(bencher, "a.txt", &record.repeat(1000));
}

/// Lines of prose as exports have them.
fn prose() -> String {
    "A storm moved in from the west on Saturday, and the boats stayed in port.\n\n".repeat(30)
}

#[divan::bench]
fn factiva(bencher: divan::Bencher<'_, '_>) {
    let record = format!(
        "HD\tStorm nears\nBY\tBy Jane Doe\nWC\t600 words\nPD\t5 May 2012\nSN\tThe Post\nLA\tEnglish\nLP\t\n{}TD\t\n{}AN\tDocument POST000020120505e8550000c\n\n",
        prose(),
        prose()
    );
    time(bencher, "a.txt", &record.repeat(500));
}

#[divan::bench]
fn labelled(bencher: divan::Bencher<'_, '_>) {
    let record = format!(
        "Storm nears\nThe Post (Oslo) - May 5, 2012\n\nAuthor: Jane Doe\nSection: News\n\n{}Record Number: 1001\nCopyright (c) 2012 The Post\n\n",
        prose()
    );
    time(bencher, "a.txt", &record.repeat(1000));
}

#[divan::bench]
fn proquest(bencher: divan::Bencher<'_, '_>) {
    let record = format!(
        "____________________\nStorm nears\n\nFull text: {}Publication title: The Post\n\nPublication date: May 5, 2012\n\nProQuest document ID: 5\n\n",
        prose()
    );
    time(bencher, "a.txt", &record.repeat(1000));
}

#[divan::bench]
fn ris(bencher: divan::Bencher<'_, '_>) {
    let record = format!(
        "TY  - NEWS\nTI  - Storm nears\nAU  - Doe, Jane\nT2  - The Post\nDA  - 2012/05/05/\nAB  - {}\nER  - \n\n",
        prose().replace("\n\n", " ")
    );
    time(bencher, "a.ris", &record.repeat(1000));
}

#[divan::bench]
fn alto(bencher: divan::Bencher<'_, '_>) {
    let words = "<String ID='w' CONTENT='storm' HPOS='1' VPOS='2' WIDTH='3' HEIGHT='4' WC='0.9'/><SP/>".repeat(10);
    let block = format!("<TextBlock ID='b'>{}</TextBlock>", format!("<TextLine>{words}</TextLine>").repeat(40));
    time(
        bencher,
        "a.xml",
        &format!(
            "<?xml version='1.0'?><alto><Layout><Page><PrintSpace>{}</PrintSpace></Page></Layout></alto>",
            block.repeat(20)
        ),
    );
}

#[divan::bench]
fn rtf(bencher: divan::Bencher<'_, '_>) {
    let paragraph = "\\plain\\f0\\fs20 A storm moved in from the west on Saturday, and the caf\\'e9 stayed closed \\u8211? again.\\par\\pard\n";
    time(bencher, "a.rtf", &format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 A;}}}}{}}}", paragraph.repeat(5_000)));
}

#[divan::bench]
fn warc(bencher: divan::Bencher<'_, '_>) {
    let picture = format!("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n{}", "x".repeat(60_000));
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/a.png\r\nWARC-Date: 2026-01-24T08:15:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{picture}\r\n\r\n",
        picture.len()
    );
    time(bencher, "a.warc", &record.repeat(200));
}
