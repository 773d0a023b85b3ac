//! `--format`: text for people, the rest for programs.

use crate::output::Format;
use clap::{Args, ValueEnum};

/// The formats of a listing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
}

/// The flag.
#[derive(Debug, Clone, Default, Args)]
pub struct FormatArgument {
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Wanted::Text, hide_possible_values = true,
          help = "How the answer is written: text, json, jsonl, csv or tsv")]
    pub format: Wanted,
}

impl Wanted {
    /// The machine format, if it is one.
    pub fn machine(self) -> Option<Format> {
        match self {
            Self::Text => None,
            Self::Json => Some(Format::Json),
            Self::Jsonl => Some(Format::Jsonl),
            Self::Csv => Some(Format::Csv),
            Self::Tsv => Some(Format::Tsv),
        }
    }
}
