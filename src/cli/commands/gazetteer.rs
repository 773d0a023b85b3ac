//! `dateline gazetteer`: the table of known places, and imports from GeoNames.

use crate::cli::{error::CommandError, session::Session};
use crate::entities::gazetteer::{Dump, Gazetteer, ImportError, Table};
use crate::index::{self, atomic_file};
use crate::output::{bytes, number};
use clap::{Args, Subcommand};
use etcetera::BaseStrategy;
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// First part of the name of an imported table; its version follows.
const PREFIX: &str = "gazetteer-";
/// Bytes of the longest line that is read.
const LONGEST_LINE: u64 = 1 << 20;

/// Shows the table of known places, and imports more from GeoNames.
///
/// Dateline comes with the countries, regions and cities of the world. For every village, download cities500.zip or
/// allCountries.zip, and alternateNamesV2.zip for more names, from download.geonames.org/export/dump (CC BY 4.0), and import the
/// files in them. The imported table is stored in your data folder and used for all indexes; rebuild an index to use it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline gazetteer status
  dateline gazetteer import cities500.txt
  dateline gazetteer import allCountries.txt alternateNamesV2.txt --min-population 1
  unzip -p cities500.zip | dateline gazetteer import -
  dateline gazetteer remove    back to the places that Dateline comes with")]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Shows size, version and origin of the table
    Status,
    /// Imports GeoNames dumps, files of places first
    Import(ImportArguments),
    /// Removes the imported places
    Remove,
}

#[derive(Debug, Args)]
struct ImportArguments {
    /// Dumps, unpacked; - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave out populated places with fewer inhabitants
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_population: u32,
}

/// Loads the imported table, or the one that Dateline comes with.
///
/// # Errors
/// When there is an imported one that cannot be read.
pub fn load() -> Result<Arc<Gazetteer>, CommandError> {
    let Some(path) = imported() else { return Ok(Gazetteer::embedded().clone()) };
    let version = path.file_stem().map(|name| name.to_string_lossy().replace(PREFIX, "")).unwrap_or_default();
    let table = index::map(&path).map_err(|error| error.to_string());
    let table = table.and_then(|bytes| Gazetteer::open(bytes, &version).map_err(|error| error.to_string()));
    table.map(Arc::new).map_err(|reason| {
        CommandError::new("gazetteer", format!("{}: {reason}", path.display()))
            .hint("import it again, or remove the file to use the places that dateline comes with")
    })
}

/// The folder of imported tables.
fn folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("dateline"))
}

/// The imported tables, newest version last; there is one unless a run was cut off.
fn all_imported() -> Vec<PathBuf> {
    let entries = folder().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let is_table = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(PREFIX) && name.ends_with(".bin")
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_table).collect();
    paths.sort_by_key(|path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok());
    paths
}

fn imported() -> Option<PathBuf> {
    all_imported().pop()
}

/// Runs the command.
///
/// # Errors
/// When a dump cannot be read, or the table not be written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    match &arguments.action {
        None | Some(Action::Status) => status(session, out),
        Some(Action::Import(import)) => self::import(import, session, out),
        Some(Action::Remove) => remove(session),
    }
}

fn status(session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    writeln!(out, "places     {}", number(session.gazetteer.table().len() as u64))?;
    writeln!(out, "version    {}", session.gazetteer.version())?;
    match imported() {
        Some(path) => {
            let size = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            let more = session.gazetteer.table().len() - Gazetteer::embedded().table().len();
            writeln!(out, "imported   {} more, {} ({})", number(more as u64), path.display(), bytes(size))?;
        }
        None => writeln!(out, "imported   none; see dateline gazetteer --help")?,
    }
    writeln!(out, "source     GeoNames (https://www.geonames.org), CC BY 4.0")?;
    Ok(0)
}

fn import(arguments: &ImportArguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let folder = folder().ok_or_else(|| CommandError::new("gazetteer", "no home folder to store the table in"))?;
    let mut dump = Dump::new(arguments.min_population);
    for path in &arguments.files {
        session.note(&format!("reading {}", path.display()));
        read(path, &mut dump)?;
    }
    let (places, names) = dump.taken();
    let table = dump.finish().map_err(|error| CommandError::new("gazetteer", error.to_string()))?;
    let known = Table::open(Arc::new(table.clone())).map_or(0, |table| table.len());
    let version = &blake3::hash(&table).to_hex()[..8];
    let path = folder.join(format!("{PREFIX}{version}.bin"));
    let old = all_imported();
    write(&folder, &path, &table)
        .map_err(|error| CommandError::new("gazetteer", format!("{}: {error}", path.display())))?;
    for old in old.iter().filter(|old| **old != path) {
        let _ = fs::remove_file(old);
    }
    writeln!(
        out,
        "{} places and {} names added, {} places known, {} in {}",
        number(places as u64),
        number(names as u64),
        number(known as u64),
        bytes(table.len() as u64),
        path.display()
    )?;
    session.note("to use it in an index: dateline index --rebuild");
    Ok(0)
}

fn write(folder: &Path, path: &Path, table: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    atomic_file::replace(path, |out| out.write_all(table))
}

fn read(path: &Path, dump: &mut Dump) -> Result<(), CommandError> {
    let fault = |reason: String| CommandError::new("gazetteer", format!("{}: {reason}", path.display()));
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(1 << 18, File::open(path).map_err(|error| fault(error.to_string()))?))
    };
    let mut line = Vec::new();
    loop {
        line.clear();
        let count = io::Read::take(&mut input, LONGEST_LINE).read_until(b'\n', &mut line);
        if count.map_err(|error| fault(error.to_string()))? == 0 {
            return Ok(());
        }
        dump.line(&String::from_utf8_lossy(&line)).map_err(|error: ImportError| {
            let zipped = line.starts_with(b"PK");
            let fault = fault(error.to_string());
            if zipped {
                fault.hint("it is a ZIP archive: unpack it first, or unzip -p it into import -")
            } else {
                fault
            }
        })?;
    }
}

fn remove(session: &Session) -> Result<u8, CommandError> {
    let found = all_imported();
    for path in &found {
        fs::remove_file(path)
            .map_err(|error| CommandError::new("gazetteer", format!("{}: {error}", path.display())))?;
    }
    session.note(if found.is_empty() {
        "nothing was imported"
    } else {
        "removed; to drop its places from an index: dateline index --rebuild"
    });
    Ok(u8::from(found.is_empty()))
}
