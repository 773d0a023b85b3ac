//! Holds the code to the module map and the rules of ARCHITECTURE.md.

mod source;

use source::{Source, Tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Crates that only some modules may use; `main` is the binary.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("tantivy", &["index", "archive", "search"]),
    ("walkdir", &["ingest"]),
    ("ignore", &["ingest"]),
    ("clap", &["cli", "main"]),
    ("anyhow", &["cli", "main"]),
];

/// Lines a file may have before its tests.
const MOST_LINES: usize = 500;

/// Files in circles of use, by top-level module: this list may only get shorter.
const KNOWN_CIRCLES: &[(&str, usize)] = &[];

/// Files with `super::super`, by top-level module: this list may only get shorter.
const KNOWN_CLIMBS: &[(&str, usize)] = &[];

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

fn is_library_module(source: &Source) -> bool {
    !matches!(source.top(), "" | "main")
}

/// Uses that the map does not allow, and modules that it does not have.
fn forbidden_uses(sources: &[Source], map: &[(String, Vec<String>)]) -> Vec<String> {
    let tree = Tree::new(sources);
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| is_library_module(source)) {
        let own = source.top();
        let Some((_, allowed)) = map.iter().find(|(name, _)| name == own) else {
            faults.push(format!("{}: {own} is not in the module map", source.path.display()));
            continue;
        };
        let paths = source::paths(&source.code);
        let used = paths.imports.iter().map(|(_, path)| path).chain(&paths.inline);
        for path in used.filter_map(|path| tree.absolute(&source.module, path)) {
            let Some(used) = path.first() else { continue };
            let is_module = map.iter().any(|(name, _)| name == used);
            if is_module && used != own && !allowed.contains(used) {
                faults.push(format!("{}: {own} may not use {used}", source.path.display()));
            }
        }
    }
    faults
}

/// Uses of crates outside the modules that they belong to.
fn stray_crates(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let paths = source::paths(&source.code);
        let used: Vec<&str> = paths
            .imports
            .iter()
            .map(|(_, path)| path)
            .chain(&paths.inline)
            .filter_map(|path| path.first())
            .map(String::as_str)
            .collect();
        for (name, places) in ONLY_IN.iter().filter(|(_, places)| !places.contains(&source.top())) {
            if used.contains(name) {
                faults.push(format!("{}: {name} belongs to {places:?}", source.path.display()));
            }
        }
    }
    faults
}

fn printers(sources: &[Source]) -> Vec<String> {
    let prints = |code: &str| {
        ["println!(", "eprintln!(", "print!(", "eprint!(", "dbg!("].iter().any(|print| {
            code.match_indices(print).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    let printing = sources.iter().filter(|source| source.top() != "cli" && prints(&source.code));
    printing.map(|source| source.path.display().to_string()).collect()
}

fn ill_formed(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let path = source.path.display();
        let lines = source.text[..source::tests_start(&source.text)].lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{path}: {lines} lines before its tests"));
        }
        if !source.text.starts_with("//!") {
            faults.push(format!("{path}: does not open with a module comment"));
        }
        if source.path.file_stem().is_some_and(|name| name == "util" || name == "utils") {
            faults.push(format!("{path}: a file is named after what it holds"));
        }
    }
    faults
}

/// Files with paths out of their folder: `crate::` names them better.
fn climbs(sources: &[Source]) -> Vec<String> {
    let climbing = |source: &Source| {
        let paths = source::paths(&source.code);
        let climbs = |path: &&Vec<String>| path.iter().take_while(|part| *part == "super").count() > 1;
        let found = paths.imports.iter().map(|(_, path)| path).chain(&paths.inline).find(climbs)?.join("::");
        Some(format!("{}: {found}", source.module.join("::")))
    };
    sources.iter().filter_map(climbing).collect()
}

/// Compares faults, each beginning with the module path that it is in, with the number known for each top-level module.
fn against_known(faults: &[String], known: &[(&str, usize)]) -> Vec<String> {
    let mut found: BTreeMap<&str, Vec<&String>> = known.iter().map(|(module, _)| (*module, Vec::new())).collect();
    for fault in faults {
        let module = fault.split([':', ' ']).next().unwrap_or_default();
        found.entry(module).or_default().push(fault);
    }
    let mut messages = Vec::new();
    for (module, faults) in found {
        let known = known.iter().find(|(name, _)| *name == module).map_or(0, |(_, count)| *count);
        if faults.len() > known {
            let list = faults.iter().map(|fault| format!("\n    {fault}")).collect::<String>();
            messages.push(format!("{module}: {} where {known} are known:{list}", faults.len()));
        } else if faults.len() < known {
            messages.push(format!("{module}: only {} are left of {known}: lower the number", faults.len()));
        }
    }
    messages
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn modules_use_only_what_the_map_allows() {
    none(&forbidden_uses(&source::all(), &module_map()));
}

#[test]
fn crates_stay_where_they_belong() {
    none(&stray_crates(&source::all()));
}

#[test]
fn only_the_command_line_prints() {
    none(&printers(&source::all()));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let sources = source::all();
    none(&ill_formed(&sources));
    let main = sources.iter().find(|source| source.top() == "main").unwrap();
    assert!(main.text.lines().count() < 40, "main.rs only parses, runs and exits");
}

#[test]
fn files_do_not_use_each_other_in_circles() {
    let circular = source::circles(&source::all());
    let members: Vec<String> =
        circular.iter().map(|(file, used)| format!("{file} uses in a circle {}", used.join(", "))).collect();
    none(&against_known(&members, KNOWN_CIRCLES));
}

#[test]
fn paths_do_not_climb_out_of_a_folder() {
    none(&against_known(&climbs(&source::all()), KNOWN_CLIMBS));
}

/// The checks above must be able to fail.
mod the_checks {
    use super::source::{circles, code, paths};
    use super::*;

    fn joined(paths: &[Vec<String>]) -> Vec<String> {
        paths.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn read_code_without_comments_strings_and_tests() {
        assert_eq!(
            code("a // b\n'\"' \"c\\\"d\" e\n\n#[cfg(test)]\nmod tests {\nf }").split_whitespace().collect::<Vec<_>>(),
            ["a", "e"]
        );
        assert_eq!(code("r#\"x \" y\"# z").trim(), "z");
    }

    #[test]
    fn read_paths() {
        let found = paths("use crate::{index::x, query::{self, a as b, c::*}};\nfn f() { super::g::h(); Self::i() }");
        let imported: Vec<_> = found.imports.iter().map(|(name, path)| format!("{name}={}", path.join("::"))).collect();
        assert_eq!(imported, ["x=crate::index::x", "query=crate::query", "b=crate::query::a", "*=crate::query::c"]);
        assert_eq!(joined(&found.inline.into_iter().collect::<Vec<_>>()), ["Self::i", "super::g::h"]);
    }

    #[test]
    fn see_uses_that_the_map_forbids() {
        let map = [("text".to_owned(), Vec::new()), ("index".to_owned(), vec!["text".to_owned()])];
        let sources = [
            Source::new("text.rs", "use crate::{index};\n"),
            Source::new("index/mod.rs", "use crate::text; fn f() { crate::text::g() }"),
            Source::new("search/mod.rs", ""),
        ];
        let faults = forbidden_uses(&sources, &map);
        assert_eq!(faults, ["text.rs: text may not use index", "search/mod.rs: search is not in the module map"]);
    }

    #[test]
    fn see_crates_prints_and_shapes() {
        let sources = [Source::new("text/util.rs", "use tantivy::Index;\nfn f() { println!(\"\") }")];
        assert_eq!(stray_crates(&sources).len(), 1);
        assert_eq!(printers(&sources), ["text/util.rs"]);
        assert_eq!(ill_formed(&sources).len(), 2);
        assert_eq!(ill_formed(&[Source::new("a.rs", format!("//! A.\n{}", "\n".repeat(MOST_LINES)))]).len(), 1);
    }

    #[test]
    fn see_circles_through_re_exports() {
        let sources = [
            Source::new("search/mod.rs", "mod a; mod b; mod c; pub use b::*; use c::C; fn f() { a::g() }"),
            Source::new("search/a.rs", "use super::B;"),
            Source::new("search/b.rs", "use crate::search::{a, C}; pub struct B; fn h() { a::g() }"),
            Source::new("search/c.rs", "use super::f; pub struct C;"),
            Source::new("query/mod.rs", "mod d; pub use d::D;"),
            Source::new("query/d.rs", "use super::x; pub struct D;"),
        ];
        let names = |from: &str, to: &str| (from.to_owned(), vec![to.to_owned()]);
        assert_eq!(circles(&sources), [names("search::a", "search::b"), names("search::b", "search::a")]);
    }

    #[test]
    fn see_paths_that_climb() {
        let sources = [Source::new("a/b/c.rs", "use super::super::d; fn f() { super::g() }")];
        assert_eq!(climbs(&sources), ["a::b::c: super::super::d"]);
    }

    #[test]
    fn let_known_exceptions_only_shrink() {
        let faults = ["a::b: x".to_owned(), "a: y".to_owned()];
        assert_eq!(against_known(&faults, &[("a", 2)]), Vec::<String>::new());
        assert!(against_known(&faults, &[("a", 1)])[0].contains("2 where 1 are known"));
        assert!(against_known(&faults, &[("a", 3)])[0].contains("lower the number"));
        assert!(against_known(&[], &[("a", 1)])[0].contains("only 0 are left"));
        assert_eq!(against_known(&faults, &[]).len(), 1);
    }
}
