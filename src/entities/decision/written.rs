//! The features of a name that lie in its words: how it is written, and what lists say of it.

use super::features::{Feature, Features};
use crate::entities::Context;
use crate::entities::gazetteer::{self, Feature as PlaceFeature, Gazetteer, NameKind, prior};
use crate::entities::known::{Kinds, OrganizationWords, kinds_of};
use crate::entities::places::feature_of;
use crate::entities::tagger::lexicon::{GIVEN, LOWER, ORGANIZATION, SURNAME, UPPER};
use crate::text::{fold, with_lower};
use foldhash::{HashMap, HashSet};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

/// Words that end the name of a company or a legal form.
static COMPANY_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| OrganizationWords::Company.iter().chain(OrganizationWords::Legal.iter()).collect());
/// Words that end the name of an organization.
static HEADS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| OrganizationWords::Head.iter().chain(OrganizationWords::Cue.iter()).collect());

/// Likelihoods of the gazetteer: a city of 500,000, of 60,000, a town of 8,000.
const GREAT: f32 = 5.7;
const CITY: f32 = 4.8;
const TOWN: f32 = 3.9;

/// Features that a name hardly has more of.
const MOST: usize = 16;

/// The likeliest place of a name.
#[derive(Debug, Clone, Copy)]
struct Place {
    feature: PlaceFeature,
    kind: NameKind,
    /// On the scale of `gazetteer::prior`.
    likelihood: f32,
}

/// Names whose features a thread remembers: news repeats its names.
const REMEMBERED: usize = 1 << 14;

thread_local! {
    static RECENT: RefCell<HashMap<Box<str>, Rc<Features>>> = RefCell::default();
}

/// The features of a name as it is written; they depend on the name and on the tables that are looked into, and are remembered for those
/// that ship.
pub(super) fn of(context: &Context<'_>, written: &str) -> Rc<Features> {
    let other_places = context.gazetteer.is_some_and(|table| !std::ptr::eq(table, Gazetteer::embedded().as_ref()));
    if other_places || context.tagger.is_some() {
        return Rc::new(look_up(context, written));
    }
    RECENT.with_borrow_mut(|recent| {
        if let Some(features) = recent.get(written) {
            return Rc::clone(features);
        }
        if recent.len() >= REMEMBERED {
            recent.clear();
        }
        let features = Rc::new(look_up(context, written));
        recent.insert(written.into(), Rc::clone(&features));
        features
    })
}

fn look_up(context: &Context<'_>, written: &str) -> Features {
    let mut features = Features::with_capacity(MOST);
    features.set(Feature::Bias);
    of_writing(written, &mut features);
    of_words(context, written, &mut features);
    of_lists(kinds_of(written), place_of(context, written), written, &mut features);
    features
}

/// The likeliest place that a name means.
fn place_of(context: &Context<'_>, written: &str) -> Option<Place> {
    let table = context.gazetteer().table();
    let spelled = table.candidates(&gazetteer::fold(written));
    let (row, kind) =
        spelled.into_iter().find(|(_, kind)| !matches!(kind, NameKind::Postal | NameKind::Abbreviation))?;
    let likelihood = prior(table.feature_name(row), table.population(row), kind);
    Some(Place { feature: table.feature(row), kind, likelihood })
}

fn of_writing(written: &str, features: &mut Features) {
    features.set(match written.split_whitespace().count() {
        0 | 1 => Feature::OneWord,
        2 => Feature::TwoWords,
        _ => Feature::ManyWords,
    });
    let letters = || written.chars().filter(|c| c.is_alphabetic());
    let is_loud = letters().count() > 1 && letters().all(char::is_uppercase);
    features.set_if(is_loud, Feature::Capitals);
    features.set_if(is_loud && written.len() <= 6 && !written.contains(' '), Feature::Acronym);
    features.set_if(written.contains(|c: char| c.is_ascii_digit()), Feature::Digit);
    features.set_if(written.contains('&'), Feature::Ampersand);
    let has_inner =
        written.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    features.set_if(has_inner, Feature::InnerCapital);
    features.set_if(written.contains(" of ") || written.contains(" for "), Feature::OfInside);
}

fn of_words(context: &Context<'_>, written: &str, features: &mut Features) {
    let lexicon = context.model().lexicon();
    let flags = |word: &str| with_lower(word, |lower| lexicon.get(lower)).flags;
    let mut words = written.split_whitespace();
    let first = words.next().unwrap_or_default();
    let (first_flags, last) = (flags(first), words.next_back());
    match last {
        None => {
            features.set_if(first_flags & GIVEN != 0, Feature::LoneGiven);
            features.set_if(first_flags & SURNAME != 0, Feature::LoneSurname);
            features.set_if(first_flags & LOWER != 0, Feature::CommonWord);
            features.set_if(first_flags & UPPER != 0, Feature::UsuallyCapitals);
        }
        Some(last) => {
            let folded = fold(last.trim_end_matches('.'));
            features.set_if(first_flags & GIVEN != 0, Feature::FirstGiven);
            features.set_if(flags(last) & SURNAME != 0, Feature::LastSurname);
            let is_head = flags(last) & ORGANIZATION != 0 || HEADS.contains(folded.as_ref());
            features.set_if(is_head, Feature::LastOrganization);
            features.set_if(COMPANY_WORDS.contains(folded.as_ref()), Feature::LastCompany);
            match feature_of(written) {
                Some("building") => features.set(Feature::LastBuilding),
                Some(_) => features.set(Feature::LastSite),
                None => {}
            }
        }
    }
}

fn of_lists(known: Kinds, place: Option<Place>, written: &str, features: &mut Features) {
    match place {
        None => features.set(Feature::PlaceNone),
        Some(place) => of_place(place, features),
    }
    for (letter, feature) in [
        ('P', Feature::KnownPerson),
        ('o', Feature::KnownOutlet),
        ('c', Feature::KnownCompany),
        ('p', Feature::KnownParty),
        ('t', Feature::KnownTeam),
        ('u', Feature::KnownUniversity),
        ('m', Feature::KnownMilitant),
        ('x', Feature::KnownForce),
        ('s', Feature::KnownSeat),
    ] {
        features.set_if(known.has(letter), feature);
    }
    features.set_if(known.has('b') || known.has('l') || known.has('j'), Feature::KnownBody);
    features.set_if(known.count() > 1, Feature::KnownSeveral);
    features.set_if(known.has_organization() && written.contains(' '), Feature::KnownLong);
    features.set_if(known.has_organization() && place.is_some(), Feature::KnownAndPlace);
}

fn of_place(place: Place, features: &mut Features) {
    if place.kind == NameKind::Demonym {
        features.set(Feature::Demonym);
        return;
    }
    features.set(match place.feature {
        PlaceFeature::Country => Feature::PlaceCountry,
        PlaceFeature::State => Feature::PlaceState,
        PlaceFeature::City | PlaceFeature::Capital | PlaceFeature::County => match place.likelihood {
            likelihood if likelihood >= GREAT => Feature::PlaceGreatCity,
            likelihood if likelihood >= CITY => Feature::PlaceCity,
            likelihood if likelihood >= TOWN => Feature::PlaceTown,
            _ => Feature::PlaceVillage,
        },
        _ => Feature::PlaceArea,
    });
}
