//! Hashes the data files that articles and index terms depend on, so that an index that was built with other data is known.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Folders whose data changes what is extracted from an article.
const EXTRACTION: &[&str] = &["src/entities", "src/formats", "src/temporal", "src/text"];
/// Folders whose data changes the terms of a text.
const ANALYZER: &[&str] = &["src/index", "src/text"];
/// Folders of examples for tests, and of tables that have a version of their own.
const LEFT_OUT: &[&str] = &["examples", "gazetteer", "snapshots"];

fn main() {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the package"));
    println!("cargo::rerun-if-changed=build.rs");
    for (name, folders) in [("DATELINE_EXTRACTION_DATA", EXTRACTION), ("DATELINE_ANALYZER_DATA", ANALYZER)] {
        let mut hash = Fnv::new();
        for folder in folders {
            println!("cargo::rerun-if-changed={folder}");
            hash_folder(&home, Path::new(folder), &mut hash);
        }
        println!("cargo::rustc-env={name}={:08x}", (hash.0 ^ hash.0 >> 32) as u32);
    }
}

/// Hashes names and contents of the data files below a folder, in the order of their names.
fn hash_folder(home: &Path, folder: &Path, hash: &mut Fnv) {
    let entries = fs::read_dir(home.join(folder)).expect("the folder is part of the package");
    let mut names: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").file_name()).collect();
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let is_code = path.extension().is_some_and(|extension| extension == "rs");
        if home.join(&path).is_dir() {
            if !LEFT_OUT.iter().any(|left_out| *left_out == name) {
                hash_folder(home, &path, hash);
            }
        } else if !is_code {
            hash.write(path.to_string_lossy().replace('\\', "/").as_bytes());
            hash.write(&fs::read(home.join(&path)).expect("the file can be read"));
        }
    }
}

/// FNV-1a of 64 bits: the same on every machine and with every compiler.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
