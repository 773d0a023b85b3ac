//! METS with its ALTO pages: the articles of an issue, each over as many pages as it has.
//!
//! The pages lie in files beside the METS file, or below its folder, or in the same archive; only those are opened. An issue whose METS names no articles gives
//! one for each page.

use super::ocr::{self, Page};
use crate::{
    article::{Published, Record},
    formats::common::{
        days, encoding, metadata, whitespace,
        xml::{self, Element},
    },
};
use std::{
    collections::HashMap,
    path::{Component, Path},
};

/// Pages of an issue, at most.
const MOST_PAGES: usize = 2_000;

/// Levels of divisions inside one another, at most.
const DEEPEST: usize = 50;

/// Parts of the names of divisions that are articles, in lower case.
const ARTICLES: &[&str] =
    &["article", "letter", "obituary", "editorial", "review", "advert", "news", "poem", "feuilleton", "story"];

/// An issue: what its METS file says.
struct Issue<'a> {
    /// Addresses of files by their id.
    files: HashMap<&'a str, &'a str>,
    /// Descriptions by their id.
    descriptions: HashMap<&'a str, &'a Element>,
    /// Divisions by their id.
    divisions: HashMap<&'a str, &'a Element>,
    /// From divisions to those where their text is.
    links: HashMap<&'a str, Vec<&'a str>>,
}

/// A stretch of a page: its file, the ids of its first and its last element; the whole page without them.
type Area<'a> = (&'a str, Option<(&'a str, &'a str)>);

/// Opens a page by its path from the METS file, or says what is wrong.
pub(super) type Open<'a> = &'a mut dyn FnMut(&Path) -> Result<Vec<u8>, String>;

/// The articles of an issue, and what went wrong with its pages.
pub(super) fn articles(root: &Element, open: Open<'_>) -> (Vec<Record>, Vec<String>) {
    let issue = Issue::of(root);
    let maps = root.descendants("structMap");
    let mut units = Vec::new();
    for map in &maps {
        map.children("div").for_each(|division| self::units(division, 0, &mut units));
    }
    let (source, published, language) = publication(root);
    let areas: Vec<(&Element, Vec<Area<'_>>)> = if units.is_empty() {
        issue.pages(root)
    } else {
        units.into_iter().map(|unit| (unit, issue.areas(unit))).filter(|(_, areas)| !areas.is_empty()).collect()
    };
    let mut pages: HashMap<&str, Option<Page>> = HashMap::new();
    let mut faults = Vec::new();
    let mut records = Vec::new();
    for (unit, areas) in &areas {
        let mut text = String::new();
        for (file, range) in areas {
            if !pages.contains_key(file) && pages.len() < MOST_PAGES {
                let page = issue.page(file, open).map_err(|fault| faults.push(fault)).ok();
                pages.insert(file, page);
            }
            if let Some(Some(page)) = pages.get(file) {
                go_on(&mut text, &page.text(*range));
            }
        }
        records.push(Record {
            source_id: unit.attribute("ID").map(str::to_owned),
            title: issue.title(unit),
            published: published.clone(),
            source: source.clone(),
            language: issue.described(unit).and_then(language_of).or_else(|| language.clone()),
            text,
            ..Record::default()
        });
    }
    (records, faults)
}

impl<'a> Issue<'a> {
    fn of(root: &'a Element) -> Self {
        let by_id = |name: &'static str| -> HashMap<&'a str, &'a Element> {
            every(root, name).filter_map(|element| Some((element.attribute("ID")?, element))).collect()
        };
        let files = by_id("file");
        let address = |file: &'a Element| file.descendants("FLocat").first()?.attribute("xlink:href");
        let mut links: HashMap<&str, Vec<&str>> = HashMap::new();
        for link in root.descendants("smLink") {
            if let (Some(from), Some(to)) = (link.attribute("xlink:from"), link.attribute("xlink:to")) {
                links.entry(from.trim_start_matches('#')).or_default().push(to.trim_start_matches('#'));
            }
        }
        for group in root.descendants("smLinkGrp") {
            let mut ends = group
                .children("smLocatorLink")
                .filter_map(|end| end.attribute("xlink:href"))
                .map(|href| href.trim_start_matches('#'));
            if let Some(from) = ends.next() {
                links.entry(from).or_default().extend(ends);
            }
        }
        Self {
            files: files.into_iter().filter_map(|(id, file)| Some((id, address(file)?))).collect(),
            descriptions: by_id("dmdSec"),
            divisions: by_id("div"),
            links,
        }
    }

    /// Where the text of a division is, in the order in which it is read.
    fn areas(&self, division: &'a Element) -> Vec<Area<'a>> {
        let mut found = Vec::new();
        self.gather(division, 0, &mut found);
        found.dedup();
        found
    }

    fn gather(&self, division: &'a Element, depth: usize, found: &mut Vec<Area<'a>>) {
        if depth > DEEPEST {
            return;
        }
        for area in division.children("fptr").flat_map(|pointer| pointer.descendants("area")) {
            let Some(file) = area.attribute("FILEID").filter(|file| self.is_text(file)) else { continue };
            let range = area.attribute("BEGIN").map(|begin| (begin, area.attribute("END").unwrap_or(begin)));
            found.push((file, range));
        }
        division.children("div").for_each(|inner| self.gather(inner, depth + 1, found));
        let links = division.attribute("ID").and_then(|id| self.links.get(id));
        for linked in links.into_iter().flatten().filter_map(|id| self.divisions.get(id)) {
            // A link to a whole page says only where an article begins.
            if !linked.attribute("TYPE").unwrap_or("").eq_ignore_ascii_case("page") {
                self.gather(linked, depth + 1, found);
            }
        }
    }

    /// True for the id of a page of text, not of a picture.
    fn is_text(&self, file: &str) -> bool {
        self.files.get(file).is_some_and(|address| address.to_lowercase().ends_with(".xml"))
    }

    /// The pages of text in their order, each as a unit of its own.
    fn pages(&self, root: &'a Element) -> Vec<(&'a Element, Vec<Area<'a>>)> {
        let is_page = |division: &&Element| division.attribute("TYPE").unwrap_or("").to_lowercase().contains("page");
        let mut pages: Vec<&Element> = every(root, "div").filter(is_page).collect();
        pages.sort_by_key(|page| page.attribute("ORDER").and_then(|order| order.parse::<u32>().ok()));
        let file = |page: &'a Element| {
            page.children("fptr").filter_map(|pointer| pointer.attribute("FILEID")).find(|file| self.is_text(file))
        };
        pages.into_iter().filter_map(|page| Some((page, vec![(file(page)?, None)]))).collect()
    }

    fn described(&self, division: &Element) -> Option<&'a Element> {
        division.attribute("DMDID")?.split_whitespace().find_map(|id| self.descriptions.get(id).copied())
    }

    fn title(&self, unit: &Element) -> String {
        let described = self.described(unit).and_then(title_of).or_else(|| unit.attribute("LABEL").map(str::to_owned));
        described.map_or(String::new(), |title| whitespace::line(&title))
    }

    /// Reads a page of text.
    fn page(&self, file: &str, open: Open<'_>) -> Result<Page, String> {
        let address = self.files.get(file).copied().unwrap_or_default();
        let local = address.strip_prefix("file://").unwrap_or(address).trim_start_matches("./");
        let path = Path::new(local);
        if local.is_empty() || path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(format!("page {address} does not lie beside the METS file"));
        }
        let fault = |cause: String| format!("page {}: {cause}", whitespace::line(local));
        let bytes = open(path).map_err(fault)?;
        let root = xml::parse(encoding::decode(&bytes, None).trim_start()).map_err(|error| fault(error.reason))?;
        Ok(ocr::Page::of(&root))
    }
}

/// The divisions that are articles, outermost first.
fn units<'a>(division: &'a Element, depth: usize, found: &mut Vec<&'a Element>) {
    let kind = division.attribute("TYPE").unwrap_or("").to_lowercase();
    if ARTICLES.iter().any(|name| kind.contains(name)) && !kind.contains("newspaper") {
        found.push(division);
    } else if depth < DEEPEST {
        division.children("div").for_each(|inner| units(inner, depth + 1, found));
    }
}

/// Name, day and language of the issue.
fn publication(root: &Element) -> (Option<String>, Option<Published>, Option<String>) {
    let label = every(root, "div").find_map(|division| division.attribute("LABEL"));
    let dated = |element: &Element| {
        ["dateIssued", "date"]
            .iter()
            .flat_map(|name| element.descendants(name))
            .find_map(|date| metadata::published(&date.value()?))
    };
    // The description with a day is the issue's.
    let issue = root.descendants("dmdSec").into_iter().find(|description| dated(description).is_some());
    let name = issue
        .or_else(|| root.child("dmdSec"))
        .and_then(title_of)
        .or_else(|| root.attribute("LABEL").map(|label| without_day(label).to_owned()));
    let in_label = || match days::only(label.or(root.attribute("LABEL"))?)? {
        days::Reading::Sure(day) => Some(metadata::of_day(day)),
        days::Reading::Either { .. } => None,
    };
    let name = name.map(|name| name.trim_end_matches(['.', ',', ' ']).to_owned()).filter(|name| !name.is_empty());
    (name, issue.and_then(dated).or_else(in_label), issue.and_then(language_of))
}

/// "The Harbour Post, 1910-05-03": the name alone.
fn without_day(label: &str) -> &str {
    let start = days::find(label).first().map_or(label.len(), |day| day.start);
    label[..start].trim_end_matches([',', ' ', '.', '-', '('])
}

/// All elements of a local name, also those inside others of it.
fn every<'a>(root: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    let mut open = root.descendants(name);
    open.reverse();
    std::iter::from_fn(move || {
        let element = open.pop()?;
        open.extend(element.descendants(name).into_iter().rev());
        Some(element)
    })
}

/// The title of a description in MODS or Dublin Core.
fn title_of(description: &Element) -> Option<String> {
    let info = description.descendants("titleInfo").into_iter().find(|info| info.child("title").is_some());
    let title = match info {
        Some(info) => {
            let parts = ["nonSort", "title", "subTitle"].iter().filter_map(|part| info.child(part)?.value());
            parts.collect::<Vec<_>>().join(" ")
        }
        None => description.descendants("title").first()?.value()?,
    };
    Some(title).filter(|title| !title.trim().is_empty())
}

fn language_of(description: &Element) -> Option<String> {
    let term = description.descendants("languageTerm").first()?.value()?;
    metadata::language(&term)
}

/// Adds a stretch of an article: a sentence, and a word, that the end of a column or page divides goes on.
fn go_on(text: &mut String, next: &str) {
    let next = next.trim();
    let goes_on = next.starts_with(char::is_lowercase);
    let hyphen =
        text.strip_suffix(['-', '\u{ad}', '¬']).filter(|before| before.ends_with(char::is_alphabetic)).map(str::len);
    match hyphen {
        _ if next.is_empty() => {}
        _ if text.is_empty() => text.push_str(next),
        Some(length) if goes_on => {
            text.truncate(length);
            text.push_str(next);
        }
        _ => {
            text.push_str(if goes_on && !text.ends_with(['.', '!', '?', ':', '"', '”']) { " " } else { "\n\n" });
            text.push_str(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::{Found, Options, read};
    use std::{fs, ops::ControlFlow, path::Path};

    fn word(id: &str, text: &str) -> String {
        format!("<String ID='{id}' CONTENT='{text}'/><SP/>")
    }

    fn found(path: &Path) -> Vec<Found> {
        let mut all = Vec::new();
        let options = Options { path: Some(path.to_owned()), ..Options::default() };
        let bytes = fs::read(path).unwrap();
        let _ = read(&path.to_string_lossy(), &mut &*bytes, &options, &mut |found| {
            all.push(found);
            ControlFlow::Continue(())
        });
        all
    }

    /// An issue of two pages in a folder of its own.
    fn issue(folder: &Path, body: &str) -> std::path::PathBuf {
        let page = |lines: &str| {
            format!("<?xml version='1.0'?><alto><Layout><Page><PrintSpace>{lines}</PrintSpace></Page></Layout></alto>")
        };
        let line =
            |block: &str, words: &str| format!("<TextBlock ID='{block}'><TextLine>{words}</TextLine></TextBlock>");
        let first = line("b1", &(word("w1", "Rain") + &word("w2", "fell")))
            + &line(
                "b2",
                &(word("w3", "Wind") + &word("w4", "rose") + "<String ID='w5' CONTENT='har'/><HYP CONTENT='-'/>"),
            );
        let second = line("b1", &(word("w1", "bour") + &word("w2", "closed.")));
        fs::write(folder.join("n_0001.xml"), page(&first)).unwrap();
        fs::write(folder.join("n_0002.xml"), page(&second)).unwrap();
        let mets = format!(
            "<?xml version='1.0'?><mets:mets xmlns:mets='m' xmlns:mods='d' xmlns:xlink='x'><mets:dmdSec ID='issue'><mods:mods><mods:titleInfo><mods:nonSort>The</mods:nonSort>\
             <mods:title>Harbour Post.</mods:title></mods:titleInfo><mods:originInfo><mods:dateIssued>1824-02-17</mods:dateIssued></mods:originInfo></mods:mods></mets:dmdSec>\
             <mets:dmdSec ID='d2'><mods:mods><mods:titleInfo><mods:title>WIND.</mods:title></mods:titleInfo></mods:mods></mets:dmdSec>\
             <mets:fileSec><mets:file ID='i1'><mets:FLocat xlink:href='n_0001.jp2'/></mets:file><mets:file ID='p1'><mets:FLocat xlink:href='file://./n_0001.xml'/></mets:file>\
             <mets:file ID='p2'><mets:FLocat xlink:href='n_0002.xml'/></mets:file><mets:file ID='p3'><mets:FLocat xlink:href='../secret.xml'/></mets:file></mets:fileSec>{body}</mets:mets>"
        );
        let path = folder.join("n_mets.xml");
        fs::write(&path, mets).unwrap();
        path
    }

    #[test]
    fn articles_over_pages_by_links() {
        let folder = tempfile::tempdir().unwrap();
        let area = |id: &str, file: &str, from: &str, to: &str| {
            format!(
                "<mets:div ID='{id}' TYPE='pagearea'><mets:fptr><mets:area FILEID='i1' COORDS='1,2'/></mets:fptr><mets:fptr><mets:area FILEID='{file}' BETYPE='IDREF' BEGIN='{from}' END='{to}'/></mets:fptr></mets:div>"
            )
        };
        let link = |from: &str, to: &[&str]| {
            let ends: String = std::iter::once(&from)
                .chain(to)
                .map(|end| format!("<mets:smLocatorLink xlink:href='#{end}'/>"))
                .collect();
            format!("<mets:smLinkGrp>{ends}</mets:smLinkGrp>")
        };
        let body = format!(
            "<mets:structMap TYPE='LOGICAL'><mets:div ID='l' TYPE='ISSUE'><mets:div ID='a1' TYPE='ARTICLE' LABEL='RAIN.'/><mets:div ID='a2' TYPE='ARTICLE' DMDID='d2'/></mets:div></mets:structMap>\
             <mets:structMap TYPE='PHYSICAL'><mets:div ID='ph'><mets:div ID='pg1' TYPE='page'>{}{}</mets:div><mets:div ID='pg2' TYPE='page'>{}</mets:div></mets:div></mets:structMap>\
             <mets:structLink>{}{}{}</mets:structLink>",
            area("x1", "p1", "w1", "w2"),
            area("x2", "p1", "w3", "w5"),
            area("x3", "p2", "w1", "w2"),
            link("l", &["ph"]),
            link("a1", &["x1"]),
            link("a2", &["x2", "x3"])
        );
        let path = issue(folder.path(), &body);
        let all = found(&path);
        let records: Vec<_> = all.into_iter().map(|found| found.record.unwrap()).collect();
        assert_eq!(records.len(), 2);
        assert_eq!((records[0].title.as_str(), records[0].text.as_str()), ("RAIN.", "Rain fell"));
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("WIND.", "Wind rose harbour closed."));
        assert_eq!(
            (records[1].source.as_deref(), records[1].source_id.as_deref()),
            (Some("The Harbour Post"), Some("a2"))
        );
        assert_eq!(records[1].published.as_ref().unwrap().day.to_string(), "1824-02-17");
        // The pages are part of the issue.
        let page = found(&folder.path().join("n_0001.xml"));
        assert!(page.iter().all(|found| found.record.is_err()), "{page:?}");
    }

    #[test]
    fn articles_by_blocks_and_issues_of_pages_alone() {
        let folder = tempfile::tempdir().unwrap();
        let block = |file: &str, id: &str| {
            format!("<mets:fptr><mets:area FILEID='{file}' BETYPE='IDREF' BEGIN='{id}'/></mets:fptr>")
        };
        let body = format!(
            "<mets:structMap TYPE='LOGICAL'><mets:div ID='l' TYPE='Newspaper'><mets:div ID='a1' TYPE='ARTICLE'><mets:div TYPE='BODY'><mets:div TYPE='TEXT'>{}</mets:div><mets:div TYPE='TEXT'>{}</mets:div></mets:div></mets:div></mets:div></mets:structMap>",
            block("p1", "b2"),
            block("p2", "b1")
        );
        let all = found(&issue(folder.path(), &body));
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].record.as_ref().unwrap().text, "Wind rose harbour closed.");
        let pages = "<mets:structMap><mets:div ID='ph'><mets:div ID='g2' ORDER='2' TYPE='page'><mets:fptr FILEID='p2'/></mets:div><mets:div ID='g1' ORDER='1' TYPE='page'><mets:fptr FILEID='i1'/><mets:fptr FILEID='p1'/></mets:div></mets:div></mets:structMap>";
        let all = found(&issue(folder.path(), pages));
        let texts: Vec<_> = all.iter().map(|found| found.record.as_ref().unwrap().text.clone()).collect();
        assert_eq!(texts, ["Rain fell\n\nWind rose har-", "bour closed."]);
    }

    #[test]
    fn an_issue_named_by_its_label() {
        let folder = tempfile::tempdir().unwrap();
        let page = "<alto><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine><String CONTENT='Rain'/><SP/><String CONTENT='fell.'/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
        fs::write(folder.path().join("0001.xml"), page).unwrap();
        let mets = "<?xml version='1.0'?><mets TYPE='urn:library-of-congress:ndnp:mets:newspaper:issue' LABEL='The Harbour Post, 1910-05-03' xmlns:xlink='x'>\
            <dmdSec ID='i'><mods:mods><mods:originInfo><mods:dateIssued>1910-05-03</mods:dateIssued></mods:originInfo></mods:mods></dmdSec><dmdSec ID='p1'><mods:mods/></dmdSec>\
            <fileSec><fileGrp><file ID='ocr1' USE='ocr'><FLocat xlink:href='./0001.xml'/></file></fileGrp></fileSec>\
            <structMap><div TYPE='np:issue' DMDID='i'><div TYPE='np:page' DMDID='p1'><fptr FILEID='ocr1'/></div></div></structMap></mets>";
        let path = folder.path().join("ed-1.METS.xml");
        fs::write(&path, mets).unwrap();
        let all = found(&path);
        let record = all[0].record.as_ref().unwrap();
        assert_eq!((record.source.as_deref(), record.text.as_str()), (Some("The Harbour Post"), "Rain fell."));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "1910-05-03");
    }

    #[test]
    fn pages_elsewhere_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        fs::write(
            folder.path().join("secret.xml"),
            "<alto><TextBlock ID='b'><TextLine><String CONTENT='secret'/></TextLine></TextBlock></alto>",
        )
        .unwrap();
        let body = "<mets:structMap><mets:div TYPE='ARTICLE' LABEL='X'><mets:fptr><mets:area FILEID='p3' BEGIN='b'/></mets:fptr></mets:div></mets:structMap>";
        let all = found(&issue(&inner, body));
        assert!(
            all.iter().all(|found| found.record.as_ref().map_or(true, |record| !record.text.contains("secret"))),
            "{all:?}"
        );
        assert!(
            all.iter()
                .any(|found| found.record.as_ref().is_err_and(|error| error.reason.contains("does not lie beside"))),
            "{all:?}"
        );
    }
}
