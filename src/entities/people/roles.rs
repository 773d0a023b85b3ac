//! The role of a person where it is given in apposition: before the name, or after it and a comma.
//!
//! "Kremlin aide Yuri Ushakov", "Igor Kostyukov, head of the Main Intelligence Directorate (GRU), ...". No clause is
//! read ("Smith, who heads the team"), and honorifics are no roles.

use super::tables::{TABLES, Title};
use crate::article::Span;
use crate::text::{fold, with_lower};

/// Bytes on either side of a name that are looked at.
const WINDOW: usize = 160;
/// Words of a role at most.
const MOST_WORDS: usize = 14;
/// Words before the head noun at most.
const MOST_MODIFIERS: usize = 6;

/// Finds the role of the person named in a span.
pub(super) fn role(text: &str, span: Span) -> Option<String> {
    after(text, span.end as usize).or_else(|| before(text, span.start as usize))
}

/// "..., head of the Main Intelligence Directorate (GRU), ..."
fn after(text: &str, end: usize) -> Option<String> {
    let window = &text[end..text.floor_char_boundary((end + WINDOW).min(text.len()))];
    let rest = window.strip_prefix(", ")?;
    let phrase = &rest[..end_of_phrase(rest)?];
    let relative = |word: &&str| matches!(*word, "who" | "whose" | "which" | "whom");
    let mut words: Vec<&str> = phrase.split_whitespace().take_while(|word| !relative(word)).collect();
    if words.first().is_some_and(|word| is_determiner(word)) {
        words.remove(0);
    }
    if words.len() > MOST_WORDS || words.iter().any(|word| with_lower(bare(word), |word| TABLES.verbs.contains(word))) {
        return None;
    }
    let head = words.iter().take(MOST_MODIFIERS).position(|word| is_head(word))?;
    words[..head].iter().all(|word| is_modifier(word)).then(|| words.join(" "))
}

/// The end of an apposition; nothing where the window ends first.
fn end_of_phrase(rest: &str) -> Option<usize> {
    for (at, c) in rest.char_indices() {
        match c {
            ',' | ';' | ':' | '(' | '\n' | '"' | '“' | '”' | '—' => return Some(at),
            '–' | '-' if rest[..at].ends_with(' ') => return Some(at),
            '.' | '!' | '?' => {
                let next = rest[at + 1..].trim_start().chars().next();
                let word = rest[..at].rsplit(' ').next().unwrap_or("");
                let is_dotted = word.chars().count() < 2 || word.contains('.');
                if !is_dotted && (next.is_none_or(char::is_uppercase) || rest[at + 1..].starts_with(['\n', '”', '"']))
                {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    // A text may end with the role, without a full stop.
    (rest.len() + 2 < WINDOW - 4).then_some(rest.len())
}

/// "Kremlin aide", "President Trump’s special envoy,"
fn before(text: &str, start: usize) -> Option<String> {
    let window = &text[text.ceil_char_boundary(start.saturating_sub(WINDOW))..start];
    let window = window[window.rfind('\n').map_or(0, |at| at + 1)..].strip_suffix(' ')?;
    let (window, comma) = window.strip_suffix(',').map_or((window, false), |window| (window, true));
    let mut words: Vec<&str> = Vec::new();
    let mut possessed = false;
    let mut around = window.rsplit(' ').take(MOST_WORDS).peekable();
    while let Some(word) = around.next() {
        let ends_phrase = word.is_empty() || word.ends_with([',', ';', ':', '”', '"', ')', '!', '?', '—', '–']);
        let plain = word.trim_start_matches(['“', '"', '(', '‘', '[']);
        if let (Some(after), Some(before)) = (words.last(), around.peek())
            && connects(before, plain, after)
        {
            words.push(plain);
            continue;
        }
        let belongs = if words.is_empty() { is_head(plain) } else { is_modifier(plain) || is_head(plain) };
        let is_full_stop = word.ends_with('.') && !is_abbreviated_title(plain) && !is_initials(plain);
        if ends_phrase || is_full_stop || !belongs || is_opening(plain) || plain.ends_with("-year-old") {
            possessed |= with_lower(bare(plain), |word| matches!(word, "his" | "her" | "their" | "my" | "our"));
            break;
        }
        possessed |= plain.ends_with("'s") || plain.ends_with("’s");
        words.push(plain);
        if plain.len() < word.len() {
            break;
        }
    }
    words.reverse();
    let honorific = |word: &&str| matches!(TABLES.title(&fold(word)), Some((Title::Honorific, _)));
    if words.is_empty() || words.last().is_some_and(honorific) {
        return None;
    }
    // Before a comma only "X's envoy, N" and "his envoy, N" are appositions for certain; "said the president, N" is not.
    (!comma || possessed).then(|| words.join(" "))
}

/// True of "of" inside a name ("Bank of Japan") and of "and" between two roles ("actress and singer").
fn connects(before: &str, word: &str, after: &str) -> bool {
    let is_capital = |word: &str| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric);
    match word {
        "of" => is_capital(before) && is_capital(after) && !is_head(before),
        "and" => is_head(before) && is_head(after) && !before.ends_with([',', '.', ';']),
        _ => false,
    }
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// True of a noun that can be the head of a role.
fn is_head(word: &str) -> bool {
    with_lower(bare(word), |word| {
        TABLES.roles.contains(word) || matches!(TABLES.title(&fold(word)), Some((Title::Office | Title::Regnal, _)))
    })
}

/// True of a word that can stand before the head: an adjective of the table, a capitalised word, a possessive.
fn is_modifier(word: &str) -> bool {
    let is_known = |lower: &str| {
        TABLES.modifiers.contains(lower)
            || TABLES.roles.contains(lower)
            || lower.split('-').any(|part| TABLES.modifiers.contains(part))
            || lower.ends_with("'s")
            || lower.ends_with("’s")
    };
    word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || with_lower(bare(word), is_known)
}

/// "Gen.", "Sen."
fn is_abbreviated_title(word: &str) -> bool {
    word.len() <= 6 && word.starts_with(char::is_uppercase) && TABLES.title(&fold(word)).is_some()
}

fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() < 2)
}

fn is_determiner(word: &str) -> bool {
    with_lower(bare(word), |word| matches!(word, "the" | "a" | "an" | "his" | "her" | "their" | "its" | "one"))
}

/// True of a function word that opens a sentence with a capital and is no part of the role.
fn is_opening(word: &str) -> bool {
    is_determiner(word)
        || with_lower(bare(word), |word| {
            matches!(
                word,
                "in" | "on"
                    | "at"
                    | "but"
                    | "and"
                    | "when"
                    | "while"
                    | "after"
                    | "as"
                    | "for"
                    | "with"
                    | "by"
                    | "from"
                    | "to"
                    | "if"
                    | "of"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_hold() {
        let mut faults = Vec::new();
        for (text, expected) in [
            ("Kremlin aide [Yuri Ushakov] said so.", Some("Kremlin aide")),
            ("It ended.\nKremlin aide [Yuri Ushakov] said so.", Some("Kremlin aide")),
            (
                "It is led by Admiral [Igor Kostyukov], head of the Main Intelligence Directorate (GRU), focusing on",
                Some("head of the Main Intelligence Directorate"),
            ),
            (
                "led by [Rustem Umerov], Secretary of the National Security and Defense Council, and others",
                Some("Secretary of the National Security and Defense Council"),
            ),
            ("and [Andrii Hnatov], Chief of the General Staff.\nThe U.S. team", Some("Chief of the General Staff")),
            ("President Trump’s special envoy, [Steve Witkoff], and his", Some("President Trump’s special envoy")),
            ("and his son-in-law [Jared Kushner] engaged", Some("son-in-law")),
            ("talks with Russian President [Vladimir Putin] at the Kremlin", Some("Russian President")),
            ("In Paris, French Foreign Minister [Jean Dupont] said", Some("French Foreign Minister")),
            ("former U.S. Secretary of State [John Kerry] said", None),
            ("Mr. [Smith] left", None),
            ("Mr. [Smith], the chief executive of Acme Corp., left", Some("chief executive of Acme Corp.")),
            ("[Smith], the president said, was ill.", None),
            ("[Smith], who heads Acme, left", None),
            ("[Smith], 45, left", None),
            ("said the president. [Smith] left", None),
            ("The president, [Smith] said, left", None),
            ("Ukraine's president, [Volodymyr Zelenskyy], said", Some("Ukraine's president")),
            (
                "[Angela Merkel], Germany's chancellor from 2005 to 2021, spoke",
                Some("Germany's chancellor from 2005 to 2021"),
            ),
            ("[Jane Doe], a spokeswoman for the ministry, said", Some("spokeswoman for the ministry")),
            ("[Jane Doe], the group's chief economist. Prices fell.", Some("group's chief economist")),
            ("Apple CEO [Tim Cook] said", Some("Apple CEO")),
            ("said Bank of Japan Governor [Kazuo Ueda] on", Some("Bank of Japan Governor")),
            ("Vice President [Kamala Harris] and", Some("Vice President")),
            ("The 45-year-old opposition leader [Jane Doe] said", Some("opposition leader")),
            ("[John Smith], the son of a miner, won", Some("son of a miner")),
            ("[John Smith], a former NATO commander who now teaches, said", Some("former NATO commander")),
            (
                "according to [John Smith], a professor of economics at Oxford University.",
                Some("professor of economics at Oxford University"),
            ),
            ("his lawyer, [John Smith], said", Some("lawyer")),
            ("[John Smith] of Leeds, a nurse, said", None),
            ("[John Smith], Mayor of London", Some("Mayor of London")),
            ("UN Secretary-General [António Guterres] said", Some("UN Secretary-General")),
            ("actress and singer [Jane Doe] sang", Some("actress and singer")),
        ] {
            let (head, rest) = text.split_once('[').unwrap();
            let (name, tail) = rest.split_once(']').unwrap();
            let plain = format!("{head}{name}{tail}");
            let span = Span::new(head.len(), head.len() + name.len());
            let found = role(&plain, span);
            if found.as_deref() != expected {
                faults.push(format!("{text}\n  {found:?}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
