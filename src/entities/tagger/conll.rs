//! Reads corpora in CoNLL columns: a token and its IOB2 tag a line, sentences apart by blank lines, articles by -DOCSTART-.

use super::NameKind;

/// A sentence with its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// Tokens as the corpus has them.
    pub tokens: Vec<String>,
    /// First token, last token, kind.
    pub names: Vec<(usize, usize, NameKind)>,
}

/// A line that is not a token and a tag.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: \"{tag}\" is not an IOB2 tag of PER, LOC, ORG or MISC")]
pub struct BadTag {
    /// From 1.
    pub line: usize,
    /// As written.
    pub tag: String,
}

/// Sentences that make an article where the corpus does not say.
const SENTENCES: usize = 12;

/// Reads a corpus into articles of sentences. Without -DOCSTART- lines, 12 sentences make an article.
///
/// # Errors
/// At the first tag that is not known.
pub fn read(text: &str) -> Result<Vec<Vec<Labelled>>, BadTag> {
    let marked = text.contains("-DOCSTART-");
    let mut articles = Vec::new();
    let mut article = Vec::new();
    let mut sentence = Labelled::default();
    let mut open: Option<NameKind> = None;
    for (number, line) in text.lines().chain([""]).enumerate() {
        let mut columns = line.split_whitespace();
        let token = columns.next();
        let start_of_article = token == Some("-DOCSTART-");
        let (Some(token), false) = (token, start_of_article) else {
            open = None;
            if !sentence.tokens.is_empty() {
                article.push(std::mem::take(&mut sentence));
            }
            if start_of_article || (!marked && article.len() >= SENTENCES) {
                articles.push(std::mem::take(&mut article));
            }
            continue;
        };
        let tag = columns.next_back().unwrap_or("O");
        let at = sentence.tokens.len();
        sentence.tokens.push(token.to_owned());
        if tag == "O" {
            open = None;
            continue;
        }
        let bad = || BadTag { line: number + 1, tag: tag.to_owned() };
        let (part, kind) = tag.split_once('-').ok_or_else(bad)?;
        let kind = kind_of(kind).ok_or_else(bad)?;
        match sentence.names.last_mut() {
            Some(name) if part == "I" && open == Some(kind) => name.1 = at,
            _ => sentence.names.push((at, at, kind)),
        }
        open = Some(kind);
    }
    articles.push(article);
    articles.retain(|article| !article.is_empty());
    Ok(articles)
}

fn kind_of(tag: &str) -> Option<NameKind> {
    Some(match tag {
        "PER" | "PERSON" | "per" => NameKind::Person,
        "LOC" | "GPE" | "FAC" | "geo" | "gpe" => NameKind::Location,
        "ORG" | "org" => NameKind::Organization,
        "MISC" => NameKind::Miscellaneous,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_names() {
        let articles = read(
            "-DOCSTART- O\n\nAngela B-PER\nMerkel I-PER\nin O\nBerlin B-LOC\n\n-DOCSTART- O\n\nNATO B-ORG\nUN B-ORG\n",
        )
        .unwrap();
        assert_eq!(articles.len(), 2);
        assert_eq!(articles[0][0].names, [(0, 1, NameKind::Person), (3, 3, NameKind::Location)]);
        assert_eq!(articles[1][0].names.len(), 2);
        assert_eq!(
            read("a\tB-XYZ\n").unwrap_err().to_string(),
            "line 1: \"B-XYZ\" is not an IOB2 tag of PER, LOC, ORG or MISC"
        );
        assert_eq!(read(&"a\tO\n\n".repeat(30)).unwrap().len(), 3);
    }
}
