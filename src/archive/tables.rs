//! The tables of the whole archive, made from those of an earlier revision and what changed since, or of all articles.
//!
//! Either way they are the same; which way is taken is a question of time alone. What the next revision needs of this one is
//! cached with them: the roll of articles, the names in each, and the lists of who has a hash.

use super::hash_lists::{self, HashLists};
use super::leaders::{self, Sources};
use super::moves::Moves;
use super::names::{Names, Touched};
use super::roll::Roll;
use super::segment::Segment;
use super::source::{IndexedSource, Source};
use super::{ArchiveError, codec};
use crate::index::Index;
use crate::text::copies::Rules;
use std::collections::{HashMap, HashSet};
use tantivy::directory::OwnedBytes;

/// Name of the cached table of articles and names.
const ARTICLES: &str = "articles";
/// What the names of the cached lists of segments begin with.
const HASHES: &str = "hashes-";
/// Part of the articles above which a change is not followed: all is made anew.
const MUCH: usize = 8;

/// The tables of a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tables {
    pub roll: Roll,
    pub names: Names,
    /// The state of the index that they were made of.
    pub state: Vec<u8>,
}

/// Tables, and what distinguishes them from those that they were made from.
pub(super) struct Made {
    pub tables: Tables,
    /// None where all was made anew.
    pub since: Option<Since>,
}

/// What distinguishes tables from those that they were made from.
pub(super) struct Since {
    /// The state of the earlier ones.
    pub state: Vec<u8>,
    pub names: Touched,
    pub moves: Moves,
}

impl Tables {
    /// The tables of the index: cached by an earlier run, or made now.
    pub fn of(index: &Index, segments: &[Segment]) -> Result<Made, ArchiveError> {
        if let Some(tables) = index.cached(ARTICLES).and_then(|bytes| Self::decode(&bytes)) {
            return Ok(Made { tables, since: None });
        }
        let sources = IndexedSource::of(segments);
        let lists = |id: &str, source: Option<&IndexedSource<'_>>| {
            let name = format!("{HASHES}{id}");
            let kept = index.lasting(&name).and_then(HashLists::decode);
            kept.or_else(|| {
                let bytes = lists_of(source?);
                index.put_lasting(&name, &bytes);
                HashLists::decode(OwnedBytes::new(bytes))
            })
        };
        let before = index.cached_earlier(ARTICLES).and_then(|bytes| Self::decode(&bytes));
        let made = before.map_or(Ok(None), |before| before.after(&sources, lists, Rules::USUAL))?;
        let mut made = if let Some(made) = made {
            made
        } else {
            for source in &sources {
                lists(&source.id(), Some(source));
            }
            Self::anew(&sources, Rules::USUAL)?
        };
        made.tables.state = index.cache_key().to_vec();
        let Self { roll, names, state } = &made.tables;
        index.put_cached(ARTICLES, &codec::encode(roll, names, state));
        let kept: HashSet<String> = sources.iter().map(|source| format!("{HASHES}{}", source.id())).collect();
        index.drop_cached(|name| name.starts_with(HASHES) && !kept.contains(name));
        Ok(made)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        codec::decode(bytes).map(|(roll, names, state)| Self { roll, names, state })
    }

    /// The tables made of all articles.
    pub(super) fn anew<S: Source>(sources: &[S], rules: Rules) -> Result<Made, ArchiveError> {
        let nothing = Roll::default();
        let mut change = nothing.call(sources);
        leaders::make(&mut change.roll, sources, rules);
        let (names, _) = Names::default().update(&nothing, &change, sources)?;
        Ok(Made { tables: Self { roll: change.roll, names, state: Vec::new() }, since: None })
    }

    /// The tables made of these and what changed; none where too much did, or where lists of segments that are gone are missing.
    pub(super) fn after<S: Source>(
        &self,
        sources: &[S],
        lists: impl Fn(&str, Option<&S>) -> Option<HashLists>,
        rules: Rules,
    ) -> Result<Option<Made>, ArchiveError> {
        let mut change = self.roll.call(sources);
        if MUCH * (change.added().len() + change.removed().len()) > change.roll.rows.len() {
            return Ok(None);
        }
        let Some(gone) = self.fingerprints(&change.removed(), sources, &lists) else { return Ok(None) };
        let hash_lists: Option<Vec<_>> = sources.iter().map(|source| lists(&source.id(), Some(source))).collect();
        let Some(hash_lists) = hash_lists else { return Ok(None) };
        let all = Sources { segments: sources, hash_lists: &hash_lists, rules };
        leaders::update(&mut change, &self.roll, &gone, &all);
        let (names, touched) = self.names.update(&self.roll, &change, sources)?;
        let since = Since { state: self.state.clone(), names: touched, moves: Moves::of(&self.roll, &change) };
        let tables = Self { roll: change.roll, names, state: Vec::new() };
        Ok(Some(Made { tables, since: Some(since) }))
    }

    /// The fingerprints of rows that are there no more: from their segments, or where those are gone too, from their lists.
    fn fingerprints<S: Source>(
        &self,
        removed: &[u32],
        sources: &[S],
        lists: impl Fn(&str, Option<&S>) -> Option<HashLists>,
    ) -> Option<HashMap<u32, Vec<u32>>> {
        let known: HashMap<String, &S> = sources.iter().map(|source| (source.id(), source)).collect();
        let mut found = HashMap::new();
        for rows in removed.chunk_by(|a, b| self.roll.segment_of(*a) == self.roll.segment_of(*b)) {
            let (id, _) = &self.roll.segments[self.roll.segment_of(rows[0])];
            let lead = |row: &u32| self.roll.rows[*row as usize].lead;
            if let Some(source) = known.get(id) {
                found.extend(rows.iter().map(|row| (*row, source.fingerprint(lead(row)))));
            } else {
                let leads: Vec<u32> = rows.iter().map(lead).collect();
                let mut fingerprints = lists(id, None)?.fingerprints(&leads);
                found.extend(rows.iter().map(|row| (*row, fingerprints.remove(&lead(row)).unwrap_or_default())));
            }
        }
        Some(found)
    }
}

/// The lists of a segment.
pub(super) fn lists_of<S: Source>(source: &S) -> Vec<u8> {
    let articles = source.leads().iter().map(|lead| (lead, source.fingerprint(lead)));
    hash_lists::encode(source.leads().length(), Rules::USUAL.lowest, articles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::aliases::Aliases;
    use crate::archive::bitset::BitSet;
    use crate::archive::elsewhere::Elsewhere;
    use crate::archive::full_names::Resolution;
    use crate::archive::known_names::{Given, Known};
    use crate::archive::reason::Row;
    use crate::archive::scope::{Decided, Scope};
    use crate::archive::short_names::ShortNames;
    use crate::archive::source::NamesOf;
    use crate::text::copies::tests::{by_definition, sketch, small_rules};
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use std::cell::Cell;
    use std::collections::{BTreeMap, BTreeSet};

    /// Names that are linked to each other in all the ways there are.
    const NAMES: &[&str] = &[
        "Anna Smith",
        "Smith",
        "John Smith",
        "Sergei Lavrov",
        "Sergey Lavrov",
        "Lavrov",
        "Smith Jones",
        "Jones",
        "Xi Jinping",
        "Xi",
        "Ursula von der Leyen",
        "von der Leyen",
        "Lavrov Jr.",
        "Kremlin",
        "Anna B. Smith",
        "Bill Smith",
        "William Smith",
        "Sergei Lavrov Kremlin",
        "Texas Sen",
    ];

    #[derive(Debug, Clone)]
    struct Article {
        number: u64,
        day: i64,
        fingerprint: Vec<u32>,
        source: u64,
        names: Vec<&'static str>,
        /// Names of organizations, and words.
        others: Vec<&'static str>,
    }

    /// A segment in memory; an article has three documents.
    #[derive(Debug, Clone)]
    struct Memory {
        id: String,
        leads: BitSet,
        articles: Vec<Article>,
    }

    impl Source for Memory {
        fn id(&self) -> String {
            self.id.clone()
        }

        fn leads(&self) -> &BitSet {
            &self.leads
        }

        fn place(&self, lead: u32) -> (i64, u64) {
            let article = &self.articles[lead as usize / 3];
            (article.day, article.number)
        }

        fn fingerprint(&self, lead: u32) -> Vec<u32> {
            self.articles[lead as usize / 3].fingerprint.clone()
        }

        fn source(&self, lead: u32) -> u64 {
            self.articles[lead as usize / 3].source
        }

        fn names(&self) -> Result<NamesOf, ArchiveError> {
            let articles = || self.leads.iter().map(|lead| &self.articles[lead as usize / 3]);
            let names: BTreeSet<&str> = articles().flat_map(|article| article.names.iter().copied()).collect();
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            let list = |article: &Article| {
                let all: BTreeSet<u32> = article
                    .names
                    .iter()
                    .map(|name| names.binary_search_by(|other| other.as_str().cmp(name)).unwrap() as u32)
                    .collect();
                all.into_iter().collect()
            };
            let lists = articles().map(list).collect();
            Ok(NamesOf { names, lists })
        }
    }

    /// An archive under change.
    struct Archive {
        rules: Rules,
        segments: Vec<Memory>,
        made: usize,
        lists: HashMap<String, Vec<u8>>,
    }

    impl Archive {
        fn new(rules: Rules) -> Self {
            Self { rules, segments: Vec::new(), made: 0, lists: HashMap::new() }
        }

        fn add_segment(&mut self, articles: Vec<Article>) {
            let mut leads = BitSet::new(3 * articles.len() as u32);
            (0..articles.len() as u32).for_each(|at| leads.insert(3 * at));
            self.made += 1;
            let segment = Memory { id: format!("s{}", self.made), leads, articles };
            let articles = segment.leads.iter().map(|lead| (lead, segment.fingerprint(lead)));
            let lists = hash_lists::encode(segment.leads.length(), self.rules.lowest, articles);
            self.lists.insert(segment.id.clone(), lists);
            self.segments.push(segment);
        }

        fn remove(&mut self, number: u64) {
            for segment in &mut self.segments {
                let mut gone = BitSet::new(segment.leads.length());
                let own = segment.leads.iter().filter(|lead| segment.articles[*lead as usize / 3].number == number);
                own.for_each(|lead| gone.insert(lead));
                segment.leads = segment.leads.clone().without(&gone);
            }
        }

        fn articles(&self) -> Vec<Article> {
            let of = |segment: &Memory| {
                segment.leads.iter().map(|lead| segment.articles[lead as usize / 3].clone()).collect::<Vec<_>>()
            };
            self.segments.iter().flat_map(of).collect()
        }

        /// Merges every other segment.
        fn merge(&mut self) {
            let mut turn = false;
            let (mut merged, kept) = (Self::new(self.rules), std::mem::take(&mut self.segments));
            for segment in kept {
                turn = !turn;
                if turn { merged.segments.push(segment) } else { self.segments.push(segment) }
            }
            self.add_segment(merged.articles());
        }

        fn apply(&mut self, steps: &[Step]) {
            let mut new: BTreeMap<u64, Article> = BTreeMap::new();
            let mut merges = false;
            for step in steps {
                match step {
                    Step::Put(article) => {
                        self.remove(article.number);
                        new.insert(article.number, article.clone());
                    }
                    Step::Remove(number) => {
                        self.remove(*number);
                        new.remove(number);
                    }
                    Step::Merge => merges = true,
                }
            }
            if !new.is_empty() {
                self.add_segment(new.into_values().collect());
            }
            if merges {
                self.merge();
            }
            self.segments.retain(|segment| !segment.leads.is_empty());
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Put(Article),
        Remove(u64),
        Merge,
    }

    /// Of names among so many of the first.
    fn step(names: usize) -> impl Strategy<Value = Step> {
        let some = move || prop::collection::vec(prop::sample::select(&NAMES[..names]), 0..4);
        let others = prop_oneof![3 => Just(Vec::new()), 1 => some()];
        let article = (0..70_u64, 0..6_i64, sketch(), 0..2_u64, some(), others);
        let put = article.prop_map(|(number, day, fingerprint, source, names, others)| {
            Step::Put(Article { number, day, fingerprint, source, names, others })
        });
        prop_oneof![6 => put, 2 => (0..70_u64).prop_map(Step::Remove), 1 => Just(Step::Merge)]
    }

    /// A first build of some dozen articles, then small changes. Where names are few, many stories have each.
    fn history() -> impl Strategy<Value = Vec<Vec<Step>>> {
        prop_oneof![3 => Just((NAMES.len(), 40..60)), 1 => Just((5, 90..120))].prop_flat_map(|(names, articles)| {
            let first = prop::collection::vec(step(names), articles);
            let later = prop::collection::vec(prop::collection::vec(step(names), 1..4), 1..6);
            (first, later).prop_map(|(first, later)| [vec![first], later].concat())
        })
    }

    /// What names are besides, counted over all articles.
    #[derive(Default)]
    struct Seen {
        stories: BTreeMap<&'static str, BTreeSet<u64>>,
        articles: BTreeMap<&'static str, u64>,
    }

    impl Seen {
        fn of(articles: &[Article], leaders: &BTreeMap<u64, u64>) -> Self {
            let mut seen = Self::default();
            for article in articles {
                for name in article.others.iter().collect::<BTreeSet<_>>() {
                    seen.stories.entry(name).or_default().insert(leaders[&article.number]);
                    *seen.articles.entry(name).or_default() += 1;
                }
            }
            seen
        }

        fn stories(&self, name: &str) -> u64 {
            self.stories.get(name).map_or(0, |stories| stories.len() as u64)
        }
    }

    impl Elsewhere for Seen {
        fn is_other_kind(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
            Ok(self.stories(name) >= least)
        }

        fn is_word(&self, name: &str, least: u64) -> Result<bool, ArchiveError> {
            // Far more articles have a word than say that it is an organization.
            Ok(3 * self.articles.get(name).copied().unwrap_or(0) >= least)
        }
    }

    /// What was decided of the names of a state of the archive.
    struct Decisions {
        full: Vec<Row>,
        glued: Vec<Row>,
        short: ShortNames,
        seen: Seen,
    }

    impl Decisions {
        /// Of all names, or after a change of some from the decisions before.
        fn of(
            tables: &Tables,
            (resolution, aliases): (&Resolution, &Aliases),
            seen: Seen,
            before: Option<(&Self, &Since)>,
        ) -> Self {
            let Tables { names, roll, .. } = tables;
            let known = Known::of(names, resolution, aliases);
            let given = Given { names, roll, full: resolution, aliases, known: &known };
            let full: Vec<Row> = resolution.rows().collect();
            let mut scope = Scope::everything();
            if let Some((before, since)) = before {
                let old = Decided { full: &before.full, glued: &before.glued };
                let now = Decided { full: &full, glued: &known.glued };
                scope = Scope::of(since.names.all.iter().map(String::as_str), &old, &now);
                let others = NAMES.iter().filter(|name| seen.stories(name) != before.seen.stories(name));
                scope.add(others.copied());
                scope.add_words(&before.short.words, names, &seen).unwrap();
            }
            let mut short = ShortNames::of(&given, &scope, &|hash| format!("source {hash}"), &seen).unwrap();
            if let Some((before, _)) = before {
                short.keep(before.short.clone(), names, &scope);
            }
            Self { full, glued: known.glued, short, seen }
        }
    }

    /// Who leads whom, by number, as the definition has it.
    fn leaders_by_definition(articles: &[Article], rules: Rules) -> BTreeMap<u64, u64> {
        let mut order: Vec<&Article> = articles.iter().collect();
        order.sort_by_key(|article| (article.day, article.number));
        let fingerprints: Vec<Vec<u32>> = order.iter().map(|article| article.fingerprint.clone()).collect();
        let leaders = by_definition(&fingerprints, rules).leaders;
        order.iter().zip(leaders).map(|(article, leader)| (article.number, order[leader as usize].number)).collect()
    }

    fn names_by_definition(articles: &[Article], leaders: &BTreeMap<u64, u64>) -> Vec<(String, u64)> {
        let mut stories: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for article in articles {
            for name in &article.names {
                stories.entry(name).or_default().insert(leaders[&article.number]);
            }
        }
        stories.into_iter().map(|(name, stories)| (name.to_owned(), stories.len() as u64)).collect()
    }

    fn aliases() -> Aliases {
        Aliases::parse("split = [\"Xi\"]\nnever = [\"Kremlin\"]\n[merge]\n\"John Lavrov\" = [\"Smith Jones\"]").unwrap()
    }

    /// Follows a history, and compares the tables with those of the definition at each of its states.
    fn follow(history: &[Vec<Step>], rules: Rules, aliases: &Aliases) -> Result<usize, TestCaseError> {
        let mut archive = Archive::new(rules);
        let mut tables = Tables::default();
        let mut resolution = Resolution::default();
        let mut decisions: Option<Decisions> = None;
        let mut followed = 0;
        for steps in history {
            archive.apply(steps);
            let lists = |id: &str, _: Option<&Memory>| {
                archive.lists.get(id).cloned().and_then(|bytes| HashLists::decode(OwnedBytes::new(bytes)))
            };
            let made = match tables.after(&archive.segments, lists, rules).unwrap() {
                Some(made) => made,
                None => Tables::anew(&archive.segments, rules).unwrap(),
            };
            tables = made.tables.clone();
            let articles = archive.articles();
            let number = |row: u32| tables.roll.rows[row as usize].place.1;
            let leaders = tables.roll.rows.iter().map(|row| (row.place.1, number(row.leader)));
            let expected = leaders_by_definition(&articles, rules);
            prop_assert_eq!(&leaders.collect::<BTreeMap<_, _>>(), &expected);
            let counts: Vec<(String, u64)> =
                tables.names.counts().map(|(name, stories)| (name.to_owned(), stories)).collect();
            prop_assert_eq!(&counts, &names_by_definition(&articles, &expected));
            prop_assert_eq!(&tables, &Tables::anew(&archive.segments, rules).unwrap().tables);
            let anew = Resolution::of(&counts, aliases);
            resolution = match &made.since {
                Some(since) => {
                    followed += 1;
                    let rows = tables.names.counts().zip(&tables.names.keys);
                    let rows = rows.map(|((name, count), keys)| (name, count, *keys));
                    resolution.update(rows, &since.names.counted, aliases)
                }
                None => anew.clone(),
            };
            prop_assert_eq!(&resolution, &anew);
            let names = (&resolution, aliases);
            let seen = || Seen::of(&articles, &expected);
            let before = decisions.as_ref().zip(made.since.as_ref());
            let now = Decisions::of(&tables, names, seen(), before);
            // The articles in any order, in any segments.
            let mut whole = Archive::new(rules);
            whole.add_segment(archive.articles().into_iter().rev().collect());
            let other = Tables::anew(&whole.segments, rules).unwrap().tables;
            let anew = Decisions::of(&other, names, seen(), None);
            prop_assert_eq!(&now.short, &anew.short);
            prop_assert_eq!(&now.glued, &anew.glued);
            decisions = Some(now);
        }
        Ok(followed)
    }

    /// Whatever the history, the tables are those of the articles that there are.
    #[test]
    fn tables_know_no_history() {
        let followed = Cell::new(0);
        let mut runner = TestRunner::new(ProptestConfig::with_cases(1_000));
        let run = runner.run(&(history(), small_rules(), any::<bool>()), |(history, rules, with_aliases)| {
            let aliases = if with_aliases { aliases() } else { Aliases::default() };
            followed.set(followed.get() + follow(&history, rules, &aliases)?);
            Ok(())
        });
        assert!(run.is_ok(), "{}", run.unwrap_err());
        assert!(followed.get() > 1_000, "most changes are small: {}", followed.get());
    }
}
