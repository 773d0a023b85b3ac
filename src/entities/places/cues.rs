//! Words beside a place name that say what it is; the lists are in `cues.tsv`.

use crate::entities::known::OrganizationWords;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word beside a name says; a word may say several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cue(u32);

impl Cue {
    pub(super) const ORGANIZATION: Self = Self(1);
    pub(super) const ORGANIZATION_OF: Self = Self(2);
    pub(super) const TITLE: Self = Self(4);
    pub(super) const PERSON_TITLE: Self = Self(8);
    pub(super) const REGION: Self = Self(16);
    pub(super) const CITY: Self = Self(32);
    pub(super) const PREPOSITION: Self = Self(64);
    pub(super) const OPENING: Self = Self(128);
    pub(super) const COMMON: Self = Self(256);
    pub(super) const AUTHORITY: Self = Self(512);
    pub(super) const LOCATIVE: Self = Self(1024);
    pub(super) const INHABITANT: Self = Self(2048);
    pub(super) const DISEASE: Self = Self(4096);
    pub(super) const SPEECH: Self = Self(8192);
    pub(super) const COURT: Self = Self(16384);
    /// What alone is no place, however large one of the name is: "in Congress", "in March".
    pub(super) const WORD: Self = Self(32768);
    pub(super) const LANGUAGE: Self = Self(65536);
    pub(super) const LANGUAGE_NOUN: Self = Self(131_072);

    /// True when the word says `other` among what it says.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Cues by the word in lower case; nearly every word of a text beside a capital is looked up.
static CUES: LazyLock<HashMap<&'static str, Cue, FixedState>> = LazyLock::new(|| {
    let mut cues: HashMap<&str, Cue, FixedState> = HashMap::default();
    for line in include_str!("cues.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, words)) = line.split_once('\t') else { continue };
        let cue = match kind {
            "organization" => Cue::ORGANIZATION,
            "organization_of" => Cue::ORGANIZATION_OF,
            "title" => Cue::TITLE,
            "person_title" => Cue::PERSON_TITLE,
            "region" => Cue::REGION,
            "city" => Cue::CITY,
            "preposition" => Cue::PREPOSITION,
            "opening" => Cue::OPENING,
            "common" => Cue::COMMON,
            "authority" => Cue::AUTHORITY,
            "locative" => Cue::LOCATIVE,
            "inhabitant" => Cue::INHABITANT,
            "disease" => Cue::DISEASE,
            "speech" => Cue::SPEECH,
            "court" => Cue::COURT,
            "word" => Cue::WORD,
            "language" => Cue::LANGUAGE,
            "language_noun" => Cue::LANGUAGE_NOUN,
            _ => unreachable!("cues.tsv has no other kinds"),
        };
        for word in words.split(' ') {
            cues.entry(word).or_default().0 |= cue.0;
        }
    }
    for word in OrganizationWords::Cue.iter() {
        cues.entry(word).or_default().0 |= Cue::ORGANIZATION.0;
    }
    cues
});

/// What a word says, in any case.
pub(super) fn cue(word: &str) -> Cue {
    const LONGEST: usize = 16;
    let mut lower = [0_u8; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()).filter(|_| word.is_ascii()) else { return Cue::default() };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().and_then(|word| CUES.get(word)).copied().unwrap_or_default()
}

/// True of a name that is more often a word, or another's name, than one of its own.
pub(in crate::entities) fn is_common_word(word: &str) -> bool {
    let cue = cue(word);
    cue.has(Cue::COMMON) || cue.has(Cue::WORD)
}

/// True of a word for what a place has and a team has not: "man", "area", "police".
pub(in crate::entities) fn is_inhabited(word: &str) -> bool {
    cue(word).has(Cue::INHABITANT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_the_table_says() {
        assert!(cue("University").has(Cue::ORGANIZATION) && cue("University").has(Cue::ORGANIZATION_OF));
        assert!(cue("oblast").has(Cue::REGION));
        assert!(cue("In").has(Cue::PREPOSITION) && cue("In").has(Cue::OPENING));
        assert_eq!(cue("ceasefire"), Cue::default());
        assert_eq!(cue("Österreich"), Cue::default());
    }
}
