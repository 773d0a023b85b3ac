//! Links the mentions of a person in an article under one canonical name.
//!
//! The names come from the tagger; where it finds no person at all, titles and known given names find some. What the archive as a
//! whole says of a name, and what the user says, is in `archive`.

mod finder;
mod key;
mod kinship;
mod linker;
mod name;
mod roles;
mod tables;

use super::{Context, EntityType, NamedEntity};
use crate::article::{Field, Mention, MentionKind};
pub(crate) use key::keys_of;
pub(crate) use kinship::{FullName, Kinship, is_title_alone};
use name::PersonName;
pub(crate) use name::{is_particle, is_suffix};
use tables::TABLES;
pub(crate) use tables::{is_family_first, is_given_name, is_honored, is_role, is_too_common};

pub(super) use tables::{is_role_noun, is_title};

/// Makes person mentions of the tagger's names, ordered by field and start.
#[must_use]
pub fn link(context: &Context<'_>, names: &[NamedEntity]) -> Vec<Mention> {
    let mut people: Vec<NamedEntity> = names.iter().filter(|name| name.kind == EntityType::Person).copied().collect();
    if people.is_empty() {
        people = finder::find(context, names);
        people.retain(|name| !context.is_credit(name.field, name.span));
    }
    // The text first: it has the full names that the headline's short ones refer to.
    people.sort_by_key(|name| (name.field == Field::Title, name.span));
    let mut people: Vec<PersonName<'_>> = people
        .iter()
        .filter_map(|name| {
            PersonName::parse(context.field(name.field), name.field, name.span)
                .map(|person| PersonName { origin: Some(name.origin), ..person })
        })
        .collect();
    // "Verkhovna Rada" as well as "the Kremlin": no word of it is a person's.
    people.retain(|person| !person.words.iter().all(|word| TABLES.institutions.contains(&*crate::text::fold(word))));
    let mut mentions: Vec<Mention> = people
        .iter()
        .zip(linker::link(&people))
        .map(|(person, name)| {
            let own = context.own_name(&name).filter(|row| row.kind == EntityType::Person);
            let name = own.map_or(name, |row| row.called.as_str().into());
            let role = roles::role(context.field(person.field), person.span).map(Into::into);
            Mention {
                field: person.field,
                span: person.span,
                kind: MentionKind::Person { name, role },
                origin: person.origin,
            }
        })
        .collect();
    mentions.sort_by_key(|mention| (mention.field, mention.span));
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;

    /// People found without a tagger: canonical name and role of each mention.
    fn people(title: &str, text: &str) -> Vec<(String, Option<String>)> {
        let credits = crate::text::credits(text, &[]);
        link(&Context { title, text, credits: &credits, ..Context::default() }, &[])
            .into_iter()
            .filter_map(|mention| match mention.kind {
                MentionKind::Person { name, role } => Some((name.to_string(), role.map(|role| role.to_string()))),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn an_article_without_a_tagger_still_has_its_people() {
        let found = people(
            "Witkoff in Moscow",
            "President Trump’s special envoy, Steve Witkoff, met President Vladimir Putin on Thursday. \
             The Russian team is led by Admiral Igor Kostyukov, head of the Main Intelligence Directorate (GRU), and \
             Kremlin aide Yuri Ushakov. Witkoff was pleased; so was Trump.\n\
             (Reporting by Andrew Osborn; Editing by Mark Heinrich)",
        );
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Steve Witkoff",
                "Trump",
                "Steve Witkoff",
                "Vladimir Putin",
                "Igor Kostyukov",
                "Yuri Ushakov",
                "Steve Witkoff",
                "Trump"
            ]
        );
        let role = |at: usize| found[at].1.as_deref();
        assert_eq!(role(2), Some("President Trump’s special envoy"));
        assert_eq!(role(3), Some("President"));
        assert_eq!(role(4), Some("head of the Main Intelligence Directorate"));
        assert_eq!(role(5), Some("Kremlin aide"));
        assert_eq!(role(6), None);
    }

    #[test]
    fn institutions_are_no_people() {
        let text = "The Kremlin and Dmitry Kremlinov spoke; the Verkhovna Rada voted.";
        let name = |words: &str| {
            let start = text.find(words).unwrap();
            let span = Span::new(start, start + words.len());
            NamedEntity::tagged(Field::Text, span, EntityType::Person)
        };
        let names = [name("Kremlin"), name("Dmitry Kremlinov"), name("Verkhovna Rada")];
        let found = link(&Context { title: "", text, ..Context::default() }, &names);
        let found: Vec<&str> = found.iter().map(|mention| &text[mention.span.range()]).collect();
        assert_eq!(found, ["Dmitry Kremlinov"]);
    }

    #[test]
    fn spans_are_the_names_in_the_text() {
        let text = "Prime Minister Keir Starmer's office said Mr. Starmer’s visit was off.";
        for mention in link(&Context { text, ..Context::default() }, &[]) {
            assert!(
                matches!(&text[mention.span.range()], "Keir Starmer" | "Starmer"),
                "{}",
                &text[mention.span.range()]
            );
        }
    }
}
