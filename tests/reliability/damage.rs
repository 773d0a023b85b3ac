//! Damage is found, named in plain words, and never laundered.

use super::desk::{Desk, flip, name_of, story};
use std::{fs, path::PathBuf};

/// An update that writes one segment.
pub const UPDATE: [&str; 4] = ["index", "--jobs", "1", "news"];

/// An index of as many segments as there were updates, too few to be merged.
pub fn desk_of_segments(updates: usize) -> Desk {
    let desk = Desk::new();
    for number in 0..updates {
        desk.write(&format!("news/{number}.txt"), story(number));
        desk.run("index", &UPDATE).succeeded();
    }
    desk
}

#[test]
fn a_damaged_segment_is_never_merged() {
    let desk = desk_of_segments(7);
    assert_eq!(desk.files("index", ".store").len(), 7);
    for number in 7..10 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    for kind in ["store", "pos", "fieldnorm", "fast", "idx", "term"] {
        desk.copy("index", "damaged");
        let file = desk.files("damaged", &format!(".{kind}"))[3].clone();
        flip(&file, 2);
        let bytes = fs::read(&file).unwrap();
        // Three more segments: now they are merged, all but the damaged one, which is named.
        let mut run = desk.run("damaged", &UPDATE);
        for number in 7..10 {
            desk.write(&format!("news/{number}.txt"), story(number) + "More was said later.\n");
            run = desk.run("damaged", &UPDATE);
        }
        assert_eq!(run.code, Some(2), "{kind}: {run:?}");
        run.is_plain();
        assert!(run.err.contains(&name_of(&file)) && run.err.contains("--rebuild"), "{kind}: {run:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes, "{kind}");
        // Where the damage keeps nobody from reading the segment.
        if ["store", "pos"].contains(&kind) {
            assert!(desk.files("damaged", ".store").len() < 7, "{kind}: the others were merged");
        }
        // Also in a run that has nothing to merge, and until it is repaired.
        let again = desk.run("damaged", &["index"]);
        assert!(again.code == Some(2) && again.err.contains(&name_of(&file)), "{kind}: {again:?}");
        let verified = desk.run("damaged", &["verify"]);
        verified.is_plain_error();
        assert!(verified.err.contains(&name_of(&file)), "{kind}: {verified:?}");
        desk.run("damaged", &["index", "--rebuild"]).succeeded();
        desk.run("damaged", &["verify"]).succeeded();
        desk.run("damaged", &["index"]).succeeded();
        for number in 7..10 {
            desk.write(&format!("news/{number}.txt"), story(number));
        }
    }
}

#[test]
fn a_file_that_is_put_back_is_no_longer_damaged() {
    let desk = desk_of_segments(7);
    let file = desk.files("index", ".store")[0].clone();
    let whole = fs::read(&file).unwrap();
    flip(&file, 2);
    for number in 7..9 {
        desk.write(&format!("news/{number}.txt"), story(number));
        desk.run("index", &UPDATE);
    }
    assert_eq!(desk.run("index", &["index"]).code, Some(2));
    fs::write(&file, whole).unwrap();
    desk.run("index", &["index"]).succeeded();
    desk.run("index", &["verify"]).succeeded();
    assert_eq!(desk.articles("index").len(), 9);
}

#[test]
fn what_a_run_decides_by_is_checked_first() {
    let desk = Desk::new();
    for number in 0..20 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.run("index", &UPDATE).succeeded();
    desk.write("news/1.txt", story(21));
    desk.run("index", &UPDATE).succeeded();
    desk.write("news/2.txt", story(22));
    // The lists of what is deleted, and the columns in which the manifest is.
    assert_eq!((desk.files("index", ".del").len(), desk.files("index", ".fast").len()), (1, 2));
    for ending in [".del", ".fast"] {
        desk.copy("index", "damaged");
        let file = &desk.files("damaged", ending)[0];
        // In the middle, where the engine itself takes any byte.
        flip(file, fs::read(file).unwrap().len() / 4);
        let bytes = fs::read(file).unwrap();
        let run = desk.run("damaged", &["index"]);
        run.is_plain_error();
        assert!(run.err.contains(&name_of(file)) && run.err.contains("--rebuild"), "{run:?}");
        assert_eq!(fs::read(file).unwrap(), bytes);
        assert!(desk.run("damaged", &["verify"]).err.contains(&name_of(file)));
        desk.run("damaged", &["index", "--rebuild"]).succeeded();
        assert_eq!(desk.articles("damaged").len(), 20);
    }
}

#[test]
fn what_names_the_parts_of_an_index_is_checked_and_rebuilt() {
    let desk = desk_of_segments(2);
    let articles = desk.articles("index");
    let generation = desk.generation("index");
    for file in [desk.path("index/CURRENT"), generation.join("meta.json")] {
        for at in [0, 4, fs::read(&file).unwrap().len() - 20] {
            desk.copy("index", "damaged");
            let file = desk.path("damaged").join(file.strip_prefix(desk.path("index")).unwrap());
            flip(&file, at);
            for arguments in [&["query", "council"][..], &["verify"], &["index"], &["status"]] {
                let run = desk.run("damaged", arguments);
                run.is_plain_error();
                assert!(run.err.contains("damaged") && run.err.contains("--rebuild"), "{run:?}");
            }
            desk.run("damaged", &["index", "--rebuild"]).succeeded();
            desk.run("damaged", &["verify"]).succeeded();
            assert_eq!(desk.articles("damaged"), articles);
        }
    }
}

#[test]
fn a_segment_file_that_is_missing_is_named() {
    let desk = desk_of_segments(2);
    for kind in ["store", "pos", "fieldnorm", "fast", "idx", "term"] {
        desk.copy("index", "damaged");
        let file = desk.files("damaged", &format!(".{kind}"))[0].clone();
        fs::remove_file(&file).unwrap();
        for arguments in [&["query", "council"][..], &["verify"], &["index"]] {
            let run = desk.run("damaged", arguments);
            run.is_plain_error();
            assert!(run.err.contains(&format!("{}: missing", name_of(&file))), "{run:?}");
        }
        desk.run("damaged", &["index", "--rebuild"]).succeeded();
        assert_eq!(desk.articles("damaged").len(), 2);
    }
}

#[test]
fn a_damaged_table_is_computed_again() {
    let desk = desk_of_segments(2);
    let people = desk.run("index", &["people"]).succeeded().out;
    let is_table = |path: &PathBuf| name_of(path).starts_with("cache-");
    let tables: Vec<_> = desk.files("index", "").into_iter().filter(is_table).collect();
    assert_eq!(
        tables.len(),
        6 + 3 * 2,
        "articles, boilerplate, copies, counts, people and words; the three lists of each of two segments"
    );
    for table in &tables {
        let whole = fs::read(table).unwrap();
        for at in [0, 40, 70, whole.len() - 1] {
            flip(table, at.min(whole.len() - 1));
            // One table is computed from another.
            for other in tables.iter().filter(|other| *other != table) {
                fs::remove_file(other).unwrap();
            }
            assert_eq!(desk.run("index", &["people"]).succeeded().out, people);
            desk.run("index", &["query", "council"]).succeeded();
            assert_eq!(fs::read(table).unwrap(), whole, "{} byte {at}", table.display());
        }
    }
}
