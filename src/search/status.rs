//! The contents of an index: counts, sizes, versions, failures.

use super::{SearchError, Searcher, Status};
use crate::article::{Day, DayRange};
use crate::index::{Generations, Manifest, Root};
use std::collections::BTreeMap;

impl Searcher {
    /// The contents of the index.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn status(&self) -> Result<Status, SearchError> {
        status(self)
    }
}

fn status(searcher: &Searcher) -> Result<Status, SearchError> {
    let generations = Generations::new(searcher.index().folder());
    let payload = searcher.index().payload();
    let mut status = Status {
        index: searcher.index().folder().display().to_string(),
        roots: Root::load(&generations)?.iter().map(|root| root.path.display().to_string()).collect(),
        versions: vec![
            ("schema".to_owned(), payload.versions.schema.to_string()),
            ("analyzer".to_owned(), payload.versions.analyzer.clone()),
            ("gazetteer".to_owned(), payload.versions.gazetteer.clone()),
            ("model".to_owned(), payload.versions.model.clone()),
        ],
        revision: payload.revision,
        updated: Some(payload.updated.clone()).filter(|updated| !updated.is_empty()),
        checked: searcher.index().last_checked().map(|time| time.to_string()),
        ..Status::default()
    };
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for segment in searcher.segments() {
        status.articles += segment.leads.count();
        status.passages += segment.passages.count();
        let (bytes, published) = (segment.number("text_bytes"), segment.signed("published"));
        status.text_bytes += segment.passages.iter().filter_map(bytes).sum::<u64>();
        for lead in segment.leads.iter() {
            let day = published(lead).and_then(|day| i32::try_from(day).ok()).map(Day);
            if let Some(day) = day {
                let known = status.published.get_or_insert(DayRange::day(day));
                *known = DayRange { from: known.from.min(day), to: known.to.max(day) };
            }
            if let Some(language) = segment.string("language", lead) {
                *languages.entry(language).or_default() += 1;
            }
        }
    }
    status.languages = languages.into_iter().collect();
    status.languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let manifest = Manifest::load(&searcher.archive().articles)?;
    status.inputs = manifest.entries.len();
    let place = |path: &str, item: Option<u64>| match item {
        Some(item) => format!("{path} (record {item})"),
        None => path.to_owned(),
    };
    let row = |(path, item, reason): (&str, Option<u64>, &str)| (place(path, item), reason.to_owned());
    status.failures = manifest.failures().map(row).collect();
    status.failures.sort();
    status.skipped = manifest.skipped().map(row).collect();
    status.skipped.sort();
    let articles = &searcher.archive().articles;
    for segment in articles.searcher().segment_readers() {
        status.segments += 1;
        status.documents.0 += u64::from(segment.max_doc());
        status.documents.1 += u64::from(segment.num_deleted_docs());
    }
    status.index_bytes = bytes_of(&searcher.index().generation_folder());
    Ok(status)
}

/// Bytes of the files of a folder.
fn bytes_of(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|meta| meta.len())
        .sum()
}
