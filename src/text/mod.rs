//! Text analysis that knows nothing of articles: tokens, sentences, passages, language, folding, credits, fingerprints.
//!
//! Everything here is a pure function of its arguments, linear in the text, and made for any input. An article is divided
//! once, into a [`Reading`]; see [`tokens`] for how readers use it.

mod abbreviations;
pub mod acronym;
pub mod copies;
mod credits;
pub mod fingerprint;
mod fold;
mod furniture;
mod language;
mod layout;
mod lower;
pub mod outlets;
mod passages;
mod reading;
mod script;
mod sentences;
pub mod short_word;
pub mod tokens;
mod vocabulary;

pub use acronym::acronym;
pub use credits::credits;
pub use fingerprint::fingerprint;
pub use fold::{fold, plain_letter};
pub use furniture::is_furniture;
pub use language::{detect_language, is_function_word};
pub(crate) use lower::with_lower;
pub use passages::passages;
pub use reading::Reading;
pub use script::Script;
pub use sentences::sentences;
pub use tokens::{Token, Tokens};
pub use vocabulary::{Class, PerWord, Vocabulary, WordId};
