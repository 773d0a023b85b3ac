//! The rules of corrections, rows of `rules.tsv`: what the words right before or after a name, or the name itself, make of it.

use crate::article::Stage;
use crate::entities::EntityType;
use crate::text::with_lower;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words after a name that may lie between it and the word that decides ("Francis Scott | Key Bridge").
const REACH: usize = 2;
/// The rule of names of films, albums and novels.
pub(super) const WORK: &str = "work";
/// The rule of names of ships.
pub(super) const SHIP: &str = "ship";
/// Bytes of a word at most.
const LONGEST_WORD: usize = 32;

/// What a rule makes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Correction {
    /// What it is; `None` where it is no name of these types.
    pub(super) to: Option<EntityType>,
    /// What says so, for `--explain`.
    pub(super) stage: Stage,
    pub(super) rule: &'static str,
}

impl Correction {
    /// What a rule of corrections says.
    pub(super) const fn by(rule: &'static str, to: Option<EntityType>) -> Self {
        Self { to, stage: Stage::Corrections, rule }
    }
}

type Table = HashMap<(&'static str, EntityType), Correction, foldhash::fast::FixedState>;

struct Rules {
    before: Table,
    after: Table,
    /// By the name itself.
    named: Table,
    /// Bytes of the longest of these.
    longest_name: usize,
    /// By the last word of the name.
    ends: Table,
    /// Words before a name that belong to it, with a space behind them.
    parts: Vec<(String, EntityType)>,
    /// The last words of all that stands before or after a name: most words are none, and are passed over.
    last: HashSet<&'static str, foldhash::fast::FixedState>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        before: HashMap::default(),
        after: HashMap::default(),
        named: HashMap::default(),
        longest_name: 0,
        ends: HashMap::default(),
        parts: Vec::new(),
        last: HashSet::default(),
    };
    for row in rows() {
        let words = || row.words.split('|');
        let correction = Correction::by(row.rule, row.to);
        let table = match row.side {
            Side::Part => {
                rules.parts.extend(words().map(|words| (format!("{words} "), row.from)));
                continue;
            }
            Side::Name => {
                rules.longest_name = words().map(str::len).fold(rules.longest_name, usize::max);
                &mut rules.named
            }
            Side::Last => &mut rules.ends,
            Side::Before => &mut rules.before,
            Side::After => &mut rules.after,
        };
        table.extend(words().map(|words| ((words, row.from), correction)));
        if matches!(row.side, Side::Before | Side::After) {
            rules.last.extend(words().filter_map(|words| words.rsplit(' ').next()));
        }
    }
    rules
});

/// Where the words of a rule stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
    Name,
    Last,
    Part,
}

pub(super) struct Row {
    rule: &'static str,
    side: Side,
    pub(super) from: EntityType,
    pub(super) to: Option<EntityType>,
    words: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by a test"))]
    pub(super) example: &'static str,
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    let lines = include_str!("rules.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let rule = next()?;
        let side = match next()? {
            "before" => Side::Before,
            "after" => Side::After,
            "name" => Side::Name,
            "last" => Side::Last,
            _ => Side::Part,
        };
        let (from, to, words, example) = (next()?, next()?, next()?, next()?);
        Some(Row { rule, side, from: EntityType::from_tag(from)?, to: EntityType::from_tag(to), words, example })
    })
}

/// The words before a name on its line, the nearest first; a quotation mark is no part of a word.
pub(super) fn words_before(head: &str) -> impl Iterator<Item = &str> {
    let start = head.ceil_char_boundary(head.len().saturating_sub(2 * LONGEST_WORD));
    let near = head[start..].rsplit('\n').next().unwrap_or_default();
    near.rsplit(' ').map(|word| word.trim_matches(['"', '“', '”', '‘', '('])).filter(|word| !word.is_empty())
}

/// What the words before a name make of it; `head` is the text before it.
pub(super) fn before(head: &str, kind: EntityType) -> Option<Correction> {
    if !head.ends_with([' ', '"', '“', '‘']) {
        return None;
    }
    let mut words = words_before(head);
    let last = words.next()?;
    if !with_lower(last, |last| RULES.last.contains(last)) {
        return None;
    }
    let last = last.to_lowercase();
    let get = |words: &str| RULES.before.get(&(words, kind)).copied();
    words.next().and_then(|before| get(&format!("{} {last}", before.to_lowercase()))).or_else(|| get(&last))
}

/// What the capitalised words after a name make of it, and how many bytes of them belong to it; `rest` is the text behind it.
pub(super) fn after(rest: &str, kind: EntityType) -> Option<(Correction, usize)> {
    let mut end = 0;
    let mut before = String::new();
    for _ in 0..REACH {
        let word = rest[end..].strip_prefix(' ')?;
        let length = word.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(word.len());
        if !(word.starts_with(char::is_uppercase) || before.is_empty() && word.starts_with("laureate")) {
            return None;
        }
        if length == 0 || length > LONGEST_WORD {
            return None;
        }
        end += 1 + length;
        let lower = word[..length].to_lowercase();
        let get = |words: &str| RULES.after.get(&(words, kind)).copied();
        if RULES.last.contains(lower.as_str())
            && let Some(correction) = get(&lower).or_else(|| get(&format!("{before} {lower}")))
        {
            return Some((correction, if lower == "laureate" { 0 } else { end }));
        }
        before = lower;
    }
    None
}

/// What a name is by itself, or by its last word.
pub(super) fn by_itself(name: &str, kind: EntityType) -> Option<Correction> {
    let last = name.rsplit_once(' ').map(|(_, last)| last.trim_end_matches('.'));
    let by_last = || with_lower(last?, |last| RULES.ends.get(&(last, kind)).copied());
    if name.len() > RULES.longest_name {
        return by_last();
    }
    with_lower(name, |name| RULES.named.get(&(name, kind)).copied()).or_else(by_last)
}

/// A name that begins with a word that decides of what follows ("Hurricane Helene"): what follows, in lower case, and what both
/// are.
pub(super) fn inside(name: &str, kind: EntityType) -> Option<(String, Correction)> {
    let (first, rest) = name.split_once(' ')?;
    let correction = with_lower(first, |first| RULES.before.get(&(first, EntityType::Person)).copied())?;
    let to = correction.to?;
    (to == kind || kind == EntityType::Person).then(|| (rest.to_lowercase(), correction))
}

/// How many bytes before a name belong to it: "Standard and | Poor's".
pub(super) fn part_before(head: &str, kind: EntityType) -> usize {
    if !(head.ends_with("and ") || head.ends_with("& ") || head.ends_with("AND ")) {
        return 0;
    }
    let ends = |part: &&(String, EntityType)| {
        let start = head.len().checked_sub(part.0.len()).filter(|start| head.is_char_boundary(*start));
        part.1 == kind && start.is_some_and(|start| head[start..].eq_ignore_ascii_case(&part.0))
    };
    RULES.parts.iter().find(ends).map_or(0, |(words, _)| words.len())
}
