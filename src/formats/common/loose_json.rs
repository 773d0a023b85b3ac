//! JSON as programs and people write it that is not quite JSON.
//!
//! [`values`] takes what has one meaning only: comments, commas too many, `NaN`, raw control characters, halves of
//! surrogate pairs, escapes of JavaScript, values one after another. [`guessed`] also takes what must be guessed, for
//! metadata of pages: quotes inside strings, commas left out, ends that are missing.

use serde_json::{Map, Number, Value};

/// Lists and objects inside one another, at most.
const DEEPEST: usize = 100;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at line {line} column {column}")]
pub struct LooseError {
    reason: &'static str,
    line: usize,
    column: usize,
}

/// The values of a text, one after another, where each can be read in one way only.
///
/// # Errors
/// When something is no value.
pub fn values(text: &str) -> Result<Vec<Value>, LooseError> {
    Reader { text, at: 0, guess: false }.all()
}

/// The values of a text as they are meant, as far as can be told; empty where nothing is.
pub fn guessed(text: &str) -> Vec<Value> {
    Reader { text, at: 0, guess: true }.all().unwrap_or_default()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    guess: bool,
}

impl<'a> Reader<'a> {
    fn all(mut self) -> Result<Vec<Value>, LooseError> {
        let mut found = Vec::new();
        loop {
            self.pass(&[',', ';', '\u{feff}']);
            if self.rest().is_empty() {
                return Ok(found);
            }
            match self.value(0) {
                Ok(value) => found.push(value),
                // Metadata is followed by anything.
                Err(_) if self.guess && !found.is_empty() => return Ok(found),
                Err(error) => return Err(error),
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn fault(&self, reason: &'static str) -> LooseError {
        let before = &self.text[..self.at];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        LooseError { reason, line, column: before[line_start..].chars().count() + 1 }
    }

    /// Passes over white space, comments and some marks.
    fn pass(&mut self, marks: &[char]) {
        loop {
            let rest = self.rest();
            let comment = if rest.starts_with("/*") {
                rest.find("*/").map(|end| end + 2)
            } else if rest.starts_with("//") {
                Some(rest.find('\n').unwrap_or(rest.len()))
            } else {
                None
            };
            let step = comment.or_else(|| {
                let first = rest.chars().next()?;
                (first.is_whitespace() || marks.contains(&first)).then(|| first.len_utf8())
            });
            match step {
                Some(step) => self.at += step,
                None => return,
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, LooseError> {
        self.pass(&[]);
        if depth > DEEPEST {
            return Err(self.fault("too many lists and objects inside one another"));
        }
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.list(depth),
            Some(quote @ ('"' | '\'')) if quote == '"' || self.guess => Ok(Value::String(self.string(quote)?)),
            Some(_) => self.bare(),
            None => Err(self.fault("a value is missing")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, LooseError> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.pass(&[',']);
            match self.peek() {
                Some(']') => {
                    self.at += 1;
                    return Ok(Value::Array(list));
                }
                None if self.guess => return Ok(Value::Array(list)),
                None => return Err(self.fault("the list does not end")),
                Some(_) => list.push(self.value(depth + 1)?),
            }
            self.check_separator(']')?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, LooseError> {
        self.at += 1;
        let mut object = Map::new();
        loop {
            self.pass(&[',']);
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return Ok(Value::Object(object));
                }
                None if self.guess => return Ok(Value::Object(object)),
                None => return Err(self.fault("the object does not end")),
                Some(_) => {}
            }
            let key = self.key()?;
            self.pass(&[]);
            if self.peek() != Some(':') {
                return Err(self.fault("a colon is missing"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            object.insert(key, value);
            self.check_separator('}')?;
        }
    }

    /// Without guessing, a comma or an end must follow a value.
    fn check_separator(&mut self, end: char) -> Result<(), LooseError> {
        self.pass(&[]);
        let follows = self.peek().is_none_or(|next| next == ',' || next == end);
        if follows || self.guess { Ok(()) } else { Err(self.fault("a comma is missing")) }
    }

    fn key(&mut self) -> Result<String, LooseError> {
        match self.peek() {
            Some('"') => self.string('"'),
            Some('\'') if self.guess => self.string('\''),
            Some(first) if self.guess && (first.is_alphabetic() || matches!(first, '_' | '@' | '$')) => {
                let is_end = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '@' | '$'));
                let length = self.rest().find(is_end).unwrap_or(self.rest().len());
                let key = self.rest()[..length].to_owned();
                self.at += length;
                Ok(key)
            }
            _ => Err(self.fault("a key is missing")),
        }
    }

    fn string(&mut self, quote: char) -> Result<String, LooseError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(run) = rest.find(['\\', quote]) else {
                if self.guess {
                    out.push_str(rest);
                    self.at = self.text.len();
                    return Ok(out);
                }
                return Err(self.fault("the string does not end"));
            };
            out.push_str(&rest[..run]);
            self.at += run + 1;
            if rest.as_bytes()[run] == b'\\' {
                self.escape(&mut out);
            } else if !self.guess || self.is_end_of_string() {
                return Ok(out);
            } else {
                out.push(quote);
            }
        }
    }

    /// True where the quote that was just read ends its string, by what follows: a key, a value or an end.
    fn is_end_of_string(&self) -> bool {
        let rest = self.rest().trim_start();
        let mut chars = rest.chars();
        match chars.next() {
            None | Some('}' | ']' | ':') => true,
            Some(',') => {
                let after = chars.as_str().trim_start_matches(|c: char| c.is_whitespace() || c == ',');
                let next = after.chars().next();
                let quoted = after.starts_with(['"', '\'']);
                // "a, "b", c" has a quoted word inside: a key has a colon behind it.
                next.is_none_or(|next| matches!(next, '{' | '[' | '}' | ']' | '-') || next.is_ascii_digit())
                    || quoted
                    || after.starts_with("true")
                    || after.starts_with("false")
                    || after.starts_with("null")
            }
            Some('"') => has_colon_behind(&rest[1..]),
            Some('/') => rest.starts_with("/*") || rest.starts_with("//"),
            Some(_) => false,
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.peek() else { return };
        self.at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => out.push(self.unicode()),
            'x' => match self.hex(2) {
                Some(code) => out.push(char::from_u32(code).unwrap_or('\u{fffd}')),
                None => out.push('x'),
            },
            other => out.push(other),
        }
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let code = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        Some(code)
    }

    /// The character of `\u....`, of two where they are a surrogate pair.
    fn unicode(&mut self) -> char {
        let Some(first) = self.hex(4) else { return '\u{fffd}' };
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            if let Some(second) = self.hex(4).filter(|second| (0xdc00..0xe000).contains(second)) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).unwrap_or('\u{fffd}');
            }
            self.at = back;
        }
        char::from_u32(first).unwrap_or('\u{fffd}')
    }

    /// A number, or a word that stands for a value.
    fn bare(&mut self) -> Result<Value, LooseError> {
        let rest = self.rest();
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'));
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let value = match word {
            "true" | "True" => Value::Bool(true),
            "false" | "False" => Value::Bool(false),
            "null" | "None" | "NaN" | "Infinity" | "-Infinity" | "undefined" | "nan" | "inf" | "-inf" => Value::Null,
            word => match serde_json::from_str::<Number>(word) {
                Ok(number) => Value::Number(number),
                Err(_) => return Err(self.fault("no value")),
            },
        };
        self.at += word.len();
        Ok(value)
    }
}

/// True where a quoted word ends before a colon: `author": ...`
fn has_colon_behind(text: &str) -> bool {
    let Some(end) = text.find('"').filter(|end| *end < 80) else { return false };
    text[end + 1..].trim_start().starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn what_has_one_meaning_is_read() {
        for (text, expected) in [
            (r#"{"a":1,}"#, json!({"a": 1})),
            ("[1,,2,]", json!([1, 2])),
            (r#"{"a":NaN,"b":-Infinity}"#, json!({"a": null, "b": null})),
            ("{/* seo */\"a\":\"x\ty\"}", json!({"a": "x\ty"})),
            (r#"{"a":"cut \ud83d here"}"#, json!({"a": "cut \u{fffd} here"})),
            (r#"{"a":"\ud83d\ude00"}"#, json!({"a": "😀"})),
            (r#"{"a":"10:00\x2b01:00, Ann\'s"}"#, json!({"a": "10:00+01:00, Ann's"})),
            ("{\"a\":1} // end\n", json!({"a": 1})),
        ] {
            assert_eq!(values(text), Ok(vec![expected]), "{text}");
        }
        assert_eq!(values("{\"a\":1}\n{\"a\":2}").unwrap().len(), 2);
    }

    #[test]
    fn what_must_be_guessed_is_a_fault_with_its_place() {
        for (text, at) in [
            ("{\"a\":1\n\"b\":2}", "a comma is missing at line 2 column 1"),
            (r#"{"a":"b"#, "the string does not end at line 1 column 7"),
            ("{broken", "a key is missing at line 1 column 2"),
            ("[1", "the list does not end at line 1 column 3"),
            ("x", "no value at line 1 column 1"),
        ] {
            assert_eq!(values(text).unwrap_err().to_string(), at, "{text}");
        }
        assert!(values(&"[".repeat(100_000)).is_err());
        assert!(guessed(&"{\"a\":".repeat(100_000)).is_empty());
    }

    #[test]
    fn metadata_is_read_as_it_is_meant() {
        for (text, expected) in [
            (r#"{"a":"The "old" pier","b":1}"#, json!({"a": "The \"old\" pier", "b": 1})),
            (r#"{"a":"He said "no", twice","b":"c"}"#, json!({"a": "He said \"no\", twice", "b": "c"})),
            ("{\"a\":\"x\"\n\"b\":\"y\"}", json!({"a": "x", "b": "y"})),
            ("{'a':'x'}", json!({"a": "x"})),
            ("{a:1}", json!({"a": 1})),
            (r#"{"a":{"b":"cut"#, json!({"a": {"b": "cut"}})),
        ] {
            assert_eq!(guessed(text), [expected], "{text}");
        }
        assert!(guessed("function() {}").is_empty());
    }

    proptest! {
        #[test]
        fn json_is_read_as_it_is(text in "\\PC{0,12}", number in any::<i32>()) {
            let value = json!({"a": [text, number, null, true], "b": {"c": text}});
            prop_assert_eq!(values(&value.to_string()), Ok(vec![value.clone()]));
            prop_assert_eq!(values(&serde_json::to_string_pretty(&value).unwrap()), Ok(vec![value]));
        }

        #[test]
        fn any_text_is_survived(text in "([{}\\[\\],:\"'\\\\]|\\\\u[0-9a-f]{2,4}|NaN|a|1|/\\*|\\PC){0,30}") {
            let _ = (values(&text), guessed(&text));
        }
    }
}
