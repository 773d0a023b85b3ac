//! Kinds of events that a query asks for, and the words by which news tells of them.

/// Words that ask and words that tell, as data: a kind a line, the two between a tab.
const TABLE: &str = include_str!("events.tsv");

/// Kinds of events: the words that ask, the words that tell.
fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// The words by which news tells of the events that a word asks for; none when it asks for none.
pub(crate) fn told_by(word: &str) -> impl Iterator<Item = &'static str> {
    kinds().filter(move |(asked, _)| asked.split(' ').any(|asks| asks == word)).flat_map(|(_, told)| told.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_ask_for_events() {
        let told = |word: &str| told_by(word).collect::<Vec<_>>();
        assert!(told("shootings").contains(&"gunfire") && told("accident").contains(&"collided"));
        assert!(told("fatal").contains(&"died") && told("harbour").is_empty());
    }

    #[test]
    fn a_kind_is_told_by_the_words_that_ask_for_it() {
        assert!(kinds().count() > 30);
        for (asked, told) in kinds() {
            let stem = |word: &str| word.chars().take(3).collect::<String>();
            let first = asked.split(' ').next().unwrap_or_default();
            assert!(told.split(' ').any(|word| stem(word) == stem(first)), "{first}");
            assert!(told.split(' ').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())));
        }
    }
}
