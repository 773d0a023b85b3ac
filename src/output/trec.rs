//! TREC run files: `query-id Q0 id rank score dateline`.

use crate::search::Hit;
use std::fmt::Write;

/// One line of a run, without the line break; the id is the input's own where it gave one.
#[must_use]
pub fn trec_line(query_id: &str, hit: &Hit) -> String {
    let id = hit.source_id.as_deref().unwrap_or(&hit.article);
    format!("{} Q0 {} {} {} dateline", escape(query_id), escape(id), hit.rank, hit.score)
}

/// White space would break the line into other fields: it is percent-encoded, and so is the percent sign.
fn escape(id: &str) -> String {
    let mut escaped = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_whitespace() || c.is_control() || c == '%' {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                write!(escaped, "%{byte:02X}").expect("a string takes everything");
            }
        } else {
            escaped.push(c);
        }
    }
    if escaped.is_empty() { "-".to_owned() } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_one_field() {
        let hit = super::super::hit::tests::example();
        assert_eq!(trec_line("q 1", &hit), "q%201 Q0 urn:1%20a 1 12.5 dateline");
        assert_eq!(trec_line("1", &Hit { source_id: None, ..hit }), "1 Q0 k3v9abcdefgh 1 12.5 dateline");
    }
}
