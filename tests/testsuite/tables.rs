//! The cached tables of the whole archive: those of an update are those that all articles give.

use super::desk::Desk;
use dateline::archive::Archive;
use dateline::article::Day;
use dateline::index::Index;
use dateline::query;
use dateline::search::{CountKind, CountSort, CountUnit, Counting, Searcher, Unit};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const PEOPLE: [&str; 6] =
    ["Karen Oduya", "Oduya", "Sergei Lavrov", "Sergey Lavrov", "Ursula von der Leyen", "Emeka Oduya"];

/// What the names of the lists of segments begin with.
const LISTS: [&str; 3] = ["cache-hashes-", "cache-sentences-", "cache-others-"];

/// The story of a number, which names two people; stories whose numbers differ by a hundred are copies.
fn story(number: usize) -> String {
    let mut text = format!("Report {number}\n\n");
    let original = number % 100;
    for sentence in 0..20 {
        let [who, whom] = [original + sentence, original * 7 + sentence / 5].map(|at| PEOPLE[at % PEOPLE.len()]);
        let (place, count) = (original * 31 + sentence, original * 17 + sentence * 3);
        text.push_str(&format!(
            "In hall {place} the minister {who} told {whom} of {count} barrels and {place} carts. "
        ));
    }
    // Boilerplate, or nearly: sentences with names that some stories have in common.
    for (every, who) in
        [(3, "Karen Oduya"), (4, "Oduya"), (7, "Sergei Lavrov"), (9, "Emeka Oduya"), (11, "Sergey Lavrov")]
    {
        if original.is_multiple_of(every) {
            text.push_str(&format!(
                "\n\nWrite to {who} of the Harbour Gazette in Oslo before March {every}, 2026.\n\n"
            ));
        }
    }
    // A surname that is a town's as well, in some stories oftener.
    for at in 0..original % 4 {
        text.push_str(&format!("Mayor Helena Lagos spoke in hall {at}. Lagos told the council of {number} boats. "));
    }
    if original.is_multiple_of(3) {
        text.push_str("The fleet sailed from Lagos, Nigeria, to Accra, and back to Lagos. ");
    }
    if number >= 100 {
        text.push_str(&format!("This was first read in edition {number}."));
    }
    text
}

fn tables(desk: &Desk) -> BTreeMap<String, PathBuf> {
    let folder = Index::open(&desk.path("index")).unwrap().generation_folder();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files.map(|path| (name(&path), path)).filter(|(name, _)| name.starts_with("cache-")).collect()
}

fn contents(desk: &Desk) -> BTreeMap<String, Vec<u8>> {
    tables(desk).into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

fn prepare(desk: &Desk) {
    Archive::open(&desk.path("index")).unwrap().prepare().unwrap();
}

#[test]
fn tables_of_an_update_are_those_of_all_articles() {
    let desk = Desk::new();
    for number in (0..40).chain(100..120) {
        desk.write(&format!("news/{number:03}.txt"), story(number));
    }
    desk.index();
    prepare(&desk);
    let segments = |desk: &Desk| Index::open(&desk.path("index")).unwrap().searcher().segment_readers().len();
    for round in 0..12 {
        // A copy comes, an original goes, a story becomes another one.
        desk.write(&format!("news/{:03}.txt", 120 + round), story(120 + round));
        fs::remove_file(desk.path(&format!("news/{round:03}.txt"))).unwrap();
        desk.write(&format!("news/{:03}.txt", 30 + round % 10), story(50 + round));
        desk.index();
        prepare(&desk);
        let updated = contents(&desk);
        for lists in LISTS {
            let lists = updated.keys().filter(|name| name.starts_with(lists)).count();
            assert_eq!(lists, segments(&desk), "none of a segment that is gone: {:?}", updated.keys());
        }
        for path in tables(&desk).into_values() {
            fs::remove_file(path).unwrap();
        }
        prepare(&desk);
        // Lists of an older segment may still have articles that were deleted since.
        let is_list = |name: &str| LISTS.iter().any(|lists| name.starts_with(lists));
        for (name, bytes) in contents(&desk).into_iter().filter(|(name, _)| !is_list(name)) {
            assert!(updated[&name] == bytes, "{name} in round {round}");
        }
    }
}

/// Counts over everything come from a table once they were made: it says what is counted over a query that everything matches.
#[test]
fn counts_of_the_whole_archive_are_those_over_all_matches() {
    let desk = Desk::new();
    let repeated = "Angela Stone of the Harbour Gazette in Oslo can be reached by telephone on weekdays.";
    let written = |number: usize| format!("{}\n\n{repeated}\n", story(number));
    for number in (0..12).chain(100..104) {
        desk.write(&format!("news/{number:03}.txt"), written(number));
    }
    let today = Day::from_civil(2026, 2, 1).unwrap();
    let everything = query::parse("-zzzz", today).unwrap();
    let is_table = |name: &String| name.starts_with("cache-counts-");
    let mut seen = Vec::new();
    for round in 0..3 {
        // A copy comes and a story goes; then the user merges two names.
        match round {
            0 => {}
            1 => {
                desk.write("news/120.txt", written(105));
                fs::remove_file(desk.path("news/011.txt")).unwrap();
            }
            _ => {
                fs::write(desk.path("index/aliases.toml"), "[merge]\n\"Karen Oduya\" = [\"Emeka Oduya\"]\n").unwrap();
            }
        }
        desk.index();
        let searcher = Searcher::open(&desk.path("index"), today).unwrap();
        for kind in [CountKind::People, CountKind::Places, CountKind::Organizations, CountKind::Sources] {
            for unit in [CountUnit::Stories, CountUnit::Mentions] {
                for limit in [None, Some(2)] {
                    let (within, sort) = (Unit::Article, CountSort::Frequent);
                    let counting = Counting { kind, unit, within, limit, sort, under: None, level: None };
                    let counted = searcher.count(Some(&everything), &counting).unwrap();
                    let first = searcher.count(None, &counting).unwrap();
                    let again = Searcher::open(&desk.path("index"), today).unwrap().count(None, &counting).unwrap();
                    for whole in [first, again] {
                        assert_eq!(whole.rows, counted.rows, "{kind:?} by {unit:?} in round {round}");
                        let totals = (whole.total_rows, whole.matching);
                        assert_eq!(
                            totals,
                            (counted.total_rows, counted.matching),
                            "{kind:?} by {unit:?} in round {round}"
                        );
                    }
                    if kind == CountKind::People && unit == CountUnit::Stories && limit.is_none() {
                        seen.push(counted.rows);
                    }
                }
            }
        }
        assert_eq!(tables(&desk).keys().filter(|name| is_table(name)).count(), 4);
    }
    assert!(!seen[0].is_empty() && seen[0] != seen[1] && seen[1] != seen[2], "{seen:?}");
    assert!(seen[0].iter().all(|row| row.name != "Angela Stone"), "boilerplate does not count: {seen:?}");
}
