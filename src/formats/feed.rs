//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; one article an item. OPML lists are named, not fetched.

mod wordpress;

use super::{
    Format, Options, ReadError, ReadErrorKind,
    common::{
        byline,
        input::{Head, Input, root_element},
        keys, markup, metadata,
        sink::Sink,
        xml::{self, Element},
    },
};
use crate::article::{Published, Record};
use serde_json::{Map, Value};
use url::Url;

/// Items of one feed, at most.
const MOST_ITEMS: usize = 1_000_000;

/// The reader of feeds.
pub(super) struct Feed;

impl Format for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rss", "atom", "rdf", "opml"]
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let json = head.text.starts_with('{') && head.text.contains("jsonfeed.org/version");
        let warned = || has_root(after_warnings(&head.text)) && !has_root(&head.text);
        json || has_root(&head.text) || warned()
    }

    fn read(&self, input: &mut Input<'_>, _: &Options, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let text = input.text(None)?;
        if text.trim_start().starts_with('{') {
            let feed: Map<String, Value> = serde_json::from_str(&text).map_err(ReadError::malformed)?;
            return hand_on(feed_items(&feed), |item| json_article(item, &feed), sink);
        }
        let mut root = xml::parse(after_warnings(text.trim_start()))?;
        drop(text);
        if let Some(prefix) = prefix_of_items(&root) {
            root.drop_prefix(&prefix);
        }
        if root.local().eq_ignore_ascii_case("opml") {
            let count = root.descendants("outline").len();
            return Err(ReadError::new(
                ReadErrorKind::Unsupported,
                format!("a list of {count} feeds (OPML): feeds are not fetched"),
            ));
        }
        let (items, shared) = xml_items(&root)?;
        hand_on(items, |item| article(item, &shared), sink)
    }
}

/// True for a text with the root element of a feed.
fn has_root(text: &str) -> bool {
    root_element(text).is_some_and(|root| {
        ["rss", "feed", "rdf", "opml", "channel"].iter().any(|name| root.eq_ignore_ascii_case(name))
    })
}

/// The feed in a text that begins with what a server had to say (`<b>Warning</b>: ...`).
fn after_warnings(text: &str) -> &str {
    let end = text.char_indices().nth(4_000).map_or(text.len(), |(at, _)| at);
    match text[..end].find("<?xml") {
        Some(at) if at > 0 && !has_root(text) && has_root(&text[at..]) => &text[at..],
        _ => text,
    }
}

/// The prefix that a feed writes before the names of RSS and Atom (`rss:item`).
fn prefix_of_items(root: &Element) -> Option<String> {
    let items = root.descendants("item").into_iter().chain(root.descendants("entry"));
    let (prefix, _) = items.map(|item| item.name.split_once(':')).next()??;
    Some(prefix.to_owned())
}

/// Hands on the article of each item.
fn hand_on<T>(items: Vec<&T>, article: impl Fn(&T) -> Record, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    if items.len() > MOST_ITEMS {
        return Err(ReadError::new(ReadErrorKind::Limit, format!("more than {MOST_ITEMS} items")));
    }
    if items.is_empty() {
        return Err(ReadError::new(ReadErrorKind::Empty, "a feed without items"));
    }
    for item in items {
        if sink.article(article(item)).is_break() {
            break;
        }
    }
    Ok(())
}

/// What a feed gives for all its items: values as of an article; `url` is the address that theirs are relative to, `keywords` the accounts of
/// a WordPress export.
type Shared = Record;

/// The items of an RSS or Atom feed, and what they share.
fn xml_items(root: &Element) -> Result<(Vec<&Element>, Shared), ReadError> {
    let kind = root.local().to_ascii_lowercase();
    if !matches!(kind.as_str(), "rss" | "feed" | "rdf" | "channel") {
        return Err(ReadError::new(ReadErrorKind::Malformed, format!("<{}> is no feed", root.name)));
    }
    let channel =
        if matches!(kind.as_str(), "feed" | "channel") { root } else { root.child("channel").unwrap_or(root) };
    let title = channel.elements().find(|element| element.name == "title" || element.name == "atom:title");
    let shared = Record {
        source: title.map(title_text).filter(|title| !title.is_empty()),
        language: named(channel, &["language", "dc:language"])
            .or_else(|| root.attribute("xml:lang").or(channel.attribute("xml:lang")).map(str::to_owned)),
        authors: if kind == "feed" { atom_authors(channel) } else { Vec::new() },
        url: [channel, root]
            .iter()
            .find_map(|element| element.attribute("xml:base").map(str::to_owned))
            .or(link(channel)),
        keywords: wordpress::authors(channel),
        ..Record::default()
    };
    let mut items: Vec<&Element> = channel.descendants(if kind == "feed" { "entry" } else { "item" });
    // RSS 1.0 has its items beside the channel; stray ones are taken, too.
    if items.is_empty() || kind == "rdf" {
        items = root.descendants("item");
        items.extend(root.descendants("entry"));
    }
    items.retain(|item| wordpress::is_story(item));
    Ok((items, shared))
}

/// The text of the first child with one of these full names, in order of trust.
fn named(item: &Element, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        item.elements().filter(|element| element.name.eq_ignore_ascii_case(name)).find_map(Element::value)
    })
}

/// A title without markup, which Atom and many RSS feeds allow in it.
fn title_text(title: &Element) -> String {
    let text = if title.attribute("type") == Some("xhtml") { title.prose(&[]) } else { title.text() };
    let plain = title.attribute("type") == Some("text");
    if !plain && (markup::looks_like_markup(&text) || text.contains('&')) {
        markup::fragment_text(&text)
    } else {
        text.trim().to_owned()
    }
}

/// The article of one item.
fn article(item: &Element, shared: &Shared) -> Record {
    let title = ["title", "atom:title", "dc:title", "media:title"].iter().find_map(|name| {
        item.elements().find(|element| element.name == *name).map(title_text).filter(|title| !title.is_empty())
    });
    let text = body(item);
    let mut authors: Vec<String> = atom_authors(item);
    if authors.is_empty() {
        let written = item
            .elements()
            .filter(|element| ["dc:creator", "author", "itunes:author"].contains(&element.name.as_str()));
        let name = |author: String| {
            shared.keywords.iter().find_map(|known| wordpress::name_of(known, &author)).unwrap_or(author)
        };
        authors = written.filter_map(Element::value).map(name).flat_map(|author| byline::authors(&author)).collect();
    }
    if authors.is_empty() {
        authors.clone_from(&shared.authors);
    }
    let keywords = item.elements().filter(|element| matches!(element.name.as_str(), "category" | "dc:subject"));
    let keywords = keywords.filter_map(|word| {
        word.attribute("label").or(word.attribute("term")).map(str::to_owned).or_else(|| word.value())
    });
    let origin = item.elements().find(|element| element.name == "source");
    Record {
        source_id: named(item, &["guid", "id", "atom:id", "dc:identifier"])
            .or_else(|| item.attribute("rdf:about").map(str::to_owned)),
        title: title.unwrap_or_default(),
        authors,
        published: date(item),
        updated_at: CHANGED.iter().find_map(|name| metadata::updated(&named(item, &[name])?)),
        source: origin
            .and_then(|origin| named(origin, &["title"]).or_else(|| origin.value()))
            .or_else(|| shared.source.clone()),
        url: link(item).map(|url| {
            let base = item.attribute("xml:base").map(|base| resolve(shared.url.as_deref(), base));
            resolve(base.as_deref().or(shared.url.as_deref()), &url)
        }),
        keywords: keywords.collect(),
        section: wordpress::section(item),
        language: item
            .attribute("xml:lang")
            .map(str::to_owned)
            .or_else(|| named(item, &["dc:language"]))
            .or_else(|| shared.language.clone()),
        text,
        ..Record::default()
    }
}

/// The fullest text of an item: its content before its description.
fn body(item: &Element) -> String {
    let names = [
        "content:encoded",
        "encoded",
        "content",
        "atom:content",
        "xhtml:body",
        "body",
        "description",
        "summary",
        "atom:summary",
        "dc:description",
        "itunes:summary",
        "media:description",
    ];
    let candidates = names.iter().flat_map(|name| item.elements().filter(move |element| element.name == *name));
    candidates.map(content_text).find(|text| !text.is_empty()).unwrap_or_default()
}

fn content_text(content: &Element) -> String {
    let markup = content.elements().next().is_some();
    match content.attribute("type").or(content.attribute("mode")) {
        _ if markup => content.prose(&[]),
        Some("text" | "text/plain") => content.text().trim().to_owned(),
        Some(kind) if kind.starts_with("image/") || kind.starts_with("audio/") || kind.starts_with("video/") => {
            String::new()
        }
        _ => {
            let text = content.text();
            if text.contains(['<', '&']) { markup::fragment_text(&text) } else { text.trim().to_owned() }
        }
    }
}

fn atom_authors(element: &Element) -> Vec<String> {
    let authors = element.elements().filter(|author| matches!(author.local(), "author" | "creator"));
    authors.filter_map(|author| author.child("name")?.value()).flat_map(|name| byline::authors(&name)).collect()
}

/// Elements that say when an item was last changed, in order of trust.
const CHANGED: &[&str] = &[
    "updated",
    "atom:updated",
    "a10:updated",
    "dcterms:modified",
    "modified",
    "wp:post_modified_gmt",
    "wp:post_modified",
];

fn date(item: &Element) -> Option<Published> {
    let names = [
        "pubDate",
        "published",
        "atom:published",
        "dc:date",
        "dcterms:issued",
        "issued",
        "date",
        "dcterms:created",
        "created",
        "dc:created",
        "updated",
        "atom:updated",
        "modified",
    ];
    names.iter().find_map(|name| named(item, &[name]).and_then(|date| metadata::published(&date)))
}

fn link(item: &Element) -> Option<String> {
    let is_address = |url: &String| url.contains("://");
    let links = || item.elements().filter(|element| matches!(element.name.as_str(), "link" | "atom:link"));
    let original = named(item, &["feedburner:origLink"]);
    let alternate = || links().filter(|link| matches!(link.attribute("rel"), None | Some("alternate")));
    let href = || alternate().find_map(|link| link.attribute("href").map(str::to_owned));
    let permalink = || {
        let guid = item.elements().find(|element| element.name == "guid")?;
        guid.value().filter(|_| guid.attribute("isPermaLink") != Some("false"))
    };
    original.or_else(|| links().find_map(Element::value)).or_else(href).or_else(|| permalink().filter(is_address))
}

/// An address by the one that it is relative to; what is no address, or already a whole one, stays as it is.
fn resolve(base: Option<&str>, address: &str) -> String {
    if Url::parse(address).is_ok() {
        return address.to_owned();
    }
    let whole = base.and_then(|base| Url::parse(base).ok()?.join(address).ok());
    whole.map_or_else(|| address.to_owned(), String::from)
}

/// The items of a JSON Feed.
fn feed_items(feed: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    feed.get("items").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// The article of an item of a JSON Feed.
fn json_article(item: &Map<String, Value>, feed: &Map<String, Value>) -> Record {
    let first = |object: &Map<String, Value>, names: &[&str]| {
        names.iter().find_map(|name| {
            object
                .get(*name)
                .and_then(|value| keys::strings(value).into_iter().next())
                .filter(|text| !text.trim().is_empty())
        })
    };
    let authors = |object: &Map<String, Value>| -> Vec<String> {
        let names = ["authors", "author"].iter().filter_map(|key| object.get(*key)).flat_map(keys::strings);
        names.flat_map(|name| byline::authors(&name)).collect()
    };
    Record {
        source_id: first(item, &["id"]),
        title: first(item, &["title"]).unwrap_or_default(),
        authors: Some(authors(item)).filter(|own| !own.is_empty()).unwrap_or_else(|| authors(feed)),
        published: first(item, &["date_published", "date_modified"]).and_then(|date| metadata::published(&date)),
        updated_at: first(item, &["date_modified"]).and_then(|date| metadata::updated(&date)),
        source: first(feed, &["title"]),
        url: first(item, &["url", "external_url"]),
        keywords: item.get("tags").map_or(Vec::new(), keys::strings),
        language: first(item, &["language"]).or_else(|| first(feed, &["language"])),
        text: first(item, &["content_html"])
            .map(|body| markup::fragment_text(&body))
            .filter(|body| !body.is_empty())
            .or_else(|| first(item, &["content_text", "summary"]))
            .unwrap_or_default(),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::{articles, read_all};

    #[test]
    fn rss_with_contents_and_quirks() {
        let feed = "<?xml version='1.0'?><rss version='2.0' xmlns:content='c' xmlns:dc='d'><channel><title>The Post</title>\
            <language>en-gb</language><item><title>R&amp;amp;D &lt;b&gt;up&lt;/b&gt;</title><link>https://a.example/1</link>\
            <guid isPermaLink='false'>x1</guid><pubDate>Sat, 24 Jan 2026 08:15:00 +0400</pubDate><dc:creator>By Jane Doe</dc:creator>\
            <category>Trade</category><description>short</description><content:encoded><![CDATA[<p>Long &amp; whole.</p><p>Two.</p>]]></content:encoded></item>\
            <item><description>Only a & text</description></item></channel></rss>";
        let items = articles("feed.xml", feed);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].title, "R&D up");
        assert_eq!(items[0].text, "Long & whole.\n\nTwo.");
        assert_eq!((items[0].source_id.as_deref(), items[0].url.as_deref()), (Some("x1"), Some("https://a.example/1")));
        assert_eq!((items[0].source.as_deref(), items[0].language.as_deref()), (Some("The Post"), Some("en")));
        assert_eq!(
            (&items[0].authors[..], &items[0].keywords[..]),
            (&["Jane Doe".to_owned()][..], &["Trade".to_owned()][..])
        );
        assert_eq!(items[0].published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!(items[0].published.as_ref().unwrap().at.as_deref(), Some("2026-01-24T08:15:00+04:00"));
        assert_eq!(items[1].text, "Only a & text");
    }

    #[test]
    fn signs_and_references_of_windows_are_text() {
        let feed = "<rss><channel><title>P</title><item><title>Rates < 3 percent</title><link>https://a.example/1</link>\
            <description>Mayor&#146;s plan &#150; &#147;yes&#148; &#133; 1 < 2, 3 > 2.</description></item>\
            <item><title>by <tool-2026</title><guid>x</guid></item></channel></rss>";
        let items = articles("a", feed);
        assert_eq!(
            (items[0].title.as_str(), items[0].url.as_deref()),
            ("Rates < 3 percent", Some("https://a.example/1"))
        );
        assert_eq!(items[0].text, "Mayor’s plan – “yes” … 1 < 2, 3 > 2.");
        assert_eq!((items[1].title.as_str(), items[1].source_id.as_deref()), ("by <tool-2026", Some("x")));
    }

    #[test]
    fn prefixed_feeds_and_warnings_before_them() {
        let feed = "<rss:rss xmlns:rss='r' xmlns:dc='d'><rss:channel><rss:title>P</rss:title><rss:item><rss:title>T</rss:title>\
            <dc:date>2026-01-24</dc:date><rss:description>Rain.</rss:description></rss:item></rss:channel></rss:rss>";
        let item = &articles("a", feed)[0];
        assert_eq!((item.title.as_str(), item.text.as_str(), item.source.as_deref()), ("T", "Rain.", Some("P")));
        assert!(item.published.is_some());
        let warned = "<br />\n<b>Warning</b>: no header in x.php<br />\n<?xml version='1.0'?><rss><channel><item><title>T</title></item></channel></rss>";
        assert_eq!(articles("a.xml", warned)[0].title, "T");
    }

    #[test]
    fn atom_and_rdf() {
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Blatt</title><author><name>Jörg Petersen</name></author>\
            <entry><id>urn:1</id><title type='html'>Regen &amp;amp; Wind</title><link rel='self' href='https://a.example/s'/><link href='https://a.example/1'/>\
            <updated>2026-01-25T00:00:00Z</updated><published>2026-01-24</published><summary>kurz</summary>\
            <content type='xhtml'><div xmlns='x'><p>Es regnet.</p></div></content></entry></feed>";
        let items = articles("a", atom);
        assert_eq!((items[0].title.as_str(), items[0].text.as_str()), ("Regen & Wind", "Es regnet."));
        assert_eq!(
            (items[0].authors.join(";"), items[0].url.as_deref()),
            ("Jörg Petersen".to_owned(), Some("https://a.example/1"))
        );
        assert_eq!(items[0].published.as_ref().unwrap().day.to_string(), "2026-01-24");
        assert_eq!(items[0].updated_at.as_deref(), Some("2026-01-25T00:00:00Z"));
        let rdf = "<rdf:RDF xmlns:rdf='r'><channel><title>P</title></channel><item rdf:about='https://a.example/1'><title>T</title></item></rdf:RDF>";
        assert_eq!(articles("a", rdf)[0].source_id.as_deref(), Some("https://a.example/1"));
    }

    #[test]
    fn relative_addresses() {
        for (base, url, whole) in [
            ("https://a.example/b/c?d", "e", "https://a.example/b/e"),
            ("https://a.example/b/c", "../e", "https://a.example/e"),
            ("https://a.example", "e", "https://a.example/e"),
            ("https://a.example/b/", "/e?f", "https://a.example/e?f"),
            ("https://a.example/b", "//c.example/e", "https://c.example/e"),
            ("https://a.example/b?c", "#e", "https://a.example/b?c#e"),
            ("https://a.example/b", "http://c.example", "http://c.example"),
            ("no address", "e", "e"),
        ] {
            assert_eq!(resolve(Some(base), url), whole);
        }
        let feed =
            "<feed xml:base='https://a.example/'><entry xml:base='b/'><link href='c'/><title>T</title></entry></feed>";
        assert_eq!(articles("a", feed)[0].url.as_deref(), Some("https://a.example/b/c"));
    }

    #[test]
    fn json_feed_and_opml() {
        let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"The Post","authors":[{"name":"Jane Doe"}],
            "items":[{"id":"1","url":"https://a.example/1","content_html":"<p>Rain &amp; wind.</p>","tags":["sea"]},{"id":2,"content_text":"Text"}]}"#;
        let items = articles("feed.json", feed);
        assert_eq!((items[0].text.as_str(), items[1].source_id.as_deref()), ("Rain & wind.", Some("2")));
        assert_eq!((items[0].authors.join(""), items[0].keywords.join("")), ("Jane Doe".to_owned(), "sea".to_owned()));
        let (_, error) =
            read_all("a.opml", b"<opml><body><outline xmlUrl='https://a.example'/></body></opml>", &Options::default());
        assert_eq!(error.unwrap().reason, "a list of 1 feeds (OPML): feeds are not fetched");
    }

    #[test]
    fn a_feed_without_items_says_so() {
        let (_, error) = read_all("a", b"<rss><channel><title>x</title></channel></rss>", &Options::default());
        assert_eq!(error.unwrap().kind, ReadErrorKind::Empty);
    }
}
