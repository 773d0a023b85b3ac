//! HIT: an article id or the beginning of one, ID/2 for its passage 2, or a rank of the last query.

use crate::article::Article;
use crate::cli::{error::CommandError, last_query, session::Session};
use crate::search::SearchError;

/// What a reference names.
#[derive(Debug)]
pub struct Referred {
    /// The article.
    pub article: Article,
    /// The passage meant, from 1.
    pub passage: Option<usize>,
    /// Whether it was named by its rank.
    pub by_rank: bool,
}

/// Finds what a reference names.
///
/// # Errors
/// When it names nothing, or several articles.
pub fn find(reference: &str, session: &Session) -> Result<Referred, CommandError> {
    let last = last_query::recall(&session.config.index);
    if !reference.is_empty() && reference.bytes().all(|b| b.is_ascii_digit()) {
        let hit = reference.parse().ok().and_then(|rank: usize| last.iter().find(|hit| hit.rank == rank));
        let hit = hit.ok_or_else(|| {
            let message = match last.len() {
                0 => "there was no query on this index yet".to_owned(),
                hits => format!("the last query has no hit {reference}, only {hits}"),
            };
            CommandError::new("no_hit", message).hint("run dateline query first, or name the id of an article").exit(1)
        })?;
        let article = session.searcher()?.article(&hit.article)?;
        return Ok(Referred { article, passage: Some(hit.passage as usize), by_rank: true });
    }
    let (id, passage) = match reference.split_once('/') {
        None => (reference, None),
        Some((id, number)) => (id, Some(number)),
    };
    let not_a_hit = || {
        CommandError::new("bad_hit", format!("\"{reference}\" is not a hit"))
            .hint("write an id like k3v9, a passage like k3v9/2, or a rank of the last query like 1")
    };
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(not_a_hit());
    }
    let passage: Option<usize> = passage.map(|number| number.parse().map_err(|_| not_a_hit())).transpose()?;
    let searcher = session.searcher()?;
    let id = id.to_ascii_lowercase();
    let article = match searcher.article(&id) {
        Err(SearchError::AmbiguousId { id, candidates }) => {
            // The last query's hits are shown by short beginnings: among several articles, it is one of these that is meant.
            let mut shown: Vec<&str> =
                last.iter().map(|hit| hit.article.as_str()).filter(|own| own.starts_with(&id)).collect();
            shown.dedup();
            shown.sort_unstable();
            shown.dedup();
            match shown.as_slice() {
                [only] => searcher.article(only)?,
                _ => return Err(SearchError::AmbiguousId { id, candidates }.into()),
            }
        }
        found => found?,
    };
    if let Some(number) = passage.filter(|number| !(1..=article.passages.len()).contains(number)) {
        return Err(CommandError::new(
            "no_passage",
            format!("article {} has no passage {number}, only {}", article.id, article.passages.len()),
        )
        .exit(1));
    }
    Ok(Referred { article, passage, by_rank: false })
}
