//! The names of an article by what they are called: equal names are one group.

use super::beside::Beside;
use super::features::{Feature, Features};
use super::written;
use super::{affairs, nouns};
use crate::article::Span;
use crate::entities::{Context, EntityType, Likelihoods, NamedEntity};
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::rc::Rc;

/// Equal names.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// How many there are.
    pub(super) mentions: f32,
    /// Sums of what the tagger says of them.
    pub(super) likelihoods: Likelihoods,
    /// How many stand after "in" and the like, after a title, after "the", before "said".
    pub(super) after_in: f32,
    pub(super) after_title: f32,
    pub(super) after_the: f32,
    pub(super) before_said: f32,
    /// What nouns beside them say of it.
    pub(super) nouns: Vec<Feature>,
    /// It stands in the text, not in the title alone.
    pub(super) in_text: bool,
    /// What the rest of the article says of it.
    pub(super) article: Features,
    /// What the tagger says of them all, as a mean on the scale of features.
    pub(super) worths: Likelihoods,
}

/// A likelihood of the tagger on the scale of features; below the least all are as good as none.
pub(super) fn worth(likelihood: f32) -> f32 {
    const LEAST: f32 = 0.003;
    likelihood.max(LEAST).ln() / 3.0
}

/// The groups of an article.
#[derive(Default)]
pub(super) struct Groups<'a> {
    /// The group of each name.
    pub(super) of: Vec<usize>,
    pub(super) all: Vec<Group>,
    /// The features of each way in which a name is written, and which of them each name has.
    pub(super) written: Vec<Rc<Features>>,
    pub(super) writing: Vec<usize>,
    /// What the user says of each way in which a name is written.
    pub(super) own: Vec<Option<EntityType>>,
    /// The words beside each name.
    pub(super) beside: Vec<Beside<'a>>,
}

/// The words of a name as groups have them: folded, without article.
fn key(written: &str) -> String {
    let folded = fold(written);
    folded.strip_prefix("the ").unwrap_or(&folded).trim().to_owned()
}

impl<'a> Groups<'a> {
    /// What the user says of the name at a position.
    pub(super) fn own_kind(&self, at: usize) -> Option<EntityType> {
        self.own[self.writing[at]]
    }

    /// Gathers the names of an article.
    pub(super) fn of(context: &Context<'a>, names: &[NamedEntity]) -> Self {
        let mut by_key: HashMap<String, usize> = HashMap::new();
        // The group of each way in which a name is written, by its number.
        let mut by_writing: HashMap<&str, usize> = HashMap::new();
        let mut group_of: Vec<usize> = Vec::new();
        let mut groups = Self::default();
        for name in names {
            let text = context.field(name.field);
            let written = &text[name.span.range()];
            let writing = *by_writing.entry(written).or_insert(group_of.len());
            if writing == group_of.len() {
                let next = groups.all.len();
                let group = *by_key.entry(key(written)).or_insert(next);
                if group == next {
                    groups.all.push(Group::default());
                }
                group_of.push(group);
                groups.written.push(written::of(context, written));
                groups.own.push(context.own_name(written).map(|row| row.kind));
            }
            let beside = Beside::of(text, name.span);
            let group = group_of[writing];
            groups.all[group].add(name, &beside);
            groups.all[group].read_nouns(text, name.span);
            groups.of.push(group);
            groups.writing.push(writing);
            groups.beside.push(beside);
        }
        let article = article_features(&by_key, &groups.all);
        for (group, features) in article {
            groups.all[group].article = features;
        }
        for group in &mut groups.all {
            group.worths = std::array::from_fn(|at| worth(group.mean(at)));
        }
        groups
    }
}

impl Group {
    fn add(&mut self, name: &NamedEntity, beside: &Beside<'_>) {
        self.mentions += 1.0;
        self.likelihoods.iter_mut().zip(name.likelihoods).for_each(|(sum, one)| *sum += one);
        let count = |holds: bool| f32::from(u8::from(holds));
        self.after_in += count(beside.has(Feature::BeforeIn));
        self.after_title += count(beside.after_title || beside.has(Feature::BeforeRole));
        self.after_the += count(beside.has(Feature::BeforeThe));
        self.before_said += count(beside.has(Feature::AfterSaid));
        self.in_text |= name.field == crate::article::Field::Text;
    }

    /// Notes what the nouns beside a mention say.
    fn read_nouns(&mut self, text: &str, span: Span) {
        let (head, rest) = (&text[..span.start as usize], &text[span.end as usize..]);
        let nouns =
            [nouns::behind(rest).and_then(nouns::Noun::behind), nouns::ahead(head).and_then(nouns::Noun::ahead)];
        let affairs = [affairs::before(head), affairs::behind(rest)];
        for feature in nouns.into_iter().chain(affairs).flatten() {
            if !self.nouns.contains(&feature) {
                self.nouns.push(feature);
            }
        }
    }

    /// What the tagger says of a type, as a mean.
    pub(super) fn mean(&self, at: usize) -> f32 {
        self.likelihoods[at] / self.mentions.max(1.0)
    }
}

/// What the groups say of each other.
fn article_features(by_key: &HashMap<String, usize>, groups: &[Group]) -> Vec<(usize, Features)> {
    let person = EntityType::Person as usize;
    let mut surnames: HashSet<&str> = HashSet::default();
    let mut given: HashSet<&str> = HashSet::default();
    let mut lone: HashSet<&str> = HashSet::default();
    let mut begins_organization: HashSet<&str> = HashSet::default();
    let mut in_place: HashSet<&str> = HashSet::default();
    let mut initials: HashSet<String> = HashSet::default();
    for (name, group) in by_key {
        let group = &groups[*group];
        let Some((first, rest)) = name.split_once(' ') else {
            if group.mean(person) > 0.4 {
                lone.insert(name);
            }
            continue;
        };
        if group.mean(person) > 0.5 {
            surnames.insert(rest.rsplit(' ').next().unwrap_or(rest));
            given.insert(first);
        }
        if group.mean(EntityType::Organization as usize) > 0.4 {
            begins_organization.extend(name.match_indices(' ').map(|(at, _)| &name[..at]));
            let letters: String =
                name.split(' ').filter(|word| word.len() > 3).filter_map(|word| word.chars().next()).collect();
            initials.insert(letters);
        }
        if group.mean(EntityType::Location as usize) > 0.5 {
            in_place.extend(name.split(' '));
        }
    }
    by_key
        .iter()
        .map(|(name, group)| {
            let mut features = Features::default();
            let name = name.as_str();
            let last = name.rsplit(' ').next().unwrap_or(name);
            let is_lone = last.len() == name.len();
            features.set_if(is_lone && surnames.contains(name), Feature::SurnameOfPerson);
            features.set_if(is_lone && given.contains(name), Feature::GivenOfPerson);
            features.set_if(!is_lone && lone.contains(last), Feature::SurnameElsewhere);
            features.set_if(begins_organization.contains(name), Feature::BeginsOrganization);
            features.set_if(is_lone && in_place.contains(name), Feature::InPlace);
            features.set_if(is_lone && name.len() > 1 && initials.contains(name), Feature::AcronymOf);
            (*group, features)
        })
        .collect()
}
