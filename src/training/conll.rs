//! Reads corpora in CoNLL columns: a token and its IOB2 tag a line, sentences apart by blank lines, articles by -DOCSTART-,
//! and writes their articles as prose, so that training and judging see what the tagger sees in news.

use crate::entities::tagger::EntityType;
use std::ops::Range;

/// A sentence with its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// Tokens as the corpus has them.
    pub tokens: Vec<String>,
    /// First token, last token, kind.
    pub names: Vec<(usize, usize, EntityType)>,
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
    let mut open: Option<EntityType> = None;
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

/// Joins names that touch: some corpora divide the name of an organization at the place, people or person in it
/// ("European" MISC, "Union" ORG; "University of" ORG, "Chicago" LOC), others, and readers, take it as one.
pub fn join(articles: &mut [Vec<Labelled>]) {
    for sentence in articles.iter_mut().flatten() {
        let mut joined: Vec<(usize, usize, EntityType)> = Vec::with_capacity(sentence.names.len());
        for (at, name) in sentence.names.iter().enumerate() {
            let goes_on = sentence.tokens[name.0].starts_with(char::is_uppercase);
            let ends_in_organization = sentence.names[at..]
                .windows(2)
                .take_while(|pair| pair[0].1 + 1 == pair[1].0)
                .any(|pair| pair[1].2 == EntityType::Organization);
            match joined.last_mut().filter(|before| goes_on && before.1 + 1 == name.0) {
                Some(before) if touch(before.2, name.2, ends_in_organization) => {
                    *before = (before.0, name.1, EntityType::Organization);
                }
                _ => joined.push(*name),
            }
        }
        sentence.names = joined;
    }
}

/// True when two names that touch are one organization: "Dubai Police", "Bank of Japan", but not "NATO Jens Stoltenberg".
fn touch(before: EntityType, after: EntityType, ends_in_organization: bool) -> bool {
    match (before, after) {
        (_, EntityType::Organization) | (EntityType::Organization, EntityType::Location) => true,
        (EntityType::Organization, _) => ends_in_organization,
        _ => false,
    }
}

/// An article of a corpus as running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The text; sentences end in line breaks.
    pub text: String,
    /// Bytes of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// Bytes of each token of the corpus, in order.
    pub tokens: Vec<Range<usize>>,
    /// Bytes and kind of each name, in order.
    pub names: Vec<(Range<usize>, EntityType)>,
}

/// Writes an article as prose: punctuation and clitics stand where a writer puts them.
#[must_use]
pub fn prose(article: &[Labelled]) -> Prose {
    let mut prose = Prose::default();
    for sentence in article {
        let start = prose.text.len();
        let first = prose.tokens.len();
        let mut glued = true;
        for token in &sentence.tokens {
            let token = match token.as_str() {
                "``" => "“",
                "''" => "”",
                "-LRB-" => "(",
                "-RRB-" => ")",
                other => other,
            };
            if !glued && !joins_before(token) {
                prose.text.push(' ');
            }
            let at = prose.text.len();
            prose.text.push_str(token);
            prose.tokens.push(at..prose.text.len());
            glued = matches!(token, "(" | "[" | "“" | "$" | "£" | "€");
        }
        for (from, to, kind) in &sentence.names {
            prose.names.push((prose.tokens[first + from].start..prose.tokens[first + to].end, *kind));
        }
        prose.text.push('\n');
        prose.sentences.push(start..prose.text.len());
    }
    prose
}

/// The tokens of a corpus that begin in a span, as bytes: corpora divide hyphens and possessives in their own ways.
#[must_use]
pub fn whole_tokens(tokens: &[Range<usize>], span: &Range<usize>) -> Option<Range<usize>> {
    let first = tokens.partition_point(|token| token.start < span.start);
    let after = tokens.partition_point(|token| token.start < span.end);
    (first < after).then(|| tokens[first].start..tokens[after - 1].end)
}

/// True of tokens that follow the one before without a space.
fn joins_before(token: &str) -> bool {
    const JOINED: [&str; 22] = [
        ",", ".", ";", ":", "?", "!", ")", "]", "%", "”", "'s", "’s", "'S", "n't", "n’t", "'re", "'ve", "'ll", "'d",
        "'m", "’re", "’ve",
    ];
    JOINED.contains(&token)
}

fn kind_of(tag: &str) -> Option<EntityType> {
    Some(match tag {
        "PER" | "PERSON" | "per" => EntityType::Person,
        "LOC" | "GPE" | "FAC" | "geo" | "gpe" => EntityType::Location,
        "ORG" | "org" => EntityType::Organization,
        "MISC" => EntityType::Miscellaneous,
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
        assert_eq!(articles[0][0].names, [(0, 1, EntityType::Person), (3, 3, EntityType::Location)]);
        assert_eq!(articles[1][0].names.len(), 2);
        assert_eq!(
            read("a\tB-XYZ\n").unwrap_err().to_string(),
            "line 1: \"B-XYZ\" is not an IOB2 tag of PER, LOC, ORG or MISC"
        );
        assert_eq!(read(&"a\tO\n\n".repeat(30)).unwrap().len(), 3);
    }

    #[test]
    fn divided_organizations_are_joined() {
        use EntityType::{Location, Organization, Person};
        let names = |corpus: &str| {
            let mut articles = read(&corpus.replace(' ', "\n").replace('/', " ")).unwrap();
            join(&mut articles);
            articles[0][0].names.clone()
        };
        assert_eq!(names("European/B-MISC Union/B-ORG"), [(0, 1, Organization)]);
        assert_eq!(names("University/B-ORG of/I-ORG Chicago/B-LOC"), [(0, 2, Organization)]);
        assert_eq!(names("Liberal/B-ORG Democratic/B-MISC Party/B-ORG"), [(0, 2, Organization)]);
        assert_eq!(names("NATO/B-ORG Jens/B-PER Berg/I-PER"), [(0, 0, Organization), (1, 2, Person)]);
        assert_eq!(names("Oslo/B-LOC -/O NATO/B-ORG"), [(0, 0, Location), (2, 2, Organization)]);
    }

    #[test]
    fn articles_become_prose() {
        let corpus =
            "`` O\nWe O\ndo O\nn't O\n, O\n'' O\nPutin B-PER\n's O\naide O\n( O\nGRU B-ORG\n) O\n. O\n\nYes O\n";
        let prose = prose(&read(corpus).unwrap()[0]);
        assert_eq!(prose.text, "“We don't,” Putin's aide (GRU).\nYes\n");
        assert_eq!(prose.sentences.len(), 2);
        assert_eq!(prose.tokens.len(), 14);
        let names: Vec<_> = prose.names.iter().map(|(range, kind)| (&prose.text[range.clone()], *kind)).collect();
        assert_eq!(names, [("Putin", EntityType::Person), ("GRU", EntityType::Organization)]);
    }
}
