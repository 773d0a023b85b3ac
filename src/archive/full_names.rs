//! Which full names are one person's, over the archive: spellings, middle names, forms of the given name.
//!
//! It is a table over the names that articles have, applied when a query counts, filters or shows them; no article is
//! read again for it, and the user's own decisions ([`super::aliases`]) win. Only names of one surname are compared, so
//! that a change is followed where it is. Whom a surname alone means is decided in `short_names`.

use super::aliases::Aliases;
use super::reason::{Reason, Row};
use crate::entities::people::{FullName, Kinship, is_particle, is_suffix, is_title_alone, keys_of};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Share of the stories of all whom a name may mean that one must have.
const SHARE: f64 = 0.9;
/// Given names of a surname up to which a namesake of the same given name is unlikely, and very unlikely.
const FEW: usize = 20;
const VERY_FEW: usize = 5;
/// Part of the stories of a name that another of the surname must have to count as that of a further person.
const OF_NOTE: u64 = 20;

/// From each name as articles have it to the one under which the archive counts it, where they differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Resolution {
    /// `None` where it names no person.
    canonical: BTreeMap<String, (Option<String>, Reason)>,
}

impl Resolution {
    /// Decides for a table of names with the number of stories that have them.
    ///
    /// Forms of one full name ("Sergey Lavrov", "Sergei Lavrov"; "Donald J. Trump", "Donald Trump"; "Joe Biden", "Joseph Biden")
    /// count under the most frequent one, unless they may as well be another's. What the user decided of a name is not changed.
    #[must_use]
    pub fn of<S: AsRef<str>>(counts: &[(S, u64)], aliases: &Aliases) -> Self {
        let mut canonical: BTreeMap<String, (Option<String>, Reason)> = BTreeMap::new();
        for name in counts.iter().map(|(name, _)| name.as_ref()).chain(aliases.merged().map(|(alias, _)| alias)) {
            match aliases.canonical(name) {
                None => canonical.insert(name.to_owned(), (None, Reason::User)),
                Some(full) if full != name => canonical.insert(name.to_owned(), (Some(full.to_owned()), Reason::User)),
                Some(_) => None,
            };
        }
        let mut families: HashMap<(String, Option<String>), Vec<Form<'_>>> = HashMap::new();
        for (name, stories) in counts {
            let name = name.as_ref();
            if aliases.decides(name) {
                continue;
            }
            if is_title_alone(name) {
                canonical.insert(name.to_owned(), (None, Reason::Title));
            } else if is_cut(name) {
                canonical.insert(name.to_owned(), (None, Reason::Cut));
            } else if let Some(full) = FullName::of(name) {
                let family = (full.keys.last().cloned().unwrap_or_default(), full.suffix.clone());
                families.entry(family).or_default().push(Form { name, stories: *stories, full });
            }
        }
        for family in families.into_values().filter(|family| family.len() > 1) {
            for (name, known_as, reason) in Family::of(family).known_as() {
                let known_as = match reason {
                    Reason::Open => Some(open(name)),
                    _ => aliases.canonical(known_as).map(str::to_owned),
                };
                canonical.insert(name.to_owned(), (known_as, reason));
            }
        }
        Self { canonical }
    }

    /// The decisions for a table of names in which only some occur more or less often than in the one that these were made for,
    /// under the same aliases: names of another surname stay as they are.
    ///
    /// `names` has name, number of stories and [`keys`], in order of name; `changed` also has the names that occur no more.
    #[must_use]
    pub fn update<'n>(
        mut self,
        names: impl Iterator<Item = (&'n str, u64, [u32; 2])>,
        changed: &[String],
        aliases: &Aliases,
    ) -> Self {
        let touched: HashSet<u32> = changed.iter().map(|name| keys(name)[1]).collect();
        let related: Vec<(&str, u64)> =
            names.filter(|(_, _, keys)| touched.contains(&keys[1])).map(|(name, stories, _)| (name, stories)).collect();
        for name in changed.iter().map(String::as_str).chain(related.iter().map(|(name, _)| *name)) {
            self.canonical.remove(name);
        }
        self.canonical.append(&mut Self::of(&related, aliases).canonical);
        self
    }

    /// The table of those names whose canonical name is another one.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        Self { canonical: rows.into_iter().map(|(name, known_as, reason)| (name, (known_as, reason))).collect() }
    }

    /// What was decided of a name that counts under another one, or under none.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<(Option<&str>, Reason)> {
        self.canonical.get(name).map(|(other, reason)| (other.as_deref(), *reason))
    }

    /// The names whose canonical name is another one, in order, with that one; `None` where it is nobody's.
    pub fn decisions(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.canonical.iter().map(|(name, (other, _))| (name.as_str(), other.as_deref()))
    }

    /// The names whose canonical name is another one, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.canonical.iter().map(|(name, (other, reason))| (name.clone(), other.clone(), *reason))
    }
}

/// True of a given name and an initial that nothing follows: "Dennis P."
fn is_cut(name: &str) -> bool {
    let last = name.rsplit_once(' ').and_then(|(_, last)| last.strip_suffix('.'));
    last.is_some_and(|initial| initial.chars().count() == 1)
}

/// How a name is shown that may be several people's.
pub(super) fn open(name: &str) -> String {
    format!("{name} (not said which)")
}

/// A name as articles have it.
struct Form<'a> {
    name: &'a str,
    stories: u64,
    full: FullName,
}

/// The full names of one surname and suffix, the most frequent first.
struct Family<'a> {
    forms: Vec<Form<'a>>,
}

/// Names that are one person's, the most frequent first, and their stories.
struct Person {
    forms: Vec<(usize, Reason)>,
    stories: u64,
}

impl<'a> Family<'a> {
    fn of(mut forms: Vec<Form<'a>>) -> Self {
        let shouts = |name: &str| !name.contains(char::is_lowercase);
        forms.sort_by(|a, b| {
            (shouts(a.name), Reverse(a.stories), a.name).cmp(&(shouts(b.name), Reverse(b.stories), b.name))
        });
        Self { forms }
    }

    /// The names that count under another one.
    fn known_as(&self) -> Vec<(&'a str, &'a str, Reason)> {
        let mut persons: Vec<Person> = Vec::new();
        // Persons by what their names are filed under, so that not every name is compared with every other.
        let mut filed: HashMap<String, Vec<usize>> = HashMap::new();
        let mut opened = Vec::new();
        for (at, form) in self.forms.iter().enumerate() {
            let mut near: Vec<usize> =
                form.full.looked_up().iter().filter_map(|key| filed.get(key)).flatten().copied().collect();
            near.sort_unstable();
            near.dedup();
            let found = self.person_of(form, &near, &persons);
            if !matches!(found, Some((_, Reason::Open))) {
                let person = found.map_or(persons.len(), |(person, _)| person);
                form.full.filed_under().into_iter().for_each(|key| filed.entry(key).or_default().push(person));
            }
            match found {
                Some((person, Reason::Open)) => {
                    let head = persons[person].forms[0].0;
                    opened.push((form.name, self.forms[head].name, Reason::Open));
                }
                Some((person, reason)) => {
                    persons[person].forms.push((at, reason));
                    persons[person].stories += form.stories;
                }
                None => persons.push(Person { forms: vec![(at, Reason::Spelling)], stories: form.stories }),
            }
        }
        for person in persons {
            let head = self.forms[person.forms[0].0].name;
            opened.extend(person.forms[1..].iter().map(|(at, reason)| (self.forms[*at].name, head, *reason)));
        }
        opened
    }

    /// The person that a name is another name of, with the reason; [`Reason::Open`] where it may be several people's.
    fn person_of(&self, form: &Form<'_>, near: &[usize], persons: &[Person]) -> Option<(usize, Reason)> {
        let kinship = |person: &Person| -> Option<Kinship> {
            let of_forms = person.forms.iter().map(|(at, _)| self.forms[*at].full.kinship(&form.full));
            // It must not contradict any of the names, and is as near as to the nearest.
            of_forms.collect::<Option<Vec<_>>>()?.into_iter().min()
        };
        let kin: Vec<(usize, Kinship)> = near.iter().filter_map(|at| Some((*at, kinship(&persons[*at])?))).collect();
        let best = kin.iter().min_by_key(|(at, kinship)| (*kinship, Reverse(persons[*at].stories), *at))?;
        if best.1 <= Kinship::Particle {
            return Some((best.0, reason(best.1)));
        }
        let (person, nearest) = *kin.iter().max_by_key(|(at, _)| (persons[*at].stories, Reverse(*at)))?;
        let all: u64 = kin.iter().map(|(at, _)| persons[*at].stories).sum();
        if (persons[person].stories as f64) < SHARE * all as f64 {
            let is_short = kin.iter().all(|(at, _)| {
                let head = &self.forms[persons[*at].forms[0].0];
                form.full.is_shorter(&head.full)
            });
            return (is_short && nearest <= Kinship::MiddleInitial).then_some((person, Reason::Open));
        }
        let is_one = self.is_likely(nearest, form.stories, persons[person].stories);
        is_one.then_some((person, reason(nearest)))
    }

    /// True where two names of this kinship are rather one person's than two people's, by how often they occur and how many
    /// there are of the surname.
    fn is_likely(&self, kinship: Kinship, fewer: u64, more: u64) -> bool {
        let mut given_names: HashSet<&str> = HashSet::new();
        for form in self.forms.iter().filter(|form| form.stories * OF_NOTE >= more) {
            given_names.extend(form.full.keys.first().map(String::as_str));
            if given_names.len() > FEW {
                break;
            }
        }
        let is_rare = fewer * 10 <= more;
        match (kinship, given_names.len()) {
            (Kinship::Spelling | Kinship::Particle, _) => true,
            (Kinship::MiddleName, 0..=FEW) | (_, 0..=VERY_FEW) => true,
            (Kinship::MiddleInitial, 0..=FEW) => fewer * 4 <= more,
            (Kinship::Initial, 0..=FEW) => fewer < more,
            _ => is_rare,
        }
    }
}

fn reason(kinship: Kinship) -> Reason {
    match kinship {
        Kinship::Spelling => Reason::Spelling,
        Kinship::Particle => Reason::Particle,
        Kinship::MiddleName | Kinship::MiddleInitial => Reason::MiddleName,
        Kinship::GivenForm => Reason::GivenForm,
        Kinship::Transliteration => Reason::Transliteration,
        Kinship::Initial => Reason::Initial,
    }
}

/// True of a name that is told by its end from that of a relative or a predecessor: "Jr.", "III".
pub(super) fn is_younger(name: &str) -> bool {
    name.contains(' ') && name.rsplit(' ').next().is_some_and(is_suffix)
}

/// The words of a name without suffix, and their keys.
pub(super) fn parts(name: &str) -> (Vec<&str>, Vec<String>) {
    let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_suffix(word)) {
        words.pop();
    }
    let keys = words.iter().flat_map(|word| keys_of(word)).collect();
    (words, keys)
}

/// Numbers for the first and the last key of a full name, and twice for the last one of a bare surname: the decisions on two
/// names depend on each other only where they have a number in common.
pub(super) fn keys(name: &str) -> [u32; 2] {
    let (words, keys) = parts(name);
    let last = number(keys.last());
    if is_bare(&words) { [last; 2] } else { [number(keys.first()), last] }
}

/// The number of a key.
pub(super) fn number(key: Option<&String>) -> u32 {
    // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
    let add = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    key.map_or("", String::as_str).bytes().fold(0x811C_9DC5, add)
}

/// The same of a name as a whole.
pub(super) fn is_bare_name(name: &str) -> bool {
    let mut words = name.split(' ').filter(|word| !word.is_empty());
    words.next().is_some_and(|first| is_particle(first) || words.all(is_suffix))
}

/// True of a surname alone: one word, or a particle in lower case and what follows.
pub(super) fn is_bare(words: &[&str]) -> bool {
    words.len() == 1 || words.first().is_some_and(|word| is_particle(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(counts: &[(&str, u64)]) -> Vec<(String, Option<String>)> {
        let resolution = Resolution::of(counts, &Aliases::default());
        resolution.rows().map(|(name, known_as, _)| (name, known_as)).collect()
    }

    fn assert_known(counts: &[(&str, u64)], expected: &[(&str, &str)]) {
        let expected: Vec<(String, Option<String>)> =
            expected.iter().map(|(name, known_as)| ((*name).to_owned(), Some((*known_as).to_owned()))).collect();
        assert_eq!(known(counts), expected);
        let turned: Vec<(&str, u64)> = counts.iter().rev().copied().collect();
        assert_eq!(known(&turned), expected, "the order of the table makes no difference");
    }

    #[test]
    fn a_name_is_bare_as_its_words_are() {
        for name in
            ["", " ", "Smith", "Smith Jr.", "von der Leyen", "Anna Smith", "Anna Smith III", "Jr.", "de Smith Jr."]
        {
            assert_eq!(is_bare_name(name), is_bare(&parts(name).0), "{name}");
        }
    }

    #[test]
    fn spellings_of_a_full_name_are_one() {
        assert_known(
            &[("Volodymyr Zelenskyy", 50), ("Volodymyr Zelenskiy", 20), ("Zelensky", 5)],
            &[("Volodymyr Zelenskiy", "Volodymyr Zelenskyy")],
        );
        assert_known(&[("SERGEI LAVROV", 9), ("Sergey Lavrov", 2)], &[("SERGEI LAVROV", "Sergey Lavrov")]);
        assert_known(&[("Bashar Assad", 14), ("Bashar al-Assad", 9)], &[("Bashar al-Assad", "Bashar Assad")]);
    }

    #[test]
    fn middle_names_and_initials_are_the_same_person() {
        assert_known(
            &[("Hillary Clinton", 94), ("Hillary Rodham Clinton", 40), ("Bill Clinton", 44), ("William J. Clinton", 2)],
            &[("Hillary Rodham Clinton", "Hillary Clinton"), ("William J. Clinton", "Bill Clinton")],
        );
        assert_known(
            &[("Donald Trump", 95), ("Donald J. Trump", 20), ("Donald Trump Jr.", 9), ("Donald J. Trump Jr.", 2)],
            &[("Donald J. Trump", "Donald Trump"), ("Donald J. Trump Jr.", "Donald Trump Jr.")],
        );
        assert_known(
            &[("Sarah Sanders", 12), ("Sarah Huckabee Sanders", 12)],
            &[("Sarah Sanders", "Sarah Huckabee Sanders")],
        );
    }

    #[test]
    fn nobody_is_joined_with_a_relative_or_a_namesake() {
        assert_known(&[("Robert Kennedy", 4), ("Robert Kennedy Jr.", 4), ("Robert Kennedy Sr.", 1)], &[]);
        assert_known(
            &[("Queen Elizabeth I", 4), ("Queen Elizabeth II", 90), ("King Charles III", 9), ("King Charles I", 3)],
            &[],
        );
        assert_known(&[("John Paul I", 4), ("John Paul II", 90)], &[]);
        assert_known(
            &[("George W. Bush", 64), ("George H.W. Bush", 31), ("George Bush", 5)],
            &[("George Bush", "George Bush (not said which)")],
        );
        // Of a common surname two people may have one given name.
        let smiths: Vec<String> =
            ('A'..='H').flat_map(|c| ["a", "e", "o"].map(|v| format!("{c}{v}lt Smith"))).collect();
        let mut names: Vec<(&str, u64)> = smiths.iter().map(|name| (name.as_str(), 3)).collect();
        names.extend([("John Smith", 9), ("John B. Smith", 7), ("Jack Smith", 5)]);
        assert_known(&names, &[]);
        names.extend([("Alexander Smith", 90), ("Alexander J. Smith", 4), ("Alex Smith", 8)]);
        let joined = [("Alex Smith", "Alexander Smith"), ("Alexander J. Smith", "Alexander Smith")];
        assert_known(&names, &joined);
    }

    #[test]
    fn a_title_is_nobody() {
        assert_eq!(known(&[("Florida Sen", 30), ("Amy Sen", 3)]), [("Florida Sen".to_owned(), None)]);
        assert_eq!(known(&[("Dennis P.", 28), ("Malcolm X", 3)]), [("Dennis P.".to_owned(), None)]);
    }

    #[test]
    fn the_user_wins() {
        let counts =
            [("Volodymyr Zelenskyy", 50), ("Volodymyr Zelenskiy", 20), ("Volodymyr Zelenskij", 4), ("Kremlin", 7)];
        let aliases = "split = [\"Volodymyr Zelenskiy\"]\nnever = [\"Kremlin\"]\n[merge]\n\"V. Zelensky\" = [\"Volodymyr Zelenskyy\"]";
        let resolution = Resolution::of(&counts, &Aliases::parse(aliases).unwrap());
        let known_as = |name| resolution.decision(name).map(|(known_as, _)| known_as);
        assert_eq!(known_as("Volodymyr Zelenskiy"), None, "it counts under itself");
        assert_eq!(known_as("Volodymyr Zelenskyy"), Some(Some("V. Zelensky")));
        assert_eq!(known_as("Kremlin"), Some(None));
        assert_eq!(resolution.decision("Kremlin"), Some((None, Reason::User)));
    }

    #[test]
    fn many_names_of_one_surname_take_little_time() {
        // Work that grew with the pairs of names would take minutes.
        let names: Vec<(String, u64)> = (0..60_000).map(|n| (format!("Q{n}a{n}b Smith"), 1)).collect();
        assert!(known(&names.iter().map(|(name, count)| (name.as_str(), *count)).collect::<Vec<_>>()).is_empty());
    }
}
