//! `dateline` alone: the state of the index, and three commands to try.

use crate::cli::{config, error::CommandError, session::Session};
use crate::output::{Overview, Role, status_text};
use crate::search::{CountKind, CountSort, CountUnit, Counting, Searcher, Unit};
use std::io::Write;

/// Runs the overview.
///
/// # Errors
/// When the output cannot be written, or the index cannot be read.
pub fn run(session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let style = session.style();
    let index = &session.config.index;
    writeln!(out, "{} full-text search for news archives\n", style.paint(Role::Title, "dateline"))?;
    if !config::is_index(index) {
        writeln!(out, "There is no index at {} yet.\n", index.display())?;
        return tries(
            session,
            out,
            &[
                ("dateline index FOLDER", "make the articles in a folder searchable".to_owned()),
                ("dateline extract FILE", "see what would be found in one article".to_owned()),
                ("dateline help query", "the query language on one screen".to_owned()),
            ],
        );
    }
    let searcher = session.searcher()?;
    status_text(out, style, &searcher.status()?, Overview::Brief)?;
    writeln!(out)?;
    let person = most_frequent(&searcher, CountKind::People);
    let place = most_frequent(&searcher, CountKind::Places);
    let quoted = |name: &str| format!("\"{name}\"");
    let by_person = person.as_deref().map_or_else(
        || "dateline query WORDS".to_owned(),
        |person| format!("dateline query --person {}", quoted(person)),
    );
    let by_place = place
        .as_deref()
        .map_or_else(|| "dateline timeline".to_owned(), |place| format!("dateline timeline --place {}", quoted(place)));
    tries(
        session,
        out,
        &[
            (&by_person, "passages, best first; dateline show 1 for the article".to_owned()),
            (&by_place, "when it was in the news".to_owned()),
            ("dateline help query", "the query language on one screen".to_owned()),
        ],
    )
}

/// The most frequent name, so that the example finds something.
fn most_frequent(searcher: &Searcher, kind: CountKind) -> Option<String> {
    let counting = Counting {
        kind,
        unit: CountUnit::Stories,
        within: Unit::Article,
        limit: Some(1),
        sort: CountSort::Frequent,
        under: None,
        level: None,
    };
    let counts = searcher.count(None, &counting).ok()?;
    counts.rows.into_iter().next().map(|row| row.name).filter(|name| !name.contains(['"', '\\', '$', '`']))
}

fn tries(session: &Session, out: &mut dyn Write, tries: &[(&str, String)]) -> Result<u8, CommandError> {
    let style = session.style();
    let widest = tries.iter().map(|(command, _)| crate::output::columns(command)).max().unwrap_or(0);
    writeln!(out, "Try:")?;
    for (command, what) in tries {
        let command = crate::output::sanitize::line(command);
        let padding = " ".repeat(widest - crate::output::columns(&command));
        writeln!(out, "  {}{padding}  {}", style.paint(Role::Handle, &command), style.paint(Role::Dim, what))?;
    }
    Ok(0)
}
