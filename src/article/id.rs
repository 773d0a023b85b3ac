//! The identity of an article: a number, written as thirteen characters.

use std::{fmt, str::FromStr};

/// Number of an article, stable across rebuilds; the order of numbers is the order of their written forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub u64);

/// Digits of base 32 in the order of their codes (Crockford's), without i, l, o, u.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// The first character carries four bits and is a letter.
const FIRST: &[u8; 16] = b"abcdefghjkmnpqrs";
/// Characters of a written id.
const LENGTH: usize = 13;

impl ArticleId {
    /// Hashes what identifies an article; the parts are kept apart.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut head = [0; 8];
        head.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_le_bytes(head))
    }

    /// The numbers whose written form begins with `prefix` (any case), both ends included; `None` where no id can.
    #[must_use]
    pub fn range(prefix: &str) -> Option<(Self, Self)> {
        if prefix.is_empty() || prefix.len() > LENGTH {
            return None;
        }
        let mut low = 0_u64;
        let mut bits = 0;
        for (at, byte) in prefix.bytes().enumerate() {
            let byte = byte.to_ascii_lowercase();
            let (alphabet, width): (&[u8], u32) = if at == 0 { (FIRST, 4) } else { (DIGITS, 5) };
            let digit = alphabet.iter().position(|&known| known == byte)? as u64;
            low = low << width | digit;
            bits += width;
        }
        let rest = 64 - bits;
        let low = low.checked_shl(rest).unwrap_or(0);
        let span = if rest == 0 { 0 } else { u64::MAX >> bits };
        Some((Self(low), Self(low | span)))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = [0; LENGTH];
        written[0] = FIRST[(self.0 >> 60) as usize];
        for (at, place) in written.iter_mut().enumerate().skip(1) {
            *place = DIGITS[(self.0 >> (60 - 5 * at) & 31) as usize];
        }
        f.write_str(std::str::from_utf8(&written).expect("the digits are ASCII"))
    }
}

/// A text that is not a whole id.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not an article id like k3v9m2p0qx7ta")]
pub struct NotAnId(String);

impl FromStr for ArticleId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let whole = (text.len() == LENGTH).then(|| Self::range(text)).flatten();
        whole.map(|(id, _)| id).ok_or_else(|| NotAnId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(ArticleId::of(&["ab", "c"]), ArticleId::of(&["a", "bc"]));
        assert_eq!(ArticleId(0).to_string(), "a000000000000");
        assert_eq!(ArticleId(u64::MAX).to_string(), "szzzzzzzzzzzz");
        assert!(ArticleId::range("9").is_none());
        assert!(ArticleId::range("").is_none());
        assert!(ArticleId::range("aé").is_none());
    }

    proptest! {
        #[test]
        fn written_and_back(a: u64, b: u64) {
            let (a, b) = (ArticleId(a), ArticleId(b));
            prop_assert_eq!(a.to_string().parse::<ArticleId>().unwrap(), a);
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn a_prefix_holds_exactly_what_begins_so(a: u64, b: u64, length in 1..=LENGTH) {
            let (low, high) = ArticleId::range(&ArticleId(a).to_string()[..length]).unwrap();
            let begins = ArticleId(b).to_string().starts_with(&ArticleId(a).to_string()[..length]);
            prop_assert_eq!((low..=high).contains(&ArticleId(b)), begins);
            prop_assert!((low..=high).contains(&ArticleId(a)));
        }
    }
}
