//! How late a text was made: of the records of one id, the one that was made last is the current article.

use crate::article::{Published, PublishedFrom, Stamp, second_of};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// How late a text was made: the greater, the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    /// When it was last changed; where the input does not say, when it was published, since it tells of no change. In seconds
    /// since 1970; a text of which neither is known is before all others.
    made: Option<i64>,
    /// The input says when it was last changed.
    says_when: bool,
    /// The number of its version.
    version: Option<u64>,
    /// When it was published.
    published: Option<i64>,
}

impl Rank {
    /// The rank of a record that was published then, if that is known, and made so late.
    pub(super) fn of(published: Option<&Published>, stamp: &Stamp) -> Self {
        let published = published.and_then(said);
        let updated = stamp.updated_at.as_deref().and_then(second_of);
        Self { made: updated.or(published), says_when: updated.is_some(), version: stamp.version, published }
    }
}

/// The second of a publication date that the input or the user gives; what is inferred depends on more than the record.
fn said(published: &Published) -> Option<i64> {
    let is_said = matches!(published.from, PublishedFrom::Metadata | PublishedFrom::Given);
    let second = || published.at.as_deref().and_then(second_of);
    is_said.then(|| second().unwrap_or(i64::from(published.day.0) * SECONDS_OF_A_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Day, Precision};

    fn rank(updated: Option<i64>, version: Option<u64>, published: Option<i64>) -> Rank {
        Rank { made: updated.or(published), says_when: updated.is_some(), version, published }
    }

    #[test]
    fn the_text_that_was_made_last_is_before_all_others() {
        let order = [
            rank(None, None, None),
            rank(None, Some(9), None),
            rank(None, None, Some(100)),
            rank(None, Some(2), Some(100)),
            // A change at the moment of publication says more than nothing.
            rank(Some(100), None, Some(100)),
            rank(None, None, Some(150)),
            rank(Some(200), None, None),
            rank(Some(200), None, Some(100)),
            rank(Some(200), Some(1), Some(100)),
            rank(Some(200), Some(2), Some(50)),
        ];
        assert!(order.is_sorted() && order.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_record_ranks_by_what_it_says() {
        let stamp = Stamp { updated_at: Some("1970-01-01T00:03:20Z".to_owned()), version: Some(1) };
        assert_eq!(Rank::of(None, &stamp), rank(Some(200), Some(1), None));
        assert_eq!(Rank::of(None, &Stamp::default()), rank(None, None, None));
    }

    #[test]
    fn a_day_that_was_inferred_is_no_claim() {
        let published = |from, at: Option<&str>| Published {
            day: Day(2),
            at: at.map(str::to_owned),
            precision: Precision::Day,
            from,
        };
        assert_eq!(said(&published(PublishedFrom::Metadata, None)), Some(2 * SECONDS_OF_A_DAY));
        assert_eq!(
            said(&published(PublishedFrom::Given, Some("1970-01-03T00:00:07Z"))),
            Some(2 * SECONDS_OF_A_DAY + 7)
        );
        for from in [PublishedFrom::Dateline, PublishedFrom::Text, PublishedFrom::FileName, PublishedFrom::Created] {
            assert_eq!(said(&published(from, None)), None, "{from:?}");
        }
    }
}
