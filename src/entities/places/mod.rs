//! Toponym resolution: picks one place of the gazetteer for each place mention.
//!
//! `spot` finds the spans that name places (within what the tagger found, and beyond it with care), `gate` judges
//! spelling and neighbours, `score` picks the place, `home` knows where a source sits. People and organizations are
//! never places here: spans that the tagger gave to them are left alone.

mod cues;
mod gate;
mod home;
mod score;
mod spot;
mod token;

use super::{Context, gazetteer, tagger::Name};
use crate::article::{Field, Mention, MentionKind, Place};
use std::sync::Arc;

/// Makes place mentions of the tagger's names (locations, demonyms) and of the gazetteer's own evidence.
///
/// Without names of a tagger the gazetteer's names are looked for in the text itself.
#[must_use]
pub fn resolve(context: &Context<'_>, names: &[Name]) -> Vec<Mention> {
    let table = gazetteer::table();
    let english = context.language.is_none_or(|language| language == "en");
    let mut spotter = spot::Spotter::new(table, english, names);
    if let Some(place) = context.dateline {
        spotter.dateline(place);
    }
    spotter.scan(Field::Title, context.title);
    spotter.scan(Field::Text, context.text);
    if spotter.spots.is_empty() {
        return Vec::new();
    }
    let home = home::of(table, context.source, context.url);
    let choices = score::choose(table, &spotter.groups, home);
    let places: Vec<Option<Arc<Place>>> = choices
        .into_iter()
        .map(|choice| {
            let choice = choice?;
            let mut place = gazetteer::place(table, choice.row);
            place.explanation = choice.runner_up.map(|second| {
                format!("before {}: {}", gazetteer::place(table, second).path.join(" / "), choice.reason)
            });
            Some(Arc::new(place))
        })
        .collect();
    let mention = |spot: &spot::Spot| {
        let place = Arc::clone(places[spot.group].as_ref()?);
        Some(Mention { field: spot.field, span: spot.span, kind: MentionKind::Place { form: spot.form, place } })
    };
    spotter.spots.iter().filter_map(mention).collect()
}
