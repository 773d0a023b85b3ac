//! What takes the space of an index, by field and component.

use std::{collections::BTreeMap, error::Error, fs, path::Path};
use tantivy::index::SegmentId;
use tantivy::schema::{Document, Schema, TantivyDocument, Value};
use tantivy::{Index, IndexWriter, SegmentReader};

/// Components of a segment, in the order of [`Bytes`].
const COMPONENTS: [&str; 6] = ["terms", "postings", "positions", "columns", "norms", "stored"];
/// Bytes of stored values that are compressed together.
const BLOCK: usize = 16 << 10;

/// Bytes of one field in each component.
type Bytes = [u64; COMPONENTS.len()];

/// Puts the files of a generation into an empty folder as tantivy by itself writes them: `meta.json` without its checksum.
pub fn copy(generation: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(generation)? {
        let path = entry?.path();
        let copy = into.join(path.file_name().unwrap_or_default());
        if path.ends_with("meta.json") {
            let meta = fs::read_to_string(&path)?;
            fs::write(copy, meta.split_once("\nchecksum ").map_or(meta.as_str(), |(meta, _)| meta))?;
        } else {
            fs::copy(path, copy)?;
        }
    }
    Ok(())
}

/// Merges all segments of a tantivy index into one and removes what is no longer used.
pub fn compact(folder: &Path) -> Result<(), Box<dyn Error>> {
    let index = Index::open_in_dir(folder)?;
    let segments = index.searchable_segment_ids()?;
    let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, 20 << 20)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    // The engine removes only files that it made itself.
    let live: Vec<String> = index.searchable_segment_ids()?.iter().map(SegmentId::uuid_string).collect();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_of_segment = path.extension().is_some_and(|extension| extension != "json" && extension != "lock");
        let is_live = path.file_stem().is_some_and(|stem| live.iter().any(|id| stem.to_string_lossy().starts_with(id)));
        if is_of_segment && !is_live {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Prints bytes by field and component, the largest fields first, as shares of the text.
pub fn print(folder: &Path, text_bytes: u64) -> Result<(), Box<dyn Error>> {
    let index = Index::open_in_dir(folder)?;
    let mut fields: BTreeMap<String, Bytes> = BTreeMap::new();
    for segment in index.reader()?.searcher().segment_readers() {
        add(&mut fields, segment, &index.schema())?;
    }
    let share = |bytes: u64| bytes as f64 * 100.0 / text_bytes as f64;
    let mut rows: Vec<(String, Bytes)> = fields.into_iter().collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(bytes.iter().sum::<u64>()));
    let total = rows.iter().fold(Bytes::default(), |mut total, (_, bytes)| {
        total.iter_mut().zip(bytes).for_each(|(total, bytes)| *total += bytes);
        total
    });
    println!("\n% of the text  {}     total", COMPONENTS.map(|name| format!("{name:>10}")).concat());
    rows.push(("all".to_owned(), total));
    for (name, bytes) in &rows {
        let cells = bytes.iter().map(|bytes| format!("{:>10.2}", share(*bytes))).collect::<Vec<_>>().concat();
        println!("{name:<15}{cells}{:>10.2}", share(bytes.iter().sum()));
    }
    Ok(())
}

fn add(fields: &mut BTreeMap<String, Bytes>, segment: &SegmentReader, schema: &Schema) -> Result<(), Box<dyn Error>> {
    let usage = segment.space_usage()?;
    let parts = [usage.termdict(), usage.postings(), usage.positions(), usage.fast_fields(), usage.fieldnorms()];
    for (at, part) in parts.into_iter().enumerate() {
        for field in part.fields() {
            fields.entry(field.field_name().to_owned()).or_default()[at] += field.total().get_bytes();
        }
    }
    fields.entry("(deletes)".to_owned()).or_default()[3] += usage.deletes().get_bytes();
    let stored = COMPONENTS.len() - 1;
    for (name, bytes) in stored_shares(segment, schema)? {
        fields.entry(name).or_default()[stored] += (bytes * usage.store().data_usage().get_bytes() as f64) as u64;
    }
    fields.entry("(offsets)".to_owned()).or_default()[stored] += usage.store().offsets_usage().get_bytes();
    Ok(())
}

/// The share that each stored field has in the document store, were each compressed by itself.
fn stored_shares(segment: &SegmentReader, schema: &Schema) -> Result<BTreeMap<String, f64>, Box<dyn Error>> {
    let mut blocks: BTreeMap<String, (Vec<u8>, u64)> = BTreeMap::new();
    let store = segment.get_store_reader(1)?;
    for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
        for (field, value) in document?.iter_fields_and_values() {
            let (block, size) = blocks.entry(schema.get_field_name(field).to_owned()).or_default();
            if let Some(text) = value.as_str() {
                block.extend_from_slice(text.as_bytes());
            } else if let Some(bytes) = value.as_bytes() {
                block.extend_from_slice(bytes);
            }
            if block.len() >= BLOCK {
                *size += zstd::bulk::compress(block, 1)?.len() as u64;
                block.clear();
            }
        }
    }
    for (block, size) in blocks.values_mut() {
        *size += zstd::bulk::compress(block, 1)?.len() as u64;
    }
    let total = blocks.values().map(|(_, size)| *size).sum::<u64>().max(1) as f64;
    Ok(blocks.into_iter().map(|(name, (_, size))| (name, size as f64 / total)).collect())
}
