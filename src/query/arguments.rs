//! Arguments of a command line as a query: what the shell's quotes meant.
//!
//! Flags were taken out before. The shell has removed the quotes; an argument with spaces had some.

use super::tree::is_space;
use super::{Query, QueryError, fields, lexer, parse, straighten};
use crate::article::Day;

/// Reads the arguments of a command line after the flags were taken out: one argument is query language; among several, one
/// with spaces but without query syntax is a phrase, or the whole value after its `field:`.
///
/// # Errors
/// As [`parse`]; the line of the error has the quotes put back.
pub fn parse_arguments(arguments: &[String], today: Day) -> Result<Query, QueryError> {
    match arguments {
        [] => Ok(Query::default()),
        [one] => parse(one, today),
        several => parse(&several.iter().map(|argument| requote(argument)).collect::<Vec<_>>().join(" "), today),
    }
}

/// Puts back the quotes that the shell took.
fn requote(argument: &str) -> String {
    let argument = straighten(argument);
    let trimmed = argument.trim();
    if !trimmed.contains(is_space) {
        return argument;
    }
    if lexer::is_plain_text(trimmed) {
        return format!("\"{trimmed}\"");
    }
    let (dash, rest) = trimmed.strip_prefix('-').map_or(("", trimmed), |rest| ("-", rest));
    match rest.split_once(':') {
        Some((name, value))
            if fields::find(name).is_some()
                && !value.starts_with(is_space)
                && !value.contains('"')
                && lexer::is_plain_text(value) =>
        {
            format!("{dash}{name}:\"{value}\"")
        }
        _ => argument,
    }
}
