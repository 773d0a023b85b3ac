//! Dateline: full-text search for news archives.
//!
//! ```text
//! articles -> read -> Article -> passages -> mentions of people, places, dates -> index -> query -> ranked passages
//! ```
//!
//! | module | is |
//! |---|---|
//! | [`article`] | the plain data that everything else passes on: articles, passages, mentions, days |
//! | [`text`] | sentences, passages, normalisation, language, fingerprints |
//! | [`formats`] | readers: from bytes of any news format to [`article::Record`]s |
//! | [`temporal`] | dates in prose: spans, TimeML values, the days they cover |
//! | [`entities`] | people, places and organizations in prose |
//! | [`archive`] | what the archive as a whole says: copies, people, source homes |
//! | [`training`] | trains the tagger and word clusters |
//! | [`index`] | the tantivy index on disk: schema, analyzer, manifest, writer, generations |
//! | [`ingest`] | from files on disk to an up-to-date index |
//! | [`query`] | the query language: grammar, syntax tree, parser |
//! | [`search`] | from a syntax tree to ranked hits, counts and timelines |
//! | [`output`] | hits and articles as text, JSON, CSV, TREC |
//! | [`evaluate`] | measures of quality on judged collections |
//! | [`cli`] | the command line |

pub mod archive;
pub mod article;
pub mod cli;
pub mod entities;
pub mod evaluate;
pub mod formats;
pub mod index;
pub mod ingest;
pub mod output;
pub mod query;
pub mod search;
pub mod temporal;
pub mod text;
pub mod training;
