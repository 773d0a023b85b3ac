//! Errors of usage: those of clap in the words of this program.

use super::arguments::NotACommand;
use super::error::CommandError;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// The error of a clap error that is not a request for help or version.
pub fn of_clap(error: &clap::Error) -> CommandError {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(value)) => Some(value.clone()),
        Some(ContextValue::Strings(values)) => Some(values.join(", ")),
        _ => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let fault = |message: String| CommandError::new("usage", message);
    let did_you_mean = |fault: CommandError, suggestion: Option<String>, otherwise: &str| match suggestion {
        Some(suggestion) => fault.hint(format!("did you mean {suggestion}?")),
        None => fault.hint(otherwise),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => did_you_mean(
            fault(format!("unknown flag {argument}")),
            context(ContextKind::SuggestedArg),
            "--help lists the flags; after -- everything is query",
        ),
        ErrorKind::InvalidValue if value.is_empty() => fault(format!("{argument} needs a value")),
        ErrorKind::InvalidValue => {
            let valid = context(ContextKind::ValidValue).map(|valid| format!("valid values: {valid}"));
            let suggestion = context(ContextKind::SuggestedValue);
            did_you_mean(
                fault(format!("invalid value \"{value}\" for {argument}")),
                suggestion,
                valid.as_deref().unwrap_or("see --help"),
            )
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            fault(format!("invalid value \"{value}\" for {argument}{reason}"))
        }
        ErrorKind::MissingRequiredArgument => fault(format!("missing argument: {argument}")).hint("see --help"),
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg).unwrap_or_default();
            fault(format!("{argument} and {other} cannot be used together"))
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or("wrong usage").trim_start_matches("error: ");
            fault(first.to_owned()).hint("see --help")
        }
    }
}

/// The error of a first word that is no command: a command that was mistyped, or else words to look for.
pub fn of_no_command(app: &clap::Command, fault: &NotACommand) -> CommandError {
    let similar = app
        .get_subcommands()
        .flat_map(|command| std::iter::once(command.get_name()).chain(command.get_all_aliases()))
        .find(|name| is_near(name, &fault.word));
    let rest = fault.arguments.get(1..).unwrap_or_default();
    let line = |command: &str, words: &[String]| {
        let words = words.iter().map(|word| quoted(word));
        ["dateline".to_owned(), command.to_owned()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
    };
    let meant = match similar {
        Some(command) => line(command, rest),
        None => line("query", &fault.arguments),
    };
    CommandError::new("no_command", format!("\"{}\" is not a command", fault.word))
        .hint(format!("did you mean: {meant}?"))
}

/// True of words that differ by one edit: a letter more, less or other, or two swapped.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);
    match (a, b) {
        ([], _) | (_, []) => a.len() + b.len() <= 1 || (a.len().max(b.len()) == 1),
        ([a1, a2], [b1, b2]) => a1 == b2 && a2 == b1,
        _ => a.len() == 1 && b.len() == 1,
    }
}

/// An argument as it would be typed in a shell.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The hint for a word of a query that names a file: perhaps the shell expanded a `*`.
pub fn expanded_glob(words: &[String]) -> Option<String> {
    let file = words.iter().find(|word| !word.contains(char::is_whitespace) && Path::new(word).is_file())?;
    Some(format!("\"{file}\" is also a file here; if the shell expanded a *, put the word in quotes: 'witk*'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory, Parser};

    fn of(line: &[&str]) -> String {
        let error = crate::cli::app::App::try_parse_from(line).unwrap_err();
        let fault = of_clap(&error);
        format!("{} | {}", fault.message, fault.hint.unwrap_or_default())
    }

    #[test]
    fn faults_teach() {
        assert_eq!(of(&["dateline", "query", "--persn", "x"]), "unknown flag --persn | did you mean --person?");
        assert_eq!(of(&["dateline", "query", "--limit"]), "--limit <N> needs a value | ");
        insta::assert_snapshot!(of(&["dateline", "query", "--limit=many"]), @r#"invalid value "many" for --limit <N>: write a number or all | "#);
        insta::assert_snapshot!(of(&["dateline", "query", "--sort=newst"]), @r#"invalid value "newst" for --sort <ORDER> | did you mean newest?"#);
    }

    #[test]
    fn words_without_a_command() {
        let app = crate::cli::app::App::command();
        let hint = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
            of_no_command(&app, &NotACommand { word: arguments[0].clone(), arguments }).hint.unwrap()
        };
        assert_eq!(hint(&["putin", "ukraine"]), "did you mean: dateline query putin ukraine?");
        assert_eq!(hint(&["qurey", "peace plan"]), "did you mean: dateline query 'peace plan'?");
        assert_eq!(hint(&["O'Connor"]), r"did you mean: dateline query 'O'\''Connor'?");
    }

    #[test]
    fn near_words() {
        assert!(
            is_near("query", "qeury")
                && is_near("query", "quer")
                && is_near("show", "shows")
                && is_near("open", "opin")
        );
        assert!(!is_near("query", "putin") && !is_near("man", "iran") && !is_near("show", "ahew"));
    }
}
