//! `dateline show`: one article with its metadata and mentions.

use super::format::FormatArgument;
use super::hit_reference;
use crate::cli::choice::choice;
use crate::cli::{error::CommandError, session::Session};
use crate::output::{Listing, OffsetUnit, Shown, article_row, article_table_row, article_text, with_future};
use clap::Args;
use std::io::Write;

/// Shows one article with its metadata, passages and mentions.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline show 1                  the article of the first hit of the last query
  dateline show k3v9               by the beginning of its id
  dateline show k3v9/2             its passage 2 only
  dateline show k3v9/2 --context 1 with the passage before and after
  dateline show 1 --explain        with the reason for each mention")]
pub struct Arguments {
    /// Id, beginning of an id, ID/PASSAGE, or rank in the last query
    #[arg(value_name = "HIT")]
    hit: String,
    /// Passages to show before and after
    #[arg(long, value_name = "N")]
    context: Option<usize>,
    /// Explain each mention
    #[arg(long)]
    explain: bool,
    /// Unit of offsets
    #[arg(long, value_name = "UNIT", default_value = "bytes", value_parser = choice::<OffsetUnit>())]
    offsets: OffsetUnit,
    #[command(flatten)]
    format: FormatArgument,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article or passage.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let found = hit_reference::find(&arguments.hit, session)?;
    let article = &found.article;
    match arguments.format.machine() {
        None => {
            let only = found.passage.filter(|_| !found.by_rank || arguments.context.is_some());
            let context = arguments.context.unwrap_or(0);
            let shown = Shown {
                passages: only.map(|number| number.saturating_sub(context).max(1)..=number.saturating_add(context)),
                marked: found.passage,
                explain: arguments.explain,
            };
            article_text(out, session.style(), article, &shown)?;
        }
        Some(format) => {
            let mut row = if format.is_table() {
                article_table_row(article)
            } else {
                article_row(article, arguments.offsets, arguments.explain)
            };
            row = with_future(row, article.record.published.as_ref(), session.config.today);
            if let Some(number) = found.passage {
                row = row.with("passage", number);
            }
            Listing::single(out, format, session.config.cells(), &row)?;
        }
    }
    Ok(0)
}
