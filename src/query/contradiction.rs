//! Finds conditions on days that no day satisfies: they would silently match nothing.

use super::fields::DateField;
use super::tree::{Leaf, Node, Query};
use crate::temporal::QueryDates;

/// The days of a condition on the day of publication or of indexing, and which of the two.
fn days(node: &Node) -> Option<(bool, QueryDates)> {
    match node {
        Node::Leaf(Leaf::Dates { field, dates: Some(dates), .. }) => match field {
            DateField::Published | DateField::After | DateField::Before | DateField::Since | DateField::Until => {
                Some((false, *dates))
            }
            DateField::Added => Some((true, *dates)),
            DateField::About | DateField::Overlaps => None,
        },
        _ => None,
    }
}

/// True where no day is in both.
fn exclude_each_other(a: QueryDates, b: QueryDates) -> bool {
    let ends_before = |a: QueryDates, b: QueryDates| a.to.zip(b.from).is_some_and(|(to, from)| to < from);
    ends_before(a, b) || ends_before(b, a)
}

impl Query {
    /// Two conditions on the day of publication, or of indexing, that exclude each other, as they are written.
    #[must_use]
    pub fn contradiction(&self) -> Option<[String; 2]> {
        let Some(Node::All(nodes)) = self.root() else { return None };
        let dated: Vec<(&Node, bool, QueryDates)> =
            nodes.iter().filter_map(|node| days(node).map(|(added, days)| (node, added, days))).collect();
        let pairs = dated.iter().enumerate().flat_map(|(at, a)| dated[at + 1..].iter().map(move |b| (a, b)));
        let mut excluding = pairs.filter(|(a, b)| a.1 == b.1 && exclude_each_other(a.2, b.2));
        excluding.next().map(|(a, b)| [a.0.to_string(), b.0.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Day;
    use crate::query::{field, parse};

    #[test]
    fn days_that_exclude_each_other() {
        let today = Day::from_civil(2026, 2, 1).unwrap();
        for (text, expected) in [
            ("ferry after:2020 before:2018", Some(["after:2020", "before:2018"])),
            ("published:2020 published:2018", Some(["published:2020", "published:2018"])),
            ("since:2020 until:2020", None),
            ("after:2018 before:2020", None),
            ("after:2020 added:2018", None),
            ("after:2020 OR before:2018", None),
            ("after:2020 -before:2018", None),
            ("about:2020 about:2018", None),
        ] {
            let found = parse(text, today).unwrap().contradiction();
            assert_eq!(found.as_ref().map(|[a, b]| [a.as_str(), b.as_str()]), expected, "{text}");
        }
        let flags = field("after", "2020", today).unwrap().and(field("before", "2018", today).unwrap());
        assert!(flags.contradiction().is_some());
    }
}
