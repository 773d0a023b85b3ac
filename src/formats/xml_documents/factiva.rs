//! Answers of Factiva's service: articles with elements for each field.

use crate::{
    article::Record,
    formats::common::{byline, metadata, whitespace, xml::Element},
};

/// The articles of an answer.
pub(super) fn articles(root: &Element) -> Vec<Record> {
    root.descendants("article").into_iter().map(article).collect()
}

fn article(article: &Element) -> Record {
    let value = |name: &str| {
        article.child(name).map(|element| whitespace::line(&element.text())).filter(|text| !text.is_empty())
    };
    let paragraphs = article.elements().filter(|part| matches!(part.local(), "leadParagraph" | "tailParagraphs"));
    let paragraphs = paragraphs.flat_map(|part| match part.descendants("paragraph") {
        none if none.is_empty() => vec![part.text().trim().to_owned()],
        all => all.iter().map(|paragraph| whitespace::line(&paragraph.text())).collect(),
    });
    let date = article.child("publicationDate");
    Record {
        source_id: value("accessionNo"),
        title: value("headline").unwrap_or_default(),
        authors: value("byline").map_or(Vec::new(), |line| byline::authors(&line)),
        published: date.and_then(|date| metadata::published(&date.value()?)),
        source: value("sourceName").or_else(|| value("publisherName")),
        section: value("sectionName"),
        language: value("baseLanguage"),
        keywords: article.children("newsSubject").filter_map(|subject| subject.child("name")?.value()).collect(),
        text: paragraphs.collect::<Vec<_>>().join("\n\n"),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn answers_hold_articles() {
        let one = "<ppsarticle><article><accessionNo>POST000020260124</accessionNo><baseLanguage>EN</baseLanguage><headline><paragraph><hlt>Rain</hlt> falls</paragraph></headline>\
            <leadParagraph><paragraph>One.</paragraph></leadParagraph><publicationDate><dateTime>2026-01-24T01:35:58Z</dateTime></publicationDate><sourceName>The Post</sourceName>\
            <newsSubject code='g'><name>Weather</name></newsSubject><tailParagraphs><paragraph>Two.</paragraph><paragraph>Three.</paragraph></tailParagraphs></article></ppsarticle>";
        let records = articles("a.xml", format!("<?xml version='1.0'?><PPSResponse><r>{one}{one}</r></PPSResponse>"));
        assert_eq!(records.len(), 2);
        let record = &records[0];
        assert_eq!((record.title.as_str(), record.text.as_str()), ("Rain falls", "One.\n\nTwo.\n\nThree."));
        assert_eq!(
            (record.source.as_deref(), record.source_id.as_deref()),
            (Some("The Post"), Some("POST000020260124"))
        );
        assert_eq!((record.language.as_deref(), record.keywords.join("")), (Some("en"), "Weather".to_owned()));
        assert_eq!(record.published.as_ref().unwrap().day.to_string(), "2026-01-24");
    }
}
