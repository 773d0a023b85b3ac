//! The language of a text: by its script where that decides, by function words, else by trigrams (whatlang).
//!
//! A sample of the text is looked at, and no guess is made where the evidence is thin.

use super::script::Script;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::Lang;

/// Bytes of the text that are looked at.
const SAMPLE: usize = 2_000;
/// Letters below which trigrams prove nothing.
const FEWEST_LETTERS: usize = 40;
/// Function words that are needed to decide by them alone.
const FEWEST_FUNCTION_WORDS: u32 = 8;
/// One word in so many is a function word at least, where trigrams are to be believed.
const FEWEST_SHARE: u32 = 16;

/// Detects the language: an ISO 639-1 code, or nothing where the evidence is thin.
///
/// Hangul, kana, Thai, Greek, Hebrew and other scripts of one language are certain from a few characters on.
///
/// ```
/// use dateline::text::detect_language;
/// assert_eq!(detect_language("The talks that began on Friday will focus on the ceasefire lines in the east."), Some("en"));
/// assert_eq!(detect_language("회담이 금요일에 시작되었다"), Some("ko"));
/// assert_eq!(detect_language("OK"), None);
/// ```
#[must_use]
pub fn detect_language(text: &str) -> Option<&'static str> {
    let sample = sample(text);
    let counted = CountedWords::of(sample);
    if let Some(code) = counted.decided() {
        return Some(code);
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if let Some(code) = by_script(sample, letters) {
        return Some(code);
    }
    if letters < FEWEST_LETTERS {
        return None;
    }
    let found = whatlang::detect(sample)?;
    if !found.is_reliable() {
        return None;
    }
    code_of(found.lang()).filter(|code| counted.allow(code))
}

/// The part that is looked at: past the first lines of a long text, which are often names and capitals.
fn sample(text: &str) -> &str {
    if text.len() <= SAMPLE {
        return text;
    }
    let start = text.floor_char_boundary((text.len() - SAMPLE).min(200));
    &text[start..text.floor_char_boundary(start + SAMPLE)]
}

/// True of words that only hold sentences together, in the language of an ISO 639-1 code; `word` is in lower case.
///
/// ```
/// use dateline::text::is_function_word;
/// assert!(is_function_word("par", "fr"));
/// assert!(!is_function_word("par", "en"));
/// ```
#[must_use]
pub fn is_function_word(word: &str, code: &str) -> bool {
    let languages = FUNCTION_WORDS.masks.get(word).copied().unwrap_or(0);
    languages != 0
        && FUNCTION_WORDS.codes.iter().position(|known| *known == code).is_some_and(|at| languages >> at & 1 == 1)
}

/// How often the function words of each language stand in a sample.
struct CountedWords {
    /// In the order of [`FunctionWords::codes`].
    counts: [u32; 32],
    /// All words of the sample.
    words: u32,
}

impl CountedWords {
    fn of(sample: &str) -> Self {
        let mut counts = [0_u32; 32];
        let mut words = 0;
        let mut lower = String::new();
        for word in sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            words += 1;
            if word.len() > LONGEST_FUNCTION_WORD {
                continue;
            }
            let known = if let Some(key) = short_key(word) {
                FUNCTION_WORDS.short.get(&key)
            } else {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                FUNCTION_WORDS.masks.get(lower.as_str())
            };
            let mut languages = known.copied().unwrap_or(0);
            while languages != 0 {
                counts[languages.trailing_zeros() as usize] += 1;
                languages &= languages - 1;
            }
        }
        Self { counts, words }
    }

    /// The language whose function words are frequent, with those of all others far behind.
    fn decided(&self) -> Option<&'static str> {
        let (best, count) = self.counts.iter().copied().enumerate().max_by_key(|(_, count)| *count)?;
        let others = self.counts.iter().enumerate().filter(|(at, _)| *at != best);
        let second = others.map(|(_, count)| *count).max().unwrap_or(0);
        let decided = count >= FEWEST_FUNCTION_WORDS && count * 5 >= self.words && count >= second * 2;
        decided.then(|| FUNCTION_WORDS.codes[best])
    }

    /// False of a language whose function words are known and hardly there: tables and notes in capitals resemble any.
    fn allow(&self, code: &str) -> bool {
        let Some(at) = FUNCTION_WORDS.codes.iter().position(|known| *known == code) else { return true };
        let count = self.counts[at];
        count * FEWEST_SHARE >= self.words && self.counts.iter().all(|other| *other <= 2 * count)
    }
}

/// Decides by scripts that one language is written in.
fn by_script(sample: &str, letters: usize) -> Option<&'static str> {
    let count = |test: fn(char) -> bool| sample.chars().filter(|c| test(*c)).count();
    let most = letters.div_ceil(2).max(2);
    let kana = count(|c| Script::of(c) == Script::Kana);
    let han = count(|c| Script::of(c) == Script::Han);
    if kana + han >= most {
        // Every Japanese sentence has particles in kana; Chinese prose has none.
        return Some(if kana >= 2 && kana * 12 >= han { "ja" } else { "zh" });
    }
    let code = match whatlang::detect_script(sample)? {
        whatlang::Script::Hangul => "ko",
        whatlang::Script::Thai => "th",
        whatlang::Script::Greek => "el",
        whatlang::Script::Georgian => "ka",
        whatlang::Script::Armenian => "hy",
        whatlang::Script::Bengali => "bn",
        whatlang::Script::Gujarati => "gu",
        whatlang::Script::Gurmukhi => "pa",
        whatlang::Script::Kannada => "kn",
        whatlang::Script::Khmer => "km",
        whatlang::Script::Malayalam => "ml",
        whatlang::Script::Myanmar => "my",
        whatlang::Script::Oriya => "or",
        whatlang::Script::Sinhala => "si",
        whatlang::Script::Tamil => "ta",
        whatlang::Script::Telugu => "te",
        whatlang::Script::Hebrew if letters < FEWEST_LETTERS => "he",
        _ => return None,
    };
    // Of letters in a foreign script, most must be of this one.
    let foreign = sample.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    (foreign >= most).then_some(code)
}

struct FunctionWords {
    codes: Vec<&'static str>,
    /// A bit for each language that has the word.
    masks: HashMap<&'static str, u32, FixedState>,
    /// The same by [`short_key`], for words that have one.
    short: HashMap<u64, u32, FixedState>,
}

/// Bytes of a function word at most.
const LONGEST_FUNCTION_WORD: usize = 10;

/// The letters of an ASCII word in lower case as one number, if they are eight at most: most words of most languages.
fn short_key(word: &str) -> Option<u64> {
    (word.len() <= 8 && word.is_ascii())
        .then(|| word.bytes().fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase())))
}

static FUNCTION_WORDS: LazyLock<FunctionWords> = LazyLock::new(|| {
    let mut table = FunctionWords { codes: Vec::new(), masks: HashMap::default(), short: HashMap::default() };
    for row in include_str!("language/function_words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (code, words) = row.split_once('\t').expect("a row of the table has a tab");
        let bit = 1 << table.codes.len();
        table.codes.push(code);
        for word in words.split(' ') {
            *table.masks.entry(word).or_insert(0) |= bit;
            if let Some(key) = short_key(word) {
                *table.short.entry(key).or_insert(0) |= bit;
            }
        }
    }
    table
});

/// ISO 639-1 code of whatlang's language, which goes by ISO 639-3.
fn code_of(lang: Lang) -> Option<&'static str> {
    let long = lang.code();
    ISO_639.lines().find_map(|row| row.strip_prefix(long)?.strip_prefix('\t'))
}

/// ISO 639-3 and ISO 639-1 codes of the languages that whatlang knows.
const ISO_639: &str = include_str!("language/iso_639.tsv");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn languages_are_told_apart() {
        for (code, text) in [
            ("en", "The talks that began on Friday will focus on military zones and the lines of the ceasefire."),
            (
                "de",
                "Die Gespräche, die am Freitag begannen, drehen sich um die Linien der Waffenruhe und um Gefangene.",
            ),
            (
                "fr",
                "Les discussions qui ont commencé vendredi portent sur les lignes du cessez-le-feu dans l'est du pays.",
            ),
            (
                "es",
                "Las conversaciones que comenzaron el viernes se centran en las líneas del alto el fuego en el este.",
            ),
            (
                "it",
                "I colloqui iniziati venerdì riguardano le linee del cessate il fuoco e lo scambio dei prigionieri.",
            ),
            (
                "pt",
                "As conversas que começaram na sexta-feira tratam das linhas do cessar-fogo e da troca de prisioneiros.",
            ),
            ("nl", "De gesprekken die op vrijdag begonnen gaan over de lijnen van het bestand en over de gevangenen."),
            (
                "pl",
                "Rozmowy, które rozpoczęły się w piątek, dotyczą linii zawieszenia broni i wymiany jeńców na wschodzie.",
            ),
            ("ru", "Переговоры, начавшиеся в пятницу, посвящены линии прекращения огня и обмену военнопленными."),
            ("uk", "Переговори, що розпочалися у п'ятницю, присвячені лінії припинення вогню та обміну полоненими."),
            ("ar", "بدأت المحادثات يوم الجمعة في أبوظبي وتركز على خطوط وقف إطلاق النار وتبادل الأسرى بين البلدين"),
            ("he", "השיחות החלו ביום שישי"),
            ("el", "Οι συνομιλίες ξεκίνησαν"),
            ("zh", "会谈于星期五在阿布扎比举行"),
            ("ja", "会談は金曜日にアブダビで始まった"),
            ("ko", "회담이 금요일에 시작되었다"),
            ("th", "การเจรจาเริ่มขึ้น"),
            ("hi", "वार्ता शुक्रवार को अबू धाबी में शुरू हुई और इसमें तीन देशों के प्रतिनिधियों ने भाग लिया"),
        ] {
            assert_eq!(detect_language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn thin_evidence_gives_nothing() {
        for text in [
            "",
            "OK",
            "Trump",
            "12:30 3-2",
            "Reuters",
            "👍👍",
            "x y z",
            "Qtr loss 14 cts vs loss 31 cts Net loss 212,400 vs loss 390,100 Sales 7.1 mln vs 5.5 mln Nine mths profit nil",
        ] {
            assert_eq!(detect_language(text), None, "{text}");
        }
    }

    #[test]
    fn every_language_of_whatlang_has_a_row() {
        for lang in Lang::all() {
            let row = ISO_639.lines().any(|row| row.split('\t').next() == Some(lang.code()));
            assert!(row, "{} is not in the table", lang.code());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            let _ = detect_language(&text);
        }
    }
}
