//! Organizations of an article under one canonical name: acronyms, short forms, legal forms.

use super::known::{self, OrganizationWords, kinds_of};
use super::people::is_too_common;
use super::{Context, EntityType, NamedEntity};
use crate::article::{Field, Mention, MentionKind, Origin, Span};
use crate::text::fold;
use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::sync::{Arc, LazyLock};

/// Words of a name at most; longer runs are no names.
const MOST_WORDS: usize = 16;

/// Legal forms, which are no part of a canonical name.
static LEGAL_FORMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OrganizationWords::Legal.set());

/// Words that name a kind of body.
static BODY_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OrganizationWords::Noun.set());

/// Words that end the name of a part of a body, or of another that is called after it.
static UNIT_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OrganizationWords::Unit.set());

/// Words that end, or begin before "of", the names of organizations.
static HEAD_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OrganizationWords::Head.set());

struct Written<'a> {
    field: Field,
    span: Span,
    origin: Origin,
    /// Without article, possessive and legal form.
    name: &'a str,
    /// The place or people right before a name that says little alone: "Czech" of "Czech Senate".
    owner: Option<&'a str>,
    /// The place that ends a name that says little alone: "Japan" of "Bank of Japan".
    place: Option<&'a str>,
    /// A legal form was taken off it: "Goldman, Sachs | and Co" is Goldman Sachs.
    is_company: bool,
    /// The folded name, with its owner and place.
    key: String,
    /// The acronym in parentheses after it.
    acronym: Option<&'a str>,
    /// The user says under which name it counts.
    is_own: bool,
}

impl<'a> Written<'a> {
    /// A name that the user knows.
    fn own(name: &NamedEntity, span: Span, called: &'a str) -> Self {
        let (field, origin, key) = (name.field, name.origin, fold(called).into_owned());
        let (owner, place, acronym) = (None, None, None);
        Self { field, span, origin, name: called, owner, place, is_company: false, key, acronym, is_own: true }
    }
}

/// Makes mentions of the tagger's organizations.
///
/// "GRU" is the "Main Intelligence Directorate" where the article says "Main Intelligence Directorate (GRU)" or where
/// the letters agree; "Acme Corp." is "Acme"; a name that only the beginning of one earlier name repeats is that other, unless
/// that is of a part of it ("Acme Foundation").
#[must_use]
pub fn link(context: &Context<'_>, names: &[NamedEntity]) -> Vec<Mention> {
    let beside = |at: usize| (at.checked_sub(1).and_then(|before| names.get(before)), names.get(at + 1));
    let organizations = names.iter().enumerate().filter(|(_, name)| name.kind == EntityType::Organization);
    let mut written: Vec<Written<'_>> =
        organizations.filter_map(|(at, name)| read(context, name, beside(at))).collect();
    written.sort_by_key(|name| (name.field == Field::Title, name.span));
    let canonical = canonical_names(context, &written);
    let acronyms = acronyms(context, &written, &canonical);
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, name) in written.iter().enumerate() {
        first.entry(&name.key).or_insert(at);
    }
    let mut by_first_words: HashMap<&str, Vec<&str>> = HashMap::new();
    for key in canonical.keys() {
        for (at, _) in key.match_indices(' ') {
            by_first_words.entry(&key[..at]).or_default().push(key);
        }
    }
    let teams = teams_by_nickname(&canonical);
    let resolve = |name: &Written<'_>| -> Arc<str> {
        if name.is_own {
            return name.name.into();
        }
        let is_acronym = name.name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if is_acronym && let Some(full) = acronyms.get(&name.key) {
            return full.clone();
        }
        if let Some(Some(team)) = teams.get(name.key.as_str()) {
            return canonical[*team].clone();
        }
        match by_first_words.get(name.key.as_str()).map(Vec::as_slice) {
            Some([longer])
                if is_company_like(&name.key)
                    && !kinds_of(name.name).has('s')
                    && may_stand_for(&name.key, longer)
                    && (says_kind(longer) || first.get(longer) < first.get(name.key.as_str())) =>
            {
                canonical[*longer].clone()
            }
            _ => canonical[&name.key].clone(),
        }
    };
    written
        .iter()
        .map(|name| Mention {
            field: name.field,
            span: name.span,
            kind: MentionKind::Organization { name: resolve(name) },
            origin: Some(name.origin),
        })
        .collect()
}

/// The teams of an article that have a place in their names, by what stands behind it: "Tigers" of the Detroit Tigers. None where two have it.
fn teams_by_nickname(canonical: &HashMap<String, Arc<str>>) -> HashMap<&str, Option<&str>> {
    let mut teams: HashMap<&str, Option<&str>> = HashMap::new();
    for key in canonical.keys() {
        let Some((_, nickname)) = key.rsplit_once(' ').filter(|(_, last)| last.ends_with('s')) else { continue };
        if canonical.contains_key(nickname) {
            teams.entry(nickname).and_modify(|team| *team = None).or_insert(Some(key.as_str()));
        }
    }
    teams.retain(|_, team| team.is_some_and(|team| kinds_of(team).has('t')));
    teams
}

/// The canonical name of each key.
fn canonical_names(context: &Context<'_>, written: &[Written<'_>]) -> HashMap<String, Arc<str>> {
    let mut canonical: HashMap<String, Arc<str>> = HashMap::new();
    let is_loud = !context.title.contains(char::is_lowercase);
    for name in written {
        let whole = || {
            let mut whole = name.owner.map_or_else(|| name.name.to_owned(), |owner| format!("{owner} {}", name.name));
            if name.is_company {
                whole = whole.replace(", ", " ");
            }
            if let Some(place) = name.place {
                whole = format!("{whole} of {place}");
            }
            if is_loud && name.field == Field::Title { context.model().in_prose(&whole).into() } else { whole.into() }
        };
        canonical.entry(name.key.clone()).or_insert_with(whole);
    }
    canonical
}

/// The names of acronyms, folded: those that the article explains, then those whose letters are a name's initials.
fn acronyms(
    context: &Context<'_>,
    written: &[Written<'_>],
    canonical: &HashMap<String, Arc<str>>,
) -> HashMap<String, Arc<str>> {
    let mut acronyms: HashMap<String, Arc<str>> = HashMap::new();
    for name in written {
        if let Some(acronym) = name.acronym {
            acronyms.entry(fold(acronym).into_owned()).or_insert_with(|| canonical[&name.key].clone());
        }
    }
    for pair in written.windows(2) {
        if is_defined_by(context, &pair[0], &pair[1]) {
            acronyms.entry(pair[0].key.clone()).or_insert_with(|| canonical[&pair[1].key].clone());
        }
    }
    for name in written {
        if let Some(initials) = initials(name.name) {
            acronyms.entry(initials).or_insert_with(|| canonical[&name.key].clone());
        }
    }
    acronyms
}

/// True of an acronym whose name stands in parentheses after it: "DHS (Department of Homeland Security)".
fn is_defined_by(context: &Context<'_>, short: &Written<'_>, full: &Written<'_>) -> bool {
    let text = context.field(short.field);
    let is_acronym = short.name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let is_between = || matches!(text.get(short.span.end as usize..full.span.start as usize), Some(" (" | " (the "));
    is_acronym
        && short.field == full.field
        && full.name.contains(' ')
        && is_between()
        && text[full.span.end as usize..].starts_with(')')
}

/// Reads a name between those before and after it.
fn read<'a>(
    context: &Context<'a>,
    name: &NamedEntity,
    beside: (Option<&NamedEntity>, Option<&NamedEntity>),
) -> Option<Written<'a>> {
    let (before, after) = beside;
    let text = context.field(name.field);
    let inner = bare(&text[name.span.range()]);
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    let span = Span::new(start, start + inner.len());
    let written = &text[name.span.range()];
    let own = context.own_name(written).or_else(|| context.own_name(inner));
    if let Some(own) = own.filter(|row| row.kind == EntityType::Organization) {
        return Some(Written::own(name, span, &own.called));
    }
    let short = without_legal_forms(inner)?;
    // "American Express Co" is American, "Japanese Sony" is not.
    let is_company = short.len() < inner.len();
    let owner = before
        .filter(|before| {
            before.field == name.field
                && is_owner(text, before, name)
                && match before.kind {
                    EntityType::Location => is_company || is_generic(short) || goes_on_with(short),
                    _ => is_company || is_generic(short) || is_body(short),
                }
        })
        .map(|before| &text[before.span.range()]);
    let place = after
        .filter(|after| {
            after.field == name.field && is_place_of(text, span, after) && (is_generic(short) || is_body(short))
        })
        .map(|after| &text[after.span.range()]);
    let words = owner.into_iter().flat_map(str::split_whitespace).chain(short.split_whitespace());
    let words = words.chain(place.map(|_| "of")).chain(place.into_iter().flat_map(str::split_whitespace));
    let key = words.map(|word| fold(word.trim_end_matches(',')).into_owned()).collect::<Vec<_>>().join(" ");
    // The mention is the whole name as the text has it.
    let whole = Span {
        start: owner.map_or(span.start, |owner| (owner.as_ptr() as usize - text.as_ptr() as usize) as u32),
        end: place.map_or(span.end, |place| (place.as_ptr() as usize - text.as_ptr() as usize + place.len()) as u32),
    };
    Some(Written {
        field: name.field,
        span: whole,
        origin: name.origin,
        name: short,
        owner,
        place,
        is_company,
        key,
        acronym: acronym_after(text, span.end as usize),
        is_own: false,
    })
}

/// A name without its owner, article, possessive and what stands in parentheses.
fn bare(whole: &str) -> &str {
    let owned = ["'s ", "’s "].iter().find_map(|possessive| whole.strip_prefix(possessive));
    let mut inner =
        owned.unwrap_or(whole).trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '&'));
    for article in ["the ", "The ", "THE "] {
        inner = inner.strip_prefix(article).unwrap_or(inner).trim_start();
    }
    if !known::is_organization(inner) {
        for possessive in ["'s", "’s"] {
            inner = inner.strip_suffix(possessive).unwrap_or(inner);
        }
    }
    inner = without_connector(inner);
    // A parenthesis inside the span ends the name.
    inner.split(" (").next().unwrap_or(inner).trim_end()
}

/// A name without legal forms at its end; none where nothing else is left of it.
fn without_legal_forms(name: &str) -> Option<&str> {
    let mut short = name.trim_end_matches(',');
    while let Some((head, last)) = short.rsplit_once(' ') {
        if !LEGAL_FORMS.contains(fold(last.trim_end_matches(',')).as_ref()) {
            break;
        }
        short = without_connector(head.trim_end_matches([',', ' ', '&']));
    }
    let is_form = LEGAL_FORMS.contains(fold(short.trim_end_matches('.')).as_ref());
    let is_name = !is_form && short.chars().any(char::is_alphabetic);
    (is_name && short.split_whitespace().count() <= MOST_WORDS).then_some(short)
}

/// A name does not end in a word that connects: "Innovation Party of | Osaka", "Goldman, Sachs and | Co".
fn without_connector(mut name: &str) -> &str {
    while let Some((head, last)) = name.rsplit_once(' ') {
        if !["of", "and", "for", "the", "in", "&"].iter().any(|word| last.eq_ignore_ascii_case(word)) {
            break;
        }
        name = head.trim_end_matches([' ', ',']);
    }
    name
}

/// True of what goes on with the name of a place before it ("Newark | Natural Foods", "Iowa | Department of Corrections"): no acronym, and no
/// well-known name but that of a kind of body, which are names without.
fn goes_on_with(organization: &str) -> bool {
    let Some((first, _)) = organization.split_once(' ').filter(|(first, _)| first.contains(char::is_lowercase)) else {
        return false;
    };
    let kinds = kinds_of(organization);
    !kinds.has_organization() || !kinds.is_private() && BODY_WORDS.contains(fold(first).as_ref())
}

/// True of a place or a people that stands right before an organization's name: "Czech | Senate".
fn is_owner(text: &str, before: &NamedEntity, name: &NamedEntity) -> bool {
    matches!(before.kind, EntityType::Location | EntityType::Miscellaneous)
        && before.span.end <= name.span.start
        && &text[before.span.end as usize..name.span.start as usize] == " "
}

/// True of a place right after an organization's name and "of": "Bank of | Japan".
fn is_place_of(text: &str, name: Span, after: &NamedEntity) -> bool {
    let between = text.get(name.end as usize..after.span.start as usize);
    after.kind == EntityType::Location && matches!(between, Some(" of " | " OF " | " of the "))
}

/// True of a name of one or two words that ends in a common noun ("Senate", "Foreign Ministry"): many have it.
fn is_generic(name: &str) -> bool {
    let mut words = name.rsplit(' ');
    let last = words.next().unwrap_or(name);
    words.count() < 2 && is_too_common(&fold(last))
}

/// True of a name that begins or ends in a word for a body ("Association of Industrialists", "Electric Power Corporation"): a people
/// before it belongs to it.
fn is_body(name: &str) -> bool {
    let is_head = |word: &str| BODY_WORDS.contains(fold(word).as_ref());
    // "Academy of Pediatrics", "Society for Testing": a name of its own only with whose it is.
    let is_of = |name: &str| {
        let mut words = name.split(' ');
        let is_head = |first: &str| first == "Academy" || HEAD_WORDS.contains(fold(first).as_ref());
        words.next().is_some_and(is_head) && words.next().is_some_and(|next| matches!(next, "of" | "for"))
    };
    is_of(name)
        || name.contains(' ')
            && (name.rsplit(' ').next().is_some_and(is_head) || name.split(' ').next().is_some_and(is_head))
}

/// The acronym in parentheses right after a name: capitals, two to ten of them.
fn acronym_after(text: &str, end: usize) -> Option<&str> {
    let rest = text[end..].strip_prefix(" (")?;
    let acronym = &rest[..rest.char_indices().take(12).find(|(_, c)| *c == ')')?.0];
    let capitals = acronym.chars().filter(|c| c.is_uppercase()).count();
    let plain = acronym.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '&' | '-'));
    // "UNITED NATIONS (AP) — The" is a dateline.
    let is_dateline = rest[acronym.len() + 1..].trim_start_matches(' ').starts_with(['—', '–', '-']);
    (plain && !is_dateline && capitals >= 2 && capitals * 2 > acronym.chars().count()).then_some(acronym)
}

/// The initials of the capitalised words of a name, folded; nothing for fewer than three.
fn initials(name: &str) -> Option<String> {
    let initials: String =
        name.split([' ', '-']).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    (initials.chars().count() >= 3).then(|| fold(&initials).into_owned())
}

/// True of a first word that can stand for a whole name; "National" and "University" cannot.
fn is_company_like(key: &str) -> bool {
    !is_too_common(key) && key.chars().count() > 2
}

/// True of a name that ends in the word for a kind of body: "Liberal Party" says what "Liberal" is, wherever it stands.
fn says_kind(name: &str) -> bool {
    name.rsplit(' ').next().is_some_and(|last| BODY_WORDS.contains(last))
}

/// True where a name may be short for one that it begins, not the whole that the other is a part of: "Facebook" is not Facebook Login,
/// the "NAACP" not its Youth Council.
fn may_stand_for(short: &str, longer: &str) -> bool {
    let last = longer.rsplit(' ').next().unwrap_or_default();
    let is_known = |name: &str| kinds_of(name).has_organization();
    !UNIT_WORDS.contains(last) && !longer.contains(['\'', '’']) && (!is_known(short) || is_known(longer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::{Model, labels::LABELS, lexicon, model, words::word_key};

    fn linked(text: &str, names: &[&str]) -> Vec<(String, String)> {
        let mut at = 0;
        let names: Vec<NamedEntity> = names
            .iter()
            .map(|name| {
                let start = at + text[at..].find(name).unwrap();
                at = start + name.len();
                NamedEntity::tagged(Field::Text, Span::new(start, at), EntityType::Organization)
            })
            .collect();
        link(&Context { text, ..Context::default() }, &names)
            .into_iter()
            .map(|mention| {
                let MentionKind::Organization { name } = mention.kind else { panic!("not an organization") };
                (text[mention.span.range()].to_owned(), name.to_string())
            })
            .collect()
    }

    #[test]
    fn a_nickname_is_the_team_that_bears_it() {
        let text = "The Detroit Tigers lost. The Tigers had led. The Rangers left.";
        let names = ["Detroit Tigers", "Tigers", "Rangers"];
        let found: Vec<String> = linked(text, &names).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["Detroit Tigers", "Detroit Tigers", "Rangers"]);
        let text = "The Detroit Tigers met the Memphis Tigers. The Tigers won.";
        let names = ["Detroit Tigers", "Memphis Tigers", "Tigers"];
        assert_eq!(linked(text, &names)[2].1, "Tigers");
    }

    #[test]
    fn bodies_are_named_with_their_country() {
        let text = "The Czech Senate met. The Senate voted. Japanese Sony rose.";
        let name = |words: &str, kind| {
            let start = text.find(words).unwrap();
            NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
        };
        let names = [
            name("Czech", EntityType::Miscellaneous),
            name("Senate", EntityType::Organization),
            name("Japanese", EntityType::Miscellaneous),
            name("Sony", EntityType::Organization),
        ];
        let found: Vec<_> = link(&Context { text, ..Context::default() }, &names)
            .into_iter()
            .map(|mention| match mention.kind {
                MentionKind::Organization { name } => (text[mention.span.range()].to_owned(), name.to_string()),
                _ => panic!("not an organization"),
            })
            .collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found, [pair("Czech Senate", "Czech Senate"), pair("Sony", "Sony")]);
    }

    #[test]
    fn societies_begin_with_their_people() {
        let text = "The American Academy of Pediatrics and the British Society for Testing met at the French Academy.";
        let name = |words: &str, kind| {
            let start = text.find(words).unwrap();
            NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
        };
        let (people, body) = (EntityType::Miscellaneous, EntityType::Organization);
        let names = [
            name("American", people),
            name("Academy of Pediatrics", body),
            name("British", people),
            name("Society for Testing", body),
        ];
        let found = link(&Context { text, ..Context::default() }, &names);
        let found: Vec<&str> = found.iter().map(|mention| &text[mention.span.range()]).collect();
        assert_eq!(found, ["American Academy of Pediatrics", "British Society for Testing"]);
        assert_eq!(
            linked("The White House Press met. The White House said.", &["White House Press", "White House"])[1].1,
            "White House"
        );
    }

    #[test]
    fn organizations_begin_with_their_place() {
        let text = "She runs Newark Natural Foods. The Boston FBI office and the Texas National Rifle Association met. The Iowa \
                    Department of Agriculture closed.";
        let name = |words: &str, kind| {
            let start = text.find(words).unwrap();
            NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
        };
        let (place, body) = (EntityType::Location, EntityType::Organization);
        let names = [
            name("Newark", place),
            name("Natural Foods", body),
            name("Boston", place),
            name("FBI", body),
            name("Texas", place),
            name("National Rifle Association", body),
            name("Iowa", place),
            name("Department of Agriculture", body),
        ];
        let found = link(&Context { text, ..Context::default() }, &names);
        let found: Vec<&str> = found.iter().map(|mention| &text[mention.span.range()]).collect();
        assert_eq!(
            found,
            ["Newark Natural Foods", "FBI", "National Rifle Association", "Iowa Department of Agriculture"]
        );
    }

    #[test]
    fn banks_are_named_with_what_they_are_the_bank_of() {
        let text = "The Bank of Japan sold yen. The Bank of Canada and American Express Co did not.";
        // The corpus that the tagger learned from has "Bank of" and "Japan" as two names.
        let name = |words: &str, kind| {
            let start = text.find(words).unwrap();
            NamedEntity::tagged(Field::Text, Span::new(start, start + words.len()), kind)
        };
        let canada = text.rfind("Bank").unwrap();
        let names = [
            name("Bank of", EntityType::Organization),
            name("Japan", EntityType::Location),
            NamedEntity::tagged(Field::Text, Span::new(canada, canada + 4), EntityType::Organization),
            name("Canada", EntityType::Location),
            name("American", EntityType::Miscellaneous),
            name("Express Co", EntityType::Organization),
        ];
        let found: Vec<String> = link(&Context { text, ..Context::default() }, &names)
            .into_iter()
            .filter_map(|mention| match mention.kind {
                MentionKind::Organization { name } => Some(name.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(found, ["Bank of Japan", "Bank of Canada", "American Express"]);
    }

    #[test]
    fn a_headline_in_capitals_names_as_prose_does() {
        let title = "FED HOLDS RATES";
        let name = NamedEntity::tagged(Field::Title, Span::new(0, 3), EntityType::Organization);
        let name_of = |context: &Context<'_>| match &link(context, &[name])[0].kind {
            MentionKind::Organization { name } => name.to_string(),
            _ => panic!("not an organization"),
        };
        assert_eq!(name_of(&Context { title, ..Context::default() }), "Fed");
        assert_eq!(name_of(&Context { title: "FED holds rates", ..Context::default() }), "FED");
        // The model in use is asked how the word is written.
        let entry = lexicon::Entry { flags: lexicon::UPPER, ..lexicon::Entry::default() };
        let words = lexicon::build([(word_key("fed"), entry)]);
        let steps = [[0.0; LABELS]; LABELS];
        let model = Model::open(model::write("own", 1.0, &steps, &[], &words).into()).unwrap();
        assert_eq!(name_of(&Context { title, tagger: Some(&model), ..Context::default() }), "FED");
    }

    #[test]
    fn a_name_does_not_end_in_of() {
        let found = linked("The Innovation Party of Osaka.", &["Innovation Party of"]);
        assert_eq!(found, [("Innovation Party".to_owned(), "Innovation Party".to_owned())]);
        assert_eq!(linked("Goldman, Sachs and Co rose.", &["Goldman, Sachs and Co"])[0].1, "Goldman Sachs");
        assert_eq!(linked("Moody's fell, Sony's rose.", &["Moody's", "Sony's"])[0].1, "Moody's");
        assert_eq!(linked("Moody's fell, Sony's rose.", &["Moody's", "Sony's"])[1].1, "Sony");
        assert!(linked("The Co said.", &["Co"]).is_empty());
    }

    #[test]
    fn a_whole_is_not_its_part() {
        for (text, names, last) in [
            ("Facebook Login failed, Facebook said.", ["Facebook Login", "Facebook"], "Facebook"),
            ("The NAACP Youth Council met. The NAACP paid.", ["NAACP Youth Council", "NAACP"], "NAACP"),
            ("Acme grew. Acme Widgets came later.", ["Acme", "Acme Widgets"], "Acme Widgets"),
            ("A Harmony policy. The Harmony Party met.", ["Harmony", "Harmony Party"], "Harmony Party"),
            ("Quorvex Widgets grew. Quorvex rose.", ["Quorvex Widgets", "Quorvex"], "Quorvex Widgets"),
            ("The Quorvex Foundation met. Quorvex rose.", ["Quorvex Foundation", "Quorvex"], "Quorvex"),
            ("Delta Air Lines grew. Delta rose.", ["Delta Air Lines", "Delta"], "Delta Air Lines"),
        ] {
            assert_eq!(linked(text, &names).last().unwrap().1, last, "{text}");
        }
        assert_eq!(linked("Acme grew. Acme Widgets came.", &["Acme", "Acme Widgets"])[0].1, "Acme");
        let party = linked("A Harmony policy. The Harmony Party met.", &["Harmony", "Harmony Party"]);
        assert_eq!(party[0].1, "Harmony Party");
    }

    #[test]
    fn a_possessive_is_the_owners() {
        let found = linked("India's Accident Bureau came.", &["'s Accident Bureau"]);
        assert_eq!(found, [("Accident Bureau".to_owned(), "Accident Bureau".to_owned())]);
    }

    #[test]
    fn acronyms_articles_and_legal_forms() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            linked(
                "head of the Main Intelligence Directorate (GRU). The GRU said",
                &["the Main Intelligence Directorate", "GRU", "The GRU"]
            ),
            [
                pair("Main Intelligence Directorate", "Main Intelligence Directorate"),
                pair("GRU", "Main Intelligence Directorate"),
                pair("GRU", "Main Intelligence Directorate")
            ]
        );
        let agency = linked("UNITED NATIONS (AP) — Envoys met, the AP said.", &["UNITED NATIONS", "AP"]);
        assert_eq!(agency[1].1, "AP");
        // In the other order, where the letters are no initials.
        let both = linked("The FSB (Federal Service) spoke. The FSB left.", &["FSB", "Federal Service", "FSB"]);
        assert!(both.iter().all(|(_, name)| name == "Federal Service"), "{both:?}");
        let apart = linked("The FSB (and the Federal Service) spoke.", &["FSB", "Federal Service"]);
        assert_eq!(apart[0].1, "FSB");
        assert_eq!(
            linked("IMF aid: the International Monetary Fund said", &["IMF", "International Monetary Fund"])[0].1,
            "International Monetary Fund"
        );
        assert_eq!(
            linked("Apple Inc. rose; Apple’s profit", &["Apple Inc.", "Apple’s"]),
            [pair("Apple Inc.", "Apple"), pair("Apple", "Apple")]
        );
        assert_eq!(
            linked("Goldman Sachs Group Inc fell. Goldman said", &["Goldman Sachs Group Inc", "Goldman"])[1].1,
            "Goldman Sachs Group"
        );
        assert_eq!(
            linked("Bank of America and Bank of England. Bank said", &["Bank of America", "Bank of England", "Bank"])
                [2]
            .1,
            "Bank"
        );
    }
}
