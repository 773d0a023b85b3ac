//! The code pages of an RTF document: its own and those of its fonts.

use encoding_rs::Encoding;
use std::collections::HashMap;

/// Fonts of one document, at most.
const MOST: usize = 4_096;

/// Bytes of a document in which its fonts are declared.
const DECLARATIONS: usize = 1 << 20;

/// The code pages of a document.
pub(super) struct Fonts {
    /// The document's own.
    pub standard: &'static Encoding,
    by_number: HashMap<i64, &'static Encoding>,
}

impl Fonts {
    /// Reads what a document declares.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let start = &bytes[..bytes.len().min(DECLARATIONS)];
        let numbers = |word: &'static [u8]| {
            memchr::memmem::find_iter(start, word).filter_map(move |at| Some((at, number(&start[at + word.len()..])?)))
        };
        let page = numbers(b"\\ansicpg").next().and_then(|(_, page)| of_page(page));
        let standard = page.unwrap_or(encoding_rs::WINDOWS_1252);
        let mut by_number = HashMap::new();
        for (at, charset) in numbers(b"\\fcharset").take(MOST) {
            let before = &start[at.saturating_sub(200)..at];
            let font = memchr::memmem::rfind(before, b"{\\f").and_then(|font| number(&before[font + 3..]));
            if let (Some(font), Some(encoding)) = (font, of_charset(charset)) {
                by_number.insert(font, encoding);
            }
        }
        Self { standard, by_number }
    }

    /// The code page of a font.
    pub(super) fn encoding(&self, font: i64) -> &'static Encoding {
        self.by_number.get(&font).copied().unwrap_or(self.standard)
    }
}

fn number(bytes: &[u8]) -> Option<i64> {
    let length = bytes.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..length]).ok()?.parse().ok()
}

fn of_page(page: i64) -> Option<&'static Encoding> {
    let label = match page {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65001 => "utf-8".to_owned(),
        10000 => "macintosh".to_owned(),
        page => format!("windows-{page}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The code page of a font's character set; none for those that go by the document's.
fn of_charset(charset: i64) -> Option<&'static Encoding> {
    let page = match charset {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    of_page(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_found() {
        let fonts = Fonts::of(br"{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fnil\fcharset0 A;}{\f2\fswiss\fcharset128 B;}}");
        assert_eq!(fonts.standard, encoding_rs::WINDOWS_1250);
        assert_eq!((fonts.encoding(0), fonts.encoding(2)), (encoding_rs::WINDOWS_1250, encoding_rs::SHIFT_JIS));
        assert_eq!(Fonts::of(b"").standard, encoding_rs::WINDOWS_1252);
    }
}
