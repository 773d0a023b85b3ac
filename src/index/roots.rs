//! `roots.toml` of an index folder: where inputs are looked for, and how they are read.
//!
//! It lies outside the generations, so that it survives a rebuild and any damage of the index, and may be edited by hand. Paths
//! are not looked at here.

use super::{Generations, IndexError, Payload, atomic_file};
use crate::article::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Name of the file.
const FILE: &str = "roots.toml";
/// What a new file begins with.
const HEAD: &str = "# Where dateline index looks for articles, and how it reads them.\n\n";

/// A folder or file whose articles are kept in the index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Absolute path.
    pub path: PathBuf,
    /// As the user named it; paths of articles begin with it.
    pub name: String,
    /// How its inputs are read.
    #[serde(default, skip_serializing_if = "ReadOptions::is_default")]
    pub reading: ReadOptions,
}

/// How the inputs of a root are read; what is not set is found out from each input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// Globs of paths to leave out (`--exclude`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Format of the inputs (`--input-format`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_format: Option<String>,
    /// Other names of keys, each `KEY=NAME` (`--map published=pub_date`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<KeyName>,
    /// Publication date of inputs that have none (`--published`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Day>,
    /// Follow symbolic links (`--follow`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub follow: bool,
    /// Program that reads the text of pictures (`--ocr-command`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocr_command: Option<String>,
    /// Leave text that was decoded wrongly as it is (`--keep-mojibake`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_mojibake: bool,
}

/// A key of an article and the name that it goes by in an input; written `KEY=NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyName {
    /// The key: `published`.
    pub key: String,
    /// Its name in the input: `pub_date`.
    pub name: String,
}

/// A text that is not a key and a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not KEY=NAME, like published=pub_date")]
pub struct NotAKeyName(String);

impl std::str::FromStr for KeyName {
    type Err = NotAKeyName;

    fn from_str(text: &str) -> Result<Self, NotAKeyName> {
        let pair = text.split_once('=').map(|(key, name)| (key.trim(), name.trim()));
        match pair.filter(|(key, name)| !key.is_empty() && !name.is_empty()) {
            Some((key, name)) => Ok(Self { key: key.to_owned(), name: name.to_owned() }),
            None => Err(NotAKeyName(text.to_owned())),
        }
    }
}

impl std::fmt::Display for KeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.key, self.name)
    }
}

impl Serialize for KeyName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl ReadOptions {
    /// True when nothing is set.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// These options, and those of `remembered` where they set nothing.
    #[must_use]
    pub fn or(self, remembered: &Self) -> Self {
        let list = |list: Vec<String>, other: &Vec<String>| if list.is_empty() { other.clone() } else { list };
        Self {
            exclude: list(self.exclude, &remembered.exclude),
            input_format: self.input_format.or_else(|| remembered.input_format.clone()),
            map: if self.map.is_empty() { remembered.map.clone() } else { self.map },
            published: self.published.or(remembered.published),
            follow: self.follow || remembered.follow,
            ocr_command: self.ocr_command.or_else(|| remembered.ocr_command.clone()),
            keep_mojibake: self.keep_mojibake || remembered.keep_mojibake,
        }
    }

    /// Hash of what changes the articles of an input (not of which are found); 0 when nothing is set.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let what = Self { exclude: Vec::new(), follow: false, ..self.clone() };
        if what.is_default() {
            return 0;
        }
        let json = serde_json::to_vec(&what).expect("options are plain data");
        let mut head = [0; 8];
        head.copy_from_slice(&blake3::hash(&json).as_bytes()[..8]);
        u64::from_le_bytes(head).max(1)
    }
}

/// The options as the command line writes them; nothing when none is set.
impl std::fmt::Display for ReadOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let flags = self.exclude.iter().map(|glob| format!("--exclude {glob}"));
        let flags = flags.chain(self.input_format.iter().map(|format| format!("--input-format {format}")));
        let flags = flags.chain(self.map.iter().map(|pair| format!("--map {pair}")));
        let flags = flags.chain(self.published.iter().map(|day| format!("--published {day}")));
        let flags = flags.chain(self.follow.then(|| "--follow".to_owned()));
        let flags = flags.chain(self.ocr_command.iter().map(|command| format!("--ocr-command '{command}'")));
        let flags = flags.chain(self.keep_mojibake.then(|| "--keep-mojibake".to_owned()));
        f.write_str(&flags.collect::<Vec<_>>().join(" "))
    }
}

/// The content of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    root: Vec<Root>,
}

impl Root {
    /// Reads the roots of an index folder; an index that has no such file yet names its roots in its last commit.
    ///
    /// # Errors
    /// When the file cannot be read or understood.
    pub fn load(generations: &Generations) -> Result<Vec<Self>, IndexError> {
        let path = generations.folder().join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => match toml::from_str::<File>(&text) {
                Ok(file) => Ok(file.root),
                Err(source) => Err(IndexError::Malformed { path, source }),
            },
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                let roots = Payload::roots_of_any_version(generations);
                Ok(roots.and_then(|roots| serde_json::from_value(roots).ok()).unwrap_or_default())
            }
            Err(error) => Err(IndexError::io(path)(error)),
        }
    }

    /// Replaces the roots of an index folder; a file that says the same already stays, with the comments in it.
    ///
    /// # Errors
    /// When the file system refuses, or a path is not Unicode.
    pub fn save(folder: &Path, roots: &[Self]) -> Result<(), IndexError> {
        let path = folder.join(FILE);
        let written = fs::read_to_string(&path).ok().and_then(|text| toml::from_str::<File>(&text).ok());
        if written.is_some_and(|written| written.root == roots) {
            return Ok(());
        }
        let text = toml::to_string(&File { root: roots.to_vec() })
            .map_err(|error| IndexError::io(&path)(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        atomic_file::replace_in_index(&path, |out| {
            out.write_all(HEAD.as_bytes())?;
            out.write_all(text.as_bytes())
        })
        .map_err(IndexError::io(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> ReadOptions {
        ReadOptions {
            exclude: vec!["drafts/**".to_owned(), "*.log".to_owned()],
            input_format: Some("jsonl".to_owned()),
            map: vec!["published=pub_date".parse().unwrap()],
            published: Day::from_civil(2026, 1, 24),
            follow: true,
            ocr_command: Some("tesseract {} - hocr".to_owned()),
            keep_mojibake: true,
        }
    }

    #[test]
    fn roots_are_written_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path());
        assert_eq!(Root::load(&generations).unwrap(), []);
        let plain = Root { path: "/news/wire.jsonl".into(), name: "wire.jsonl".to_owned(), ..Root::default() };
        let roots = [plain, Root { path: "/clippings".into(), name: "clippings".to_owned(), reading: reading() }];
        Root::save(folder.path(), &roots).unwrap();
        assert_eq!(Root::load(&generations).unwrap(), roots);
        insta::assert_snapshot!(fs::read_to_string(folder.path().join(FILE)).unwrap(), @r#"
        # Where dateline index looks for articles, and how it reads them.

        [[root]]
        path = "/news/wire.jsonl"
        name = "wire.jsonl"

        [[root]]
        path = "/clippings"
        name = "clippings"

        [root.reading]
        exclude = ["drafts/**", "*.log"]
        input_format = "jsonl"
        map = ["published=pub_date"]
        published = "2026-01-24"
        follow = true
        ocr_command = "tesseract {} - hocr"
        keep_mojibake = true
        "#);
        insta::assert_snapshot!(reading(), @"--exclude drafts/** --exclude *.log --input-format jsonl --map published=pub_date --published 2026-01-24 --follow --ocr-command 'tesseract {} - hocr' --keep-mojibake");
    }

    #[test]
    fn an_index_without_the_file_names_its_roots_in_its_commit() {
        let folder = tempfile::tempdir().unwrap();
        let generations = Generations::new(folder.path());
        fs::create_dir(folder.path().join("gen-1")).unwrap();
        let payload = r#"{"roots":[{"path":"/clippings","name":"clippings"}],"revision":3}"#;
        let meta = serde_json::json!({ "payload": payload }).to_string();
        fs::write(folder.path().join("gen-1/meta.json"), meta).unwrap();
        generations.switch(1, 1).unwrap();
        let root = Root { path: "/clippings".into(), name: "clippings".to_owned(), ..Root::default() };
        assert_eq!(Root::load(&generations).unwrap(), [root]);
        Root::save(folder.path(), &[]).unwrap();
        assert_eq!(Root::load(&generations).unwrap(), [], "the file has the last word");
    }

    #[test]
    fn a_mistake_in_the_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = |text: &str| {
            fs::write(folder.path().join(FILE), text).unwrap();
            Root::load(&Generations::new(folder.path())).unwrap_err().to_string()
        };
        let unknown = error("[[root]]\npath = \"/a\"\nname = \"a\"\n[root.reading]\nexclud = [\"b\"]\n");
        assert!(unknown.contains("roots.toml") && unknown.contains("exclud"), "{unknown}");
        let pair = error("[[root]]\npath = \"/a\"\nname = \"a\"\nreading.map = [\"published\"]\n");
        assert!(pair.contains("\"published\" is not KEY=NAME"), "{pair}");
    }

    #[test]
    fn what_is_the_same_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let roots = |name: &str| [Root { path: "/a".into(), name: name.to_owned(), ..Root::default() }];
        let text = "# mine\n[[root]]\nname = \"a\"\npath = \"/a\"\n";
        fs::write(&file, text).unwrap();
        Root::save(folder.path(), &roots("a")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        Root::save(folder.path(), &roots("b")).unwrap();
        assert_eq!(Root::load(&Generations::new(folder.path())).unwrap(), roots("b"));
    }

    #[test]
    fn what_is_not_set_anew_stays_set() {
        let other = ReadOptions { input_format: Some("csv".to_owned()), ..ReadOptions::default() };
        let both = other.or(&reading());
        assert_eq!(both, ReadOptions { input_format: Some("csv".to_owned()), ..reading() });
        assert_eq!(ReadOptions::default().or(&reading()), reading());
    }

    #[test]
    fn only_what_changes_articles_changes_the_fingerprint() {
        assert_eq!(ReadOptions { exclude: vec!["a".to_owned()], ..ReadOptions::default() }.fingerprint(), 0);
        let base = reading().fingerprint();
        assert_eq!(ReadOptions { exclude: Vec::new(), follow: false, ..reading() }.fingerprint(), base);
        let others = [
            ReadOptions { input_format: None, ..reading() },
            ReadOptions { map: Vec::new(), ..reading() },
            ReadOptions { published: None, ..reading() },
        ];
        assert!(others.iter().all(|other| other.fingerprint() != base));
    }
}
