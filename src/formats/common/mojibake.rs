//! Text that was decoded with the wrong code page, once or twice, on its way ("donâ€™t", "donÃ¢â‚¬â„¢t"): found and put right.
//!
//! Letters that UTF-8 writes with several bytes stand there as several letters of Windows-1252 or 1251. A run of such letters that is
//! valid UTF-8 when it is written in that code page again hardly ever is anything else.

use crate::article::Record;
use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

/// How often a text may have been decoded wrongly.
const MOST: usize = 2;

/// Letters of a run that is sure without another of its kind.
const SURE: usize = 3;

/// Puts the strings of a record right; true where there was anything to mend.
pub fn mend_record(record: &mut Record) -> bool {
    let mut mended = false;
    let mut all: Vec<&mut String> = vec![&mut record.title, &mut record.text];
    all.extend(record.source.as_mut());
    all.extend(record.section.as_mut());
    all.extend(record.authors.iter_mut());
    all.extend(record.keywords.iter_mut());
    for value in all {
        if let Some(right) = mend(value) {
            *value = right;
            mended = true;
        }
    }
    mended
}

/// The text as it was meant; none where nothing is wrong with it.
fn mend(text: &str) -> Option<String> {
    let mut right: Option<String> = None;
    for _ in 0..MOST {
        let now = right.as_deref().unwrap_or(text);
        // Most texts have none of the letters by which all begins.
        let page = if now.contains(['Ã', 'Â', 'â', 'ð', 'Ð', 'Ñ', 'Å', 'Ä', 'à', 'ã']) {
            WINDOWS_1252
        } else if now.contains(['Р', 'С', 'в']) {
            WINDOWS_1251
        } else {
            break;
        };
        let Some(next) = once(now, page) else { break };
        right = Some(next);
    }
    right.filter(|right| controls(right) <= controls(text))
}

/// The text with one wrong decoding undone; none where it has none, or as many letters that are none.
fn once(text: &str, page: &'static Encoding) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut mended, mut others, mut surest) = (0_usize, 0_usize, 0_usize);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        let run = &rest[..end];
        // Of a closing quotation mark the last byte has no letter, and is lost on most ways.
        let quoted = || run.strip_suffix("â€").map(|run| decoded(run, page).unwrap_or_else(|| run.to_owned()) + "”");
        if let Some(right) = decoded(run, page).or_else(quoted) {
            mended += 1;
            // A capital inside a word is none.
            let is_inside = out.ends_with(|c: char| c.is_ascii_lowercase()) && run.starts_with(char::is_uppercase);
            surest = surest.max(if is_inside { SURE } else { run.chars().count() });
            out.push_str(&right);
        } else {
            others += 1;
            out.push_str(run);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    // One short run may be meant; a text in which most runs are right was decoded well.
    (mended > others && (mended > 1 || surest >= SURE)).then_some(out)
}

/// A run of letters written in a code page and read as UTF-8; none where it is no UTF-8.
fn decoded(run: &str, page: &'static Encoding) -> Option<String> {
    let mut bytes = Vec::with_capacity(run.len());
    let mut buffer = [0; 4];
    for c in run.chars() {
        let code = u32::from(c);
        // What Windows-1252 has no letter for came through as it was.
        if (0x80..0xa0).contains(&code) {
            bytes.push(u8::try_from(code).ok()?);
            continue;
        }
        let (byte, _, unknown) = page.encode(c.encode_utf8(&mut buffer));
        match (&*byte, unknown) {
            ([byte], false) => bytes.push(*byte),
            _ => return None,
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (text.chars().count() < run.chars().count()).then_some(text)
}

/// C1 controls, which are left where something else was wrong.
fn controls(text: &str) -> usize {
    text.chars().filter(|c| ('\u{80}'..'\u{a0}').contains(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrongly(text: &str, page: &'static Encoding) -> String {
        // The WHATWG's decoder keeps bytes without a letter as controls.
        page.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn one_and_two_wrong_decodings_are_undone() {
        let meant = "The mayor doesn’t say “yes” – Fähre, café, Łódź, 5 €";
        let once = wrongly(meant, WINDOWS_1252);
        let twice = wrongly(&once, WINDOWS_1252);
        assert!(twice.contains("Ã¢â‚¬â„¢"), "{twice}");
        assert_eq!(mend(&once).as_deref(), Some(meant));
        assert_eq!(mend(&twice).as_deref(), Some(meant));
        let russian = "Паром пришёл в гавань";
        assert_eq!(mend(&wrongly(russian, WINDOWS_1251)).as_deref(), Some(russian));
        assert_eq!(mend("EheschlieÃŸung erst ab 18"), Some("Eheschließung erst ab 18".to_owned()));
        assert_eq!(mend("It doesnâ€™t rain"), Some("It doesn’t rain".to_owned()));
        assert_eq!(mend("â€œYes,â€ he saidâ€¦"), Some("“Yes,” he said…".to_owned()));
    }

    #[test]
    fn good_text_stays() {
        for text in [
            "",
            "rain",
            "Fähre, café, Łódź",
            "SÃO PAULO, AÇÃO",
            "Ã©",
            "Паром пришёл в гавань Россия",
            "50 °C – “Ä”",
            "日本語のテキスト",
            "â",
            "l’été à Nîmes",
        ] {
            assert_eq!(mend(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_decoded_wrongly_comes_back(words in proptest::collection::vec("[a-z]{1,5}[éüßñ’“–]{1,3}", 2..20)) {
            let meant = words.join(" ");
            prop_assert_eq!(mend(&wrongly(&meant, WINDOWS_1252)), Some(meant));
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            let _ = mend(&text);
        }
    }
}
