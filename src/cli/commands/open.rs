//! `dateline open`: opens the file or the web page of an article with the program the system has for it.

use super::hit_reference;
use crate::article::Article;
use crate::cli::{error::CommandError, session::Session};
use clap::Args;
use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Opens the web page of an article, or else its file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline open 1             the first hit of the last query
  dateline open k3v9 --file   the file, even if there is a web page
  dateline open 1 --print     print what would be opened")]
pub struct Arguments {
    /// Article or hit, as for dateline show
    #[arg(value_name = "HIT")]
    hit: String,
    /// Open the file, even if there is a web page
    #[arg(long)]
    file: bool,
    /// Print the target instead of opening it
    #[arg(long)]
    print: bool,
}

/// Runs the command.
///
/// # Errors
/// When there is no such article, or nothing to open it with.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let article = hit_reference::find(&arguments.hit, session)?.article;
    // Only addresses of web pages: an article must not start programs.
    let page = article.record.url.as_ref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let target = match page.filter(|_| !arguments.file) {
        Some(url) => url.clone(),
        None => file_of(&article, session)?.to_string_lossy().into_owned(),
    };
    if arguments.print {
        writeln!(out, "{}", crate::output::sanitize::line(&target))?;
        return Ok(0);
    }
    let (program, first): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("explorer", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program).args(first).arg(&target).stdin(Stdio::null()).stdout(Stdio::null()).status();
    match started {
        Ok(status) if status.success() || cfg!(windows) => Ok(0),
        Ok(_) => Err(CommandError::new("open", format!("{program} could not open {target}"))),
        Err(fault) => {
            Err(CommandError::new("open", format!("{program}: {fault}")).hint(format!("the article is at {target}")))
        }
    }
}

/// The file of an article: paths are kept as the user named them, from here or from beside a root.
fn file_of(article: &Article, session: &Session) -> Result<PathBuf, CommandError> {
    let path = Path::new(&article.path);
    let roots = session.searcher()?.status()?.roots;
    let beside = roots.iter().flat_map(|root| Path::new(root).ancestors().take(3)).map(|folder| folder.join(path));
    std::iter::once(env::current_dir().unwrap_or_default().join(path))
        .chain(beside)
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| CommandError::new("no_file", format!("{} does not exist any more", article.path)).exit(1))
}
