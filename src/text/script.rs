//! Scripts of characters: the one table of ranges, and what follows from a script for dividing and counting.
//!
//! Only scripts that some reader asks for have a value of their own; every other one with letters is [`Script::Other`].

/// The script of a character or of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Script {
    /// Digits, punctuation, symbols: what all scripts share.
    #[default]
    Common,
    /// Latin, with its accented letters.
    Latin,
    /// Greek.
    Greek,
    /// Cyrillic.
    Cyrillic,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// Thai.
    Thai,
    /// Lao, Myanmar and Khmer, which put no spaces between words either.
    SouthEastAsian,
    /// Chinese characters, in Chinese, Japanese or Korean.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean letters and syllables.
    Hangul,
    /// Any other script.
    Other,
}

/// Ranges of characters beyond ASCII with their scripts, in order, from the Unicode block charts.
const RANGES: &[(char, char, Script)] = &[
    ('\u{00AA}', '\u{00AA}', Script::Latin),
    ('\u{00BA}', '\u{00BA}', Script::Latin),
    ('\u{00C0}', '\u{024F}', Script::Latin),
    ('\u{0250}', '\u{02AF}', Script::Latin),
    ('\u{0370}', '\u{03FF}', Script::Greek),
    ('\u{0400}', '\u{052F}', Script::Cyrillic),
    ('\u{0590}', '\u{05FF}', Script::Hebrew),
    ('\u{0600}', '\u{06FF}', Script::Arabic),
    ('\u{0750}', '\u{077F}', Script::Arabic),
    ('\u{08A0}', '\u{08FF}', Script::Arabic),
    ('\u{0E01}', '\u{0E7F}', Script::Thai),
    ('\u{0E80}', '\u{0EFF}', Script::SouthEastAsian),
    ('\u{1000}', '\u{109F}', Script::SouthEastAsian),
    ('\u{1100}', '\u{11FF}', Script::Hangul),
    ('\u{1780}', '\u{17FF}', Script::SouthEastAsian),
    ('\u{1C80}', '\u{1C8F}', Script::Cyrillic),
    ('\u{1D00}', '\u{1DBF}', Script::Latin),
    ('\u{1E00}', '\u{1EFF}', Script::Latin),
    ('\u{1F00}', '\u{1FFF}', Script::Greek),
    ('\u{2C60}', '\u{2C7F}', Script::Latin),
    ('\u{2DE0}', '\u{2DFF}', Script::Cyrillic),
    ('\u{3005}', '\u{3007}', Script::Han),
    ('\u{3040}', '\u{30FF}', Script::Kana),
    ('\u{3130}', '\u{318F}', Script::Hangul),
    ('\u{31F0}', '\u{31FF}', Script::Kana),
    ('\u{3400}', '\u{9FFF}', Script::Han),
    ('\u{A640}', '\u{A69F}', Script::Cyrillic),
    ('\u{A720}', '\u{A7FF}', Script::Latin),
    ('\u{A960}', '\u{A97F}', Script::Hangul),
    ('\u{AB30}', '\u{AB6F}', Script::Latin),
    ('\u{AC00}', '\u{D7FF}', Script::Hangul),
    ('\u{F900}', '\u{FAFF}', Script::Han),
    ('\u{FB00}', '\u{FB06}', Script::Latin),
    ('\u{FB1D}', '\u{FB4F}', Script::Hebrew),
    ('\u{FB50}', '\u{FDFF}', Script::Arabic),
    ('\u{FE70}', '\u{FEFC}', Script::Arabic),
    ('\u{FF21}', '\u{FF3A}', Script::Latin),
    ('\u{FF41}', '\u{FF5A}', Script::Latin),
    ('\u{FF66}', '\u{FF9F}', Script::Kana),
    ('\u{FFA0}', '\u{FFDC}', Script::Hangul),
    ('\u{20000}', '\u{3FFFF}', Script::Han),
];

impl Script {
    /// The script of a character.
    ///
    /// ```
    /// use dateline::text::Script;
    /// assert_eq!(Script::of('é'), Script::Latin);
    /// assert_eq!(Script::of('語'), Script::Han);
    /// assert_eq!(Script::of('7'), Script::Common);
    /// ```
    #[must_use]
    pub fn of(c: char) -> Self {
        if c.is_ascii() {
            return if c.is_ascii_alphabetic() { Self::Latin } else { Self::Common };
        }
        let at = RANGES.partition_point(|(_, last, _)| *last < c);
        match RANGES.get(at) {
            Some((first, _, script)) if *first <= c => *script,
            _ if c.is_alphabetic() => Self::Other,
            _ => Self::Common,
        }
    }

    /// True of scripts that put no spaces between words; each of their characters is a token.
    #[must_use]
    pub const fn is_unspaced(self) -> bool {
        matches!(self, Self::Thai | Self::SouthEastAsian | Self::Han | Self::Kana)
    }

    /// True of the scripts of Chinese, Japanese and Korean.
    #[must_use]
    pub const fn is_east_asian(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Hangul)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_order_and_apart() {
        assert!(RANGES.iter().all(|(first, last, _)| first <= last));
        assert!(RANGES.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn scripts_of_news() {
        for (letters, script) in [
            ("aZéłşﬁ", Script::Latin),
            ("αΩ", Script::Greek),
            ("жЇ", Script::Cyrillic),
            ("אב", Script::Hebrew),
            ("عر", Script::Arabic),
            ("กข", Script::Thai),
            ("ກမខ", Script::SouthEastAsian),
            ("漢々", Script::Han),
            ("かカー", Script::Kana),
            ("한ᄀ", Script::Hangul),
            ("हქա", Script::Other),
            ("1.–“🙂 ", Script::Common),
        ] {
            for c in letters.chars() {
                assert_eq!(Script::of(c), script, "{c}");
            }
        }
    }
}
