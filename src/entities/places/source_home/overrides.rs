//! The user's own word on where sources are at home: `sources.toml` in the index folder.
//!
//! It wins over what the name and the address of a source say (`home`).

use crate::entities::gazetteer::{Gazetteer, fold};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where sources are at home, by their names or hosts.
///
/// ```
/// use dateline::entities::{gazetteer::Gazetteer, places::Homes};
/// let homes = Homes::parse(r#"
/// [home]
/// "The Courier" = "Anchorage, Alaska"
/// "courier.example" = "Anchorage, Alaska"
/// "#, Gazetteer::embedded())?;
/// assert!(!homes.is_empty());
/// # Ok::<(), dateline::entities::places::HomesError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Homes {
    /// GeoNames ids by folded name or host.
    places: BTreeMap<String, u32>,
}

/// A fault in `sources.toml`.
#[derive(Debug, thiserror::Error)]
pub enum HomesError {
    /// Not TOML, or not of the known keys.
    #[error("{0}; the only key is home, a table of \"source\" = \"place\"")]
    Toml(#[from] toml::de::Error),
    /// No such place.
    #[error(
        "home of \"{from}\": no place is called \"{place}\"{suggestions}; write it as in \"Springfield, Illinois\""
    )]
    UnknownPlace {
        /// The source, named "from" since an error's source is another thing.
        from: String,
        /// Its home as written.
        place: String,
        /// Names like it, as part of the sentence.
        suggestions: String,
    },
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    home: BTreeMap<String, String>,
}

impl Homes {
    /// Name of the file in the index folder.
    pub const FILE: &'static str = "sources.toml";
    /// The home "none" of a source that prefers no country, in place of a GeoNames id.
    pub(super) const NOWHERE: u32 = 0;

    /// Reads the text of a `sources.toml`, whose places are looked up in `gazetteer`.
    ///
    /// # Errors
    /// When it is not TOML of the known keys, or names a place that the gazetteer does not have.
    pub fn parse(text: &str, gazetteer: &Gazetteer) -> Result<Self, HomesError> {
        let file: File = toml::from_str(text)?;
        let mut places = BTreeMap::new();
        for (source, place) in file.home {
            if place.eq_ignore_ascii_case("none") {
                places.insert(fold(&source), Self::NOWHERE);
                continue;
            }
            let Some(id) = gazetteer.named(&place).first().copied() else {
                let near = gazetteer.suggest(place.split(',').next().unwrap_or_default(), 3);
                let suggestions =
                    if near.is_empty() { String::new() } else { format!(" (did you mean {}?)", near.join(", ")) };
                return Err(HomesError::UnknownPlace { from: source, place, suggestions });
            };
            places.insert(fold(&source), id);
        }
        Ok(Self { places })
    }

    /// True when nothing is said of any source.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What tells one state of the file from another: it takes part in the version of what is extracted.
    #[must_use]
    pub fn version(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (source, id) in &self.places {
            hasher.update(source.as_bytes()).update(&[0]).update(&id.to_le_bytes());
        }
        hasher.finalize().to_hex()[..8].to_owned()
    }

    /// GeoNames id of the home of a source or of a host, with or without `www.`.
    #[must_use]
    pub(super) fn of(&self, source: Option<&str>, host: Option<&str>) -> Option<u32> {
        let host = host.map(|host| host.strip_prefix("www.").unwrap_or(host));
        [source, host].into_iter().flatten().find_map(|name| self.places.get(&fold(name)).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_and_hosts_have_homes() {
        let homes = Homes::parse(
            "[home]\n\"The Courier\" = \"Paris, Texas\"\n\"courier.example\" = \"Ohio\"\n",
            Gazetteer::embedded(),
        )
        .unwrap();
        let name =
            |id: Option<u32>| id.and_then(|id| Gazetteer::embedded().by_id(id)).map(|place| place.path.join("/"));
        assert_eq!(
            name(homes.of(Some("the courier"), None)).as_deref(),
            Some("North America/United States/Texas/Paris")
        );
        assert_eq!(
            name(homes.of(None, Some("www.courier.example"))).as_deref(),
            Some("North America/United States/Ohio")
        );
        assert_eq!(homes.of(Some("Another"), None), None);
        assert_ne!(homes.version(), Homes::default().version());
    }

    #[test]
    fn faults_name_the_fix() {
        let fault = Homes::parse("[home]\n\"The Courier\" = \"Pariss, Texas\"\n", Gazetteer::embedded())
            .unwrap_err()
            .to_string();
        assert!(fault.contains("The Courier") && fault.contains("Paris"), "{fault}");
        assert!(
            Homes::parse("[homes]\na = \"b\"", Gazetteer::embedded())
                .unwrap_err()
                .to_string()
                .contains("the only key is home")
        );
    }
}
