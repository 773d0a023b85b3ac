//! Exports of WordPress (WXR): feeds with elements of its own for what an item is and who its accounts are.

use crate::formats::common::xml::Element;

/// Kinds of items that are no stories.
const KINDS: &[&str] = &[
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "wp_block",
    "wp_template",
    "wp_navigation",
    "wp_global_styles",
    "feedback",
];

/// States of items that were thrown away or never written.
const STATES: &[&str] = &["trash", "auto-draft"];

/// Parts an account from its name in what a feed shares.
const PART: char = '\u{1f}';

/// The value of an element of WordPress directly inside another.
fn value(element: &Element, name: &str) -> Option<String> {
    element.elements().find(|inner| inner.name == name).and_then(Element::value)
}

/// True for a story, and for every item of other feeds.
pub(super) fn is_story(item: &Element) -> bool {
    let is_any = |name: &str, values: &[&str]| value(item, name).is_some_and(|value| values.contains(&value.as_str()));
    !is_any("wp:post_type", KINDS) && !is_any("wp:status", STATES)
}

/// The accounts of an export with the names of their people.
pub(super) fn authors(channel: &Element) -> Vec<String> {
    let accounts = channel.elements().filter(|element| element.name == "wp:author");
    accounts
        .filter_map(|account| {
            Some(format!("{}{PART}{}", value(account, "wp:author_login")?, value(account, "wp:author_display_name")?))
        })
        .collect()
}

/// The name of an account, where `known` is that account with its name.
pub(super) fn name_of(known: &str, account: &str) -> Option<String> {
    known.split_once(PART).filter(|(login, _)| *login == account).map(|(_, name)| name.to_owned())
}

/// The first category of an item that is none of its tags.
pub(super) fn section(item: &Element) -> Option<String> {
    item.elements()
        .find(|element| element.name == "category" && element.attribute("domain") == Some("category"))
        .and_then(Element::value)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::articles;

    #[test]
    fn stories_of_an_export() {
        let item = |title: &str, kind: &str, status: &str| {
            format!(
                "<item><title><![CDATA[{title}]]></title><pubDate>Tue, 05 Mar 2024 09:10:00 +0000</pubDate><dc:creator><![CDATA[nfeld]]></dc:creator>\
                 <content:encoded><![CDATA[<!-- wp:paragraph --><p>It rained.</p><!-- /wp:paragraph -->]]></content:encoded><wp:status>{status}</wp:status><wp:post_type><![CDATA[{kind}]]></wp:post_type>\
                 <category domain='post_tag' nicename='f'><![CDATA[ferry]]></category><category domain='category' nicename='n'><![CDATA[News]]></category></item>"
            )
        };
        let feed = format!(
            "<?xml version='1.0'?><rss version='2.0' xmlns:wp='w'><channel><title>Harwick Herald</title><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>nfeld</wp:author_login>\
             <wp:author_display_name><![CDATA[Nora Feld]]></wp:author_display_name></wp:author>{}{}{}{}</channel></rss>",
            item("Rain", "post", "publish"),
            item("photo", "attachment", "inherit"),
            item("Gone", "post", "trash"),
            item("About", "page", "publish")
        );
        let records = articles("a.xml", feed);
        let titles: Vec<&str> = records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["Rain", "About"]);
        assert_eq!(
            (records[0].authors.join("").as_str(), records[0].section.as_deref(), records[0].text.as_str()),
            ("Nora Feld", Some("News"), "It rained.")
        );
        assert_eq!(records[0].keywords, ["ferry", "News"]);
    }
}
