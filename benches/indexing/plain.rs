//! The plain tantivy indexer that Dateline is measured against.

use std::{error::Error, path::Path, thread};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, TantivyDocument, doc};

/// Passages with the title of their article.
pub type Passages = Vec<(String, String)>;

/// Indexes passages into an empty folder, to the end of the merges.
pub fn index(passages: Passages, folder: &Path) -> Result<(), Box<dyn Error>> {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let options = TextOptions::default().set_indexing_options(indexing) | STORED;
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", options.clone());
    let text = schema.add_text_field("text", options);
    let index = Index::create_in_dir(folder, schema.build())?;
    let threads = thread::available_parallelism()?.get();
    let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(threads, threads * (160 << 20))?;
    for (of_title, of_text) in passages {
        writer.add_document(doc!(title => of_title, text => of_text))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}
