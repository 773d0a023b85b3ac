//! Gathers the names of an article into persons: full names first, then the short forms that refer to them.
//!
//! Persons are indexed by each word of their names, and of the persons that share a word only the latest are looked
//! at, so that the work is linear in the number of names.

use super::name::PersonName;
use super::tables::{Gender, TABLES};
use crate::article::Field;
use crate::entities::known::kinds_of;
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _};
use std::sync::Arc;

/// Persons of one word that are looked at.
const MOST_CANDIDATES: usize = 48;

/// Bytes behind somebody's last mention within which the surname alone is still his, whoever else of the family the article is about: two or three
/// sentences.
const NEAR: u32 = 400;

/// How strongly a word of a full name is used alone: the surname, another part of the surname, the given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Surname,
    Inner,
    Given,
}

#[derive(Debug)]
struct Person {
    /// Keys of the fullest form.
    keys: Vec<String>,
    suffix: Option<String>,
    gender: Option<Gender>,
    /// Positions in the order of names: the first, and the last so far.
    first: usize,
    last: Option<usize>,
    /// Names that are this person's, by their position.
    names: Vec<usize>,
    /// The headline has the full name.
    in_title: bool,
    /// It is the name of a person in public life.
    is_known: bool,
}

/// Gives each name the canonical name of its person; names are in the order of the article, the text before the title.
pub(super) fn link(names: &[PersonName<'_>]) -> Vec<Arc<str>> {
    let mut linker = Linker::default();
    let mut owners: Vec<Option<usize>> = vec![None; names.len()];
    // The longest first, so that "López Obrador" meets "Andrés Manuel López Obrador".
    let mut full: Vec<usize> = (0..names.len()).filter(|at| !names[*at].is_short()).collect();
    full.sort_by_key(|at| std::cmp::Reverse(names[*at].keys.len()));
    for at in full {
        owners[at] = Some(linker.place_full(at, &names[at]));
    }
    for (at, owner) in owners.iter_mut().enumerate() {
        let person = owner.unwrap_or_else(|| linker.place_short(at, names));
        *owner = Some(person);
        linker.persons[person].last = Some(at);
    }
    let canonical: Vec<Arc<str>> = linker.persons.iter().map(|person| canonical(person, names)).collect();
    owners.into_iter().map(|owner| canonical[owner.expect("every name was placed")].clone()).collect()
}

#[derive(Default)]
struct Linker {
    persons: Vec<Person>,
    by_key: HashMap<String, Vec<(u32, Part)>>,
}

impl Linker {
    fn place_full(&mut self, at: usize, name: &PersonName<'_>) -> usize {
        let last = name.keys.last().map_or(&[][..], |key| self.with(key));
        // A name in the other order is found by its first word.
        let first = name.keys.first().map_or(&[][..], |key| self.with(key));
        let owner = last
            .iter()
            .chain(first)
            .map(|(person, _)| *person as usize)
            .find(|person| agree(&self.persons[*person], name));
        match owner {
            Some(owner) => {
                self.add_name(owner, at, name);
                owner
            }
            None => self.add_person(at, name),
        }
    }

    fn place_short(&mut self, at: usize, names: &[PersonName<'_>]) -> usize {
        let name = &names[at];
        let last = name.keys.last().map_or(&[][..], |key| self.with(key));
        // "Trump Jr." is not Donald Trump, and "Elizabeth II" no Elizabeth Warren.
        let fits = |person: &Person| match plain_suffix(name) {
            Some(suffix) if person.suffix.as_deref() != Some(suffix) => {
                person.suffix.is_none() && person.keys == name.keys
            }
            _ => person.keys.windows(name.keys.len()).any(|run| run == name.keys),
        };
        let contradicts =
            |person: &Person| person.gender.is_some() && name.gender.is_some() && person.gender != name.gender;
        let meant = last
            .iter()
            .filter(|(person, _)| {
                fits(&self.persons[*person as usize]) && !contradicts(&self.persons[*person as usize])
            })
            .map(|(number, part)| {
                let person = &self.persons[*number as usize];
                // The nearest before, else the first after.
                let distance = person.last.map_or(usize::MAX / 2 + person.first, |last| at - last.min(at));
                let agrees = name.gender.is_some() && person.gender == name.gender;
                // "Trump Jr." is so called to tell him from the one who is called Trump.
                let is_told_apart = person.suffix.is_some() && person.keys.len() == name.keys.len();
                // Who was spoken of last under that part of the name is meant.
                let is_told_apart = is_told_apart && person.suffix.as_deref() != plain_suffix(name);
                ((*part, !agrees, is_told_apart), distance, *number as usize)
            });
        let meant: Vec<_> = meant.collect();
        let nearest = meant.iter().min_by_key(|(rank, distance, _)| (*rank, *distance));
        let best = nearest.map(|(rank, _, nearest)| {
            let same = || meant.iter().filter(|(other, ..)| other == rank).map(|(_, _, person)| *person);
            let is_near = || self.persons[*nearest].is_near(name, names);
            self.main(same).filter(|main| main != nearest && !is_near()).unwrap_or(*nearest)
        });
        match best {
            Some(owner) => {
                self.add_name(owner, at, name);
                owner
            }
            None => self.add_person(at, name),
        }
    }

    /// Whom of several of one surname the article is about: the only one whose full name the headline has, else the only one in public life.
    fn main<I: Iterator<Item = usize>>(&self, people: impl Fn() -> I) -> Option<usize> {
        let only = |is: fn(&Person) -> bool| {
            let mut all = people().filter(|person| is(&self.persons[*person]));
            all.next().filter(|_| all.next().is_none())
        };
        people().nth(1)?;
        only(|person| person.in_title).or_else(|| only(|person| person.is_known))
    }

    /// The latest persons that have a word.
    fn with(&self, key: &str) -> &[(u32, Part)] {
        let all = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        &all[all.len().saturating_sub(MOST_CANDIDATES)..]
    }

    fn add_person(&mut self, at: usize, name: &PersonName<'_>) -> usize {
        let number = self.persons.len();
        let suffix = plain_suffix(name).map(str::to_owned);
        self.persons.push(Person {
            keys: name.keys.clone(),
            suffix,
            gender: name.gender,
            first: at,
            last: None,
            names: vec![at],
            in_title: name.field == Field::Title && !name.is_short(),
            is_known: !name.is_short() && kinds_of(&name.written()).has_person(),
        });
        let count = name.keys.len();
        let family_first = count > 1 && TABLES.family_first.contains(name.keys[0].as_str()) && !name.opens_given;
        for (position, key) in name.keys.iter().enumerate() {
            // "Lee" has the key of "le"; a particle that opens a name is a name.
            let is_particle = TABLES.particles.contains(key.as_str()) && position > 0 && position + 1 < count;
            if key.chars().count() < 2 || is_particle {
                continue;
            }
            let part = if position + 1 == count || (position == 0 && family_first) {
                Part::Surname
            } else if position == 0 {
                Part::Given
            } else {
                Part::Inner
            };
            self.by_key.entry(key.clone()).or_default().push((number as u32, part));
        }
        number
    }

    fn add_name(&mut self, owner: usize, at: usize, name: &PersonName<'_>) {
        let person = &mut self.persons[owner];
        let spelled_out = |keys: &[String]| keys.iter().filter(|key| key.chars().count() > 1).count();
        if spelled_out(&name.keys) > spelled_out(&person.keys) {
            // "John Smith" after "J. Smith": from now on "Jane Smith" is someone else.
            person.keys.clone_from(&name.keys);
            self.by_key.entry(name.keys[0].clone()).or_default().push((owner as u32, Part::Given));
        }
        person.names.push(at);
        person.in_title |= name.field == Field::Title && !name.is_short();
        person.is_known |= !name.is_short() && kinds_of(&name.written()).has_person();
        person.first = person.first.min(at);
        person.gender = person.gender.or(name.gender);
        if person.suffix.is_none() {
            person.suffix = plain_suffix(name).map(str::to_owned);
        }
    }
}

impl Person {
    /// True where a name stands shortly behind the last that is this person's.
    fn is_near(&self, name: &PersonName<'_>, names: &[PersonName<'_>]) -> bool {
        let last = self.last.map(|last| &names[last]).filter(|last| last.field == name.field);
        last.is_some_and(|last| name.span.start.saturating_sub(last.span.end) <= NEAR)
    }
}

/// "Jr" of "Jr."
fn plain_suffix<'a>(name: &PersonName<'a>) -> Option<&'a str> {
    name.suffix.map(|suffix| suffix.trim_end_matches('.'))
}

/// True when a full name can be another form of a person's.
fn agree(person: &Person, name: &PersonName<'_>) -> bool {
    let (long, short) = (&person.keys, &name.keys);
    // "Donald Trump Jr." is not Donald Trump; "Joe Biden" may be Joseph Robinette Biden Jr.
    let are_namesakes = match (person.suffix.as_deref(), plain_suffix(name)) {
        (Some(a), Some(b)) => a != b,
        (None, None) => false,
        _ => long.first() == short.first(),
    };
    if are_namesakes || long.len() < 2 || short.len() < 2 {
        return false;
    }
    if long == short || (long.len() > short.len() && long.ends_with(short)) {
        return true;
    }
    // The first of two surnames is enough: "Pedro Sánchez" of "Pedro Sánchez Pérez-Castejón"; "Martin Luther" is not King.
    let ends_in_given = name.words.last().is_some_and(|word| TABLES.given_names.contains_key(fold(word).as_ref()));
    if long.len() > short.len() && long.starts_with(short) && !ends_in_given {
        return true;
    }
    let sorted = |keys: &[String]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    if long.len() == short.len() && sorted(long) == sorted(short) {
        return true;
    }
    let (given, surname) = (&short[0], &short[short.len() - 1]);
    *surname == long[long.len() - 1]
        && are_forms(given, &long[0])
        && !matches!((person.gender, name.gender), (Some(a), Some(b)) if a != b)
        && is_within(&short[1..short.len() - 1], &long[1..long.len() - 1])
}

/// True when the inner words of the shorter name follow each other in the longer one, whole or as initials.
///
/// An initial stands for the first inner word only: "George W. Bush" is not "George H.W. Bush".
pub(super) fn is_within(short: &[String], long: &[String]) -> bool {
    match (short.first(), long.first()) {
        (Some(initial), Some(word)) if initial.chars().count() == 1 && !are_forms(initial, word) => return false,
        _ => {}
    }
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| are_forms(word, other)))
}

/// True of one given name in two forms: the same, an initial, or a short form.
fn are_forms(a: &str, b: &str) -> bool {
    let is_initial = |initial: &str, name: &str| initial.chars().count() == 1 && name.starts_with(initial);
    a == b || is_initial(a, b) || is_initial(b, a) || TABLES.are_one_name(a, b)
}

/// The fullest form of a person's name: most words written out, then most words, then most often used, then first.
fn canonical(person: &Person, names: &[PersonName<'_>]) -> Arc<str> {
    let mut forms: HashMap<String, (usize, usize, usize, usize)> = HashMap::new();
    for at in &person.names {
        let name = &names[*at];
        let spelled_out = name.keys.iter().filter(|key| key.chars().count() > 1).count();
        let form = forms.entry(name.written()).or_insert((
            spelled_out,
            name.keys.len() + usize::from(name.suffix.is_some()) + usize::from(name.regnal.is_some()),
            0,
            usize::MAX - at,
        ));
        form.2 += 1;
    }
    let (name, _) = forms.into_iter().max_by_key(|(_, rank)| *rank).expect("a person has a name");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;
    use crate::entities::marked;

    /// Names of a text that are marked with brackets.
    fn parsed<'t>(text: &'t str, field: Field, spans: &[(Span, char)]) -> Vec<PersonName<'t>> {
        spans.iter().map(|(span, _)| PersonName::parse(text, field, *span).unwrap()).collect()
    }

    /// Links the names of a text, which are marked with brackets, and gives the canonical name of each.
    fn linked(marked: &str) -> Vec<String> {
        let (text, spans) = marked::spans(marked);
        let names = parsed(&text, Field::Text, &spans);
        link(&names).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_examples_hold() {
        let (mut count, mut faults) = (0, Vec::new());
        for example in
            include_str!("examples/linking.txt").lines().filter(|row| !row.is_empty() && !row.starts_with('#'))
        {
            let (text, names) = example.split_once(" => ").expect("an example has an arrow");
            let found = linked(text).join(" | ");
            if found != names {
                faults.push(format!("{text}\n  {found}"));
            }
            count += 1;
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(count >= 30);
    }

    /// The same with a headline, whose names are marked as well; those of the text alone are given.
    fn linked_below(title: &str, marked: &str) -> Vec<String> {
        let ((title, in_title), (text, in_text)) = (marked::spans(title), marked::spans(marked));
        let names = [parsed(&text, Field::Text, &in_text), parsed(&title, Field::Title, &in_title)].concat();
        link(&names).iter().take(in_text.len()).map(ToString::to_string).collect()
    }

    #[test]
    fn a_surname_far_behind_a_relative_is_whom_the_article_is_about() {
        let far = "The harbour was closed for repairs after the storm and ferries were sent elsewhere. ".repeat(6);
        let text = format!(
            "[Karen Oduya] spoke. Her brother [Peter Oduya] left; [Oduya] was tired. {far}[Oduya] was asked again."
        );
        let found = linked_below("[Karen Oduya] closes the port", &text);
        assert_eq!(found, ["Karen Oduya", "Peter Oduya", "Peter Oduya", "Karen Oduya"]);
        // Where nobody stands out it is who was spoken of last.
        let found = linked_below("A port is closed", &text);
        assert_eq!(found.last().map(String::as_str), Some("Peter Oduya"));
        // One of the two is in public life.
        let text = format!(
            "[Barack Obama] spoke. [Malia Obama] left. {far}[Obama] was asked again. [Malia Obama] said [Obama] was."
        );
        let found = linked_below("A port is closed", &text);
        assert_eq!(found[2..], ["Barack Obama", "Malia Obama", "Malia Obama"]);
    }

    #[test]
    fn many_names_take_linear_time() {
        // Work that grew with the pairs of names would take minutes.
        let sentences: Vec<String> =
            (0..10_000).map(|n| format!("[A{n} Smith] met [B{n} C{n}] and [Smith].")).collect();
        assert_eq!(linked(&sentences.join(" ")).len(), 30_000);
    }
}
