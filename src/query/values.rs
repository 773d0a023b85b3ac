//! From a field and its value to a leaf of the tree.
//!
//! Whether a value has the right kind is decided here; whether it exists is the search's question.

use super::fields::{DateField, Field, FieldKind, NameField, Value};
use super::tree::{Center, Leaf, Words};
use super::{Fault, lexer};
use crate::article::{Day, Span};
use crate::temporal::{self, QueryDates};

/// ISO 639-1 codes and English names of languages, TAB-separated.
const LANGUAGES: &str = include_str!("languages.tsv");

/// Radius where none is given.
const USUAL_KILOMETRES: f32 = 50.0;

/// Half the circumference of the Earth: no two points are further apart.
const MOST_KILOMETRES: f32 = 20_040.0;

/// Makes the leaf of a field.
pub(super) fn leaf(field: &'static Field, value: &Value, today: Day) -> Result<Leaf, Fault> {
    if !value.text.chars().any(char::is_alphanumeric) {
        let fault = Fault::new("empty_value", value.span, format!("{}: has no value", field.name));
        return Err(fault.hint(format!("as in {}", field.example)));
    }
    match field.kind {
        FieldKind::Title => words(value).map(Leaf::Title),
        FieldKind::Name(of) => name(field, of, value, today),
        FieldKind::Near => circle(value),
        FieldKind::Dates(which) => dates(field, which, value, today),
        FieldKind::Language => language(value),
        FieldKind::Verbatim(of) => Ok(Leaf::Verbatim { field: of, text: value.text.clone() }),
    }
}

fn words(value: &Value) -> Result<Words, Fault> {
    let empty = || Fault::new("empty_value", value.span, "title: has no word in its value");
    if !value.quoted {
        return lexer::term(&value.text, value.span)?.ok_or_else(empty);
    }
    let (text, slop) = match value.text.rsplit_once('~') {
        Some((text, digits)) if !value.plain && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            (text, digits.parse().unwrap_or(0))
        }
        _ => (value.text.as_str(), 0),
    };
    let text = lexer::phrase_text(text).ok_or_else(empty)?;
    Ok(Words::Phrase { text, slop })
}

/// True of a value that can only be meant as a date.
fn is_date(text: &str, today: Day) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() >= 4
        && temporal::parse_query_dates(text, today).is_ok()
}

fn name(field: &'static Field, of: NameField, value: &Value, today: Day) -> Result<Leaf, Fault> {
    let text = value.text.clone();
    if of.takes_no_dates() && is_date(&text, today) && text.contains(['-', '.']) {
        let meant = if of == NameField::Source { DateField::Since } else { DateField::About };
        let meant = FieldKind::Dates(meant).name();
        let fault = Fault::new("wrong_kind", value.span, format!("{}: takes a name, not a date", field.name));
        return Err(fault.hint(format!("did you mean {meant}:{text}? When it was published is published:{text}")));
    }
    if let Some(fault) = pattern(field, value) {
        return Err(fault);
    }
    Ok(Leaf::Name { field: of, name: text })
}

/// The fault of a name with a `*` or `~`: names are matched by their parts, not by letters.
fn pattern(field: &Field, value: &Value) -> Option<Fault> {
    let text = value.text.as_str();
    let fuzzy = text.rsplit_once('~').filter(|(_, digits)| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let bare = text.strip_suffix('*').or(fuzzy.map(|(bare, _)| bare))?;
    let name = field.name;
    let fault = Fault::new("pattern_in_name", value.span, format!("{name}: takes names, without * and ~"));
    let word = &text[text.rfind(' ').map_or(0, |at| at + 1)..];
    let hint = format!("write a part of the name, as in {}, or look for the word {word} in the text", field.example);
    (!bare.trim().is_empty()).then(|| fault.hint(hint))
}

fn circle(value: &Value) -> Result<Leaf, Fault> {
    let written = value.text.clone();
    let (place, kilometres) = match written.rsplit_once('/') {
        None => (written.as_str(), USUAL_KILOMETRES),
        Some((place, distance)) => {
            let kilometres = kilometres(distance).ok_or_else(|| {
                let span = value.locate(Span::new(place.len() + 1, written.len()));
                Fault::new("bad_distance", span, format!("\"{distance}\" is not a distance"))
                    .hint("write kilometres or miles, as in near:abu-dhabi/100km or near:abu-dhabi/60mi")
            })?;
            (place, kilometres)
        }
    };
    if place.trim().is_empty() {
        return Err(Fault::new("empty_value", value.span, "near: has no place").hint("as in near:abu-dhabi/100km"));
    }
    let center = match place.split_once(',').map(|(lat, lon)| (lat.trim().parse::<f32>(), lon.trim().parse::<f32>())) {
        Some((Ok(lat), Ok(lon))) => {
            if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
                let span = value.locate(Span::new(0, place.len()));
                let fault = Fault::new("bad_coordinates", span, format!("{place} lies outside the Earth"));
                return Err(fault.hint("degrees north (-90 to 90), then degrees east (-180 to 180)"));
            }
            Center::Point(lat, lon)
        }
        _ => Center::Place(place.to_owned()),
    };
    Ok(Leaf::Near { center, kilometres, written })
}

/// Reads `100km`, `60mi`, `500m`, `100`.
fn kilometres(text: &str) -> Option<f32> {
    let text = text.trim().to_lowercase();
    let unit_at = text.find(|c: char| c.is_alphabetic() || c == ' ').unwrap_or(text.len());
    let number: f32 = text[..unit_at].parse().ok()?;
    let factor = match text[unit_at..].trim() {
        "" | "km" | "kilometres" | "kilometers" => 1.0,
        "mi" | "mile" | "miles" => 1.609_344,
        "m" => 0.001,
        _ => return None,
    };
    let kilometres = number * factor;
    (kilometres > 0.0 && kilometres.is_finite()).then_some(kilometres.min(MOST_KILOMETRES))
}

fn language(value: &Value) -> Result<Leaf, Fault> {
    let wanted = value.text.to_lowercase();
    let primary = wanted.split(['-', '_']).next().unwrap_or(&wanted);
    LANGUAGES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(code, name)| *code == primary || *name == wanted)
        .map(|(code, _)| Leaf::Language(code.to_owned()))
        .ok_or_else(|| {
            Fault::new("unknown_language", value.span, format!("unknown language \"{}\"", value.text))
                .hint("write its ISO 639-1 code, as in lang:en")
        })
}

fn dates(field: &'static Field, which: DateField, value: &Value, today: Day) -> Result<Leaf, Fault> {
    let written = value.text.clone();
    if which == DateField::Published && matches!(written.to_lowercase().as_str(), "none" | "unknown" | "undated") {
        return Ok(Leaf::Dates { field: which, written: "none".to_owned(), dates: None });
    }
    // `_` may replace a space: published:last_week.
    let spaced = written.replace('_', " ");
    let read = temporal::parse_query_dates(&spaced, today).map_err(|error| {
        let usual = || match written.chars().next() {
            Some(c) if c.is_alphabetic() => format!(
                "write dates like {}; a publisher is source:{written}, a place is place:{written}",
                field.example
            ),
            _ => format!("write dates like {}", field.example),
        };
        Fault::new("bad_date", value.locate(error.span), error.message).hint(error.hint.unwrap_or_else(usual))
    })?;
    let nothing = |side: &str| {
        Fault::new("bad_date", value.span, format!("no day is {} all of {written}", field.name))
            .hint(format!("give the range {side}"))
    };
    let dates = match which {
        DateField::After => {
            let last = read.to.ok_or_else(|| nothing("an end"))?;
            QueryDates { from: Some(last.plus(1)), to: None }
        }
        DateField::Before => {
            let first = read.from.ok_or_else(|| nothing("a beginning"))?;
            QueryDates { from: None, to: Some(first.plus(-1)) }
        }
        DateField::Since => QueryDates { from: read.from, to: None },
        DateField::Until => QueryDates { from: None, to: read.to },
        DateField::Published | DateField::Added | DateField::About | DateField::Overlaps => read,
    };
    Ok(Leaf::Dates { field: which, written, dates: Some(dates) })
}
