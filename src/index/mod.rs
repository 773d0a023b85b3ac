//! The index on disk: schema, analyzer, manifest, writer, generations.
//!
//! One tantivy document a passage; the *lead* (passage 0) also carries what belongs to the article as a whole. All
//! passages of an article are neighbours in one segment, so the lead of document `d` is `d - passage(d)`. Nothing here
//! reads inputs or knows queries. `schema` holds the table of fields, `terms` how values become terms.

pub mod analyzer;
pub mod atomic_file;
mod cache;
mod checked;
mod codec;
mod definitions;
mod directory;
mod documents;
mod error;
mod faults;
mod fingerprints;
mod gate;
mod generations;
mod input_key;
mod kept;
mod lock;
mod lookup;
mod manifest;
mod map;
mod meta;
mod payload;
mod permissions;
mod reader;
mod record_hash;
mod roots;
pub mod schema;
mod scrub;
mod sealed;
mod sentence_names;
mod shared;
mod stored;
pub mod terms;
mod verify;
mod writer;

pub use codec::PlaceOf;
pub use documents::NewArticle;
pub use error::{IndexError, describe, fault_of, read_damaged};
pub use fingerprints::fingerprint;
pub use generations::Generations;
pub use input_key::InputKey;
pub use kept::{Kept, KeptArticle};
pub use lock::WriteLock;
pub use lookup::{ArticleState, FirstSeen, IndexedArticles};
pub use manifest::{Manifest, ManifestEntry};
pub use map::map;
pub use meta::ArticleMeta;
pub use payload::{Payload, Versions};
pub use reader::Index;
pub use record_hash::RecordHash;
pub use roots::{KeyName, NotAKeyName, ReadOptions, Root};
pub use schema::Fields;
pub use scrub::{Scrub, Step};
pub use sentence_names::{SentenceNames, sentence_names};
pub use shared::Shared;
pub use stored::StoredPassage;
pub use verify::{Verification, damaged_files, verify};
pub use writer::{OpenGeneration, Writer};
