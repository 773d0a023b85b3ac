//! The index on disk: schema, analyzer, manifest, writer, generations.
//!
//! One tantivy document a passage; the *lead* (passage 0) also carries what belongs to the article as a whole. All
//! passages of an article are neighbours in one segment, so the lead of document `d` is `d - passage(d)`. Nothing here
//! reads inputs or knows queries. `schema` holds the table of fields, `terms` how values become terms.

pub mod analyzer;
mod codec;
mod derived;
mod document;
mod error;
mod generation;
mod id;
mod manifest;
mod map;
mod payload;
mod reader;
pub mod schema;
mod stored;
pub mod terms;
mod verify;
mod writer;

pub use document::Addition;
pub use error::IndexError;
pub use generation::{Generations, WriteLock};
pub use id::ArticleId;
pub use manifest::{InputKey, Manifest, ManifestEntry};
pub use map::map;
pub use payload::{Payload, Root, Versions};
pub use reader::Index;
pub use schema::Fields;
pub use stored::{
    ArticleMeta, PlaceOf, StoredPassage, article_meta, lead, load_article, passage_number, stored_passage, stored_text,
};
pub use verify::{Verification, verify};
pub use writer::{ArticleState, IndexedArticles, Writer};
