//! Hits, counts and articles as text, JSON, CSV, TSV and TREC. Printers take a `Write`; nothing here searches.
//!
//! Every listing is made of [`Row`]s, from which the machine formats are written; text has a printer for each kind of
//! answer. Nothing of an article reaches a terminal without [`sanitize`].

mod article;
mod article_text;
mod chart;
mod date_text;
mod export;
mod hit;
mod hit_text;
pub mod link;
mod listing;
mod offsets;
mod row;
pub mod sanitize;
mod status;
mod style;
mod trec;
mod wrap;

pub use article::{article_row, article_table_row, with_future};
pub use article_text::{Shown, article_text};
pub use chart::{count_rows, counts_text, timeline_rows, timeline_text};
pub use export::{FeatureCollection, feature_row, geojson, mention_rows, passage_row};
pub use hit::{HIT_FIELDS, hit_row};
pub use hit_text::{diagnosis_text, handle_lengths, hits_text};
pub use listing::{Cells, Format, Listing};
pub use offsets::OffsetUnit;
pub use row::{Cell, Row};
pub use status::{Overview, bytes, number, status_row, status_text};
pub use style::{Painted, Role, Style};
pub use trec::trec_line;
pub use wrap::{columns, shorten, wrap};

/// Version of the JSON; fields may be added under it, never change meaning.
pub const SCHEMA_VERSION: u64 = 1;
