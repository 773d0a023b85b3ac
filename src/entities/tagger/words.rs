//! What a word shows by itself: its hash, case, shape and affixes.

/// 64-bit FNV-1a; stable across platforms and versions, since models are keyed by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(pub u64);

impl Hash {
    /// Starts a hash for a kind of feature.
    pub const fn of_kind(kind: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325).byte(kind)
    }

    /// Adds one byte.
    pub const fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(0x0100_0000_01b3))
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte)
    }

    /// Adds a number.
    pub fn number(self, number: u32) -> Self {
        number.to_le_bytes().into_iter().fold(self, Self::byte)
    }

    /// The hash with its bits mixed, so that any of them may index a table (the finaliser of MurmurHash3).
    pub const fn mixed(self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

/// Key of a lower-cased word in the lexicon.
pub(crate) fn word_key(lower: &str) -> u32 {
    (Hash::of_kind(0).text(lower).mixed() >> 32) as u32
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Case {
    /// No letter.
    None,
    /// "talks"
    Lower,
    /// "Putin"
    Capital,
    /// "NATO"
    Upper,
    /// "iPhone", "McDonald"
    Mixed,
    /// "A", "J."
    Letter,
    /// "1984"
    Digits,
}

/// Tells how a word is written.
pub(crate) fn case(word: &str) -> Case {
    let (mut upper, mut lower, mut digits) = (0, 0, 0);
    for c in word.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_alphabetic() {
            lower += 1;
        } else if c.is_ascii_digit() {
            digits += 1;
        }
    }
    let capital = word.starts_with(char::is_uppercase);
    match (upper, lower) {
        (0, 0) if digits > 0 => Case::Digits,
        (0, 0) => Case::None,
        (0, _) => Case::Lower,
        (1, 0) => Case::Letter,
        (_, 0) => Case::Upper,
        (1, _) if capital => Case::Capital,
        _ => Case::Mixed,
    }
}

/// The word's shape with runs folded ("Xx", "X.X.", "d,d"), hashed.
pub(crate) fn shape(word: &str) -> u32 {
    let mut hash = Hash::of_kind(1);
    let mut last = 0;
    for c in word.chars() {
        let class = match c {
            c if c.is_uppercase() => b'X',
            c if c.is_alphabetic() => b'x',
            c if c.is_ascii_digit() => b'd',
            c => c as u32 as u8,
        };
        if class != last {
            hash = hash.byte(class);
            last = class;
        }
    }
    (hash.mixed() >> 32) as u32
}

/// First `count` characters, or nothing when the word is not longer.
pub(crate) fn prefix(word: &str, count: usize) -> Option<&str> {
    word.char_indices().nth(count).map(|(at, _)| &word[..at])
}

/// Last `count` characters, or nothing when the word is not longer.
pub(crate) fn suffix(word: &str, count: usize) -> Option<&str> {
    let (at, _) = word.char_indices().rev().nth(count.checked_sub(1)?)?;
    (at > 0).then(|| &word[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_and_affixes() {
        for (word, expected) in [
            ("talks", Case::Lower),
            ("Putin", Case::Capital),
            ("NATO", Case::Upper),
            ("J.", Case::Letter),
            ("McDonald", Case::Mixed),
            ("1,500", Case::Digits),
            ("-", Case::None),
        ] {
            assert_eq!(case(word), expected, "{word}");
        }
        assert_eq!(prefix("Kyiv", 2), Some("Ky"));
        assert_eq!(prefix("Ky", 2), None);
        assert_eq!(suffix("Kyiv", 2), Some("iv"));
        assert_eq!(suffix("Ky", 2), None);
        assert_eq!(shape("U.S."), shape("D.C."));
        assert_ne!(shape("Us"), shape("US"));
    }
}
