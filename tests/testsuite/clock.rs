//! A clock that was set back: what was seen before stays as it was seen, and what comes meanwhile has the day that the clock showed.

use super::desk::Desk;
use dateline::article::Day;
use dateline::index::{ArticleState, Index, verify};
use dateline::ingest::Options;
use std::collections::BTreeMap;

/// By title: the day of publication, the day on which the article was first seen, and the revision.
fn seen(desk: &Desk) -> BTreeMap<String, (Option<String>, String, u64)> {
    let index = Index::open(&desk.path("index")).unwrap();
    assert!(verify(&index, &|_| None).unwrap().is_sound());
    let articles = index.articles();
    let row = |id| {
        let ArticleState { lead, added, revision, .. } = articles.state(id).unwrap().unwrap();
        let record = articles.meta(lead, None).unwrap().record;
        (record.title, (record.published.map(|published| published.day.to_string()), added.to_string(), revision))
    };
    articles.all_ids().unwrap().into_iter().map(row).collect()
}

#[test]
fn a_clock_that_was_set_back_changes_nothing_that_was_seen() {
    let desk = Desk::new();
    let on = |day| Options { today: Day::from_civil(2026, 11, day).unwrap(), ..desk.options() };
    desk.write("news/2026-11-28-ferry.txt", "Ferry stops\n\nThe ferry stopped, the mayor said.\n");
    desk.index_with(&on(30)).unwrap();
    let ferry = seen(&desk)["Ferry stops"].clone();
    assert_eq!((ferry.0.as_deref(), ferry.1.as_str()), (Some("2026-11-28"), "2026-11-30"));
    // Set back by ten days: a file of a later day comes, and the first one is corrected.
    desk.write("news/2026-11-28-storm.txt", "Storm nears\n\nThe storm moved in, the harbour master said.\n");
    desk.write("news/2026-11-28-ferry.txt", "Ferry stops\n\nThe ferry stopped, the mayor said again.\n");
    let report = desk.index_with(&on(20)).unwrap();
    assert_eq!((report.added, report.updated, report.removed), (1, 1, 0));
    let later = seen(&desk);
    assert_eq!(later["Ferry stops"], ferry);
    let (published, added, revision) = &later["Storm nears"];
    // No day is inferred that was still to come when the article was first seen; what is new is told by the revision, not by days.
    assert_eq!((published.as_deref(), added.as_str()), (None, "2026-11-20"));
    assert!(*revision > ferry.2);
    for rebuild in [false, true] {
        desk.index_with(&Options { rebuild, ..on(30) }).unwrap();
        assert_eq!(seen(&desk), later, "rebuild: {rebuild}");
    }
}
