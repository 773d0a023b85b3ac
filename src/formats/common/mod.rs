//! What the readers share: the input and the sink, encodings, the shapes of markup, and the values of metadata.

pub mod byline;
pub mod date_line;
pub mod dateline;
pub mod days;
pub mod encoding;
pub mod expansion;
pub mod http;
pub mod input;
pub mod keys;
pub mod loose_json;
pub mod markup;
pub mod metadata;
pub mod mojibake;
pub mod outlet;
pub mod sink;
pub mod utf16;
pub mod whitespace;
pub mod xml;
