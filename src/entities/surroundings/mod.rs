//! What the words around a name make of it: storms, ships, bridges and prizes that bear the names of people are none.
//!
//! The rules are rows of `rules.tsv`; `parts` mends where names begin and end, `article` has what needs the whole article.

mod article;
mod parts;

use super::Context;
use super::tagger::{Name, NameKind};
use crate::article::{Field, Span};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Words after a name that may lie between it and the word that tells ("Francis Scott | Key Bridge").
const REACH: usize = 2;
/// Bytes of a word at most.
const LONGEST_WORD: usize = 32;

/// What the words say of a name of a kind; `None` where it is no name.
type Verdicts = HashMap<(&'static str, NameKind), Option<NameKind>, foldhash::fast::FixedState>;

struct Rules {
    before: Verdicts,
    after: Verdicts,
    /// By the name itself.
    named: Verdicts,
    /// Words before a name that belong to it, with a space behind them.
    parts: Vec<(String, NameKind)>,
    /// The last words of all that stands before or after a name: most words are none, and are passed over.
    last: HashSet<&'static str, foldhash::fast::FixedState>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        before: HashMap::default(),
        after: HashMap::default(),
        named: HashMap::default(),
        parts: Vec::new(),
        last: HashSet::default(),
    };
    for row in rows() {
        if row.side == "part" {
            rules.parts.extend(row.words.split('|').map(|words| (format!("{words} "), row.from)));
            continue;
        }
        let verdicts = match row.side {
            "name" => &mut rules.named,
            "before" => &mut rules.before,
            _ => &mut rules.after,
        };
        if row.side != "name" {
            rules.last.extend(row.words.split('|').filter_map(|words| words.rsplit(' ').next()));
        }
        verdicts.extend(row.words.split('|').map(|words| ((words, row.from), row.to)));
    }
    rules
});

struct Row {
    side: &'static str,
    from: NameKind,
    to: Option<NameKind>,
    words: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by a test"))]
    example: &'static str,
}

fn rows() -> impl Iterator<Item = Row> {
    let lines = include_str!("rules.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let (side, from, to, words, example) = (next()?, next()?, next()?, next()?, next()?);
        Some(Row { side, from: kind(from)?, to: kind(to), words, example })
    })
}

fn kind(tag: &str) -> Option<NameKind> {
    NameKind::ALL.into_iter().find(|kind| kind.tag() == tag)
}

/// Revises the tagger's names, which are in order.
#[must_use]
pub fn revise(context: &Context<'_>, mut names: Vec<Name>) -> Vec<Name> {
    let of = |name: &Name| match name.field {
        Field::Title => context.title,
        Field::Text => context.text,
    };
    parts::trim(&mut names, &of);
    let missed = missed(context.text, &names);
    if !missed.is_empty() {
        names.extend(missed);
        names.sort_by_key(|name| (name.field == Field::Text, name.span));
    }
    let mut gone: HashSet<(Field, Span)> = HashSet::new();
    let mut told: HashMap<(String, NameKind), Option<NameKind>> = HashMap::new();
    for name in &mut names {
        let text = of(name);
        if let Some(verdict) = before(&text[..name.span.start as usize], name.kind) {
            told.insert((text[name.span.range()].to_lowercase(), name.kind), verdict);
        } else if let Some((kind, end)) = after(&text[name.span.end as usize..], name.kind) {
            // The whole name is one: "Francis Scott Key Bridge".
            name.kind = kind;
            name.span.end += end as u32;
        } else if let Some(verdict) = by_itself(&text[name.span.range()], name.kind) {
            told.insert((text[name.span.range()].to_lowercase(), name.kind), verdict);
        } else if let Some(end) =
            possessive(text, name).filter(|end| is_organization(&text[name.span.start as usize..*end]))
        {
            name.span.end = end as u32;
            name.kind = NameKind::Organization;
        } else if let Some((rest, kind)) = inside(&text[name.span.range()], name.kind) {
            name.kind = kind;
            told.insert((rest, NameKind::Person), Some(kind));
        }
    }
    article::tell_towns(&names, &of, &mut told);
    article::tell_people(&names, &of, &mut told);
    article::tell_companies(&names, &of, &mut told);
    article::tell_nouns(context, &names, &mut told);
    for name in &mut names {
        if !told.is_empty() {
            if let Some(kind) = article::is_thing(name, of(name), &told) {
                name.kind = kind;
                continue;
            }
            match told.get(&(of(name)[name.span.range()].to_lowercase(), name.kind)) {
                Some(Some(kind)) => name.kind = *kind,
                Some(None) => _ = gone.insert((name.field, name.span)),
                None => {}
            }
        }
    }
    names.retain(|name| !gone.contains(&(name.field, name.span)));
    // What a longer name took in is part of it.
    let mut last: Option<Name> = None;
    names.retain(|name| {
        let inside = last.is_some_and(|last: Name| last.field == name.field && name.span.start < last.span.end);
        if !inside {
            last = Some(*name);
        }
        !inside
    });
    names
}

/// Letters of an acronym, at least and at most.
const ACRONYM: std::ops::RangeInclusive<usize> = 3..=6;

/// Organizations that the tagger passed over: acronyms that the word before gives away ("the intelligence service GRU"), and
/// names that are one by themselves ("the Kremlin").
fn missed(text: &str, names: &[Name]) -> Vec<Name> {
    let named = |span: Span| names.iter().any(|name| name.field == Field::Text && name.span.overlaps(span));
    let bytes = text.as_bytes();
    let mut missed = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_uppercase).map(|ahead| at + ahead) {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count();
        at = start + length;
        let is_acronym = ACRONYM.contains(&length) && bytes[start..at].iter().all(u8::is_ascii_uppercase);
        let follows = start >= 2 && bytes[start - 1] == b' ' && bytes[start - 2].is_ascii_lowercase();
        let told = match is_acronym {
            true if follows => before(&text[..start], NameKind::Miscellaneous),
            false if text[..start].ends_with("the ") => by_itself(&text[start..at], NameKind::Location),
            _ => None,
        };
        if told == Some(Some(NameKind::Organization)) {
            let span = Span::new(start, at);
            if !named(span) {
                missed.push(Name { field: Field::Text, span, kind: NameKind::Organization });
            }
        }
    }
    missed
}

/// The words before a name on its line, the nearest first; a quotation mark is no part of a word.
fn words_before(head: &str) -> impl Iterator<Item = &str> {
    let start = head.len().saturating_sub(2 * LONGEST_WORD);
    let start = (start..=head.len()).find(|at| head.is_char_boundary(*at)).unwrap_or(0);
    let near = head[start..].rsplit('\n').next().unwrap_or_default();
    near.rsplit(' ').map(|word| word.trim_matches(['"', '“', '”', '‘', '('])).filter(|word| !word.is_empty())
}

/// What a name becomes; nothing where it is no name of these kinds.
type Told = Option<NameKind>;

/// A name that begins with a word that tells of what follows ("Hurricane Helene"): what follows, in lower case, and what
/// both are.
fn inside(name: &str, kind: NameKind) -> Option<(String, NameKind)> {
    let (first, rest) = name.split_once(' ')?;
    let first = first.to_lowercase();
    let verdict = RULES.before.get(&(first.as_str(), NameKind::Person)).copied().flatten()?;
    (verdict == kind || kind == NameKind::Person).then(|| (rest.to_lowercase(), verdict))
}

/// What a name is by itself, whatever the tagger took it for; the longest of these has 24 bytes.
fn by_itself(name: &str, kind: NameKind) -> Option<Told> {
    const LONGEST: usize = 24;
    if name.len() > LONGEST {
        return None;
    }
    RULES.named.get(&(name.to_lowercase().as_str(), kind)).copied()
}

/// True of a name that is an organization's by itself: "Moody's".
pub(super) fn is_organization(name: &str) -> bool {
    by_itself(name, NameKind::Person) == Some(Some(NameKind::Organization))
}

/// Where the possessive behind a name ends: "Moody's".
fn possessive(text: &str, name: &Name) -> Option<usize> {
    let end = name.span.end as usize;
    text[end..].starts_with("'s").then_some(end + 2)
}

fn before(head: &str, kind: NameKind) -> Option<Told> {
    if !head.ends_with([' ', '"', '“', '‘']) {
        return None;
    }
    let mut words = words_before(head);
    let last = words.next()?.to_lowercase();
    if !RULES.last.contains(last.as_str()) {
        return None;
    }
    let verdicts = &RULES.before;
    let get = |words: &str| verdicts.get(&(words, kind)).copied();
    words.next().and_then(|before| get(&format!("{} {last}", before.to_lowercase()))).or_else(|| get(&last))
}

/// What the capitalised words after a name make of it, and how many bytes of them belong to it.
fn after(rest: &str, kind: NameKind) -> Option<(NameKind, usize)> {
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
        let get = |words: &str| RULES.after.get(&(words, kind)).copied().flatten();
        if RULES.last.contains(lower.as_str())
            && let Some(kind) = get(&lower).or_else(|| get(&format!("{before} {lower}")))
        {
            return Some((kind, if lower == "laureate" { 0 } else { end }));
        }
        before = lower;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of a text, which are marked with brackets: what they are after revision.
    fn revised(marked: &str, kind: NameKind) -> Vec<(String, NameKind)> {
        let (mut text, mut names) = (String::new(), Vec::new());
        for piece in marked.split_inclusive(['[', ']']) {
            let start = text.len();
            text.push_str(piece.trim_end_matches(['[', ']']));
            if piece.ends_with(']') {
                names.push(Name { field: Field::Text, span: Span::new(start, text.len()), kind });
            }
        }
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
        use NameKind::{Miscellaneous, Person};
        let found = revised("[Helene] was Hurricane [Helene], said [Anna Lee].", Person);
        assert_eq!(found.iter().map(|name| name.1).collect::<Vec<_>>(), [Miscellaneous, Miscellaneous, Person]);
    }

    #[test]
    fn a_storm_in_full_tells_of_its_short_name() {
        let text = "After Helene. Hurricane Helene stalled.";
        let name = |start, end, kind| Name { field: Field::Text, span: Span::new(start, end), kind };
        for whole in [NameKind::Miscellaneous, NameKind::Person] {
            let names = vec![name(6, 12, NameKind::Person), name(14, 30, whole)];
            let found = revise(&Context { text, ..Context::default() }, names);
            assert!(found.iter().all(|name| name.kind == NameKind::Miscellaneous), "{found:?}");
        }
    }

    #[test]
    fn an_owner_is_no_part_of_a_person() {
        let found = revised("[Treasury's Baker] and [FED’S JOHNSON] met [O'Neill].", NameKind::Person);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Baker", "JOHNSON", "O'Neill"]);
    }

    #[test]
    fn a_hyphen_parts_no_organization() {
        let whole = [("Inter-American Development Bank".to_owned(), NameKind::Organization)];
        for text in [
            "The [Inter]-[American Development Bank] lent.",
            "The [Inter-][American Development Bank] lent.",
            "The [Inter]-[American] [Development Bank] lent.",
        ] {
            assert_eq!(revised(text, NameKind::Organization), whole);
        }
        assert_eq!(revised("[Shell] [Oil] of [Anglo American]-[Dutch].", NameKind::Organization).len(), 4);
    }

    #[test]
    fn some_names_keep_their_possessive() {
        let found = revised("[Moody] fell. [Moody]'s cut it.", NameKind::Person);
        assert_eq!(found[0], ("Moody".to_owned(), NameKind::Organization));
        assert_eq!(found[1], ("Moody's".to_owned(), NameKind::Organization));
    }

    #[test]
    fn parts_before_a_name_belong_to_it() {
        let whole = ("Standard and Poor's Corp".to_owned(), NameKind::Organization);
        for text in ["Here Standard and [Poor's Corp] cut it.", "Here [Standard] and [Poor's Corp] cut it."] {
            assert_eq!(revised(text, NameKind::Organization), std::slice::from_ref(&whole));
        }
        assert_eq!(revised("A pound and [Poor's Corp] fell.", NameKind::Organization)[0].0, "Poor's Corp");
    }

    #[test]
    fn partners_are_one_company() {
        let text = "Underwriters are Kidder, Peabody and Co Inc. Pat Roberts (R-Kan.) spoke.";
        let name = |start, end, kind| Name { field: Field::Text, span: Span::new(start, end), kind };
        let names = vec![
            name(17, 23, NameKind::Person),
            name(25, 43, NameKind::Organization),
            name(45, 56, NameKind::Person),
            name(58, 63, NameKind::Person),
        ];
        let found = revise(&Context { text, ..Context::default() }, names);
        let names: Vec<&str> = found.iter().map(|name| &text[name.span.range()]).collect();
        assert_eq!(names, ["Kidder, Peabody and Co Inc", "Pat Roberts"]);
    }

    #[test]
    fn a_company_is_nobody() {
        let kinds = |text: &str, company: &str, person: &str| {
            let at = |words: &str| text.find(words).unwrap();
            let name = |start, words: &str, kind| Name {
                field: Field::Text,
                span: Span::new(start, start + words.len()),
                kind,
            };
            let last = text.rfind(person).unwrap();
            let mut names =
                vec![name(at(company), company, NameKind::Organization), name(last, person, NameKind::Person)];
            if let Some(start) = text.find("Ann Kidder") {
                names.push(name(start, "Ann Kidder", NameKind::Person));
            }
            names.sort_by_key(|name| name.span);
            revise(&Context { text, ..Context::default() }, names).last().unwrap().kind
        };
        let text = "Kidder Peabody and Co fell. Later Kidder rose.";
        assert_eq!(kinds(text, "Kidder Peabody and Co", "Kidder"), NameKind::Organization);
        let text = "Moody's Investors Service spoke. Then Moody's agreed.";
        assert_eq!(kinds(text, "Moody's Investors Service", "Moody"), NameKind::Organization);
        let text = "Kidder Peabody and Co fell. Ann Kidder left. Later Kidder rose.";
        assert_eq!(kinds(text, "Kidder Peabody and Co", "Kidder"), NameKind::Person);
        let text = "The Biden Administration spoke. Later Biden left.";
        assert_eq!(kinds(text, "Biden Administration", "Biden"), NameKind::Person);
    }

    #[test]
    fn nouns_that_open_a_sentence_are_nobody() {
        let found = |text: &str, word: &str| {
            let sentences = crate::text::sentences(text, Some("en"));
            let spans = text.match_indices(word).map(|(at, _)| Span::new(at, at + word.len()));
            let names = spans.map(|span| Name { field: Field::Text, span, kind: NameKind::Person }).collect();
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
        let name = |at: usize, kind| Name { field: Field::Text, span: Span::new(at, at + 4), kind };
        let places = [26, 47].map(|at| name(at, NameKind::Location));
        let names = vec![name(9, NameKind::Person), places[0], places[1]];
        let kinds: Vec<_> =
            revise(&Context { text, ..Context::default() }, names).iter().map(|name| name.kind).collect();
        assert_eq!(kinds, [NameKind::Miscellaneous, NameKind::Miscellaneous, NameKind::Location]);
    }

    #[test]
    fn a_party_has_its_whole_name() {
        let found = revised("Her [Liberal] Democratic Party, the [Labour] Party.", NameKind::Organization);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Liberal Democratic Party", "Labour Party"]);
    }

    #[test]
    fn the_whole_bridge_is_the_name() {
        let found = revised("The [Francis Scott] [Key Bridge] fell.", NameKind::Person);
        assert_eq!(found, [("Francis Scott Key Bridge".to_owned(), NameKind::Location)]);
    }

    #[test]
    fn towns_stand_after_in_and_near() {
        use NameKind::{Location, Person};
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
                Name { field: Field::Text, span: Span::new(start, start + words.len()), kind }
            };
            let names = vec![
                name("Zohran Mamdani", 0, NameKind::Person),
                name("Mamdani", 19, NameKind::Organization),
                name(lone, 19, NameKind::Organization),
            ];
            let names = if lone == "Mamdani" { names[..2].to_vec() } else { names };
            revise(&Context { text: &text, ..Context::default() }, names)[1].kind
        };
        assert_eq!(kinds("Mamdani"), NameKind::Person);
        assert_eq!(kinds("Mamdani Motors"), NameKind::Organization);
    }

    #[test]
    fn people_stay_people() {
        for text in ["[Anna Lee] said so.", "[Trump] spoke.", "[Street] spoke.", "[Anna Lee]’s Street", "“[Lee]"] {
            assert!(revised(text, NameKind::Person).iter().all(|name| name.1 == NameKind::Person), "{text}");
        }
    }
}
