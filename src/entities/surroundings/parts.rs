//! Where names begin and end: what the tagger took in too much of, and what it divided.

use super::RULES;
use crate::entities::tagger::{Name, NameKind};

/// What ends the name of a company, in lower case and without a full stop.
pub(super) const OF_COMPANIES: &[&str] = &[
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "cos",
    "ltd",
    "plc",
    "llc",
    "ag",
    "sa",
    "nv",
    "group",
    "brothers",
    "bros",
    "securities",
    "holdings",
    "bank",
    "partners",
    "associates",
    "industries",
    "service",
    "services",
    "stores",
    "international",
];

/// Takes what owns a person off the name ("Treasury's | Baker"), leaves out what says where a member of Congress is from ("R-Kan"),
/// and joins the parts of organizations: "Inter | - | American | Development Bank", "Kidder | , | Peabody and Co".
pub(super) fn trim<'a>(names: &mut Vec<Name>, of: &impl Fn(&Name) -> &'a str) {
    for name in names.iter_mut().filter(|name| name.kind == NameKind::Person) {
        let written = &of(name)[name.span.range()];
        let owned =
            ["'s ", "’s ", "'S ", "’S "].iter().filter_map(|mark| Some(written.rfind(mark)? + mark.len())).max();
        if let Some(owned) = owned.filter(|owned| *owned < written.len()) {
            name.span.start += owned as u32;
        }
    }
    for name in names.iter_mut() {
        name.span.start -= part_before(&of(name)[..name.span.start as usize], name.kind) as u32;
    }
    names.retain(|name| {
        let written = &of(name)[name.span.range()];
        name.kind != NameKind::Person || !(written.starts_with("R-") || written.starts_with("D-"))
    });
    let mut hyphened = false;
    names.dedup_by(|next, name| {
        if name.field == next.field && next.span.start <= name.span.start {
            // It took the one before in.
            *name = *next;
            return true;
        }
        if name.field != next.field || next.kind == NameKind::Person {
            return false;
        }
        let text = of(name);
        let is_organization = next.kind == NameKind::Organization;
        let written = &text[name.span.range()];
        let joined = match (name.kind, text.get(name.span.end as usize..next.span.start as usize)) {
            (NameKind::Organization, Some("-")) => !written.contains(' '),
            (NameKind::Organization, Some("")) => !written.contains(' ') && written.ends_with('-'),
            (NameKind::Organization, Some(" ")) => hyphened && is_organization,
            (NameKind::Person, Some(", ")) => is_organization && is_partnership(&text[next.span.range()]),
            _ => false,
        };
        hyphened = joined;
        if joined {
            name.kind = NameKind::Organization;
            name.span.end = next.span.end;
        }
        joined
    });
}

/// How many bytes before a name belong to it: "Standard and | Poor's".
fn part_before(head: &str, kind: NameKind) -> usize {
    if !(head.ends_with("and ") || head.ends_with("& ") || head.ends_with("AND ")) {
        return 0;
    }
    let ends = |part: &&(String, NameKind)| {
        let start = head.len().checked_sub(part.0.len()).filter(|start| head.is_char_boundary(*start));
        part.1 == kind && start.is_some_and(|start| head[start..].eq_ignore_ascii_case(&part.0))
    };
    RULES.parts.iter().find(ends).map_or(0, |(words, _)| words.len())
}

/// "Peabody and Co", "Sachs & Co."
fn is_partnership(name: &str) -> bool {
    let mut words = name.split(' ').skip(1);
    let joined = words.next().is_some_and(|word| matches!(word, "and" | "&"));
    joined
        && words.next().is_some_and(|word| OF_COMPANIES.contains(&word.trim_end_matches('.').to_lowercase().as_str()))
}
