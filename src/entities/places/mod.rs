//! Toponym resolution: picks one place of the gazetteer for each place mention.
//!
//! `candidates` finds the spans that spell names of places, `recognise` judges which of them name a place here, `longer_names` tells longer names from those, `groups` has
//! the mentions of one name together, `rare_names` leaves out what none of them means, `resolve` picks the place, `support` is what must
//! speak for it, `source_home` knows where a source sits, `unresolved` has the places that the gazetteer does not have, `own` those
//! that the user knows. People and
//! organizations are never places here: spans that the tagger gave to them are left alone.

mod candidates;
mod cues;
mod feature_words;
mod groups;
mod longer_names;
mod own;
mod rare_names;
mod recognise;
mod resolve;
mod source_home;
mod support;
mod tokens;
mod unresolved;

pub(super) use cues::{is_common_word, is_inhabited};
pub(super) use feature_words::feature_of;
pub use source_home::{Homes, HomesError};

use super::{Context, NamedEntity, gazetteer};
use crate::article::{Field, Mention, MentionKind, Place, RunnerUp};
use std::sync::Arc;

/// Makes place mentions of the tagger's names (locations, demonyms) and of the gazetteer's own evidence.
///
/// Without names of a tagger the gazetteer's names are looked for in the text itself.
#[must_use]
pub fn resolve(context: &Context<'_>, names: &[NamedEntity]) -> Vec<Mention> {
    let gazetteer = context.gazetteer();
    let table = gazetteer.table();
    let english = context.language.is_none_or(|language| language == "en");
    let mut recogniser = recognise::Recogniser::new(table, context.model(), english, names);
    if let Some(place) = context.dateline {
        recogniser.dateline(place);
    }
    let mut own = None;
    let reading = context.reading(&mut own);
    for (field, tokens) in [(Field::Title, &reading.title), (Field::Text, &reading.text)] {
        let source = tokens::Source { text: context.field(field), tokens, vocabulary: reading.vocabulary() };
        recogniser.scan(field, source);
    }
    let recognise::Recognised { toponyms, mut groups, rejected } = recogniser.finish();
    if english {
        for group in &mut groups {
            group.leave_out_rare_names(table);
        }
    }
    let mut mentions = resolved(context, &toponyms, &groups);
    let unresolved = unresolved::find(context, names, &mentions, &rejected);
    if !unresolved.is_empty() {
        mentions.extend(unresolved);
        mentions.sort_by_key(|mention| (mention.field, mention.span));
    }
    own::put(context, names, &mut mentions);
    mentions
}

/// Mentions of toponyms, each group being resolved to one place.
fn resolved(context: &Context<'_>, toponyms: &[groups::Toponym], groups: &[groups::Group]) -> Vec<Mention> {
    if toponyms.is_empty() {
        return Vec::new();
    }
    let gazetteer = context.gazetteer();
    let table = gazetteer.table();
    let home = source_home::of(gazetteer, context.source, context.url, context.homes);
    let choices = resolve::choose(table, groups, &home);
    let places: Vec<Option<Arc<Place>>> = choices
        .into_iter()
        .map(|choice| {
            let choice = choice?;
            let mut place = gazetteer::place(table, gazetteer.capital(choice.row));
            place.runner_up = choice.runner_up.map(|(second, reason)| {
                let Place { geonames, feature, path, .. } = gazetteer::place(table, second);
                RunnerUp { geonames, feature, path, reason }
            });
            Some(Arc::new(place))
        })
        .collect();
    let mention = |toponym: &groups::Toponym| {
        let place = Arc::clone(places[toponym.group].as_ref()?);
        Some(Mention {
            field: toponym.field,
            span: toponym.span,
            kind: MentionKind::Place { form: toponym.form, place },
            origin: Some(toponym.origin),
        })
    };
    toponyms.iter().filter_map(mention).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{PlaceForm, Span};
    use crate::entities::EntityType;
    use crate::entities::marked;
    use proptest::prelude::*;

    fn places_of(text: &str) -> Vec<(String, String)> {
        let context = Context { text, language: Some("en"), ..Context::default() };
        list(text, &resolve(&context, &[]))
    }

    fn list(text: &str, mentions: &[Mention]) -> Vec<(String, String)> {
        mentions
            .iter()
            .map(|mention| match &mention.kind {
                MentionKind::Place { place, .. } => (text[mention.span.range()].to_owned(), place.path.join("/")),
                other => panic!("{other:?} is no place"),
            })
            .collect()
    }

    fn assert_places(text: &str, expected: &[(&str, &str)]) {
        let found = places_of(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, path)| (name.as_str(), path.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn first_sense_and_forms() {
        assert_places(
            "Envoys of the U.S. and Russia met in Abu Dhabi. Russian officials flew on to Davos.",
            &[
                ("U.S.", "North America/United States"),
                ("Russia", "Europe/Russia"),
                ("Abu Dhabi", "Asia/United Arab Emirates/Abu Dhabi"),
                ("Russian", "Europe/Russia"),
                ("Davos", "Europe/Switzerland/Grisons/Davos"),
            ],
        );
        let text = "Russian ships";
        let mentions = resolve(&Context { text, ..Context::default() }, &[]);
        assert!(matches!(mentions[0].kind, MentionKind::Place { form: PlaceForm::Demonym, .. }));
    }

    #[test]
    fn the_text_says_which() {
        assert_places(
            "He was born in Moscow, Idaho, and moved to Paris, Texas.",
            &[
                ("Moscow", "North America/United States/Idaho/Moscow"),
                ("Idaho", "North America/United States/Idaho"),
                ("Paris", "North America/United States/Texas/Paris"),
                ("Texas", "North America/United States/Texas"),
            ],
        );
        assert_places(
            "Fire broke out in Monroe, La., and in Charlotte, N.C.",
            &[
                ("Monroe", "North America/United States/Louisiana/Monroe"),
                ("La.", "North America/United States/Louisiana"),
                ("Charlotte", "North America/United States/North Carolina/Charlotte"),
                ("N.C.", "North America/United States/North Carolina"),
            ],
        );
    }

    #[test]
    fn brackets_and_words_say_which() {
        for (text, name, expected) in [
            ("The plant in Paris (Texas) was closed.", "Paris", "North America/United States/Texas/Paris"),
            ("Fire broke out in Monroe (La.) on Monday.", "Monroe", "North America/United States/Louisiana/Monroe"),
            ("He fled from London (Ontario) to Rome.", "London", "North America/Canada/Ontario/London"),
            ("They met in Rome (Georgia).", "Rome", "North America/United States/Georgia/Rome"),
            ("Four were killed in Moscow, in northern Idaho.", "Moscow", "North America/United States/Idaho/Moscow"),
            (
                "The Texas town of Paris was hit. The mayor of Paris said so.",
                "Paris",
                "North America/United States/Texas/Paris",
            ),
            ("The Georgia city of Rome flooded.", "Georgia", "North America/United States/Georgia"),
            ("The president of the Republic of Congo left.", "Republic of Congo", "Africa/Republic of the Congo"),
            // What is said in brackets is no place around the name.
            ("The bank left Paris (Texas and Ohio are next).", "Paris", "Europe/France/Île-de-France/Paris"),
            ("They went from Paris, in that year, to Texas.", "Paris", "Europe/France/Île-de-France/Paris"),
        ] {
            let found = places_of(text);
            let of_name: Vec<_> =
                found.iter().filter(|(found, _)| found == name).map(|(_, path)| path.as_str()).collect();
            assert!(!of_name.is_empty() && of_name.iter().all(|path| *path == expected), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_heading_says_where_the_towns_below_it_are() {
        let text = "Montana\n\nHelena: The governor spoke.\n\nVermont\n\nMontpelier: Snow fell on the town.\n";
        let (state, person) = (EntityType::Location, EntityType::Person);
        let names = [("Montana", state), ("Helena", person), ("Vermont", state), ("Montpelier", person)];
        let names = names.map(|(name, kind)| {
            let start = text.find(name).unwrap();
            NamedEntity::tagged(Field::Text, Span::new(start, start + name.len()), kind)
        });
        let found = list(text, &resolve(&Context { text, language: Some("en"), ..Context::default() }, &names));
        let found: Vec<&str> = found.iter().map(|(_, path)| path.as_str()).collect();
        assert_eq!(
            found,
            [
                "North America/United States/Montana",
                "North America/United States/Montana/Helena",
                "North America/United States/Vermont",
                "North America/United States/Vermont/Montpelier"
            ]
        );
    }

    /// The paths of the places of a text whose locations are marked with brackets.
    fn places_of_marked(marked: &str) -> Vec<(String, String)> {
        let (text, names) = marked::names(marked, EntityType::Location);
        let context = Context { text: &text, language: Some("en"), ..Context::default() };
        let found = list(&text, &resolve(&context, &names));
        found.into_iter().filter(|(_, path)| !path.is_empty()).collect()
    }

    #[test]
    fn abbreviations_are_of_states_where_they_can_be() {
        let text = "A plant in Erie, PA, and one in D.C. closed. He showed his I.D. to an M.E. student.";
        let names = ["Erie", "PA", "D.C", "I.D", "M.E"].map(|name| {
            let start = text.find(name).unwrap();
            let kind = if name == "Erie" { EntityType::Location } else { EntityType::Organization };
            NamedEntity::tagged(Field::Text, Span::new(start, start + name.len()), kind)
        });
        let found = list(text, &resolve(&Context { text, language: Some("en"), ..Context::default() }, &names));
        let found: Vec<&str> = found.iter().map(|(_, path)| path.rsplit('/').next().unwrap()).collect();
        assert_eq!(found, ["Erie", "Pennsylvania", "Washington"]);
    }

    #[test]
    fn the_world_is_no_part_of_one_country() {
        for (text, name, expected) in [
            // A province that few know does not take the name of a town of the country that the story is about.
            (
                "[KINGSTON], [Jamaica] - The storm crossed [Jamaica]. [Black River], the capital of the parish of \
                 [St. Elizabeth], lost its hospital roof.",
                "Black River",
                Some("Jamaica"),
            ),
            (
                "[KINGSTON], [Jamaica] - A fire in [Portland] closed the road to [Port Antonio].",
                "Portland",
                Some("Jamaica"),
            ),
            // States beside each other.
            (
                "It came ashore in [Florida]. By Friday it was over [Georgia]; the worst of it fell on [North Carolina].",
                "Georgia",
                Some("United States"),
            ),
            ("Troops left [Tbilisi]. [Russia] said that [Georgia] had asked for it.", "Georgia", Some("Asia")),
            (
                "[ANCHORAGE], [Alaska] - They talked. Next week he will come to [Washington].",
                "Washington",
                Some("D.C."),
            ),
            // What the text puts into a country.
            ("It came ashore near [Newhaven] in the west of [Jamaica] on Tuesday.", "Newhaven", None),
            ("It fell on [Moscow], in the north of [Idaho], on Tuesday.", "Moscow", Some("Idaho")),
            ("He was born in [Valencia] in the north of [Venezuela].", "Valencia", Some("Venezuela")),
            // Mountains, not a town.
            (
                "The storm stalled over the [Blue Ridge], and whole streets of [Asheville] lay under water.",
                "Blue Ridge",
                None,
            ),
            ("A fire broke out in [Blue Ridge], [Georgia].", "Blue Ridge", Some("United States")),
        ] {
            let found = places_of_marked(text);
            let path = found.iter().find(|(found, _)| found == name).map(|(_, path)| path.as_str());
            let is_right = path.map_or(expected.is_none(), |path| expected.is_some_and(|part| path.contains(part)));
            assert!(is_right, "{name} in {text}: {found:?}");
        }
    }

    #[test]
    fn a_story_from_abroad_is_not_about_the_home_of_its_source() {
        let text = "HELSINKI - The ship had come from St. Petersburg, police said.";
        let source = Some("The Tampa Courier");
        let mentions = resolve(&Context { text, source, language: Some("en"), ..Context::default() }, &[]);
        let found = list(text, &mentions);
        assert_eq!(found.last().unwrap().1, "Europe/Russia/St.-Petersburg/Saint Petersburg", "{found:?}");
    }

    #[test]
    fn names_of_bodies_and_planets_are_towns_where_something_says_so() {
        for text in [
            "The share of [Meta] fell after it cut jobs.",
            "Members of [Nato] agreed on Tuesday.",
            "Cars of [Toyota] sold well.",
            "The probe flew past [Jupiter] and [Mars].",
            "A [White House] lawyer spoke in [Nashville].",
        ] {
            let found = places_of_marked(text);
            assert!(found.iter().all(|(name, _)| name == "Nashville"), "{text} {found:?}");
        }
        for (text, place) in [
            ("Rain fell on [Toyota], [Japan].", "Toyota"),
            ("Farmers in [Meta], [Colombia], left.", "Meta"),
            ("The mayor of [Jupiter], [Florida], left.", "Jupiter"),
        ] {
            assert!(places_of_marked(text).iter().any(|(name, _)| name == place), "{text}");
        }
    }

    #[test]
    fn a_name_means_the_better_known_place_where_nothing_speaks_for_the_small_one() {
        let path = |text: &str, name: &str| {
            places_of_marked(text).into_iter().find(|(found, _)| found == name).map(|(_, path)| path)
        };
        let text = "In [Washington], it is gridlock, said the group, which met in [Indianapolis].";
        assert!(path(text, "Washington").is_some_and(|path| path.contains("Washington D.C.")));
        let text = "The [Wilmington] bus went through [Newark] to [Dover], [Delaware].";
        assert!(path(text, "Wilmington").is_some_and(|path| path.contains("Delaware")));
    }

    #[test]
    fn longer_names_are_not_the_places_in_them() {
        for (text, expected) in [
            ("The Duke of [Cambridge] met the Prince of [Wales] in [Leeds].", &["Leeds"][..]),
            ("The Crown Prince of [Denmark] and the King of [Spain] met.", &["Denmark", "Spain"]),
            ("She sailed the Indo-[Pacific] for the [Honolulu] Star-Advertiser.", &["Honolulu"]),
            ("A [Minneapolis]-[Duluth] bus burned.", &["Minneapolis", "Duluth"]),
            ("Robert Hale, [M.D.], and a nurse of [Leeds] agreed.", &["Leeds"]),
            ("They flew over the North [Pole] to [Oslo].", &["Oslo"]),
            ("The USS Lexington sank. Divers found the [Lexington] off [Australia].", &["Australia"]),
            ("Fighters took [Lexington] and the [Utah] border.", &["Lexington", "Utah"]),
            ("[American] Indian tribes met the [Indian] Health Service in [Tulsa].", &["Tulsa"]),
            ("[Indian] ministers met [American] ones.", &["Indian", "American"]),
            ("A [German] shepherd bit a [Mexican] wolf and a [Roman] Catholic priest.", &[]),
            ("A [German] minister met a [Mexican] one.", &["German", "Mexican"]),
            ("[Georgetown] students met [Chicago] students.", &["Chicago"]),
            (
                "[Chinese] [Malaysians] met at the [Russia]-[United States] summit.",
                &["Chinese", "Malaysians", "Russia", "United States"],
            ),
        ] {
            let found: Vec<String> = places_of_marked(text).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn countries_and_states_lose_to_no_town_for_its_company() {
        for (text, name, expected) in [
            (
                "Firms of [Indianapolis] and [Kokomo], [Indiana], sell to [Peru], others in [Ohio], [Iowa], [Texas] and [Utah] do not.",
                "Peru",
                "South America/Peru",
            ),
            (
                "[Alabama] and [Utah] paid less as [Russia] cut output. In [Dayton], [Sidney] and [Piqua], [Ohio], and in [Iowa] and \
                 [Texas] drivers paid.",
                "Russia",
                "Europe/Russia",
            ),
            (
                "A [Palestine] man was jailed in [Anderson County] near [Tyler] and [Jacksonville], [Texas].",
                "Palestine",
                "Texas/Palestine",
            ),
            ("[Peru], [Indiana], has a circus. [Peru] is near [Kokomo].", "Peru", "Indiana/Peru"),
            ("[Alabama]: 3.20\n[New York]: 3.60\n[Ohio]: 3.10\n[Texas]: 2.90", "New York", "States/New York"),
            ("[Alabama]\nRain.\n[New York]\nSun.\n[Ohio]\nSnow.", "New York", "States/New York"),
            ("[Paris]: rain.\n[New York]: sun.\n[Tokyo]: snow.", "New York", "New York/New York City"),
        ] {
            let found = places_of_marked(text);
            let is_right = found.iter().any(|(found, path)| found == name && path.ends_with(expected));
            assert!(is_right, "{name} in {text}: {found:?}");
        }
    }

    #[test]
    fn small_places_need_support() {
        for (text, name, expected) in [
            // A small town that only the map knows: of several of its name none is likelier.
            ("The musical opened on [Broadway] and closed.", "Broadway", None),
            ("A fire broke out in [Broadway], [Virginia].", "Broadway", Some("Broadway")),
            ("A fire in [Harrisonburg] spread to [Broadway].", "Broadway", Some("Broadway")),
            // A region is not a quarter of a town nearby.
            ("Troops left the [Middle East] for [Baltimore], [Maryland].", "Middle East", Some("Middle East")),
            // The adjective of a state far from it.
            ("She lives in a [Victorian] house in [Texas].", "Victorian", None),
            ("The [Victorian] premier spoke in [Melbourne], [Australia].", "Victorian", Some("Victoria")),
            // A short name of a longer one.
            (
                "Crowds came to [Rehoboth Beach], [Delaware]. In [Rehoboth] shops opened.",
                "Rehoboth",
                Some("Rehoboth Beach"),
            ),
            ("Shops opened in [New Jersey]. Half of [Jersey] came.", "Jersey", Some("New Jersey")),
            ("Ferries left [Jersey] for [Guernsey].", "Jersey", Some("Jersey")),
            ("He went from [New Mexico] to [Mexico].", "Mexico", Some("Mexico")),
            // Churches and universities, unless the article is about the place.
            ("He was buried at [St. Patrick]'s on Monday.", "St. Patrick", None),
            ("They lost at [Villanova] on Saturday.", "Villanova", None),
            ("Fire broke out in [Villanova], [Pennsylvania].", "Villanova", Some("Villanova")),
            ("A judge of [Anderson County] ruled.", "Anderson County", Some("Anderson County")),
            ("[San Diego] State beat them.", "San Diego", None),
            // What bears the name of its place, none of it.
            ("They saw the [Philadelphia] 76ers in [Ohio].", "Philadelphia", None),
            ("She won the [French] Open in [Ohio].", "French", None),
            ("She studied at the University of [North Carolina] in [Ohio].", "Carolina", None),
            ("She studied at the University of [North Carolina] in [Ohio].", "North Carolina", None),
            // A word, whatever is called so elsewhere.
            ("The [Turn] came late in [Texas].", "Turn", None),
            ("[Southern] plants hired in [Ohio].", "Southern", None),
            ("Ships crossed the [Pacific] region.", "Pacific", Some("Pacific Ocean")),
            // What a word says, and no town.
            ("Rain fell in the [Valley] to the south.", "Valley", None),
            ("Airlines of the [West Coast] cut fares.", "West Coast", None),
        ] {
            let found = places_of_marked(text);
            let last = found.iter().find(|(found, _)| found == name).map(|(_, path)| path.rsplit('/').next().unwrap());
            assert_eq!(last, expected, "{text}: {found:?}");
        }
    }

    #[test]
    fn lists_are_of_one_kind() {
        assert_places(
            "Ministers of China, Japan and South Korea met.",
            &[("China", "Asia/China"), ("Japan", "Asia/Japan"), ("South Korea", "Asia/South Korea")],
        );
        let path = |text: &str, name: &str| {
            let found = places_of(text);
            found.into_iter().find(|(found, _)| found == name).map(|(_, path)| path)
        };
        let country = path("A road through Georgia, Armenia and Iran was planned in Columbus, Ohio.", "Georgia");
        assert_eq!(country.as_deref(), Some("Asia/Georgia"));
        let state = path("Storms crossed Alabama, Georgia and Florida.", "Georgia");
        assert_eq!(state.as_deref(), Some("North America/United States/Georgia"));
        let country = path("Dayton, Ohio, took in people from Syria and Lebanon.", "Lebanon");
        assert_eq!(country.as_deref(), Some("Asia/Lebanon"));
        // What holds a region may be a country all the same.
        let state = path("She moved to Georgia, United States.", "Georgia");
        assert_eq!(state.as_deref(), Some("North America/United States/Georgia"));
    }

    #[test]
    fn areas_in_full() {
        let found =
            places_of("The Democratic Republic of the Congo and the Central African Republic lie off no Indian Ocean.");
        let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, ["Democratic Republic of the Congo", "Central African Republic", "Indian Ocean"]);
    }

    #[test]
    fn georgia_by_evidence() {
        let path = |text: &str| {
            let found = places_of(text);
            found.into_iter().find(|(name, _)| name == "Georgia").map(|(_, path)| path)
        };
        let country = path("Tbilisi said that Russia had moved troops towards Georgia. Moscow denied it.");
        assert_eq!(country.as_deref(), Some("Asia/Georgia"));
        let state = path("Voters in Georgia went to the polls. Turnout was high in Atlanta and Savannah.");
        assert_eq!(state.as_deref(), Some("North America/United States/Georgia"));
    }

    #[test]
    fn a_great_city_says_little_of_its_region() {
        let found = places_of(
            "NEW YORK (Wire) - Shares fell on the New York Stock Exchange. In New York traders spoke of Greece, said one in \
             Boston. New York banks lent to Greece.",
        );
        let path = |name: &str| found.iter().find(|(found, _)| found == name).map(|(_, path)| path.as_str());
        assert_eq!(path("Greece"), Some("Europe/Greece"));
        assert_eq!(path("Boston"), Some("North America/United States/Massachusetts/Boston"));
        assert_eq!(path("New York"), Some("North America/United States/New York/New York City"));
    }

    #[test]
    fn a_region_is_a_region_when_it_is_called_so() {
        let found = places_of("Russia demands the whole of the eastern Donetsk region of Ukraine.");
        assert!(found.contains(&("Donetsk".into(), "Europe/Ukraine/Donetsk Oblast".into())), "{found:?}");
        let found = places_of("Shells fell on the city of Donetsk in Ukraine.");
        assert!(found.contains(&("Donetsk".into(), "Europe/Ukraine/Donetsk Oblast/Donetsk".into())), "{found:?}");
    }

    #[test]
    fn public_bodies_are_where_their_place_is() {
        for (text, expected) in [
            ("The Athens City Council met.", &["Athens"][..]),
            ("He told the Ministry of Health of Uganda.", &["Uganda"]),
            ("The U.S. Army flew relief missions.", &["U.S."]),
            ("The Kansas Highway Patrol closed the road.", &["Kansas"]),
            ("Georgia Tech beat them.", &[]),
            ("The Boston Globe reported it.", &[]),
            ("She studied at the University of Texas.", &[]),
            ("The National Park Service closed the road.", &[]),
            ("The Postal Service flew relief missions.", &[]),
            ("He told the Metro Police of it.", &[]),
            ("Meta reported it.", &[]),
            ("The D.C. closed the road.", &["D.C."]),
            ("The N.C. closed the road.", &["N.C."]),
            ("The V.A. closed the road.", &[]),
        ] {
            let start = text.find(|c: char| c.is_uppercase() && !text.starts_with(c)).unwrap_or(0);
            let end = text.rfind(" met").or(text.rfind(" flew")).or(text.rfind(" closed")).or(text.rfind(" beat"));
            let end = end.or(text.rfind(" reported")).unwrap_or(text.len() - 1);
            let organization = NamedEntity::tagged(Field::Text, Span::new(start, end), EntityType::Organization);
            let context = Context { text, language: Some("en"), ..Context::default() };
            let found = list(text, &resolve(&context, &[organization]));
            let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_text_contradicts_the_tagger() {
        for (text, word, kind, is_place) in [
            ("Police in Winfield arrested two men.", "Winfield", EntityType::Person, true),
            ("The driver, 22, of Winfield, was hurt.", "Winfield", EntityType::Person, true),
            ("An Oxford man was fined.", "Oxford", EntityType::Organization, true),
            ("Rep. Marty Seifert, R-Marshall, voted no.", "Marshall", EntityType::Person, true),
            ("Jordan spoke at length.", "Jordan", EntityType::Person, false),
            ("Winfield won the match.", "Winfield", EntityType::Person, false),
        ] {
            let start = text.find(word).unwrap();
            let name = NamedEntity::tagged(Field::Text, Span::new(start, start + word.len()), kind);
            let context = Context { text, language: Some("en"), ..Context::default() };
            let found = list(text, &resolve(&context, &[name]));
            assert_eq!(found.iter().any(|(name, _)| name == word), is_place, "{text}");
        }
    }

    #[test]
    fn words_alone_are_no_places() {
        let location = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            let name = NamedEntity::tagged(Field::Text, Span::new(start, start + word.len()), EntityType::Location);
            let context = Context { text, language: Some("en"), ..Context::default() };
            list(text, &resolve(&context, &[name])).len()
        };
        assert_eq!(location("Sugar for shipment in March went up.", "March"), 0);
        assert_eq!(location("It was closed in March, Cuba said, and in April.", "March"), 0);
        assert_eq!(location("The Central bank met.", "Central"), 0);
        assert_eq!(location("Mines were laid in the Gulf on Friday.", "Gulf"), 0);
        assert_eq!(location("A fair was held in March, England.", "March"), 2);
        let text = "He heads the Federal Reserve Board.";
        let name = NamedEntity::tagged(Field::Text, Span::new(13, 34), EntityType::Organization);
        assert!(resolve(&Context { text, language: Some("en"), ..Context::default() }, &[name]).is_empty());
        assert_places("\"Next time,\" he said in English. She speaks German.", &[]);
        assert_eq!(places_of("He taught in English schools.").len(), 1);
    }

    #[test]
    fn false_friends() {
        assert_places("The West Nile virus spread; the Lassa fever did not.", &[]);
        assert_places("The White House said that it cost US$58 million.", &[]);
        assert_places("They met on St. Patrick's Day at City Hall.", &[]);
        assert_places("African-American and Asian American voters; Native Americans too.", &[]);
        assert_places("The North voted, and the West did not.", &[]);
    }

    #[test]
    fn people_and_organizations_are_not_places() {
        assert_places("Paris Hilton read the Washington Post at Georgia Tech and the University of Texas.", &[]);
        assert_places("Michael Jordan spoke. Jordan said nothing more, the Kremlin aide said.", &[]);
        let text = "Jordan spoke in Jordan.";
        let person = NamedEntity::tagged(Field::Text, Span::new(0, 6), EntityType::Person);
        let place = NamedEntity::tagged(Field::Text, Span::new(16, 22), EntityType::Location);
        let mentions = resolve(&Context { text, ..Context::default() }, &[person, place]);
        assert_eq!(list(text, &mentions), [("Jordan".to_owned(), "Asia/Jordan".to_owned())]);
        assert_eq!(mentions[0].span, Span::new(16, 22));
    }

    #[test]
    fn the_home_of_the_source_decides_what_the_text_leaves_open() {
        let text = "A fire broke out in Birmingham late on Monday.";
        let path = |source, url| {
            let mentions = resolve(&Context { text, source, url, ..Context::default() }, &[]);
            list(text, &mentions).remove(0).1
        };
        assert_eq!(path(None, None), "Europe/United Kingdom/England/Birmingham");
        assert_eq!(path(Some("The Alabama Courier"), None), "North America/United States/Alabama/Birmingham");
        assert_eq!(path(None, Some("https://www.alabamanews.com/a")), "North America/United States/Alabama/Birmingham");
    }

    #[test]
    fn the_choice_is_explained() {
        let text = "Snow fell in Moscow, Idaho.";
        let mentions = resolve(&Context { text, ..Context::default() }, &[]);
        let MentionKind::Place { place, .. } = &mentions[0].kind else { panic!("not a place") };
        let explanation = place.runner_up.as_ref().unwrap().explanation();
        assert!(explanation.starts_with("before ") && explanation.contains("words around it"), "{explanation}");
    }

    #[test]
    fn a_dateline_in_capitals_counts() {
        let text = "ABU DHABI, Jan 23 (Wire) - Talks went on.";
        let found = places_of(text);
        assert_eq!(found, [("ABU DHABI".to_owned(), "Asia/United Arab Emirates/Abu Dhabi".to_owned())]);
    }

    #[test]
    fn long_hard_texts_take_linear_time() {
        let capitals = "PARIS ".repeat(170_000);
        let unspaced = "Paris".repeat(200_000);
        let mut distinct = String::new();
        let table = gazetteer::Gazetteer::embedded().table();
        for row in table.all().step_by(27) {
            distinct += "They went to ";
            distinct += table.name(row);
            distinct += ". ";
        }
        for text in [capitals, unspaced, distinct] {
            // A quadratic walk would take minutes.
            let _ = resolve(&Context { text: &text, ..Context::default() }, &[]);
        }
    }

    proptest! {
        #[test]
        fn spans_of_any_text_lie_on_characters(title in "\\PC{0,40}", text in "(\\PC|Paris|, |Texas| U.S.|\\.| St. |’s|Донецк|ABU DHABI|-){0,60}") {
            let context = Context { title: &title, text: &text, dateline: Some(&title), ..Context::default() };
            for mention in resolve(&context, &[]) {
                let field = if mention.field == Field::Title { &title } else { &text };
                prop_assert!(field.get(mention.span.range()).is_some_and(|span| !span.is_empty()));
            }
        }
    }
}
