//! General knowledge of names that several stages share: well-known names, and the words that names of organizations are made of.
//!
//! The tables lie beside this file. `names` says what some names are whatever a model takes them for, `table` what many may be, `own` what the
//! user knows.

mod names;
mod organization_words;
mod own;
mod table;

pub(super) use names::{begins_name, entity_type, is_organization};
pub(crate) use organization_words::OrganizationWords;
pub(super) use own::OwnName;
pub use own::{OwnNames, OwnNamesError};
pub(super) use table::{Kinds, kinds_of};

/// True of a name that a well-known paper or broadcaster bears.
pub(crate) fn is_known_outlet(name: &str) -> bool {
    kinds_of(name).has('o')
}
