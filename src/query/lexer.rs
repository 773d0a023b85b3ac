//! From a line to lexemes: operators, words, phrases, fields with their values.
//!
//! Does not know dates, places or the structure of a query. The line has straight quotes and dashes already.

use super::fields::{self, Field, Value};
use super::tree::{Leaf, Within, Words, is_space};
use super::{Fault, FieldKind};
use crate::article::Span;

/// A lexeme and its span.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme {
    pub symbol: Symbol,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Symbol {
    Open,
    Close,
    Or,
    And,
    /// `NOT` or a dash.
    Not,
    Within(Within),
    Words(Words),
    Field(&'static Field, Value),
}

/// What the lexer found.
pub(super) struct Lexed {
    pub lexemes: Vec<Lexeme>,
    pub notices: Vec<String>,
}

/// Plain words beside which quotes and parentheses are those of prose ("which actor of "Star Trek" died?").
pub(super) const FEWEST_IN_PROSE: usize = 6;
/// Most words that `w/` and `~` may span.
const MOST_WORDS: u32 = 100;

fn ends_run(c: char) -> bool {
    is_space(c) || matches!(c, '(' | ')' | '"')
}

/// Punctuation that means nothing at the start of a word.
fn is_noise(c: char) -> bool {
    (c.is_ascii_punctuation() && !matches!(c, '(' | ')' | '"' | '*'))
        || matches!(c, '\u{00a1}' | '\u{00bf}' | '\u{2000}'..='\u{206f}' | '\u{3001}' | '\u{3002}')
}

fn is_trailing_noise(c: char) -> bool {
    is_noise(c) && !matches!(c, '.' | '+' | '#' | '%' | '~')
}

/// Splits a line.
pub(super) fn lex(line: &str) -> Result<Lexed, Fault> {
    let mut lexer = Lexer { line, at: 0, lexemes: Vec::new(), notices: Vec::new() };
    while let Some(c) = lexer.peek() {
        let start = lexer.at;
        match c {
            c if is_space(c) => lexer.at += c.len_utf8(),
            '(' | ')' => {
                lexer.at += 1;
                lexer.push(if c == '(' { Symbol::Open } else { Symbol::Close }, start);
            }
            '"' => lexer.phrase()?,
            '-' if lexer.negates() => {
                lexer.at += 1;
                lexer.push(Symbol::Not, start);
            }
            '.' if is_dot_net(&line[lexer.at..]) => lexer.word()?,
            '!' if lexer.negates() => return Err(lexer.exclamation()),
            '|' if line[lexer.at..].starts_with("||") => {
                let fault = Fault::new("not_an_operator", Span::new(start, start + 2), "|| is not an operator");
                return Err(fault.hint("either is written OR"));
            }
            c if is_noise(c) => lexer.at += c.len_utf8(),
            _ => lexer.word()?,
        }
    }
    Ok(Lexed { lexemes: lexer.lexemes, notices: lexer.notices })
}

struct Lexer<'a> {
    line: &'a str,
    at: usize,
    lexemes: Vec<Lexeme>,
    notices: Vec<String>,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn push(&mut self, symbol: Symbol, start: usize) {
        self.lexemes.push(Lexeme { symbol, span: Span::new(start, self.at) });
    }

    /// True of a dash at the start of a term: before a word, a quote or a parenthesis, after a space or a parenthesis.
    fn negates(&self) -> bool {
        let before = self.line[..self.at].chars().next_back();
        let after = self.line[self.at + 1..].chars().next();
        before.is_none_or(|c| is_space(c) || c == '(')
            && after.is_some_and(|c| matches!(c, '"' | '(') || c.is_alphanumeric())
    }

    /// The fault of `!word`, which other languages read as a negation.
    fn exclamation(&self) -> Fault {
        let rest = &self.line[self.at + 1..];
        let word = &rest[..rest.find(ends_run).unwrap_or(rest.len())];
        let word = if word.is_empty() { "word" } else { word };
        Fault::new("not_an_operator", Span::new(self.at, self.at + 1), "! does not exclude what follows")
            .hint(format!("write -{word} or NOT {word}; as text, leave the ! out"))
    }

    /// Reads the quoted text at the cursor, quotes left out.
    fn quoted(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let Some(length) = self.line[start + 1..].find('"') else {
            let fault = Fault::new("unbalanced_quote", Span::new(start, start + 1), "this quote is never closed");
            return Err(fault.hint("close it with another \", or leave it out"));
        };
        self.at = start + 1 + length + 1;
        Ok(self.line[start + 1..start + 1 + length].to_owned())
    }

    fn phrase(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let quoted = self.quoted()?;
        if let Some((prefix, before, after)) = prefix_in_phrase(&quoted) {
            let fault = Fault::new("prefix_in_phrase", Span::new(start, self.at), "a phrase takes no *");
            let parts: Vec<&str> = [before, prefix, after].into_iter().filter(|part| !part.is_empty()).collect();
            return Err(fault.hint(format!("words near each other are written {}", parts.join(" w/1 "))));
        }
        let text = phrase_text(&quoted);
        let slop = self.slop()?;
        if let Some(text) = text {
            self.push(Symbol::Words(Words::Phrase { text, slop }), start);
        }
        Ok(())
    }

    /// Reads `~3` after a closing quote.
    fn slop(&mut self) -> Result<u32, Fault> {
        let rest = &self.line[self.at..];
        let Some(digits) = rest.strip_prefix('~') else { return Ok(0) };
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let span = Span::new(self.at, self.at + 1 + length);
        let slop = if length == 0 { 1 } else { distance(&digits[..length], span)? };
        self.at += 1 + length;
        Ok(slop)
    }

    /// Reads a run of characters: an operator, a field with its value, or a word.
    fn word(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let rest = &self.line[start..];
        let run = &rest[..rest.find(ends_run).unwrap_or(rest.len())];
        let next = rest[run.len()..].chars().next();
        if let Some((name, value)) = run.split_once(':').filter(|(name, _)| is_name(name)) {
            let follows = value.chars().next().or(next);
            let name_span = Span::new(start, start + name.len());
            match fields::find(name) {
                Some(_) if value.is_empty() && self.ends_prose(start, start + run.len()) => {}
                Some(field) if !(value.is_empty() && follows.is_some_and(is_space)) => return self.field(field, name),
                Some(field) if self.line[start + run.len()..].trim().is_empty() => {
                    return Err(empty_value(field, Span::new(start, start + run.len())));
                }
                Some(field) => self.notices.push(format!(
                    "\"{name}:\" before a space is a word; as a field it has no space after it, as in {}",
                    field.example
                )),
                None if follows.is_some_and(|c| c.is_alphabetic() || matches!(c, '"' | '(')) => {
                    return Err(fields::unknown(name, name_span));
                }
                None => {}
            }
        }
        self.at = start + run.len();
        let span = Span::new(start, self.at);
        if let Some(fault) = foreign(run, span) {
            return Err(fault);
        }
        let symbol = match run {
            "OR" => Some(Symbol::Or),
            "AND" => Some(Symbol::And),
            "NOT" => Some(Symbol::Not),
            _ => match within(run, span)? {
                Some(within) => Some(Symbol::Within(within)),
                None => term(run, span)?.map(Symbol::Words),
            },
        };
        if let Some(symbol) = symbol {
            self.push(symbol, start);
        }
        Ok(())
    }

    /// True of what ends a line of prose: "a condition that prevents people from:" names no field.
    fn ends_prose(&self, start: usize, end: usize) -> bool {
        let before = self.line[..start].split(is_space).filter(|word| !word.is_empty()).count();
        before + 1 >= FEWEST_IN_PROSE && self.line[end..].trim().is_empty()
    }

    fn field(&mut self, field: &'static Field, name: &str) -> Result<(), Fault> {
        let start = self.at;
        self.at += name.len() + 1;
        let value_start = self.at;
        let (mut text, mut pieces, mut quoted) = (String::new(), 0, false);
        while let Some(c) = self.peek() {
            if c == '"' {
                text.push_str(&self.quoted()?);
                (pieces, quoted) = (pieces + 1, true);
            } else if ends_run(c) {
                break;
            } else {
                let rest = &self.line[self.at..];
                let run = &rest[..rest.find(ends_run).unwrap_or(rest.len())];
                text.push_str(run);
                self.at += run.len();
                pieces += 1;
            }
        }
        if pieces == 0 && self.peek() == Some('(') {
            let fault = Fault::new("group_value", Span::new(start, self.at + 1), format!("{name}: takes one value"));
            return Err(fault.hint(format!("write each with its field: ({0}:a OR {0}:b)", field.name)));
        }
        let mut slop = String::new();
        if field.kind == FieldKind::Title && quoted && pieces > 1 {
            // title:"peace talks"~3
            if let Some((phrase, digits)) = text.clone().rsplit_once('~')
                && digits.bytes().all(|b| b.is_ascii_digit())
            {
                digits.clone_into(&mut slop);
                phrase.clone_into(&mut text);
            }
        }
        let clean = text.trim_matches(is_space).trim_end_matches([',', ';']).replace(is_space, " ");
        let span = Span::new(value_start, self.at);
        if !clean.chars().any(char::is_alphanumeric) {
            let whole = Span::new(start, self.at);
            return Err(empty_value(field, whole));
        }
        let plain = pieces == 1;
        let symbol = if field.kind == FieldKind::Title && !slop.is_empty() {
            let slop = distance(&slop, span)?;
            Symbol::Field(field, Value { text: format!("{clean}~{slop}"), span, quoted, plain: false })
        } else {
            Symbol::Field(field, Value { text: clean, span, quoted, plain })
        };
        self.push(symbol, start);
        Ok(())
    }
}

fn empty_value(field: &Field, span: Span) -> Fault {
    Fault::new("empty_value", span, format!("{}: has no value", field.name))
        .hint(format!("write it without a space, as in {}", field.example))
}

/// True of what could be the name of a field.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-'))
}

fn distance(digits: &str, span: Span) -> Result<u32, Fault> {
    match digits.parse() {
        Ok(words) if words <= MOST_WORDS => Ok(words),
        _ => Err(Fault::new(
            "bad_distance",
            span,
            format!("\"{digits}\" is not a number of words from 0 to {MOST_WORDS}"),
        )),
    }
}

/// A word with a `*` at its end in a phrase, and the words before and after it.
fn prefix_in_phrase(text: &str) -> Option<(&str, &str, &str)> {
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    let at = words
        .iter()
        .position(|word| word.len() > 1 && word.ends_with('*') && word.starts_with(char::is_alphanumeric))?;
    let beside = |at: Option<usize>| at.and_then(|at| words.get(at)).copied().unwrap_or_default();
    Some((words[at], beside(at.checked_sub(1)), beside(Some(at + 1))))
}

/// True of ".NET", whose dot is a part of the name.
fn is_dot_net(run: &str) -> bool {
    let is_net = run.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(".net"));
    is_net && !run[4..].starts_with(char::is_alphanumeric)
}

/// The fault of what other query languages have and this one writes otherwise: `NEAR/5`, wildcards within a word.
fn foreign(run: &str, span: Span) -> Option<Fault> {
    let bare = run.trim_end_matches(is_trailing_noise);
    let near = ["NEAR", "ADJ", "ONEAR", "WITHIN"].iter().find_map(|operator| bare.strip_prefix(operator));
    if let Some(digits) = near.map(|rest| rest.trim_start_matches('/'))
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        let fault = Fault::new("not_an_operator", span, format!("{bare} is not an operator"));
        return Some(fault.hint(format!("within {digits} words is written w/{digits}, as in freedom w/{digits} came")));
    }
    let is_distance = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let word = run.rsplit_once('~').filter(|(_, digits)| is_distance(digits)).map_or(run, |(word, _)| word);
    let word = word.trim_end_matches(|c| is_noise(c) || c == '*');
    // Between small letters: M*A*S*H is a name.
    let within = |at: &usize| {
        let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
        small(word[..*at].chars().next_back()) && small(word[at + 1..].chars().next())
    };
    let wildcard = word.match_indices(['*', '?']).map(|(at, _)| at).find(within)?;
    // Addresses have question marks.
    if word.contains(['/', '=', '.', ':']) {
        return None;
    }
    let sign = &word[wildcard..=wildcard];
    let fault = Fault::new("inner_wildcard", span, format!("a {sign} within a word is not supported"));
    let plain = word.replace(['*', '?'], "");
    Some(fault.hint(format!(
        "write the beginning, as in {}*, or a word some letters away, as in {plain}~2",
        &word[..wildcard]
    )))
}

/// Reads `w/p`, `w/s`, `w/3`.
fn within(run: &str, span: Span) -> Result<Option<Within>, Fault> {
    let Some(rest) = run.strip_prefix("w/").or_else(|| run.strip_prefix("W/")) else { return Ok(None) };
    match rest {
        "p" | "P" => Ok(Some(Within::Passage)),
        "s" | "S" => Ok(Some(Within::Sentence)),
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(Some(Within::Words(distance(digits, span)?.max(1))))
        }
        _ => Ok(None),
    }
}

/// Reads a word with its `*` or `~`; nothing where no letter or digit is in it.
pub(super) fn term(run: &str, span: Span) -> Result<Option<Words>, Fault> {
    let word = run.trim_end_matches(is_trailing_noise);
    if word.starts_with('*') {
        let fault = Fault::new("leading_wildcard", span, "a * is allowed only at the end of a word");
        return Err(fault.hint("write the beginning of the word before it, as in witk*"));
    }
    if !word.chars().any(char::is_alphanumeric) {
        return Ok(None);
    }
    let base = |text: &str| text.trim_end_matches(|c| c == '*' || is_trailing_noise(c) || c == '~').to_owned();
    if word.ends_with('*') {
        return Ok(Some(Words::Prefix(base(word))));
    }
    if let Some((before, digits)) = word.rsplit_once('~')
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        let word = base(before);
        return match digits {
            "" | "1" => Ok(Some(Words::Fuzzy { word, distance: 1 })),
            "2" => Ok(Some(Words::Fuzzy { word, distance: 2 })),
            "0" => Ok(plain_word(&word)),
            _ => Err(Fault::new("bad_distance", span, "a word can differ by 1 or 2 letters")
                .hint(format!("write {word}~1 or {word}~2"))),
        };
    }
    Ok(plain_word(word))
}

/// A word that reads back as itself; what looks like syntax becomes lower case or a phrase.
fn plain_word(word: &str) -> Option<Words> {
    if !word.chars().any(char::is_alphanumeric) {
        return None;
    }
    if matches!(word, "OR" | "AND" | "NOT") {
        return Some(Words::Word(word.to_lowercase()));
    }
    let starts_plain = !word.starts_with(|c| is_noise(c) || c == '*') || is_dot_net(word);
    let is_field = word.split_once(':').is_some_and(|(name, value)| {
        is_name(name) && (fields::find(name).is_some() || value.starts_with(char::is_alphabetic))
    });
    let ends_plain = !word.ends_with('*')
        && !word.rsplit_once('~').is_some_and(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()));
    let plain =
        starts_plain && ends_plain && !is_field && !matches!(within(word, Span::default()), Ok(Some(_)) | Err(_));
    Some(if plain { Words::Word(word.to_owned()) } else { Words::Phrase { text: word.to_owned(), slop: 0 } })
}

/// A word of a text that is all words: no syntax is seen in it.
pub(super) fn literal_word(run: &str) -> Option<Leaf> {
    let start = if is_dot_net(run) { run } else { run.trim_start_matches(|c| is_noise(c) || c == '*') };
    let word = start.trim_end_matches(|c| is_trailing_noise(c) || c == '*');
    // What would be an operator or a wildcard in a query is text here.
    if foreign(word, Span::default()).is_some() {
        return phrase_text(&word.replace(['*', '?', '/'], " "))
            .map(|text| Leaf::Text(Words::Phrase { text, slop: 0 }));
    }
    plain_word(word).map(Leaf::Text)
}

/// The text of a phrase: single spaces, no control characters; nothing where no letter or digit is in it.
pub(super) fn phrase_text(text: &str) -> Option<String> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// True of an argument of plain words only.
pub(super) fn is_plain_text(argument: &str) -> bool {
    lex(argument)
        .is_ok_and(|lexed| lexed.lexemes.iter().all(|lexeme| matches!(lexeme.symbol, Symbol::Words(Words::Word(_)))))
}
