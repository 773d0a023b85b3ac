//! The letters of acronyms.

use std::ops::RangeInclusive;

/// Letters of an acronym.
pub const ACRONYM_LETTERS: RangeInclusive<usize> = 2..=6;

/// The letters of an acronym, with full stops or without: DHS, D.H.S. `None` for what is written otherwise.
#[must_use]
pub fn acronym(written: &str) -> Option<String> {
    let letters: String = written.chars().filter(|c| *c != '.').collect();
    let is_one = ACRONYM_LETTERS.contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    is_one.then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acronym_is_a_few_capitals() {
        assert_eq!(acronym("D.H.S.").as_deref(), Some("DHS"));
        assert_eq!(acronym("AP").as_deref(), Some("AP"));
        for other in ["A", "Dhs", "DHS2", "ÖBB", "ABCDEFG", "..", ""] {
            assert_eq!(acronym(other), None, "{other}");
        }
    }
}
