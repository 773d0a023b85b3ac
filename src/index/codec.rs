//! Mentions as bytes: what is stored of them with each passage.
//!
//! Numbers are LEB128. Starts are relative to the mention before. Places are kept by their GeoNames id; what else is known
//! of them is the gazetteer's.

use crate::article::{Day, DayRange, Field, Mention, MentionKind, Place, PlaceForm, Span, Timex, TimexType};
use std::{collections::HashMap, sync::Arc};

/// The gazetteer as reading needs it: the place of a GeoNames id.
pub type PlaceOf<'p> = &'p dyn Fn(u32) -> Option<Place>;

const PERSON: u8 = 0;
const PERSON_WITH_ROLE: u8 = 1;
const ORGANIZATION: u8 = 2;
const PLACE: u8 = 3;
const DEMONYM: u8 = 4;
const DATE: u8 = 5;
/// Types of a timex, from [`DATE`] on.
const TYPES: [TimexType; 4] = [TimexType::Date, TimexType::Time, TimexType::Duration, TimexType::Set];

fn put(number: u64, into: &mut Vec<u8>) {
    let mut rest = number;
    while rest >= 0x80 {
        into.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    into.push(rest as u8);
}

fn put_text(text: &str, into: &mut Vec<u8>) {
    put(text.len() as u64, into);
    into.extend_from_slice(text.as_bytes());
}

/// Encodes mentions ordered by start, their offsets counted from `base`.
pub(super) fn encode<'m>(mentions: impl IntoIterator<Item = &'m Mention>, base: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = base;
    for mention in mentions {
        put(u64::from(mention.span.start.saturating_sub(last)), &mut bytes);
        put(mention.span.len() as u64, &mut bytes);
        last = mention.span.start;
        match &mention.kind {
            MentionKind::Person { name, role: None } => {
                bytes.push(PERSON);
                put_text(name, &mut bytes);
            }
            MentionKind::Person { name, role: Some(role) } => {
                bytes.push(PERSON_WITH_ROLE);
                put_text(name, &mut bytes);
                put_text(role, &mut bytes);
            }
            MentionKind::Organization { name } => {
                bytes.push(ORGANIZATION);
                put_text(name, &mut bytes);
            }
            MentionKind::Place { form, place } => {
                bytes.push(if *form == PlaceForm::Name { PLACE } else { DEMONYM });
                put(u64::from(place.geonames), &mut bytes);
                put_text(place.explanation.as_deref().unwrap_or_default(), &mut bytes);
            }
            MentionKind::Date(timex) => {
                let kind = TYPES.iter().position(|kind| *kind == timex.timex_type).unwrap_or(0) as u8;
                bytes.push(DATE + 2 * kind + u8::from(timex.days.is_some()));
                put_text(&timex.value, &mut bytes);
                put_text(&timex.rule, &mut bytes);
                if let Some(days) = timex.days {
                    bytes.extend(days.from.0.to_le_bytes());
                    put(days.days().unsigned_abs(), &mut bytes);
                }
            }
        }
    }
    bytes
}

/// Reads what [`encode`] wrote.
struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }

    fn days(&mut self) -> Option<DayRange> {
        let (from, rest) = self.bytes.split_first_chunk::<4>()?;
        self.bytes = rest;
        let from = i32::from_le_bytes(*from);
        let to = i64::from(from) + i64::try_from(self.number()?).ok()? - 1;
        Some(DayRange { from: Day(from), to: Day(i32::try_from(to).ok()?) })
    }
}

/// Decodes mentions, their offsets counted from `base`; `None` where the bytes are not what [`encode`] writes.
pub(super) fn decode(bytes: &[u8], field: Field, base: u32, places: PlaceOf<'_>) -> Option<Vec<Mention>> {
    let mut reader = Reader { bytes };
    let mut mentions = Vec::new();
    let mut known: HashMap<(u32, &str), Arc<Place>> = HashMap::new();
    let mut last = base;
    while !reader.bytes.is_empty() {
        let start = last.checked_add(u32::try_from(reader.number()?).ok()?)?;
        let end = start.checked_add(u32::try_from(reader.number()?).ok()?)?;
        last = start;
        let kind = match reader.byte()? {
            PERSON => MentionKind::Person { name: reader.text()?.into(), role: None },
            PERSON_WITH_ROLE => MentionKind::Person { name: reader.text()?.into(), role: Some(reader.text()?.into()) },
            ORGANIZATION => MentionKind::Organization { name: reader.text()?.into() },
            form @ (PLACE | DEMONYM) => {
                let id = u32::try_from(reader.number()?).ok()?;
                let explanation = reader.text()?;
                let place = known.entry((id, explanation)).or_insert_with(|| {
                    let place = places(id).unwrap_or_else(|| Place { geonames: id, ..Place::default() });
                    let explanation = Some(explanation).filter(|text| !text.is_empty()).map(str::to_owned);
                    Arc::new(Place { explanation, ..place })
                });
                let form = if form == PLACE { PlaceForm::Name } else { PlaceForm::Demonym };
                MentionKind::Place { form, place: Arc::clone(place) }
            }
            kind => {
                let kind = kind - DATE;
                let timex_type = *TYPES.get(usize::from(kind / 2))?;
                let (value, rule) = (reader.text()?.to_owned(), reader.text()?.to_owned());
                let days = if kind % 2 == 1 { Some(reader.days()?) } else { None };
                MentionKind::Date(Timex { timex_type, value, days, rule })
            }
        };
        mentions.push(Mention { field, span: Span { start, end }, kind, origin: None });
    }
    Some(mentions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind() -> impl Strategy<Value = MentionKind> {
        let text = "\\PC{0,12}";
        prop_oneof![
            (text, proptest::option::of(text))
                .prop_map(|(name, role)| MentionKind::Person { name: name.into(), role: role.map(Into::into) }),
            text.prop_map(|name| MentionKind::Organization { name: name.into() }),
            (any::<u32>(), any::<bool>(), proptest::option::of("[a-z]{1,5}")).prop_map(
                |(geonames, named, explanation)| {
                    let form = if named { PlaceForm::Name } else { PlaceForm::Demonym };
                    MentionKind::Place { form, place: Arc::new(Place { geonames, explanation, ..Place::default() }) }
                }
            ),
            (0..4_usize, text, text, proptest::option::of(any::<(i32, i32)>())).prop_map(|(at, value, rule, days)| {
                let days = days.map(|(a, b)| DayRange::new(Day(a), Day(b)));
                MentionKind::Date(Timex { timex_type: TYPES[at], value, days, rule })
            }),
        ]
    }

    proptest! {
        #[test]
        fn mentions_come_back(kinds in proptest::collection::vec((0..300_u32, 0..300_u32, kind()), 0..20), base in 0..1000_u32) {
            let mut start = base;
            let mentions: Vec<Mention> = kinds.into_iter().map(|(gap, length, kind)| {
                start += gap;
                Mention { field: Field::Text, span: Span { start, end: start + length }, kind, origin: None }
            }).collect();
            let bytes = encode(&mentions, base);
            prop_assert_eq!(decode(&bytes, Field::Text, base, &|_| None), Some(mentions));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = decode(&bytes, Field::Title, 0, &|_| None);
        }
    }
}
