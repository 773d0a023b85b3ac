//! Pages as programs and archives saved them: the address that they had, and what was put around them.

use dom_query::Document;

/// Bytes at the beginning of a page in which a program that saved it says so.
const HEAD: usize = 8_192;

/// Elements that archives put into pages.
const TOOLBARS: &[&str] = &[
    "#wm-ipp-base",
    "#wm-ipp-print",
    "#wm-ipp",
    "#google-cache-hdr",
    "#bN_015__google-cache-hdr",
    "#__wb_record_overlay_div",
];

/// Takes out of a page what an archive put into it.
pub(super) fn remove_toolbars(document: &Document, page: &str) {
    if !page.contains("wm-ipp") && !page.contains("google-cache-hdr") && !page.contains("__wb_") {
        return;
    }
    for selector in TOOLBARS {
        document.select(selector).remove();
    }
}

/// The address that a page had when it was saved, from comments and elements of what saved it.
pub(super) fn address(document: &Document, page: &str) -> Option<String> {
    let head = page.char_indices().nth(HEAD).map_or(page, |(end, _)| &page[..end]);
    said(head)
        .or_else(|| {
            let base = document.select_single("base[href]").attr("href")?;
            // A folder is the base of many pages.
            let is_page = base
                .split_once("://")
                .and_then(|(_, rest)| rest.split_once('/'))
                .is_some_and(|(_, path)| !path.is_empty() && !path.ends_with('/'));
            is_page.then(|| base.to_string())
        })
        .filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// The address in the comment of a browser, of SingleFile, or in the script of the Wayback Machine.
fn said(head: &str) -> Option<String> {
    let word = |text: &str| {
        text.split(|c: char| c.is_whitespace() || "\"'<>".contains(c)).find(|word| !word.is_empty()).map(str::to_owned)
    };
    if let Some((_, rest)) = head.split_once("<!-- saved from url=(") {
        return word(rest.split_once(')')?.1);
    }
    if let Some((_, rest)) = head.split_once("Page saved with SingleFile") {
        return word(rest.split_once("url:")?.1);
    }
    if let Some((_, rest)) = head.split_once("__wm.wombat(") {
        return word(rest);
    }
    None
}

/// The address that an archive's address of a copy holds (`https://web.archive.org/web/2009/http://a.example/x`).
pub(super) fn original(url: &str) -> &str {
    let path = url.split_once("://").map_or("", |(_, rest)| rest);
    let is_archive = [
        "web.archive.org/",
        "archive.org/",
        "archive.ph/",
        "archive.is/",
        "archive.today/",
        "archive.li/",
        "archive.md/",
        "archive.fo/",
        "archive.vn/",
        "wayback.",
    ]
    .iter()
    .any(|host| path.starts_with(host))
        || path.contains("/wayback/");
    let inner = || {
        ["/http://", "/https://", "/http:/", "/https:/"]
            .iter()
            .find_map(|mark| path.find(mark))
            .map(|at| &path[at + 1..])
    };
    if is_archive { inner().unwrap_or(url) } else { url }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_saved_pages() {
        let of = |page: &str| address(&Document::from(page), page);
        let url = "https://a.example/news/rain";
        for page in [
            format!("<!DOCTYPE html>\n<!-- saved from url=(0027){url} -->\n<html>"),
            format!(
                "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {url} \n saved date: Thu Mar 21 2024\n--><title>x</title>"
            ),
            format!("<html><head><script>__wm.init(\"x\");__wm.wombat(\"{url}\",\"2009\");</script></head>"),
            format!("<html><head><base href='{url}'></head>"),
        ] {
            assert_eq!(of(&page).as_deref(), Some(url), "{page}");
        }
        for page in [
            "<html><base href='https://a.example/'>",
            "<html><base href='/x'>",
            "<!-- saved from url=(0014)about:internet -->",
        ] {
            assert_eq!(of(page), None, "{page}");
        }
    }

    #[test]
    fn addresses_of_copies_hold_the_original() {
        for (copy, url) in [
            ("https://web.archive.org/web/20090311221530/http://a.example/rain", "http://a.example/rain"),
            ("http://archive.ph/2020.01.02-030405/https://a.example/rain", "https://a.example/rain"),
            ("https://a.example/share/https://b.example/x", "https://a.example/share/https://b.example/x"),
            ("https://a.example/rain", "https://a.example/rain"),
        ] {
            assert_eq!(original(copy), url);
        }
    }

    #[test]
    fn toolbars_of_archives_go() {
        let page = "<html><body><div id=wm-ipp-base>5 captures</div><p>Rain</p></body></html>";
        let document = Document::from(page);
        remove_toolbars(&document, page);
        assert_eq!(document.select("body").text().trim(), "Rain");
    }
}
