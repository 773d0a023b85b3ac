//! Kinds of events: the words that queries use for them, and the words that news uses.

/// Query words and news words, as data: a kind a line, the two separated by a tab.
const TABLE: &str = include_str!("events.tsv");

/// Kinds of events: query words, news words.
fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// The words that news uses for the events that a query word names; none when it names none.
pub(crate) fn news_words(word: &str) -> impl Iterator<Item = &'static str> {
    kinds().filter(move |(query, _)| query.split(' ').any(|own| own == word)).flat_map(|(_, news)| news.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_ask_for_events() {
        let news = |word: &str| news_words(word).collect::<Vec<_>>();
        assert!(news("shootings").contains(&"gunfire") && news("accident").contains(&"collided"));
        assert!(news("fatal").contains(&"died") && news("harbour").is_empty());
    }

    #[test]
    fn a_kind_is_news_words_the_words_that_ask_for_it() {
        assert!(kinds().count() > 30);
        for (query, news) in kinds() {
            let stem = |word: &str| word.chars().take(3).collect::<String>();
            let first = query.split(' ').next().unwrap_or_default();
            assert!(news.split(' ').any(|word| stem(word) == stem(first)), "{first}");
            assert!(news.split(' ').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())));
        }
    }
}
