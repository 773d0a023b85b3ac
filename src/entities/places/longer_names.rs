//! Longer names that hold the name of a place: "the Duke of Sussex", "the Indo-Pacific", "the Honolulu Star-Advertiser", and ships that are
//! called by it again: "the Lexington" after "USS Lexington".

use crate::article::Span;
use foldhash::HashSet;

/// Titles of nobility that a place belongs to. A king's country is a place of its own.
const TITLES: [&str; 17] = [
    "Duke",
    "Duchess",
    "Dukes",
    "Prince",
    "Princess",
    "Earl",
    "Earls",
    "Countess",
    "Count",
    "Marquess",
    "Marquis",
    "Marchioness",
    "Viscount",
    "Viscountess",
    "Baron",
    "Baroness",
    "Archduke",
];
/// What stands before the name of a ship of a navy.
const PREFIXES: [&str; 5] = ["USS ", "HMS ", "HMCS ", "HMAS ", "U.S.S. "];

/// True behind a title of nobility: "Duke of ". A crown prince is of his country.
pub(super) fn is_behind_title(head: &str) -> bool {
    let Some(head) = head.strip_suffix(" of ") else { return false };
    let (before, title) = head.rsplit_once([' ', '\n']).unwrap_or(("", head));
    TITLES.contains(&title) && !before.ends_with("Crown")
}

/// True of a name that begins with such a title.
pub(super) fn is_title(name: &str) -> bool {
    name.split_once(" of ").is_some_and(|(title, _)| TITLES.contains(&title))
}

/// True of a name that a hyphen makes part of a longer one, whose other half is no place by `is_place`: "the | Indo-Pacific", "Star-Advertiser".
pub(super) fn is_half(text: &str, span: Span, is_place: impl Fn(&str) -> bool) -> bool {
    /// Bytes of a half, which may have several words: "United States".
    const LONGEST: usize = 40;
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.ends_with(char::is_lowercase);
    let ends_of = |half: &str| half.match_indices(' ').map(|(at, _)| at).take(3).collect::<Vec<_>>();
    let (head, rest) = (&text[..span.start as usize], &text[span.end as usize..]);
    let is_before = head.strip_suffix('-').is_some_and(|head| {
        let half = &head[head.ceil_char_boundary(head.len().saturating_sub(LONGEST))..];
        let half = half.rsplit(|c: char| !c.is_alphanumeric() && c != ' ').next().unwrap_or(half);
        let word = half.rsplit(' ').next().unwrap_or(half);
        is_name(word) && !is_place(word) && !ends_of(half).iter().any(|at| is_place(&half[at + 1..]))
    });
    let is_behind = rest.strip_prefix('-').is_some_and(|rest| {
        let half = &rest[..rest.floor_char_boundary(LONGEST)];
        let half = half.split(|c: char| !c.is_alphanumeric() && c != ' ').next().unwrap_or(half);
        let word = half.split(' ').next().unwrap_or(half);
        is_name(word) && !is_place(word) && !ends_of(half).iter().any(|at| is_place(&half[..*at]))
    });
    is_before || is_behind
}

/// The names of the ships of navies in a text: "Lexington" of "USS Lexington".
pub(super) fn ships(text: &str) -> HashSet<&str> {
    let mut ships = HashSet::default();
    for prefix in PREFIXES {
        for (at, _) in text.match_indices(prefix) {
            let name = &text[at + prefix.len()..];
            let end = name.find(|c: char| !c.is_alphabetic() && c != ' ').unwrap_or(name.len());
            let words = name[..end].split(' ').take_while(|word| word.starts_with(char::is_uppercase));
            let len: usize = words.map(|word| word.len() + 1).sum();
            ships.insert(&name[..len.saturating_sub(1)]);
        }
    }
    ships
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_nobility_are_told() {
        for head in ["The Duke of ", "she met the Princess of ", "Earl of ", "The Marquess of ", "a line:\nBaron of "] {
            assert!(is_behind_title(head), "{head}");
        }
        for head in ["The King of ", "Crown Prince of ", "the people of ", "Duke in ", "of "] {
            assert!(!is_behind_title(head), "{head}");
        }
        assert!(is_title("Earl of Essex") && !is_title("Bay of Pigs"));
    }

    #[test]
    fn halves_of_names_with_a_hyphen_are_told() {
        let half = |example: &str| {
            let (head, rest) = example.split_once('[').unwrap();
            let (name, rest) = rest.split_once(']').unwrap();
            let span = Span::new(head.len(), head.len() + name.len());
            is_half(&format!("{head}{name}{rest}"), span, |word| {
                ["Duluth", "Nice", "Asia", "Pacific", "United States", "North Korea"].contains(&word)
            })
        };
        for example in [
            "the [Honolulu Star]-Advertiser said",
            "the Indo-[Pacific] region",
            "a Trans-[Siberian] train",
            "Afro-[Caribbean] food",
        ] {
            assert!(half(example), "{example}");
        }
        for example in [
            "a [Minneapolis]-Duluth bus",
            "the [Paris]-Nice race",
            "the Asia-[Pacific] region",
            "a [London]-based firm",
            "anti-[American] talk",
            "the [Texas]-A road",
            "the [Russia]-United States summit",
            "a North Korea-[Russia] summit",
            "won against [Watertown]-ML at last",
        ] {
            assert!(!half(example), "{example}");
        }
    }

    #[test]
    fn ships_of_navies_are_read() {
        let ships = ships("The USS Lexington and HMS Prince of Wales met the USS West Virginia, then USS.");
        assert!(ships.contains("Lexington") && ships.contains("West Virginia") && ships.contains("Prince"));
        assert!(!ships.contains("Wales"));
    }
}
