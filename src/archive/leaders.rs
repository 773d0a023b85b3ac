//! Which article of the archive each one is a copy of: of all of them at once, or after a change only where it matters.
//!
//! What the groups are is defined in [`crate::text::copies`]. After a change these texts are judged anew: new ones; those whose
//! leader is gone or leads no more; those with a hash whose weight changed, or that began or ceased to be boilerplate; and later
//! ones that may follow a text that leads newly or with other weights. They are judged in order, so each at most once.

use super::hash_lists::HashLists;
use super::roll::{Change, Roll, Row};
use super::source::Source;
use crate::text::copies::{self, NONE, Rules, Texts, leader, weight_of};
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::ops::Deref;
use std::rc::Rc;

/// Numbers of lists that are kept, so that the texts of one template are looked up once; beyond it they are looked up each time.
const KEPT: usize = 1 << 21;

/// Sets the texts and leaders of all rows, whatever they were.
pub(super) fn make<S: Source>(roll: &mut Roll, sources: &[S], rules: Rules) {
    let mut order: Vec<u32> = (0..roll.rows.len() as u32).collect();
    order.sort_unstable_by_key(|row| (roll.rows[*row as usize].place, *row));
    let fingerprint = |row: &u32| sources[roll.segment_of(*row)].fingerprint(roll.rows[*row as usize].lead);
    let fingerprints: Vec<Vec<u32>> = order.iter().map(fingerprint).collect();
    let groups = copies::groups(&fingerprints, rules);
    for ((row, text), of_text) in order.iter().zip(groups.texts).zip(groups.leaders) {
        let row = &mut roll.rows[*row as usize];
        (row.text, row.leader) = (order[text as usize], order[of_text as usize]);
    }
}

/// What the articles of the archive are read from.
pub(super) struct Sources<'s, S> {
    pub segments: &'s [S],
    /// The lists of each segment.
    pub hash_lists: &'s [HashLists],
    pub rules: Rules,
}

/// Sets the texts and leaders of a roll after a change, given the old roll and the fingerprints of its rows that are gone.
pub(super) fn update<S: Source>(
    change: &mut Change,
    old: &Roll,
    gone: &HashMap<u32, Vec<u32>>,
    sources: &Sources<'_, S>,
) {
    let mut articles = Articles::new(&change.roll, sources);
    let settled = articles.settle_texts(change, old, gone);
    let touched = articles.touched(&settled);
    let leaders = change.roll.rows.iter().map(|row| row.leader).collect();
    let mut judging = Judging {
        articles: &articles,
        new: &settled.new,
        touched: &touched,
        leaders,
        followers: None,
        queue: BinaryHeap::new(),
        queued: BTreeSet::new(),
    };
    judging.run();
    let leaders = judging.leaders;
    let texts = articles.texts;
    for (row, text) in change.roll.rows.iter_mut().zip(texts) {
        (row.text, row.leader) = (text, leaders[text as usize]);
    }
}

/// The articles after the change, by row.
struct Articles<'s, S> {
    roll: &'s Roll,
    sources: &'s Sources<'s, S>,
    /// Rows by segment and lead.
    row_of: Vec<Vec<u32>>,
    texts: Vec<u32>,
    /// Weights that were looked up.
    weights: RefCell<foldhash::HashMap<u32, f32>>,
    /// By hash the texts that share it, and by row the fingerprints, as they were looked up.
    sharing: Kept,
    fingerprints: Kept,
}

/// Lists of numbers that were looked up.
#[derive(Default)]
struct Kept {
    lists: RefCell<foldhash::HashMap<u32, Rc<[u32]>>>,
    /// How many numbers these are.
    length: Cell<usize>,
}

impl Kept {
    fn get_or(&self, key: u32, look_up: impl FnOnce() -> Vec<u32>) -> Rc<[u32]> {
        if let Some(known) = self.lists.borrow().get(&key) {
            return Rc::clone(known);
        }
        let list: Rc<[u32]> = look_up().into();
        if self.length.get() < KEPT {
            self.length.set(self.length.get() + list.len() + 1);
            self.lists.borrow_mut().insert(key, Rc::clone(&list));
        }
        list
    }
}

/// Which texts are others than before.
#[derive(Default)]
struct Settled {
    /// Rows that are a text newly.
    new: BTreeSet<u32>,
    /// For each hash of a text that came or went: how many more texts have it, and how many more among their lowest.
    more: HashMap<u32, (i64, i64)>,
}

impl Settled {
    fn count(&mut self, fingerprint: &[u32], rules: Rules, by: i64) {
        let lowest = rules.lowest(fingerprint).len();
        for (rank, hash) in fingerprint.iter().enumerate() {
            let more = self.more.entry(*hash).or_default();
            more.0 += by;
            more.1 += if rank < lowest { by } else { 0 };
        }
    }
}

impl<'s, S: Source> Articles<'s, S> {
    fn new(roll: &'s Roll, sources: &'s Sources<'s, S>) -> Self {
        let rows = |(at, source): (usize, &S)| {
            let mut row_of = vec![NONE; source.leads().length() as usize];
            for row in roll.rows_of(at) {
                row_of[roll.rows[row].lead as usize] = row as u32;
            }
            row_of
        };
        let row_of = sources.segments.iter().enumerate().map(rows).collect();
        let texts = roll.rows.iter().map(|row| row.text).collect();
        Self {
            roll,
            sources,
            row_of,
            texts,
            weights: RefCell::default(),
            sharing: Kept::default(),
            fingerprints: Kept::default(),
        }
    }

    fn row(&self, row: u32) -> &Row {
        &self.roll.rows[row as usize]
    }

    /// Adds the articles that have a hash; only among their lowest, if so wanted.
    fn with(&self, hash: u32, is_lowest: bool, found: &mut Vec<u32>) {
        let mut leads = Vec::new();
        for (hash_lists, row_of) in self.sources.hash_lists.iter().zip(&self.row_of) {
            leads.clear();
            if is_lowest {
                hash_lists.lowest(hash, &mut leads);
            } else {
                hash_lists.all(hash, &mut leads);
            }
            let rows = leads.iter().filter_map(|lead| row_of.get(*lead as usize)).copied();
            found.extend(rows.filter(|row| *row != NONE));
        }
    }

    /// As [`Self::with`], of texts.
    fn texts_with(&self, hash: u32, is_lowest: bool) -> Vec<u32> {
        let mut found = Vec::new();
        self.with(hash, is_lowest, &mut found);
        found.retain(|row| self.texts[*row as usize] == *row);
        found
    }

    /// Finds the first article of each fingerprint that came or went, and counts what that does to the hashes.
    fn settle_texts(&mut self, change: &Change, old: &Roll, gone: &HashMap<u32, Vec<u32>>) -> Settled {
        let mut settled = Settled::default();
        // By digest: the fingerprint, and the old row of the text where a row of it is gone.
        let mut fingerprints: HashMap<u64, (Vec<u32>, u32)> = HashMap::new();
        for row in change.removed() {
            let Row { digest, text, .. } = old.rows[row as usize];
            if let Some(fingerprint) = gone.get(&row).filter(|_| digest != 0) {
                fingerprints.insert(digest, (fingerprint.clone(), text));
            }
        }
        for row in change.added() {
            let digest = self.row(row).digest;
            if digest == 0 {
                self.texts[row as usize] = row;
                settled.new.insert(row);
            } else {
                fingerprints.entry(digest).or_insert_with(|| (self.fingerprint(row).to_vec(), NONE));
            }
        }
        for (digest, (fingerprint, mut before)) in fingerprints {
            let mut members = Vec::new();
            self.with(fingerprint[0], true, &mut members);
            members.retain(|row| self.row(*row).digest == digest);
            if let Some(old_member) = members.iter().map(|row| change.old_of[*row as usize]).find(|old| *old != NONE) {
                before = old.rows[old_member as usize].text;
            }
            let Some(first) = members.iter().copied().min_by_key(|row| self.row(*row).place) else {
                settled.count(&fingerprint, self.sources.rules, -1);
                continue;
            };
            for row in members {
                self.texts[row as usize] = first;
            }
            if before == NONE {
                settled.count(&fingerprint, self.sources.rules, 1);
            }
            if before == NONE || change.now(before) != first {
                settled.new.insert(first);
            }
        }
        settled
    }

    /// The texts that have a hash whose weight changed, or that began or ceased to be boilerplate.
    fn touched(&self, settled: &Settled) -> BTreeSet<u32> {
        let rules = self.sources.rules;
        let mut touched = BTreeSet::new();
        for (hash, (more, more_lowest)) in &settled.more {
            let all = self.texts_with(*hash, false);
            let before = |now: usize, more: i64| u32::try_from(now as i64 - more).unwrap_or(0);
            if rules.step(all.len() as u32) != rules.step(before(all.len(), *more)) {
                touched.extend(all);
            }
            let lowest = self.texts_with(*hash, true);
            let is_boilerplate = |texts: u32| texts > rules.boilerplate;
            if is_boilerplate(lowest.len() as u32) != is_boilerplate(before(lowest.len(), *more_lowest)) {
                touched.extend(lowest);
            }
        }
        touched
    }

    /// Later texts that may be compared with a text.
    fn later(&self, text: u32) -> Vec<u32> {
        let mut seen = Vec::new();
        for hash in self.sources.rules.lowest(&self.fingerprint(text)) {
            self.sharing(*hash, &mut seen);
        }
        seen.retain(|other| self.place(*other) > self.place(text));
        seen.sort_unstable();
        let comparable = seen.chunk_by(|a, b| a == b).filter(|same| same.len() >= self.sources.rules.shared);
        comparable.map(|same| same[0]).collect()
    }
}

impl<S: Source> Texts for Articles<'_, S> {
    fn fingerprint(&self, text: u32) -> impl Deref<Target = [u32]> {
        let look_up = || self.sources.segments[self.roll.segment_of(text)].fingerprint(self.row(text).lead);
        self.fingerprints.get_or(text, look_up)
    }

    fn place(&self, text: u32) -> (i64, u64) {
        self.row(text).place
    }

    fn sharing(&self, hash: u32, found: &mut Vec<u32>) {
        let texts = self.sharing.get_or(hash, || {
            let texts = self.texts_with(hash, true);
            if texts.len() > self.sources.rules.boilerplate as usize { Vec::new() } else { texts }
        });
        found.extend_from_slice(&texts);
    }

    fn weight(&self, hash: u32) -> f32 {
        let count = || self.texts_with(hash, false).len() as u32;
        *self.weights.borrow_mut().entry(hash).or_insert_with(|| weight_of(self.sources.rules.step(count())))
    }
}

/// Texts on their way to a judgement.
struct Judging<'a, 's, S> {
    articles: &'a Articles<'s, S>,
    new: &'a BTreeSet<u32>,
    touched: &'a BTreeSet<u32>,
    /// By row; only those of texts are looked at.
    leaders: Vec<u32>,
    /// The followers of each leader as they were, once they were needed.
    followers: Option<HashMap<u32, Vec<u32>>>,
    queue: BinaryHeap<Reverse<((i64, u64), u32)>>,
    queued: BTreeSet<u32>,
}

impl<S: Source> Judging<'_, '_, S> {
    fn put(&mut self, text: u32) {
        if self.queued.insert(text) {
            self.queue.push(Reverse((self.articles.place(text), text)));
        }
    }

    fn is_text(&self, row: u32) -> bool {
        self.articles.texts.get(row as usize) == Some(&row)
    }

    fn run(&mut self) {
        for row in 0..self.leaders.len() as u32 {
            let is_lost = || !self.is_text(self.leaders[row as usize]);
            if self.is_text(row) && (self.new.contains(&row) || self.touched.contains(&row) || is_lost()) {
                self.put(row);
            }
        }
        while let Some(Reverse((_, text))) = self.queue.pop() {
            let led = !self.new.contains(&text) && self.leaders[text as usize] == text;
            let leads_already = |other: u32| self.is_text(other) && self.leaders.get(other as usize) == Some(&other);
            let leader = leader(self.articles, text, self.articles.sources.rules, leads_already);
            self.leaders[text as usize] = leader;
            let leads = leader == text;
            if leads && (!led || self.touched.contains(&text)) {
                self.articles.later(text).into_iter().for_each(|other| self.put(other));
            } else if led && !leads {
                self.followers_of(text).into_iter().for_each(|other| self.put(other));
            }
        }
    }

    /// The texts that followed a text before the change and were not judged since.
    fn followers_of(&mut self, text: u32) -> Vec<u32> {
        let (articles, leaders) = (self.articles, &self.leaders);
        let followers = self.followers.get_or_insert_with(|| {
            let mut followers: HashMap<u32, Vec<u32>> = HashMap::new();
            for (row, leader) in (0..).zip(leaders).filter(|(row, leader)| *row != **leader) {
                if articles.texts[row as usize] == row {
                    followers.entry(*leader).or_default().push(row);
                }
            }
            followers
        });
        followers.remove(&text).unwrap_or_default()
    }
}
