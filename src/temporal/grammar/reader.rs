//! Reads files of rules.
//!
//! ```text
//! let NAME = PATTERN            an abbreviation, used as @NAME in the lines below
//! list NAME = WORDS             an abbreviation of words that stand around matches; by themselves they make no date
//! rule NAME                     begins a rule
//! is NORMALISATION [ROLE=NUMBER | CONSTANT]...
//! read PATTERN                  one of the patterns of the rule
//! after | before WORDS          one of these must be there (END: the end of the paragraph)
//! not after | not before WORDS  none of these may
//! not near WORDS                none of these may be within eight words on either side
//! not behind | not ahead WORDS  none of these may be among the five tokens that precede, the three that follow
//! yes TEXT = SPAN = VALUE       an example
//! no TEXT                       a counter-example
//! ```

use super::rule::{Normalisation, Rule};
use crate::temporal::captures::Role;
use crate::temporal::error::RuleError;
use crate::temporal::pattern::{Pattern, Test};
use crate::temporal::vocabulary::Vocabulary;

/// Reads the rules of a file; their words are added to the vocabulary.
pub(super) fn read(name: &str, file: &str, vocabulary: &mut Vocabulary) -> Result<Vec<Rule>, RuleError> {
    let mut reader = Reader { vocabulary, abbreviations: Vec::new(), rules: Vec::new() };
    for (at, line) in file.lines().enumerate() {
        let line = line.trim();
        // Examples are for the tests.
        let is_example = line.starts_with("yes ") || line.starts_with("no ");
        if !line.is_empty() && !line.starts_with('#') && (cfg!(test) || !is_example) {
            reader.line(line).map_err(|what| RuleError::new(name, at + 1, &what, line))?;
        }
    }
    Ok(reader.rules)
}

struct Reader<'a> {
    vocabulary: &'a mut Vocabulary,
    /// Names with `@`, and the patterns they abbreviate.
    abbreviations: Vec<(String, String)>,
    rules: Vec<Rule>,
}

impl Reader<'_> {
    /// Reads a line; the error describes what is wrong with it.
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (keyword, rest) = line.split_once(' ').unwrap_or((line, ""));
        match keyword {
            "let" | "list" => {
                let (name, body) = rest.split_once(" = ").ok_or("no =")?;
                self.abbreviations.push((format!("@{name}"), self.expand(body)));
                return Ok(());
            }
            "rule" => {
                self.rules.push(Rule::new(rest));
                return Ok(());
            }
            _ => {}
        }
        let rest = self.expand(rest);
        let rest = rest.as_str();
        let rule = self.rules.last_mut().ok_or("no rule yet")?;
        match keyword {
            "is" => normalisation(rule, rest)?,
            "read" => rule.patterns.push(Pattern::compile(rest, self.vocabulary)?),
            "before" => {
                let (end, words): (Vec<_>, Vec<_>) = rest.split_whitespace().partition(|word| *word == "END");
                rule.before_end |= !end.is_empty();
                rule.before.append(&mut tests(&words.join(" "), self.vocabulary));
            }
            "after" => rule.after.append(&mut tests(rest, self.vocabulary)),
            "not" => match rest.split_once(' ') {
                Some(("after", words)) => rule.not_after.append(&mut tests(words, self.vocabulary)),
                Some(("before", words)) => rule.not_before.append(&mut tests(words, self.vocabulary)),
                Some(("near", words)) => rule.not_near.append(&mut tests(words, self.vocabulary)),
                Some(("behind", words)) => rule.not_behind.append(&mut tests(words, self.vocabulary)),
                Some(("ahead", words)) => rule.not_ahead.append(&mut tests(words, self.vocabulary)),
                // "no TEXT" is a counter-example; "not" needs a side.
                _ => return Err("not after, before, near, behind or ahead".to_owned()),
            },
            "yes" => {
                let parts: Vec<&str> = rest.split(" = ").collect();
                let [text, span, value] = parts[..] else { return Err("yes TEXT = SPAN = VALUE".to_owned()) };
                rule.examples.push((text.to_owned(), span.to_owned(), value.to_owned()));
            }
            "no" => rule.counter_examples.push(rest.to_owned()),
            _ => return Err("unknown keyword".to_owned()),
        }
        Ok(())
    }

    /// A pattern with its abbreviations written out.
    fn expand(&self, text: &str) -> String {
        let newest_first = self.abbreviations.iter().rev();
        newest_first.fold(text.to_owned(), |text, (name, body)| text.replace(name.as_str(), body))
    }
}

/// Reads the rest of a line that begins with `is`.
fn normalisation(rule: &mut Rule, line: &str) -> Result<(), String> {
    let mut words = line.split(' ');
    let name = words.next().unwrap_or_default();
    rule.normalisation = Normalisation::from_name(name).ok_or_else(|| format!("no normalisation \"{name}\""))?;
    for word in words {
        match word.split_once('=') {
            Some((role, value)) => {
                let role = Role::from_name(role).ok_or_else(|| format!("no role \"{role}\""))?;
                rule.presets.set(role, value.parse().map_err(|_| format!("\"{value}\" is not a number"))?);
            }
            None => word.clone_into(&mut rule.constant),
        }
    }
    Ok(())
}

fn tests(words: &str, vocabulary: &mut Vocabulary) -> Vec<Test> {
    words.split_whitespace().map(|word| Test::compile(word, vocabulary)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_file_line_and_what_is_wrong() {
        for (file, error) in [
            ("rule a\nis dat\n", "a.txt:2: no normalisation \"dat\": is dat"),
            ("\nread the\n", "a.txt:2: no rule yet: read the"),
            ("rule a\nread (the\n", "a.txt:2: a group is not closed: read (the"),
            ("rule a\nyes a = b\n", "a.txt:2: yes TEXT = SPAN = VALUE: yes a = b"),
            ("rule a\nis date yaer=1\n", "a.txt:2: no role \"yaer\": is date yaer=1"),
        ] {
            let mut vocabulary = Vocabulary::read("", "").unwrap();
            assert_eq!(read("a.txt", file, &mut vocabulary).unwrap_err().to_string(), error);
        }
    }
}
