//! General knowledge of names that several stages share: well-known names, and the words that names of organizations are made of.
//!
//! The tables lie beside this file.

mod names;
mod organization_words;

pub(super) use names::{begins_name, entity_type, is_organization};
pub(crate) use organization_words::OrganizationWords;
