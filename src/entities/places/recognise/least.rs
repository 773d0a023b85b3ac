//! How likely a place of a name must be before the name counts as a place, by what speaks for it.
//!
//! On the scale of `gazetteer::prior`: one more is ten times the inhabitants, 3.0 a village of a thousand, 6.0 a city of a
//! million, countries from 6.7 on. Chosen on LGL and GeoVirus (docs/reports/places.md).

/// The words beside it say that it is a place ("in Winfield"), or it has several words: any place but a few houses.
pub(super) const PLACED: f32 = 2.2;
/// In the dateline.
pub(super) const DATELINE: f32 = 3.0;
/// In the name of a public body: "Athens City Council".
pub(super) const PUBLIC_BODY: f32 = 3.0;
/// One word inside a sentence.
pub(super) const WORD: f32 = 3.4;
/// One word behind a full stop, a quotation mark or the like, where any word has a capital.
pub(super) const OPENING_WORD: f32 = 4.8;
/// A common word, where nothing says that it is a place: smaller places of the name are none.
pub(super) const COMMON_WORD: f32 = 5.0;
/// By a name that is not its usual one, or in a text that is not English: a city of 200,000.
pub(super) const UNUSUAL_NAME: f32 = 5.3;
/// A word that the article uses for a person, after a preposition.
pub(super) const NAMESAKE: f32 = 5.5;
/// A speaker in the article: larger cities speak for governments.
pub(super) const SPEAKER: f32 = 5.8;
/// An area that is known by its name alone.
pub(super) const KNOWN_AREA: f32 = 6.2;
/// The same where the tagger has looked at the text and has not taken the name for one.
pub(super) const MISSED_AREA: f32 = 6.8;
/// An acronym without full stops where the tagger has not taken it for a name, or beside other words in capitals.
pub(super) const ACRONYM: f32 = 9.0;
/// An area that a well-known company does not take the name of: states of five million ("Meta" is one in Colombia).
pub(super) const BEYOND_COMPANY: f32 = 7.0;
/// The same where no place is written so: "Falcon" for the state of Falcón.
pub(super) const FOREIGN_WORD: f32 = 6.3;
