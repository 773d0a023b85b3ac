//! Indexing speed beside a plain tantivy indexer on the same passages.

fn main() {}
