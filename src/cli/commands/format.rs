//! `--format`: text for people, rows for programs.

use crate::cli::choice::named;
use crate::output::Format;
use crate::search::Choice;
use clap::{Args, builder::TypedValueParser};

/// Name of the format for people.
pub const TEXT: &str = "text";

/// The format of a listing: text where it is none for programs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen(pub Option<Format>);

/// The flag.
#[derive(Debug, Clone, Default, Args)]
pub struct FormatArgument {
    /// Output format: text, json, jsonl, csv or tsv
    #[arg(long, value_name = "FORMAT", default_value = TEXT, value_parser = chosen(), hide_possible_values = true)]
    format: Chosen,
}

impl FormatArgument {
    /// The format for programs, if one was chosen.
    pub fn machine(&self) -> Option<Format> {
        self.format.0
    }
}

fn chosen() -> impl TypedValueParser<Value = Chosen> {
    named(std::iter::once((TEXT, "", Chosen(None))).chain(rows(|format| Chosen(Some(format)))))
}

/// The names of the formats for programs, for a value parser.
pub fn rows<T>(wanted: impl Fn(Format) -> T) -> impl Iterator<Item = (&'static str, &'static str, T)> {
    Format::ALL.iter().map(move |format| (format.as_str(), format.help(), wanted(*format)))
}
