//! Articles in JATS and TEI.

use crate::{
    article::{Published, Record},
    formats::common::{markup, metadata, whitespace, xml::Element},
};

/// The article of a JATS document, or the whole text of another `<article>`.
pub(super) fn jats(root: &Element) -> Vec<Record> {
    let Some(meta) = root.at(&["front", "article-meta"]) else { return vec![super::unknown(root)] };
    let people = meta.descendants("contrib");
    let authors = people.iter().filter(|person| person.attribute("contrib-type").is_none_or(|kind| kind == "author"));
    let journal = root.at(&["front", "journal-meta"]);
    let id = meta
        .children("article-id")
        .find(|id| id.attribute("pub-id-type") == Some("doi"))
        .or_else(|| meta.child("article-id"));
    let text = [meta.child("abstract"), root.child("body")].into_iter().flatten().map(prose);
    vec![Record {
        source_id: id.and_then(Element::value),
        title: meta
            .at(&["title-group", "article-title"])
            .map_or(String::new(), |title| whitespace::line(&title.text())),
        authors: authors.filter_map(|person| name(person)).collect(),
        published: meta.children("pub-date").filter_map(date_in_parts).min_by_key(|date| date.precision),
        source: journal.and_then(|journal| journal.descendants("journal-title").first()?.value()),
        keywords: meta.descendants("kwd").iter().filter_map(|word| word.value()).collect(),
        language: root.attribute("xml:lang").map(str::to_owned),
        text: text.collect::<Vec<_>>().join("\n\n"),
        ..Record::default()
    }]
}

/// The prose of a part, with the titles of its sections.
fn prose(part: &Element) -> String {
    let html = part.inner_html(&["ref-list", "table-wrap", "fig"]);
    markup::fragment_text(&html.replace("<title>", "<h2>").replace("</title>", "</h2>"))
}

/// The articles of a set.
pub(super) fn jats_set(root: &Element) -> Vec<Record> {
    root.descendants("article").into_iter().flat_map(jats).collect()
}

fn name(person: &Element) -> Option<String> {
    let name = person.descendants("name").into_iter().next().unwrap_or(person);
    let part = |local: &str| name.child(local).and_then(Element::value);
    let family = part("surname").or_else(|| part("collab"))?;
    Some(part("given-names").map_or_else(|| family.clone(), |given| format!("{given} {family}")))
}

/// A date with elements for day, month, year.
fn date_in_parts(date: &Element) -> Option<Published> {
    let part = |local: &str| date.child(local).and_then(Element::value);
    let parts = [part("year"), part("month"), part("day")];
    let given: Vec<String> = parts.into_iter().flatten().map(|part| format!("{part:0>2}")).collect();
    metadata::published(&given.join("-"))
        .or_else(|| metadata::published(&format!("{} {} {}", part("day")?, part("month")?, part("year")?)))
}

/// The article of a TEI document.
pub(super) fn tei(root: &Element) -> Vec<Record> {
    let header = root.at(&["teiHeader", "fileDesc"]);
    let at = |path: &[&str]| header.and_then(|header| header.at(path));
    let title = at(&["titleStmt", "title"]);
    let authors = at(&["titleStmt"])
        .map_or(Vec::new(), |statement| statement.children("author").filter_map(Element::value).collect());
    let dates = ["sourceDesc", "publicationStmt"]
        .iter()
        .filter_map(|part| at(&[part]))
        .flat_map(|part| part.descendants("date"));
    let read = |date: &Element| {
        metadata::published(date.attribute("when").or(date.attribute("when-iso"))?)
            .or_else(|| metadata::published(&date.value()?))
    };
    vec![Record {
        source_id: root.attribute("xml:id").map(str::to_owned),
        title: title.map_or(String::new(), |title| whitespace::line(&title.text())),
        authors: authors.iter().map(|author| whitespace::line(author)).collect(),
        published: dates.into_iter().find_map(read),
        source: at(&["publicationStmt", "publisher"]).and_then(Element::value),
        language: root.attribute("xml:lang").map(str::to_owned),
        text: root
            .at(&["text", "body"])
            .or_else(|| root.child("text"))
            .map_or(String::new(), |body| body.prose(&["fw", "note"])),
        ..Record::default()
    }]
}

/// The articles of a corpus.
pub(super) fn tei_corpus(root: &Element) -> Vec<Record> {
    root.elements().filter(|element| element.local().eq_ignore_ascii_case("tei")).flat_map(tei).collect()
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn jats() {
        let text = "<?xml version='1.0'?><!DOCTYPE article PUBLIC '-//NLM//DTD JATS' 'x.dtd'><article xml:lang='en'><front><journal-meta><journal-title-group><journal-title>The Tide</journal-title></journal-title-group></journal-meta>\
            <article-meta><article-id pub-id-type='doi'>10.1/x</article-id><title-group><article-title>Rain <i>falls</i></article-title></title-group>\
            <contrib-group><contrib contrib-type='author'><name><surname>Doe</surname><given-names>Jane</given-names></name></contrib></contrib-group>\
            <pub-date><year>2026</year></pub-date><pub-date><day>4</day><month>1</month><year>2026</year></pub-date><abstract><p>Short.</p></abstract></article-meta></front>\
            <body><sec><title>One</title><p>It fell.</p></sec></body></article>";
        let record = article("a.xml", text);
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain falls", "Short.\n\nOne\n\nIt fell."));
        assert_eq!((record.authors.join(""), record.source.as_deref()), ("Jane Doe".to_owned(), Some("The Tide")));
        assert_eq!(
            (record.source_id.as_deref(), record.published.unwrap().day.to_string()),
            (Some("10.1/x"), "2026-01-04".to_owned())
        );
    }

    #[test]
    fn tei() {
        let text = "<?xml version='1.0'?><TEI xmlns='t'><teiHeader><fileDesc><titleStmt><title>Rain</title><author>Jane Doe</author></titleStmt>\
            <publicationStmt><publisher>The Tide</publisher><date when='2026-01-04'/></publicationStmt></fileDesc></teiHeader>\
            <text><body><p>It fell.</p><p>It stopped.</p></body></text></TEI>";
        let record = article("a.xml", text);
        assert_eq!(
            (record.title.as_str(), record.text.as_str(), record.source.as_deref()),
            ("Rain", "It fell.\n\nIt stopped.", Some("The Tide"))
        );
        assert_eq!(record.published.unwrap().day.to_string(), "2026-01-04");
    }
}
