//! Text analysis that knows nothing of articles: sentences, passages, language, normalisation, credits, fingerprints.
//!
//! Everything here is a pure function of its arguments, linear in the text, and made for any input.

mod abbreviations;
mod credits;
pub mod fingerprint;
mod language;
mod layout;
mod normalize;
mod passages;
mod sentences;

pub use credits::credits;
pub use fingerprint::fingerprint;
pub use language::{detect_language, is_function_word};
pub use normalize::fold;
pub use passages::passages;
pub use sentences::sentences;
