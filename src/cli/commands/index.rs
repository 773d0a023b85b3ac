//! `dateline index`: adds and updates articles, and reports what was done.

use super::format::FormatArgument;
use crate::article::Day;
use crate::cli::config::{Config, one_day};
use crate::cli::error::{CommandError, ERROR};
use crate::cli::index_files::{homes, own_names};
use crate::cli::{
    derived_tables, idle_checks::IdleChecks, memory, progress::Progress, session::Session, signals, stdin, watch,
};
use crate::entities::tagger::Model;
use crate::index::{KeyName, ReadOptions, fault_of};
use crate::ingest::{self, Failure, Options, Report};
use crate::output::{Cell, Format, Listing, Role, Row, Style, bytes, number, sanitize};
use clap::Args;
use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Failures listed on the screen; the report has them all.
const MOST_FAILURES: usize = 20;

/// Adds and updates articles; only new and changed inputs are read.
///
/// --exclude, --input-format, --map, --published, --follow, --ocr-command and --keep-mojibake are remembered with the roots that they were
/// given for, in roots.toml in the index folder, and hold until they are given anew; inputs are read again when these options change. dateline roots add
/// replaces them all. Names of your own, in known.tsv in the index folder (columns name, kind, means), take part in what is read as a name; when the
/// file changes, inputs are read again.
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline index clippings/ wire.jsonl
  dateline index                             again, the same roots
  dateline index --dry-run                   what would be added, updated, removed
  dateline index --watch                     and again at every change
  zcat wire.jsonl.gz | dateline index - --input-format jsonl")]
pub struct Arguments {
    /// Files and folders, or - for standard input [default: those used before; the first time, seeds]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read everything into a new index, and switch to it when it is complete
    #[arg(long)]
    rebuild: bool,
    /// Keep running and index changes
    #[arg(long, conflicts_with_all = ["dry_run"])]
    watch: bool,
    /// List what would be added, updated and removed
    #[arg(long)]
    dry_run: bool,
    /// Compare the content of all inputs, also where size and times are as before
    #[arg(long)]
    check: bool,
    /// Keep articles whose files are gone, also in later runs
    #[arg(long, conflicts_with = "prune")]
    keep_vanished: bool,
    /// Remove articles whose files are gone, even more than a fifth of a root, and those that were kept
    #[arg(long)]
    prune: bool,
    /// Merge all segments into one, without what was removed: smaller, and a little faster to search
    #[arg(long, conflicts_with_all = ["dry_run", "watch"])]
    compact: bool,
    /// Seconds to wait for another writer
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,
    /// Threads; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    #[command(flatten)]
    reading: ReadingArguments,
    #[command(flatten)]
    tagger: TaggerArgument,
    /// Exit with 2 also if inputs still fail that failed before
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    format: FormatArgument,
}

/// How inputs are read.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadingArguments {
    /// Exclude paths that match; repeatable
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Format of the inputs (jsonl, html, text ...) [default: detected]
    #[arg(long, value_name = "NAME")]
    pub input_format: Option<String>,
    /// Name of a key in JSON Lines and CSV: published=pub_date
    #[arg(long, value_name = "KEY=NAME")]
    pub map: Vec<KeyName>,
    /// Date of publication of inputs without one
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Follow symbolic links
    #[arg(long)]
    pub follow: bool,
    /// Program that prints the text of a picture: 'tesseract {} - hocr'
    #[arg(long, value_name = "COMMAND")]
    pub ocr_command: Option<String>,
    /// Leave text that was decoded with the wrong code page as it is
    #[arg(long)]
    pub keep_mojibake: bool,
}

/// The tagger model.
#[derive(Debug, Clone, Default, Args)]
pub struct TaggerArgument {
    /// Tagger model, from train-tagger [default: built in]
    #[arg(long, value_name = "MODEL")]
    tagger: Option<PathBuf>,
}

impl TaggerArgument {
    /// The tagger model of the flag or the config file.
    ///
    /// # Errors
    /// When it cannot be read or is no model.
    pub fn model(&self, config: &Config) -> Result<Option<Arc<Model>>, CommandError> {
        self.tagger.as_ref().or(config.tagger.as_ref()).map(|path| open_model(path).map(Arc::new)).transpose()
    }
}

impl ReadingArguments {
    /// How inputs are read, by these flags.
    ///
    /// # Errors
    /// When `--published` is not a day.
    pub fn reading(&self, today: Day) -> Result<ReadOptions, CommandError> {
        let day = |text| one_day("--published", text, today);
        Ok(ReadOptions {
            exclude: self.exclude.clone(),
            input_format: self.input_format.clone(),
            map: self.map.clone(),
            published: self.published.as_deref().map(day).transpose()?,
            follow: self.follow,
            ocr_command: self.ocr_command.clone(),
            keep_mojibake: self.keep_mojibake,
        })
    }
}

/// Runs the command.
///
/// # Errors
/// When the run could not be done at all.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    memory::check_limit(memory::OF_INDEXING)?;
    let options = arguments.options(session)?;
    let mut run = Runs { arguments, options, session, out, damaged: BTreeSet::new() };
    let code = run_once(&mut run)?;
    if !arguments.watch || signals::received().is_some() {
        return Ok(code);
    }
    run.watch()
}

/// The runs of a process: one, or one after each change.
struct Runs<'a> {
    arguments: &'a Arguments,
    options: Options,
    session: &'a Session,
    out: &'a mut dyn Write,
    /// Damaged files of the index that were named.
    damaged: BTreeSet<PathBuf>,
}

impl Runs<'_> {
    /// Indexes changes until the user interrupts.
    fn watch(mut self) -> Result<u8, CommandError> {
        let roots = if self.options.roots.is_empty() {
            ingest::roots(&self.options.index)?.into_iter().map(|root| root.path).collect()
        } else {
            let absolute = |root: &PathBuf| std::fs::canonicalize(root).unwrap_or_else(|_| root.clone());
            self.options.roots.iter().map(absolute).collect::<Vec<_>>()
        };
        self.options.rebuild = false;
        self.options.wait = self.options.wait.max(Duration::from_mins(1));
        let (index, interrupt, session) = (self.options.index.clone(), self.options.interrupt.clone(), self.session);
        let checks = IdleChecks::start(&index);
        let mut watching = Watching { runs: self, checks };
        watch::changes(&roots, &index, &interrupt, session, &mut watching)?;
        Ok(if watching.runs.damaged.is_empty() { signals::exit_code() } else { ERROR })
    }

    /// Makes the derived tables, also where nothing changed: an earlier run may have ended before, and readers may have no right
    /// to write. False where a signal came and they took too long.
    fn make_tables(&self, report: &Report) -> Result<bool, CommandError> {
        match derived_tables::prepare(self.session) {
            // Of a run that a signal ended there may be no index yet.
            Err(_) if report.interrupted => Ok(true),
            Ok(false) => {
                self.session.notice("interrupted before all tables were made: the first query makes the rest");
                Ok(false)
            }
            made => made,
        }
    }

    /// Names a damaged file of the index, once.
    fn name_damaged(&mut self, file: PathBuf) {
        if !self.damaged.contains(&file) {
            let fault = fault_of(&file);
            let advice = "rebuild the index: dateline index --rebuild";
            self.session.failure(&format!("{}: {fault}; {advice}", file.display()));
            self.damaged.insert(file);
        }
    }
}

/// Runs after changes, and checks between them.
struct Watching<'a> {
    runs: Runs<'a>,
    checks: IdleChecks,
}

impl watch::Update for Watching<'_> {
    fn update(&mut self, changed: Option<Vec<PathBuf>>) -> Result<bool, CommandError> {
        self.runs.options.changed = changed;
        run_once(&mut self.runs).map(|_| signals::received().is_none())
    }

    fn idle(&mut self) {
        if let Some(file) = self.checks.tick() {
            self.runs.name_damaged(file);
        }
    }
}

impl Arguments {
    fn options(&self, session: &Session) -> Result<Options, CommandError> {
        let today = session.config.today;
        Ok(Options {
            index: session.config.index.clone(),
            roots: self.paths.clone(),
            rebuild: self.rebuild,
            dry_run: self.dry_run,
            keep_vanished: self.keep_vanished,
            changed: None,
            check: self.check,
            prune: self.prune,
            wait: Duration::from_secs(self.wait),
            jobs: self.jobs,
            reading: self.reading.reading(today)?,
            tagger: self.tagger.model(&session.config)?,
            gazetteer: session.gazetteer.clone(),
            homes: homes(&session.config.index, &session.gazetteer)?,
            own: own_names(&session.config.index, &session.gazetteer)?,
            today,
            interrupt: signals::interrupt(),
        })
    }
}

/// Opens a tagger model.
///
/// # Errors
/// When the file cannot be read or is no model.
pub fn open_model(path: &Path) -> Result<Model, CommandError> {
    let fault = |reason: String| CommandError::new("tagger", format!("{}: {reason}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    Model::open(bytes.into()).map_err(|error| fault(error.to_string()))
}

fn run_once(runs: &mut Runs<'_>) -> Result<u8, CommandError> {
    let Runs { arguments, options, session, out, .. } = runs;
    let progress = Progress::new(session);
    let outcome = if options.roots.iter().any(|root| root.as_os_str() == "-") {
        if options.roots.len() > 1 {
            return Err(CommandError::new("usage", "- cannot be combined with other paths"));
        }
        ingest::run_stream(&mut stdin::until(&options.interrupt), options, &progress)
    } else {
        ingest::run(options, &progress)
    };
    progress.finish();
    let mut report = outcome?;
    if arguments.compact && !report.interrupted {
        report.damaged = ingest::compact(options)?;
        report.interrupted = signals::received().is_some();
    }
    for notice in &report.notices {
        session.notice(notice);
    }
    match arguments.format.machine() {
        None => report_text(&report, options.dry_run, session, out)?,
        Some(format) => report_rows(&report, format, session, out)?,
    }
    out.flush()?;
    report.damaged.iter().for_each(|file| runs.name_damaged(file.clone()));
    if !runs.options.dry_run {
        report.interrupted |= !runs.make_tables(&report)?;
    }
    Ok(exit_code(&report, runs.arguments.strict))
}

fn exit_code(report: &Report, strict: bool) -> u8 {
    let failed = report.failed.len() as u64;
    if report.interrupted {
        signals::exit_code()
    } else if !report.damaged.is_empty() || failed > if strict { 0 } else { report.failed_before } {
        ERROR
    } else {
        0
    }
}

fn report_text(report: &Report, dry_run: bool, session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let style = session.style();
    for change in &report.changes {
        let title = change.title.as_deref().map(|title| format!("  {title}")).unwrap_or_default();
        let (sign, role) = match change.action.as_str() {
            "added" => ("+", Role::Handle),
            "removed" => ("-", Role::Error),
            _ => ("~", Role::Match),
        };
        let path = sanitize::line(&change.path);
        writeln!(out, "{} {path}{}", style.paint(role, sign), style.paint(Role::Dim, &sanitize::line(&title)))?;
    }
    if !session.config.quiet {
        writeln!(out, "{}", counts_text(report, dry_run, style))?;
    }
    notes(report, session);
    session.note(&rates(report));
    if report.interrupted {
        session.notice("interrupted: the articles counted here are in the index; dateline index continues");
    } else if !dry_run && report.added > 0 && report.unchanged == 0 && session.config.err_is_terminal {
        session.note("next: dateline query WORDS, or dateline alone for suggestions");
    }
    Ok(())
}

/// "articles: 50 added, 0 updated, 0 unchanged, 0 removed, 0 failed"
fn counts_text(report: &Report, dry_run: bool, style: Style) -> String {
    // A dry run knows the inputs, not yet what is in them.
    let inputs = |action: &str| report.changes.iter().filter(|change| change.action == action).count() as u64;
    let counted = if dry_run {
        let listed = ["added", "updated", "moved", "removed"].map(|action| (action, inputs(action)));
        [&listed[..], &[("failed", report.failed.len() as u64)]].concat()
    } else {
        vec![
            ("added", report.added),
            ("updated", report.updated),
            ("unchanged", report.unchanged),
            ("removed", report.removed),
            ("failed", report.failed.len() as u64),
        ]
    };
    let shown: Vec<String> = counted
        .iter()
        .map(|(label, count)| {
            let role = match (*label, *count) {
                (_, 0) => Role::Dim,
                ("failed", _) => Role::Error,
                _ => Role::Plain,
            };
            style.paint(role, &format!("{} {label}", number(*count))).to_string()
        })
        .collect();
    let would = if dry_run { "inputs would be: " } else { "articles: " };
    format!("{would}{}", shown.join(", "))
}

/// Says what failed and what was skipped.
fn notes(report: &Report, session: &Session) {
    for failure in report.failed.iter().take(MOST_FAILURES) {
        session.failure(&failure_line(failure));
    }
    if report.failed.len() > MOST_FAILURES {
        session.failure(&format!("{} more (dateline status lists them)", report.failed.len() - MOST_FAILURES));
    }
    for passed in &report.passed {
        session.detail(&format!("skipped: {}", failure_line(passed)));
    }
    if !report.skipped.is_empty() {
        let reasons: Vec<String> =
            report.skipped.iter().map(|(reason, count)| format!("{} {reason}", number(*count))).collect();
        session.note(&format!("skipped: {}", reasons.join(", ")));
    }
}

/// "50 articles from 43 inputs in 1.2 s, 42 articles/s, 0.3 MB/s"
fn rates(report: &Report) -> String {
    let seconds = report.elapsed.as_secs_f64().max(0.000_001);
    let counted = |count: u64, what: &str| format!("{} {what}{}", number(count), if count == 1 { "" } else { "s" });
    let read = format!("{} read from {}", counted(report.articles, "article"), counted(report.inputs, "input"));
    if report.articles == 0 {
        return format!("{read} in {seconds:.1} s");
    }
    format!(
        "{read} in {seconds:.1} s, {:.0} articles/s, {}/s of text",
        report.articles as f64 / seconds,
        bytes((report.text_bytes as f64 / seconds) as u64)
    )
}

/// "seeds/a.json, item 3: unexpected end"
pub fn failure_line(failure: &Failure) -> String {
    let item = failure.item.map(|item| format!(", item {item}")).unwrap_or_default();
    format!("{}{item}: {}", failure.path, failure.reason)
}

fn report_rows(report: &Report, format: Format, session: &Session, out: &mut dyn Write) -> io::Result<()> {
    let failed: Cell = report.failed.iter().map(failure_row).collect();
    let skipped: Cell = report
        .skipped
        .iter()
        .map(|(reason, count)| Row::default().with("reason", reason).with("count", *count))
        .collect();
    let passed: Cell = report.passed.iter().map(failure_row).collect();
    let changes: Cell = report
        .changes
        .iter()
        .map(|change| {
            Row::default()
                .with("action", &change.action)
                .with("path", &change.path)
                .with("title", change.title.as_ref())
        })
        .collect();
    let row = Row::default()
        .with("schema_version", crate::output::SCHEMA_VERSION)
        .with("added", report.added)
        .with("updated", report.updated)
        .with("unchanged", report.unchanged)
        .with("removed", report.removed)
        .with("failed", failed)
        .with("failed_before", report.failed_before)
        .with("skipped", skipped)
        .with("skipped_inputs", passed)
        .with("changes", changes)
        .with("damaged", report.damaged.iter().map(|file| file.display().to_string()).collect::<Cell>())
        .with("inputs", report.inputs)
        .with("articles", report.articles)
        .with("text_bytes", report.text_bytes)
        .with("seconds", report.elapsed.as_secs_f32())
        .with("interrupted", report.interrupted);
    Listing::single(out, format, session.config.cells(), &row)
}

/// A failure as a row.
pub fn failure_row(failure: &Failure) -> Row {
    Row::default().with("path", &failure.path).with("item", failure.item).with("reason", &failure.reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::signals::INTERRUPTED;

    #[test]
    fn exit_codes_tell_new_failures_from_old() {
        let failure = Failure { path: "a".to_owned(), item: None, reason: "empty".to_owned(), is_skip: true };
        let report = |failed: usize, before: u64| Report {
            failed: vec![failure.clone(); failed],
            failed_before: before,
            ..Report::default()
        };
        assert_eq!(exit_code(&report(0, 0), true), 0);
        assert_eq!(exit_code(&report(2, 1), false), ERROR);
        assert_eq!(exit_code(&report(2, 2), false), 0);
        assert_eq!(exit_code(&report(2, 2), true), ERROR);
        assert_eq!(exit_code(&Report { interrupted: true, ..report(2, 0) }, false), INTERRUPTED);
        assert_eq!(exit_code(&Report { damaged: vec!["0a.idx".into()], ..report(0, 0) }, false), ERROR);
    }
}
