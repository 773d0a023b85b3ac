//! The plain data of Dateline: an article, its passages and its mentions.
//!
//! Nothing here reads files, analyses text or prints. Offsets are UTF-8 bytes; days are whole days of the
//! proleptic Gregorian calendar.

mod day;
mod id;
mod mention;
mod moment;
mod published;
mod record;
mod span;
mod stamp;

pub use day::{Day, DayRange};
pub use id::{ArticleId, NotAnId};
pub use mention::{
    ChoiceReason, Mention, MentionKind, Origin, Place, PlaceForm, RunnerUp, Stage, Timex, TimexType, Weighed,
};
pub use moment::second_of;
pub use published::{Precision, Published, PublishedFrom};
pub use record::{Dateline, Record};
pub use span::{Field, Span};
pub use stamp::Stamp;

use serde::{Deserialize, Serialize};

/// One news story, read and analysed: what is indexed.
///
/// The passages concatenate to `record.text`, to the byte.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Stable identity: base32, starting with a letter; the same across rebuilds.
    pub id: String,
    /// The path of the input, as the user would name it (relative to where its root was named).
    pub path: String,
    /// Position of the article in its input, from 0.
    pub item: u64,
    /// What the reader found, with `published` and `language` completed by analysis.
    pub record: Record,
    /// Runs of whole sentences of `record.text`, in order, without gaps.
    pub passages: Vec<Span>,
    /// Sentences of `record.text`, in order; none where the article was read back from an index.
    #[serde(skip)]
    pub sentences: Vec<Span>,
    /// What the title and the text name, ordered by field and start.
    pub mentions: Vec<Mention>,
    /// Fingerprint of the text by which copies are recognised.
    pub fingerprint: Vec<u32>,
}
