//! Mentions as bytes: what is stored of them with each passage.
//!
//! A mention is its kind with flags in one byte, where it begins after the one before, and its length, then what the text
//! does not say already: a name that is written out is not stored, one that came before in the passage is stored as its
//! number, and a date's value is made from its days where it can be. Numbers are LEB128. Places are stored by their
//! GeoNames id; what else is known of them is the gazetteer's.

use crate::article::{
    ChoiceReason, Day, DayRange, Field, Mention, MentionKind, Place, PlaceForm, RunnerUp, Span, Timex, TimexType,
};
use std::{collections::HashMap, sync::Arc};

/// The gazetteer as reading needs it: the place of a GeoNames id.
pub type PlaceOf<'p> = &'p dyn Fn(u32) -> Option<Place>;

/// Bits of the first byte that are the kind; the others are flags.
const KIND: u8 = 0b111;
const PERSON: u8 = 0;
const ORGANIZATION: u8 = 1;
const PLACE: u8 = 2;
const DEMONYM: u8 = 3;
const DATE: u8 = 4;
/// Types of a timex, from [`DATE`] on.
const TYPES: [TimexType; 4] = [TimexType::Date, TimexType::Time, TimexType::Duration, TimexType::Set];

/// The name is what the span says.
const AS_WRITTEN: u8 = 1 << 3;
/// A role follows.
const ROLE: u8 = 1 << 4;
/// The place that it was chosen over and the reason follow.
const RUNNER_UP: u8 = 1 << 3;
/// Instead of an id the feature follows, after the name where that is not what the span says.
const UNRESOLVED: u8 = 1 << 4;
/// First day and number of days follow.
const DAYS: u8 = 1 << 3;
/// The first day follows, and the value says the rest.
const VALUE_OF_DAYS: u8 = 1 << 4;

fn put(number: u64, into: &mut Vec<u8>) {
    let mut rest = number;
    while rest >= 0x80 {
        into.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    into.push(rest as u8);
}

/// A signed number: small ones of either sign are short.
fn put_signed(number: i64, into: &mut Vec<u8>) {
    put((number << 1 ^ number >> 63).cast_unsigned(), into);
}

/// Values that come more than once in a passage: each is written out once, and then by its number.
#[derive(Default)]
struct Written<'v> {
    texts: Vec<&'v str>,
    places: Vec<u32>,
}

impl<'v> Written<'v> {
    /// Writes 0 and the text, or the number of the earlier one, from 1.
    fn put_text(&mut self, text: &'v str, into: &mut Vec<u8>) {
        if let Some(at) = self.texts.iter().position(|known| *known == text) {
            put(at as u64 + 1, into);
            return;
        }
        self.texts.push(text);
        into.push(0);
        put(text.len() as u64, into);
        into.extend_from_slice(text.as_bytes());
    }

    /// Writes 0 and the id, or the number of the earlier one, from 1.
    fn put_place(&mut self, id: u32, into: &mut Vec<u8>) {
        if let Some(at) = self.places.iter().position(|known| *known == id) {
            put(at as u64 + 1, into);
            return;
        }
        self.places.push(id);
        into.push(0);
        put(u64::from(id), into);
    }
}

/// The value of a DATE that covers just these days: a day, a month, or a year.
fn value_of(days: DayRange) -> Option<String> {
    let (year, month, day) = days.from.civil();
    if !(0..=9999).contains(&year) {
        return None;
    }
    if days.from == days.to {
        return Some(format!("{year:04}-{month:02}-{day:02}"));
    }
    if DayRange::months(year, month, 1) == Some(days) {
        return Some(format!("{year:04}-{month:02}"));
    }
    (DayRange::months(year, 1, 12) == Some(days)).then(|| format!("{year:04}"))
}

/// What a text that begins at `base` says in a span.
fn written_at(span: Span, base: u32, text: &str) -> Option<&str> {
    text.get(span.start.checked_sub(base)? as usize..span.end.checked_sub(base)? as usize)
}

/// Encodes mentions ordered by start, their offsets counted from `base`; `text` is that of the field from there on, as far
/// as it is stored with them.
pub(super) fn encode<'m>(mentions: impl IntoIterator<Item = &'m Mention>, base: u32, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut written = Written::default();
    let (mut last, mut last_day) = (base, 0);
    for mention in mentions {
        let head = bytes.len();
        bytes.push(0);
        put(u64::from(mention.span.start.saturating_sub(last)), &mut bytes);
        put(mention.span.len() as u64, &mut bytes);
        last = mention.span.start;
        let as_written = |name: &str| written_at(mention.span, base, text) == Some(name);
        bytes[head] = match &mention.kind {
            MentionKind::Person { name, role } => {
                let mut flags = PERSON;
                if as_written(name) {
                    flags |= AS_WRITTEN;
                } else {
                    written.put_text(name, &mut bytes);
                }
                if let Some(role) = role {
                    flags |= ROLE;
                    written.put_text(role, &mut bytes);
                }
                flags
            }
            MentionKind::Organization { name } if as_written(name) => ORGANIZATION | AS_WRITTEN,
            MentionKind::Organization { name } => {
                written.put_text(name, &mut bytes);
                ORGANIZATION
            }
            MentionKind::Place { place, .. } if !place.is_resolved() => {
                let mut flags = PLACE | UNRESOLVED;
                if as_written(&place.name) {
                    flags |= AS_WRITTEN;
                } else {
                    written.put_text(&place.name, &mut bytes);
                }
                written.put_text(&place.feature, &mut bytes);
                flags
            }
            MentionKind::Place { form, place } => {
                let kind = if *form == PlaceForm::Name { PLACE } else { DEMONYM };
                written.put_place(place.geonames, &mut bytes);
                match &place.runner_up {
                    Some(second) => {
                        written.put_place(second.geonames, &mut bytes);
                        bytes.push(second.reason as u8);
                        kind | RUNNER_UP
                    }
                    None => kind,
                }
            }
            MentionKind::Date(timex) => put_timex(timex, &mut last_day, &mut written, &mut bytes),
        };
    }
    bytes
}

/// Writes what follows the span of a date and gives its kind with flags; days are relative to the date before.
fn put_timex<'m>(timex: &'m Timex, last_day: &mut i32, written: &mut Written<'m>, bytes: &mut Vec<u8>) -> u8 {
    let mut flags = DATE + TYPES.iter().position(|known| *known == timex.timex_type).unwrap_or(0) as u8;
    written.put_text(&timex.rule, bytes);
    if let Some(days) = timex.days {
        flags |= DAYS;
        put_signed(i64::from(days.from.0) - i64::from(*last_day), bytes);
        *last_day = days.from.0;
        put(days.days().unsigned_abs(), bytes);
        if value_of(days).is_some_and(|value| value == timex.value) {
            return flags | VALUE_OF_DAYS;
        }
    }
    written.put_text(&timex.value, bytes);
    flags
}

/// Reads what [`encode`] wrote.
struct Reader<'b> {
    bytes: &'b [u8],
    texts: Vec<&'b str>,
    places: Vec<u32>,
    last_day: i32,
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

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn text(&mut self) -> Option<&'b str> {
        if let Some(earlier) = usize::try_from(self.number()?).ok()?.checked_sub(1) {
            return self.texts.get(earlier).copied();
        }
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        let text = std::str::from_utf8(text).ok()?;
        self.texts.push(text);
        Some(text)
    }

    fn place(&mut self) -> Option<u32> {
        if let Some(earlier) = usize::try_from(self.number()?).ok()?.checked_sub(1) {
            return self.places.get(earlier).copied();
        }
        let id = u32::try_from(self.number()?).ok()?;
        self.places.push(id);
        Some(id)
    }

    fn reason(&mut self) -> Option<ChoiceReason> {
        ChoiceReason::ALL.get(usize::from(self.byte()?)).copied()
    }

    fn days(&mut self) -> Option<DayRange> {
        let from = i32::try_from(i64::from(self.last_day).checked_add(self.signed()?)?).ok()?;
        self.last_day = from;
        let to = i64::from(from).checked_add(i64::try_from(self.number()?).ok()?)? - 1;
        Some(DayRange { from: Day(from), to: Day(i32::try_from(to).ok()?) })
    }

    fn timex(&mut self, head: u8) -> Option<Timex> {
        let timex_type = TYPES[usize::from((head & KIND) - DATE)];
        let rule = self.text()?.to_owned();
        let days = if head & DAYS > 0 { Some(self.days()?) } else { None };
        let value = if head & VALUE_OF_DAYS > 0 { value_of(days?)? } else { self.text()?.to_owned() };
        Some(Timex { timex_type, value, days, rule })
    }
}

/// Decodes mentions, their offsets counted from `base`; `text` is as for [`encode`]. `None` where the bytes are not what
/// it writes. Runners-up are named where choices are to be `explained`.
pub(super) fn decode(
    bytes: &[u8],
    field: Field,
    base: u32,
    text: &str,
    places: PlaceOf<'_>,
    explained: bool,
) -> Option<Vec<Mention>> {
    let mut reader = Reader { bytes, texts: Vec::new(), places: Vec::new(), last_day: 0 };
    let mut mentions = Vec::new();
    let mut known: HashMap<_, Arc<Place>> = HashMap::new();
    let mut last = base;
    while !reader.bytes.is_empty() {
        let head = reader.byte()?;
        let start = last.checked_add(u32::try_from(reader.number()?).ok()?)?;
        let end = start.checked_add(u32::try_from(reader.number()?).ok()?)?;
        last = start;
        let span = Span { start, end };
        let kind = match head & KIND {
            kind @ (PERSON | ORGANIZATION) => {
                let name = if head & AS_WRITTEN > 0 { written_at(span, base, text)? } else { reader.text()? }.into();
                if kind == ORGANIZATION {
                    MentionKind::Organization { name }
                } else {
                    let role = if head & ROLE > 0 { Some(reader.text()?.into()) } else { None };
                    MentionKind::Person { name, role }
                }
            }
            PLACE if head & UNRESOLVED > 0 => {
                let name =
                    if head & AS_WRITTEN > 0 { written_at(span, base, text)? } else { reader.text()? }.to_owned();
                let place = Arc::new(Place { name, feature: reader.text()?.to_owned(), ..Place::default() });
                MentionKind::Place { form: PlaceForm::Name, place }
            }
            form @ (PLACE | DEMONYM) => {
                let id = reader.place()?;
                let second = if head & RUNNER_UP > 0 { Some((reader.place()?, reader.reason()?)) } else { None };
                let place = known.entry((id, second)).or_insert_with(|| {
                    let place = places(id).unwrap_or_else(|| Place { geonames: id, ..Place::default() });
                    let runner_up = second.map(|(geonames, reason)| {
                        let second = if explained { places(geonames) } else { None }.unwrap_or_default();
                        RunnerUp { geonames, feature: second.feature, path: second.path, reason }
                    });
                    Arc::new(Place { runner_up, ..place })
                });
                let form = if form == PLACE { PlaceForm::Name } else { PlaceForm::Demonym };
                MentionKind::Place { form, place: Arc::clone(place) }
            }
            _ => MentionKind::Date(reader.timex(head)?),
        };
        mentions.push(Mention { field, span, kind, origin: None });
    }
    Some(mentions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Long enough for the spans below, with letters of two bytes.
    const TEXT: &str = "Zoë met Šimon in Łódź on May 3, 2026, said Zoë";

    fn kind() -> impl Strategy<Value = MentionKind> {
        let name = || prop_oneof!["\\PC{0,12}", Just("Zoë".to_owned()), Just("Łódź".to_owned())];
        prop_oneof![
            (name(), proptest::option::of(name()))
                .prop_map(|(name, role)| MentionKind::Person { name: name.into(), role: role.map(Into::into) }),
            name().prop_map(|name| MentionKind::Organization { name: name.into() }),
            (name(), name()).prop_map(|(name, feature)| MentionKind::Place {
                form: PlaceForm::Name,
                place: Arc::new(Place { name, feature, ..Place::default() })
            }),
            (prop_oneof![1..=u32::MAX, 1..4_u32], any::<bool>(), proptest::option::of(runner_up())).prop_map(
                |(geonames, named, runner_up)| {
                    let form = if named { PlaceForm::Name } else { PlaceForm::Demonym };
                    MentionKind::Place { form, place: Arc::new(Place { geonames, runner_up, ..Place::default() }) }
                }
            ),
            timex().prop_map(MentionKind::Date),
        ]
    }

    fn runner_up() -> impl Strategy<Value = RunnerUp> {
        (0..3_u32, proptest::sample::select(ChoiceReason::ALL.to_vec())).prop_map(|(geonames, reason)| RunnerUp {
            geonames,
            feature: String::new(),
            path: Vec::new(),
            reason,
        })
    }

    fn timex() -> impl Strategy<Value = Timex> {
        let ends =
            prop_oneof![any::<(i32, i32)>(), (0..20_000_i32, 0..400_i32).prop_map(|(from, days)| (from, from + days))];
        let value = prop_oneof![Just(String::new()), "\\PC{0,12}", "[12][09][0-9]{2}(-0[1-9](-1[0-9])?)?"];
        (0..4_usize, value, "[a-z]{0,8}", proptest::option::of(ends)).prop_map(|(at, value, rule, ends)| {
            let days = ends.map(|(a, b)| DayRange::new(Day(a), Day(b)));
            let value = if value.is_empty() { days.and_then(value_of).unwrap_or_default() } else { value };
            Timex { timex_type: TYPES[at], value, days, rule }
        })
    }

    #[test]
    fn what_the_text_says_is_not_stored() {
        let name = |name: &str, start: u32, end: u32| Mention {
            field: Field::Text,
            span: Span { start, end },
            kind: MentionKind::Person { name: name.into(), role: None },
            origin: None,
        };
        let once = encode(&[name("Zoë", 0, 4)], 0, TEXT);
        assert_eq!(once.len(), 3);
        let twice = encode(&[name("Zoë Novák", 0, 4), name("Zoë Novák", 50, 54)], 0, TEXT);
        assert_eq!(twice.len(), 3 + 2 + "Zoë Novák".len() + 3 + 1);
    }

    #[test]
    fn days_give_the_value() {
        let days = |from: &str, to: &str| value_of(DayRange::new(from.parse().unwrap(), to.parse().unwrap()));
        assert_eq!(days("2026-05-03", "2026-05-03").as_deref(), Some("2026-05-03"));
        assert_eq!(days("2026-12-01", "2026-12-31").as_deref(), Some("2026-12"));
        assert_eq!(days("2024-02-01", "2024-02-29").as_deref(), Some("2024-02"));
        assert_eq!(days("2026-01-01", "2026-12-31").as_deref(), Some("2026"));
        assert_eq!(days("2026-01-02", "2026-12-31"), None);
        assert_eq!(days("-0044-03-15", "-0044-03-15"), None);
    }

    proptest! {
        #[test]
        fn mentions_come_back(
            kinds in proptest::collection::vec((0..30_u32, 0..9_u32, kind()), 0..20),
            base in 0..1000_u32,
        ) {
            let mut start = base;
            let mentions: Vec<Mention> = kinds.into_iter().map(|(gap, length, kind)| {
                start += gap;
                Mention { field: Field::Text, span: Span { start, end: start + length }, kind, origin: None }
            }).collect();
            let bytes = encode(&mentions, base, TEXT);
            prop_assert_eq!(decode(&bytes, Field::Text, base, TEXT, &|_| None, true), Some(mentions));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, text in "\\PC{0,20}") {
            let _ = decode(&bytes, Field::Title, 0, &text, &|_| None, true);
        }
    }
}
