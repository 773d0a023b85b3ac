//! Europresse: pages whose articles have their publication, date and title in elements of known classes.

use super::day_of;
use crate::{
    article::Record,
    formats::common::{byline, markup, whitespace},
};
use dom_query::{Document, NodeRef};

/// True for a page that may be an export.
pub(super) fn has_marks(page: &str) -> bool {
    memchr::memmem::find(page.as_bytes(), b"DocPublicationName").is_some()
}

/// The articles of a page; none where it is no export.
pub(super) fn articles(document: &Document) -> Option<Vec<Record>> {
    let names = document.select(".DocPublicationName");
    let mut seen = std::collections::HashSet::new();
    let records: Vec<Record> = names
        .nodes()
        .iter()
        .filter_map(|name| {
            let whole = around(name)?;
            seen.insert(whole.id).then(|| article(&whole))
        })
        .collect();
    (!records.is_empty()).then_some(records)
}

/// The element of the article that a publication's name stands in: the smallest one with a title.
fn around<'a>(name: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let titled = |node: &NodeRef<'_>| is_titled(node);
    let own = name.ancestors_it(None).find(|node| titled(node))?;
    let article = own.ancestors_it(None).find(|node| node.has_name("article"));
    Some(article.unwrap_or(own))
}

fn is_titled(node: &NodeRef<'_>) -> bool {
    node.descendants_it()
        .any(|inner| inner.attr("class").is_some_and(|class| class.to_lowercase().contains("titrearticle")))
}

fn article(element: &NodeRef<'_>) -> Record {
    let document = Document::fragment(element.html());
    let one = |selector: &str| whitespace::line(&document.select_single(selector).text());
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let headers = document.select(".DocHeader");
    let header = headers.nodes().iter().map(|node| whitespace::line(&node.text())).collect::<Vec<_>>().join(" ");
    let mut record = Record {
        title: some(one(".TitreArticleVisu"))
            .or_else(|| some(one(".titreArticleVisu")))
            .unwrap_or_else(|| one(".titreArticle")),
        source: some(one(".DocPublicationName").split(',').next().unwrap_or("").trim().to_owned()),
        published: day_of(&header),
        authors: byline::authors(&one(
            ".docAuthors, .DocAuthors, .sm-margin-bottomNews, .sm-margin-TopNews.rdp__authors",
        )),
        // "Économie, mardi 5 mars 2019"
        section: header
            .split_once(',')
            .map(|(section, _)| section.trim())
            .filter(|section| is_section(section))
            .map(str::to_owned),
        language: Some("fr".to_owned()).filter(|_| header.contains(" mots")),
        source_id: some(one(".publiC-lblNodoc")),
        ..Record::default()
    };
    for selector in [
        ".DocPublicationName",
        ".DocHeader",
        ".TitreArticleVisu",
        ".titreArticle",
        ".docAuthors",
        ".DocAuthors",
        ".sm-margin-bottomNews",
        ".publiC-lblNodoc",
        "script",
        "style",
        "input",
        "button",
    ] {
        document.select(selector).remove();
    }
    let body = markup::text::of(&document.root());
    let mut lines = Vec::new();
    for line in body.lines() {
        let lower = line.trim().to_lowercase();
        if lower.starts_with("numéro de document") || lower.starts_with("news·") {
            record.source_id = some(line.split_once(':').map_or(line, |(_, id)| id).trim().to_owned());
            break;
        }
        if lower.starts_with('©') || lower.starts_with("tous droits réservés") {
            continue;
        }
        lines.push(line);
    }
    record.text = lines.join("\n");
    record
}

/// True for the name of a section before the day.
fn is_section(text: &str) -> bool {
    (2..=40).contains(&text.len()) && !text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_by_their_elements() {
        let one = |title: &str| {
            format!(
                "<table><tr><td><span class=DocPublicationName>Le Port</span><br><span class=DocHeader>Politique, </span>\
            <span class=DocHeader>jeudi </span><span class=DocHeader>5 octobre 2013</span><br><br><span class=TitreArticleVisu>{title}</span><br><br>\
            Il pleut.<p></p>Encore.<p></p><b><i>© 2012 Le Port. Tous droits réservés.</i></b><p></p>Numéro de document : news·20121004·PO·204<br></td></tr></table>"
            )
        };
        let page = format!("<html><body>{}{}</body></html>", one("Pluie"), one("Vent"));
        let records = articles(&Document::from(page)).unwrap();
        assert_eq!(records.iter().map(|record| record.title.as_str()).collect::<Vec<_>>(), ["Pluie", "Vent"]);
        assert_eq!(records[0].published.as_ref().unwrap().day.to_string(), "2013-10-05");
        assert!(
            records[0].text.trim().starts_with("Il pleut.") && !records[0].text.contains('©'),
            "{}",
            records[0].text
        );
        assert_eq!(
            (records[0].source.as_deref(), records[0].source_id.as_deref()),
            (Some("Le Port"), Some("news·20121004·PO·204"))
        );
    }

    #[test]
    fn the_layout_of_today() {
        let one = |title: &str| {
            format!(
                "<article><header><div class='rdp__DocPublicationName'><span class='DocPublicationName'>Le Port, no. 23014</span></div><span class='DocHeader'>Économie, mardi 5 mars 2019 234 mots, p. ECO12</span>                 <div class='titreArticle'><p class='titreArticleVisu rdp__articletitle'>{title}</p></div><p class='sm-margin-bottomNews'>Jane Doe</p></header>                 <section><div class='docOcurrContainer'><p>Il pleut.</p><p>Encore.</p></div></section><footer><small>© 2019 Le Port. Tous droits réservés.</small>                 <div class='publiC-lblNodoc'>news·20190305·PO·0123</div></footer></article>"
            )
        };
        let records =
            articles(&Document::from(format!("<html><body>{}{}</body></html>", one("Pluie"), one("Vent")))).unwrap();
        assert_eq!(records.len(), 2);
        let record = &records[1];
        assert_eq!(
            (record.title.as_str(), record.source.as_deref(), record.section.as_deref()),
            ("Vent", Some("Le Port"), Some("Économie"))
        );
        assert_eq!((record.authors.join("").as_str(), record.text.trim()), ("Jane Doe", "Il pleut.\n\nEncore."));
        assert_eq!(
            (record.published.as_ref().unwrap().day.to_string().as_str(), record.source_id.as_deref()),
            ("2019-03-05", Some("news·20190305·PO·0123"))
        );
    }
}
