//! The flags common to all commands.

use clap::{ArgAction, Args, ValueEnum};
use serde::Deserialize;
use std::path::PathBuf;

/// Flags common to all commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Common flags")]
pub struct Common {
    /// Index folder [default: the nearest index/ from here upward, else ./index]
    #[arg(long, global = true, value_name = "FOLDER", env = "DATELINE_INDEX", hide_env_values = true)]
    pub index: Option<PathBuf>,
    /// Colours in text output
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorWhen>,
    /// No notices, totals or progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More notices
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Cells of CSV and TSV as they are, also where a spreadsheet would take them for formulas
    #[arg(long, global = true)]
    pub raw: bool,
    /// The day that "today" and "last week" are read against
    #[arg(long, global = true, value_name = "DATE", env = "DATELINE_TODAY", hide_env_values = true)]
    pub today: Option<String>,
    /// Show this help
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    pub help: Option<bool>,
    /// Show the version
    #[arg(short = 'V', long, global = true, action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// When colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
