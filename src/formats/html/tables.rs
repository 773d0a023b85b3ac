//! Tables that lay out a page, as pages of the years before 2005 have them: their cells become blocks of their own.

use dom_query::{Document, NodeRef};

/// Bytes of text in a cell that holds a story rather than a value, at least.
const STORY: usize = 500;
/// Tables of one page that are looked at, at most.
const MOST: usize = 200;

/// Turns the tables that lay out the page into blocks; tables of figures stay.
pub(super) fn unfold(document: &Document) {
    let tables = document.select("table");
    let layout: Vec<NodeRef<'_>> = tables.nodes().iter().take(MOST).filter(|table| is_layout(table)).copied().collect();
    for table in layout {
        let parts: Vec<NodeRef<'_>> = own_parts(&table);
        for part in parts.into_iter().chain(std::iter::once(table)) {
            part.rename("div");
        }
    }
}

/// Rows, cells and groups of a table, without those of tables in it.
fn own_parts<'a>(table: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let mut found = Vec::new();
    let mut open = table.element_children();
    while let Some(node) = open.pop() {
        match node.node_name().as_deref() {
            Some("tbody" | "tr") => open.extend(node.element_children()),
            Some("td") => {}
            _ => continue,
        }
        found.push(node);
    }
    found
}

/// True for a table with a story in one of its cells, and no names of columns.
fn is_layout(table: &NodeRef<'_>) -> bool {
    let cells: Vec<NodeRef<'_>> = own_parts(table).into_iter().filter(|node| node.has_name("td")).collect();
    let has_heads =
        table.descendants_it().any(|node| matches!(node.node_name().as_deref(), Some("th" | "thead" | "caption")));
    let is_story = |cell: &NodeRef<'_>| {
        cell.text().len() >= STORY
            && cell
                .descendants_it()
                .filter(|node| matches!(node.node_name().as_deref(), Some("p" | "br" | "div")))
                .count()
                >= 2
    };
    !has_heads && cells.iter().any(is_story)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_around_a_story_become_blocks() {
        let story = "<p>Rain fell on the harbour all day.".repeat(20);
        let page = format!(
            "<table><tr><td>News</td><td>{story}<table id=inner><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
        );
        let document = Document::from(page);
        unfold(&document);
        assert_eq!(document.select("table").length(), 1);
        assert_eq!(document.select("#inner td").length(), 2);
        let figures = format!("<table><tr><th>Day</th></tr><tr><td>{story}</td></tr></table>");
        let document = Document::from(figures);
        unfold(&document);
        assert_eq!(document.select("table td").length(), 1);
    }
}
