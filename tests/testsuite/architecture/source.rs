//! The source files of the library, without comments, strings and unit tests, and the paths that each of them uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// Path below `src`.
    pub path: PathBuf,
    /// Module path: `["search", "plan"]`; empty for `lib.rs`.
    pub module: Vec<String>,
    /// The whole text.
    pub text: String,
    /// The text without comments, strings and unit tests.
    pub code: String,
}

impl Source {
    /// A source file of a path below `src`.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let mut module: Vec<String> =
            path.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
        if module.last().is_some_and(|last| last == "mod" || last == "lib") {
            module.pop();
        }
        let code = code(&text);
        Self { path, module, text, code }
    }

    /// The top-level module: the folder or file directly under `src`; `main` for the binary, empty for `lib.rs`.
    pub fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// True of a file that holds unit tests only.
    fn is_tests(&self) -> bool {
        self.module.last().is_some_and(|name| name == "tests")
    }
}

/// All source files below `src`, in order of path, but those that hold unit tests only.
pub fn all() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(Source::new(path.strip_prefix(&src).unwrap(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.retain(|source| !source.is_tests());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// A text without comments, string literals and the unit tests at its end.
pub fn code(text: &str) -> String {
    let text = &text[..tests_start(text)];
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if c == '"' {
            string_length(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest[1..].find('\'').map_or(1, |end| end + 2)
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[skipped..];
    }
    code
}

/// Where the unit tests at the end of a text begin.
pub fn tests_start(text: &str) -> usize {
    let mut found = text.match_indices("\n#[cfg(test)]\n").filter(|(at, attribute)| {
        let declaration = text[at + attribute.len()..].lines().next().unwrap_or_default();
        declaration.contains("mod tests")
    });
    found.next().map_or(text.len(), |(at, _)| at)
}

/// Bytes of the string literal at the beginning of a text, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The paths of a file: what its `use` declarations name, and paths written out in the code.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Local name of each import, and its path; globs have the name `*`.
    pub imports: Vec<(String, Vec<String>)>,
    /// Other paths with `::`.
    pub inline: BTreeSet<Vec<String>>,
}

/// Reads the paths of code.
pub fn paths(code: &str) -> Paths {
    let tokens = tokens(code);
    let mut paths = Paths::default();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at] == "use" {
            at = use_tree(&tokens, at + 1, &[], &mut paths.imports);
        } else if is_name(tokens[at]) && tokens.get(at + 1) == Some(&"::") {
            let mut path = vec![tokens[at].to_owned()];
            while tokens.get(at + 1) == Some(&"::") && tokens.get(at + 2).is_some_and(|name| is_name(name)) {
                path.push(tokens[at + 2].to_owned());
                at += 2;
            }
            paths.inline.insert(path);
            at += 1;
        } else {
            at += 1;
        }
    }
    paths
}

/// Reads one use tree and gives where it ends.
fn use_tree(tokens: &[&str], mut at: usize, before: &[String], into: &mut Vec<(String, Vec<String>)>) -> usize {
    let mut path = before.to_vec();
    let name_of = |path: &[String]| path.last().cloned().unwrap_or_default();
    while let Some(token) = tokens.get(at) {
        at += 1;
        match *token {
            "::" => {}
            "{" => {
                while tokens.get(at).is_some_and(|token| *token != "}") {
                    at = use_tree(tokens, at, &path, into);
                    if tokens.get(at) == Some(&",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "*" => {
                into.push(("*".to_owned(), path));
                return at;
            }
            "as" => {
                into.push((tokens.get(at).map_or_else(String::new, |name| (*name).to_owned()), path));
                return at + 1;
            }
            "self" if !path.is_empty() => {}
            name if is_name(name) => path.push(name.to_owned()),
            _ => {
                into.push((name_of(&path), path));
                return at - 1;
            }
        }
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single other characters.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = if c.is_alphanumeric() || c == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            tokens.push(&rest[..length]);
        }
        rest = &rest[length..];
    }
    tokens
}

/// What an absolute path means: the file that defines it, by following re-exports.
pub struct Tree<'s> {
    files: BTreeMap<&'s [String], (&'s Source, Paths)>,
}

impl<'s> Tree<'s> {
    /// The tree of all source files.
    pub fn new(sources: &'s [Source]) -> Self {
        Self { files: sources.iter().map(|source| (&source.module[..], (source, paths(&source.code)))).collect() }
    }

    /// Modules of the files whose items a file uses.
    pub fn used_by(&self, source: &Source) -> BTreeSet<Vec<String>> {
        let Some((_, paths)) = self.files.get(&source.module[..]) else { return BTreeSet::new() };
        // Of a module that is imported, what is used is found at the paths that begin with its name.
        let imported = paths.imports.iter().filter_map(|(_, path)| self.absolute(&source.module, path));
        let items = imported.filter(|path| !self.files.contains_key(&path[..]));
        let inline = paths.inline.iter().filter_map(|path| self.absolute(&source.module, path));
        let mut used: BTreeSet<Vec<String>> =
            items.chain(inline).filter_map(|path| self.definition(&path, 8)).collect();
        used.remove(&source.module);
        used
    }

    /// A path from the root of the library; none if it leads into another crate.
    pub fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let first = path.first()?;
        let mut base = module.to_vec();
        match first.as_str() {
            "crate" => return Some(path[1..].to_vec()),
            "self" => base.extend_from_slice(&path[1..]),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                base.truncate(module.len().checked_sub(up)?);
                base.extend_from_slice(&path[up..]);
            }
            name => {
                base.push(name.to_owned());
                if self.files.contains_key(&base[..]) {
                    base.extend_from_slice(&path[1..]);
                } else {
                    // The name of a module that was imported.
                    let imports = &self.files.get(module)?.1.imports;
                    let (_, target) = imports.iter().find(|(own, target)| own == name && target[0] != name)?;
                    base = self.absolute(module, target)?;
                    self.files.get(&base[..])?;
                    base.extend_from_slice(&path[1..]);
                }
            }
        }
        Some(base)
    }

    /// The module of the file that defines what an absolute path names.
    fn definition(&self, path: &[String], depth: usize) -> Option<Vec<String>> {
        let known = (0..=path.len()).rev().find(|end| self.files.contains_key(&path[..*end]))?;
        let module = &path[..known];
        let (Some(item), Some(depth)) = (path.get(known), depth.checked_sub(1)) else { return Some(module.to_vec()) };
        let (_, paths) = &self.files[module];
        for (name, target) in &paths.imports {
            if name != item && name != "*" {
                continue;
            }
            let Some(target) = self.absolute(module, target) else { continue };
            if name == item {
                return self.definition(&target, depth).or_else(|| Some(module.to_vec()));
            }
            if self.files.get(&target[..]).is_some_and(|(source, _)| defines(&source.code, item)) {
                return Some(target);
            }
        }
        Some(module.to_vec())
    }
}

/// True of code that has a public item of a name.
fn defines(code: &str, item: &str) -> bool {
    ["struct", "enum", "fn", "const", "static", "trait", "type", "union"].iter().any(|keyword| {
        let declared = format!("{keyword} {item}");
        code.match_indices(&declared)
            .any(|(at, _)| !code[at + declared.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Files of one top-level module that use each other in a circle, each with the files of the circle that it uses. A
/// `mod.rs` and what lies below it may use each other.
pub fn circles(sources: &[Source]) -> Vec<(String, Vec<String>)> {
    let tree = Tree::new(sources);
    let names: Vec<String> = sources.iter().map(|source| source.module.join("::")).collect();
    let number: BTreeMap<&[String], usize> =
        sources.iter().enumerate().map(|(at, source)| (&source.module[..], at)).collect();
    let uses: Vec<Vec<usize>> = sources
        .iter()
        .map(|source| {
            tree.used_by(source)
                .iter()
                .filter(|used| used.first() == source.module.first())
                .filter(|used| !used.starts_with(&source.module) && !source.module.starts_with(used))
                .filter_map(|used| number.get(&used[..]).copied())
                .collect()
        })
        .collect();
    let reached: Vec<BTreeSet<usize>> = (0..sources.len()).map(|from| reach(&uses, from)).collect();
    let is_circular = |from: usize, to: &usize| reached[*to].contains(&from);
    let members = (0..sources.len()).filter(|from| reached[*from].contains(from));
    members
        .map(|from| {
            let back = uses[from].iter().filter(|to| is_circular(from, to));
            (names[from].clone(), back.map(|to| names[*to].clone()).collect())
        })
        .collect()
}

/// Files that are reached from a file by one step or more.
fn reach(uses: &[Vec<usize>], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = uses[from].clone();
    while let Some(at) = open.pop() {
        if reached.insert(at) {
            open.extend(&uses[at]);
        }
    }
    reached
}
