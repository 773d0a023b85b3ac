//! `dateline verify`: checks the index, and that stored text still matches the inputs.

use super::index::failure_line;
use crate::cli::error::{CommandError, ERROR};
use crate::cli::index_files::{homes, own_names};
use crate::cli::session::Session;
use crate::index::{Index, fault_of, verify};
use crate::ingest::{self, Options};
use crate::output::number;
use crate::search::{SearchError, Searcher};
use clap::Args;
use std::io::Write;

/// Checks the index: checksums, and that every article can be read whole.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline verify
  dateline verify --inputs      also that stored text still matches the files")]
pub struct Arguments {
    /// Also compare the inputs with the stored text
    #[arg(long)]
    inputs: bool,
}

/// Runs the command.
///
/// # Errors
/// When the index cannot be read at all.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let index = Index::open(&session.config.index)?;
    let found = verify(&index, &|id| session.gazetteer.by_id(id))?;
    for file in &found.damaged_files {
        session.failure(&format!("{}: {}", file.display(), fault_of(file)));
    }
    for fault in &found.faults {
        session.failure(fault);
    }
    if !found.is_sound() {
        return Err(CommandError::new("damaged", "the index is damaged").hint("rebuild it: dateline index --rebuild"));
    }
    // Who may only read leaves no trace.
    let _ = index.note_checked(jiff::Timestamp::now());
    writeln!(out, "sound: {} articles in {} passages", number(found.articles), number(found.passages))?;
    if arguments.inputs { inputs(session, out) } else { Ok(0) }
}

/// Reads the inputs again and compares their text with what is stored.
fn inputs(session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let searcher = session.searcher()?;
    let options = Options {
        index: session.config.index.clone(),
        gazetteer: session.gazetteer.clone(),
        homes: homes(&session.config.index, &session.gazetteer)?,
        own: own_names(&session.config.index, &session.gazetteer)?,
        today: session.config.today,
        ..Options::default()
    };
    let (mut same, mut other) = (0_u64, 0_u64);
    ingest::extract_indexed(&options, &mut |read| {
        match read.map(|article| (differs(&searcher, &article), article)) {
            Ok((None, _)) => same += 1,
            Ok((Some(how), article)) => {
                other += 1;
                session.failure(&format!("{}, item {}: {how}", article.path, article.item));
            }
            Err(failure) => session.failure(&failure_line(&failure)),
        }
        true
    })?;
    writeln!(out, "inputs: {} unchanged, {} different", number(same), number(other))?;
    if other > 0 {
        session.notice("dateline index --check brings the index up to date");
    }
    Ok(if other > 0 { ERROR } else { 0 })
}

fn differs(searcher: &Searcher, article: &crate::article::Article) -> Option<String> {
    match searcher.article(&article.id) {
        Ok(stored) if stored.record.text == article.record.text => None,
        Ok(_) => Some("the text has changed since it was indexed".to_owned()),
        Err(SearchError::NoArticle { .. }) => Some("not in the index".to_owned()),
        Err(fault) => Some(fault.to_string()),
    }
}
