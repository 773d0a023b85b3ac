//! The pass over the arguments before clap sees them: what is a flag, what is query.
//!
//! In a query `-venezuela` is a negation, not a cluster of flags. Of the tokens with one dash only `-n`, `-q`, `-v`, `-h`, `-V`
//! and `-n<digits>` are flags; `--x` is always one; after `--` all is query. The flags go to clap first, as `--flag=value`,
//! then `--` and the words of the query, so that clap has nothing left to guess. Nothing is validated here.

use clap::{Arg, Command};
use std::ffi::{OsStr, OsString};

/// Id of the positional argument that marks a command as taking a query.
pub const QUERY_WORDS: &str = "words";

/// A first word that is no command: "did you mean: dateline query putin ukraine?"
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotACommand {
    /// The word.
    pub word: String,
    /// The arguments from that word on.
    pub arguments: Vec<String>,
}

/// Arranges the arguments of this process (its name first) for clap.
///
/// # Errors
/// When the first word is no command.
pub fn arrange(app: &Command, raw: Vec<OsString>) -> Result<Vec<OsString>, NotACommand> {
    let mut raw = raw.into_iter();
    let mut arranged: Vec<OsString> = raw.next().into_iter().collect();
    let mut rest = raw.collect::<Vec<_>>().into_iter().peekable();
    while let Some(token) = rest.next() {
        let text = token.to_string_lossy();
        if text == "--" || !is_flag(&text) {
            let Some(command) = app.find_subcommand(text.as_ref()) else {
                let tail = rest.map(|token| token.to_string_lossy().into_owned());
                let word = if text == "--" { None } else { Some(text.clone().into_owned()) };
                let arguments: Vec<String> = word.into_iter().chain(tail).collect();
                return Err(NotACommand { word: arguments.first().cloned().unwrap_or_default(), arguments });
            };
            arranged.push(token.clone());
            if takes_query(command) {
                arranged.extend(arrange_query(app, command, rest));
            } else {
                arranged.extend(rest);
            }
            return Ok(arranged);
        }
        let takes_value = flag_of(app, app, &text).is_some_and(|flag| flag.get_action().takes_values());
        let separate = takes_value && !text.contains('=');
        arranged.push(token);
        if separate {
            arranged.extend(rest.next());
        }
    }
    Ok(arranged)
}

fn takes_query(command: &Command) -> bool {
    command.get_positionals().any(|positional| positional.get_id() == QUERY_WORDS)
}

/// Flags first, then `--` and the words.
fn arrange_query(app: &Command, command: &Command, tokens: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut flags: Vec<OsString> = Vec::new();
    let mut words: Vec<OsString> = Vec::new();
    let mut tokens = tokens.peekable();
    while let Some(token) = tokens.next() {
        let text = straighten(&token.to_string_lossy(), |name| flag_of(app, command, name).is_some());
        if text == "--" {
            words.extend(tokens);
            break;
        }
        if !is_flag(&text) {
            // The token itself where nothing was changed: it need not be UTF-8.
            words.push(if token.to_str().is_none() { token } else { text.into() });
            continue;
        }
        if let Some(digits) = text.strip_prefix("-n").filter(|digits| !digits.is_empty()) {
            flags.push(format!("--limit={digits}").into());
            continue;
        }
        let takes_value = flag_of(app, command, &text).is_some_and(|flag| flag.get_action().takes_values());
        let value = (takes_value && !text.contains('='))
            .then(|| tokens.next_if(|next| !next.to_string_lossy().starts_with("--")))
            .flatten();
        match value {
            Some(value) => flags.push(join(if text == "-n" { "--limit" } else { &text }, &value)),
            None => flags.push(text.into()),
        }
    }
    if !words.is_empty() {
        flags.push("--".into());
        flags.extend(words);
    }
    flags
}

fn join(flag: &str, value: &OsStr) -> OsString {
    let mut joined = OsString::from(flag);
    joined.push("=");
    joined.push(value);
    joined
}

/// True of `--x` and of the few flags with one dash.
fn is_flag(token: &str) -> bool {
    token.starts_with("--")
        || matches!(token, "-n" | "-q" | "-v" | "-h" | "-V")
        || token
            .strip_prefix("-n")
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The definition of a flag as it was typed, of the command or common to all.
fn flag_of<'a>(app: &'a Command, command: &'a Command, token: &str) -> Option<&'a Arg> {
    let name = token.split('=').next().unwrap_or(token);
    app.get_arguments().chain(command.get_arguments()).find(|flag| match name.strip_prefix("--") {
        Some(long) => {
            flag.get_long() == Some(long) || flag.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
        }
        None => name.len() == 2 && flag.get_short() == name.chars().nth(1),
    })
}

/// Dashes that word processors make of `-` and `--`, at the start of a token, as they were typed.
fn straighten(token: &str, is_known: impl Fn(&str) -> bool) -> String {
    let Some(rest) = token.strip_prefix(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'])
    else {
        return token.to_owned();
    };
    let long = format!("--{rest}");
    if is_known(&long) { long } else { format!("-{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn arranged(line: &[&str]) -> Vec<String> {
        let app = crate::cli::app::App::command();
        let raw = std::iter::once("dateline").chain(line.iter().copied()).map(OsString::from).collect();
        let arranged = arrange(&app, raw).unwrap();
        arranged.into_iter().skip(1).map(|token| token.into_string().unwrap()).collect()
    }

    /// Argument lists as bash, zsh and fish hand them over, and what clap then gets.
    #[test]
    fn flags_and_words_are_told_apart() {
        let table: &[(&[&str], &[&str])] = &[
            (&["query", "putin", "-venezuela"], &["query", "--", "putin", "-venezuela"]),
            (&["query", "-venezuela", "putin"], &["query", "--", "-venezuela", "putin"]),
            (&["query", "-person:trump", "talks"], &["query", "--", "-person:trump", "talks"]),
            (&["query", "talks", "-n", "5"], &["query", "--limit=5", "--", "talks"]),
            (&["query", "talks", "-n5"], &["query", "--limit=5", "--", "talks"]),
            (&["query", "-nato", "talks"], &["query", "--", "-nato", "talks"]),
            (&["query", "-5", "talks"], &["query", "--", "-5", "talks"]),
            (&["query", "-qv"], &["query", "--", "-qv"]),
            (&["query", "talks", "-q", "-v"], &["query", "-q", "-v", "--", "talks"]),
            (&["query", "talks", "--person", "umerov"], &["query", "--person=umerov", "--", "talks"]),
            (&["query", "talks", "--person=umerov"], &["query", "--person=umerov", "--", "talks"]),
            (&["query", "--not", "-x", "talks"], &["query", "--not=-x", "--", "talks"]),
            (&["query", "--phrase", "peace plan"], &["query", "--phrase=peace plan"]),
            (&["query", "--limit", "--", "x"], &["query", "--limit", "--", "x"]),
            (&["query", "--", "--limit", "-n"], &["query", "--", "--limit", "-n"]),
            (&["query", "talks", "--today", "2026-01-24"], &["query", "--today=2026-01-24", "--", "talks"]),
            (&["query", "talks", "--persn", "x"], &["query", "--persn", "--", "talks", "x"]),
            (&["query", "–venezuela", "—limit", "3"], &["query", "--limit=3", "--", "-venezuela"]),
            (&["query", "“peace plan”"], &["query", "--", "“peace plan”"]),
            (&["query", "-"], &["query", "--", "-"]),
            (&["search", "a", "--relax"], &["search", "--relax", "--", "a"]),
            (&["people", "-trump", "-n", "all"], &["people", "--limit=all", "--", "-trump"]),
            (&["timeline", "--by", "about", "x"], &["timeline", "--by=about", "--", "x"]),
            (&["--index", "archive", "query", "x"], &["--index", "archive", "query", "--", "x"]),
            (&["--index=archive", "-q", "query", "x"], &["--index=archive", "-q", "query", "--", "x"]),
            (&["show", "k3v9/2", "--context", "1"], &["show", "k3v9/2", "--context", "1"]),
            (&["index", "-", "--input-format", "jsonl"], &["index", "-", "--input-format", "jsonl"]),
            (&["query"], &["query"]),
            (&["--help"], &["--help"]),
            (&[], &[]),
        ];
        for (line, expected) in table {
            assert_eq!(arranged(line), *expected, "{line:?}");
        }
    }

    #[test]
    fn a_first_word_that_is_no_command_is_told() {
        let app = crate::cli::app::App::command();
        let raw = ["dateline", "-q", "putin", "--person", "x"].map(OsString::from).to_vec();
        let fault = arrange(&app, raw).unwrap_err();
        assert_eq!((fault.word.as_str(), fault.arguments.len()), ("putin", 3));
        let raw = ["dateline", "-venezuela"].map(OsString::from).to_vec();
        assert_eq!(arrange(&app, raw).unwrap_err().word, "-venezuela");
    }

    #[cfg(unix)]
    #[test]
    fn words_need_not_be_utf_8() {
        use std::os::unix::ffi::OsStringExt;
        let app = crate::cli::app::App::command();
        let odd = OsString::from_vec(vec![0xff, b'x']);
        let arranged = arrange(&app, vec!["dateline".into(), "query".into(), odd.clone()]).unwrap();
        assert_eq!(arranged.last(), Some(&odd));
    }
}
