//! Kikuzo (Asahi Shimbun) and Yomidasu (Yomiuri Shimbun): pages with a table of fields before the text of each article.

use super::day_of;
use crate::{
    article::Record,
    formats::common::{markup, whitespace},
};
use dom_query::{Document, NodeRef};

/// True for a page that may be an export.
pub(super) fn has_marks(page: &str) -> bool {
    let any = |mark: &str| memchr::memmem::find(page.as_bytes(), mark.as_bytes()).is_some();
    any("topic-detail") && any("発行日") || any("contentsTable") && any("heiseiDetail")
}

/// The articles of a page; none where it is no export.
pub(super) fn articles(document: &Document) -> Option<Vec<Record>> {
    Some(kikuzo(document))
        .filter(|records| !records.is_empty())
        .or_else(|| Some(yomidasu(document)).filter(|records| !records.is_empty()))
}

/// A head of named cells, then a table with the title and the text.
fn kikuzo(document: &Document) -> Vec<Record> {
    let (heads, details) = (document.select("table.topic-list"), document.select("table.topic-detail"));
    let records = heads.nodes().iter().zip(details.nodes()).map(|(head, detail)| {
        let (head, detail) = (Document::fragment(head.html()), Document::fragment(detail.html()));
        let texts = |document: &Document, selector: &str| {
            document.select(selector).nodes().iter().map(|cell| whitespace::line(&cell.text())).collect::<Vec<_>>()
        };
        let (names, values) = (texts(&head, "th"), texts(&head, "td"));
        let value = |name: &str| {
            names.iter().position(|known| known == name).and_then(|at| values.get(at)).filter(|value| !value.is_empty())
        };
        let body = detail.select_single("[class^=detail]");
        Record {
            title: whitespace::line(&detail.select_single("[class^=font002]").text()),
            published: value("発行日").and_then(|day| day_of(day)),
            section: value("面名").cloned(),
            source: Some("朝日新聞".to_owned()),
            language: Some("ja".to_owned()),
            text: body.nodes().first().map_or(String::new(), text),
            ..Record::default()
        }
    });
    records.filter(|record| record.published.is_some()).collect()
}

/// A head of cells in a fixed order (number, day, title, edition, page), then the text in paragraphs.
fn yomidasu(document: &Document) -> Vec<Record> {
    let (heads, details) = (document.select("table.contentsTable"), document.select("[id=heiseiDetailContents]"));
    let records = heads.nodes().iter().zip(details.nodes()).filter_map(|(head, detail)| {
        let head = Document::fragment(head.html());
        let cells: Vec<String> =
            head.select("th, td").nodes().iter().map(|cell| whitespace::line(&cell.text())).collect();
        let day = cells.iter().position(|cell| cell.len() < 30 && day_of(cell).is_some())?;
        let detail = Document::fragment(detail.html());
        let paragraphs: Vec<String> =
            detail.select("p").nodes().iter().map(text).filter(|text| !text.is_empty()).collect();
        Some(Record {
            title: cells.get(day + 1).cloned().unwrap_or_default(),
            published: day_of(&cells[day]),
            section: cells.get(day + 3).cloned(),
            source: Some("読売新聞".to_owned()),
            language: Some("ja".to_owned()),
            text: paragraphs.join("\n\n"),
            ..Record::default()
        })
    });
    records.collect()
}

/// The text of an element; a paragraph begins with an ideographic space.
fn text(node: &NodeRef<'_>) -> String {
    let lines: Vec<String> =
        markup::text::of(node).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles as read;

    #[test]
    fn kikuzo() {
        let one = |title: &str, day: &str| {
            format!(
                "<table class='topic-inside'><tr><td><table class='topic-list'><tr><th>No.</th><th>発行日</th><th>朝夕刊</th><th>面名</th></tr>\
                 <tr><td>1</td><td><nobr>1985年</nobr><nobr>{day}</nobr></td><td>朝刊</td><td>１外</td></tr></table></td></tr></table>\
                 <table class='topic-detail'><tr><td><span class='font002'>\n{title}\n</span></td></tr><tr><td><div class='detail001'>　雨が<span>降</span>った。<br>　　　<br>　止んだ。</div></td></tr></table>"
            )
        };
        let records = read(
            "a.html",
            format!("<html><body>{}{}</body></html>", one("雨が降る", "01月10日"), one("風が吹く", "02月11日")),
        );
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("風が吹く", "雨が降った。\n\n止んだ。"));
        assert_eq!(
            (records[1].published.as_ref().unwrap().day.to_string().as_str(), records[1].section.as_deref()),
            ("1985-02-11", Some("１外"))
        );
    }

    #[test]
    fn yomidasu() {
        let one = |title: &str, day: &str| {
            format!(
                "<div id='heiseiDetailArea'><table class='contentsTable'><tr><th>1</th><th>{day}</th><th>{title}　</th><th>東京夕刊</th><th>夕二面</th><th>02頁</th></tr></table></div>\
                 <div id='heiseiDetailContents'><h2><img></h2><p class='mb10'>　雨が降った。</p></div>"
            )
        };
        let records = read(
            "a.html",
            format!("<html><body>{}{}</body></html>", one("雨が降る", "2009.01.13"), one("風が吹く", "2009.01.14")),
        );
        assert_eq!(records.len(), 2);
        assert_eq!((records[1].title.as_str(), records[1].text.as_str()), ("風が吹く", "雨が降った。"));
        assert_eq!(
            (records[1].published.as_ref().unwrap().day.to_string().as_str(), records[1].source.as_deref()),
            ("2009-01-14", Some("読売新聞"))
        );
    }
}
