//! Saved pages of sixty layouts, two stories each: title, authors, day, source and body come out.
//!
//! A layout is a page with places to fill, under `layouts/`. Its first line says the language, how the layout writes a day, the outlet
//! that the page names, and whether it names its author (`any`: in a way that need not be understood).

use dateline::{
    article::Record,
    formats::{self, Options},
};
use std::{fs, ops::ControlFlow, path::Path};

/// Title, author, day, the day after it.
const STORIES: [(&str, &str, [u32; 3], [u32; 3]); 2] = [
    ("New ferry terminal is approved after a long debate", "Nora Feld", [2024, 3, 5], [2024, 3, 6]),
    ("Storm keeps the boats of three islands in port again", "Tomas Reed", [2019, 11, 28], [2019, 11, 29]),
];

/// Names of March and November, and their abbreviations, by language.
const MONTHS: &[(&str, [&str; 2], [&str; 2])] = &[
    ("en", ["March", "November"], ["Mar", "Nov"]),
    ("de", ["März", "November"], ["Mär", "Nov"]),
    ("fr", ["mars", "novembre"], ["mars", "nov"]),
    ("it", ["marzo", "novembre"], ["mar", "nov"]),
    ("es", ["marzo", "noviembre"], ["mar", "nov"]),
    ("pt", ["março", "novembro"], ["mar", "nov"]),
    ("nl", ["maart", "november"], ["mrt", "nov"]),
    ("sv", ["mars", "november"], ["mars", "nov"]),
    ("ru", ["марта", "ноября"], ["мар", "ноя"]),
    ("pl", ["marca", "listopada"], ["mar", "lis"]),
    ("nb", ["mars", "november"], ["mars", "nov"]),
    ("da", ["marts", "november"], ["mar", "nov"]),
    ("cs", ["března", "listopadu"], ["bře", "lis"]),
    ("uk", ["березня", "листопада"], ["бер", "лис"]),
    ("el", ["Μαρτίου", "Νοεμβρίου"], ["Μαρ", "Νοε"]),
    ("ar", ["مارس", "نوفمبر"], ["مارس", "نوفمبر"]),
    ("id", ["Maret", "November"], ["Mar", "Nov"]),
    ("hu", ["március", "november"], ["márc", "nov"]),
    ("ro", ["martie", "noiembrie"], ["mar", "nov"]),
];

const BODY: [&str; 4] = [
    "The council of Harwick voted on the plan after a debate of four hours, and nobody who sat in the hall that night will forget it soon.",
    "Supporters said that the harbour needs deeper berths, and opponents feared for the old fish market, which has stood there since anyone can remember.",
    "The mayor promised to publish the whole plan before the summer, with the figures that the committee on money had asked for in vain.",
    "A second report, on noise, will be read to the committee next, whose members come from all parties and from the port authority.",
];

struct Layout {
    name: String,
    language: String,
    day: String,
    source: String,
    author: String,
    page: String,
}

fn layouts() -> Vec<Layout> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testsuite/layouts");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let layout = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let (head, page) = text.split_once('\n').unwrap();
        let head = head.trim_start_matches("<!-- ").trim_end_matches(" -->");
        let value = |name: &str| {
            let row = head.split("; ").find_map(|row| row.split_once('=').filter(|(key, _)| *key == name));
            row.unwrap_or_else(|| panic!("{} says no {name}", path.display())).1.to_owned()
        };
        Layout {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            language: value("lang"),
            day: value("day"),
            source: value("source"),
            author: value("author"),
            page: page.to_owned(),
        }
    };
    paths.iter().map(layout).collect()
}

/// A day as a layout writes it.
fn written(pattern: &str, language: &str, [year, month, day]: [u32; 3]) -> String {
    let (_, names, short) = MONTHS.iter().find(|(code, ..)| *code == language).unwrap_or(&MONTHS[0]);
    let which = usize::from(month == 11);
    let mut out = pattern.replace("hh:mm", "09:10");
    // The longest signs first; names of months are put in last, as they have letters that are signs.
    for (sign, value) in [
        ("MMMM", "\u{1}".to_owned()),
        ("MMM", "\u{2}".to_owned()),
        ("MM", format!("{month:02}")),
        ("yyyy", year.to_string()),
        ("yy", format!("{:02}", year % 100)),
        ("dd", format!("{day:02}")),
    ] {
        out = out.replace(sign, &value);
    }
    let single = |word: &str| {
        if word == "d" || word == "d." || word == "d," {
            word.replacen('d', &day.to_string(), 1)
        } else {
            word.to_owned()
        }
    };
    let words: Vec<String> = out.split(' ').map(single).collect();
    words.join(" ").replace('\u{1}', names[which]).replace('\u{2}', short[which])
}

fn filled(layout: &Layout, (title, author, day, next): (&str, &str, [u32; 3], [u32; 3])) -> String {
    let [year, month, date] = day;
    let iso = |[year, month, day]: [u32; 3]| format!("{year}-{month:02}-{day:02}");
    let body: String = BODY.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let slug = title.to_lowercase().replace(' ', "-");
    [
        ("{title}", title.to_owned()),
        ("{author}", author.to_owned()),
        ("{day}", written(&layout.day, &layout.language, day)),
        ("{iso}", iso(day)),
        ("{next}", iso(next)),
        ("{stamp}", format!("{}T09:10:00+01:00", iso(day))),
        ("{utc}", format!("{}T09:10:00Z", iso(day))),
        ("{y}", year.to_string()),
        ("{m}", format!("{month:02}")),
        ("{mon}", MONTHS[0].2[usize::from(month == 11)].to_lowercase()),
        ("{d}", format!("{date:02}")),
        ("{slug}", slug),
        ("{body}", body),
    ]
    .iter()
    .fold(layout.page.clone(), |page, (place, value)| page.replace(place, value))
}

/// The record of a page.
pub(crate) fn read(page: &str) -> Record {
    let mut found = Vec::new();
    formats::read("page.html", &mut page.as_bytes(), &Options::default(), &mut |one| {
        found.push(one.record.unwrap());
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn pages_of_many_layouts_give_their_fields() {
    let layouts = layouts();
    assert!(layouts.len() >= 55, "{}", layouts.len());
    let mut wrong = Vec::new();
    for layout in &layouts {
        for story in STORIES {
            let record = read(&filled(layout, story));
            let (title, author, [year, month, day], _) = story;
            let mut check = |what: &str, expected: &str, found: &str| {
                if expected != found {
                    wrong.push(format!("{} {what}: {found} instead of {expected}", layout.name));
                }
            };
            check("title", title, &record.title);
            check(
                "day",
                &format!("{year}-{month:02}-{day:02}"),
                &record.published.map_or_else(String::new, |published| published.day.to_string()),
            );
            check("source", &layout.source, record.source.as_deref().unwrap_or_default());
            match layout.author.as_str() {
                "yes" => check("author", author, &record.authors.join(", ")),
                "no" => {}
                _ => check(
                    "author",
                    "",
                    &record.authors.iter().filter(|found| *found != author).cloned().collect::<Vec<_>>().join(", "),
                ),
            }
            for paragraph in BODY {
                check("body", "whole", if record.text.contains(paragraph) { "whole" } else { &record.text });
            }
            for other in ["Another story", "Well said", "2025"] {
                check("body", "alone", if record.text.contains(other) { other } else { "alone" });
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} wrong", wrong.join("\n"), wrong.len());
}
