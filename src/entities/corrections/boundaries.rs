//! Where names begin and end: what the tagger took in too much of, and what it divided.

use super::rules::part_before;
use crate::article::{Field, Span};
use crate::entities::known::{Kinds, OrganizationWords, kinds_of};
use crate::entities::tagger::lexicon::{GIVEN, LOWER, SURNAME};
use crate::entities::{Context, EntityType, NamedEntity};
use crate::text::with_lower;
use foldhash::HashSet;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// Words that end the name of a company.
static COMPANY_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OrganizationWords::Company.set());

/// Letters of a word in lower case that the next is glued to: "toldPeople", but "d'Arc", "deLillo".
const GLUED: usize = 3;

/// Takes what owns a person off the name ("Treasury's | Baker"), leaves out what says where a member of Congress is from ("R-Kan"),
/// and joins the parts of organizations: "Inter | - | American | Development Bank", "Kidder | , | Peabody and Co".
pub(super) fn trim<'a>(names: &mut Vec<NamedEntity>, of: &impl Fn(&NamedEntity) -> &'a str) {
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let written = &of(name)[name.span.range()];
        if !written.contains(['\'', '’']) {
            continue;
        }
        let owned =
            ["'s ", "’s ", "'S ", "’S "].iter().filter_map(|mark| Some(written.rfind(mark)? + mark.len())).max();
        if let Some(owned) = owned.filter(|owned| *owned < written.len()) {
            name.span.start += owned as u32;
        }
    }
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let written = &of(name)[name.span.range()];
        let (start, end) = (person_start(written), person_end(written));
        name.span.end -= (written.len() - end) as u32;
        name.span.start += if start < end { start as u32 } else { 0 };
    }
    for name in names.iter_mut() {
        name.span.start -= part_before(&of(name)[..name.span.start as usize], name.kind) as u32;
    }
    names.retain(|name| {
        let written = &of(name)[name.span.range()];
        name.kind != EntityType::Person || !(written.starts_with("R-") || written.starts_with("D-"))
    });
    let mut hyphened = false;
    names.dedup_by(|next, name| {
        if name.field == next.field && next.span.start <= name.span.start {
            // It took the one before in.
            *name = *next;
            return true;
        }
        if name.field != next.field || next.kind == EntityType::Person {
            return false;
        }
        let text = of(name);
        let is_organization = next.kind == EntityType::Organization;
        let written = &text[name.span.range()];
        let joined = match (name.kind, text.get(name.span.end as usize..next.span.start as usize)) {
            (EntityType::Organization, Some("-")) => !written.contains(' '),
            (EntityType::Organization, Some("")) => !written.contains(' ') && written.ends_with('-'),
            (EntityType::Organization, Some(" ")) => hyphened && is_organization,
            (EntityType::Person, Some(", ")) => is_organization && is_partnership(&text[next.span.range()]),
            _ => false,
        };
        hyphened = joined;
        if joined {
            name.kind = EntityType::Organization;
            name.span.end = next.span.end;
        }
        joined
    });
}

/// Where the name of a person begins in what was taken for one: behind what captions, credits and farewells set before it ("Courtesy |
/// Colleen Thompson", "RIP | Pele").
fn person_start(written: &str) -> usize {
    const BEFORE: [&str; 17] = [
        "rip",
        "courtesy",
        "photo",
        "photos",
        "photograph",
        "video",
        "credit",
        "via",
        "pictured",
        "caption",
        "file",
        "afp",
        "ap",
        "reuters",
        "getty",
        "shutterstock",
        "image",
    ];
    let mut start = 0;
    while let Some((word, rest)) = written[start..].split_once(' ') {
        let bare = word.trim_end_matches([':', '/', '.']);
        let is_before = with_lower(bare, |word| BEFORE.contains(&word));
        if !is_before || !rest.starts_with(char::is_uppercase) {
            break;
        }
        start += word.len() + 1;
    }
    start
}

/// Where the name of a person ends in what was taken for one: before its last word said again ("Anna Lee | Lee"), before a home ("Jennifer Guo | of Edison"), before what a page glued to
/// the next word ("Hemsworth | toldPeople"), before a role behind a dash ("Marybeth Finn | -Nurse").
fn person_end(written: &str) -> usize {
    let mut end = written.len();
    if let Some(at) = written.find(" of ").filter(|at| is_full_name(&written[..*at])) {
        end = at;
    }
    if let Some((head, last)) = written.rsplit_once(' ')
        && head.rsplit_once(' ').is_some_and(|(_, before)| before == last && last.len() > 2)
    {
        end = end.min(head.len());
    }
    for (at, _) in written.match_indices(' ').filter(|(at, _)| *at < end) {
        let word = written[at + 1..].split(' ').next().unwrap_or_default();
        let is_glued = word.starts_with(char::is_lowercase) && {
            let tail = word.trim_start_matches(char::is_lowercase);
            word.len() - tail.len() >= GLUED && tail.starts_with(char::is_uppercase)
        };
        let is_role = word.starts_with('-') && word[1..].starts_with(char::is_alphabetic);
        if is_glued || is_role {
            return at;
        }
    }
    end
}

/// True of two words or more with capitals, of which none names an office that the next words belong to: "Joan", "Prince Charles".
fn is_full_name(written: &str) -> bool {
    const NOBLE: [&str; 15] = [
        "prince",
        "princess",
        "king",
        "queen",
        "duke",
        "duchess",
        "earl",
        "count",
        "countess",
        "lord",
        "lady",
        "sultan",
        "emir",
        "archbishop",
        "bishop",
    ];
    let is_noble = |word: &str| NOBLE.iter().any(|noble| word.eq_ignore_ascii_case(noble));
    written.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
        && !written.split(' ').any(is_noble)
}

/// Ends names where the code of a page has glued them to the next: "Clinton|Giuliani". The first half is the name of people, the second
/// is no word, and the whole is no known name; "McConnell", "DeSantis" and their like have a short head.
pub(super) fn part_glued(context: &Context<'_>, names: &mut [NamedEntity]) {
    const SHORTEST: usize = 4;
    let lexicon = context.model().lexicon();
    let flags = |half: &str| with_lower(half, |lower| lexicon.get(lower)).flags;
    let is_name = |half: &str| flags(half) & (SURNAME | GIVEN) != 0 && flags(half) & LOWER == 0;
    for name in names {
        let written = &context.field(name.field)[name.span.range()];
        let Some(last) = written.rsplit(' ').next() else { continue };
        let bytes = last.as_bytes();
        let seam =
            (SHORTEST..bytes.len()).find(|at| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase());
        let Some((head, tail)) = seam.map(|seam| last.split_at(seam)) else { continue };
        let tail = &tail[..tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len())];
        if tail.len() >= SHORTEST && is_name(head) && flags(tail) & LOWER == 0 && kinds_of(last) == Kinds::default() {
            name.span.end -= (last.len() - head.len()) as u32;
            name.kind = EntityType::Person;
        }
    }
}

/// Gives people the initials before their names that the tagger left outside: "A. P. | J. Abdul Kalam". What these were taken for goes.
pub(super) fn with_initials<'a>(names: &mut Vec<NamedEntity>, of: &impl Fn(&NamedEntity) -> &'a str) {
    let mut changed = false;
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let text = of(name);
        let mut start = name.span.start as usize;
        while let Some(head) = text[..start].strip_suffix(". ").or_else(|| text[..start].strip_suffix('.')) {
            let Some(initial) = head.chars().next_back().filter(|c| c.is_uppercase()) else { break };
            let before = &head[..head.len() - initial.len_utf8()];
            if before.ends_with(char::is_alphanumeric) {
                break;
            }
            start = before.len();
        }
        changed |= start < name.span.start as usize;
        name.span.start = start as u32;
    }
    if changed {
        without_covered(names);
    }
}

/// Gives people the suffix behind a comma: "Thomas Day | , Jr." What it was taken for goes.
pub(super) fn with_suffix<'a>(names: &mut Vec<NamedEntity>, of: &impl Fn(&NamedEntity) -> &'a str) {
    let mut changed = false;
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let behind = &of(name)[name.span.end as usize..];
        let suffix = [", Jr.", ", Sr.", ", Jr", ", Sr", ", III", ", II"].into_iter().find(|suffix| {
            let rest = behind.strip_prefix(suffix);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
        if let Some(suffix) = suffix.filter(|_| of(name)[name.span.range()].contains(' ')) {
            name.span.end += suffix.len() as u32;
            changed = true;
        }
    }
    if changed {
        without_covered(names);
    }
}

/// Leaves out names that a longer one overlaps.
fn without_covered(names: &mut Vec<NamedEntity>) {
    let covered = covered(names);
    names.retain(|name| covered.binary_search(&(name.field, name.span)).is_err());
}

/// The spans of names that a longer one overlaps, in order.
fn covered(names: &[NamedEntity]) -> Vec<(Field, Span)> {
    let mut spans: Vec<(Field, Span)> = names.iter().map(|name| (name.field, name.span)).collect();
    spans.sort_unstable();
    let mut covered = Vec::new();
    for (at, first) in spans.iter().enumerate() {
        let behind = spans[at + 1..].iter().take_while(|next| next.0 == first.0 && next.1.start < first.1.end);
        for next in behind.filter(|next| next.1.overlaps(first.1)) {
            match next.1.len().cmp(&first.1.len()) {
                Ordering::Less => covered.push(*next),
                Ordering::Greater => covered.push(*first),
                Ordering::Equal => {}
            }
        }
    }
    covered.sort_unstable();
    covered
}

/// "Peabody and Co", "Sachs & Co."
fn is_partnership(name: &str) -> bool {
    let mut words = name.split(' ').skip(1);
    let joined = words.next().is_some_and(|word| matches!(word, "and" | "&"));
    joined && words.next().is_some_and(ends_company)
}

/// True of a word that ends the name of a company, in any case: "Co", "Corp.".
pub(super) fn ends_company(word: &str) -> bool {
    with_lower(word.trim_end_matches('.'), |lower| COMPANY_WORDS.contains(lower))
}
