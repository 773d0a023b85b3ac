//! Flags, environment and the user's `config.toml`, resolved once into what commands read.

use super::common::{ColorWhen, Common};
use super::error::CommandError;
use crate::article::Day;
use crate::output::{Cells, Style, link};
use crate::temporal;
use etcetera::BaseStrategy;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::{
    env, fs,
    io::{ErrorKind, IsTerminal},
    path::{Path, PathBuf},
    time::Instant,
};

/// Widest text that reads well; a wider terminal is not filled.
const WIDEST: usize = 100;
/// Lines of a passage that a list of hits shows on a terminal.
const PASSAGE_LINES: usize = 6;

/// The settings of one run.
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, Clone)]
pub struct Config {
    /// The index folder.
    pub index: PathBuf,
    /// What "today" is.
    pub today: Day,
    /// Whether it was given: questions are then asked on that day.
    pub today_given: bool,
    /// How standard output looks.
    pub out: Style,
    /// How standard error looks.
    pub err: Style,
    /// Whether standard output is a terminal.
    pub out_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub err_is_terminal: bool,
    /// Cells of tables are written as they are.
    pub raw: bool,
    /// No notices, totals or progress.
    pub quiet: bool,
    /// More notices.
    pub verbose: bool,
    /// The user's own tagger model.
    pub tagger: Option<PathBuf>,
    /// When the run began.
    pub started: Instant,
}

/// The user's `config.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    /// As `--index`; relative paths count from the file.
    index: Option<PathBuf>,
    /// As `--color`.
    color: Option<ColorWhen>,
    /// As `--tagger`; relative paths count from the file.
    tagger: Option<PathBuf>,
}

impl Config {
    /// Resolves the flags of this run.
    ///
    /// # Errors
    /// When `config.toml` or `--today` cannot be read.
    pub fn resolve(common: &Common) -> Result<Self, CommandError> {
        let file = config_file()?;
        let color = common.color.or(file.color).unwrap_or(ColorWhen::Auto);
        let here = env::current_dir().unwrap_or_default();
        let index = common
            .index
            .clone()
            .or(file.index)
            .or_else(|| nearest_index(&here))
            .unwrap_or_else(|| PathBuf::from("index"));
        let (out_is_terminal, err_is_terminal) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let (width, today) = (width(), today(common.today.as_deref())?);
        let style = |is_terminal: bool| Style {
            color: wants_color(color, is_terminal),
            links: wants_links(color, is_terminal),
            width,
            passage_lines: if is_terminal { PASSAGE_LINES } else { 0 },
            today: Some(today),
        };
        Ok(Self {
            index,
            today,
            today_given: common.today.is_some(),
            out: style(out_is_terminal),
            err: style(err_is_terminal),
            out_is_terminal,
            err_is_terminal,
            raw: common.raw,
            quiet: common.quiet,
            verbose: common.verbose,
            tagger: file.tagger,
            started: Instant::now(),
        })
    }
}

impl Config {
    /// How cells of tables are written.
    #[must_use]
    pub fn cells(&self) -> Cells {
        // A terminal is never given controls.
        Cells { formulas: self.raw, controls: self.raw && !self.out_is_terminal }
    }
}

/// Whether colours are written: NO_COLOR (<https://no-color.org>) and a dumb terminal speak against it.
pub fn wants_color(when: ColorWhen, is_terminal: bool) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => is_terminal && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Whether hits are hyperlinks: only on a terminal that is known to show them, and where escapes are wanted at all.
fn wants_links(when: ColorWhen, is_terminal: bool) -> bool {
    is_terminal && wants_color(when, is_terminal) && link::is_known(&|name| env::var(name).ok())
}

/// Columns: of the terminal, else of COLUMNS, else 80.
fn width() -> usize {
    let of_terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let of_environment = || env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    of_terminal.or_else(of_environment).unwrap_or(80).clamp(20, WIDEST)
}

/// The nearest `index` folder from here upward that is a Dateline index, as a path relative to here where that is short.
fn nearest_index(here: &Path) -> Option<PathBuf> {
    let found = here.ancestors().map(|folder| folder.join("index")).find(|index| is_index(index))?;
    Some(found.strip_prefix(here).map(Path::to_owned).unwrap_or(found))
}

/// True of a folder that holds a Dateline index of any version.
pub fn is_index(folder: &Path) -> bool {
    folder.join("CURRENT").is_file()
}

fn config_file() -> Result<ConfigFile, CommandError> {
    let Ok(folders) = etcetera::choose_base_strategy() else { return Ok(ConfigFile::default()) };
    let path = folders.config_dir().join("dateline").join("config.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(fault) if matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(ConfigFile::default());
        }
        Err(fault) => return Err(CommandError::new("config", format!("{}: {fault}", path.display()))),
    };
    let mut file: ConfigFile = toml::from_str(&text).map_err(|fault| {
        CommandError::new("config", format!("{}: {}", path.display(), fault.to_string().trim()))
            .hint("it may set index = \"FOLDER\", tagger = \"MODEL\" and color = \"auto\", \"always\" or \"never\"")
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    file.index = file.index.map(|index| folder.join(index));
    file.tagger = file.tagger.map(|tagger| folder.join(tagger));
    Ok(file)
}

/// The zone of the machine. The file that names it is read as it is: to look a zone up by name, all zones are listed first.
fn zone() -> TimeZone {
    let of_machine = || fs::read("/etc/localtime").ok().and_then(|data| TimeZone::tzif("local", &data).ok());
    let said = std::env::var_os("TZ").is_some();
    if said { TimeZone::system() } else { of_machine().unwrap_or_else(TimeZone::system) }
}

fn today(given: Option<&str>) -> Result<Day, CommandError> {
    if let Some(Ok(day)) = given.map(str::parse) {
        return Ok(day);
    }
    let date = jiff::Timestamp::now().to_zoned(zone()).date();
    let (year, month, day) = (date.year().into(), date.month().cast_unsigned(), date.day().cast_unsigned());
    let now = Day::from_civil(year, month.into(), day.into()).unwrap_or_default();
    given.map_or(Ok(now), |text| one_day("--today", text, now))
}

/// Reads one day of a flag: ISO, or as in a query.
///
/// # Errors
/// When it is no day, or more than one.
pub fn one_day(flag: &str, text: &str, today: Day) -> Result<Day, CommandError> {
    let not_a_day = |hint: Option<String>| {
        let fault = CommandError::new("bad_date", format!("{flag}: \"{text}\" is not a day"));
        fault.hint(hint.unwrap_or_else(|| "write it like 2026-01-24".to_owned()))
    };
    if let Ok(day) = text.parse() {
        return Ok(day);
    }
    match temporal::parse_query_dates(text, today) {
        Ok(dates) if dates.from == dates.to => dates.from.ok_or_else(|| not_a_day(None)),
        Ok(_) => Err(not_a_day(None)),
        Err(fault) => Err(not_a_day(fault.hint)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_index_upward() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir_all(folder.path().join("a/index")).unwrap();
        assert_eq!(nearest_index(&deep), None, "a folder named index need not be one");
        fs::create_dir_all(folder.path().join("index")).unwrap();
        fs::write(folder.path().join("index/CURRENT"), "gen-1").unwrap();
        assert_eq!(nearest_index(&deep), Some(folder.path().join("index")));
        assert_eq!(nearest_index(folder.path()), Some(PathBuf::from("index")));
    }

    #[test]
    fn days_of_flags() {
        let today = Day::from_civil(2026, 1, 24).unwrap();
        assert_eq!(one_day("--today", "2026-01-23", today).unwrap(), today.plus(-1));
        let fault = one_day("--today", "soonish", today).unwrap_err();
        assert_eq!((fault.exit, fault.message.as_str()), (2, "--today: \"soonish\" is not a day"));
    }
}
