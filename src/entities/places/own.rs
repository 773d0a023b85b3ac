//! Places that the user knows (`known.tsv`): a name means the place that its row says, else it is an unresolved place where nothing better is
//! found.

use super::feature_words::feature_of;
use crate::article::{Mention, MentionKind, Place, PlaceForm};
use crate::entities::gazetteer;
use crate::entities::{Context, EntityType, NamedEntity};
use std::sync::Arc;

/// Puts the places of the user's own names among the mentions of places, which are in order.
pub(super) fn put(context: &Context<'_>, names: &[NamedEntity], mentions: &mut Vec<Mention>) {
    if context.own.is_none() {
        return;
    }
    let table = context.gazetteer().table();
    for name in names.iter().filter(|name| name.kind == EntityType::Location) {
        let row = context.own_name(&context.field(name.field)[name.span.range()]);
        let Some(row) = row.filter(|row| row.kind == EntityType::Location) else { continue };
        let known = row.place.and_then(|id| table.by_id(id)).map(|row| gazetteer::place(table, row));
        let touches = |mention: &Mention| mention.field == name.field && mention.span.overlaps(name.span);
        if known.is_none() && mentions.iter().any(touches) {
            continue;
        }
        mentions.retain(|mention| !touches(mention));
        let place = known.unwrap_or_else(|| {
            let feature = feature_of(&row.called).unwrap_or_default().to_owned();
            Place { name: row.called.clone(), feature, ..Place::default() }
        });
        let kind = MentionKind::Place { form: PlaceForm::Name, place: Arc::new(place) };
        mentions.push(Mention { field: name.field, span: name.span, kind, origin: Some(name.origin) });
    }
    mentions.sort_by_key(|mention| (mention.field, mention.span));
}
