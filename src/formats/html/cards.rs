//! Cards that a page shows where the pointer rests: biographies behind an author's name, explanations behind a word. They are no text.

use dom_query::Document;

/// Parts of class names of such cards, in lower case.
const NAMES: &[&str] = &[
    "tooltip",
    "hovercard",
    "hover-card",
    "hover_card",
    "popover",
    "author-card",
    "authorcard",
    "bio-card",
    "biocard",
];

/// Bytes of the largest card.
const LARGEST: usize = 1_500;

/// Takes the cards out of a page; `page` is its source, which most often shows that there are none.
pub(super) fn remove(document: &Document, page: &str) {
    let lower = |at: usize, name: &str| {
        page.as_bytes()[at..].get(..name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    let has = |name: &str| {
        // The first letter may be a capital: "HoverCard".
        let tail = &name.as_bytes()[1..];
        memchr::memmem::find_iter(page.as_bytes(), tail).any(|at| at > 0 && lower(at - 1, name))
            || name.contains("card") && page.contains("Card")
    };
    if !NAMES.iter().any(|name| has(name)) && !page.contains("role=\"tooltip\"") {
        return;
    }
    for node in document.select("[class], [role=tooltip]").nodes() {
        let class = node.attr("class").map(|class| class.to_lowercase()).unwrap_or_default();
        let is_role = node.attr("role").is_some_and(|role| &*role == "tooltip");
        // What can be pointed at is named after its card, too.
        let is_name = class.split_whitespace().any(|name| {
            NAMES.iter().any(|known| name.contains(known))
                && !["trigger", "target", "anchor", "wrapper", "container", "parent", "link", "has-"]
                    .iter()
                    .any(|part| name.contains(part))
        });
        let holds_story =
            node.descendants_it().any(|inner| matches!(inner.node_name().as_deref(), Some("h1" | "article" | "main")));
        if (is_role || is_name)
            && !holds_story
            && !matches!(node.node_name().as_deref(), Some("html" | "body" | "a"))
            && node.text().len() <= LARGEST
        {
            node.remove_from_parent();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::article;

    #[test]
    fn cards_behind_names_are_no_text() {
        let prose = "The boats stayed in port all day, as the harbour master had asked of everybody on the quay that morning, and nobody minded it much.";
        let page = format!(
            "<html><head><title>Rain falls</title></head><body><article><h1>Rain falls</h1><p>{prose}</p>\
             <p><span class='name-wrapper tooltip-trigger'>Jane Doe<span class='tooltip-content'>Jane Doe is the mayor of Harwick since 2012.</span></span> said that it rains. {prose}</p>\
             <p>{prose} <span role=\"tooltip\">A quay is a wall.</span></p></article></body></html>"
        );
        let text = article("a.html", page).text;
        assert!(text.contains("Jane Doe said that it rains.") && text.contains("The boats"), "{text}");
        assert!(!text.contains("since 2012") && !text.contains("A quay is"), "{text}");
    }
}
