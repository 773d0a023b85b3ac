//! Corrections of what the tagger found, by the words around a name and by the whole article: storms, ships, bridges and prizes that
//! bear the names of people are none.
//!
//! `boundaries` and `known_spans` mend where names begin and end, `rules` has what the words beside a name make of it, `missed` finds what the tagger
//! passed over, `heads`, `models`, `members` and `universities` know names by their words, `cases` leaves out the parties of court cases, `abbreviations` what is short for mere words, `agreement` makes the same words mean the same thing throughout the article.

mod abbreviations;
mod agreement;
mod boundaries;
mod cases;
mod heads;
mod known_spans;
mod members;
mod missed;
mod models;
mod rules;
mod universities;

use super::{Context, EntityType, NamedEntity, known};
use crate::article::{Field, Stage};
use agreement::Corrections;
use rules::Correction;

/// Revises the tagger's names, which are in order.
#[must_use]
pub fn revise(context: &Context<'_>, mut names: Vec<NamedEntity>) -> Vec<NamedEntity> {
    let of = |name: &NamedEntity| context.field(name.field);
    boundaries::trim(&mut names, &of);
    boundaries::with_initials(&mut names, &of);
    boundaries::with_suffix(&mut names, &of);
    boundaries::part_glued(context, &mut names);
    known_spans::stretch(&mut names, &of);
    heads::stretch(&mut names, &of);
    let missed = missed::find(context.text, &names);
    if !missed.is_empty() {
        names.extend(missed);
        names.sort_by_key(|name| (name.field == Field::Text, name.span));
    }
    let mut corrections = Corrections::default();
    for name in &mut names {
        by_neighbours(context, name, &mut corrections);
    }
    agreement::infer_towns(context, &names, &of, &mut corrections);
    agreement::infer_people(&names, &of, &mut corrections);
    agreement::infer_companies(&names, &of, &mut corrections);
    cases::reject(&mut names, &of, &mut corrections);
    abbreviations::reject(&names, &of, context.text, &mut corrections);
    agreement::reject_nouns(context, &names, &mut corrections);
    if !corrections.is_empty() {
        names.retain_mut(|name| apply(of(name), name, &corrections));
    }
    without_inner(names)
}

/// Corrects a name by the words beside it; what they say holds for the same name elsewhere in the article too.
fn by_neighbours(context: &Context<'_>, name: &mut NamedEntity, corrections: &mut Corrections) {
    let text = context.field(name.field);
    let written = &text[name.span.range()];
    if let Some(correction) = models::product(written, name.kind) {
        name.set(EntityType::Miscellaneous, correction.stage, correction.rule);
    } else if let Some(correction) = by_kind_of_name(context, name) {
        corrections.insert((written.to_lowercase(), name.kind), correction);
    } else if let Some(correction) = before(text, name) {
        match correction.to {
            // A band may have an album of its name.
            Some(kind) if correction.rule == rules::WORK && name.kind != EntityType::Person => {
                name.set(kind, correction.stage, correction.rule);
            }
            // A ship is called after a place, which stays one elsewhere, but for "the Dali".
            Some(kind) if correction.rule == rules::SHIP && name.kind == EntityType::Location => {
                name.set(kind, correction.stage, correction.rule);
                corrections.insert((written.to_lowercase(), kind), correction);
            }
            _ => drop(corrections.insert((written.to_lowercase(), name.kind), correction)),
        }
    } else if let Some((Correction { to: Some(kind), rule, .. }, length)) =
        rules::after(&text[name.span.end as usize..], name.kind)
    {
        // The whole name is one: "Francis Scott Key Bridge".
        name.set(kind, Stage::Corrections, rule);
        name.span.end += length as u32;
    } else if let Some(correction) = by_itself(written, name.kind) {
        corrections.insert((written.to_lowercase(), name.kind), correction);
    } else if let Some(end) = with_possessive(text, name) {
        name.span.end = end;
        name.set(EntityType::Organization, Stage::Known, "well-known name");
    } else if let Some((rest, correction)) = rules::inside(written, name.kind) {
        if let Some(kind) = correction.to.filter(|kind| *kind != name.kind) {
            name.set(kind, correction.stage, correction.rule);
        }
        corrections.insert((rest, EntityType::Person), correction);
    }
}

/// What a name is by its words: a product, members of a party, a university.
fn by_kind_of_name(context: &Context<'_>, name: &NamedEntity) -> Option<Correction> {
    let text = context.field(name.field);
    let written = &text[name.span.range()];
    models::one_of_many(text, name.span, name.kind).or_else(|| members::of_a_body(written, name.kind)).or_else(|| {
        universities::of_state(context.gazetteer().table(), &text[..name.span.start as usize], written, name.kind)
    })
}

/// What the words before a name make of it. "The film Netflix bought" is not called so.
fn before(text: &str, name: &NamedEntity) -> Option<Correction> {
    let correction = rules::before(&text[..name.span.start as usize], name.kind)?;
    let is_work = correction.rule == rules::WORK && name.kind == EntityType::Organization;
    let is_known = || known::kinds_of(&text[name.span.range()]).has_organization();
    (!is_work || !is_known()).then_some(correction)
}

fn by_itself(written: &str, kind: EntityType) -> Option<Correction> {
    let known = || {
        Some(Correction { to: Some(known::entity_type(written, kind)?), stage: Stage::Known, rule: "well-known name" })
    };
    rules::by_itself(written, kind).or_else(known)
}

/// Where the possessive behind a name ends that is an organization's with it: "Moody's".
fn with_possessive(text: &str, name: &NamedEntity) -> Option<u32> {
    let end = name.span.end as usize;
    let end = text[end..].starts_with("'s").then_some(end + 2)?;
    known::is_organization(&text[name.span.start as usize..end]).then_some(end as u32)
}

/// Gives a name what the article says of it; false where it is none.
fn apply(text: &str, name: &mut NamedEntity, corrections: &Corrections) -> bool {
    let correction = agreement::is_ship_or_storm(name, text, corrections)
        .or_else(|| corrections.get(&(text[name.span.range()].to_lowercase(), name.kind)).copied());
    let Some(correction) = correction else { return true };
    let Some(kind) = correction.to else { return false };
    name.set(kind, correction.stage, correction.rule);
    true
}

/// Leaves out the names that a longer one before them has taken in.
fn without_inner(mut names: Vec<NamedEntity>) -> Vec<NamedEntity> {
    let mut last: Option<NamedEntity> = None;
    names.retain(|name| {
        let is_inside = last.is_some_and(|last| last.field == name.field && name.span.start < last.span.end);
        if !is_inside {
            last = Some(*name);
        }
        !is_inside
    });
    names
}

#[cfg(test)]
mod tests {
    use super::rules::rows;
    use super::*;
    use crate::article::Span;
    use crate::entities::marked;

    /// The names of a text, which are marked with brackets: what they are after revision.
    fn revised(marked: &str, kind: EntityType) -> Vec<(String, EntityType)> {
        let (text, names) = marked::names(marked, kind);
        let context = Context { text: &text, ..Context::default() };
        revise(&context, names).iter().map(|name| (text[name.span.range()].to_owned(), name.kind)).collect()
    }

    #[test]
    fn the_examples_hold() {
        for row in rows() {
            let found = revised(row.example, row.from);
            assert_eq!(found.first().map(|name| name.1), row.to, "{}", row.example);
        }
        assert!(rows().count() >= 10);
    }

    #[test]
    fn a_storm_is_a_storm_throughout() {
        use EntityType::{Miscellaneous, Person};
        let found = revised("[Helene] was Hurricane [Helene], said [Anna Lee].", Person);
        assert_eq!(found.iter().map(|name| name.1).collect::<Vec<_>>(), [Miscellaneous, Miscellaneous, Person]);
    }

    #[test]
    fn a_storm_in_full_tells_of_its_short_name() {
        let text = "After Helene. Hurricane Helene stalled.";
        let name = |start, end, kind| NamedEntity::tagged(Field::Text, Span::new(start, end), kind);
        for whole in [EntityType::Miscellaneous, EntityType::Person] {
            let names = vec![name(6, 12, EntityType::Person), name(14, 30, whole)];
            let found = revise(&Context { text, ..Context::default() }, names);
            assert!(found.iter().all(|name| name.kind == EntityType::Miscellaneous), "{found:?}");
        }
    }

    #[test]
    fn an_owner_is_no_part_of_a_person() {
        let found = revised("[Treasury's Baker] and [FED’S JOHNSON] met [O'Neill].", EntityType::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Baker", "JOHNSON", "O'Neill"]);
    }

    #[test]
    fn glued_names_end_where_the_next_begins() {
        let found =
            revised("Asked [ClintonGiuliani] and [Mitch McConnell], [DeSantis], [BuzzFeed].", EntityType::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Clinton", "Mitch McConnell", "DeSantis", "BuzzFeed"]);
    }

    #[test]
    fn a_person_ends_before_home_and_role() {
        let found = revised(
            "So [Jennifer Guo of Edison], [Joan of Arc], [Prince Charles of Wales], [Hemsworth toldPeople], [Don deLillo], [Mary Finn -Nurse].",
            EntityType::Person,
        );
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["Jennifer Guo", "Joan of Arc", "Prince Charles of Wales", "Hemsworth", "Don deLillo", "Mary Finn"]
        );
    }

    #[test]
    fn a_person_begins_behind_what_captions_say() {
        let found = revised(
            "So [RIP Pele], [Courtesy Colleen Thompson], [Getty Anna Finn], [Boris Johnson Johnson], [Sirhan Sirhan], [Via].",
            EntityType::Person,
        );
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Pele", "Colleen Thompson", "Anna Finn", "Boris Johnson", "Sirhan Sirhan", "Via"]);
    }

    #[test]
    fn initials_belong_to_the_name() {
        let found =
            revised("So [A. P]. [J. Abdul Kalam] and M. S. [Commissariat] said. [Lee] sat.", EntityType::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["A. P. J. Abdul Kalam", "M. S. Commissariat", "Lee"]);
    }

    #[test]
    fn a_suffix_belongs_to_the_name() {
        let found =
            revised("So [Thomas Day], [Jr]. and [Anna Lee], Sr., met [Ames], Jr. [Poe], I.", EntityType::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Thomas Day, Jr.", "Anna Lee, Sr.", "Ames", "Poe"]);
    }

    #[test]
    fn parties_of_court_cases_are_no_people() {
        let text = "[Roe] v. [Wade] was overturned. Without [Roe], said [Anna Lee], states decide.";
        let found = revised(text, EntityType::Person);
        assert_eq!(found, [("Anna Lee".to_owned(), EntityType::Person)]);
        let text = "[Trump] v. [Anderson] was heard. [Donald Trump] was not there, and [Trump] said so.";
        let found = revised(text, EntityType::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Donald Trump", "Trump"], "his other mentions stay");
    }

    #[test]
    fn a_hyphen_parts_no_organization() {
        let whole = [("Inter-American Development Bank".to_owned(), EntityType::Organization)];
        for text in [
            "The [Inter]-[American Development Bank] lent.",
            "The [Inter-][American Development Bank] lent.",
            "The [Inter]-[American] [Development Bank] lent.",
        ] {
            assert_eq!(revised(text, EntityType::Organization), whole);
        }
        assert_eq!(revised("[Shell] [Oil] of [Anglo American]-[Dutch].", EntityType::Organization).len(), 4);
    }

    #[test]
    fn some_names_keep_their_possessive() {
        let found = revised("[Moody] fell. [Moody]'s cut it.", EntityType::Person);
        assert_eq!(found[0], ("Moody".to_owned(), EntityType::Organization));
        assert_eq!(found[1], ("Moody's".to_owned(), EntityType::Organization));
    }

    #[test]
    fn parts_before_a_name_belong_to_it() {
        let whole = ("Standard and Poor's Corp".to_owned(), EntityType::Organization);
        for text in ["Here Standard and [Poor's Corp] cut it.", "Here [Standard] and [Poor's Corp] cut it."] {
            assert_eq!(revised(text, EntityType::Organization), std::slice::from_ref(&whole));
        }
        assert_eq!(revised("A pound and [Poor's Corp] fell.", EntityType::Organization)[0].0, "Poor's Corp");
    }

    #[test]
    fn partners_are_one_company() {
        let text = "Underwriters are Kidder, Peabody and Co Inc. Pat Roberts (R-Kan.) spoke.";
        let name = |start, end, kind| NamedEntity::tagged(Field::Text, Span::new(start, end), kind);
        let names = vec![
            name(17, 23, EntityType::Person),
            name(25, 43, EntityType::Organization),
            name(45, 56, EntityType::Person),
            name(58, 63, EntityType::Person),
        ];
        let found = revise(&Context { text, ..Context::default() }, names);
        let names: Vec<&str> = found.iter().map(|name| &text[name.span.range()]).collect();
        assert_eq!(names, ["Kidder, Peabody and Co Inc", "Pat Roberts"]);
    }

    #[test]
    fn a_company_is_nobody() {
        let kinds = |text: &str, company: &str, person: &str| {
            let at = |words: &str| text.find(words).unwrap();
            let name = |start, words: &str, kind| {
                NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
            };
            let last = text.rfind(person).unwrap();
            let mut names =
                vec![name(at(company), company, EntityType::Organization), name(last, person, EntityType::Person)];
            if let Some(start) = text.find("Ann Kidder") {
                names.push(name(start, "Ann Kidder", EntityType::Person));
            }
            names.sort_by_key(|name| name.span);
            revise(&Context { text, ..Context::default() }, names).last().unwrap().kind
        };
        let text = "Kidder Peabody and Co fell. Later Kidder rose.";
        assert_eq!(kinds(text, "Kidder Peabody and Co", "Kidder"), EntityType::Organization);
        let text = "Moody's Investors Service spoke. Then Moody's agreed.";
        assert_eq!(kinds(text, "Moody's Investors Service", "Moody"), EntityType::Organization);
        let text = "Kidder Peabody and Co fell. Ann Kidder left. Later Kidder rose.";
        assert_eq!(kinds(text, "Kidder Peabody and Co", "Kidder"), EntityType::Person);
        let text = "The Biden Administration spoke. Later Biden left.";
        assert_eq!(kinds(text, "Biden Administration", "Biden"), EntityType::Person);
    }

    #[test]
    fn nouns_that_open_a_sentence_are_nobody() {
        let found = |text: &str, word: &str| {
            let sentences = crate::text::sentences(text, Some("en"));
            let spans = text.match_indices(word).map(|(at, _)| Span::new(at, at + word.len()));
            let names = spans.map(|span| NamedEntity::tagged(Field::Text, span, EntityType::Person)).collect();
            let context = Context { text, sentences: &sentences, language: Some("en"), ..Context::default() };
            revise(&context, names).len()
        };
        assert_eq!(found("The rain went on. Rivers rose by a foot.", "Rivers"), 0);
        assert_eq!(found("They left. Longshoremen were sent home.", "Longshoremen"), 0);
        assert_eq!(found("The rain went on. Rivers said so.", "Rivers"), 1);
        assert_eq!(found("Rivers left. We saw Rivers again.", "Rivers"), 2);
        assert_eq!(found("They left. Roberts was sent home.", "Roberts"), 1);
    }

    #[test]
    fn a_ship_is_no_place() {
        let text = "The ship Dali sailed. The Dali fell silent. In Dali it rained.";
        let name = |at: usize, kind| NamedEntity::tagged(Field::Text, Span::new(at, at + 4), kind);
        let places = [26, 47].map(|at| name(at, EntityType::Location));
        let names = vec![name(9, EntityType::Person), places[0], places[1]];
        let kinds: Vec<_> =
            revise(&Context { text, ..Context::default() }, names).iter().map(|name| name.kind).collect();
        assert_eq!(kinds, [EntityType::Miscellaneous, EntityType::Miscellaneous, EntityType::Location]);
    }

    #[test]
    fn a_party_has_its_whole_name() {
        let found = revised("Her [Liberal] Democratic Party, the [Labour] Party.", EntityType::Organization);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Liberal Democratic Party", "Labour Party"]);
    }

    #[test]
    fn the_whole_bridge_is_the_name() {
        let found = revised("The [Francis Scott] [Key Bridge] fell.", EntityType::Person);
        assert_eq!(found, [("Francis Scott Key Bridge".to_owned(), EntityType::Location)]);
    }

    #[test]
    fn towns_stand_after_in_and_near() {
        use EntityType::{Location, Person};
        let kinds = |marked: &str| revised(marked, Person).into_iter().map(|name| name.1).collect::<Vec<_>>();
        assert_eq!(kinds("In [Paris], and near [Paris], it rained."), [Location, Location]);
        assert_eq!(kinds("Faith in [Austin] fell. [Austin] left."), [Person, Person]);
        assert_eq!(kinds("Faith in [Austin] fell, said [Lloyd Austin]."), [Person, Person]);
        assert_eq!(kinds("Faith in [Qwxyz] fell."), [Person]);
    }

    #[test]
    fn what_the_tagger_missed_is_told_by_the_words() {
        let found = |text: &str| {
            let names = revise(&Context { text, ..Context::default() }, Vec::new());
            names.iter().map(|name| text[name.span.range()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("He heads the military intelligence service GRU, and the party SPD too."), ["GRU", "SPD"]);
        assert_eq!(found("A night in the Kremlin, or in Kremlin."), ["Kremlin"]);
        assert!(found("The service BBC1 and the SERVICE GRU, service Gru, service ÉGRU, after PMQS.").is_empty());
    }

    #[test]
    fn a_surname_is_no_organization() {
        let kinds = |lone: &str| {
            let text = format!("Zohran Mamdani won. {lone} left.");
            let name = |words: &str, at: usize, kind| {
                let start = at + text[at..].find(words).unwrap();
                NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
            };
            let names = vec![
                name("Zohran Mamdani", 0, EntityType::Person),
                name("Mamdani", 19, EntityType::Organization),
                name(lone, 19, EntityType::Organization),
            ];
            let names = if lone == "Mamdani" { names[..2].to_vec() } else { names };
            revise(&Context { text: &text, ..Context::default() }, names)[1].kind
        };
        assert_eq!(kinds("Mamdani"), EntityType::Person);
        assert_eq!(kinds("Mamdani Motors"), EntityType::Organization);
    }

    #[test]
    fn people_stay_people() {
        for text in ["[Anna Lee] said so.", "[Trump] spoke.", "[Street] spoke.", "[Anna Lee]’s Street", "“[Lee]"] {
            assert!(revised(text, EntityType::Person).iter().all(|name| name.1 == EntityType::Person), "{text}");
        }
    }
}
