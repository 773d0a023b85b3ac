//! Holds the code to the module map and the size rule of ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

/// Who may use whom, as the table of ARCHITECTURE.md says: (module, modules it may use besides itself).
fn module_map() -> Vec<(String, Vec<String>)> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let names = |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let map: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<_> = line.split('|').collect();
            (names(cells[1]).remove(0), names(cells[3]))
        })
        .collect();
    assert!(map.len() > 10, "the module map was not found");
    map
}

/// Crates that only some modules may use; `main.rs` stands for the binary.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("tantivy", &["index", "archive", "search"]),
    ("walkdir", &["ingest"]),
    ("clap", &["cli", "main.rs"]),
    ("anyhow", &["cli", "main.rs"]),
];

/// Lines a file may have before its tests.
const MOST_LINES: usize = 500;

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// The top-level module of a file: the folder or file name directly under `src`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    if inside.components().count() == 1 && first != "main.rs" && first != "lib.rs" {
        first.trim_end_matches(".rs").to_owned()
    } else {
        first.to_owned()
    }
}

/// Code without comments and without the unit tests at its end.
fn code(text: &str) -> String {
    let before_tests = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    before_tests
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names that follow `crate::` in the code, also in braces.
fn uses_of_crate(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut name = String::new();
            let mut head = true;
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => {
                        names.push(std::mem::take(&mut name));
                        head = true;
                        continue;
                    }
                    _ if depth == 1 && head && (c.is_alphanumeric() || c == '_') => name.push(c),
                    ':' => head = false,
                    _ => {}
                }
                if depth == 0 {
                    names.push(name);
                    break;
                }
            }
        } else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn modules_use_only_what_the_map_allows() {
    let map = module_map();
    let mut faults = Vec::new();
    for path in sources() {
        let own = module(&path);
        if own == "lib.rs" || own == "main.rs" {
            continue;
        }
        let (_, allowed) =
            map.iter().find(|(name, _)| *name == own).unwrap_or_else(|| panic!("{own} is not in the module map"));
        for used in uses_of_crate(&code(&fs::read_to_string(&path).unwrap())) {
            let is_module = map.iter().any(|(name, _)| *name == used);
            if is_module && used != own && !allowed.contains(&used) {
                faults.push(format!("{}: {own} may not use {used}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn crates_stay_where_they_belong() {
    let mut faults = Vec::new();
    for path in sources() {
        let own = module(&path);
        let code = code(&fs::read_to_string(&path).unwrap());
        for (name, places) in ONLY_IN {
            let used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            if used && !places.contains(&own.as_str()) {
                faults.push(format!("{}: {name} belongs to {places:?}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let mut faults = Vec::new();
    for path in sources() {
        let own = module(&path);
        let code = code(&fs::read_to_string(&path).unwrap());
        let prints = ["println!(", "eprintln!(", "print!(", "dbg!("].iter().any(|print| {
            code.match_indices(print).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        if prints && own != "cli" {
            faults.push(path.display().to_string());
        }
    }
    assert!(faults.is_empty(), "these print: {}", faults.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut faults = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines before its tests", path.display()));
        }
        if !text.starts_with("//!") {
            faults.push(format!("{}: does not open with a module comment", path.display()));
        }
    }
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 40, "main.rs only parses, runs and exits");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The checks above must be able to fail.
#[test]
fn the_checks_see_what_they_look_for() {
    assert_eq!(uses_of_crate("use crate::{index::x, query::{a, b}};"), ["index", "query"]);
    assert_eq!(uses_of_crate("crate::search::Hit"), ["search"]);
    assert_eq!(code("a\n// b\n\n#[cfg(test)]\nmod tests {\nc }"), "a\n");
}
