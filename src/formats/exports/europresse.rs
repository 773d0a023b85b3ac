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
        section: section_of(&header),
        language: language_of(&header),
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

/// The articles of a text; none where it has no numbers of Europresse's documents ("news·20240305·LM·0012").
pub(super) fn in_text(text: &str) -> Option<Vec<Record>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let ends: Vec<usize> = (0..lines.len()).filter(|at| number(lines[*at]).is_some()).collect();
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    let records: Option<Vec<Record>> =
        starts.zip(&ends).map(|(start, end)| article_of_lines(&lines[start..=*end])).collect();
    records.filter(|records| !records.is_empty())
}

/// The number of a document in a line that ends in it.
fn number(line: &str) -> Option<&str> {
    let at = line.rfind("news·").filter(|_| line.len() <= 200)?;
    let id = &line[at..];
    let day = id.split('·').nth(1)?;
    (day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) && !id.contains(' ')).then_some(id)
}

/// The article of lines that end in a number: publication, section with day and page, title, author, text, rights.
fn article_of_lines(lines: &[&str]) -> Option<Record> {
    let dated = lines.iter().take(12).position(|line| line.len() < 160 && day_of(line).is_some())?;
    let header = lines[dated];
    let source = lines[..dated].iter().rev().find(|line| !line.is_empty())?;
    let mut record = Record {
        source: Some(source.split(',').next().unwrap_or(source).trim().to_owned()),
        published: day_of(header),
        section: section_of(header),
        language: language_of(header),
        source_id: lines.last().and_then(|line| number(line)).map(str::to_owned),
        ..Record::default()
    };
    let is_end = |line: &str| {
        line.starts_with('©') || number(line).is_some() || line.to_lowercase().starts_with("tous droits réservés")
    };
    let mut rest = lines[dated + 1..]
        .iter()
        .copied()
        .skip_while(|line| line.is_empty())
        .take_while(|line| !is_end(line))
        .peekable();
    record.title = whitespace::line(rest.next()?);
    while rest.next_if(|line| line.is_empty()).is_some() {}
    if let Some(line) = rest.next_if(|line| line.len() < 80 && (byline::find(line).is_some() || byline::is_name(line)))
    {
        record.authors = byline::authors(line);
    }
    record.text = rest.collect::<Vec<_>>().join("\n");
    Some(record)
}

/// The name of the section before the day of a header: "Économie, mardi 5 mars 2019".
fn section_of(header: &str) -> Option<String> {
    let section = header.split_once(',')?.0.trim();
    let is_name = (2..=40).contains(&section.len()) && !section.contains(|c: char| c.is_ascii_digit());
    is_name.then(|| section.to_owned())
}

/// The language, by the word with which a header counts words.
fn language_of(header: &str) -> Option<String> {
    header.contains(" mots").then(|| "fr".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_as_text() {
        let one = |day: u32| {
            format!(
                "Le Quai\nPolitique, lundi {day} janvier 2010, p. 8\n\nLa pluie tombe\n\nJane Doe\n\nIl pleut.\n\nC'est fini.\n\n© 2010 Le Quai. Tous droits réservés. ; CEDROM-SNi inc.\nnews·201001{day}·QU·001\n\n"
            )
        };
        let records = in_text(&format!("{}{}", one(11), one(12))).unwrap();
        assert_eq!(records.len(), 2);
        let record = &records[1];
        assert_eq!((record.title.as_str(), record.text.trim()), ("La pluie tombe", "Il pleut.\n\nC'est fini."));
        assert_eq!((record.source.as_deref(), record.section.as_deref()), (Some("Le Quai"), Some("Politique")));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2010-01-12");
        assert_eq!(
            (record.authors.join(""), record.source_id.as_deref()),
            ("Jane Doe".to_owned(), Some("news·20100112·QU·001"))
        );
        assert!(in_text("The news·paper of 8 May 2010").is_none());
    }

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
